/* plan.c -- making plans: tables, and the steps that make them. What a product of many tables becomes is
 * product.c, where tables lie places.c. */
#include "stoch/plan_int.h"

#include "base/limits.h"

#include <string.h>

enum { CALL_TIME = 40 }; /* nanoseconds that a step takes however small it is, estimated */

static bool oom(struct plan *p)
{
    return diag_oom(p->w.diags);
}

bool plan_begin(struct plan *p, struct work *w, uint32_t naxes, const uint32_t *length,
                const struct order *order, const uint32_t *keep, uint32_t nkeep)
{
    *p = (struct plan){.naxes = naxes};
    p->w = (struct work){.arena = &p->arena, .diags = w->diags, NULL};
    p->made = map_in(&p->arena);
    uint32_t *copy = ARENA_NEW(&p->arena, uint32_t, naxes);
    p->place = ARENA_NEW(&p->arena, uint32_t, naxes);
    p->slot = ARENA_NEW(&p->arena, uint32_t, naxes);
    p->order = *order;
    p->order.axis = ARENA_NEW(&p->arena, uint32_t, order->n);
    p->order.width = ARENA_NEW(&p->arena, uint32_t, order->n);
    p->order.entries = ARENA_NEW(&p->arena, double, order->n);
    if (!copy || !p->place || !p->slot || !p->order.axis || !p->order.width || !p->order.entries)
        return oom(p);
    for (uint32_t i = 0; i < order->n; i++) {
        p->order.axis[i] = order->axis[i];
        p->order.width[i] = order->width[i];
        p->order.entries[i] = order->entries[i];
    }
    memcpy(copy, length, naxes * sizeof *copy);
    p->length = copy;
    for (uint32_t i = 0; i < order->n; i++)
        p->place[order->axis[i]] = i;
    for (uint32_t i = 0; i < nkeep; i++)
        p->place[keep[i]] = order->n + i;
    return true;
}

void plan_free(struct plan *p)
{
    arena_free(&p->arena);
}

/* ---- scopes ---- */

double plan_cells(const struct plan *p, struct scope s)
{
    double cells = 1;
    for (uint32_t i = 0; i < s.n; i++)
        cells *= p->length[s.axis[i]];
    return cells;
}

struct scope plan_join(struct plan *p, struct scope a, struct scope b)
{
    uint32_t *axis = ARENA_NEW(&p->arena, uint32_t, (size_t)a.n + b.n), n = 0, i = 0, k = 0;
    if (!axis)
        return (struct scope){0, NULL};
    while (i < a.n || k < b.n) {
        bool left = k == b.n || (i < a.n && p->place[a.axis[i]] <= p->place[b.axis[k]]);
        uint32_t x = left ? a.axis[i++] : b.axis[k++];
        if (n == 0 || axis[n - 1] != x)
            axis[n++] = x;
    }
    return (struct scope){n, axis};
}

/* ---- tables and steps ---- */

uint32_t plan_table_new(struct plan *p, struct scope s, size_t *stride, uint32_t input)
{
    struct plan_table t = {
        .scope = s, .stride = stride, .cells = plan_cells(p, s), .input = input, .function = NO_AXIS};
    if (p->ntables < UINT32_MAX - 2 && ARENA_PUSH(&p->arena, p->table, p->ntables, p->table_cap, t))
        return (uint32_t)p->ntables - 1;
    oom(p);
    return UINT32_MAX;
}

uint32_t plan_input(struct plan *p, const uint32_t *axis, const size_t *stride, uint32_t rank,
                    uint32_t function)
{
    uint32_t *copy = ARENA_NEW(&p->arena, uint32_t, rank);
    size_t *strides = ARENA_NEW(&p->arena, size_t, rank), dense = 1;
    bool plain = true;
    if (!copy || !strides) {
        oom(p);
        return UINT32_MAX;
    }
    for (uint32_t i = rank; i-- > 0; dense *= p->length[axis[i]]) {
        copy[i] = axis[i];
        strides[i] = stride[i];
        plain = plain && stride[i] == dense && (i == 0 || p->place[axis[i - 1]] < p->place[axis[i]]);
    }
    uint32_t made = plan_table_new(p, (struct scope){rank, copy}, plain ? NULL : strides, p->ninputs++);
    if (made != UINT32_MAX)
        p->table[made].function = function;
    return made;
}

/* The strides of a table along the axes of a product, by dimension; an axis that is looked through has none.
 */
static void lay(const struct plan *p, struct dimension *dim, const uint32_t *slot, const struct plan_table *t,
                uint32_t which)
{
    size_t dense = 1;
    for (uint32_t i = t->scope.n; i-- > 0; dense *= p->length[t->scope.axis[i]])
        if (slot[t->scope.axis[i]] != UINT32_MAX)
            dim[slot[t->scope.axis[i]]].loop.stride[which] = t->stride ? t->stride[i] : dense;
}

void plan_nest(const struct plan *p, struct dimension *dim, uint32_t *slot, struct scope whole,
               struct scope out, const struct plan_table *const *in, uint32_t nin)
{
    struct plan_table result = {.scope = out};
    for (uint32_t k = 0; k < nin; k++)
        for (uint32_t i = 0; i < in[k]->scope.n; i++)
            slot[in[k]->scope.axis[i]] = UINT32_MAX;
    for (uint32_t i = 0; i < whole.n; i++) {
        dim[i] = (struct dimension){.loop = {.n = p->length[whole.axis[i]]}};
        slot[whole.axis[i]] = i;
    }
    for (uint32_t i = 0; i < out.n; i++)
        dim[slot[out.axis[i]]].kept = true;
    lay(p, dim, slot, &result, 0);
    for (uint32_t k = 0; k < nin; k++)
        lay(p, dim, slot, in[k], 1 + k);
}

/* What the key of a product holds. */
static struct str key_of(struct plan *p, enum step_kind kind, const uint32_t *in, uint32_t nin,
                         struct scope out)
{
    uint32_t n = 2 + nin + out.n, *key = ARENA_NEW(&p->arena, uint32_t, n);
    if (!key)
        return (struct str){NULL, 0};
    key[0] = kind;
    key[1] = nin;
    memcpy(key + 2, in, nin * sizeof *in);
    memcpy(key + 2 + nin, out.axis, out.n * sizeof *out.axis);
    return (struct str){(const char *)key, n * sizeof *key};
}

/* Of an index or a map: how far apart the states of the axis are that the first factor has beside those of
 * the result. */
static void look(const struct plan *p, struct plan_step *s, struct scope out)
{
    struct scope in = p->table[s->in[0]].scope;
    size_t stride = 1;
    for (uint32_t i = in.n; i-- > 0; stride *= p->length[in.axis[i]]) {
        bool kept = false;
        for (uint32_t k = 0; k < out.n; k++)
            kept = kept || out.axis[k] == in.axis[i];
        if (kept)
            continue;
        s->through = stride;
        s->states = p->length[in.axis[i]];
    }
}

/* The loops of the step, and what they cost. */
static bool build_loops(struct plan *p, struct plan_step *s, struct scope whole, struct scope out)
{
    const struct plan_table *in[KERNEL_FACTORS];
    struct dimension *dim = ARENA_NEW(&p->arena, struct dimension, whole.n);
    if (!dim)
        return oom(p);
    for (uint32_t k = 0; k < s->nin; k++)
        in[k] = &p->table[s->in[k]];
    plan_nest(p, dim, p->slot, whole, out, in, s->nin);
    uint32_t ndims = whole.n;
    p->time += loops_estimate(dim, &ndims, s->nin) + CALL_TIME;
    if (!loops_build(&s->loops, &p->arena, dim, ndims, s->nin, s->kind == STEP_MAX))
        return oom(p);
    p->entries += s->loops.cells;
    p->largest = s->loops.cells > p->largest ? s->loops.cells : p->largest;
    return true;
}

uint32_t plan_step_new(struct plan *p, enum step_kind kind, const uint32_t *in, uint32_t nin,
                       struct scope whole, struct scope out)
{
    struct str key = key_of(p, kind, in, nin, out);
    if (!key.s) {
        oom(p);
        return UINT32_MAX;
    }
    uint32_t known = map_get(&p->made, key);
    if (known != MAP_NONE)
        return known;
    struct plan_step s = {.kind = kind, .nin = nin};
    memcpy(s.in, in, nin * sizeof *in);
    if (!build_loops(p, &s, whole, out))
        return UINT32_MAX;
    s.out = plan_table_new(p, out, NULL, NO_INPUT);
    if (s.out == UINT32_MAX)
        return UINT32_MAX;
    if (kind == STEP_INDEX || kind == STEP_MAP)
        look(p, &s, out);
    p->table[s.out].step = (uint32_t)p->nsteps;
    if (ARENA_PUSH(&p->arena, p->step, p->nsteps, p->step_cap, s) && map_put(&p->made, key, s.out))
        return s.out;
    oom(p);
    return UINT32_MAX;
}

uint32_t plan_divide(struct plan *p, uint32_t over, uint32_t under)
{
    uint32_t in[2] = {over, under};
    return plan_step_new(p, STEP_DIVIDE, in, 2, plan_scope(p, over), plan_scope(p, over));
}

bool plan_output(struct plan *p, uint32_t table)
{
    p->table[table].output = true;
    return ARENA_PUSH(&p->arena, p->output, p->noutputs, p->output_cap, table) || oom(p);
}
