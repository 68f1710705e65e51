/* identify.h -- which interventional distributions follow from P(V), and by what formula.
 *
 * Input: a mixed graph over the observed variables (latent projection done) and a query
 * P(Y | Z, do(X)).  Output: an estimand over P(V) with the derivation that led to it, or a hedge, which
 * proves that there is none.  No numbers here.
 *
 * Method: Shpitser and Pearl's ID and IDC (2006), in Tian's form (Tian and Pearl 2002; Huang and Valtorta
 * 2006), read as repeated comb disintegration (Jacobs, Kissinger and Zanasi 2019, sections 6 to 8).  The
 * joint of the ancestors of Y and Z is the plugging of one comb for each district S; the comb's value is its
 * c-factor Q[S] = product over v in S of P(v | Markov pillow of v). After the intervention the joint of the
 * remaining ancestors D is the plugging of the combs of D's districts, and each of these sits inside a comb
 * Q[S] of the joint.  It is got out of there by two moves, in turns:
 *   - cut: sum Q[T] over the members that are not above the district; that is Q[A], A ancestral in T;
 *   - disintegrate: Q[A] is itself the plugging of the combs of A's districts; take the one that matters, a
 *     product of quotients of sums of Q[A].
 * When neither move makes T smaller, T and the district are a hedge, and P(Y | Z, do(X)) does not follow from
 * P(V): the method is complete.
 *
 * Conditions are dropped where they do not matter (rule 1), and taken for interventions where that makes no
 * difference (rule 2); what is left is conditioned on last.
 *
 * For short formulas this is done in a latent projection on as few variables as keep the effect identifiable:
 * on X, Y and Z alone when no back door is open, on these and a minimal adjustment set when there is one,
 * otherwise on as few as leaving out halves, quarters, .. finds.
 */
#ifndef CAUSAL_IDENTIFY_IDENTIFY_H
#define CAUSAL_IDENTIFY_IDENTIFY_H

#include "graph/graph.h"
#include "identify/estimand.h"

struct identify_query {
    struct set y; /* outcomes; when empty the answer is 1 */
    struct set x; /* interventions; may be empty */
    struct set z; /* conditions; may be empty. The three are disjoint. */
};

enum identify_criterion {
    BY_CONDITIONING, /* nothing to do: P(Y | Z), or do(X) is conditioning because X has no open back door */
    BY_BACK_DOOR,    /* adjustment: sum_z P(y | x, z) P(z) */
    BY_FRONT_DOOR,   /* sum_m P(m | x) sum_x' P(x') P(y | x', m) */
    BY_COMBS,        /* each comb that is needed is cut out of a comb of the joint */
    BY_GENERAL       /* some comb is disintegrated from a comb */
};

/* One step of the derivation, for explanations. `graph` is what it works on; sets not mentioned are empty. */
enum derivation_rule {
    STEP_IRRELEVANT, /* rule 1: conditions `set` are dropped. Licence: Y and `set` are separated */
    STEP_EXCHANGE,   /* rule 2: conditions `set` are as good as interventions, and taken as such. Licence */
    STEP_PRUNE,      /* to the ancestors of outcomes and conditions: `set` is kept, and is graph->nodes of the
                        next steps; `graph` is the graph before */
    STEP_NO_EFFECT, /* rule 3: interventions `set` do not act on outcomes and conditions, except through other
                       interventions, and are dropped */
    STEP_ADJUST,  /* `set` is an adjustment set (empty: do(X) is conditioning). Licence: X and Y are separated
                     by it where the causal paths are cut */
    STEP_PROJECT, /* latent projection: `set` is kept, the rest is forgotten; `graph` is the projection */
    STEP_DISTRICTS,    /* `set` is a district of `graph`: one such step for each */
    STEP_COMB,         /* the comb of district `set` of the joint is the c-factor `formula` */
    STEP_GOAL,         /* the intervened variables are cut: `graph` is what is left of the ancestors of the
                          outcomes, and `set` is a district of it: its comb is needed. One for each */
    STEP_CUT,          /* the comb of `within` summed over `within` - `set`: the comb of `set` is `formula`.
                          Legitimate as `set` is ancestral in `within`; `graph` is induced on `within` */
    STEP_DISINTEGRATE, /* the comb of district `set` of `graph` (the graph of `within`), taken out of the comb
                          of `within`: `formula` */
    STEP_PLUG,         /* the combs needed are plugged together: `formula` is over `set` */
    STEP_SUM,          /* `set` summed out: `formula` */
    STEP_CONDITION,    /* conditioned on `set`: `formula` */
    STEP_SIMPLIFY      /* the same value, smaller: `formula` */
};

/* a and b are m-separated by c in the graph without the arrows into `barred` and out of `underlined`. */
struct licence {
    bool needed; /* this step has one */
    struct set a, b, c, barred, underlined;
};

struct derivation_step {
    enum derivation_rule rule;
    struct set set, within;
    est formula; /* 0: none */
    const struct graph *graph;
    struct licence licence;
};

struct derivation {
    struct derivation_step *step;
    size_t n, cap;
};

/* Two forests with the same roots (Shpitser and Pearl 2006, definition 6).  Each member of f that is no root
 * has exactly one child in `forest`; bidirected edges join all members of f as a tree, and those of f_prime
 * as a tree that is part of it. f_prime is within f, f meets X, f_prime does not, and the roots are ancestors
 * of outcomes or (remaining) conditions without going through X.  No smaller hedge is within this one. */
struct hedge {
    struct set f, f_prime, roots;
    const struct graph *forest; /* the edges of F, those of F' among them; nodes: f */
};

struct identification {
    bool identifiable;
    enum identify_criterion criterion; /* when identifiable */
    est estimand;                      /* when identifiable; free symbols are Y, X and Z at prime 0 */
    struct derivation derivation;
    /* when not: */
    struct hedge hedge;
    struct identify_query asked; /* the query after rules 1, 2 and 3: the hedge is one for P(y, z | do(x)) */
    uint32_t culprit, child;     /* an intervened variable of the hedge, and its child there */
    struct graph_path path;      /* the path of bidirected edges from culprit to child */
};

/* Decide the query on `g` (no latent nodes; see graph_project). Everything is allocated in w->arena and the
 * pool. False only for want of memory or an interrupt (reported). O(n^3 / 64) for the verdict, n times that,
 * at worst, for the projection; the formula is linear in its own size but for simplification. */
bool identify(struct identification *out, struct work *w, const struct graph *g,
              const struct identify_query *q, struct est_pool *pool);

/* The verdict alone: complete, and nothing is kept in w->arena. */
bool identify_verdict(bool *identifiable, struct work *w, const struct graph *g,
                      const struct identify_query *q);

/* "conditioning", "back-door", "front-door", "comb", "general". */
const char *identify_criterion_name(enum identify_criterion c);

#endif
