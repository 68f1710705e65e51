/* entries.c -- tables whose numbers are gathered first, in the order of their matrix: child fastest, the last
 * parent next. */
#include "formats/formats_int.h"

#include "base/interrupt.h"

#include <math.h>
#include <string.h>

/* What a row of doubles that are taken as they are may miss 1 by: as in the language itself. */
static const double KEPT = 1e-9;

bool entries_read(struct entries *e, struct scan *s, const char *stops)
{
    struct number number;
    if (interrupted())
        return diag_interrupted(s->w->diags);
    const char *end = number_read(s->p, &number);
    if (!end || (end < s->end && !strchr(stops, *end))) {
        const char *to = s->p;
        while (to < s->end && !strchr(stops, *to))
            to++;
        return scan_expected(s, s->p, to, "a number");
    }
    struct str text = {s->p, (size_t)(end - s->p)};
    s->p = end;
    return ARENA_PUSH(s->draft, e->text, e->n, e->cap, text) || diag_oom(s->w->diags);
}

static bool wrong_length(const struct entries *e, struct net *n, uint32_t v, size_t rows, size_t row)
{
    const struct net_var *x = &n->var[v];
    diag_error(n->s->w->diags, "table-shape", x->table.at,
               "the table of `%.*s` needs %zu numbers, and there are %zu", STR_ARG(x->name), rows * row,
               e->n);
    return diag_hint(n->s->w->diags, "one for each of its %zu states%s", row,
                     x->nin ? " and each setting of its parents" : "");
}

/* Copy the stretch of text that holds the entries, and let them point there. */
static struct str *keep_texts(const struct entries *e, struct net *n)
{
    struct str *written = ARENA_NEW(n->s->w->arena, struct str, e->n);
    const char *from = e->text[0].s, *to = e->text[e->n - 1].s + e->text[e->n - 1].n;
    struct str copy = str_dup(n->s->w->arena, (struct str){from, (size_t)(to - from)});
    if (!written || !copy.s)
        return NULL;
    for (size_t i = 0; i < e->n; i++)
        written[i] = (struct str){copy.s + (e->text[i].s - from), e->text[i].n};
    return written;
}

static struct span span_of(const struct net *n, const struct str *first, const struct str *last)
{
    return scan_span(n->s, first->s, last->s + last->n);
}

static bool read_numbers(const struct entries *e, struct net *n, uint32_t v, double *p, bool *plain)
{
    struct number number;
    for (size_t i = 0; i < e->n; i++) {
        number_read(e->text[i].s, &number);
        if (!(number.x >= 0 && number.x <= 1 + 1e-6))
            return net_wrong_entry(n, v, number.x, span_of(n, &e->text[i], &e->text[i]));
        *plain = *plain && number.plain;
        p[i] = number.x;
    }
    return true;
}

/* Numbers of the right count, each in its range, into *out. */
static bool take_numbers(const struct entries *e, struct net *n, uint32_t v, double **out, size_t *rows,
                         size_t *row, bool *plain)
{
    struct net_var *x = &n->var[v];
    if (!net_cells(n, v, x->table.at, rows, row))
        return false;
    if (e->n != *rows * *row)
        return wrong_length(e, n, v, *rows, *row);
    *out = ARENA_NEW(n->s->w->arena, double, e->n);
    return *out ? read_numbers(e, n, v, *out, plain) : diag_oom(n->s->w->diags);
}

static bool check_row(const struct entries *e, struct net *n, uint32_t v, double *p, size_t i, size_t row,
                      bool *plain)
{
    double sum;
    const struct str *text = e->text + i * row;
    enum row_kind kind = row_check(p + i * row, (uint32_t)row, &sum);
    if (kind == ROW_WRONG)
        return net_wrong_row(n, v, i, sum, span_of(n, text, text + row - 1));
    if (kind == ROW_ROUNDED && (plain || fabs(sum - 1) > KEPT))
        row_divide(p + i * row, text, (uint32_t)row, sum);
    if (plain)
        *plain = *plain && kind == ROW_SUMS;
    return true;
}

bool entries_fill(const struct entries *e, struct net *n, uint32_t v)
{
    size_t rows, row;
    bool plain = true;
    double *p;
    if (!take_numbers(e, n, v, &p, &rows, &row, &plain))
        return false;
    for (size_t i = 0; i < rows; i++)
        if (!check_row(e, n, v, p, i, row, &plain))
            return false;
    n->var[v].table.p = p;
    return plain || (n->var[v].table.written = keep_texts(e, n)) || diag_oom(n->s->w->diags);
}

bool entries_keep(const struct entries *e, struct net *n, uint32_t v)
{
    size_t rows, row;
    bool plain = true;
    double *p;
    if (!take_numbers(e, n, v, &p, &rows, &row, &plain))
        return false;
    for (size_t i = 0; i < rows; i++)
        if (!check_row(e, n, v, p, i, row, NULL))
            return false;
    n->var[v].table.p = p;
    return true;
}

double *entries_doubles(const struct entries *e, struct work *w)
{
    struct number number;
    double *p = ARENA_NEW(w->arena, double, e->n);
    if (!p)
        diag_oom(w->diags);
    for (size_t i = 0; p && i < e->n; i++) {
        number_read(e->text[i].s, &number);
        p[i] = number.x;
    }
    return p;
}
