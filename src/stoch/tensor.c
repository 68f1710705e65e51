/* tensor.c -- tables of numbers with named axes: making, rearranging, conditioning, printing. */
#include "stoch/tensor.h"

#include "base/interrupt.h"
#include "base/limits.h"
#include "stoch/exact.h"

#include <math.h>

static struct tensor *too_large(struct work *w, uint32_t rank, double cells)
{
    if (rank > LIMIT_TENSOR_RANK)
        diag_error(w->diags, "table-too-large", NO_SPAN, "a table of %u variables is above the limit of %d",
                   rank, LIMIT_TENSOR_RANK);
    else
        diag_error(w->diags, "table-too-large", NO_SPAN, "a table of %.4g entries is above the limit of %d",
                   cells, LIMIT_TENSOR_CELLS);
    diag_hint(w->diags, "ask for fewer variables at a time, or fix some of them");
    return NULL;
}

struct tensor *tensor_view(struct work *w, uint32_t rank, const struct axis *axes, const double *at)
{
    double cells = 1;
    for (uint32_t i = 0; i < rank; i++)
        cells *= axes[i].n;
    if (rank > LIMIT_TENSOR_RANK || cells > LIMIT_TENSOR_CELLS)
        return too_large(w, rank, cells);
    struct tensor *t = ARENA_NEW(w->arena, struct tensor, 1);
    struct axis *copy = ARENA_NEW(w->arena, struct axis, rank);
    if (!t || !copy) {
        diag_oom(w->diags);
        return NULL;
    }
    for (uint32_t i = 0; i < rank; i++)
        copy[i] = axes[i];
    *t = (struct tensor){.rank = rank, .axis = copy, .cells = (size_t)cells, .p = (double *)at};
    return t;
}

struct tensor *tensor_new(struct work *w, uint32_t rank, const struct axis *axes)
{
    struct tensor *t = tensor_view(w, rank, axes, NULL);
    if (!t)
        return NULL;
    t->p = ARENA_NEW(w->arena, double, t->cells);
    if (!t->p) {
        diag_oom(w->diags);
        return NULL;
    }
    return t;
}

struct tensor *tensor_share(struct work *w, const struct tensor *t)
{
    struct tensor *out = tensor_view(w, t->rank, t->axis, t->p);
    if (out)
        out->exact = t->exact;
    return out;
}

uint32_t tensor_axis(const struct tensor *t, uint32_t id)
{
    for (uint32_t i = 0; i < t->rank; i++)
        if (t->axis[i].id == id)
            return i;
    return UINT32_MAX;
}

void tensor_strides(const struct tensor *t, size_t *stride)
{
    size_t s = 1;
    for (uint32_t i = t->rank; i-- > 0;) {
        stride[i] = s;
        s *= t->axis[i].n;
    }
}

bool tensor_undefined(const struct tensor *t)
{
    for (size_t i = 0; i < t->cells; i++)
        if (isnan(t->p[i]))
            return true;
    return false;
}

/* Stride of `t` along axis `id`, given all its strides; 0 when t lacks the axis. */
static size_t stride_along(const struct tensor *t, const size_t *stride, uint32_t id)
{
    uint32_t k = tensor_axis(t, id);
    return k == UINT32_MAX ? 0 : stride[k];
}

/* Fill `out` from `t`, starting at cell `start` of t: constant along axes t lacks. */
static struct tensor *fill(struct work *w, struct tensor *out, const struct tensor *t, size_t start)
{
    struct nest nest;
    size_t out_stride[LIMIT_TENSOR_RANK], stride[LIMIT_TENSOR_RANK];
    if (!nest_init(&nest, w->arena, out->rank, 2)) {
        diag_oom(w->diags);
        return NULL;
    }
    tensor_strides(out, out_stride);
    tensor_strides(t, stride);
    for (uint32_t i = 0; i < out->rank; i++) {
        size_t *s = nest_dim(&nest, out->axis[i].n);
        s[0] = out_stride[i];
        s[1] = stride_along(t, stride, out->axis[i].id);
    }
    nest.at[1] = start;
    nest_merge(&nest);
    return exact_copy(w, &nest, out, t) ? out : NULL;
}

struct tensor *tensor_spread(struct work *w, const struct tensor *t, const struct axis *axes, uint32_t rank)
{
    struct tensor *out = tensor_new(w, rank, axes);
    return out ? fill(w, out, t, 0) : NULL;
}

struct tensor *tensor_permute(struct work *w, const struct tensor *t, const uint32_t *order)
{
    struct axis axis[LIMIT_TENSOR_RANK];
    for (uint32_t i = 0; i < t->rank; i++)
        axis[i] = t->axis[tensor_axis(t, order[i])];
    return tensor_spread(w, t, axis, t->rank);
}

struct tensor *tensor_slice(struct work *w, const struct tensor *t, uint32_t id, uint32_t index)
{
    struct axis axis[LIMIT_TENSOR_RANK];
    size_t stride[LIMIT_TENSOR_RANK];
    uint32_t at = tensor_axis(t, id), rank = 0;
    for (uint32_t i = 0; i < t->rank; i++)
        if (i != at)
            axis[rank++] = t->axis[i];
    tensor_strides(t, stride);
    struct tensor *out = tensor_new(w, rank, axis);
    return out ? fill(w, out, t, index * stride[at]) : NULL;
}

struct tensor *tensor_marginal(struct work *w, const struct tensor *t, const uint32_t *keep, uint32_t nkeep)
{
    return tensor_contract(w, &t, 1, keep, nkeep);
}

/* out = t / sum, the operands of the nest; zero sums give undefined cells. */
static bool divide(struct nest *nest, double *out, const double *t, const double *sum)
{
    nest_start(nest);
    size_t n = nest_run(nest);
    const size_t *s = nest_run_stride(nest);
    do {
        for (size_t i = 0; i < n; i++) {
            if (i % NEST_POLL == 0 && interrupted())
                return false;
            double total = sum[nest->at[2] + i * s[2]];
            double part = t[nest->at[1] + i * s[1]];
            out[nest->at[0] + i * s[0]] = total != 0 ? part / total : NAN;
        }
    } while (nest_next(nest));
    return true;
}

struct tensor *tensor_quotient(struct work *w, const struct tensor *over, const struct tensor *under)
{
    struct axis axis[2 * LIMIT_TENSOR_RANK];
    size_t out_stride[LIMIT_TENSOR_RANK], over_stride[LIMIT_TENSOR_RANK], under_stride[LIMIT_TENSOR_RANK];
    uint32_t rank = 0;
    for (uint32_t i = 0; i < over->rank; i++)
        axis[rank++] = over->axis[i];
    for (uint32_t i = 0; i < under->rank; i++)
        if (tensor_axis(over, under->axis[i].id) == UINT32_MAX)
            axis[rank++] = under->axis[i];
    struct tensor *out = tensor_new(w, rank, axis);
    struct nest nest;
    if (!out)
        return NULL;
    if (!nest_init(&nest, w->arena, rank, 3)) {
        diag_oom(w->diags);
        return NULL;
    }
    tensor_strides(out, out_stride);
    tensor_strides(over, over_stride);
    tensor_strides(under, under_stride);
    for (uint32_t i = 0; i < rank; i++) {
        size_t *s = nest_dim(&nest, axis[i].n);
        s[0] = out_stride[i];
        s[1] = stride_along(over, over_stride, axis[i].id);
        s[2] = stride_along(under, under_stride, axis[i].id);
    }
    nest_merge(&nest);
    if (!divide(&nest, out->p, over->p, under->p)) {
        diag_interrupted(w->diags);
        return NULL;
    }
    return exact_quotient(w, &nest, out, over, under) ? out : NULL;
}

struct tensor *tensor_condition(struct work *w, const struct tensor *t, const uint32_t *over, uint32_t nover)
{
    uint32_t given[LIMIT_TENSOR_RANK], ngiven = 0;
    for (uint32_t i = 0; i < t->rank; i++) {
        bool summed = false;
        for (uint32_t k = 0; k < nover; k++)
            summed = summed || over[k] == t->axis[i].id;
        if (!summed)
            given[ngiven++] = t->axis[i].id;
    }
    struct tensor *sum = tensor_marginal(w, t, given, ngiven);
    return sum ? tensor_quotient(w, t, sum) : NULL;
}

void tensor_dump(struct buf *out, const struct tensor *t, const struct str *names)
{
    buf_puts(out, "axes");
    for (uint32_t i = 0; i < t->rank; i++) {
        if (names)
            buf_fmt(out, " %.*s(%u)", STR_ARG(names[t->axis[i].id]), t->axis[i].n);
        else
            buf_fmt(out, " %u(%u)", t->axis[i].id, t->axis[i].n);
    }
    buf_putc(out, '\n');
    size_t stride[LIMIT_TENSOR_RANK];
    tensor_strides(t, stride);
    for (size_t c = 0; c < t->cells && !interrupted(); c++) {
        for (uint32_t i = 0; i < t->rank; i++)
            buf_fmt(out, "%zu ", c / stride[i] % t->axis[i].n);
        if (isnan(t->p[c]))
            buf_puts(out, "undefined\n");
        else
            buf_fmt(out, "%.15g\n", t->p[c]);
    }
}

size_t tensor_greatest(const struct tensor *t)
{
    static const double tie = 1e-12; /* relative */
    size_t best = 0;
    for (size_t i = 1; i < t->cells; i++)
        if (t->p[i] > t->p[best] * (1 + tie) || (isnan(t->p[best]) && !isnan(t->p[i])))
            best = i;
    return best;
}
