/* constraint.c -- Verma constraints against data: does the formula depend on what must be immaterial?
 *
 * For each setting of what the formula may depend on, its values at the states of the immaterial variables
 * are compared with that at the first of them for which it is defined.  Under the constraint these
 * differences are 0 but for chance.  Their covariance follows from their influence functions, and Wald's
 * statistic, the differences weighed by its inverse, is about chi-square.  Some differences say what others
 * have said, as the values are distributions: a Cholesky decomposition that takes the largest variance left
 * finds as many as are independent, which are the degrees of freedom.  A value that data do not define is
 * left out, and so is a difference between two values without any variance, as between 0 and 1: the normal
 * distribution knows nothing of those. */
#include "answer/estimate_int.h"
#include "base/interrupt.h"
#include "stoch/chance.h"

#include <math.h>
#include <string.h>

enum { MOST_CELLS = 512, MOST_ENTRIES = 1 << 24 /* cells times rows */ };

static const double DEPENDENT = 1e-8, /* of a variance: what is left when the others are taken out */
    TOO_FEW = 5;                      /* rows of a stratum that is divided by */

struct wald {
    struct work *w;
    const struct sample *s;
    const struct tensor *value; /* the axes of what is immaterial come last */
    size_t each;                /* cells of one setting */
    size_t n;                   /* cells that are compared */
    size_t *cell;
    size_t ndifferences;
    uint32_t *from, *to; /* by difference: places in cell[] */
    double *influence;   /* by cell, then row of the sample */
    double *difference, *cov;
};

/* ---- which are compared ---- */

static bool take(void *cx, size_t i, const double *influence)
{
    struct wald *t = cx;
    size_t rows = t->s->counts.nrows;
    (void)i;
    memcpy(t->influence + t->n * rows, influence, rows * sizeof *influence);
    return true;
}

/* The influence of each row on cell i, behind those of the cells before it; *kept unless the cell is
 * undefined or made of strata with too few rows. */
static bool look_at(struct wald *t, const struct numbers *m, size_t i, double *least, bool *kept)
{
    const double one = 1;
    struct numbers single = *m;
    struct influence_reader reader = {.cx = t, .take = take};
    *kept = false;
    if (isnan(t->value->p[i]))
        return true;
    single.n = single.width = 1;
    single.cell = &i;
    single.value = &one;
    if (!numbers_influence(&reader, t->w, &single, t->s))
        return false;
    double rows = reader.least * t->s->counts.total;
    *kept = rows >= TOO_FEW;
    *least = *kept ? fmin(*least, rows) : *least;
    return true;
}

static bool compare(struct wald *t, const struct numbers *m, double *least)
{
    size_t cells = t->value->cells;
    t->cell = ARENA_NEW(t->w->arena, size_t, cells);
    t->from = ARENA_NEW(t->w->arena, uint32_t, cells);
    t->to = ARENA_NEW(t->w->arena, uint32_t, cells);
    t->influence = ARENA_NEW(t->w->arena, double, cells * t->s->counts.nrows);
    if (!t->cell || !t->from || !t->to || !t->influence)
        return diag_oom(t->w->diags);
    for (size_t at = 0; at < cells; at += t->each) {
        size_t first = t->n;
        for (size_t i = at; i < at + t->each; i++) {
            bool kept;
            if (!look_at(t, m, i, least, &kept))
                return false;
            if (!kept)
                continue;
            if (t->n > first) {
                t->from[t->ndifferences] = (uint32_t)first;
                t->to[t->ndifferences++] = (uint32_t)t->n;
            }
            t->cell[t->n++] = i;
        }
        if (t->n == first + 1)
            t->n = first; /* there is nothing to compare it with */
    }
    return true;
}

/* ---- their covariance ---- */

static bool covariance(struct wald *t)
{
    size_t n = t->ndifferences, rows = t->s->counts.nrows;
    double total = t->s->counts.total;
    t->difference = ARENA_NEW(t->w->arena, double, n);
    t->cov = ARENA_NEW(t->w->arena, double, n *n);
    double *d = ARENA_NEW(t->w->arena, double, n *rows);
    if (!t->difference || !t->cov || !d)
        return diag_oom(t->w->diags);
    for (size_t i = 0; i < n; i++) {
        const double *a = t->influence + t->from[i] * rows, *b = t->influence + t->to[i] * rows;
        t->difference[i] = t->value->p[t->cell[t->to[i]]] - t->value->p[t->cell[t->from[i]]];
        for (size_t r = 0; r < rows; r++)
            d[i * rows + r] = b[r] - a[r];
    }
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k <= i; k++) {
            double sum = 0;
            if (interrupted())
                return diag_interrupted(t->w->diags);
            for (size_t r = 0; r < rows; r++)
                sum += t->s->counts.weight[r] * d[i * rows + r] * d[k * rows + r];
            t->cov[i * n + k] = t->cov[k * n + i] = sum / total / total;
        }
    return true;
}

/* ---- the statistic ---- */

/* Take the differences out one by one, that with the most of its variance left first: each adds the square of
 * what the others do not say of it, over its variance. */
static bool statistic(struct wald *t, struct constraint_test *out)
{
    size_t n = t->ndifferences;
    double *was = ARENA_NEW(t->w->arena, double, n);
    if (!was)
        return diag_oom(t->w->diags);
    for (size_t i = 0; i < n; i++)
        was[i] = t->cov[i * n + i];
    for (;;) {
        size_t best = n;
        double most = DEPENDENT;
        for (size_t i = 0; i < n; i++)
            if (was[i] > 0 && t->cov[i * n + i] / was[i] > most) {
                best = i;
                most = t->cov[i * n + i] / was[i];
            }
        if (best == n)
            return true;
        double pivot = t->cov[best * n + best], left = t->difference[best];
        out->wald += left * left / pivot;
        out->df++;
        was[best] = 0;
        for (size_t i = 0; i < n; i++) {
            double share = t->cov[i * n + best] / pivot;
            if (was[i] == 0)
                continue;
            t->difference[i] -= share * left;
            for (size_t k = 0; k < n; k++)
                if (was[k] > 0)
                    t->cov[i * n + k] -= share * t->cov[best * n + k];
        }
    }
}

/* ---- the formula ---- */

/* What it mentions, the immaterial last. */
static uint32_t mentioned(const struct est_node *formula, struct set immaterial, uint32_t *order)
{
    uint32_t n = 0;
    for (int last = 0; last < 2; last++)
        for (uint32_t i = 0; i < formula->nfree; i++)
            if (set_has(immaterial, formula->free[i].var) == (last == 1))
                order[n++] = formula->free[i].var;
    return n;
}

static bool evaluate(struct wald *t, struct request *r, const struct est_pool *pool, const struct verma *v)
{
    struct evaluation found;
    double cells = 1;
    t->each = 1;
    r->nover = mentioned(est_get(pool, v->formula), v->immaterial, r->over);
    for (uint32_t i = 0; i < r->nover; i++) {
        cells *= r->card[r->over[i]];
        t->each *= set_has(v->immaterial, r->over[i]) ? r->card[r->over[i]] : 1;
    }
    if (cells > MOST_CELLS)
        return true;
    if (!stoch_evaluate(&found, t->w, pool, v->formula, source_of_observed(&t->s->observed), r->over,
                        r->nover, NULL, 0, r->card))
        return false;
    t->value = found.value;
    return true;
}

static bool test(struct constraint_test *out, const struct request *r, struct wald *t,
                 const struct est_pool *pool, const struct verma *v)
{
    struct identification id = {.estimand = v->formula};
    const struct numbers m = {.r = r, .id = &id, .pool = pool};
    if (!t->value || (double)t->value->cells * (double)t->s->counts.nrows > MOST_ENTRIES)
        return true;
    out->least = t->s->counts.total;
    return compare(t, &m, &out->least) && covariance(t) && statistic(t, out);
}

static bool attempt_test(struct constraint_test *out, struct work *w, const struct model *m,
                         const struct observed *o, const struct est_pool *pool, const struct verma *v)
{
    struct sample *s = ARENA_NEW(w->arena, struct sample, 1);
    struct set of = set_new(w->arena, m->nvars);
    struct request r = {.m = m,
                        .over = ARENA_NEW(w->arena, uint32_t, m->nvars),
                        .card = ARENA_NEW(w->arena, uint32_t, m->nvars)};
    struct wald t = {.w = w, .s = s};
    if (!s || !set_ok(of) || !r.over || !r.card)
        return diag_oom(w->diags);
    for (uint32_t i = 0; i < m->nvars; i++)
        r.card[i] = m->var[i].type ? m->var[i].type->n : 0;
    return sample_variables(w, pool, v->formula, of) && sample_read(s, w, o, of, false) &&
           evaluate(&t, &r, pool, v) && test(out, &r, &t, pool, v);
}

bool answer_constraint_test(struct constraint_test *out, struct work *w, const struct model *m,
                            const struct observed *o, const struct est_pool *pool, const struct verma *v)
{
    struct attempt a;
    struct constraint_test found = {0};
    struct observed counted = *o;
    struct arena draft = {0};
    struct work drafts;
    counted.prior = 0; /* a test is of what was seen */
    attempt_begin(&a, w);
    drafts = a.w;
    drafts.arena = &draft;
    bool good = attempt_test(&found, &drafts, m, &counted, pool, v);
    arena_free(&draft);
    *out = (struct constraint_test){.p = NAN, .adjusted = NAN};
    if (good && found.df > 0) {
        *out = found;
        out->p = out->adjusted = chance_chi_square_tail(found.wald, found.df);
    }
    return attempt_end(&a, w);
}
