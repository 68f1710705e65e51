/* learn_fit_t.c -- tables from counts: closed forms, likelihoods by enumeration, EM, scores, refusals, no
 * memory, interrupts. */
#include "learn_case.h"

#include "base/interrupt.h"

/* ---- all observed ---- */

static void test_closed_form(void)
{
    struct bench b;
    struct fit fit;
    static const uint32_t parents[] = {0, 1};
    bench_init(&b);
    struct model *m = arrows(&b, 2, parents, 0);
    struct seen *s = seen_new(&b, m, 4);
    seen_add(s, (uint32_t[]){0, 0}, 30);
    seen_add(s, (uint32_t[]){0, 1}, 10);
    seen_add(s, (uint32_t[]){1, 1}, 60);
    ok(learn_fit(&fit, &b.w, m, &s->data, &fit_plain), "a table of counts is fitted");
    near(fit.mechanism[0]->matrix[0], 0.4, 1e-15, "P(V0 = a)");
    near(fit.mechanism[1]->matrix[0], 0.75, 1e-15, "P(V1 = a | V0 = a)");
    near(fit.mechanism[1]->matrix[3], 1, 1e-15, "a state that is never seen has probability 0");
    near(fit.log_likelihood, 40 * log(0.4) + 60 * log(0.6) + 30 * log(0.75) + 10 * log(0.25), 1e-12,
         "the likelihood in closed form");
    ok(fit.parameters == 3 && fit.n == 100 && !fit.expected, "three free parameters, 100 observations");
    ok(str_eq(box_texts(fit.mechanism[1])[0], STR("30/40")), "entries are kept as fractions");
    struct fit_wish wish = fit_plain;
    wish.prior = 2;
    ok(learn_fit(&fit, &b.w, m, &s->data, &wish), "with a prior");
    near(fit.mechanism[1]->matrix[2], 2.0 / 64, 1e-15, "(n + a) / (N + a k)");
    near(fit.mechanism[0]->matrix[0], 42.0 / 104, 1e-15, "and without parents");
    bench_free(&b);
}

static void test_random_models(void)
{
    struct rng r = {17};
    int recovered = 0, likely = 0, best = 0, n = 40;
    for (int i = 0; i < n; i++) {
        struct bench b;
        struct fit fit;
        bench_init(&b);
        struct model *m = random_model(&b.w, &r, 2 + rng_below(&r, 4), 0, 3, 0.5, 0);
        struct seen *s = expected_counts(&b, m, 1e6, false);
        double off = 0;
        if (learn_fit(&fit, &b.w, bare(&b, m, 0), &s->data, &fit_plain)) {
            for (uint32_t v = 0; v < m->nvars; v++) {
                size_t cells = m->var[v].type->n;
                for (uint32_t k = 0; k < m->mechanism[v]->nin; k++)
                    cells *= m->var[m->mechanism[v]->in[k]].type->n;
                for (size_t k = 0; k < cells; k++)
                    off = fmax(off, fabs(m->mechanism[v]->matrix[k] - fit.mechanism[v]->matrix[k]));
            }
            double brute = brute_likelihood(fitted(&b, m, &fit), s);
            recovered += off < 1e-9;
            likely += fabs(brute - fit.log_likelihood) < 1e-9 * fabs(brute);
            best += fit.log_likelihood >= brute_likelihood(m, s) - 1e-6;
        }
        bench_free(&b);
    }
    ok(recovered == n, "tables behind expected counts are found again (%d of %d)", recovered, n);
    ok(likely == n, "likelihoods are those of enumeration (%d of %d)", likely, n);
    ok(best == n, "and no less than those of the tables behind them");
}

/* ---- refusals ---- */

static const char *refusal(struct bench *b, const struct model *m, const struct seen *s)
{
    struct fit fit;
    return learn_fit(&fit, &b->w, m, &s->data, &fit_plain) ? "fitted" : complaint(b);
}

static void test_refusals(void)
{
    struct bench b;
    struct fit fit;
    struct rng r = {5};
    bench_init(&b);
    static const uint32_t fork[] = {0, 1, 1}, collider[] = {0, 0, 3};
    struct model *m = arrows(&b, 3, collider, 0);
    struct seen *s = seen_new(&b, m, 8);
    seen_add(s, (uint32_t[]){0, 0, 0}, 5);
    seen_add(s, (uint32_t[]){0, 1, 1}, 5);
    seen_add(s, (uint32_t[]){1, 1, 0}, 5);
    ok(strcmp(refusal(&b, m, s), "unseen-setting") == 0, "a setting of parents that nobody has is refused");
    ok(strstr(b.diags.list[b.diags.n - 1].message.s, "V0 = b, V1 = a") != NULL, "and named");
    struct fit_wish wish = fit_plain;
    wish.prior = 1;
    ok(learn_fit(&fit, &b.w, m, &s->data, &wish) && fit.mechanism[2]->matrix[4] == 0.5,
       "with a prior it is uniform");
    struct model *full = random_model(&b.w, &r, 3, 0, 2, 0.5, 0);
    ok(strcmp(refusal(&b, full, s), "nothing-to-fit") == 0, "all tables are stated: nothing to fit");
    static const uint32_t below[] = {0, 1, 2};
    m = arrows(&b, 3, below, 4);
    s = expected_counts(&b, random_model(&b.w, &r, 2, 0, 2, 1, 0), 100, false);
    ok(strcmp(refusal(&b, m, s), "barren-hidden") == 0, "a hidden variable that nothing depends on");
    m = arrows(&b, 3, fork, 1);
    ((struct var *)(uintptr_t)m->var)[0].type = NULL;
    ok(strcmp(refusal(&b, m, s), "no-states") == 0, "a hidden variable without states");
    ((struct var *)(uintptr_t)m->var)[0].role = VAR_CONFOUNDER;
    ok(strcmp(refusal(&b, m, s), "hidden-cause") == 0, "a hidden cause without a name");
    uint32_t parents[16] = {0};
    for (uint32_t v = 0; v < 15; v++)
        parents[15] |= 1u << v;
    m = arrows(&b, 16, parents, 0x7fff);
    s = seen_new(&b, m, 2);
    seen_add(s, (uint32_t[]){0}, 3);
    ok(strcmp(refusal(&b, m, s), "too-many-hidden") == 0, "hidden variables with too many joint states");
    bench_free(&b);
}

static void test_stated(void)
{
    struct bench b;
    struct fit fit;
    struct rng r = {8};
    bench_init(&b);
    struct model *m = random_model(&b.w, &r, 3, 0, 2, 1, 0);
    struct seen *s = expected_counts(&b, m, 1000, true);
    double *sure = ARENA_NEW(&b.arena, double, 2);
    sure[0] = 1;
    struct model *half = bare(&b, m, 1);
    ok(learn_fit(&fit, &b.w, half, &s->data, &fit_plain) &&
           fit.mechanism[0]->matrix == m->mechanism[0]->matrix,
       "what is stated is kept");
    ((struct box *)(uintptr_t)half->mechanism[0])->matrix = sure;
    ok(!learn_fit(&fit, &b.w, half, &s->data, &fit_plain) && strcmp(complaint(&b), "impossible-data") == 0,
       "observations that a stated table excludes are refused");
    bench_free(&b);
}

/* ---- EM ---- */

/* A hidden coin with three indicators is identified up to the names of its sides. */
static void test_mixture(void)
{
    struct bench b;
    struct fit fit;
    static const uint32_t parents[] = {0, 1, 1, 1};
    static double table[4][4] = {
        {0.35, 0.65}, {0.9, 0.1, 0.2, 0.8}, {0.15, 0.85, 0.7, 0.3}, {0.6, 0.4, 0.05, 0.95}};
    bench_init(&b);
    struct model *m = arrows(&b, 4, parents, 1), *known = arrows(&b, 4, parents, 1);
    for (int v = 0; v < 4; v++)
        ((struct box *)(uintptr_t)known->mechanism[v])->matrix = table[v];
    struct seen *s = expected_counts(&b, known, 10000, false);
    ok(learn_fit(&fit, &b.w, m, &s->data, &fit_plain), "a mixture is fitted");
    bool swapped = fit.mechanism[0]->matrix[0] > 0.5;
    double off = fabs(fit.mechanism[0]->matrix[swapped] - 0.35);
    for (int v = 1; v < 4; v++)
        for (int i = 0; i < 4; i++)
            off = fmax(off, fabs(fit.mechanism[v]->matrix[swapped ? i ^ 2 : i] - table[v][i]));
    near(off, 0, 0.02, "its tables are found again, up to the names of the hidden states");
    double bound = brute_likelihood(known, s);
    ok(fit.log_likelihood <= bound + 1e-6, "the likelihood is no better than that of the truth");
    near(fit.log_likelihood, bound, 0.05, "and hardly worse");
    near(brute_likelihood(fitted(&b, m, &fit), s), fit.log_likelihood, 1e-8 * fabs(bound),
         "it is that of the tables, by enumeration");
    ok(fit.expected && fit.converged && fit.restarts == 10 && fit.reached >= 1 && fit.parameters == 7,
       "%u of %u restarts reached it, after %u iterations", fit.reached, fit.restarts, fit.iterations);
    struct fit twice;
    ok(learn_fit(&twice, &b.w, m, &s->data, &fit_plain) && twice.log_likelihood == fit.log_likelihood,
       "the same seed gives the same numbers");
    struct fit_wish wish = fit_plain;
    wish.iterations = 3;
    ok(learn_fit(&fit, &b.w, m, &s->data, &wish) && !fit.converged && fit.iterations == 3,
       "it says when it was stopped");
    bench_free(&b);
}

static void test_never_falls(void)
{
    struct rng r = {99};
    double fell = 0;
    int same = 0, bounded = 0, n = 30;
    for (int i = 0; i < n; i++) {
        struct bench b;
        struct fit fit;
        struct fit_wish wish = {.prior = i % 3 ? 0 : 0.5, .restarts = 3, .iterations = 200, .seed = 4};
        bench_init(&b);
        struct model *m = random_model(&b.w, &r, 3 + rng_below(&r, 2), 1 + rng_below(&r, 2), 3, 0.4, 0);
        struct seen *s = expected_counts(&b, m, 5000, false);
        if (learn_fit(&fit, &b.w, bare(&b, m, 0), &s->data, &wish)) {
            double brute = brute_likelihood(fitted(&b, m, &fit), s);
            fell = fmax(fell, fit.fell);
            same += fabs(brute - fit.log_likelihood) < 1e-9 * fabs(brute);
            bounded += fit.log_likelihood <= brute_likelihood(m, s) + 1e-6;
        } else {
            printf("# %s\n", complaint(&b));
        }
        bench_free(&b);
    }
    ok(fell < 1e-12, "the likelihood never falls (at most %g of it)", fell);
    ok(same == n, "likelihoods of hidden models are those of enumeration (%d of %d)", same, n);
    ok(bounded == n, "and never above that of the truth over its own expected counts");
}

/* A chain of hidden states, each seen with noise: V0 -> V1 -> V2 -> V3, V4 to V7 are what is seen of them. */
static void test_hidden_chain(void)
{
    static const uint32_t parents[] = {0, 1, 2, 4, 1, 2, 4, 8};
    struct rng r = {12};
    double fell = 0;
    int same = 0, bounded = 0, n = 12;
    for (int i = 0; i < n; i++) {
        struct bench b;
        struct fit fit;
        struct fit_wish wish = {.restarts = 2, .iterations = 100, .seed = 4};
        bench_init(&b);
        struct model *m = arrows(&b, 8, parents, 0x0f), *known = arrows(&b, 8, parents, 0x0f);
        for (uint32_t v = 0; v < 8; v++) {
            double *p = ARENA_NEW(&b.arena, double, 4);
            for (int row = 0; row < 2; row++) {
                p[2 * row] = 0.1 + 0.8 * rng_real(&r);
                p[2 * row + 1] = 1 - p[2 * row];
            }
            ((struct box *)(uintptr_t)known->mechanism[v])->matrix = p;
        }
        struct seen *s = expected_counts(&b, known, 3000, false);
        if (learn_fit(&fit, &b.w, m, &s->data, &wish)) {
            double brute = brute_likelihood(fitted(&b, m, &fit), s);
            fell = fmax(fell, fit.fell);
            same += fabs(brute - fit.log_likelihood) < 1e-9 * fabs(brute);
            bounded += fit.log_likelihood <= brute_likelihood(known, s) + 1e-6 &&
                       fit.log_likelihood > brute_likelihood(known, s) - 30;
        }
        bench_free(&b);
    }
    ok(same == n, "likelihoods of hidden chains are those of enumeration (%d of %d)", same, n);
    ok(fell < 1e-12 && bounded == n, "they never fall (at most %g), and come near that of the truth (%d)",
       fell, bounded);
}

/* A hundred hidden variables: their joint states are many, and no table of EM is over more than two. */
static void test_long_chain(void)
{
    enum { N = 100 };
    struct bench b;
    struct fit fit;
    struct fit_wish wish = {.restarts = 2, .iterations = 30, .seed = 1};
    struct rng r = {4};
    static const uint32_t none[2 * N];
    uint32_t code[N];
    bench_init(&b);
    struct model *m = arrows(&b, 2 * N, none, 0);
    const struct box **box = ARENA_NEW(&b.arena, const struct box *, 2 * N);
    for (uint32_t v = 0; v < 2 * N; v++) {
        struct box *one = ARENA_NEW(&b.arena, struct box, 1);
        uint32_t *in = ARENA_NEW(&b.arena, uint32_t, 2);
        *one = *m->mechanism[v];
        in[0] = v < N ? v - 1 : v - N;
        in[v != 0] = v;
        one->nin = v != 0;
        one->in = in;
        one->out = in + (v != 0);
        box[v] = one;
        ((struct var *)(uintptr_t)m->var)[v].role = v < N ? VAR_LATENT : VAR_OBSERVED;
    }
    m = model_new(&b.w, m->name, m->doc, m->var, 2 * N, box);
    struct seen *s = seen_new(&b, m, 200);
    for (int row = 0; row < 200; row++) {
        uint32_t state = 0;
        for (uint32_t k = 0; k < N; k++) {
            state = rng_below(&r, 10) ? state : 1 - state;
            code[k] = rng_below(&r, 5) ? state : 1 - state;
        }
        seen_add(s, code, 1);
    }
    bool good = learn_fit(&fit, &b.w, m, &s->data, &wish);
    ok(good && isfinite(fit.log_likelihood) && fit.fell < 1e-12 && fit.log_likelihood > 200 * N * log(0.5),
       "a chain of a hundred hidden variables is learned (%.1f)", fit.log_likelihood);
    bench_free(&b);
}

/* A class with so many indicators that their product is below any double. */
static void test_many_indicators(void)
{
    enum { N = 4000 };
    struct bench b;
    struct fit fit;
    struct fit_wish wish = {.restarts = 2, .iterations = 50, .seed = 1};
    static uint32_t parents[N];
    static uint32_t code[N - 1];
    bench_init(&b);
    for (uint32_t v = 1; v < N; v++)
        parents[v] = 1;
    struct model *m = arrows(&b, N, parents, 1);
    struct seen *s = seen_new(&b, m, 4);
    for (uint32_t row = 0; row < 4; row++) {
        for (uint32_t v = 0; v < N - 1; v++)
            code[v] = (row >> (v & 1)) & 1;
        seen_add(s, code, 1);
    }
    bool good = learn_fit(&fit, &b.w, m, &s->data, &wish);
    ok(good && isfinite(fit.log_likelihood) && fit.fell < 1e-12,
       "products that underflow are brought back into range (%g)", fit.log_likelihood);
    bench_free(&b);
}

/* ---- scores ---- */

/* log P(data | graph) one observation after the other, as from an urn. */
static double urn(const struct model *m, const struct seen *s, double prior)
{
    double sum = 0;
    for (uint32_t v = 0; v < m->nvars; v++) {
        const struct box *box = m->mechanism[v];
        double count[512] = {0}, total[512] = {0};
        size_t rows = 1;
        uint32_t k = m->var[v].type->n;
        for (uint32_t i = 0; i < box->nin; i++)
            rows *= m->var[box->in[i]].type->n;
        for (size_t i = 0; i < s->counts.nrows; i++) {
            const uint32_t *code = s->counts.code + i * s->counts.ncolumns;
            size_t row = 0;
            for (uint32_t p = 0; p < box->nin; p++)
                row = row * m->var[box->in[p]].type->n + code[box->in[p]];
            for (double n = 0; n < s->counts.weight[i]; n++) {
                double cell = prior / ((double)rows * k);
                sum += log((count[row * k + code[v]]++ + cell) / (total[row]++ + cell * k));
            }
        }
    }
    return sum;
}

static void test_scores(void)
{
    struct rng r = {31};
    int good = 0, n = 20;
    for (int i = 0; i < n; i++) {
        struct bench b;
        struct model_score score;
        bench_init(&b);
        struct model *m = random_model(&b.w, &r, 4, 0, 3, 0.4, 0), *plain = bare(&b, m, 0);
        struct seen *s = expected_counts(&b, m, 300, true);
        double prior = 0.5 + rng_below(&r, 10);
        if (learn_score(&score, &b.w, plain, &s->data, prior, &fit_plain)) {
            double truth_of = urn(m, s, prior);
            good +=
                fabs(score.bdeu - truth_of) < 1e-9 * fabs(truth_of) &&
                fabs(score.bic - (score.log_likelihood - score.parameters / 2 * log(s->counts.total))) < 1e-9;
        }
        bench_free(&b);
    }
    ok(good == n, "BDeu is the probability of the data one by one (%d of %d)", good, n);
}

static void test_equivalent(void)
{
    struct bench b;
    struct rng r = {77};
    static const uint32_t chain[] = {0, 1, 2}, fork[] = {2, 0, 2}, back[] = {2, 4, 0}, collider[] = {0, 5, 0};
    static const uint32_t *const graphs[] = {chain, fork, back, collider};
    struct model_score score[4];
    bench_init(&b);
    struct seen *s = expected_counts(&b, random_model(&b.w, &r, 3, 0, 2, 1, 0), 500, true);
    for (int i = 0; i < 4; i++)
        ok(learn_score(&score[i], &b.w, arrows(&b, 3, graphs[i], 0), &s->data, 1, &fit_plain),
           "graph %d is scored", i);
    for (int i = 1; i < 3; i++) {
        near(score[i].bic, score[0].bic, 1e-9, "equivalent graphs have the same BIC");
        near(score[i].bdeu, score[0].bdeu, 1e-9, "and the same BDeu");
    }
    ok(fabs(score[3].bdeu - score[0].bdeu) > 1e-3, "a collider has another");
    bench_free(&b);
}

/* ---- nothing to work with ---- */

static void test_memory(void)
{
    struct rng r = {3};
    struct bench setup;
    bench_init(&setup);
    struct model *m = bare(&setup, random_model(&setup.w, &r, 4, 1, 2, 0.5, 0), 0);
    struct seen *s = expected_counts(&setup, random_model(&setup.w, &r, 4, 0, 2, 0.5, 0), 100, true);
    int reported = 0;
    long n = 0;
    for (;; n++) {
        struct bench b;
        struct fit fit;
        struct model_score score;
        struct fit_wish wish = {.restarts = 2, .iterations = 5, .seed = 1, .prior = 1};
        bench_init(&b);
        mem_fail_after(n);
        bool good =
            learn_fit(&fit, &b.w, m, &s->data, &wish) && learn_score(&score, &b.w, m, &s->data, 1, &wish);
        bool failed = mem_failed();
        mem_fail_after(-1);
        reported += failed && !good && b.diags.out_of_memory;
        bench_free(&b);
        if (!failed)
            break;
    }
    ok(n > 3 && reported == n, "each of %ld requests may fail", n);
    struct bench b;
    struct fit fit;
    bench_init(&b);
    interrupt_flag = 1;
    ok(!learn_fit(&fit, &b.w, m, &s->data, &fit_plain) && strcmp(complaint(&b), "interrupted") == 0,
       "an interrupt ends it");
    interrupt_flag = 0;
    bench_free(&b);
    bench_free(&setup);
}

int main(void)
{
    test_closed_form();
    test_random_models();
    test_refusals();
    test_stated();
    test_mixture();
    test_never_falls();
    test_hidden_chain();
    test_long_chain();
    test_many_indicators();
    test_scores();
    test_equivalent();
    test_memory();
    return tap_done();
}
