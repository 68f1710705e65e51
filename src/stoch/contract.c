/* contract.c -- sums of products of tensors by variable elimination.
 *
 * Elimination of an axis multiplies the tables that have it -- its bucket -- and sums it out, together with
 * every other axis that no table outside the bucket has.  The order is that of eliminate.c.  Sums and
 * products in which undefined times zero is zero still form a commutative semiring, so the order does not
 * matter for undefined cells either.
 *
 * All intermediate tables live in one scratch arena.
 */
#include "base/limits.h"
#include "stoch/contraction.h"
#include "stoch/exact.h"
#include "stoch/tensor.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* More tables than this in one bucket are first multiplied together where that makes no larger table. */
enum { FUSED = 8 };

/* Tables whose greatest entry leaves this range are rescaled. */
#define SMALLEST 0x1p-200
#define LARGEST 0x1p200

static bool oom(struct contraction *c)
{
    return diag_oom(c->w->diags);
}

/* ---- tables ---- */

/* Bring numbers whose greatest is `greatest` into range: the power of two to multiply by, noted in the
 * exponent. */
static double scale(struct contraction *c, double greatest)
{
    int e;
    if (!(greatest > 0) || (greatest >= SMALLEST && greatest <= LARGEST))
        return 1;
    frexp(greatest, &e);
    e = e < -1000 ? -1000 : e; /* so that the factor itself is finite */
    c->exponent += e;
    return ldexp(1, -e);
}

static void rescale(struct contraction *c, struct table *t)
{
    double greatest = 0;
    for (size_t i = 0; i < t->cells; i++)
        if (fabs(t->p[i]) > greatest) /* false for undefined cells */
            greatest = fabs(t->p[i]);
    double by = scale(c, greatest);
    for (size_t i = 0; by != 1 && i < t->cells; i++)
        t->p[i] *= by;
}

static void take_constant(struct contraction *c, double v)
{
    c->constant = times(c->constant, v);
    c->constant *= scale(c, fabs(c->constant));
}

/* Enter a table among the living; one of rank 0 goes into the constant. */
static bool enter(struct contraction *c, struct table *t)
{
    if (t->rank == 0) {
        take_constant(c, t->p[0]);
        return true;
    }
    for (uint32_t k = 0; k < t->rank; k++) {
        struct members *m = &c->in[t->axis[k]];
        if (!ARENA_PUSH(&c->scratch, m->list, m->n, m->cap, (uint32_t)c->ntables))
            return oom(c);
        c->live[t->axis[k]]++;
    }
    t->number = c->ntables;
    return ARENA_PUSH(&c->scratch, c->table, c->ntables, c->captables, t) || oom(c);
}

/* A zeroed table over the given axes, which it keeps. */
static struct table *table_new(struct contraction *c, const uint32_t *axis, uint32_t rank)
{
    double cells = 1;
    for (uint32_t i = 0; i < rank; i++)
        cells *= c->length[axis[i]];
    if (cells > LIMIT_TENSOR_CELLS) {
        diag_error(c->w->diags, "table-too-large", NO_SPAN,
                   "the calculation needs a table of %.4g entries, above the limit of %d", cells,
                   LIMIT_TENSOR_CELLS);
        diag_hint(c->w->diags, "ask for fewer variables at a time, or fix some of them");
        return NULL;
    }
    struct table *t = ARENA_NEW(&c->scratch, struct table, 1);
    double *p = ARENA_NEW(&c->scratch, double, (size_t)cells);
    if (!t || !p) {
        oom(c);
        return NULL;
    }
    *t = (struct table){.rank = rank, .axis = axis, .p = p, .cells = (size_t)cells};
    return t;
}

/* ---- one bucket ---- */

static bool within(const struct contraction *c, const struct table *t)
{
    for (uint32_t k = 0; k < t->rank; k++)
        if (c->mark[t->axis[k]] != c->tick)
            return false;
    return true;
}

/* Multiply up to FUSED tables, the last of bucket[], whose axes base = bucket[at] has, into it. Sets *some
 * when there were any. */
static bool absorb(struct contraction *c, struct table **bucket, uint32_t *n, uint32_t at, bool *some)
{
    struct table *base = bucket[at], *part[FUSED] = {base};
    uint32_t parts = 1, left = *n;
    c->tick++;
    for (uint32_t k = 0; k < base->rank; k++)
        c->mark[base->axis[k]] = c->tick;
    for (uint32_t i = *n; i-- > at + 1 && parts < FUSED;)
        if (within(c, bucket[i])) {
            part[parts++] = bucket[i];
            memmove(bucket + i, bucket + i + 1, (--left - i) * sizeof *bucket);
        }
    *n = left;
    *some = parts > 1;
    if (parts == 1)
        return true;
    struct table *t = table_new(c, base->axis, base->rank);
    if (!t || !product_sum(c->w, &c->scratch, t, part, parts, NULL, 0, c->length, c->slot))
        return false;
    rescale(c, t);
    t->number = base->number;
    bucket[at] = t;
    return true;
}

/* Fewer tables in a crowded bucket: long products in one pass could underflow, and repeat work. */
static bool thin_out(struct contraction *c, struct table **bucket, uint32_t *n)
{
    for (uint32_t at = 0; at<*n && * n> FUSED; at++)
        for (bool some = true; some && *n > FUSED;)
            if (!absorb(c, bucket, n, at, &some))
                return false;
    return true;
}

static int by_size(const void *a, const void *b)
{
    const struct table *x = *(struct table *const *)a, *y = *(struct table *const *)b;
    if (x->cells != y->cells)
        return x->cells < y->cells ? 1 : -1;
    return x->number < y->number ? -1 : x->number > y->number;
}

/* Take the living tables in a list out of circulation, the largest first. */
static struct table **take(struct contraction *c, const uint32_t *list, size_t count, uint32_t *n)
{
    struct table **bucket = ARENA_NEW(&c->scratch, struct table *, count);
    *n = 0;
    if (!bucket) {
        oom(c);
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        struct table **t = &c->table[list ? list[i] : i];
        if (*t)
            bucket[(*n)++] = *t;
        *t = NULL;
    }
    qsort(bucket, *n, sizeof(struct table *), by_size);
    return bucket;
}

/* The axes of a bucket: `out` those that stay, `summed` those that no other table has. */
struct scope {
    uint32_t *out, *summed, nout, nsummed;
};

static bool scope_of(struct contraction *c, struct scope *s, struct table *const *bucket, uint32_t n)
{
    size_t total = 0;
    for (uint32_t i = 0; i < n; i++)
        total += bucket[i]->rank;
    s->out = ARENA_NEW(&c->scratch, uint32_t, total);
    s->summed = ARENA_NEW(&c->scratch, uint32_t, total);
    if (!s->out || !s->summed)
        return oom(c);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < bucket[i]->rank; k++)
            c->live[bucket[i]->axis[k]]--;
    /* Last come the axes of the largest table, bucket[0], in its order: the result shares its layout. */
    uint32_t base = ++c->tick, seen = ++c->tick;
    for (uint32_t k = 0; k < bucket[0]->rank; k++)
        c->mark[bucket[0]->axis[k]] = base;
    for (uint32_t i = n; i-- > 0;)
        for (uint32_t k = 0; k < bucket[i]->rank; k++) {
            uint32_t axis = bucket[i]->axis[k];
            if (c->mark[axis] == seen || (i > 0 && c->mark[axis] == base))
                continue;
            c->mark[axis] = seen;
            if (c->kept[axis] || c->live[axis] > 0)
                s->out[s->nout++] = axis;
            else
                s->summed[s->nsummed++] = axis;
        }
    return true;
}

static bool eliminate(struct contraction *c, uint32_t axis)
{
    uint32_t n;
    struct scope s = {0};
    struct table **bucket = take(c, c->in[axis].list, c->in[axis].n, &n);
    if (!bucket || !scope_of(c, &s, bucket, n) || !thin_out(c, bucket, &n))
        return false;
    struct table *t = table_new(c, s.out, s.nout);
    if (!t || !product_sum(c->w, &c->scratch, t, bucket, n, s.summed, s.nsummed, c->length, c->slot))
        return false;
    rescale(c, t);
    if (!enter(c, t))
        return false;
    for (uint32_t i = 0; i < s.nsummed; i++)
        elimination_remove(c, s.summed[i]);
    for (uint32_t i = 0; i < s.nout; i++)
        if (!c->kept[s.out[i]])
            elimination_update(c, s.out[i]);
    return true;
}

/* ---- setting up ---- */

static int by_id(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* The dense number of an axis, or UINT32_MAX. */
static uint32_t number_of(const struct contraction *c, uint32_t id)
{
    uint32_t low = 0, high = c->naxes;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (c->id[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < c->naxes && c->id[low] == id ? low : UINT32_MAX;
}

static bool number_axes(struct contraction *c, const struct tensor *const *factor, uint32_t n)
{
    size_t total = 0;
    for (uint32_t i = 0; i < n; i++)
        total += factor[i]->rank;
    c->id = ARENA_NEW(&c->scratch, uint32_t, total);
    if (!c->id)
        return oom(c);
    size_t at = 0;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < factor[i]->rank; k++)
            c->id[at++] = factor[i]->axis[k].id;
    qsort(c->id, total, sizeof *c->id, by_id);
    for (size_t i = 0; i < total; i++)
        if (i == 0 || c->id[i] != c->id[c->naxes - 1])
            c->id[c->naxes++] = c->id[i];
    c->length = ARENA_NEW(&c->scratch, uint32_t, c->naxes);
    c->kept = ARENA_NEW(&c->scratch, bool, c->naxes);
    c->in = ARENA_NEW(&c->scratch, struct members, c->naxes);
    c->live = ARENA_NEW(&c->scratch, uint32_t, c->naxes);
    c->weight = ARENA_NEW(&c->scratch, double, c->naxes);
    c->crowd = ARENA_NEW(&c->scratch, uint32_t, c->naxes);
    c->heap = ARENA_NEW(&c->scratch, uint32_t, c->naxes);
    c->place = ARENA_NEW(&c->scratch, uint32_t, c->naxes);
    c->mark = ARENA_NEW(&c->scratch, uint32_t, c->naxes);
    c->slot = ARENA_NEW(&c->scratch, uint32_t, c->naxes);
    return (c->length && c->kept && c->in && c->live && c->weight && c->crowd && c->heap && c->place &&
            c->mark && c->slot) ||
           oom(c);
}

static bool take_in(struct contraction *c, const struct tensor *f)
{
    struct table *t = ARENA_NEW(&c->scratch, struct table, 1);
    uint32_t *axis = ARENA_NEW(&c->scratch, uint32_t, f->rank);
    if (!t || !axis)
        return oom(c);
    *t = (struct table){.axis = axis, .p = f->p, .cells = f->cells, .undefined = tensor_undefined(f)};
    for (uint32_t k = 0; k < f->rank; k++) {
        uint32_t a = number_of(c, f->axis[k].id);
        if (c->length[a] && c->length[a] != f->axis[k].n)
            return diag_error(c->w->diags, "axis-length", NO_SPAN,
                              "two tables disagree on a variable: %u and %u states", c->length[a],
                              f->axis[k].n);
        c->length[a] = f->axis[k].n;
        if (f->axis[k].n > 1)
            axis[t->rank++] = a;
    }
    return enter(c, t);
}

/* The result, still zero, and its axes in the order wanted. */
static struct tensor *result_new(struct contraction *c, const uint32_t *keep, uint32_t nkeep)
{
    struct axis *axis = ARENA_NEW(&c->scratch, struct axis, nkeep);
    if (!axis) {
        oom(c);
        return NULL;
    }
    for (uint32_t i = 0; i < nkeep; i++) {
        uint32_t a = number_of(c, keep[i]);
        if (a == UINT32_MAX) {
            diag_error(c->w->diags, "axis-missing", NO_SPAN, "no table has the variable that is asked for");
            return NULL;
        }
        c->kept[a] = true;
        axis[i] = (struct axis){keep[i], c->length[a]};
    }
    return tensor_new(c->w, nkeep, axis);
}

static bool eliminate_all(struct contraction *c)
{
    for (uint32_t a = 0; a < c->naxes; a++)
        if (!c->kept[a] && c->length[a] > 1)
            elimination_add(c, a);
    for (uint32_t a; (a = elimination_next(c)) != UINT32_MAX;)
        if (!eliminate(c, a))
            return false;
    return true;
}

/* What is left has kept axes only: multiply it out into the result. */
static bool finish(struct contraction *c, struct tensor *result)
{
    uint32_t n, *axis = ARENA_NEW(&c->scratch, uint32_t, result->rank);
    struct table **rest = take(c, NULL, c->ntables, &n);
    if (!axis)
        return oom(c);
    if (!rest || !thin_out(c, rest, &n))
        return false;
    struct table out = {.axis = axis, .p = result->p, .cells = result->cells};
    for (uint32_t i = 0; i < result->rank; i++)
        if (result->axis[i].n > 1)
            axis[out.rank++] = number_of(c, result->axis[i].id);
    if (n == 0)
        result->p[0] = 1;
    else if (!product_sum(c->w, &c->scratch, &out, rest, n, NULL, 0, c->length, c->slot))
        return false;
    for (size_t i = 0; c->constant != 1 && i < result->cells; i++)
        result->p[i] = times(result->p[i], c->constant);
    return true;
}

static struct tensor *contract(struct contraction *c, const struct tensor *const *factor, uint32_t n,
                               const uint32_t *keep, uint32_t nkeep)
{
    if (!number_axes(c, factor, n))
        return NULL;
    for (uint32_t i = 0; i < n; i++)
        if (!take_in(c, factor[i]))
            return NULL;
    struct tensor *result = result_new(c, keep, nkeep);
    return result && eliminate_all(c) && finish(c, result) ? result : NULL;
}

struct tensor *tensor_contract_scaled(struct work *w, const struct tensor *const *factor, uint32_t n,
                                      const uint32_t *keep, uint32_t nkeep, long *exponent)
{
    struct contraction c = {.w = w, .constant = 1};
    if (exact_wanted(factor, n)) {
        *exponent = 0;
        return exact_contraction(w, factor, n, keep, nkeep);
    }
    struct tensor *result = contract(&c, factor, n, keep, nkeep);
    *exponent = c.exponent;
    arena_free(&c.scratch);
    return result;
}

struct tensor *tensor_contract(struct work *w, const struct tensor *const *factor, uint32_t n,
                               const uint32_t *keep, uint32_t nkeep)
{
    long exponent;
    struct tensor *t = tensor_contract_scaled(w, factor, n, keep, nkeep, &exponent);
    int e = (int)(exponent < INT_MIN ? INT_MIN : exponent > INT_MAX ? INT_MAX : exponent);
    for (size_t i = 0; t && e != 0 && i < t->cells; i++)
        t->p[i] = ldexp(t->p[i], e);
    return t;
}
