/* symbols.c -- sets of symbols as sorted lists. */
#include "identify/symbols.h"

#include <stdlib.h>

int symbol_cmp(struct symbol a, struct symbol b)
{
    if (a.var != b.var)
        return a.var < b.var ? -1 : 1;
    return (a.prime > b.prime) - (a.prime < b.prime);
}

static int compare(const void *a, const void *b)
{
    return symbol_cmp(*(const struct symbol *)a, *(const struct symbol *)b);
}

bool symbols_have(struct symbols s, struct symbol x)
{
    return s.n && bsearch(&x, s.at, s.n, sizeof x, compare);
}

uint32_t symbols_place(struct symbols s, struct symbol x)
{
    const struct symbol *p = bsearch(&x, s.at, s.n, sizeof x, compare);
    return (uint32_t)(p - s.at);
}

bool symbols_meet(struct symbols a, struct symbols b)
{
    for (uint32_t i = 0, j = 0; i < a.n && j < b.n;) {
        int c = symbol_cmp(a.at[i], b.at[j]);
        if (!c)
            return true;
        if (c < 0)
            i++;
        else
            j++;
    }
    return false;
}

bool symbols_within(struct symbols a, struct symbols b)
{
    uint32_t i = 0;
    for (uint32_t j = 0; i < a.n && j < b.n; j++)
        if (symbol_eq(a.at[i], b.at[j]))
            i++;
    return i == a.n;
}

bool symbols_eq(struct symbols a, struct symbols b)
{
    return a.n == b.n && symbols_within(a, b);
}

bool symbols_of(struct work *w, struct symbols *out, const struct symbol *from, uint32_t n)
{
    struct symbol *at = ARENA_NEW(w->arena, struct symbol, n);
    uint32_t m = 0;
    *out = (struct symbols){0};
    if (!at)
        return diag_oom(w->diags);
    for (uint32_t i = 0; i < n; i++)
        at[i] = from[i];
    if (n)
        qsort(at, n, sizeof *at, compare);
    for (uint32_t i = 0; i < n; i++)
        if (!m || !symbol_eq(at[m - 1], at[i]))
            at[m++] = at[i];
    *out = (struct symbols){at, m};
    return true;
}

bool symbols_join(struct work *w, struct symbols *out, struct symbols a, struct symbols b)
{
    struct symbol *at = ARENA_NEW(w->arena, struct symbol, (size_t)a.n + b.n);
    uint32_t i = 0, j = 0, n = 0;
    if (!at)
        return diag_oom(w->diags);
    while (i < a.n || j < b.n) {
        int c = i == a.n ? 1 : j == b.n ? -1 : symbol_cmp(a.at[i], b.at[j]);
        at[n++] = c <= 0 ? a.at[i] : b.at[j];
        i += c <= 0;
        j += c >= 0;
    }
    *out = (struct symbols){at, n};
    return true;
}

bool symbols_minus(struct work *w, struct symbols *out, struct symbols a, struct symbols b)
{
    struct symbol *at = ARENA_NEW(w->arena, struct symbol, a.n);
    uint32_t n = 0;
    if (!at)
        return diag_oom(w->diags);
    for (uint32_t i = 0; i < a.n; i++)
        if (!symbols_have(b, a.at[i]))
            at[n++] = a.at[i];
    *out = (struct symbols){at, n};
    return true;
}
