/* lang_print_t.c -- random trees of every kind the parser can make print as text that parses to an equal
 * tree. */
#include "base/buf.h"
#include "random_script.h"
#include "tap.h"

static bool round_trip(const struct ast *script, struct buf *printed)
{
    struct diags diags = {.arena = &arena};
    struct work w = {&arena, &diags, NULL};
    ast_print(printed, script);
    struct text source = {STR("printed"), buf_str(printed)};
    struct ast *again = NULL;
    bool good = lang_parse(&again, &w, &source) == LANG_OK && ast_equal(script, again);
    if (diags.n)
        printf("# %s\n", diags.list[0].message.s);
    return good;
}

static void random_scripts(void)
{
    enum { SCRIPTS = 20000 };
    unsigned bad = 0;
    for (unsigned i = 0; i < SCRIPTS && bad < 5; i++) {
        struct buf printed = {0};
        if (!round_trip(many(AST_SCRIPT, 1 + pick(3), statement), &printed)) {
            bad++;
            printf("# script %u does not come back:\n%s\n", i, printed.s);
        }
        buf_free(&printed);
        arena_free(&arena);
    }
    ok(bad == 0, "%d random scripts print and parse back to themselves", SCRIPTS);
}

static void equality_can_fail(void)
{
    struct ast *a = many(AST_SHOW, 1, number), *b = many(AST_SHOW, 1, number);
    b->kid[0]->text = a->kid[0]->text;
    b->kid[0]->number = a->kid[0]->number;
    ok(ast_equal(a, b) && ast_equal(NULL, NULL) && !ast_equal(a, NULL), "equal trees are equal");
    b->kid[0]->number += 1;
    ok(!ast_equal(a, b), "another number is noticed");
    b->kid[0]->number -= 1;
    b->kid[0]->text = STR("other");
    ok(!ast_equal(a, b), "another text is noticed");
    b->kid[0] = a->kid[0];
    b->op = 1;
    ok(!ast_equal(a, b), "another operator is noticed");
    b->op = 0;
    b->n = 0;
    ok(!ast_equal(a, b), "a missing child is noticed");
    arena_free(&arena);
}

static void names_alone(void)
{
    struct buf b = {0};
    lang_put_name(&b, STR("C"));
    lang_put_name(&b, STR("age group"));
    lang_put_name(&b, STR("P"));
    lang_put_name(&b, STR("a`\\\n"));
    lang_put_name(&b, STR(""));
    ok(strcmp(b.s, "C`age group`P`a\\`\\\\\\n```") == 0, "names get backquotes when they need them: %s", b.s);
    ok(lang_needs_quotes(STR("1x")) && lang_needs_quotes(STR("_||_")) && lang_needs_quotes(STR("\xff")) &&
           !lang_needs_quotes(STR("x'")) && !lang_needs_quotes(STR("model")),
       "and only then");
    buf_free(&b);
}

int main(void)
{
    random_scripts();
    equality_can_fail();
    names_alone();
    return tap_done();
}
