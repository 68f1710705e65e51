/* product.c -- fused product and sum-out of several tables.
 *
 * One nest walks the result and all factors together.  Its innermost run is the last stretch of the result
 * that all operands run through contiguously, or the summed axes when they are longer; the summed axes stand
 * just outside it, so the part of the result that is being added to stays in the cache.
 */
#include "stoch/product.h"

#include "base/interrupt.h"
#include "base/progress.h"
#include "stoch/nest.h"

#include <math.h>

enum {
    BLOCK = 256,         /* doubles multiplied at a time */
    POLL_CELLS = 1 << 18 /* between two looks at the interrupt flag */
};

static void load(double *b, const double *p, size_t stride, size_t n)
{
    for (size_t i = 0; i < n; i++)
        b[i] = p[i * stride];
}

static void multiply(double *b, const double *p, size_t stride, size_t n)
{
    if (stride == 1)
        for (size_t i = 0; i < n; i++)
            b[i] *= p[i];
    else if (stride == 0)
        for (size_t i = 0; i < n; i++)
            b[i] *= *p;
    else
        for (size_t i = 0; i < n; i++)
            b[i] *= p[i * stride];
}

static void multiply_undefined(double *b, const double *p, size_t stride, size_t n)
{
    for (size_t i = 0; i < n; i++)
        b[i] = times(b[i], p[i * stride]);
}

/* Four running sums: quicker, and less rounding than one. */
static double sum(const double *b, size_t n)
{
    double s[4] = {0, 0, 0, 0};
    size_t i = 0;
    for (; i + 4 <= n; i += 4)
        for (size_t k = 0; k < 4; k++)
            s[k] += b[i + k];
    for (; i < n; i++)
        s[0] += b[i];
    return (s[0] + s[1]) + (s[2] + s[3]);
}

/* One innermost run; operand 0 of the nest is the result, operand 1 + k factor k. */
static void run(const struct nest *nest, double *out, struct table *const *factor, uint32_t n, bool undefined)
{
    const size_t *stride = nest_run_stride(nest);
    size_t length = nest_run(nest);
    double b[BLOCK];
    out += nest->at[0];
    for (size_t from = 0; from < length; from += BLOCK) {
        size_t count = length - from < BLOCK ? length - from : BLOCK;
        for (uint32_t k = 0; k < n; k++) {
            size_t s = stride[1 + k];
            const double *p = factor[k]->p + nest->at[1 + k] + from * s;
            if (k == 0)
                load(b, p, s, count);
            else if (undefined)
                multiply_undefined(b, p, s, count);
            else
                multiply(b, p, s, count);
        }
        if (stride[0] == 0)
            *out += sum(b, count);
        else
            for (size_t i = 0; i < count; i++)
                out[(from + i) * stride[0]] += b[i];
    }
}

/* Strides of an operand in the dimensions its axes stand in. */
static void operand(struct nest *nest, uint32_t o, const struct table *t, const uint32_t *length,
                    const uint32_t *slot)
{
    size_t stride = 1;
    for (uint32_t i = t->rank; i-- > 0;) {
        nest->stride[(size_t)slot[t->axis[i]] * nest->nops + o] = stride;
        stride *= length[t->axis[i]];
    }
}

/* The nest of result and factors: dimensions of the result, then the summed ones, in which only the result
 * stands still, so that merging never joins the two kinds. */
static bool build(struct nest *nest, struct arena *scratch, const struct table *out,
                  struct table *const *factor, uint32_t n, const uint32_t *summed, uint32_t nsummed,
                  const uint32_t *length, uint32_t *slot)
{
    if (!nest_init(nest, scratch, out->rank + nsummed, n + 1))
        return false;
    for (uint32_t i = 0; i < out->rank + nsummed; i++) {
        uint32_t axis = i < out->rank ? out->axis[i] : summed[i - out->rank];
        slot[axis] = i;
        nest_dim(nest, length[axis]);
    }
    operand(nest, 0, out, length, slot);
    for (uint32_t k = 0; k < n; k++)
        operand(nest, 1 + k, factor[k], length, slot);
    nest_merge(nest);
    nest_start(nest);
    uint32_t kept = nest->ndims;
    while (kept > 0 && nest->stride[(size_t)(kept - 1) * nest->nops] == 0)
        kept--;
    if (kept > 0 && kept < nest->ndims && nest->n[kept - 1] >= nest_run(nest))
        nest_innermost(nest, kept - 1);
    return true;
}

/* All runs of the nest; false when interrupted. */
static bool run_all(struct nest *nest, double *out, struct table *const *factor, uint32_t n, bool undefined)
{
    size_t cells = 0;
    do {
        cells += nest_run(nest);
        if (cells >= POLL_CELLS) {
            if (interrupted())
                return false;
            progress_add((double)cells);
            cells = 0;
        }
        run(nest, out, factor, n, undefined);
    } while (nest_next(nest));
    return true;
}

bool product_sum(struct work *w, struct arena *scratch, struct table *out, struct table *const *factor,
                 uint32_t n, const uint32_t *summed, uint32_t nsummed, const uint32_t *length, uint32_t *slot)
{
    struct nest nest;
    if (!build(&nest, scratch, out, factor, n, summed, nsummed, length, slot))
        return diag_oom(w->diags);
    bool undefined = false;
    for (uint32_t k = 0; k < n; k++)
        undefined = undefined || factor[k]->undefined;
    double total = 1;
    for (uint32_t i = 0; i < nest.ndims; i++)
        total *= (double)nest.n[i];
    progress_begin(total);
    bool good = run_all(&nest, out->p, factor, n, undefined);
    progress_end();
    if (!good)
        return diag_interrupted(w->diags);
    for (size_t i = 0; undefined && !out->undefined && i < out->cells; i++)
        out->undefined = isnan(out->p[i]);
    return true;
}
