/* words.c -- soft keywords: a word is a keyword only where its neighbours say so.
 *
 *   model type box let observe use identify  at the start of a statement, before a name
 *   diagram import export                  the same; `import` also before text
 *   paths instruments explain              the same, and behind `draw`
 *   adjust frontdoor                       the same, and behind `assert` and `assert not`, as is identify
 *   implications components                at the start of a statement, before its end or `in`
 *   marginals                              at the start of a statement and behind `explain plan`, before its
 * end,
 *                                          `|`, `in` or a name
 *   most                                   the same, before a name, which has to be `probable`
 *   answer formula steps theory plan       behind `explain`
 *   matrix draw                            at the start of a statement, before an operand
 *   as to dir theme after                  in a `draw`, behind what is drawn
 *   assert                                 at the start of a statement, before anything that begins a claim
 *   var latent noise                       at the start of a line of a model, before a name
 *   fit compare effect sample test         as model; `sample` before a number
 *   from                                   in its place in `observe`, `fit`, `import` and `sample`
 *   weight with bin missing separator ..   the options of `observe` and `fit`, and `by`, `at`, `prior`,
 * `seed` of other statements about data: behind what ends a part of one to via on in `export`, `sample`,
 * `effect`, behind a part of it overlap                                behind on P, E, do before `(` and or
 * xor mod in                      behind an operand not, if                                where an operand
 * may begin and the next token begins one then, else                             behind an operand, in an
 * `if`; `else` also as the key of a row
 *
 * In the braces of a type, a group or a keyed table every word is a name (but that `else`).
 */
#include "lang/layout.h"

#include "parse.h"

static bool is_named(int kind)
{
    return token_is_word(kind) || kind == TK_QUOTED;
}

/* May the raw token `kind` be the first of an operand? */
static bool begins_operand(int kind)
{
    return is_named(kind) || kind == TK_NUMBER || kind == TK_STRING || kind == TK_LPAREN || kind == TK_MINUS;
}

static bool at_statement(const struct layout *l)
{
    return l->p->tokens.n == 0;
}

static bool at_item(const struct layout *l)
{
    int last = layout_last(l, 1);
    return l->frame[l->depth].role == FRAME_MODEL && layout_first(l) == TK_MODEL &&
           (last == TK_SEP || last == TK_LBRACE);
}

/* `type mod 2` is arithmetic with a variable called `type`; `observe mod from "x.csv"`, `export mod to
 * "x.bif"` and `fit mod prior 1` are not. */
static bool used_as_operand(const struct layout *l)
{
    int after = layout_next(l, 2), third = layout_next(l, 3);
    bool file = after == TK_FROM || (after == TK_TO && third == TK_STRING);
    bool option = token_is_word(after) && after != TK_NOT && after != TK_IF &&
                  (third == TK_NUMBER || third == TK_STRING || is_named(third)) &&
                  !(layout_is_binary_word(third) && begins_operand(layout_next(l, 4)));
    return layout_is_binary_word(layout_next(l, 1)) && begins_operand(after) && after != TK_STRING && !file &&
           !option;
}

/* The word here begins a declaration: a name follows, or what someone might write who forgot it. */
static bool declares(const struct layout *l)
{
    int next = layout_next(l, 1);
    if (next == 0)
        return l->completing;
    return (is_named(next) && !used_as_operand(l)) || next == TK_STRING || next == TK_NUMBER ||
           next == TK_LBRACE;
}

/* `and (a: Bit, ..)` and `and () ->` are heads of a box or a diagram called `and`; `box and (x)` is not. */
static bool heads_wires(const struct layout *l)
{
    int inside = layout_next(l, 3);
    return layout_next(l, 2) == TK_LPAREN &&
           (inside == TK_RPAREN || (is_named(inside) && layout_next(l, 4) == TK_COLON));
}

/* Is the raw token `ahead` an option of `draw`, to judge by what follows it? */
static bool begins_option(const struct layout *l, size_t ahead)
{
    int after = layout_next(l, ahead + 1);
    switch (layout_next(l, ahead)) {
    case TK_TO:
        return after == TK_STRING;
    case TK_AS:
    case TK_DIR:
    case TK_THEME:
        return is_named(after) && !layout_is_binary_word(after) && after != TK_THEN && after != TK_ELSE;
    case TK_AFTER:
        return after == 0 || after == TK_SEP || after == TK_TO || after == TK_AS || after == TK_DIR ||
               after == TK_THEME;
    default:
        return false;
    }
}

/* `matrix d`, `draw (f ; g)`, `draw and to "and.svg"` */
static bool shows(const struct layout *l)
{
    int next = layout_next(l, 1);
    if (!at_statement(l))
        return false;
    if (next == 0)
        return l->completing;
    return begins_operand(next) && next != TK_MINUS && (!used_as_operand(l) || begins_option(l, 2));
}

/* `paths`, `instruments`, `explain` */
static bool is_pictured(const struct layout *l)
{
    bool drawn = l->depth == 0 && layout_last(l, 1) == TK_DRAW;
    return (at_statement(l) || drawn) && declares(l);
}

/* Two operands never stand side by side, so what comes behind one is no name. */
static bool is_option(const struct layout *l)
{
    int last = layout_last(l, 1);
    return layout_first(l) == TK_DRAW && l->depth == 0 &&
           (layout_ends_operand(last) || last == TK_AFTER || last == TK_RBRACE || last == TK_COMPONENTS ||
            last == TK_IMPLICATIONS);
}

/* Behind the name that `statement` begins with. */
static bool is_second(const struct layout *l, int statement)
{
    return layout_first(l) == statement && layout_last(l, 2) == statement;
}

static bool claims(const struct layout *l)
{
    int next = layout_next(l, 1);
    if (next == 0)
        return l->completing;
    return begins_operand(next) && !used_as_operand(l);
}

/* `identify`, `adjust`, `frontdoor` */
static bool is_claim(const struct layout *l)
{
    int last = layout_last(l, 1);
    bool asserted =
        last == TK_ASSERT || last == TK_DRAW || (last == TK_NOT && layout_last(l, 2) == TK_ASSERT);
    return (at_statement(l) || (l->depth == 0 && asserted)) && declares(l);
}

/* `implications`, `components` */
static bool stands_alone(const struct layout *l)
{
    int next = layout_next(l, 1);
    bool drawn = l->depth == 0 && layout_last(l, 1) == TK_DRAW;
    return layout_last(l, 1) == TK_TEST ||
           ((at_statement(l) || drawn) &&
            (next == 0 || next == TK_SEP || next == TK_IN || (drawn && begins_option(l, 1))));
}

/* `marginals` and the `most` of `most probable` */
static bool is_posterior(const struct layout *l, bool alone)
{
    int next = layout_next(l, 1);
    bool planned = l->depth == 0 && layout_last(l, 1) == TK_PLAN;
    bool bare = next == 0 || next == TK_SEP || next == TK_IN || next == TK_BAR;
    return (at_statement(l) || planned) && ((alone && bare) || declares(l));
}

/* Behind the parts of a question a model may be named. */
static bool is_in(const struct layout *l)
{
    int last = layout_last(l, 1), first = layout_first(l);
    if (last == TK_MARGINALS || last == TK_PROBABLE) /* else it is the name of a model */
        return is_named(layout_next(l, 1)) || (layout_next(l, 1) == 0 && l->completing);
    return layout_ends_operand(last) || last == TK_IMPLICATIONS || last == TK_COMPONENTS ||
           last == TK_OVERLAP || (last == TK_RBRACE && l->depth == 0 && first != TK_MODEL);
}

/* May an operand begin behind the token `last`? */
static bool expects_operand(const struct layout *l, int last)
{
    switch (last) {
    case 0:
    case TK_SEP:
        return l->depth == 0;
    case TK_ASSIGN:
    case TK_WALRUS:
    case TK_TILDE:
    case TK_TOLERANCE:
    case TK_ASSERT:
    case TK_MATRIX:
    case TK_DRAW:
    case TK_COMPOSE:
    case TK_SAME:
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
        return true;
    case TK_COMMA:
    case TK_LPAREN:
    case TK_LBRACKET:
        return l->depth > 0;
    default:
        return false;
    }
}

/* `not` and `if`. */
static bool is_prefix(const struct layout *l)
{
    int last = layout_last(l, 1);
    const struct layout_frame *f = &l->frame[l->depth];
    if (!expects_operand(l, last) || (l->depth == 0 && layout_first(l) == TK_BOX && !l->equation))
        return false;
    if (l->depth == 0 && layout_first(l) == TK_DRAW && begins_option(l, 1))
        return false; /* a box called `not` */
    size_t ahead = 1;
    bool ends_value = last == 0 || last == TK_SEP || last == TK_COMMA || last == TK_TILDE ||
                      last == TK_ASSIGN || last == TK_COMPOSE || last == TK_STAR || last == TK_SAME ||
                      last == TK_MATRIX || last == TK_DRAW;
    bool in_brackets = f->role == FRAME_PAREN || f->role == FRAME_BRACKET;
    if (layout_next(l, 1) == TK_SEP && (in_brackets || !ends_value))
        ahead = 2;
    int next = layout_next(l, ahead);
    if (next == 0)
        return !ends_value;
    if (layout_is_binary_word(next) && begins_operand(layout_next(l, ahead + 1)))
        return false; /* `not and x`: a variable called `not` */
    if (f->ifs && (next == TK_THEN || next == TK_ELSE))
        return false;
    return begins_operand(next);
}

static bool is_else_row(const struct layout *l)
{
    int last = layout_last(l, 1);
    return l->frame[l->depth].role == FRAME_KEYED && (last == TK_LBRACE || last == TK_COMMA) &&
           layout_next(l, 1) == TK_COLON;
}

static bool is_keyword(const struct layout *l, int kind)
{
    const struct layout_frame *f = &l->frame[l->depth];
    if (f->role == FRAME_STATES || f->role == FRAME_KEYED)
        return kind == TK_ELSE && is_else_row(l);
    if (l->depth == 0 && layout_first(l) == TK_MODEL && layout_last(l, 1) == TK_ASSIGN)
        return false; /* `model m = dagitty ".."`: a format's name */
    switch (kind) {
    case TK_MODEL:
    case TK_TYPE:
    case TK_LET:
    case TK_OBSERVE:
    case TK_USE:
    case TK_IMPORT:
    case TK_EXPORT:
    case TK_FIT:
    case TK_TEST:
    case TK_SAMPLE:
    case TK_COMPARE:
    case TK_EFFECT:
        return at_statement(l) && declares(l);
    case TK_BOX:
    case TK_DIAGRAM:
        return at_statement(l) && (declares(l) || heads_wires(l));
    case TK_PATHS:
    case TK_INSTRUMENTS:
    case TK_EXPLAIN:
        return is_pictured(l);
    case TK_MATRIX:
    case TK_DRAW:
        return shows(l);
    case TK_TO:
        return is_option(l) || is_second(l, TK_EXPORT) || layout_behind_part(l, TK_SAMPLE);
    case TK_VIA:
    case TK_ON:
        return layout_behind_part(l, TK_EFFECT);
    case TK_OVERLAP:
        return layout_last(l, 1) == TK_ON;
    case TK_AS:
        return is_option(l) || layout_setting(l, TK_AS);
    case TK_DIR:
    case TK_THEME:
    case TK_AFTER:
        return is_option(l);
    case TK_IDENTIFY:
    case TK_ADJUST:
    case TK_FRONTDOOR:
        return is_claim(l);
    case TK_IMPLICATIONS:
    case TK_COMPONENTS:
        return stands_alone(l);
    case TK_ANSWER:
    case TK_FORMULA:
    case TK_STEPS:
    case TK_THEORY:
    case TK_PLAN:
    case TK_SQL:
        return layout_last(l, 1) == TK_EXPLAIN;
    case TK_MARGINALS:
        return is_posterior(l, true);
    case TK_MOST:
        return is_posterior(l, false);
    case TK_PROBABLE:
        return layout_last(l, 1) == TK_MOST;
    case TK_IN:
        return is_in(l);
    case TK_ASSERT:
        return at_statement(l) && claims(l);
    case TK_VAR:
    case TK_LATENT:
    case TK_NOISE:
        return at_item(l) && declares(l);
    case TK_FROM:
        return is_second(l, TK_OBSERVE) || is_second(l, TK_FIT) || is_second(l, TK_IMPORT) ||
               is_second(l, TK_SAMPLE);
    case TK_WEIGHT:
    case TK_SAMPLING:
    case TK_WITH:
    case TK_BIN:
    case TK_VALUES:
    case TK_AT:
    case TK_MISSING:
    case TK_LEVEL:
    case TK_SEPARATOR:
    case TK_NO:
    case TK_HEADER:
    case TK_PRIOR:
    case TK_RESTARTS:
    case TK_SEED:
    case TK_BY:
        return layout_setting(l, kind);
    case TK_PROB:
    case TK_EXPECT:
    case TK_DO:
        return layout_next(l, 1) == TK_LPAREN;
    case TK_NOT:
    case TK_IF:
        return is_prefix(l);
    case TK_THEN:
    case TK_ELSE:
        return f->ifs && layout_ends_operand(layout_last(l, 1));
    default:
        return layout_ends_operand(layout_last(l, 1));
    }
}

int layout_word(const struct layout *l, int kind)
{
    return is_keyword(l, kind) ? kind : TK_NAME;
}
