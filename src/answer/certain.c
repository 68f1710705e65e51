/* certain.c -- strata of an adjustment in which none of the rows, or all of them, have the outcome.
 *
 * Influences and replicates know no variance there, as if that were certain.  With many strata this does
 * little harm; with one of weight it makes the interval too narrow, and so it is said.  What is left out is
 * taken as w^2 p (1 - p) / n, with p = 1 / (n + 2) for none of n rows (Laplace), and compared with the
 * variance that there is. */
#include "answer/estimate_int.h"

#include <math.h>

enum { MOST_CELLS = 1 << 20 /* of the joint of outcome, cause and strata, times the numbers looked at */ };

struct looking {
    const struct tensor *joint; /* axes: strata, causes, outcomes */
    size_t x, y;                /* settings of causes and of outcomes */
    double total;
    double worst; /* variance left out, over that there is */
    size_t stratum;
    double rows, share;
    bool all;
};

/* Number i is P(y | do(x)) at these settings. */
static void look(struct looking *l, size_t x, size_t y, double variance)
{
    size_t each = l->x * l->y;
    for (size_t z = 0; z * each < l->joint->cells; z++) {
        const double *p = l->joint->p + z * each;
        double weight = 0, rows = 0, event = p[x * l->y + y] * l->total;
        for (size_t k = 0; k < each; k++)
            weight += p[k];
        for (size_t k = 0; k < l->y; k++)
            rows += p[x * l->y + k] * l->total;
        if (!(rows > 0) || (event > 0 && event < rows))
            continue;
        double q = 1 / (rows + 2), out = weight * weight * q * (1 - q) / rows / variance;
        if (out > l->worst) {
            l->worst = out;
            l->stratum = z;
            l->rows = rows;
            l->share = weight;
            l->all = event > 0;
        }
    }
}

static uint32_t append(struct set s, uint32_t *to, uint32_t n)
{
    SET_EACH (v, s)
        to[n++] = v;
    return n;
}

/* Place of number i among the settings of the variables, which stand in var[from] to var[to - 1]. */
static size_t setting(const struct request *r, const uint32_t *state, const uint32_t *var, uint32_t from,
                      uint32_t to)
{
    size_t at = 0;
    for (uint32_t k = from; k < to; k++)
        at = at * r->card[var[k]] + state[var[k]];
    return at;
}

static bool say(const struct looking *l, struct work *w, const struct request *r, const uint32_t *var,
                uint32_t nz)
{
    struct buf where = {0};
    size_t at = l->stratum;
    uint32_t *state = ARENA_NEW(w->arena, uint32_t, nz);
    if (!state)
        return diag_oom(w->diags);
    for (uint32_t k = nz; k-- > 0; at /= r->card[var[k]])
        state[k] = (uint32_t)(at % r->card[var[k]]);
    for (uint32_t k = 0; k < nz; k++)
        buf_fmt(&where, "%s%.*s = %.*s", k ? ", " : "", STR_ARG(r->m->var[var[k]].name),
                STR_ARG(r->m->var[var[k]].type->state[state[k]]));
    diag_warn(w->diags, "certain-stratum", r->q->span,
              "%s of %.6g rows %s the outcome where %.*s, and that counts as certain",
              l->all ? "all" : "none", l->rows, l->all ? "have" : "has", STR_ARG(buf_str(&where)));
    diag_hint(w->diags,
              "this stratum has %.3g %% of the weight, so the interval is too narrow: observe more, or "
              "adjust for less",
              100 * l->share);
    bool good = !where.failed || diag_oom(w->diags);
    buf_free(&where);
    return good;
}

bool certain_strata_warn(struct work *w, const struct numbers *m, const struct sample *s, const double *se)
{
    const struct request *r = m->r;
    struct set z;
    uint32_t *var = ARENA_NEW(w->arena, uint32_t, r->m->nvars),
             *state = ARENA_NEW(w->arena, uint32_t, r->m->nvars);
    double cells = 1;
    if (!var || !state)
        return diag_oom(w->diags);
    if (m->width > 1 || !adjustment_of(m->id, &z) || r->soft || !set_empty(r->z) || set_empty(z))
        return true;
    uint32_t nz = append(z, var, 0), nx = append(r->x, var, nz), n = append(r->y, var, nx);
    for (uint32_t k = 0; k < n; k++)
        cells *= r->card[var[k]];
    if (cells * (double)m->n > MOST_CELLS)
        return true;
    struct source src = source_of_observed(&s->observed);
    struct looking l = {.joint = src.marginal(src.self, w, var, n, NULL, 0), .x = 1, .y = 1, .worst = 1};
    if (!l.joint)
        return false;
    l.total = s->counts.total2 > 0 ? s->rows : sample_total(s);
    for (uint32_t k = nz; k < n; k++)
        *(k < nx ? &l.x : &l.y) *= r->card[var[k]];
    for (size_t i = 0; i < m->n; i++) {
        numbers_states(state, w, m, i);
        if (se[i] > 0)
            look(&l, setting(r, state, var, nz, nx), setting(r, state, var, nx, n), se[i] * se[i]);
    }
    return l.worst > 1 ? say(&l, w, r, var, nz) : true;
}
