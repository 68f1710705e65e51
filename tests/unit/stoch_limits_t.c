/* stoch_limits_t.c -- what does not fit is refused, what takes too long can be stopped, and want of memory at
 * any point is reported; the plans that are kept live on, and nothing is left behind (sanitizers see to
 * that). */
#include "stoch_net.h"

#include "base/interrupt.h"
#include "base/machine.h"

#include <signal.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* The three kinds of question. */
enum asked { MARGINALS, MOST_PROBABLE, CONDITIONAL, KINDS };
static const char *const kinds[] = {"all marginals", "the most probable states", "a conditional query"};

enum { MOST_NUMBERS = 4096, NODES = 600 };

struct numbers {
    size_t n;
    double p[MOST_NUMBERS];
};

/* Ask about the diagram's outputs; the numbers of the answer. False when it fails. */
static bool ask(struct numbers *to, enum asked kind, struct work *w, const struct diagram *d)
{
    static const struct evidence e = {0, 1};
    static struct tensor *out[NODES];
    static uint32_t state[NODES];
    bool impossible;
    *to = (struct numbers){.n = 0};
    if (kind == MOST_PROBABLE) {
        to->n = d->nout + 1;
        if (!stoch_most_probable(state, &to->p[0], &to->p[1], w, d, d->out + 1, d->nout - 1, &e, 1))
            return false;
        for (uint32_t i = 1; i < d->nout; i++)
            to->p[1 + i] = state[i - 1];
        return true;
    }
    uint32_t n = kind == MARGINALS ? d->nout - 1 : 1;
    if (kind == MARGINALS && !stoch_marginals(out, w, d, d->out + 1, n, &e, 1, &impossible))
        return false;
    if (kind == CONDITIONAL &&
        !(out[0] = stoch_conditional(w, d, d->out + d->nout - 1, 1, d->out + 1, 1, &e, 1, &impossible)))
        return false;
    for (uint32_t i = 0; i < n; i++)
        for (size_t k = 0; k < out[i]->cells && to->n < MOST_NUMBERS; k++)
            to->p[to->n++] = out[i]->p[k];
    return true;
}

static bool same(const struct numbers *a, const struct numbers *b)
{
    return a->n == b->n && memcmp(a->p, b->p, a->n * sizeof *a->p) == 0;
}

/* ---- a long band: each variable depends on the few before it ---- */

enum { BAND = 4 };

struct band {
    struct diagram d;
    struct wire wire[NODES];
    struct box box[NODES];
    const struct box *boxes[NODES];
    uint32_t port[NODES][BAND + 1], out[NODES];
};

/* One matrix serves all boxes, but for the first ones. */
static struct band *band_new(uint32_t nodes, uint32_t card)
{
    static struct str names[64];
    struct type *type = ARENA_NEW(&arena, struct type, 1);
    struct band *b = ARENA_NEW(&arena, struct band, 1);
    size_t rows = 1;
    for (uint32_t i = 0; i < card; i++)
        names[i] = net_names[0];
    *type = (struct type){.n = card, .state = names};
    for (uint32_t i = 0; i < BAND; i++)
        rows *= card;
    double *p = ARENA_NEW(&arena, double, rows *card);
    for (size_t r = 0; r < rows; r++) {
        double sum = 0;
        for (uint32_t i = 0; i < card; i++)
            sum += p[r * card + i] = 1 + draw(1000);
        for (uint32_t i = 0; i < card; i++)
            p[r * card + i] /= sum;
    }
    for (uint32_t v = 0; v < nodes; v++) {
        uint32_t nin = v < BAND ? v : BAND;
        b->wire[v] = (struct wire){.name = net_names[0], .type = type};
        for (uint32_t i = 0; i < nin; i++)
            b->port[v][i] = v - nin + i;
        b->port[v][nin] = b->out[v] = v;
        b->box[v] = (struct box){.name = net_names[0],
                                 .nin = nin,
                                 .nout = 1,
                                 .in = b->port[v],
                                 .out = b->port[v] + nin,
                                 .matrix = p};
        b->boxes[v] = &b->box[v];
    }
    b->d = (struct diagram){
        .nwires = nodes, .nboxes = nodes, .nout = nodes, .wire = b->wire, .box = b->boxes, .out = b->out};
    return b;
}

/* ---- the limit of memory ---- */

static void memory_limit(void)
{
    double before = machine_memory_limit();
    struct plans *plans = plans_new();
    static struct numbers free_first, refused, small, free_again;
    begin();
    work.plans = plans;
    struct band *large = band_new(30, 6), *little = band_new(6, 2);
    for (int kind = 0; kind < KINDS; kind++) {
        bool good = ask(&free_first, (enum asked)kind, &work, &large->d);
        machine_set_memory_limit(20e3);
        bool no = ask(&refused, (enum asked)kind, &work, &large->d);
        ok(good && !no && strcmp(last_code(), "table-too-large") == 0,
           "%s: what needs more memory than the limit is refused, planned before or not", kinds[kind]);
        ok(ask(&small, (enum asked)kind, &work, &little->d), "what needs less is answered still");
        machine_set_memory_limit(before);
        ok(ask(&free_again, (enum asked)kind, &work, &large->d) && same(&free_first, &free_again),
           "and with the limit of before all of it is, as before");
    }
    plans_free(plans);
    work.plans = plans = plans_new();
    machine_set_memory_limit(20e3);
    bool no = ask(&refused, MARGINALS, &work, &large->d);
    machine_set_memory_limit(before);
    ok(!no && ask(&free_again, MARGINALS, &work, &large->d),
       "a plan that was made under the limit serves later");
    end();
    plans_free(plans);
}

/* ---- the interrupt flag ---- */

/* Seconds of processor time in which everything stops; sanitizers take their time to give out memory. */
#ifdef __SANITIZE_ADDRESS__
#define SOON 1.0
#else
#define SOON 0.1
#endif

static volatile double raised; /* processor time when the flag was raised */

static double processor_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void on_alarm(int signal)
{
    (void)signal;
    interrupt_flag = 1;
    raised = processor_seconds();
}

/* Raise the flag after so many microseconds: how long does it take until the question gives up? Negative: it
 * was answered before. */
static double time_to_stop(enum asked kind, const struct diagram *d, struct plans *plans, long microseconds)
{
    static struct numbers numbers;
    struct arena draft = {0};
    struct diags complaints = {.arena = &draft};
    struct work w = {&draft, &complaints, plans};
    const struct itimerval once = {.it_value = {microseconds / 1000000, microseconds % 1000000}};
    interrupt_flag = 0;
    raised = 0;
    setitimer(ITIMER_VIRTUAL, &once, NULL);
    bool answered = ask(&numbers, kind, &w, d);
    double took = processor_seconds() - raised;
    const struct itimerval never = {.it_value = {0, 0}};
    setitimer(ITIMER_VIRTUAL, &never, NULL);
    bool told =
        !answered && complaints.n && strcmp(complaints.list[complaints.n - 1].code, "interrupted") == 0;
    arena_free(&draft);
    interrupt_flag = 0;
    return answered ? -1 : told ? took : HUGE_VAL;
}

static void interrupting(void)
{
    static const long after[] = {200, 2000, 10000, 40000, 120000};
    struct sigaction act = {.sa_handler = on_alarm};
    sigaction(SIGVTALRM, &act, NULL);
    begin();
    struct band *b = band_new(NODES, 13);
    for (int kind = 0; kind < KINDS; kind++)
        for (uint32_t threads = 1; threads <= 2; threads++) {
            struct plans *plans = plans_new();
            double worst = 0;
            int stopped = 0;
            machine_set_threads(threads);
            for (size_t i = 0; i < sizeof after / sizeof *after; i++) {
                double t = time_to_stop((enum asked)kind, &b->d, i % 2 ? plans : NULL, after[i]);
                stopped += t >= 0;
                worst = fmax(worst, t);
            }
            plans_free(plans);
            ok(worst < SOON && stopped >= 3, "%s, %u threads: %d times stopped, within %.1f ms", kinds[kind],
               threads, stopped, worst * 1e3);
        }
    end();
    machine_set_threads(1);
}

/* ---- want of memory ---- */

/* Each request in turn fails. */
static void want_of_memory(enum asked kind, bool kept)
{
    static struct numbers right, got;
    int silent = 0, wrong = 0, dead = 0;
    long n = 0;
    bool done = false;
    begin();
    struct band *b = band_new(9, 3);
    bool good = ask(&right, kind, &work, &b->d);
    for (; good && !done && n < 100000; n++) {
        struct arena draft = {0};
        struct diags complaints = {.arena = &draft};
        struct work w = {&draft, &complaints, kept ? plans_new() : NULL};
        mem_fail_after(n);
        bool answered = ask(&got, kind, &w, &b->d);
        done = !mem_failed();
        mem_fail_after(-1);
        silent += !answered && !complaints.out_of_memory;
        wrong += answered && !same(&got, &right);
        dead += !ask(&got, kind, &w, &b->d) || !same(&got, &right);
        plans_free(w.plans);
        arena_free(&draft);
    }
    ok(done && silent == 0 && wrong == 0 && dead == 0,
       "%s, plans %s: each of %ld requests failed and was reported, and the next question answered",
       kinds[kind], kept ? "kept" : "made anew", n - 1);
    if (silent || wrong || dead)
        printf("# %d not reported, %d wrong, %d dead\n", silent, wrong, dead);
    end();
}

int main(void)
{
    memory_limit();
    interrupting();
    for (int kind = 0; kind < KINDS; kind++) {
        want_of_memory((enum asked)kind, false);
        want_of_memory((enum asked)kind, true);
    }
    return tap_done();
}
