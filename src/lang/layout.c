/* layout.c -- one pass over the raw tokens that decides what depends on the neighbours:
 *
 *   - which words are keywords and which are names (see words.c);
 *   - which line ends separate: none inside ( ) and [ ], none after an operator or a comma, none in an `if`
 *     without its `else`; in a type or a keyed table a line end is a comma; runs count once;
 *   - `;`: a line end in a model and a diagram, a comma in a keyed table, elsewhere composition;
 *   - `<-`: an arrow in a line of a model (not in an equation, not in brackets), and elsewhere only with
 *     blanks on both sides; otherwise `x<-1` compares x with -1;
 *   - `+-`: the tolerance in an `assert`, outside brackets; otherwise two signs.
 *
 * It also follows the brackets.  One that is not closed is reported where it was opened, and closed when the
 * next line obviously begins something new, so that the rest of the file is still read.  O(tokens).
 */
#include "lang/layout.h"

#include "base/interrupt.h"
#include "parse.h"

#include <string.h>

static struct layout_frame *frame(struct layout *l)
{
    return &l->frame[l->depth];
}

int layout_last(const struct layout *l, size_t back)
{
    const struct tokens *out = &l->p->tokens;
    return out->n >= back ? out->at[out->n - back].kind : 0;
}

int layout_next(const struct layout *l, size_t ahead)
{
    const struct tokens *raw = &l->p->raw;
    return l->i + ahead < raw->n ? raw->at[l->i + ahead].kind : 0;
}

/* ---- writing ---- */

static bool put(struct layout *l, int kind, struct token t)
{
    t.kind = (uint8_t)kind;
    if (l->in_model)
        t.flags |= TOKEN_IN_MODEL;
    if (tokens_push(&l->p->tokens, t))
        return true;
    lang_fail_memory(l->p);
    return false;
}

/* The end of a line that counts. */
static bool put_separator(struct layout *l, struct token t)
{
    struct layout_frame *f = frame(l);
    if (f->role == FRAME_STATES || f->role == FRAME_KEYED)
        return put(l, TK_COMMA, t);
    f->ifs = 0;
    l->equation = false;
    t.flags |= f->role == FRAME_MODEL ? TOKEN_SYNC_ITEM : TOKEN_SYNC;
    return put(l, TK_SEP, t);
}

/* ---- brackets ---- */

static int closer(enum layout_role role)
{
    return role == FRAME_PAREN ? TK_RPAREN : role == FRAME_BRACKET ? TK_RBRACKET : TK_RBRACE;
}

static enum layout_role brace_role(const struct layout *l)
{
    int first = layout_first(l);
    if (l->depth == 0 && (first == TK_MODEL || first == TK_DIAGRAM) && layout_last(l, 1) != TK_ASSIGN)
        return FRAME_MODEL;
    return layout_last(l, 1) == TK_ASSIGN && first != TK_TYPE ? FRAME_KEYED : FRAME_STATES;
}

static bool open_bracket(struct layout *l, struct token t)
{
    enum layout_role role = t.kind == TK_LPAREN     ? FRAME_PAREN
                            : t.kind == TK_LBRACKET ? FRAME_BRACKET
                                                    : brace_role(l);
    if (l->depth == LIMIT_NESTING) {
        lang_fail_depth(l->p, token_span(&t));
        return false;
    }
    if (!put(l, t.kind, t))
        return false;
    l->depth++;
    *frame(l) = (struct layout_frame){.role = role, .opened = token_span(&t), .opener = l->p->tokens.n - 1};
    l->in_model |= role == FRAME_MODEL;
    return true;
}

static bool put_closer(struct layout *l, struct token t)
{
    struct layout_frame *f = frame(l);
    int last = layout_last(l, 1);
    if ((f->role == FRAME_MODEL && last == TK_SEP) ||
        ((f->role == FRAME_STATES || f->role == FRAME_KEYED) && last == TK_COMMA))
        l->p->tokens.n--; /* a separator at the end separates nothing */
    if (f->role == FRAME_MODEL) {
        l->in_model = false;
        t.flags |= TOKEN_SYNC_ITEM;
    }
    int kind = closer(f->role);
    l->depth--;
    return put(l, kind, t);
}

/* Close the brackets above `depth`, which the text does not. */
static bool supply_closers(struct layout *l, unsigned depth, uint32_t at)
{
    lang_unclosed(l->p, frame(l)->opened, false);
    l->p->tokens.at[frame(l)->opener].flags |= TOKEN_UNCLOSED;
    while (l->depth > depth)
        if (!put_closer(l, (struct token){.start = at, .end = at, .flags = TOKEN_SUPPLIED}))
            return false;
    return true;
}

static bool close_bracket(struct layout *l, struct token t)
{
    unsigned d = l->depth;
    while (d > 0 && closer(l->frame[d].role) != t.kind && l->frame[d].role != FRAME_MODEL)
        d--;
    if (closer(l->frame[d].role) != t.kind || d == 0) {
        if (l->depth == 0 || frame(l)->role == FRAME_MODEL)
            return put(l, t.kind, t); /* nothing to close: the parser will say so */
        lang_mismatched(l->p, frame(l)->opened, &t);
        t.flags |= TOKEN_SUPPLIED;
        return put_closer(l, t);
    }
    if (d < l->depth && !supply_closers(l, d, t.start))
        return false;
    return put_closer(l, t);
}

/* ---- lines ---- */

static bool line_end(struct layout *l, struct token t)
{
    unsigned depth = layout_depth_for_next_line(l);
    if (depth < l->depth && !supply_closers(l, depth, t.start))
        return false;
    if (!layout_line_counts(l))
        return true;
    return put_separator(l, t);
}

static bool semicolon(struct layout *l, struct token t)
{
    enum layout_role role = frame(l)->role;
    if (role == FRAME_TOP || role == FRAME_PAREN)
        return put(l, TK_COMPOSE, t);
    if (role == FRAME_BRACKET || role == FRAME_STATES)
        return put(l, TK_SEMI, t); /* fits nowhere: the parser will say so */
    int last = layout_last(l, 1);
    if (last == TK_SEP || last == TK_LBRACE || (role == FRAME_KEYED && last == TK_COMMA))
        return true;
    return put_separator(l, t);
}

/* ---- signs of two characters ---- */

/* Is the `<` here followed at once by `-`, and is that an arrow? */
static bool is_arrow_left(const struct layout *l)
{
    const struct token *t = &l->p->raw.at[l->i];
    if (layout_next(l, 1) != TK_MINUS || t[1].start != t->end)
        return false;
    if (l->frame[l->depth].role == FRAME_MODEL)
        return !l->equation;
    const char *s = l->p->source.s;
    return l->depth == 0 && t->start > 0 && s[t->start - 1] == ' ' && t[1].end < l->p->source.n &&
           s[t[1].end] == ' ';
}

static bool is_tolerance(const struct layout *l)
{
    const struct token *t = &l->p->raw.at[l->i];
    return l->depth == 0 && layout_first(l) == TK_ASSERT && layout_next(l, 1) == TK_MINUS &&
           t[1].start == t->end;
}

static bool put_pair(struct layout *l, int kind)
{
    struct token t = l->p->raw.at[l->i++];
    t.end = l->p->raw.at[l->i].end;
    return put(l, kind, t);
}

static bool put_word(struct layout *l, struct token t)
{
    int kind = layout_word(l, t.kind);
    struct layout_frame *f = frame(l);
    if (kind == TK_IF)
        f->ifs++;
    else if (kind == TK_ELSE && f->ifs)
        f->ifs--;
    return put(l, kind, t);
}

static bool one_token(struct layout *l, struct token t)
{
    switch (t.kind) {
    case TK_NAME:
        return put(l, TK_NAME, t);
    case TK_LPAREN:
    case TK_LBRACKET:
    case TK_LBRACE:
        return open_bracket(l, t);
    case TK_RPAREN:
    case TK_RBRACKET:
    case TK_RBRACE:
        return close_bracket(l, t);
    case TK_SEP:
        return line_end(l, t);
    case TK_SEMI:
        return semicolon(l, t);
    case TK_LT:
        return is_arrow_left(l) ? put_pair(l, TK_ARROW_LEFT) : put(l, TK_LT, t);
    case TK_PLUS:
        return is_tolerance(l) ? put_pair(l, TK_TOLERANCE) : put(l, TK_PLUS, t);
    case TK_WALRUS:
        l->equation = true;
        return put(l, TK_WALRUS, t);
    default:
        return token_keyword(t.kind) ? put_word(l, t) : put(l, t.kind, t);
    }
}

/* Have the token at l->i and those that decide about it. False: there is none. */
static bool have_token(struct layout *l)
{
    enum { AHEAD = 4, BATCH = 64 };
    struct tokens *raw = &l->p->raw;
    if (l->i + AHEAD >= raw->n && !lang_lex(l->p, l->i + BATCH))
        return false;
    return l->i < raw->n;
}

static void forget_raw(struct layout *l)
{
    struct tokens *raw = &l->p->raw;
    raw->n -= l->i;
    memmove(raw->at, raw->at + l->i, raw->n * sizeof *raw->at);
    l->i = 0;
}

static bool statement_ends(const struct tokens *t)
{
    return t->n && (t->at[t->n - 1].flags & TOKEN_SYNC);
}

bool lang_layout(struct layout *l)
{
    enum { POLL_EVERY = 4096 };
    struct parse *p = l->p;
    p->tokens.n = 0;
    p->spoiled = false;
    while (have_token(l)) {
        if (l->i >= POLL_EVERY)
            forget_raw(l);
        if (!one_token(l, p->raw.at[l->i]))
            return false;
        l->i++;
        if (statement_ends(&p->tokens))
            return true;
        if (l->i % POLL_EVERY == 0 && interrupted()) {
            diag_interrupted(p->w->diags);
            p->fatal = true;
            return false;
        }
    }
    l->ended = true;
    if (l->depth > 0)
        lang_unclosed(p, frame(l)->opened, true);
    return !p->fatal;
}
