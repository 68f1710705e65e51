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
    struct set y, x, z;    /* what is left of the query */
    struct symbols asked;  /* the symbols of the query as it was asked */
    struct derivation *steps;
    size_t errors; /* diagnostics there were before */
};

/* Has anything gone wrong (and been reported) since the task began? */
bool task_failed(const struct task *t);
/* A set of t's variables in the drafts; .w is NULL (reported) when memory is short. */
struct set task_set(struct task *t);
/* a and b together, in the drafts. */
struct set task_union(struct task *t, struct set a, struct set b);
/* Append a step; its sets are copied, its formula is brought to normal form, the graph must be one that is
 * kept. */
bool task_step(struct task *t, struct derivation_step step);
/* g as the answer keeps it: the graph induced on `nodes`. */
const struct graph *task_graph(struct task *t, const struct graph *g, struct set nodes);

/* The members of s as symbols at prime 0. */
bool task_symbols(struct task *t, struct set s, struct symbols *out);
/* P(over | given), all symbols at prime 0; 0 when memory is short. */
est task_p(struct task *t, struct set over, struct set given);
/* sum of e over `out`. */
est task_sum(struct task *t, struct set out, est e);
/* e simplified, and with its named c-factors written out where that is shorter or not long. */
est task_simplify(struct task *t, est e);

/* ---- conditions.c ---- */
/* Rule 1: leave out conditions that say nothing about Y. */
bool conditions_drop(struct task *t);
/* Rule 2: turn conditions into interventions where that makes no difference; *any tells whether there were
 * some. */
bool conditions_exchange(struct task *t, bool *any);

/* ---- adjust.c ---- */
/* Rule 2 of the do-calculus: no open back door from X to Y given Z, so that doing is seeing. */
bool adjust_needs_nothing(struct task *t);
/* A back-door set: *set becomes a minimal one (drafts), with no descendants of X. False when there is none.
 */
bool adjust_find(struct task *t, struct set *set);
/* sum_set P(set | Z) P(Y | X, Z, set), with its step. */
est adjust_formula(struct task *t, struct set set);

/* ---- verdict.c ---- */
/* How the comb of `goal`, a district of what is left after the cut, is got out of the combs of the joint: by
 * turns, from `t` (at first everything) the ancestors of the goal in it are taken, and of these the goal's
 * district. */
struct descent {
    struct set t;     /* where we are: a district */
    struct set above; /* the ancestors of the goal within t */
    bool stuck;       /* t has no proper part: t and the goal are a hedge */
};
/* Memory for a descent in the drafts; false when short. */
bool descent_start(struct descent *d, struct task *t);
/* From t, any set with no arrows into it from what is left out, to the ancestors of `goal` within it. */
void descent_up(struct descent *d, const struct graph *g, struct set goal);
/* From t's ancestors of the goal to the goal's district among them; sets `stuck` when that is t. */
void descent_down(struct descent *d, const struct graph *g, struct set goal);

enum verdict {
    NOT_IDENTIFIABLE,
    BY_DISINTEGRATING, /* some comb has to be taken out of a comb */
    BY_CUTTING         /* every comb that is needed is a comb of the joint, summed */
};
/* Is P(outcomes | do(x)) identifiable in g? On failure of the goal, *goal and *t (drafts; may be NULL) become
 * the hedge's F' and F, not minimal yet. */
bool verdict_of(struct task *t, const struct graph *g, struct set outcomes, struct set x, enum verdict *out,
                struct set *goal, struct set *whole);
/* out = the ancestors of the outcomes that are left when x is cut. */
void verdict_left(struct set out, const struct graph *g, struct set outcomes, struct set x, struct set draft);

/* ---- combs.c ---- */
/* The formula of P(Y | Z, do(X)) over the nodes of g, with its steps. */
est combs_formula(struct task *t, const struct graph *g, bool *nested);

/* ---- reduce.c ---- */
/* The projection of t->g on few variables in which the joint of Y and Z under do(X) is identifiable still;
 * without disintegrating where t->g can do without. NULL when it is not identifiable in t->g, or on failure.
 */
struct graph *reduce_for_combs(struct task *t);

/* ---- hedge.c ---- */
/* Why the joint of Y and Z under do(X) is not identifiable in t->g: fills the hedge, culprit, child and path.
 */
bool hedge_find(struct task *t, struct identification *out);

/* ---- recognise.c ---- */
/* Is e sum_m P(m | X) sum_x' P(x') P(Y | x', m)? */
bool recognise_front_door(struct task *t, est e);

#endif
