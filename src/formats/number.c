/* number.c -- decimals to doubles and back.
 *
 * A decimal whose digits come to less than 2^53 and whose power of ten is at most 22 is one correctly rounded
 * division or product of two exact doubles (Clinger 1990); the rest is left to strtod(), which rounds
 * correctly too. The numeric locale is "C" throughout the program. */
#include "formats/formats_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXACT_POWER = 22, MOST_DIGITS = 19 /* that 64 bits hold */, LARGEST_EXPONENT = 100000 };

static const double power[EXACT_POWER + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                              1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                              1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
static const uint64_t TWO_53 = (uint64_t)1 << 53, FIFTEEN_DIGITS = 1000000000000000;

/* A decimal taken apart. */
struct decimal {
    bool negative, many; /* many: too many digits for `digits` */
    uint64_t digits;
    int exponent;
};

static inline bool is_digit(char c)
{
    return (unsigned char)(c - '0') <= 9;
}

static const char *read_exponent(const char *p, int *exponent)
{
    const char *q = p + 1;
    bool negative = *q == '-';
    int e = 0;
    q += *q == '-' || *q == '+';
    if (!is_digit(*q))
        return p;
    for (; is_digit(*q); q++)
        e = e < LARGEST_EXPONENT ? 10 * e + (*q - '0') : e;
    *exponent += negative ? -e : e;
    return q;
}

static inline const char *take_apart(const char *p, struct decimal *d)
{
    uint64_t digits = 0;
    d->negative = *p == '-';
    p += *p == '-' || *p == '+';
    const char *start = p;
    for (; is_digit(*p); p++)
        digits = 10 * digits + (uint64_t)(*p - '0');
    ptrdiff_t count = p - start;
    d->exponent = 0;
    if (*p == '.') {
        const char *point = p++;
        for (; is_digit(*p); p++)
            digits = 10 * digits + (uint64_t)(*p - '0');
        ptrdiff_t after = p - point - 1;
        d->exponent = after < LARGEST_EXPONENT ? -(int)after : -LARGEST_EXPONENT;
        count += after;
    }
    if (!count)
        return NULL;
    if (*p == 'e' || *p == 'E')
        p = read_exponent(p, &d->exponent);
    d->digits = digits;
    d->many = count > MOST_DIGITS;
    return p;
}

/* Is the shortest decimal of x this one? Compared digit by digit, zeros at either end aside. */
static bool is_shortest(const char *p, const char *end, double x)
{
    struct buf b = {0};
    size_t same = 0, at = 0;
    number_put(&b, x);
    const char *e = memchr(p, 'e', (size_t)(end - p)), *E = memchr(p, 'E', (size_t)(end - p));
    struct str mine = {p, (size_t)((e ? e : E ? E : end) - p)};
    char digits[32];
    for (size_t i = 0; i < b.n && b.s[i] != 'e'; i++)
        if (is_digit(b.s[i]) && (same || b.s[i] != '0') && same < sizeof digits)
            digits[same++] = b.s[i];
    while (same && digits[same - 1] == '0')
        same--;
    while (mine.n && (mine.s[mine.n - 1] == '0' || mine.s[mine.n - 1] == '.'))
        mine.n--;
    bool equal = !b.failed;
    for (size_t i = 0; i < mine.n; i++) {
        if (!is_digit(mine.s[i]) || (!at && mine.s[i] == '0'))
            continue;
        equal = equal && at < same && digits[at] == mine.s[i];
        at++;
    }
    buf_free(&b);
    return equal && at == same;
}

const char *number_read(const char *p, struct number *out)
{
    struct decimal d;
    const char *end = take_apart(p, &d);
    if (!end)
        return NULL;
    if (!d.many && d.digits < TWO_53 && d.exponent >= -EXACT_POWER && d.exponent <= EXACT_POWER) {
        double m = (double)d.digits;
        out->x = d.exponent < 0 ? m / power[-d.exponent] : m * power[d.exponent];
        if (d.negative)
            out->x = -out->x;
    } else {
        out->x = strtod(p, NULL);
    }
    out->plain = (!d.many && d.digits < FIFTEEN_DIGITS) || is_shortest(p, end, out->x);
    return end;
}

bool number_digits(struct str s, uint64_t *digits, int *exponent)
{
    char text[64];
    struct decimal d;
    if (s.n >= sizeof text)
        return false;
    memcpy(text, s.s, s.n);
    text[s.n] = 0;
    const char *end = take_apart(text, &d);
    if (!end || end != text + s.n || d.many || d.negative || d.digits >= TWO_53)
        return false;
    *digits = d.digits;
    *exponent = d.exponent;
    return true;
}

void number_put(struct buf *out, double x)
{
    char s[40];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(s, sizeof s, "%.*g", digits, x);
        double back = strtod(s, NULL);
        if (!(back < x) && !(back > x))
            break;
    }
    buf_puts(out, s);
}
