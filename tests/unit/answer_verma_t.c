/* answer_verma_t.c -- Verma constraints tested against data: Wald's statistic from another computation, what
 * is left out, and by simulation how often a true constraint is rejected, and a false one. */
#include "learn_case.h"

#include "answer/answer.h"
#include "base/interrupt.h"
#include "stoch/chance.h"

enum { MOST = 6, CELLS = 1 << MOST };

/* A graph of bits; parents[v] is a set of bits, and so is `hidden`. */
struct graph_case {
    const char *name;
    uint32_t n, parents[MOST], hidden, extra[MOST]; /* extra: arrows that break the constraint */
};

/* P(observed) of random tables: entries from 0.1 to 0.9. */
static void random_joint(struct rng *r, const struct graph_case *g, bool broken, double *joint)
{
    double one[MOST][CELLS];
    uint32_t seen = 0;
    for (uint32_t v = 0; v < g->n; v++)
        for (uint32_t c = 0; c < CELLS; c++)
            one[v][c] = 0.1 + 0.8 * rng_real(r);
    memset(joint, 0, sizeof(double) * CELLS);
    for (uint32_t v = 0; v < g->n; v++)
        seen |= g->hidden >> v & 1 ? 0 : 1u << v;
    for (uint32_t state = 0; state < 1u << g->n; state++) {
        double p = 1;
        for (uint32_t v = 0; v < g->n; v++) {
            double q = one[v][state & (g->parents[v] | (broken ? g->extra[v] : 0))];
            p *= state >> v & 1 ? q : 1 - q;
        }
        joint[state & seen] += p;
    }
}

struct rates {
    int tested, rejected, half;
};

/* Counts over the joint states of what is observed, the first variable lowest. */
static struct seen *counted(struct bench *b, const struct model *m, const struct graph_case *g,
                            const unsigned *count)
{
    struct seen *s = seen_new(b, m, CELLS);
    for (uint32_t state = 0; state < 1u << g->n; state++) {
        uint32_t code[MOST], columns = 0;
        for (uint32_t v = 0; v < g->n; v++)
            if (!(g->hidden >> v & 1))
                code[columns++] = state >> v & 1;
        seen_add(s, code, count[state]);
    }
    return s;
}

static bool tested(struct answer *a, struct bench *b, const struct model *m, const struct seen *s)
{
    struct observed o = {
        .kind = OBSERVED_DATA, .counts = &s->counts, .column_var = s->var, .file = STR("counts")};
    return answer_tests(a, &b->w, m, &o, STR("test implications"), ADJUST_NONE, 0.05);
}

static struct rates simulate(const struct graph_case *g, unsigned n, int runs, bool broken)
{
    struct rng r = {7};
    struct bench all;
    struct rates rates = {0};
    bench_init(&all);
    struct chance *chance = chance_new(&all.w, 5);
    for (int run = 0; run < runs; run++) {
        struct bench b;
        struct answer a;
        double joint[CELLS];
        unsigned count[CELLS];
        bench_init(&b);
        struct model *m = arrows(&b, g->n, g->parents, g->hidden);
        random_joint(&r, g, broken, joint);
        chance_counts(chance, joint, count, CELLS, n);
        bool good = tested(&a, &b, m, counted(&b, m, g, count));
        for (uint32_t i = 0; good && i < a.learned->tests.nconstraints; i++) {
            const struct constraint_test *t = &a.learned->tests.constraint[i];
            rates.tested += t->df > 0;
            rates.rejected += t->p <= 0.05;
            rates.half += t->p <= 0.5;
        }
        bench_free(&b);
    }
    bench_free(&all);
    return rates;
}

enum { A = 1, B = 2, C = 4, D = 8, E = 16 };

/* Verma and Pearl: A -> B -> C -> D, B <-> D, where E is the hidden cause. */
static const struct graph_case verma = {
    "A -> B -> C -> D, B <-> D", 5, {0, A | E, B, C | E, 0}, E, {0, 0, 0, A, 0}};

/* The counts of A, B, C, D with the last fastest; W by the delta method from differences in all sixteen
 * cells, by a script that shares nothing with this program. */
static void test_statistic(void)
{
    static const unsigned n[] = {130, 90, 50, 120, 70, 45, 160, 210, 60, 85, 30, 40, 140, 155, 190, 225};
    unsigned count[CELLS] = {0};
    struct bench b;
    struct answer a;
    bench_init(&b);
    for (uint32_t i = 0; i < 16; i++)
        count[(i >> 3 & 1) | (i >> 2 & 1) << 1 | (i >> 1 & 1) << 2 | (i & 1) << 3] = n[i];
    struct model *m = arrows(&b, verma.n, verma.parents, verma.hidden);
    ok(tested(&a, &b, m, counted(&b, m, &verma, count)), "the constraint is tested");
    const struct test_list *t = &a.learned->tests;
    ok(t->n == 1 && t->nconstraints == 1 && t->tested == 2, "beside one independence, C _||_ A | B");
    near(t->constraint[0].wald, 20.136140980558995, 1e-6, "W");
    near(t->constraint[0].p, 4.241237011507431e-05, 1e-6, "p at two degrees of freedom");
    ok(t->constraint[0].df == 2 && t->constraint[0].least == 70 && t->constraint[0].rejected,
       "70 rows in the least stratum, A = 1, B = 0, C = 1");
    /* Nobody has A = 1, B = 0, C = 1: the formula is undefined for C = 1 there. */
    count[A | C] = count[A | C | D] = 0;
    ok(tested(&a, &b, m, counted(&b, m, &verma, count)), "with a stratum that is empty");
    ok(a.learned->tests.constraint[0].df == 1, "one degree of freedom is left");
    count[C] = count[C | D] = count[0] = 0;
    count[A] = 4;
    count[D] = 0;
    count[A | D] = 0;
    ok(tested(&a, &b, m, counted(&b, m, &verma, count)), "with too few rows everywhere");
    t = &a.learned->tests;
    ok(t->constraint[0].df == 0 && isnan(t->constraint[0].p) && isnan(t->constraint[0].adjusted) &&
           !t->constraint[0].rejected && t->tested <= 1,
       "nothing is tested");
    bench_free(&b);
}

static void test_simulated(void)
{
    static const struct {
        unsigned n;
        int least, most; /* of 1000 true constraints rejected at 0.05 */
        double power;    /* share of broken ones rejected */
    } at[] = {{400, 35, 90, 0.6}, {3000, 33, 68, 0.9}};
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        struct rates size = simulate(&verma, at[i].n, 1000, false),
                     power = simulate(&verma, at[i].n, 200, true);
        ok(size.rejected >= at[i].least && size.rejected <= at[i].most,
           "%u rows: of %d true constraints %d are rejected at 0.05", at[i].n, size.tested, size.rejected);
        ok(size.half > 430 && size.half < 570, "%d at 0.5", size.half);
        ok(power.rejected >= at[i].power * 200, "and %d of 200 where A -> D breaks them", power.rejected);
    }
}

static void test_memory(void)
{
    unsigned count[CELLS];
    long n = 0, reported = 0;
    for (uint32_t i = 0; i < CELLS; i++)
        count[i] = i < 16 ? 10 + i : 0;
    for (;; n++) {
        struct bench b;
        struct answer a;
        bench_init(&b);
        struct model *m = arrows(&b, verma.n, verma.parents, verma.hidden);
        struct seen *s = counted(&b, m, &verma, count);
        mem_fail_after(n);
        bool good = tested(&a, &b, m, s), failed = mem_failed();
        mem_fail_after(-1);
        reported += failed && !good && b.diags.out_of_memory;
        bench_free(&b);
        if (!failed)
            break;
    }
    ok(n > 3 && reported == n, "each of %ld requests may fail", n);
    struct bench b;
    struct answer a;
    bench_init(&b);
    struct model *m = arrows(&b, verma.n, verma.parents, verma.hidden);
    struct seen *s = counted(&b, m, &verma, count);
    interrupt_flag = 1;
    ok(!tested(&a, &b, m, s) && strcmp(complaint(&b), "interrupted") == 0, "an interrupt ends it");
    interrupt_flag = 0;
    bench_free(&b);
}

int main(void)
{
    test_statistic();
    test_simulated();
    test_memory();
    return tap_done();
}
