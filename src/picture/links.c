/* links.c -- the edges that are to be drawn: those of the figure's graph, then those shown beside it. */
#include "picture/graph_int.h"

static bool add(struct chart *c, size_t *cap, size_t *n, struct link l)
{
    return ARENA_PUSH(c->w->arena, c->link, *n, *cap, l) || diag_oom(c->w->diags);
}

/* Edges of g between nodes that have a place, but those of `but`. */
static bool edges(struct chart *c, size_t *cap, size_t *n, const struct graph *g, const struct graph *nodes,
                  const struct graph *but)
{
    for (uint32_t v = 0; v < c->n && v < g->n; v++) {
        if (!set_has(nodes->nodes, v) || !set_has(g->nodes, v))
            continue;
        SET_EACH (u, g->ch[v])
            if (u < c->n && u != v && set_has(nodes->nodes, u) && !(but && set_has(but->ch[v], u)) &&
                !add(c, cap, n, (struct link){.a = v, .b = u, .extra = but}))
                return false;
        SET_EACH (u, g->bi[v])
            if (u < c->n && u > v && set_has(nodes->nodes, u) && !(but && set_has(but->bi[v], u)) &&
                !add(c, cap, n, (struct link){.a = v, .b = u, .both = true, .extra = but}))
                return false;
    }
    return true;
}

bool chart_links(struct chart *c, const struct graph *g, const struct graph *shown)
{
    size_t n = 0, cap = 0;
    bool good = edges(c, &cap, &n, g, g, NULL) && (!shown || edges(c, &cap, &n, shown, g, g));
    c->nlinks = (uint32_t)n;
    return good;
}
