/* print.c -- graphs and paths as text. */
#include "graph/graph.h"

void graph_print_path(struct buf *out, const struct graph *g, const struct graph_path *p, bool unicode)
{
    static const char *const ascii[] = {" -> ", " <- ", " <-> "};
    static const char *const arrows[] = {" → ", " ← ", " ↔ "};
    for (uint32_t i = 0; i < p->count; i++) {
        if (i)
            buf_puts(out, (unicode ? arrows : ascii)[p->step[i - 1]]);
        buf_put(out, g->name[p->node[i]]);
    }
}

static void list(struct buf *out, const struct graph *g, const char *what, struct set s, const char **gap)
{
    if (set_empty(s))
        return;
    buf_puts(out, *gap);
    buf_puts(out, what);
    SET_EACH (v, s) {
        buf_putc(out, ' ');
        buf_put(out, g->name[v]);
    }
    *gap = ", ";
}

void graph_dump(struct buf *out, const struct graph *g)
{
    SET_EACH (v, g->nodes) {
        const char *gap = " ";
        buf_put(out, g->name[v]);
        buf_putc(out, ':');
        if (set_has(g->latent, v)) {
            buf_puts(out, " hidden");
            gap = ", ";
        }
        list(out, g, "parents", g->pa[v], &gap);
        list(out, g, "bidirected", g->bi[v], &gap);
        if (*gap == ' ')
            buf_puts(out, " no parents");
        buf_putc(out, '\n');
    }
}
