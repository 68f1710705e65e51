/* factor.h -- the boxes of a diagram as factors of a contraction, private to stoch/.
 *
 * The axes of a factor are the wires of the box, without those that are fixed to a state.
 */
#ifndef CAUSAL_STOCH_FACTOR_H
#define CAUSAL_STOCH_FACTOR_H

#include "diagram/diagram.h"
#include "stoch/shape.h"

enum { OPEN = UINT32_MAX }; /* the state of a wire that is not fixed */

/* The boxes that the wires depend on, into boxes; wires becomes the set of all wires met on the way. */
void boxes_above(const struct diagram *d, struct set wires, struct set boxes);

/* Has the box a meaning: a matrix, or none needed? */
bool box_known(const struct box *b);
/* Does the box depend on its inputs? (A uniform or sharp state discards them.) */
bool box_reads(const struct box *b);

/* The matrix of box b, sliced at the fixed wires, without a copy: fixed[] is by wire, a state or OPEN. The
 * entries of fixed wires are left out. False with a diagnostic: "unknown-mechanism", "no-states". */
bool box_view(struct view *out, struct work *w, const struct diagram *d, const struct box *b,
              const uint32_t *fixed);

/* The number of states of a wire, or 0 with diagnostic "no-states". */
uint32_t wire_states(struct work *w, const struct diagram *d, uint32_t wire);

#endif
