/* print_expr.c -- expressions, queries and the parts of statements as CDL text. See print.c.
 */
#include "lang/print.h"

#include "base/buf.h"
#include "lang/lang_int.h"
#include "lang/ops.h"

/* ---- names and states ---- */

static void put_name(struct buf *out, const struct ast *a)
{
    if (a->op)
        lang_put_quoted(out, a->text, '`');
    else
        lang_put_name(out, a->text);
}

void lang_put_kids(struct buf *out, const struct ast *a, uint32_t from, const char *between)
{
    for (uint32_t i = from; i < a->n; i++) {
        if (i > from)
            buf_puts(out, between);
        lang_put(out, a->kid[i]);
    }
}

void lang_put_optional(struct buf *out, const char *before, const struct ast *a)
{
    if (!a)
        return;
    buf_puts(out, before);
    lang_put(out, a);
}

/* ---- expressions ---- */

static enum binding binding(const struct ast *a)
{
    if (a->kind == AST_UNARY || a->kind == AST_BINARY)
        return op_binding(a->op);
    return a->kind == AST_IF ? BIND_IF : BIND_ATOM;
}

static void put_binary(struct buf *out, const struct ast *a)
{
    enum binding b = op_binding(a->op);
    bool fraction = a->op == OP_DIV && a->kid[0]->kind == AST_NUMBER && a->kid[1]->kind == AST_NUMBER;
    lang_put_expr(out, a->kid[0], b == BIND_COMPARE ? b + 1 : b);
    buf_fmt(out, fraction ? "%s" : " %s ", op_sign(a->op));
    lang_put_expr(out, a->kid[1], b + 1);
}

/* `draw not after` draws a box called `not`. */
static void put_negated(struct buf *out, const struct ast *a)
{
    bool option = a->kind == AST_NAME && !a->op && lang_is_option(a->text);
    buf_puts(out, option ? "not (" : "not ");
    lang_put_expr(out, a, BIND_NOT);
    if (option)
        buf_putc(out, ')');
}

static void put_bare(struct buf *out, const struct ast *a)
{
    switch (a->kind) {
    case AST_UNARY:
        if (a->op == OP_NOT) {
            put_negated(out, a->kid[0]);
            break;
        }
        buf_putc(out, '-');
        lang_put_expr(out, a->kid[0], BIND_NEGATIVE);
        break;
    case AST_BINARY:
        put_binary(out, a);
        break;
    case AST_IF:
        buf_puts(out, "if ");
        lang_put_expr(out, a->kid[0], BIND_OR);
        buf_puts(out, " then ");
        lang_put_expr(out, a->kid[1], BIND_OR);
        buf_puts(out, " else ");
        lang_put_expr(out, a->kid[2], BIND_IF);
        break;
    default:
        lang_put(out, a);
    }
}

void lang_put_expr(struct buf *out, const struct ast *a, enum binding least)
{
    bool keyword = a->kind == AST_NAME && !a->op && lang_is_keyword(a->text);
    bool brackets = keyword || binding(a) < least;
    if (brackets)
        buf_putc(out, '(');
    put_bare(out, a);
    if (brackets)
        buf_putc(out, ')');
}

/* Is there a `;` outside all brackets? */
static bool composes(const struct ast *a)
{
    if (binding(a) > BIND_COMPOSE)
        return false; /* below it composition stands in brackets */
    bool found = binding(a) == BIND_COMPOSE;
    for (uint32_t i = 0; i < a->n && !found; i++)
        found = composes(a->kid[i]);
    return found;
}

void lang_put_closed(struct buf *out, const struct ast *a)
{
    bool brackets = composes(a);
    if (brackets)
        buf_putc(out, '(');
    lang_put_expr(out, a, BIND_IF);
    if (brackets)
        buf_putc(out, ')');
}

/* `[..]` */
static void put_list(struct buf *out, const struct ast *a)
{
    buf_putc(out, '[');
    for (uint32_t i = 0; i < a->n; i++) {
        if (i)
            buf_puts(out, ", ");
        lang_put_closed(out, a->kid[i]);
    }
    buf_putc(out, ']');
}

static void put_function(struct buf *out, const struct ast *a)
{
    if (lang_is_keyword(a->text))
        lang_put_quoted(out, a->text, '`');
    else
        lang_put_name(out, a->text);
}

/* `{X, Y}` */
static void put_group(struct buf *out, const struct ast *a)
{
    buf_putc(out, '{');
    lang_put_kids(out, a, 0, ", ");
    buf_putc(out, '}');
}

static void put_call(struct buf *out, const struct ast *a)
{
    if (a->op)
        lang_put(out, a->kid[0]);
    else if (str_eq(a->text, STR("do")) && a->n)
        buf_puts(out, "do");
    else
        put_function(out, a);
    buf_putc(out, '(');
    for (uint32_t i = a->op != 0; i < a->n; i++) {
        if (i > (uint32_t)(a->op != 0))
            buf_puts(out, ", ");
        if (a->kid[i]->kind == AST_NAMES)
            put_group(out, a->kid[i]);
        else
            lang_put_expr(out, a->kid[i], BIND_IF);
    }
    buf_putc(out, ')');
}

static void put_prob(struct buf *out, const struct ast *a)
{
    buf_puts(out, a->kind == AST_PROB ? "P(" : "E(");
    lang_put(out, a->kid[0]);
    if (a->kid[1]->n)
        lang_put_optional(out, " | ", a->kid[1]);
    buf_putc(out, ')');
    lang_put_optional(out, " in ", a->kid[2]);
}

static void put_term(struct buf *out, const struct ast *a)
{
    static const char *const sign[] = {"", " = ", " ~ ", " := ", " -> "};
    lang_put_name(out, a->text);
    buf_puts(out, sign[a->op]);
    if (a->op == TERM_EDGE) {
        lang_put(out, a->kid[0]);
        lang_put_optional(out, " = ", a->kid[1]);
        return;
    }
    if (a->n && a->kid[0]->kind == AST_STATE)
        lang_put(out, a->kid[0]);
    else if (a->n)
        lang_put_expr(out, a->kid[0], BIND_IF);
}

/* ---- parts ---- */

/* In the braces of a type words are never operators: brackets round what is not a plain number. */
static void put_valued_state(struct buf *out, const struct ast *a)
{
    lang_put_state(out, a->text);
    const struct ast *value = a->n ? a->kid[0] : NULL;
    if (!value)
        return;
    buf_puts(out, ": ");
    const struct ast *digits = value->kind == AST_UNARY && value->op == OP_NEG ? value->kid[0] : value;
    bool plain = digits->kind == AST_NUMBER;
    if (!plain)
        buf_putc(out, '(');
    lang_put_expr(out, value, BIND_IF);
    if (!plain)
        buf_putc(out, ')');
}

static void put_states(struct buf *out, const struct ast *a)
{
    buf_putc(out, '{');
    for (uint32_t i = 0; i < a->n; i++) {
        if (i)
            buf_puts(out, ", ");
        put_valued_state(out, a->kid[i]);
    }
    buf_putc(out, '}');
}

static void put_row(struct buf *out, const struct ast *a)
{
    if (a->op)
        buf_puts(out, "else");
    else if (a->n == 2)
        lang_put(out, a->kid[1]);
    else {
        buf_putc(out, '(');
        lang_put_kids(out, a, 1, ", ");
        buf_putc(out, ')');
    }
    lang_put_optional(out, ": ", a->kid[0]);
}

static void put_types(struct buf *out, const struct ast *a)
{
    if (a->n)
        lang_put_kids(out, a, 0, " * ");
    else
        buf_puts(out, "()");
}

void lang_put_part(struct buf *out, const struct ast *a)
{
    switch (a->kind) {
    case AST_SCRIPT:
        for (uint32_t i = 0; i < a->n; i++)
            ast_print(out, a->kid[i]);
        break;
    case AST_STATES:
        put_states(out, a);
        break;
    case AST_STATE:
        put_valued_state(out, a);
        break;
    case AST_TYPES:
        put_types(out, a);
        break;
    case AST_KEYED:
        buf_puts(out, "{ ");
        lang_put_kids(out, a, 0, ", ");
        buf_puts(out, " }");
        break;
    case AST_ROW:
        put_row(out, a);
        break;
    case AST_LIST:
        put_list(out, a);
        break;
    case AST_INDEXED:
        put_function(out, a);
        put_list(out, a);
        break;
    case AST_WIRES:
        buf_putc(out, '(');
        lang_put_kids(out, a, 0, ", ");
        buf_putc(out, ')');
        break;
    case AST_WIRE:
        lang_put_name(out, a->text);
        lang_put_optional(out, ": ", a->kid[0]);
        break;
    case AST_DO:
        buf_puts(out, "do(");
        lang_put_kids(out, a, 0, ", ");
        buf_putc(out, ')');
        break;
    case AST_NAMES:
    case AST_TERMS:
        lang_put_kids(out, a, 0, ", ");
        break;
    case AST_TERM:
        put_term(out, a);
        break;
    case AST_NUMBER:
        if (a->text.n)
            buf_put(out, a->text);
        else
            buf_fmt(out, "%.17g", a->number);
        break;
    case AST_STRING:
        lang_put_quoted(out, a->text, '"');
        break;
    case AST_NAME:
        put_name(out, a);
        break;
    case AST_CALL:
        put_call(out, a);
        break;
    case AST_PROB:
    case AST_EXPECT:
        put_prob(out, a);
        break;
    default: /* operators and `if` */
        put_bare(out, a);
    }
}
