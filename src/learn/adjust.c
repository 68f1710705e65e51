/* adjust.c -- p-values of many tests at once. */
#include "learn/learn.h"

#include <math.h>
#include <stdlib.h>

struct ranked {
    double p;
    uint32_t test;
};

static int by_p(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->p != y->p)
        return x->p < y->p ? -1 : 1;
    return x->test < y->test ? -1 : 1;
}

static void holm(const struct ranked *r, double *adjusted, uint32_t m)
{
    double most = 0;
    for (uint32_t i = 0; i < m; i++) {
        most = fmax(most, r[i].p * (m - i));
        adjusted[r[i].test] = fmin(most, 1);
    }
}

static void benjamini_hochberg(const struct ranked *r, double *adjusted, uint32_t m)
{
    double least = 1;
    for (uint32_t i = m; i-- > 0;) {
        least = fmin(least, r[i].p * m / (i + 1));
        adjusted[r[i].test] = least;
    }
}

bool learn_adjust(struct work *w, const double *p, double *adjusted, uint32_t n, enum adjust_method method)
{
    struct arena draft = {0};
    struct ranked *r = ARENA_NEW(&draft, struct ranked, n);
    uint32_t m = 0;
    if (!r) {
        arena_free(&draft);
        return diag_oom(w->diags);
    }
    for (uint32_t i = 0; i < n; i++) {
        adjusted[i] = p[i];
        if (!isnan(p[i]))
            r[m++] = (struct ranked){p[i], i};
    }
    qsort(r, m, sizeof *r, by_p);
    if (method == ADJUST_HOLM)
        holm(r, adjusted, m);
    else if (method == ADJUST_FDR)
        benjamini_hochberg(r, adjusted, m);
    arena_free(&draft);
    return true;
}
