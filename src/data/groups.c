/* groups.c -- what the engines have in common. */
#include "data/groups.h"

#include "base/buf.h"
#include "base/secret.h"
#include "data/data_int.h"

#include <math.h>

bool groups_columns(const struct group_query *q, const struct str *names, size_t n)
{
    size_t *found = ARENA_NEW(q->w->arena, size_t, (size_t)q->ncolumns + 1);
    return found ? intake_columns(q->w, q->request, names, n, found) : diag_oom(q->w->diags);
}

bool groups_row(const struct group_query *q, const struct str *value, const struct group *group)
{
    const char *what = NULL;
    if (q->weight.n && group->known < group->rows)
        what = "is missing";
    else if (q->weight.n && group->least < 0)
        what = "is negative";
    else if (!isfinite(group->weight))
        what = "is not a number";
    if (!what)
        return q->row(q->cx, value, group);
    diag_error(q->w->diags, "bad-weight", q->at, "a weight in column `%.*s` of `%.*s` %s", STR_ARG(q->weight),
               STR_ARG(q->url->shown), what);
    return diag_hint(q->w->diags, "a weight says how many observations the row stands for: 0 or more");
}

bool groups_tables(const struct group_query *q, const struct str *names, size_t n)
{
    enum { FEW = 12 };
    struct str wanted = q->url->part[q->url->nparts - 1];
    struct buf b = {0};
    for (size_t i = 0; i < n; i++) {
        if (str_eq(names[i], wanted))
            n = 0; /* it is there: something else is wrong */
        else if (n <= FEW) {
            buf_puts(&b, i ? ", " : "its tables are ");
            buf_put(&b, names[i]);
        }
    }
    buf_putc(&b, '\0');
    if (n > 0 && !b.failed)
        diag_nearest(q->w->diags, wanted, names, n, n > FEW ? NULL : b.s);
    buf_free(&b);
    return false;
}

/* The words without the lines and control characters in them, which a message has not. */
static struct str one_line(struct arena *a, struct str s)
{
    char *out = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; out && i < s.n; i++) {
        bool blank = (unsigned char)s.s[i] <= ' ' || s.s[i] == 0x7F;
        if (!blank)
            out[n++] = s.s[i];
        else if (n && out[n - 1] != ' ')
            out[n++] = ' ';
    }
    while (n && out[n - 1] == ' ')
        n--;
    return out ? (struct str){out, n} : STR("");
}

bool groups_error(const struct group_query *q, const char *doing, struct str words)
{
    struct arena *a = q->w->arena;
    struct str line = one_line(a, secret_masked(a, words));
    return diag_error(q->w->diags, "database", q->at, "%s `%.*s`: %.*s", doing, STR_ARG(q->url->shown),
                      STR_ARG(line));
}
