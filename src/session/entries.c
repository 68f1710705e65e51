/* entries.c -- the entries of a matrix as they come: the doubles, and texts where these are not all there is.
 *
 * A literal of at most 15 digits is the shortest decimal of its double, so that an ordinary table needs no
 * texts. */
#include "session/session_int.h"

#include <stdio.h>
#include <stdlib.h>

bool entries_begin(struct entries *e, struct run *r, struct work *keep, size_t cells)
{
    *e = (struct entries){.keep = keep, .cells = cells, .p = ARENA_NEW(keep->arena, double, cells)};
    return e->p || diag_oom(r->w.diags);
}

static bool put_text(struct run *r, struct entries *e, size_t at, struct rational x)
{
    struct buf b = {0};
    if (!e->written && !(e->written = ARENA_NEW(e->keep->arena, struct str, e->cells)))
        return diag_oom(r->w.diags);
    rational_put(&b, x);
    e->written[at] = b.failed ? (struct str){NULL, 0} : str_dup(e->keep->arena, buf_str(&b));
    buf_free(&b);
    return e->written[at].s || diag_oom(r->w.diags);
}

bool entries_put(struct run *r, struct entries *e, size_t at, const struct value *v)
{
    struct rational shortest;
    e->p[e->from + at] = v->number;
    if (!v->is_exact) {
        e->rounded = true;
        return true;
    }
    return rational_of_double(&shortest, &r->w, v->number) &&
           (rational_equal(shortest, v->exact) || put_text(r, e, e->from + at, v->exact));
}

/* The shortest decimals of the entries that need no text, so that all have one. */
bool entries_end(struct run *r, struct entries *e, const struct str **written)
{
    *written = e->rounded ? box_rounded : e->written;
    for (size_t i = 0; *written == e->written && e->written && i < e->cells; i++) {
        char s[40];
        if (e->written[i].s)
            continue;
        for (int digits = 15; digits <= 17; digits++) {
            snprintf(s, sizeof s, "%.*g", digits, e->p[i]);
            if (!(strtod(s, NULL) < e->p[i]) && !(strtod(s, NULL) > e->p[i]))
                break;
        }
        if (!(e->written[i] = str_dup(e->keep->arena, str_of(s))).s)
            return diag_oom(r->w.diags);
    }
    return true;
}

/* Digits of a plain decimal, 16 when it is none. */
static unsigned digits_of(struct str text)
{
    unsigned n = 0;
    for (size_t i = 0; i < text.n; i++)
        if (text.s[i] >= '0' && text.s[i] <= '9')
            n++;
        else if (text.s[i] != '.')
            return 16;
    return n;
}

bool entries_evaluate(struct run *r, struct entries *e, size_t at, const struct ast *entry)
{
    struct value v;
    if (entry->kind == AST_NUMBER && digits_of(entry->text) <= 15) {
        e->p[e->from + at] = entry->number;
        return true;
    }
    return value_eval(r, entry, &v) && value_is_number(r, entry, &v) && entries_put(r, e, at, &v);
}
