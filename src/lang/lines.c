/* lines.c -- which line ends count: see layout.c.
 */
#include "lang/layout.h"

#include "parse.h"

/* After these a statement cannot end, so neither does the line. */
static bool continues_line(int kind)
{
    switch (kind) {
    case 0:
    case TK_SEP:
    case TK_COMMA:
    case TK_COLON:
    case TK_BAR:
    case TK_COMPOSE:
    case TK_SAME:
    case TK_ARROW_RIGHT:
    case TK_ARROW_LEFT:
    case TK_ARROW_BOTH:
    case TK_INDEP:
    case TK_ASSIGN:
    case TK_WALRUS:
    case TK_TILDE:
    case TK_TOLERANCE:
    case TK_PLUS:
    case TK_MINUS:
    case TK_STAR:
    case TK_SLASH:
    case TK_MOD:
    case TK_EQ:
    case TK_NE:
    case TK_LT:
    case TK_LE:
    case TK_GT:
    case TK_GE:
    case TK_AND:
    case TK_OR:
    case TK_XOR:
    case TK_NOT:
    case TK_IF:
    case TK_THEN:
    case TK_ELSE:
    case TK_IN:
    case TK_FROM:
    case TK_WEIGHT:
    case TK_SAMPLING:
    case TK_WITH:
    case TK_BIN:
    case TK_VALUES:
    case TK_AT:
    case TK_SEPARATOR:
    case TK_PRIOR:
    case TK_RESTARTS:
    case TK_SEED:
    case TK_BY:
    case TK_VIA:
    case TK_ON:
    case TK_LBRACE:
    case TK_ASSERT:
        return true;
    default:
        return false;
    }
}

/* Does the line that begins at the next token obviously begin a statement (or, in a model, an item)? Two
 * words in a row mean nothing else inside brackets. */
static bool obvious_start(const struct layout *l)
{
    int first = layout_next(l, 1), second = layout_next(l, 2), third = layout_next(l, 3);
    bool named = token_is_word(second) || second == TK_QUOTED;
    bool shown = token_is_word(second) && !layout_is_binary_word(second);
    switch (first) {
    case TK_MODEL:
        return named && (third == TK_LBRACE || third == TK_STRING || third == TK_ASSIGN);
    case TK_DIAGRAM:
        return named && (third == TK_ASSIGN || third == TK_STRING || (shown && third == TK_LPAREN));
    case TK_TYPE:
    case TK_LET:
        return named && third == TK_ASSIGN;
    case TK_BOX:
        return named && (third == TK_COLON || third == TK_LBRACKET || third == TK_STRING ||
                         (shown && third == TK_LPAREN));
    case TK_IMPORT:
        return second == TK_STRING || (shown && (third == TK_SEP || third == 0 || third == TK_FROM));
    case TK_EXPORT:
        return named && third == TK_TO;
    case TK_MATRIX:
    case TK_DRAW:
        return shown && (third == TK_SEP || third == 0 || third == TK_TO || third == TK_AS);
    case TK_MARGINALS:
        return shown && (third == TK_SEP || third == 0 || third == TK_BAR);
    case TK_MOST:
        return second == TK_PROBABLE;
    case TK_OBSERVE:
        return named && third == TK_FROM;
    case TK_FIT:
        return shown && (third == TK_SEP || third == 0 || third == TK_FROM);
    case TK_SAMPLE:
        return second == TK_NUMBER && third == TK_FROM;
    case TK_TEST:
        return second == TK_IMPLICATIONS;
    case TK_PATHS:
    case TK_EFFECT:
    case TK_ADJUST:
    case TK_INSTRUMENTS:
    case TK_FRONTDOOR:
        return named && third == TK_ARROW_RIGHT;
    case TK_IDENTIFY:
    case TK_EXPLAIN:
    case TK_ASSERT:
        return second == TK_PROB && third == TK_LPAREN;
    default:
        return false;
    }
}

static bool obvious_item(const struct layout *l)
{
    int first = layout_next(l, 1), second = layout_next(l, 2);
    switch (first) {
    case TK_PROB:
    case TK_EXPECT:
        return second == TK_LPAREN && layout_ends_operand(layout_last(l, 1));
    case TK_VAR:
    case TK_LATENT:
    case TK_NOISE:
        return l->in_model && (token_is_word(second) || second == TK_QUOTED);
    default:
        return (token_is_word(first) || first == TK_QUOTED) && layout_ends_operand(layout_last(l, 1)) &&
               (second == TK_ARROW_RIGHT || second == TK_ARROW_BOTH || second == TK_INDEP ||
                (l->in_model && (second == TK_TILDE || second == TK_WALRUS)));
    }
}

static bool opens_block(const struct layout *l)
{
    return layout_next(l, 1) == TK_MODEL || layout_next(l, 1) == TK_DIAGRAM;
}

unsigned layout_depth_for_next_line(const struct layout *l)
{
    enum layout_role role = l->frame[l->depth].role;
    if (role == FRAME_TOP || (role == FRAME_MODEL && !opens_block(l)))
        return l->depth;
    if (obvious_start(l))
        return l->in_model && !opens_block(l) ? 1 : 0;
    if ((role == FRAME_PAREN || role == FRAME_BRACKET) && obvious_item(l))
        return l->in_model ? 1 : 0;
    return l->depth;
}

/* `model m "doc"` and `diagram d (..) -> (..)` may have their brace on the next line. */
static bool block_head(const struct layout *l)
{
    const struct tokens *t = &l->p->tokens;
    int first = layout_first(l), last = layout_last(l, 1), next = layout_next(l, 1);
    if (l->depth > 0 || (next != TK_LBRACE && next != 0))
        return false;
    if (first == TK_MODEL)
        return t->n == 2 || (t->n == 3 && last == TK_STRING);
    return first == TK_DIAGRAM && last == TK_RPAREN && t->n > 4 &&
           (t->at[2].kind == TK_LPAREN || (t->at[2].kind == TK_STRING && t->at[3].kind == TK_LPAREN));
}

/* `f ;` goes on in the next line, unless that begins a statement: then the `;` was one too many. */
static bool goes_on(const struct layout *l)
{
    int last = layout_last(l, 1);
    return continues_line(last) && !(last == TK_COMPOSE && l->depth == 0 && obvious_start(l));
}

bool layout_line_counts(const struct layout *l)
{
    const struct layout_frame *f = &l->frame[l->depth];
    return f->role != FRAME_PAREN && f->role != FRAME_BRACKET && !f->ifs && !goes_on(l) && !block_head(l);
}
