/* str.c -- slices, and the nearest name by Damerau-Levenshtein distance (adjacent swaps cost one). */
#include "base/str.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct str str_of(const char *s)
{
    return (struct str){s, s ? strlen(s) : 0};
}

bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.s, b.s, a.n) == 0);
}

int str_cmp(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.s, b.s, n) : 0;
    return c ? c : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(struct str s, struct str prefix)
{
    return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.s, prefix.s, prefix.n) == 0);
}

struct str str_dup(struct arena *a, struct str s)
{
    char *p = arena_alloc(a, s.n + 1);
    if (p && s.n)
        memcpy(p, s.s, s.n);
    return (struct str){p, p ? s.n : 0};
}

struct str str_fmt(struct arena *a, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    char *p = n < 0 ? NULL : arena_alloc(a, (size_t)n + 1);
    if (!p)
        return (struct str){NULL, 0};
    va_start(ap, fmt);
    vsnprintf(p, (size_t)n + 1, fmt, ap);
    va_end(ap);
    return (struct str){p, (size_t)n};
}

enum { LONGEST_COMPARED = 64 };

/* Twice the edit distance, so that a change of case can cost one half. */
static unsigned distance2(struct str a, struct str b)
{
    unsigned d[3][LONGEST_COMPARED + 1];
    unsigned *before = d[0], *above = d[1], *row = d[2];
    for (size_t j = 0; j <= b.n; j++)
        above[j] = 2 * (unsigned)j;
    for (size_t i = 1; i <= a.n; i++) {
        row[0] = 2 * (unsigned)i;
        for (size_t j = 1; j <= b.n; j++) {
            unsigned char x = (unsigned char)a.s[i - 1], y = (unsigned char)b.s[j - 1];
            unsigned change = x == y ? 0 : tolower(x) == tolower(y) ? 1 : 2;
            unsigned best = above[j - 1] + change;
            if (above[j] + 2 < best)
                best = above[j] + 2;
            if (row[j - 1] + 2 < best)
                best = row[j - 1] + 2;
            if (i > 1 && j > 1 && x == (unsigned char)b.s[j - 2] && a.s[i - 2] == b.s[j - 1] &&
                before[j - 2] + 2 < best)
                best = before[j - 2] + 2;
            row[j] = best;
        }
        unsigned *spare = before;
        before = above;
        above = row;
        row = spare;
    }
    return above[b.n];
}

long str_nearest(struct str name, const struct str *candidates, size_t count)
{
    long best = -1;
    unsigned least = 0;
    if (name.n > LONGEST_COMPARED)
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (candidates[i].n > LONGEST_COMPARED)
            continue;
        unsigned d = distance2(name, candidates[i]);
        size_t longer = name.n > candidates[i].n ? name.n : candidates[i].n;
        if (d > 2 * ((longer + 2) / 3) || d >= 2 * longer)
            continue;
        if (best < 0 || d < least) {
            best = (long)i;
            least = d;
        }
    }
    return best;
}
