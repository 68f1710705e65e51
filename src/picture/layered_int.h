/* layered_int.h -- private to layered drawing: the proper graph of one part, every segment of which joins
 * neighbouring ranks.
 *
 * Lengths are whole numbers of a fine grid, so that sums are exact: straight is straight, and a mirrored
 * graph gets the mirrored numbers. */
#ifndef CAUSAL_PICTURE_LAYERED_INT_H
#define CAUSAL_PICTURE_LAYERED_INT_H

#include "picture/layered.h"

enum { GRID = LAYERED_GRID };

struct segment {
    uint32_t lo, hi;           /* vertices of neighbouring ranks */
    int64_t lo_at, hi_at;      /* ports */
    uint32_t lo_slot, hi_slot; /* which port it is among those of its side of the vertex, from the left */
    int64_t weight;            /* of its straightness, in 1/16 */
};

/* Segments at vertices, on one side: at[start[v] .. start[v + 1]) by port from left to right. */
struct side {
    uint32_t *start, *at;
    uint32_t *slots; /* by vertex: distinct ports */
};

struct net {
    uint32_t n, total, nranks, nsegs, nedges;
    const uint32_t *vertex; /* n: which of the vertices given they are */
    const uint32_t *edge;   /* nedges */
    uint32_t *rank;         /* by vertex */
    uint32_t *chain_start;  /* nedges + 1: an edge's dummies are numbered one after the other */
    uint32_t *place;        /* by vertex: its turn among those with fixed order in its rank, or UINT32_MAX */
    int64_t *half;          /* by vertex: half its width */
    struct segment *seg;
    struct side up, down;
    uint32_t *rank_start, *order, *pos; /* pos: by vertex, in its rank */
    uint64_t crossings;
    int64_t *x;   /* by vertex */
    int64_t unit; /* steps of x in 1: GRID, in the end twice as many */
    int64_t gap, wire_gap;
};

/* What is given, put together. */
struct layered_input {
    const struct layered_vertex *vertex;
    const struct layered_edge *edge;
    uint32_t n, m;
    const struct layered_options *opt;
};

/* rank.c: ranks of all vertices. */
bool layered_rank(struct work *w, const struct layered_input *in, uint32_t *rank, uint32_t *nranks);

/* net.c: the proper graph of some vertices and the edges among them (numbers in `in`; ranks by those
 * numbers). local[v] is the number of v in the net. */
bool net_build(struct work *w, struct net *net, const struct layered_input *in, const uint32_t *rank,
               const uint32_t *local);

/* order.c: the order within ranks: net->order, pos and crossings. */
bool net_arrange(struct work *w, struct net *net);

/* order_exact.c: the best order, where the graph is small; others are left alone. */
bool net_order_exact(struct work *w, struct net *net);

/* crossings.c */
struct counter {
    uint32_t *tree; /* of Fenwick (1994) */
    uint32_t *base; /* by vertex: number of its first port in its rank */
    uint32_t size;
    uint32_t *end, *start[2], *stop[2]; /* room for polish.c, where they are explained */
};
bool counter_new(struct counter *c, struct arena *a, const struct net *net);
uint64_t net_crossings(struct counter *c, const struct net *net);

/* polish.c: fewer crossings at rank r, with the others as they are. */
void net_polish(struct net *net, struct counter *counter, uint32_t r);

/* coordinate.c: net->x; a draft is not straightened. */
bool net_place(struct work *w, struct net *net, bool draft_only);

/* straighten.c: net->x from places that keep their distance to those with the least bending, which the file
 * defines; net_bending is how much there is, in units of lengths and squares. */
bool net_straighten(struct work *w, struct net *net);
double net_bending(const struct net *net);

/* Must u stay to the left of v, where both are in one rank? */
bool net_fixed_before(const struct net *net, uint32_t u, uint32_t v);

/* Space between the centres of neighbours in a rank. */
int64_t net_separation(const struct net *net, uint32_t left, uint32_t right);

#endif
