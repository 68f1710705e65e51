/* ast.c -- comparing and dumping trees. Both recurse: a tree from the parser is at most LIMIT_NESTING high.
 */
#include "lang/ast.h"

#include "base/buf.h"
#include "lang/lang_int.h"
#include "lang/ops.h"

bool ast_equal(const struct ast *a, const struct ast *b)
{
    if (!a || !b)
        return a == b;
    if (a->kind != b->kind || a->op != b->op || a->n != b->n || !str_eq(a->text, b->text))
        return false;
    if (a->number < b->number || a->number > b->number)
        return false;
    for (uint32_t i = 0; i < a->n; i++)
        if (!ast_equal(a->kid[i], b->kid[i]))
            return false;
    return true;
}

static const char *const kind_name[] = {
#define X(kind, name) [AST_##kind] = name,
    AST_KINDS(X)
#undef X
};

/* The operator as a word of the dump, or NULL. */
static const char *op_word(const struct ast *a)
{
    static const char *const role[] = {"var", "latent", "noise"};
    static const char *const term[] = {NULL, "=", "~", ":=", "->"};
    static const char *const body[] = {NULL, "~", ":="};
    switch (a->kind) {
    case AST_VARS:
        return role[a->op];
    case AST_NAMES:
        return arrow_sign(a->op);
    case AST_UNARY:
    case AST_BINARY:
        return op_sign(a->op);
    case AST_TERM:
        return term[a->op];
    case AST_BOX:
        return body[a->op];
    case AST_CALL:
        return a->op ? "[]" : NULL;
    case AST_ASSERT:
        return a->op ? "not" : NULL;
    case AST_ROW:
        return a->op ? "else" : NULL;
    default:
        return NULL;
    }
}

static void dump(struct buf *out, const struct ast *a, size_t level)
{
    buf_fill(out, ' ', 2 * level);
    if (!a) {
        buf_puts(out, "-\n");
        return;
    }
    buf_puts(out, kind_name[a->kind]);
    if (a->text.n || a->kind == AST_STRING || a->kind == AST_STATE || a->kind == AST_NAME) {
        buf_putc(out, ' ');
        if (a->kind == AST_NUMBER)
            buf_put(out, a->text);
        else if (a->kind == AST_STRING)
            lang_put_quoted(out, a->text, '"');
        else if (a->kind == AST_STATE)
            lang_put_state(out, a->text);
        else
            lang_put_name(out, a->text);
    }
    const char *op = op_word(a);
    if (op)
        buf_fmt(out, " %s", op);
    buf_fmt(out, " %u..%u\n", a->span.start, a->span.end);
    for (uint32_t i = 0; i < a->n; i++)
        dump(out, a->kid[i], level + 1);
}

void ast_dump(struct buf *out, const struct ast *node)
{
    dump(out, node, 0);
}
