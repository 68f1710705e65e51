/* clock.h -- what benchmarks measure with. */
#ifndef CAUSAL_BENCH_CLOCK_H
#define CAUSAL_BENCH_CLOCK_H

#include <time.h>

/* Seconds on a clock that only runs forward. */
static inline double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* For qsort: doubles, ascending. */
static inline int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

#endif
