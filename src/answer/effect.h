/* effect.h -- the panel of an effect: what is asked, and the numbers in it. */
#ifndef CAUSAL_ANSWER_EFFECT_H
#define CAUSAL_ANSWER_EFFECT_H

#include "answer/estimate.h"
#include "base/diag.h"
#include "base/set.h"

struct model;
struct observed;

enum effect_measure { RISK_DIFFERENCE, RISK_RATIO, ODDS_RATIO, MEAN_DIFFERENCE };

/* The outcome under each level of the cause, and what is made of two of them: `level` against the
 * reference. Risks are of an event, a state of the outcome; means of a numeric outcome have none. */
struct effect_number {
    uint32_t level, event;       /* event UINT32_MAX: the mean */
    enum effect_measure measure; /* of effects */
    struct estimated crude, adjusted;
};

struct named_cell;

/* The strata of the adjustment set that have rows of every level of the cause, and no others. */
struct effect_overlap {
    double share;                  /* of all rows */
    uint32_t nleft;                /* strata left out; the first LIMIT_MISSING are named, with their share */
    const struct named_cell *left; /* of all rows */
    const double *mass;
};

struct answer_effect {
    uint32_t x, y, reference;
    bool mean;    /* of the outcome, not risks */
    bool has_set; /* it is adjusted for `set`; otherwise the estimand is none of an adjustment */
    struct set set;
    bool forced, optimal;
    const struct effect_overlap *overlap; /* the rows are only those; NULL: all */
    uint32_t nrisks, neffects;
    const struct effect_number *risk, *effect;
};

/* `effect X -> Y via {Z} on overlap` */
struct effect_query {
    struct str text;
    struct span span, via; /* via: where the set is */
    const struct model *model;
    const struct observed *observed;
    uint32_t x, y;         /* observed, with states */
    const struct set *set; /* NULL: none is forced */
    bool overlap;
};

/* "risk difference", "risk_difference" */
const char *effect_measure_words(enum effect_measure m);
const char *effect_measure_name(enum effect_measure m);

#endif
