/* columns.c -- the columns of a source that are wanted, by name. */
#include "base/buf.h"
#include "data/data_int.h"
#include "lang/lang.h"

#include <string.h>

enum { NAMES_LISTED = 100 };

/* As they are written in the language, so that blanks at their ends and odd characters are seen. */
static void put_names(struct work *w, struct buf *b, const struct str *names, size_t n)
{
    for (size_t i = 0; i < n && i < NAMES_LISTED; i++) {
        buf_puts(b, i ? ", " : "");
        lang_put_state(b, intake_shown(w->arena, names[i]));
    }
    if (n > NAMES_LISTED)
        buf_fmt(b, " and %zu more", n - NAMES_LISTED);
}

bool intake_hint_names(struct work *w, struct str name, const struct str *names, size_t n, const char *what,
                       const char *more)
{
    struct buf b = {0};
    put_names(w, &b, names, n);
    struct str all = buf_str(&b);
    long k = str_nearest(name, names, n);
    if (k >= 0)
        diag_hint(w->diags, "did you mean `%.*s`? (%s: %.*s%s)", STR_ARG(names[k]), what, STR_ARG(all), more);
    else
        diag_hint(w->diags, "its %s are %.*s%s", what, STR_ARG(all), more);
    buf_free(&b);
    return false;
}

/* The header of a file whose fields are separated by another character is one name. False: it is not. */
static bool hint_separator(struct work *w, const struct data_request *q, const struct str *name, size_t n)
{
    static const char separators[] = ";\t|,";
    const char *c = separators, used = q->separator ? q->separator : ',';
    if (n != 1)
        return false;
    while (*c && (*c == used || !memchr(name[0].s, *c, name[0].n)))
        c++;
    if (!*c)
        return false;
    struct str only = intake_shown(w->arena, name[0]);
    if (*c == '\t')
        diag_hint(w->diags,
                  "its only column is `%.*s`: are its fields separated by tabs? say `separator \"tab\"`",
                  STR_ARG(only));
    else
        diag_hint(w->diags,
                  "its only column is `%.*s`: are its fields separated by `%c`? say `separator \"%c\"`",
                  STR_ARG(only), *c, *c);
    return true;
}

static bool find_column(struct work *w, const struct data_request *q, struct str wanted,
                        const struct str *name, size_t n, size_t *out, const char *more)
{
    size_t found = n;
    for (size_t i = 0; i < n; i++) {
        if (!str_eq(name[i], wanted))
            continue;
        if (found < n) {
            diag_error(w->diags, "ambiguous-column", q->at, "`%.*s` has two columns called `%.*s`",
                       STR_ARG(q->name), STR_ARG(wanted));
            return diag_hint(w->diags, "rename one of columns %zu and %zu", found + 1, i + 1);
        }
        found = i;
    }
    *out = found;
    if (found < n)
        return true;
    diag_error(w->diags, "no-column", q->at, "`%.*s` has no column `%.*s`", STR_ARG(q->name),
               STR_ARG(wanted));
    return !hint_separator(w, q, name, n) && intake_hint_names(w, wanted, name, n, "columns", more);
}

bool intake_columns(struct work *w, const struct data_request *q, const struct str *name, size_t n,
                    size_t *found)
{
    for (uint32_t k = 0; k < q->nwant; k++)
        if (!find_column(w, q, q->want[k].name, name, n, &found[k],
                         "; one of another name is said by `with column as variable`"))
            return false;
    return q->weighting == WEIGHT_NONE || find_column(w, q, q->weight, name, n, &found[q->nwant], "");
}
