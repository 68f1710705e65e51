/* missing.h -- naming the cells for want of which a value is undefined.
 *
 * A list is begun with missing_init(), or continued: any list of struct cell made here has room for
 * LIMIT_MISSING. */
#ifndef CAUSAL_STOCH_MISSING_H
#define CAUSAL_STOCH_MISSING_H

#include "stoch/stoch.h"

struct missing {
    struct work *w;    /* the cells live in its arena */
    struct cell *cell; /* no repeats */
    uint32_t n;
    bool more; /* there are others than the LIMIT_MISSING listed */
};

bool missing_init(struct missing *m, struct work *w);

/* What a state of some variable is read off: an axis of a tensor, or a fixed state. */
struct reading {
    uint32_t var, axis; /* axis UINT32_MAX: fixed */
    uint32_t state;     /* when fixed */
};

/* Name the cells of `guilty` that are not zero as events: one reading a variable, in the order given. Nothing
 * is named without readings. O(cells of guilty * LIMIT_MISSING). */
bool missing_add(struct missing *m, const struct tensor *guilty, const struct reading *reading, uint32_t n);

/* The undefined cells of factor[at] that make the product of the factors, summed over axes not in `mask`,
 * undefined at some cell where `mask` is not zero: those with a weight other than zero. (NULL: everywhere.)
 * Drafts and result in w->arena. */
struct tensor *missing_guilty(struct work *w, const struct tensor *const *factor, uint32_t n, uint32_t at,
                              const struct tensor *mask);

#endif
