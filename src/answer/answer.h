/* answer.h -- one query, one answer: which rule applies, the value, and how it was reached.
 *
 * A resolved query (names already turned into variables and states) is answered by the first rule that
 * applies:
 *   1. surgery, when every mechanism it depends on is known: operate on the diagram, then interpret it;
 *   2. identification, when only an observational source is there (a joint table or data): find the estimand,
 * evaluate it;
 *   3. refusal: not identifiable, with the hedge and two models that prove it; or no numbers at all.
 * Without an intervention the same holds with "surgery" doing nothing: conditioning.
 * With `verify` both routes are taken where both apply (surgery against the estimand over the model's own
 * observed joint; the estimand against plugged combs when there is only a source) and the largest difference
 * is recorded.
 *
 * An answer is plain data: render/ prints it, session/ stores it. It lives in the arena of the work it was
 * made with and borrows from the model.
 */
#ifndef CAUSAL_ANSWER_ANSWER_H
#define CAUSAL_ANSWER_ANSWER_H

#include "answer/effect.h"
#include "answer/spread.h"
#include "data/data.h"
#include "diagram/model.h"
#include "identify/identify.h"
#include "identify/verma.h"
#include "learn/learn.h"
#include "stoch/report.h"
#include "stoch/stoch.h"
#include "structure/structure.h"
#include "witness/witness.h"

/* The numbers behind a model's observed variables, when they do not come from its mechanisms. */
enum observed_kind { OBSERVED_NONE, OBSERVED_JOINT, OBSERVED_DATA };

/* Have the tables of a model been learned from its data? */
enum fitted { FITTED_NOT, FITTED_BY_COUNTING, FITTED_BY_EM };

struct observed {
    enum observed_kind kind;
    const struct tensor *joint;  /* OBSERVED_JOINT: axis ids are variables; sums to 1 */
    const struct str *written;   /* OBSERVED_JOINT: its entries as written, see struct box */
    const struct counts *counts; /* OBSERVED_DATA */
    const uint32_t *column_var;  /* OBSERVED_DATA: the variable of each column */
    struct str file;             /* OBSERVED_DATA */
    enum fitted fitted;          /* OBSERVED_DATA */
    uint64_t reading;            /* OBSERVED_DATA: which of the session's readings of data it is, from 1 */
    double
        prior; /* OBSERVED_DATA: so many observations, spread evenly over the cells of the joint of the
                  columns (a symmetric Dirichlet prior); 0: none. The mean of the posterior is the source */
};

/* What the prior adds to the rows. */
double observed_prior_total(const struct observed *o);

/* A source for stoch/ over either kind. `o` must outlive it. */
struct source source_of_observed(const struct observed *o);
/* The same with exact cells: what was written as fractions and decimals, counts over their total. Cells are
 * not exact when the joint was rounded, or the weights have more than 15 digits. */
struct source source_of_exact_observed(const struct observed *o);

struct query_term {
    uint32_t var;
    bool fixed; /* S = yes; otherwise every value */
    uint32_t state;
    struct span span;
};

enum do_kind { DO_ALL, DO_POINT, DO_ROW, DO_POLICY };

struct query_do {
    uint32_t var;
    enum do_kind kind;
    uint32_t state;            /* DO_POINT */
    const double *row;         /* DO_ROW: a distribution over the variable's states */
    const struct str *written; /* DO_ROW: as it was written, see struct box */
    uint32_t nfrom; /* DO_POLICY: the variables it looks at, and its matrix (one row for each setting, */
    const uint32_t *from; /* last variable fastest) */
    const double *matrix;
    struct span span;
};

struct query {
    struct str text; /* as printed by ast_print */
    struct span span;
    const struct model *model;
    const struct observed *observed; /* NULL or OBSERVED_NONE: none */
    bool expectation;                /* E(..): exactly one outcome, not fixed */
    uint32_t nover, ngiven, ndos;
    const struct query_term *over, *given;
    const struct query_do *dos;
};

enum answer_kind {
    ANSWER_NUMBER,         /* a single number */
    ANSWER_TRUTH,          /* the value of a comparison */
    ANSWER_DISTRIBUTION,   /* a table of probabilities: channel, distribution, or an event's probability by
                              value */
    ANSWER_EXPECTATION,    /* a table of expectations by the given variables */
    ANSWER_IDENTIFICATION, /* identify */
    ANSWER_INDEPENDENCE,   /* A _||_ B | C */
    ANSWER_PATHS,          /* paths A -> B | C */
    ANSWER_SETS,           /* adjust, frontdoor: the sets, or the test of one */
    ANSWER_INSTRUMENTS,
    ANSWER_IMPLICATIONS,
    ANSWER_COMPONENTS,
    ANSWER_EXPLANATION, /* explain */
    ANSWER_DIAGRAM,     /* a diagram, in words */
    ANSWER_MARGINALS,   /* marginals */
    ANSWER_MOST_PROBABLE,
    ANSWER_PLAN,   /* explain plan */
    ANSWER_MODEL,  /* a model by its name: a line about it */
    ANSWER_TESTS,  /* test implications */
    ANSWER_SCORES, /* compare */
    ANSWER_EFFECT, /* effect */
    ANSWER_SQL,    /* explain sql */
    ANSWER_FIT,    /* fit: what was learned */
    ANSWER_SAMPLE  /* sample: what was written */
};

/* How much `explain` says; each level is more than the one before it but for EXPLAIN_FORMULA, which is only
 * the formula. */
enum explain_level { EXPLAIN_ANSWER, EXPLAIN_FORMULA, EXPLAIN_STEPS, EXPLAIN_THEORY };

/* An event of probability zero: var[i] = state[i], by name. */
struct named_cell {
    uint32_t n;
    const struct str *var, *state;
    bool operated; /* under the interventions of the query, not in the source */
};

enum answer_method {
    METHOD_NONE,
    METHOD_ARITHMETIC,
    METHOD_CONDITIONING,
    METHOD_SURGERY,
    METHOD_IDENTIFICATION
};

struct answer_column {
    struct str name;
    const struct type *type;
    bool fixed;      /* the query fixed it to `state`; then it is no axis of the table */
    bool intervened; /* came from do() */
    uint32_t state;
};

/* Why a set is one of those asked for, or is not; or why there is none. `path`, `culprit` and `child` are
 * those of the answer. */
enum set_reason {
    SET_GOOD,
    SET_HIDDEN,      /* culprit is hidden */
    SET_ON_PATH,     /* culprit is on the causal path `path` */
    SET_BELOW_PATH,  /* child descends from culprit, which is on the causal path `path` */
    SET_OPEN,        /* `path`, which is not causal, is open given the set */
    SET_BYPASSED,    /* the causal path `path` meets no member of the set */
    SET_CONFOUNDED,  /* `path`, from A into a member of the set by the back door, is open */
    SET_OPEN_BEHIND, /* `path`, from a member of the set into B by the back door, is open given A */
    NONE_CLOSES, /* `path` is open whatever is adjusted for; culprit, if any, is on it and on a causal one */
    NONE_CLOSES_ALL, /* `path` is open given `between`, which would do if any set did */
    NONE_MEETS,      /* nothing observed is on the causal path `path` */
    NONE_SPARED,     /* what is observed on the causal path `path` is reached from A by the back door */
    NONE_SHIELDED    /* `path` is open given A, from `between`, all that could be a front door */
};

/* What a question of structure found; each kind of answer has its own part. */
struct answer_structure {
    struct path_list paths;

    bool front_door; /* SETS: of `frontdoor`; else of `adjust` */
    bool tested;     /* SETS: one set, `between` of the answer, was tested */
    enum set_reason reason;
    struct set_list sets; /* of a tested set that fails: the adjustment sets that have all of it */
    bool has_optimal;
    struct set optimal; /* among the sets or not: it need not be minimal */

    struct instrument_list instruments;
    struct implication_list implications;
    struct verma_list constraints; /* IMPLICATIONS: beside the independences; formulas in the answer's pool */
    uint32_t ncomponents;
    const struct set *component;
};

/* MARGINALS: every observed variable that is neither seen nor set to a state, in the order of the model. */
struct answer_marginals {
    uint32_t n;
    const struct answer_column *column; /* its name and type */
    const double **p;                   /* of each of its states (NaN: undefined) */
    const struct rational **exact;      /* the same as fractions; NULL: doubles only */
    const struct estimated **estimated; /* the same with intervals; NULL: none */
};

/* MOST_PROBABLE: the same variables, each fixed to its state in the assignment that is the most probable. The
 * probabilities are natural logarithms, as they may be too small for a number; minus infinity is zero. When
 * the evidence is impossible there is no assignment. */
struct answer_assignment {
    uint32_t n;
    const struct answer_column *column;
    bool given;          /* something is seen */
    double log_joint;    /* of the assignment and what is seen */
    double log_evidence; /* of what is seen; 0 when nothing is */
};

/* SQL: statements without the semicolon. */
struct answer_sql {
    struct str sent;      /* what is sent to the database of the data; empty: nothing is */
    struct str statement; /* the formula as one statement */
};

/* TESTS: of the implied independences, and of the constraints of the answer's structure in their order.
 * SCORES: of models over the same data. */
struct answer_learned {
    struct test_list tests;
    uint32_t nmodels;
    const struct str *name;
    const struct model_score *score;
    double prior; /* the equivalent sample size of BDeu */
    double n;     /* observations */
    struct str file;
};

/* FIT: how a model's tables were learned. */
struct answer_fit {
    struct str name; /* of the model */
    struct str file;
    struct fit fit;
    struct fit_wish wish;
    struct set learned; /* the variables whose tables are from the data; the others' are stated */
    bool survey;        /* the observations carry sampling weights, so the likelihood is weighted */
};

/* SAMPLE: rows that were drawn to a file. */
struct answer_sample {
    uint64_t rows;
    struct str file;
    unsigned long seed;
};

struct answer {
    enum answer_kind kind;
    struct str query;
    enum answer_method method;
    const struct model *model; /* NULL for arithmetic */

    const struct diagram *diagram; /* DIAGRAM; EXPLANATION: the network after surgery */
    struct str why; /* TRUTH: what decided it; may be empty; MODEL: the line; FIT: the line of its model */

    double number;                   /* NUMBER (NaN: undefined) */
    const struct rational *fraction; /* NUMBER, exact; NULL: only the double is known. Tables: table->exact */
    struct str inexact; /* why there are no fractions although they were asked for; empty: there are, or they
                           were not */
    bool truth; /* TRUTH; INDEPENDENCE: holds; IDENTIFICATION: identifiable; SETS: good, or there are some */

    uint32_t ngiven, nover; /* DISTRIBUTION, EXPECTATION: in the order written, do() among the given */
    const struct answer_column *given, *over;
    const struct tensor *table; /* axes: the open given columns, then the open over columns, in order; ids are
                                   positions 0, 1, .. */

    uint32_t nmissing; /* cells that never occur and make some values undefined */
    const struct named_cell *missing;
    bool more_missing;

    const struct est_pool *pool; /* the formula, when identification was used or asked for */
    est estimand;                /* 0: none */
    const struct str *fixed;     /* for est_print */
    struct str averaged; /* "dept ~ d": the formula is averaged over these soft interventions; empty: none */
    enum identify_criterion criterion;
    const struct derivation *derivation;

    struct set left, right, between; /* INDEPENDENCE, PATHS, SETS: the sets A, B and C of the question */
    struct graph_path path; /* INDEPENDENCE: open path when it does not hold; IDENTIFICATION: bidirected path
                               when not identifiable */
    struct identify_query question; /* IDENTIFICATION: what was put to identify/: with soft interventions the
                                       joint distribution that is averaged */
    uint32_t culprit, child; /* SETS, with their reason (UINT32_MAX: none); IDENTIFICATION, when not, down to
                                the witness, see identify.h */
    struct hedge hedge;
    struct identify_query asked;
    const struct witness *witness; /* NULL: none */

    bool expectation; /* EXPLANATION, down to `idle`: of E(..) */
    enum explain_level level;
    const struct answer *value;  /* what P(..) answers; NULL: nothing, for want of a formula or of numbers */
    const struct answer *theory; /* what the observed variables alone say, an IDENTIFICATION; NULL: the query
                                    names hidden ones */
    bool operated;               /* the value is by surgery, as all mechanisms are known; pool and estimand
                                    then are the composed boxes: the joint of outcomes and conditions
                                    (0: an intervention is soft) */
    uint32_t nsurgeries;         /* what was done, in order */
    const struct surgery *surgery;
    struct set used, idle; /* variables whose boxes are composed; those whose boxes are discarded */
    struct answer_structure *structure; /* PATHS to COMPONENTS; TESTS */
    const struct answer_learned *learned;
    const struct answer_marginals *marginals;
    const struct answer_assignment *assignment;
    const struct answer_sql *sql; /* SQL */
    const struct answer_effect *effect;
    const struct answer_fit *fit;
    const struct answer_sample *sample;
    const struct plan_report *plan; /* PLAN: how `value` was computed; wires are those of `diagram`, the
                                       network after surgery */

    bool verified;             /* a second route was taken */
    double difference;         /* largest absolute difference between the two */
    bool exactly;              /* their fractions were compared */
    struct str verified_how;   /* "surgery against comb disintegration" .. */
    bool formula_verified;     /* from a joint or data: the formula was right on random mechanisms */
    double formula_difference; /* and how far off by rounding */
    struct str unverified;     /* why verification was asked for and nothing was compared; empty: not so */
    bool misfit_known;         /* the joint or the data were compared with the independences of the graph: */
    double misfit;             /* by how much they are off, at most */

    uint64_t rows_used, rows_dropped; /* from data */
    bool from_data;
    double fitted;     /* by surgery on tables that were learned from so many observations; 0: not so */
    bool undetermined; /* and these data allow other answers */
    const struct estimate *estimate;     /* from data, with intervals wanted: of NUMBER, DISTRIBUTION,
                                            EXPECTATION, MARGINALS (without `of`), EFFECT; NULL: none */
    const struct spread *spread;         /* NUMBER, from data, where it is wanted */
    const struct positivity *positivity; /* from data, where something is missing; NULL: nothing to tell */
};

struct answer_options {
    bool verify;
    bool exact; /* fractions beside the decimals: table->exact, fraction; otherwise `inexact` says why not */
    struct interval_options interval; /* from data */
    bool spread;   /* of a number from data not its interval but its spread, for arithmetic */
    void *show_cx; /* stage dumps, for --show; NULL function: none */
    void (*show)(void *cx, const char *stage, struct str text); /* stage "surgery" or "tensor" */
};

/* Answer P(..) or E(..). False with diagnostics when there is no answer (not identifiable, impossible
 * evidence, no numbers, too large, interrupted). */
bool answer_query(struct answer *out, struct work *w, const struct query *q,
                  const struct answer_options *opt);

/* `identify`: never needs numbers. With `verify`, the formula is checked on random mechanisms of the graph
 * before it is returned
 * ("verify-failed" otherwise). `q` uses only variables, kinds DO_ALL / DO_POINT and fixed values for display.
 */
bool answer_identify(struct answer *out, struct work *w, const struct query *q,
                     const struct answer_options *opt);

/* `explain sql`: the statements for the formula of P(..). */
bool answer_sql(struct answer *out, struct work *w, const struct query *q);

/* `explain`: the answer of P(..) if there is one, with how it came about, and what follows from the observed
 * variables alone: the formula with its derivation, or the hedge that forbids one. False with diagnostics
 * when P(..) names hidden variables and has no numbers. */
bool answer_explain(struct answer *out, struct work *w, const struct query *q, enum explain_level level,
                    const struct answer_options *opt);

/* `marginals`: P(V | what is seen, interventions) of every observed variable V, but those seen and those set
 * to a state. `q` has no outcomes, and its conditions and interventions are not open. By surgery when all
 * mechanisms that matter are known, else each by identification. False with diagnostics as above, and for a
 * variable that is drawn by a soft intervention when there is only a source ("soft-posterior"). */
bool answer_marginals(struct answer *out, struct work *w, const struct query *q,
                      const struct answer_options *opt);
/* `most probable`: of the same variables the states that are together the most probable; hidden variables are
 * summed out. */
bool answer_most_probable(struct answer *out, struct work *w, const struct query *q,
                          const struct answer_options *opt);

/* `effect X -> Y`: risks or means and their contrasts, unadjusted beside adjusted; by surgery when all
 * mechanisms are known, without intervals; else from the joint or the data, by the set forced, the optimal
 * adjustment set, a minimal one, or the formula that identifies it. False with diagnostics when there is no
 * answer: "bad-adjustment" when the set that is forced is none, with the path that is open. */
bool answer_effect(struct answer *out, struct work *w, const struct effect_query *q,
                   const struct answer_options *opt);

/* `explain plan`: how one of these is computed; it is computed once for that. */
typedef bool answer_function(struct answer *out, struct work *w, const struct query *q,
                             const struct answer_options *opt);
bool answer_plan(struct answer *out, struct work *w, const struct query *q, answer_function *what,
                 const struct answer_options *opt);

/* "hedge {X, Y} ⊃ {Y}. Two models agree on P(X, Y) and give 0.8 and 0.5; `explain` prints them", without a
 * final stop, of an identification that failed; nothing when no hedge is known. */
void answer_write_hedge(struct buf *out, const struct answer *a, bool unicode);

/* A _||_ B | C in the model's graph (hidden variables may be named). */
bool answer_independent(struct answer *out, struct work *w, const struct model *m, struct str text,
                        struct set a, struct set b, struct set c);

/* Questions of structure (answer/structure.c, sets.c); A and B are not empty and no two sets share a
 * variable. Hidden variables may stand in the sets of answer_paths, and in z; a z that is NULL asks for the
 * sets. Lists end at LIMIT_LISTED. */
bool answer_paths(struct answer *out, struct work *w, const struct model *m, struct str text, struct set a,
                  struct set b, struct set c);
bool answer_adjust(struct answer *out, struct work *w, const struct model *m, struct str text, struct set a,
                   struct set b, const struct set *z);
bool answer_front_door(struct answer *out, struct work *w, const struct model *m, struct str text,
                       struct set a, struct set b, const struct set *z);
bool answer_instruments(struct answer *out, struct work *w, const struct model *m, struct str text,
                        uint32_t x, uint32_t y);
bool answer_implications(struct answer *out, struct work *w, const struct model *m, struct str text);
bool answer_components(struct answer *out, struct work *w, const struct model *m, struct str text);
/* Wald's test that the value of the constraint's formula, in the pool, does not change with what is
 * immaterial (answer/constraint.c); nothing is tested when its table is large, or has nothing to compare.
 * False (reported) when memory is short or it is interrupted. */
bool answer_constraint_test(struct constraint_test *out, struct work *w, const struct model *m,
                            const struct observed *o, const struct est_pool *pool, const struct verma *v);
/* `test implications`: of the data, OBSERVED_DATA with a column for every observed variable. */
bool answer_tests(struct answer *out, struct work *w, const struct model *m, const struct observed *o,
                  struct str text, enum adjust_method method, double level);
/* `sample`: what is ready to draw rows of a query without outcomes, after its interventions, given what is
 * seen (neither is open). NULL (reported): "no-numbers", or as learn_sampler_new(). */
struct sampler *answer_sampler(struct work *w, const struct query *q, uint64_t n, unsigned long seed,
                               struct buf *head);
/* The data of a model as learn/ takes them. */
struct learn_data answer_learn_data(const struct observed *o);
/* The reason of a SETS answer as a phrase, "T is on the causal path S -> T -> C", and as a word for programs,
 * "on-causal-path" (answer/reason.c). */
void answer_reason(struct buf *out, const struct answer *a, bool unicode);
const char *answer_reason_name(enum set_reason reason);

/* The columns, the table and the query of a, what is missing and what was checked, copied to w->arena:
 * borrows nothing. The formula and its derivation stay behind. NULL (reported) when memory is short. For
 * `let`. */
struct answer *answer_copy(struct work *w, const struct answer *a);
/* The same of a list of cells. */
struct named_cell *answer_copy_cells(struct work *w, const struct named_cell *from, uint32_t n);

#endif
