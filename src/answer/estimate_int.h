/* estimate_int.h -- private to the room: numbers from data, and the table of counts they are computed from.
 */
#ifndef CAUSAL_ANSWER_ESTIMATE_INT_H
#define CAUSAL_ANSWER_ESTIMATE_INT_H

#include "answer/answer_int.h"

/* ---- sample.c: the counts that a question depends on ---- */

/* Data reduced to the distinct rows of some variables; `observed` is a source over them. */
struct sample {
    struct observed observed;
    struct counts counts;
    const uint32_t
        *row_of; /* the row of the sample that a row of the data went into; NULL unless asked for */
    double rows; /* sum of frequencies; of sampling weights the effective number, total^2 / total2 */
};
/* Of the variables of `of`, all of them columns of o; with row_of if `rows`. False (reported). O(rows). */
bool sample_read(struct sample *s, struct work *w, const struct observed *o, struct set of, bool rows);
/* Add the variables that a formula asks its source for. False (reported). */
bool sample_variables(struct work *w, const struct est_pool *pool, est e, struct set of);
/* Are its weights those of a survey? Each row of the data then counts once, whatever its weight. */
bool sample_weighted(const struct sample *s);
/* What the shares of the sample are taken of: its rows and what the prior adds. */
double sample_total(const struct sample *s);

/* ---- numbers that are linear in the cells of a finding ---- */
struct numbers {
    const struct request *r;
    const struct identification *id;
    const struct est_pool *pool;
    size_t n;
    const size_t *cell; /* number i: the sum over k < width of value[k] times cell cell[i] + k */
    uint32_t width;
    const double *value;
};
double number_of(const struct numbers *m, size_t i, const struct tensor *t);
/* Number i of a table answer: its cells in f->value, for each cell of a table with axes order[]. */
bool numbers_of_table(struct numbers *m, struct work *w, const struct tensor *canonical,
                      const struct tensor *table, const uint32_t *order);

/* ---- soft.c: the slopes of an average over soft interventions ---- */
struct soft_slopes {
    const struct tensor *policy; /* for each cell of the formula's value its weight in the average */
    size_t *to;                  /* the canonical cell that it goes to; SIZE_MAX: none */
    size_t cells, block;         /* canonical cells, and those of the outcomes alone */
    double *joint;               /* by canonical cell: the average before it is conditioned */
    bool conditioned;
};
/* at: pool, e and src are set; what the formula is evaluated over is put there. False (reported). */
bool soft_slopes_begin(struct soft_slopes *s, struct work *w, const struct request *r,
                       struct estimand_at *at);
/* The slope of number i by each cell of the formula's value. */
void soft_weigh(const struct soft_slopes *s, const struct numbers *m, size_t i, struct tensor *weight);

/* ---- delta.c ---- */
struct influence_reader {
    void *cx;
    /* The influence of each row of the sample on number i, in units of the share: the standard error is
     * sqrt(sum of weight times influence^2) / total. They sum to 0. */
    bool (*take)(void *cx, size_t i, const double *influence); /* NULL: only the least is wanted */
    double least;                                              /* out: as slopes_wanted has them */
    struct cell least_cell;                                    /* out */
};
bool numbers_influence(struct influence_reader *reader, struct work *w, const struct numbers *m,
                       const struct sample *s);
double influence_error(const struct sample *s, const double *influence);

/* ---- bootstrap.c ---- */
/* out[b * total + i]: all numbers of the n lists, one behind the other, over the b-th table drawn from the
 * sample; NaN where undefined. The same bytes for a seed whatever the number of threads. With the `whole`
 * data, whose sample s is, it is these that are drawn, and so the b-th table is the same one for all
 * questions over them; NULL: the sample is drawn, which is quicker. */
bool numbers_bootstrap(double *out, struct work *w, const struct numbers *m, uint32_t n,
                       const struct sample *s, const struct counts *whole,
                       const struct interval_options *how);
/* Percentile interval and standard error of column i of a matrix of that many columns; counts replicates in
 * which it is undefined. False when memory is short (reported). */
bool bootstrap_read(struct estimated *e, struct work *w, const double *out, size_t columns, size_t i,
                    const struct interval_options *how, uint32_t *undefined);

/* ---- estimate.c ---- */
/* Settle e->how.method for so many numbers, or say in e->none why there is no way. */
void estimate_choose_method(struct estimate *e, const struct sample *s, double numbers);
/* Low and high of e from its value and error. */
void interval_set(struct estimated *e, enum interval_scale scale, double level);
/* Effective counts of n numbers, and whether some value has no interval as it is at the end of its scale. */
void estimate_finish(struct estimate *e, struct estimated *of, size_t n);
/* Intervals for the table of an answer that came from data, a->estimate; of a number its spread instead,
 * where that is wanted. order[]: the variables of its axes. */
bool answer_estimate(struct answer *a, struct work *w, const struct request *r, const struct finding *f,
                     const struct identification *id, const struct est_pool *pool, const uint32_t *order,
                     const struct answer_options *opt);
/* The number of rows in the least stratum that was divided by, and its name. False (reported). */
bool estimate_keep_least(struct estimate *e, struct work *w, const struct model *m, const struct sample *s,
                         const struct influence_reader *reader);
/* "S = yes, Z = 1" */
struct str estimate_where(struct work *w, const struct model *m, const struct cell *c);
/* Warn ("thin-stratum") when the least stratum has less than 5 rows. */
void estimate_warn(struct work *w, const struct estimate *e, struct span at);

/* ---- certain.c ---- */
/* Warn ("certain-stratum") when what an adjustment takes as certain in some stratum, where none of its rows
 * has the outcome or all have, may be more than all it knows of: se[i] is the error of number i. False
 * (reported). */
bool certain_strata_warn(struct work *w, const struct numbers *m, const struct sample *s, const double *se);

/* ---- ends.c ---- */
/* The state of each variable that number i is about: interventions, conditions, outcomes; by variable, the
 * others stay as they are. False when memory is short (reported). */
bool numbers_states(uint32_t *state, struct work *w, const struct numbers *m, size_t i);
/* Is it without an error, and 0 or 1, or on the plain scale: a mean of rows that all agree? */
bool estimate_at_end(const struct estimated *e, enum interval_scale scale);
/* Of number i, when it is at the end of its scale: the exact interval of a plain proportion, or none. False
 * (reported) when memory is short or it is interrupted. O(rows). */
bool estimate_end(struct estimate *e, struct work *w, const struct numbers *m, const struct sample *s,
                  size_t i, struct estimated *of);
/* The limits of d = p - q, of different rows, when one of them is at its end; other contrasts have none. */
void contrast_at_end(struct estimated *d, bool difference, const struct estimated *p,
                     const struct estimated *q);

/* ---- spread.c ---- */
/* The spread of the one number of m, whose estimate e has what is told of it; a->spread. False (reported). */
bool answer_spread(struct answer *a, struct work *w, const struct numbers *m, const struct sample *s,
                   struct estimate *e);

/* ---- overlap.c ---- */
/* *out: the rows of o in strata of z that have every level of x; told: their share, and which strata are left
 * out. False (reported) on failure. Expected O(rows times columns). */
bool overlap_restrict(const struct observed **out, struct effect_overlap *told, struct work *w,
                      const struct model *m, const struct observed *o, uint32_t x, struct set z);

/* ---- contrast.c: the effects of a panel ---- */
struct panel {
    const struct numbers *crude, *adjusted; /* of the same shape */
    const struct tensor *crude_value, *adjusted_value;
    struct effect_number *risk, *effect; /* in: what each is; out: its numbers. risk[i] is number i */
    uint32_t nrisks, neffects;
    uint32_t reference;
};
/* The values, without intervals. */
void panel_values(struct panel *p);
/* Intervals as e->how says; what is told of them goes into e. False (reported). */
bool panel_intervals(struct panel *p, struct work *w, const struct sample *s, struct estimate *e);

/* ---- positivity.c ---- */
/* The adjustment set of a back-door formula; false: it is none. */
bool adjustment_of(const struct identification *id, struct set *z);
/* The mass of the strata that are missing, and bounds of the numbers of m where the formula is an adjustment;
 * a->positivity, when there are some. */
bool answer_positivity(struct answer *a, struct work *w, const struct request *r, const struct finding *f,
                       const struct identification *id, const struct numbers *m);

#endif
