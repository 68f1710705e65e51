/* trim.c -- discarding a box is discarding its inputs.
 *
 * Boxes stand for channels, and a channel followed by discard is discard: its rows sum to 1 (naturality of
 * discard, which makes a Markov category of a copy-discard one).  So boxes whose outputs nobody uses say
 * nothing, and two diagrams are compared without them. */
#include "diagram/diagram_int.h"

#include <string.h>

/* The boxes that some output depends on. */
static bool mark_used(struct work *w, const struct diagram *d, bool *used, uint32_t *nused)
{
    struct set needed = set_new(w->arena, d->nwires);
    if (!set_ok(needed))
        return diag_oom(w->diags);
    for (uint32_t i = 0; i < d->nout; i++)
        set_add(needed, d->out[i]);
    *nused = 0;
    for (uint32_t k = d->nboxes; k-- > 0;) {
        const struct box *b = d->box[k];
        for (uint32_t j = 0; j < b->nout; j++)
            used[k] = used[k] || set_has(needed, b->out[j]);
        for (uint32_t i = 0; used[k] && i < b->nin; i++)
            set_add(needed, b->in[i]);
        *nused += used[k];
    }
    return true;
}

static const struct box *renumbered(struct work *w, const struct box *b, const uint32_t *number)
{
    struct box *c = ARENA_NEW(w->arena, struct box, 1);
    uint32_t *at = ARENA_NEW(w->arena, uint32_t, (size_t)b->nin + b->nout);
    if (!c || !at) {
        diag_oom(w->diags);
        return NULL;
    }
    *c = *b;
    for (uint32_t i = 0; i < b->nin; i++)
        at[i] = number[b->in[i]];
    for (uint32_t i = 0; i < b->nout; i++)
        at[b->nin + i] = number[b->out[i]];
    c->in = at;
    c->out = at + b->nin;
    return c;
}

const struct diagram *diagram_trim(struct work *w, const struct diagram *d)
{
    bool *used = ARENA_NEW(w->arena, bool, d->nboxes);
    uint32_t *number = ARENA_NEW(w->arena, uint32_t, d->nwires), nused = 0, nwires = 0, n = 0;
    struct diagram_parts p;
    if (!used || !number) {
        diag_oom(w->diags);
        return NULL;
    }
    if (!mark_used(w, d, used, &nused))
        return NULL;
    if (nused == d->nboxes)
        return d;
    memset(number, 0xFF, d->nwires * sizeof *number);
    for (uint32_t i = 0; i < d->nin; i++)
        number[d->in[i]] = nwires++;
    for (uint32_t k = 0; k < d->nboxes; k++)
        for (uint32_t j = 0; used[k] && j < d->box[k]->nout; j++)
            number[d->box[k]->out[j]] = nwires++;
    struct diagram *e = diagram_new(w, nwires, nused, d->nin, d->nout, &p);
    if (!e)
        return NULL;
    for (uint32_t v = 0; v < d->nwires; v++)
        if (number[v] != UINT32_MAX)
            p.wire[number[v]] = d->wire[v];
    for (uint32_t k = 0; k < d->nboxes; k++)
        if (used[k] && !(p.box[n++] = renumbered(w, d->box[k], number)))
            return NULL;
    for (uint32_t i = 0; i < d->nin; i++)
        p.in[i] = number[d->in[i]];
    for (uint32_t i = 0; i < d->nout; i++)
        p.out[i] = number[d->out[i]];
    return e;
}
