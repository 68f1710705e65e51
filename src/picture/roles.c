/* roles.c -- what nodes and arrows are to the effect of X on Y given Z.
 *
 * Nodes as in DAGitty (Textor et al. 2016): an ancestor of the exposure reaches it by arrows that avoid the
 * outcome, an ancestor of the outcome reaches that by arrows that avoid the exposure; so an instrument is an
 * ancestor of the exposure and a confounder one of both.
 *
 * Arrows: causal when they are on a directed path from X to Y of which only the start is in X; biasing when
 * they are on another path from X to Y that is open given Z (with no inner node in X or Y).  What is both is
 * causal. */
#include "picture/graph_int.h"

struct question {
    struct work *w, draft;
    const struct graph *g;
    struct set x, y, z; /* X and Y disjoint */
};

/* ---- nodes ---- */

/* out = ancestors of `of` by paths that avoid `avoid`. */
static bool above(struct question *q, struct set out, struct set of, struct set avoid)
{
    struct set within = set_copy(q->draft.arena, q->g->nodes);
    if (!set_ok(within))
        return diag_oom(q->w->diags);
    set_minus(within, avoid);
    set_join(within, of);
    graph_ancestors_within(out, q->g, of, within);
    return true;
}

static bool node_roles(struct question *q, enum graph_role *role)
{
    struct set of_x = set_new(q->draft.arena, q->g->n), of_y = set_new(q->draft.arena, q->g->n);
    if (!set_ok(of_x) || !set_ok(of_y))
        return diag_oom(q->w->diags);
    if (!above(q, of_x, q->x, q->y) || !above(q, of_y, q->y, q->x))
        return false;
    SET_EACH (v, q->g->nodes) {
        bool e = set_has(of_x, v), o = set_has(of_y, v);
        role[v] = set_has(q->x, v)           ? NODE_EXPOSURE
                  : set_has(q->y, v)         ? NODE_OUTCOME
                  : set_has(q->z, v)         ? NODE_ADJUSTED
                  : set_has(q->g->latent, v) ? NODE_LATENT
                  : e && o                   ? NODE_ANCESTOR_OF_BOTH
                  : e                        ? NODE_ANCESTOR_OF_EXPOSURE
                  : o                        ? NODE_ANCESTOR_OF_OUTCOME
                                             : NODE_PLAIN;
    }
    return true;
}

/* ---- arrows ---- */

/* Arrows on proper causal paths join nodes on them and do not run into X. */
static bool arrow_roles(struct question *q, struct figure_arrow **arrow, uint32_t *narrows)
{
    struct set from = set_new(q->draft.arena, q->g->n), to = set_new(q->draft.arena, q->g->n);
    struct graph *no_in = graph_cut_incoming(&q->draft, q->g, q->x),
                 *no_out = graph_cut_outgoing(&q->draft, q->g, q->x);
    struct figure_arrow *edge;
    uint32_t nedges;
    if (!set_ok(from) || !set_ok(to))
        return diag_oom(q->w->diags);
    if (!no_in || !no_out || !graph_biasing(&q->draft, q->g, q->x, q->y, q->z, &edge, &nedges))
        return false;
    graph_descendants(from, no_in, q->x);
    graph_ancestors(to, no_out, q->y);
    size_t n = 0, cap = 0;
    *arrow = NULL;
    for (uint32_t i = 0; i < nedges; i++) {
        struct figure_arrow e = edge[i];
        if (!e.both && set_has(from, e.from) && set_has(to, e.to) && !set_has(q->x, e.to))
            e.role = ARROW_CAUSAL;
        if (e.role != ARROW_PLAIN && !ARENA_PUSH(q->w->arena, *arrow, n, cap, e))
            return diag_oom(q->w->diags);
    }
    *narrows = (uint32_t)n;
    return true;
}

bool graph_figure_roles(struct work *w, const struct graph *g, struct set x, struct set y, struct set z,
                        enum graph_role **role, struct figure_arrow **arrow, uint32_t *narrows)
{
    struct arena arena = {0};
    struct question q = {.w = w, .draft = {&arena, w->diags, NULL}, .g = g, .x = x, .z = z};
    q.y = set_copy(&arena, y);
    *role = ARENA_NEW(w->arena, enum graph_role, g->n);
    bool good = (set_ok(q.y) && *role) || diag_oom(w->diags);
    if (good) {
        set_minus(q.y, x);
        good = node_roles(&q, *role) && arrow_roles(&q, arrow, narrows);
    }
    arena_free(&arena);
    return good;
}
