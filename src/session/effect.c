/* effect.c -- `effect X -> Y via {Z} on overlap in m`: names resolved, states asked for. */
#include "session/session_int.h"

/* The one variable of a side, observed and with states; UINT32_MAX (reported). */
static uint32_t end_of(struct run *r, const struct ast *side, const struct binding *b)
{
    if (side->n != 1) {
        diag_error(r->w.diags, "several-variables", side->span, "`effect` takes one cause and one outcome");
        diag_hint(r->w.diags, "ask for each pair by itself, as in `effect X -> Y`");
        return UINT32_MAX;
    }
    const struct ast *name = side->kid[0];
    uint32_t v = scope_variable(r, b->model, name);
    if (v == UINT32_MAX)
        return v;
    if (!model_observed(b->model, v)) {
        diag_error(r->w.diags, "latent-in-answer", name->span,
                   "`%.*s` is hidden: no set of observed variables measures its effects or causes",
                   STR_ARG(name->text));
        diag_hint(r->w.diags, "declare it with `var` if it is observed");
        return UINT32_MAX;
    }
    if (!b->model->var[v].type) {
        diag_error(r->w.diags, "no-states", name->span, "`%.*s` has no states yet", STR_ARG(name->text));
        diag_hint(r->w.diags, "declare them, as in `var %.*s : {no, yes}`, or `observe` data",
                  STR_ARG(name->text));
        return UINT32_MAX;
    }
    return v;
}

static bool same(struct run *r, const struct ast *name)
{
    return diag_error(r->w.diags, "repeated-variable", name->span, "`%.*s` occurs twice in this question",
                      STR_ARG(name->text));
}

/* The set behind `via`. */
static bool forced(struct run *r, const struct ast *side, const struct binding *b,
                   const struct effect_query *q, struct set *z)
{
    *z = set_new(r->w.arena, b->model->nvars);
    if (!set_ok(*z))
        return diag_oom(r->w.diags);
    for (uint32_t i = 0; i < side->n; i++) {
        uint32_t v = scope_variable(r, b->model, side->kid[i]);
        if (v == UINT32_MAX)
            return false;
        if (v == q->x || v == q->y || set_has(*z, v))
            return same(r, side->kid[i]);
        set_add(*z, v);
    }
    return true;
}

bool effect_ask(struct run *r, const struct ast *question, struct answer *a)
{
    struct set z;
    const struct ast *via = question->kid[2];
    const struct binding *b = scope_model(r, question->kid[3], question->span);
    if (!b)
        return false;
    struct effect_query q = {.span = question->span, .model = b->model, .observed = &b->observed};
    r->intervals = true;
    struct answer_options opt = run_options(r);
    if ((q.x = end_of(r, question->kid[0], b)) == UINT32_MAX ||
        (q.y = end_of(r, question->kid[1], b)) == UINT32_MAX)
        return false;
    if (q.x == q.y)
        return same(r, question->kid[1]->kid[0]);
    if (via && !forced(r, via, b, &q, &z))
        return false;
    q.set = via ? &z : NULL;
    q.via = via ? via->span : question->span;
    q.overlap = question->op != 0;
    q.text = scope_written(r, question);
    return q.text.s && answer_effect(a, &r->w, &q, &opt);
}
