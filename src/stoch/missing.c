/* missing.c -- naming the cells for want of which a value is undefined.
 *
 * An undefined cell of a factor matters to a cell of a sum of products when some summand there has it and no
 * factor that is zero.  So the weight of the cells of one factor is the contraction of the others' supports.
 */
#include "stoch/missing.h"

#include "base/limits.h"

#include <math.h>
#include <string.h>

bool missing_init(struct missing *m, struct work *w)
{
    *m = (struct missing){.w = w, .cell = ARENA_NEW(w->arena, struct cell, LIMIT_MISSING)};
    return m->cell || diag_oom(w->diags);
}

static bool listed(const struct missing *m, const struct cell *c)
{
    for (uint32_t i = 0; i < m->n; i++)
        if (m->cell[i].n == c->n && !memcmp(m->cell[i].var, c->var, c->n * sizeof *c->var) &&
            !memcmp(m->cell[i].state, c->state, c->n * sizeof *c->state))
            return true;
    return false;
}

/* List a copy of the event unless it is listed or the list is full. */
static bool list(struct missing *m, const struct cell *c)
{
    if (m->more || listed(m, c))
        return true;
    if (m->n == LIMIT_MISSING) {
        m->more = true;
        return true;
    }
    uint32_t *copy = ARENA_NEW(m->w->arena, uint32_t, (size_t)2 * c->n);
    if (!copy)
        return diag_oom(m->w->diags);
    memcpy(copy, c->var, c->n * sizeof *copy);
    memcpy(copy + c->n, c->state, c->n * sizeof *copy);
    m->cell[m->n++] = (struct cell){.n = c->n, .var = copy, .state = copy + c->n};
    return true;
}

bool missing_add(struct missing *m, const struct tensor *guilty, const struct reading *reading, uint32_t n)
{
    size_t stride[LIMIT_TENSOR_RANK];
    uint32_t *var = ARENA_NEW(m->w->arena, uint32_t, (size_t)2 * n), *state = var + n;
    if (!var)
        return diag_oom(m->w->diags);
    tensor_strides(guilty, stride);
    for (size_t c = 0; n > 0 && c < guilty->cells && !m->more; c++) {
        if (tensor_zero(guilty, c))
            continue;
        for (uint32_t i = 0; i < n; i++) {
            uint32_t k = reading[i].axis;
            var[i] = reading[i].var;
            state[i] = k == UINT32_MAX ? reading[i].state : (uint32_t)(c / stride[k] % guilty->axis[k].n);
        }
        if (!list(m, &(struct cell){.n = n, .var = var, .state = state}))
            return false;
    }
    return true;
}

/* 1 where t is undefined, or where it is not zero (undefined included). */
static struct tensor *indicator(struct work *w, const struct tensor *t, bool undefined)
{
    struct tensor *s = tensor_new(w, t->rank, t->axis);
    for (size_t i = 0; s && i < t->cells; i++)
        s->p[i] = undefined ? isnan(t->p[i]) : !tensor_zero(t, i);
    return s;
}

struct tensor *missing_guilty(struct work *w, const struct tensor *const *factor, uint32_t n, uint32_t at,
                              const struct tensor *mask)
{
    const struct tensor **part = ARENA_NEW(w->arena, const struct tensor *, (size_t)n + 1);
    const struct tensor *suspect = factor[at];
    uint32_t *keep = ARENA_NEW(w->arena, uint32_t, suspect->rank);
    long exponent;
    if (!part || !keep) {
        diag_oom(w->diags);
        return NULL;
    }
    for (uint32_t i = 0; i < n; i++)
        if (!(part[i] = indicator(w, factor[i], i == at)))
            return NULL;
    if (mask && !(part[n++] = indicator(w, mask, false)))
        return NULL;
    for (uint32_t i = 0; i < suspect->rank; i++)
        keep[i] = suspect->axis[i].id;
    return tensor_contract_scaled(w, part, n, keep, suspect->rank, &exponent);
}
