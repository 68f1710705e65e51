/* family.c -- the tables of a model with what the data count for them. */
#include "learn/learn_int.h"

#include "base/interrupt.h"
#include "base/limits.h"
#include "base/progress.h"

#include <math.h>
#include <string.h>

enum { SETTINGS_LISTED = 5, ROWS_A_LOOK = 1 << 16 };

static bool too_large(struct learner *l, uint32_t v)
{
    diag_error(l->w->diags, "table-too-large", NO_SPAN,
               "the table of `%.*s` would be above the limit of %d entries", STR_ARG(l->m->var[v].name),
               LIMIT_TENSOR_CELLS);
    return diag_hint(l->w->diags, "a variable with fewer parents, or with fewer states, has a smaller table");
}

static bool has_states(struct learner *l, uint32_t v)
{
    const struct var *var = &l->m->var[v];
    if (var->role == VAR_CONFOUNDER) {
        const struct set ch = l->m->graph->ch[v];
        uint32_t a = set_next(ch, 0), b = set_next(ch, a + 1);
        diag_error(l->w->diags, "hidden-cause", NO_SPAN,
                   "`%.*s` has a hidden common cause, %.*s, whose states are not known", STR_ARG(l->m->name),
                   STR_ARG(var->name));
        return b == SET_END
                   ? false
                   : diag_hint(l->w->diags,
                               "declare it, as in `latent U : {0, 1}; U -> %.*s; U -> %.*s`, and its tables "
                               "are learned by EM",
                               STR_ARG(l->m->var[a].name), STR_ARG(l->m->var[b].name));
    }
    if (var->type && var->type->n)
        return true;
    diag_error(l->w->diags, "no-states", NO_SPAN, "`%.*s` has no states yet", STR_ARG(var->name));
    return diag_hint(l->w->diags, "declare them, as in `%s %.*s : {0, 1}`",
                     var->role == VAR_OBSERVED ? "var" : "latent", STR_ARG(var->name));
}

static bool shape(struct learner *l, uint32_t v)
{
    struct family *f = &l->family[v];
    const struct box *b = l->m->mechanism[v];
    *f = (struct family){.var = v, .nin = b->nin, .in = b->in, .k = l->m->var[v].type->n};
    f->stride = ARENA_NEW(l->draft.arena, size_t, (size_t)f->nin + 1);
    if (!f->stride)
        return diag_oom(l->w->diags);
    f->cells = f->k;
    f->hidden = !model_observed(l->m, v);
    for (uint32_t i = f->nin; i-- > 0;) {
        f->stride[i] = f->cells;
        f->cells *= l->m->var[f->in[i]].type->n;
        f->hidden = f->hidden || !model_observed(l->m, f->in[i]);
        if (f->cells > LIMIT_TENSOR_CELLS)
            return too_large(l, v);
    }
    f->rows = f->cells / f->k;
    f->table = b->matrix;
    return true;
}

size_t family_place(const struct learner *l, const struct family *f, size_t row)
{
    const uint32_t *code = l->c->code + row * l->c->ncolumns;
    size_t at = l->column[f->var] == NO_COLUMN ? 0 : code[l->column[f->var]];
    for (uint32_t i = 0; i < f->nin; i++)
        if (l->column[f->in[i]] != NO_COLUMN)
            at += code[l->column[f->in[i]]] * f->stride[i];
    return at;
}

static bool count(struct learner *l, struct family *f)
{
    f->count = ARENA_NEW(l->draft.arena, double, f->cells);
    if (!f->count)
        return diag_oom(l->w->diags);
    for (size_t row = 0; row < l->c->nrows; row++) {
        if (row % ROWS_A_LOOK == 0 && interrupted())
            return diag_interrupted(l->w->diags);
        f->count[family_place(l, f, row)] += l->c->weight[row];
    }
    progress_add((double)l->c->nrows);
    return true;
}

static bool count_all(struct learner *l)
{
    bool good = true;
    progress_begin((double)l->m->nvars * (double)l->c->nrows);
    for (uint32_t v = 0; good && v < l->m->nvars; v++)
        good = l->family[v].hidden || count(l, &l->family[v]);
    progress_end();
    return good;
}

bool learner_begin(struct learner *l, struct work *w, const struct model *m, const struct learn_data *data)
{
    struct arena *arena = ARENA_NEW(w->arena, struct arena, 1);
    *l = (struct learner){.w = w, .draft = {arena, w->diags, NULL}, .m = m, .c = data->counts};
    if (!arena)
        return diag_oom(w->diags);
    l->column = ARENA_NEW(arena, uint32_t, m->nvars);
    l->family = ARENA_NEW(arena, struct family, m->nvars);
    if (!l->column || !l->family)
        return diag_oom(w->diags);
    for (uint32_t v = 0; v < m->nvars; v++)
        l->column[v] = NO_COLUMN;
    for (uint32_t i = 0; i < data->counts->ncolumns; i++)
        if (data->column_var[i] != NO_COLUMN)
            l->column[data->column_var[i]] = i;
    for (uint32_t v = 0; v < m->nvars; v++)
        if (!has_states(l, v))
            return false;
    for (uint32_t v = 0; v < m->nvars; v++) {
        if (!shape(l, v))
            return false;
        l->family[v].learned = !m->mechanism[v]->matrix;
    }
    return count_all(l);
}

void learner_end(struct learner *l)
{
    if (l->draft.arena)
        arena_free(l->draft.arena);
}

/* ---- settings that never occur ---- */

/* "H = b, T = no": the parents that are observed, at setting number i. */
static void put_setting(struct buf *b, const struct learner *l, const uint32_t *parent, uint32_t n, size_t i)
{
    size_t block = 1;
    for (uint32_t p = 0; p < n; p++)
        block *= l->m->var[parent[p]].type->n;
    for (uint32_t p = 0; p < n; p++) {
        const struct var *v = &l->m->var[parent[p]];
        block /= v->type->n;
        buf_fmt(b, "%s%.*s = %.*s", p ? ", " : "", STR_ARG(v->name),
                STR_ARG(v->type->state[i / block % v->type->n]));
    }
}

static bool tell_unseen(struct learner *l, const struct family *f, const uint32_t *parent, uint32_t n,
                        const bool *seen, size_t settings)
{
    struct buf list = {0};
    size_t unseen = 0;
    for (size_t i = 0; i < settings; i++) {
        if (seen[i] || unseen++ >= SETTINGS_LISTED)
            continue;
        buf_puts(&list, unseen > 1 ? "; " : "");
        put_setting(&list, l, parent, n, i);
    }
    if (unseen > SETTINGS_LISTED)
        buf_fmt(&list, "; and %zu more", unseen - SETTINGS_LISTED);
    if (unseen) {
        diag_error(l->w->diags, "unseen-setting", NO_SPAN,
                   "no observation tells how `%.*s` is distributed given %.*s",
                   STR_ARG(l->m->var[f->var].name), STR_ARG(buf_str(&list)));
        diag_hint(l->w->diags, "add `prior 1` to count one more observation of every entry of a table: then "
                               "rows that nothing tells of are uniform");
    }
    buf_free(&list);
    return !unseen;
}

static bool settings_seen(struct learner *l, const struct family *f)
{
    uint32_t *parent = ARENA_NEW(l->draft.arena, uint32_t, f->nin), n = 0;
    size_t settings = 1;
    if (!parent)
        return diag_oom(l->w->diags);
    for (uint32_t i = 0; i < f->nin; i++)
        if (model_observed(l->m, f->in[i])) {
            parent[n++] = f->in[i];
            settings *= l->m->var[f->in[i]].type->n;
        }
    bool *seen = ARENA_NEW(l->draft.arena, bool, settings);
    if (!seen)
        return diag_oom(l->w->diags);
    for (size_t row = 0; row < l->c->nrows; row++) {
        size_t at = 0;
        if (row % ROWS_A_LOOK == 0 && interrupted())
            return diag_interrupted(l->w->diags);
        for (uint32_t i = 0; i < n; i++)
            at = at * l->m->var[parent[i]].type->n + l->c->code[row * l->c->ncolumns + l->column[parent[i]]];
        seen[at] = true;
    }
    return tell_unseen(l, f, parent, n, seen, settings);
}

bool learner_settings_seen(struct learner *l)
{
    bool good = true;
    for (uint32_t v = 0; v < l->m->nvars && !interrupted() && !l->w->diags->out_of_memory; v++)
        good = (!l->family[v].learned || settings_seen(l, &l->family[v])) && good;
    return good;
}

/* ---- estimates ---- */

void family_estimate(const struct family *f, double prior, double *to)
{
    for (size_t row = 0; row < f->rows; row++) {
        const double *n = f->count + row * f->k;
        double *p = to + row * f->k, sum = 0;
        for (uint32_t i = 0; i < f->k; i++)
            sum += n[i] + prior;
        for (uint32_t i = 0; i < f->k; i++)
            p[i] = sum > 0 ? (n[i] + prior) / sum : 1.0 / f->k;
    }
}

bool family_likelihood(struct learner *l, const struct family *f, double *sum)
{
    for (size_t i = 0; i < f->cells; i++) {
        if (f->count[i] <= 0)
            continue;
        if (!(f->table[i] > 0)) {
            const struct var *v = &l->m->var[f->var];
            diag_error(
                l->w->diags, "impossible-data", NO_SPAN,
                "some observations have %.*s = %.*s where the model's table says that it never happens",
                STR_ARG(v->name), STR_ARG(v->type->state[i % f->k]));
            return diag_hint(l->w->diags, "leave that table out of the model, and it is learned");
        }
        *sum += f->count[i] * log(f->table[i]);
    }
    return true;
}

double family_parameters(const struct family *f)
{
    return f->learned ? (double)f->rows * (f->k - 1) : 0;
}

bool learner_whole_weights(struct work *w, const struct counts *c, const char *what)
{
    for (size_t i = 0; i < c->nrows; i++)
        if (c->weighting == WEIGHT_SAMPLING || c->weight[i] != floor(c->weight[i])) {
            diag_error(w->diags, "weighted-test", NO_SPAN,
                       "%s counts observations, and the weights of these are no counts", what);
            return diag_hint(w->diags, "weights that make up for how a sample was drawn are no counts: "
                                       "observe the rows without them, or with a column of frequencies");
        }
    return true;
}
