/* project.c -- latent projection (Verma and Pearl 1990): forget the hidden nodes, keep what they do.
 *
 * Hidden nodes are taken out one at a time, in any order: each hands its parents' arrows on to its children,
 * and becomes a bidirected edge between any two nodes that it, or a bidirected edge at it, points to. */
#include "graph/graph.h"

void graph_forget(struct graph *g, uint32_t v)
{
    set_del(g->nodes, v);
    set_del(g->latent, v);
    SET_EACH (p, g->pa[v]) {
        set_join(g->ch[p], g->ch[v]);
        set_del(g->ch[p], v);
    }
    SET_EACH (c, g->ch[v]) {
        set_join(g->pa[c], g->pa[v]);
        set_del(g->pa[c], v);
        set_join(g->bi[c], g->ch[v]);
        set_join(g->bi[c], g->bi[v]);
        set_del(g->bi[c], c);
    }
    SET_EACH (b, g->bi[v]) {
        set_join(g->bi[b], g->ch[v]);
        set_del(g->bi[b], v);
        set_del(g->bi[b], b);
    }
    set_clear(g->pa[v]);
    set_clear(g->ch[v]);
    set_clear(g->bi[v]);
}

struct graph *graph_project(struct work *w, const struct graph *g)
{
    struct graph *h = graph_copy(w, g);
    if (h)
        SET_EACH (v, g->latent)
            graph_forget(h, v);
    return h;
}
