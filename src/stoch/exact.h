/* exact.h -- tensors whose cells are fractions too, private to stoch/. */
#ifndef CAUSAL_STOCH_EXACT_H
#define CAUSAL_STOCH_EXACT_H

#include "stoch/nest.h"
#include "stoch/shape.h"

/* Walk a nest of two operands, copying cells of `from` to `out`, the exact ones too when there are some.
 * False (reported). */
bool exact_copy(struct work *w, struct nest *nest, struct tensor *out, const struct tensor *from);

/* Give out = over / under its exact cells where the operands have them; the nest has these three, and the
 * doubles are there. */
bool exact_quotient(struct work *w, struct nest *nest, struct tensor *out, const struct tensor *over,
                    const struct tensor *under);

/* Is the product of the factors exact: has one of them exact cells, and the others these or natural numbers?
 */
bool exact_wanted(const struct view *factor, uint32_t n);

/* ---- exact_run.c ---- */

/* Run a plan of sums of products on dense tensors with exact cells. Its first output is the result: the cells
 * of `result`, exact ones and doubles, are filled in. False (reported), as for want of memory,
 * "too-large-exact" before a step whose numbers would be too long, or its table beyond the limit on memory.
 */
bool exact_execute(struct work *w, const struct plan *p, const struct tensor *const *input,
                   struct tensor *result);

#endif
