/* verify_t.c -- what verification says: a wrong formula is found out and nothing is shown; where nothing
 * could be checked the reason is the true one; joints that are not what the graph says.
 *
 * The test is linked with its own identify() (--wrap): it gives the formula of conditioning, P(y | x, z), for
 * every effect while it is told to lie. */
#include "base/buf.h"
#include "identify/identify.h"
#include "render/render.h"
#include "session/session.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static bool lying;

bool __real_identify(struct identification *out, struct work *w, const struct graph *g,
                     const struct identify_query *q, struct est_pool *pool);
bool __wrap_identify(struct identification *out, struct work *w, const struct graph *g,
                     const struct identify_query *q, struct est_pool *pool);

bool __wrap_identify(struct identification *out, struct work *w, const struct graph *g,
                     const struct identify_query *q, struct est_pool *pool)
{
    struct symbol over[8], given[8];
    uint32_t n = 0, m = 0;
    if (!__real_identify(out, w, g, q, pool) || !lying || !out->identifiable)
        return !w->diags->errors;
    SET_EACH (v, q->y)
        over[n++] = (struct symbol){v, 0};
    for (uint32_t v = 0; v < g->n; v++)
        if (set_has(q->x, v) || set_has(q->z, v))
            given[m++] = (struct symbol){v, 0};
    out->estimand = est_p(w, pool, over, n, given, m);
    return out->estimand != 0;
}

/* What came of a text: the last answer as plain text and as JSON, the codes of the errors. */
struct seen {
    unsigned answers;
    struct buf text, json, codes, messages;
};

static void see_answer(void *cx, const struct answer *a)
{
    struct seen *s = cx;
    s->answers++;
    buf_free(&s->text);
    buf_free(&s->json);
    render_answer(&s->text, a, &(struct render_style){.format = RENDER_TABLE, .digits = 4});
    render_answer(&s->json, a, &(struct render_style){.format = RENDER_JSON});
    buf_putc(&s->text, 0);
    buf_putc(&s->json, 0);
}

static void see_diag(void *cx, const struct diag *d)
{
    struct seen *s = cx;
    buf_fmt(&s->codes, "%s%s", s->codes.n ? " " : "", d->code);
    buf_fmt(&s->messages, "%.*s\n", STR_ARG(d->message));
}

static bool verifying = true;

static enum run_status run(struct session *s, const char *script, struct seen *seen)
{
    struct sink sink = {.cx = seen, .answer = see_answer, .diag = see_diag};
    *seen = (struct seen){0};
    session_set_verify(s, verifying);
    enum run_status status = session_run(s, (struct text){STR("test.cdl"), str_of(script)}, false, &sink);
    buf_putc(&seen->codes, 0);
    buf_putc(&seen->messages, 0);
    return status;
}

static void drop(struct seen *s)
{
    buf_free(&s->text);
    buf_free(&s->json);
    buf_free(&s->codes);
    buf_free(&s->messages);
}

static bool has(const struct buf *b, const char *part)
{
    return b->n && strstr(b->s, part);
}

/* ---- a wrong formula ---- */

/* P(Y = 1 | do(X = 1)) is 0.4 * 0.6 + 0.6 * 0.9 = 0.78, P(Y = 1 | X = 1) is (0.04 * 0.6 + 0.42 * 0.9) / 0.46.
 */
#define MECHANISMS                                             \
    "model m { var Z, X, Y : {0, 1}\n P(Z) = [0.4, 0.6]\n"     \
    "P(X | Z) = [0.9, 0.1, 0.3, 0.7]\n"                        \
    "P(Y | X, Z) = [0.8, 0.2, 0.5, 0.5, 0.4, 0.6, 0.1, 0.9]\n" \
    "}\n"
#define GRAPH "model m { Z -> {X, Y}; X -> Y }\n"
#define JOINT                         \
    "model m { Z -> {X, Y}; X -> Y\n" \
    "var Z, X, Y : {0, 1}\n"          \
    "P(Z, X, Y) = [0.2, 0.1, 0.05, 0.05, 0.1, 0.1, 0.1, 0.3] }\n"

static void wrong_formulas(void)
{
    static const struct {
        const char *script, *message, *what;
    } wrong[] = {
        {MECHANISMS "P(Y | do(X))", "the two routes disagree by 0.0939", "surgery"},
        {MECHANISMS "E(Y | do(X ~ [0.5, 0.5]))", "the two routes disagree by 0.", "soft, by surgery"},
        {MECHANISMS "1 - P(Y = 1 | do(X = 1))", "the two routes disagree by 0.0939", "arithmetic"},
        {MECHANISMS "let a = P(Y | do(X))", "the two routes disagree by 0.0939", "let"},
        {MECHANISMS "assert P(Y = 1 | do(X = 1)) > 0", "the two routes disagree by 0.0939", "assert"},
        {MECHANISMS "explain P(Y | do(X))", "the two routes disagree by 0.0939", "explain"},
        {GRAPH "identify P(Y | do(X))", "the formula and surgery on random mechanisms disagree by 0.",
         "identify"},
        {JOINT "P(Y | do(X))", "the formula and surgery on random mechanisms disagree by 0.", "a joint"},
        {JOINT "P(Y | do(X ~ [0.5, 0.5]))", "the formula and surgery on random mechanisms disagree by 0.",
         "soft, from a joint"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct seen lied, told, trusted;
        struct session *s = session_new();
        lying = true;
        enum run_status status = run(s, wrong[i].script, &lied);
        if (!ok(status == RUN_FAILED && lied.answers == 0 && strcmp(lied.codes.s, "verify-failed") == 0 &&
                    has(&lied.messages, wrong[i].message),
                "%s: a wrong formula is an error, and nothing is shown", wrong[i].what))
            printf("# %u answers, %s: %s\n", lied.answers, lied.codes.s, lied.messages.s);
        verifying = false;
        status = run(s, wrong[i].script, &trusted);
        verifying = true;
        ok(status == RUN_OK, "%s: which goes unnoticed without a check", wrong[i].what);
        lying = false;
        status = run(s, wrong[i].script, &told);
        ok(status == RUN_OK && !has(&told.messages, "disagree") && !has(&told.text, "not verified"),
           "%s: and the right one is none", wrong[i].what);
        drop(&lied);
        drop(&told);
        drop(&trusted);
        session_free(s);
    }
}

/* ---- what is said ---- */

/* The last answer has these parts in its text and in its JSON, and not that one in either. */
static void says(const char *script, const char *text, const char *json, const char * not, const char *what)
{
    struct session *s = session_new();
    struct seen seen;
    enum run_status status = run(s, script, &seen);
    if (!ok(status == RUN_OK && has(&seen.text, text) && has(&seen.json, json) &&
                !(not &&(has(&seen.text, not ) || has(&seen.json, not ))),
            "%s", what))
        printf("# status %d, %s\n# %s\n# %s\n", (int)status, seen.messages.s, seen.text.n ? seen.text.s : "",
               seen.json.n ? seen.json.s : "");
    drop(&seen);
    session_free(s);
}

static void reasons(void)
{
    says("model m { X -> Y; latent U : {0, 1}; U -> {X, Y}; var X, Y : {0, 1}\n"
         "P(U) = [0.5, 0.5]; P(X | U) = [0.9, 0.1, 0.2, 0.8]\n"
         "P(Y | X, U) = [0.9, 0.1, 0.2, 0.8, 0.3, 0.7, 0.6, 0.4] }\nP(Y | do(X))",
         "not verified: the observed variables alone do not determine it",
         "\"not_verified\":\"the observed variables alone do not determine it, so that there is only one "
         "route\"}",
         "\"verified\"", "no formula");
    says("model m { var Z, X, Y : {0, 1}; P(Z) = [0.5, 0.5]; P(X | Z) = [1, 0, 1, 0]\n"
         "P(Y | X, Z) = [0.8, 0.2, 0.5, 0.5, 0.4, 0.6, 0.1, 0.9] }\nP(Y | do(X = 1))",
         "not verified: no value is defined on both routes",
         "\"not_verified\":\"no value is defined on both routes\"}", "\"verified\"",
         "a formula without a value");
    says("model m { X -> Y <- Z; X -> Z; var X : {0, 1}; P(X, Y, Z) = [0.1, 0.1, 0.2, 0.1, 0.1, 0.1, 0.1, "
         "0.2] }\n"
         "P(Y | do(X))",
         "verified: the formula and surgery on random mechanisms differ by less than 1e-12",
         "\"formula_verified\":true", "not_verified", "a joint: formula and combs");
}

/* What is computed with: all of it was checked, or what was not and why. */
static void arithmetic(void)
{
    says(MECHANISMS "let a = P(Y = 1 | do(X = 1))\n2 * a - P(Y = 1 | do(X = 0))",
         "verified: the two routes of every query with do(..) differ by less than 1e-12",
         "\"verified\":true,\"difference\":", "not_verified", "all of it was checked");
    says("model h { latent U : {0, 1}; U -> {X, Y}; X -> Y; var X, Y : {0, 1}\n"
         "P(U) = [0.5, 0.5]; P(X | U) = [0.9, 0.1, 0.2, 0.8]\n"
         "P(Y | X, U) = [0.9, 0.1, 0.2, 0.8, 0.3, 0.7, 0.6, 0.4] }\n" MECHANISMS
         "P(Y = 1 | do(X = 1)) + P(Y = 1 | do(X = 0)) in h",
         "not verified: P(Y = 1 | do(X = 0)) in h: the observed variables alone do not determine it",
         "\"not_verified\":\"P(Y = 1 | do(X = 0)) in h: the observed", "\"verified\"",
         "one part was not, for a reason");
    says(MECHANISMS "P(Y = 1) + P(X = 1)", "", "\"method\":\"arithmetic\"}", "erified",
         "nothing is said where there is no effect");
}

static void asked_before(void)
{
    struct session *s = session_new();
    struct seen first, then;
    verifying = false;
    run(s, MECHANISMS "let a = P(Y = 1 | do(X = 1))\na", &first);
    ok(!has(&first.text, "verified"), "nothing is said without verification");
    verifying = true;
    run(s, "a + P(Y = 1 | do(X = 0))", &then);
    ok(has(&then.text, "not verified: P(Y = 1 | do(X = 1)): it was asked without `verify`"),
       "a value bound before verification was asked for");
    drop(&first);
    drop(&then);
    session_free(s);
}

/* X and Y are independent in the graph and dependent in the joint: P(0, 0) is 0.4, and 0.25 if they were not.
 */
static void misfits(void)
{
    says("model m { X -> Z <- Y; var X, Y, Z : {0, 1}\n"
         "P(X, Y, Z) = [0.2, 0.2, 0.05, 0.05, 0.05, 0.05, 0.2, 0.2] }\nP(Z | do(X))",
         "the joint is off the model's independences by at most 0.15", "\"misfit\":0.15", NULL,
         "a joint that is not Markov to the graph");
    says("model m { X -> Z <- Y; var X, Y, Z : {0, 1}\n"
         "P(X, Y, Z) = [0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125] }\nP(Z | do(X))",
         "the joint is off the model's independences by less than 1e-12", "\"misfit\":0", NULL,
         "a joint that is");
}

int main(void)
{
    wrong_formulas();
    reasons();
    arithmetic();
    asked_before();
    misfits();
    return tap_done();
}
