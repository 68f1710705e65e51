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

/* The edges that are yet to be printed, in a draft. */
struct edges {
    struct buf *out;
    const struct graph *g;
    struct set *to;  /* children by node */
    struct set into; /* nodes with an arrow into them still to come */
    const char *arrow, *gap;
};

static void put_node(struct edges *e, const char *before, uint32_t v)
{
    buf_puts(e->out, before);
    buf_put(e->out, e->g->name[v]);
}

/* A chain of arrows from v, as far as they lead, least child first. */
static void put_chain(struct edges *e, uint32_t v)
{
    put_node(e, e->gap, v);
    e->gap = ", ";
    for (uint32_t next = set_next(e->to[v], 0); next != SET_END; next = set_next(e->to[v], 0)) {
        put_node(e, e->arrow, next);
        set_del(e->to[v], next);
        v = next;
    }
}

/* Chains that begin where no arrow ends come first, then the rest of the arrows. */
static void put_arrows(struct edges *e, struct set of)
{
    for (int turn = 0; turn < 2; turn++)
        SET_EACH (v, of)
            while (!e->out->failed && (turn || !set_has(e->into, v)) && !set_empty(e->to[v]))
                put_chain(e, v);
}

static void put_others(struct edges *e, struct set of, bool unicode)
{
    SET_EACH (v, of) {
        SET_EACH (u, of)
            if (u > v && set_has(e->g->bi[v], u)) {
                put_node(e, e->gap, v);
                put_node(e, unicode ? " ↔ " : " <-> ", u);
                e->gap = ", ";
            }
        if (!set_meets(e->g->pa[v], of) && !set_meets(e->g->ch[v], of) && !set_meets(e->g->bi[v], of)) {
            put_node(e, e->gap, v);
            e->gap = ", ";
        }
    }
}

void graph_print_edges(struct buf *out, const struct graph *g, struct set of, bool unicode)
{
    struct arena draft = {0};
    struct edges e = {.out = out,
                      .g = g,
                      .to = ARENA_NEW(&draft, struct set, g->n),
                      .into = set_new(&draft, g->n),
                      .arrow = unicode ? " → " : " -> ",
                      .gap = ""};
    bool good = e.to && set_ok(e.into);
    for (uint32_t v = good ? set_next(of, 0) : SET_END; good && v != SET_END; v = set_next(of, v + 1)) {
        e.to[v] = set_copy(&draft, g->ch[v]);
        good = set_ok(e.to[v]);
        if (!good)
            break;
        set_meet(e.to[v], of);
        set_join(e.into, e.to[v]);
    }
    if (good) {
        put_arrows(&e, of);
        put_others(&e, of, unicode);
    } else {
        out->failed = true;
    }
    arena_free(&draft);
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
