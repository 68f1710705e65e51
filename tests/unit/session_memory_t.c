/* session_memory_t.c -- running out of memory at any point fails the statement, never the session.
 *
 * A script that touches every kind of statement, and one of diagrams and pictures, is run again and again,
 * the n-th request for memory failing, for every n until none fails. After each the session must still
 * answer. Leaks and stray reads show under the sanitizers. */
#include "base/mem.h"
#include "draw/draw.h"
#include "session/session.h"
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char models[] =
    "type Bit = {0, 1}\n"
    "box flip : Bit -> Bit = [[0, 1], [1, 0]]\n"
    "model full \"doc\" {\n"
    "  latent H : Bit; noise N : Bit\n"
    "  var S, T, C : Bit\n"
    "  P(H) = [1/2, 1/2]; P(N) = [0.9, 0.1]\n"
    "  P(S | H) = { 0: [0.8, 0.2]; else: [0.3, 0.7] }\n"
    "  P(T | S) = [[0.9, 0.1], [0.2, 0.8]]\n"
    "  var D : Bit; D ~ flip(T)\n"
    "  C := if T == 1 and not N then H else 0\n"
    "}\n"
    "let before = P(S, T, C)\n"
    "P(C | do(S), T)\n"
    "E(C | do(S = 1)) - E(C | do(S ~ [0.5, 0.5]))\n"
    "P(C = 1 | do(T := S))\n"
    "model seen { S -> T -> C; S <-> C; P(S, T, C) = before }\n"
    "P(C | do(S))\n"
    "identify P(C | do(S))\n"
    "S _||_ C | T\n"
    "paths S -> C | T\n"
    "adjust S -> C\n"
    "adjust S -> C | T\n"
    "adjust T -> C\n"
    "frontdoor S -> C\n"
    "frontdoor S -> C | {}\n"
    "instruments S -> C\n"
    "implications\n"
    "components\n"
    "assert P(C = 1 | do(S = 1)) >= 0\n"
    "model never { var A, B : Bit; P(A) = [1, 0]; P(B | A) = [0.5, 0.5, 0.1, 0.9] }\n"
    "let x = P(B = 1 | A = 1)\n"
    "let y = P(B = 1 | do(A = 1))\n"
    "let table = P(B | A)\n"
    "x + y + P(B = 0 | do(A = 1))\n"
    "table\n"
    "explain answer P(B | do(A))\n"
    "marginals full | D = 1, do(S ~ [0.5, 0.5])\n"
    "marginals full | do(S = 1)\n"
    "marginals | A = 1\n"
    "marginals seen | do(S = 1)\n"
    "marginals seen | do(S ~ [0.5, 0.5])\n"
    "most probable full | D = 1, do(T := S)\n"
    "most probable never | A = 1\n"
    "most probable seen | T = 1, do(S = 0)\n"
    "explain plan P(C | do(S), T) in full\n"
    "explain plan marginals full | D = 1\n"
    "explain plan most probable seen\n"
    "model napkin { W -> Z -> X -> Y; W <-> X; W <-> Y }\n"
    "explain answer P(Y | do(X))\n"
    "implications\n"
    "model bow { X -> Y; X <-> Y }\n"
    "explain P(Y | do(X))\n";

static const char diagrams[] =
    "import boxes\n"
    "import front_door\n"
    "type A = {a, b}\n"
    "box h : () -> A = [0.4, 0.6]\n"
    "box f : A -> A = { a: [0.9, 0.1], b: [0.2, 0.8] }\n"
    "diagram d() -> (x: A, y: A, z: A) {\n"
    "  x ~ h()\n"
    "  y ~ f(x)\n"
    "  z ~ f(y)\n"
    "}\n"
    "let e = h ; copy[A] ; id[A] * (f ; copy[A]) ; id[A] * id[A] * f\n"
    "d == e\n"
    "e ; swap[A, A] * del[A] ; unif[A] * id[A * A] ~= unif[A] * marginal(d, y, x)\n"
    "matrix noisy_or[0.8, 0.3]\n"
    "matrix condition(marginal(d, y, z), z)\n"
    "comb(d, {x, z})\n"
    "draw do(d, y = a)\n"
    "draw cut(d, y) after as dag\n"
    "draw comb(d, {x, z})\n"
    "draw front_door as comb\n"
    "draw do(d, z := x) dir lr\n"
    "draw adjust X -> Y\n"
    "model noisy { noise U : A; var X, Y : A; P(U) = [0.5, 0.5]; X := U; Y := X }\n"
    "draw twin(noisy, X = a)\n"
    "matrix marginal(do(noisy, X -> Y = b), Y)\n";

static const char fractions[] =
    "box coin[p] () -> (x: {0, 1}) ~ [p]\n"
    "let a = 1 - 1/3\n"
    "model full {\n"
    "  latent H : {0, 1}\n"
    "  var S, T, C : {0, 1}\n"
    "  H ~ coin[1/7]()\n"
    "  P(S | H) = { 0: [a, 1 - a]; else: [0.3, 0.7] }\n"
    "  P(T | S) = [[1/11, 10/11], [0.2, 0.8]]\n"
    "  P(C | H, T) = [0.9, 0.1, 0.7, 0.3, 0.4, 0.6, 0.12345678901234567890, 0.87654321098765432110]\n"
    "}\n"
    "let before = P(S, T, C)\n"
    "E(C | do(S = 1)) - E(C | do(S ~ [1/3, 2/3]))\n"
    "model seen { S -> T -> C; S <-> C; P(S, T, C) = before }\n"
    "P(C | do(S))\n"
    "assert P(C) == P(C) in full\n"
    "matrix condition(marginal(full, S, C), S)\n"
    "marginals full | T = 1\n"
    "marginal(do(seen, S ~ [1/3, 2/3]), C) ~= marginal(cut(seen, S), C)\n";

static const char learning[] = "model chain { gender -> dept -> admit }\n"
                               "model direct { gender -> dept -> admit; gender -> admit }\n"
                               "observe chain from \"examples/ucb_admissions.csv\" weight n\n"
                               "test implications\n"
                               "test implications by fdr at 0.01\n"
                               "compare chain, direct prior 10\n"
                               "fit chain\n"
                               "fit chain prior 1\n"
                               "compare chain, direct\n"
                               "model kinds { latent Kind : {a, b}; Kind -> {dept, admit}; gender -> dept }\n"
                               "fit kinds from \"examples/ucb_admissions.csv\" weight n restarts 1 prior 30\n"
                               "P(admit | do(gender)) in kinds\n"
                               "sample 10 from chain | do(gender = Male), dept = A to \"/dev/null\" seed 2\n"
                               "sample 10 from kinds to \"/dev/null\"\n";

static const char data[] =
    "model tar { smoking -> tar -> cancer; smoking <-> cancer }\n"
    "observe tar from \"examples/smoking_tar_pearl.csv\" weight n\n"
    "let kept = P(cancer | do(smoking))\n"
    "kept\n"
    "E(cancer | do(smoking = yes))\n"
    "effect smoking -> cancer\n"
    "model holes { Z -> X; Z -> Y; X -> Y }\n"
    "observe holes from \"tests/golden/holes.csv\" weight n\n"
    "let undefined = P(Y = 1 | do(X))\n"
    "effect X -> Y via {Z}\n"
    "effect X -> Y on overlap\n"
    "observe holes from \"tests/golden/holes.csv\" weight n prior 0.5\n"
    "P(Y | do(X = 1))\n"
    "observe holes from \"tests/golden/holes.csv\", \"tests/golden/holes.csv\" weight n prior 1\n"
    "let p = P(Y = 1 | do(X = 1))\n"
    "exp(p) / -P(Y = 0 | do(X ~ [0.5, 0.5]))\n"
    "marginals\n";

static struct str last_error;
static bool out_of_memory;

static void keep_error(void *cx, const struct diag *d)
{
    (void)cx;
    if (d->severity == DIAG_ERROR)
        last_error = str_of(d->code);
    out_of_memory = out_of_memory || str_eq(str_of(d->code), STR("out-of-memory"));
}

static void count_answer(void *cx, const struct answer *a)
{
    (void)a;
    ++*(int *)cx;
}

static bool draw(void *cx, struct work *w, const struct drawing *drawing, const struct picture_wish *wish)
{
    const struct draw_style style = {.unicode = true, .scale = 1};
    static const enum draw_format format[] = {DRAW_SVG, DRAW_TIKZ, DRAW_TXT};
    bool good = true;
    (void)wish;
    for (size_t i = 0; good && i < sizeof format / sizeof *format; i++) {
        struct buf b = {0};
        good = draw_render(&b, w, drawing, format[i], &style) && (!b.failed || diag_oom(w->diags));
        buf_free(&b);
    }
    ++*(int *)cx;
    return good;
}

static void drop_note(void *cx, struct str line)
{
    (void)cx;
    (void)line;
}

static void test_script(const char *script, const char *what, bool exact)
{
    int answers = 0, survived = 0, wrong_error = 0;
    struct sink sink = {
        .cx = &answers, .answer = count_answer, .picture = draw, .diag = keep_error, .note = drop_note};
    struct text text = {STR("memory.cdl"), str_of(script)}, probe = {STR("probe"), STR("1 + 1\n")};
    for (long n = 0; n < 100000; n++) {
        struct session *s = session_new();
        last_error = (struct str){NULL, 0};
        out_of_memory = false;
        session_set_verify(s, true);
        session_set_exact(s, exact);
        mem_fail_after(n);
        enum run_status status = session_run(s, text, false, &sink);
        bool failed = mem_failed();
        mem_fail_after(-1);
        if (!failed) {
            ok(status == RUN_OK, "%s: without a failure the script runs (%ld requests)", what, n);
            if (status != RUN_OK)
                printf("# %.*s\n", STR_ARG(last_error));
            session_free(s);
            break;
        }
        if (status != RUN_OK && !out_of_memory) {
            wrong_error++;
            if (wrong_error < 5)
                printf("# request %ld: reported as %.*s\n", n, STR_ARG(last_error));
        }
        answers = 0;
        survived += session_run(s, probe, false, &sink) == RUN_OK && answers == 1;
        session_free(s);
        if (survived != n + 1) {
            printf("# request %ld broke the session\n", n);
            break;
        }
    }
    ok(survived > 100, "%s: the session answered after each of %d failures", what, survived);
    ok(wrong_error == 0, "%s: each was reported as want of memory", what);
}

/* A file of data, every option of `observe`, and again. */
static void test_data(void)
{
    static const char rows[] =
        "age;smoker;dead;w\n30;\"yes\";no;1\n60;no;yes;2.5\n-;no;no;1\n30;no;no;1\n71;;yes;3\n";
    char path[] = "/tmp/causal-memory-XXXXXX", script[1024];
    int fd = mkstemp(path);
    if (fd < 0 || write(fd, rows, sizeof rows - 1) != (ssize_t)sizeof rows - 1)
        ok(false, "writing %s", path);
    close(fd);
    snprintf(
        script, sizeof script,
        "model m { A -> S -> D; A -> D }\n"
        "observe m from \"%s\" separator \";\" with age as A, smoker as S, dead as D bin age at 40 missing "
        "\"-\" sampling weight w\n"
        "P(D | S)\n"
        "observe m from \"%s\" separator \";\" with age as A, smoker as S, dead as D values age missing "
        "\"-\"\n"
        "E(A | S)\n"
        "observe m from \"%s\" separator \";\" with age as A, smoker as S, dead as D bin A at 40, 60 missing "
        "\"?\", \"-\" missing as level weight w\n"
        "P(D | do(S))\n",
        path, path, path);
    test_script(script, "data", false);
    remove(path);
}

int main(void)
{
    test_data();
    test_script(models, "models", false);
    test_script(diagrams, "diagrams", false);
    test_script(fractions, "fractions", true);
    test_script(learning, "learning", false);
    test_script(data, "data", false);
    return tap_done();
}
