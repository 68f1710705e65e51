/* learn_sample_t.c -- rows drawn from models: the same bytes for the same seed, frequencies against
 * enumeration, evidence by table and by rejection, quoting, refusals. */
#include "learn_case.h"

#include "base/interrupt.h"

static bool drawn(struct bench *b, const struct diagram *d, uint64_t n, unsigned long seed,
                  const struct evidence *seen, uint32_t nseen, struct buf *out)
{
    struct sample_wish wish = {.n = n, .seed = seed, .seen = seen, .nseen = nseen};
    struct sampler *s = learn_sampler_new(&b->w, d, &wish, out);
    size_t before;
    if (!s)
        return false;
    do {
        before = out->n;
        if (!learn_sampler_next(s, out))
            return false;
    } while (out->n > before);
    return true;
}

/* One-letter states: rows are of fixed length. */
static double frequency(const struct buf *csv, const struct diagram *d, const struct setting *event,
                        uint64_t n)
{
    const char *row = memchr(csv->s, '\n', csv->n);
    uint64_t hits = 0;
    for (uint64_t i = 0; i < n; i++) {
        bool hit = true;
        for (uint32_t k = 0; k < d->nout; k++) {
            int state = row[1 + i * 2 * d->nout + 2 * k] - 'a';
            hit = hit && (event->set[d->out[k]] < 0 || event->set[d->out[k]] == state);
        }
        hits += hit;
    }
    return (double)hits / (double)n;
}

static uint64_t lines(const struct buf *csv)
{
    uint64_t n = 0;
    for (size_t i = 0; i < csv->n; i++)
        n += csv->s[i] == '\n';
    return n;
}

static void test_frequencies(void)
{
    enum { N = 100000 };
    struct rng r = {6};
    double worst = 0;
    for (int i = 0; i < 6; i++) {
        struct bench b;
        struct buf csv = {0};
        bench_init(&b);
        struct model *m = random_model(&b.w, &r, 4, 2, 4, 0.5, 0.2);
        if (drawn(&b, m->net, N, 10, NULL, 0, &csv) && lines(&csv) == N + 1)
            for (int k = 0; k < 20; k++) {
                struct setting event = nothing(), none = nothing();
                for (uint32_t v = 0; v < 4; v++)
                    event.set[v] = rng_below(&r, 2) ? -1 : (int)rng_below(&r, m->var[v].type->n);
                double p = truth(m, &none, &event);
                double sd = sqrt(p * (1 - p) / N);
                worst = fmax(worst, fabs(frequency(&csv, m->net, &event, N) - p) / (sd + 1e-9));
            }
        else
            worst = INFINITY;
        buf_free(&csv);
        bench_free(&b);
    }
    ok(worst < 4.5, "frequencies are off by %.2f standard errors at most", worst);
}

static void test_evidence(void)
{
    enum { N = 50000 };
    struct rng r = {61};
    double worst = 0;
    for (int i = 0; i < 6; i++) {
        struct bench b;
        struct buf csv = {0};
        bench_init(&b);
        struct model *m = random_model(&b.w, &r, 4, 1, 3, 0.6, 0);
        struct evidence seen = {3, rng_below(&r, m->var[3].type->n)};
        struct setting given = nothing(), none = nothing();
        given.set[3] = (int)seen.state;
        if (!drawn(&b, m->net, N, 1, &seen, 1, &csv))
            worst = INFINITY;
        for (uint32_t v = 0; v < 3; v++) {
            struct setting event = given;
            event.set[v] = 0;
            double p = truth(m, &none, &event) / truth(m, &none, &given);
            worst = fmax(worst, fabs(frequency(&csv, m->net, &event, N) - p) / sqrt(p * (1 - p) / N));
        }
        near(frequency(&csv, m->net, &given, N), 1, 0, "what is seen is in every row");
        buf_free(&csv);
        bench_free(&b);
    }
    ok(worst < 4.5, "given evidence they are off by %.2f standard errors at most", worst);
}

/* 24 binary variables have no table of 2^20 cells: rows are drawn until the evidence happens. */
static void test_rejection(void)
{
    enum { N = 20000, VARS = 24 };
    static const double table[] = {0.9, 0.1, 0.3, 0.7}, root[] = {0.6, 0.4}, never[] = {0, 1};
    struct bench b;
    struct buf csv = {0};
    uint32_t parents[VARS] = {0};
    bench_init(&b);
    for (uint32_t v = 1; v < VARS; v++)
        parents[v] = 1u << (v - 1);
    struct model *m = arrows(&b, VARS, parents, 0);
    for (uint32_t v = 0; v < VARS; v++)
        ((struct box *)(uintptr_t)m->mechanism[v])->matrix = v ? table : root;
    const struct evidence seen[] = {{1, 1}};
    ok(drawn(&b, m->net, N, 1, seen, 1, &csv) && lines(&csv) == N + 1, "rows by rejection");
    const char *row = (const char *)memchr(csv.s, '\n', csv.n) + 1;
    double p = 0.6 * 0.1 / (0.6 * 0.1 + 0.4 * 0.7), hits = 0;
    for (int i = 0; i < N; i++)
        hits += row[i * 2 * VARS] == 'a';
    near(hits / N, p, 4.5 * sqrt(p * (1 - p) / N), "have the posterior's frequencies");
    ((struct box *)(uintptr_t)m->mechanism[0])->matrix = never;
    const struct evidence impossible[] = {{0, 0}};
    ok(!drawn(&b, m->net, 1, 1, impossible, 1, &csv) && strcmp(complaint(&b), "impossible-evidence") == 0,
       "what never happens is refused");
    static const double rare[] = {1e-8, 1 - 1e-8};
    ((struct box *)(uintptr_t)m->mechanism[0])->matrix = rare;
    ok(!drawn(&b, m->net, 1000, 1, impossible, 1, &csv) && strcmp(complaint(&b), "rare-evidence") == 0,
       "what hardly ever happens is refused");
    buf_free(&csv);
    bench_free(&b);
}

static void test_bytes(void)
{
    struct bench b;
    struct rng r = {2};
    struct buf one = {0}, two = {0}, three = {0};
    bench_init(&b);
    struct model *m = random_model(&b.w, &r, 4, 1, 3, 0.6, 0);
    ok(drawn(&b, m->net, 500000, 4, NULL, 0, &one) && drawn(&b, m->net, 500000, 4, NULL, 0, &two) &&
           drawn(&b, m->net, 500000, 5, NULL, 0, &three),
       "three samples");
    ok(one.n == two.n && memcmp(one.s, two.s, one.n) == 0, "the same seed gives the same bytes");
    ok(one.n != three.n || memcmp(one.s, three.s, one.n) != 0, "another seed others");
    static const struct str odd[] = {STR("a, b"), STR("say \"no\"")};
    static const struct type type = {.n = 2, .state = odd};
    static const double half[] = {0.5, 0.5};
    static const uint32_t none[] = {0};
    m = arrows(&b, 1, none, 0);
    struct var *var = (struct var *)(uintptr_t)m->var;
    var[0] = (struct var){.name = STR("x \"y\""), .type = &type};
    ((struct box *)(uintptr_t)m->mechanism[0])->matrix = half;
    m = model_new(&b.w, m->name, m->doc, var, 1, m->mechanism);
    one.n = 0;
    ok(drawn(&b, m->net, 40, 1, NULL, 0, &one) && str_starts(buf_str(&one), STR("\"x \"\"y\"\"\"\n")) &&
           strstr(one.s, "\n\"a, b\"\n") && strstr(one.s, "\n\"say \"\"no\"\"\"\n"),
       "names and states are quoted");
    buf_free(&one);
    buf_free(&two);
    buf_free(&three);
    bench_free(&b);
}

static void test_memory(void)
{
    struct rng r = {3};
    struct bench setup;
    bench_init(&setup);
    struct model *m = random_model(&setup.w, &r, 4, 1, 2, 0.5, 0);
    const struct evidence seen[] = {{2, 0}};
    long n = 0;
    int reported = 0;
    for (bool failed = true; failed; n++) {
        struct bench b;
        struct buf csv = {0};
        bench_init(&b);
        mem_fail_after(n);
        bool good = drawn(&b, m->net, 100, 1, seen, 1, &csv) && drawn(&b, m->net, 100, 1, NULL, 0, &csv);
        failed = mem_failed();
        mem_fail_after(-1);
        reported += failed && !good && b.diags.out_of_memory;
        buf_free(&csv);
        bench_free(&b);
    }
    ok(n > 1 && reported == n - 1, "each of %ld requests may fail", n - 1);
    struct bench b;
    struct buf csv = {0};
    bench_init(&b);
    interrupt_flag = 1;
    ok(!drawn(&b, m->net, 100, 1, NULL, 0, &csv) && strcmp(complaint(&b), "interrupted") == 0,
       "an interrupt ends it");
    interrupt_flag = 0;
    buf_free(&csv);
    bench_free(&b);
    bench_free(&setup);
}

int main(void)
{
    test_frequencies();
    test_evidence();
    test_rejection();
    test_bytes();
    test_memory();
    return tap_done();
}
