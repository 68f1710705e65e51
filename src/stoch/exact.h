/* exact.h -- tensors whose cells are fractions too, private to stoch/. */
#ifndef CAUSAL_STOCH_EXACT_H
#define CAUSAL_STOCH_EXACT_H

#include "stoch/nest.h"
#include "stoch/tensor.h"

/* Walk a nest of two operands, copying cells of `from` to `out`, the exact ones too when there are some.
 * False (reported). */
bool exact_copy(struct work *w, struct nest *nest, struct tensor *out, const struct tensor *from);

/* Give out = over / under its exact cells where the operands have them; the nest has these three, and the
 * doubles are there. */
bool exact_quotient(struct work *w, struct nest *nest, struct tensor *out, const struct tensor *over,
                    const struct tensor *under);

/* Is the product of the factors exact: has one of them exact cells, and the others these or whole numbers? */
bool exact_wanted(const struct tensor *const *factor, uint32_t n);
/* tensor_contract() of such factors. */
struct tensor *exact_contraction(struct work *w, const struct tensor *const *factor, uint32_t n,
                                 const uint32_t *keep, uint32_t nkeep);

/* ---- exact_contract.c: walking a plan ---- */

/* "too-large-exact": so many bytes would be needed. Returns false. */
bool exact_too_large(struct work *w, double bytes);

/* Multiply some tables and sum out every axis of theirs that is not in out[]. Table number i is factor[i],
 * and table number n + s what step s made; each is used once. */
struct exact_step {
    uint32_t ntables, nout;
    const uint32_t *table;
    const uint32_t *out; /* axis ids, outermost first */
};

/* Run the steps over exact factors (tensor_as_exact). The last one makes the cells of `result`, whose axes
 * are its out[]; result->p and result->exact are filled in. False (reported), as for want of memory,
 * "too-large-exact" before a table is made that would take the tables beyond LIMIT_EXACT_BYTES. */
bool exact_run(struct work *w, struct tensor *result, const struct tensor *const *factor, uint32_t n,
               const struct exact_step *step, uint32_t nsteps);

/* exact_run() with an order of its own: repeatedly the axis whose elimination makes the smallest table. */
bool exact_contract(struct work *w, struct tensor *result, const struct tensor *const *factor, uint32_t n,
                    const uint32_t *keep, uint32_t nkeep);

#endif
