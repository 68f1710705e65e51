/* targets.h -- the marginals of many axes of one contraction, private to stoch/: two ways to plan them.
 *
 * Which is cheaper depends on the network, by factors of hundreds either way: a join tree (tree.c) does the
 * work of all targets in two passes over everything; one elimination for each target (each.c) looks only at
 * what that target depends on, and shares what is the same.  Both are priced and the cheaper one is run.
 */
#ifndef CAUSAL_STOCH_TARGETS_H
#define CAUSAL_STOCH_TARGETS_H

#include "base/set.h"
#include "stoch/shape.h"

struct targets {
    const struct shape *shape;
    uint32_t n;
    const uint32_t *axis; /* each once */
    /* The factors that matter to target i, into the set, which is empty: NULL: all do. */
    bool (*relevant)(void *cx, struct work *w, uint32_t i, struct set factors);
    void *cx;
    bool seen; /* there is evidence, whose probability has to be an output too */
};

/* Add to an empty plan, with all factors as inputs, the products for the targets. Outputs: first the
 * marginals, in order, up to a number each; then numbers that are all positive exactly if the evidence is
 * possible. False (reported). `order` eliminates every axis. */
bool targets_by_tree(struct plan *p, const struct targets *q, const struct order *order);
/* The same, given up (true, *over set) when it will take more time than `bound` (estimated nanoseconds), or
 * when looking for it has taken twice that. */
bool targets_one_by_one(struct plan *p, struct work *w, const struct targets *q, const struct order *order,
                        bool own_orders, double bound, bool *over);

#endif
