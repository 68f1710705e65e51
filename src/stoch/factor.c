/* factor.c -- the boxes of a diagram as factors of a contraction. */
#include "stoch/factor.h"

#include "base/limits.h"
#include "stoch/exact.h"

bool box_reads(const struct box *b)
{
    return b->kind != BOX_UNIFORM && b->kind != BOX_POINT;
}

bool box_known(const struct box *b)
{
    return b->matrix || !box_reads(b);
}

void boxes_above(const struct diagram *d, struct set wires, struct set boxes)
{
    for (uint32_t k = d->nboxes; k-- > 0;) {
        const struct box *b = d->box[k];
        bool wanted = false;
        for (uint32_t i = 0; i < b->nout; i++)
            wanted = wanted || set_has(wires, b->out[i]);
        if (!wanted)
            continue;
        set_add(boxes, k);
        for (uint32_t i = 0; box_reads(b) && i < b->nin; i++)
            set_add(wires, b->in[i]);
    }
}

uint32_t wire_states(struct work *w, const struct diagram *d, uint32_t wire)
{
    if (d->wire[wire].type)
        return d->wire[wire].type->n;
    diag_error(w->diags, "no-states", NO_SPAN, "`%.*s` has no states yet", STR_ARG(d->wire[wire].name));
    diag_hint(w->diags, "declare them: `var %.*s : {no, yes}`", STR_ARG(d->wire[wire].name));
    return 0;
}

static struct tensor *unknown(struct work *w, const struct box *b)
{
    diag_error(w->diags, "unknown-mechanism", NO_SPAN, "the mechanism of box `%.*s` is not known",
               STR_ARG(b->name));
    diag_hint(w->diags, "give it a table, or ask what does not depend on it");
    return NULL;
}

/* The cells of a box, one dimension a port, as a tensor without axes; those of a uniform or sharp state are
 * made here. */
static struct tensor *entries(struct work *w, const struct box *b, const struct axis *port, uint32_t n)
{
    struct tensor *t = box_reads(b) ? tensor_view(w, 0, NULL, b->matrix) : tensor_new(w, n, port);
    if (!t)
        return NULL;
    t->exact = (struct rational *)b->exact;
    if (box_reads(b))
        return t;
    for (size_t i = 0; b->kind == BOX_UNIFORM && i < t->cells; i++)
        t->p[i] = 1.0 / (double)t->cells;
    if (b->kind == BOX_POINT)
        t->p[b->point] = 1;
    return t;
}

/* The part of the entries where each wire is in its fixed state and a wire at several ports is in one state
 * (a diagonal). axis[] are the open wires, each once. */
static struct tensor *part(struct work *w, const struct tensor *p, const struct axis *port, uint32_t n,
                           const uint32_t *fixed, const struct axis *axis, uint32_t rank)
{
    struct tensor *t = tensor_new(w, rank, axis);
    struct nest nest;
    if (!t)
        return NULL;
    if (!nest_init(&nest, w->arena, rank, 2)) {
        diag_oom(w->diags);
        return NULL;
    }
    size_t stride[LIMIT_TENSOR_RANK], step = 1;
    tensor_strides(t, stride);
    for (uint32_t i = 0; i < rank; i++)
        nest_dim(&nest, axis[i].n)[0] = stride[i];
    for (uint32_t i = n; i-- > 0; step *= port[i].n) {
        if (fixed[port[i].id] != OPEN)
            nest.at[1] += fixed[port[i].id] * step;
        else
            nest.stride[2 * tensor_axis(t, port[i].id) + 1] += step;
    }
    nest_merge(&nest);
    return exact_copy(w, &nest, t, p) ? t : NULL;
}

struct tensor *box_factor(struct work *w, const struct diagram *d, const struct box *b, const uint32_t *fixed)
{
    uint32_t nin = box_reads(b) ? b->nin : 0, n = nin + b->nout, rank = 0;
    struct axis *port = ARENA_NEW(w->arena, struct axis, n), *axis = ARENA_NEW(w->arena, struct axis, n);
    if (!box_known(b))
        return unknown(w, b);
    if (!port || !axis) {
        diag_oom(w->diags);
        return NULL;
    }
    for (uint32_t i = 0; i < n; i++) {
        uint32_t wire = i < nin ? b->in[i] : b->out[i - nin], states = wire_states(w, d, wire);
        if (!states)
            return NULL;
        port[i] = (struct axis){wire, states};
        bool met = fixed[wire] != OPEN;
        for (uint32_t k = 0; k < rank; k++)
            met = met || axis[k].id == wire;
        if (!met)
            axis[rank++] = port[i];
    }
    const struct tensor *all = entries(w, b, port, n);
    struct tensor *t = !all        ? NULL
                       : rank == n ? tensor_view(w, n, port, all->p)
                                   : part(w, all, port, n, fixed, axis, rank);
    if (t && rank == n)
        t->exact = all->exact;
    return t;
}
