/* stoch.h -- meaning: the functor from diagrams to stochastic matrices, combs, and the value of estimands.
 *
 * The functor sends a diagram to the tensor over its input and output wires: the product of the boxes'
 * matrices, summed over all other wires (Jacobs, Kissinger and Zanasi 2019, section 3).  It never builds the
 * full joint: boxes that the outputs do not depend on are pruned, evidence is sliced in, what evidence
 * separates from the question is dropped, and the rest is contracted by variable elimination.
 */
#ifndef CAUSAL_STOCH_STOCH_H
#define CAUSAL_STOCH_STOCH_H

#include "diagram/diagram.h"
#include "graph/graph.h"
#include "identify/estimand.h"
#include "stoch/tensor.h"

/* Plans of contractions, kept for queries of the same shape, and the room their tables are computed in. One
 * belongs to a session; its works point to it. NULL when memory is short; plans_free() takes NULL. */
struct plans *plans_new(void);
void plans_free(struct plans *p);
/* Let *report, which is all zero, tell of what is pruned and of the largest contraction from now on; what it
 * points to is put into the arena of `keep`. NULL: no more. */
struct plan_report;
void plans_watch(struct plans *p, struct plan_report *report, struct work *keep);
/* The report that is wanted, or NULL. */
struct plan_report *plans_watched(const struct plans *p);

/* A wire fixed to a state. */
struct evidence {
    uint32_t wire;
    uint32_t state;
};

/* F(d): the channel from d's inputs to d's outputs, a tensor with axes in[] then out[]. Axis ids are
 * positions: 0 .. nin-1 the inputs, nin .. nin+nout-1 the outputs, so that identities, swaps and copies,
 * where one wire stands in several places, have their matrix too. All boxes the outputs depend on must have
 * matrices
 * ("unknown-mechanism" otherwise). */
struct tensor *stoch_interpret(struct work *w, const struct diagram *d);

/* P(over | given, evidence) read off the closed or open diagram d: a tensor with axes open inputs of d (those
 * it depends on or not: all of them, in order), then given[], then over[]. Cells given something of
 * probability zero are undefined. When the evidence itself has probability zero for every setting, all cells
 * are undefined and *impossible is set. Refused: a wire named twice among inputs, given and over
 * ("repeated-axis"). Boxes without matrix are no hindrance where the answer does not depend on them; what
 * they would contribute to the evidence is then taken to be possible. */
struct tensor *stoch_conditional(struct work *w, const struct diagram *d, const uint32_t *over,
                                 uint32_t nover, const uint32_t *given, uint32_t ngiven,
                                 const struct evidence *evidence, uint32_t nevidence, bool *impossible);

/* P(wire | evidence) for each of n wires of a closed diagram, all boxes above them and the evidence having
 * matrices: out[i] is a tensor with the one axis wires[i]. Two ways of calculating are priced, a join tree
 * and one elimination for each wire, and the cheaper one is taken. Where the evidence never happens all cells
 * are undefined, and *impossible is set. False (reported), as "underflow" when the evidence is possible and
 * its probability beyond doubles. */
bool stoch_marginals(struct tensor **out, struct work *w, const struct diagram *d, const uint32_t *wires,
                     uint32_t n, const struct evidence *evidence, uint32_t nevidence, bool *impossible);

/* The states of the n wires of a closed diagram that are together the most probable given the evidence, all
 * other wires summed out: state[i] of wires[i], with the natural logarithms of P(states, evidence) and
 * P(evidence). Of several that are equally probable it is one, the same every time. When the evidence has
 * probability zero both logarithms are minus infinity and state[] is untouched. False (reported):
 * "underflow", or "undefined-entries" when a matrix has some. */
bool stoch_most_probable(uint32_t *state, double *log_joint, double *log_evidence, struct work *w,
                         const struct diagram *d, const uint32_t *wires, uint32_t n,
                         const struct evidence *evidence, uint32_t nevidence);

/* Disintegration of F(d): the channel from d's inputs and the output wires given[] to the other outputs, as a
 * diagram of one box. Rows given something of probability zero are undefined. */
struct diagram *stoch_condition(struct work *w, const struct diagram *d, const uint32_t *given, uint32_t n);

/* ---- exact answers ---- */
/* d with the entries of its boxes as fractions beside the doubles: what is interpreted, conditioned or
 * evaluated over it has exact cells, as long as no box in it was rounded. "too-large-exact" where a number
 * has too many digits. O(entries). */
struct diagram *stoch_exact(struct work *w, const struct diagram *d);
/* Has the box a matrix that was computed by rounding, and so no exact one? */
bool stoch_rounded(const struct box *b);

/* ---- sources: what an estimand is evaluated over ---- */
struct source {
    void *self;
    /* P(vars, fixed), for every state of the variables vars[] (strictly ascending) and those that fixed[]
     * says
     * (`wire` is the variable; strictly ascending, none of vars[]): a tensor with axis ids vars[] in this
     * order. Without fixed[] it sums to 1. NULL with a diagnostic on failure. */
    struct tensor *(*marginal)(void *self, struct work *w, const uint32_t *vars, uint32_t n,
                               const struct evidence *fixed, uint32_t nfixed);
};

/* A source that reads marginals off a joint tensor (axis ids are variables); *t must outlive it. */
struct source source_of_tensor(const struct tensor *t);
/* A source that computes marginals of the wires of a closed diagram by variable elimination, with what is
 * fixed sliced in beforehand. */
struct source source_of_diagram(const struct diagram *d);

/* A cell of the source's joint that had probability zero but is needed: var[i] = state[i]. */
struct cell {
    uint32_t n;
    const uint32_t *var, *state;
    bool operated; /* of probability zero under the interventions of the query, not in the source */
};

struct evaluation {
    struct tensor *value; /* axes: the free symbols listed in `order`; ids are variable numbers */
    struct cell
        *missing; /* conditioning events of probability zero on which undefined cells depend; no repeats */
    uint32_t nmissing; /* at most LIMIT_MISSING are listed */
    bool more_missing;
};
enum { LIMIT_MISSING = 12 };

/* Evaluate estimand e over the source. order[] lists variables of e's free symbols (all at prime 0); free
 * symbols may be fixed beforehand by evidence (`wire` is the variable), and are then no axis. Variables of
 * order[] that the formula does not mention become axes along which the value is constant: their lengths come
 * from card[] (by variable). NULL with a diagnostic on failure. */
bool stoch_evaluate(struct evaluation *out, struct work *w, const struct est_pool *pool, est e,
                    struct source src, const uint32_t *order, uint32_t norder, const struct evidence *fixed,
                    uint32_t nfixed, const uint32_t *card);

/* ---- slopes: how the value moves with the source (influence.c) ---- */

/* An estimand and where it is evaluated, the arguments of stoch_evaluate(). */
struct estimand_at {
    const struct est_pool *pool;
    est e;
    struct source src;
    const uint32_t *order;
    uint32_t norder;
    const struct evidence *fixed;
    uint32_t nfixed;
    const uint32_t *card;
};

/* The derivative of a number with respect to one marginal P(var, fixed) that the source was asked for. */
struct slope {
    const struct tensor *by, *marginal; /* over var[], whose numbers are the axis ids of `marginal` */
    const struct evidence *fixed;
    uint32_t nfixed;
};

/* The numbers whose slopes are wanted, one after the other: number i is the sum of weight times value, which
 * weigh() fills in (it is all 0, with axes order[]). take() is given its slopes; these live until it returns.
 * False from either (reported) ends it all. */
struct slopes_wanted {
    size_t n;
    void *cx;
    bool (*weigh)(void *cx, struct work *w, size_t i, struct tensor *weight);
    bool (*take)(void *cx, struct work *w, size_t i, const struct slope *slope, uint32_t nslopes);
    double least;           /* out: the least positive probability that some number was divided by; 1: none */
    struct cell least_cell; /* out: of this event, in w->arena */
};

/* Slopes of numbers made of the value of an estimand, by one pass backwards through the formula for each
 * (reverse differentiation). Where a number is undefined, so are its slopes. False (reported) on failure. */
bool stoch_slopes(struct slopes_wanted *s, struct work *w, const struct estimand_at *at);

/* ---- comb disintegration of a joint tensor (section 6 of the paper; Tian and Pearl's c-factor) ---- */
struct comb {
    struct tensor *
        value; /* axes: holes (inputs) then outputs, ids are variables, each ascending in topological order */
    uint32_t nholes, nouts;
    const uint32_t *hole, *out; /* variables; out[] in topological order */
    const uint32_t *ready;      /* ready[i]: how many of hole[] come before out[i] in the topological order */
    struct cell *missing;       /* conditioning events of probability zero that cells of the comb need: there
                                   it is undefined, and any values would do */
    uint32_t nmissing;          /* at most LIMIT_MISSING are listed */
    bool unique;                /* no cell is undefined: the joint has this comb and no other */
    double defect; /* largest deviation of `value` from stage-by-stage normalisation, over defined cells; 0 up
                      to rounding, whatever the joint */
    double misfit; /* largest difference between P(v, before) and P(v | Markov pillow of v) P(before), where v
                      is in boxes and `before` is all that comes before it; 0 up to rounding for each district
                      exactly when the joint is what g says, and its combs plugged together give it back */
};

/* The comb of the boxes that produce `boxes`, disintegrated from the joint tensor (axes: observed variables
 * of the projected graph g). `boxes` must be closed under districts: a union of districts of g, otherwise
 * refused with code "open-comb" and the bidirected edge that leaves it. value = product over v in boxes of
 * P(v | Markov pillow of v). */
bool stoch_comb(struct comb *out, struct work *w, const struct tensor *joint, const struct graph *g,
                struct set boxes);

/* The largest misfit of the combs of all districts of the ancestors of of[]: how far the joint is from the
 * independences that g says there are among them. */
bool stoch_misfit(double *worst, struct work *w, const struct tensor *joint, const struct graph *g,
                  const uint32_t *of, uint32_t nof);

/* The interventional joint by combs alone, the second route that checks estimands: prune to the ancestors of
 * keep[], disintegrate one comb for each district, sum x out of its comb, plug the combs together, keep axes
 * do-variables (all of x, ascending) then keep[], which has none of x. Refused ("not-identifiable") when an x
 * that acts on keep[] has, in its own district, a child that is not itself cut. */
struct tensor *stoch_cut_by_combs(struct work *w, const struct tensor *joint, const struct graph *g,
                                  struct set x, const uint32_t *keep, uint32_t nkeep);

/* ---- random mechanisms, for checking formulas (GSL's generator and Dirichlet sampler) ---- */
/* Give every box of d that lacks a matrix a random one (flat Dirichlet rows), and every untyped wire two
 * states. The result shares d's shape. Same seed, same numbers. */
struct diagram *stoch_random(struct work *w, const struct diagram *d, unsigned long seed);

#endif
