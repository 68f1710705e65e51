/* interpret.c -- the functor from diagrams to stochastic matrices.
 *
 * F(d) is the product of the boxes' matrices summed over the inner wires (Jacobs, Kissinger and Zanasi 2019,
 * section 3).  Discarding a stochastic matrix is discarding its inputs, so boxes that no output depends on
 * are left out.  A wire that stands in several places of the boundary is a copy: the result is zero off the
 * diagonal.
 */
#include "stoch/contract.h"
#include "stoch/exact.h"
#include "stoch/factor.h"
#include "stoch/stoch.h"

static uint32_t boundary(const struct diagram *d, uint32_t position)
{
    return position < d->nin ? d->in[position] : d->out[position - d->nin];
}

/* The product of the boxes above the outputs, over the wires of the boundary that some box has. */
static struct tensor *inner(struct work *w, const struct diagram *d)
{
    struct set wires = set_new(w->arena, d->nwires), boxes = set_new(w->arena, d->nboxes);
    struct view *factor = ARENA_NEW(w->arena, struct view, d->nboxes);
    uint32_t *fixed = ARENA_NEW(w->arena, uint32_t, d->nwires), n = 0;
    uint32_t *keep = ARENA_NEW(w->arena, uint32_t, d->nin + d->nout), nkeep = 0;
    if (!set_ok(wires) || !set_ok(boxes) || !factor || !fixed || !keep) {
        diag_oom(w->diags);
        return NULL;
    }
    for (uint32_t i = 0; i < d->nwires; i++)
        fixed[i] = OPEN;
    for (uint32_t i = 0; i < d->nout; i++)
        set_add(wires, d->out[i]);
    boxes_above(d, wires, boxes);
    set_clear(wires);
    SET_EACH (k, boxes) {
        struct view *v = &factor[n++];
        if (!box_view(v, w, d, d->box[k], fixed))
            return NULL;
        for (uint32_t i = 0; i < v->rank; i++)
            set_add(wires, v->axis[i].id);
    }
    for (uint32_t i = 0; i < d->nin + d->nout; i++)
        if (set_has(wires, boundary(d, i))) {
            keep[nkeep++] = boundary(d, i);
            set_del(wires, boundary(d, i));
        }
    return contract_unscaled(w, factor, n, keep, nkeep);
}

/* Spread the cells of t, whose axes are wires, over positions: one dimension a wire, along which all its
 * places move together. */
static bool place(struct work *w, const struct diagram *d, struct tensor *out, const struct tensor *t)
{
    struct nest nest;
    size_t *stride = ARENA_NEW(w->arena, size_t, (size_t)out->rank + t->rank);
    uint32_t *dim = ARENA_NEW(w->arena, uint32_t, d->nwires); /* 1 + the wire's dimension */
    if (!stride || !dim || !nest_init(&nest, w->arena, out->rank, 2))
        return diag_oom(w->diags);
    size_t *source = stride + out->rank;
    tensor_strides(out, stride);
    tensor_strides(t, source);
    for (uint32_t i = 0; i < out->rank; i++) {
        uint32_t wire = boundary(d, i);
        if (!dim[wire]) {
            uint32_t k = tensor_axis(t, wire);
            nest_dim(&nest, out->axis[i].n)[1] = k == UINT32_MAX ? 0 : source[k];
            dim[wire] = nest.ndims;
        }
        nest.stride[2 * (dim[wire] - 1)] += stride[i];
    }
    nest_merge(&nest);
    return exact_copy(w, &nest, out, t);
}

struct tensor *stoch_interpret(struct work *w, const struct diagram *d)
{
    uint32_t rank = d->nin + d->nout;
    struct axis *axis = ARENA_NEW(w->arena, struct axis, rank);
    if (!axis) {
        diag_oom(w->diags);
        return NULL;
    }
    for (uint32_t i = 0; i < rank; i++) {
        uint32_t n = wire_states(w, d, boundary(d, i));
        if (!n)
            return NULL;
        axis[i] = (struct axis){i, n};
    }
    struct tensor *out = tensor_new(w, rank, axis);
    struct tensor *t = out ? inner(w, d) : NULL;
    return t && place(w, d, out, t) ? out : NULL;
}
