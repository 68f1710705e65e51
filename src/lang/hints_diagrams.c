/* hints_diagrams.c -- slips with boxes, diagrams and pictures: see hints.c.
 */
#include "lang/complaint.h"

#include "parse.h"

static bool one_of(struct str word, const char *const *list)
{
    for (size_t i = 0; list[i]; i++)
        if (str_eq(word, str_of(list[i])))
            return true;
    return false;
}

static int kind_before(const struct complaint *c)
{
    return c->prev ? c->prev->kind : 0;
}

/* Is the token inside the braces of a diagram, or the one that closes them? */
static bool in_diagram(const struct complaint *c)
{
    return c->first == TK_DIAGRAM && (((c->t->flags | c->prev->flags) & TOKEN_IN_MODEL) ||
                                      (c->t->kind == TK_LBRACE && c->prev->kind == TK_LBRACE));
}

/* ---- terms ---- */

/* `[0.1, 0.9; 0.2, 0.8]`, `{yes; no}`, and the `;` at the end of a line that nothing follows */
static bool hint_semicolon(const struct complaint *c)
{
    if (c->t->kind == TK_SEMI && c->has[TK_RBRACKET])
        return complaint_hint(c, "each row of a table is a list, as in `[[0.1, 0.9], [0.2, 0.8]]`");
    if (c->t->kind == TK_SEMI)
        return complaint_hint(c, "between these brackets the separator is a comma");
    return c->t->kind == TK_SEP && kind_before(c) == TK_COMPOSE &&
           complaint_hint(c, "`;` composes with what follows: leave it out at the end of a statement");
}

/* `cut d`, `copy A`, `id[]` */
static bool hint_brackets(const struct complaint *c)
{
    static const char *const round[] = {"cut", "marginal", "condition", "comb", "twin", NULL};
    static const char *const square[] = {"id", "copy", "del", "swap", "unif", "point", NULL};
    struct str word = complaint_text(c, c->prev);
    if (c->t->kind == TK_RBRACKET && kind_before(c) == TK_LBRACKET && c->has[TK_LPAREN])
        return complaint_hint(c, "name a type, as in `id[A]`, or write `()` for no wire, as in `id[()]`");
    if (kind_before(c) != TK_NAME || (!token_is_word(c->t->kind) && c->t->kind != TK_QUOTED))
        return false;
    if (one_of(word, round))
        diag_hint(c->p->w->diags, "`%.*s` needs brackets, as in `%.*s(d, X)`", STR_ARG(word), STR_ARG(word));
    else if (one_of(word, square))
        diag_hint(c->p->w->diags, "types go in square brackets, as in `%.*s[%s]`", STR_ARG(word),
                  str_eq(word, STR("swap"))    ? "A, B"
                  : str_eq(word, STR("point")) ? "A = a"
                                               : "A");
    else
        return false;
    return true;
}

/* `point[A := a]`, `let x := 3` */
static bool hint_walrus(const struct complaint *c)
{
    return c->t->kind == TK_WALRUS && c->has[TK_ASSIGN] && !c->has[TK_WALRUS] && c->first != TK_BOX &&
           complaint_hint(c, "here a value is given with a single `=`");
}

/* `let f = A -> B` */
static bool hint_arrow(const struct complaint *c)
{
    bool term = c->first == TK_LET || c->first == TK_DIAGRAM || c->first == TK_MATRIX ||
                c->first == TK_DRAW || c->first == TK_ASSERT;
    return c->t->kind == TK_ARROW_RIGHT && term && c->has[TK_COMPOSE] &&
           complaint_hint(c, "`->` stands between the types of a box, as in `box f : A -> B`; diagrams are "
                             "composed with `;`");
}

/* ---- heads of boxes and diagrams ---- */

/* `diagram d {`, `diagram d : A -> B`, `diagram d(a: A) = f` */
static bool hint_diagram_head(const struct complaint *c)
{
    if (c->first != TK_DIAGRAM || in_diagram(c) || c->has[TK_COMPOSE])
        return false;
    bool named = c->has[TK_ASSIGN] && (c->t->kind == TK_LBRACE || c->t->kind == TK_COLON);
    bool given = c->has[TK_ARROW_RIGHT] && (c->t->kind == TK_LBRACE || c->t->kind == TK_ASSIGN);
    return (named || given) && complaint_hint(c, "write `diagram d = f ; g`, or with named wires "
                                                 "`diagram d(a: A) -> (b: B) { b ~ f(a) }`");
}

/* `box f(a: A) -> B`, `diagram d(a) -> (b: B)` */
static bool hint_wires(const struct complaint *c)
{
    if (c->first != TK_DIAGRAM && c->first != TK_BOX)
        return false;
    if (kind_before(c) == TK_ARROW_RIGHT && c->has[TK_LPAREN] && !c->has[TK_NAME])
        return complaint_hint(c, "the outputs are named as the inputs are, as in `-> (b: B)`");
    return c->has[TK_COLON] && (c->t->kind == TK_COMMA || c->t->kind == TK_RPAREN) &&
           complaint_hint(c, "each wire has a type, as in `(a: A)`");
}

/* `box f : A -> B := not a`, `box f(a: A) -> (b: B) = not a`, `box f = [..]` */
static bool hint_box_body(const struct complaint *c)
{
    if (c->first != TK_BOX)
        return false;
    if ((c->t->kind == TK_WALRUS || c->t->kind == TK_TILDE) && c->has[TK_ASSIGN])
        return complaint_hint(c, "this needs names for the wires, as in `box f(a: A) -> (b: B) := not a`");
    if (c->t->kind == TK_ASSIGN && c->has[TK_COLON])
        return complaint_hint(c, "say first what goes in and out, as in `box f : () -> A = [0.5, 0.5]`");
    bool equation = c->p->index > 2 && c->t[-2].kind == TK_ASSIGN && c->prev->kind == TK_NAME;
    return (equation || kind_before(c) == TK_ASSIGN) && c->t->kind != TK_SEP &&
           complaint_hint(c, "behind `=` stands a table; an equation is given with `:=`");
}

/* `diagram d(a: A) -> (b: B) "why" {`, `box f "why" [p]` */
static bool hint_order(const struct complaint *c)
{
    if (c->first != TK_DIAGRAM && c->first != TK_BOX)
        return false;
    if (c->t->kind == TK_STRING && !c->has[TK_STRING] && (kind_before(c) == TK_RPAREN || c->has[TK_ASSIGN]))
        return complaint_hint(c, "what it is for stands behind the name, as in `box f \"why\" : A -> B`");
    return c->t->kind == TK_LBRACKET && kind_before(c) == TK_STRING && c->has[TK_LPAREN] &&
           complaint_hint(c, "the parameters stand right behind the name, as in `box f[p] \"why\"`");
}

/* ---- the lines of a diagram ---- */

static bool hint_in_diagram(const struct complaint *c)
{
    if (!in_diagram(c))
        return false;
    bool ends = c->t->kind == TK_SEP || c->t->kind == TK_RBRACE;
    if (ends && c->opens_line)
        return complaint_hint(c, "here `;` ends a line; to compose, write `diagram h = f ; g` outside");
    if (c->t->kind == TK_LBRACKET && kind_before(c) == TK_TILDE)
        return complaint_hint(c, "give the distribution a name, as in `box h : () -> A = [0.5, 0.5]`");
    return complaint_hint(c, "each line applies one box to wires, as in `b, c ~ f(a)`");
}

/* ---- pictures ---- */

static bool hint_option(const struct complaint *c)
{
    switch (kind_before(c)) {
    case TK_AS:
        return complaint_hint(c, "behind `as` stands `string`, `dag`, `comb`, `twin` or `steps`");
    case TK_DIR:
        return complaint_hint(c, "behind `dir` stands `bt`, `tb` or `lr`");
    case TK_THEME:
        return complaint_hint(c, "behind `theme` stands `print`, `slides` or `dark`");
    default:
        return false;
    }
}

/* `draw m dag`, `draw m "m.svg"`, `draw m to "a" to "b"` */
static bool hint_draw(const struct complaint *c)
{
    static const char *const as[] = {"string", "dag", "comb", "twin", "steps", NULL};
    static const char *const dir[] = {"bt", "tb", "lr", NULL};
    static const char *const theme[] = {"print", "slides", "dark", NULL};
    struct str word = complaint_text(c, c->t);
    if (c->first != TK_DRAW || hint_option(c))
        return c->first == TK_DRAW;
    if (!c->has[TK_AFTER])
        return false;
    if (c->t->kind == TK_STRING && c->has[TK_TO])
        return complaint_hint(c, "write `to` before the name of the file");
    if (c->t->kind == TK_TO)
        return complaint_hint(c, "a picture goes to one file: write another `draw` for the other");
    const char *before = one_of(word, as)      ? "as"
                         : one_of(word, dir)   ? "dir"
                         : one_of(word, theme) ? "theme"
                                               : NULL;
    if (before)
        diag_hint(c->p->w->diags, "write `%s %.*s`", before, STR_ARG(word));
    return before;
}

bool lang_hint_diagrams(const struct complaint *c)
{
    return hint_semicolon(c) || hint_brackets(c) || hint_walrus(c) || hint_arrow(c) || hint_diagram_head(c) ||
           hint_wires(c) || hint_order(c) || hint_box_body(c) || (c->prev && hint_in_diagram(c)) ||
           hint_draw(c);
}
