/* value.c -- expressions: numbers, probabilities, expectations and bound values; diagrams are handed on. */
#include "session/diagram_value.h"

#include <math.h>

static bool from_answer(struct value *out, struct answer *a)
{
    if (a->kind == ANSWER_NUMBER)
        *out = (struct value){.kind = VALUE_NUMBER,
                              .number = a->number,
                              .is_exact = a->fraction != NULL,
                              .exact = a->fraction ? *a->fraction : (struct rational){0},
                              .spread = a->spread,
                              .table = a};
    else
        *out = (struct value){.kind = VALUE_TABLE, .table = a};
    return true;
}

/* Pass on only the stage that was asked for. */
static void show_stage(void *cx, const char *stage, struct str text)
{
    struct run *r = cx;
    if (r->sink->show && str_eq(str_of(stage), str_of(r->s->show)))
        r->sink->show(r->sink->cx, stage, text);
}

struct answer_options run_options(struct run *r)
{
    bool sure = r->intervals || r->spreads;
    return (struct answer_options){.verify = r->s->verify,
                                   .exact = r->s->exact,
                                   .interval = sure ? r->s->interval : (struct interval_options){0},
                                   .spread = r->spreads,
                                   .show = r->s->show[0] ? show_stage : NULL,
                                   .show_cx = r};
}

static bool ask(struct run *r, const struct ast *e, struct value *out)
{
    struct query q;
    const struct binding *model;
    struct answer *a = ARENA_NEW(r->w.arena, struct answer, 1);
    struct answer_options opt = run_options(r);
    if (!a)
        return diag_oom(r->w.diags);
    if (!query_resolve(r, e, true, &q, &model) || !answer_query(a, &r->w, &q, &opt) ||
        !backing_add_answer(r, &q, a) || !from_answer(out, a))
        return false;
    if (!r->spreads || !(a->fitted > 0) || out->kind != VALUE_NUMBER)
        return true;
    out->spread = spread_unknown(&r->w, STR("a number in it comes from tables that were learned"));
    return out->spread != NULL;
}

static bool from_box(struct run *r, const struct ast *e, const struct binding *b, struct value *out)
{
    const struct declared_box *box = box_instance(r, b, &(struct box_use){.at = e->span});
    const struct diagram *d = box ? box_diagram(r, box) : NULL;
    *out = (struct value){.kind = VALUE_DIAGRAM, .diagram = d ? diagram_value_new(r, d) : NULL};
    return out->diagram != NULL;
}

static bool name(struct run *r, const struct ast *e, struct value *out)
{
    const struct value *local;
    const struct binding *b = session_find(r->s, BIND_VALUE, e->text);
    if (b) {
        *out = b->value;
        backing_add(r, &b->backing);
        return true;
    }
    struct binding *model = session_find(r->s, BIND_MODEL, e->text);
    const struct model *m = r->s->current ? r->s->current->model : NULL;
    if ((local = locals_get(r, e->text))) {
        *out = *local;
        return true;
    }
    if ((b = session_find(r->s, BIND_BOX, e->text)))
        return from_box(r, e, b, out);
    if (model) {
        *out = (struct value){.kind = VALUE_DIAGRAM, .diagram = diagram_of_model(r, model)};
        return out->diagram != NULL;
    }
    if (m && model_var(m, e->text) != UINT32_MAX) {
        diag_error(r->w.diags, "bare-variable", e->span, "`%.*s` is a variable, not a value",
                   STR_ARG(e->text));
        return diag_hint(r->w.diags, "ask for its distribution with `P(%.*s)`", STR_ARG(e->text));
    }
    if (str_eq(e->text, STR("id"))) {
        diag_error(r->w.diags, "arguments", e->span, "`id` needs the type of its wires");
        return diag_hint(r->w.diags, "write it in brackets, as in `id[A]`, or `id[()]` for no wire");
    }
    if (str_eq(e->text, STR("help")) || str_eq(e->text, STR("quit")) || str_eq(e->text, STR("exit"))) {
        diag_error(r->w.diags, "unknown-name", e->span, "there is no value called `%.*s`", STR_ARG(e->text));
        return diag_hint(r->w.diags, "commands of the prompt begin with a colon: `:%s`",
                         e->text.s[0] == 'h' ? "help" : "quit");
    }
    return scope_find(r, BIND_VALUE, e) != NULL;
}

static bool apply(const struct ast *e, double x, double *out)
{
    static const struct {
        struct str name;
        double (*f)(double);
    } functions[] = {{STR("log"), log}, {STR("exp"), exp}, {STR("sqrt"), sqrt}, {STR("abs"), fabs}};
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (str_eq(e->text, functions[i].name)) {
            *out = functions[i].f(x);
            return true;
        }
    return false;
}

/* A result that is no number although its operands are; where one of them is undefined, so is the result. */
static bool is_finite(struct run *r, const struct ast *e, double result, bool defined)
{
    if (!defined || isfinite(result))
        return true;
    diag_error(r->w.diags, "not-finite", e->span, "the result is not a finite number");
    if (e->kind == AST_CALL && !str_eq(e->text, STR("exp")))
        return diag_hint(r->w.diags, "`log` takes numbers above 0, `sqrt` numbers from 0 up");
    return diag_hint(r->w.diags, "the largest number is about 1.8e308");
}

/* Round brackets where a diagram has square ones, and boxes taken for functions. */
static bool no_function(struct run *r, const struct ast *e, const struct str *functions, size_t n)
{
    static const struct str square[] = {STR("id"),   STR("copy"), STR("del"),
                                        STR("swap"), STR("unif"), STR("point")};
    diag_error(r->w.diags, "unknown-function", e->span, "there is no function `%.*s`", STR_ARG(e->text));
    for (size_t i = 0; i < sizeof square / sizeof *square; i++)
        if (str_eq(e->text, square[i]))
            return diag_hint(r->w.diags, "as a diagram it has square brackets: `%.*s[..]`", STR_ARG(e->text));
    if (session_find(r->s, BIND_BOX, e->text) || session_find(r->s, BIND_VALUE, e->text))
        return diag_hint(r->w.diags,
                         "`%.*s` is composed, as in `d ; %.*s`; brackets feed it only in wirings and models",
                         STR_ARG(e->text), STR_ARG(e->text));
    return diag_nearest(r->w.diags, e->text, functions, n,
                        "functions: log, exp, sqrt, abs, min, max; of diagrams: cut, do, marginal, "
                        "condition, comb, twin");
}

static bool call(struct run *r, const struct ast *e, struct value *out)
{
    static const struct str functions[] = {STR("log"),      STR("exp"),       STR("sqrt"), STR("abs"),
                                           STR("min"),      STR("max"),       STR("cut"),  STR("do"),
                                           STR("marginal"), STR("condition"), STR("comb"), STR("twin")};
    bool extreme = str_eq(e->text, STR("min")) || str_eq(e->text, STR("max"));
    double probe = 0;
    struct value x;
    bool known;
    if (diagram_call(r, e, out, &known))
        return true;
    if (known)
        return false;
    *out = (struct value){.kind = VALUE_NUMBER};
    if (!extreme && !apply(e, 1, &probe))
        return no_function(r, e, functions, sizeof functions / sizeof *functions);
    if (extreme ? e->n == 0 : e->n != 1)
        return diag_error(r->w.diags, "arguments", e->span, "`%.*s` has %s, not %u", STR_ARG(e->text),
                          extreme ? "at least 1 argument" : "1 argument", e->n);
    for (uint32_t i = 0; i < e->n; i++) {
        int sign;
        if (!value_fraction(r, e->kid[i], &x))
            return false;
        if (!extreme) {
            bool keeps = str_eq(e->text, STR("abs")) && x.is_exact;
            apply(e, x.number, &out->number);
            backing_inexact(r, keeps || !r->s->exact ? STR("") : STR("log, exp and sqrt are decimals"));
            out->is_exact = keeps;
            out->exact = !keeps ? out->exact : x.exact.num < 0 ? rational_negative(x.exact) : x.exact;
            if (!is_finite(r, e, out->number, !isnan(x.number)) || !call_spread(r, e->text, &x, out))
                return false;
        } else if (i == 0 || isnan(x.number)) {
            *out = x;
        } else if (!number_compare(r, &x, out, &sign)) {
            return false;
        } else if (e->text.s[1] == 'i' ? sign < 0 : sign > 0) {
            *out = x;
        }
        if (isnan(out->number))
            break; /* one argument is undefined */
    }
    return true;
}

static bool compare(int op, int sign)
{
    switch (op) {
    case OP_EQ:
        return sign == 0;
    case OP_NE:
        return sign != 0;
    case OP_LT:
        return sign < 0;
    case OP_LE:
        return sign <= 0;
    case OP_GT:
        return sign > 0;
    default:
        return sign >= 0;
    }
}

static bool binary(struct run *r, const struct ast *e, struct value *out)
{
    double x, y;
    struct value a, b;
    if (!value_eval(r, e->kid[0], &a) || !value_eval(r, e->kid[1], &b))
        return false;
    if (a.kind == VALUE_DIAGRAM || b.kind == VALUE_DIAGRAM || e->op == OP_COMPOSE || e->op == OP_SAME)
        return diagram_binary(r, e, &a, &b, out);
    if (e->op < OP_EQ) {
        if (a.kind != VALUE_TRUTH || b.kind != VALUE_TRUTH)
            return diag_error(r->w.diags, "not-a-truth-value", e->span,
                              "this joins values that are not true or false");
        *out = (struct value){.kind = VALUE_TRUTH,
                              .truth = e->op == OP_AND  ? a.truth && b.truth
                                       : e->op == OP_OR ? a.truth || b.truth
                                                        : a.truth != b.truth};
        return true;
    }
    if (!value_is_number(r, e->kid[0], &a) || !value_is_number(r, e->kid[1], &b))
        return false;
    x = a.number;
    y = b.number;
    if (e->op >= OP_EQ && e->op <= OP_GE) {
        if (isnan(x) || isnan(y)) {
            diag_error(r->w.diags, "undefined-value", e->kid[isnan(x) ? 0 : 1]->span,
                       "this is undefined and cannot be compared");
            return diag_hint(r->w.diags, "it conditions on something of probability 0");
        }
        int sign;
        if (!number_compare(r, &a, &b, &sign))
            return false;
        *out = (struct value){.kind = VALUE_TRUTH, .truth = compare(e->op, sign)};
        return true;
    }
    if ((e->op == OP_DIV || e->op == OP_MOD) && y == 0)
        return diag_error(r->w.diags, "division-by-zero", e->kid[1]->span, "division by zero");
    return number_arithmetic(r, e->op, &a, &b, out) && is_finite(r, e, out->number, !isnan(x) && !isnan(y));
}

bool value_eval(struct run *r, const struct ast *e, struct value *out)
{
    switch (e->kind) {
    case AST_NUMBER:
        return number_literal(r, e, out);
    case AST_NAME:
        return name(r, e, out);
    case AST_PROB:
    case AST_EXPECT:
        return ask(r, e, out);
    case AST_UNARY:
        if (!value_eval(r, e->kid[0], out))
            return false;
        if (out->kind != (e->op == OP_NOT ? VALUE_TRUTH : VALUE_NUMBER))
            return diag_error(r->w.diags, e->op == OP_NOT ? "not-a-truth-value" : "not-a-number",
                              e->kid[0]->span,
                              e->op == OP_NOT ? "this is neither true nor false" : "this is not a number");
        if (e->op != OP_NOT)
            return number_negative(r, out, out);
        *out = (struct value){.kind = VALUE_TRUTH, .truth = !out->truth};
        return true;
    case AST_BINARY:
        return binary(r, e, out);
    case AST_CALL:
        return call(r, e, out);
    case AST_INDEXED:
        return diagram_indexed(r, e, out);
    case AST_IF: {
        struct value condition;
        if (!value_eval(r, e->kid[0], &condition))
            return false;
        if (condition.kind != VALUE_TRUTH)
            return diag_error(r->w.diags, "not-a-truth-value", e->kid[0]->span,
                              "this is neither true nor false");
        return value_eval(r, e->kid[condition.truth ? 1 : 2], out);
    }
    default:
        return diag_error(r->w.diags, "not-a-value", e->span, "this is not a value");
    }
}

bool value_is_number(struct run *r, const struct ast *e, const struct value *v)
{
    if (v->kind == VALUE_NUMBER)
        return true;
    if (v->kind == VALUE_TRUTH)
        return diag_error(r->w.diags, "not-a-number", e->span, "this is true or false, not a number");
    if (v->kind == VALUE_DIAGRAM) {
        diag_error(r->w.diags, "not-a-number", e->span, "this is a diagram, not a number");
        return diag_hint(r->w.diags,
                         "ask a model for a probability, as in `P(X = x) in m`; `matrix d` prints "
                         "what a diagram means");
    }
    diag_error(r->w.diags, "not-a-number", e->span, "this is a table of %zu values, not a number",
               v->table->table->cells);
    return diag_hint(r->w.diags, "fix the variables, as in `P(C = yes | do(S = no))`");
}

bool value_number(struct run *r, const struct ast *e, double *out)
{
    struct value v;
    if (e->kind == AST_NUMBER) {
        *out = e->number;
        return true;
    }
    if (!value_eval(r, e, &v) || !value_is_number(r, e, &v))
        return false;
    *out = v.number;
    return true;
}

bool value_fraction(struct run *r, const struct ast *e, struct value *out)
{
    return value_eval(r, e, out) && value_is_number(r, e, out);
}
