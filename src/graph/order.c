/* order.c -- topological order (Kahn 1962, least number first), or a directed cycle. */
#include "graph/graph.h"

/* Every node of `rest` has a parent in `rest`: walk to least parents until a node comes round again, then
 * turn the round about, so that it runs along the arrows. place[v] is where v stands in the walk, plus 1. */
static void find_cycle(const struct graph *g, struct set rest, uint32_t *place, uint32_t *cycle,
                       uint32_t *count)
{
    uint32_t n = 0, v = set_next(rest, 0);
    while (!place[v]) {
        cycle[n++] = v;
        place[v] = n;
        uint32_t p = set_next(g->pa[v], 0);
        while (!set_has(rest, p))
            p = set_next(g->pa[v], p + 1);
        v = p;
    }
    uint32_t first = place[v] - 1, length = n - first;
    for (uint32_t i = 0; i < length; i++)
        cycle[i] = cycle[first + i];
    for (uint32_t i = 0; i < length / 2; i++) {
        uint32_t t = cycle[i];
        cycle[i] = cycle[length - 1 - i];
        cycle[length - 1 - i] = t;
    }
    *count = length;
}

bool graph_order(const struct graph *g, uint32_t *order, uint32_t *count, struct work *w)
{
    struct arena draft = {0};
    struct set rest = set_copy(&draft, g->nodes), ready = set_new(&draft, g->n);
    uint32_t *waits = ARENA_NEW(&draft, uint32_t, g->n); /* parents not yet in order[] */
    bool acyclic = false;
    *count = 0;
    if (set_ok(rest) && set_ok(ready) && waits) {
        SET_EACH (v, g->nodes) {
            waits[v] = set_count(g->pa[v]);
            if (!waits[v])
                set_add(ready, v);
        }
        for (uint32_t v = set_next(ready, 0); v != SET_END; v = set_next(ready, 0)) {
            set_del(ready, v);
            set_del(rest, v);
            order[(*count)++] = v;
            SET_EACH (c, g->ch[v])
                if (!--waits[c])
                    set_add(ready, c);
        }
        acyclic = set_empty(rest);
        if (!acyclic) {
            SET_EACH (v, rest)
                waits[v] = 0;
            find_cycle(g, rest, waits, order, count);
        }
    } else {
        diag_oom(w->diags);
    }
    arena_free(&draft);
    return acyclic;
}
