/* observe.c -- data for a model: the file becomes counts, the counts the model's observational source.
 *
 * Variables without states take the levels of their column. The model is put together anew with those types;
 * on failure the model and its old data are untouched. */
#include "session/session_int.h"

#include <string.h>

/* The observed variables as wanted columns. */
static bool wanted(struct run *r, const struct model *m, struct data_column **columns, uint32_t **vars,
                   uint32_t *n)
{
    *columns = ARENA_NEW(r->w.arena, struct data_column, m->nvars);
    *vars = ARENA_NEW(r->w.arena, uint32_t, m->nvars);
    *n = 0;
    if (!*columns || !*vars)
        return diag_oom(r->w.diags);
    for (uint32_t v = 0; v < m->nvars; v++) {
        if (!model_observed(m, v))
            continue;
        const struct type *t = m->var[v].type;
        (*columns)[*n] = (struct data_column){m->var[v].name, t ? t->state : NULL, t ? t->n : 0};
        (*vars)[(*n)++] = v;
    }
    return true;
}

/* The model with the types that the data gave. */
static struct model *retyped(struct work *keep, const struct model *m, const struct counts *c,
                             const uint32_t *vars)
{
    struct var *var = ARENA_NEW(keep->arena, struct var, m->nvars);
    bool changed = false;
    if (!var) {
        diag_oom(keep->diags);
        return NULL;
    }
    memcpy(var, m->var, m->nvars * sizeof *var);
    for (uint32_t i = 0; i < c->ncolumns; i++) {
        if (var[vars[i]].type)
            continue;
        const struct type levels = {.n = c->column[i].nlevels, .state = c->column[i].levels};
        changed = true;
        if (!(var[vars[i]].type = types_copy(keep, &levels)))
            return NULL;
    }
    return changed ? model_new(keep, m->name, m->doc, var, m->nvars, m->mechanism)
                   : (struct model *)(uintptr_t)m;
}

/* Surgery goes before data: where every mechanism is known the data are never asked. */
static void warn_unused(struct run *r, const struct binding *b, const struct ast *statement)
{
    for (uint32_t v = 0; v < b->model->nvars; v++)
        if (!b->model->mechanism[v]->matrix)
            return;
    diag_warn(r->w.diags, "unused-data", statement->span,
              "all mechanisms of `%.*s` are known: its questions are answered from them, not from the data",
              STR_ARG(b->name));
    diag_hint(r->w.diags, "to ask the data, observe a model that has only arrows");
}

static struct str data_weight(const struct ast *statement)
{
    for (uint32_t i = 2; i < statement->n; i++)
        if (str_eq(statement->kid[i]->text, STR("weight")))
            return statement->kid[i]->kid[0]->text;
    return STR("");
}

bool observe_file(struct run *r, const struct ast *statement)
{
    const struct binding *found = scope_find(r, BIND_MODEL, statement->kid[0]);
    struct data_column *columns;
    uint32_t *vars, n;
    struct arena data = {0};
    struct work keep = {&data, r->w.diags, NULL};
    if (!found || !wanted(r, found->model, &columns, &vars, &n))
        return false;
    struct binding *b = session_find(r->s, BIND_MODEL, found->name);
    struct counts *counts = ARENA_NEW(&data, struct counts, 1);
    uint32_t *column_var = ARENA_NEW(&data, uint32_t, n);
    struct str path = scope_path(r, statement->kid[1]->text), file = str_dup(&data, statement->kid[1]->text);
    struct str weight = data_weight(statement);
    bool good = (counts && column_var && path.s && file.s) || diag_oom(r->w.diags);
    good = good && data_read_csv(counts, &keep, path, statement->kid[1]->span, columns, n, weight);
    struct work model_keep = {&b->arena, r->w.diags, NULL};
    struct model *m = good ? retyped(&model_keep, b->model, counts, vars) : NULL;
    if (!m) {
        arena_free(&data);
        return false;
    }
    memcpy(column_var, vars, n * sizeof *vars);
    arena_free(&b->data);
    b->data = data;
    b->model = m;
    b->observed =
        (struct observed){.kind = OBSERVED_DATA, .counts = counts, .column_var = column_var, .file = file};
    r->s->current = b;
    warn_unused(r, b, statement);
    return true;
}
