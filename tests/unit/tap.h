/* tap.h -- the Test Anything Protocol in C: `ok(condition, "what")`, read by prove. */
#ifndef CAUSAL_TESTS_TAP_H
#define CAUSAL_TESTS_TAP_H

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

static int tap_count, tap_failed;

#define ok(condition, ...) tap_ok((condition), __FILE__, __LINE__, __VA_ARGS__)
/* |a - b| <= tolerance, NaN never. */
#define near(a, b, tolerance, ...) tap_near((a), (b), (tolerance), __FILE__, __LINE__, __VA_ARGS__)

__attribute__((format(printf, 4, 5))) static inline bool tap_ok(bool good, const char *file, int line,
                                                                const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    printf("%sok %d - ", good ? "" : "not ", ++tap_count);
    vprintf(fmt, ap);
    putchar('\n');
    va_end(ap);
    if (!good) {
        tap_failed++;
        printf("#   failed at %s line %d\n", file, line);
    }
    return good;
}

__attribute__((format(printf, 6, 7))) static inline bool
tap_near(double a, double b, double tolerance, const char *file, int line, const char *fmt, ...)
{
    char what[256];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    bool good = tap_ok(fabs(a - b) <= tolerance, file, line, "%s", what);
    if (!good)
        printf("#   %.17g against %.17g\n", a, b);
    return good;
}

/* The plan and the exit status; the last call of main. */
static inline int tap_done(void)
{
    printf("1..%d\n", tap_count);
    return tap_failed != 0;
}

#endif
