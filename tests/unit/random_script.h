/* random_script.h -- random syntax trees of every kind that the parser can make. */
#ifndef CAUSAL_TESTS_RANDOM_SCRIPT_H
#define CAUSAL_TESTS_RANDOM_SCRIPT_H

#include "lang/lang.h"

#include <stdlib.h>
#include <string.h>

static unsigned long long seed = 1;

static unsigned pick(unsigned n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % n;
}

static struct arena arena;

static struct ast *node(enum ast_kind kind, int op, struct str text, unsigned n)
{
    struct ast *a = ARENA_NEW(&arena, struct ast, 1);
    a->kind = kind;
    a->op = op;
    a->text = text;
    a->n = n;
    a->kid = ARENA_NEW(&arena, struct ast *, n + 1);
    return a;
}

static const char *const words[] = {
    "x",           "C",         "Y'",           "Größe",      "P",         "E",       "do",       "not",
    "if",          "then",      "else",         "and",        "or",        "in",      "mod",      "xor",
    "model",       "type",      "let",          "box",        "var",       "noise",   "latent",   "assert",
    "identify",    "observe",   "from",         "weight",     "data",      "_",       "paths",    "adjust",
    "instruments", "frontdoor", "implications", "components", "explain",   "answer",  "steps",    "plan",
    "marginals",   "most",      "probable",     "diagram",    "matrix",    "draw",    "import",   "as",
    "to",          "dir",       "theme",        "after",      "id",        "fit",     "test",     "sample",
    "compare",     "effect",    "sql",          "via",        "on",        "overlap", "sampling", "with",
    "bin",         "at",        "missing",      "level",      "separator", "no",      "header",   "prior",
    "restarts",    "seed",      "by",           "values"};
static const char *const odd[] = {"",   "age group", "12+",  "<5", "a`b", "a\\b", "line\nbreak",
                                  "\"", "1",         "_||_", "-1", "é è"};

static struct str word(void)
{
    return str_of(words[pick(sizeof words / sizeof *words)]);
}

static struct str text(void)
{
    return pick(3) ? word() : str_of(odd[pick(sizeof odd / sizeof *odd)]);
}

static struct ast *name(void)
{
    bool quoted = !pick(4);
    return node(AST_NAME, quoted, quoted ? text() : word(), 0);
}

static struct ast *many(enum ast_kind kind, unsigned n, struct ast *(*kid)(void))
{
    struct ast *a = node(kind, 0, STR(""), n);
    for (unsigned i = 0; i < n; i++)
        a->kid[i] = kid();
    return a;
}

static struct ast *names(void)
{
    return many(AST_NAMES, 1 + pick(3), name);
}

static struct ast *no_names(void)
{
    return node(AST_NAMES, 0, STR(""), 0);
}

static unsigned depth;
static struct ast *expr(void);
static struct ast *list(void);

static struct ast *number(void)
{
    static const char *const spelled[] = {"0", "1", "0.25", ".5", "1e-3", "20"};
    struct ast *a = node(AST_NUMBER, 0, str_of(spelled[pick(6)]), 0);
    a->number = strtod(a->text.s, NULL);
    return a;
}

static struct ast *state(void)
{
    return node(AST_STATE, 0, text(), 0);
}

static struct ast *valued(void)
{
    struct ast *a = node(AST_STATE, 0, text(), 1);
    a->kid[0] = pick(2) ? NULL : expr();
    return a;
}

static struct ast *states(void)
{
    return many(AST_STATES, 1 + pick(3), valued);
}

static struct ast *term_in(unsigned kinds)
{
    unsigned how = pick(kinds);
    struct ast *a = node(AST_TERM, (int)how, text(), how != TERM_ALL);
    if (how == TERM_IS)
        a->kid[0] = state();
    else if (how == TERM_ROW)
        a->kid[0] = pick(2) ? list() : expr();
    else if (how == TERM_POLICY)
        a->kid[0] = expr();
    return a;
}

static struct ast *term(void)
{
    return term_in(2);
}

static struct ast *doing(void)
{
    return term_in(4);
}

static struct ast *condition(void)
{
    return pick(2) ? term() : many(AST_DO, 1 + pick(2), doing);
}

static struct ast *query(enum ast_kind kind)
{
    struct ast *a = node(kind, 0, STR(""), 3);
    a->kid[0] = many(AST_TERMS, 1 + pick(2), term);
    a->kid[1] = many(AST_TERMS, pick(3), condition);
    a->kid[2] = pick(3) ? NULL : name();
    return a;
}

static struct ast *leaf(void)
{
    switch (pick(4)) {
    case 0:
        return number();
    case 1:
        return node(AST_STRING, 0, text(), 0);
    default:
        return name();
    }
}

static struct ast *names(void);
static struct ast *no_names(void);

/* `X = x` */
static struct ast *is_state(void)
{
    struct ast *a = node(AST_TERM, TERM_IS, text(), 1);
    a->kid[0] = state();
    return a;
}

static struct ast *argument(void)
{
    if (pick(2))
        return expr();
    if (pick(3) == 0)
        return pick(4) ? names() : no_names();
    struct ast *a;
    if (pick(3) == 0) {
        a = node(AST_TERM, TERM_EDGE, text(), 2);
        a->kid[0] = name();
        a->kid[1] = state();
        return a;
    }
    do
        a = term_in(4);
    while (a->op == TERM_ALL);
    return a;
}

static struct ast *states(void);

static struct ast *index_entry(void)
{
    switch (pick(5)) {
    case 0:
        return states();
    case 1:
        return node(AST_TYPES, 0, STR(""), 0);
    case 2:
        return is_state();
    default:
        return expr();
    }
}

static struct ast *indexed(void)
{
    struct ast *a = many(AST_INDEXED, 1 + pick(2), index_entry);
    a->text = text();
    return a;
}

static struct ast *call(void)
{
    struct ast *a = many(AST_CALL, pick(4), argument);
    a->text = text();
    if (pick(4) == 0) {
        struct ast *applied = many(AST_CALL, 1 + pick(3), argument);
        applied->op = 1;
        applied->kid[0] = indexed();
        applied->text = applied->kid[0]->text;
        return applied;
    }
    return a;
}

static struct ast *expr(void)
{
    if (depth > 5)
        return leaf();
    depth++;
    struct ast *a;
    switch (pick(9)) {
    case 5:
        a = indexed();
        break;
    case 0:
        a = many(AST_UNARY, 1, expr);
        a->op = pick(2) ? OP_NEG : OP_NOT;
        break;
    case 1:
        a = many(AST_IF, 3, expr);
        break;
    case 2:
        a = call();
        break;
    case 3:
        a = query(pick(2) ? AST_PROB : AST_EXPECT);
        break;
    case 4:
        a = leaf();
        break;
    default:
        a = many(AST_BINARY, 2, expr);
        do
            a->op = OP_OR + (int)pick(OP_SAME);
        while (a->op == OP_NOT || a->op == OP_NEG);
    }
    depth--;
    return a;
}

static struct ast *flat(void)
{
    return many(AST_LIST, pick(3), expr);
}

static struct ast *list(void)
{
    return pick(3) ? flat() : many(AST_LIST, 1 + pick(2), flat);
}

static struct ast *row(void)
{
    unsigned keys = pick(4);
    struct ast *a = node(AST_ROW, keys == 0, STR(""), 1 + keys);
    a->kid[0] = list();
    for (unsigned i = 1; i <= keys; i++)
        a->kid[i] = state();
    return a;
}

static struct ast *table(void)
{
    unsigned kind = pick(3);
    return kind == 0 ? list() : kind == 1 ? name() : many(AST_KEYED, 1 + pick(3), row);
}

static struct ast *type(void)
{
    return pick(2) ? name() : states();
}

static struct ast *types(void)
{
    return many(AST_TYPES, pick(3), type);
}

static struct ast *wire(void)
{
    struct ast *a = many(AST_WIRE, 1, type);
    a->text = text();
    return a;
}

static struct ast *wires(void)
{
    return many(AST_WIRES, pick(3), wire);
}

static struct ast *doc(void)
{
    return pick(2) ? NULL : node(AST_STRING, 0, text(), 0);
}

static struct ast *box(void)
{
    bool typed = pick(2);
    struct ast *a = node(AST_BOX, typed ? BODY_TABLE : (int)pick(3), STR(""), 5);
    a->kid[0] = doc();
    a->kid[1] = pick(2) ? NULL : names();
    a->kid[2] = typed ? types() : wires();
    a->kid[3] = typed ? types() : wires();
    a->kid[4] = a->op == BODY_ROW ? list() : a->op == BODY_EQUATION ? expr() : pick(2) ? NULL : table();
    return a;
}

static struct ast *definition(void)
{
    struct ast *a = node(AST_DEFINE, 0, STR(""), 2);
    a->kid[0] = names();
    a->kid[1] = call();
    return a;
}

static struct ast *diagram(void)
{
    struct ast *a;
    if (pick(2)) {
        a = node(AST_DIAGRAM, 0, STR(""), 2);
        a->kid[1] = expr();
    } else {
        a = many(AST_WIRING, 3 + pick(4), definition);
        a->kid[1] = wires();
        a->kid[2] = wires();
    }
    a->kid[0] = doc();
    return a;
}

static struct ast *edges(void)
{
    struct ast *a = many(AST_EDGES, 2 + pick(3), names);
    for (unsigned i = 0; i + 1 < a->n; i++)
        a->kid[i]->op = ARROW_RIGHT + (int)pick(3);
    return a;
}

static struct ast *pair(enum ast_kind kind, struct ast *second)
{
    struct ast *a = node(kind, 0, STR(""), 2);
    a->kid[0] = name();
    a->kid[1] = second;
    return a;
}

static struct ast *item(void)
{
    struct ast *a;
    switch (pick(5)) {
    case 0:
        a = many(AST_VARS, 2 + pick(2), name);
        a->op = (int)pick(3);
        a->kid[0] = pick(2) ? NULL : type();
        return a;
    case 1:
        return edges();
    case 2:
        a = node(AST_TABLE, 0, STR(""), 3);
        a->kid[0] = names();
        a->kid[1] = pick(2) ? names() : no_names();
        a->kid[2] = table();
        return a;
    case 3:
        return pair(AST_MECHANISM, pick(2) ? call() : pick(2) ? list() : pick(2) ? indexed() : name());
    default:
        return pair(AST_EQUATION, expr());
    }
}

static struct ast *independent(void)
{
    struct ast *a = node(AST_INDEPENDENT, 0, STR(""), 4);
    a->kid[0] = names();
    a->kid[1] = names();
    a->kid[2] = pick(2) ? names() : no_names();
    a->kid[3] = pick(2) ? NULL : name();
    return a;
}

static struct ast *identify(void)
{
    struct ast *a = node(AST_IDENTIFY, 0, STR(""), 1);
    a->kid[0] = query(AST_PROB);
    return a;
}

static struct ast *question(enum ast_kind kind)
{
    struct ast *a = node(kind, 0, STR(""), 4);
    unsigned given = kind == AST_INSTRUMENTS ? 0 : pick(3);
    a->kid[0] = names();
    a->kid[1] = names();
    a->kid[2] = given == 0 ? NULL : given == 1 ? no_names() : names();
    a->kid[3] = pick(2) ? NULL : name();
    return a;
}

static struct ast *alone(enum ast_kind kind)
{
    struct ast *a = node(kind, 0, STR(""), 1);
    a->kid[0] = pick(2) ? NULL : name();
    return a;
}

static struct ast *explain(void)
{
    static const char *const level[] = {"", "answer", "formula", "steps", "theory"};
    struct ast *a = node(AST_EXPLAIN, 0, str_of(level[pick(5)]), 1);
    a->kid[0] = query(pick(2) ? AST_PROB : AST_EXPECT);
    return a;
}

static struct ast *posterior(void)
{
    struct ast *a = node(pick(2) ? AST_MARGINALS : AST_MOST_PROBABLE, 0, STR(""), 2);
    a->kid[0] = many(AST_TERMS, pick(3), condition);
    a->kid[1] = pick(2) ? NULL : name();
    return a;
}

static struct ast *explain_plan(void)
{
    bool plan = pick(2);
    struct ast *a = node(AST_EXPLAIN, 0, plan ? STR("plan") : STR("sql"), 1);
    a->kid[0] = plan && pick(2) ? posterior() : query(pick(2) ? AST_PROB : AST_EXPECT);
    return a;
}

/* Without a negation on top, which the parser takes for `assert not`. */
static struct ast *claim(void)
{
    struct ast *a = expr();
    while (a->kind == AST_UNARY && a->op == OP_NOT)
        a = expr();
    return a;
}

static struct ast *assertion(void)
{
    struct ast *a = node(AST_ASSERT, (int)pick(2), STR(""), 2);
    unsigned kind = pick(6);
    a->kid[0] = kind == 0   ? identify()
                : kind == 1 ? independent()
                : kind == 2 ? question(pick(2) ? AST_ADJUST : AST_FRONTDOOR)
                            : claim();
    if (kind > 2 && pick(2))
        a->kid[1] = expr();
    return a;
}

static struct ast *option(void)
{
    static const char *const option_word[] = {"as", "dir", "theme", "after"};
    unsigned which = pick(4);
    struct ast *a = node(AST_OPTION, 0, str_of(option_word[which]), 1);
    a->kid[0] = which == 3 ? NULL : name();
    return a;
}

static struct ast *draw(void)
{
    struct ast *a = many(AST_DRAW, 2 + pick(4), option);
    unsigned kind = pick(8);
    a->kid[0] = kind == 0   ? identify()
                : kind == 1 ? independent()
                : kind == 2 ? question(AST_PATHS + (enum ast_kind)pick(4))
                : kind == 3 ? explain()
                            : expr();
    a->kid[1] = pick(2) ? NULL : node(AST_STRING, 0, text(), 0);
    return a;
}

static struct ast *imported(void)
{
    struct ast *a = node(AST_IMPORT, 0, STR(""), 2);
    a->kid[0] = pick(3) ? node(AST_STRING, 0, text(), 0) : name();
    a->kid[1] = a->kid[0]->kind == AST_NAME || pick(2) ? NULL : name();
    return a;
}

/* `export m to "file"`, `model m = dagitty "text"` */
static struct ast *exchanged(void)
{
    struct ast *a = node(pick(2) ? AST_EXPORT : AST_FOREIGN, 0, STR(""), 2);
    a->kid[0] = name();
    a->kid[1] = node(AST_STRING, 0, text(), 0);
    if (a->kind == AST_FOREIGN)
        a->text = text();
    return a;
}

static struct ast *column(void)
{
    return node(AST_COLUMN, 0, text(), 1);
}

static struct ast *renamed(void)
{
    struct ast *a = column();
    a->kid[0] = name();
    return a;
}

static struct ast *bound(void)
{
    static const char *const spelled[] = {"25", "-3", "0.5", "1e3", "-.5"};
    return node(AST_STATE, 0, str_of(spelled[pick(5)]), 0);
}

static struct ast *file(void)
{
    return node(AST_STRING, 0, text(), 0);
}

/* An option of one kid. */
static struct ast *one(const char *word, struct ast *kid)
{
    struct ast *a = node(AST_OPTION, 0, str_of(word), 1);
    a->kid[0] = kid;
    return a;
}

static struct ast *listed(const char *word, struct ast *(*kid)(void))
{
    struct ast *a = many(AST_OPTION, 1 + pick(3), kid);
    a->text = str_of(word);
    return a;
}

static struct ast *reading(void)
{
    struct ast *a;
    switch (pick(10)) {
    case 0:
        return one("weight", column());
    case 1:
        return one("sampling weight", column());
    case 2:
        return listed("with", renamed);
    case 3:
        a = many(AST_OPTION, 2 + pick(3), bound);
        a->text = STR("bin");
        a->kid[0] = column();
        return a;
    case 4:
        return listed("missing", state);
    case 5:
        return node(AST_OPTION, 0, STR("missing as level"), 0);
    case 6:
        return node(AST_OPTION, 0, STR("no header"), 0);
    case 7:
        return one("separator", file());
    case 8:
        return listed("values", column);
    default:
        return one("prior", number());
    }
}

static struct ast *fitting(void)
{
    return pick(2) ? reading() : one(pick(2) ? "restarts" : "seed", number());
}

static struct ast *testing(void)
{
    return pick(2) ? one("by", name()) : one("at", number());
}

static struct ast *with_prior(void)
{
    return one("prior", number());
}

static struct ast *with_seed(void)
{
    return one("seed", number());
}

static struct ast *about_data(void)
{
    struct ast *a;
    switch (pick(6)) {
    case 0:
        a = many(AST_OBSERVE, 2 + pick(4), reading);
        break;
    case 1:
        a = many(AST_FIT, 2 + pick(4), fitting);
        break;
    case 2:
        a = many(AST_TEST, 1 + pick(3), testing);
        a->kid[0] = pick(2) ? NULL : name();
        return a;
    case 3:
        a = many(AST_COMPARE, 1 + pick(2), with_prior);
        a->kid[0] = names();
        return a;
    case 4:
        a = many(AST_SAMPLE, 4 + pick(2), with_seed);
        a->kid[0] = number();
        a->kid[1] = name();
        a->kid[2] = many(AST_TERMS, pick(3), condition);
        a->kid[3] = file();
        return a;
    default:
        a = question(AST_PATHS);
        a->kind = AST_EFFECT;
        a->op = (int)pick(2);
        if (a->kid[2] && !a->kid[2]->n)
            a->kid[2] = NULL;
        return a;
    }
    a->kid[0] = name();
    if (a->kind == AST_FIT) /* bare, `fit and weight -1` is an expression */
        a->kid[0]->op = true;
    a->kid[1] = a->kind == AST_FIT && pick(2) ? NULL : pick(2) ? file() : many(AST_FILES, 2 + pick(3), file);
    return a;
}

static struct ast *statement(void)
{
    struct ast *a;
    switch (pick(19)) {
    case 0:
        a = many(AST_TYPE, 1, states);
        if (pick(2))
            a->kid[0] = NULL;
        break;
    case 12:
        a = diagram();
        break;
    case 13:
        return many(AST_MATRIX, 1, expr);
    case 14:
        return draw();
    case 15:
        return imported();
    case 16:
        return posterior();
    case 17:
        return explain_plan();
    case 18:
        return exchanged();
    case 1:
        a = many(AST_MODEL, 1 + pick(5), item);
        a->kid[0] = pick(2) ? NULL : node(AST_STRING, 0, text(), 0);
        break;
    case 2:
        a = box();
        break;
    case 3:
        a = many(AST_LET, 1, expr);
        break;
    case 4:
        return about_data();
    case 5:
        return identify();
    case 6:
        return independent();
    case 7:
        return assertion();
    case 8:
        return question(AST_PATHS + (enum ast_kind)pick(4));
    case 9:
        return alone(pick(2) ? AST_IMPLICATIONS : AST_COMPONENTS);
    case 10:
        return explain();
    default:
        return many(AST_SHOW, 1, expr);
    }
    a->text = text();
    return a;
}

#endif
