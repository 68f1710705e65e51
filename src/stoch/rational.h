/* rational.h -- exact fractions, for answers such as 8783/34650.
 *
 * A rational is a value: canonical (lowest terms, positive denominator) and never changed.  Its digits live
 * in the arena it was made with and are shared by copies; rational_keep() takes them elsewhere.  All zero
 * bytes are the number 0.  Like a cell of a tensor it may be *undefined*; arithmetic with undefined gives
 * undefined, but for zero times undefined, which is zero.
 *
 * The functions with a work return false with a diagnostic: out of memory, or "too-large-exact" when a
 * numerator or denominator would have more than LIMIT_EXACT_BITS.
 */
#ifndef CAUSAL_STOCH_RATIONAL_H
#define CAUSAL_STOCH_RATIONAL_H

#include "base/buf.h"
#include "base/work.h"

#include <stdint.h>

struct rational {
    int32_t num;      /* limbs of the numerator, negative when it is */
    int32_t den;      /* limbs of the denominator; 0: it is 1; -1: undefined */
    const void *limb; /* the numerator's, then the denominator's */
};

#define RATIONAL_UNDEFINED ((struct rational){0, -1, NULL})

static inline bool rational_undefined(struct rational x)
{
    return x.den < 0;
}
static inline bool rational_zero(struct rational x)
{
    return x.num == 0 && x.den >= 0;
}

/* num / den, den not 0. */
bool rational_ratio(struct rational *out, struct work *w, uint64_t num, uint64_t den);
/* "0.25", "-1e-3", "20/21", blanks and brackets not allowed. *good is false when the text is no number. */
bool rational_parse(struct rational *out, struct work *w, struct str text, bool *good);
/* The shortest decimal that reads back as x, so that 0.1 is 1/10; NaN is undefined. */
bool rational_of_double(struct rational *out, struct work *w, double x);
/* Has x a decimal of at most 15 digits? What was rounded hardly ever has. */
bool rational_is_short(double x);

bool rational_add(struct rational *out, struct work *w, struct rational a, struct rational b);
bool rational_sub(struct rational *out, struct work *w, struct rational a, struct rational b);
bool rational_mul(struct rational *out, struct work *w, struct rational a, struct rational b);
/* Undefined when b is 0. */
bool rational_div(struct rational *out, struct work *w, struct rational a, struct rational b);
/* The greatest integer up to x. */
bool rational_floor(struct rational *out, struct work *w, struct rational x);
struct rational rational_negative(struct rational x);

/* Below, at or above 0 as a is below, at or above b; both defined. False (reported) for want of memory. */
bool rational_compare(int *sign, struct work *w, struct rational a, struct rational b);
bool rational_equal(struct rational a, struct rational b); /* undefined is undefined */

/* The nearest double, ties to even; NaN when undefined. False (reported) for want of memory. */
bool rational_double(double *out, struct work *w, struct rational x);

/* A copy in another arena. */
bool rational_keep(struct rational *out, struct work *keep, struct rational x);

/* "8783/34650", "3", "-1/2"; nothing when undefined. */
void rational_put(struct buf *out, struct rational x);
/* The two parts of it; the denominator of a whole number is empty. */
void rational_put_parts(struct buf *num, struct buf *den, struct rational x);

#endif
