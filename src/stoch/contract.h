/* contract.h -- contractions of tables that lie anywhere in memory, private to stoch/. */
#ifndef CAUSAL_STOCH_CONTRACT_H
#define CAUSAL_STOCH_CONTRACT_H

#include "stoch/shape.h"

/* As tensor_contract_scaled(), of views. */
struct tensor *contract_views(struct work *w, const struct view *factor, uint32_t n, const uint32_t *keep,
                              uint32_t nkeep, long *exponent);
/* Where it is not zero: 1 there, however small it is, and 0 elsewhere. */
struct tensor *contract_support(struct work *w, const struct view *factor, uint32_t n, const uint32_t *keep,
                                uint32_t nkeep);
/* As tensor_contract(). */
struct tensor *contract_unscaled(struct work *w, const struct view *factor, uint32_t n, const uint32_t *keep,
                                 uint32_t nkeep);

/* "underflow": the condition is possible, and less likely than any number the machine has. Returns false. */
bool underflow(struct work *w);

#endif
