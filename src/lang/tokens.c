/* tokens.c -- the table of tokens: what each is called in dumps and messages, and which are keywords. */
#include "lang/lang_int.h"

#include "base/mem.h"
#include "parse.h"

struct token_info {
    const char *name;    /* in dumps */
    const char *display; /* in messages */
    const char *keyword; /* as spelled */
};

#define SIGN(name, spelled) [TK_##name] = {#name, "`" spelled "`", NULL}
#define WORD(name, spelled) [TK_##name] = {#name, "`" spelled "`", spelled}
static const struct token_info table[TOKEN_KINDS] = {
    [0] = {"END", "the end of the text", NULL},
    [TK_SEP] = {"SEP", "a new line", NULL},
    SIGN(SEMI, ";"),
    SIGN(COMPOSE, ";"),
    SIGN(COMMA, ","),
    SIGN(COLON, ":"),
    SIGN(BAR, "|"),
    SIGN(LPAREN, "("),
    SIGN(RPAREN, ")"),
    SIGN(LBRACKET, "["),
    SIGN(RBRACKET, "]"),
    SIGN(LBRACE, "{"),
    SIGN(RBRACE, "}"),
    SIGN(ARROW_RIGHT, "->"),
    SIGN(ARROW_LEFT, "<-"),
    SIGN(ARROW_BOTH, "<->"),
    SIGN(INDEP, "_||_"),
    SIGN(ASSIGN, "="),
    SIGN(WALRUS, ":="),
    SIGN(TILDE, "~"),
    SIGN(TOLERANCE, "+-"),
    [TK_BAD] = {"BAD", "nothing", NULL},
    [TK_NAME] = {"NAME", "a name", NULL},
    [TK_QUOTED] = {"QUOTED", "a name in backquotes", NULL},
    [TK_NUMBER] = {"NUMBER", "a number", NULL},
    [TK_STRING] = {"STRING", "text in double quotes", NULL},
    SIGN(PLUS, "+"),
    SIGN(MINUS, "-"),
    SIGN(STAR, "*"),
    SIGN(SLASH, "/"),
    SIGN(EQ, "=="),
    SIGN(NE, "!="),
    SIGN(LT, "<"),
    SIGN(LE, "<="),
    SIGN(GT, ">"),
    SIGN(GE, ">="),
    SIGN(SAME, "~="),
    WORD(MODEL, "model"),
    WORD(TYPE, "type"),
    WORD(BOX, "box"),
    WORD(LET, "let"),
    WORD(OBSERVE, "observe"),
    WORD(USE, "use"),
    WORD(IDENTIFY, "identify"),
    WORD(ASSERT, "assert"),
    WORD(PATHS, "paths"),
    WORD(ADJUST, "adjust"),
    WORD(INSTRUMENTS, "instruments"),
    WORD(FRONTDOOR, "frontdoor"),
    WORD(IMPLICATIONS, "implications"),
    WORD(COMPONENTS, "components"),
    WORD(EXPLAIN, "explain"),
    WORD(DIAGRAM, "diagram"),
    WORD(MATRIX, "matrix"),
    WORD(DRAW, "draw"),
    WORD(IMPORT, "import"),
    WORD(EXPORT, "export"),
    WORD(AS, "as"),
    WORD(TO, "to"),
    WORD(DIR, "dir"),
    WORD(THEME, "theme"),
    WORD(AFTER, "after"),
    WORD(ANSWER, "answer"),
    WORD(FORMULA, "formula"),
    WORD(STEPS, "steps"),
    WORD(THEORY, "theory"),
    WORD(PLAN, "plan"),
    WORD(MARGINALS, "marginals"),
    WORD(MOST, "most"),
    WORD(PROBABLE, "probable"),
    WORD(SQL, "sql"),
    WORD(FIT, "fit"),
    WORD(TEST, "test"),
    WORD(SAMPLE, "sample"),
    WORD(COMPARE, "compare"),
    WORD(EFFECT, "effect"),
    WORD(VIA, "via"),
    WORD(ON, "on"),
    WORD(OVERLAP, "overlap"),
    WORD(VAR, "var"),
    WORD(LATENT, "latent"),
    WORD(NOISE, "noise"),
    WORD(FROM, "from"),
    WORD(WEIGHT, "weight"),
    WORD(SAMPLING, "sampling"),
    WORD(WITH, "with"),
    WORD(BIN, "bin"),
    WORD(VALUES, "values"),
    WORD(AT, "at"),
    WORD(MISSING, "missing"),
    WORD(LEVEL, "level"),
    WORD(SEPARATOR, "separator"),
    WORD(NO, "no"),
    WORD(HEADER, "header"),
    WORD(PRIOR, "prior"),
    WORD(RESTARTS, "restarts"),
    WORD(SEED, "seed"),
    WORD(BY, "by"),
    WORD(IN, "in"),
    WORD(AND, "and"),
    WORD(OR, "or"),
    WORD(XOR, "xor"),
    WORD(NOT, "not"),
    WORD(MOD, "mod"),
    WORD(IF, "if"),
    WORD(THEN, "then"),
    WORD(ELSE, "else"),
    WORD(PROB, "P"),
    WORD(EXPECT, "E"),
    WORD(DO, "do"),
};

const char *token_name(int kind)
{
    return table[kind].name;
}

const char *token_display(int kind)
{
    return table[kind].display;
}

const char *token_keyword(int kind)
{
    return table[kind].keyword;
}

bool token_is_word(int kind)
{
    return kind == TK_NAME || table[kind].keyword;
}

const char *const *lang_keywords(void)
{
    static const char *const sorted[] = {
        "adjust",       "after",     "and",     "answer",      "as",         "assert",   "at",
        "bin",          "box",       "by",      "compare",     "components", "diagram",  "dir",
        "do",           "draw",      "E",       "effect",      "else",       "explain",  "export",
        "fit",          "formula",   "from",    "frontdoor",   "header",     "identify", "if",
        "implications", "import",    "in",      "instruments", "latent",     "let",      "level",
        "marginals",    "matrix",    "missing", "mod",         "model",      "most",     "no",
        "noise",        "not",       "observe", "on",          "or",         "overlap",  "P",
        "paths",        "plan",      "prior",   "probable",    "restarts",   "sample",   "sampling",
        "seed",         "separator", "sql",     "steps",       "test",       "theme",    "then",
        "theory",       "to",        "type",    "use",         "values",     "var",      "via",
        "weight",       "with",      "xor",     NULL};
    return sorted;
}

bool tokens_grow(struct tokens *t)
{
    size_t cap = t->cap ? t->cap * 2 : 64;
    struct token *at = cap > SIZE_MAX / sizeof *at ? NULL : mem_resize(t->at, cap * sizeof *at);
    if (!at)
        return false;
    t->at = at;
    t->cap = cap;
    return true;
}

void tokens_free(struct tokens *t)
{
    mem_free(t->at);
    *t = (struct tokens){0};
}

struct str token_text(const struct parse *p, const struct token *t)
{
    return (struct str){p->source.s + t->start, t->end - t->start};
}
