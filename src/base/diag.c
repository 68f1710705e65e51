/* diag.c -- collecting diagnostics. */
#include "base/diag.h"

#include <stdarg.h>
#include <stdio.h>

static struct str format(struct arena *a, const char *fmt, va_list ap)
{
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    char *p = n < 0 ? NULL : arena_alloc(a, (size_t)n + 1);
    if (p)
        vsnprintf(p, (size_t)n + 1, fmt, again);
    va_end(again);
    return (struct str){p, p ? (size_t)n : 0};
}

static void add(struct diags *d, struct diag item)
{
    item.text = d->text;
    if (item.severity == DIAG_ERROR)
        d->errors++;
    d->lost = !item.message.s || !ARENA_PUSH(d->arena, d->list, d->n, d->cap, item);
    if (d->lost)
        d->out_of_memory = true;
}

bool diag_error(struct diags *d, const char *code, struct span at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    add(d, (struct diag){
               .severity = DIAG_ERROR, .code = code, .span = at, .message = format(d->arena, fmt, ap)});
    va_end(ap);
    return false;
}

void diag_warn(struct diags *d, const char *code, struct span at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    add(d, (struct diag){
               .severity = DIAG_WARNING, .code = code, .span = at, .message = format(d->arena, fmt, ap)});
    va_end(ap);
}

bool diag_hint(struct diags *d, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    if (d->n && !d->lost)
        d->list[d->n - 1].hint = format(d->arena, fmt, ap);
    va_end(ap);
    return false;
}

bool diag_nearest(struct diags *d, struct str name, const struct str *candidates, size_t count,
                  const char *otherwise)
{
    long k = str_nearest(name, candidates, count);
    if (k >= 0)
        return diag_hint(d, "did you mean `%.*s`?", STR_ARG(candidates[k]));
    return otherwise ? diag_hint(d, "%s", otherwise) : false;
}

bool diag_oom(struct diags *d)
{
    d->out_of_memory = true;
    return diag_error(d, "out-of-memory", NO_SPAN, "out of memory");
}

bool diag_interrupted(struct diags *d)
{
    return diag_error(d, "interrupted", NO_SPAN, "interrupted");
}

void diags_append(struct diags *d, const struct diags *from)
{
    for (size_t i = 0; i < from->n; i++) {
        const struct diag *o = &from->list[i];
        struct diag copy = *o;
        copy.message = str_dup(d->arena, o->message);
        copy.hint = str_dup(d->arena, o->hint);
        add(d, copy);
    }
    d->out_of_memory = d->out_of_memory || from->out_of_memory;
}

struct place text_place(const struct text *t, uint32_t offset)
{
    struct place p = {.line = 1, .column = 1};
    if (offset > t->body.n)
        offset = (uint32_t)t->body.n;
    for (uint32_t i = 0; i < offset; i++) {
        unsigned char c = (unsigned char)t->body.s[i];
        if (c == '\n') {
            p.line++;
            p.column = 1;
            p.line_start = i + 1;
        } else if ((c & 0xC0) != 0x80) {
            p.column++;
        }
    }
    uint32_t end = p.line_start;
    while (end < t->body.n && t->body.s[end] != '\n' && t->body.s[end] != '\r')
        end++;
    p.text = (struct str){t->body.s + p.line_start, end - p.line_start};
    return p;
}
