/* learn.h -- from observations to tables, and from tables to observations.
 *
 * The likelihood of a model whose variables are all observed is a product over its boxes, so each table is
 * learned by itself: P(v | parents) = (n + a) / (N + a k), where n counts the rows of this state of v and
 * this setting of its parents, N those of the setting, k the states of v, and a is the prior: maximum
 * likelihood for 0, the posterior mean under a Dirichlet prior otherwise.  Hidden variables with declared
 * states are learned by EM (Dempster, Laird and Rubin 1977; Lauritzen 1995 for these models): what is not
 * seen is counted by its expectation under the tables there are, again and again, and the likelihood never
 * falls.
 *
 * What a model states is kept: only mechanisms without a table are learned.
 *
 * An independence that a graph implies is tested by G = 2 sum n log(n / expected) in each stratum of what it
 * is conditioned on, with (r - 1)(c - 1) degrees of freedom for the r rows and c columns that occur there: a
 * table is not credited with cells that could not be filled (Bishop, Fienberg and Holland 1975, section 3.8).
 *
 * Nothing here prints or reads files.  Long loops tell base/progress.h how far they are and can be
 * interrupted.
 */
#ifndef CAUSAL_LEARN_LEARN_H
#define CAUSAL_LEARN_LEARN_H

#include "data/data.h"
#include "diagram/model.h"
#include "stoch/stoch.h"
#include "structure/structure.h"

/* Counts, and the variable of each column; every observed variable of the model has one. The model's types
 * are those of the columns. */
struct learn_data {
    const struct counts *counts;
    const uint32_t *column_var;
};

/* ---- fit ---- */

struct fit_wish {
    double prior;        /* a: pseudo-observations of each entry; 0: maximum likelihood */
    uint32_t restarts;   /* of EM, at least 1 */
    uint32_t iterations; /* of EM at most, in each restart */
    unsigned long seed;  /* of the tables that EM begins with */
};
/* 0, 10 restarts of at most 1000 iterations, seed 1. */
extern const struct fit_wish fit_plain;

struct fit {
    const struct box *const *mechanism; /* by variable: all have tables */
    double n;                           /* observations */
    double log_likelihood;              /* natural; of the whole model, stated tables included */
    double parameters;                  /* free ones, of the learned tables */
    bool expected;                      /* EM was needed; the rest is about it: */
    uint32_t restarts, reached;         /* how many of them came within a millionth of the best */
    uint32_t iterations;                /* that the best took, */
    bool converged; /* until a step gained less than 1e-11 of the value; else it was stopped */
    double fell;    /* the largest relative loss in an iteration: 0, but for rounding */
};

/* Learn the mechanisms that have no table. The boxes live in w->arena and
 * borrow from the model. Errors: "hidden-cause" (X <-> Y), "no-states", "nothing-to-fit", "barren-hidden" (no
 * observed variable depends on it), "unseen-setting" (without a prior: settings of parents that no
 * observation has), "impossible-data" (an observation cannot happen under the stated tables),
 * "too-many-hidden" (more than LIMIT_HIDDEN_SETTINGS joint states have to be looked at together),
 * "table-too-large". */
bool learn_fit(struct fit *out, struct work *w, const struct model *m, const struct learn_data *data,
               const struct fit_wish *wish);

/* ---- scores ---- */

/* All three are natural logarithms, and higher is better, as in R's bnlearn. */
struct model_score {
    double log_likelihood; /* under the tables that are stated, and else those of maximum likelihood */
    double parameters;     /* free ones, of tables that are not stated */
    double bic;            /* log likelihood - parameters / 2 * log n */
    double bdeu;           /* log P(data | graph), Dirichlet priors of equivalent sample size `prior`, stated
                              tables as they are; NaN: there are hidden variables */
    bool expected, converged; /* the likelihood is the best that EM found */
};

/* `prior` is that of bdeu; of the wish how EM climbs is taken, and not its prior. Errors as in learn_fit(),
 * but for "unseen-setting" and "nothing-to-fit"; and "weighted-test". */
bool learn_score(struct model_score *out, struct work *w, const struct model *m,
                 const struct learn_data *data, double prior, const struct fit_wish *wish);

/* ---- tests ---- */

enum adjust_method { ADJUST_HOLM, ADJUST_FDR, ADJUST_NONE };

struct independence_test {
    uint32_t left, right; /* variables */
    struct set given;
    double g, df;    /* df 0: no stratum has two states of both, and nothing is tested */
    double p;        /* NaN: nothing is tested */
    double adjusted; /* for the number of tests; NaN likewise */
    uint32_t strata; /* that count */
    double thin;     /* the share of expected counts below 5 in them */
    bool rejected;   /* adjusted <= level */
};

/* A Verma constraint, see answer/answer.h. */
struct constraint_test {
    double wald, df; /* df 0: nothing is tested */
    double p, adjusted;
    double least; /* observations in the least stratum that was divided by */
    bool rejected;
};

struct test_list {
    struct independence_test *test;
    uint32_t n;
    struct constraint_test *constraint;
    uint32_t nconstraints;
    uint32_t tested, rejected; /* of both */
    enum adjust_method method;
    double level;
    bool more; /* of the implications, only the first LIMIT_LISTED were tested */
};

/* A _||_ B | C in the counts. */
bool learn_independence(struct independence_test *t, struct work *w, const struct model *m,
                        const struct learn_data *data, uint32_t a, uint32_t b, struct set c);
/* Each independence of the list, of one variable with one other: A _||_ {B, C} is two tests. Sorted as
 * listed. Refused ("weighted-test") when weights are for sampling, or no whole numbers: they are no counts
 * then. */
bool learn_test(struct test_list *out, struct work *w, const struct model *m, const struct learn_data *data,
                const struct implication_list *list, enum adjust_method method, double level);
/* Adjust and judge anew, together with `constraint` when there are some: these and the independences are one
 * family of tests. */
bool learn_judge(struct test_list *list, struct work *w);
/* adjusted[i] of p[i], NaN where p is: Holm 1979 (the chance of any false rejection), Benjamini and Hochberg
 * 1995 (the expected share of false ones among the rejected, for independent or positively dependent tests).
 * False (reported) when memory is short. O(n log n). */
bool learn_adjust(struct work *w, const double *p, double *adjusted, uint32_t n, enum adjust_method method);

/* ---- samples ---- */

struct sample_wish {
    uint64_t n;
    unsigned long seed;
    const struct evidence *seen;
    uint32_t nseen;
};

struct sampler;

/* Rows of a closed diagram, all of whose boxes above its outputs have a meaning, as a CSV text: a header and
 * the states of its outputs, lines ending in LF. With evidence they are from the exact posterior: by its
 * table where the outputs have at most LIMIT_SAMPLED_CELLS joint states, else by drawing until the evidence
 * happens. The same seed gives the same bytes. In the arena of w; the header is added to *head. NULL
 * (reported): "impossible-evidence", "rare-evidence" (more than LIMIT_DRAWS draws expected), or want of
 * memory. */
struct sampler *learn_sampler_new(struct work *w, const struct diagram *d, const struct sample_wish *wish,
                                  struct buf *head);
/* Add some more rows to *out, none at the end. One unit of progress a row. False (reported). */
bool learn_sampler_next(struct sampler *s, struct buf *out);

#endif
