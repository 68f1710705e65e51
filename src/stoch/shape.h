/* shape.h -- the factors of a contraction with their axes numbered densely, private to stoch/.
 *
 * Axes of length 1 say nothing and are left out.  A shape has no numbers in it: two contractions of the same
 * shape have the same plan, and its key is what plans are kept by.
 */
#ifndef CAUSAL_STOCH_SHAPE_H
#define CAUSAL_STOCH_SHAPE_H

#include "base/str.h"
#include "stoch/plan.h"
#include "stoch/tensor.h"

/* A table that lies somewhere in memory: its first cell, and how far apart its cells are along each axis. */
struct view {
    const double *p;
    const struct rational *exact; /* of the first cell; NULL: doubles only */
    uint32_t rank;
    const struct axis *axis;
    const size_t *stride; /* NULL: dense, the last axis the fastest */
    bool function; /* the axis called `of` is a function of the others: one entry is 1 and the others */
    uint32_t of;   /* are 0, for each setting of these */
};

struct shape {
    uint32_t naxes;
    uint32_t *id;     /* of the caller, by axis */
    uint32_t *length; /* by axis, at least 2 */
    uint32_t nfactors;
    struct scope *scope; /* of each factor, in its own order */
    size_t **stride;
    uint32_t *function; /* of each factor: the axis that is a function of the others, or NO_AXIS */
    const double **p;   /* the first cell of each factor */
    uint32_t *slot;     /* hash table of 1 + axis by id */
    uint32_t slots;
};

/* Number the axes of the factors. Everything is in the arena of w. False (reported): "axis-length" when two
 * factors disagree, or out of memory. O(sum of ranks). */
bool shape_of(struct shape *s, struct work *w, const struct view *factor, uint32_t n);
/* The axis called `id`, or UINT32_MAX: no factor has it, or it has length 1. */
uint32_t shape_axis(const struct shape *s, uint32_t id);
/* The key of the shape with more words about what is asked of it; .s NULL (reported) when memory is short. */
struct str shape_key(struct work *w, const struct shape *s, const uint32_t *more, uint32_t nmore);
/* All factors as inputs of a plan. False (reported). */
bool shape_inputs(const struct shape *s, struct plan *p);

struct view view_of(const struct tensor *t);
/* Its cells as a tensor of their own. NULL (reported). */
struct tensor *view_tensor(struct work *w, const struct view *v);

#endif
