/* product.h -- the kernel of contraction, private to stoch/: multiply several tables and sum out axes in one
 * pass, without storing the product.
 *
 * Inside a contraction axes are numbered densely, and axes of length 1 are dropped.
 */
#ifndef CAUSAL_STOCH_PRODUCT_H
#define CAUSAL_STOCH_PRODUCT_H

#include "base/work.h"

#include <stdint.h>

struct table {
    uint32_t rank;
    const uint32_t *axis; /* dense numbers, outermost first; row-major */
    double *p;
    size_t cells;
    bool undefined; /* some cell is NaN */
    size_t number;  /* in order of making, to sort by */
};

/* out += the product of the factors summed over summed[]; out->p starts as zeros. Every axis of a factor is
 * in out->axis or in summed[]. length[] is by axis number; slot[] is a draft with room for every axis. False
 * with a diagnostic when interrupted or out of memory. */
bool product_sum(struct work *w, struct arena *scratch, struct table *out, struct table *const *factor,
                 uint32_t n, const uint32_t *summed, uint32_t nsummed, const uint32_t *length,
                 uint32_t *slot);

/* a * b where zero times undefined is zero. */
static inline double times(double a, double b)
{
    return a == 0 || b == 0 ? 0 : a * b;
}

#endif
