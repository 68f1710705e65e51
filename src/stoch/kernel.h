/* kernel.h -- the loops of contraction: multiply up to four tables and sum out (or maximise over) axes in one
 * pass, without storing the product; private to stoch/.
 *
 * A nest walks result and factors together.  Of its dimensions, merged where all tables run through them
 * contiguously, one is the run: the innermost loop, which the compiler vectorises.  It is a kept dimension,
 * and then a stretch of the result is added up in the cache, or a summed one, and then one number is.  Kept
 * loops stand outside, summed ones within, so that each cell of the result is written once, in an order that
 * does not depend on how the kept loops are cut in parts: parts may run side by side and give the same bytes.
 */
#ifndef CAUSAL_STOCH_KERNEL_H
#define CAUSAL_STOCH_KERNEL_H

#include "base/arena.h"

#include <stdint.h>

enum { KERNEL_FACTORS = 4, KERNEL_TABLES = 1 + KERNEL_FACTORS };

struct loop {
    size_t n;
    size_t stride[KERNEL_TABLES]; /* of the result, then of each factor */
};

struct loops {
    uint32_t nin;             /* factors */
    bool max;                 /* greatest instead of sum */
    bool run_kept;            /* the run is a dimension of the result */
    bool plain;               /* all strides of the run are 0 or 1 */
    uint32_t nkept, nsummed;  /* loops around kept, summed and run */
    const struct loop *outer; /* kept ones, then summed ones, outermost first */
    struct loop kept, summed; /* the innermost of each kind, of length 1 when there is none */
    struct loop run;
    double cells;      /* multiplied in all */
    double kept_cells; /* of the result */
};

/* One axis of the product: its length, whether the result has it, and its strides. */
struct dimension {
    struct loop loop;
    bool kept;
};

/* Build the nest of `n` dimensions, outermost first, which are overwritten. False when memory is short. */
bool loops_build(struct loops *l, struct arena *a, struct dimension *dim, uint32_t n, uint32_t nin, bool max);
/* The time that this nest should take, in nanoseconds. Dimensions are merged on the way. */
double loops_estimate(struct dimension *dim, uint32_t *n, uint32_t nin);
/* How many parts the nest can be cut in, at most `wanted`. */
uint32_t loops_parts(const struct loops *l, uint32_t wanted);

/* Run part `part` of `parts`, part 0 by the thread of the statement, which tells the progress; returns the
 * greatest entry written (undefined ones left out), or -1 when
 * interrupted. `undefined`: some factor has undefined cells, and zero times undefined is zero. */
double kernel_run(const struct loops *l, double *out, const double *const *in, bool undefined, uint32_t part,
                  uint32_t parts);

/* out = the first factor at the states of an axis that the second one tells, `through` entries apart. Returns
 * the greatest entry, or -1 when interrupted. */
double kernel_map(const struct loops *l, double *out, const double *const *in, size_t through);
/* out = for each setting of the others, the state of the one axis at which `in` is not 0: its states are
 * `through` entries apart, and there are `cells` entries in all. */
void kernel_index(double *out, const double *in, size_t cells, uint32_t states, size_t through);
/* out = over / under, cell by cell, 0 / 0 being 0; returns the greatest entry. out may be one of them. */
double kernel_divide(double *out, const double *over, const double *under, size_t n);
/* p *= by. */
void kernel_scale(double *p, size_t n, double by);
/* Every entry that is not 0 becomes 1. */
void kernel_indicate(double *p, size_t n);
/* The greatest entry, undefined ones left out; *undefined: is there one? */
double kernel_look(const double *p, size_t n, bool *undefined);

/* a * b where zero times undefined is zero. */
static inline double times(double a, double b)
{
    return a == 0 || b == 0 ? 0 : a * b;
}

#endif
