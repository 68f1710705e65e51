/* learn_test_t.c -- the tail of the chi-square distribution, G-tests by hand and by brute force, degrees of
 * freedom where cells are empty, adjustment for many tests, calibration by simulation. */
#include "learn_case.h"

#include "base/interrupt.h"
#include "stoch/chance.h"

static void test_tail(void)
{
    near(chance_chi_square_tail(3.841458820694124, 1), 0.05, 1e-12,
         "the 5 percent point at 1 degree of freedom");
    near(chance_chi_square_tail(18.30703805327515, 10), 0.05, 1e-12, "and at 10");
    near(chance_chi_square_tail(8, 2), exp(-4), 1e-15, "at 2 it is exp(-x / 2)");
    ok(chance_chi_square_tail(0, 3) == 1 && isnan(chance_chi_square_tail(NAN, 3)), "1 at 0");
    bool falls = true, inside = true;
    for (double df = 1; df < 1e9; df *= 7)
        for (double x = df / 64, before = 1; x < df * 64; x *= 1.03) {
            double p = chance_chi_square_tail(x, df);
            inside = inside && p >= 0 && p <= 1;
            falls = falls && p <= before + 1e-6;
            before = p;
        }
    ok(inside && falls, "between 0 and 1 and falling for any number of degrees of freedom");
    ok(chance_chi_square_tail(1e5, 1) == 0 && chance_chi_square_tail(1e9, 40) == 0,
       "nothing is left far out");
}

/* Three binary or ternary variables without arrows. */
static struct model *three(struct bench *b)
{
    static const uint32_t none[] = {0, 0, 0};
    struct model *m = arrows(b, 3, none, 0);
    for (int v = 0; v < 3; v++)
        ((struct var *)(uintptr_t)m->var)[v].type = &sizes[3];
    return m;
}

static struct independence_test tested(struct bench *b, const struct model *m, const struct seen *s,
                                       bool given)
{
    struct independence_test t = {0};
    struct set c = set_new(&b->arena, m->nvars);
    if (given)
        set_add(c, 2);
    ok(learn_independence(&t, &b->w, m, &s->data, 0, 1, c), "a test is made");
    return t;
}

static void test_by_hand(void)
{
    struct bench b;
    bench_init(&b);
    struct model *m = three(&b);
    struct seen *s = seen_new(&b, m, 16);
    /* Rows in disorder, one cell in two parts. */
    seen_add(s, (uint32_t[]){1, 1, 0}, 40);
    seen_add(s, (uint32_t[]){0, 0, 0}, 10);
    seen_add(s, (uint32_t[]){1, 0, 0}, 20);
    seen_add(s, (uint32_t[]){0, 1, 0}, 10);
    seen_add(s, (uint32_t[]){0, 0, 1}, 20);
    double g = 2 * (30 * log(30 * 100 / (40. * 50)) + 10 * log(10 * 100 / (40. * 50)) +
                    20 * log(20 * 100 / (60. * 50)) + 40 * log(40 * 100 / (60. * 50)));
    struct independence_test t = tested(&b, m, s, false);
    near(t.g, g, 1e-12, "G of a table of four cells");
    ok(t.df == 1 && t.strata == 1 && t.thin == 0,
       "its degree of freedom; a third state that never occurs counts "
       "for nothing");
    t = tested(&b, m, s, true);
    g = 2 * (10 * log(10 * 80 / (20. * 30)) + 10 * log(10 * 80 / (20. * 50)) +
             20 * log(20 * 80 / (60. * 30)) + 40 * log(40 * 80 / (60. * 50)));
    near(t.g, g, 1e-12, "in strata");
    ok(t.df == 1 && t.strata == 1, "a stratum of one row says nothing");
    near(t.p, chance_chi_square_tail(g, 1), 1e-12, "p is the tail");
    bench_free(&b);
}

static void test_zeros(void)
{
    struct bench b;
    bench_init(&b);
    struct model *m = three(&b);
    struct seen *s = seen_new(&b, m, 16);
    /* stratum a: 2 x 3 with an empty cell; stratum b: 2 x 2 of 3 x 3; stratum c: one column */
    static const uint32_t cells[][4] = {{0, 0, 0, 5}, {0, 1, 0, 7}, {1, 0, 0, 4}, {1, 1, 0, 3}, {1, 2, 0, 6},
                                        {0, 2, 1, 9}, {2, 1, 1, 2}, {2, 2, 1, 8}, {0, 1, 2, 5}, {1, 1, 2, 5}};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        seen_add(s, cells[i], cells[i][3]);
    struct independence_test t = tested(&b, m, s, true);
    ok(t.df == 2 + 1 && t.strata == 2, "an empty cell counts, an empty row or column does not");
    near(t.thin, 7.0 / 10, 1e-12, "expected counts below 5");
    struct seen *one = seen_new(&b, m, 2);
    seen_add(one, (uint32_t[]){0, 0, 0}, 5);
    seen_add(one, (uint32_t[]){1, 0, 0}, 5);
    t = tested(&b, m, one, true);
    ok(t.df == 0 && isnan(t.p) && isnan(t.adjusted), "where one of them never varies nothing is tested");
    bench_free(&b);
}

/* UCBAdmissions, Bickel and others 1975: admission, sex, department. Agresti, Categorical Data Analysis:
 * given the department G = 21.74 at 6 degrees of freedom. */
static void test_admissions(void)
{
    static const double n[6][2][2] = {{{512, 313}, {89, 19}},   {{353, 207}, {17, 8}},
                                      {{120, 205}, {202, 391}}, {{138, 279}, {131, 244}},
                                      {{53, 138}, {94, 299}},   {{22, 351}, {24, 317}}};
    struct bench b;
    bench_init(&b);
    static const uint32_t none[] = {0, 0, 0, 0};
    struct model *m = arrows(&b, 4, none, 0);
    struct seen *s = seen_new(&b, m, 24);
    for (uint32_t d = 0; d < 6; d++)
        for (uint32_t x = 0; x < 2; x++)
            for (uint32_t y = 0; y < 2; y++)
                seen_add(s, (uint32_t[]){y, x, d % 2, d / 2}, n[d][x][y]);
    s->counts.column[3].nlevels = 3;
    struct set c = set_new(&b.arena, 4);
    struct independence_test t;
    set_add(c, 2);
    set_add(c, 3);
    ok(learn_independence(&t, &b.w, m, &s->data, 0, 1, c), "two variables are given");
    near(t.g, 21.7355, 5e-5, "G of the admissions, given the department");
    ok(t.df == 6, "at 6 degrees of freedom");
    near(t.p, 0.00135, 5e-6, "p");
    set_clear(c);
    ok(learn_independence(&t, &b.w, m, &s->data, 0, 1, c), "without it");
    near(t.g, 93.4494, 5e-5, "G is 93.45");
    bench_free(&b);
}

static void test_adjusting(void)
{
    struct bench b;
    bench_init(&b);
    static const double p[] = {0.01, 0.04, NAN, 0.03, 0.005};
    static const double holm[] = {0.03, 0.06, NAN, 0.06, 0.02}, fdr[] = {0.02, 0.04, NAN, 0.04, 0.02};
    double a[5];
    ok(learn_adjust(&b.w, p, a, 5, ADJUST_HOLM), "Holm");
    for (int i = 0; i < 5; i++)
        ok(i == 2 ? isnan(a[i]) : fabs(a[i] - holm[i]) < 1e-15, "Holm's p %d", i);
    ok(learn_adjust(&b.w, p, a, 5, ADJUST_FDR), "Benjamini and Hochberg");
    for (int i = 0; i < 5; i++)
        ok(i == 2 ? isnan(a[i]) : fabs(a[i] - fdr[i]) < 1e-15, "their p %d", i);
    ok(learn_adjust(&b.w, p, a, 5, ADJUST_NONE) && a[0] == p[0] && a[3] == p[3], "none");
    /* Benjamini and Hochberg 1995, section 3.2: of 15 tests Holm's rejects 3, theirs 4 at 0.05. */
    static const double bh[] = {.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344,
                                .0459, .3240, .4262, .5719, .6528, .7590, 1.000};
    double x[15];
    int rejected[2] = {0, 0};
    for (int k = 0; k < 2; k++) {
        ok(learn_adjust(&b.w, bh, x, 15, k ? ADJUST_FDR : ADJUST_HOLM), "fifteen tests");
        for (int i = 0; i < 15; i++)
            rejected[k] += x[i] <= 0.05;
    }
    ok(rejected[0] == 3 && rejected[1] == 4, "as in their paper: %d and %d rejected", rejected[0],
       rejected[1]);
    bench_free(&b);
}

/* Under independence in each of three strata p is uniform: at 0.05 one test in twenty rejects. */
static void test_calibration(void)
{
    enum { RUNS = 2000, N = 600 };
    static const double px[3][3] = {{0.2, 0.3, 0.5}, {0.6, 0.2, 0.2}, {0.3, 0.4, 0.3}};
    struct bench b;
    bench_init(&b);
    struct model *m = three(&b);
    struct set c = set_new(&b.arena, 3);
    struct chance *chance = chance_new(&b.w, 12);
    int rejected = 0, half = 0;
    set_add(c, 2);
    for (int run = 0; run < RUNS; run++) {
        struct bench one;
        struct independence_test t;
        bench_init(&one);
        struct seen *s = seen_new(&one, m, 27);
        for (uint32_t z = 0; z < 3; z++) {
            double cell[9];
            unsigned count[9];
            for (int i = 0; i < 9; i++)
                cell[i] = px[z][i / 3] * px[(z + 1) % 3][i % 3];
            chance_counts(chance, cell, count, 9, N / 3);
            for (uint32_t i = 0; i < 9; i++)
                seen_add(s, (uint32_t[]){i / 3, i % 3, z}, count[i]);
        }
        if (learn_independence(&t, &one.w, m, &s->data, 0, 1, c)) {
            rejected += t.p <= 0.05;
            half += t.p <= 0.5;
        }
        bench_free(&one);
    }
    ok(rejected > 70 && rejected < 135, "%d of %d true independences are rejected at 0.05", rejected, RUNS);
    ok(half > 900 && half < 1130, "%d at 0.5", half);
    bench_free(&b);
}

/* Against tables laid out in full. */
static void test_random(void)
{
    struct rng r = {41};
    int good = 0, n = 40;
    for (int i = 0; i < n; i++) {
        struct bench b;
        bench_init(&b);
        struct model *m = random_model(&b.w, &r, 4, 0, 4, 0.6, 0.3);
        struct seen *s = expected_counts(&b, m, 200, true);
        struct set c = set_new(&b.arena, 4);
        struct independence_test t;
        double g = 0, df = 0;
        set_add(c, 2);
        set_add(c, 3);
        for (uint32_t z = 0; z < 16; z++) {
            double cell[4][4] = {{0}}, row[4] = {0}, column[4] = {0}, all = 0;
            int rows = 0, columns = 0;
            for (size_t k = 0; k < s->counts.nrows; k++) {
                const uint32_t *code = s->counts.code + k * 4;
                if (code[2] + 4 * code[3] != z)
                    continue;
                double w = s->counts.weight[k];
                cell[code[0]][code[1]] += w;
                row[code[0]] += w;
                column[code[1]] += w;
                all += w;
            }
            for (int k = 0; k < 4; k++) {
                rows += row[k] > 0;
                columns += column[k] > 0;
                for (int j = 0; j < 4; j++)
                    if (cell[k][j] > 0)
                        g += 2 * cell[k][j] * log(cell[k][j] * all / (row[k] * column[j]));
            }
            df += rows && columns ? (rows - 1) * (columns - 1) : 0;
        }
        good +=
            learn_independence(&t, &b.w, m, &s->data, 0, 1, c) && fabs(t.g - fmax(g, 0)) < 1e-9 && t.df == df;
        bench_free(&b);
    }
    ok(good == n, "G and its degrees of freedom are those of tables laid out in full (%d of %d)", good, n);
}

/* A list: a chain implies one independence of one pair, which its own counts do not reject. */
static void test_list(void)
{
    struct bench b;
    struct rng r = {2};
    static const uint32_t chain[] = {0, 1, 2, 4}, collider[] = {0, 0, 3, 4};
    struct implication_list list;
    struct test_list tests;
    bench_init(&b);
    struct model *m = arrows(&b, 4, chain, 0), *wrong = arrows(&b, 4, collider, 0);
    struct model *known = random_model(&b.w, &r, 4, 0, 2, 0, 0);
    static const double table[3][4] = {{0.8, 0.2, 0.3, 0.7}, {0.9, 0.1, 0.4, 0.6}, {0.2, 0.8, 0.7, 0.3}};
    for (int v = 1; v < 4; v++) {
        *(struct box *)(uintptr_t)known->mechanism[v] = *m->mechanism[v];
        ((struct box *)(uintptr_t)known->mechanism[v])->matrix = table[v - 1];
    }
    struct seen *s = expected_counts(&b, known, 4000, true);
    ok(structure_implications(&b.w, m->projected, 100, &list) &&
           learn_test(&tests, &b.w, m, &s->data, &list, ADJUST_HOLM, 0.05),
       "a chain is tested");
    ok(tests.n == 3 && tests.tested == 3 && tests.rejected == 0, "three pairs, none rejected");
    ok(structure_implications(&b.w, wrong->projected, 100, &list) &&
           learn_test(&tests, &b.w, wrong, &s->data, &list, ADJUST_HOLM, 0.05) && tests.test[0].rejected,
       "a collider in its place is rejected");
    ((double *)(uintptr_t)s->counts.weight)[0] += 0.5;
    ok(!learn_test(&tests, &b.w, m, &s->data, &list, ADJUST_HOLM, 0.05) &&
           strcmp(complaint(&b), "weighted-test") == 0,
       "weights that are no counts are refused");
    ((double *)(uintptr_t)s->counts.weight)[0] -= 0.5;
    long n = 0;
    int reported = 0;
    for (bool failed = true; failed; n++) {
        struct bench one;
        bench_init(&one);
        mem_fail_after(n);
        bool good = learn_test(&tests, &one.w, m, &s->data, &list, ADJUST_FDR, 0.05);
        failed = mem_failed();
        mem_fail_after(-1);
        reported += failed && !good && one.diags.out_of_memory;
        bench_free(&one);
    }
    ok(reported == n - 1 && n > 1, "each of %ld requests may fail", n - 1);
    interrupt_flag = 1;
    ok(!learn_test(&tests, &b.w, m, &s->data, &list, ADJUST_FDR, 0.05) &&
           strcmp(complaint(&b), "interrupted") == 0,
       "an interrupt ends it");
    interrupt_flag = 0;
    bench_free(&b);
}

int main(void)
{
    test_tail();
    test_by_hand();
    test_zeros();
    test_admissions();
    test_adjusting();
    test_random();
    test_calibration();
    test_list();
    return tap_done();
}
