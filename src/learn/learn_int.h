/* learn_int.h -- private to the room: families, that is, tables with their counts. */
#ifndef CAUSAL_LEARN_LEARN_INT_H
#define CAUSAL_LEARN_LEARN_INT_H

#include "learn/learn.h"

enum { NO_COLUMN = UINT32_MAX };

/* A variable and what its box reads. Entry = row * k + state; rows by the parents' states, last fastest. */
struct family {
    uint32_t var, nin;
    const uint32_t *in;
    uint32_t k;
    size_t rows, cells;
    size_t *stride;      /* of each input, in entries; that of the variable is 1 */
    bool hidden;         /* the variable or an input is hidden */
    bool learned;        /* else the model states its table */
    const double *table; /* stated, or learned in the end */
    double *count;       /* of each entry, where nothing is hidden; else what EM expects, if learned */
};

struct learner {
    struct work *w; /* results */
    struct work draft;
    const struct model *m;
    const struct counts *c;
    uint32_t *column;      /* by variable: its column, or NO_COLUMN */
    struct family *family; /* by variable */
    double prior;
};

/* ---- family.c ---- */
/* Families of all variables, with the counts of those without hidden variables. False (reported): see
 * learn_fit(). */
bool learner_begin(struct learner *l, struct work *w, const struct model *m, const struct learn_data *data);
void learner_end(struct learner *l);
/* The observed part of an entry's number, in this row of the counts. */
size_t family_place(const struct learner *l, const struct family *f, size_t row);
/* Every setting of the observed parents of what is learned occurs: otherwise "unseen-setting". */
bool learner_settings_seen(struct learner *l);
/* to[] = (count + prior) / (its row's sum + k * prior), rows without a sum uniform. */
void family_estimate(const struct family *f, double prior, double *to);
/* Add the log-likelihood of a family without hidden variables. "impossible-data". */
bool family_likelihood(struct learner *l, const struct family *f, double *sum);
double family_parameters(const struct family *f);
/* No sum of weights is in doubt: refused with `code` when some weight is not a whole number. */
bool learner_whole_weights(struct work *w, const struct counts *c, const char *what);

/* ---- em.c ---- */
/* Learn the families with hidden variables; adds to out->log_likelihood. */
bool learner_expect(struct learner *l, struct fit *out, const struct fit_wish *wish);

#endif
