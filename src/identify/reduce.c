/* reduce.c -- forgetting variables that an effect does not need.
 *
 * The latent projection of a model is a model of the variables that are left, so an effect may be identified
 * in any projection in which the criterion holds: the fewer variables, the shorter the formula. A front door
 * with a chain of mediators comes down to one mediator, and S -> M -> C to S -> C. */
#include "identify/identify_int.h"

#include "base/interrupt.h"

struct graph *reduce_to(struct task *t, struct set keep)
{
    struct graph *g = graph_copy(&t->draft, t->g);
    if (g)
        SET_EACH (v, t->g->nodes)
            if (!set_has(keep, v))
                graph_forget(g, v);
    return g;
}

/* Can the combs of g be cut, be it only by cutting more than X? Then *cut says what to cut. */
static bool cuttable(struct task *t, const struct graph *g, struct set cut)
{
    return (combs_targets(t, g, false, cut) && combs_allowed(t, g, cut)) ||
           (combs_targets(t, g, true, cut) && combs_allowed(t, g, cut));
}

/* Undo graph_forget(changed, v): only rows of v and its neighbours in `was` are different. */
static void restore(struct graph *changed, const struct graph *was, uint32_t v)
{
    set_assign(changed->nodes, was->nodes);
    const struct set neighbours[] = {was->pa[v], was->ch[v], was->bi[v]};
    for (int k = -1; k < 3; k++)
        for (uint32_t u = k < 0 ? v : set_next(neighbours[k], 0); u != SET_END;
             u = k < 0 ? SET_END : set_next(neighbours[k], u + 1)) {
            set_assign(changed->pa[u], was->pa[u]);
            set_assign(changed->ch[u], was->ch[u]);
            set_assign(changed->bi[u], was->bi[u]);
        }
}

bool reduce_for_combs(struct task *t, struct graph **g, struct set *cut)
{
    struct graph *now = graph_copy(&t->draft, t->g), *next = graph_copy(&t->draft, t->g);
    uint32_t n = 0, *order = ARENA_NEW(t->draft.arena, uint32_t, t->g->n);
    *g = NULL;
    *cut = task_set(t);
    if (!order)
        return diag_oom(t->w->diags);
    if (!now || !next || !set_ok(*cut) || !graph_order(t->g, order, &n, &t->draft))
        return false;
    if (!cuttable(t, now, *cut))
        return !task_failed(t);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t v = order[i];
        if (set_has(t->x, v) || set_has(t->y, v) || set_has(t->z, v))
            continue;
        if (interrupted())
            return diag_interrupted(t->w->diags);
        graph_forget(next, v);
        if (cuttable(t, next, *cut))
            graph_forget(now, v);
        else
            restore(next, now, v);
    }
    *g = now;
    return cuttable(t, now, *cut) && !task_failed(t);
}
