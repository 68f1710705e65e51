/* rows.c -- does a row of a table sum to 1, and what is made of one that does but for rounding. */
#include "formats/formats_int.h"

#include <math.h>

/* Decimals of fifteen digits that sum to exactly 1 miss it by less than TIES when their doubles are summed
 * exactly; those that do not miss it by more. */
static const double TIES = 5e-16, ROUNDED = 1.0000001e-6; /* 1e-6 itself, which no double is */
static const uint64_t TWO_53 = (uint64_t)1 << 53;
enum { MOST_PLACES = 16 };

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
    for (; power > 0 && digits; power--)
        digits = digits < TWO_53 / 10 ? digits * 10 : 0;
    return digits;
}

/* The least power of ten among the entries; 1 when one of them is no short decimal. */
static int least_exponent(const struct str *written, uint32_t n)
{
    uint64_t digits;
    int exponent, least = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (!number_digits(written[i], &digits, &exponent))
            return 1;
        if (digits && exponent < least)
            least = exponent;
    }
    return least;
}

static bool share(struct str written, int least, uint64_t *out)
{
    uint64_t digits;
    int exponent;
    number_digits(written, &digits, &exponent);
    *out = digits ? shifted(digits, exponent - least) : 0;
    return *out || !digits;
}

bool row_total(const struct str *written, uint32_t n, uint64_t *sum)
{
    int least = least_exponent(written, n);
    uint64_t one;
    *sum = 0;
    if (least > 0 || least < -MOST_PLACES)
        return false;
    for (uint32_t i = 0; i < n; i++) {
        if (!share(written[i], least, &one))
            return false;
        *sum += one;
    }
    return *sum && *sum < TWO_53;
}

void row_shares(const struct str *written, uint32_t n, double *top)
{
    int least = least_exponent(written, n);
    for (uint32_t i = 0; i < n; i++) {
        uint64_t one = 0;
        share(written[i], least, &one);
        top[i] = (double)one;
    }
}

void row_divide(double *p, const struct str *written, uint32_t n, double sum)
{
    uint64_t total;
    if (row_total(written, n, &total)) {
        row_shares(written, n, p);
        sum = (double)total;
    }
    for (uint32_t i = 0; i < n; i++)
        p[i] /= sum;
}
