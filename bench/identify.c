/* identify.c -- how long identification takes: run by `make bench`.
 *
 * Random mixed graphs, 45 a size: each node has 1 to 3 parents among those before it, 0.1 to 0.5 hidden
 * causes a node with two children each, 1 outcome in the later half, 1 or 2 interventions among its
 * ancestors. In the `local` graphs parents are among the six nodes before, hidden causes join near nodes, and
 * the whole graph is above the outcome: that is where formulas are long. Beside them a front-door chain of 98
 * mediators and the napkin.  `verdict` is identify_verdict, `formula` is identify and est_write.  Each figure
 * is the best of several runs; the peers' are medians in seconds on such graphs, each in its own process
 * without start-up: y0 0.2.12, causaleffect 1.3.17, cfid 0.1.9 and dosearch 1.0.12, of an earlier day on a
 * machine of this kind. */

#include "clock.h"

#include "identify/identify.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { GRAPHS = 45, RUNS = 5 };

static uint64_t state = 1;

static uint32_t below(uint32_t n) /* splitmix64 */
{
    uint64_t z = state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (uint32_t)((z ^ z >> 31) % n);
}

/* ---- graphs ---- */

struct task {
    struct graph *g;
    struct identify_query q;
};

static void empty(struct task *t, struct work *w, uint32_t n)
{
    struct str *name = ARENA_NEW(w->arena, struct str, n);
    for (uint32_t i = 0; i < n; i++) {
        char *s = ARENA_NEW(w->arena, char, 16);
        name[i] = (struct str){s, (uint32_t)snprintf(s, 16, "V%u", i)};
    }
    t->g = graph_new(w, n, name);
    t->q = (struct identify_query){set_new(w->arena, n), set_new(w->arena, n), set_new(w->arena, n)};
}

/* The effect on y of one or two of its ancestors, from number `from` on where there are any. */
static void ask(struct task *t, struct work *w, uint32_t y, uint32_t from)
{
    struct set above = set_new(w->arena, t->g->n);
    set_add(t->q.y, y);
    graph_ancestors(above, t->g, t->q.y);
    set_del(above, y);
    for (uint32_t k = 1 + below(2); k > 0; k--) {
        uint32_t v = set_next(above, from + below(y - from + 1));
        if (v == SET_END)
            v = set_next(above, 0);
        set_add(t->q.x, v);
    }
}

static void random_task(struct task *t, struct work *w, uint32_t n)
{
    empty(t, w, n);
    for (uint32_t v = 1; v < n; v++)
        for (uint32_t k = 1 + below(3); k > 0; k--)
            graph_edge(t->g, below(v), v);
    for (uint32_t k = n * (10 + below(41)) / 100; k > 0; k--) {
        uint32_t a = below(n), b = below(n);
        if (a != b)
            graph_biedge(t->g, a, b);
    }
    uint32_t y = n / 2 + below(n - n / 2);
    ask(t, w, y, 0);
}

static void local_task(struct task *t, struct work *w, uint32_t n)
{
    empty(t, w, n);
    for (uint32_t v = 1; v < n; v++)
        for (uint32_t k = 1 + below(3); k > 0; k--)
            graph_edge(t->g, v - 1 - below(v < 6 ? v : 6), v);
    for (uint32_t k = n / 2; k > 0; k--) {
        uint32_t a = below(n), b = a + 1 + below(4);
        if (b < n)
            graph_biedge(t->g, a, b);
    }
    ask(t, w, n - 1, n - n / 4);
}

static void chain_task(struct task *t, struct work *w, uint32_t n)
{
    empty(t, w, n);
    for (uint32_t v = 1; v < n; v++)
        graph_edge(t->g, v - 1, v);
    graph_biedge(t->g, 0, n - 1);
    set_add(t->q.x, 0);
    set_add(t->q.y, n - 1);
}

static void napkin_task(struct task *t, struct work *w, uint32_t n)
{
    empty(t, w, n); /* 4: W, Z, X, Y */
    for (uint32_t v = 1; v < 4; v++)
        graph_edge(t->g, v - 1, v);
    graph_biedge(t->g, 0, 2);
    graph_biedge(t->g, 0, 3);
    set_add(t->q.x, 2);
    set_add(t->q.y, 3);
}

/* ---- times ---- */

struct times {
    double verdict[GRAPHS], formula[GRAPHS];
    uint32_t identifiable;
    size_t longest;
};

static double time_verdict(const struct task *t, bool *identifiable)
{
    struct arena a = {0};
    struct diags diags = {.arena = &a};
    struct work w = {&a, &diags, NULL};
    double start = now();
    bool done = identify_verdict(identifiable, &w, t->g, &t->q);
    double took = now() - start;
    arena_free(&a);
    return done ? took : -1;
}

static double time_formula(const struct task *t, size_t *length)
{
    struct arena a = {0};
    struct diags diags = {.arena = &a};
    struct work w = {&a, &diags, NULL};
    struct est_pool pool;
    struct identification id;
    struct buf text = {0};
    double start = now();
    bool done = est_pool_init(&pool, &a) && identify(&id, &w, t->g, &t->q, &pool);
    if (done && id.identifiable) {
        struct est_print how = {EST_TEXT, t->g->name, NULL};
        est *def;
        uint32_t n = 0;
        est_write(&text, &pool, id.estimand, &how);
        done = est_definitions(&w, &pool, id.estimand, &def, &n);
        for (uint32_t i = 0; i < n; i++)
            est_write_definition(&text, &pool, id.estimand, i, &how);
    }
    double took = now() - start;
    *length = text.n;
    buf_free(&text);
    arena_free(&a);
    return done ? took : -1;
}

static void measure(struct times *t, uint32_t i, const struct task *task)
{
    bool identifiable = false;
    size_t length;
    t->verdict[i] = t->formula[i] = 1e9;
    for (int run = 0; run < RUNS; run++) {
        double v = time_verdict(task, &identifiable), f = time_formula(task, &length);
        t->verdict[i] = v < t->verdict[i] ? v : t->verdict[i];
        t->formula[i] = f < t->formula[i] ? f : t->formula[i];
    }
    t->identifiable += identifiable;
    t->longest = length > t->longest ? length : t->longest;
}

/* ---- the peers ---- */

struct row {
    const char *name;
    uint32_t n;
    void (*make)(struct task *, struct work *, uint32_t);
    double peer[4]; /* seconds; 0: not measured */
};

static const char *const peers[] = {"y0", "causaleffect", "cfid", "dosearch"};
static const struct row rows[] = {
    {"napkin", 4, napkin_task, {0.0005, 0.03, 0.008, 0.006}},
    {"front-door chain, 98 mediators", 100, chain_task, {0.18, 3.7, 9.0, 0}},
    {"random, 10 nodes", 10, random_task, {0.0011, 0.060, 0.024, 0}},
    {"random, 20 nodes", 20, random_task, {0.0020, 0.097, 0.060, 0}},
    {"random, 50 nodes", 50, random_task, {0.018, 0.34, 0.30, 0}},
    {"random, 100 nodes", 100, random_task, {0.095, 1.17, 3.0, 0}},
    {"random, 1000 nodes", 1000, random_task, {0}},
    {"local, 10 nodes", 10, local_task, {0}},
    {"local, 20 nodes", 20, local_task, {0}},
    {"local, 50 nodes", 50, local_task, {0}},
    {"local, 100 nodes", 100, local_task, {0}},
    {"local, 1000 nodes", 1000, local_task, {0}},
};

static void one_row(const struct row *r)
{
    static struct times t;
    t = (struct times){0};
    for (uint32_t i = 0; i < GRAPHS; i++) {
        struct arena a = {0};
        struct diags diags = {.arena = &a};
        struct work w = {&a, &diags, NULL};
        struct task task;
        r->make(&task, &w, r->n);
        measure(&t, i, &task);
        arena_free(&a);
    }
    qsort(t.verdict, GRAPHS, sizeof(double), by_value);
    qsort(t.formula, GRAPHS, sizeof(double), by_value);
    double median = t.formula[GRAPHS / 2];
    printf("%-31s %9.4f %9.4f %9.4f %9.4f %5u/%d %7zu", r->name, t.verdict[GRAPHS / 2] * 1e3,
           t.verdict[GRAPHS - 1] * 1e3, median * 1e3, t.formula[GRAPHS - 1] * 1e3, t.identifiable, GRAPHS,
           t.longest);
    for (int k = 0; k < 4; k++)
        if (r->peer[k] > 0)
            printf("  %s %g (x%.0f)", peers[k], r->peer[k] * 1e3, r->peer[k] / median);
    puts(t.verdict[0] < 0 || t.formula[0] < 0 ? "  FAILED" : "");
}

/* ---- a whole process ---- */

static void write_names(FILE *f, const struct graph *g, struct set s)
{
    const char *comma = "";
    SET_EACH (v, s) {
        fprintf(f, "%s%.*s", comma, STR_ARG(g->name[v]));
        comma = ", ";
    }
}

static bool write_cdl(const char *path, const struct task *t)
{
    FILE *f = fopen(path, "w");
    if (!f)
        return false;
    fputs("model random {\n", f);
    for (uint32_t v = 0; v < t->g->n; v++) {
        SET_EACH (u, t->g->pa[v])
            fprintf(f, "  V%u -> V%u\n", u, v);
        SET_EACH (u, t->g->bi[v])
            if (u < v)
                fprintf(f, "  V%u <-> V%u\n", u, v);
    }
    fputs("}\nidentify P(", f);
    write_names(f, t->g, t->q.y);
    fputs(" | do(", f);
    write_names(f, t->g, t->q.x);
    fputs("))\n", f);
    return fclose(f) == 0;
}

static double one_process(const char *causal, const char *file)
{
    double start = now();
    pid_t pid = fork();
    if (pid == 0) {
        int null = open("/dev/null", O_RDWR);
        dup2(null, 0);
        dup2(null, 1);
        execl(causal, causal, file, (char *)NULL);
        _exit(127);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? now() - start : -1;
}

static void process(const char *causal)
{
    char file[] = "/tmp/causal-bench-XXXXXX";
    double t[GRAPHS];
    int fd = mkstemp(file);
    if (fd < 0)
        return;
    close(fd);
    for (uint32_t i = 0; i < GRAPHS; i++) {
        struct arena a = {0};
        struct diags diags = {.arena = &a};
        struct work w = {&a, &diags, NULL};
        struct task task;
        random_task(&task, &w, 100);
        t[i] = write_cdl(file, &task) ? one_process(causal, file) : -1;
        arena_free(&a);
    }
    unlink(file);
    qsort(t, GRAPHS, sizeof(double), by_value);
    if (t[0] < 0)
        puts("whole process, 100 nodes: failed to run");
    else
        printf("whole process, 100 nodes: %.2f ms median, %.2f worst (y0 600 to import, causaleffect 400)\n",
               t[GRAPHS / 2] * 1e3, t[GRAPHS - 1] * 1e3);
}

int main(int argc, char **argv)
{
    puts("identification (ms)                 verdict     worst   formula     worst  ident.   bytes  peers "
         "(ratio)");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        one_row(&rows[i]);
    process(argc > 1 ? argv[1] : "build/causal");
    return 0;
}
