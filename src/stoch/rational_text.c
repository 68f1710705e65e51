/* rational_text.c -- exact fractions from text and as text, and the decimals of doubles. */
#include "base/limits.h"
#include "base/mem.h"
#include "stoch/big.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- from text ---- */

/* A decimal taken apart: digits without the point, and the power of ten they are multiplied by. */
struct decimal {
    char *digits;
    size_t n;
    long power;
    bool negative;
};

static bool read_decimal(struct decimal *d, struct str text)
{
    const long MOST = 1 << 30; /* far above all that is computed with, and far from overflow */
    size_t i = 0;
    bool point = false, any = false;
    d->n = 0;
    d->power = 0;
    d->negative = text.n && text.s[0] == '-';
    for (i = d->negative; i < text.n; i++) {
        char c = text.s[i];
        if (c == '.' && !point) {
            point = true;
        } else if (c >= '0' && c <= '9') {
            any = true;
            d->power -= point;
            if (d->n || c != '0')
                d->digits[d->n++] = c;
        } else {
            break;
        }
    }
    if (any && i < text.n && (text.s[i] == 'e' || text.s[i] == 'E')) {
        char *end, copy[24];
        size_t left = text.n - i - 1;
        if (left == 0 || left >= sizeof copy || isspace((unsigned char)text.s[i + 1]))
            return false;
        memcpy(copy, text.s + i + 1, left);
        copy[left] = '\0';
        long power = strtol(copy, &end, 10);
        d->power += power > MOST ? MOST : power < -MOST ? -MOST : power;
        i = *end ? 0 : text.n;
    }
    d->digits[d->n] = '\0';
    return any && i == text.n;
}

static bool whole(struct rational *out, struct work *w, const struct decimal *d)
{
    enum { DIGITS = 18 };                       /* of a number below 2^63 */
    const double most = LIMIT_EXACT_BITS * 0.3; /* digits */
    long size = d->power < 0 ? -d->power : d->power;
    if (d->n == 0) {
        *out = (struct rational){0};
        return true;
    }
    if ((double)d->n + (d->power > 0 ? (double)size : 0) > most || (double)size > most)
        return rational_too_large(w);
    if (d->n <= DIGITS && size <= DIGITS && (d->power <= 0 || d->n + (size_t)size <= DIGITS)) {
        uint64_t ten = 1;
        for (long i = 0; i < size; i++)
            ten *= 10;
        uint64_t x = strtoull(d->digits, NULL, 10);
        if (!rational_ratio(out, w, d->power > 0 ? x * ten : x, d->power > 0 ? 1 : ten))
            return false;
        *out = d->negative ? rational_negative(*out) : *out;
        return true;
    }
    mpq_t q;
    big_begin();
    mpq_init(q);
    mpz_set_str(mpq_numref(q), d->digits, 10);
    if (!big_short())
        mpz_ui_pow_ui(mpq_denref(q), 10, (unsigned long)size);
    if (!big_short() && d->power > 0) {
        mpz_mul(mpq_numref(q), mpq_numref(q), mpq_denref(q));
        mpz_set_ui(mpq_denref(q), 1);
    }
    if (!big_short())
        mpq_canonicalize(q);
    if (d->negative)
        mpq_neg(q, q);
    bool good = rational_of_mpq(out, w, q);
    mpq_clear(q);
    return good;
}

bool rational_parse(struct rational *out, struct work *w, struct str text, bool *good)
{
    const char *slash = text.n ? memchr(text.s, '/', text.n) : NULL;
    struct str part[2] = {{text.s, slash ? (size_t)(slash - text.s) : text.n}, STR("1")};
    struct rational x[2];
    if (slash)
        part[1] = (struct str){slash + 1, text.n - part[0].n - 1};
    *good = true;
    for (int i = 0; i < 1 + (slash != NULL); i++) {
        struct decimal d = {.digits = ARENA_NEW(w->arena, char, part[i].n + 1)};
        if (!d.digits)
            return diag_oom(w->diags);
        if (!read_decimal(&d, part[i])) {
            *good = false;
            return true;
        }
        if (!whole(&x[i], w, &d))
            return false;
    }
    *out = x[0];
    if (!slash)
        return true;
    *good = !rational_zero(x[1]);
    return rational_div(out, w, x[0], x[1]);
}

bool rational_is_short(double x)
{
    char s[40];
    snprintf(s, sizeof s, "%.15g", x);
    return !(strtod(s, NULL) < x) && !(strtod(s, NULL) > x);
}

bool rational_of_double(struct rational *out, struct work *w, double x)
{
    char s[40];
    bool good;
    *out = RATIONAL_UNDEFINED;
    if (!isfinite(x))
        return true;
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(s, sizeof s, "%.*g", digits, x);
        if (!(strtod(s, NULL) < x) && !(strtod(s, NULL) > x))
            break;
    }
    return rational_parse(out, w, str_of(s), &good);
}

/* ---- as text ---- */

static void put_integer(struct buf *out, mpz_srcptr z)
{
    char small[64], *s = small;
    size_t n = mpz_sizeinbase(z, 10) + 2;
    if (n > sizeof small && !(s = mem_alloc(n))) {
        out->failed = true;
        return;
    }
    big_begin();
    mpz_get_str(s, 10, z);
    out->failed = out->failed || big_short();
    buf_puts(out, s);
    if (s != small)
        mem_free(s);
}

void rational_put_parts(struct buf *num, struct buf *den, struct rational x)
{
    mpq_t q;
    if (rational_undefined(x))
        return;
    rational_view(q, x);
    put_integer(num, mpq_numref(q));
    if (x.den > 0)
        put_integer(den, mpq_denref(q));
}

void rational_put(struct buf *out, struct rational x)
{
    mpq_t q;
    if (rational_undefined(x))
        return;
    rational_view(q, x);
    put_integer(out, mpq_numref(q));
    if (x.den == 0)
        return;
    buf_putc(out, '/');
    put_integer(out, mpq_denref(q));
}
