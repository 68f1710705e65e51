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
    BLOCK = 1024,        /* entries of the result that are added up at a time, */
    SMALL = 4096,        /* entries that the nearest cache holds */
    GAPPED = 64,         /* and of a run with gaps: each is a cache line of its own */
    POLL_CELLS = 1 << 18 /* between two looks at the interrupt flag */
};

/* What the innermost loops work on. */
struct block {
    const struct loops *l;
    double *out;
    const double *in[KERNEL_FACTORS];
    size_t kept, summed, run; /* lengths, at most those of the nest's loops */
    bool first;               /* write; otherwise add to what is there */
    bool look;                /* for the greatest entry */
};

/* A result may stand where a factor stood, cell on cell: what a loop writes it reads at the same place only.
 */
#ifdef __clang__
#define IN_STEP _Pragma("clang loop vectorize(assume_safety)")
#else
#define IN_STEP _Pragma("GCC ivdep")
#endif

#define SUFFIX(name) name##_any
#define TARGET
#define WIDTH 2
#include "stoch/kernel_run.h"
#undef SUFFIX
#undef TARGET
#undef WIDTH

#if defined(__x86_64__) && defined(__GNUC__)
#define SUFFIX(name) name##_avx2
#define WIDTH 4
#define TARGET __attribute__((target("avx2,fma")))
#include "stoch/kernel_run.h"
#undef SUFFIX
#undef TARGET
#undef WIDTH
#ifdef __clang__ /* knows no such wish, and would ignore all of it */
#define WIDE
#else
#define WIDE ",prefer-vector-width=512"
#endif
#define SUFFIX(name) name##_avx512
#define WIDTH 8
#define TARGET __attribute__((target("avx512f,avx512dq,avx512vl,fma" WIDE)))
#include "stoch/kernel_run.h"
#undef SUFFIX
#undef TARGET
#undef WIDTH
#endif

struct functions {
    double (*block)(const struct block *);
    double (*divide)(double *, const double *, const double *, size_t);
    double (*greatest)(const double *, size_t, size_t);
    bool (*undefined)(const double *, size_t);
};

static const struct functions *functions(void)
{
    static const struct functions any = {block_any, divide_any, greatest_any, undefined_any};
#if defined(__x86_64__) && defined(__GNUC__)
    static const struct functions avx2 = {block_avx2, divide_avx2, greatest_avx2, undefined_avx2};
    static const struct functions avx512 = {block_avx512, divide_avx512, greatest_avx512, undefined_avx512};
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

static double block_careful(const struct block *b)
{
    const struct loops *l = b->l;
    double greatest = 0;
    for (size_t j = 0; j < b->kept; j++)
        for (size_t s = 0; s < b->summed; s++)
            for (size_t i = 0; i < b->run; i++) {
                double *to = b->out + j * l->kept.stride[0] + i * l->run.stride[0];
                double v = careful(b, j, s, i);
                bool begun = !b->first || s > 0 || (!l->run_kept && i > 0);
                *to = begun ? join(l->max, *to, v) : v;
                greatest = *to > greatest ? *to : greatest;
            }
    return greatest;
}

/* ---- the nest ---- */

/* A walk through the outer loops of one kind. index[] is all 0 before it and after, but for the first loop,
 * which goes from `from` to `to`. */
struct walk {
    const struct loop *loop;
    uint32_t n, tables;
    size_t from, to;
    size_t *index;
    size_t *at; /* offsets, which move along */
};

static bool step(struct walk *k)
{
    for (uint32_t d = k->n; d-- > 0;) {
        const struct loop *loop = &k->loop[d];
        size_t from = d == 0 ? k->from : 0, to = d == 0 ? k->to : loop->n;
        if (++k->index[d] < to) {
            for (uint32_t t = 0; t < k->tables; t++)
                k->at[t] += loop->stride[t];
            return true;
        }
        for (uint32_t t = 0; t < k->tables; t++)
            k->at[t] -= loop->stride[t] * (to - 1 - from);
        k->index[d] = from;
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
    double (*block)(const struct block *);
    double *out;
    const double *const *in;
    uint32_t parts; /* that this one tells the progress of; 0: it is not for it to tell */
    double greatest;
    size_t polled;
    size_t at[KERNEL_TABLES];
    struct walk kept, summed;
    bool look; /* for the greatest entry, block by block */
};

/* Where the block begins: where the walks are, and so far along the inner loops. */
static bool call(struct pass *p, struct block *b, size_t kept, size_t summed, size_t run)
{
    const struct loops *l = p->l;
    for (uint32_t t = 0; t <= l->nin; t++) {
        size_t at =
            p->at[t] + kept * l->kept.stride[t] + summed * l->summed.stride[t] + run * l->run.stride[t];
        if (t == 0)
            b->out = p->out + at;
        else
            b->in[t - 1] = p->in[t - 1] + at;
    }
    double greatest = p->block(b);
    p->greatest = greatest > p->greatest ? greatest : p->greatest;
    p->polled += b->kept * b->summed * b->run;
    if (p->polled < POLL_CELLS)
        return true;
    if (p->parts)
        progress_add((double)p->polled * p->parts);
    p->polled = 0;
    return !interrupted();
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* All summed loops for one stretch of the result. */
static bool add_up(struct pass *p, struct range kept, struct range run)
{
    const struct loops *l = p->l;
    size_t nkept = kept.to - kept.from, nrun = run.to - run.from;
    /* How much of the summed loop, and of a summed run, goes into one call. */
    size_t most = POLL_CELLS / (nkept * (l->run_kept ? nrun : 1)) + 1;
    size_t stretch = l->run_kept ? nrun : least(nrun, most);
    size_t rows = l->run_kept ? most : stretch < nrun ? 1 : most / stretch + 1;
    struct block b = {.l = l, .kept = nkept, .first = true, .look = p->look};
    do {
        for (size_t s = 0; s < l->summed.n; s += rows)
            for (size_t i = run.from; i < run.to; i += stretch) {
                b.summed = least(l->summed.n - s, rows);
                b.run = least(run.to - i, stretch);
                if (!call(p, &b, kept.from, s, i))
                    return false;
                b.first = false;
            }
    } while (step(&p->summed));
    return true;
}

/* The part of the kept loops that is this one's; false when it is empty. */
static bool take_part(struct pass *p, struct range *kept, struct range *run, uint32_t part, uint32_t parts)
{
    const struct loops *l = p->l;
    *kept = (struct range){0, l->kept.n};
    *run = (struct range){0, l->run.n};
    if (l->nkept) {
        struct range outer = cut(l->outer[0].n, part, parts);
        p->kept.from = p->kept.index[0] = outer.from;
        p->kept.to = outer.to;
        for (uint32_t t = 0; t <= l->nin; t++)
            p->at[t] = outer.from * l->outer[0].stride[t];
        return outer.from < outer.to;
    }
    if (l->kept.n > 1)
        *kept = cut(l->kept.n, part, parts);
    else if (l->run_kept)
        *run = cut(l->run.n, part, parts);
    else
        return part == 0;
    return kept->from < kept->to && run->from < run->to;
}

/* Stretches of the result that stay in the nearest cache while they are added up. */
static bool walk(struct pass *p, struct range kept, struct range run)
{
    const struct loops *l = p->l;
    size_t width = run.to - run.from;
    if (l->run_kept)
        width = least(width, l->plain ? BLOCK : GAPPED);
    size_t rows = l->run_kept ? BLOCK / width : BLOCK;
    do {
        for (size_t j = kept.from; j < kept.to; j += rows)
            for (size_t i = run.from; i < run.to; i += width)
                if (!add_up(p, (struct range){j, least(kept.to, j + rows)},
                            (struct range){i, least(run.to, i + width)}))
                    return false;
    } while (step(&p->kept));
    return true;
}

double kernel_run(const struct loops *l, double *out, const double *const *in, bool undefined, uint32_t part,
                  uint32_t parts)
{
    enum { DEEPEST = 64 };
    size_t index[2 * DEEPEST];
    struct range kept, run;
    struct pass p = {.l = l,
                     .block = undefined ? block_careful : functions()->block,
                     .out = out,
                     .in = in,
                     .parts = part == 0 ? parts : 0};
    /* A small result is looked through at the end, in one go. */
    p.look = undefined || parts > 1 || l->kept_cells > SMALL;
    p.kept = (struct walk){l->outer, l->nkept, l->nin + 1, 0, 0, index, p.at};
    p.summed =
        (struct walk){l->outer + l->nkept, l->nsummed, l->nin + 1, 0, l->nsummed ? l->outer[l->nkept].n : 0,
                      index + l->nkept,    p.at};
    for (uint32_t d = 0; d < l->nkept + l->nsummed; d++)
        index[d] = 0;
    if (!take_part(&p, &kept, &run, part, parts))
        return 0;
    if (!walk(&p, kept, run))
        return -1;
    if (p.parts)
        progress_add((double)p.polled * p.parts);
    return p.look ? p.greatest : functions()->greatest(out, (size_t)l->kept_cells, 1);
}

/* ---- deterministic tables ---- */

static double map_run(const struct loops *l, double *out, const double *from, const double *index,
                      size_t through)
{
    size_t n = l->run.n, to = l->run.stride[0], step = l->run.stride[1], told = l->run.stride[2];
    double greatest = 0;
    if (told == 0)
        from += (size_t)*index * through;
    for (size_t i = 0; i < n; i++) {
        double v = told == 0 ? from[i * step] : from[i * step + (size_t)index[i * told] * through];
        out[i * to] = v;
        greatest = v > greatest ? v : greatest;
    }
    return greatest;
}

double kernel_map(const struct loops *l, double *out, const double *const *in, size_t through)
{
    size_t index[64] = {0}, at[KERNEL_TABLES] = {0}, polled = 0;
    struct walk walk = {l->outer, l->nkept, 3, 0, l->nkept ? l->outer[0].n : 0, index, at};
    double greatest = 0;
    do {
        for (size_t j = 0; j < l->kept.n; j++) {
            const size_t *s = l->kept.stride;
            double g = map_run(l, out + at[0] + j * s[0], in[0] + at[1] + j * s[1], in[1] + at[2] + j * s[2],
                               through);
            greatest = g > greatest ? g : greatest;
            polled += l->run.n;
        }
        if (polled < POLL_CELLS)
            continue;
        progress_add((double)polled);
        polled = 0;
        if (interrupted())
            return -1;
    } while (step(&walk));
    progress_add((double)polled);
    return greatest;
}

void kernel_index(double *out, const double *in, size_t cells, uint32_t states, size_t through)
{
    size_t rows = cells / states / through;
    for (size_t r = 0; r < rows; r++)
        for (size_t i = 0; i < through; i++) {
            uint32_t k = 0;
            while (k + 1 < states && in[(r * states + k) * through + i] == 0)
                k++;
            out[r * through + i] = k;
        }
}

double kernel_divide(double *out, const double *over, const double *under, size_t n)
{
    return functions()->divide(out, over, under, n);
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

double kernel_look(const double *p, size_t n, bool *undefined)
{
    *undefined = functions()->undefined(p, n);
    return functions()->greatest(p, n, 1);
}
