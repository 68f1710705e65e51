/* observed.c -- the observational distribution behind a model: a joint table, or counts from data. */
#include "answer/answer.h"
#include "base/interrupt.h"

static struct tensor *joint_marginal(void *self, struct work *w, const uint32_t *vars, uint32_t n)
{
    const struct observed *o = self;
    return tensor_marginal(w, o->joint, vars, n);
}

/* Where the column of each asked variable is, and the axes of the table it makes. */
static bool find_columns(struct work *w, const struct observed *o, const uint32_t *vars, uint32_t n,
                         uint32_t *column, struct axis *axes)
{
    for (uint32_t i = 0; i < n; i++) {
        uint32_t c = 0;
        while (c < o->counts->ncolumns && o->column_var[c] != vars[i])
            c++;
        if (c == o->counts->ncolumns)
            return diag_error(w->diags, "no-column", NO_SPAN,
                              "`%.*s` has no column for a variable of this question", STR_ARG(o->file));
        column[i] = c;
        axes[i] = (struct axis){.id = vars[i], .n = o->counts->column[c].nlevels};
    }
    return true;
}

static struct tensor *counted_marginal(void *self, struct work *w, const uint32_t *vars, uint32_t n)
{
    const struct observed *o = self;
    const struct counts *c = o->counts;
    uint32_t *column = ARENA_NEW(w->arena, uint32_t, n);
    struct axis *axes = ARENA_NEW(w->arena, struct axis, n);
    if (!column || !axes) {
        diag_oom(w->diags);
        return NULL;
    }
    struct tensor *t = find_columns(w, o, vars, n, column, axes) ? tensor_new(w, n, axes) : NULL;
    if (!t)
        return NULL;
    for (size_t r = 0; r < c->nrows; r++) {
        if (interrupted()) {
            diag_interrupted(w->diags);
            return NULL;
        }
        size_t at = 0;
        for (uint32_t i = 0; i < n; i++)
            at = at * axes[i].n + c->code[r * c->ncolumns + column[i]];
        t->p[at] += c->weight[r];
    }
    for (size_t i = 0; i < t->cells; i++)
        t->p[i] /= c->total;
    return t;
}

struct source source_of_observed(const struct observed *o)
{
    return (struct source){.self = (void *)(uintptr_t)o,
                           .marginal = o->kind == OBSERVED_JOINT ? joint_marginal : counted_marginal};
}
