/* lang_errors_t.c -- what is said about wrong text: code, place, message and hint; recovery; what may follow.
 */
#include "base/limits.h"
#include "lang/lang.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

struct expected {
    const char *text, *code;
    unsigned at;         /* byte where the span begins */
    const char *message; /* a part of it */
    const char *hint;    /* a part of it, or NULL: none */
};

static const struct expected one_error[] = {
    /* the brackets and the end */
    {"P(C", "unclosed", 1, "`(` is never closed", "add the `)`"},
    {"model m { X -> Y", "unclosed", 8, "`{` is never closed", "add the `}`"},
    {"P(C\nlet x = 3\n", "unclosed", 1, "`(` is never closed", "add the `)`"},
    {"model m {\n P(A | B = [1]\n P(C) = [1]\n}", "unclosed", 12, "`(` is never closed", "add the `)`"},
    {"model m {\n X -> Y\nmodel n {\n X -> Y }", "unclosed", 8, "`{` is never closed", "add the `}`"},
    {"P(C]", "unclosed", 3, "`(` is closed with `]`", "write `)`"},
    {"P(C))", "syntax", 4, "unexpected `)`", "no `(` is open here"},
    {"}", "syntax", 0, "expected a statement", "no `{` is open here"},
    {"let x =", "unfinished", 7, "ends too soon: expected an expression", NULL},
    {"x + \\", "unfinished", 4, "ends after a backslash", NULL},
    {"observe m from \"x.csv", "unterminated-string", 15, "never ends", NULL},
    {"let x = `age", "unterminated-name", 8, "never ends", NULL},
    {"observe m from \"x.csv\n\nobserve m from \"y\"", "syntax", 39, "unexpected `y`",
     "closing quote missing"},
    /* characters */
    {"let x = a $ b", "bad-character", 10, "unexpected character `$`", NULL},
    {"a && b && c", "bad-character", 2, "unexpected character `&`", "write `and`"},
    {"a \x01 b", "bad-character", 2, "U+0001", NULL},
    {"observe m from 'x'", "bad-character", 15, "`'`", "straight double quotes"},
    {"let x = 5 % 2", "bad-character", 10, "`%`", "write `mod`"},
    {"let x = a \\ b", "bad-character", 10, "`\\`", "last on its line"},
    {"x \xff\xfe\xfd y", "bad-utf8", 2, "invalid UTF-8 at byte 2", "save the file as UTF-8"},
    {"let x = \"\xff\"", "bad-utf8", 9, "invalid UTF-8 at byte 9", "save the file as UTF-8"},
    {"let x = 12abc", "bad-number", 8, "`12abc` is not a number", "backquotes"},
    {"let x = 1.2.3", "bad-number", 8, "`1.2.3` is not a number", "one point"},
    {"let x = 1e999", "bad-number", 8, "too large", "1.8e308"},
    {"let x = \"a\\d\"", "bad-escape", 10, "a backslash in quotes", "`\\\\`"},
    /* slips */
    {"P(C | S = )", "syntax", 10, "expected a state", NULL},
    {"P()", "syntax", 2, "expected a name", NULL},
    {"modle m { X -> Y }", "syntax", 6, "unexpected `m`", "did you mean `model`?"},
    {"model m { X -> Y\n vr S : Bit\n}", "syntax", 21, "unexpected `S`", "did you mean `var`?"},
    {"observe m form \"x\"", "syntax", 10, "expected `from`", "did you mean `from`?"},
    {"observe m from x.csv", "syntax", 15, "expected text in double quotes", "in double quotes"},
    {"show smoking", "syntax", 5, "unexpected `smoking`", "statements begin with"},
    {"P(C | do S = yes)", "syntax", 9, "unexpected `S`", "`do` needs brackets"},
    {"P(C | S == yes)", "syntax", 8, "unexpected `==`", "single `=`"},
    {"P(C) = [0.5, 0.5]", "syntax", 5, "unexpected `=`", "tables belong inside a model"},
    {"x = 3", "syntax", 2, "unexpected `=`", "write `let`"},
    {"let = 3", "syntax", 4, "unexpected `=`", "a name is missing after `let`"},
    {"model m { C := if T = yes then a else b }", "syntax", 20, "unexpected `=`", "compare with `==`"},
    {"X -> Y", "syntax", 2, "unexpected `->`", "edges belong inside a model"},
    {"X <- Y", "syntax", 2, "unexpected `<-`", "write `let x = ..`"},
    {"C := not T", "syntax", 2, "unexpected `:=`", "equations belong inside a model"},
    {"var S : {no, yes}", "syntax", 4, "unexpected `S`", "`var` belongs inside a model"},
    {"model m { let x = 3 }", "syntax", 14, "unexpected `x`", "`let` belongs outside the model"},
    {"P(C); let x = 3", "syntax", 10, "unexpected `x`", "a line of its own"},
    {"a || b", "syntax", 2, "unexpected `|`", "write `or`"},
    {"type T {a}", "syntax", 7, "expected a new line or `=`", NULL},
    {"assert a == b == c", "syntax", 14, "unexpected `==`", NULL},
    {"let x = 3 4\n", "syntax", 10, "unexpected `4`: expected an operator or a new line", NULL},
    {"identify E(X)", "syntax", 9, "expected `P`", "ask for the distribution"},
    {"adjust X Y", "syntax", 9, "unexpected `Y`: expected `,` or `->`", NULL},
    {"adjust X <-> Y", "syntax", 9, "expected `,` or `->`", NULL},
    {"adjst X -> Y", "syntax", 6, "unexpected `X`", "did you mean `adjust`?"},
    {"instruments X -> Y | Z", "syntax", 19, "unexpected `|`", NULL},
    {"paths X -> Y | {}, Z", "syntax", 17, "expected a new line or `in`", NULL},
    {"paths {} -> Y", "syntax", 7, "expected a name", NULL},
    {"explain all P(C)", "syntax", 8,
     "expected `P`, `E`, `answer`, `formula`, `steps`, `theory`, `plan` or `sql`",
     "ask as in `explain P(Y | do(X))`"},
    {"explain steps marginals m", "syntax", 14, "expected `P` or `E`", "`explain plan` tells"},
    {"explain most probable", "syntax", 8, "expected `P`, `E`", "`explain plan` tells"},
    {"explain plan identify P(C)", "syntax", 13, "expected `P`, `E`, `marginals` or `most`", "ask as in"},
    {"draw explain plan P(C)", "syntax", 13, "unexpected `plan`", "without `draw`"},
    {"marginals m, A = a", "syntax", 11, "expected a new line or `|`", "behind `|`"},
    {"marginals A = a", "syntax", 12, "expected a new line or `|`", "behind `|`"},
    {"marginals \"m\"", "syntax", 10, "expected a name, a new line, `|` or `in`", "behind `|`"},
    {"marginals | P(A)", "syntax", 13, "expected a new line, `,`, `=` or `in`", NULL},
    {"marginals m | A = a in n", "syntax", 20, "expected a new line or `,`", NULL},
    {"marginals |", "unfinished", 11, "expected a name or `do`", NULL},
    {"most probabel m", "syntax", 5, "expected `probable`", "did you mean `probable`?"},
    {"draw marginals m", "syntax", 15, "unexpected `m`", "a statement of its own"},
    {"marginls m", "syntax", 9, "unexpected `m`", "did you mean `marginals`?"},
    {"assert instruments X -> Y", "syntax", 19, "unexpected `X`", "a statement of its own"},
    {"model m { adjust X -> Y }", "syntax", 17, "unexpected `X`", "`adjust` belongs outside the model"},
    /* slips with boxes, diagrams and pictures */
    {"draw m to x.svg", "syntax", 10, "expected text in double quotes", "in double quotes"},
    {"draw m as\n", "syntax", 9, "unexpected end of the line: expected a name", "`string`, `dag`"},
    {"draw m as \"dag\"", "syntax", 10, "expected a name", "behind `as`"},
    {"draw m dir\n", "syntax", 10, "expected a name", "`lr`"},
    {"draw m theme 3", "syntax", 13, "expected a name", "`dark`"},
    {"draw f(x) dag", "syntax", 10, "`as`, `to`, `dir`, `theme` or `after`", "write `as dag`"},
    {"draw m lr", "syntax", 7, "unexpected `lr`", "write `dir lr`"},
    {"draw m slides", "syntax", 7, "unexpected `slides`", "write `theme slides`"},
    {"export m \"x.bif\"", "syntax", 9, "unexpected `\"x.bif\"`", "`to`"},
    {"export m to x", "syntax", 12, "unexpected `x`", "smoking.bif"},
    {"import m \"x.bif\"", "syntax", 9, "unexpected `\"x.bif\"`", "write `from`"},
    {"model m = \"dag { X -> Y }\"", "syntax", 10, "unexpected `\"dag { X -> Y }\"`",
     "as in `model m = dagitty"},
    {"model m = dag { X -> Y }", "syntax", 14, "unexpected `{`", "in CDL it is `model m {"},
    {"draw m \"x.svg\"", "syntax", 7, "unexpected `\"x.svg\"`", "write `to`"},
    {"draw m too \"x.svg\"", "syntax", 7, "unexpected `too`", "did you mean `to`?"},
    {"draw m to \"a\" to \"b\"", "syntax", 14, "expected a new line, `as`, `dir`, `theme` or `after`",
     "one file"},
    {"import a.cdl", "bad-character", 8, "`.`", "in double quotes"},
    {"diagram d { }", "syntax", 10, "expected `(`, `=` or text", "named wires"},
    {"diagram d : A -> B = f", "syntax", 10, "expected `(`, `=` or text", "named wires"},
    {"diagram d(a: A) = f", "syntax", 16, "expected `->`", "write `diagram d = f ; g`"},
    {"diagram d(a: A) -> B { }", "syntax", 19, "expected `(`", "outputs are named"},
    {"box f(a: A) -> B", "syntax", 15, "expected `(`", "outputs are named"},
    {"diagram d(a) -> (b: B) { }", "syntax", 11, "expected `:`", "each wire has a type"},
    {"diagram d(a: A) -> (b: B) \"why\" {}", "syntax", 26, "expected `{`", "behind the name"},
    {"box f : A -> B \"why\"", "syntax", 15, "expected a new line, `=` or `*`", "behind the name"},
    {"box f \"why\" [p] : A -> B", "syntax", 12, "expected `:` or `(`", "right behind the name"},
    {"diagram d() -> (b: B) { b = f(a) }", "syntax", 26, "expected `,` or `~`", "each line applies"},
    {"diagram d() -> (b: B) { b ~ f ; g }", "syntax", 34, "expected `,` or `~`", "`;` ends a line"},
    {"diagram d() -> (b: B) {\n (a, b) ~ f()\n}", "syntax", 25, "expected a name", "each line applies"},
    {"diagram d() -> (b: B) { b ~ [1] }", "syntax", 28, "expected a name", "box h : () -> A"},
    {"diagram d() -> (b: B) { b ~ f(a) * g }", "syntax", 33, "expected a new line or `}`", "each line"},
    {"diagram d = A -> B", "syntax", 14, "unexpected `->`", "between the types of a box"},
    {"let f = id[A] ; A -> B", "syntax", 18, "unexpected `->`", "between the types of a box"},
    {"box f : A -> B := not a", "syntax", 15, "expected a new line, `=` or `*`", "names for the wires"},
    {"box f(a: A) -> (b: B) = not a", "syntax", 28, "expected a new line", "given with `:=`"},
    {"box f = [1]", "syntax", 6, "expected `:`, `(`, `[` or text", "what goes in and out"},
    {"box f() -> (a: A) = [0, 1; 1, 0]", "syntax", 25, "unexpected `;`", "each row of a table"},
    {"type T = {a; b}", "syntax", 11, "unexpected `;`", "a comma"},
    {"let e = cut d", "syntax", 12, "unexpected `d`", "`cut` needs brackets"},
    {"copy A", "syntax", 5, "unexpected `A`", "as in `copy[A]`"},
    {"let e = point A", "syntax", 14, "unexpected `A`", "as in `point[A = a]`"},
    {"f ; id[]", "syntax", 7, "unexpected `]`", "`id[()]`"},
    {"point[A := a]", "syntax", 8, "unexpected `:=`", "a single `=`"},
    {"f ;", "unfinished", 3, "expected an expression", "leave it out"},
    {"f ;\nlet x = 3", "syntax", 3, "unexpected end of the line", "leave it out"},
    {"f ∘ g", "bad-character", 2, "`∘`", "write `;`"},
    {"f ≈ g", "bad-character", 2, "`≈`", "`~=`"},
    {"(f ; g\ndraw m\n", "unclosed", 0, "`(` is never closed", "add the `)`"},
    {"diagram d() -> (b: B) {\n b ~ f()\ndiagram e = f", "unclosed", 22, "`{` is never closed",
     "add the `}`"},
    {"model m { X -> }", "syntax", 15, "unexpected `}`: expected a name or `{`", NULL},
    {"model m {\n X\n Y -> Z\n}", "syntax", 12, "unexpected end of the line: expected an arrow",
     "write `var X`"},
};

static void one(const struct expected *e)
{
    struct arena arena = {0};
    struct diags diags = {.arena = &arena};
    struct work w = {&arena, &diags, NULL};
    struct text text = {STR("test"), str_of(e->text)};
    struct ast *script;
    enum lang_status status = lang_parse(&script, &w, &text);
    const struct diag *d = diags.list;
    bool good = status != LANG_OK && diags.n >= 1 && strcmp(d->code, e->code) == 0 &&
                d->span.start == e->at && strstr(d->message.s, e->message) && d->text == &text &&
                (e->hint ? d->hint.n && strstr(d->hint.s, e->hint) : !d->hint.n);
    ok(good, "%s: %.50s", e->code, e->text);
    ok(strcmp(e->hint ? e->hint : "", "closing quote missing") == 0 || diags.n == 1,
       "  and nothing else is said");
    for (size_t i = 0; !(good && diags.n == 1) && i < diags.n; i++)
        printf("#   %u: [%s] %s (%s)\n", diags.list[i].span.start, diags.list[i].code,
               diags.list[i].message.s, diags.list[i].hint.n ? diags.list[i].hint.s : "");
    arena_free(&arena);
}

static size_t count(const char *source, size_t n, size_t *statements, enum lang_status *status)
{
    struct arena arena = {0};
    struct diags diags = {.arena = &arena};
    struct work w = {&arena, &diags, NULL};
    struct text text = {STR("test"), {source, n}};
    struct ast *script;
    *status = lang_parse(&script, &w, &text);
    *statements = script ? script->n : 0;
    size_t found = diags.n;
    bool sorted = true;
    for (size_t i = 1; i < diags.n; i++)
        sorted &= diags.list[i - 1].span.start <= diags.list[i].span.start;
    ok(sorted, "diagnostics come in the order of the text");
    arena_free(&arena);
    return found;
}

static void recovery(void)
{
    static const char script[] =
        "P(A)\nlet = 1\nP(B)\nmodel m {\n  X -> \n  Y ->-> Z\n  P(X) = [1 2]\n  A -> B\n}\nP(C]\n"
        "assert\n  == 2\nP(D)\n";
    size_t statements;
    enum lang_status status;
    size_t n = count(script, strlen(script), &statements, &status);
    ok(status == LANG_ERROR && n == 5, "each mistake is reported once (%zu)", n);
    ok(statements == 4, "what is right is kept (%zu), a model with a bad line is not", statements);

    static const char wired[] = "diagram d(a: A) -> (b: B) {\n b = f(a)\n c ~ g(a); d -> e\n}\nf ; g\n"
                                "box f(a) -> (b: B)\ndraw f as\ndraw f\n";
    n = count(wired, strlen(wired), &statements, &status);
    ok(status == LANG_ERROR && n == 4 && statements == 2, "so in diagrams (%zu, %zu)", n, statements);

    char many[4000];
    memset(many, 0, sizeof many);
    for (size_t i = 0; i < 500; i++)
        memcpy(many + 8 * i, "let = 1\n", 8);
    n = count(many, sizeof many, &statements, &status);
    ok(n == LIMIT_ERRORS + 1 && status == LANG_ERROR, "after %d errors reading stops", LIMIT_ERRORS);
    n = count("a\0\0b", 4, &statements, &status);
    ok(n == 1 && status == LANG_ERROR, "a run of NUL bytes is one error");
    n = count("# caf\xe9 \0\n", 9, &statements, &status);
    ok(n == 0 && status == LANG_OK, "comments may hold anything");
}

/* ---- what may follow ---- */

static bool among(const char *text, const char *word)
{
    const char *words[64];
    size_t n = lang_expected(str_of(text), words, 64);
    for (size_t i = 0; i < n; i++)
        if (strcmp(words[i], word) == 0)
            return true;
    return false;
}

static void expected(void)
{
    ok(among("", "model") && among("", "P") && among("", "name") && !among("", "from"), "a statement first");
    ok(among("P(C | S = ", "state") && !among("P(C | S = ", "name"), "a state behind `=`");
    ok(among("P(C | ", "do") && among("P(C | ", "name") && !among("P(", "do"), "`do` behind the bar");
    ok(among("observe m ", "from") && !among("observe m ", "in"), "`from` behind the model");
    ok(among("observe m from ", "string") && !among("observe m from ", "name"), "then a file");
    ok(among("P(C) ", "in") && among("P(C)\n", "assert"),
       "a model behind a query, a statement behind its line");
    ok(among("model m {\n X -> Y\n", "latent") && among("model m { ", "P"), "a line of a model");
    ok(among("", "adjust") && among("assert ", "adjust") && among("assert not ", "frontdoor") &&
           !among("assert ", "paths"),
       "questions of structure; claims behind `assert`");
    ok(!among("adjust X ", "in") && among("adjust X -> ", "name") && among("adjust X -> Y ", "in") &&
           among("components ", "in") && among("adjust {X} -> {Y} ", "in"),
       "what a question is about, then its model");
    ok(among("explain ", "steps") && among("explain ", "P") && !among("explain ", "name") &&
           among("explain steps ", "E") && !among("explain steps ", "theory"),
       "how much to explain, and what");
    ok(among("let x = if a ", "then") && !among("let x = if a ", "else"), "`then` before `else`");
    ok(among("", "draw") && among("", "diagram") && among("draw m ", "as") && among("draw m ", "to") &&
           !among("let x = m ", "as") && among("draw m as dag ", "after") && !among("draw m as ", "to") &&
           among("draw m as ", "name") && among("draw m to ", "string") && !among("draw m to ", "name"),
       "how to draw, behind what");
    ok(!among("draw m to \"x\" ", "to") && among("draw m to \"x\" ", "dir") && among("draw ", "explain") &&
           among("draw ", "paths") && among("draw ", "components") && among("import ", "string"),
       "one file; questions that can be drawn");
    ok(among("cut(d, X) ; ", "name") && among("do(d, X = ", "state") && among("point[A = ", "state") &&
           among("id[", "name") && among("diagram d() -> () {\n A ~ ", "name") &&
           !among("diagram d() -> () {\n A ~ ", "number") && !among("diagram d() -> () {\n", "latent"),
       "terms and the lines of a diagram");
    ok(among("", "marginals") && among("", "most") && among("most ", "probable") &&
           among("explain ", "plan") && among("explain plan ", "marginals") && among("marginals ", "in") &&
           !among("marginals m ", "in") && among("marginals | ", "do") && !among("explain steps ", "most"),
       "what is asked of every variable");
    ok(among("P(C) == 1\nlet = 3\n", "model"), "after an error too");
    const char *two[2];
    ok(lang_expected(STR(""), two, 2) == 2, "no more than asked for");

    const char *const *k = lang_keywords();
    size_t n = 0;
    bool sorted = true;
    for (; k[n]; n++)
        sorted &= n == 0 || (k[n - 1][0] | 32) <= (k[n][0] | 32);
    ok(n == 73 && sorted, "73 keywords in order");
}

int main(void)
{
    for (size_t i = 0; i < sizeof one_error / sizeof *one_error; i++)
        one(&one_error[i]);
    recovery();
    expected();
    return tap_done();
}
