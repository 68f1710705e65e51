/* structure_naive.h -- the definitions, for small graphs, without any of the program's searches: a mixed
 * graph becomes a DAG in which each bidirected edge is a hidden node, and separation is separation in the
 * moral graph of the ancestors (Lauritzen).  Sets are masks. */
#ifndef CAUSAL_TESTS_STRUCTURE_NAIVE_H
#define CAUSAL_TESTS_STRUCTURE_NAIVE_H

#include "structure/structure.h"

#include "random_graph.h"

struct dag {
    uint32_t n, shown; /* the first `shown` nodes are the graph's */
    uint64_t pa[64];
    uint64_t observed;
};

static inline struct dag dag_of(const struct graph *g)
{
    struct dag d = {.n = g->n, .shown = g->n, .observed = g->nodes.w[0] & ~g->latent.w[0]};
    for (uint32_t v = 0; v < g->n; v++) {
        d.pa[v] |= g->pa[v].w[0];
        SET_EACH (u, g->bi[v])
            if (u < v) {
                d.pa[u] |= (uint64_t)1 << d.n;
                d.pa[v] |= (uint64_t)1 << d.n++;
            }
    }
    return d;
}

static inline uint64_t dag_above(const struct dag *d, uint64_t s)
{
    for (uint64_t before = 0; before != s;) {
        before = s;
        for (uint32_t v = 0; v < d->n; v++)
            if (s >> v & 1)
                s |= d->pa[v];
    }
    return s;
}

static inline uint64_t dag_below(const struct dag *d, uint64_t s)
{
    for (uint64_t before = 0; before != s;) {
        before = s;
        for (uint32_t v = 0; v < d->n; v++)
            if (d->pa[v] & s)
                s |= (uint64_t)1 << v;
    }
    return s;
}

/* In the moral graph of the nodes in `above`, which is closed under parents. */
static inline bool dag_separated_within(const struct dag *d, uint64_t a, uint64_t b, uint64_t c,
                                        uint64_t above)
{
    uint64_t moral[64] = {0}, reached = a & ~c;
    for (uint32_t v = 0; v < d->n; v++) {
        uint64_t family = d->pa[v] | (uint64_t)1 << v;
        for (uint32_t u = 0; above >> v & 1 && u < d->n; u++)
            if (family >> u & 1)
                moral[u] |= family;
    }
    for (uint64_t before = 0; before != reached;) {
        before = reached;
        for (uint32_t v = 0; v < d->n; v++)
            if (before >> v & 1)
                reached |= moral[v] & ~c;
    }
    return !(reached & b & ~c);
}

static inline bool dag_separated(const struct dag *d, uint64_t a, uint64_t b, uint64_t c)
{
    return dag_separated_within(d, a, b, c, dag_above(d, a | b | c));
}

/* The DAG without the arrows from `from` to `to`. */
static inline struct dag dag_without(const struct dag *d, uint64_t from, uint64_t to)
{
    struct dag e = *d;
    for (uint32_t v = 0; v < d->n; v++)
        if (to >> v & 1)
            e.pa[v] &= ~from;
    return e;
}

/* All nodes but the first on directed paths that begin in x, go through no other member of x, and end in y:
 * walked one by one. `path`: the nodes so far. */
static inline uint64_t causal_walk(const struct dag *d, uint32_t v, uint64_t x, uint64_t y, uint64_t path)
{
    uint64_t found = y >> v & 1 ? path : 0;
    for (uint32_t c = 0; c < d->n; c++)
        if (d->pa[c] >> v & 1 && !(x >> c & 1))
            found |= causal_walk(d, c, x, y, path | (uint64_t)1 << c);
    return found;
}

static inline uint64_t dag_causal(const struct dag *d, uint64_t x, uint64_t y)
{
    uint64_t found = 0;
    for (uint32_t v = 0; v < d->n; v++)
        if (x >> v & 1)
            found |= causal_walk(d, v, x, y, 0);
    return found;
}

static inline struct set set_of(struct work *w, uint32_t n, uint64_t mask)
{
    struct set s = set_new(w->arena, n);
    s.w[0] = mask;
    return s;
}

/* A random mixed graph of least..most nodes, some of them latent. */
static inline struct graph *random_hidden(struct work *w, uint32_t least, uint32_t most)
{
    uint32_t n = least + random_below(most - least + 1);
    double hidden = random_below(2) ? 0 : 0.3;
    double bidirected = random_below(4) ? 0.35 * random_unit() : 0;
    struct graph *g = random_graph(w, n, 0.15 + 0.5 * random_unit(), bidirected);
    for (uint32_t v = 0; v < n; v++)
        if (random_unit() < hidden)
            set_add(g->latent, v);
    return g;
}

/* A random nonempty set, mostly of one node, that avoids `taken`; 0 when there is none. */
static inline uint64_t random_mask(uint32_t n, uint64_t taken)
{
    uint64_t m = (uint64_t)1 << random_below(n);
    if (!random_below(4))
        m |= (uint64_t)1 << random_below(n);
    return m & ~taken;
}

/* Two single nodes for which there is something to choose: half the time, if it can be had, y is below x and
 * not beside it. */
static inline void random_pair(const struct graph *g, uint64_t *x, uint64_t *y)
{
    struct dag d = dag_of(g);
    *x = random_mask(g->n, 0);
    *y = random_mask(g->n, random_below(20) ? *x : 0);
    for (int tries = random_below(2) ? 30 : 0; tries > 0; tries--) {
        uint32_t a = random_below(g->n), b = random_below(g->n);
        uint64_t from = (uint64_t)1 << a, to = (uint64_t)1 << b;
        if (a == b || !(dag_below(&d, from) & to) || d.pa[b] & from)
            continue;
        *x = from;
        *y = to;
        return;
    }
}

/* Are the listed sets exactly those masks of ok[] of which no proper subset that contains `must` is in ok[]?
 * ok[] has 1 << n entries; all of them contain `must`. */
static inline bool lists_minimal(const struct set_list *list, const bool *valid, uint32_t n)
{
    uint32_t expected = 0, last = 0;
    for (uint32_t z = 0; z < 1u << n; z++) {
        bool minimal = valid[z];
        for (uint32_t s = (z - 1) & z; minimal && z; s = (s - 1) & z) {
            minimal = !valid[s];
            if (!s)
                break;
        }
        if (!minimal)
            continue;
        expected++;
        bool listed = false;
        for (uint32_t i = 0; i < list->n; i++)
            listed = listed || list->set[i].w[0] == z;
        if (!listed)
            return false;
    }
    for (uint32_t i = 0; i < list->n; last = set_count(list->set[i++]))
        if (set_count(list->set[i]) < last)
            return false;
    return list->n == expected && !list->more;
}

#endif
