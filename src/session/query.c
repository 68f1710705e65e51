/* query.c -- P(..) and E(..) with every name resolved to a variable and a state. */
#include "session/session_int.h"

#include <math.h>

struct reader {
    struct run *r;
    const struct model *m;
    struct query *q;
    bool needs_states;
    struct set used;
    struct query_term *over, *given;
    struct query_do *dos;
};

static bool hidden(struct reader *x, const struct ast *name, uint32_t v)
{
    diag_error(x->r->w.diags, "latent-in-answer", name->span,
               "`%.*s` is hidden: it cannot be asked for or conditioned on", STR_ARG(x->m->var[v].name));
    return diag_hint(x->r->w.diags, "declare it with `var` if it is observed");
}

static bool variable(struct reader *x, const struct ast *term, uint32_t *v)
{
    struct ast name = *term;
    uint32_t quotes = x->r->text->body.s[name.span.start] == '`' ? 2 : 0;
    name.span.end = name.span.start + (uint32_t)term->text.n + quotes; /* the name, not its value */
    if (name.span.end > term->span.end)
        name.span.end = term->span.end;
    *v = scope_variable(x->r, x->m, &name);
    if (*v == UINT32_MAX)
        return false;
    if (set_has(x->used, *v))
        return diag_error(x->r->w.diags, "repeated-variable", name.span, "`%.*s` occurs twice in this query",
                          STR_ARG(term->text));
    set_add(x->used, *v);
    if (x->needs_states && !x->m->var[*v].type) {
        diag_error(x->r->w.diags, "no-states", name.span, "`%.*s` has no states yet", STR_ARG(term->text));
        return diag_hint(x->r->w.diags, "declare them, as in `var %.*s : {no, yes}`, or `observe` data",
                         STR_ARG(term->text));
    }
    return true;
}

static bool read_term(struct reader *x, const struct ast *term, struct query_term *out)
{
    uint32_t v;
    if (!variable(x, term, &v))
        return false;
    if (x->m->var[v].role != VAR_OBSERVED)
        return hidden(x, term, v);
    *out = (struct query_term){.var = v, .span = term->span};
    if (term->op != TERM_IS || !x->m->var[v].type)
        return true;
    out->fixed = true;
    out->state = scope_state(x->r, x->m->var[v].type, x->m->var[v].name, term->kid[0]);
    return out->state != UINT32_MAX;
}

static bool policy(struct reader *x, const struct ast *term, struct query_do *out)
{
    struct work *w = &x->r->w;
    struct str *name = ARENA_NEW(w->arena, struct str, x->m->nvars);
    const struct type **type = ARENA_NEW(w->arena, const struct type *, x->m->nvars);
    if (!name || !type)
        return diag_oom(w->diags);
    for (uint32_t v = 0; v < x->m->nvars; v++) {
        name[v] = x->m->var[v].name;
        type[v] = x->m->var[v].type;
    }
    struct equation_scope scope = {x->m->nvars, &x->m->names, name, type};
    uint32_t *from = equation_inputs(x->r, &scope, term->kid[0], &out->nfrom);
    if (!from)
        return false;
    for (uint32_t i = 0; i < out->nfrom; i++) {
        if (from[i] == out->var)
            return diag_error(w->diags, "circular-policy", term->span,
                              "a policy for `%.*s` cannot look at it", STR_ARG(name[out->var]));
        if (!type[from[i]])
            return diag_error(w->diags, "no-states", term->span, "`%.*s` has no states yet",
                              STR_ARG(name[from[i]]));
    }
    out->from = from;
    out->matrix =
        equation_matrix(x->r, w, &scope, term->kid[0], from, out->nfrom, name[out->var], type[out->var]);
    return out->matrix != NULL;
}

static bool read_do(struct reader *x, const struct ast *term, struct query_do *out)
{
    uint32_t v;
    if (!variable(x, term, &v))
        return false;
    const struct type *type = x->m->var[v].type;
    *out = (struct query_do){.var = v, .kind = DO_ALL, .span = term->span};
    if (!type) /* identify, which looks at no state and refuses the soft kinds */
        out->kind = term->op == TERM_ROW ? DO_ROW : term->op == TERM_POLICY ? DO_POLICY : DO_ALL;
    if (term->op == TERM_ALL || !type)
        return true;
    switch (term->op) {
    case TERM_IS:
        out->kind = DO_POINT;
        out->state = scope_state(x->r, type, x->m->var[v].name, term->kid[0]);
        return out->state != UINT32_MAX;
    case TERM_ROW:
        out->kind = DO_ROW;
        out->row = query_row(x->r, term->kid[0], type, x->m->var[v].name, &out->written);
        return out->row != NULL;
    default:
        out->kind = DO_POLICY;
        return policy(x, term, out);
    }
}

const double *query_row(struct run *r, const struct ast *e, const struct type *t, struct str owner,
                        const struct str **written)
{
    struct str title = str_fmt(r->w.arena, "the distribution of %.*s", STR_ARG(owner));
    struct table_shape shape = {.title = title, .nover = 1, .over_name = &owner, .over = &t};
    struct entries row;
    if (e->kind == AST_LIST) {
        if (!table_matrix(r, &r->w, e, &shape, &row))
            return NULL;
        return entries_end(r, &row, written) ? row.p : NULL;
    }
    struct value v;
    if (!value_eval(r, e, &v))
        return NULL;
    const struct answer *a = v.kind == VALUE_TABLE ? v.table : NULL;
    const struct type *have = NULL;
    for (uint32_t i = 0; a && i < a->nover; i++)
        if (!a->over[i].fixed)
            have = a->over[i].type;
    if (!have || a->kind != ANSWER_DISTRIBUTION || a->table->rank != 1 || !type_equal(have, t)) {
        diag_error(r->w.diags, "value-shape", e->span, "this is not a distribution over the states of `%.*s`",
                   STR_ARG(owner));
        diag_hint(r->w.diags, "write a row such as [0.3, 0.7], or name one bound by `let d = P(%.*s)`",
                  STR_ARG(owner));
        return NULL;
    }
    double sum = 0;
    for (size_t i = 0; i < a->table->cells; i++)
        sum += a->table->p[i];
    if (!(fabs(sum - 1) <= 1e-9)) {
        diag_error(r->w.diags, "value-shape", e->span, "this does not sum to 1 over the states of `%.*s`",
                   STR_ARG(owner));
        return NULL;
    }
    return tensor_written(&r->w, a->table, written) ? a->table->p : NULL;
}

static uint32_t count_dos(const struct ast *conditions)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < conditions->n; i++)
        if (conditions->kid[i]->kind == AST_DO)
            n += conditions->kid[i]->n;
    return n;
}

static bool read_terms(struct reader *x, const struct ast *prob)
{
    struct query *q = x->q;
    const struct ast *over = prob->kid[0], *conditions = prob->kid[1];
    for (uint32_t i = 0; i < over->n; i++)
        if (!read_term(x, over->kid[i], &x->over[q->nover++]))
            return false;
    for (uint32_t i = 0; i < conditions->n; i++) {
        const struct ast *c = conditions->kid[i];
        if (c->kind == AST_TERM && !read_term(x, c, &x->given[q->ngiven++]))
            return false;
        for (uint32_t k = 0; c->kind == AST_DO && k < c->n; k++)
            if (!read_do(x, c->kid[k], &x->dos[q->ndos++]))
                return false;
    }
    if (q->expectation && (q->nover != 1 || x->over[0].fixed)) {
        diag_error(x->r->w.diags, "expectation", prob->kid[0]->span,
                   "E(..) takes one variable, without a state");
        return diag_hint(x->r->w.diags, "for the probability of a state ask P(..)");
    }
    return true;
}

bool query_resolve(struct run *r, const struct ast *prob, bool needs_states, struct query *q,
                   const struct binding **model)
{
    const struct ast *conditions = prob->kid[1];
    *q = (struct query){.span = prob->span, .expectation = prob->kind == AST_EXPECT};
    const struct binding *b = scope_model(r, prob->kid[2], prob->span);
    if (!b)
        return false;
    *model = b;
    q->model = b->model;
    q->observed = &b->observed;
    struct reader x = {.r = r,
                       .m = b->model,
                       .q = q,
                       .needs_states = needs_states,
                       .used = set_new(r->w.arena, b->model->nvars),
                       .over = ARENA_NEW(r->w.arena, struct query_term, prob->kid[0]->n),
                       .given = ARENA_NEW(r->w.arena, struct query_term, conditions->n),
                       .dos = ARENA_NEW(r->w.arena, struct query_do, count_dos(conditions))};
    if (!set_ok(x.used) || !x.over || !x.given || !x.dos)
        return diag_oom(r->w.diags);
    q->over = x.over;
    q->given = x.given;
    q->dos = x.dos;
    q->text = scope_written(r, prob);
    return q->text.s && read_terms(&x, prob);
}
