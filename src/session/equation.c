/* equation.c -- structural equations: expressions over states, evaluated to deterministic tables.
 *
 * A value is a state of some variable, a bare word (a state's name, until something says of which type), a
 * number, or a truth value.  States read as truth values when their type is {no, yes}, {false, true} or {0,
 * 1}, and as numbers when their type has numbers. */
#include "base/interrupt.h"
#include "base/limits.h"
#include "session/session_int.h"

#include <math.h>

enum term_kind { IS_STATE, IS_WORD, IS_NUMBER, IS_TRUTH };

struct term {
    enum term_kind kind;
    const struct type *type; /* IS_STATE */
    uint32_t state;
    struct str word; /* IS_WORD */
    double number;
    bool truth;
};

struct equation {
    struct run *r;
    const struct equation_scope *scope;
    uint32_t *state; /* by variable of the scope */
};

/* ---- which variables are used ---- */

struct inputs {
    struct run *r;
    const struct equation_scope *scope;
    struct set seen;
    uint32_t *list;
    size_t n, cap;
};

static bool walk(struct inputs *in, const struct ast *e)
{
    if (e->kind == AST_NAME) {
        uint32_t v = map_get(in->scope->number, e->text);
        if (v == MAP_NONE || set_has(in->seen, v))
            return true;
        set_add(in->seen, v);
        return ARENA_PUSH(in->r->w.arena, in->list, in->n, in->cap, v) || diag_oom(in->r->w.diags);
    }
    if (e->kind == AST_PROB || e->kind == AST_EXPECT)
        return diag_error(in->r->w.diags, "not-in-equation", e->span,
                          "a structural equation cannot ask for a probability");
    for (uint32_t i = 0; i < e->n; i++)
        if (e->kid[i] && !walk(in, e->kid[i]))
            return false;
    return true;
}

uint32_t *equation_inputs(struct run *r, const struct equation_scope *scope, const struct ast *e, uint32_t *n)
{
    struct inputs in = {.r = r, .scope = scope, .seen = set_new(r->w.arena, scope->n)};
    *n = 0;
    if (!set_ok(in.seen) || !arena_grow(r->w.arena, (void **)&in.list, &in.cap, 1, sizeof *in.list)) {
        diag_oom(r->w.diags);
        return NULL;
    }
    if (!walk(&in, e))
        return NULL;
    *n = (uint32_t)in.n;
    return in.list;
}

/* ---- evaluation ---- */

static bool truth_of(struct equation *q, const struct ast *e, const struct term *t, bool *out)
{
    if (t->kind == IS_TRUTH) {
        *out = t->truth;
        return true;
    }
    if (t->kind == IS_NUMBER) {
        *out = t->number != 0;
        return true;
    }
    if (t->kind == IS_STATE && type_truth(t->type, t->state, out))
        return true;
    diag_error(q->r->w.diags, "not-a-truth-value", e->span, "this is neither true nor false");
    return diag_hint(q->r->w.diags,
                     "compare it with a state, as in `X == high`; only {no, yes}, {false, true} and {0, 1} "
                     "read as truth values");
}

static bool number_of(struct equation *q, const struct ast *e, const struct term *t, double *out)
{
    if (t->kind == IS_NUMBER) {
        *out = t->number;
        return true;
    }
    if (t->kind == IS_TRUTH) {
        *out = t->truth;
        return true;
    }
    if (t->kind == IS_STATE && type_number(t->type, t->state, out))
        return true;
    diag_error(q->r->w.diags, "not-a-number", e->span, "this has no numeric value");
    return diag_hint(q->r->w.diags, "declare a type with numbers, as in `type Dose = {none: 0, low: 1.5}`");
}

static struct term truth(bool b)
{
    return (struct term){.kind = IS_TRUTH, .truth = b};
}

static struct term number(double x)
{
    return (struct term){.kind = IS_NUMBER, .number = x};
}

/* Give a bare word the type of what it is compared with. */
static bool settle(struct equation *q, const struct ast *e, struct term *word, const struct term *other)
{
    if (word->kind != IS_WORD || other->kind != IS_STATE)
        return true;
    struct ast as_state = *e;
    as_state.text = word->word;
    uint32_t k = scope_state(q->r, other->type,
                             other->type->name.n ? other->type->name : STR("the other side"), &as_state);
    *word = (struct term){.kind = IS_STATE, .type = other->type, .state = k};
    return k != UINT32_MAX;
}

static bool compare(struct equation *q, const struct ast *e, struct term a, struct term b, struct term *out)
{
    if (!settle(q, e->kid[0], &a, &b) || !settle(q, e->kid[1], &b, &a))
        return false;
    double x, y;
    if (a.kind == IS_STATE && b.kind == IS_STATE &&
        (e->op == OP_EQ || e->op == OP_NE || type_equal(a.type, b.type))) {
        bool same = str_eq(a.type->state[a.state], b.type->state[b.state]);
        if (e->op == OP_EQ || e->op == OP_NE) {
            *out = truth(same == (e->op == OP_EQ));
            return true;
        }
        x = a.state; /* states of one type are ordered as declared */
        y = b.state;
    } else if (!number_of(q, e->kid[0], &a, &x) || !number_of(q, e->kid[1], &b, &y)) {
        return false;
    }
    *out = truth(e->op == OP_EQ   ? x == y
                 : e->op == OP_NE ? x != y
                 : e->op == OP_LT ? x < y
                 : e->op == OP_LE ? x <= y
                 : e->op == OP_GT ? x > y
                                  : x >= y);
    return true;
}

static bool eval(struct equation *q, const struct ast *e, struct term *out);

static bool arithmetic(struct equation *q, const struct ast *e, const struct term *a, const struct term *b,
                       struct term *out)
{
    double x, y;
    if (!number_of(q, e->kid[0], a, &x) || !number_of(q, e->kid[1], b, &y))
        return false;
    if ((e->op == OP_DIV || e->op == OP_MOD) && y == 0)
        return diag_error(q->r->w.diags, "division-by-zero", e->span, "division by zero");
    *out = number(e->op == OP_ADD   ? x + y
                  : e->op == OP_SUB ? x - y
                  : e->op == OP_MUL ? x * y
                  : e->op == OP_DIV ? x / y
                                    : x - y * floor(x / y));
    return true;
}

static bool binary(struct equation *q, const struct ast *e, struct term *out)
{
    struct term a, b;
    bool x, y;
    if (e->op == OP_COMPOSE || e->op == OP_SAME)
        return diag_error(q->r->w.diags, "not-in-equation", e->span,
                          "this does not belong in a structural equation");
    if (!eval(q, e->kid[0], &a) || !eval(q, e->kid[1], &b))
        return false;
    if (e->op >= OP_EQ && e->op <= OP_GE)
        return compare(q, e, a, b, out);
    if (e->op != OP_AND && e->op != OP_OR && e->op != OP_XOR)
        return arithmetic(q, e, &a, &b, out);
    if (!truth_of(q, e->kid[0], &a, &x) || !truth_of(q, e->kid[1], &b, &y))
        return false;
    *out = truth(e->op == OP_AND ? x && y : e->op == OP_OR ? x || y : x != y);
    return true;
}

/* Turn a value into a state of `type`; UINT32_MAX when it is none. */
static uint32_t to_state(const struct term *t, const struct type *type)
{
    bool b;
    switch (t->kind) {
    case IS_STATE:
        return type_state(type, t->type->state[t->state]);
    case IS_WORD:
        return type_state(type, t->word);
    case IS_TRUTH:
        for (uint32_t k = 0; k < type->n; k++)
            if (type_truth(type, k, &b) && b == t->truth)
                return k;
        return UINT32_MAX;
    case IS_NUMBER:
        return type_state_of_number(type, t->number);
    }
    return UINT32_MAX;
}

static bool least_or_most(struct equation *q, const struct ast *e, struct term *out)
{
    bool most = str_eq(e->text, STR("max"));
    if (!e->n)
        return diag_error(q->r->w.diags, "arguments", e->span, "`%.*s` needs at least one argument",
                          STR_ARG(e->text));
    if (!eval(q, e->kid[0], out))
        return false;
    for (uint32_t i = 1; i < e->n; i++) {
        struct term t;
        double x, y;
        if (!eval(q, e->kid[i], &t))
            return false;
        if (t.kind == IS_STATE && out->kind == IS_STATE && type_equal(t.type, out->type)) {
            if (most ? t.state > out->state : t.state < out->state)
                *out = t;
        } else if (number_of(q, e->kid[i], &t, &x) && number_of(q, e, out, &y)) {
            *out = number(most ? fmax(x, y) : fmin(x, y));
        } else {
            return false;
        }
    }
    return true;
}

/* A box with one output and sharp rows is a function of states. */
static bool apply_box(struct equation *q, const struct ast *e, struct term *out)
{
    struct ast name = *e;
    name.span.end = e->span.start + (uint32_t)e->text.n;
    const struct binding *b = scope_find(q->r, BIND_BOX, &name);
    size_t row = 0;
    if (!b)
        return false;
    if (b->box->nout != 1 || !b->box->matrix)
        return diag_error(q->r->w.diags, "box-in-equation", e->span, "`%.*s` is not a function of states",
                          STR_ARG(e->text));
    if (e->n != b->box->nin)
        return diag_error(q->r->w.diags, "arguments", e->span, "`%.*s` has %u inputs, not %u",
                          STR_ARG(e->text), b->box->nin, e->n);
    for (uint32_t i = 0; i < e->n; i++) {
        struct term t;
        if (!eval(q, e->kid[i], &t))
            return false;
        uint32_t k = to_state(&t, b->box->in[i]);
        if (k == UINT32_MAX)
            return diag_error(q->r->w.diags, "arguments", e->kid[i]->span,
                              "this is not a state of input %u of `%.*s`", i + 1, STR_ARG(e->text));
        row = row * b->box->in[i]->n + k;
    }
    const struct type *type = b->box->out[0];
    for (uint32_t k = 0; k < type->n; k++)
        if (b->box->matrix[row * type->n + k] == 1) {
            *out = (struct term){.kind = IS_STATE, .type = type, .state = k};
            return true;
        }
    diag_error(q->r->w.diags, "box-in-equation", e->span,
               "`%.*s` is random: a structural equation needs a function", STR_ARG(e->text));
    return diag_hint(q->r->w.diags, "use it as a mechanism, as in `C ~ %.*s(..)`", STR_ARG(e->text));
}

static bool call(struct equation *q, const struct ast *e, struct term *out)
{
    struct term t;
    double x;
    if (str_eq(e->text, STR("min")) || str_eq(e->text, STR("max")))
        return least_or_most(q, e, out);
    if (!str_eq(e->text, STR("abs")))
        return apply_box(q, e, out);
    if (e->n != 1)
        return diag_error(q->r->w.diags, "arguments", e->span, "`abs` has 1 argument, not %u", e->n);
    if (!eval(q, e->kid[0], &t) || !number_of(q, e->kid[0], &t, &x))
        return false;
    *out = number(fabs(x));
    return true;
}

static bool eval(struct equation *q, const struct ast *e, struct term *out)
{
    struct term t;
    bool b;
    double x;
    const struct value *local;
    uint32_t v;
    switch (e->kind) {
    case AST_NUMBER:
        *out = number(e->number);
        return true;
    case AST_STRING:
        *out = (struct term){.kind = IS_WORD, .word = e->text};
        return true;
    case AST_NAME:
        v = map_get(q->scope->number, e->text);
        if (v == MAP_NONE && (local = locals_get(q->r, e->text))) {
            *out = number(local->number);
            return true;
        }
        *out = v == MAP_NONE
                   ? (struct term){.kind = IS_WORD, .word = e->text}
                   : (struct term){.kind = IS_STATE, .type = q->scope->type[v], .state = q->state[v]};
        return true;
    case AST_UNARY:
        if (!eval(q, e->kid[0], &t))
            return false;
        if (e->op == OP_NOT) {
            if (!truth_of(q, e->kid[0], &t, &b))
                return false;
            *out = truth(!b);
            return true;
        }
        if (!number_of(q, e->kid[0], &t, &x))
            return false;
        *out = number(-x);
        return true;
    case AST_BINARY:
        return binary(q, e, out);
    case AST_IF:
        return eval(q, e->kid[0], &t) && truth_of(q, e->kid[0], &t, &b) && eval(q, e->kid[b ? 1 : 2], out);
    case AST_CALL:
        return call(q, e, out);
    default:
        return diag_error(q->r->w.diags, "not-in-equation", e->span,
                          "this does not belong in a structural equation");
    }
}

/* ---- the table ---- */

static bool no_state(struct equation *q, const struct ast *e, const struct term *t, const uint32_t *input,
                     uint32_t ninputs, struct str target, const struct type *type)
{
    struct buf value = {0}, at = {0}, states = {0};
    if (t->kind == IS_NUMBER)
        buf_fmt(&value, "%g", t->number);
    else if (t->kind == IS_TRUTH)
        buf_puts(&value, t->truth ? "true" : "false");
    else
        buf_put(&value, t->kind == IS_WORD ? t->word : t->type->state[t->state]);
    for (uint32_t i = 0; i < ninputs; i++)
        buf_fmt(&at, "%s%.*s = %.*s", i ? ", " : " for ", STR_ARG(q->scope->name[input[i]]),
                STR_ARG(q->scope->type[input[i]]->state[q->state[input[i]]]));
    for (uint32_t i = 0; i < type->n && states.n < 120; i++)
        buf_fmt(&states, "%s%.*s", i ? ", " : "", STR_ARG(type->state[i]));
    diag_error(q->r->w.diags, "equation-value", e->span, "this is `%.*s`%.*s, which is no state of `%.*s`",
               STR_ARG(buf_str(&value)), STR_ARG(buf_str(&at)), STR_ARG(target));
    if (t->kind == IS_WORD)
        diag_nearest(q->r->w.diags, t->word, type->state, type->n, NULL);
    if (t->kind != IS_WORD || str_nearest(t->word, type->state, type->n) < 0)
        diag_hint(q->r->w.diags, "its states: %.*s", STR_ARG(buf_str(&states)));
    buf_free(&value);
    buf_free(&at);
    buf_free(&states);
    return false;
}

/* Add one to the setting of the inputs, the last fastest. */
static void next_setting(const struct equation_scope *scope, const uint32_t *input, uint32_t n,
                         uint32_t *state)
{
    for (uint32_t i = n; i-- > 0;) {
        if (++state[input[i]] < scope->type[input[i]]->n)
            return;
        state[input[i]] = 0;
    }
}

/* Row by row: the state that the equation gives. p is all zero. */
static bool fill(struct equation *q, const struct ast *e, const uint32_t *input, uint32_t ninputs,
                 struct str target, const struct type *type, size_t rows, double *p)
{
    for (size_t row = 0; row < rows; row++) {
        struct term t;
        if (interrupted())
            return diag_interrupted(q->r->w.diags);
        if (!eval(q, e, &t))
            return false;
        uint32_t k = to_state(&t, type);
        if (k == UINT32_MAX)
            return no_state(q, e, &t, input, ninputs, target, type);
        p[row * type->n + k] = 1;
        next_setting(q->scope, input, ninputs, q->state);
    }
    return true;
}

const double *equation_matrix(struct run *r, struct work *keep, const struct equation_scope *scope,
                              const struct ast *e, const uint32_t *input, uint32_t ninputs, struct str target,
                              const struct type *type)
{
    size_t rows = 1;
    for (uint32_t i = 0; i < ninputs; i++)
        rows = rows > LIMIT_TENSOR_CELLS ? rows : rows * scope->type[input[i]]->n;
    if (rows > LIMIT_TENSOR_CELLS / type->n) {
        diag_error(r->w.diags, "table-too-large", e->span,
                   "the table of `%.*s` would have more than %d entries", STR_ARG(target),
                   LIMIT_TENSOR_CELLS);
        return NULL;
    }
    struct arena draft = {0}; /* a model of many equations would keep as many long lists of states */
    struct equation q = {r, scope, ARENA_NEW(&draft, uint32_t, scope->n)};
    double *p = ARENA_NEW(keep->arena, double, rows * type->n);
    bool good = p && q.state ? fill(&q, e, input, ninputs, target, type, rows, p) : diag_oom(r->w.diags);
    arena_free(&draft);
    return good ? p : NULL;
}
