/* exact_t.c -- tensors of fractions: sums of products, undefined cells, mixtures with
 * decimals, refusals, interrupts, want of memory at every request. */
#include "base/interrupt.h"
#include "base/machine.h"
#include "base/mem.h"
#include "diagram/diagram.h"
#include "stoch/exact.h"
#include "tap.h"

#include <string.h>

static struct arena arena;
static struct diags diags = {.arena = &arena};
static struct work work = {&arena, &diags, NULL};

static const struct axis A = {1, 2}, B = {2, 3}, C = {3, 2};

static void start(void)
{
    arena_free(&arena);
    diags = (struct diags){.arena = &arena};
}

/* A tensor from words: "1/2 . 0.3", a dot for undefined. NULL when memory is short. */
static struct tensor *tensor(uint32_t rank, const struct axis *axes, const char *words)
{
    struct tensor *t = tensor_new(&work, rank, axes);
    if (!t || !tensor_exact_cells(&work, t))
        return NULL;
    for (size_t i = 0; i < t->cells; i++) {
        size_t n = strcspn(words, " ");
        bool good = true;
        if (*words == '.' && n == 1)
            t->exact[i] = RATIONAL_UNDEFINED;
        else if (!rational_parse(&t->exact[i], &work, (struct str){words, n}, &good) || !good)
            return NULL;
        words += n + (words[n] == ' ');
    }
    return tensor_round(&work, t) ? t : NULL;
}

static bool says(const struct tensor *t, const char *words)
{
    struct buf b = {0};
    for (size_t i = 0; t && t->exact && i < t->cells; i++) {
        buf_puts(&b, i ? " " : "");
        rational_put(&b, t->exact[i]);
        if (rational_undefined(t->exact[i]))
            buf_putc(&b, '.');
    }
    bool good = b.n && strcmp(b.s, words) == 0;
    if (!good)
        printf("# %s, not %s\n", b.n ? b.s : "nothing exact", words);
    buf_free(&b);
    return good;
}

static void test_contraction(void)
{
    start();
    const struct axis ab[] = {A, B}, bc[] = {B, C};
    const struct tensor *f[] = {tensor(2, ab, "1/2 1/3 1/6 1/7 2/7 4/7"),
                                tensor(2, bc, "0.1 0.9 1/3 2/3 1 0"), tensor(1, &A, "3/5 2/5")};
    const uint32_t none[1] = {0}, c[] = {3}, ca[] = {3, 1};
    ok(says(tensor_contract(&work, f, 3, c, 1), "197/420 223/420"), "a chain");
    ok(says(tensor_contract(&work, f, 2, ca, 2), "59/180 143/210 121/180 67/210"),
       "axes in the order wanted");
    ok(says(tensor_contract(&work, f, 3, none, 0), "1"), "it sums to 1");
    struct tensor *t = tensor_contract(&work, f, 3, c, 1);
    ok(t->p[0] == 197.0 / 420 && t->p[1] == 223.0 / 420, "the doubles are the nearest");
    ok(says(tensor_condition(&work, f[0], &A.id, 1), "7/9 7/13 7/31 2/9 6/13 24/31"), "conditioning");
    ok(says(tensor_slice(&work, f[0], 1, 1), "1/7 2/7 4/7"), "a slice");
    ok(says(tensor_permute(&work, f[0], (uint32_t[]){2, 1}), "1/2 1/7 1/3 2/7 1/6 4/7"), "a permutation");
    ok(says(tensor_keep(&work, f[2]), "3/5 2/5"), "a copy");
}

static void test_undefined(void)
{
    start();
    const struct axis ab[] = {A, B};
    const uint32_t b[] = {2}, a[] = {1};
    const struct tensor *f[] = {tensor(2, ab, "1/2 1/4 1/4 . . ."), tensor(1, &A, "1 0")};
    ok(says(tensor_contract(&work, f, 2, b, 1), "1/2 1/4 1/4"), "zero times undefined is zero");
    f[1] = tensor(1, &A, "1/2 1/2");
    ok(says(tensor_contract(&work, f, 2, b, 1), ". . ."), "all else with undefined is undefined");
    ok(says(tensor_contract(&work, f, 2, a, 1), "1/2 ."), "row by row");
    f[0] = tensor(2, ab, "1/2 1/4 1/4 0 0 0");
    ok(says(tensor_condition(&work, f[0], &B.id, 1), "1/2 1/4 1/4 . . ."), "over zero is undefined");
    struct tensor *tiny = tensor(1, &A, "1e-400 1e-400");
    ok(says(tensor_condition(&work, tiny, &A.id, 1), "1/2 1/2") && !tensor_zero(tiny, 0) && !(tiny->p[0] > 0),
       "what is too small for a double is not zero");
}

static void test_mixtures(void)
{
    start();
    const uint32_t none[1] = {0};
    struct tensor *count = tensor_new(&work, 1, &A), *rounded = tensor_new(&work, 1, &A);
    const struct tensor *f[] = {tensor(1, &A, "1/3 2/3"), count};
    count->p[0] = 3;
    count->p[1] = 0;
    ok(says(tensor_contract(&work, f, 2, none, 0), "1"), "whole numbers are exact as they are");
    rounded->p[0] = rounded->p[1] = 0.5;
    f[1] = rounded;
    struct tensor *t = tensor_contract(&work, f, 2, none, 0);
    ok(t && !t->exact && t->p[0] == 0.5, "decimals are not: the result is one");
    ok((t = tensor_quotient(&work, f[0], rounded)) && !t->exact, "nor is a quotient by them");
    f[0] = count;
    ok((t = tensor_contract(&work, f, 1, none, 0)) && !t->exact, "and whole numbers alone stay doubles");
}

static void test_written(void)
{
    start();
    const struct str texts[] = {STR("1/3"), STR("2/3"), STR("0.1"), STR("0.2")};
    const struct axis aa[] = {A, C};
    struct tensor *t = tensor_new(&work, 2, aa);
    const struct str *written;
    ok(tensor_make_exact(&work, t, texts, 2) && says(t, "1/3 2/3 1/3 2/3"), "rows are divided by their sums");
    ok(t->p[2] == 1.0 / 3, "and their doubles are the nearest");
    ok(tensor_written(&work, t, &written) && str_eq(written[3], STR("2/3")), "and written again");
    t->exact = NULL;
    ok(tensor_written(&work, t, &written) && written == box_rounded, "what was rounded says so");
    t->p[0] = 0.5, t->p[1] = 0.5, t->p[2] = 1, t->p[3] = 0;
    const struct str bad[] = {STR("1/2"), STR("half"), STR("1"), STR("0")};
    ok(!tensor_make_exact(&work, t, bad, 2) && diags.n == 1 && strcmp(diags.list[0].code, "bad-number") == 0,
       "texts that are no numbers are refused");
    diags.n = diags.errors = 0;
    ok(tensor_make_exact(&work, t, NULL, 2) && says(t, "1/2 1/2 1 0"), "doubles are their shortest decimals");
}

static bool refused(const char *code)
{
    bool is = diags.n == 1 && strcmp(diags.list[0].code, code) == 0;
    if (is)
        printf("# %.*s\n", STR_ARG(diags.list[0].message));
    return is;
}

static void test_refusals(void)
{
    enum { MANY = 20 };
    const struct tensor *f[MANY];
    uint32_t keep[MANY];
    double limit = machine_memory_limit();
    start();
    for (uint32_t i = 0; i < MANY; i++) {
        f[i] = tensor(1, &(struct axis){i, 2}, "1/3 2/3");
        keep[i] = i;
    }
    machine_set_memory_limit(2e7);
    ok(!tensor_contract(&work, f, MANY, keep, MANY) && refused("too-large-exact"), "too many cells");
    machine_set_memory_limit(limit);
    start();
    char digits[20000];
    memset(digits, '7', sizeof digits - 1);
    memcpy(digits, "0.", 2);
    digits[sizeof digits - 1] = '\0';
    for (uint32_t i = 0; i < 3; i++) {
        struct tensor *t = tensor_new(&work, 0, NULL);
        bool good;
        f[i] = t;
        if (!tensor_exact_cells(&work, t) || !rational_parse(t->exact, &work, str_of(digits), &good))
            t->exact = NULL;
    }
    ok(!tensor_contract(&work, f, 3, keep, 0) && refused("too-large-exact"), "too many digits");
    start();
    for (uint32_t i = 0; i < 3; i++)
        f[i] = tensor(1, &(struct axis){1, 2}, "1/3 2/3");
    interrupt_flag = 1;
    ok(!tensor_contract(&work, f, 3, keep, 0) && refused("interrupted"), "interrupted");
    interrupt_flag = 0;
    start();
}

static bool every_operation(void)
{
    const struct axis ab[] = {A, B}, bc[] = {B, C};
    const struct tensor *f[] = {
        tensor(2, ab, "1/2 1/3 1/6 123456789012345678901/1000000000000000000000 0.3 0.7"),
        tensor(2, bc, "0.1 0.9 1/3 2/3 1 0"), tensor(1, &A, "3/5 2/5")};
    const uint32_t c[] = {3};
    const struct str *written;
    struct tensor *t = f[0] && f[1] && f[2] ? tensor_contract(&work, f, 3, c, 1) : NULL;
    return t && tensor_condition(&work, t, c, 1) && tensor_slice(&work, f[0], 1, 1) &&
           tensor_written(&work, t, &written) && tensor_keep(&work, t);
}

static void test_memory(void)
{
    int silent = 0;
    for (long n = 0;; n++) {
        start();
        mem_fail_after(n);
        bool good = every_operation(), failed = mem_failed();
        mem_fail_after(-1);
        if (!failed) {
            ok(good && n > 20, "with all memory all is computed (%ld requests)", n);
            break;
        }
        silent += !good && !diags.out_of_memory;
    }
    ok(silent == 0, "each want of memory is reported (%d are not)", silent);
}

int main(void)
{
    test_contraction();
    test_undefined();
    test_mixtures();
    test_written();
    test_refusals();
    test_memory();
    arena_free(&arena);
    return tap_done();
}
