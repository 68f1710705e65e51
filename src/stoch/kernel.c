/* kernel.c -- products of tables, summed or maximised: the only code that touches every entry.
 *
 * The innermost loops are in kernel_run.h, compiled once for each instruction set that the processor may
 * have; which one is used is decided at the first call.
 */
#include "stoch/kernel.h"

#include "base/interrupt.h"
#include "base/progress.h"

#include <math.h>

enum {
    BLOCK = 1024,        /* entries of the result that are added up at a time */
    POLL_CELLS = 1 << 18 /* between two looks at the interrupt flag */
};

/* What the innermost loops work on. */
struct block {
    const struct loops *l;
    double *out;
    const double *in[KERNEL_FACTORS];
    size_t kept, summed, run; /* lengths, at most those of the nest's loops */
    bool first;               /* write; otherwise add to what is there */
};

#define SUFFIX(name) name##_any
#define TARGET
#include "stoch/kernel_run.h"
#undef SUFFIX
#undef TARGET

#if defined(__x86_64__) && defined(__GNUC__)
#define SUFFIX(name) name##_avx2
#define TARGET __attribute__((target("avx2,fma")))
#include "stoch/kernel_run.h"
#undef SUFFIX
#undef TARGET
#ifdef __clang__ /* knows no such wish, and would ignore all of it */
#define WIDE
#else
#define WIDE ",prefer-vector-width=512"
#endif
#define SUFFIX(name) name##_avx512
#define TARGET __attribute__((target("avx512f,avx512dq,avx512vl,fma" WIDE)))
#include "stoch/kernel_run.h"
#undef SUFFIX
#undef TARGET
#endif

struct functions {
    void (*block)(const struct block *);
    double (*greatest)(const double *, size_t, size_t);
    bool (*undefined)(const double *, size_t);
};

static const struct functions *functions(void)
{
    static const struct functions any = {block_any, greatest_any, undefined_any};
#if defined(__x86_64__) && defined(__GNUC__)
    static const struct functions avx2 = {block_avx2, greatest_avx2, undefined_avx2};
    static const struct functions avx512 = {block_avx512, greatest_avx512, undefined_avx512};
    static const struct functions *_Atomic chosen; /* whichever thread looks first */
    if (!chosen)
        chosen = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                         __builtin_cpu_supports("avx512vl")
                     ? &avx512
                 : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &avx2
                                                                                   : &any;
    return chosen;
#else
    return &any;
#endif
}

/* ---- zero times undefined is zero: seldom, and one entry at a time ---- */

static double careful(const struct block *b, size_t kept, size_t summed, size_t run)
{
    const struct loops *l = b->l;
    double v = 1;
    for (uint32_t k = 0; k < l->nin; k++)
        v = times(v, b->in[k][kept * l->kept.stride[1 + k] + summed * l->summed.stride[1 + k] +
                              run * l->run.stride[1 + k]]);
    return v;
}

/* The greater one; undefined wins, as it does in a sum. */
static double join(bool max, double a, double b)
{
    return !max ? a + b : isnan(a) || a > b ? a : b;
}

static void block_careful(const struct block *b)
{
    const struct loops *l = b->l;
    for (size_t j = 0; j < b->kept; j++)
        for (size_t s = 0; s < b->summed; s++)
            for (size_t i = 0; i < b->run; i++) {
                double *to = b->out + j * l->kept.stride[0] + i * l->run.stride[0];
                double v = careful(b, j, s, i);
                bool begun = !b->first || s > 0 || (!l->run_kept && i > 0);
                *to = begun ? join(l->max, *to, v) : v;
            }
}

/* ---- the nest ---- */

/* A walk through the outer loops of one kind. */
struct walk {
    const struct loop *loop;
    uint32_t n, tables;
    size_t from[64], index[64]; /* the first loop may begin later */
    size_t *at;                 /* offsets, which move along */
};

static bool step(struct walk *k, size_t end0)
{
    for (uint32_t d = k->n; d-- > 0;) {
        const struct loop *loop = &k->loop[d];
        size_t end = d == 0 ? end0 : loop->n;
        if (++k->index[d] < end) {
            for (uint32_t t = 0; t < k->tables; t++)
                k->at[t] += loop->stride[t];
            return true;
        }
        for (uint32_t t = 0; t < k->tables; t++)
            k->at[t] -= loop->stride[t] * (end - 1 - (d == 0 ? k->from[0] : 0));
        k->index[d] = d == 0 ? k->from[0] : 0;
    }
    return false;
}

struct range {
    size_t from, to;
};

static struct range cut(size_t n, uint32_t part, uint32_t parts)
{
    return (struct range){n * part / parts, n * (part + 1) / parts};
}

struct pass {
    const struct loops *l;
    const struct functions *f;
    double *out;
    const double *const *in;
    bool undefined;
    uint32_t parts; /* that this one tells the progress of; 0: it is not for it to tell */
    double greatest;
    size_t polled;
    size_t at[KERNEL_TABLES];
};

static bool call(struct pass *p, const size_t *at, size_t kept0, size_t kept, size_t summed0, size_t summed,
                 size_t run0, size_t run, bool first)
{
    const struct loops *l = p->l;
    size_t offset[KERNEL_TABLES];
    for (uint32_t t = 0; t <= l->nin; t++)
        offset[t] =
            at[t] + kept0 * l->kept.stride[t] + summed0 * l->summed.stride[t] + run0 * l->run.stride[t];
    struct block b = {
        .l = l, .out = p->out + offset[0], .kept = kept, .summed = summed, .run = run, .first = first};
    for (uint32_t k = 0; k < l->nin; k++)
        b.in[k] = p->in[k] + offset[1 + k];
    (p->undefined ? block_careful : p->f->block)(&b);
    p->polled += kept * summed * run;
    if (p->polled < POLL_CELLS)
        return true;
    if (p->parts)
        progress_add((double)p->polled * p->parts);
    p->polled = 0;
    return !interrupted();
}

/* All summed loops for one stretch of the result. */
static bool add_up(struct pass *p, struct range kept, struct range run)
{
    const struct loops *l = p->l;
    struct walk inner = {.loop = l->outer + l->nkept, .n = l->nsummed, .tables = l->nin + 1, .at = p->at};
    size_t nkept = kept.to - kept.from, nrun = run.to - run.from;
    /* How much of the summed loop, and of a summed run, goes into one call. */
    size_t most = POLL_CELLS / (nkept * (l->run_kept ? nrun : 1)) + 1;
    size_t stretch = l->run_kept || nrun < most ? nrun : most;
    size_t rows = l->run_kept ? most : stretch < nrun ? 1 : most / stretch + 1;
    bool first = true;
    do {
        for (size_t s = 0; s < l->summed.n; s += rows)
            for (size_t i = run.from; i < run.to; i += stretch) {
                size_t ns = l->summed.n - s < rows ? l->summed.n - s : rows;
                size_t n = run.to - i < stretch ? run.to - i : stretch;
                if (!call(p, p->at, kept.from, nkept, s, ns, i, n, first))
                    return false;
                first = false;
            }
    } while (step(&inner, inner.n ? inner.loop[0].n : 0));
    /* The stretch is in the cache still. */
    for (size_t j = kept.from; j < kept.to; j++) {
        const double *row = p->out + p->at[0] + j * l->kept.stride[0] + run.from * l->run.stride[0];
        double g = p->f->greatest(row, l->run_kept ? nrun : 1, l->run.stride[0]);
        p->greatest = g > p->greatest ? g : p->greatest;
    }
    return true;
}

double kernel_run(const struct loops *l, double *out, const double *const *in, bool undefined, uint32_t part,
                  uint32_t parts)
{
    struct pass p = {.l = l,
                     .f = functions(),
                     .out = out,
                     .in = in,
                     .undefined = undefined,
                     .parts = part == 0 ? parts : 0};
    struct walk walk = {.loop = l->outer, .n = l->nkept, .tables = l->nin + 1, .at = p.at};
    struct range outer = {0, 0}, kept = {0, l->kept.n}, run = {0, l->run.n};
    if (l->nkept)
        outer = cut(l->outer[0].n, part, parts);
    else if (l->kept.n > 1)
        kept = cut(l->kept.n, part, parts);
    else if (l->run_kept)
        run = cut(l->run.n, part, parts);
    else if (part > 0)
        return 0;
    if ((l->nkept && outer.from == outer.to) || kept.from == kept.to || run.from == run.to)
        return 0;
    if (l->nkept) {
        walk.from[0] = walk.index[0] = outer.from;
        for (uint32_t t = 0; t <= l->nin; t++)
            p.at[t] = outer.from * l->outer[0].stride[t];
    }
    /* Blocks small enough for the cache. */
    size_t width = l->run_kept && run.to - run.from > BLOCK ? BLOCK : run.to - run.from;
    size_t rows = l->run_kept ? BLOCK / width : BLOCK;
    if (rows == 0)
        rows = 1;
    do {
        for (size_t j = kept.from; j < kept.to; j += rows) {
            struct range some = {j, kept.to - j < rows ? kept.to : j + rows};
            if (!l->run_kept) {
                if (!add_up(&p, some, run))
                    return -1;
                continue;
            }
            for (size_t i = run.from; i < run.to; i += width)
                if (!add_up(&p, some, (struct range){i, run.to - i < width ? run.to : i + width}))
                    return -1;
        }
    } while (step(&walk, outer.to));
    if (p.parts)
        progress_add((double)p.polled * p.parts);
    return p.greatest;
}

double kernel_divide(double *out, const double *over, const double *under, size_t n)
{
    double greatest = 0;
    for (size_t i = 0; i < n; i++) {
        double v = over[i] == 0 ? 0 : over[i] / under[i];
        out[i] = v;
        greatest = v > greatest ? v : greatest;
    }
    return greatest;
}

void kernel_scale(double *p, size_t n, double by)
{
    for (size_t i = 0; i < n; i++)
        p[i] *= by;
}

void kernel_indicate(double *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        p[i] = p[i] != 0;
}

bool kernel_undefined(const double *p, size_t n)
{
    return functions()->undefined(p, n);
}
