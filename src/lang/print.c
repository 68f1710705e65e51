/* print.c -- a tree as CDL text, in one canonical layout, so that parsing the text gives an equal tree.
 *
 * Brackets are put where the binding of the operators asks for them, and where a word could be taken for a
 * keyword.  NAME nodes keep in `op` whether they were written in backquotes; other texts may be quoted
 * freely.
 */
#include "lang/ast.h"

#include "base/buf.h"
#include "lang/lang_int.h"
#include "lang/ops.h"

static void put(struct buf *out, const struct ast *a);
static void put_expr(struct buf *out, const struct ast *a, enum binding least);

/* ---- names and states ---- */

static void put_name(struct buf *out, const struct ast *a)
{
    if (a->op)
        lang_put_quoted(out, a->text, '`');
    else
        lang_put_name(out, a->text);
}

/* Kids from `from` on, with `between` between them. */
static void put_kids(struct buf *out, const struct ast *a, uint32_t from, const char *between)
{
    for (uint32_t i = from; i < a->n; i++) {
        if (i > from)
            buf_puts(out, between);
        put(out, a->kid[i]);
    }
}

static void put_named(struct buf *out, const char *word, const struct ast *a)
{
    buf_puts(out, word);
    lang_put_name(out, a->text);
}

static void put_optional(struct buf *out, const char *before, const struct ast *a)
{
    if (!a)
        return;
    buf_puts(out, before);
    put(out, a);
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
    put_expr(out, a->kid[0], b == BIND_COMPARE ? b + 1 : b);
    buf_fmt(out, fraction ? "%s" : " %s ", op_sign(a->op));
    put_expr(out, a->kid[1], b + 1);
}

static void put_bare(struct buf *out, const struct ast *a)
{
    switch (a->kind) {
    case AST_UNARY:
        buf_puts(out, a->op == OP_NOT ? "not " : "-");
        put_expr(out, a->kid[0], op_binding(a->op));
        break;
    case AST_BINARY:
        put_binary(out, a);
        break;
    case AST_IF:
        buf_puts(out, "if ");
        put_expr(out, a->kid[0], BIND_OR);
        buf_puts(out, " then ");
        put_expr(out, a->kid[1], BIND_OR);
        buf_puts(out, " else ");
        put_expr(out, a->kid[2], BIND_IF);
        break;
    default:
        put(out, a);
    }
}

static void put_expr(struct buf *out, const struct ast *a, enum binding least)
{
    bool keyword = a->kind == AST_NAME && !a->op && lang_is_keyword(a->text);
    bool brackets = keyword || binding(a) < least;
    if (brackets)
        buf_putc(out, '(');
    put_bare(out, a);
    if (brackets)
        buf_putc(out, ')');
}

static void put_exprs(struct buf *out, const struct ast *a)
{
    for (uint32_t i = 0; i < a->n; i++) {
        if (i)
            buf_puts(out, ", ");
        put_expr(out, a->kid[i], BIND_IF);
    }
}

static void put_call(struct buf *out, const struct ast *a)
{
    if (lang_is_keyword(a->text))
        lang_put_quoted(out, a->text, '`');
    else
        lang_put_name(out, a->text);
    buf_putc(out, '(');
    put_exprs(out, a);
    buf_putc(out, ')');
}

static void put_prob(struct buf *out, const struct ast *a)
{
    buf_puts(out, a->kind == AST_PROB ? "P(" : "E(");
    put(out, a->kid[0]);
    if (a->kid[1]->n)
        put_optional(out, " | ", a->kid[1]);
    buf_putc(out, ')');
    put_optional(out, " in ", a->kid[2]);
}

static void put_term(struct buf *out, const struct ast *a)
{
    static const char *const sign[] = {"", " = ", " ~ ", " := "};
    lang_put_name(out, a->text);
    buf_puts(out, sign[a->op]);
    if (a->n && a->kid[0]->kind == AST_STATE)
        put(out, a->kid[0]);
    else if (a->n)
        put_expr(out, a->kid[0], BIND_IF);
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
    put_expr(out, value, BIND_IF);
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
        put(out, a->kid[1]);
    else {
        buf_putc(out, '(');
        put_kids(out, a, 1, ", ");
        buf_putc(out, ')');
    }
    put_optional(out, ": ", a->kid[0]);
}

static void put_types(struct buf *out, const struct ast *a)
{
    if (a->n)
        put_kids(out, a, 0, " * ");
    else
        buf_puts(out, "()");
}

/* ---- inside a model ---- */

static void put_edges(struct buf *out, const struct ast *a)
{
    for (uint32_t i = 0; i < a->n; i++) {
        const struct ast *group = a->kid[i];
        if (group->n == 1) {
            put(out, group);
        } else {
            buf_putc(out, '{');
            put(out, group);
            buf_putc(out, '}');
        }
        if (arrow_sign(group->op))
            buf_fmt(out, " %s ", arrow_sign(group->op));
    }
}

static void put_vars(struct buf *out, const struct ast *a)
{
    static const char *const role[] = {"var ", "latent ", "noise "};
    buf_puts(out, role[a->op]);
    put_kids(out, a, 1, ", ");
    put_optional(out, " : ", a->kid[0]);
}

static void put_table(struct buf *out, const struct ast *a)
{
    buf_puts(out, "P(");
    put(out, a->kid[0]);
    if (a->kid[1]->n)
        put_optional(out, " | ", a->kid[1]);
    put_optional(out, ") = ", a->kid[2]);
}

static void put_model(struct buf *out, const struct ast *a)
{
    put_named(out, "model ", a);
    put_optional(out, " ", a->kid[0]);
    buf_puts(out, " {\n");
    for (uint32_t i = 1; i < a->n; i++) {
        put_optional(out, "  ", a->kid[i]);
        buf_putc(out, '\n');
    }
    buf_putc(out, '}');
}

/* ---- statements ---- */

static void put_assert(struct buf *out, const struct ast *a)
{
    const struct ast *claim = a->kid[0];
    buf_puts(out, a->op ? "assert not " : "assert ");
    if (claim->kind == AST_IDENTIFY || claim->kind == AST_INDEPENDENT || claim->kind == AST_ADJUST ||
        claim->kind == AST_FRONTDOOR)
        put(out, claim);
    else
        put_expr(out, claim, a->op ? BIND_NOT : BIND_IF);
    if (a->kid[1]) {
        buf_puts(out, " +- ");
        put_expr(out, a->kid[1], BIND_IF);
    }
}

static void put_independent(struct buf *out, const struct ast *a)
{
    put(out, a->kid[0]);
    put_optional(out, " _||_ ", a->kid[1]);
    if (a->kid[2]->n)
        put_optional(out, " | ", a->kid[2]);
    put_optional(out, " in ", a->kid[3]);
}

/* `paths` and its like; `{}` is a set too. */
static void put_question(struct buf *out, const char *word, const struct ast *a)
{
    buf_puts(out, word);
    put(out, a->kid[0]);
    put_optional(out, " -> ", a->kid[1]);
    if (a->kid[2] && a->kid[2]->n)
        put_optional(out, " | ", a->kid[2]);
    else if (a->kid[2])
        buf_puts(out, " | {}");
    put_optional(out, " in ", a->kid[3]);
}

static void put_explain(struct buf *out, const struct ast *a)
{
    buf_puts(out, "explain ");
    if (a->text.n)
        buf_fmt(out, "%.*s ", STR_ARG(a->text));
    put(out, a->kid[0]);
}

static bool put_statement(struct buf *out, const struct ast *a)
{
    switch (a->kind) {
    case AST_TYPE:
        put_named(out, "type ", a);
        put_optional(out, " = ", a->kid[0]);
        return true;
    case AST_MODEL:
        put_model(out, a);
        return true;
    case AST_BOX:
        put_named(out, "box ", a);
        put_optional(out, " : ", a->kid[0]);
        put_optional(out, " -> ", a->kid[1]);
        put_optional(out, " = ", a->kid[2]);
        return true;
    case AST_LET:
        put_named(out, "let ", a);
        buf_puts(out, " = ");
        put_expr(out, a->kid[0], BIND_IF);
        return true;
    case AST_OBSERVE:
        put_optional(out, "observe ", a->kid[0]);
        put_optional(out, " from ", a->kid[1]);
        put_optional(out, " weight ", a->kid[2]);
        return true;
    case AST_USE:
        put_optional(out, "use ", a->kid[0]);
        return true;
    case AST_IDENTIFY:
        put_optional(out, "identify ", a->kid[0]);
        return true;
    case AST_INDEPENDENT:
        put_independent(out, a);
        return true;
    case AST_PATHS:
        put_question(out, "paths ", a);
        return true;
    case AST_ADJUST:
        put_question(out, "adjust ", a);
        return true;
    case AST_INSTRUMENTS:
        put_question(out, "instruments ", a);
        return true;
    case AST_FRONTDOOR:
        put_question(out, "frontdoor ", a);
        return true;
    case AST_IMPLICATIONS:
        buf_puts(out, "implications");
        put_optional(out, " in ", a->kid[0]);
        return true;
    case AST_COMPONENTS:
        buf_puts(out, "components");
        put_optional(out, " in ", a->kid[0]);
        return true;
    case AST_EXPLAIN:
        put_explain(out, a);
        return true;
    case AST_ASSERT:
        put_assert(out, a);
        return true;
    case AST_SHOW:
        put_expr(out, a->kid[0], BIND_IF);
        return true;
    default:
        return false;
    }
}

static bool put_item(struct buf *out, const struct ast *a)
{
    switch (a->kind) {
    case AST_VARS:
        put_vars(out, a);
        return true;
    case AST_EDGES:
        put_edges(out, a);
        return true;
    case AST_TABLE:
        put_table(out, a);
        return true;
    case AST_MECHANISM:
        put(out, a->kid[0]);
        put_optional(out, " ~ ", a->kid[1]);
        return true;
    case AST_EQUATION:
        put(out, a->kid[0]);
        buf_puts(out, " := ");
        put_expr(out, a->kid[1], BIND_IF);
        return true;
    default:
        return false;
    }
}

static void put_part(struct buf *out, const struct ast *a)
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
        put_kids(out, a, 0, ", ");
        buf_puts(out, " }");
        break;
    case AST_ROW:
        put_row(out, a);
        break;
    case AST_LIST:
        buf_putc(out, '[');
        put_exprs(out, a);
        buf_putc(out, ']');
        break;
    case AST_DO:
        buf_puts(out, "do(");
        put_kids(out, a, 0, ", ");
        buf_putc(out, ')');
        break;
    case AST_NAMES:
    case AST_TERMS:
        put_kids(out, a, 0, ", ");
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

static void put(struct buf *out, const struct ast *a)
{
    if (!put_statement(out, a) && !put_item(out, a))
        put_part(out, a);
}

void ast_print(struct buf *out, const struct ast *node)
{
    if (put_statement(out, node))
        buf_putc(out, '\n');
    else
        put(out, node);
}
