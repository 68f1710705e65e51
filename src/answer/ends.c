/* ends.c -- estimates of exactly 0 or 1, where influences and replicates are all 0 and would claim certainty.
 *
 * A plain proportion, none or all of n rows, has the exact interval of Clopper and Pearson (1934): with 0 of
 * n the upper bound is 1 - (alpha / 2)^(1 / n).  A difference of two proportions in different rows gets its
 * limits from theirs, by square and add (Newcombe 1998, method 10).  Anything else has no interval, and
 * neither has a mean of rows that all agree.
 */
#include "answer/estimate_int.h"
#include "base/interrupt.h"

#include <math.h>

/* Rounding in a long sum of probabilities. */
static const double NOTHING = 1e-12;

bool estimate_at_end(const struct estimated *e, enum interval_scale scale)
{
    if (e->se > NOTHING * fmax(1, fabs(e->value)))
        return false;
    return scale == SCALE_PLAIN || fabs(e->value) < NOTHING || fabs(e->value - 1) < NOTHING;
}

bool numbers_states(uint32_t *state, struct work *w, const struct numbers *m, size_t i)
{
    const struct request *r = m->r;
    uint32_t *axes = ARENA_NEW(w->arena, uint32_t, r->m->nvars);
    size_t cell = m->cell[i];
    if (!axes)
        return diag_oom(w->diags);
    uint32_t n = request_axes(r, axes);
    for (uint32_t k = n; k-- > 0;) {
        state[axes[k]] = (uint32_t)(cell % r->card[axes[k]]);
        cell /= r->card[axes[k]];
    }
    for (uint32_t k = 0; k < r->nseen; k++)
        state[r->seen[k].wire] = r->seen[k].state;
    for (uint32_t k = 0; k < r->nset; k++)
        state[r->set[k].wire] = r->set[k].state;
    return true;
}

/* The rows among which number i is a proportion; of weights the effective number. */
static bool rows_behind(double *n, struct work *w, const struct numbers *m, const struct sample *s, size_t i)
{
    const struct est_node *p = est_get(m->pool, m->id->estimand);
    const struct counts *c = &s->counts;
    uint32_t *state = ARENA_NEW(w->arena, uint32_t, m->r->m->nvars),
             *column = ARENA_NEW(w->arena, uint32_t, p->ngiven);
    double sum = 0, sum2 = 0;
    if (!state || !column)
        return diag_oom(w->diags);
    if (!numbers_states(state, w, m, i))
        return false;
    for (uint32_t k = 0; k < p->ngiven; k++)
        if (!observed_column(w, &s->observed, p->given[k].var, &column[k]))
            return false;
    for (size_t row = 0; row < c->nrows; row++) {
        bool agrees = true;
        if (interrupted())
            return diag_interrupted(w->diags);
        for (uint32_t k = 0; agrees && k < p->ngiven; k++)
            agrees = c->code[row * c->ncolumns + column[k]] == state[p->given[k].var];
        sum += agrees ? c->weight[row] : 0;
        sum2 += agrees && c->weight2 ? c->weight2[row] : 0;
    }
    *n = sum2 > 0 ? sum * sum / sum2 : sum;
    return true;
}

bool estimate_end(struct estimate *e, struct work *w, const struct numbers *m, const struct sample *s,
                  size_t i, struct estimated *of)
{
    bool mean = e->scale == SCALE_PLAIN || m->width > 1;
    double n = 0;
    if (!estimate_at_end(of, mean ? SCALE_PLAIN : SCALE_LOGIT))
        return true;
    of->low = of->high = of->se = NAN;
    if (mean || m->r->soft || e->prior > 0 || est_get(m->pool, m->id->estimand)->kind != EST_P)
        return true;
    if (!rows_behind(&n, w, m, s, i))
        return false;
    double bound = pow((1 - e->how.level) / 2, 1 / n);
    of->low = of->value > 0.5 ? bound : 0;
    of->high = of->value > 0.5 ? 1 : 1 - bound;
    of->n_eff = n;
    e->exact_end = true;
    return true;
}

void contrast_at_end(struct estimated *d, bool difference, const struct estimated *p,
                     const struct estimated *q)
{
    if (!estimate_at_end(p, SCALE_LOGIT) && !estimate_at_end(q, SCALE_LOGIT))
        return;
    d->low = d->high = NAN;
    if (!difference)
        return;
    d->low = d->value - hypot(p->value - p->low, q->high - q->value);
    d->high = d->value + hypot(p->high - p->value, q->value - q->low);
    if (!isfinite(d->low) || !isfinite(d->high))
        d->low = d->high = NAN;
}
