/* formats_fuzz.c -- any bytes as a model in any format; the first says which. Nothing may crash; a refusal
 * has one error with a place in the text; and what was read can be written as JSON and reads back as the
 * same. */
#include "formats/formats.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void fail(const char *why)
{
    fprintf(stderr, "%s\n", why);
    abort();
}

static struct model *read_model(struct arena *keep, struct diags *d, enum format format,
                                const struct text *text, struct format_joint *joint)
{
    struct work w = {keep, d};
    return formats_read(&w, d->arena, format, text, STR("m"), joint);
}

static void check_error(const struct diags *d, const struct text *text)
{
    if (d->errors != 1)
        fail("not one error");
    const struct diag *e = &d->list[0];
    if (e->text != text || e->span.start > e->span.end || e->span.end > text->body.n || !e->hint.n)
        fail("an error without a place, or without advice");
}

static void check_back(const struct model *m, const struct format_joint *joint)
{
    struct buf once = {0}, twice = {0};
    struct arena keep = {0}, draft = {0};
    struct diags d = {.arena = &draft};
    struct work w = {&draft, &d};
    struct format_joint back;
    if (!formats_write(&once, &w, FORMAT_JSON, m, joint, NO_SPAN))
        fail("it cannot be written");
    struct text text = {STR("json"), buf_str(&once)};
    const struct model *n = read_model(&keep, &d, FORMAT_JSON, &text, &back);
    if (!n || !formats_write(&twice, &w, FORMAT_JSON, n, &back, NO_SPAN))
        fail("what was written cannot be read");
    if (!str_eq(buf_str(&once), buf_str(&twice)))
        fail("what was written reads as something else");
    buf_free(&once);
    buf_free(&twice);
    arena_free(&keep);
    arena_free(&draft);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    static const enum format formats[] = {FORMAT_BIF,     FORMAT_XMLBIF, FORMAT_NET,
                                          FORMAT_DAGITTY, FORMAT_DOT,    FORMAT_JSON};
    if (!size)
        return 0;
    enum format format = formats[(unsigned)(*data - '0') % 6];
    char *copy = malloc(size); /* its own block, so that reading past the NUL is noticed */
    if (!copy)
        return 0;
    memcpy(copy, data + 1, size - 1);
    copy[size - 1] = 0;
    struct arena keep = {0}, draft = {0};
    struct diags d = {.arena = &draft};
    struct text text = {STR("fuzz"), {copy, size - 1}};
    struct format_joint joint;
    const struct model *m = read_model(&keep, &d, format, &text, &joint);
    if (m)
        check_back(m, &joint);
    else
        check_error(&d, &text);
    arena_free(&keep);
    arena_free(&draft);
    free(copy);
    return 0;
}
