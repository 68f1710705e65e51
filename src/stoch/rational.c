/* rational.c -- exact fractions over GMP: made, computed with, and the nearest double. As text they are read
 * and written in rational_text.c. */
#include "stoch/rational.h"

#include "base/limits.h"
#include "stoch/big.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LIMB_BITS = sizeof(mp_limb_t) * 8 };

static const mp_limb_t ONE = 1;

/* ---- to and from GMP ---- */

static int32_t limbs_of(int32_t signed_size)
{
    return signed_size < 0 ? -signed_size : signed_size;
}

void rational_view(mpq_ptr q, struct rational x)
{
    const mp_limb_t *limb = x.limb;
    mpz_roinit_n(mpq_numref(q), limb ? limb : &ONE, x.num);
    mpz_roinit_n(mpq_denref(q), x.den ? limb + limbs_of(x.num) : &ONE, x.den ? x.den : 1);
}

bool rational_too_large(struct work *w)
{
    diag_error(w->diags, "too-large-exact", NO_SPAN,
               "an exact fraction here has more than %d digits, above the limit",
               (int)(LIMIT_EXACT_BITS * 0.30103));
    return diag_hint(w->diags, "`:set exact off` computes with decimals");
}

bool rational_of_mpq(struct rational *out, struct work *w, const mpq_t q)
{
    size_t num = mpz_size(mpq_numref(q)), den = mpz_size(mpq_denref(q));
    if (mpz_cmp_ui(mpq_denref(q), 1) == 0)
        den = 0;
    if (big_short())
        return diag_oom(w->diags);
    if (num > LIMIT_EXACT_BITS / LIMB_BITS || den > LIMIT_EXACT_BITS / LIMB_BITS)
        return rational_too_large(w);
    mp_limb_t *limb = ARENA_NEW(w->arena, mp_limb_t, num + den);
    if (!limb)
        return diag_oom(w->diags);
    if (num)
        memcpy(limb, mpz_limbs_read(mpq_numref(q)), num * sizeof *limb);
    if (den)
        memcpy(limb + num, mpz_limbs_read(mpq_denref(q)), den * sizeof *limb);
    *out = (struct rational){(int32_t)(mpq_sgn(q) < 0 ? -(long)num : (long)num), (int32_t)den, limb};
    return true;
}

/* ---- making ---- */

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
    while (b) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

bool rational_ratio(struct rational *out, struct work *w, uint64_t num, uint64_t den)
{
    static_assert(sizeof(mp_limb_t) == sizeof(uint64_t), "a limb is a 64-bit number");
    uint64_t g = common_divisor(num, den);
    *out = (struct rational){0};
    if (num == 0)
        return true;
    mp_limb_t *limb = ARENA_NEW(w->arena, mp_limb_t, 2);
    if (!limb)
        return diag_oom(w->diags);
    limb[0] = num / g;
    limb[1] = den / g;
    *out = (struct rational){1, limb[1] != 1, limb};
    return true;
}

bool rational_of_naturals(struct rational *out, struct work *w, struct natural num, struct natural den)
{
    mpq_t q;
    mpz_t n;
    *out = (struct rational){0};
    if (num.limbs == 0)
        return true;
    if (num.limbs == 1 && den.limbs == 1)
        return rational_ratio(out, w, num.limb[0], den.limb[0]);
    mpq_init(q);
    mpz_set(mpq_numref(q), natural_view(n, num));
    mpz_set(mpq_denref(q), natural_view(n, den));
    if (!big_short())
        mpq_canonicalize(q);
    bool good = rational_of_mpq(out, w, q);
    mpq_clear(q);
    return good;
}

bool rational_keep(struct rational *out, struct work *to, struct rational x)
{
    size_t n = (size_t)limbs_of(x.num) + (size_t)(x.den > 0 ? x.den : 0);
    mp_limb_t *limb = ARENA_NEW(to->arena, mp_limb_t, n);
    if (!limb)
        return diag_oom(to->diags);
    if (n)
        memcpy(limb, x.limb, n * sizeof *limb);
    *out = x;
    out->limb = limb;
    return true;
}

/* ---- arithmetic ---- */

static bool compute(struct rational *out, struct work *w, struct rational a, struct rational b,
                    void (*operation)(mpq_ptr, mpq_srcptr, mpq_srcptr))
{
    mpq_t x, y, q;
    rational_view(x, a);
    rational_view(y, b);
    big_begin();
    mpq_init(q);
    operation(q, x, y);
    bool good = rational_of_mpq(out, w, q);
    mpq_clear(q);
    return good;
}

static bool neither_defined(struct rational *out, struct rational a, struct rational b)
{
    if (!rational_undefined(a) && !rational_undefined(b))
        return false;
    *out = RATIONAL_UNDEFINED;
    return true;
}

bool rational_add(struct rational *out, struct work *w, struct rational a, struct rational b)
{
    if (neither_defined(out, a, b))
        return true;
    if (rational_zero(a) || rational_zero(b)) {
        *out = rational_zero(a) ? b : a;
        return true;
    }
    return compute(out, w, a, b, mpq_add);
}

bool rational_sub(struct rational *out, struct work *w, struct rational a, struct rational b)
{
    return rational_add(out, w, a, rational_negative(b));
}

bool rational_mul(struct rational *out, struct work *w, struct rational a, struct rational b)
{
    *out = (struct rational){0};
    if (rational_zero(a) || rational_zero(b) || neither_defined(out, a, b))
        return true;
    return compute(out, w, a, b, mpq_mul);
}

bool rational_div(struct rational *out, struct work *w, struct rational a, struct rational b)
{
    *out = RATIONAL_UNDEFINED;
    if (rational_zero(b) || neither_defined(out, a, b))
        return true;
    return compute(out, w, a, b, mpq_div);
}

bool rational_floor(struct rational *out, struct work *w, struct rational x)
{
    mpq_t q, f;
    *out = x;
    if (x.den <= 0)
        return true;
    rational_view(q, x);
    big_begin();
    mpq_init(f);
    mpz_fdiv_q(mpq_numref(f), mpq_numref(q), mpq_denref(q));
    bool good = rational_of_mpq(out, w, f);
    mpq_clear(f);
    return good;
}

struct rational rational_negative(struct rational x)
{
    x.num = -x.num;
    return x;
}

bool rational_equal(struct rational a, struct rational b)
{
    size_t n = (size_t)limbs_of(a.num) + (size_t)(a.den > 0 ? a.den : 0);
    return a.num == b.num && a.den == b.den && (n == 0 || memcmp(a.limb, b.limb, n * sizeof(mp_limb_t)) == 0);
}

bool rational_compare(int *sign, struct work *w, struct rational a, struct rational b)
{
    mpq_t x, y;
    rational_view(x, a);
    rational_view(y, b);
    big_begin();
    *sign = mpq_cmp(x, y);
    return !big_short() || diag_oom(w->diags);
}

/* ---- as a double ---- */

/* num / den > 0, rounded once, also below the normal numbers, where fewer bits are left. */
static double nearest(mpz_srcptr num, mpz_srcptr den)
{
    enum { PRECISION = 53, LEAST = -1074, SPARE = 3 };
    long shift = PRECISION + SPARE - (long)mpz_sizeinbase(num, 2) + (long)mpz_sizeinbase(den, 2);
    mpz_t q, rest, scaled;
    mpz_inits(q, rest, scaled, NULL);
    mpz_mul_2exp(scaled, shift > 0 ? num : den, (mp_bitcnt_t)labs(shift));
    mpz_fdiv_qr(q, rest, shift > 0 ? scaled : num, shift > 0 ? den : scaled);
    long bits = (long)mpz_sizeinbase(q, 2), unit = bits - shift - PRECISION; /* 2^unit: of the last place */
    unit = unit < LEAST ? LEAST : unit;
    long drop = unit + shift;
    double x = 0;
    if (drop <= bits) {
        bool half = mpz_tstbit(q, (mp_bitcnt_t)(drop - 1));
        bool more = mpz_sgn(rest) != 0 || mpz_scan1(q, 0) < (mp_bitcnt_t)(drop - 1);
        mpz_fdiv_q_2exp(q, q, (mp_bitcnt_t)drop);
        uint64_t places = mpz_get_ui(q);
        places += half && (more || places % 2);
        x = ldexp((double)places, unit > 5000 ? 5000 : (int)unit);
    }
    mpz_clears(q, rest, scaled, NULL);
    return x;
}

bool rational_double(double *out, struct work *w, struct rational x)
{
    const mp_limb_t *limb = x.limb, small = (mp_limb_t)1 << 53;
    mpq_t q;
    if (x.den < 0 || x.num == 0) {
        *out = x.den < 0 ? NAN : 0;
        return true;
    }
    if (limbs_of(x.num) == 1 && x.den <= 1 && limb[0] <= small && (x.den == 0 || limb[1] <= small)) {
        *out = (double)limb[0] / (x.den ? (double)limb[1] : 1);
        *out = x.num < 0 ? -*out : *out;
        return true;
    }
    rational_view(q, x);
    mpz_t num;
    mpz_roinit_n(num, x.limb, limbs_of(x.num));
    big_begin();
    *out = nearest(num, mpq_denref(q));
    *out = x.num < 0 ? -*out : *out;
    return !big_short() || diag_oom(w->diags);
}
