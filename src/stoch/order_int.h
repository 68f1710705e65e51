/* order_int.h -- the search for an order: what order.c, which tries many, and order_greedy.c, which makes
 * one, share. */
#ifndef CAUSAL_STOCH_ORDER_INT_H
#define CAUSAL_STOCH_ORDER_INT_H

#include "stoch/order.h"

/* What is looked at first (Kjaerulff 1990; Koller and Friedman 2009, 9.4.3): how many edges elimination adds,
 * each as much as the product of the logarithms of its ends, or the entries it multiplies. */
enum order_rule { RULE_MIN_FILL, RULE_WEIGHTED_MIN_FILL, RULE_MIN_WEIGHT, RULES };

struct graph_of_axes {
    uint32_t n, words;
    uint64_t *adjacent;   /* n rows of `words` */
    double *log;          /* log2 of the length, by axis */
    double *fill;         /* weight of the edges that elimination would add, by the rule */
    double *weight;       /* log2 of the entries it would multiply */
    bool *left;           /* by axis: is to be eliminated still */
    uint32_t *stamp;      /* by axis: which weighing was the last */
    uint32_t *simplicial; /* axes whose neighbours are all joined: some of them may be gone */
    bool *queued;         /* by axis: is among them */
    uint32_t nsimplicial;
};

enum { NOWHERE = UINT32_MAX };

/* A candidate as it was weighed; a later weighing makes it void. */
struct candidate {
    double first, second; /* what the rule looks at first, and in case of a tie */
    uint32_t tie, axis, stamp;
};

/* Between orders: everything is in `scratch`, and freed by order_find(). */
struct search {
    struct work *w;
    struct arena scratch;
    const struct order_problem *p;
    struct graph_of_axes start, g;
    uint64_t *dirty; /* axes to weigh anew */
    uint64_t *none;  /* the empty set */
    uint32_t *member;
    struct candidate *heap; /* the least first */
    size_t nheap, heap_cap;
    uint64_t random;
    enum order_rule rule;
    bool ties;     /* are broken by chance */
    bool starving; /* memory was short */
    uint8_t phase;
    double steps; /* of ordering so far */
    struct order trial;
};

/* The neighbours of v. */
static inline uint64_t *order_row(const struct graph_of_axes *g, uint32_t v)
{
    return g->adjacent + (size_t)v * g->words;
}

/* Members of the first that are not in the second. */
static inline uint32_t order_count(const struct graph_of_axes *g, const uint64_t *a, const uint64_t *without)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < g->words; i++)
        n += (uint32_t)__builtin_popcountll(a[i] & ~without[i]);
    return n;
}

/* ---- order_greedy.c ---- */
/* Weights of v by the rule; it is a candidate if it is of the phase. O(neighbours * n / 64). */
void order_weigh(struct search *s, uint32_t v);
/* Axes of this phase are the candidates now, as they were weighed. */
void order_begin_phase(struct search *s, uint8_t phase);
/* The next axis of the phase, or NOWHERE. */
uint32_t order_next(struct search *s);
/* v goes: its neighbours are joined, and all whose weights that changed are weighed. */
void order_eliminate(struct search *s, uint32_t v);

#endif
