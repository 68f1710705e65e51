/* loops.c -- which loops a product of tables is computed by. */
#include "stoch/kernel.h"

#include <string.h>

/* Nanoseconds, measured on a machine of 2026; only their proportions matter. */
#define PER_RUN 3.0      /* to begin a run */
#define PER_KERNEL 20.0  /* to begin a block of runs */
#define PER_ENTRY 0.06   /* of a vectorised run, and as much again for each factor */
#define PER_STRIDED 0.45 /* of a run with gaps */
#define PER_MISS 1.0     /* of a run with wide gaps through a table that the nearer cache does not hold */
#define PER_TILE 0.08    /* of a product of matrices, */
#define PER_EDGE 0.25    /* and where its rows are short */
#define CACHE 32768.0    /* entries of that cache */
enum { WIDE_GAP = 64, LONG_ROW = 16 };

static bool merges(const struct dimension *outer, const struct dimension *inner, uint32_t tables)
{
    if (outer->kept != inner->kept)
        return false;
    for (uint32_t t = 0; t < tables; t++)
        if (outer->loop.stride[t] != inner->loop.stride[t] * inner->loop.n)
            return false;
    return true;
}

/* Merge neighbours that all tables run through contiguously; returns how many dimensions are left. */
static uint32_t merge(struct dimension *dim, uint32_t n, uint32_t tables)
{
    uint32_t to = 0;
    for (uint32_t d = 0; d < n; d++) {
        if (dim[d].loop.n == 1)
            continue;
        if (to > 0 && merges(&dim[to - 1], &dim[d], tables)) {
            size_t length = dim[to - 1].loop.n * dim[d].loop.n;
            dim[to - 1] = dim[d];
            dim[to - 1].loop.n = length;
        } else {
            dim[to++] = dim[d];
        }
    }
    return to;
}

static bool is_plain(const struct dimension *d, uint32_t tables)
{
    for (uint32_t t = d->kept ? 0 : 1; t < tables; t++)
        if (d->loop.stride[t] > 1)
            return false;
    return true;
}

static double cells_of(const struct dimension *dim, uint32_t n)
{
    double cells = 1;
    for (uint32_t d = 0; d < n; d++)
        cells *= (double)dim[d].loop.n;
    return cells;
}

/* How many entries lie between the first and the last cell of a table. */
static double extent(const struct dimension *dim, uint32_t n, uint32_t table)
{
    double cells = 1;
    for (uint32_t d = 0; d < n; d++)
        cells += (double)(dim[d].loop.n - 1) * (double)dim[d].loop.stride[table];
    return cells;
}

/* Is it a product of matrices with rows along d: does one factor run along d, the same for all states of some
 * other kept dimension, and are there summed states enough? Then that dimension, else n (kernel_run.h,
 * tiles). */
static uint32_t columns(const struct dimension *dim, uint32_t n, uint32_t d, uint32_t nin)
{
    uint32_t stream = 0, summed = 1, best = n;
    if (!dim[d].kept || nin < 2 || !is_plain(&dim[d], nin + 1))
        return n;
    for (uint32_t t = 1; t <= nin; t++)
        if (dim[d].loop.stride[t]) {
            if (stream)
                return n;
            stream = t;
        }
    if (!stream)
        return n;
    for (uint32_t k = 0; k < n; k++)
        if (!dim[k].kept)
            summed = (uint32_t)dim[k].loop.n; /* the innermost is the one of the kernel */
        else if (k != d && dim[k].loop.stride[stream] == 0 && dim[k].loop.n >= 4 &&
                 (best == n || dim[k].loop.n > dim[best].loop.n))
            best = k;
    return summed >= 4 ? best : n;
}

/* An entry of a run along dimension d. */
static double price_of_entry(const struct dimension *dim, uint32_t n, uint32_t d, uint32_t nin)
{
    if (is_plain(&dim[d], nin + 1))
        return PER_ENTRY * (1 + nin);
    double price = PER_STRIDED * (1 + nin) / 2;
    for (uint32_t t = 0; t <= nin; t++)
        if (dim[d].loop.stride[t] >= WIDE_GAP && extent(dim, n, t) > CACHE)
            price += PER_MISS;
    return price;
}

/* The time with dimension d as run. */
static double price(const struct dimension *dim, uint32_t n, uint32_t d, uint32_t nin)
{
    double cells = cells_of(dim, n), length = (double)dim[d].loop.n, second = 1;
    uint32_t other = columns(dim, n, d, nin);
    if (other < n)
        return cells * (length >= LONG_ROW ? PER_TILE : PER_EDGE) +
               cells / (length * (double)dim[other].loop.n) * PER_KERNEL;
    for (uint32_t k = 0; k < n; k++)
        if (k != d && (double)dim[k].loop.n > second)
            second = (double)dim[k].loop.n;
    return cells * price_of_entry(dim, n, d, nin) + cells / length * PER_RUN * (dim[d].kept ? 1 : 2) +
           cells / (length * second) * PER_KERNEL;
}

/* The dimension that makes the best run; n is not 0. */
static uint32_t choose(const struct dimension *dim, uint32_t n, uint32_t nin, double *least)
{
    uint32_t best = n - 1;
    *least = price(dim, n, best, nin);
    for (uint32_t d = n - 1; d-- > 0;) {
        double p = price(dim, n, d, nin);
        if (p < *least) {
            *least = p;
            best = d;
        }
    }
    return best;
}

double loops_estimate(struct dimension *dim, uint32_t *n, uint32_t nin)
{
    double least = PER_KERNEL;
    *n = merge(dim, *n, nin + 1);
    if (*n)
        choose(dim, *n, nin, &least);
    return least;
}

bool loops_build(struct loops *l, struct arena *a, struct dimension *dim, uint32_t n, uint32_t nin, bool max)
{
    double least;
    *l = (struct loops){.nin = nin, .max = max, .run_kept = true, .plain = true};
    l->kept.n = l->summed.n = l->run.n = 1;
    n = merge(dim, n, nin + 1);
    l->cells = cells_of(dim, n);
    l->kept_cells = 1;
    for (uint32_t d = 0; d < n; d++)
        l->kept_cells *= dim[d].kept ? (double)dim[d].loop.n : 1;
    struct loop *outer = ARENA_NEW(a, struct loop, n);
    if (!outer)
        return false;
    l->outer = outer;
    uint32_t run = n ? choose(dim, n, nin, &least) : 0, last_kept = n, last_summed = n;
    if (n) {
        l->run = dim[run].loop;
        l->run_kept = dim[run].kept;
        l->plain = is_plain(&dim[run], nin + 1);
    }
    for (uint32_t d = 0; d < n; d++)
        if (d != run)
            *(dim[d].kept ? &last_kept : &last_summed) = d;
    uint32_t matrix = n ? columns(dim, n, run, nin) : n;
    last_kept = matrix < n ? matrix : last_kept;
    for (uint32_t kept = 2; kept-- > 0;)
        for (uint32_t d = 0; d < n; d++) {
            if (d == run || dim[d].kept != (kept == 1))
                continue;
            if (d == last_kept)
                l->kept = dim[d].loop;
            else if (d == last_summed)
                l->summed = dim[d].loop;
            else
                outer[kept ? l->nkept++ : l->nkept + l->nsummed++] = dim[d].loop;
        }
    return true;
}

uint32_t loops_parts(const struct loops *l, uint32_t wanted)
{
    size_t n = l->nkept ? l->outer[0].n : l->kept.n > 1 ? l->kept.n : l->run_kept ? l->run.n / 64 : 1;
    return n < wanted ? (n ? (uint32_t)n : 1) : wanted;
}
