/* tensor.h -- tables of numbers with named axes.
 *
 * A tensor is a contiguous row-major array of doubles: the last axis is the fastest.  An axis has an id,
 * unique in the tensor, whose meaning is the caller's (a variable, a wire, a symbol of an estimand), and a
 * length.  A stochastic matrix is a tensor whose axes are split, by the caller, into given and over.
 *
 * A cell may be *undefined* (NaN): a conditional probability given something that never happens.  Undefined
 * times zero is zero -- the value does not matter where it has no weight -- and anything else with undefined
 * is undefined. That is what lets an answer be exact wherever the support it needs is there.
 *
 * A tensor may carry its cells as fractions too, `exact`; p then holds the nearest doubles, so that whoever
 * is content with these need not care.  What is made of tensors of which one is exact is exact, as long as
 * the others are, or hold nothing but natural numbers (masks, counts); otherwise it is not.
 *
 * Ownership: tensors live in the arena of the work they were made with.
 */
#ifndef CAUSAL_STOCH_TENSOR_H
#define CAUSAL_STOCH_TENSOR_H

#include "base/buf.h"
#include "base/work.h"
#include "stoch/rational.h"

#include <stdint.h>

struct axis {
    uint32_t id;
    uint32_t n; /* length, at least 1 */
};

struct tensor {
    uint32_t rank;
    struct axis *axis;
    size_t cells; /* product of the lengths; 1 for rank 0 */
    double *p;
    struct rational *exact; /* NULL: doubles only */
};

/* A zeroed tensor, or NULL with a diagnostic: code "table-too-large" above LIMIT_TENSOR_CELLS or
 * LIMIT_TENSOR_RANK, with the size it would have had; or out of memory. */
struct tensor *tensor_new(struct work *w, uint32_t rank, const struct axis *axes);
/* A tensor over cells that are already there; it is only read through. Limits as above. */
struct tensor *tensor_view(struct work *w, uint32_t rank, const struct axis *axes, const double *cells);
/* A tensor with axes of its own, to be renamed, over the cells of t. */
struct tensor *tensor_share(struct work *w, const struct tensor *t);
/* Position of axis `id`, or UINT32_MAX. */
uint32_t tensor_axis(const struct tensor *t, uint32_t id);
/* The same cells in another order of axes; `order` lists all ids of t. O(cells). */
struct tensor *tensor_permute(struct work *w, const struct tensor *t, const uint32_t *order);
/* The slice at axis `id` = index, without that axis. */
struct tensor *tensor_slice(struct work *w, const struct tensor *t, uint32_t id, uint32_t index);
/* t over more axes, in the order given: constant along those t lacks. axes[] must have all of t's. O(cells of
 * the result). */
struct tensor *tensor_spread(struct work *w, const struct tensor *t, const struct axis *axes, uint32_t rank);
/* Row-major strides of t, one an axis, into stride[]. */
void tensor_strides(const struct tensor *t, size_t *stride);
/* Has t an undefined cell? */
bool tensor_undefined(const struct tensor *t);

/* Is the cell zero, and not just too small for a double? */
static inline bool tensor_zero(const struct tensor *t, size_t cell)
{
    return t->exact ? rational_zero(t->exact[cell]) : t->p[cell] == 0;
}

/* ---- exact cells (exact.c) ---- */
/* Give t cells for fractions, all 0. */
bool tensor_exact_cells(struct work *w, struct tensor *t);
/* Give t its cells as fractions: what was written, where there is a text (see struct box; `written` may be
 * NULL, not box_rounded), else the shortest decimals. Each run of `row` cells is divided by its sum, unless
 * that is 0. t->p is rounded from them. */
bool tensor_make_exact(struct work *w, struct tensor *t, const struct str *written, size_t row);
/* Set *out to t, or to t with natural numbers as fractions; NULL when t has cells that are neither exact nor
 * natural numbers. */
bool tensor_as_exact(struct work *w, const struct tensor *t, const struct tensor **out);
/* The cells as the texts of a box: NULL where they are natural numbers, box_rounded where they are not exact.
 */
bool tensor_written(struct work *w, const struct tensor *t, const struct str **written);
/* A copy that borrows nothing. NULL (reported). */
struct tensor *tensor_keep(struct work *keep, const struct tensor *t);
/* The cells again as doubles, after t->exact was changed. */
bool tensor_round(struct work *w, struct tensor *t);

/* The product of `n` factors, summed over every axis not in keep[]; the axes of the result are keep[] in that
 * order. An id in keep[] that no factor has is an error of the caller. A plan by variable elimination is made
 * and run (stoch/plan.h), or one that w->plans has kept. Polls the interrupt flag. NULL with a diagnostic
 * when the plan needs more memory than machine_memory_limit() ("table-too-large", with the estimate).
 * Intermediate tables are rescaled by powers of two, so that long products do not underflow on the way.
 */
struct tensor *tensor_contract(struct work *w, const struct tensor *const *factor, uint32_t n,
                               const uint32_t *keep, uint32_t nkeep);
/* The same as result * 2^*exponent, for results that are normalised afterwards however small they are. */
struct tensor *tensor_contract_scaled(struct work *w, const struct tensor *const *factor, uint32_t n,
                                      const uint32_t *keep, uint32_t nkeep, long *exponent);
/* The cell of the greatest number; of several that are equal up to rounding the first. Undefined ones count
 * for nothing. */
size_t tensor_greatest(const struct tensor *t);
/* Sum over all axes but keep[], in that order. */
struct tensor *tensor_marginal(struct work *w, const struct tensor *t, const uint32_t *keep, uint32_t nkeep);
/* Conditioning: t divided by its sum over the axes over[]; cells whose sum is zero become undefined. Axis
 * order is kept. This is disintegration: t = marginal * result wherever the marginal is positive, uniquely
 * so. */
struct tensor *tensor_condition(struct work *w, const struct tensor *t, const uint32_t *over, uint32_t nover);

/* over / under, cell by cell; the axes of `under` that `over` lacks come last. Undefined where under is zero.
 */
struct tensor *tensor_quotient(struct work *w, const struct tensor *over, const struct tensor *under);

/* "axes S(2) T(2)" and one line a cell with its indices; for --show=tensor. names may be NULL (ids are
 * printed). */
void tensor_dump(struct buf *out, const struct tensor *t, const struct str *names);

#endif
