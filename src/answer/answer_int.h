/* answer_int.h -- private to the room: a query with its variables sorted by what happens to them.
 *
 * Both routes (surgery, identification) return their values in one canonical shape, the "canonical axes"
 * below; what the reader asked for -- order of columns, fixed outcomes, expectations -- is made from that in
 * one place. */
#ifndef CAUSAL_ANSWER_ANSWER_INT_H
#define CAUSAL_ANSWER_ANSWER_INT_H

#include "answer/answer.h"
#include "stoch/missing.h"

struct request {
    const struct query *q;
    const struct model *m;
    struct set y, x, z; /* outcomes, interventions, conditions */
    uint32_t nover, ngiven, nopen;
    uint32_t *over;  /* outcomes, open or not, in order */
    uint32_t *given; /* open conditions */
    uint32_t *open;  /* interventions for every value */
    uint32_t nseen, nset;
    struct evidence *seen; /* fixed conditions */
    struct evidence *set;  /* interventions to one value */
    bool soft;             /* some intervention is a distribution or a policy */
    uint32_t *card;        /* number of states by variable; 0 when unknown */
    bool exact;            /* fractions are asked for; set by whoever has read the request */
};

bool request_read(struct request *r, struct work *w, const struct query *q);
/* Of a query without outcomes: ask for every observed variable that is neither seen nor set to a state. */
bool request_all(struct request *r, struct work *w);
/* The canonical axes of findings (below) as variables; what is fixed. Their number; there must be room. */
uint32_t request_axes(const struct request *r, uint32_t *vars);
uint32_t request_fixed(const struct request *r, struct evidence *fixed);

/* What a route found: a tensor with the canonical axes -- open interventions, open conditions, outcomes; ids
 * are variables -- and what was missing. */
struct finding {
    const struct tensor *value;
    const struct cell *missing;
    uint32_t nmissing;
    bool more_missing;
};

/* The operated diagram: one surgery for each intervention, shown on the way and recorded (records: as many as
 * interventions, or NULL). */
struct diagram *answer_operate(struct work *w, const struct request *r, const struct diagram *net,
                               struct surgery *records, const struct answer_options *opt);
/* Do all boxes that the outcomes and conditions depend on have a meaning? */
bool answer_mechanisms_known(struct work *w, const struct request *r, const struct diagram *operated,
                             bool *known, const struct box **missing);
/* "no-numbers": what is missing, and what to give. Returns false. */
bool answer_no_numbers(struct work *w, const struct request *r, const struct box *missing);
/* Of an answer by surgery on tables that were learned: a->fitted; and a warning ("undetermined") where no
 * formula identifies it. False (reported) on failure. (fitted.c) */
bool answer_fitted(struct answer *a, struct work *w, const struct request *r);
/* Where the column of variable v is in the data of o. False (reported): "no-column". */
bool observed_column(struct work *w, const struct observed *o, uint32_t v, uint32_t *column);
/* Does the query name observed variables only, so that identification applies? */
bool answer_all_observed(const struct request *r);
/* Add to the list m, which becomes f's, the conditions of probability zero after the interventions: settings
 * of the open conditions, with the fixed ones, for which the block of outcomes in t (canonical axes) is
 * undefined for some setting of the open interventions. */
bool answer_name_conditions(struct finding *f, struct work *w, const struct request *r,
                            const struct tensor *t, struct missing *m);
/* What is missing, by name. */
bool answer_name_missing(struct answer *a, struct work *w, const struct model *m, const struct finding *f);
/* The evidence is impossible: it is what is missing. */
bool answer_name_evidence(struct answer *a, struct work *w, const struct request *r);
/* The rule for `marginals` and `most probable`: true in *known for surgery on *operated, which may stay NULL
 * otherwise. False (reported) when neither route is there. */
bool answer_posterior_rule(struct answer *a, struct work *w, const struct request *r,
                           struct diagram **operated, bool *known, const struct answer_options *opt);
/* Read the answer off an operated diagram. */
bool answer_by_surgery(struct finding *f, struct work *w, const struct request *r,
                       const struct diagram *operated);

/* Identify the query on the model's projected graph; with soft interventions or policies it is the joint of
 * outcomes, conditions and what policies look at. *q is what was asked in the end. */
bool answer_identified(struct identification *id, struct identify_query *q, struct work *w,
                       const struct request *r, struct est_pool *pool);
/* Evaluate an identified query over a source. */
bool answer_by_estimand(struct finding *f, struct work *w, const struct request *r,
                        const struct identification *id, const struct est_pool *pool, struct source src);
/* ---- soft.c: interventions that are distributions or policies ---- */
/* Variables that policies look at and that are neither outcome nor condition nor intervened on. */
bool soft_inputs(struct work *w, const struct request *r, struct set *inputs);
/* answer_by_estimand() where some intervention is soft. */
bool soft_evaluate(struct finding *f, struct work *w, const struct request *r,
                   const struct identification *id, const struct est_pool *pool, struct source src);
/* Average the channel P(y, z, w | do(x)) over what the interventions put in the place of x, then condition. m
 * lists the cells for want of which the channel is undefined. */
bool soft_average(struct finding *f, struct work *w, const struct request *r, const struct tensor *channel,
                  struct missing *m);

/* The second route for a source: plugged combs of the observed joint. *why_not says why there is none, and is
 * empty when there is. *misfit, where that joint is built: how far it is from the independences of the graph,
 * among the ancestors of the query; otherwise -1. */
bool answer_by_combs(struct finding *f, struct work *w, const struct request *r, struct source src,
                     struct str *why_not, double *misfit);

/* A check runs in an attempt, with the attempt's work: results live in the arena of w, complaints are
 * dropped. */
struct attempt {
    struct work w;
    struct diags refusal;
    struct arena drafts;
    struct str why; /* after the end: the first complaint; empty: none */
};
/* *a must stay where it is until the end. */
void attempt_begin(struct attempt *a, struct work *w);
/* Call it in every case. False, reported to w, when the attempt ran out of memory or was interrupted, or when
 * memory is short for the complaint. */
bool attempt_end(struct attempt *a, struct work *w);
/* Is each distribution in the formula small enough for a check? (*fits; false when memory is short.) */
bool attempt_formula_fits(struct work *w, const struct request *r, const struct est_pool *pool, est root,
                          bool *fits);

/* Largest absolute difference between cells defined in both; *cells is how many these are. *exactly: both
 * have fractions, and these were compared; a difference too small for doubles is then the least of them. */
double finding_difference(const struct finding *a, const struct finding *b, size_t *cells, bool *exactly);

/* Give expectations their exact cells: e = sum over the last axis of t of value[] times t (exact.c). Without
 * them when some value has more than 15 digits. False (reported). */
bool answer_exact_mean(struct work *w, struct tensor *e, const struct tensor *t, const double *value);
/* Say in a->inexact why its table has no fractions, if so they were asked for. `operated` is what was
 * interpreted, NULL: an estimand over the source (exact.c). */
bool answer_tell_inexact(struct answer *a, struct work *w, const struct request *r,
                         const struct diagram *operated);

/* ---- verify.c: each records in *a what was checked, or why nothing could be (a->unverified); false
 * (reported) when the two routes differ although they must not ("verify-failed"), or out of memory or
 * interrupted ---- */
/* An answer by surgery, by identification over the model's own observed distribution. */
bool verify_surgery(const struct finding *f, struct answer *a, struct work *w, const struct request *r);
/* A formula, by surgery on random mechanisms of the same graph. */
bool verify_formula(struct answer *a, struct work *w, const struct request *r,
                    const struct identification *id, const struct est_pool *pool);
/* An answer from a joint or data, by plugged combs; and how far the source is from what the graph says. */
bool verify_source(const struct finding *f, struct answer *a, struct work *w, const struct request *r,
                   struct source src);

/* Are all variables of the query observed, those that policies look at included? */
bool answer_all_observed(const struct request *r);
bool answer_new_pool(struct answer *a, struct work *w, struct est_pool **pool);
bool answer_keep_identification(struct answer *a, struct work *w, const struct request *r,
                                const struct identification *id);
/* What is identified for a query: with soft interventions the joint of outcomes, conditions and what policies
 * look at, for every value of the interventions. */
bool answer_identify_query(struct identify_query *iq, struct work *w, const struct request *r);
/* ---- questions of structure (structure.c, for sets.c) ---- */

/* The model's graph as it is drawn: `X <-> Y` is an edge, hidden variables are nodes. NULL (reported). */
struct graph *answer_drawn(struct work *w, const struct model *m);
/* A new answer of the kind, with its structure to be filled in; NULL (reported). */
struct answer_structure *answer_structure_new(struct answer *out, struct work *w, enum answer_kind kind,
                                              const struct model *m, struct str text);
/* The nodes behind A on directed paths from A to B that meet A only at their beginning (proper causal paths).
 * .w is NULL (reported) when memory is short. */
struct set answer_on_causal(struct work *w, const struct graph *g, struct set a, struct set b);

/* The query on the observed variables alone: formula and derivation, or hedge and witness. */
bool answer_theory(struct answer *out, struct identification *id, struct est_pool **pool, struct work *w,
                   const struct request *r);
/* Put the hedge, the path and the witness of a failed identification into an answer. */
bool answer_keep_refusal(struct answer *a, struct work *w, const struct request *r,
                         const struct identification *id);
/* Refuse: code "not-identifiable", with the hedge. Returns false. */
bool answer_refuse(struct answer *a, struct work *w, const struct request *r,
                   const struct identification *id);

#endif
