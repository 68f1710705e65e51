/* build_data.c -- the actions of the grammar for the statements about data. See build.c.
 */
#include "lang/lang_int.h"

#include "parse.h"

struct ast *build_column(struct parse *p, struct ast *state, struct ast *variable)
{
    struct ast *a = build_valued(p, state, variable); /* like a state's value, the variable is its only kid */
    if (a)
        a->kind = AST_COLUMN;
    return a;
}

static struct str spelled(const struct token *word, const struct token *last)
{
    if (last->kind == TK_LEVEL)
        return STR("missing as level");
    return word->kind == TK_NO ? STR("no header") : STR("sampling weight");
}

struct ast *build_setting(struct parse *p, const struct token *word, const struct token *last,
                          struct ast *value)
{
    struct span span = span_to(token_span(word), value ? value->span : token_span(last));
    struct ast *a = build(p, AST_OPTION, 0, span, 1, value);
    if (!a)
        return NULL;
    a->n = value != NULL;
    a->text = spelled(word, last);
    return a;
}

/* Where a statement ends that ends with the list, or else with `before`. */
static struct span list_end(const struct parse *p, struct list list, struct span before)
{
    return build_stopped(p) || !list.n ? before : node_span(p->pending[list.start + list.n - 1]);
}

struct ast *build_options(struct parse *p, const struct token *word, struct ast *head, struct list list)
{
    struct span span = span_to(token_span(word), list_end(p, list, NO_SPAN));
    struct ast *a = build_list(p, AST_OPTION, 0, span, head != NULL, head, list);
    if (a)
        a->text = str_of(token_keyword(word->kind));
    return a;
}

struct ast *build_set(struct parse *p, enum ast_kind kind, const struct token *word, struct ast *what,
                      struct ast *file, const struct token *last, struct list options)
{
    struct ast *const head[] = {what, file};
    struct span before = file ? file->span : what ? what->span : last ? token_span(last) : NO_SPAN;
    struct span span = span_to(token_span(word), list_end(p, options, before));
    return build_headed(p, kind, 0, span, kind == AST_OBSERVE || kind == AST_FIT ? 2 : 1, head, options);
}

struct ast *build_files(struct parse *p, struct ast *first, struct list more)
{
    struct span span = span_to(node_span(first), list_end(p, more, NO_SPAN));
    return build_list(p, AST_FILES, 0, span, 1, first, more);
}

struct ast *build_sample(struct parse *p, const struct token *word, struct ast *n, struct ast *model,
                         struct ast *conditions, struct ast *file, struct list options)
{
    struct ast *const head[] = {n, model, conditions, file};
    struct span span = span_to(token_span(word), list_end(p, options, node_span(file)));
    return build_headed(p, AST_SAMPLE, 0, span, 4, head, options);
}
