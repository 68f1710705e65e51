/* graph.c -- making mixed graphs, and the graphs one gets from a graph by leaving something out. */
#include "graph/graph.h"

#include <string.h>

/* The bits of all sets of a graph lie in one block, so that a copy is one allocation. */
static struct set take(uint64_t **bits, uint32_t words)
{
    struct set s = {*bits, words};
    *bits += words;
    return s;
}

static struct graph *graph_alloc(struct work *w, uint32_t n, const struct str *names)
{
    uint32_t words = n / 64 + (n % 64 != 0);
    if (!words)
        words = 1;
    struct graph *g = ARENA_NEW(w->arena, struct graph, 1);
    struct set *rows = ARENA_NEW(w->arena, struct set, 3 * (size_t)n);
    uint64_t *bits = ARENA_NEW(w->arena, uint64_t, (3 * (size_t)n + 2) * words);
    if (!g || !rows || !bits) {
        diag_oom(w->diags);
        return NULL;
    }
    for (size_t i = 0; i < 3 * (size_t)n; i++)
        rows[i] = take(&bits, words);
    *g = (struct graph){.n = n, .name = names, .pa = rows, .ch = rows + n, .bi = rows + 2 * (size_t)n};
    g->nodes = take(&bits, words);
    g->latent = take(&bits, words);
    return g;
}

struct graph *graph_new(struct work *w, uint32_t n, const struct str *names)
{
    struct graph *g = graph_alloc(w, n, names);
    if (g)
        for (uint32_t v = 0; v < n; v++)
            set_add(g->nodes, v);
    return g;
}

void graph_edge(struct graph *g, uint32_t from, uint32_t to)
{
    set_add(g->ch[from], to);
    set_add(g->pa[to], from);
}

void graph_biedge(struct graph *g, uint32_t a, uint32_t b)
{
    set_add(g->bi[a], b);
    set_add(g->bi[b], a);
}

struct graph *graph_copy(struct work *w, const struct graph *g)
{
    struct graph *h = graph_alloc(w, g->n, g->name);
    if (!h)
        return NULL;
    for (uint32_t v = 0; v < g->n; v++) {
        set_assign(h->pa[v], g->pa[v]);
        set_assign(h->ch[v], g->ch[v]);
        set_assign(h->bi[v], g->bi[v]);
    }
    set_assign(h->nodes, g->nodes);
    set_assign(h->latent, g->latent);
    return h;
}

struct graph *graph_induced(struct work *w, const struct graph *g, struct set keep)
{
    struct graph *h = graph_copy(w, g);
    if (!h)
        return NULL;
    set_meet(h->nodes, keep);
    set_meet(h->latent, keep);
    for (uint32_t v = 0; v < g->n; v++) {
        struct set *rows[] = {&h->pa[v], &h->ch[v], &h->bi[v]};
        for (int k = 0; k < 3; k++) {
            if (set_has(h->nodes, v))
                set_meet(*rows[k], h->nodes);
            else
                set_clear(*rows[k]);
        }
    }
    return h;
}

struct graph *graph_cut_incoming(struct work *w, const struct graph *g, struct set x)
{
    struct graph *h = graph_copy(w, g);
    if (!h)
        return NULL;
    SET_EACH (v, x) {
        set_clear(h->pa[v]);
        set_clear(h->bi[v]);
    }
    for (uint32_t v = 0; v < g->n; v++) {
        set_minus(h->ch[v], x);
        set_minus(h->bi[v], x);
    }
    return h;
}

struct graph *graph_cut_outgoing(struct work *w, const struct graph *g, struct set x)
{
    struct graph *h = graph_copy(w, g);
    if (!h)
        return NULL;
    SET_EACH (v, x)
        set_clear(h->ch[v]);
    for (uint32_t v = 0; v < g->n; v++)
        set_minus(h->pa[v], x);
    return h;
}
