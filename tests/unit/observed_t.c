/* observed_t.c -- counts as a source: every marginal, with and without fixed states, is what adding up the
 * full table by hand gives, and slices of the marginal that has the fixed variables open. */
#include "base/limits.h"
#include "random_model.h"
#include "tap.h"

#include <string.h>

enum { MOST_COLUMNS = 5, NO_VARIABLE = 99 };

/* Random counts over the variables var[0 .. n-1], ascending, and the same as a full table of their shares. */
struct sample {
    uint32_t n, var[MOST_COLUMNS], levels[MOST_COLUMNS];
    size_t cells;
    double *share; /* row-major in the order of var[] */
    struct counts counts;
    struct observed data;
};

static uint32_t digit(const struct sample *s, size_t cell, uint32_t k)
{
    for (uint32_t i = s->n; --i > k;)
        cell /= s->levels[i];
    return (uint32_t)(cell % s->levels[k]);
}

static void shuffle(struct rng *r, uint32_t *p, uint32_t n)
{
    for (uint32_t i = 0, k; i < n; i++) {
        k = rng_below(r, i + 1);
        p[i] = p[k];
        p[k] = i;
    }
}

static void draw(struct sample *s, struct work *w, struct rng *r)
{
    uint32_t column[MOST_COLUMNS], next = 0; /* column c holds variable number column[c] of var[] */
    *s = (struct sample){.n = 1 + rng_below(r, MOST_COLUMNS), .cells = 1};
    for (uint32_t i = 0; i < s->n; i++, next++) {
        next += rng_below(r, 3);
        s->var[i] = next;
        s->cells *= s->levels[i] = 1 + rng_below(r, 4);
    }
    shuffle(r, column, s->n);
    uint32_t *column_var = ARENA_NEW(w->arena, uint32_t, s->n);
    struct data_column *head = ARENA_NEW(w->arena, struct data_column, s->n);
    for (uint32_t c = 0; c < s->n; c++) {
        column_var[c] = s->var[column[c]];
        head[c] = (struct data_column){.levels = state_names, .nlevels = s->levels[column[c]]};
    }
    s->share = ARENA_NEW(w->arena, double, s->cells);
    uint32_t *order = ARENA_NEW(w->arena, uint32_t, s->cells);
    uint32_t *code = ARENA_NEW(w->arena, uint32_t, s->cells * s->n);
    double *weight = ARENA_NEW(w->arena, double, s->cells), total = 0;
    shuffle(r, order, (uint32_t)s->cells);
    size_t rows = 0;
    for (size_t i = 0; i < s->cells; i++) {
        if (i > 0 && rng_below(r, 3) == 0)
            continue;
        for (uint32_t c = 0; c < s->n; c++)
            code[rows * s->n + c] = digit(s, order[i], column[c]);
        total += weight[rows] = s->share[order[i]] = 1 + rng_below(r, 50);
        rows++;
    }
    for (size_t i = 0; i < s->cells; i++)
        s->share[i] /= total;
    s->counts = (struct counts){.ncolumns = s->n,
                                .column = head,
                                .nrows = rows,
                                .code = code,
                                .weight = weight,
                                .total = total,
                                .used = rows};
    s->data = (struct observed){
        .kind = OBSERVED_DATA, .counts = &s->counts, .column_var = column_var, .file = STR("s.csv")};
}

/* What is asked: some variables open, others fixed, the rest added up. */
struct wanted {
    uint32_t vars[MOST_COLUMNS], place[MOST_COLUMNS], n, nfixed;
    struct evidence fixed[MOST_COLUMNS];
    uint32_t at[MOST_COLUMNS]; /* places of the fixed ones */
};

static void want(struct wanted *q, const struct sample *s, struct rng *r)
{
    *q = (struct wanted){0};
    for (uint32_t i = 0; i < s->n; i++) {
        uint32_t role = rng_below(r, 3);
        if (role == 0) {
            q->place[q->n] = i;
            q->vars[q->n++] = s->var[i];
        } else if (role == 1) {
            q->at[q->nfixed] = i;
            q->fixed[q->nfixed++] = (struct evidence){s->var[i], rng_below(r, s->levels[i])};
        }
    }
}

/* The sum of the shares at one cell of what is asked. */
static double by_hand(const struct sample *s, const struct wanted *q, const struct tensor *t, size_t cell)
{
    size_t stride[LIMIT_TENSOR_RANK];
    double sum = 0;
    tensor_strides(t, stride);
    for (size_t i = 0; i < s->cells; i++) {
        bool fits = true;
        for (uint32_t k = 0; k < q->n; k++)
            fits = fits && digit(s, i, q->place[k]) == cell / stride[k] % t->axis[k].n;
        for (uint32_t k = 0; k < q->nfixed; k++)
            fits = fits && digit(s, i, q->at[k]) == q->fixed[k].state;
        sum += fits ? s->share[i] : 0;
    }
    return sum;
}

static double difference(const struct tensor *a, const struct tensor *b)
{
    double worst = a->rank == b->rank && a->cells == b->cells ? 0 : HUGE_VAL;
    for (uint32_t i = 0; worst == 0 && i < a->rank; i++)
        if (a->axis[i].id != b->axis[i].id || a->axis[i].n != b->axis[i].n)
            worst = HUGE_VAL;
    for (size_t i = 0; worst < HUGE_VAL && i < a->cells; i++)
        worst = isnan(a->p[i]) || isnan(b->p[i]) ? HUGE_VAL : fmax(worst, fabs(a->p[i] - b->p[i]));
    return worst;
}

struct outcome {
    double hand, slice; /* the largest differences */
    int zeros;          /* cells that never occur */
};

static void one_table(struct rng *r, struct outcome *o)
{
    struct arena arena = {0};
    struct diags diags = {.arena = &arena};
    struct work w = {&arena, &diags, NULL};
    struct sample s;
    struct wanted q;
    draw(&s, &w, r);
    want(&q, &s, r);
    struct source src = source_of_observed(&s.data);
    struct tensor *t = src.marginal(src.self, &w, q.vars, q.n, q.fixed, q.nfixed);
    struct tensor *whole = src.marginal(src.self, &w, s.var, s.n, NULL, 0);
    if (!t || !whole || t->rank != q.n) {
        o->hand = HUGE_VAL;
        arena_free(&arena);
        return;
    }
    for (size_t i = 0; i < t->cells; i++) {
        double d = fabs(t->p[i] - by_hand(&s, &q, t, i));
        o->hand = isnan(d) ? HUGE_VAL : fmax(o->hand, d);
        o->zeros += t->p[i] == 0;
    }
    const struct tensor *slice = whole;
    for (uint32_t i = 0; i < q.nfixed; i++)
        slice = tensor_slice(&w, slice, q.fixed[i].wire, q.fixed[i].state);
    o->slice = fmax(o->slice, difference(t, tensor_marginal(&w, slice, q.vars, q.n)));
    arena_free(&arena);
}

static void no_column(struct rng *r)
{
    struct arena arena = {0};
    struct diags diags = {.arena = &arena};
    struct work w = {&arena, &diags, NULL};
    struct sample s;
    uint32_t other = NO_VARIABLE;
    struct evidence fixed = {other, 0};
    draw(&s, &w, r);
    struct source src = source_of_observed(&s.data);
    ok(!src.marginal(src.self, &w, &other, 1, NULL, 0) && diags.n == 1 &&
           strcmp(diags.list[0].code, "no-column") == 0,
       "a variable without a column is refused");
    ok(!src.marginal(src.self, &w, s.var, 1, &fixed, 1) && diags.n == 2 &&
           strcmp(diags.list[1].code, "no-column") == 0,
       "and one that is fixed as well");
    arena_free(&arena);
}

int main(void)
{
    struct rng r = {1662};
    struct outcome o = {0};
    for (int i = 0; i < 3000; i++)
        one_table(&r, &o);
    ok(o.hand < 1e-12, "marginals of counts, some states fixed, are sums by hand: worst %.1e", o.hand);
    ok(o.slice < 1e-12, "and marginals of slices of the full table: worst %.1e", o.slice);
    ok(o.zeros > 100, "cells that never occur are among them: %d", o.zeros);
    no_column(&r);
    return tap_done();
}
