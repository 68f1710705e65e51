/* print.c -- a tree as CDL text, in one canonical layout, so that parsing the text gives an equal tree.
 *
 * Brackets are put where the binding of the operators asks for them, and where a word could be taken for a
 * keyword.  NAME nodes keep in `op` whether they were written in backquotes; other texts may be quoted
 * freely.
 */
#include "lang/print.h"

#include "base/buf.h"
#include "lang/lang_int.h"

static void put_named(struct buf *out, const char *word, const struct ast *a)
{
    buf_puts(out, word);
    lang_put_name(out, a->text);
}

/* ---- inside a model ---- */

static void put_edges(struct buf *out, const struct ast *a)
{
    for (uint32_t i = 0; i < a->n; i++) {
        const struct ast *group = a->kid[i];
        if (group->n == 1) {
            lang_put(out, group);
        } else {
            buf_putc(out, '{');
            lang_put(out, group);
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
    lang_put_kids(out, a, 1, ", ");
    lang_put_optional(out, " : ", a->kid[0]);
}

static void put_table(struct buf *out, const struct ast *a)
{
    buf_puts(out, "P(");
    lang_put(out, a->kid[0]);
    if (a->kid[1]->n)
        lang_put_optional(out, " | ", a->kid[1]);
    lang_put_optional(out, ") = ", a->kid[2]);
}

/* The lines of a block are the kids from `from` on. */
static void put_block(struct buf *out, const struct ast *a, uint32_t from)
{
    buf_puts(out, " {\n");
    for (uint32_t i = from; i < a->n; i++) {
        lang_put_optional(out, "  ", a->kid[i]);
        buf_putc(out, '\n');
    }
    buf_putc(out, '}');
}

static void put_model(struct buf *out, const struct ast *a)
{
    put_named(out, "model ", a);
    lang_put_optional(out, " ", a->kid[0]);
    put_block(out, a, 1);
}

/* ---- boxes, diagrams and pictures ---- */

/* The doc string, and both sides: of types behind a colon, of wires in brackets. */
static void put_sides(struct buf *out, const struct ast *doc, const struct ast *in, const struct ast *to)
{
    lang_put_optional(out, " ", doc);
    buf_puts(out, in->kind == AST_TYPES ? " : " : doc ? " " : "");
    lang_put(out, in);
    lang_put_optional(out, " -> ", to);
}

static void put_box(struct buf *out, const struct ast *a)
{
    static const char *const sign[] = {" = ", " ~ "};
    put_named(out, "box ", a);
    if (a->kid[1]) {
        lang_put_optional(out, "[", a->kid[1]);
        buf_putc(out, ']');
    }
    put_sides(out, a->kid[0], a->kid[2], a->kid[3]);
    if (a->op != BODY_EQUATION) {
        lang_put_optional(out, sign[a->op], a->kid[4]);
        return;
    }
    buf_puts(out, " := ");
    lang_put_expr(out, a->kid[4], BIND_IF);
}

static void put_diagram(struct buf *out, const struct ast *a)
{
    put_named(out, "diagram ", a);
    if (a->kind == AST_WIRING) {
        put_sides(out, a->kid[0], a->kid[1], a->kid[2]);
        put_block(out, a, 3);
        return;
    }
    lang_put_optional(out, " ", a->kid[0]);
    buf_puts(out, " = ");
    lang_put_expr(out, a->kid[1], BIND_IF);
}

static bool begins_with_minus(const struct ast *a)
{
    while (a->kind == AST_BINARY)
        a = a->kid[0];
    return a->kind == AST_UNARY && a->op == OP_NEG;
}

/* What `matrix` or `draw` is to show. Behind a word, a minus is an operator. */
static void put_shown(struct buf *out, const struct ast *a)
{
    lang_put_expr(out, a, begins_with_minus(a) ? BIND_ATOM : BIND_IF);
}

static void put_draw(struct buf *out, const struct ast *a)
{
    buf_puts(out, "draw ");
    put_shown(out, a->kid[0]);
    for (uint32_t i = 2; i < a->n; i++) {
        buf_fmt(out, " %.*s", STR_ARG(a->kid[i]->text));
        lang_put_optional(out, " ", a->kid[i]->kid[0]);
    }
    lang_put_optional(out, " to ", a->kid[1]);
}

/* ---- statements ---- */

static void put_assert(struct buf *out, const struct ast *a)
{
    const struct ast *claim = a->kid[0];
    buf_puts(out, a->op ? "assert not " : "assert ");
    if (claim->kind == AST_IDENTIFY || claim->kind == AST_INDEPENDENT || claim->kind == AST_ADJUST ||
        claim->kind == AST_FRONTDOOR)
        lang_put(out, claim);
    else
        lang_put_expr(out, claim, a->op ? BIND_NOT : BIND_IF);
    if (a->kid[1]) {
        buf_puts(out, " +- ");
        lang_put_expr(out, a->kid[1], BIND_IF);
    }
}

static void put_independent(struct buf *out, const struct ast *a)
{
    lang_put(out, a->kid[0]);
    lang_put_optional(out, " _||_ ", a->kid[1]);
    if (a->kid[2]->n)
        lang_put_optional(out, " | ", a->kid[2]);
    lang_put_optional(out, " in ", a->kid[3]);
}

/* `paths` and its like; `{}` is a set too. */
static void put_question(struct buf *out, const char *word, const struct ast *a)
{
    buf_puts(out, word);
    lang_put(out, a->kid[0]);
    lang_put_optional(out, " -> ", a->kid[1]);
    if (a->kid[2] && a->kid[2]->n)
        lang_put_optional(out, " | ", a->kid[2]);
    else if (a->kid[2])
        buf_puts(out, " | {}");
    lang_put_optional(out, " in ", a->kid[3]);
}

static void put_explain(struct buf *out, const struct ast *a)
{
    buf_puts(out, "explain ");
    if (a->text.n)
        buf_fmt(out, "%.*s ", STR_ARG(a->text));
    lang_put(out, a->kid[0]);
}

/* `marginals` and `most probable` */
static void put_posterior(struct buf *out, const char *words, const struct ast *a)
{
    buf_puts(out, words);
    lang_put_optional(out, " ", a->kid[1]);
    if (a->kid[0]->n)
        lang_put_optional(out, " | ", a->kid[0]);
}

static bool put_statement(struct buf *out, const struct ast *a)
{
    switch (a->kind) {
    case AST_TYPE:
        put_named(out, "type ", a);
        lang_put_optional(out, " = ", a->kid[0]);
        return true;
    case AST_MODEL:
        put_model(out, a);
        return true;
    case AST_BOX:
        put_box(out, a);
        return true;
    case AST_DIAGRAM:
    case AST_WIRING:
        put_diagram(out, a);
        return true;
    case AST_MATRIX:
        buf_puts(out, "matrix ");
        put_shown(out, a->kid[0]);
        return true;
    case AST_DRAW:
        put_draw(out, a);
        return true;
    case AST_IMPORT:
        lang_put_optional(out, "import ", a->kid[1]);
        lang_put_optional(out, a->kid[1] ? " from " : "import ", a->kid[0]);
        return true;
    case AST_EXPORT:
        lang_put_optional(out, "export ", a->kid[0]);
        lang_put_optional(out, " to ", a->kid[1]);
        return true;
    case AST_FOREIGN:
        put_named(out, "model ", a);
        lang_put_optional(out, " = ", a->kid[0]);
        lang_put_optional(out, " ", a->kid[1]);
        return true;
    case AST_LET:
        put_named(out, "let ", a);
        buf_puts(out, " = ");
        lang_put_expr(out, a->kid[0], BIND_IF);
        return true;
    case AST_USE:
        lang_put_optional(out, "use ", a->kid[0]);
        return true;
    case AST_IDENTIFY:
        lang_put_optional(out, "identify ", a->kid[0]);
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
        lang_put_optional(out, " in ", a->kid[0]);
        return true;
    case AST_COMPONENTS:
        buf_puts(out, "components");
        lang_put_optional(out, " in ", a->kid[0]);
        return true;
    case AST_EXPLAIN:
        put_explain(out, a);
        return true;
    case AST_MARGINALS:
        put_posterior(out, "marginals", a);
        return true;
    case AST_MOST_PROBABLE:
        put_posterior(out, "most probable", a);
        return true;
    case AST_ASSERT:
        put_assert(out, a);
        return true;
    case AST_SHOW:
        lang_put_expr(out, a->kid[0], BIND_IF);
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
        lang_put(out, a->kid[0]);
        lang_put_optional(out, " ~ ", a->kid[1]);
        return true;
    case AST_EQUATION:
        lang_put(out, a->kid[0]);
        buf_puts(out, " := ");
        lang_put_closed(out, a->kid[1]);
        return true;
    case AST_DEFINE:
        lang_put(out, a->kid[0]);
        lang_put_optional(out, " ~ ", a->kid[1]);
        return true;
    default:
        return false;
    }
}

void lang_put(struct buf *out, const struct ast *a)
{
    if (!put_statement(out, a) && !lang_put_about_data(out, a) && !put_item(out, a))
        lang_put_part(out, a);
}

void ast_print(struct buf *out, const struct ast *node)
{
    if (put_statement(out, node) || (node->kind != AST_COLUMN && lang_put_about_data(out, node)))
        buf_putc(out, '\n');
    else
        lang_put(out, node);
}
