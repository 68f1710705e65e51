/* plan.h -- a string figure as a problem of layered drawing (private to picture/).
 *
 * Vertices are slots, where boxes stand before and after surgery, and the ends of wires; edges are the uses
 * of wires.  Both panels of a figure are drawn from one plan, so that untouched boxes have one place. */
#ifndef CAUSAL_PICTURE_PLAN_H
#define CAUSAL_PICTURE_PLAN_H

#include "picture/layered.h"
#include "picture/scene.h"

enum plan_kind {
    PLAN_SLOT,
    PLAN_INPUT,
    PLAN_OUTPUT,
    PLAN_END /* a wire that nobody uses is discarded here */
};

struct plan_vertex {
    enum plan_kind kind;
    const struct box *before, *after; /* SLOT; NULL: none */
    uint32_t wire;                    /* the wire; of a slot its first output, UINT32_MAX when it has none */
    bool in_before, in_after;
    bool operated; /* SLOT: by surgery: what was removed and what was placed share it */
    bool through;  /* SLOT: its wire became an input and runs through */
    bool inner;    /* INPUT, OUTPUT of a comb: in its slot, not at the rim */
};

struct plan_edge {
    uint32_t from, to;
    uint32_t from_port, to_port; /* places of the ports, counted from 0 */
    uint32_t wire;
    bool in_before, in_after;
    bool cut; /* before surgery only, and grounded after it */
};

struct plan {
    const struct string_figure *figure;
    uint32_t n, m;
    struct plan_vertex *vertex;
    struct plan_edge *edge;
    uint32_t *nin, *nout; /* ports of each vertex */
    bool *flipped;        /* ports of a slot's inputs are ordered by to_order instead */
    struct layered_vertex *size;
    struct layered_edge *line;
    struct layered *at;
};

/* The problem without sizes. NULL (reported). O(boxes^2 + uses). */
struct plan *plan_new(struct work *w, const struct string_figure *f);

#endif
