/* order.h -- the order in which axes are eliminated, private to stoch/.
 *
 * Eliminating an axis multiplies the tables that have it; its neighbours are then in one table.  What an
 * order costs is the entries multiplied, the sum over all eliminations of the product of the lengths of the
 * axis and its neighbours then.  The least is NP-hard to find (Arnborg, Corneil and Proskurowski 1987); three
 * greedy rules are tried and the best begun anew with its ties broken otherwise, as long as that takes less
 * work than the contraction itself.  Nothing depends on a clock: the same problem has the same order
 * everywhere.
 */
#ifndef CAUSAL_STOCH_ORDER_H
#define CAUSAL_STOCH_ORDER_H

#include "base/work.h"

#include <stdint.h>

/* The axes of a table, by number. */
struct scope {
    uint32_t n;
    const uint32_t *axis;
};

struct order_problem {
    uint32_t naxes;
    const uint32_t *length; /* by axis, at least 2 */
    uint32_t nscopes;
    const struct scope *scope;
    const uint8_t
        *phase; /* by axis: those of phase 0 are eliminated first, then 1; ORDER_KEPT never. NULL: all 0 */
    bool quick; /* no more than the greedy rules */
};
enum { ORDER_KEPT = 2 };

struct order {
    uint32_t n;
    uint32_t *axis;  /* in order of elimination */
    uint32_t *width; /* how many neighbours it had */
    double *entries; /* multiplied at that */
    double total;    /* of entries, what is kept included */
    const char *heuristic;
    uint32_t tried;
    double steps; /* of the search, about a nanosecond each */
};

/* Find an order; arrays in the arena of w. False (reported) when interrupted or out of memory.
 * O(n^2 + sum over eliminations of width^2 n / 64) for each order tried. */
bool order_find(struct order *out, struct work *w, const struct order_problem *p);

#endif
