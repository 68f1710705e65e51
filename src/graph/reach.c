/* reach.c -- what can be reached: ancestors, descendants, districts, Markov pillows.
 *
 * Closures work in place on the bit set of the answer and need no memory: sweeps up and down the node
 * numbers until nothing is new.  Models are mostly numbered along their arrows, and then one sweep does. */
#include "graph/graph.h"

/* out = the closure of out under next[], staying within `within` (all nodes when its .w is NULL). */
static void close_over(struct set out, const struct set *next, uint32_t n, struct set within)
{
    for (uint32_t before = 0, now = set_count(out); now != before; now = set_count(out)) {
        before = now;
        for (uint32_t i = 0; i < 2 * n; i++) {
            uint32_t v = i < n ? i : 2 * n - 1 - i;
            if (!set_has(out, v))
                continue;
            for (uint32_t k = 0; k < out.words; k++)
                out.w[k] |= next[v].w[k] & (within.w ? within.w[k] : UINT64_MAX);
        }
    }
}

void graph_ancestors(struct set out, const struct graph *g, struct set of)
{
    set_assign(out, of);
    close_over(out, g->pa, g->n, (struct set){0});
}

void graph_descendants(struct set out, const struct graph *g, struct set of)
{
    set_assign(out, of);
    close_over(out, g->ch, g->n, (struct set){0});
}

void graph_ancestors_within(struct set out, const struct graph *g, struct set of, struct set within)
{
    set_assign(out, of);
    close_over(out, g->pa, g->n, within);
}

void graph_district_within(struct set out, const struct graph *g, uint32_t v, struct set within)
{
    set_clear(out);
    set_add(out, v);
    close_over(out, g->bi, g->n, within);
}

void graph_district(struct set out, const struct graph *g, uint32_t v)
{
    set_clear(out);
    set_add(out, v);
    close_over(out, g->bi, g->n, (struct set){0});
}

struct set *graph_districts(struct work *w, const struct graph *g, uint32_t *count)
{
    struct arena draft = {0};
    struct set *list = NULL, left = set_copy(&draft, g->nodes);
    size_t n = 0, cap = 0;
    bool good = set_ok(left);
    for (uint32_t v = good ? set_next(left, 0) : SET_END; good && v != SET_END; v = set_next(left, v)) {
        struct set d = set_new(w->arena, g->n);
        good = set_ok(d) && ARENA_PUSH(w->arena, list, n, cap, d);
        if (!good)
            break;
        graph_district(d, g, v);
        set_minus(left, d);
    }
    /* A graph without nodes has no districts, which is not the answer of a failure. */
    if (good && !list)
        good = (list = ARENA_NEW(w->arena, struct set, 1)) != NULL;
    arena_free(&draft);
    if (!good) {
        diag_oom(w->diags);
        return NULL;
    }
    *count = (uint32_t)n;
    return list;
}

bool graph_markov_pillow(struct set out, const struct graph *g, uint32_t v, struct set before, struct work *w)
{
    struct arena draft = {0};
    struct set within = set_copy(&draft, before), district = set_new(&draft, g->n);
    bool good = set_ok(within) && set_ok(district);
    if (good) {
        set_add(within, v);
        set_add(district, v);
        close_over(district, g->bi, g->n, within);
        set_assign(out, district);
        SET_EACH (u, district)
            set_join(out, g->pa[u]);
        set_del(out, v);
    }
    arena_free(&draft);
    return good || diag_oom(w->diags);
}
