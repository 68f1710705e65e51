/* graph_project_t.c -- latent projection keeps every separation among the observed nodes, and its result does
 * not depend on the order in which nodes are forgotten. */
#include "graph/graph.h"
#include "tap.h"

#include "random_graph.h"

static struct diags diags;

static bool same(const struct graph *g, const struct graph *h)
{
    bool eq = set_eq(g->nodes, h->nodes) && set_eq(g->latent, h->latent);
    for (uint32_t v = 0; v < g->n; v++)
        eq &= set_eq(g->pa[v], h->pa[v]) && set_eq(g->ch[v], h->ch[v]) && set_eq(g->bi[v], h->bi[v]);
    return eq;
}

/* Directed reach from v through hidden nodes only, by the definition. */
static void spread(const struct graph *g, uint32_t v, uint32_t *reached)
{
    SET_EACH (c, g->ch[v])
        if (!(*reached >> c & 1)) {
            *reached |= 1u << c;
            if (set_has(g->latent, c))
                spread(g, c, reached);
        }
}

/* The projection written down from its definition. */
static struct graph *by_definition(struct work *w, const struct graph *g)
{
    struct graph *h = graph_new(w, g->n, g->name);
    set_minus(h->nodes, g->latent);
    uint32_t from[10];
    for (uint32_t v = 0; v < g->n; v++) {
        from[v] = 0;
        spread(g, v, &from[v]);
        SET_EACH (u, h->nodes)
            if (set_has(h->nodes, v) && from[v] >> u & 1)
                graph_edge(h, v, u);
        if (!set_has(g->latent, v))
            from[v] = 1u << v; /* from now on: what an arrowhead at v reaches */
    }
    for (uint32_t v = 0; v < g->n; v++)
        for (uint32_t u = 0; u < g->n; u++) {
            bool joined = u == v ? set_has(g->latent, v) : set_has(g->bi[v], u);
            uint32_t a = from[v] | (set_has(g->latent, v) ? 0 : 1u << v), b = from[u];
            SET_EACH (i, h->nodes)
                SET_EACH (j, h->nodes)
                    if (joined && i != j && a >> i & 1 && b >> j & 1)
                        graph_biedge(h, i, j);
        }
    return h;
}

int main(void)
{
    int differ = 0, order = 0, wrong = 0, rounds = 4000;
    random_state = 23;
    for (int round = 0; round < rounds; round++) {
        struct arena a = {0};
        diags.arena = &a;
        struct work w = {&a, &diags, NULL};
        uint32_t n = 3 + random_below(5);
        struct graph *g = random_graph(&w, n, 0.15 + 0.3 * random_unit(), 0.3 * random_unit());
        random_parts(n, &g->latent, (double[]){0.4}, 1);
        struct graph *p = graph_project(&w, g);
        wrong += !same(p, by_definition(&w, g));

        struct graph *q = graph_copy(&w, g);
        for (uint32_t v = n; v-- > 0;)
            if (set_has(g->latent, v))
                graph_forget(q, v);
        order += !same(p, q);

        for (int k = 0; k < 10; k++) {
            struct set part[3];
            for (int i = 0; i < 3; i++)
                part[i] = set_new(&a, n);
            random_parts(n, part, (double[]){0.3, 0.3, 0.3}, 3);
            for (int i = 0; i < 3; i++)
                set_minus(part[i], g->latent);
            differ += graph_separated(&w, g, part[0], part[1], part[2], NULL) !=
                      graph_separated(&w, p, part[0], part[1], part[2], NULL);
        }
        arena_free(&a);
    }
    ok(wrong == 0, "%d projections are what the definition says", rounds);
    ok(order == 0, "in whatever order nodes are forgotten");
    ok(differ == 0, "and keep %d separations", 10 * rounds);
    return tap_done();
}
