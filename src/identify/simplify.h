/* simplify.h -- private to identify/: what simplification is made of. */
#ifndef CAUSAL_IDENTIFY_SIMPLIFY_H
#define CAUSAL_IDENTIFY_SIMPLIFY_H

#include "identify/symbols.h"

/* over / under for simplified formulas, without a fraction where a law of probability takes it away:
 * P(A, B | C) / P(B | C) = P(A | B, C), also inside a product or a sum. Drafts live in w->arena. */
est est_divide(struct work *w, struct est_pool *p, est over, est under);

struct factor {
    est e;
    struct symbols free;
};

/* The product of the factors in reading order, which f gets: causes before effects, distributions before
 * sums. O(n^3) comparisons at worst. */
est est_product_in_order(struct work *w, struct est_pool *p, struct factor *f, size_t n);

#endif
