/* buf.c -- a growing byte buffer with a sticky failure flag. */
#include "base/buf.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static bool reserve(struct buf *b, size_t more)
{
    if (b->failed || more > SIZE_MAX / 2 - b->n) {
        b->failed = true;
        return false;
    }
    if (b->n + more + 1 <= b->cap)
        return true;
    size_t cap = b->cap ? b->cap * 2 : 256;
    while (cap < b->n + more + 1)
        cap *= 2;
    char *s = mem_resize(b->s, cap);
    if (!s) {
        b->failed = true;
        return false;
    }
    b->s = s;
    b->cap = cap;
    return true;
}

void buf_put(struct buf *b, struct str s)
{
    if (!reserve(b, s.n))
        return;
    if (s.n)
        memcpy(b->s + b->n, s.s, s.n);
    b->n += s.n;
    b->s[b->n] = '\0';
}

void buf_puts(struct buf *b, const char *s)
{
    buf_put(b, str_of(s));
}

void buf_putc(struct buf *b, char c)
{
    buf_put(b, (struct str){&c, 1});
}

void buf_fill(struct buf *b, char c, size_t count)
{
    if (!reserve(b, count))
        return;
    memset(b->s + b->n, c, count);
    b->n += count;
    b->s[b->n] = '\0';
}

void buf_fmt(struct buf *b, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0 || !reserve(b, (size_t)n)) {
        b->failed = true;
        return;
    }
    va_start(ap, fmt);
    vsnprintf(b->s + b->n, (size_t)n + 1, fmt, ap);
    va_end(ap);
    b->n += (size_t)n;
}

struct str buf_str(const struct buf *b)
{
    return (struct str){b->s ? b->s : "", b->n};
}

void buf_free(struct buf *b)
{
    mem_free(b->s);
    *b = (struct buf){0};
}
