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

int main(void)
{
    large_models();
    soft_identify();
    equations();
    assertions();
    return tap_done();
}
