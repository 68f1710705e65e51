/* plan_int.h -- what the files that make plans share. */
#ifndef CAUSAL_STOCH_PLAN_INT_H
#define CAUSAL_STOCH_PLAN_INT_H

#include "stoch/plan.h"

#include <string.h>

static inline bool scope_same(struct scope a, struct scope b)
{
    return a.n == b.n && memcmp(a.axis, b.axis, a.n * sizeof *a.axis) == 0;
}

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
