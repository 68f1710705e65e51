/* sample.c -- the counts that a question depends on: the rows of the data, added up over all other columns.
 */
#include "answer/estimate_int.h"
#include "base/interrupt.h"
#include "base/map.h"

#include <string.h>

bool sample_variables(struct work *w, const struct est_pool *pool, est root, struct set of)
{
    const bool *used = est_used(w, pool, root);
    if (!used)
        return false;
    for (est e = root; e > 0; e--) {
        const struct est_node *n = est_get(pool, e);
        for (uint32_t i = 0; used[e] && n->kind == EST_P && i < n->nover + n->ngiven; i++)
            set_add(of, i < n->nover ? n->over[i].var : n->given[i - n->nover].var);
    }
    return true;
}

/* The columns of these variables, in the order of the file. */
static bool columns(struct sample *s, struct work *w, const struct observed *o, struct set of, uint32_t *from)
{
    uint32_t n = 0, *var = ARENA_NEW(w->arena, uint32_t, o->counts->ncolumns);
    struct data_column *column = ARENA_NEW(w->arena, struct data_column, o->counts->ncolumns);
    if (!var || !column)
        return diag_oom(w->diags);
    for (uint32_t c = 0; c < o->counts->ncolumns; c++) {
        if (!set_has(of, o->column_var[c]))
            continue;
        from[n] = c;
        var[n] = o->column_var[c];
        column[n++] = o->counts->column[c];
    }
    s->counts.ncolumns = n;
    s->counts.column = column;
    s->observed.column_var = var;
    return true;
}

/* Add each row of the data to the row of the sample that has its states. */
static bool add_up(struct sample *s, struct work *w, const struct counts *c, const uint32_t *from, bool rows)
{
    struct map known = map_in(w->arena);
    uint32_t n = s->counts.ncolumns, *key = ARENA_NEW(w->arena, uint32_t, n), *code = NULL;
    uint32_t *row_of = rows ? ARENA_NEW(w->arena, uint32_t, c->nrows) : NULL;
    double *weight = NULL, *weight2 = NULL;
    size_t used = 0, code_cap = 0, weights = 0, weight_cap = 0, weights2 = 0, weight2_cap = 0;
    if (!key || (rows && !row_of))
        return diag_oom(w->diags);
    for (size_t r = 0; r < c->nrows; r++) {
        if (interrupted())
            return diag_interrupted(w->diags);
        for (uint32_t i = 0; i < n; i++)
            key[i] = c->code[r * c->ncolumns + from[i]];
        struct str text = {(const char *)key, n * sizeof *key};
        uint32_t at = map_get(&known, text);
        if (at == MAP_NONE) {
            uint32_t *copy = ARENA_NEW(w->arena, uint32_t, n);
            if (!copy)
                return diag_oom(w->diags);
            memcpy(copy, key, n * sizeof *copy);
            at = (uint32_t)weights;
            if (!map_put(&known, (struct str){(const char *)copy, text.n}, at) ||
                !ARENA_PUSH(w->arena, weight, weights, weight_cap, 0) ||
                !ARENA_PUSH(w->arena, weight2, weights2, weight2_cap, 0))
                return diag_oom(w->diags);
            for (uint32_t i = 0; i < n; i++)
                if (!ARENA_PUSH(w->arena, code, used, code_cap, key[i]))
                    return diag_oom(w->diags);
        }
        if (rows)
            row_of[r] = at;
        weight[at] += c->weight[r];
        weight2[at] += c->weight2 ? c->weight2[r] : 0;
    }
    s->counts.code = code;
    s->counts.weight = weight;
    s->counts.weight2 = c->weight2 ? weight2 : NULL;
    s->counts.nrows = weights;
    s->row_of = row_of;
    return true;
}

bool sample_weighted(const struct sample *s)
{
    return s->counts.weighting == WEIGHT_SAMPLING && s->counts.total2 > 0;
}

bool sample_read(struct sample *s, struct work *w, const struct observed *o, struct set of, bool rows)
{
    uint32_t *from = ARENA_NEW(w->arena, uint32_t, o->counts->ncolumns);
    *s = (struct sample){.observed = *o};
    s->counts.total = o->counts->total;
    s->counts.total2 = o->counts->total2;
    s->counts.weighting = o->counts->weighting;
    s->rows = sample_weighted(s) ? s->counts.total * s->counts.total / s->counts.total2 : s->counts.total;
    s->counts.used = o->counts->used;
    s->counts.dropped = o->counts->dropped;
    if (!from)
        return diag_oom(w->diags);
    if (!columns(s, w, o, of, from) || !add_up(s, w, o->counts, from, rows))
        return false;
    s->observed.counts = &s->counts; /* and so *s must stay where it is */
    return true;
}

double sample_total(const struct sample *s)
{
    return s->counts.total + observed_prior_total(&s->observed);
}
