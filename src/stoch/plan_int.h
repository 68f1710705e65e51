/* plan_int.h -- what the files that make plans share. */
#ifndef CAUSAL_STOCH_PLAN_INT_H
#define CAUSAL_STOCH_PLAN_INT_H

#include "stoch/plan.h"

#include <string.h>

static inline bool scope_same(struct scope a, struct scope b)
{
    return a.n == b.n && memcmp(a.axis, b.axis, a.n * sizeof *a.axis) == 0;
}

static inline struct scope plan_scope(const struct plan *p, uint32_t table)
{
    return p->table[table].scope;
}

/* The entries of a table over these axes. */
double plan_cells(const struct plan *p, struct scope s);
/* A table that no step makes yet, with strides when it is an input that is not dense; `input` as in struct
 * plan_table. UINT32_MAX (reported). */
uint32_t plan_table_new(struct plan *p, struct scope s, size_t *stride, uint32_t input);
/* The dimensions of the product of in[] into a table over `out`, outermost first: `whole` has all axes, and
 * dim[] room for them. slot[], by axis, is a draft. */
void plan_nest(const struct plan *p, struct dimension *dim, uint32_t *slot, struct scope whole,
               struct scope out, const struct plan_table *const *in, uint32_t nin);
/* The axes of two sorted scopes, sorted. In the plan's arena; .axis NULL when memory is short. */
struct scope plan_join(struct plan *p, struct scope a, struct scope b);
/* A step over dense factors, whose axes together with those of out are `whole`; the table that it makes, or
 * that an equal one made before. UINT32_MAX (reported). */
uint32_t plan_step_new(struct plan *p, enum step_kind kind, const uint32_t *in, uint32_t nin,
                       struct scope whole, struct scope out);
/* maps.c: where an axis that is not in `out` is a function of others, let the other tables look through it:
 * the axis is summed then, at no cost. table[] is changed, and *n may become less. False (reported). */
bool plan_apply_maps(struct plan *p, uint32_t *table, uint32_t *n, struct scope out);

#endif
