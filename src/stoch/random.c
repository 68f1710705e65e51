/* random.c -- random mechanisms, for checking formulas. */
#include "base/limits.h"
#include "stoch/chance.h"
#include "stoch/factor.h"
#include "stoch/stoch.h"

static const struct str bits[] = {{"0", 1}, {"1", 1}};
static const struct type bit = {.n = 2, .state = bits};

/* Entries in a table over these wires, capped just above the limit. */
static size_t entries(const struct wire *wire, const uint32_t *list, uint32_t n)
{
    size_t cells = 1;
    for (uint32_t i = 0; i < n && cells <= LIMIT_TENSOR_CELLS; i++)
        cells *= wire[list[i]].type->n;
    return cells;
}

/* A matrix whose rows are drawn uniformly from all distributions. */
static double *random_matrix(struct work *w, struct chance *chance, const struct box *b,
                             const struct wire *wire)
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
        chance_row(chance, flat, matrix + i * columns, columns);
    return matrix;
}

struct diagram *stoch_random(struct work *w, const struct diagram *d, unsigned long seed)
{
    struct diagram *out = ARENA_NEW(w->arena, struct diagram, 1);
    struct wire *wire = ARENA_NEW(w->arena, struct wire, d->nwires);
    const struct box **box = ARENA_NEW(w->arena, const struct box *, d->nboxes);
    if (!out || !wire || !box) {
        diag_oom(w->diags);
        return NULL;
    }
    struct chance *chance = chance_new(w, seed);
    if (!chance)
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
        b->matrix = random_matrix(w, chance, b, wire);
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
