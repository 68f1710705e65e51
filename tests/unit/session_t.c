/* session_t.c -- what a script comes to, statement by statement: values, refusals, and what is left bound
 * when names are bound anew while others were made from them. */
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

int main(void)
{
    equations();
    return tap_done();
}
