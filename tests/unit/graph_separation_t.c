/* graph_separation_t.c -- m-separation against two other definitions, on random graphs: every path looked at
 * one by one, and (Lauritzen) undirected separation in the moral graph of the ancestors. */
#include "graph/graph.h"
#include "tap.h"

#include "random_graph.h"

static struct diags diags;

/* Can the node v of a path be passed? `in` and `out` tell whether the edges have their arrowheads at v.
 */
static bool passes(uint32_t v, bool in, bool out, struct set c, struct set above_c)
{
    return in && out ? set_has(above_c, v) : !set_has(c, v);
}

struct enumeration {
    const struct graph *g;
    struct set b, c, above_c;
    uint32_t shortest; /* nodes on the shortest open path found, 0: none */
};

/* Depth first through all paths; `head`: the edge into v has its arrowhead at v; at the start length == 1. */
static void explore(struct enumeration *e, uint32_t v, bool head, uint32_t on_path, uint32_t length)
{
    if (set_has(e->b, v)) {
        if (!e->shortest || length < e->shortest)
            e->shortest = length;
        return;
    }
    const struct set *next[] = {&e->g->ch[v], &e->g->pa[v], &e->g->bi[v]};
    for (int k = 0; k < 3; k++) {
        bool at_v = k > 0, at_u = k != 1;
        if (length > 1 && !passes(v, head, at_v, e->c, e->above_c))
            continue;
        SET_EACH (u, *next[k])
            if (!(on_path >> u & 1))
                explore(e, u, at_u, on_path | 1u << u, length + 1);
    }
}

static bool path_is_open(const struct graph *g, const struct graph_path *p, struct set a, struct set b,
                         struct set c, struct set above_c)
{
    uint32_t seen = 0;
    if (!p->count || !set_has(a, p->node[0]) || !set_has(b, p->node[p->count - 1]))
        return false;
    for (uint32_t i = 0; i < p->count; i++) {
        if (seen >> p->node[i] & 1)
            return false;
        seen |= 1u << p->node[i];
    }
    for (uint32_t i = 0; i + 1 < p->count; i++) {
        uint32_t u = p->node[i], v = p->node[i + 1];
        const struct set *edges = p->step[i] == STEP_FORWARD    ? &g->ch[u]
                                  : p->step[i] == STEP_BACKWARD ? &g->pa[u]
                                                                : &g->bi[u];
        if (!set_has(*edges, v))
            return false;
        if (i && !passes(u, p->step[i - 1] != STEP_BACKWARD, p->step[i] != STEP_FORWARD, c, above_c))
            return false;
    }
    return !set_has(c, p->node[0]) && !set_has(c, p->node[p->count - 1]);
}

/* Separation by moralisation: each bidirected edge becomes a node of its own with two children. */
static bool moral_separated(const struct graph *g, struct set a, struct set b, struct set c)
{
    uint64_t pa[64] = {0}, ends = 0, above, moral[64] = {0};
    uint32_t n = g->n;
    for (uint32_t v = 0; v < g->n; v++) {
        pa[v] |= g->pa[v].w[0];
        SET_EACH (u, g->bi[v])
            if (u < v) {
                pa[u] |= (uint64_t)1 << n;
                pa[v] |= (uint64_t)1 << n++;
            }
    }
    ends = a.w[0] | b.w[0] | c.w[0];
    for (above = 0; above != ends;) {
        above = ends;
        for (uint32_t v = 0; v < n; v++)
            if (ends >> v & 1)
                ends |= pa[v];
    }
    for (uint32_t v = 0; v < n; v++) {
        if (!(above >> v & 1))
            continue;
        uint64_t family = pa[v] | (uint64_t)1 << v;
        for (uint32_t u = 0; u < n; u++)
            if (family >> u & 1)
                moral[u] |= family;
    }
    uint64_t reached = a.w[0] & ~c.w[0];
    for (uint64_t before = 0; before != reached;) {
        before = reached;
        for (uint32_t v = 0; v < n; v++)
            if (before >> v & 1)
                reached |= moral[v] & ~c.w[0];
    }
    return !(reached & b.w[0]);
}

/* One random question; returns how many of the checks fail. */
static int check(struct work *w, const struct graph *g, int *open)
{
    struct set a = set_new(w->arena, g->n), b = set_new(w->arena, g->n), c = set_new(w->arena, g->n),
               above = set_new(w->arena, g->n);
    random_parts(g->n, (struct set[]){a, b, c}, (double[]){0.2, 0.2, 0.3}, 3);
    graph_ancestors(above, g, c);
    struct enumeration e = {g, b, c, above, 0};
    SET_EACH (v, a)
        explore(&e, v, false, 1u << v, 1);
    struct graph_path p;
    bool separated = graph_separated(w, g, a, b, c, &p);
    int bad = separated != (e.shortest == 0);
    bad += separated != moral_separated(g, a, b, c);
    bad += !separated && (p.count != e.shortest || !path_is_open(g, &p, a, b, c, above));
    bad += graph_separated(w, g, b, a, c, NULL) != separated;
    *open += !separated;
    return bad;
}

int main(void)
{
    int bad = 0, open = 0, rounds = 20000;
    random_state = 11;
    for (int round = 0; round < rounds; round++) {
        struct arena a = {0};
        diags.arena = &a;
        struct work w = {&a, &diags, NULL};
        struct graph *g =
            random_graph(&w, 2 + random_below(6), 0.1 + 0.4 * random_unit(), 0.4 * random_unit());
        bad += check(&w, g, &open);
        arena_free(&a);
    }
    ok(bad == 0, "%d random questions: paths one by one, and moralisation", rounds);
    ok(open > rounds / 10 && open < rounds * 9 / 10, "both answers occur (%d open)", open);
    return tap_done();
}
