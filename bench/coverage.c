/* coverage.c -- how often the intervals of answers from data have the truth in them.
 *
 *     coverage [delta|bootstrap] [SAMPLES]
 *
 * Three models with all mechanisms known give the truth by surgery and the joint of what is observed; tables
 * of 200, 2000 and 20000 rows are drawn from that, and a model that has only the graph is asked the same.
 * Printed for each: the share of intervals that have the truth in them (nominally 95 %), the share of samples
 * without an answer or an interval, and the mean width.  Exit status 1 when a coverage is outside 93 to 97 %.
 */
#include "stoch/chance.h"
#include "base/buf.h"
#include "session/session.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_CELLS = 64, SIZES = 3, QUESTIONS = 2 };
static const uint32_t sizes[SIZES] = {200, 2000, 20000};

/* A number, and a difference, whose interval arithmetic makes. */
static const struct {
    const char *name, *text;
} questions[QUESTIONS] = {{"risk", "P(Y = 1 | do(X = 1))"},
                          {"difference", "P(Y = 1 | do(X = 1)) - P(Y = 1 | do(X = 0))"}};

static const struct subject {
    const char *name, *model, *joint, *graph;
    uint32_t nvars;
    const char *column[4];
} subjects[] = {
    {"back door",
     "latent L : {0, 1}; var Z, X, Y : {0, 1}; L -> Z; Z -> X; Z -> Y; X -> Y;"
     "P(L) = [0.5, 0.5]; P(Z | L) = [0.7, 0.3, 0.4, 0.6]; P(X | Z) = [0.7, 0.3, 0.35, 0.65];"
     "P(Y | Z, X) = [0.8, 0.2, 0.55, 0.45, 0.6, 0.4, 0.3, 0.7]",
     "P(Z, X, Y)",
     "var Z, X, Y : {0, 1}; Z -> X; Z -> Y; X -> Y",
     3,
     {"Z", "X", "Y"}},
    {"front door",
     "latent L : {0, 1}; var X, M, Y : {0, 1}; L -> X; L -> Y; X -> M; M -> Y;"
     "P(L) = [0.6, 0.4]; P(X | L) = [0.7, 0.3, 0.3, 0.7]; P(M | X) = [0.75, 0.25, 0.3, 0.7];"
     "P(Y | L, M) = [0.8, 0.2, 0.5, 0.5, 0.55, 0.45, 0.2, 0.8]",
     "P(X, M, Y)",
     "var X, M, Y : {0, 1}; X -> M -> Y; X <-> Y",
     3,
     {"X", "M", "Y"}},
    {"napkin",
     "latent A, B : {0, 1}; var W, Z, X, Y : {0, 1}; A -> W; A -> X; B -> W; B -> Y; W -> Z; Z -> X; X -> Y;"
     "P(A) = [0.5, 0.5]; P(B) = [0.6, 0.4]; P(W | A, B) = [0.75, 0.25, 0.6, 0.4, 0.45, 0.55, 0.3, 0.7];"
     "P(Z | W) = [0.65, 0.35, 0.35, 0.65]; P(X | A, Z) = [0.75, 0.25, 0.4, 0.6, 0.55, 0.45, 0.25, 0.75];"
     "P(Y | B, X) = [0.75, 0.25, 0.45, 0.55, 0.5, 0.5, 0.25, 0.75]",
     "P(W, Z, X, Y)",
     "var W, Z, X, Y : {0, 1}; W -> Z -> X -> Y; W <-> X; W <-> Y",
     4,
     {"W", "Z", "X", "Y"}},
};
enum { SUBJECTS = sizeof subjects / sizeof *subjects };

/* The last answer. */
struct seen {
    size_t n;
    double p[MOST_CELLS];
    struct estimated of;
};

static void see(void *cx, const struct answer *a)
{
    struct seen *s = cx;
    s->n = a->table ? a->table->cells : 1;
    for (size_t i = 0; i < s->n && i < MOST_CELLS; i++)
        s->p[i] = a->table ? a->table->p[i] : a->number;
    s->of = a->estimate && a->estimate->of ? a->estimate->of[0] : (struct estimated){NAN, NAN, NAN, NAN, NAN};
}

static void see_diag(void *cx, const struct diag *d)
{
    (void)cx;
    if (d->severity == DIAG_ERROR && strcmp(d->code, "no-rows") != 0)
        fprintf(stderr, "%.*s\n", STR_ARG(d->message));
}

static struct seen run(struct session *s, const char *fmt, const char *a, const char *b)
{
    struct seen seen = {.of = {NAN, NAN, NAN, NAN, NAN}};
    struct sink sink = {.cx = &seen, .answer = see, .diag = see_diag};
    char text[2048];
    snprintf(text, sizeof text, fmt, a, b);
    session_run(s, (struct text){STR(""), str_of(text)}, false, &sink);
    return seen;
}

static void write_table(const char *path, const struct subject *q, const uint32_t *count)
{
    FILE *f = fopen(path, "w");
    if (!f)
        exit(2);
    for (uint32_t k = 0; k < q->nvars; k++)
        fprintf(f, "%s,", q->column[k]);
    fputs("n\n", f);
    for (uint32_t r = 0; r < 1u << q->nvars; r++) {
        for (uint32_t k = 0; k < q->nvars; k++)
            fprintf(f, "%u,", r >> (q->nvars - 1 - k) & 1);
        fprintf(f, "%u\n", count[r]);
    }
    fclose(f);
}

struct tally {
    uint32_t hit, without;
    double width;
};

static void count_one(struct tally *t, const struct estimated *e, double truth)
{
    if (!isfinite(e->low)) {
        t->without++;
        return;
    }
    t->hit += e->low <= truth && truth <= e->high ? 1 : 0;
    t->width += e->high - e->low;
}

/* True when the coverage is as it should be. */
static bool tell(const struct subject *q, const char *question, uint32_t rows, uint32_t samples,
                 const struct tally *t)
{
    double n = samples - t->without, share = t->hit / n;
    printf("%-10s  %-10s %6u rows: %5.1f %% of %u (+- %.1f), %.1f %% without an interval, mean width %.4f\n",
           q->name, question, rows, 100 * share, samples - t->without, 196 * sqrt(share * (1 - share) / n),
           100.0 * t->without / samples, t->width / n);
    fflush(stdout);
    return share >= 0.93 && share <= 0.97;
}

/* One model, one size. */
static bool coverage(struct session *s, const char *path, const struct subject *q, uint32_t rows,
                     uint32_t samples, const double *joint, const double *truth)
{
    struct arena arena = {0};
    struct diags diags = {.arena = &arena};
    struct work w = {&arena, &diags, NULL};
    struct chance *draws = chance_stream(&w, 20260, rows);
    struct tally tally[QUESTIONS] = {0};
    uint32_t count[MOST_CELLS];
    bool good = draws != NULL;
    for (uint32_t i = 0; draws && i < samples; i++) {
        chance_counts(draws, joint, count, (size_t)1 << q->nvars, rows);
        write_table(path, q, count);
        run(s, "observe seen from \"%s\" weight n%s\n", path, "");
        for (size_t k = 0; k < QUESTIONS; k++) {
            struct seen seen = run(s, "%s%s\n", questions[k].text, "");
            count_one(&tally[k], &seen.of, truth[k]);
        }
    }
    arena_free(&arena);
    for (size_t k = 0; k < QUESTIONS; k++)
        good = tell(q, questions[k].name, rows, samples, &tally[k]) && good;
    return good;
}

int main(int argc, char **argv)
{
    char path[] = "/tmp/causal-coverage-XXXXXX";
    bool bootstrap = argc > 1 && strcmp(argv[1], "bootstrap") == 0, good = true;
    uint32_t samples = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : bootstrap ? 1000 : 4000;
    int file = mkstemp(path);
    if (file < 0)
        return 2;
    close(file);
    printf("%s, nominal 95 %%\n", bootstrap ? "bootstrap, 1000 tables each" : "delta method");
    for (size_t k = 0; k < SUBJECTS; k++) {
        const struct subject *q = &subjects[k];
        struct session *s = session_new();
        if (!s)
            return 2;
        struct interval_options how = session_interval(s);
        how.method = bootstrap ? INTERVAL_BOOTSTRAP : INTERVAL_DELTA;
        session_set_interval(s, how);
        double truth[QUESTIONS];
        run(s, "model truth { %s }%s\n", q->model, "");
        for (size_t i = 0; i < QUESTIONS; i++)
            truth[i] = run(s, "%s%s\n", questions[i].text, "").p[0];
        struct seen joint = run(s, "%s\n%s", q->joint, "");
        run(s, "model seen { %s }\n%s", q->graph, "");
        for (size_t i = 0; i < SIZES; i++)
            good = coverage(s, path, q, sizes[i], samples, joint.p, truth) && good;
        session_free(s);
    }
    remove(path);
    return good ? 0 : 1;
}
