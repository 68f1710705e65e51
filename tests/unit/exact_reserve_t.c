/* exact_reserve_t.c -- arithmetic on the longest fractions comes to its end without any memory.
 *
 * The test is linked with its own mem_alloc() and mem_resize() (--wrap), which have nothing to give while the
 * memory is said to be gone: GMP then lives on the reserve alone. */
#include "base/limits.h"
#include "base/mem.h"
#include "stoch/rational.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

void *__real_mem_alloc(size_t n);
void *__real_mem_resize(void *p, size_t n);
void *__wrap_mem_alloc(size_t n);
void *__wrap_mem_resize(void *p, size_t n);

static bool gone;

void *__wrap_mem_alloc(size_t n)
{
    return gone ? NULL : __real_mem_alloc(n);
}

void *__wrap_mem_resize(void *p, size_t n)
{
    return gone ? NULL : __real_mem_resize(p, n);
}

static struct arena arena;
static struct diags diags = {.arena = &arena};
static struct work work = {&arena, &diags, NULL};

/* A fraction of about as many digits as there may be, of digits like `digit`. */
static struct rational longest(char digit)
{
    enum { DIGITS = (int)(LIMIT_EXACT_BITS * 0.2999) };
    struct rational x = RATIONAL_UNDEFINED;
    char *text = malloc(2 * DIGITS + 2);
    bool good;
    memset(text, digit, DIGITS);
    text[DIGITS] = '/';
    memset(text + DIGITS + 1, digit == '7' ? '9' : '1', DIGITS);
    text[DIGITS + 1] = '3';
    text[2 * DIGITS + 1] = '\0';
    if (!rational_parse(&x, &work, str_of(text), &good))
        x = RATIONAL_UNDEFINED;
    free(text);
    return x;
}

typedef bool operation(struct rational *, struct work *, struct rational, struct rational);

int main(void)
{
    static operation *const operations[] = {rational_add, rational_sub, rational_mul, rational_div};
    static const char *const name[] = {"sum", "difference", "product", "quotient"};
    struct rational x = longest('7'), y = longest('5'), z;
    double d;
    int sign;
    ok(x.den > 1900 && y.den > 1900, "two fractions of %d and %d limbs", x.den, y.den);
    for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
        gone = true;
        bool good = operations[i](&z, &work, x, y);
        gone = false;
        ok(!good && diags.out_of_memory, "a %s without memory is refused", name[i]);
        diags = (struct diags){.arena = &arena};
    }
    gone = true;
    bool compared = rational_compare(&sign, &work, x, y), rounded = rational_double(&d, &work, x),
         floored = rational_floor(&z, &work, x);
    gone = false;
    ok(!compared && !rounded && !floored && diags.out_of_memory, "comparing and rounding too");
    diags = (struct diags){.arena = &arena};
    ok(rational_compare(&sign, &work, x, y) && rational_double(&d, &work, x) && d > 0,
       "with memory all is well");
    arena_free(&arena);
    return tap_done();
}
