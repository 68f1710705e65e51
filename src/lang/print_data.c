/* print_data.c -- the statements about data as text. See print.c.
 */
#include "lang/print.h"

#include "base/buf.h"
#include "lang/lang_int.h"

static void put_column(struct buf *out, const struct ast *a)
{
    lang_put_state(out, a->text);
    lang_put_optional(out, " as ", a->kid[0]);
}

/* A `bin` has its column before `at`. */
static void put_option(struct buf *out, const struct ast *a)
{
    uint32_t from = str_eq(a->text, STR("bin"));
    buf_fmt(out, " %.*s", STR_ARG(a->text));
    if (from) {
        lang_put_optional(out, " ", a->kid[0]);
        buf_puts(out, " at");
    }
    if (a->n > from && a->kid[from])
        buf_putc(out, ' ');
    lang_put_kids(out, a, from, ", ");
}

static void put_options(struct buf *out, const struct ast *a, uint32_t from)
{
    for (uint32_t i = from; i < a->n; i++)
        put_option(out, a->kid[i]);
}

static void put_sample(struct buf *out, const struct ast *a)
{
    lang_put_optional(out, "sample ", a->kid[0]);
    lang_put_optional(out, " from ", a->kid[1]);
    if (a->kid[2]->n)
        lang_put_optional(out, " | ", a->kid[2]);
    lang_put_optional(out, " to ", a->kid[3]);
    put_options(out, a, 4);
}

bool lang_put_about_data(struct buf *out, const struct ast *a)
{
    switch (a->kind) {
    case AST_OBSERVE:
    case AST_FIT:
        lang_put_optional(out, a->kind == AST_FIT ? "fit " : "observe ", a->kid[0]);
        lang_put_optional(out, " from ", a->kid[1]);
        put_options(out, a, 2);
        return true;
    case AST_TEST:
        buf_puts(out, "test implications");
        lang_put_optional(out, " in ", a->kid[0]);
        put_options(out, a, 1);
        return true;
    case AST_COMPARE:
        lang_put_optional(out, "compare ", a->kid[0]);
        put_options(out, a, 1);
        return true;
    case AST_SAMPLE:
        put_sample(out, a);
        return true;
    case AST_EFFECT:
        buf_puts(out, "effect ");
        lang_put(out, a->kid[0]);
        lang_put_optional(out, " -> ", a->kid[1]);
        if (a->kid[2] && !a->kid[2]->n)
            buf_puts(out, " via {}");
        else
            lang_put_optional(out, " via ", a->kid[2]);
        buf_puts(out, a->op ? " on overlap" : "");
        lang_put_optional(out, " in ", a->kid[3]);
        return true;
    case AST_FILES:
        for (uint32_t i = 0; i < a->n; i++)
            lang_put_optional(out, i ? ", " : "", a->kid[i]);
        return true;
    case AST_COLUMN:
        put_column(out, a);
        return true;
    default:
        return false;
    }
}
