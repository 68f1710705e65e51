/* lang_fuzz.c -- any bytes: lexer, layout, parser, printer. Nothing may crash, and what was understood must
 * print as text that parses to an equal tree, and prints the same again. */
#include "base/arena.h"
#include "base/buf.h"
#include "lang/lang.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void fail(const char *why, const struct buf *printed)
{
    fprintf(stderr, "%s:\n%s\n", why, printed->s ? printed->s : "");
    abort();
}

static void round_trip(struct work *w, const struct ast *script)
{
    struct buf once = {0}, twice = {0};
    struct ast *again = NULL;
    ast_print(&once, script);
    struct text text = {STR("printed"), buf_str(&once)};
    if (lang_parse(&again, w, &text) != LANG_OK)
        fail("the printed tree does not parse", &once);
    if (!ast_equal(script, again))
        fail("the printed tree parses to another tree", &once);
    ast_print(&twice, again);
    if (!str_eq(buf_str(&once), buf_str(&twice)))
        fail("printing is not stable", &once);
    buf_free(&once);
    buf_free(&twice);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    char *copy = malloc(size ? size : 1); /* its own block, so that reading past the end is noticed */
    if (!copy)
        return 0;
    if (size)
        memcpy(copy, data, size);
    struct arena arena = {0};
    struct diags diags = {.arena = &arena};
    struct work w = {&arena, &diags, NULL};
    struct text text = {STR("fuzz"), {copy, size}};
    struct ast *script = NULL;
    struct buf out = {0};
    const char *words[64];

    enum lang_status status = lang_parse(&script, &w, &text);
    if ((status == LANG_OK) != (diags.n == 0))
        fail("status and diagnostics disagree", &out);
    if (lang_incomplete(text.body) != (status == LANG_INCOMPLETE))
        fail("lang_incomplete and lang_parse disagree", &out);
    for (size_t i = 0; i < diags.n; i++)
        if (diags.list[i].span.start > diags.list[i].span.end || diags.list[i].span.end > size)
            fail("a span outside the text", &out);
    if (script) {
        ast_dump(&out, script);
        round_trip(&w, script);
    }
    lang_dump_tokens(&out, &w, &text);
    lang_expected(text.body, words, sizeof words / sizeof *words);
    buf_free(&out);
    arena_free(&arena);
    free(copy);
    return 0;
}
