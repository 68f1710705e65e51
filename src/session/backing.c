/* backing.c -- what stands behind a computed value: which of the queries in it were checked, and the
 * conditions that never happen when it is undefined. */
#include "session/session_int.h"

#include <math.h>

static bool same_names(const struct str *a, const struct str *b, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (!str_eq(a[i], b[i]))
            return false;
    return true;
}

static bool listed(const struct backing *b, const struct named_cell *c)
{
    for (uint32_t i = 0; i < b->nmissing; i++)
        if (b->missing[i].n == c->n && same_names(b->missing[i].var, c->var, c->n) &&
            same_names(b->missing[i].state, c->state, c->n))
            return true;
    return false;
}

static void add_missing(struct backing *b, const struct named_cell *cell, uint32_t n, bool more)
{
    b->more_missing = b->more_missing || more;
    for (uint32_t i = 0; i < n; i++) {
        if (listed(b, &cell[i]))
            continue;
        if (b->nmissing < LIMIT_MISSING)
            b->missing[b->nmissing++] = cell[i];
        else
            b->more_missing = true;
    }
}

void backing_inexact(struct run *r, struct str why)
{
    if (!r->backing.inexact.n)
        r->backing.inexact = why;
}

bool backing_add_answer(struct run *r, const struct query *q, const struct answer *a)
{
    struct backing *b = &r->backing;
    struct str why = a->unverified.n ? a->unverified : STR("it was asked without `verify`");
    if (a->kind == ANSWER_NUMBER && isnan(a->number))
        add_missing(b, a->missing, a->nmissing, a->more_missing);
    backing_inexact(r, a->inexact);
    if (!q->ndos) /* there is one route only */
        return true;
    if (a->verified || a->formula_verified) {
        b->checked++;
        b->roughly = b->roughly || !a->exactly;
        b->difference = fmax(b->difference, a->difference);
        if (!a->exactly) /* random mechanisms are rounded */
            b->difference = fmax(b->difference, a->formula_difference);
        return true;
    }
    if (b->unchecked++ == 0)
        b->unverified = str_fmt(r->w.arena, "%.*s: %.*s", STR_ARG(a->query), STR_ARG(why));
    return b->unverified.s || diag_oom(r->w.diags);
}

void backing_add(struct run *r, const struct backing *from)
{
    struct backing *b = &r->backing;
    add_missing(b, from->missing, from->nmissing, from->more_missing);
    backing_inexact(r, from->inexact);
    b->checked += from->checked;
    b->roughly = b->roughly || from->roughly;
    b->difference = fmax(b->difference, from->difference);
    if (b->unchecked == 0)
        b->unverified = from->unverified;
    b->unchecked += from->unchecked;
}

bool backing_copy(struct backing *to, struct work *keep, const struct backing *from)
{
    struct named_cell *cell = answer_copy_cells(keep, from->missing, from->nmissing);
    *to = *from;
    to->unverified = str_dup(keep->arena, from->unverified);
    to->inexact = str_dup(keep->arena, from->inexact);
    if (!cell)
        return false;
    for (uint32_t i = 0; i < from->nmissing; i++)
        to->missing[i] = cell[i];
    return (to->unverified.s && to->inexact.s) || diag_oom(keep->diags);
}

bool backing_tell(struct run *r, struct answer *a)
{
    const struct backing *b = &r->backing;
    a->missing = b->missing;
    a->nmissing = b->nmissing;
    a->more_missing = b->more_missing;
    if (r->s->exact && a->kind == ANSWER_NUMBER && !a->fraction)
        a->inexact = b->inexact.n ? b->inexact : STR("a number in it was rounded before");
    if (!r->s->verify || b->checked + b->unchecked == 0)
        return true;
    if (b->unchecked == 0) {
        a->verified = true;
        a->verified_how = STR("the two routes of every query with do(..)");
        a->difference = b->difference;
        a->exactly = !b->roughly;
        return true;
    }
    a->unverified = b->unchecked == 1 ? b->unverified
                                      : str_fmt(r->w.arena, "%.*s; nor %u other%s", STR_ARG(b->unverified),
                                                b->unchecked - 1, b->unchecked == 2 ? "" : "s");
    return a->unverified.s || diag_oom(r->w.diags);
}
