/* bootstrap.c -- numbers from data over tables drawn from the table (Efron 1979), on several threads.
 *
 * Replicates are done in blocks, each with a generator of its own, so that the numbers do not depend on how
 * many threads there are.
 */
#include "stoch/chance.h"
#include "answer/estimate_int.h"
#include "base/interrupt.h"
#include "base/machine.h"
#include "base/progress.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>

enum { BLOCK = 20 /* replicates */, MOST_THREADS = 16 };

/* What a thread does: every `parts`-th block. */
struct part {
    double *out;
    const struct numbers *m;
    uint32_t n;
    const struct sample *s;
    const struct counts *whole; /* what is drawn from, if not the sample */
    const struct interval_options *how;
    size_t total; /* numbers */
    uint32_t part, parts;
    struct arena kept; /* for what it has to say */
    struct diags diags;
    bool good;
};

/* All numbers over one table of counts. */
static bool one(const struct part *p, struct work *w, const struct observed *drawn, double *out)
{
    struct source src = source_of_observed(drawn);
    for (uint32_t k = 0; k < p->n; k++) {
        const struct numbers *m = &p->m[k];
        struct finding f;
        if (!answer_by_estimand(&f, w, m->r, m->id, m->pool, src))
            return false;
        for (size_t i = 0; i < m->n; i++)
            *out++ = number_of(m, i, f.value);
    }
    return true;
}

/* The table drawn: the weight of each row of the sample. Returns their sum. */
static double put_weights(const struct part *p, const uint32_t *count, double *weight)
{
    double sum = 0;
    for (size_t r = 0; r < p->s->counts.nrows; r++)
        weight[r] = p->whole ? 0 : count[r];
    for (size_t r = 0; p->whole && r < p->whole->nrows; r++)
        weight[p->s->row_of[r]] += count[r];
    for (size_t r = 0; r < p->s->counts.nrows; r++)
        sum += weight[r];
    return sum;
}

static bool block(const struct part *p, struct work *w, uint32_t number)
{
    const struct counts *c = &p->s->counts, *from = p->whole ? p->whole : c;
    struct arena block_arena = {0};
    struct work inner = {&block_arena, w->diags, w->plans};
    struct chance *draws = chance_stream(&inner, p->how->seed, number);
    uint32_t *count = ARENA_NEW(&block_arena, uint32_t, from->nrows);
    double *weight = ARENA_NEW(&block_arena, double, c->nrows);
    bool good = draws && ((count && weight) || diag_oom(w->diags));
    struct counts table = *c;
    struct observed drawn = p->s->observed;
    table.weight = weight;
    drawn.counts = &table;
    for (uint32_t b = number * BLOCK; good && b < (number + 1) * BLOCK && b < p->how->replicates; b++) {
        struct arena draft = {0};
        struct work each = {&draft, w->diags, w->plans};
        chance_counts(draws, from->weight, count, from->nrows, (unsigned)(p->s->rows + 0.5));
        table.total = put_weights(p, count, weight);
        good = interrupted() ? diag_interrupted(w->diags) : one(p, &each, &drawn, p->out + b * p->total);
        arena_free(&draft);
    }
    arena_free(&block_arena);
    return good;
}

static void *run_part(void *cx)
{
    struct part *p = cx;
    struct work w = {&p->kept, &p->diags, plans_new()};
    uint32_t blocks = (p->how->replicates + BLOCK - 1) / BLOCK;
    p->diags.arena = &p->kept;
    p->good = true;
    for (uint32_t b = p->part; p->good && b < blocks; b += p->parts) {
        p->good = block(p, &w, b);
        progress_add(p->parts); /* of the thread that is watched */
    }
    plans_free(w.plans);
    return NULL;
}

/* Pass on what a thread complained of. */
static bool pass_on(struct work *w, const struct part *p)
{
    if (interrupted())
        return diag_interrupted(w->diags);
    if (p->diags.out_of_memory || !p->diags.n)
        return diag_oom(w->diags);
    diags_append(w->diags, &p->diags);
    return false;
}

bool numbers_bootstrap(double *out, struct work *w, const struct numbers *m, uint32_t n,
                       const struct sample *s, const struct counts *whole, const struct interval_options *how)
{
    struct part part[MOST_THREADS];
    pthread_t thread[MOST_THREADS];
    bool started[MOST_THREADS] = {false}, good = true;
    uint32_t blocks = (how->replicates + BLOCK - 1) / BLOCK, parts = machine_threads();
    size_t total = 0;
    for (uint32_t k = 0; k < n; k++)
        total += m[k].n;
    parts = parts > MOST_THREADS ? MOST_THREADS : parts;
    parts = parts > blocks ? blocks : parts;
    progress_begin(blocks);
    for (uint32_t i = parts; i-- > 0;) {
        part[i] = (struct part){.out = out,
                                .m = m,
                                .n = n,
                                .s = s,
                                .whole = whole,
                                .how = how,
                                .total = total,
                                .part = i,
                                .parts = parts};
        started[i] = i > 0 && pthread_create(&thread[i], NULL, run_part, &part[i]) == 0;
        if (!started[i])
            run_part(&part[i]);
    }
    for (uint32_t i = 0; i < parts; i++) {
        if (started[i])
            pthread_join(thread[i], NULL);
        good = good && (part[i].good || pass_on(w, &part[i]));
        arena_free(&part[i].kept);
    }
    progress_end();
    return good;
}

/* ---- percentiles ---- */

static int by_size(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Of n sorted numbers, interpolated (Hyndman and Fan 1996, number 7). */
static double quantile(const double *x, size_t n, double q)
{
    double at = q * (double)(n - 1), whole = floor(at);
    size_t i = (size_t)whole;
    return i + 1 < n ? x[i] + (at - whole) * (x[i + 1] - x[i]) : x[n - 1];
}

bool bootstrap_read(struct estimated *e, struct work *w, const double *out, size_t columns, size_t i,
                    const struct interval_options *how, uint32_t *undefined)
{
    double *x = ARENA_NEW(w->arena, double, how->replicates), sum = 0, squares = 0;
    size_t n = 0;
    if (!x)
        return diag_oom(w->diags);
    for (uint32_t b = 0; b < how->replicates; b++)
        if (isfinite(out[b * columns + i]))
            x[n++] = out[b * columns + i];
    *undefined = how->replicates - (uint32_t)n;
    e->se = e->low = e->high = NAN;
    if (n < 2)
        return true;
    qsort(x, n, sizeof *x, by_size);
    for (size_t k = 0; k < n; k++)
        sum += x[k];
    for (size_t k = 0; k < n; k++)
        squares += (x[k] - sum / (double)n) * (x[k] - sum / (double)n);
    e->se = sqrt(squares / (double)(n - 1));
    e->low = quantile(x, n, (1 - how->level) / 2);
    e->high = quantile(x, n, (1 + how->level) / 2);
    return true;
}
