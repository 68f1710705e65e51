/* cdl.re -- the lexer of CDL: one token at a time (re2c).
 *
 * It knows no context.  Every word that may be a keyword comes out as that keyword, `<-` as `<` and `-`,
 * and `+-` as `+` and `-`; src/lang/layout.c decides what they are.  Reading past the end gives NUL, so the
 * text needs no terminator.
 */
#include "lang/lang_int.h"
#include "parse.h"

#include <string.h>

#define YYPEEK() (cursor < limit ? *cursor : 0)
#define YYSKIP() ++cursor
#define YYBACKUP() marker = cursor
#define YYRESTORE() cursor = marker
#define YYLESSTHAN(n) (cursor >= limit)

/*!include:re2c "unicode_categories.re" */
/*!re2c
    re2c:flags:utf-8 = 1;
    re2c:flags:input = custom;
    re2c:eof = 0;
    re2c:yyfill:enable = 0;
    re2c:define:YYCTYPE = "unsigned char";

    newline    = "\r"? "\n";
    blank      = [ \t\v\f\r] | Zs;
    letter     = L | Nl | "_";
    part       = letter | Nd | No | Mn | Mc;
    name       = letter part* "'"*;
    digits     = [0-9]+;
    number     = (digits ("." digits)? | "." digits) ([eE] [+-]? digits)?;
    misnumber  = "."? [0-9] [0-9A-Za-z_.']*;
*/

/* The rest of a string or a name in backquotes, from behind the opening quote. */
static const unsigned char *scan_quoted(struct scanner *s, const unsigned char *cursor, unsigned char quote)
{
    const unsigned char *base = (const unsigned char *)s->text.s, *limit = base + s->text.n;
    for (;;) {
        const unsigned char *start = cursor, *marker;
        enum scan_problem problem;
        /*!re2c
            [`"]            { if (*start == quote) return cursor; continue; }
            "\\" [\\n"`]    { s->token.flags |= TOKEN_ESCAPED; continue; }
            "\\"            { problem = SCAN_ESCAPE; goto bad; }
            "\x00"          { problem = SCAN_NUL; goto bad; }
            [^\x00\\"`]     { continue; }
            *               { problem = SCAN_UTF8; goto bad; }
            $               { problem = SCAN_OPEN; goto bad; }
        */
    bad:
        if (s->problem == SCAN_FINE || problem == SCAN_OPEN) {
            s->problem = problem;
            s->where = (struct span){(uint32_t)(start - base), (uint32_t)(cursor - base)};
        }
        if (problem == SCAN_OPEN) {
            s->open = s->token.start;
            return cursor;
        }
    }
}

/* `A_||_B` is A and B with the sign between, not the name `A_` and rubbish. */
static bool before_indep(const unsigned char *start, const unsigned char *cursor, const unsigned char *limit)
{
    return cursor - start > 1 && cursor[-1] == '_' && limit - cursor >= 3 && memcmp(cursor, "||_", 3) == 0;
}

/* Keyword or name? A block of its own: beside the rules for names, Unicode would multiply its states. */
static int word_kind(const unsigned char *cursor, const unsigned char *limit)
{
    const unsigned char *marker;
    int kind;
    /*!re2c
        "model"     { kind = TK_MODEL; goto whole; }
        "type"      { kind = TK_TYPE; goto whole; }
        "box"       { kind = TK_BOX; goto whole; }
        "let"       { kind = TK_LET; goto whole; }
        "observe"   { kind = TK_OBSERVE; goto whole; }
        "use"       { kind = TK_USE; goto whole; }
        "identify"  { kind = TK_IDENTIFY; goto whole; }
        "assert"    { kind = TK_ASSERT; goto whole; }
        "paths"     { kind = TK_PATHS; goto whole; }
        "adjust"    { kind = TK_ADJUST; goto whole; }
        "instruments"  { kind = TK_INSTRUMENTS; goto whole; }
        "frontdoor" { kind = TK_FRONTDOOR; goto whole; }
        "implications" { kind = TK_IMPLICATIONS; goto whole; }
        "components"   { kind = TK_COMPONENTS; goto whole; }
        "diagram"   { kind = TK_DIAGRAM; goto whole; }
        "matrix"    { kind = TK_MATRIX; goto whole; }
        "draw"      { kind = TK_DRAW; goto whole; }
        "export"    { kind = TK_EXPORT; goto whole; }
        "import"    { kind = TK_IMPORT; goto whole; }
        "as"        { kind = TK_AS; goto whole; }
        "to"        { kind = TK_TO; goto whole; }
        "dir"       { kind = TK_DIR; goto whole; }
        "theme"     { kind = TK_THEME; goto whole; }
        "after"     { kind = TK_AFTER; goto whole; }
        "explain"   { kind = TK_EXPLAIN; goto whole; }
        "answer"    { kind = TK_ANSWER; goto whole; }
        "formula"   { kind = TK_FORMULA; goto whole; }
        "steps"     { kind = TK_STEPS; goto whole; }
        "theory"    { kind = TK_THEORY; goto whole; }
        "plan"      { kind = TK_PLAN; goto whole; }
        "marginals" { kind = TK_MARGINALS; goto whole; }
        "most"      { kind = TK_MOST; goto whole; }
        "probable"  { kind = TK_PROBABLE; goto whole; }
        "sql"       { kind = TK_SQL; goto whole; }
        "fit"       { kind = TK_FIT; goto whole; }
        "test"      { kind = TK_TEST; goto whole; }
        "sample"    { kind = TK_SAMPLE; goto whole; }
        "compare"   { kind = TK_COMPARE; goto whole; }
        "effect"    { kind = TK_EFFECT; goto whole; }
        "via"       { kind = TK_VIA; goto whole; }
        "on"        { kind = TK_ON; goto whole; }
        "overlap"   { kind = TK_OVERLAP; goto whole; }
        "var"       { kind = TK_VAR; goto whole; }
        "latent"    { kind = TK_LATENT; goto whole; }
        "noise"     { kind = TK_NOISE; goto whole; }
        "from"      { kind = TK_FROM; goto whole; }
        "weight"    { kind = TK_WEIGHT; goto whole; }
        "sampling"  { kind = TK_SAMPLING; goto whole; }
        "with"      { kind = TK_WITH; goto whole; }
        "bin"       { kind = TK_BIN; goto whole; }
        "values"    { kind = TK_VALUES; goto whole; }
        "at"        { kind = TK_AT; goto whole; }
        "missing"   { kind = TK_MISSING; goto whole; }
        "level"     { kind = TK_LEVEL; goto whole; }
        "separator" { kind = TK_SEPARATOR; goto whole; }
        "no"        { kind = TK_NO; goto whole; }
        "header"    { kind = TK_HEADER; goto whole; }
        "prior"     { kind = TK_PRIOR; goto whole; }
        "restarts"  { kind = TK_RESTARTS; goto whole; }
        "seed"      { kind = TK_SEED; goto whole; }
        "by"        { kind = TK_BY; goto whole; }
        "in"        { kind = TK_IN; goto whole; }
        "and"       { kind = TK_AND; goto whole; }
        "or"        { kind = TK_OR; goto whole; }
        "xor"       { kind = TK_XOR; goto whole; }
        "not"       { kind = TK_NOT; goto whole; }
        "mod"       { kind = TK_MOD; goto whole; }
        "if"        { kind = TK_IF; goto whole; }
        "then"      { kind = TK_THEN; goto whole; }
        "else"      { kind = TK_ELSE; goto whole; }
        "P"         { kind = TK_PROB; goto whole; }
        "E"         { kind = TK_EXPECT; goto whole; }
        "do"        { kind = TK_DO; goto whole; }
        *           { return TK_NAME; }
        $           { return TK_NAME; }
    */
whole:
    return cursor == limit ? kind : TK_NAME;
}

bool lang_scan(struct scanner *s)
{
    const unsigned char *base = (const unsigned char *)s->text.s, *limit = base + s->text.n;
    const unsigned char *cursor = base + s->at, *marker, *start;
    enum scan_problem problem = SCAN_FINE;
    int kind;
    s->problem = SCAN_FINE;
    s->token.flags = 0;

/* The actions below. */
#define TOKEN(k) kind = TK_##k; goto done
#define BAD(why) problem = SCAN_##why; kind = TK_BAD; goto done
#define QUOTED_TOKEN(k, quote)                      \
    s->token.start = (uint32_t)(start - base);      \
    cursor = scan_quoted(s, cursor, quote);         \
    TOKEN(k)

again:
    start = cursor;
    /*!re2c
        blank+           { goto again; }
        "#"              { goto comment; }
        "\\" [ \t]* newline { goto again; }
        "\\" [ \t]*       { goto backslash; }
        newline          { TOKEN(SEP); }

        "("              { TOKEN(LPAREN); }
        ")"              { TOKEN(RPAREN); }
        "["              { TOKEN(LBRACKET); }
        "]"              { TOKEN(RBRACKET); }
        "{"              { TOKEN(LBRACE); }
        "}"              { TOKEN(RBRACE); }
        ","              { TOKEN(COMMA); }
        ";"              { TOKEN(SEMI); }
        ">>" | "⨟"       { TOKEN(COMPOSE); }
        ":"              { TOKEN(COLON); }
        "|"              { TOKEN(BAR); }
        "="              { TOKEN(ASSIGN); }
        ":="             { TOKEN(WALRUS); }
        "~"              { TOKEN(TILDE); }
        "~=" | "≃"       { TOKEN(SAME); }
        "±"              { TOKEN(TOLERANCE); }
        "->" | "→"       { TOKEN(ARROW_RIGHT); }
        "←"              { TOKEN(ARROW_LEFT); }
        "<->" | "↔"      { TOKEN(ARROW_BOTH); }
        "_||_" | "⊥"     { TOKEN(INDEP); }
        "+"              { TOKEN(PLUS); }
        "-"              { TOKEN(MINUS); }
        "*" | "⊗" | "@"  { TOKEN(STAR); }
        "/"              { TOKEN(SLASH); }
        "=="             { TOKEN(EQ); }
        "!="             { TOKEN(NE); }
        "<"              { TOKEN(LT); }
        "<="             { TOKEN(LE); }
        ">"              { TOKEN(GT); }
        ">="             { TOKEN(GE); }

        name             { goto word; }
        number           { TOKEN(NUMBER); }
        misnumber        { BAD(NUMBER); }
        ["]              { QUOTED_TOKEN(STRING, '"'); }
        "`"              { QUOTED_TOKEN(QUOTED, '`'); }

        "\x00"           { BAD(NUL); }
        [^]              { BAD(CHARACTER); }
        *                { BAD(UTF8); }
        $                { s->at = s->text.n; return false; }
    */
comment:
    cursor = memchr(cursor, '\n', (size_t)(limit - cursor));
    if (!cursor)
        cursor = limit;
    goto again;
word:
    if (before_indep(start, cursor, limit))
        cursor--;
    kind = word_kind(start, cursor);
    goto done;
backslash:
    if (cursor == limit) {
        BAD(OPEN); /* the next line is still to come */
    }
    cursor = start + 1;
    BAD(CHARACTER);
done:
    s->at = (size_t)(cursor - base);
    s->token.kind = (uint8_t)kind;
    s->token.start = (uint32_t)(start - base);
    s->token.end = (uint32_t)(cursor - base);
    if (problem != SCAN_FINE) {
        s->problem = problem;
        s->where = (struct span){s->token.start, s->token.end};
        s->open = s->token.start;
    }
    if (s->problem != SCAN_FINE && s->problem != SCAN_OPEN)
        s->token.kind = TK_BAD; /* also a quoted text with something bad in it */
    return true;
}
