/* chance.h -- random numbers, and the tail of the chi-square distribution, by GSL.
 *
 * The generator is the Mersenne twister mt19937: the same seed gives the same numbers on every machine. GSL's
 * process-wide error handler, which ends the program, is set aside while GSL computes a tail, and generators
 * take their memory from an arena, so that nothing here can fail but for want of memory.
 */
#ifndef CAUSAL_STOCH_CHANCE_H
#define CAUSAL_STOCH_CHANCE_H

#include "base/work.h"

#include <stddef.h>

struct chance;

/* A generator in the arena of w, or NULL (reported). */
struct chance *chance_new(struct work *w, unsigned long seed);
/* One of many generators whose numbers follow from `seed` and `stream` alone, and are unrelated. */
struct chance *chance_stream(struct work *w, unsigned long seed, unsigned long stream);
/* A number in [0, 1) with 53 random bits. */
double chance_unit(struct chance *c);
/* A row of n probabilities from the Dirichlet distribution with the parameters alpha[]. */
void chance_row(struct chance *c, const double *alpha, double *p, size_t n);
/* How n observations fall into the k states of the distribution p[]. */
void chance_counts(struct chance *c, const double *p, unsigned *count, size_t k, unsigned n);

/* P(X >= x) of a chi-square variable with `df` > 0 degrees of freedom. */
double chance_chi_square_tail(double x, double df);

#endif
