/* walk.c -- shortest paths of edges of one kind, by breadth-first search. */
#include "graph/graph.h"

struct walk {
    const struct set *next; /* ch or bi */
    enum graph_step step;
    struct set seen;
    uint32_t *queue, n, *back; /* back[] of a start is itself */
};

static void visit(struct walk *k, uint32_t v, uint32_t from)
{
    set_add(k->seen, v);
    k->back[v] = from;
    k->queue[k->n++] = v;
}

/* The nearest member of `to`, starts left out; SET_END when none is reached. */
static uint32_t search(struct walk *k, struct set to, struct set avoid)
{
    for (uint32_t i = 0; i < k->n; i++)
        SET_EACH (u, k->next[k->queue[i]]) {
            if (set_has(k->seen, u) || (set_ok(avoid) && set_has(avoid, u)))
                continue;
            visit(k, u, k->queue[i]);
            if (set_has(to, u))
                return u;
        }
    return SET_END;
}

/* Write the walk that ends in `last`. */
static bool trace(struct work *w, const struct walk *k, uint32_t last, struct graph_path *path)
{
    uint32_t n = 1;
    for (uint32_t v = last; k->back[v] != v; v = k->back[v])
        n++;
    path->node = ARENA_NEW(w->arena, uint32_t, n);
    path->step = ARENA_NEW(w->arena, enum graph_step, n);
    if (!path->node || !path->step)
        return diag_oom(w->diags);
    path->count = n;
    for (uint32_t v = last, i = n; i-- > 0; v = k->back[v]) {
        path->node[i] = v;
        path->step[i] = k->step;
    }
    return true;
}

static bool start(struct walk *k, struct work *w, struct arena *draft, uint32_t n)
{
    k->seen = set_new(draft, n);
    k->queue = ARENA_NEW(draft, uint32_t, n);
    k->back = ARENA_NEW(draft, uint32_t, n);
    return (set_ok(k->seen) && k->queue && k->back) || diag_oom(w->diags);
}

bool graph_bidirected_path(struct work *w, const struct graph *g, uint32_t from, struct set to,
                           struct graph_path *path)
{
    struct arena draft = {0};
    struct walk k = {.next = g->bi, .step = STEP_BIDIRECTED};
    uint32_t last = SET_END;
    *path = (struct graph_path){0};
    bool good = start(&k, w, &draft, g->n);
    if (good) {
        visit(&k, from, from);
        last = search(&k, to, (struct set){0});
        good = last != SET_END && trace(w, &k, last, path);
    }
    arena_free(&draft);
    return good;
}

bool graph_directed_path(struct work *w, const struct graph *g, struct set from, struct set to,
                         struct set avoid, struct graph_path *path)
{
    struct arena draft = {0};
    struct walk k = {.next = g->ch, .step = STEP_FORWARD};
    uint32_t last = SET_END;
    *path = (struct graph_path){0};
    bool good = start(&k, w, &draft, g->n);
    if (good) {
        SET_EACH (v, from) {
            visit(&k, v, v);
            if (last == SET_END && set_has(to, v))
                last = v;
        }
        if (last == SET_END)
            last = search(&k, to, avoid);
        good = last == SET_END || trace(w, &k, last, path);
    }
    arena_free(&draft);
    return good;
}
