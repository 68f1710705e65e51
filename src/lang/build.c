/* build.c -- the actions of the grammar: nodes in the arena.
 *
 * Kids of a list are collected on one stack, parse.pending: lists are finished in the reverse order of
 * being begun, so a list is a stretch on top of it, and what an error left behind is overwritten.
 *
 * No tree is higher than LIMIT_NESTING, so functions that walk trees may recurse.
 */
#include "lang/lang_int.h"

#include "base/mem.h"
#include "parse.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* The kids' array lies behind the node, and a leaf has room for one kid, see give_kid. */
static struct ast *node_new(struct parse *p, enum ast_kind kind, int op, struct span span, uint32_t n)
{
    if (build_stopped(p))
        return NULL;
    struct ast *a = arena_alloc(p->w->arena, sizeof *a + (n ? n : 1) * sizeof(struct ast *));
    if (!a) {
        lang_fail_memory(p);
        return NULL;
    }
    a->kind = kind;
    a->op = op;
    a->span = span;
    a->text = STR("");
    a->n = n;
    a->height = 1;
    a->kid = (struct ast **)(a + 1);
    return a;
}

static void set_kid(struct parse *p, struct ast *a, uint32_t i, struct ast *kid)
{
    a->kid[i] = kid;
    if (!kid || kid->height < a->height)
        return;
    a->height = kid->height + 1;
    if (a->height > LIMIT_NESTING)
        lang_fail_depth(p, a->span);
}

struct ast *build(struct parse *p, enum ast_kind kind, int op, struct span span, uint32_t n, ...)
{
    struct ast *a = node_new(p, kind, op, span, n);
    if (!a)
        return NULL;
    va_list ap;
    va_start(ap, n);
    for (uint32_t i = 0; i < n; i++)
        set_kid(p, a, i, va_arg(ap, struct ast *));
    va_end(ap);
    return a;
}

struct ast *build_headed(struct parse *p, enum ast_kind kind, int op, struct span span, uint32_t heads,
                         struct ast *const *head, struct list kids)
{
    struct ast *a = node_new(p, kind, op, span, heads + kids.n);
    if (!a)
        return NULL;
    for (uint32_t i = 0; i < heads; i++)
        set_kid(p, a, i, head[i]);
    for (uint32_t i = 0; i < kids.n; i++)
        set_kid(p, a, heads + i, p->pending[kids.start + i]);
    p->npending = kids.start;
    return a;
}

struct ast *build_list(struct parse *p, enum ast_kind kind, int op, struct span span, uint32_t heads,
                       struct ast *head, struct list kids)
{
    return build_headed(p, kind, op, span, heads, &head, kids);
}

static struct span list_span(const struct parse *p, struct list kids)
{
    if (build_stopped(p) || !kids.n)
        return NO_SPAN;
    return span_to(node_span(p->pending[kids.start]), node_span(p->pending[kids.start + kids.n - 1]));
}

struct ast *build_group(struct parse *p, enum ast_kind kind, struct list kids)
{
    return build_list(p, kind, 0, list_span(p, kids), 0, NULL, kids);
}

struct ast *build_empty(struct parse *p, enum ast_kind kind, struct span after)
{
    return node_new(p, kind, 0, (struct span){after.end, after.end}, 0);
}

/* ---- words and numbers ---- */

/* The text inside quotes, with escapes resolved. */
static struct str unquoted(struct parse *p, const struct token *t)
{
    struct str s = {p->source.s + t->start + 1, t->end - t->start - 2};
    if (!(t->flags & TOKEN_ESCAPED))
        return s;
    char *to = arena_alloc(p->w->arena, s.n);
    if (!to) {
        lang_fail_memory(p);
        return STR("");
    }
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        bool escape = s.s[i] == '\\';
        i += escape;
        to[n++] = escape && s.s[i] == 'n' ? '\n' : s.s[i];
    }
    return (struct str){to, n};
}

struct ast *build_word(struct parse *p, enum ast_kind kind, const struct token *t)
{
    struct ast *a = node_new(p, kind, 0, token_span(t), 0);
    if (!a)
        return NULL;
    bool quoted = t->kind == TK_QUOTED || t->kind == TK_STRING;
    a->text = quoted ? unquoted(p, t) : token_text(p, t);
    a->op = kind == AST_NAME && t->kind == TK_QUOTED;
    return a;
}

/* Exact when the digits fit a double and the power of ten does; that is nearly always. */
static bool short_decimal(struct str s, double *value)
{
    static const double power[] = {1,    1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                   1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    uint64_t digits = 0;
    size_t after = 0;
    bool point = false;
    if (s.n > 16)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.s[i] == '.') {
            point = true;
        } else if (s.s[i] >= '0' && s.s[i] <= '9') {
            digits = digits * 10 + (uint64_t)(s.s[i] - '0');
            after += point;
        } else {
            return false;
        }
    }
    if (digits >= UINT64_C(1) << 53)
        return false;
    *value = (double)digits / power[after];
    return true;
}

/* False when memory is short. */
static bool long_decimal(struct parse *p, struct str s, double *value)
{
    char room[64];
    char *copy = s.n < sizeof room ? room : mem_alloc(s.n + 1);
    if (!copy) {
        lang_fail_memory(p);
        return false;
    }
    memcpy(copy, s.s, s.n);
    copy[s.n] = '\0';
    *value = strtod(copy, NULL);
    if (copy != room)
        mem_free(copy);
    return true;
}

struct ast *build_number(struct parse *p, const struct token *t)
{
    struct ast *a = node_new(p, AST_NUMBER, 0, token_span(t), 0);
    if (!a)
        return NULL;
    a->text = token_text(p, t);
    if (!short_decimal(a->text, &a->number) && !long_decimal(p, a->text, &a->number))
        return NULL;
    if (isinf(a->number) && lang_report(p, "bad-number", a->span, "the number is too large"))
        diag_hint(p->w->diags, "the largest number is about 1.8e308");
    return a;
}

struct ast *build_negative(struct parse *p, const struct token *minus, const struct token *number)
{
    struct ast *a = node_new(p, AST_STATE, 0, span_to(token_span(minus), token_span(number)), 0);
    if (!a)
        return NULL;
    struct str digits = token_text(p, number);
    if (minus->end == number->start)
        a->text = (struct str){digits.s - 1, digits.n + 1};
    else
        a->text = str_fmt(p->w->arena, "-%.*s", STR_ARG(digits));
    if (!a->text.s)
        lang_fail_memory(p);
    return a;
}

/* ---- parts ---- */

struct ast *build_named(struct ast *node, const struct ast *name)
{
    if (node && name)
        node->text = name->text;
    return node;
}

/* A leaf becomes a node with one kid, which may be NULL. */
static struct ast *give_kid(struct parse *p, struct ast *leaf, struct ast *kid)
{
    if (build_stopped(p))
        return NULL;
    leaf->n = 1;
    if (kid)
        leaf->span.end = kid->span.end;
    set_kid(p, leaf, 0, kid);
    return leaf;
}

struct ast *build_valued(struct parse *p, struct ast *state, struct ast *value)
{
    return give_kid(p, state, value);
}

struct ast *build_vars(struct parse *p, const struct token *role, struct list names, struct ast *domain)
{
    int op = role->kind == TK_LATENT ? ROLE_LATENT : role->kind == TK_NOISE ? ROLE_NOISE : ROLE_VAR;
    struct span end = domain ? domain->span : list_span(p, names);
    return build_list(p, AST_VARS, op, span_to(token_span(role), end), 1, domain, names);
}

struct ast *build_row(struct parse *p, struct list keys, struct ast *list)
{
    struct span span = span_to(list_span(p, keys), node_span(list));
    return build_list(p, AST_ROW, 0, span, 1, list, keys);
}

struct ast *build_term(struct parse *p, struct ast *name, enum ast_term how, struct ast *value)
{
    if (build_stopped(p))
        return NULL;
    name->kind = AST_TERM;
    name->op = (int)how;
    return value ? give_kid(p, name, value) : name;
}

struct ast *build_call(struct parse *p, struct ast *name, struct list arguments, struct span close)
{
    struct span span = span_to(node_span(name), close);
    return build_named(build_list(p, AST_CALL, 0, span, 0, NULL, arguments), name);
}

struct ast *build_assert(struct parse *p, const struct token *first, bool negated, struct ast *claim,
                         struct ast *tolerance)
{
    struct span span = span_to(token_span(first), node_span(tolerance ? tolerance : claim));
    if (claim && claim->kind == AST_UNARY && claim->op == OP_NOT) {
        negated = true;
        claim = claim->kid[0];
    }
    return build(p, AST_ASSERT, negated, span, 2, claim, tolerance);
}

struct ast *build_query(enum ast_kind kind, const struct token *word, struct ast *query, struct ast *model)
{
    if (!query)
        return NULL;
    query->kind = kind;
    query->span.start = word->start;
    query->kid[2] = model;
    if (model)
        query->span.end = model->span.end;
    return query;
}

struct ast *build_posterior(struct parse *p, enum ast_kind kind, const struct token *first,
                            const struct token *last, struct ast *seen)
{
    if (!seen)
        return NULL;
    seen->kind = kind;
    seen->span = span_to(token_span(first), seen->kid[0] || seen->kid[1] ? seen->span : token_span(last));
    if (!seen->kid[0])
        set_kid(p, seen, 0, build_empty(p, AST_TERMS, seen->span));
    return seen;
}

struct ast *build_question(struct parse *p, enum ast_kind kind, const struct token *word, struct ast *from,
                           struct ast *to, struct ast *set, struct ast *model)
{
    struct span span = span_to(token_span(word), node_span(model ? model : set ? set : to));
    return build(p, kind, 0, span, 4, from, to, set, model);
}

struct ast *build_overlap(struct ast *effect, const struct token *word)
{
    if (!effect)
        return NULL;
    struct span end = token_span(word);
    effect->op = 1;
    effect->span.end = effect->span.end > end.end ? effect->span.end : end.end;
    return effect;
}

struct ast *build_widen(struct ast *node, struct span span)
{
    if (node)
        node->span = span;
    return node;
}

/* ---- lists ---- */

struct list list_none(struct parse *p)
{
    return (struct list){(uint32_t)p->npending, 0};
}

static bool room_for_one(struct parse *p)
{
    if (p->npending < p->pending_cap)
        return true;
    size_t cap = p->pending_cap ? p->pending_cap * 2 : 256;
    struct ast **grown = mem_resize(p->pending, cap * sizeof *grown);
    if (!grown) {
        lang_fail_memory(p);
        return false;
    }
    p->pending = grown;
    p->pending_cap = cap;
    return true;
}

struct list list_add(struct parse *p, struct list list, struct ast *item)
{
    if (build_stopped(p))
        return list;
    p->npending = list.start + list.n;
    if (!room_for_one(p))
        return list;
    p->pending[p->npending++] = item;
    list.n++;
    return list;
}

struct list list_of(struct parse *p, struct ast *first)
{
    return list_add(p, list_none(p), first);
}

struct list list_arrow(struct parse *p, struct list chain, enum ast_arrow arrow, struct ast *group)
{
    if (!build_stopped(p))
        p->pending[chain.start + chain.n - 1]->op = (int)arrow;
    return list_add(p, chain, group);
}

/* ---- statements ---- */

void keep_statement(struct parse *p)
{
    struct ast *done = p->done;
    p->done = NULL;
    if (build_stopped(p) || p->spoiled || !done)
        return;
    if (!ARENA_PUSH(p->w->arena, p->statement, p->nstatements, p->statement_cap, done))
        lang_fail_memory(p);
}
