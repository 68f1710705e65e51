/* simplify.h -- private to identify/: division, shared by est_simplify and conditioning. */
#ifndef CAUSAL_IDENTIFY_SIMPLIFY_H
#define CAUSAL_IDENTIFY_SIMPLIFY_H

#include "identify/symbols.h"

/* over / under for simplified formulas, without a fraction where a law of probability takes it away:
 * P(A, B | C) / P(B | C) = P(A | B, C), also inside a product or a sum. Drafts live in w->arena. */
est est_divide(struct work *w, struct est_pool *p, est over, est under);

#endif
