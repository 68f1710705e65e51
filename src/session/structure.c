/* structure.c -- questions that need no numbers: `_||_`, paths, adjustment and front-door sets, instruments,
 * implications, components, and `identify`. */
#include "session/session_int.h"

/* Variable `name` of the model, new in `used`; UINT32_MAX (reported). */
static uint32_t find_new(struct run *r, const struct model *m, const struct ast *name, struct set used)
{
    uint32_t v = scope_variable(r, m, name);
    if (v == UINT32_MAX)
        return v;
    if (set_has(used, v)) {
        diag_error(r->w.diags, "repeated-variable", name->span, "`%.*s` occurs twice in this question",
                   STR_ARG(name->text));
        return UINT32_MAX;
    }
    set_add(used, v);
    return v;
}

static bool find_set(struct run *r, const struct model *m, const struct ast *names, struct set *out,
                     struct set used)
{
    *out = set_new(r->w.arena, m->nvars);
    if (!set_ok(*out))
        return diag_oom(r->w.diags);
    for (uint32_t i = 0; names && i < names->n; i++) {
        uint32_t v = find_new(r, m, names->kid[i], used);
        if (v == UINT32_MAX)
            return false;
        set_add(*out, v);
    }
    return true;
}

/* The model and the three sets of a question; the last is empty where it is not given. */
struct sides {
    const struct model *model;
    struct str query;
    struct set a, b, c;
};

static bool find_sides(struct run *r, const struct ast *question, struct sides *s)
{
    const struct binding *b = scope_model(r, question->kid[3], question->span);
    if (!b)
        return false;
    struct set used = set_new(r->w.arena, b->model->nvars);
    if (!set_ok(used))
        return diag_oom(r->w.diags);
    s->model = b->model;
    if (!find_set(r, b->model, question->kid[0], &s->a, used) ||
        !find_set(r, b->model, question->kid[1], &s->b, used) ||
        !find_set(r, b->model, question->kid[2], &s->c, used))
        return false;
    s->query = scope_written(r, question);
    return s->query.s != NULL;
}

/* Cause and outcome are observed. */
static bool are_observed(struct run *r, const struct ast *names, const struct model *m)
{
    for (uint32_t i = 0; i < names->n; i++) {
        const struct ast *name = names->kid[i];
        if (model_observed(m, model_var(m, name->text)))
            continue;
        diag_error(r->w.diags, "latent-in-answer", name->span,
                   "`%.*s` is hidden: no set of observed variables measures its effects or causes",
                   STR_ARG(name->text));
        return diag_hint(r->w.diags,
                         "declare it with `var` if it is observed; `paths` takes hidden variables");
    }
    return true;
}

static bool is_single(struct run *r, const struct ast *names)
{
    if (names->n == 1)
        return true;
    diag_error(r->w.diags, "several-variables", names->span, "`instruments` takes one cause and one outcome");
    return diag_hint(r->w.diags, "ask for each pair by itself, as in `instruments %.*s -> ..`",
                     STR_ARG(names->kid[0]->text));
}

static bool ask_effect(struct run *r, const struct ast *question, const struct sides *s, struct answer *a)
{
    const struct ast *cause = question->kid[0], *outcome = question->kid[1];
    const struct set *tested = question->kid[2] ? &s->c : NULL;
    if (!are_observed(r, cause, s->model) || !are_observed(r, outcome, s->model))
        return false;
    switch (question->kind) {
    case AST_ADJUST:
        return answer_adjust(a, &r->w, s->model, s->query, s->a, s->b, tested);
    case AST_FRONTDOOR:
        return answer_front_door(a, &r->w, s->model, s->query, s->a, s->b, tested);
    default:
        return is_single(r, cause) && is_single(r, outcome) &&
               answer_instruments(a, &r->w, s->model, s->query, set_next(s->a, 0), set_next(s->b, 0));
    }
}

static bool ask_sides(struct run *r, const struct ast *question, struct answer *a)
{
    struct sides s;
    if (!find_sides(r, question, &s))
        return false;
    if (question->kind == AST_INDEPENDENT)
        return answer_independent(a, &r->w, s.model, s.query, s.a, s.b, s.c);
    if (question->kind == AST_PATHS)
        return answer_paths(a, &r->w, s.model, s.query, s.a, s.b, s.c);
    return ask_effect(r, question, &s, a);
}

static bool ask_model(struct run *r, const struct ast *question, struct answer *a)
{
    const struct binding *b = scope_model(r, question->kid[0], question->span);
    if (!b)
        return false;
    struct str query = scope_written(r, question);
    if (!query.s)
        return false;
    return question->kind == AST_COMPONENTS ? answer_components(a, &r->w, b->model, query)
                                            : answer_implications(a, &r->w, b->model, query);
}

static bool ask_identify(struct run *r, const struct ast *statement, struct answer *a)
{
    struct query q;
    const struct binding *b;
    struct answer_options opt = {.verify = r->s->verify};
    if (!query_resolve(r, statement->kid[0], false, &q, &b))
        return false;
    for (uint32_t i = 0; i < q.ndos; i++)
        if (q.dos[i].kind == DO_ROW || q.dos[i].kind == DO_POLICY) {
            diag_error(r->w.diags, "soft-identify", q.dos[i].span,
                       "identify takes interventions that set a value");
            return diag_hint(r->w.diags, "ask `identify P(.. | do(%.*s))`; a soft intervention averages it",
                             STR_ARG(q.model->var[q.dos[i].var].name));
        }
    for (uint32_t i = 0; i < q.ndos; i++)
        if (!model_observed(q.model, q.dos[i].var)) {
            diag_error(r->w.diags, "latent-in-answer", q.dos[i].span,
                       "`%.*s` is hidden: data cannot say what setting it does",
                       STR_ARG(q.model->var[q.dos[i].var].name));
            return diag_hint(r->w.diags, "identify asks what follows from the observed variables alone");
        }
    return answer_identify(a, &r->w, &q, &opt);
}

bool structure_ask(struct run *r, const struct ast *question, struct answer *a)
{
    switch (question->kind) {
    case AST_IDENTIFY:
        return ask_identify(r, question, a);
    case AST_IMPLICATIONS:
    case AST_COMPONENTS:
        return ask_model(r, question, a);
    default:
        return ask_sides(r, question, a);
    }
}
