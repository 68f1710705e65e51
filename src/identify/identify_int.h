/* identify_int.h -- private to identify/: one query under way. */
#ifndef CAUSAL_IDENTIFY_IDENTIFY_INT_H
#define CAUSAL_IDENTIFY_IDENTIFY_INT_H

#include "identify/identify.h"
#include "identify/symbols.h"

struct task {
    struct work *w;    /* what the answer keeps */
    struct work draft; /* what only the way there needs */
    struct est_pool *pool;
    const struct graph *g; /* pruned to the ancestors of y and z */
    struct set y, x, z;    /* x without the interventions that have no effect */
    struct derivation *steps;
    size_t errors; /* diagnostics there were before */
};

/* Has anything gone wrong (and been reported) since the task began? */
bool task_failed(const struct task *t);
/* A set of t's variables in the drafts; .w is NULL (reported) when memory is short. */
struct set task_set(struct task *t);
/* Append a step; `set` is copied. */
bool task_step(struct task *t, enum derivation_rule rule, struct set set, est formula);

/* The members of s as symbols at prime 0. */
bool task_symbols(struct task *t, struct set s, struct symbols *out);
/* P(over | given), all symbols at prime 0; 0 when memory is short. */
est task_p(struct task *t, struct set over, struct set given);

/* ---- adjust.c ---- */
/* Rule 2 of the do-calculus: no open back door from X to Y given Z, so that doing is seeing. */
bool adjust_needs_nothing(struct task *t);
/* A back-door set: `set` becomes a minimal one, with no descendants of X. False when there is none. */
bool adjust_find(struct task *t, struct set set);
/* sum_set P(set | Z) P(Y | X, Z, set). */
est adjust_formula(struct task *t, struct set set);

/* ---- combs.c ---- */
/* What identification by combs has to cut: X, and with `wide` also the variables that act on Y and Z only
 * through X, on which an intervention has no effect then (rule 3). */
bool combs_targets(struct task *t, const struct graph *g, bool wide, struct set out);
/* Has no x in X a child in its own district that is not itself cut? */
bool combs_allowed(struct task *t, const struct graph *g, struct set cut);
/* The formula of P(Y | Z, do(X)) over the nodes of g, with its steps; combs_allowed(t, g, cut) must hold. */
est combs_formula(struct task *t, const struct graph *g, struct set cut);

/* ---- reduce.c ---- */
/* The projection of t->g on the fewest variables (greedily) for which the combs can still be cut, and what to
 * cut there; *g is NULL when they cannot be cut at all or memory is short. */
bool reduce_for_combs(struct task *t, struct graph **g, struct set *cut);
/* The projection of t->g on `keep`. */
struct graph *reduce_to(struct task *t, struct set keep);

/* ---- recognise.c ---- */
/* Is e sum_m P(m | X) sum_x' P(x') P(Y | x', m)? */
bool recognise_front_door(struct task *t, est e);

#endif
