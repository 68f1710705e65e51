/* cut.h -- private to layered drawing: the cheapest set of vertices to move.
 *
 * A set S costs the sum of its members' prices, and for each arc u -> v with u in S and v not in S the arc's
 * price.  The cheapest set is a minimum cut (Picard and Queyranne 1980), found by blocking flows (Dinic
 * 1970).  Ranks and coordinates are improved by moving such sets until none is worth moving: that ends in the
 * optimum, because both are L-natural convex (Murota 2003, Discrete Convex Analysis, chapter 10). */
#ifndef CAUSAL_PICTURE_CUT_H
#define CAUSAL_PICTURE_CUT_H

#include "base/arena.h"

#include <stdint.h>

#define CUT_NEVER ((int64_t)1 << 61) /* a price nobody pays */

struct cut_arc {
    uint32_t from, to;
};

struct cut {
    uint32_t n, narcs;
    const struct cut_arc *arc;
    int64_t *price;  /* by vertex: what it costs in S, may be negative; used up by cut_solve */
    int64_t *cap;    /* 2 narcs: price of arc k at 2k, of its reverse at 2k + 1; used up by cut_solve */
    uint32_t *level; /* after cut_solve: CUT_OUT, or the vertex is in S */
    uint32_t *start, *at, *now, *queue, *path;
};

#define CUT_OUT UINT32_MAX

bool cut_new(struct cut *c, struct arena *a, uint32_t n, const struct cut_arc *arc, uint32_t narcs);

/* The least of the cheapest sets; false when it is the empty one. */
bool cut_solve(struct cut *c);

#endif
