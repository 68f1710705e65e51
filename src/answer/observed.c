/* observed.c -- the observational distribution behind a model: a joint table, or counts from data. */
#include "answer/answer_int.h"
#include "base/interrupt.h"

bool observed_column(struct work *w, const struct observed *o, uint32_t v, uint32_t *column)
{
    uint32_t c = 0;
    while (c < o->counts->ncolumns && o->column_var[c] != v)
        c++;
    *column = c;
    return c < o->counts->ncolumns ||
           diag_error(w->diags, "no-column", NO_SPAN, "`%.*s` has no column for a variable of this question",
                      STR_ARG(o->file));
}

/* Does the row have the states that are fixed? column[] is theirs. */
static bool row_agrees(const struct counts *c, size_t row, const uint32_t *column,
                       const struct evidence *fixed, uint32_t nfixed)
{
    for (uint32_t i = 0; i < nfixed; i++)
        if (c->code[row * c->ncolumns + column[i]] != fixed[i].state)
            return false;
    return true;
}

double observed_prior_total(const struct observed *o)
{
    return o->kind == OBSERVED_DATA ? o->prior : 0;
}

/* Cells of a marginal over these columns: the prior is spread over them evenly. */
static double marginal_cells(const struct observed *o, const uint32_t *column, uint32_t n)
{
    double cells = 1;
    for (uint32_t i = 0; i < n; i++)
        cells *= o->counts->column[column[i]].nlevels;
    return cells;
}

static struct tensor *counted_marginal(void *self, struct work *w, const uint32_t *vars, uint32_t n,
                                       const struct evidence *fixed, uint32_t nfixed)
{
    const struct observed *o = self;
    const struct counts *c = o->counts;
    uint32_t *column = ARENA_NEW(w->arena, uint32_t, (size_t)n + nfixed);
    struct axis *axes = ARENA_NEW(w->arena, struct axis, n);
    bool good = true;
    if (!column || !axes) {
        diag_oom(w->diags);
        return NULL;
    }
    for (uint32_t i = 0; good && i < n + nfixed; i++)
        good = observed_column(w, o, i < n ? vars[i] : fixed[i - n].wire, &column[i]);
    for (uint32_t i = 0; good && i < n; i++)
        axes[i] = (struct axis){.id = vars[i], .n = c->column[column[i]].nlevels};
    struct tensor *t = good ? tensor_new(w, n, axes) : NULL;
    if (!t)
        return NULL;
    for (size_t r = 0; r < c->nrows; r++) {
        if (interrupted()) {
            diag_interrupted(w->diags);
            return NULL;
        }
        size_t at = 0;
        if (!row_agrees(c, r, column + n, fixed, nfixed))
            continue;
        for (uint32_t i = 0; i < n; i++)
            at = at * axes[i].n + c->code[r * c->ncolumns + column[i]];
        t->p[at] += c->weight[r];
    }
    double more = o->prior / marginal_cells(o, column, n + nfixed);
    double total = c->total + observed_prior_total(o);
    for (size_t i = 0; i < t->cells; i++)
        t->p[i] = (t->p[i] + more) / total;
    return t;
}

/* ---- exact cells ---- */

static struct tensor *exact_joint_marginal(void *self, struct work *w, const uint32_t *vars, uint32_t n,
                                           const struct evidence *fixed, uint32_t nfixed)
{
    const struct observed *o = self;
    struct tensor *t = tensor_keep(w, o->joint);
    if (!t || (o->written != box_rounded && !tensor_make_exact(w, t, o->written, t->cells)))
        return NULL;
    struct source whole = source_of_tensor(t);
    return whole.marginal(whole.self, w, vars, n, fixed, nfixed);
}

/* Weights with few digits stand for their decimals. */
static bool exact_weights(const struct observed *o)
{
    const struct counts *c = o->counts;
    if (!rational_is_short(o->prior))
        return false;
    for (size_t r = 0; r < c->nrows; r++)
        if (!rational_is_short(c->weight[r]))
            return false;
    return true;
}

/* What the prior adds to a cell of a marginal of so many, and to all. */
static bool exact_prior(struct work *w, const struct observed *o, double cells, struct rational *more,
                        struct rational *all)
{
    struct rational n;
    return rational_of_double(all, w, o->prior) && rational_of_double(&n, w, cells) &&
           rational_div(more, w, *all, n);
}

/* Add up the weights of each cell of t and the prior, and divide them by the weight of all rows and the
 * prior. column[] are those of the axes, then of what is fixed. */
static bool count_exactly(struct work *w, const struct observed *o, struct tensor *t, const uint32_t *column,
                          const struct evidence *fixed, uint32_t nfixed)
{
    const struct counts *c = o->counts;
    struct rational total = {0}, more = {0}, x;
    if (o->prior > 0 && !exact_prior(w, o, marginal_cells(o, column, t->rank + nfixed), &more, &total))
        return false;
    for (size_t r = 0; r < c->nrows; r++) {
        size_t at = 0;
        if (interrupted())
            return diag_interrupted(w->diags);
        if (!rational_of_double(&x, w, c->weight[r]) || !rational_add(&total, w, total, x))
            return false;
        if (!row_agrees(c, r, column + t->rank, fixed, nfixed))
            continue;
        for (uint32_t i = 0; i < t->rank; i++)
            at = at * t->axis[i].n + c->code[r * c->ncolumns + column[i]];
        if (!rational_add(&t->exact[at], w, t->exact[at], x))
            return false;
    }
    for (size_t i = 0; i < t->cells; i++)
        if (!rational_add(&t->exact[i], w, t->exact[i], more) ||
            !rational_div(&t->exact[i], w, t->exact[i], total))
            return false;
    return tensor_round(w, t);
}

static struct tensor *exact_counted_marginal(void *self, struct work *w, const uint32_t *vars, uint32_t n,
                                             const struct evidence *fixed, uint32_t nfixed)
{
    const struct observed *o = self;
    uint32_t *column = ARENA_NEW(w->arena, uint32_t, (size_t)n + nfixed);
    struct tensor *t = counted_marginal(self, w, vars, n, fixed, nfixed);
    if (!t || !exact_weights(o))
        return t;
    if (!column) {
        diag_oom(w->diags);
        return NULL;
    }
    for (uint32_t i = 0; i < n + nfixed; i++)
        observed_column(w, o, i < n ? vars[i] : fixed[i - n].wire, &column[i]);
    return tensor_exact_cells(w, t) && count_exactly(w, o, t, column, fixed, nfixed) ? t : NULL;
}

struct source source_of_exact_observed(const struct observed *o)
{
    return (struct source){.self = (void *)(uintptr_t)o,
                           .marginal =
                               o->kind == OBSERVED_JOINT ? exact_joint_marginal : exact_counted_marginal};
}

struct source source_of_observed(const struct observed *o)
{
    if (o->kind == OBSERVED_JOINT)
        return source_of_tensor(o->joint);
    return (struct source){.self = (void *)(uintptr_t)o, .marginal = counted_marginal};
}
