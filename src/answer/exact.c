/* exact.c -- answers as fractions: expectations, and why there is none. */
#include "answer/answer_int.h"
#include "base/interrupt.h"

/* Give the expectations e = sum over k of value[k] * t[.., k] their exact cells, where the values are
 * decimals of few digits. */
bool answer_exact_mean(struct work *w, struct tensor *e, const struct tensor *t, const double *value)
{
    size_t n = t->cells / e->cells;
    struct rational *x = ARENA_NEW(w->arena, struct rational, n), term;
    if (!x)
        return diag_oom(w->diags);
    for (size_t k = 0; k < n; k++) {
        if (!rational_is_short(value[k]))
            return true;
        if (!rational_of_double(&x[k], w, value[k]))
            return false;
    }
    if (!tensor_exact_cells(w, e))
        return false;
    for (size_t i = 0; i < t->cells; i++) {
        if (interrupted())
            return diag_interrupted(w->diags);
        if (!rational_mul(&term, w, x[i % n], t->exact[i]) ||
            !rational_add(&e->exact[i / n], w, e->exact[i / n], term))
            return false;
    }
    return tensor_round(w, e);
}

/* A box that the question depends on and that was rounded; NULL: none. */
static const struct box *find_rounded(struct work *w, const struct request *r, const struct diagram *operated)
{
    struct set of = set_copy(w->arena, r->y);
    if (!set_ok(of))
        return NULL;
    set_join(of, r->z);
    for (uint32_t k = operated->nboxes; k-- > 0;) {
        const struct box *b = operated->box[k];
        if (!set_has(of, b->out[0]))
            continue;
        if (stoch_rounded(b))
            return b;
        for (uint32_t i = 0; i < b->nin; i++)
            set_add(of, b->in[i]);
    }
    return NULL;
}

bool answer_tell_inexact(struct answer *a, struct work *w, const struct request *r,
                         const struct diagram *operated)
{
    if (!r->exact || a->table->exact)
        return true;
    const struct box *b = operated ? find_rounded(w, r, operated) : NULL;
    for (uint32_t i = 0; !b && !a->inexact.n && i < r->q->ndos; i++)
        if (r->q->dos[i].written == box_rounded)
            a->inexact = str_fmt(w->arena, "the new distribution of `%.*s` was rounded",
                                 STR_ARG(r->m->var[r->q->dos[i].var].name));
    if (a->inexact.n)
        return true;
    if (b)
        a->inexact = str_fmt(w->arena, "the entries of `%.*s` were rounded when they were computed",
                             STR_ARG(r->m->var[b->out[0]].name));
    else if (!operated && r->q->observed->kind == OBSERVED_DATA)
        a->inexact = STR("the weights in the data have more than 15 digits");
    else if (!operated && r->q->observed->written == box_rounded)
        a->inexact = STR("entries of the joint table were rounded when they were computed");
    else
        a->inexact = STR("the numeric values of the states were rounded");
    return a->inexact.s || diag_oom(w->diags);
}
