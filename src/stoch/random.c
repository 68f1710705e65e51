/* random.c -- random mechanisms, for checking formulas, and random counts, for the bootstrap.
 *
 * The generator's state lives in the work's arena, so GSL allocates nothing and cannot fail: its process-wide
 * error handler is not involved.
 */
#include "base/limits.h"
#include "stoch/factor.h"
#include "stoch/stoch.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

static const struct str bits[] = {{"0", 1}, {"1", 1}};
static const struct type bit = {.n = 2, .state = bits};

static bool generator(gsl_rng *rng, struct work *w, unsigned long seed)
{
    rng->type = gsl_rng_mt19937;
    rng->state = arena_alloc(w->arena, rng->type->size);
    if (!rng->state)
        return diag_oom(w->diags);
    gsl_rng_set(rng, seed);
    return true;
}

/* Entries in a table over these wires, capped just above the limit. */
static size_t entries(const struct wire *wire, const uint32_t *list, uint32_t n)
{
    size_t cells = 1;
    for (uint32_t i = 0; i < n && cells <= LIMIT_TENSOR_CELLS; i++)
        cells *= wire[list[i]].type->n;
    return cells;
}

/* A matrix whose rows are drawn uniformly from all distributions. */
static double *random_matrix(struct work *w, gsl_rng *rng, const struct box *b, const struct wire *wire)
{
    size_t rows = entries(wire, b->in, b->nin), columns = entries(wire, b->out, b->nout);
    if (rows > LIMIT_TENSOR_CELLS / columns) {
        diag_error(w->diags, "table-too-large", NO_SPAN,
                   "a random table for box `%.*s` would be above the limit of %d entries", STR_ARG(b->name),
                   LIMIT_TENSOR_CELLS);
        return NULL;
    }
    double *matrix = ARENA_NEW(w->arena, double, rows *columns);
    double *flat = ARENA_NEW(w->arena, double, columns);
    if (!matrix || !flat) {
        diag_oom(w->diags);
        return NULL;
    }
    for (size_t i = 0; i < columns; i++)
        flat[i] = 1;
    for (size_t i = 0; i < rows; i++)
        gsl_ran_dirichlet(rng, columns, flat, matrix + i * columns);
    return matrix;
}

struct diagram *stoch_random(struct work *w, const struct diagram *d, unsigned long seed)
{
    struct diagram *out = ARENA_NEW(w->arena, struct diagram, 1);
    struct wire *wire = ARENA_NEW(w->arena, struct wire, d->nwires);
    const struct box **box = ARENA_NEW(w->arena, const struct box *, d->nboxes);
    gsl_rng rng;
    if (!out || !wire || !box) {
        diag_oom(w->diags);
        return NULL;
    }
    if (!generator(&rng, w, seed))
        return NULL;
    for (uint32_t i = 0; i < d->nwires; i++) {
        wire[i] = d->wire[i];
        if (!wire[i].type)
            wire[i].type = &bit;
    }
    for (uint32_t i = 0; i < d->nboxes; i++) {
        box[i] = d->box[i];
        if (box_known(box[i]))
            continue;
        struct box *b = ARENA_NEW(w->arena, struct box, 1);
        if (!b) {
            diag_oom(w->diags);
            return NULL;
        }
        *b = *d->box[i];
        b->matrix = random_matrix(w, &rng, b, wire);
        b->written = box_rounded;
        b->exact = NULL;
        if (!b->matrix)
            return NULL;
        box[i] = b;
    }
    *out = *d;
    out->wire = wire;
    out->box = box;
    return out;
}

/* ---- counts ---- */

struct draws {
    gsl_rng rng;
};

/* Neighbouring numbers give unrelated ones (Steele, Lea and Flood 2014, the finaliser of SplitMix). */
static uint64_t mixed(uint64_t x)
{
    x += 0x9E3779B97F4A7C15u;
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
    x = (x ^ x >> 27) * 0x94D049BB133111EBu;
    return x ^ x >> 31;
}

struct draws *stoch_draws(struct work *w, unsigned long seed, unsigned long stream)
{
    struct draws *d = ARENA_NEW(w->arena, struct draws, 1);
    if (!d) {
        diag_oom(w->diags);
        return NULL;
    }
    unsigned long start = (unsigned long)(mixed(mixed(seed) + stream) & 0xFFFFFFFFu);
    return generator(&d->rng, w, start) ? d : NULL;
}

void stoch_multinomial(struct draws *d, size_t n, const double *p, uint32_t total, uint32_t *count)
{
    gsl_ran_multinomial(&d->rng, n, total, p, count);
}
