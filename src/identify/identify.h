/* identify.h -- which interventional distributions follow from P(V), and by what formula.
 *
 * Input: a mixed graph over the observed variables (latent projection done) and a query
 * P(Y | Z, do(X)).  Output: an estimand over P(V) with the derivation that led to it, or the reason there is
 * none.  No numbers here.
 *
 * Method (Jacobs, Kissinger and Zanasi 2019, section 8; Tian and Pearl 2002, theorem 3): prune to the
 * ancestors of Y and Z.  The joint is then the product of one comb for each district S, whose c-factor is
 *     Q[S] = product over v in S of P(v | Markov pillow of v).
 * Cutting x in X is discarding x's output inside its comb: sum Q[S] over x.  That is legitimate exactly when
 * x has no child in S - X: when no bidirected path joins x to one of its children.  Plug the combs together
 * again, and sum out everything but Y and Z.  This is complete for one intervention on all of its
 * descendants; where the condition fails the answer says "not identifiable by this criterion" and shows the
 * bidirected path.
 *
 * For short formulas the combs are cut in a latent projection of the pruned graph on few variables: on X, Y
 * and Z alone when no back door is open (rule 2), on these and a minimal back-door set when there is one, and
 * otherwise on the fewest, greedily, that still allow the cut.  With conditions, P(Y | Z, do(X)) is the joint
 * of Y and Z divided by its sum over Y; if that joint is out of reach, conditions that rule 2 lets one take
 * for interventions are taken so (Shpitser and Pearl 2006) and everything is tried once more.
 */
#ifndef CAUSAL_IDENTIFY_IDENTIFY_H
#define CAUSAL_IDENTIFY_IDENTIFY_H

#include "graph/graph.h"
#include "identify/estimand.h"

struct identify_query {
    struct set y; /* outcomes */
    struct set x; /* interventions; may be empty */
    struct set z; /* conditions; may be empty. The three are disjoint. */
};

enum identify_criterion {
    BY_CONDITIONING, /* nothing to do: P(Y | Z), or do(X) is conditioning because X has no open back door */
    BY_BACK_DOOR,    /* adjustment: sum_z P(y | x, z) P(z) */
    BY_FRONT_DOOR,   /* sum_m P(m | x) sum_x' P(x') P(y | x', m) */
    BY_COMBS         /* any other plugging of combs */
};

/* One step of the derivation, for explanations. */
enum derivation_rule {
    STEP_PRUNE,     /* to the ancestors of outcomes and conditions: `set` is kept; interventions outside it,
                       and those that act only through other interventions, have no effect */
    STEP_DISTRICTS, /* the districts of the pruned graph: one such step for each, `set` is the district */
    STEP_COMB,      /* the comb of district `set` is the c-factor `formula` */
    STEP_CUT,       /* intervened variables `set` are cut out of a comb; the comb becomes `formula` */
    STEP_PLUG,      /* combs plugged together: `formula` */
    STEP_SUM,       /* `set` summed out */
    STEP_CONDITION, /* conditioned on `set` */
    STEP_SIMPLIFY,  /* the same value, smaller, or by adjustment; `set` is the outcomes */
    STEP_PROJECT, /* latent projection: `set` is kept, the variables that the combs do not need are forgotten
                   */
    STEP_EXCHANGE /* rule 2: conditions `set` are as good as interventions, and taken as such */
};

struct derivation_step {
    enum derivation_rule rule;
    struct set set;
    est formula; /* 0: none */
};

struct derivation {
    struct derivation_step *step;
    size_t n, cap;
};

struct identification {
    bool identifiable;
    enum identify_criterion criterion; /* when identifiable */
    est estimand;                      /* when identifiable; free symbols are Y, X and Z at prime 0 */
    struct derivation derivation;
    uint32_t culprit, child; /* when not: the intervened variable, and its child in the same district */
    struct graph_path path;  /* when not: the bidirected path from culprit to child */
};

/* Decide the query on `g` (no latent nodes; see graph_project). Everything is allocated in w->arena and the
 * pool. False only for want of memory or an interrupt (reported). The decision takes O(n) searches and
 * projections of the graph; a formula of f distributions over v variables costs O(v^2 f v / 64) to simplify.
 */
bool identify(struct identification *out, struct work *w, const struct graph *g,
              const struct identify_query *q, struct est_pool *pool);

/* "back-door", "front-door", "comb", "conditioning". */
const char *identify_criterion_name(enum identify_criterion c);

#endif
