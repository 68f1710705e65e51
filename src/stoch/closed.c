/* closed.c -- some wires of a closed diagram and evidence on others, as a contraction. */
#include "stoch/closed.h"

#include "stoch/report.h"

static bool oom(struct closed *c)
{
    return diag_oom(c->w->diags);
}

static void fix(struct closed *c)
{
    for (uint32_t i = 0; i < c->d->nwires; i++)
        c->fixed[i] = OPEN;
    for (uint32_t i = 0; i < c->nseen; i++) {
        uint32_t *fixed = &c->fixed[c->seen[i].wire];
        c->contradicted = c->contradicted || (*fixed != OPEN && *fixed != c->seen[i].state);
        *fixed = c->seen[i].state;
    }
    SET_EACH (k, c->boxes) {
        const struct box *b = c->d->box[k];
        if (b->kind == BOX_POINT && b->nout == 1 && c->fixed[b->out[0]] == OPEN)
            c->fixed[b->out[0]] = b->point;
    }
}

/* What was pruned, for `explain plan`. */
static void tell(const struct closed *c)
{
    struct plan_report *r = plans_watched(c->w->plans);
    if (!r)
        return;
    r->boxes = c->d->nboxes;
    r->barren = r->boxes - set_count(c->boxes);
    for (uint32_t i = 0; i < c->d->nwires; i++)
        r->sliced += c->fixed[i] != OPEN;
}

bool closed_gather(struct closed *c)
{
    const struct diagram *d = c->d;
    struct arena *a = c->w->arena;
    struct set wires = set_new(a, d->nwires);
    c->boxes = set_new(a, d->nboxes);
    c->fixed = ARENA_NEW(a, uint32_t, d->nwires);
    c->box = ARENA_NEW(a, uint32_t, d->nboxes);
    c->view = ARENA_NEW(a, struct view, d->nboxes);
    c->axis = ARENA_NEW(a, uint32_t, c->n);
    c->target = ARENA_NEW(a, uint32_t, c->n);
    if (!set_ok(wires) || !set_ok(c->boxes) || !c->fixed || !c->box || !c->view || !c->axis || !c->target)
        return oom(c);
    for (uint32_t i = 0; i < c->n; i++)
        set_add(wires, c->wire[i]);
    for (uint32_t i = 0; i < c->nseen; i++)
        set_add(wires, c->seen[i].wire);
    boxes_above(d, wires, c->boxes);
    fix(c);
    tell(c);
    SET_EACH (k, c->boxes) {
        c->box[c->nfactors] = k;
        if (!box_view(&c->view[c->nfactors++], c->w, d, d->box[k], c->fixed))
            return false;
    }
    if (!shape_of(&c->shape, c->w, c->view, c->nfactors))
        return false;
    for (uint32_t i = 0; i < c->n; i++) {
        uint32_t axis = c->fixed[c->wire[i]] == OPEN ? shape_axis(&c->shape, c->wire[i]) : UINT32_MAX;
        if (axis == UINT32_MAX)
            continue;
        c->target[c->naxes] = i;
        c->axis[c->naxes++] = axis;
    }
    return true;
}

struct str closed_key(struct closed *c, uint32_t kind)
{
    size_t n = 3 + (size_t)c->naxes + c->nseen, at = 0;
    for (uint32_t f = 0; f < c->nfactors; f++)
        n += 2 + (size_t)c->d->box[c->box[f]]->nin + c->d->box[c->box[f]]->nout;
    uint32_t *more = ARENA_NEW(c->w->arena, uint32_t, n);
    if (!more) {
        oom(c);
        return (struct str){NULL, 0};
    }
    more[at++] = UINT32_MAX - kind; /* no contraction has this among its axes */
    more[at++] = c->naxes;
    more[at++] = c->nseen;
    for (uint32_t i = 0; i < c->naxes; i++)
        more[at++] = c->axis[i];
    for (uint32_t i = 0; i < c->nseen; i++)
        more[at++] = c->seen[i].wire;
    for (uint32_t f = 0; f < c->nfactors; f++) {
        const struct box *b = c->d->box[c->box[f]];
        more[at++] = b->nin;
        more[at++] = b->nout;
        for (uint32_t k = 0; k < b->nin + b->nout; k++)
            more[at++] = k < b->nin ? b->in[k] : b->out[k - b->nin];
    }
    return shape_key(c->w, &c->shape, more, (uint32_t)n);
}
