/* rows.c -- does a row of a table sum to 1, and what is made of one that does but for rounding. */
#include "formats/formats_int.h"

#include <math.h>

/* Decimals of fifteen digits that sum to exactly 1 miss it by less than TIES when their doubles are summed
 * exactly; those that do not miss it by more. */
static const double TIES = 5e-16, ROUNDED = 1e-6;
enum { EXACT_SHIFT = 16 };

enum row_kind row_check(const double *p, uint32_t n, double *sum)
{
    double s = 0, rest = 0; /* what rounding took from s (Knuth 1969, TwoSum) */
    for (uint32_t i = 0; i < n; i++) {
        double t = s + p[i], back = t - s;
        rest += (s - (t - back)) + (p[i] - back);
        s = t;
    }
    double off = fabs((s - 1) + rest);
    *sum = s + rest;
    return off <= TIES ? ROW_SUMS : off <= ROUNDED ? ROW_ROUNDED : ROW_WRONG;
}

/* digits * 10^power when it is a whole number that a double holds, else 0. */
static uint64_t shifted(uint64_t digits, int power)
{
    const uint64_t two_53 = (uint64_t)1 << 53;
    for (; power > 0; power--) {
        digits *= 10;
        if (digits >= two_53)
            return 0;
    }
    return digits;
}

/* The entries as whole multiples of one power of ten, and their sum. */
static bool common_exponent(const struct str *written, uint32_t n, int *least, uint64_t *sum)
{
    uint64_t digits;
    int exponent;
    *least = 0;
    *sum = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (!number_digits(written[i], &digits, &exponent))
            return false;
        if (digits && exponent < *least)
            *least = exponent;
    }
    if (*least < -EXACT_SHIFT)
        return false;
    for (uint32_t i = 0; i < n; i++) {
        number_digits(written[i], &digits, &exponent);
        if (digits && !(digits = shifted(digits, exponent - *least)))
            return false;
        *sum += digits;
    }
    return *sum < (uint64_t)1 << 53;
}

void row_divide(double *p, const struct str *written, uint32_t n, double sum)
{
    uint64_t total, digits;
    int least, exponent;
    bool exact = common_exponent(written, n, &least, &total);
    for (uint32_t i = 0; i < n; i++) {
        if (exact) {
            number_digits(written[i], &digits, &exponent);
            p[i] = (double)(digits ? shifted(digits, exponent - least) : 0) / (double)total;
        } else {
            p[i] /= sum;
        }
    }
}
