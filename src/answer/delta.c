/* delta.c -- influence functions of numbers from data, and the standard errors that follow. */
#include "answer/estimate_int.h"
#include "base/interrupt.h"

#include <math.h>

struct delta {
    const struct numbers *m;
    const struct sample *s;
    struct influence_reader *reader;
    double *influence; /* by row of the sample */
    uint32_t *column;  /* by variable: its column in the sample */
    struct soft_slopes soft;
};

double number_of(const struct numbers *m, size_t i, const struct tensor *t)
{
    double sum = 0;
    for (uint32_t k = 0; k < m->width; k++) {
        double p = t->p[m->cell[i] + k];
        if (m->value[k] != 0 && p != 0)
            sum += m->value[k] * p;
    }
    return sum;
}

/* The weight is laid out as the canonical axes, which are the order that the formula is evaluated in. */
static bool weigh(void *cx, struct work *w, size_t i, struct tensor *weight)
{
    const struct delta *d = cx;
    (void)w;
    if (d->m->r->soft)
        soft_weigh(&d->soft, d->m, i, weight);
    for (uint32_t k = 0; !d->m->r->soft && k < d->m->width; k++)
        weight->p[d->m->cell[i] + k] = d->m->value[k];
    return true;
}

/* Add the slope of one marginal at the cell of each row. */
static bool add_slope(struct delta *d, struct work *w, const struct slope *slope)
{
    const struct counts *c = &d->s->counts;
    const struct tensor *by = slope->by;
    for (size_t r = 0; r < c->nrows; r++) {
        const uint32_t *code = c->code + r * c->ncolumns;
        size_t at = 0;
        bool agrees = true;
        if (interrupted())
            return diag_interrupted(w->diags);
        for (uint32_t i = 0; agrees && i < slope->nfixed; i++)
            agrees = code[d->column[slope->fixed[i].wire]] == slope->fixed[i].state;
        for (uint32_t i = 0; agrees && i < by->rank; i++)
            at = at * by->axis[i].n + code[d->column[by->axis[i].id]];
        if (agrees)
            d->influence[r] += by->p[at];
    }
    return true;
}

static bool take(void *cx, struct work *w, size_t i, const struct slope *slope, uint32_t n)
{
    struct delta *d = cx;
    const struct counts *c = &d->s->counts;
    double mean = 0;
    for (size_t r = 0; r < c->nrows; r++)
        d->influence[r] = 0;
    for (uint32_t k = 0; k < n; k++)
        if (!add_slope(d, w, &slope[k]))
            return false;
    for (size_t r = 0; r < c->nrows; r++)
        mean += c->weight[r] * d->influence[r] / c->total;
    for (size_t r = 0; r < c->nrows; r++)
        d->influence[r] -= mean;
    return !d->reader->take || d->reader->take(d->reader->cx, i, d->influence);
}

bool numbers_influence(struct influence_reader *reader, struct work *w, const struct numbers *m,
                       const struct sample *s)
{
    const struct request *r = m->r;
    uint32_t *order = ARENA_NEW(w->arena, uint32_t, r->m->nvars);
    struct evidence *fixed = ARENA_NEW(w->arena, struct evidence, (size_t)r->nseen + r->nset);
    struct delta d = {.m = m,
                      .s = s,
                      .reader = reader,
                      .influence = ARENA_NEW(w->arena, double, s->counts.nrows),
                      .column = ARENA_NEW(w->arena, uint32_t, r->m->nvars)};
    if (!order || !fixed || !d.influence || !d.column)
        return diag_oom(w->diags);
    for (uint32_t i = 0; i < s->counts.ncolumns; i++)
        d.column[s->observed.column_var[i]] = i;
    struct slopes_wanted wanted = {.n = m->n, .cx = &d, .weigh = weigh, .take = take};
    struct estimand_at at = {.pool = m->pool,
                             .e = m->id->estimand,
                             .src = source_of_observed(&s->observed),
                             .order = order,
                             .fixed = fixed,
                             .card = r->card};
    at.norder = request_axes(r, order);
    at.nfixed = request_fixed(r, fixed);
    if (r->soft && !soft_slopes_begin(&d.soft, w, r, &at))
        return false;
    if (!stoch_slopes(&wanted, w, &at))
        return false;
    reader->least = wanted.least;
    reader->least_cell = wanted.least_cell;
    return true;
}

double influence_error(const struct sample *s, const double *influence)
{
    const double *weight = s->counts.weight2 ? s->counts.weight2 : s->counts.weight;
    double sum = 0;
    for (size_t r = 0; r < s->counts.nrows; r++)
        sum += weight[r] * influence[r] * influence[r];
    return sqrt(sum) / sample_total(s);
}
