/* overlap.c -- the rows in which a cause could have been otherwise: those of the strata of an adjustment set
 * that hold every level of the cause.  An adjustment over them divides by no empty stratum; what it tells is
 * about the part of the population that they are (Crump, Hotz, Imbens and Mitnik 2009). */
#include "answer/estimate_int.h"
#include "base/interrupt.h"
#include "base/map.h"

#include <string.h>

struct strata {
    const struct counts *c;
    uint32_t nz, *z, x; /* columns of the set, and that of the cause */
    uint32_t levels;    /* of the cause */
    uint32_t *of;       /* by row of the data */
    size_t n, cap;      /* strata */
    size_t *first;      /* a row of each */
    double *weight;     /* of each */
    size_t nseen, seencap;
    bool *seen; /* of each, by level */
};

static bool find_columns(struct strata *s, struct work *w, const struct observed *o, uint32_t x, struct set z)
{
    s->z = ARENA_NEW(w->arena, uint32_t, o->counts->ncolumns);
    if (!s->z)
        return diag_oom(w->diags);
    SET_EACH (v, z)
        if (!observed_column(w, o, v, &s->z[s->nz++]))
            return false;
    s->levels = 0;
    if (!observed_column(w, o, x, &s->x))
        return false;
    s->levels = o->counts->column[s->x].nlevels;
    return true;
}

/* The stratum of a row, a new one if need be; UINT32_MAX (reported) when memory is short. */
static uint32_t stratum(struct strata *s, struct work *w, struct map *known, size_t row, uint32_t *key)
{
    for (uint32_t i = 0; i < s->nz; i++)
        key[i] = s->c->code[row * s->c->ncolumns + s->z[i]];
    struct str text = {(const char *)key, s->nz * sizeof *key};
    uint32_t at = map_get(known, text);
    if (at != MAP_NONE)
        return at;
    uint32_t *copy = ARENA_NEW(w->arena, uint32_t, (size_t)s->nz + 1);
    size_t nfirst = s->n;
    at = (uint32_t)s->n;
    bool good = copy && ARENA_PUSH(w->arena, s->first, nfirst, s->cap, row);
    for (uint32_t k = 0; good && k < s->levels; k++)
        good = ARENA_PUSH(w->arena, s->seen, s->nseen, s->seencap, false);
    if (good && s->nz)
        memcpy(copy, key, s->nz * sizeof *key);
    if (!good || !map_put(known, (struct str){(const char *)copy, text.n}, at)) {
        diag_oom(w->diags);
        return UINT32_MAX;
    }
    s->n = nfirst;
    return at;
}

static bool read_strata(struct strata *s, struct work *w)
{
    struct map known = map_in(w->arena);
    uint32_t *key = ARENA_NEW(w->arena, uint32_t, (size_t)s->nz + 1);
    s->of = ARENA_NEW(w->arena, uint32_t, s->c->nrows);
    if (!key || !s->of)
        return diag_oom(w->diags);
    for (size_t r = 0; r < s->c->nrows; r++) {
        if (interrupted())
            return diag_interrupted(w->diags);
        if ((s->of[r] = stratum(s, w, &known, r, key)) == UINT32_MAX)
            return false;
        if (s->c->weight[r] > 0)
            s->seen[s->of[r] * s->levels + s->c->code[r * s->c->ncolumns + s->x]] = true;
    }
    s->weight = ARENA_NEW(w->arena, double, s->n);
    if (!s->weight)
        return diag_oom(w->diags);
    for (size_t r = 0; r < s->c->nrows; r++)
        s->weight[s->of[r]] += s->c->weight[r];
    return true;
}

static bool whole(const struct strata *s, size_t stratum)
{
    for (uint32_t k = 0; k < s->levels; k++)
        if (!s->seen[stratum * s->levels + k])
            return false;
    return true;
}

/* The rows of whole strata. */
static bool keep_rows(struct observed *out, struct work *w, const struct strata *s)
{
    const struct counts *c = s->c;
    struct counts *kept = ARENA_NEW(w->arena, struct counts, 1);
    uint32_t *code = ARENA_NEW(w->arena, uint32_t, c->nrows * c->ncolumns);
    double *weight = ARENA_NEW(w->arena, double, c->nrows),
           *weight2 = c->weight2 ? ARENA_NEW(w->arena, double, c->nrows) : NULL;
    if (!kept || !code || !weight || (c->weight2 && !weight2))
        return diag_oom(w->diags);
    *kept = *c;
    kept->nrows = 0;
    kept->total = kept->total2 = 0;
    for (size_t r = 0; r < c->nrows; r++) {
        if (!whole(s, s->of[r]))
            continue;
        memcpy(code + kept->nrows * c->ncolumns, c->code + r * c->ncolumns, c->ncolumns * sizeof *code);
        kept->total += weight[kept->nrows] = c->weight[r];
        if (weight2)
            kept->total2 += weight2[kept->nrows] = c->weight2[r];
        kept->nrows++;
    }
    kept->code = code;
    kept->weight = weight;
    kept->weight2 = weight2;
    out->counts = kept;
    return true;
}

/* The strata that are left out, by name, with their share. */
static bool tell(struct effect_overlap *told, struct work *w, const struct strata *s, const struct model *m,
                 const struct observed *o)
{
    struct named_cell *left = ARENA_NEW(w->arena, struct named_cell, LIMIT_MISSING);
    double *mass = ARENA_NEW(w->arena, double, LIMIT_MISSING), out = 0;
    if (!left || !mass)
        return diag_oom(w->diags);
    for (size_t i = 0; i < s->n; i++) {
        if (whole(s, i) || !(s->weight[i] > 0))
            continue;
        out += s->weight[i] / s->c->total;
        if (told->nleft++ >= LIMIT_MISSING)
            continue;
        struct str *var = ARENA_NEW(w->arena, struct str, s->nz),
                   *state = ARENA_NEW(w->arena, struct str, s->nz);
        if (!var || !state)
            return diag_oom(w->diags);
        for (uint32_t k = 0; k < s->nz; k++) {
            const struct var *v = &m->var[o->column_var[s->z[k]]];
            var[k] = v->name;
            state[k] = v->type->state[s->c->code[s->first[i] * s->c->ncolumns + s->z[k]]];
        }
        left[told->nleft - 1] = (struct named_cell){.n = s->nz, .var = var, .state = state};
        mass[told->nleft - 1] = s->weight[i] / s->c->total;
    }
    told->share = 1 - out;
    told->left = left;
    told->mass = mass;
    return true;
}

bool overlap_restrict(const struct observed **out, struct effect_overlap *told, struct work *w,
                      const struct model *m, const struct observed *o, uint32_t x, struct set z)
{
    struct strata s = {.c = o->counts};
    struct observed *kept = ARENA_NEW(w->arena, struct observed, 1);
    *told = (struct effect_overlap){0};
    if (!kept)
        return diag_oom(w->diags);
    *kept = *o;
    *out = kept;
    return find_columns(&s, w, o, x, z) && read_strata(&s, w) && keep_rows(kept, w, &s) &&
           tell(told, w, &s, m, o);
}
