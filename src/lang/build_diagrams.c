/* build_diagrams.c -- the actions of the grammar for boxes, diagrams and pictures. See build.c.
 */
#include "lang/lang_int.h"

struct ast *build_apply(struct parse *p, struct ast *indexed, struct list arguments, struct span close)
{
    struct span span = span_to(node_span(indexed), close);
    return build_named(build_list(p, AST_CALL, 1, span, 1, indexed, arguments), indexed);
}

struct ast *build_edge_term(struct parse *p, struct ast *from, struct ast *to, struct ast *state)
{
    struct span span = span_to(node_span(from), node_span(state));
    return build_named(build(p, AST_TERM, TERM_EDGE, span, 2, to, state), from);
}

struct ast *build_box(struct parse *p, const struct token *word, struct ast *name, struct ast *params,
                      struct ast *doc, struct ast *in, struct ast *out, enum ast_body how, struct ast *body)
{
    struct span span = span_to(token_span(word), node_span(body ? body : out));
    return build_named(build(p, AST_BOX, (int)how, span, 5, doc, params, in, out, body), name);
}

struct ast *build_wiring(struct parse *p, const struct token *word, struct ast *name, struct ast *doc,
                         struct ast *in, struct ast *out, struct list lines, const struct token *close)
{
    struct ast *const head[] = {doc, in, out};
    struct span span = span_to(token_span(word), token_span(close));
    return build_named(build_headed(p, AST_WIRING, 0, span, 3, head, lines), name);
}

struct ast *build_option(struct parse *p, const struct token *word, struct ast *value)
{
    struct span span = value ? span_to(token_span(word), value->span) : token_span(word);
    struct ast *a = build(p, AST_OPTION, 0, span, 1, value);
    if (a)
        a->text = str_of(token_keyword(word->kind));
    return a;
}

struct ast *build_draw(struct parse *p, const struct token *word, struct ast *what, struct list before,
                       struct ast *file, struct list after)
{
    struct ast *const head[] = {what, file};
    struct list options = {before.start, before.n + after.n};
    if (build_stopped(p))
        return NULL;
    const struct ast *last = after.n || (!file && before.n) ? p->pending[options.start + options.n - 1]
                             : file                         ? file
                                                            : what;
    struct span span = span_to(token_span(word), node_span(last));
    return build_headed(p, AST_DRAW, 0, span, 2, head, options);
}
