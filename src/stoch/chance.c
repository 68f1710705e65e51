/* chance.c -- GSL's generator, samplers and incomplete gamma function. */
#include "stoch/chance.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sf_gamma.h>

#include <math.h>
#include <stdint.h>

struct chance {
    gsl_rng rng;
};

struct chance *chance_new(struct work *w, unsigned long seed)
{
    struct chance *c = ARENA_NEW(w->arena, struct chance, 1);
    if (c) {
        c->rng.type = gsl_rng_mt19937;
        c->rng.state = arena_alloc(w->arena, c->rng.type->size);
    }
    if (!c || !c->rng.state) {
        diag_oom(w->diags);
        return NULL;
    }
    gsl_rng_set(&c->rng, seed);
    return c;
}

/* Neighbouring numbers give unrelated ones (Steele, Lea and Flood 2014, the finaliser of SplitMix). */
static uint64_t mixed(uint64_t x)
{
    x += 0x9E3779B97F4A7C15u;
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
    x = (x ^ x >> 27) * 0x94D049BB133111EBu;
    return x ^ x >> 31;
}

struct chance *chance_stream(struct work *w, unsigned long seed, unsigned long stream)
{
    return chance_new(w, (unsigned long)(mixed(mixed(seed) + stream) & 0xFFFFFFFFu));
}

double chance_unit(struct chance *c)
{
    unsigned long high = gsl_rng_get(&c->rng) >> 5, low = gsl_rng_get(&c->rng) >> 6;
    return ((double)high * 0x1p26 + (double)low) * 0x1p-53;
}

void chance_row(struct chance *c, const double *alpha, double *p, size_t n)
{
    gsl_ran_dirichlet(&c->rng, n, alpha, p);
}

void chance_counts(struct chance *c, const double *p, unsigned *count, size_t k, unsigned n)
{
    gsl_ran_multinomial(&c->rng, k, n, p, count);
}

/* Wilson and Hilferty 1931: the cube root is nearly normal. For degrees of freedom so many that GSL's
 * continued fraction gives up. */
static double wilson_hilferty(double x, double df)
{
    double v = 2 / (9 * df);
    return 0.5 * erfc((cbrt(x / df) - 1 + v) / sqrt(2 * v));
}

double chance_chi_square_tail(double x, double df)
{
    gsl_sf_result q;
    if (!(x > 0))
        return isnan(x) ? x : 1;
    gsl_error_handler_t *before = gsl_set_error_handler_off();
    int status = gsl_sf_gamma_inc_Q_e(df / 2, x / 2, &q);
    gsl_set_error_handler(before);
    if (status == GSL_EUNDRFLW)
        return 0;
    return status == GSL_SUCCESS ? fmin(q.val, 1) : wilson_hilferty(x, df);
}
