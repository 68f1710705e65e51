/* diagram_int.h -- private to the room: making the arrays of a new diagram. */
#ifndef CAUSAL_DIAGRAM_DIAGRAM_INT_H
#define CAUSAL_DIAGRAM_DIAGRAM_INT_H

#include "diagram/diagram.h"

/* The arrays of a diagram under construction; the diagram itself sees them as const. */
struct diagram_parts {
    struct wire *wire;
    const struct box **box;
    uint32_t *in, *out;
};

/* A diagram with zeroed arrays of the given sizes, or NULL (reported). */
struct diagram *diagram_new(struct work *w, uint32_t nwires, uint32_t nboxes, uint32_t nin, uint32_t nout,
                            struct diagram_parts *parts);

#endif
