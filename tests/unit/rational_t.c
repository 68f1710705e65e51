/* rational_t.c -- fractions: reading, arithmetic, comparing, the nearest double; want of memory at every
 * request. */
#include "base/interrupt.h"
#include "base/limits.h"
#include "base/mem.h"
#include "stoch/rational.h"
#include "tap.h"

#include <gmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static struct arena arena;
static struct diags diags = {.arena = &arena};
static struct work work = {&arena, &diags, NULL};

static struct rational read(const char *text)
{
    struct rational x = RATIONAL_UNDEFINED;
    bool good = false;
    if (!rational_parse(&x, &work, str_of(text), &good) || !good)
        return RATIONAL_UNDEFINED;
    return x;
}

static bool says(struct rational x, const char *text)
{
    struct buf b = {0};
    rational_put(&b, x);
    bool good = str_eq(buf_str(&b), str_of(text));
    if (!good)
        printf("# %.*s, not %s\n", STR_ARG(buf_str(&b)), text);
    buf_free(&b);
    return good;
}

static void test_reading(void)
{
    static const struct {
        const char *text, *value;
    } good[] = {{"0", "0"},
                {"0.000", "0"},
                {"1", "1"},
                {"0.25", "1/4"},
                {".5", "1/2"},
                {"-2.50", "-5/2"},
                {"1e-3", "1/1000"},
                {"1.5E2", "150"},
                {"20/21", "20/21"},
                {"-4/6", "-2/3"},
                {"0.1/0.3", "1/3"},
                {"123456789012345678901234567890/3", "41152263004115226300411522630"},
                {"1e20", "100000000000000000000"},
                {"0.1000000000000000055511151231257827", "1000000000000000055511151231257827/"
                                                         "10000000000000000000000000000000000"}};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        ok(says(read(good[i].text), good[i].value), "%s is %s", good[i].text, good[i].value);
    static const char *bad[] = {"",    "-",  ".",   "1/",    "/2",   "1/0",
                                "abc", "1e", "1ex", "1.2.3", "1 /2", "1/2/3"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ok(rational_undefined(read(bad[i])), "`%s` is no number", bad[i]);
    struct rational x;
    ok(rational_of_double(&x, &work, 0.1) && says(x, "1/10"), "a double is its shortest decimal");
    ok(rational_of_double(&x, &work, 1.0 / 3) && says(x, "3333333333333333/10000000000000000"),
       "and 1/3 has a long one");
    ok(rational_of_double(&x, &work, NAN) && rational_undefined(x), "NaN is undefined");
    ok(rational_is_short(0.1) && rational_is_short(0.123456789012345) && !rational_is_short(1.0 / 3),
       "short decimals are told");
}

static uint64_t state = 7;
static uint64_t next(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

/* The same random fraction for both. */
static struct rational random_fraction(mpq_t q, unsigned limbs)
{
    char text[400], *at = text;
    at += sprintf(at, "%s", next() % 3 ? "" : "-");
    for (unsigned part = 0; part < 2; part++) {
        for (unsigned i = 0; i < limbs; i++)
            at += sprintf(at, "%llu", (unsigned long long)(1 + next() % (limbs > 1 ? 1000000000000 : 1000)));
        at += sprintf(at, "%s", part ? "" : "/");
    }
    mpq_set_str(q, text, 10);
    mpq_canonicalize(q);
    return read(text);
}

static bool same(struct rational x, mpq_t q)
{
    struct buf b = {0};
    char *s = mpq_get_str(NULL, 10, q);
    rational_put(&b, x);
    bool is = str_eq(buf_str(&b), str_of(s));
    buf_free(&b);
    free(s);
    return is;
}

static void test_arithmetic(void)
{
    int wrong = 0;
    mpq_t a, b, c;
    mpq_inits(a, b, c, NULL);
    for (unsigned i = 0; i < 400; i++) {
        struct rational x = random_fraction(a, 1 + i % 5), y = random_fraction(b, 1 + i % 7), z, back;
        int sign;
        mpq_add(c, a, b);
        wrong += !rational_add(&z, &work, x, y) || !same(z, c);
        wrong += !rational_sub(&back, &work, z, y) || !rational_equal(back, x);
        mpq_mul(c, a, b);
        wrong += !rational_mul(&z, &work, x, y) || !same(z, c);
        wrong += !rational_div(&back, &work, z, y) || !rational_equal(back, x);
        wrong += !rational_compare(&sign, &work, x, y) ||
                 (sign > 0) - (sign < 0) != (mpq_cmp(a, b) > 0) - (mpq_cmp(a, b) < 0);
        mpz_fdiv_q(mpq_numref(c), mpq_numref(a), mpq_denref(a));
        mpz_set_ui(mpq_denref(c), 1);
        wrong += !rational_floor(&z, &work, x) || !same(z, c);
    }
    mpq_clears(a, b, c, NULL);
    ok(wrong == 0, "sums, products, quotients, floors and comparisons are GMP's (%d wrong)", wrong);
    struct rational half = read("1/2"), zero = {0}, z;
    ok(rational_mul(&z, &work, zero, RATIONAL_UNDEFINED) && rational_zero(z), "zero times undefined is zero");
    ok(rational_mul(&z, &work, half, RATIONAL_UNDEFINED) && rational_undefined(z), "a half times undefined");
    ok(rational_add(&z, &work, half, RATIONAL_UNDEFINED) && rational_undefined(z), "a half plus undefined");
    ok(rational_div(&z, &work, half, zero) && rational_undefined(z), "a half over zero");
}

/* Is no neighbour of d nearer to x, and none of even mantissa as near? */
static bool is_nearest(struct rational x, double d)
{
    struct buf b = {0};
    mpq_t q, y, best, other;
    bool good = true;
    rational_put(&b, x);
    mpq_inits(q, y, best, other, NULL);
    mpq_set_str(q, b.s, 10);
    mpq_set_d(y, d);
    mpq_sub(best, q, y);
    mpq_abs(best, best);
    for (int i = 0; i < 2; i++) {
        double e = nextafter(d, i ? INFINITY : -INFINITY);
        uint64_t bits;
        memcpy(&bits, &e, sizeof bits);
        mpq_set_d(y, e);
        mpq_sub(other, q, y);
        mpq_abs(other, other);
        int sign = mpq_cmp(other, best);
        good = good && (sign > 0 || (sign == 0 && bits % 2 == 1));
    }
    mpq_clears(q, y, best, other, NULL);
    buf_free(&b);
    return good;
}

static void test_doubles(void)
{
    static const char *edges[] = {"9007199254740993",
                                  "9007199254740995",
                                  "18014398509481985/2",
                                  "9007199254740993/9007199254740992",
                                  "27021597764222977/3",
                                  "1e-310",
                                  "3e-324",
                                  "2.4703282292062327e-324",
                                  "2.4703282292062328e-324",
                                  "7.4109846876186982e-324",
                                  "2.2250738585072011e-308",
                                  "1.7976931348623153e308",
                                  "1e300/7",
                                  "1e-300/7"};
    int wrong = 0;
    double d;
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
        struct rational x = read(edges[i]);
        if (!ok(rational_double(&d, &work, x) && is_nearest(x, d), "%s is rounded once", edges[i]))
            printf("# %.17g\n", d);
    }
    for (unsigned i = 0; i < 2000; i++) {
        mpq_t q;
        mpq_init(q);
        struct rational x = random_fraction(q, 1 + i % 8);
        wrong += !rational_double(&d, &work, x) || !is_nearest(x, d);
        mpq_clear(q);
    }
    ok(wrong == 0, "2000 fractions are rounded to the nearest double (%d wrong)", wrong);
    ok(rational_double(&d, &work, read("1e-4000")) && !(d > 0), "what is too small is zero");
    ok(rational_double(&d, &work, read("1e4000")) && isinf(d), "what is too large infinite");
    ok(rational_double(&d, &work, RATIONAL_UNDEFINED) && isnan(d), "undefined is NaN");
}

static void test_size(void)
{
    struct rational x = read("123456789/987654321"), y = x;
    bool refused = false;
    for (int i = 0; i < 20 && !refused; i++)
        refused = !rational_mul(&y, &work, y, y);
    ok(refused && diags.n == 1 && strcmp(diags.list[0].code, "too-large-exact") == 0,
       "long digits are refused");
    diags.n = diags.errors = 0;
    bool good;
    ok(!rational_parse(&x, &work, STR("1e-100000"), &good), "and small decimals");
    diags.n = diags.errors = 0;
    ok(!rational_parse(&x, &work, STR("0.1e-9223372036854775808"), &good),
       "and exponents that no number holds");
    diags.n = diags.errors = 0;
    ok(rational_parse(&x, &work, STR("1e 5"), &good) && !good, "a blank in the exponent is no number");
}

/* All of it with the n-th request failing. */
static bool every_operation(void)
{
    struct rational x, y, z;
    struct buf b = {0};
    bool good;
    double d;
    int sign;
    good = rational_parse(&x, &work, STR("12345678901234567890123/45678901234567890123457"), &good) &&
           rational_parse(&y, &work, STR("1234567890123456789012345678901234567890e-60"), &good) &&
           rational_add(&z, &work, x, y) && rational_mul(&z, &work, z, y) && rational_div(&z, &work, z, x) &&
           rational_sub(&z, &work, z, y) && rational_floor(&x, &work, z) && rational_keep(&x, &work, z) &&
           rational_compare(&sign, &work, x, y) && rational_double(&d, &work, z) &&
           rational_of_double(&x, &work, 1e-200);
    for (int i = 0; good && i < 7; i++)
        good = rational_mul(&z, &work, z, z);
    if (good)
        rational_put(&b, z);
    good = good && (!b.failed || diag_oom(&diags));
    buf_free(&b);
    return good;
}

static void test_memory(void)
{
    long n = 0;
    int silent = 0;
    for (;; n++) {
        arena_free(&arena);
        diags = (struct diags){.arena = &arena};
        mem_fail_after(n);
        bool good = every_operation(), failed = mem_failed();
        mem_fail_after(-1);
        if (!failed) {
            ok(good, "with all memory all is computed (%ld requests)", n);
            break;
        }
        silent += !good && !diags.out_of_memory;
    }
    ok(n > 30 && silent == 0, "each want of memory is reported (%d are not)", silent);
}

int main(void)
{
    test_reading();
    test_arithmetic();
    test_doubles();
    test_size();
    test_memory();
    arena_free(&arena);
    return tap_done();
}
