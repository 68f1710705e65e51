/* contraction.h -- one contraction under way, private to stoch/: its axes and tables, and the order in which
 * axes are eliminated (eliminate.c). */
#ifndef CAUSAL_STOCH_CONTRACTION_H
#define CAUSAL_STOCH_CONTRACTION_H

#include "stoch/product.h"

struct members {
    uint32_t *list; /* numbers of tables */
    size_t n, cap;
};

struct contraction {
    struct work *w;
    struct arena scratch;

    uint32_t naxes;
    uint32_t *id; /* of the caller, ascending; an axis is its index here */
    uint32_t *length;
    bool *kept;
    struct members *in;            /* tables that have the axis; dead ones linger until the next look */
    uint32_t *live;                /* how many of them live */
    double *weight;                /* entries of the table that eliminating the axis leaves, */
    uint32_t *crowd;               /* and the tables it needs, as weighed last */
    uint32_t *heap, nheap, *place; /* axes to eliminate, least first, and where in the heap each one is */

    struct table **table; /* NULL: dead */
    size_t ntables, captables;

    double constant; /* product of all tables of rank 0 */
    long exponent;   /* the true values are 2^exponent times those in the tables */

    uint32_t *mark, tick; /* mark[axis] == tick: seen in this round */
    uint32_t *slot;       /* draft for product_sum */
};

/* Eliminate `axis` some time: it is weighed and takes its place in the heap. */
void elimination_add(struct contraction *c, uint32_t axis);
/* The tables of `axis` have changed: weigh it anew. */
void elimination_update(struct contraction *c, uint32_t axis);
/* It has been eliminated. O(log axes). */
void elimination_remove(struct contraction *c, uint32_t axis);
/* The axis to eliminate next, or UINT32_MAX. */
uint32_t elimination_next(const struct contraction *c);

#endif
