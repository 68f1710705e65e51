/* posterior.c -- `marginals`, `most probable`, and `explain plan` of these or of a query. */
#include "session/session_int.h"

static const char *words_of(const struct ast *question)
{
    return question->kind == AST_MARGINALS ? "marginals"
           : question->kind == AST_SAMPLE  ? "sample"
                                           : "most probable";
}

/* All of a posterior is about one thing that is seen and one that is done. */
static bool settled(struct run *r, const struct ast *question, const struct query *q)
{
    for (uint32_t i = 0; i < q->ngiven; i++) {
        const struct query_term *t = &q->given[i];
        if (t->fixed)
            continue;
        const struct var *v = &q->model->var[t->var];
        diag_error(r->w.diags, "open-condition", t->span, "`%s` takes what is seen: a state of `%.*s`",
                   words_of(question), STR_ARG(v->name));
        return diag_hint(r->w.diags, "write `%.*s = %.*s`, or ask P(.. | %.*s) for a row of each state",
                         STR_ARG(v->name), STR_ARG(v->type->state[0]), STR_ARG(v->name));
    }
    for (uint32_t i = 0; i < q->ndos; i++) {
        if (q->dos[i].kind != DO_ALL)
            continue;
        const struct var *v = &q->model->var[q->dos[i].var];
        diag_error(r->w.diags, "open-condition", q->dos[i].span, "`%s` takes what is done: a state of `%.*s`",
                   words_of(question), STR_ARG(v->name));
        return diag_hint(r->w.diags,
                         "write `do(%.*s = %.*s)`, or ask P(.. | do(%.*s)) for a row of each state",
                         STR_ARG(v->name), STR_ARG(v->type->state[0]), STR_ARG(v->name));
    }
    return true;
}

/* What is asked for is every variable, so every one must have states. */
static bool all_have_states(struct run *r, const struct ast *question, const struct model *m)
{
    for (uint32_t v = 0; v < m->nvars; v++) {
        if (!model_observed(m, v) || m->var[v].type)
            continue;
        diag_error(r->w.diags, "no-states", question->span, "`%.*s` has no states yet",
                   STR_ARG(m->var[v].name));
        return diag_hint(r->w.diags, "declare them, as in `var %.*s : {no, yes}`, or `observe` data",
                         STR_ARG(m->var[v].name));
    }
    return true;
}

bool posterior_resolve(struct run *r, const struct ast *question, struct ast *conditions, struct ast *model,
                       struct query *q)
{
    const struct binding *b;
    struct ast none = {.kind = AST_TERMS, .span = question->span};
    struct ast *kid[] = {&none, conditions, model};
    struct ast prob = {.kind = AST_PROB, .span = question->span, .n = 3, .kid = kid};
    struct str text = scope_written(r, question);
    if (!text.s || !query_resolve(r, &prob, true, q, &b))
        return false;
    q->text = text;
    return all_have_states(r, question, q->model) && settled(r, question, q);
}

static bool resolve(struct run *r, const struct ast *question, struct query *q)
{
    return posterior_resolve(r, question, question->kid[0], question->kid[1], q);
}

bool posterior_ask(struct run *r, const struct ast *question, struct answer *a)
{
    struct query q;
    r->intervals = question->kind == AST_MARGINALS;
    struct answer_options opt = run_options(r);
    if (!resolve(r, question, &q))
        return false;
    return question->kind == AST_MARGINALS ? answer_marginals(a, &r->w, &q, &opt)
                                           : answer_most_probable(a, &r->w, &q, &opt);
}

bool posterior_plan(struct run *r, const struct ast *statement, struct answer *a)
{
    struct query q;
    const struct binding *b;
    const struct ast *asked = statement->kid[0];
    struct answer_options opt = run_options(r);
    bool query = asked->kind == AST_PROB || asked->kind == AST_EXPECT;
    if (!(query ? query_resolve(r, asked, true, &q, &b) : resolve(r, asked, &q)))
        return false;
    answer_function *what = query                          ? answer_query
                            : asked->kind == AST_MARGINALS ? answer_marginals
                                                           : answer_most_probable;
    return answer_plan(a, &r->w, &q, what, &opt);
}
