/* lang_memory_t.c -- every request for memory may fail: the parse fails with a diagnostic, and nothing leaks
 * (run under AddressSanitizer or valgrind). */
#include "base/buf.h"
#include "base/mem.h"
#include "lang/lang.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static const char good[] =
    "type T = {a: 1, b}\n"
    "model m \"d\\\"oc\" { var X : {no, yes}; {A, B} -> C; P(C | A) = { a: [1, 0]; else: [0, 1] } }\n"
    "box f[p] \"d\" (a: A, b: {x, y}) -> (c: C) ~ [p, 1 - p]\ndiagram d \"d\" (a: A) -> (c: C) { b, c ~ "
    "f[.5](a) }\n"
    "draw do(d ; id[A * B, {x}, ()], {X}, X = x, X -> Y = y, X ~ [1]) as dag after to \"f\" dir lr\n"
    "assert P(C = - 1 | do(S ~ [0.5, 0.12345678901234567890123456789012345678901234567890123456789"
    "012345678901234567890])) == 1 +- 1e-3\n";
static const char wrong[] = "let = 1\nP(C\nlet x = \"a\\q\"\nmodel m { X -> }\ndiagram d() -> () { b = f "
                            "}\ndraw m \"x\"\nf ;\nlet y = cut d\nobserve m form \"x";

struct run {
    bool failed; /* a request was refused */
    bool quiet;  /* in the parse, which did not say so */
};

/* Everything that is done with a text, the k-th request for memory failing. */
static struct run run(const char *text, long k)
{
    struct arena arena = {0};
    struct diags diags = {.arena = &arena};
    struct work w = {&arena, &diags, NULL};
    struct text whole = {STR("test"), str_of(text)};
    struct ast *script = NULL;
    struct buf out = {0};
    mem_fail_after(k);
    enum lang_status status = lang_parse(&script, &w, &whole);
    struct run r = {.quiet = mem_failed() && status != LANG_FATAL};
    lang_incomplete(whole.body);
    lang_dump_tokens(&out, &w, &whole);
    const char *words[8];
    lang_expected(whole.body, words, 8);
    if (script) {
        ast_print(&out, script);
        ast_dump(&out, script);
    }
    r.failed = mem_failed();
    mem_fail_after(-1);
    buf_free(&out);
    arena_free(&arena);
    return r;
}

static void every_request(const char *text, const char *what)
{
    long k = 0, quiet = 0;
    for (struct run r = run(text, 0); r.failed && k < 10000; r = run(text, ++k))
        quiet += r.quiet;
    ok(k > 5 && k < 10000 && quiet == 0, "%s: %ld requests fail in turn, each is fatal (%ld not)", what, k,
       quiet);
}

/* Long enough for the arrays to grow. */
static char *repeated(const char *text, size_t times)
{
    size_t n = strlen(text);
    char *s = malloc(n * times + 1);
    for (size_t i = 0; i < times; i++)
        memcpy(s + i * n, text, n);
    s[n * times] = '\0';
    return s;
}

int main(void)
{
    char *much = repeated(good, 100), *wide = repeated("x, ", 2000);
    every_request(good, "a good script");
    every_request(wrong, "a wrong script");
    every_request(much, "a long script");
    memcpy(wide, "f(", 2);
    every_request(wide, "a long list");
    free(much);
    free(wide);
    return tap_done();
}
