/* words_data.c -- the words of the statements about data: see words.c.
 */
#include "lang/layout.h"

#include "parse.h"

/* Does what stands before end a part of a statement about data? Behind commas and the words that want a name
 * or a number, every word is a name. */
static bool ends_part(const struct layout *l)
{
    int last = layout_last(l, 1);
    return l->depth == 0 &&
           (layout_ends_operand(last) || last == TK_LEVEL || last == TK_HEADER || last == TK_IMPLICATIONS);
}

/* The options of statements about data: which statement each belongs to. */
bool layout_setting(const struct layout *l, int kind)
{
    int first = layout_first(l), next = layout_next(l, 1);
    bool reads = first == TK_OBSERVE || first == TK_FIT;
    switch (kind) {
    case TK_WEIGHT:
        return reads && (ends_part(l) || layout_last(l, 1) == TK_SAMPLING);
    case TK_SAMPLING:
        return reads && ends_part(l) && next != TK_SEP;
    case TK_WITH:
    case TK_BIN:
    case TK_VALUES:
    case TK_MISSING:
    case TK_SEPARATOR:
    case TK_NO:
        return reads && ends_part(l);
    case TK_AS:
        return reads && (ends_part(l) || (layout_last(l, 1) == TK_MISSING && next == TK_LEVEL));
    case TK_LEVEL:
        return layout_last(l, 1) == TK_AS && layout_last(l, 2) == TK_MISSING;
    case TK_HEADER:
        return layout_last(l, 1) == TK_NO;
    case TK_AT:
        return (reads || first == TK_TEST) && ends_part(l);
    case TK_BY:
        return first == TK_TEST && ends_part(l);
    case TK_PRIOR:
        return (reads || first == TK_COMPARE) && ends_part(l);
    case TK_RESTARTS:
    case TK_SEED:
        return (first == TK_FIT || first == TK_SAMPLE || first == TK_COMPARE) && ends_part(l);
    default:
        return false;
    }
}

/* Behind a part of the statement that `statement` begins with; `{X}` is one too. */
bool layout_behind_part(const struct layout *l, int statement)
{
    return layout_first(l) == statement &&
           (ends_part(l) || (l->depth == 0 && layout_last(l, 1) == TK_RBRACE));
}
