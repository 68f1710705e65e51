/* reckoning.h -- a plan that is run on fractions: what exact_run.c, which takes fractions in and gives them
 * out, and exact_step.c share. */
#ifndef CAUSAL_STOCH_RECKONING_H
#define CAUSAL_STOCH_RECKONING_H

#include "stoch/big.h"
#include "stoch/exact.h"

enum { UNDEFINED = -1 }; /* as limbs of a numerator */

/* The cells of a table as integers over one denominator. */
struct integers {
    size_t cells;
    struct natural *cell; /* numerators */
    struct natural den;
    size_t bits; /* of the longest numerator */
};

/* All limbs are in `scratch`. */
struct reckoning {
    struct work *w;
    struct arena scratch;
    const struct plan *plan;
    struct integers *table;   /* by table of the plan */
    mpz_t sum, product, part; /* for the step at work */
};

/* Run the step: its table, of which nothing is there yet, is filled in. False (reported): "too-large-exact",
 * interrupted, want of memory. */
bool reckoning_step(struct reckoning *r, const struct plan_step *s);

/* "too-large-exact": fractions of so many bits, tables of so many bytes. False. */
bool reckoning_too_long(struct reckoning *r, double bits);
bool reckoning_too_large(struct reckoning *r, double bytes);

#endif
