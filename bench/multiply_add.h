/* multiply_add.h -- how many times a second this machine does c += a * b on doubles, by where they are.
 *
 * The yardstick of the contractions: it does nothing but arithmetic and memory, one entry after another. */
#ifndef CAUSAL_BENCH_MULTIPLY_ADD_H
#define CAUSAL_BENCH_MULTIPLY_ADD_H

#include "clock.h"

#include <stddef.h>
#include <stdlib.h>

struct level {
    const char *name;
    size_t entries; /* of each of the three arrays */
    double rate;    /* entries a second, the best of several times; 0: no memory for it */
};
enum { LEVELS = 4 };

#define MULTIPLY_ADD(name, attribute)                                                                  \
    attribute static void name(double *restrict c, const double *restrict a, const double *restrict b, \
                               size_t n)                                                               \
    {                                                                                                  \
        for (size_t i = 0; i < n; i++)                                                                 \
            c[i] += a[i] * b[i];                                                                       \
    }

MULTIPLY_ADD(multiply_add_any, )
#if defined(__x86_64__) && defined(__GNUC__)
MULTIPLY_ADD(multiply_add_avx2, __attribute__((target("avx2,fma"))))
#ifdef __clang__
#define MULTIPLY_ADD_WIDE
#else
#define MULTIPLY_ADD_WIDE ",prefer-vector-width=512"
#endif
MULTIPLY_ADD(multiply_add_avx512, __attribute__((target("avx512f,avx512dq,avx512vl,fma" MULTIPLY_ADD_WIDE))))
#endif

static inline void multiply_add(double *c, const double *a, const double *b, size_t n)
{
#if defined(__x86_64__) && defined(__GNUC__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl")) {
        multiply_add_avx512(c, a, b, n);
        return;
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        multiply_add_avx2(c, a, b, n);
        return;
    }
#endif
    multiply_add_any(c, a, b, n);
}

static inline void measure_level(struct level *l)
{
    double *p = malloc(3 * l->entries * sizeof *p);
    if (!p)
        return;
    for (size_t i = 0; i < 3 * l->entries; i++)
        p[i] = 1e-3;
    size_t times = ((size_t)1 << 26) / l->entries + 1;
    for (int run = 0; run < 5; run++) {
        double start = now();
        for (size_t k = 0; k < times; k++)
            multiply_add(p, p + l->entries, p + 2 * l->entries, l->entries);
        double rate = (double)times * (double)l->entries / (now() - start);
        l->rate = rate > l->rate ? rate : l->rate;
    }
    free(p);
}

#endif
