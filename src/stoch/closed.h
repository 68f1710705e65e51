/* closed.h -- some wires of a closed diagram and evidence on others, as a contraction; private to stoch/.
 *
 * Only boxes above the wires and the evidence take part; what is seen, or set by a sharp state, is sliced in.
 */
#ifndef CAUSAL_STOCH_CLOSED_H
#define CAUSAL_STOCH_CLOSED_H

#include "base/set.h"
#include "stoch/factor.h"
#include "stoch/stoch.h"

struct closed {
    struct work *w; /* its arena is a draft */
    const struct diagram *d;
    const uint32_t *wire;
    uint32_t n;
    const struct evidence *seen;
    uint32_t nseen;
    /* closed_gather() fills in: */
    uint32_t *fixed;   /* by wire: its state, or OPEN */
    struct set boxes;  /* above wires and evidence */
    uint32_t *box;     /* by factor */
    struct view *view; /* by factor */
    uint32_t nfactors;
    struct shape shape;
    uint32_t naxes;
    uint32_t *axis;    /* of the wires that are open and have more than one state */
    uint32_t *target;  /* by such axis: which wire */
    bool contradicted; /* two pieces of evidence contradict each other */
};

/* False (reported) when memory is short, or a mechanism unknown. */
bool closed_gather(struct closed *c);
/* The key of the shape, the wires, and which wires of each box are inputs, as what depends on what is no
 * matter of the shape alone; `kind` tells apart what is asked. .s NULL (reported) when memory is short. */
struct str closed_key(struct closed *c, uint32_t kind);

#endif
