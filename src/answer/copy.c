/* copy.c -- a table that outlives its statement, for `let`. */
#include "answer/answer.h"

#include <string.h>

static struct answer_column *copy_columns(struct work *w, const struct answer_column *from, uint32_t n)
{
    struct answer_column *to = ARENA_NEW(w->arena, struct answer_column, n);
    for (uint32_t i = 0; to && i < n; i++) {
        to[i] = from[i];
        to[i].name = str_dup(w->arena, from[i].name);
        to[i].type = type_copy(w->arena, from[i].type);
        if (!to[i].name.s || !to[i].type)
            return NULL;
    }
    return to;
}

static struct str *copy_names(struct work *w, const struct str *from, uint32_t n)
{
    struct str *to = ARENA_NEW(w->arena, struct str, n);
    for (uint32_t i = 0; to && i < n; i++)
        if (!(to[i] = str_dup(w->arena, from[i])).s)
            return NULL;
    return to;
}

struct named_cell *answer_copy_cells(struct work *w, const struct named_cell *from, uint32_t n)
{
    struct named_cell *to = ARENA_NEW(w->arena, struct named_cell, n);
    bool good = to != NULL;
    for (uint32_t i = 0; good && i < n; i++) {
        to[i] = from[i];
        to[i].var = copy_names(w, from[i].var, from[i].n);
        to[i].state = copy_names(w, from[i].state, from[i].n);
        good = to[i].var && to[i].state;
    }
    if (good)
        return to;
    diag_oom(w->diags);
    return NULL;
}

/* What is said under an answer: what was checked, and over what data. */
static bool copy_notes(struct answer *to, struct work *w, const struct answer *a)
{
    to->verified = a->verified;
    to->difference = a->difference;
    to->exactly = a->exactly;
    to->formula_verified = a->formula_verified;
    to->formula_difference = a->formula_difference;
    to->misfit_known = a->misfit_known;
    to->misfit = a->misfit;
    to->from_data = a->from_data;
    to->rows_used = a->rows_used;
    to->rows_dropped = a->rows_dropped;
    to->criterion = a->criterion;
    to->averaged = str_dup(w->arena, a->averaged);
    to->verified_how = str_dup(w->arena, a->verified_how);
    to->unverified = str_dup(w->arena, a->unverified);
    to->inexact = str_dup(w->arena, a->inexact);
    return (to->averaged.s && to->inexact.s && to->verified_how.s && to->unverified.s) || diag_oom(w->diags);
}

/* Intervals, and the masses and bounds of what is missing. */
static bool copy_estimate(struct answer *to, struct work *w, const struct answer *a)
{
    const struct estimate *from = a->estimate;
    if (!from)
        return true;
    struct estimate *e = ARENA_NEW(w->arena, struct estimate, 1);
    struct estimated *of = ARENA_NEW(w->arena, struct estimated, from->of ? from->n : 0);
    if (!e || !of)
        return diag_oom(w->diags);
    *e = *from;
    if (from->of)
        memcpy(of, from->of, from->n * sizeof *of);
    e->of = from->of ? of : NULL;
    e->least_where = str_dup(w->arena, from->least_where);
    e->none = str_dup(w->arena, from->none);
    to->estimate = e;
    return (e->least_where.s && e->none.s) || diag_oom(w->diags);
}

static double *copy_numbers(struct work *w, const double *from, size_t n)
{
    double *to = ARENA_NEW(w->arena, double, n);
    if (to && from && n)
        memcpy(to, from, n * sizeof *to);
    return to;
}

static bool copy_positivity(struct answer *to, struct work *w, const struct answer *a)
{
    const struct positivity *from = a->positivity;
    if (!from)
        return true;
    struct positivity *p = ARENA_NEW(w->arena, struct positivity, 1);
    size_t cells = from->bounded ? from->n : 0;
    if (!p)
        return diag_oom(w->diags);
    *p = (struct positivity){.mass = copy_numbers(w, from->mass, a->nmissing),
                             .bounded = from->bounded,
                             .n = cells,
                             .low = copy_numbers(w, from->low, cells),
                             .high = copy_numbers(w, from->high, cells)};
    to->positivity = p;
    return (p->mass && p->low && p->high) || diag_oom(w->diags);
}

struct answer *answer_copy(struct work *w, const struct answer *a)
{
    struct answer *c = ARENA_NEW(w->arena, struct answer, 1);
    struct tensor *table = tensor_keep(w, a->table);
    struct answer_column *given = copy_columns(w, a->given, a->ngiven),
                         *over = copy_columns(w, a->over, a->nover);
    struct str query = str_dup(w->arena, a->query);
    struct named_cell *missing = answer_copy_cells(w, a->missing, a->nmissing);
    if (!c || !table || !given || !over || !query.s || !missing) {
        diag_oom(w->diags);
        return NULL;
    }
    *c = (struct answer){.kind = a->kind,
                         .query = query,
                         .method = a->method,
                         .ngiven = a->ngiven,
                         .given = given,
                         .nover = a->nover,
                         .over = over,
                         .table = table,
                         .nmissing = a->nmissing,
                         .missing = missing,
                         .more_missing = a->more_missing,
                         .number = a->number,
                         .fraction = a->kind == ANSWER_NUMBER ? table->exact : NULL};
    return copy_notes(c, w, a) && copy_estimate(c, w, a) && copy_positivity(c, w, a) ? c : NULL;
}
