/* lang_parse_t.c -- texts to trees: what each statement gives, soft keywords, line ends, incomplete input. */
#include "base/buf.h"
#include "lang/lang.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

struct parsed {
    struct arena arena;
    struct diags diags;
    struct work work;
    struct text text;
    struct ast *script;
    enum lang_status status;
};

static struct parsed *parse(const char *source)
{
    struct parsed *p = calloc(1, sizeof *p);
    p->diags.arena = &p->arena;
    p->work = (struct work){&p->arena, &p->diags, NULL};
    p->text = (struct text){STR("test"), str_of(source)};
    p->status = lang_parse(&p->script, &p->work, &p->text);
    return p;
}

static void drop(struct parsed *p)
{
    arena_free(&p->arena);
    free(p);
}

/* The text prints in canonical form as `canonical`. */
static void prints(const char *source, const char *canonical)
{
    struct parsed *p = parse(source);
    struct buf b = {0};
    if (p->script)
        ast_print(&b, p->script);
    bool good = p->status == LANG_OK && str_eq(buf_str(&b), str_of(canonical));
    ok(good, "%.60s", source);
    if (!good)
        printf("#   gives %s#   %s\n", b.s ? b.s : "\n", p->diags.n ? p->diags.list[0].message.s : "");
    buf_free(&b);
    drop(p);
}

static void same(const char *source)
{
    prints(source, source);
}

/* The dump of the first statement. */
static void dumps(const char *source, const char *expected)
{
    struct parsed *p = parse(source);
    struct buf b = {0};
    if (p->script && p->script->n)
        ast_dump(&b, p->script->kid[0]);
    bool good = p->status == LANG_OK && str_eq(buf_str(&b), str_of(expected));
    ok(good, "tree of %s", source);
    if (!good)
        printf("#   gives\n%s", b.s ? b.s : "\n");
    buf_free(&b);
    drop(p);
}

static void trees(void)
{
    dumps("P(C = yes | T, do(S = -1)) in m", "show 0..31\n"
                                             "  P 0..31\n"
                                             "    terms 2..9\n"
                                             "      term C = 2..9\n"
                                             "        state yes 6..9\n"
                                             "    terms 12..25\n"
                                             "      term T 12..13\n"
                                             "      do 15..25\n"
                                             "        term S = 18..24\n"
                                             "          state -1 22..24\n"
                                             "    name m 30..31\n");
    dumps("a + b * (c - 1)", "show 0..15\n"
                             "  binary + 0..15\n"
                             "    name a 0..1\n"
                             "    binary * 4..15\n"
                             "      name b 4..5\n"
                             "      binary - 8..15\n"
                             "        name c 9..10\n"
                             "        number 1 13..14\n");
    dumps("model m { {A, B} -> C <- D }", "model m 0..28\n"
                                          "  -\n"
                                          "  edges 10..26\n"
                                          "    names -> 10..16\n"
                                          "      name A 11..12\n"
                                          "      name B 14..15\n"
                                          "    names <- 20..21\n"
                                          "      name C 20..21\n"
                                          "    names 25..26\n"
                                          "      name D 25..26\n");
    dumps("assert not `x y` == 1 +- 0.5", "assert not 0..28\n"
                                          "  binary == 11..21\n"
                                          "    name `x y` 11..16\n"
                                          "    number 1 20..21\n"
                                          "  number 0.5 25..28\n");
    dumps("type D = {a, b: 1.5}", "type D 0..20\n"
                                  "  states 9..20\n"
                                  "    state a 10..11\n"
                                  "      -\n"
                                  "    state b 13..19\n"
                                  "      number 1.5 16..19\n");
    dumps("observe m from \"a\\\"b.csv\"", "observe 0..25\n"
                                           "  name m 8..9\n"
                                           "  string \"a\\\"b.csv\" 15..25\n");
    dumps("observe m from \"f\" bin `a b` at -1, 2 no header weight 3", "observe 0..56\n"
                                                                        "  name m 8..9\n"
                                                                        "  string \"f\" 15..18\n"
                                                                        "  option bin 19..37\n"
                                                                        "    column `a b` 23..28\n"
                                                                        "      -\n"
                                                                        "    state -1 32..34\n"
                                                                        "    state 2 36..37\n"
                                                                        "  option `no header` 38..47\n"
                                                                        "  option weight 48..56\n"
                                                                        "    column `3` 55..56\n"
                                                                        "      -\n");
}

static void questions(void)
{
    dumps("adjust {A} -> B | {} in m", "adjust 0..25\n"
                                       "  names 7..10\n"
                                       "    name A 8..9\n"
                                       "  names 14..15\n"
                                       "    name B 14..15\n"
                                       "  names 18..20\n"
                                       "  name m 24..25\n");
    dumps("paths A -> B, C", "paths 0..15\n"
                             "  names 6..7\n"
                             "    name A 6..7\n"
                             "  names 11..15\n"
                             "    name B 11..12\n"
                             "    name C 14..15\n"
                             "  -\n"
                             "  -\n");
    dumps("components", "components 0..10\n"
                        "  -\n");
    dumps("explain steps E(Y)", "explain steps 0..18\n"
                                "  E 14..18\n"
                                "    terms 16..17\n"
                                "      term Y 16..17\n"
                                "    terms 17..17\n"
                                "    -\n");
}

static void diagrams(void)
{
    dumps("box f[p] \"why\" (a: {0, 1}) -> () ~ [p]", "box f ~ 0..38\n"
                                                      "  string \"why\" 9..14\n"
                                                      "  names 5..8\n"
                                                      "    name p 6..7\n"
                                                      "  wires 15..26\n"
                                                      "    wire a 16..25\n"
                                                      "      states 19..25\n"
                                                      "        state 0 20..21\n"
                                                      "          -\n"
                                                      "        state 1 23..24\n"
                                                      "          -\n"
                                                      "  wires 30..32\n"
                                                      "  list 35..38\n"
                                                      "    name p 36..37\n");
    dumps("explain plan marginals | A = a in m", "explain plan 0..35\n"
                                                 "  marginals 13..35\n"
                                                 "    terms 25..30\n"
                                                 "      term A = 25..30\n"
                                                 "        state a 29..30\n"
                                                 "    name m 34..35\n");
    dumps("most probable", "most probable 0..13\n"
                           "  terms 13..13\n"
                           "  -\n");
    dumps("f ; g * id[A]", "show 0..13\n"
                           "  binary ; 0..13\n"
                           "    name f 0..1\n"
                           "    binary * 4..13\n"
                           "      name g 4..5\n"
                           "      indexed id 8..13\n"
                           "        name A 11..12\n");
    dumps("diagram d(A: A) -> (C: C) { B, C ~ flip[.5](A); C ~ h }", "wiring d 0..55\n"
                                                                     "  -\n"
                                                                     "  wires 9..15\n"
                                                                     "    wire A 10..14\n"
                                                                     "      name A 13..14\n"
                                                                     "  wires 19..25\n"
                                                                     "    wire C 20..24\n"
                                                                     "      name C 23..24\n"
                                                                     "  define 28..46\n"
                                                                     "    names 28..32\n"
                                                                     "      name B 28..29\n"
                                                                     "      name C 31..32\n"
                                                                     "    call flip [] 35..46\n"
                                                                     "      indexed flip 35..43\n"
                                                                     "        number .5 40..42\n"
                                                                     "      name A 44..45\n"
                                                                     "  define 48..53\n"
                                                                     "    names 48..49\n"
                                                                     "      name C 48..49\n"
                                                                     "    call h 52..53\n");
    dumps("draw do(m, X -> Y = x, {A}) as dag to \"f.svg\" after dir lr", "draw 0..58\n"
                                                                          "  call do 5..27\n"
                                                                          "    name m 8..9\n"
                                                                          "    term X -> 11..21\n"
                                                                          "      name Y 16..17\n"
                                                                          "      state x 20..21\n"
                                                                          "    names 23..26\n"
                                                                          "      name A 24..25\n"
                                                                          "  string \"f.svg\" 38..45\n"
                                                                          "  option as 28..34\n"
                                                                          "    name dag 31..34\n"
                                                                          "  option after 46..51\n"
                                                                          "    -\n"
                                                                          "  option dir 52..58\n"
                                                                          "    name lr 56..58\n");
    same("type A\n");
    same("box t : S -> T\n");
    same("box c[p, q] \"why\" : A * B -> C = [p, q]\n");
    same("box c(a: A, b: {x, y}) -> (c: C)\n");
    same("box c() -> (c: C) = { else: [1, 0] }\n");
    same("box and \"both\" (a: Bit, b: Bit) -> (c: Bit) := a and b\n");
    same("box not(a: Bit) -> (b: Bit) := not a\n");
    same("box mod() -> (b: Bit) ~ [if a then b else c, 1 - (f ; g)]\n");
    same("diagram d = h ; copy[H] ; (s ; copy[S] ; id[S] * (t ; copy[T])) * id[H] ; c\n");
    same("diagram d \"why\" = id[()]\n");
    same("diagram e(H: H, T: T) -> (C: C) {\n  C ~ c(H, T)\n  A, B ~ f[0.3](C)\n  D ~ g()\n}\n");
    same("diagram or \"why\" () -> () {\n}\n");
    prints("diagram e() -> (C: C)\n{ C ~ flip[0.3]; var ~ h\n\n not, x ~ latent(f ;\n g) }",
           "diagram e() -> (C: C) {\n  C ~ flip[0.3]()\n  var ~ h()\n  not, x ~ `latent`(f ; g)\n}\n");
    same("matrix f ; g\n");
    prints("matrix (-f) ; g", "matrix (-f ; g)\n");
    prints("matrix (f ; g) * h", "matrix (f ; g) * h\n");
    same("import medicine\n");
    same("import \"a.cdl\"\n");
    same("import m from \"a.bif\"\n");
    same("import from from \"a.bif\"\n");
    same("export m to \"a.json\"\n");
    same("export to to \"a.json\"\n");
    same("let export = (export) + to\n");
    same("model m = dagitty \"dag { X -> Y }\"\n");
    same("draw smoking\n");
    same("draw do(smoking, S = yes) to \"cut.svg\"\n");
    same("draw smoking as dag dir lr theme slides after to \"dag.svg\"\n");
    prints("draw m to \"f\" as dag", "draw m as dag to \"f\"\n");
    same("draw explain P(C | do(S)) to \"steps.pdf\"\n");
    same("draw explain steps P(C | do(S)) in m to \"steps.pdf\"\n");
    same("draw identify P(C | do(S)) as comb\n");
    same("draw A, to _||_ dir | C as dag\n");
    same("draw paths A -> B | {} in to as as to \"x\"\n");
    same("draw adjust A -> B | {} to \"x\"\n");
    same("draw frontdoor A -> B after\n");
    same("draw instruments A -> B to \"x\"\n");
    same("cut(d, X)\n");
    same("cut(d, {X, Y})\n");
    same("do(d, X = x)\n");
    same("do(d, X ~ [0.2, 0.8], Y := f(Z), X -> Y = 1)\n");
    same("marginal(comb(d, {X, Y}), A, B) ; condition(d, A)\n");
    same("twin(d, X = x) == swap[A, B] ; unif[A] * point[A = a]\n");
    same("copy[{a, b}, A * B] ; del[()]\n");
    same("noisy_or[0.8, 0.9](A, B)\n");
    same("assert d == e ; f\n");
    same("assert not d == e\n");
    same("assert cut(f ; g, X) ~= h\n");
    same("assert not f ; g ~= h * k\n");
    prints("f >> g ⨟ h ≃ k @ l ⊗ m", "f ; g ; h ~= k * l * m\n");
    same("model m {\n  C ~ noisy_or[0.8, 0.9](A, B)\n  D ~ flip[0.3]\n}\n");
    same("model m {\n  C ~ cut(f ; g, X)\n  D := (f ; g == h)\n  D ~ [(f ; g)]\n}\n");
    prints("model m { D := a >> b; E := f(a ; b) }", "model m {\n  D := (a ; b)\n  E := f(a ; b)\n}\n");
}

static void statements(void)
{
    same("type Dose = {none: 0, low: 1.5, high: -4}\n");
    same("box h : () -> H = [0.5, 0.5]\n");
    same("box c : {a, b} * T -> C * D\n");
    same("box s : H -> S = { h0: [0.8, 0.2], else: [0.3, 0.7] }\n");
    same("let d = P(dept)\n");
    same("observe tar from \"tar.csv\" weight n\n");
    same(
        "observe tar from \"tar.csv\" sampling weight w with \"age group\" as A, 3 as B bin age at -1, 35\n");
    same("observe tar from \"tar.csv\" missing \"?\", NA, -9 missing as level separator \";\" no header "
         "prior 0.5\n");
    same("observe tar from \"f\" with with as as, as as with bin bin at 2 missing missing, as\n");
    same("fit m\n");
    same("observe m from \"a.csv\", \"b.csv\" weight n\n");
    same("fit m from \"a.csv\", \"b.csv\", \"c.csv\" prior 1\n");
    same("fit m prior 1 restarts 10 seed 7\n");
    same("fit fit from \"x.csv\" weight \"fit\" prior 1\n");
    same("test implications\n");
    same("test implications in m by holm at 0.05\n");
    same("sample 1000 from m to \"s.csv\"\n");
    same("sample 10 from m | do(A = a), to = to to \"s.csv\" seed 1\n");
    same("compare m1, m2 prior 1\n");
    same("compare compare\n");
    same("effect X -> Y\n");
    same("effect X, Z -> via via via in in\n");
    same("effect X -> Y on overlap\n");
    same("effect on -> overlap via on on overlap in on\n");
    same("effect X -> Y via {} on overlap in m\n");
    same("explain sql P(Y | do(X))\n");
    same("(fit) == (test) + (sample) - (compare) * (effect)\n");
    same("P(no = no | with = at)\n");
    same("identify P(C | do(S)) in tar\n");
    same("S, T _||_ C | A, B in tar\n");
    same("assert not S _||_ C\n");
    same("assert identify P(C | do(S))\n");
    same("paths S -> C\n");
    same("paths S, T -> C, D | A, B in tar\n");
    same("adjust S -> C | {} in tar\n");
    same("assert not adjust S -> C | T\n");
    same("assert adjust S -> C\n");
    same("instruments S -> C in tar\n");
    same("frontdoor S -> C | M\n");
    same("assert frontdoor S -> C | M in tar\n");
    same("implications\n");
    same("implications in tar\n");
    same("components\n");
    same("components in tar\n");
    same("explain P(C | do(S)) in tar\n");
    same("explain E(C | do(S))\n");
    same("explain answer P(C)\n");
    same("explain formula P(C)\n");
    same("explain steps P(C)\n");
    same("explain theory P(C)\n");
    same("explain plan E(C | do(S)) in m\n");
    same("explain plan marginals m | A = a\n");
    same("explain plan most probable\n");
    same("marginals\n");
    same("marginals m | A = a, do(X = x, Y ~ [0.1, 0.9], Z := A)\n");
    same("marginals | in = \"in\"\n");
    same("most probable\n");
    same("most probable probable | most = a, marginals = b\n");
    prints("marginals in m", "marginals m\n");
    prints("marginals | A = a, do(X = x) in m", "marginals m | A = a, do(X = x)\n");
    prints("most probable |\n A = a,\n B = b", "most probable | A = a, B = b\n");
    prints("adjust {A, B} → {C} | {D, F}", "adjust A, B -> C | D, F\n");
    prints("adjust {A, B} -> C | {\n} in m", "adjust A, B -> C | {} in m\n");
    same("P(C | do(S ~ [0.3, 0.7], T := if S == yes then no else yes, U ~ d))\n");
    same("E(C | do(S = yes)) - E(C | do(S = no))\n");
    same("model m \"why?\" {\n  latent H : {h0, h1}\n  var A, B\n  noise U : Bit\n  A -> B <-> C\n"
         "  P(A | B, H) = { (no, h0): [20/21, 1/21], else: [1, 0] }\n  P(B) = [[1, 0], [0, 1]]\n  P(C) = d\n"
         "  C ~ cancer(H, T)\n  D ~ [0.5, 0.5]\n  F ~ d\n  G := T and not U or a mod 2 == 1\n}\n");
    prints("model m { X -> Y; X <-> Y }", "model m {\n  X -> Y\n  X <-> Y\n}\n");
    prints("model m {}", "model m {\n}\n");
    prints("a ⊗ b @ c", "a * b * c\n");
    prints("A ⊥ B", "A _||_ B\n");
    prints("A_||_B", "A _||_ B\n");
    prints("model m{A→B←C↔D}", "model m {\n  A -> B <- C <-> D\n}\n");
    prints("assert x == .5 ± 1e-3", "assert x == .5 +- 1e-3\n");
    prints("Größe + X₁ + β' + 日本", "Größe + X₁ + β' + 日本\n");
}

static void precedence(void)
{
    same("a or b xor c and not d == e + f * -g\n");
    same("((a or b) xor c) and not d == e and -(f + g) * h == 2\n");
    same("a - b - c\n");
    same("a ; b ; c\n");
    same("a ; (b ; c)\n");
    same("a + b ; c * d == e ; f\n");
    same("(a ; b) + c\n");
    same("a ; (b == c)\n");
    same("not a ; b ~= c and d\n");
    same("a - (b - c)\n");
    same("not not a\n");
    same("(not a) + 1\n");
    same("if a then b else if c then d else e + 1\n");
    same("(if a then b else c) + 1\n");
    prints("(((a)))", "a\n");
    prints("a+(b*c)", "a + b * c\n");
}

static void soft_keywords(void)
{
    prints("P _||_ E", "P _||_ E\n");
    same("P(P = yes | do(E), do, in)\n");
    prints("model model { var -> latent; model <- P; noise := do }",
           "model model {\n  var -> latent\n  model <- P\n  noise := (do)\n}\n");
    same("data + rest\n");
    prints("let in = type mod 2", "let in = (type) mod 2\n");
    prints("type * 2", "(type) * 2\n");
    prints("type mod 2", "(type) mod 2\n");
    prints("not == (not)", "(not) == (not)\n");
    prints("`if`(if, then)", "`if`((if), (then))\n");
    prints("type mod = {and, else, x}", "type mod = {\"and\", \"else\", x}\n");
    same("observe from from \"f\" weight \"weight\"\n");
    same("assert not _||_ if\n");
    same("box not : if * and -> mod\n");
    same("type, let _||_ model in in\n");
    same("paths paths -> adjust | frontdoor in explain\n");
    same("adjust in -> not | and, mod in in\n");
    same("adjust mod, P -> E | do\n");
    same("assert not frontdoor adjust -> frontdoor | if\n");
    same("adjust, paths _||_ explain | implications in components\n");
    same("implications _||_ components\n");
    same("explain answer P(answer | do(explain)) in theory\n");
    same("explain P(paths = steps)\n");
    prints("adjust mod 2", "(adjust) mod 2\n");
    prints("components * 2", "(components) * 2\n");
    prints("assert adjust == (paths)", "assert (adjust) == (paths)\n");
    prints("assert not frontdoor", "assert not (frontdoor)\n");
    prints("explain\npaths\n(components)", "(explain)\n(paths)\n(components)\n");
    same("let steps = answer + theory * formula\n");
    prints("draw - x\nmatrix -1", "(draw) - x\n(matrix) - 1\n");
    prints("draw * 2\nmatrix == x\nimport\ndiagram ; f\ndraw\nmatrix[A]",
           "(draw) * 2\n(matrix) == x\n(import)\n(diagram) ; f\n(draw)\n`matrix`[A]\n");
    same("let draw = to + as * copy - (matrix) / (import)\n");
    same("let diagram = theme + dir * after\n");
    prints("model draw { draw -> to; as <- matrix; import <-> diagram\n theme ~ dir(after); var copy }",
           "model draw {\n  draw -> to\n  as <- matrix\n  import <-> diagram\n  theme ~ dir(after)\n  var "
           "copy\n}\n");
    same("P(draw | do(to = as), dir, matrix) in import\n");
    same("draw to as to dir dir theme theme after to \"to\"\n");
    same("draw (draw) as as as as\n");
    same("draw, matrix _||_ to | as in dir\n");
    same("box draw : to * as -> dir\n");
    same("diagram diagram = theme\n");
    same("matrix (matrix)\n");
    same("import import\n");
    same("`draw`(x)\n");
    prints("f ; not\nnot ; g\nf ; not ; or ; g", "f ; (not)\n(not) ; g\nf ; (not) ; (or) ; g\n");
    prints("draw and to \"a\"\ndraw or as dag\ndraw not after\ndraw f ; not dir lr\nmatrix not\nmatrix and",
           "draw (and) to \"a\"\ndraw (or) as dag\ndraw (not) after\ndraw f ; (not) dir lr\nmatrix "
           "(not)\nmatrix (and)\n");
    prints("draw and to\ndraw mod as and x\ndraw not to\ndraw not (after) after",
           "(draw) and to\n(draw) mod as and x\ndraw not (to)\ndraw not (after) after\n");
    prints("f * not\nx", "f * (not)\nx\n");
    prints("marginals mod 2", "(marginals) mod 2\n");
    prints("marginals _||_ most | probable\nplan\nmost\nprobable * 2",
           "marginals _||_ most | probable\nplan\n(most)\nprobable * 2\n");
    prints("marginals marginals | marginals = most", "marginals marginals | marginals = \"most\"\n");
    prints("most probable in in\nmarginals in | in = in", "most probable in\nmarginals in | in = \"in\"\n");
    same("marginals plan\n");
    same("explain plan P(plan | marginals, most = probable)\n");
    same("model components {\n  paths -> adjust\n  explain <-> implications\n}\n");
}

static void lines(void)
{
    prints("compare a, b prior 10 restarts 50 seed 3", "compare a, b prior 10 restarts 50 seed 3\n");
    prints("let x = 1 +\n 2 *\n\n # note\n 3\nlet y = \\\n 4", "let x = 1 + 2 * 3\nlet y = 4\n");
    prints("f(a,\n b\n)\r\nP(C\n|\nS)\r\n", "f(a, b)\nP(C | S)\n");
    prints("let x = if a\n then b\n else c\nx", "let x = if a then b else c\nx\n");
    prints("model m\n\n{\n\n X -> Y;;\n\n Y ->\n Z;\n}", "model m {\n  X -> Y\n  Y -> Z\n}\n");
    prints("type T = {\n a\n b,\n c\n}", "type T = {a, b, c}\n");
    prints("box b : A -> B = {\n no: [1,\n 0]\n yes: [0, 1]; else: [1, 0]\n}",
           "box b : A -> B = { no: [1, 0], yes: [0, 1], else: [1, 0] }\n");
    prints("\xEF\xBB\xBF#!/usr/bin/env causal\n\n\nx", "x\n");
    prints("", "");
    prints("# only a comment", "");
    prints("f ;\n g\n(f\n ; g\n)\nf ~=\n g", "f ; g\nf ; g\nf ~= g\n");
}

/* `<-` and `+-` are read by their place. */
static void signs(void)
{
    prints("x<-1", "x < -1\n");
    prints("x <-1", "x < -1\n");
    prints("model m { x<-y; z := x<-1 }", "model m {\n  x <- y\n  z := x < -1\n}\n");
    prints("1 +-2", "1 + -2\n");
    prints("assert f(1 +-2) == 3 +-4", "assert f(1 + -2) == 3 +- 4\n");
}

static void unfinished(void)
{
    static const char *const more[] = {"P(C",
                                       "P(C |",
                                       "model m {",
                                       "model m { X ->",
                                       "model m",
                                       "let x =",
                                       "let x = 1 +",
                                       "if a then b",
                                       "let x = (1 + 2",
                                       "P(C) in",
                                       "\"open",
                                       "`open",
                                       "x + \\",
                                       "assert P(C) ==",
                                       "type T = {a,",
                                       "box b : A ->",
                                       "S _||_",
                                       "S _||_ C |",
                                       "observe m",
                                       "observe m from \"f\" weight",
                                       "observe m from \"f\" bin a",
                                       "observe m from \"f\" bin a at 1,",
                                       "observe m from \"f\" with a as",
                                       "observe m from \"f\" missing",
                                       "fit m from",
                                       "fit m from \"a\",",
                                       "test implications in",
                                       "sample 10",
                                       "sample 10 from m",
                                       "compare m,",
                                       "effect X ->",
                                       "effect X -> Y via",
                                       "effect X -> Y on",
                                       "identify P(C",
                                       "model m \"doc",
                                       "model m { P(X) = [0.1, ",
                                       "paths S ->",
                                       "adjust {A, B",
                                       "adjust A -> B | {",
                                       "frontdoor A -> B |",
                                       "implications in",
                                       "explain P(C",
                                       "f ;",
                                       "f ;\n",
                                       "f ~=",
                                       "draw m to",
                                       "draw m as",
                                       "copy[A",
                                       "do(d, X =",
                                       "diagram d =",
                                       "diagram e(A: A) ->",
                                       "diagram e(A: A) -> (B: B)",
                                       "diagram e(A: A) -> (B: B)\n",
                                       "diagram e(A: A) -> (B: B) {\n B ~ f(A);",
                                       "box f(a: A) -> (b: B) :=",
                                       "box f[p",
                                       NULL};
    for (size_t i = 0; more[i]; i++)
        ok(lang_incomplete(str_of(more[i])), "wants more: %s", more[i]);
    static const char *const enough[] = {"",
                                         "P(C)",
                                         "P(C))",
                                         "P(C]",
                                         "model m { X -> Y }",
                                         "let = ",
                                         "model m { ) ",
                                         "x = (1",
                                         "\xff(",
                                         "}",
                                         "x\n",
                                         "assert a == 1 +- 2",
                                         "draw",
                                         "matrix\n",
                                         "draw m as\n",
                                         "type A",
                                         "box f() -> (b: B)\n",
                                         "diagram d = f(x)\n",
                                         NULL};
    for (size_t i = 0; enough[i]; i++)
        ok(!lang_incomplete(str_of(enough[i])), "wants no more: %s", enough[i]);
}

static void numbers(void)
{
    static const char *const text[] = {"0.1",
                                       ".5",
                                       "1e-3",
                                       "123456789.123456",
                                       "9007199254740993",
                                       "1e22",
                                       "1e300",
                                       "0.1000000000000000055511151231257827",
                                       "4e-324",
                                       "007",
                                       NULL};
    for (size_t i = 0; text[i]; i++) {
        struct parsed *p = parse(text[i]);
        double value = p->script->kid[0]->kid[0]->number, expected = strtod(text[i], NULL);
        ok(memcmp(&value, &expected, sizeof value) == 0, "%s is read as strtod does", text[i]);
        drop(p);
    }
}

static void depth(void)
{
    enum { DEEP = 100000 };
    static const char *const opener[] = {
        "(", "-", "not ", "1+", "f(", "if a then b else ", "[", "{", "id[", "f ; ", "draw (", "cut({", NULL};
    char *s = malloc(DEEP * 20);
    for (size_t k = 0; opener[k]; k++) {
        size_t n = strlen(opener[k]);
        for (size_t i = 0; i < DEEP; i++)
            memcpy(s + i * n, opener[k], n);
        memcpy(s + DEEP * n, "x", 2);
        struct parsed *p = parse(s);
        ok(p->status != LANG_OK && p->diags.n >= 1, "%d times `%s` is refused", DEEP, opener[k]);
        drop(p);
    }
    memset(s, '(', 150);
    s[150] = 'x';
    memset(s + 151, ')', 150);
    s[301] = 0;
    struct parsed *p = parse(s);
    ok(p->status == LANG_OK, "150 brackets are not");
    drop(p);
    free(s);
}

int main(void)
{
    trees();
    questions();
    diagrams();
    statements();
    precedence();
    soft_keywords();
    lines();
    signs();
    unfinished();
    numbers();
    depth();
    return tap_done();
}
