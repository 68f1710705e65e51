/* spread.h -- how a number from data moves with the data, kept beside it through arithmetic.
 *
 * By the delta method that is the influence of each distinct row of the data on the number, and the chain
 * rule carries it on; by the bootstrap it is the number over each table drawn, and the arithmetic is done on
 * each. Either way numbers of the same data move together, so a difference of two of them has its own
 * interval, and not one made of two.
 */
#ifndef CAUSAL_ANSWER_SPREAD_H
#define CAUSAL_ANSWER_SPREAD_H

#include "answer/estimate.h"

struct work;

struct spread {
    uint64_t used, dropped; /* rows of the data */
    uint64_t reading;       /* of struct observed */
    struct estimate told;   /* without `of`; where `none` is set there is nothing else */
    size_t n;
    const double *v; /* DELTA: by distinct row, sqrt(sum v^2) is the standard error; BOOTSTRAP: by replicate,
                        NaN: undefined */
};

/* One operation: f and its derivatives at the values. For one operand y is 0. */
struct spread_rule {
    double (*f)(int op, double x, double y);
    int op;
    double by_x, by_y;
    enum interval_scale scale; /* of the result */
};

/* The spread of f(x, y) in w's arena. The spread of x, or that of y, is NULL where it is a constant; *out is
 * NULL when both are. False (reported) when memory is short. O(n). */
bool spread_combine(const struct spread **out, struct work *w, const struct spread_rule *rule, double x,
                    const struct spread *of_x, double y, const struct spread *of_y);
/* A number that has errors nobody knows, for the reason `none`. NULL (reported) when memory is short. */
const struct spread *spread_unknown(struct work *w, struct str none);
/* The interval of a number from its spread. False (reported) when memory is short. */
bool spread_estimate(const struct estimate **out, struct work *w, double value, const struct spread *s);
/* A copy in w's arena; *out is NULL for NULL. False (reported) when memory is short. */
bool spread_copy(const struct spread **out, struct work *w, const struct spread *s);

#endif
