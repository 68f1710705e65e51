/* positivity.c -- strata without rows: how much of the data they hold, and what the answer is bounded by.
 *
 * An adjustment, sum over z of P(y | x, z) P(z), has no value when some z of positive mass has no row with x.
 * There P(y | x, z) is anything from 0 to 1, so the answer is between the sum over the other strata and that
 * and the mass of the empty ones (Manski 1990, stratum by stratum).
 */
#include "answer/estimate_int.h"
#include "base/interrupt.h"

#include <math.h>

/* P of what the cell says, but for the interventions. False (reported). O(rows). */
static bool mass_of(double *mass, struct work *w, const struct request *r, const struct cell *c)
{
    const struct observed *o = r->q->observed;
    const struct counts *counts = o->counts;
    uint32_t *column = ARENA_NEW(w->arena, uint32_t, c->n), *state = ARENA_NEW(w->arena, uint32_t, c->n),
             n = 0;
    if (!column || !state)
        return diag_oom(w->diags);
    for (uint32_t i = 0; i < c->n; i++) {
        if (set_has(r->x, c->var[i]))
            continue;
        if (!observed_column(w, o, c->var[i], &column[n]))
            return false;
        state[n++] = c->state[i];
    }
    *mass = 0;
    for (size_t row = 0; row < counts->nrows; row++) {
        bool agrees = true;
        if (interrupted())
            return diag_interrupted(w->diags);
        for (uint32_t i = 0; agrees && i < n; i++)
            agrees = counts->code[row * counts->ncolumns + column[i]] == state[i];
        *mass += agrees ? counts->weight[row] : 0;
    }
    *mass /= counts->total;
    return true;
}

/* The cell is about an intervention and something else, in the data. */
static bool is_stratum(const struct request *r, const struct cell *c)
{
    uint32_t done = 0;
    for (uint32_t i = 0; i < c->n; i++)
        done += set_has(r->x, c->var[i]);
    return !c->operated && done > 0 && done < c->n;
}

/* ---- bounds ---- */

/* The adjustment set of a back-door formula. */
bool adjustment_of(const struct identification *id, struct set *z)
{
    if (id->criterion != BY_BACK_DOOR)
        return false;
    for (size_t i = 0; i < id->derivation.n; i++)
        if (id->derivation.step[i].rule == STEP_ADJUST) {
            *z = id->derivation.step[i].set;
            return true;
        }
    return false;
}

static uint32_t list(struct set s, uint32_t *to, uint32_t n)
{
    SET_EACH (v, s)
        to[n++] = v;
    return n;
}

/* Sum over z of t P(z), with t = P(y | x, z) where it is defined and `instead` elsewhere; on the canonical
 * axes. */
static struct tensor *filled_sum(struct work *w, const struct request *r, const struct tensor *t,
                                 const struct tensor *pz, bool defined)
{
    struct tensor *filled = tensor_new(w, t->rank, t->axis);
    uint32_t *keep = ARENA_NEW(w->arena, uint32_t, r->m->nvars);
    if (!filled || !keep) {
        diag_oom(w->diags);
        return NULL;
    }
    for (size_t i = 0; i < t->cells; i++)
        filled->p[i] = isnan(t->p[i]) ? !defined : defined ? t->p[i] : 0;
    const struct tensor *sum[] = {filled, pz};
    uint32_t n = request_axes(r, keep);
    for (uint32_t i = 0; i < r->nset; i++)
        if (!(filled = tensor_slice(w, filled, r->set[i].wire, r->set[i].state)))
            return NULL;
    sum[0] = filled;
    return tensor_contract(w, sum, 2, keep, n);
}

/* *known: the part of the sum that is known; *free: the mass of the empty strata. NULL: there is no such sum.
 */
static bool parts_of_sum(struct tensor **known, struct tensor **free, struct work *w, const struct request *r,
                         struct set z)
{
    uint32_t *vars = ARENA_NEW(w->arena, uint32_t, r->m->nvars),
             *y = ARENA_NEW(w->arena, uint32_t, r->m->nvars);
    struct set all = set_copy(w->arena, z);
    struct source src = source_of_observed(r->q->observed);
    if (!vars || !y || !set_ok(all))
        return diag_oom(w->diags);
    set_join(all, r->x);
    set_join(all, r->y);
    struct tensor *joint = src.marginal(src.self, w, vars, list(all, vars, 0), NULL, 0);
    struct tensor *pz = joint ? tensor_marginal(w, joint, vars, list(z, vars, 0)) : NULL;
    struct tensor *t = pz ? tensor_condition(w, joint, y, list(r->y, y, 0)) : NULL;
    *known = t ? filled_sum(w, r, t, pz, true) : NULL;
    *free = *known ? filled_sum(w, r, t, pz, false) : NULL;
    return *free != NULL;
}

static bool bounds(struct positivity *p, struct work *w, const struct finding *f, const struct request *r,
                   const struct identification *id, const struct numbers *m)
{
    struct set z;
    struct tensor *known = NULL, *free = NULL;
    if (r->soft || !set_empty(r->z) || !adjustment_of(id, &z) || set_empty(z))
        return true;
    double *low = ARENA_NEW(w->arena, double, m->n), *high = ARENA_NEW(w->arena, double, m->n);
    if (!low || !high)
        return diag_oom(w->diags);
    if (!parts_of_sum(&known, &free, w, r, z))
        return false;
    for (size_t i = 0; i < m->n; i++) {
        double least = m->width > 1 ? m->value[0] : 0, most = m->width > 1 ? m->value[0] : 1;
        for (uint32_t k = 1; k < m->width; k++) {
            least = fmin(least, m->value[k]);
            most = fmax(most, m->value[k]);
        }
        low[i] = high[i] = NAN;
        if (!isnan(number_of(m, i, f->value)))
            continue;
        low[i] = number_of(m, i, known) + least * free->p[m->cell[i]];
        high[i] = number_of(m, i, known) + most * free->p[m->cell[i]];
    }
    p->bounded = true;
    p->n = m->n;
    p->low = low;
    p->high = high;
    return true;
}

static bool masses(struct positivity **out, struct answer *a, struct work *w, const struct request *r,
                   const struct finding *f)
{
    bool some = false;
    struct positivity *p = ARENA_NEW(w->arena, struct positivity, 1);
    double *mass = ARENA_NEW(w->arena, double, f->nmissing);
    if (!p || !mass)
        return diag_oom(w->diags);
    for (uint32_t i = 0; i < f->nmissing; i++) {
        bool stratum = is_stratum(r, &f->missing[i]);
        mass[i] = NAN;
        if (stratum && !mass_of(&mass[i], w, r, &f->missing[i]))
            return false;
        some = some || stratum;
    }
    p->mass = mass;
    a->positivity = *out = some ? p : NULL;
    return true;
}

bool answer_positivity(struct answer *a, struct work *w, const struct request *r, const struct finding *f,
                       const struct identification *id, const struct numbers *m)
{
    struct positivity *p = NULL;
    return masses(&p, a, w, r, f) && (!p || bounds(p, w, f, r, id, m));
}
