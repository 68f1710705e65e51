/* observe.c -- data for a model: the file becomes counts, the counts the model's observational source.
 *
 * Variables without states take the levels of their column. The model is put together anew with those types;
 * on failure the model and its old data are untouched. */
#include "session/session_int.h"

#include "base/secret.h"

#include <string.h>

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

/* `prior a` of `observe`; 0: none. That of `fit` goes into the tables. */
static double data_prior(const struct ast *statement)
{
    const struct ast *prior = option_find(statement, 2, STR("prior"));
    return prior ? prior->kid[0]->number : 0;
}

bool observe_read(struct run *r, const struct model *bare, const struct ast *statement,
                  struct observation *out)
{
    struct data_request q;
    uint32_t *vars;
    *out = (struct observation){0};
    if (!reading_request(r, statement, bare, &q, &vars))
        return false;
    struct work keep = {&out->data, r->w.diags, NULL};
    struct counts *counts = ARENA_NEW(&out->data, struct counts, 1);
    uint32_t *column_var = ARENA_NEW(&out->data, uint32_t, q.nwant);
    bool good = (counts && column_var) || diag_oom(r->w.diags);
    good = good && data_read(counts, &keep, &q);
    struct str file = good ? str_dup(&out->data, secret_masked(r->w.arena, counts->name)) : STR("");
    if (good && !file.s)
        good = diag_oom(r->w.diags);
    if (!good) {
        arena_free(&out->data);
        return false;
    }
    if (q.nwant)
        memcpy(column_var, vars, q.nwant * sizeof *vars);
    out->observed = (struct observed){.kind = OBSERVED_DATA,
                                      .counts = counts,
                                      .column_var = column_var,
                                      .file = file,
                                      .reading = ++r->s->readings,
                                      .prior = statement->kind == AST_OBSERVE ? data_prior(statement) : 0};
    return true;
}

bool observe_file(struct run *r, const struct ast *statement)
{
    const struct binding *found = scope_find(r, BIND_MODEL, statement->kid[0]);
    const struct model *bare = found ? binding_bare(found) : NULL;
    struct observation read;
    if (!found || !observe_read(r, bare, statement, &read))
        return false;
    struct binding *b = session_find(r->s, BIND_MODEL, found->name);
    struct work model_keep = {&b->arena, r->w.diags, NULL};
    struct model *m = findings_retype(&model_keep, bare, read.observed.counts, read.observed.column_var);
    if (!m) {
        arena_free(&read.data);
        return false;
    }
    arena_free(&b->data);
    b->data = read.data;
    b->bare = bare;
    b->model = m;
    b->observed = read.observed;
    r->s->current = b;
    warn_unused(r, b, statement);
    return true;
}
