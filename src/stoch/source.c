/* source.c -- what estimands are evaluated over: a joint table, or a closed diagram. */
#include "stoch/contract.h"
#include "stoch/factor.h"
#include "stoch/stoch.h"

static struct tensor *of_tensor(void *self, struct work *w, const uint32_t *vars, uint32_t n,
                                const struct evidence *fixed, uint32_t nfixed)
{
    const struct tensor *t = self;
    for (uint32_t i = 0; t && i < nfixed; i++)
        t = tensor_slice(w, t, fixed[i].wire, fixed[i].state);
    return t ? tensor_marginal(w, t, vars, n) : NULL;
}

struct source source_of_tensor(const struct tensor *t)
{
    return (struct source){(void *)t, of_tensor};
}

/* The product of the boxes above all these wires; the others there are summed out. */
static struct tensor *of_diagram(void *self, struct work *w, const uint32_t *vars, uint32_t n,
                                 const struct evidence *fixed, uint32_t nfixed)
{
    const struct diagram *d = self;
    struct set wires = set_new(w->arena, d->nwires), boxes = set_new(w->arena, d->nboxes);
    uint32_t *state = ARENA_NEW(w->arena, uint32_t, d->nwires), nfactors = 0;
    struct view *factor = ARENA_NEW(w->arena, struct view, d->nboxes);
    if (!set_ok(wires) || !set_ok(boxes) || !state || !factor) {
        diag_oom(w->diags);
        return NULL;
    }
    for (uint32_t i = 0; i < d->nwires; i++)
        state[i] = OPEN;
    for (uint32_t i = 0; i < n; i++)
        set_add(wires, vars[i]);
    for (uint32_t i = 0; i < nfixed; i++) {
        set_add(wires, fixed[i].wire);
        state[fixed[i].wire] = fixed[i].state;
    }
    boxes_above(d, wires, boxes);
    SET_EACH (k, boxes)
        if (!box_view(&factor[nfactors++], w, d, d->box[k], state))
            return NULL;
    return contract_unscaled(w, factor, nfactors, vars, n);
}

struct source source_of_diagram(const struct diagram *d)
{
    return (struct source){(void *)d, of_diagram};
}
