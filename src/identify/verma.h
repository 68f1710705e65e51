/* verma.h -- constraints on P(V) that hidden variables leave behind and that are no conditional
 * independences.
 *
 * Verma and Pearl 1990; found by Tian and Pearl 2002, "On the testable implications of causal models with
 * hidden variables": the comb of a set E that can be reached from the joint by cutting and disintegrating is
 * a function of E and its parents alone; where its formula mentions other variables, P(V) must make them
 * immaterial.
 */
#ifndef CAUSAL_IDENTIFY_VERMA_H
#define CAUSAL_IDENTIFY_VERMA_H

#include "graph/graph.h"
#include "identify/estimand.h"

struct verma {
    est formula;           /* free symbols at prime 0 */
    struct set kernel;     /* E: the formula is its comb */
    struct set immaterial; /* the formula's value does not depend on these, although it mentions them */
};

struct verma_list {
    struct verma *constraint;
    uint32_t n;
    bool more; /* there are more than the limit, or the search was cut short */
};

/* The constraints on the observed variables of `g` (no latent nodes; see graph_project), at most `limit`. A
 * constraint that simplification turns into a conditional independence is left out. The sets that can be
 * reached may be exponentially many; at most LIMIT_REACHED are looked at for each variable. Results in
 * w->arena and the pool; false for want of memory or an interrupt (reported). */
bool verma_constraints(struct work *w, const struct graph *g, struct est_pool *pool, uint32_t limit,
                       struct verma_list *out);
enum { LIMIT_REACHED = 500 };

#endif
