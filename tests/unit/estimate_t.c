/* estimate_t.c -- standard errors and intervals of answers from data: closed forms, the delta method against
 * numerical differentiation and against the bootstrap, repeated rows against frequencies, threads. */
#include "base/buf.h"
#include "base/machine.h"
#include "session/session.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_CELLS = 64, MOST_ROWS = 128 };

/* The numbers of the last answer: of an effect the risks, then the effects, both columns. */
struct seen {
    size_t n;
    struct estimated of[MOST_CELLS];
    enum interval_method method;
    unsigned errors;
};

static void see(void *cx, const struct answer *a)
{
    struct seen *s = cx;
    s->n = 0;
    s->method = a->estimate ? a->estimate->how.method : INTERVAL_OFF;
    const struct answer_effect *e = a->effect;
    for (size_t i = 0; e && i < (size_t)e->nrisks + e->neffects; i++) {
        const struct effect_number *n = i < e->nrisks ? &e->risk[i] : &e->effect[i - e->nrisks];
        s->of[s->n++] = n->crude;
        s->of[s->n++] = n->adjusted;
    }
    for (size_t i = 0; a->estimate && a->estimate->of && i < a->estimate->n && i < MOST_CELLS; i++)
        s->of[s->n++] = a->estimate->of[i];
}

static void see_diag(void *cx, const struct diag *d)
{
    struct seen *s = cx;
    s->errors += d->severity == DIAG_ERROR;
    if (d->severity == DIAG_ERROR)
        printf("# %.*s\n", STR_ARG(d->message));
}

/* A table of counts of binary variables, all cells of the joint; the first name changes slowest. */
struct table {
    const char *names[7];
    uint32_t nvars;
    double count[MOST_ROWS];
};

static char path[] = "/tmp/causal-estimate-XXXXXX";

static uint64_t random_state = 7;

static uint32_t draw(uint32_t n)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(random_state >> 33) % n;
}

static void write_table(const struct table *t, bool repeated)
{
    FILE *f = fopen(path, "w");
    for (uint32_t k = 0; k < t->nvars; k++)
        fprintf(f, "%s%s", k ? "," : "", t->names[k]);
    fprintf(f, repeated ? "\n" : ",n\n");
    for (uint32_t r = 0; r < 1u << t->nvars; r++)
        for (uint32_t times = repeated ? (uint32_t)t->count[r] : 1; times > 0; times--) {
            for (uint32_t k = 0; k < t->nvars; k++)
                fprintf(f, "%s%u", k ? "," : "", r >> (t->nvars - 1 - k) & 1);
            if (repeated)
                fprintf(f, "\n");
            else
                fprintf(f, ",%.17g\n", t->count[r]);
        }
    fclose(f);
}

static struct seen run(const char *text, struct interval_options how)
{
    struct session *s = session_new();
    struct seen seen = {0};
    struct sink sink = {.cx = &seen, .answer = see, .diag = see_diag};
    session_set_interval(s, how);
    session_run(s, (struct text){STR(""), str_of(text)}, false, &sink);
    session_free(s);
    return seen;
}

/* What the question comes to over the table; `option` is one of `observe`. */
static struct seen asked_with(const char *option, const struct table *t, const char *model,
                              const char *question, struct interval_options how)
{
    char text[1024];
    write_table(t, false);
    snprintf(text, sizeof text, "model m { %s }\nobserve m from \"%s\" %s\n%s\n", model, path, option,
             question);
    return run(text, how);
}

/* The same over its rows as they are, or with frequencies. */
static struct seen asked(const struct table *t, bool repeated, const char *model, const char *question,
                         struct interval_options how)
{
    char text[1024];
    if (!repeated)
        return asked_with("weight n", t, model, question, how);
    write_table(t, true);
    snprintf(text, sizeof text, "model m { %s }\nobserve m from \"%s\"\n%s\n", model, path, question);
    return run(text, how);
}

static const struct interval_options delta = {INTERVAL_DELTA, 0.95, 1000, 1};

static struct table random_table(uint32_t nvars, uint32_t least, uint32_t most)
{
    struct table t = {{"U", "V", "W", "X", "Y", "Z"}, nvars, {0}};
    static const char *const seven[] = {"A", "B", "C", "D", "S", "X", "Z"};
    for (uint32_t k = 0; nvars == 7 && k < nvars; k++)
        t.names[k] = seven[k];
    for (uint32_t r = 0; r < 1u << nvars; r++)
        t.count[r] = least + draw(most - least);
    return t;
}

/* ---- closed forms ---- */

static void closed_forms(void)
{
    /* U is Z, V is X, W is Y */
    struct table t = random_table(3, 5, 60);
    double n = 0, y = 0, cell[2][2][2], nz[2] = {0};
    for (uint32_t r = 0; r < 8; r++) {
        cell[r >> 2][r >> 1 & 1][r & 1] = t.count[r];
        n += t.count[r];
        y += (r & 1) * t.count[r];
        nz[r >> 2] += t.count[r];
    }
    struct seen s = asked(&t, false, "U -> V; U -> W; V -> W", "P(W = 1)", delta);
    double p = y / n, se = sqrt(p * (1 - p) / n);
    near(s.of[0].se, se, 1e-14, "a proportion has the error sqrt(p (1 - p) / n)");
    double logit = log(p / (1 - p)), half = 1.959963984540054 * se / (p * (1 - p));
    near(s.of[0].low, 1 / (1 + exp(half - logit)), 1e-12,
         "and an interval that is symmetric in its logit: below");
    near(s.of[0].high, 1 / (1 + exp(-half - logit)), 1e-12, "above");
    near(s.of[0].n_eff, n, 1e-8, "as sure as n rows");

    double risk[2], at[2], within = 0, sum = 0, squares = 0;
    for (uint32_t x = 0; x < 2; x++) {
        at[x] = cell[0][x][0] + cell[0][x][1] + cell[1][x][0] + cell[1][x][1];
        risk[x] = (cell[0][x][1] + cell[1][x][1]) / at[x];
    }
    for (uint32_t z = 0; z < 2; z++) {
        double d = 0, w = nz[z] / n;
        for (uint32_t x = 0; x < 2; x++) {
            double m = cell[z][x][0] + cell[z][x][1], q = cell[z][x][1] / m;
            within += w * w * q * (1 - q) / m;
            d += x ? q : -q;
        }
        sum += w * d;
        squares += w * d * d;
    }
    s = asked(&t, false, "U -> V; U -> W; V -> W", "effect V -> W", delta);
    ok(s.n == 10, "the panel has two risks and three contrasts, each twice");
    near(s.of[4].value, risk[1] - risk[0], 1e-14, "the unadjusted risk difference");
    near(s.of[4].se, sqrt(risk[0] * (1 - risk[0]) / at[0] + risk[1] * (1 - risk[1]) / at[1]), 1e-14,
         "and its error, that of two proportions");
    near(s.of[5].value, sum, 1e-14, "the standardised risk difference");
    near(s.of[5].se, sqrt(within + (squares - sum * sum) / n), 1e-14,
         "its error: within the strata, and of their shares");
    double woolf = 0;
    for (uint32_t i = 0; i < 4; i++)
        woolf += 1 / (cell[0][i >> 1][i & 1] + cell[1][i >> 1][i & 1]);
    near(s.of[8].low, s.of[8].value * exp(-1.959963984540054 * sqrt(woolf)), 1e-12,
         "the interval of the crude odds ratio is Woolf's");
}

/* ---- against differentiation and the bootstrap ---- */

struct subject {
    const char *what, *model, *question;
    uint32_t nvars;
};

static const struct subject subjects[] = {
    {"back door", "U -> V; U -> W; V -> W", "P(W | do(V))", 3},
    {"front door", "U -> V -> W; U <-> W", "P(W | do(U))", 3},
    {"napkin", "U -> V -> W -> X; U <-> W; U <-> X", "P(X | do(W))", 4},
    {"conditional effect", "U -> V; U -> X; V -> W -> X; V <-> X", "P(X | U = 1, do(V))", 4},
    {"two districts", "U -> V -> W -> X; U <-> W; V <-> X", "P(X, W | do(V = 1))", 4},
    {"a quotient", "U -> V -> W; U <-> W; V -> X; W -> X", "P(U | X = 1, do(V = 0))", 4},
    {"a named c-factor",
     "A -> B -> S; A -> C -> D -> X -> B; C -> B; C -> Z -> D; Z -> B; A <-> X; D <-> S; X <-> S; C <-> S",
     "P(D, S | do(Z, X, B))", 7},
    {"effect by back door", "U -> V; U -> W; V -> W", "effect V -> W", 3},
    {"effect by front door", "U -> V -> W; U <-> W", "effect U -> W", 3},
    {"a soft intervention", "U -> V -> W; U <-> W", "P(W | do(U ~ [0.3, 0.7]))", 3},
    {"a policy, conditioned", "U -> V -> W -> X; U -> X; V <-> X", "P(X | U, do(W := U))", 4},
    {"a mean under a policy that sees another", "U -> V; U -> W; V -> W; U -> X",
     "E(W | X = 1, do(V := 1 - U))", 4},
    {"soft beside hard", "U -> V; U -> W; V -> W; W -> X; V -> X", "P(X, U | do(V, W ~ [0.2, 0.8]))", 4},
    {"a difference", "U -> V; U -> W; V -> W", "P(W = 1 | do(V = 1)) - P(W = 1 | do(V = 0))", 3},
    {"all operations", "U -> V -> W; U <-> W",
     "-sqrt(P(W = 1 | do(U = 1))) * log(2 - E(W | do(U = 0))) / exp(P(U = 1 | W = 0)) + abs(P(V = 1) - 3)",
     3},
    {"numbers with names", "U -> V; U -> W; V -> W",
     "let p = P(W = 1 | do(V = 1))\nlet q = P(W = 1 | V = 0) - p / 3\n(5 * q + 10) mod 3 + min(p, 2) * q", 3},
};
enum { SUBJECTS = sizeof subjects / sizeof *subjects };

/* The error by central differences: n times the derivative by a row's frequency is its influence. */
static void against_differences(const struct subject *q)
{
    random_state = 7; /* subjects may come and go */
    struct table t = random_table(q->nvars, 20, 100);
    struct seen s = asked(&t, false, q->model, q->question, delta);
    double worst = 0, sum[MOST_CELLS] = {0};
    for (uint32_t r = 0; r < 1u << q->nvars; r++) {
        const double step = 1e-3;
        struct table up = t, down = t;
        up.count[r] += step;
        down.count[r] -= step;
        struct seen a = asked(&up, false, q->model, q->question, delta),
                    b = asked(&down, false, q->model, q->question, delta);
        for (size_t i = 0; i < s.n; i++) {
            double influence = (a.of[i].value - b.of[i].value) / (2 * step);
            sum[i] += t.count[r] * influence * influence;
        }
    }
    for (size_t i = 0; i < s.n; i++)
        worst = fmax(worst, fabs(s.of[i].se / sqrt(sum[i]) - 1));
    ok(s.n > 0 && !s.errors && worst < 1e-6, "%s: the slopes are those of differences", q->what);
    printf("# %zu numbers, worst relative difference %.2g\n", s.n, worst);
}

static void against_bootstrap(const struct subject *q)
{
    random_state = 7;
    struct table t = random_table(q->nvars, 100, 400);
    struct interval_options draws = {INTERVAL_BOOTSTRAP, 0.95, 4000, 1};
    struct seen s = asked(&t, false, q->model, q->question, delta),
                b = asked(&t, false, q->model, q->question, draws);
    double worst = 0;
    for (size_t i = 0; i < s.n; i++)
        worst = fmax(worst, fabs(s.of[i].se / b.of[i].se - 1));
    ok(s.n > 0 && s.n == b.n && b.method == INTERVAL_BOOTSTRAP && worst < 0.05,
       "%s: the errors of the delta method and the bootstrap agree within 5 %%", q->what);
    printf("# worst relative difference %.2g\n", worst);
}

/* ---- arithmetic ---- */

static void check_panel(const struct table *t, const char *option, const char *model,
                        struct interval_options how)
{
    static const char *const contrasts[] = {
        "let p = P(W = 1 | do(V = 1))\nlet q = P(W = 1 | do(V = 0))\np - q",
        "P(W = 1 | do(V = 1)) / P(W = 1 | do(V = 0))",
        "let p = P(W = 1 | do(V = 1))\nlet q = P(W = 1 | do(V = 0))\n(p / (1 - p)) / (q / (1 - q))"};
    static const char *const measure[] = {"risk difference", "risk ratio", "odds ratio"};
    struct seen panel = asked_with(option, t, model, "effect V -> W", how);
    for (size_t i = 0; i < 3; i++) {
        struct seen s = asked_with(option, t, model, contrasts[i], how);
        const struct estimated *a = &s.of[0], *b = &panel.of[4 + 2 * i + 1];
        bool sampled = how.method == INTERVAL_BOOTSTRAP; /* other tables are drawn */
        double tolerance = sampled ? 0.1 : 1e-12;
        ok(s.n == 1 && s.method == how.method && fabs(a->value - b->value) < 1e-14 &&
               fabs(a->se - b->se) < tolerance * b->se &&
               fabs(a->low - b->low) < tolerance * (b->high - b->low) &&
               fabs(a->high - b->high) < tolerance * (b->high - b->low),
           "%s, %s: the same by hand as in the panel", sampled ? "bootstrap" : option, measure[i]);
    }
}

static void arithmetic(void)
{
    const char *graph = "var U, V, W : {0, 1}; U -> V; U -> W; V -> W";
    const struct interval_options draws = {INTERVAL_BOOTSTRAP, 0.95, 4000, 1};
    struct table t = random_table(3, 5, 60);
    check_panel(&t, "weight n", graph, delta);
    check_panel(&t, "weight n prior 2", graph, delta);
    check_panel(&t, "sampling weight n", graph, delta);
    check_panel(&t, "weight n", graph, draws);
    struct seen s = asked_with("weight n prior 1", &t, graph, "P(W = 1) - P(W = 1)", draws);
    ok(s.n == 1 && s.of[0].se == 0 && s.of[0].low == 0 && s.of[0].high == 0,
       "a number less itself is sure to be 0 over every table drawn");
    struct session *changed = session_new();
    struct seen seen = {0};
    struct sink sink = {.cx = &seen, .answer = see, .diag = see_diag};
    char text[1024];
    snprintf(text, sizeof text,
             "model m { %s }\nobserve m from \"%s\" weight n\nlet p = P(W = 1)\n"
             "observe m from \"%s\" weight n\nP(W = 1) - p\n",
             graph, path, path);
    s = run(text, delta);
    ok(s.n == 0 && s.method == INTERVAL_DELTA, "numbers of two readings of data have no interval together");
    session_set_interval(changed, delta);
    session_run(changed, (struct text){STR(""), str_of(text)}, false, &sink);
    session_run(changed, (struct text){STR(""), STR("let p = P(V = 1)")}, false, &sink);
    session_set_interval(changed, draws);
    session_run(changed, (struct text){STR(""), STR("P(W = 1) - p")}, false, &sink);
    ok(seen.n == 0 && !seen.errors, "nor do numbers whose intervals were set otherwise");
    session_free(changed);
}

/* ---- the overlap ---- */

static bool same(const struct seen *a, const struct seen *b)
{
    return a->n && a->n == b->n && !memcmp(a->of, b->of, a->n * sizeof *a->of);
}

static void overlap(void)
{
    /* Z = (U, V), X, Y; in two of four strata some level of X is missing */
    const char *graph = "var U, V, W, X : {0, 1}; {U, V} -> {W, X}; W -> X";
    struct table t = random_table(4, 5, 60), by_hand;
    t.count[0] = t.count[1] = 0;   /* U = 0, V = 0: no W = 0 */
    t.count[14] = t.count[15] = 0; /* U = 1, V = 1: no W = 1 */
    by_hand = t;
    for (uint32_t r = 0; r < 4; r++)
        by_hand.count[r] = by_hand.count[12 + r] = 0;
    static const char *const options[] = {"weight n", "sampling weight n", "weight n prior 1"};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        struct seen a = asked_with(options[i], &t, graph, "effect W -> X on overlap", delta),
                    b = asked_with(options[i], &by_hand, graph, "effect W -> X", delta);
        /* with a sampling weight a row of weight 0 is a row, too, and only there */
        ok(same(&a, &b), "%s: on the overlap is the same as without the rows of the other strata",
           options[i]);
    }
    struct seen a = asked_with("weight n", &t, graph, "effect W -> X via {U, V} on overlap", delta),
                b = asked_with("weight n", &t, graph, "effect W -> X on overlap", delta);
    ok(same(&a, &b), "the set may be forced");
    a = asked_with("weight n", &by_hand, graph, "effect W -> X", delta);
    b = asked_with("weight n", &by_hand, graph, "effect W -> X on overlap", delta);
    ok(same(&a, &b), "where all strata have all levels it changes nothing");
}

/* ---- the same data otherwise ---- */

static void repeated_rows(void)
{
    struct table t = random_table(3, 1, 40);
    struct interval_options draws = {INTERVAL_BOOTSTRAP, 0.9, 200, 5};
    struct seen a = asked(&t, false, subjects[0].model, subjects[0].question, delta),
                b = asked(&t, true, subjects[0].model, subjects[0].question, delta);
    ok(same(&a, &b), "frequencies are the same as repeated rows");
    a = asked(&t, false, subjects[1].model, subjects[1].question, draws);
    b = asked(&t, true, subjects[1].model, subjects[1].question, draws);
    ok(same(&a, &b), "in the bootstrap, too");
    machine_set_threads(1);
    b = asked(&t, false, subjects[1].model, subjects[1].question, draws);
    machine_set_threads(3);
    a = asked(&t, false, subjects[1].model, subjects[1].question, draws);
    ok(same(&a, &b), "and it gives the same bytes on one thread and on three");
    draws.seed = 6;
    b = asked(&t, false, subjects[1].model, subjects[1].question, draws);
    ok(!same(&a, &b), "another seed gives others");
}

/* ---- priors, weights, ends, mechanisms ---- */

static void priors_and_weights(void)
{
    struct table t = random_table(3, 0, 9), more = t;
    const char *graph = "var U, V, W : {0, 1}; U -> V; U -> W; V -> W";
    double sum = 0, ones = 0, squares = 0;
    for (uint32_t r = 0; r < 8; r++)
        more.count[r] += 2;
    struct seen a = asked_with("weight n prior 16", &t, graph, "P(W | do(V))", delta),
                b = asked(&more, false, graph, "P(W | do(V))", delta);
    near(a.of[3].value, b.of[3].value, 1e-14, "a prior is spread over the cells of the joint");
    struct seen c = asked_with("weight n prior 16", &t, graph, "P(V = 1)", delta),
                both = asked_with("weight n prior 16", &t, graph, "P(V = 1, W = 0) + P(V = 1, W = 1)", delta);
    near(c.of[0].value, both.of[0].value, 1e-14, "and all questions smooth a margin alike");
    ok(a.of[3].se < b.of[3].se * 1.5 && a.of[3].se > 0, "and the error is that of the rows");

    t = random_table(3, 1, 9);
    a = asked_with("sampling weight n", &t, graph, "P(W = 1)", delta);
    for (uint32_t r = 0; r < 8; r++) {
        sum += t.count[r];
        ones += (r & 1) * t.count[r];
    }
    for (uint32_t r = 0; r < 8; r++)
        squares += pow(t.count[r] * ((r & 1) - ones / sum), 2);
    near(a.of[0].value, ones / sum, 1e-14, "sampling weights: the weighted share");
    near(a.of[0].se, sqrt(squares) / sum, 1e-14, "and its error, of rows that each count once");

    t.count[1] = t.count[3] = t.count[5] = t.count[7] = 0;
    const struct interval_options how[] = {delta, {INTERVAL_BOOTSTRAP, 0.95, 200, 1}};
    for (size_t i = 0; i < 2; i++) {
        double n = 0;
        for (uint32_t r = 0; r < 8; r++)
            n += t.count[r];
        a = asked(&t, false, graph, "P(W = 1)", how[i]);
        ok(a.of[0].value <= 0 && a.of[0].low <= 0, "a share of 0 begins at 0");
        near(a.of[0].high, 1 - pow(0.025, 1 / n), 1e-12, "and ends where 0 of n have a chance of 1 in 40");
        a = asked(&t, false, graph, "P(W = 1 | do(V = 1))", how[i]);
        ok(a.of[0].value <= 0 && isnan(a.of[0].low) && isnan(a.of[0].high),
           "an adjusted one has no interval");
        a = asked(&t, false, graph, "P(W = 1 | do(V = 1)) - P(U = 1)", how[i]);
        ok(a.n == 0, "nor has what is computed from it");
        a = asked(&t, false, "var V, W : {0, 1}; V -> W", "P(W = 0 | V = 0)", how[i]);
        near(a.of[0].low, pow(0.025, 1 / (t.count[0] + t.count[4])), 1e-12,
             "a share of 1 has its lower bound");
        /* U is the cause: none of its rows with U = 1 have V = 1, some of the others have */
        struct table half = t;
        half.count[6] = 0;
        a = asked(&half, false, "var U, V : {0, 1}; U -> V", "effect U -> V", how[i]);
        const struct estimated *p = &a.of[2], *q = &a.of[0], *d = &a.of[4];
        near(d->low, d->value - (q->high - q->value), 1e-12, "a difference from 0: square and add, below");
        near(d->high, d->value + sqrt(p->high * p->high + pow(q->value - q->low, 2)), 1e-12, "and above");
        ok(p->high > 0 && isnan(a.of[6].low) && isnan(a.of[8].low), "ratios have none");
    }
}

static void mechanisms(void)
{
    const char
        *text = "model full { var Z, X, Y : {0, 1}; Z -> X; Z -> Y; X -> Y; P(Z) = [0.3, 0.7]\n"
                "P(X | Z) = [0.2, 0.8, 0.6, 0.4]; P(Y | Z, X) = [0.1, 0.9, 0.5, 0.5, 0.7, 0.3, 0.4, 0.6] }\n"
                "let j = P(Z, X, Y)\neffect X -> Y\n",
        *seen = "model seen { Z -> X; Z -> Y; X -> Y; P(Z, X, Y) = j }\neffect X -> Y\n";
    char both[1024];
    snprintf(both, sizeof both, "%s%s", text, seen);
    struct seen a = run(text, delta), b = run(both, delta);
    double worst = 0;
    for (size_t i = 0; i < a.n; i++)
        worst = fmax(worst, fabs(a.of[i].value - b.of[i].value));
    ok(a.n == 10 && b.n == 10 && worst < 1e-14, "an effect by surgery is that from the joint by adjustment");
    ok(a.method == INTERVAL_OFF && b.method == INTERVAL_OFF && isnan(a.of[1].low) && isnan(b.of[1].low),
       "neither has intervals");
}

/* Rows that all agree say nothing of how sure their mean is, by neither method; with a second mean neither
 * does the difference. A proportion of none has its exact interval. */
static void rows_that_agree(void)
{
    const struct interval_options drawn = {INTERVAL_BOOTSTRAP, 0.95, 200, 1};
    const struct table t = {{"X", "Y"}, 2, {5, 5, 0, 10}};
    const struct interval_options how[] = {delta, drawn};
    for (size_t i = 0; i < 2; i++) {
        struct seen one = asked(&t, false, "X -> Y", "E(Y | X = 1)", how[i]);
        ok(one.n == 1 && isnan(one.of[0].low) && isnan(one.of[0].high),
           "a mean of rows that agree has no interval");
        one = asked(&t, false, "X -> Y", "E(Y | X = 0)", how[i]);
        ok(one.n == 1 && one.of[0].low < 0.5 && one.of[0].high > 0.5, "others have");
        one = asked(&t, false, "X -> Y", "E(Y | X = 1) - E(Y | X = 0)", how[i]);
        ok(one.n == 0 || isnan(one.of[0].low), "nor has a difference from it");
        one = asked(&t, false, "X -> Y", "P(Y = 0 | X = 1)", how[i]);
        near(one.of[0].high, 1 - pow(0.025, 0.1), 1e-12, "a proportion has the exact one");
    }
}

int main(void)
{
    int file = mkstemp(path);
    if (file < 0)
        return 1;
    close(file);
    closed_forms();
    for (size_t i = 0; i < SUBJECTS; i++)
        against_differences(&subjects[i]);
    for (size_t i = 0; i < SUBJECTS; i++)
        against_bootstrap(&subjects[i]);
    arithmetic();
    overlap();
    rows_that_agree();
    repeated_rows();
    priors_and_weights();
    mechanisms();
    remove(path);
    return tap_done();
}
