/* random_graph.h -- reproducible random mixed graphs for tests, whatever the C library's rand() is. */
#ifndef CAUSAL_TESTS_RANDOM_GRAPH_H
#define CAUSAL_TESTS_RANDOM_GRAPH_H

#include "graph/graph.h"

static uint64_t random_state = 1;

/* splitmix64 (Steele, Lea and Flood 2014). */
static inline uint64_t random_bits(void)
{
    uint64_t z = random_state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static inline double random_unit(void)
{
    return (double)(random_bits() >> 11) / 9007199254740992.0;
}

static inline uint32_t random_below(uint32_t n)
{
    return (uint32_t)(random_bits() % n);
}

static const struct str random_names[] = {{"A", 1}, {"B", 1}, {"C", 1}, {"D", 1}, {"E", 1},
                                          {"F", 1}, {"G", 1}, {"H", 1}, {"I", 1}, {"J", 1}};

/* n <= 10 nodes in a random causal order, each pair joined by an arrow with probability `directed` and by a
 * bidirected edge with probability `bidirected`. */
static inline struct graph *random_graph(struct work *w, uint32_t n, double directed, double bidirected)
{
    struct graph *g = graph_new(w, n, random_names);
    uint32_t rank[10];
    for (uint32_t i = 0; i < n; i++) {
        uint32_t j = random_below(i + 1);
        rank[i] = rank[j];
        rank[j] = i;
    }
    for (uint32_t a = 0; a < n; a++)
        for (uint32_t b = 0; b < n; b++) {
            if (rank[a] < rank[b] && random_unit() < directed)
                graph_edge(g, a, b);
            if (a < b && random_unit() < bidirected)
                graph_biedge(g, a, b);
        }
    return g;
}

/* Deal the n nodes out: part[k] gets each node with probability share[k], none of them with the rest. */
static inline void random_parts(uint32_t n, struct set *part, const double *share, uint32_t parts)
{
    for (uint32_t v = 0; v < n; v++) {
        double u = random_unit();
        for (uint32_t k = 0; k < parts; u -= share[k++])
            if (u < share[k]) {
                set_add(part[k], v);
                break;
            }
    }
}

#endif
