/* comb.c -- comb disintegration of a joint tensor.
 *
 * Jacobs, Kissinger and Zanasi 2019, section 6: a joint that factors through a comb determines it wherever
 * the conditioning events have positive probability.  For boxes that hold whole districts S the comb is
 * Tian and Pearl's c-factor, Q[S] = product over v in S of P(v | Markov pillow of v): outputs S, inputs (the
 * holes) the parents of S outside S.  That it is a comb, and not just a channel, is its normalisation stage
 * by stage: without its later outputs it does not depend on the holes between.
 *
 * Any joint has these conditional distributions; whether it is made of them is another question, answered
 * stage by stage too: v has to be independent of all that comes before it, given its Markov pillow (the
 * ordered local Markov property of a mixed graph; Richardson 2003).
 */
#include "base/limits.h"
#include "stoch/missing.h"

#include <math.h>

struct disintegration {
    struct work *w;
    const struct tensor *joint;
    const struct graph *g;
    struct comb *comb;
    uint32_t *order, norder; /* of the graph */
    const struct tensor **stage;
    struct set *pillow; /* by stage */
};

/* ---- which boxes ---- */

/* Refused unless every bidirected edge at a box stays inside. */
static bool closed(struct work *w, const struct graph *g, struct set boxes)
{
    SET_EACH (v, boxes)
        SET_EACH (u, g->bi[v]) {
            if (set_has(boxes, u))
                continue;
            diag_error(w->diags, "open-comb", NO_SPAN,
                       "these boxes make no comb: `%.*s <-> %.*s` leaves them", STR_ARG(g->name[v]),
                       STR_ARG(g->name[u]));
            return diag_hint(w->diags, "add `%.*s`: a comb holds all variables joined by hidden causes",
                             STR_ARG(g->name[u]));
        }
    return true;
}

/* Holes and outputs in topological order. */
static bool ports(struct disintegration *d, struct set boxes)
{
    struct arena *a = d->w->arena;
    struct set holes = set_new(a, d->g->n);
    uint32_t *hole = ARENA_NEW(a, uint32_t, d->norder), *out = ARENA_NEW(a, uint32_t, d->norder);
    uint32_t *ready = ARENA_NEW(a, uint32_t, d->norder);
    struct comb *c = d->comb;
    if (!set_ok(holes) || !hole || !out || !ready)
        return diag_oom(d->w->diags);
    SET_EACH (v, boxes)
        set_join(holes, d->g->pa[v]);
    set_minus(holes, boxes);
    for (uint32_t i = 0; i < d->norder; i++) {
        uint32_t v = d->order[i];
        if (set_has(boxes, v)) {
            ready[c->nouts] = c->nholes;
            out[c->nouts++] = v;
        } else if (set_has(holes, v)) {
            hole[c->nholes++] = v;
        }
    }
    c->hole = hole;
    c->out = out;
    c->ready = ready;
    return true;
}

/* ---- stages ---- */

/* Stage k: P(out[k] | its Markov pillow), read off the joint. */
static const struct tensor *stage(struct disintegration *d, uint32_t k, struct set before)
{
    uint32_t v = d->comb->out[k], n = 0;
    struct set pillow = d->pillow[k] = set_new(d->w->arena, d->g->n);
    uint32_t *keep = ARENA_NEW(d->w->arena, uint32_t, d->norder);
    if (!set_ok(pillow) || !keep) {
        diag_oom(d->w->diags);
        return NULL;
    }
    if (!graph_markov_pillow(pillow, d->g, v, before, d->w))
        return NULL;
    SET_EACH (u, pillow)
        keep[n++] = u;
    keep[n++] = v;
    struct tensor *t = tensor_marginal(d->w, d->joint, keep, n);
    return t && n > 1 ? tensor_condition(d->w, t, &v, 1) : t;
}

/* Compare the joint of out[k] and all before it with what stage k makes of those before. An undefined cell of
 * the stage has no weight there. */
static bool fit(struct disintegration *d, uint32_t k, struct set before)
{
    uint32_t n = 0, *keep = ARENA_NEW(d->w->arena, uint32_t, d->norder);
    if (!keep)
        return diag_oom(d->w->diags);
    SET_EACH (u, before)
        keep[n++] = u;
    const struct tensor *part[] = {tensor_marginal(d->w, d->joint, keep, n), d->stage[k]};
    keep[n++] = d->comb->out[k];
    struct tensor *whole = part[0] ? tensor_marginal(d->w, d->joint, keep, n) : NULL;
    struct tensor *made = whole ? tensor_contract(d->w, part, 2, keep, n) : NULL;
    for (size_t i = 0; made && i < whole->cells; i++)
        d->comb->misfit = fmax(d->comb->misfit, fabs(made->p[i] - whole->p[i]));
    return made != NULL;
}

static bool stages(struct disintegration *d)
{
    struct comb *c = d->comb;
    struct set before = set_new(d->w->arena, d->g->n);
    d->stage = ARENA_NEW(d->w->arena, const struct tensor *, c->nouts);
    d->pillow = ARENA_NEW(d->w->arena, struct set, c->nouts);
    if (!set_ok(before) || !d->stage || !d->pillow)
        return diag_oom(d->w->diags);
    for (uint32_t i = 0, k = 0; i < d->norder && k < c->nouts; i++) {
        if (d->order[i] == c->out[k]) {
            if (!(d->stage[k] = stage(d, k, before)) || !fit(d, k, before))
                return false;
            k++;
        }
        set_add(before, d->order[i]);
    }
    return true;
}

/* value = the product of the stages. */
static bool multiply(struct disintegration *d)
{
    struct comb *c = d->comb;
    uint32_t *keep = ARENA_NEW(d->w->arena, uint32_t, c->nholes + c->nouts);
    if (!keep)
        return diag_oom(d->w->diags);
    for (uint32_t i = 0; i < c->nholes; i++)
        keep[i] = c->hole[i];
    for (uint32_t i = 0; i < c->nouts; i++)
        keep[c->nholes + i] = c->out[i];
    c->value = tensor_contract(d->w, d->stage, c->nouts, keep, c->nholes + c->nouts);
    return c->value != NULL;
}

/* ---- what it rests on ---- */

static bool name_missing(struct disintegration *d)
{
    struct comb *c = d->comb;
    struct missing m;
    if (!missing_init(&m, d->w))
        return false;
    c->unique = !tensor_undefined(c->value);
    for (uint32_t k = 0; !c->unique && k < c->nouts; k++) {
        uint32_t n = 0;
        struct reading *r = ARENA_NEW(d->w->arena, struct reading, d->norder);
        struct tensor *t = missing_guilty(d->w, d->stage, c->nouts, k, NULL);
        if (!r)
            return diag_oom(d->w->diags);
        if (!t)
            return false;
        SET_EACH (u, d->pillow[k])
            r[n++] = (struct reading){u, tensor_axis(t, u), 0};
        if (!missing_add(&m, t, r, n))
            return false;
    }
    c->missing = m.cell;
    c->nmissing = m.n;
    return true;
}

/* The largest difference among the defined cells of each row of `n`. */
static double spread_of(const struct tensor *t, size_t n)
{
    double worst = 0;
    for (size_t row = 0; row < t->cells; row += n) {
        double low = INFINITY, high = -INFINITY;
        for (size_t i = row; i < row + n; i++) {
            low = t->p[i] < low ? t->p[i] : low; /* false for undefined cells */
            high = t->p[i] > high ? t->p[i] : high;
        }
        if (high - low > worst)
            worst = high - low;
    }
    return worst;
}

/* Without the outputs from k on, the comb may depend only on the holes before the outputs that are left;
 * without any outputs it is 1. */
static bool defect(struct disintegration *d)
{
    struct comb *c = d->comb;
    const struct tensor *t = c->value;
    uint32_t *keep = ARENA_NEW(d->w->arena, uint32_t, c->nholes + c->nouts);
    if (!keep)
        return diag_oom(d->w->diags);
    for (uint32_t k = c->nouts; k-- > 0;) {
        uint32_t filled = k ? c->ready[k - 1] : 0, n = 0;
        size_t later = 1;
        for (uint32_t i = 0; i < filled; i++)
            keep[n++] = c->hole[i];
        for (uint32_t i = 0; i < k; i++)
            keep[n++] = c->out[i];
        for (uint32_t i = filled; i < c->nholes; i++) {
            keep[n++] = c->hole[i];
            later *= t->axis[tensor_axis(t, c->hole[i])].n;
        }
        if (!(t = tensor_marginal(d->w, t, keep, n)))
            return false;
        c->defect = fmax(c->defect, spread_of(t, later));
    }
    for (size_t i = 0; c->nouts && i < t->cells; i++)
        c->defect = fmax(c->defect, fabs(t->p[i] - 1)); /* fmax passes over undefined cells */
    return true;
}

bool stoch_comb(struct comb *out, struct work *w, const struct tensor *joint, const struct graph *g,
                struct set boxes)
{
    struct disintegration d = {
        .w = w, .joint = joint, .g = g, .comb = out, .order = ARENA_NEW(w->arena, uint32_t, g->n)};
    *out = (struct comb){0};
    if (!d.order)
        return diag_oom(w->diags);
    return closed(w, g, boxes) && graph_order(g, d.order, &d.norder, w) && ports(&d, boxes) && stages(&d) &&
           multiply(&d) && name_missing(&d) && defect(&d);
}

bool stoch_misfit(double *worst, struct work *w, const struct tensor *joint, const struct graph *g,
                  const uint32_t *of, uint32_t nof)
{
    struct set named = set_new(w->arena, g->n), above = set_new(w->arena, g->n);
    uint32_t *vars = ARENA_NEW(w->arena, uint32_t, g->n), n = 0;
    *worst = 0;
    if (!set_ok(named) || !set_ok(above) || !vars)
        return diag_oom(w->diags);
    for (uint32_t i = 0; i < nof; i++)
        set_add(named, of[i]);
    graph_ancestors(above, g, named);
    SET_EACH (v, above)
        vars[n++] = v;
    struct tensor *t = tensor_marginal(w, joint, vars, n);
    struct graph *part = t ? graph_induced(w, g, above) : NULL;
    struct set *district = part ? graph_districts(w, part, &n) : NULL;
    for (uint32_t i = 0; district && i < n; i++) {
        struct comb comb;
        if (!stoch_comb(&comb, w, t, part, district[i]))
            return false;
        *worst = fmax(*worst, comb.misfit);
    }
    return district != NULL;
}
