/* maps.c -- deterministic tables as maps.
 *
 * Where x = f(z), the sum over x of [x = f(z)] g(x, s) is g(f(z), s): the table of f, once made an index, is
 * applied to every other table that has x, and x needs no loop. A structural equation costs no more than its
 * result.
 */
#include "stoch/plan_int.h"

static bool has(struct scope s, uint32_t axis)
{
    for (uint32_t i = 0; i < s.n; i++)
        if (s.axis[i] == axis)
            return true;
    return false;
}

static struct scope without(struct plan *p, struct scope s, uint32_t axis)
{
    uint32_t *rest = ARENA_NEW(&p->arena, uint32_t, s.n), n = 0;
    if (!rest) {
        diag_oom(p->w.diags);
        return (struct scope){0, NULL};
    }
    for (uint32_t i = 0; i < s.n; i++)
        if (s.axis[i] != axis)
            rest[n++] = s.axis[i];
    return (struct scope){n, rest};
}

/* The table of x = f(z) as a number for each z: the state of x. */
static uint32_t index_of(struct plan *p, uint32_t table, uint32_t axis)
{
    struct scope whole = p->table[table].scope, out = without(p, whole, axis);
    return out.axis ? plan_step_new(p, STEP_INDEX, &table, 1, whole, out) : UINT32_MAX;
}

/* g(f(z), s) from g and the index of f. */
static uint32_t look_through(struct plan *p, uint32_t table, uint32_t index, uint32_t axis)
{
    uint32_t in[2] = {table, index};
    struct scope rest = without(p, p->table[table].scope, axis), out;
    if (!rest.axis)
        return UINT32_MAX;
    out = plan_join(p, rest, p->table[index].scope);
    if (!out.axis) {
        diag_oom(p->w.diags);
        return UINT32_MAX;
    }
    return plan_step_new(p, STEP_MAP, in, 2, out, out);
}

static bool apply(struct plan *p, uint32_t *table, uint32_t *n, uint32_t at)
{
    uint32_t axis = p->table[table[at]].function, left = 0;
    uint32_t index = index_of(p, table[at], axis);
    if (index == UINT32_MAX)
        return false;
    for (uint32_t i = 0; i < *n; i++) {
        uint32_t t = table[i];
        if (i == at)
            continue;
        if (has(p->table[t].scope, axis))
            t = look_through(p, t, index, axis);
        if (t == UINT32_MAX)
            return false;
        table[left++] = t;
    }
    *n = left;
    return true;
}

static bool others_have(const struct plan *p, const uint32_t *table, uint32_t n, uint32_t at, uint32_t axis)
{
    for (uint32_t i = 0; i < n; i++)
        if (i != at && has(p->table[table[i]].scope, axis))
            return true;
    return false;
}

/* May the table go? Not when a summed axis would go with it: the sum counts its states. */
static bool dispensable(const struct plan *p, const uint32_t *table, uint32_t n, uint32_t at,
                        struct scope out)
{
    const struct plan_table *t = &p->table[table[at]];
    if (others_have(p, table, n, at, t->function))
        return true;
    for (uint32_t k = 0; k < t->scope.n; k++) {
        uint32_t axis = t->scope.axis[k];
        if (axis != t->function && !has(out, axis) && !others_have(p, table, n, at, axis))
            return false;
    }
    return true;
}

bool plan_apply_maps(struct plan *p, uint32_t *table, uint32_t *n, struct scope out)
{
    for (uint32_t i = 0; i < *n;) {
        uint32_t axis = p->table[table[i]].function;
        if (axis == NO_AXIS || *n < 2 || has(out, axis) || p->table[table[i]].scope.n < 2 ||
            !dispensable(p, table, *n, i, out)) {
            i++;
            continue;
        }
        if (!apply(p, table, n, i))
            return false;
        i = 0;
    }
    return true;
}
