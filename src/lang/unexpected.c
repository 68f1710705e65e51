/* unexpected.c -- what to say when a token does not fit.
 *
 * The set of tokens that would have fitted is exact: the statement is read again up to the token, without
 * building anything, and every kind is tried on a copy of the parser's states.  (Lemon itself has already
 * made default reductions when it notices an error, which lose alternatives.)
 */
#include "lang/complaint.h"

#include "base/buf.h"
#include "parse.h"

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
            lang_give_hint(&c);
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
    bool reported = lang_report_end(p, "unfinished", (struct span){end, end}, "the text ends too soon%.*s",
                                    STR_ARG(buf_str(&message)));
    if (reported && p->tokens.at[p->tokens.n - 1].kind == TK_COMPOSE)
        diag_hint(p->w->diags, "`;` composes with what follows: leave it out at the end of a statement");
    if (message.failed)
        lang_fail_memory(p);
    buf_free(&message);
}
