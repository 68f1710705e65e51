/* kernels.h -- private to identify/: the combs of districts as formulas.
 *
 * A kernel over a set A is the comb of A: a distribution of A for every setting of the other parents of A. */
#ifndef CAUSAL_IDENTIFY_KERNELS_H
#define CAUSAL_IDENTIFY_KERNELS_H

#include "identify/identify_int.h"

struct kernels {
    struct task *t;
    const struct graph *g; /* kept: steps refer to it */
    uint32_t *order, n;    /* topological */
    bool nested;           /* something had to be disintegrated */
    bool bare;             /* leave variables that do not matter in the quotients of disintegration */
};

/* The comb of district s of g in the joint, its c-factor: product over s of P(v | Markov pillow of v). */
est kernel_of_joint(struct kernels *k, struct set s);

/* The comb of `goal`, a district of what is left after the cut, out of `body`, the comb of the district of g
 * that has it; with its steps. The verdict must have been good. 0 on failure, here and below. */
est kernel_reach(struct kernels *k, struct set goal, est body);

/* ---- disintegrate.c ---- */
/* The comb of district b of the graph on a, taken out of `body`, the comb of a: a product of quotients of its
 * sums. */
est kernel_disintegrate(struct kernels *k, est body, struct set a, struct set b);
/* Variables that `body` mentions and the comb it stands for does not depend on, those outside `wanted`, are
 * averaged over with their own distribution: any would do. */
est kernel_average(struct kernels *k, est body, struct set wanted);

#endif
