/* nest.h -- loop nests over strided tables, private to stoch/.
 *
 * Every operation on tensors walks several tables at once: at each step each operand stands at an offset of
 * its own.  A nest is the list of dimensions of such a walk, outermost first, with one stride for each
 * operand and dimension; stride 0 repeats the operand (broadcast), a stride that is the sum of two others
 * walks a diagonal.  Neighbouring dimensions that all operands run through contiguously are merged, so that
 * the innermost run is long; it is left to the caller, who loops over it with plain strides.
 */
#ifndef CAUSAL_STOCH_NEST_H
#define CAUSAL_STOCH_NEST_H

#include "base/arena.h"
#include "stoch/rational.h"

#include <stdint.h>

struct nest {
    uint32_t ndims, nops;
    size_t *n;      /* length of each dimension */
    size_t *stride; /* of operand o in dimension d: stride[d * nops + o] */
    size_t *index;  /* where the walk is, for all dimensions but the last */
    size_t *at;     /* offset of each operand there */
};

/* Entries between two looks at the interrupt flag. */
enum { NEST_POLL = 1 << 18 };

/* An empty nest with room for `dims` dimensions; false when memory is short. All offsets are 0; the caller
 * may start them elsewhere (a slice). */
bool nest_init(struct nest *s, struct arena *a, uint32_t dims, uint32_t nops);
/* Append an inner dimension of length n; returns its strides, all 0, to be filled in. */
size_t *nest_dim(struct nest *s, size_t n);
/* Merge neighbouring dimensions where that can be done; call it when their strides are there. */
void nest_merge(struct nest *s);
/* See that there is an innermost run; call it once before the walk. */
void nest_start(struct nest *s);
/* On to the next run; false after the last. */
bool nest_next(struct nest *s);

/* Length and strides (one for each operand) of the innermost run. */
static inline size_t nest_run(const struct nest *s)
{
    return s->n[s->ndims - 1];
}
static inline const size_t *nest_run_stride(const struct nest *s)
{
    return s->stride + (size_t)(s->ndims - 1) * s->nops;
}

/* Walk a nest of two operands, copying from the second to the first. False when interrupted. */
bool nest_copy(struct nest *s, double *to, const double *from);
/* The same for exact cells; once more over the same nest, if wanted. */
bool nest_copy_exact(struct nest *s, struct rational *to, const struct rational *from);

#endif
