/* hints.c -- what to do about a token that does not fit: each function answers for one kind of slip and says
 * whether it gave a hint.
 */
#include "lang/complaint.h"

#include "parse.h"

#include <ctype.h>

static bool in_model(const struct complaint *c)
{
    return (c->t->flags & TOKEN_IN_MODEL) && c->first == TK_MODEL;
}

static const bool begins_statement[TOKEN_KINDS] = {
    [TK_MODEL] = true,        [TK_TYPE] = true,       [TK_BOX] = true,         [TK_LET] = true,
    [TK_OBSERVE] = true,      [TK_USE] = true,        [TK_IDENTIFY] = true,    [TK_ASSERT] = true,
    [TK_PATHS] = true,        [TK_ADJUST] = true,     [TK_INSTRUMENTS] = true, [TK_FRONTDOOR] = true,
    [TK_IMPLICATIONS] = true, [TK_COMPONENTS] = true, [TK_EXPLAIN] = true,     [TK_DIAGRAM] = true,
    [TK_MATRIX] = true,       [TK_DRAW] = true,       [TK_IMPORT] = true,      [TK_EXPORT] = true,
    [TK_MARGINALS] = true,    [TK_MOST] = true,       [TK_FIT] = true,         [TK_TEST] = true,
    [TK_SAMPLE] = true,       [TK_COMPARE] = true,    [TK_EFFECT] = true,
};
static const bool begins_item[TOKEN_KINDS] = {[TK_VAR] = true, [TK_LATENT] = true, [TK_NOISE] = true};

static bool is_one_of(struct str word, const bool *kinds)
{
    for (int k = 0; k < TOKEN_KINDS; k++)
        if (kinds[k] && str_eq(word, str_of(token_keyword(k))))
            return true;
    return false;
}

/* A closing quote is missing, and the text runs on to the next opening one. */
static bool hint_long_quote(const struct complaint *c)
{
    const struct token *t = c->prev;
    if (!t || (t->kind != TK_STRING && t->kind != TK_QUOTED))
        return false;
    struct str s = complaint_text(c, t);
    for (size_t i = 0; i < s.n; i++)
        if (s.s[i] == '\n')
            return complaint_hint(
                c, "the quoted text before it goes over several lines; is a closing quote missing?");
    return false;
}

static bool hint_do(const struct complaint *c)
{
    return c->prev && c->prev->kind == TK_NAME && str_eq(complaint_text(c, c->prev), STR("do")) &&
           complaint_hint(c, "`do` needs brackets, as in `do(S = yes)`");
}

static bool hint_assign(const struct complaint *c)
{
    if (c->t->kind == TK_EQ && c->has[TK_ASSIGN] && !c->has[TK_EQ])
        return complaint_hint(c, "here a value is given with a single `=`");
    if (c->t->kind != TK_ASSIGN || !c->has[TK_EQ])
        return false;
    if (!in_model(c) && c->first == TK_PROB && c->prev->kind == TK_RPAREN)
        return complaint_hint(c, "tables belong inside a model, as in `model m { P(C) = [0.2, 0.8] }`");
    if (!in_model(c) && c->opens_line && is_one_of(complaint_text(c, c->prev), begins_statement)) {
        diag_hint(c->p->w->diags, "a name is missing after `%.*s`", STR_ARG(complaint_text(c, c->prev)));
        return true;
    }
    if (!in_model(c) && c->opens_line)
        return complaint_hint(c, "to give a value a name, write `let` before it");
    return complaint_hint(c, "compare with `==`");
}

static bool hint_file_name(const struct complaint *c)
{
    if (!c->prev || (c->prev->kind != TK_FROM && c->prev->kind != TK_TO))
        return false;
    bool model = c->first == TK_IMPORT || c->first == TK_EXPORT;
    diag_hint(c->p->w->diags, "put the name of the file in double quotes, as in \"smoking.%s\"",
              model                    ? "bif"
              : c->prev->kind == TK_TO ? "svg"
                                       : "csv");
    return true;
}

/* `model m = dag { .. }`, `model m = "dag { .. }"`, `import m "x.bif"`, `export m "x.bif"` */
static bool hint_exchange(const struct complaint *c)
{
    if (c->t->kind == TK_STRING && c->first == TK_IMPORT)
        return complaint_hint(c, "write `from` before the name of the file");
    if (c->t->kind == TK_STRING && c->first == TK_EXPORT)
        return complaint_hint(c, "write `export`, the name of the model, `to` and the name of the file");
    if (c->first != TK_MODEL || in_model(c) || !c->has[c->t->kind == TK_STRING ? TK_NAME : TK_STRING])
        return false;
    return complaint_hint(
        c, "the text of another program is written as in `model m = dagitty \"dag { X -> Y }\"`; "
           "in CDL it is `model m { X -> Y }`");
}

static bool hint_outside_model(const struct complaint *c)
{
    int kind = c->t->kind;
    if (in_model(c) || (c->first != TK_NAME && c->first != TK_QUOTED && c->first != TK_LBRACE))
        return false;
    if (kind == TK_ARROW_LEFT)
        return complaint_hint(c, "edges belong inside a model; to give a value a name, write `let x = ..`");
    if (kind == TK_ARROW_RIGHT || kind == TK_ARROW_BOTH)
        return complaint_hint(c, "edges belong inside a model, as in `model m { X -> Y }`");
    return (kind == TK_TILDE || kind == TK_WALRUS) &&
           complaint_hint(c,
                          "mechanisms and equations belong inside a model, as in `model m { Y := not X }`");
}

/* `P(C); let x = 3`: a word that begins a statement, behind a `;` that was not meant to compose. */
static bool hint_two_statements(const struct complaint *c)
{
    return c->p->index > 1 && c->t[-2].kind == TK_COMPOSE &&
           is_one_of(complaint_text(c, c->prev), begins_statement) &&
           complaint_hint(c, "`;` composes diagrams; put each statement on a line of its own");
}

static bool hint_sign(const struct complaint *c)
{
    if (hint_two_statements(c))
        return true;
    bool twice = c->t->kind == TK_BAR && c->p->index + 1 < c->p->tokens.n && c->t[1].kind == TK_BAR;
    return twice && complaint_hint(c, "write `or`");
}

/* A closing bracket with nothing to close. */
static bool hint_stray(const struct complaint *c)
{
    int close = c->t->kind, open = close == TK_RPAREN     ? TK_LPAREN
                                   : close == TK_RBRACKET ? TK_LBRACKET
                                   : close == TK_RBRACE   ? TK_LBRACE
                                                          : 0;
    long depth = 0;
    const struct token *t = c->p->tokens.at;
    for (size_t i = 0; i < c->p->index; i++)
        depth += t[i].kind == open ? 1 : t[i].kind == close ? -1 : 0;
    if (!open || depth > 0)
        return false;
    diag_hint(c->p->w->diags, "no %s is open here", token_display(open));
    return true;
}

/* "did you mean" for a keyword among `wanted`; the first letters must agree. */
static bool hint_keyword(const struct complaint *c, const struct token *t, const bool *wanted)
{
    struct str candidate[TOKEN_KINDS], word = complaint_text(c, t);
    size_t n = 0;
    if (!t || t->kind != TK_NAME)
        return false;
    for (int k = 0; k < TOKEN_KINDS; k++)
        if (wanted[k] && token_keyword(k) &&
            tolower((unsigned char)token_keyword(k)[0]) == tolower((unsigned char)word.s[0]))
            candidate[n++] = str_of(token_keyword(k));
    long nearest = str_nearest(word, candidate, n);
    if (nearest >= 0 && str_eq(word, candidate[nearest])) /* it is one only with the word that is to follow */
        return str_eq(word, STR("sampling")) &&
               complaint_hint(c, "a column of sampling weights is named as in `sampling weight w`");
    return nearest >= 0 && (diag_nearest(c->p->w->diags, word, candidate, n, NULL), true);
}

/* `modle m {`, `draw m`, `var S` outside a model: the mistake is the word before. */
static bool hint_first_word(const struct complaint *c)
{
    bool word = token_is_word(c->t->kind) || c->t->kind == TK_QUOTED || c->t->kind == TK_STRING ||
                c->t->kind == TK_NUMBER;
    if (!c->opens_line || !word || c->prev->kind != TK_NAME)
        return false;
    if (hint_keyword(c, c->prev, in_model(c) ? begins_item : begins_statement))
        return true;
    struct str first = complaint_text(c, c->prev);
    struct diags *d = c->p->w->diags;
    if (in_model(c) && is_one_of(first, begins_statement)) {
        diag_hint(d, "`%.*s` belongs outside the model", STR_ARG(first));
    } else if (!in_model(c) && is_one_of(first, begins_item)) {
        diag_hint(d, "`%.*s` belongs inside a model, as in `model m { %.*s X : {no, yes} }`", STR_ARG(first),
                  STR_ARG(first));
    } else if (!in_model(c)) {
        diag_hint(d,
                  "statements begin with a word such as `model`, `let`, `observe`, `identify`, `explain` or "
                  "`assert` (`:help` lists them), or are expressions such as `P(C | do(S))`");
    } else {
        return false;
    }
    return true;
}

/* `identify C`, `explain P`, `explain C`: a question is a P(..). */
static bool hint_question(const struct complaint *c)
{
    bool asks = c->first == TK_IDENTIFY || c->first == TK_EXPLAIN || c->first == TK_ASSERT;
    if (!asks || !c->has[TK_PROB] || c->has[TK_NUMBER])
        return false;
    if (c->t->kind == TK_EXPECT)
        return complaint_hint(
            c, "ask for the distribution, as in `identify P(Y | do(X))`: the mean follows from it");
    struct str word = complaint_text(c, c->t);
    if (str_eq(word, STR("P")) || str_eq(word, STR("E"))) {
        diag_hint(c->p->w->diags, "`%.*s` needs brackets, as in `%.*s(Y | do(X))`", STR_ARG(word),
                  STR_ARG(word));
        return true;
    }
    return hint_keyword(c, c->t, c->has) ||
           complaint_hint(c, c->first == TK_EXPLAIN ? "ask as in `explain P(Y | do(X))`"
                                                    : "ask as in `identify P(Y | do(X))`");
}

/* `marginals A = a`, `explain steps marginals`, `draw explain plan P(C)` */
static bool hint_posterior(const struct complaint *c)
{
    struct str word = complaint_text(c, c->t);
    if ((c->first == TK_MARGINALS || c->first == TK_MOST) && c->has[TK_BAR])
        return complaint_hint(c, "conditions stand behind `|`, as in `marginals m | A = a, do(X = x)`");
    if (c->first == TK_EXPLAIN && c->has[TK_PROB] && !c->has[TK_MARGINALS] &&
        (str_eq(word, STR("marginals")) || str_eq(word, STR("most"))))
        return complaint_hint(c, "of these, `explain plan` tells how they are computed");
    return c->first == TK_DRAW && c->prev && c->prev->kind == TK_EXPLAIN && str_eq(word, STR("plan")) &&
           complaint_hint(c, "a plan is told in words, by `explain plan` without `draw`");
}

/* `components m`, `implications of m` */
static bool hint_in_model(const struct complaint *c)
{
    bool bare = c->p->index == 1 && token_is_word(c->t->kind) &&
                (str_eq(complaint_text(c, c->prev), STR("implications")) ||
                 str_eq(complaint_text(c, c->prev), STR("components")));
    if (bare)
        diag_hint(c->p->w->diags, "to ask another model, write `%.*s in m`",
                  STR_ARG(complaint_text(c, c->prev)));
    return bare;
}

/* `assert paths ..`, `let a = explain ..`: these are statements of their own. */
static bool hint_own_statement(const struct complaint *c)
{
    static const char *const words[] = {"paths",      "instruments", "implications",
                                        "components", "explain",     "marginals"};
    struct str word = complaint_text(c, c->prev);
    if (c->p->index < 2 || c->prev->kind != TK_NAME)
        return false;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_eq(word, str_of(words[i]))) {
            diag_hint(c->p->w->diags, "`%.*s` is a statement of its own%s", STR_ARG(word),
                      c->first == TK_ASSERT
                          ? "; assert takes comparisons, `_||_`, `identify`, `adjust` or `frontdoor`"
                          : "");
            return true;
        }
    return false;
}

/* `model m { X -> Y; W }` */
static bool hint_lone_variable(const struct complaint *c)
{
    bool ends = c->t->kind == TK_SEP || c->t->kind == TK_RBRACE;
    if (!ends || !c->opens_line || !(c->prev->flags & TOKEN_IN_MODEL) || c->first != TK_MODEL ||
        (c->prev->kind != TK_NAME && c->prev->kind != TK_QUOTED))
        return false;
    diag_hint(c->p->w->diags, "to declare a variable without arrows, write `var %.*s`",
              STR_ARG(complaint_text(c, c->prev)));
    return true;
}

void lang_give_hint(const struct complaint *c)
{
    if (hint_long_quote(c) || hint_do(c) || lang_hint_diagrams(c) || hint_assign(c) || hint_file_name(c) ||
        hint_exchange(c) || hint_outside_model(c) || hint_sign(c) || hint_stray(c) || hint_posterior(c) ||
        hint_question(c) || hint_in_model(c) || hint_own_statement(c) || hint_lone_variable(c) ||
        hint_keyword(c, c->t, c->has))
        return;
    hint_first_word(c);
}
