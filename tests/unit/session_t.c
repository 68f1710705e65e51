/* session_t.c -- what a script comes to, statement by statement: values, refusals, and what is left bound
 * when names are bound anew while others were made from them. */
#include "base/buf.h"
#include "session/session.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

/* What a sink saw of one text. */
struct seen {
    char codes[256]; /* of the errors, with blanks between */
    unsigned errors, answers, notes;
    double number; /* of the last answer */
    bool truth;
    char formula_of[128]; /* query of the last answer */
};

static void see_answer(void *cx, const struct answer *a)
{
    struct seen *s = cx;
    s->answers++;
    s->number = a->kind == ANSWER_NUMBER || !a->table ? a->number : a->table->p[0];
    s->truth = a->truth;
    snprintf(s->formula_of, sizeof s->formula_of, "%.*s", STR_ARG(a->query));
}

static void see_note(void *cx, struct str line)
{
    struct seen *s = cx;
    s->notes += line.n > 0;
}

static void see_diag(void *cx, const struct diag *d)
{
    struct seen *s = cx;
    size_t n = strlen(s->codes);
    s->errors += d->severity == DIAG_ERROR;
    snprintf(s->codes + n, sizeof s->codes - n, "%s%s", n ? " " : "", d->code);
}

static enum run_status run(struct session *s, const char *script, struct seen *seen)
{
    struct sink sink = {.cx = seen, .answer = see_answer, .note = see_note, .diag = see_diag};
    *seen = (struct seen){.number = NAN};
    return session_run(s, (struct text){STR("test.cdl"), str_of(script)}, false, &sink);
}

/* The script fails with these error codes and no others. */
static void fails(const char *script, const char *codes, const char *what)
{
    struct session *s = session_new();
    struct seen seen;
    enum run_status status = run(s, script, &seen);
    if (!ok(status != RUN_OK && strcmp(seen.codes, codes) == 0, "%s", what))
        printf("# status %d, codes %s\n", (int)status, seen.codes);
    session_free(s);
}

static void equations(void)
{
    fails("model m { var X, Y : {0, 1}; P(X) = [0.5, 0.5]; Y := min(1 / (X - X), X) }\n", "division-by-zero",
          "the first argument of min may fail, and is reported once");
    fails("model m { var X, Y : {0, 1}; P(X) = [0.5, 0.5]; Y := max() }\n", "arguments",
          "max needs an argument");
}

static void assertions(void)
{
    static const char models[] =
        "model m { var X, Y : {0, 1}; P(X) = [0, 1]; P(Y | X) = [[0.5, 0.5], [0.2, 0.8]] }\n"
        "model n { var X, Y : {0, 1}; P(X) = [0.5, 0.5]; P(Y | X) = [[0.5, 0.5], [0.2, 0.8]] }\n";
    struct session *s = session_new();
    struct seen seen;
    ok(run(s, models, &seen) == RUN_OK, "two models, one of which never has X = 0");
    ok(run(s, "assert P(Y | X) in m == P(Y | X) in n\n", &seen) == RUN_ASSERTION,
       "a row undefined in one table only is a difference");
    ok(run(s, "assert P(Y | X) in n == P(Y | X) in m\n", &seen) == RUN_ASSERTION, "on either side");
    ok(run(s, "assert P(Y | X) in m == P(Y | X) in m\n", &seen) == RUN_OK, "undefined in both is none");
    ok(run(s, "assert P(Y = 1 | X = 0) in m == P(Y = 1 | X = 0) in m\n", &seen) == RUN_ASSERTION,
       "undefined numbers are not equal");
    ok(run(s, "assert P(Y = 1 | X = 0) in m != 0.5\n", &seen) == RUN_ASSERTION, "nor unequal");
    ok(run(s, "assert not P(Y = 1 | X = 0) in m < 0.5\n", &seen) == RUN_ASSERTION,
       "nor is a comparison with them false");
    ok(run(s, "assert not P(Y = 1) in n == 0.66 +- 0.1\n", &seen) == RUN_ASSERTION,
       "a tolerance counts under `not`");
    ok(run(s, "assert not P(Y = 1) in n == 0.1 + 0.2 + 0.35\n", &seen) == RUN_ASSERTION,
       "and so does the tolerance for rounding");
    ok(run(s, "assert not P(Y = 1) in n == 0.6\n", &seen) == RUN_OK, "what differs differs");
    ok(run(s, "assert not P(Y) in n == P(X) in n\n", &seen) == RUN_OK, "tables may differ too");
    ok(run(s, "assert P(Y) in n == 0.5\n", &seen) == RUN_FAILED && strcmp(seen.codes, "not-a-number") == 0,
       "a table is not a number");
    session_free(s);
}

/* "V0, V1, .." */
static void put_names(struct buf *b, const char *prefix, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        buf_fmt(b, "%s%s%u", i ? ", " : "", prefix, i);
}

static void large_models(void)
{
    struct buf b = {0};
    buf_puts(&b, "model m { {");
    put_names(&b, "V", 60);
    buf_puts(&b, "} <-> {");
    put_names(&b, "W", 70);
    buf_puts(&b, "} }\n");
    fails(b.s, "too-many-variables", "hidden common causes count as variables");
    buf_free(&b);
    buf_puts(&b, "model m { {");
    put_names(&b, "X", 70);
    buf_puts(&b, "} -> Y; P(Y | ");
    put_names(&b, "X", 70);
    buf_puts(&b, ") = [0.5, 0.5] }\n");
    fails(b.s, "no-states", "seventy parents without states cannot be inferred from two entries");
    buf_free(&b);
}

static void soft_identify(void)
{
    fails("model m { X -> Y }\nidentify P(Y | do(X ~ [0.3, 0.7]))\n", "soft-identify",
          "identify takes no distribution, also without states");
    fails("model m { Z -> X -> Y }\nidentify P(Y | do(X := Z))\n", "soft-identify", "and no policy");
}

/* The script runs, and its last answer is the number x. */
static void answers(struct session *s, const char *script, double x, const char *what)
{
    struct seen seen;
    enum run_status status = run(s, script, &seen);
    if (!near(seen.number, x, 1e-12, "%s", what) || status != RUN_OK)
        printf("# status %d, codes %s\n", (int)status, seen.codes);
}

/* Whatever is made from a name must not borrow from it. Under the sanitizers a stray read shows. */
static void bound_anew(void)
{
    struct session *s = session_new();
    struct buf out = {0};
    struct seen seen;
    ok(run(s,
           "type T = {a: 1, b: 3}\n"
           "box f : T -> T = [[0, 1], [1, 0]]\n"
           "box c : () -> T = [0.25, 0.75]\n"
           "model m \"first\" { var X, Y : T; latent L : T; X ~ c(); P(L) = [1/2, 1/2]; Y ~ f(X) }\n"
           "let d = P(X)\nlet k = P(Y | X)\nlet n = E(Y)\nlet t = n > 1\n",
           &seen) == RUN_OK,
       "a type, boxes, a model and values, each made from the ones before");
    ok(run(s,
           "type T = {other, states, altogether}\n"
           "box f : T -> T\nbox c : () -> T\n",
           &seen) == RUN_OK,
       "type and boxes are bound anew");
    answers(s, "P(Y = a)\n", 0.75, "the model keeps its matrices and states");
    answers(s, "E(Y | do(X = a))\n", 3, "and the numbers of its type");
    ok(run(s, "model m \"second\" { U -> V; P(U, V) = [0.1, 0.2, 0.3, 0.4] }\n", &seen) == RUN_OK,
       "the model is bound anew");
    answers(s, "P(U = 1)\n", 0.7, "the new one is asked");
    answers(s, "n\n", 1.5, "a number of the old one stays");
    answers(s, "d\n", 0.25, "and a table");
    answers(s, "k\n", 0, "and a channel");
    answers(s, "model w { var X, Y : {a, b}; P(X) = d; P(Y | X) = k }\nP(Y = a)\n", 0.75,
            "from which a model can be made");
    answers(s, "let d = d\nlet k = 2\nlet n = n + k\nlet n = n * n\nn\n", 12.25,
            "values made from their own old selves");
    answers(s, "P(Y = a) in w\n", 0.75, "that model does not need them");
    ok(run(s, "model w { X -> X }\n", &seen) == RUN_FAILED &&
           run(s, "let d = nothing\n", &seen) == RUN_FAILED &&
           run(s, "type T = {x, x}\n", &seen) == RUN_FAILED &&
           run(s, "box f : T -> T = [1]\n", &seen) == RUN_FAILED,
       "what fails to check");
    answers(s, "P(Y = a) in w\nd\n", 0.25, "is not bound");
    ok(session_vars(s, &out, false) && strstr(out.s, "type T = {other, states, altogether}") &&
           strstr(out.s, "let n = 12.25"),
       "what is bound is listed once, as it is now");
    struct str names[64];
    size_t count = session_names(s, names, 64), twice = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            twice += str_eq(names[i], names[j]);
    ok(count == 11 && twice == 0, "no name is listed twice (%zu names)", count);
    ok(session_names(s, names, 3) == 3, "no more names than there is room for");
    buf_free(&out);
    session_free(s);
}

/* A file with this text; the same file each time. */
static const char *file_of(const char *content)
{
    static char name[] = "/tmp/session_t.XXXXXX";
    static bool made;
    int fd = made ? -1 : mkstemp(name);
    made = true;
    FILE *f = fd >= 0 ? fdopen(fd, "w") : fopen(name, "w");
    if (f) {
        fputs(content, f);
        fclose(f);
    }
    return name;
}

/* run() of a script in which each @ is the file's name. */
static enum run_status run_with_file(struct session *s, const char *script, const char *file,
                                     struct seen *seen)
{
    struct buf b = {0};
    for (const char *p = script; *p; p++)
        if (*p == '@')
            buf_puts(&b, file);
        else
            buf_putc(&b, *p);
    enum run_status status = run(s, b.s, seen);
    buf_free(&b);
    return status;
}

static void observed_anew(void)
{
    struct session *s = session_new();
    struct seen seen;
    const char *file = file_of("X,Y\n0,a\n0,b\n1,b\n1,b\n");
    ok(run_with_file(s, "model m { X -> Y }\nobserve m from \"@\"\nlet d = P(Y)\n", file, &seen) == RUN_OK,
       "a model takes states and numbers from data");
    answers(s, "P(Y = b | do(X = 0))\n", 0.5, "it answers");
    file_of("X,Y\n0,a\n1,a\n1,a\n1,b\n");
    ok(run_with_file(s, "observe m from \"@\"\n", file, &seen) == RUN_OK, "other data take their place");
    answers(s, "P(Y = b | do(X = 1))\n", 1.0 / 3, "it answers from those");
    answers(s, "d\n", 0.25, "what was kept of the first is unchanged");
    file_of("X,Y\n0,a\n1,other\n1,b\n");
    ok(run_with_file(s, "observe m from \"@\"\n", file, &seen) == RUN_OK, "and other states");
    answers(s, "P(Y = other | do(X = 1))\n", 0.5, "the model has those now");
    answers(s, "d\n", 0.25, "what was kept of the first is still unchanged");
    file_of("X,Y\n0,a\n1\n");
    ok(run_with_file(s, "observe m from \"@\"\n", file, &seen) == RUN_FAILED,
       "data that do not fit are refused");
    file_of("X,Y\n");
    ok(run_with_file(s, "observe m from \"@\"\n", file, &seen) == RUN_FAILED, "and a file without rows");
    answers(s, "P(Y = other | do(X = 1))\n", 0.5, "and the model has its old ones");
    ok(run_with_file(s, "model m { X -> Y; P(X, Y) = [0.1, 0.2, 0.3, 0.4] }\n", file, &seen) == RUN_OK,
       "the model is bound anew");
    answers(s, "P(Y = 1 | do(X = 0))\n", 2.0 / 3, "and answers from its joint");
    answers(s, "d\n", 0.25, "what was kept of the data is unchanged");
    session_free(s);
    remove(file);
}

static void loaded_anew(void)
{
    struct session *s = session_new();
    struct seen seen = {.number = NAN};
    struct sink sink = {.cx = &seen, .answer = see_answer, .diag = see_diag};
    ok(session_reload(s, &sink) == RUN_FAILED && strcmp(seen.codes, "nothing-to-reload") == 0,
       "nothing to load again");
    const char *file = file_of("model m { var X : {0, 1}; P(X) = [0.5, 0.5] }\nlet x = 1\nx\n");
    ok(session_load(s, str_of(file), false, &sink) == RUN_OK && seen.number == 1, "a file");
    file_of("model m { var Z : {0, 1}; P(Z) = [0.5, 0.5] }\nlet x = x + 1\nx\n");
    ok(session_reload(s, &sink) == RUN_OK && seen.number == 2, "changed and loaded again");
    remove(file);
    seen.codes[0] = '\0';
    ok(session_reload(s, &sink) == RUN_FAILED && strcmp(seen.codes, "file") == 0, "gone");
    answers(s, "P(Z = 0) + x\n", 2.5, "its names stay");
    session_free(s);
}

/* Many names: each is found without looking at all the others (an hour would show). */
static void many_names(void)
{
    enum { MANY = 20000 };
    struct session *s = session_new();
    struct seen seen;
    struct buf b = {0};
    for (int i = 0; i < MANY; i++)
        buf_fmt(&b, "let x%d = %d\n", i, i);
    ok(run(s, b.s, &seen) == RUN_OK, "%d values", MANY);
    answers(s, "x0 + x19999\n", 19999, "the first and the last");
    buf_free(&b);
    session_free(s);
}

int main(void)
{
    bound_anew();
    observed_anew();
    loaded_anew();
    many_names();
    large_models();
    soft_identify();
    equations();
    assertions();
    return tap_done();
}
