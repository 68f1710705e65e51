/* number.c -- numbers as text. The numeric locale is "C" throughout the program. */
#include "render/render_int.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_DIGITS = 4, MOST_DIGITS = 50 };

/* True when x was no ordinary number, and has been written. */
static bool put_special(struct buf *out, double x)
{
    if (isnan(x))
        buf_puts(out, "undefined");
    else if (isinf(x))
        buf_puts(out, x < 0 ? "-inf" : "inf");
    return !isfinite(x);
}

void render_number(struct buf *out, double x, uint32_t digits)
{
    char s[400];
    if (put_special(out, x))
        return;
    if (digits == 0)
        digits = DEFAULT_DIGITS;
    if (digits > MOST_DIGITS)
        digits = MOST_DIGITS;
    snprintf(s, sizeof s, "%.*f", (int)digits, x);
    bool zero = s[0] == '-' && strspn(s + 1, "0.") == strlen(s + 1);
    buf_puts(out, zero ? s + 1 : s);
}

void put_significant(struct buf *out, double x)
{
    if (!put_special(out, x))
        buf_fmt(out, "%.10g", x == 0 ? 0.0 : x);
}

/* exp(log_p) as a decimal fraction and a power of ten. */
static void put_scientific(struct buf *out, double log_p, int decimals)
{
    double decimal = log_p / log(10), whole = floor(decimal), fraction = pow(10, decimal - whole);
    char s[64];
    snprintf(s, sizeof s, "%.*f", decimals, fraction);
    if (s[0] == '1' && s[1] == '0') { /* rounded up to the next power */
        snprintf(s, sizeof s, "%.*f", decimals, 1.0);
        whole += 1;
    }
    buf_fmt(out, "%se%+03.0f", s, whole);
}

void put_log(struct buf *out, double log_p, uint32_t digits)
{
    uint32_t shown = digits == 0 ? DEFAULT_DIGITS : digits > MOST_DIGITS ? MOST_DIGITS : digits;
    if (isnan(log_p) || isinf(log_p) || log_p / log(10) >= 1.0 - shown)
        render_number(out, exp(log_p), digits);
    else
        put_scientific(out, log_p, (int)shown - 1);
}

void put_log_exact(struct buf *out, double log_p)
{
    enum { DIGITS = 12 };
    if (isinf(log_p) || log_p >= log(1e-3))
        buf_fmt(out, "%.*g", DIGITS, exp(log_p));
    else
        put_scientific(out, log_p, DIGITS - 1);
}

void put_exact(struct buf *out, double x)
{
    char s[40];
    if (isnan(x))
        return;
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(s, sizeof s, "%.*g", digits, x);
        if (!(strtod(s, NULL) < x) && !(strtod(s, NULL) > x))
            break;
    }
    buf_puts(out, s);
}
