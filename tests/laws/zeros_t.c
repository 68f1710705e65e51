/* zeros_t.c -- two routes to one effect where much is impossible: surgery on models whose mechanisms have
 * zeros, and identification from what such a model shows, as a joint table and as counts.
 *
 * Numbers of both routes are equal.  A condition that never happens under the interventions has no answer by
 * surgery; a formula may not need it, and then its row is a distribution all the same.  A formula may lack a
 * cell that surgery does not need; but given a condition, a row of which nothing but zeros is left says
 * nothing, and is not shown as zeros. */
#include "random_query.h"
#include "tap.h"

struct tally {
    int asked, identified, wrong;
    double worst;                             /* of cells with both numbers */
    int lacking, unneeded, partial, no_names; /* cells undefined in one only: identification, surgery; rows
                                                 undefined in part; undefined cells and nothing named */
    int bad_rows, zero_rows;                  /* rows that are no distributions, that are left-over zeros */
};

/* Add soft interventions: a distribution, or a policy that looks at an earlier variable. */
static void soften(struct work *w, struct rng *r, struct asked *a, double zeros)
{
    const struct model *m = a->q.model;
    for (uint32_t i = 0; i < a->q.ndos; i++) {
        struct query_do *d = &a->dos[i];
        uint32_t n = m->var[d->var].type->n, rows = 1;
        if (rng_below(r, 3))
            continue;
        d->kind = DO_ROW;
        if (d->var > 0 && rng_below(r, 2)) {
            uint32_t *from = ARENA_NEW(w->arena, uint32_t, 1);
            from[0] = rng_below(r, d->var);
            d->kind = DO_POLICY;
            d->from = from;
            d->nfrom = 1;
            rows = m->var[from[0]].type->n;
        }
        double *p = ARENA_NEW(w->arena, double, (size_t)rows *n);
        for (uint32_t row = 0; row < rows; row++) {
            double sum = 0;
            for (uint32_t k = 0; k < n; k++)
                sum += p[row * n + k] = rng_real(r) < zeros ? 0 : 0.05 + rng_real(r);
            if (sum == 0)
                sum = p[row * n] = 1;
            for (uint32_t k = 0; k < n; k++)
                p[row * n + k] /= sum;
        }
        d->row = d->matrix = p;
    }
}

/* Each row of an answer whose outcomes are all open. Without a condition a zero is one whatever the rest of
 * its row is. */
static void check_rows(struct tally *t, const struct answer *got, bool conditioned)
{
    const struct tensor *v = got->table;
    size_t n = 1;
    for (uint32_t i = v->rank - got->nover; i < v->rank; i++)
        n *= v->axis[i].n;
    for (size_t row = 0; row < v->cells; row += n) {
        size_t undefined = 0;
        double sum = 0;
        for (size_t i = row; i < row + n; i++) {
            undefined += isnan(v->p[i]) ? 1 : 0;
            sum += isnan(v->p[i]) ? 0 : v->p[i];
        }
        t->bad_rows += undefined == 0 && !(fabs(sum - 1) <= 1e-9);
        t->bad_rows += sum > 1 + 1e-9;
        t->partial += undefined > 0 && undefined < n;
        t->zero_rows += undefined > 0 && undefined < n && conditioned && sum == 0;
        t->no_names += undefined > 0 && got->nmissing == 0;
    }
}

static bool same_shape(const struct answer *a, const struct answer *b)
{
    return a->table->cells == b->table->cells && a->table->rank == b->table->rank;
}

/* Identification over `data`, against what surgery says. */
static bool compare(struct tally *t, struct answer *got, struct work *w, const struct asked *a,
                    const struct observed *data, const struct answer *surgery)
{
    static const struct answer_options plain = {0};
    struct query q = a->q;
    q.model = without_mechanisms(w, a->q.model);
    q.observed = data;
    t->asked++;
    if (!answer_query(got, w, &q, &plain)) {
        const struct diags *d = w->diags;
        t->wrong += d->n == 0 || !str_eq(str_of(d->list[d->n - 1].code), STR("not-identifiable"));
        return false;
    }
    t->identified++;
    if (got->method == METHOD_SURGERY || !same_shape(got, surgery)) {
        t->wrong++;
        return false;
    }
    for (size_t i = 0; i < got->table->cells; i++) {
        double x = surgery->table->p[i], y = got->table->p[i];
        t->lacking += isnan(y) && !isnan(x);
        t->unneeded += isnan(x) && !isnan(y);
        if (!isnan(x) && !isnan(y))
            t->worst = fmax(t->worst, fabs(x - y));
    }
    check_rows(t, got, a->q.ngiven > 0);
    return true;
}

struct tallies {
    struct tally surgery, joint, counts;
    int apart; /* cells in which joint and counts differ */
};

static void one_model(struct rng *r, struct tallies *t, double zeros)
{
    static const struct answer_options plain = {0};
    struct arena arena = {0};
    struct diags diags = {.arena = &arena};
    struct work w = {&arena, &diags, NULL};
    uint32_t observed = 2 + rng_below(r, 4), hidden = rng_below(r, 3);
    struct model *m = random_model(&w, r, observed, hidden, observed > 3 ? 3 : 4, 0.5, zeros);
    struct asked a;
    struct answer surgery, by_joint, by_counts;
    random_query(&a, r, m, observed);
    soften(&w, r, &a, zeros);
    t->surgery.asked++;
    if (!answer_query(&surgery, &w, &a.q, &plain) || diags.n > 0) {
        t->surgery.wrong++;
        arena_free(&arena);
        return;
    }
    check_rows(&t->surgery, &surgery, a.q.ngiven > 0);
    struct observed joint = {.kind = OBSERVED_JOINT, .joint = observed_joint(&w, m, observed)};
    struct observed counts = random_counts(&w, r, joint.joint);
    bool one = compare(&t->joint, &by_joint, &w, &a, &joint, &surgery);
    bool two = compare(&t->counts, &by_counts, &w, &a, &counts, &surgery);
    t->apart += one != two;
    for (size_t i = 0; one && two && i < by_joint.table->cells; i++) {
        double x = by_joint.table->p[i], y = by_counts.table->p[i];
        t->apart += isnan(x) != isnan(y) || fabs(x - y) > 1e-9;
    }
    arena_free(&arena);
}

/* few: a run of few models, in which what is rare need not occur. */
static void report(const struct tally *t, const char *source, bool zeros, bool few)
{
    ok(t->wrong == 0, "%s: an answer or a hedge, %d identifiable of %d", source, t->identified, t->asked);
    ok(t->worst < 1e-9, "%s: surgery and identification agree, worst %.1e", source, t->worst);
    ok(t->bad_rows == 0, "%s: rows are distributions", source);
    ok(t->zero_rows == 0, "%s: no row of zeros and undefined cells alone, of %d undefined in part", source,
       t->partial);
    ok(t->no_names == 0, "%s: what is missing is named", source);
    bool none = !t->lacking && !t->unneeded && !t->partial;
    ok(zeros ? few || (t->lacking && t->unneeded && t->partial) : none,
       "%s: %d cells only by surgery, %d only by the formula", source, t->lacking, t->unneeded);
}

int main(void)
{
    struct rng r = {1978};
    const char *fewer = getenv("CAUSAL_MODELS"); /* valgrind is slow */
    int models = fewer ? atoi(fewer) : 3000;
    static const double share[] = {0, 0.2, 0.5};
    for (size_t i = 0; i < sizeof share / sizeof *share; i++) {
        struct tallies t = {0};
        for (int k = 0; k < models; k++)
            one_model(&r, &t, share[i]);
        printf("# %g of the entries are zero\n", share[i]);
        ok(t.surgery.wrong == 0 && t.surgery.bad_rows == 0 && t.surgery.partial == 0 &&
               t.surgery.no_names == 0,
           "surgery: rows are distributions, or undefined as a whole with their condition named");
        report(&t.joint, "joint", share[i] > 0, models < 1000);
        report(&t.counts, "counts", share[i] > 0, models < 1000);
        ok(t.apart == 0, "joint and counts have the same answers");
    }
    return tap_done();
}
