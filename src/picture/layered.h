/* layered.h -- layered drawing: ranks, order within ranks, and coordinates.
 *
 * The method of Sugiyama, Tagawa and Toda (1981) with ports: edges leave the upper side of a vertex and enter
 * the lower side of another at given offsets.  Ranks count from 0 at the bottom; every edge goes up.  An edge
 * over several ranks is a chain through dummy vertices, one a rank.
 *
 *   ranks        longest path, then vertices are pulled to where their edges are shortest
 *   order        few crossings: exact for small ranks, barycentres and exchanges for large ones
 *   coordinates  least bending: straight edges, long ones first; symmetric fans; no two vertices of a rank
 *                closer than `gap`
 *
 * Deterministic: ties are broken by number. Lengths are rounded to whole numbers of 1 / LAYERED_GRID, so that
 * straight is straight.
 */
#ifndef CAUSAL_PICTURE_LAYERED_H
#define CAUSAL_PICTURE_LAYERED_H

#include "base/work.h"

enum { LAYERED_GRID = 256 };

enum layered_pin {
    PIN_NONE,
    PIN_BOTTOM,
    PIN_TOP
}; /* in the lowest or highest rank, and alone with its like */

struct layered_vertex {
    double width;  /* across the flow; others keep `gap` from it */
    double height; /* along the flow */
    enum layered_pin pin;
    uint32_t place; /* pinned vertices keep the order of their places; UINT32_MAX: free */
};

struct layered_edge {
    uint32_t from, to;     /* vertices */
    double from_at, to_at; /* ports: offsets from the vertices' centres across the flow */
    double weight;         /* of its straightness; 1 is usual */
};

struct layered_options {
    double gap;      /* between neighbours in a rank */
    double wire_gap; /* the same where one of the two is a dummy */
    bool draft;      /* without care for straight edges, in less time */
};

/* The result. Vertices 0 .. n-1 are those given, dummies follow. */
struct layered {
    uint32_t n, total; /* vertices given; with dummies */
    uint32_t nranks;
    uint32_t *rank;        /* by vertex */
    double *x;             /* by vertex: centre, across the flow; the least left side is at 0 */
    double width;          /* the greatest right side */
    uint32_t *rank_start;  /* nranks + 1: where each rank begins in `order` */
    uint32_t *order;       /* vertices, rank by rank, from left to right */
    uint32_t *chain_start; /* m + 1: where each edge's dummies begin in `chain` */
    uint32_t *chain;       /* dummies, from below upwards */
    uint64_t crossings;
};

/* Lay out. The edges must be without cycles. Everything is in w->arena. NULL (reported) for want of memory or
 * when interrupted. Near linear in edges and dummies for each sweep. */
struct layered *layered_solve(struct work *w, const struct layered_vertex *vertex, uint32_t n,
                              const struct layered_edge *edge, uint32_t m, const struct layered_options *opt);

#endif
