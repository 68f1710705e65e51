/* learn_published_t.c -- scores, tests and hidden classes against numbers that other programs gave.
 *
 * bnlearn 5.2.1 (R): score(net, d, type = "loglik" | "bic" | "bde", iss = 1) and ci.test(x, y, z, d, test =
 * "mi" | "mi-adf") of 80 rows drawn at random over five variables of three states, most of whose joint states
 * are empty. Data and numbers are those that the pybnlearn project keeps to compare itself with R (its
 * tools/gen_r_sweep_fixtures.R, data set "sparse-cells").  "mi" is G, and "mi-adf" has the degrees of freedom
 * of what occurs in a stratum; where these are many its statistic is set to 0 there, so G is that of "mi".
 *
 * poLCA (R), example("poLCA"): the data of Stouffer and Toby (1951) in Goodman's latent class models
 * (Biometrika 61, 1974, 215-231), and p.adjust() of R 4.2.2. */
#include "learn_case.h"

enum { N = 80, K = 5 };

static const char sparse[] =
    "bcaac aabbc babca abacc babca abccc acbca babca babac acbcc ccbca bbaba cbbac abcbb cbacc bbcaa "
    "cccca cacbc babca bbbcc bbacc aaccb abcaa acabc acbbb aacab acbcb acbac aaaaa abacc aacbb cacbb "
    "aaaca acbba cbabc ccbcc bccaa bbbca cbaab aaacb abaac abccb aabba bacab baaba cbaca bcabc bacac "
    "acbbc baacb caaab bcbba bbcbb acaba cccac bacbc cbbaa aaacb bcbcc abbbb cbaaa bacab aaacc cbacb "
    "baacb ccbca acbba acaab abaca bbcac babba caabc aaaaa bcacb cbaaa abcaa bbbba cbbac aabbc bccaa";

static struct model *with_arrows(struct bench *b, const uint32_t *parents)
{
    struct model *m = arrows(b, K, parents, 0);
    for (int v = 0; v < K; v++)
        ((struct var *)(uintptr_t)m->var)[v].type = &sizes[3];
    return m;
}

static struct seen *sparse_rows(struct bench *b, const struct model *m)
{
    struct seen *s = seen_new(b, m, N);
    for (int row = 0; row < N; row++) {
        uint32_t code[K];
        for (int v = 0; v < K; v++)
            code[v] = (uint32_t)(sparse[row * (K + 1) + v] - 'a');
        seen_add(s, code, 1);
    }
    return s;
}

static void test_scores(void)
{
    static const struct {
        const char *name;
        uint32_t parents[K];
        double likelihood, bic, bde;
    } net[] = {
        {"empty", {0}, -434.59860171431012, -456.50873488767951, -459.34410819918401},
        {"chain", {0, 1, 2, 4, 8}, -424.58787628666448, -481.55422253742495, -495.86926059597039},
        {"star", {0, 0, 0, 0, 15}, -381.02493849017083, -753.49720243745071, -531.82510979228505},
    };
    for (size_t i = 0; i < sizeof net / sizeof *net; i++) {
        struct bench b;
        struct model_score score;
        bench_init(&b);
        struct model *m = with_arrows(&b, net[i].parents);
        ok(learn_score(&score, &b.w, m, &sparse_rows(&b, m)->data, 1, &fit_plain),
           "a score of the %s network", net[i].name);
        near(score.log_likelihood, net[i].likelihood, 1e-11, "bnlearn's loglik");
        near(score.bic, net[i].bic, 1e-11, "its bic");
        near(score.bdeu, net[i].bde, 1e-11, "its bde, iss = 1");
        bench_free(&b);
    }
}

static void test_tests(void)
{
    enum { A, B, C, D, E, NONE };
    static const struct {
        uint32_t x, y, given[2];
        double g, df, p; /* p: where bnlearn has one for these degrees of freedom */
    } test[] = {
        {B, C, {NONE, NONE}, 6.0763961297401892, 4, 0.19351514594806107},
        {B, D, {NONE, NONE}, 1.994523979716152, 4, 0.73676613872357499},
        {C, D, {NONE, NONE}, 9.0500489955206067, 4, 0.059860596219046665},
        {D, E, {NONE, NONE}, 0.28963828171125838, 4, 0.99047319835695458},
        {B, C, {A, NONE}, 30.817446768604416, 12, 0.0021002573342677792},
        {B, D, {A, NONE}, 16.754248205886515, 12, 0.15907784707735056},
        {C, D, {A, NONE}, 30.038028109345689, 12, 0.002755854502296816},
        {A, E, {B, C}, 25.843675905907276, 24, -1},
        {B, C, {A, D}, 49.71636521360611, 29, -1},
        {B, D, {A, C}, 35.653166650888181, 25, -1},
        {B, E, {A, C}, 34.046894303086852, 25, -1},
        {C, D, {A, B}, 48.936946554347358, 26, -1},
        {C, E, {A, B}, 41.629866544490845, 26, -1},
        {D, E, {A, B}, 41.862127686715283, 30, -1},
    };
    struct bench b;
    static const uint32_t none[K] = {0};
    bench_init(&b);
    struct model *m = with_arrows(&b, none);
    struct seen *s = sparse_rows(&b, m);
    for (size_t i = 0; i < sizeof test / sizeof *test; i++) {
        struct independence_test t;
        struct set given = set_new(&b.arena, K);
        for (int k = 0; k < 2; k++)
            if (test[i].given[k] != NONE)
                set_add(given, test[i].given[k]);
        ok(learn_independence(&t, &b.w, m, &s->data, test[i].x, test[i].y, given), "test %zu", i);
        near(t.g, test[i].g, 1e-12, "bnlearn's mi");
        ok(t.df == test[i].df, "and the degrees of freedom of its mi-adf: %g", t.df);
        if (test[i].p >= 0)
            near(t.p, test[i].p, 1e-12, "its p");
    }
    bench_free(&b);
}

/* Four questions on loyalty to a friend, 1 universalistic, 2 particularistic; 1111, 1112, .. 2222. */
static struct seen *loyalty(struct bench *b, const struct model *m)
{
    static const double n[] = {42, 23, 6, 25, 6, 24, 7, 38, 1, 4, 1, 6, 2, 9, 2, 20};
    struct seen *s = seen_new(b, m, 16);
    for (uint32_t i = 0; i < 16; i++)
        seen_add(s, (uint32_t[]){i >> 3 & 1, i >> 2 & 1, i >> 1 & 1, i & 1}, n[i]);
    return s;
}

static void test_classes(void)
{
    /* Goodman's table 2: what shares of the first class answer 1, and of the second. */
    static const double share[4][2] = {{0.993, 0.714}, {0.940, 0.330}, {0.927, 0.354}, {0.769, 0.132}};
    static const uint32_t parents[] = {0, 1, 1, 1, 1};
    struct fit_wish wish = {.restarts = 20, .iterations = 1000, .seed = 1};
    struct bench b;
    struct fit fit;
    bench_init(&b);
    struct model *m = arrows(&b, 5, parents, 1);
    struct seen *s = loyalty(&b, m);
    ok(learn_fit(&fit, &b.w, m, &s->data, &wish), "two classes");
    near(fit.log_likelihood, -504.4677, 5e-5, "poLCA's likelihood of two classes");
    near(fit.log_likelihood, -504.46767012, 1e-7, "and the maximum, found by R's optim() on the likelihood");
    ok(fit.parameters == 9 && fit.converged && fit.reached == 20, "nine parameters, from everywhere");
    struct model_score one;
    static const uint32_t none[] = {0, 0, 0, 0};
    struct model *apart = arrows(&b, 4, none, 0);
    ok(learn_score(&one, &b.w, apart, &loyalty(&b, apart)->data, 1, &fit_plain), "one class");
    near(one.log_likelihood, -543.6498, 5e-5, "poLCA's likelihood of one class");
    uint32_t first = fit.mechanism[0]->matrix[0] < 0.5 ? 0 : 1;
    near(fit.mechanism[0]->matrix[first], 0.279, 5e-4, "Goodman's share of the first class");
    for (int v = 1; v < 5; v++)
        for (uint32_t k = 0; k < 2; k++)
            near(fit.mechanism[v]->matrix[2 * (first ^ k)], share[v - 1][k], 5e-4,
                 "his share of ones: question %d", v);
    struct model *three = arrows(&b, 5, parents, 1);
    ((struct var *)(uintptr_t)three->var)[0].type = &sizes[3];
    ok(learn_fit(&fit, &b.w, three, &s->data, &wish), "three classes");
    near(fit.log_likelihood, -503.3011, 5e-5, "poLCA's likelihood of three classes");
    near(fit.log_likelihood, -503.30113728, 1e-6, "and the maximum by optim()");
    bench_free(&b);
}

/* p <- c(0.0001, 0.03, 0.011, 0.5, 0.03, 0.0004, 0.9, 0.02); p.adjust(p, "holm"), p.adjust(p, "fdr") */
static void test_adjusted(void)
{
    static const double p[] = {0.0001, 0.03, 0.011, 0.5, 0.03, 0.0004, 0.9, 0.02};
    static const double holm[] = {0.0008, 0.12, 0.066, 1, 0.12, 0.0028, 1, 0.1};
    static const double fdr[] = {0.0008, 0.04, 0.088 / 3, 4.0 / 7, 0.04, 0.0016, 0.9, 0.04};
    struct bench b;
    double a[8];
    bench_init(&b);
    ok(learn_adjust(&b.w, p, a, 8, ADJUST_HOLM), "Holm");
    for (int i = 0; i < 8; i++)
        near(a[i], holm[i], 1e-12, "R's holm");
    ok(learn_adjust(&b.w, p, a, 8, ADJUST_FDR), "FDR");
    for (int i = 0; i < 8; i++)
        near(a[i], fdr[i], 1e-12, "R's fdr");
    bench_free(&b);
}

int main(void)
{
    test_scores();
    test_tests();
    test_classes();
    test_adjusted();
    return tap_done();
}
