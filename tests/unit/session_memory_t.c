/* session_memory_t.c -- running out of memory at any point fails the statement, never the session.
 *
 * A script that touches every kind of statement is run again and again, the n-th request for memory failing,
 * for every n until none fails. After each the session must still answer. Leaks and stray reads show under
 * the sanitizers. */
#include "base/mem.h"
#include "session/session.h"
#include "tap.h"

#include <string.h>

static const char script[] =
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
    "model napkin { W -> Z -> X -> Y; W <-> X; W <-> Y }\n"
    "explain answer P(Y | do(X))\n"
    "implications\n"
    "model bow { X -> Y; X <-> Y }\n"
    "explain P(Y | do(X))\n";

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

int main(void)
{
    int answers = 0, survived = 0, wrong_error = 0;
    struct sink sink = {.cx = &answers, .answer = count_answer, .diag = keep_error};
    struct text text = {STR("memory.cdl"), STR("")}, probe = {STR("probe"), STR("1 + 1\n")};
    text.body = str_of(script);
    for (long n = 0; n < 100000; n++) {
        struct session *s = session_new();
        last_error = (struct str){NULL, 0};
        out_of_memory = false;
        session_set_verify(s, true);
        mem_fail_after(n);
        enum run_status status = session_run(s, text, false, &sink);
        bool failed = mem_failed();
        mem_fail_after(-1);
        if (!failed) {
            ok(status == RUN_OK, "without a failure the script runs (%ld requests)", n);
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
    ok(survived > 100, "the session answered after each of %d failures", survived);
    ok(wrong_error == 0, "each was reported as want of memory");
    return tap_done();
}
