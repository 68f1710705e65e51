/* plug.c -- interventions by combs alone.
 *
 * Jacobs, Kissinger and Zanasi 2019, section 8, for joints over a mixed graph: the joint is the combs of the
 * districts plugged together.  Cutting X leaves every comb but X's own as it is; there X's output is
 * discarded, which is legitimate when no box of the comb that stays reads X.  Plug them together again with X
 * left open.  It shares no formula with identify/, which is why it can check its estimands.
 *
 * Variables that act on the outcomes only through X may be cut with it (rule 3 of the do-calculus), and are:
 * their boxes then need not stay.
 */
#include "stoch/stoch.h"

struct plugging {
    struct work *w;
    const struct graph *g; /* pruned */
    const struct tensor *joint;
    struct set x;               /* the interventions */
    struct set cut;             /* x, and what acts on the outcomes only through it */
    const struct tensor **part; /* the combs, cut */
    uint32_t nparts;
};

/* cut = all nodes but those that reach keep[] without passing x. */
static void find_cut(struct plugging *p, const uint32_t *keep, uint32_t nkeep, const uint32_t *order,
                     uint32_t n)
{
    set_assign(p->cut, p->g->nodes);
    for (uint32_t i = 0; i < nkeep; i++)
        set_del(p->cut, keep[i]);
    for (uint32_t i = n; i-- > 0;)
        if (!set_has(p->cut, order[i]))
            SET_EACH (parent, p->g->pa[order[i]])
                if (!set_has(p->x, parent))
                    set_del(p->cut, parent);
}

/* Does a box of the district that stays read a variable that is cut? */
static bool cuttable(const struct plugging *p, struct set district)
{
    SET_EACH (x, district) {
        if (!set_has(p->cut, x))
            continue;
        SET_EACH (child, p->g->ch[x])
            if (set_has(district, child) && !set_has(p->cut, child))
                return diag_error(p->w->diags, "not-identifiable", NO_SPAN,
                                  "not identifiable by cutting combs: `%.*s` and its child `%.*s` share "
                                  "a hidden cause",
                                  STR_ARG(p->g->name[x]), STR_ARG(p->g->name[child]));
    }
    return true;
}

/* The comb of a district, with the outputs that are cut discarded; nothing is left of one that is cut whole.
 * A hole that is cut stays: it is the intervention's axis. */
static bool cut_comb(struct plugging *p, struct set district)
{
    struct comb comb;
    if (set_subset(district, p->cut))
        return true;
    if (!cuttable(p, district) || !stoch_comb(&comb, p->w, p->joint, p->g, district))
        return false;
    uint32_t n = 0, *keep = ARENA_NEW(p->w->arena, uint32_t, comb.value->rank);
    if (!keep)
        return diag_oom(p->w->diags);
    for (uint32_t i = 0; i < comb.nholes; i++)
        keep[n++] = comb.hole[i];
    for (uint32_t i = 0; i < comb.nouts; i++)
        if (!set_has(p->cut, comb.out[i]))
            keep[n++] = comb.out[i];
    struct tensor *t = tensor_marginal(p->w, comb.value, keep, n);
    if (t)
        p->part[p->nparts++] = t;
    return t != NULL;
}

static bool mentioned(const struct plugging *p, uint32_t v)
{
    for (uint32_t i = 0; i < p->nparts; i++)
        if (tensor_axis(p->part[i], v) != UINT32_MAX)
            return true;
    return false;
}

/* The product is constant along a variable that was cut beside x: its own distribution averages it. */
static bool average(struct plugging *p, uint32_t *idle)
{
    uint32_t n = 0;
    SET_EACH (v, p->cut)
        if (!set_has(p->x, v) && mentioned(p, v))
            idle[n++] = v;
    struct tensor *t = tensor_marginal(p->w, p->joint, idle, n);
    if (t)
        p->part[p->nparts++] = t;
    return t != NULL;
}

/* Prune to the ancestors of keep[], and cut the comb of every district. */
static bool cut_all(struct plugging *p, const struct graph *g, const struct tensor *joint,
                    const uint32_t *keep, uint32_t nkeep)
{
    struct set of = set_new(p->w->arena, g->n), above = set_new(p->w->arena, g->n);
    uint32_t *vars = ARENA_NEW(p->w->arena, uint32_t, g->n), n = 0, ndistricts;
    p->cut = set_new(p->w->arena, g->n);
    if (!set_ok(of) || !set_ok(above) || !set_ok(p->cut) || !vars)
        return diag_oom(p->w->diags);
    for (uint32_t i = 0; i < nkeep; i++)
        set_add(of, keep[i]);
    graph_ancestors(above, g, of);
    SET_EACH (v, above)
        vars[n++] = v;
    p->joint = tensor_marginal(p->w, joint, vars, n);
    p->g = p->joint ? graph_induced(p->w, g, above) : NULL;
    struct set *district = p->g ? graph_districts(p->w, p->g, &ndistricts) : NULL;
    if (!district || !graph_order(p->g, vars, &n, p->w))
        return false;
    find_cut(p, keep, nkeep, vars, n);
    p->part = ARENA_NEW(p->w->arena, const struct tensor *, (size_t)ndistricts + 1);
    if (!p->part)
        return diag_oom(p->w->diags);
    for (uint32_t i = 0; i < ndistricts; i++)
        if (!cut_comb(p, district[i]))
            return false;
    return average(p, vars);
}

/* The combs plugged together, over x (ascending) and then keep[]. */
static struct tensor *plug(struct plugging *p, const struct tensor *joint, const uint32_t *keep,
                           uint32_t nkeep)
{
    uint32_t nx = set_count(p->x), rank = 0, n = 0;
    uint32_t *present = ARENA_NEW(p->w->arena, uint32_t, (size_t)nx + nkeep);
    struct axis *axis = ARENA_NEW(p->w->arena, struct axis, (size_t)nx + nkeep);
    if (!present || !axis) {
        diag_oom(p->w->diags);
        return NULL;
    }
    SET_EACH (x, p->x) {
        if (mentioned(p, x))
            present[n++] = x;
        axis[rank++] = joint->axis[tensor_axis(joint, x)];
    }
    for (uint32_t i = 0; i < nkeep; i++) {
        present[n++] = keep[i];
        axis[rank++] = joint->axis[tensor_axis(joint, keep[i])];
    }
    struct tensor *t = tensor_contract(p->w, p->part, p->nparts, present, n);
    return t ? tensor_spread(p->w, t, axis, rank) : NULL;
}

struct tensor *stoch_cut_by_combs(struct work *w, const struct tensor *joint, const struct graph *g,
                                  struct set x, const uint32_t *keep, uint32_t nkeep)
{
    struct plugging p = {.w = w, .x = x};
    return cut_all(&p, g, joint, keep, nkeep) ? plug(&p, joint, keep, nkeep) : NULL;
}
