/* growth.h -- how the time of a calculation grows with its size, in one process: a bound that holds on every
 * machine and under valgrind, as a bound in milliseconds does not. */
#ifndef CAUSAL_TESTS_GROWTH_H
#define CAUSAL_TESTS_GROWTH_H

#include <math.h>
#include <stdint.h>
#include <time.h>

/* Seconds of processor time of the quickest of five runs at size n. */
static inline double quickest(void (*run)(uint32_t n), uint32_t n)
{
    double best = HUGE_VAL;
    for (int i = 0; i < 5; i++) {
        struct timespec a, b;
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
        run(n);
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
        best = fmin(best, (double)(b.tv_sec - a.tv_sec) + 1e-9 * (double)(b.tv_nsec - a.tv_nsec));
    }
    return best;
}

/* The time at size 4n over that at size n: 4 when time is linear, 16 when it is quadratic (rows of bits are),
 * 64 when it is cubic: below 24 is not cubic, whatever the machine. */
static inline double growth(void (*run)(uint32_t n), uint32_t n)
{
    double small = quickest(run, n);
    return quickest(run, 4 * n) / small;
}

#endif
