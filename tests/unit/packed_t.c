/* packed_t.c -- gzip files: whole, of several members, cut short, damaged, too large. */
#include "base/mem.h"
#include "packed/packed.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

/* Unpack: what it gave, or the code of the error. */
static struct str unpack(struct arena *a, struct str bytes, size_t most, const char **code)
{
    struct diags d = {.arena = a};
    struct work w = {a, &d, NULL};
    struct str out = STR("");
    *code = packed_open(&out, &w, bytes, most, STR("x.gz"), NO_SPAN) ? NULL : d.list[0].code;
    return out;
}

static bool fails(struct str bytes, size_t most, const char *code)
{
    struct arena a = {0};
    const char *got;
    char *copy = malloc(bytes.n ? bytes.n : 1);
    if (!copy)
        return false;
    memcpy(copy, bytes.s, bytes.n);
    unpack(&a, (struct str){copy, bytes.n}, most, &got);
    bool good = got && strcmp(got, code) == 0;
    if (!good)
        printf("# %s\n", got ? got : "no error");
    arena_free(&a);
    free(copy);
    return good;
}

static bool comes_back(struct str text)
{
    struct arena a = {0};
    struct buf b = {0};
    const char *code;
    packed_put(&b, text);
    struct str out = unpack(&a, buf_str(&b), 1 << 27, &code);
    bool good = !code && str_eq(out, text) && out.s[out.n] == 0 && packed_is(buf_str(&b));
    buf_free(&b);
    arena_free(&a);
    return good;
}

static void whole(void)
{
    struct buf big = {0};
    for (unsigned i = 0; i < 200000; i++)
        buf_fmt(&big, "%u, ", i * 2654435761u);
    ok(comes_back(STR("")), "nothing comes back as nothing");
    ok(comes_back(STR("hello")), "a word comes back");
    ok(comes_back(buf_str(&big)), "two megabytes come back");
    struct buf two = {0};
    struct arena a = {0};
    const char *code;
    packed_put(&two, STR("one, "));
    packed_put(&two, STR("two"));
    struct str out = unpack(&a, buf_str(&two), 100, &code);
    ok(!code && str_eq(out, STR("one, two")), "a file of two members is both");
    arena_free(&a);
    buf_free(&two);
    buf_free(&big);
}

static void broken(void)
{
    struct buf b = {0};
    unsigned wrong = 0;
    packed_put(&b, STR("The quick brown fox jumps over the lazy dog, and again: the quick brown fox."));
    for (size_t n = 2; n < b.n; n++)
        wrong += !fails((struct str){b.s, n}, 1000, "packed");
    ok(wrong == 0, "cut short at any byte it is refused");
    ok(fails(buf_str(&b), 20, "packed-large"), "what unpacks to more than is allowed is refused");
    unsigned accepted = 0;
    for (size_t i = 10; i < b.n; i++) { /* the head has bytes that mean nothing */
        b.s[i] = (char)(b.s[i] ^ 0x10);
        struct arena a = {0};
        const char *code;
        struct str out = unpack(&a, buf_str(&b), 1000, &code);
        accepted += !code && !str_starts(out, STR("The quick brown fox jumps over the lazy dog, and"));
        arena_free(&a);
        b.s[i] = (char)(b.s[i] ^ 0x10);
    }
    ok(accepted == 0, "a damaged byte is noticed, or does not matter");
    buf_put(&b, STR("rubbish"));
    ok(fails(buf_str(&b), 1000, "packed"), "something behind the end is refused");
    buf_free(&b);
}

static void bomb(void)
{
    struct buf zeros = {0}, b = {0};
    buf_fill(&zeros, 'x', 1 << 24);
    packed_put(&b, buf_str(&zeros));
    ok(b.n < 1 << 15 && fails(buf_str(&b), 1 << 20, "packed-large"),
       "a small file that unpacks to a large one");
    buf_free(&zeros);
    buf_free(&b);
}

static void memory(void)
{
    struct buf b = {0};
    unsigned wrong = 0, tries = 0;
    packed_put(&b, STR("one word and another word"));
    for (long n = 0; n < 1000; n++) {
        struct arena a = {0};
        struct diags d = {.arena = &a};
        struct work w = {&a, &d, NULL};
        struct str out;
        mem_fail_after(n);
        bool good = packed_open(&out, &w, buf_str(&b), 1000, STR("x.gz"), NO_SPAN);
        bool failed = mem_failed();
        mem_fail_after(-1);
        wrong += failed && !good && !d.out_of_memory;
        arena_free(&a);
        tries++;
        if (!failed)
            break;
    }
    ok(wrong == 0 && tries > 2, "without memory it says so, at each of %u requests", tries - 1);
    struct buf out = {0};
    mem_fail_after(0);
    packed_put(&out, STR("text"));
    mem_fail_after(-1);
    ok(out.failed, "and so does packing");
    buf_free(&out);
    buf_free(&b);
}

int main(void)
{
    whole();
    broken();
    bomb();
    memory();
    return tap_done();
}
