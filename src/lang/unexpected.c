/* unexpected.c -- what to say when a token does not fit.
 *
 * The set of tokens that would have fitted is exact: the statement is read again up to the token, without
 * building anything, and every kind is tried on a copy of the parser's states.  (Lemon itself has already
 * made default reductions when it notices an error, which lose alternatives.)
 */
#include "lang/lang_int.h"

#include "base/buf.h"
#include "parse.h"

#include <ctype.h>

struct complaint {
    struct parse *p;
    const struct token *t;    /* the unexpected one */
    const struct token *prev; /* NULL: t is the first of the statement */
    int first;                /* kind of the statement's first token */
    bool opens_line;          /* prev is the first token of a statement or of a line of a model */
    bool has[TOKEN_KINDS];    /* what would have fitted */
};

/* ---- the expected tokens in words ---- */

enum { MOST_PHRASES = TOKEN_KINDS };

static void drop(bool *has, const uint8_t *kinds, size_t n)
{
    for (size_t i = 0; i < n; i++)
        has[kinds[i]] = false;
}
#define DROP(has, ...) drop((has), (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

/* Whole classes are named as such, the rest as spelled. */
static size_t phrases(const bool *expected, const char **out)
{
    bool has[TOKEN_KINDS];
    size_t n = 0;
    for (int k = 0; k < TOKEN_KINDS; k++)
        has[k] = expected[k];
    if (has[TK_MODEL]) {
        out[n++] = "a statement";
        return n;
    }
    if (has[TK_VAR]) {
        out[n++] = "an edge, a table or a declaration";
        DROP(has, TK_VAR, TK_LATENT, TK_NOISE, TK_PROB, TK_NAME, TK_QUOTED, TK_LBRACE);
    }
    if (has[TK_PROB] && has[TK_NUMBER]) {
        out[n++] = "an expression";
        DROP(has, TK_NAME, TK_QUOTED, TK_NUMBER, TK_STRING, TK_MINUS, TK_LPAREN, TK_PROB, TK_EXPECT, TK_IF,
             TK_NOT, TK_DO);
    } else if (has[TK_NUMBER] && has[TK_STRING]) {
        out[n++] = "a state";
        DROP(has, TK_NAME, TK_QUOTED, TK_NUMBER, TK_STRING, TK_MINUS);
    } else if (has[TK_NAME]) {
        out[n++] = "a name";
        DROP(has, TK_NAME, TK_QUOTED);
    }
    if (has[TK_PLUS] && has[TK_STAR]) {
        out[n++] = "an operator";
        DROP(has, TK_COMPOSE, TK_SAME, TK_PLUS, TK_MINUS, TK_STAR, TK_SLASH, TK_MOD, TK_EQ, TK_NE, TK_LT,
             TK_LE, TK_GT, TK_GE, TK_AND, TK_OR, TK_XOR);
    }
    if (has[TK_ARROW_RIGHT] && has[TK_ARROW_BOTH]) {
        out[n++] = "an arrow";
        DROP(has, TK_ARROW_RIGHT, TK_ARROW_LEFT, TK_ARROW_BOTH);
    }
    for (int k = 1; k < TOKEN_KINDS; k++)
        if (has[k])
            out[n++] = token_display(k);
    return n;
}

static void put_expected(struct buf *out, const bool *has)
{
    const char *words[MOST_PHRASES];
    size_t n = phrases(has, words);
    for (size_t i = 0; i < n; i++) {
        buf_puts(out, i == 0 ? ": expected " : i + 1 < n ? ", " : " or ");
        buf_puts(out, words[i]);
    }
}

/* The token as it stands in the text, on one line and not too long. */
static void put_token(struct buf *out, const struct parse *p, const struct token *t)
{
    enum { SHOWN = 40 };
    struct str s = token_text(p, t);
    if (t->kind == TK_SEP && s.n && s.s[0] != ';') {
        buf_puts(out, "end of the line");
        return;
    }
    size_t n = 0;
    while (n < s.n && s.s[n] != '\n' && (n < SHOWN || ((unsigned char)s.s[n] & 0xC0) == 0x80))
        n++;
    buf_fmt(out, "`%.*s%s`", (int)n, s.s, n < s.n ? ".." : "");
}

/* ---- hints: each function answers for one kind of slip and says whether it gave a hint ---- */

static struct str text_of(const struct complaint *c, const struct token *t)
{
    return t ? token_text(c->p, t) : STR("");
}

static bool hint(const struct complaint *c, const char *text)
{
    diag_hint(c->p->w->diags, "%s", text);
    return true;
}

static bool in_model(const struct complaint *c)
{
    return c->t->flags & TOKEN_IN_MODEL;
}

static const bool begins_statement[TOKEN_KINDS] = {
    [TK_MODEL] = true,        [TK_TYPE] = true,       [TK_BOX] = true,         [TK_LET] = true,
    [TK_OBSERVE] = true,      [TK_USE] = true,        [TK_IDENTIFY] = true,    [TK_ASSERT] = true,
    [TK_PATHS] = true,        [TK_ADJUST] = true,     [TK_INSTRUMENTS] = true, [TK_FRONTDOOR] = true,
    [TK_IMPLICATIONS] = true, [TK_COMPONENTS] = true, [TK_EXPLAIN] = true,     [TK_DIAGRAM] = true,
    [TK_MATRIX] = true,       [TK_DRAW] = true,       [TK_IMPORT] = true,
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
    struct str s = text_of(c, t);
    for (size_t i = 0; i < s.n; i++)
        if (s.s[i] == '\n')
            return hint(c, "the quoted text before it goes over several lines; is a closing quote missing?");
    return false;
}

static bool hint_do(const struct complaint *c)
{
    return c->prev && c->prev->kind == TK_NAME && str_eq(text_of(c, c->prev), STR("do")) &&
           hint(c, "`do` needs brackets, as in `do(S = yes)`");
}

static bool hint_assign(const struct complaint *c)
{
    if (c->t->kind == TK_EQ && c->has[TK_ASSIGN] && !c->has[TK_EQ])
        return hint(c, "here a value is given with a single `=`");
    if (c->t->kind != TK_ASSIGN || !c->has[TK_EQ])
        return false;
    if (!in_model(c) && c->first == TK_PROB && c->prev->kind == TK_RPAREN)
        return hint(c, "tables belong inside a model, as in `model m { P(C) = [0.2, 0.8] }`");
    if (!in_model(c) && c->opens_line && is_one_of(text_of(c, c->prev), begins_statement)) {
        diag_hint(c->p->w->diags, "a name is missing after `%.*s`", STR_ARG(text_of(c, c->prev)));
        return true;
    }
    if (!in_model(c) && c->opens_line)
        return hint(c, "to give a value a name, write `let` before it");
    return hint(c, "compare with `==`");
}

static bool hint_file_name(const struct complaint *c)
{
    return c->prev && c->prev->kind == TK_FROM &&
           hint(c, "put the name of the file in double quotes, as in \"smoking.csv\"");
}

static bool hint_outside_model(const struct complaint *c)
{
    int kind = c->t->kind;
    if (in_model(c) || (c->first != TK_NAME && c->first != TK_QUOTED && c->first != TK_LBRACE))
        return false;
    if (kind == TK_ARROW_LEFT)
        return hint(c, "edges belong inside a model; to give a value a name, write `let x = ..`");
    if (kind == TK_ARROW_RIGHT || kind == TK_ARROW_BOTH)
        return hint(c, "edges belong inside a model, as in `model m { X -> Y }`");
    return (kind == TK_TILDE || kind == TK_WALRUS) &&
           hint(c, "mechanisms and equations belong inside a model, as in `model m { Y := not X }`");
}

/* `P(C); let x = 3`: a word that begins a statement, behind a `;` that was not meant to compose. */
static bool hint_two_statements(const struct complaint *c)
{
    return c->p->index > 1 && c->t[-2].kind == TK_COMPOSE &&
           is_one_of(text_of(c, c->prev), begins_statement) &&
           hint(c, "`;` composes diagrams; put each statement on a line of its own");
}

static bool hint_sign(const struct complaint *c)
{
    if (c->t->kind == TK_SEMI)
        return hint(c, "inside these brackets the separator is a comma");
    if (hint_two_statements(c))
        return true;
    bool twice = c->t->kind == TK_BAR && c->p->index + 1 < c->p->tokens.n && c->t[1].kind == TK_BAR;
    return twice && hint(c, "write `or`");
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
    struct str candidate[TOKEN_KINDS], word = text_of(c, t);
    size_t n = 0;
    if (!t || t->kind != TK_NAME)
        return false;
    for (int k = 0; k < TOKEN_KINDS; k++)
        if (wanted[k] && token_keyword(k) &&
            tolower((unsigned char)token_keyword(k)[0]) == tolower((unsigned char)word.s[0]))
            candidate[n++] = str_of(token_keyword(k));
    return str_nearest(word, candidate, n) >= 0 &&
           (diag_nearest(c->p->w->diags, word, candidate, n, NULL), true);
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
    struct str first = text_of(c, c->prev);
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
        return hint(c, "ask for the distribution, as in `identify P(Y | do(X))`: the mean follows from it");
    struct str word = text_of(c, c->t);
    if (str_eq(word, STR("P")) || str_eq(word, STR("E"))) {
        diag_hint(c->p->w->diags, "`%.*s` needs brackets, as in `%.*s(Y | do(X))`", STR_ARG(word),
                  STR_ARG(word));
        return true;
    }
    return hint_keyword(c, c->t, c->has) ||
           hint(c, c->first == TK_EXPLAIN ? "ask as in `explain P(Y | do(X))`"
                                          : "ask as in `identify P(Y | do(X))`");
}

/* `components m`, `implications of m` */
static bool hint_in_model(const struct complaint *c)
{
    bool bare =
        c->p->index == 1 && token_is_word(c->t->kind) &&
        (str_eq(text_of(c, c->prev), STR("implications")) || str_eq(text_of(c, c->prev), STR("components")));
    if (bare)
        diag_hint(c->p->w->diags, "to ask another model, write `%.*s in m`", STR_ARG(text_of(c, c->prev)));
    return bare;
}

/* `assert paths ..`, `let a = explain ..`: these are statements of their own. */
static bool hint_own_statement(const struct complaint *c)
{
    static const char *const words[] = {"paths", "instruments", "implications", "components", "explain"};
    struct str word = text_of(c, c->prev);
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
    if (!ends || !c->opens_line || !(c->prev->flags & TOKEN_IN_MODEL) ||
        (c->prev->kind != TK_NAME && c->prev->kind != TK_QUOTED))
        return false;
    diag_hint(c->p->w->diags, "to declare a variable without arrows, write `var %.*s`",
              STR_ARG(text_of(c, c->prev)));
    return true;
}

static void give_hint(const struct complaint *c)
{
    if (hint_long_quote(c) || hint_do(c) || hint_assign(c) || hint_file_name(c) || hint_outside_model(c) ||
        hint_sign(c) || hint_stray(c) || hint_question(c) || hint_in_model(c) || hint_own_statement(c) ||
        hint_lone_variable(c) || hint_keyword(c, c->t, c->has))
        return;
    hint_first_word(c);
}

/* ---- the message ---- */

static bool opens_line(const struct parse *p, size_t i)
{
    if (i == 0)
        return true;
    const struct token *before = &p->tokens.at[i - 1];
    return (before->flags & TOKEN_SYNC_ITEM) ||
           (before->kind == TK_LBRACE && (p->tokens.at[i].flags & TOKEN_IN_MODEL) &&
            !(before->flags & TOKEN_IN_MODEL));
}

/* Does the error follow from a bracket of the same line that was reported already? */
static bool consequence(const struct parse *p, const struct token *t)
{
    if (t->flags & TOKEN_SUPPLIED)
        return true;
    const struct token *all = p->tokens.at;
    for (size_t i = p->index; i > 0 && !(all[i - 1].flags & TOKEN_SYNC_ITEM); i--)
        if (all[i - 1].flags & TOKEN_UNCLOSED)
            return true;
    return false;
}

void lang_unexpected(struct parse *p)
{
    if (p->failed)
        return;
    p->failed = true;
    p->done = NULL;
    const struct token *t = &p->tokens.at[p->index];
    if (p->dry)
        return;
    if (t->kind == TK_BAD)
        lang_bad_at(p, t);
    if (t->kind == TK_BAD || consequence(p, t))
        return;
    bool begun = p->index > 0;
    struct complaint c = {.p = p, .t = t, .prev = begun ? t - 1 : NULL};
    c.first = p->tokens.at[0].kind;
    c.opens_line = begun && opens_line(p, p->index - 1);
    struct buf message = {0};
    put_token(&message, p, t);
    if (!lang_acceptable(p, p->index, c.has)) {
        lang_fail_memory(p);
    } else {
        put_expected(&message, c.has);
        bool line_end = t->kind == TK_SEP && begun;
        struct span at = line_end ? (struct span){t[-1].end, t[-1].end} : token_span(t);
        if (lang_report(p, "syntax", at, "unexpected %.*s", STR_ARG(buf_str(&message))))
            give_hint(&c);
    }
    if (message.failed)
        lang_fail_memory(p);
    buf_free(&message);
}

void lang_unfinished(struct parse *p)
{
    bool has[TOKEN_KINDS];
    if (!lang_acceptable(p, p->tokens.n, has)) {
        lang_fail_memory(p);
        return;
    }
    struct buf message = {0};
    put_expected(&message, has);
    uint32_t end = p->tokens.at[p->tokens.n - 1].end;
    lang_report_end(p, "unfinished", (struct span){end, end}, "the text ends too soon%.*s",
                    STR_ARG(buf_str(&message)));
    if (message.failed)
        lang_fail_memory(p);
    buf_free(&message);
}
