/* comb.c -- the comb of some boxes (Jacobs, Kissinger and Zanasi 2019, section 5): a diagram with holes, into
 * which the rest of the diagram can be plugged. */
#include "diagram/diagram_int.h"

#include <string.h>

/* The boxes of the comb: those that make `of`, and hidden ones that only they read, repeatedly. */
static void close_over_hidden(const struct diagram *d, struct set of, struct set boxes)
{
    for (uint32_t k = d->nboxes; k-- > 0;) {
        bool in = false, hidden = d->box[k]->nout > 0;
        for (uint32_t j = 0; j < d->box[k]->nout; j++) {
            uint32_t wire = d->box[k]->out[j];
            bool used = false;
            in = in || set_has(of, wire);
            for (uint32_t i = 0; i < d->nout; i++)
                hidden = hidden && d->out[i] != wire;
            for (uint32_t b = k + 1; b < d->nboxes; b++)
                for (uint32_t i = 0; i < d->box[b]->nin; i++)
                    if (d->box[b]->in[i] == wire) {
                        used = true;
                        hidden = hidden && set_has(boxes, b);
                    }
            hidden = hidden && used;
        }
        if (in || hidden)
            set_add(boxes, k);
    }
}

struct cutting {
    const struct diagram *d;
    struct set boxes;
    struct set made;  /* wires that the boxes make */
    struct set outer; /* of these, wires that are put out or read by other boxes */
    uint32_t *number; /* by wire of d: its number in the comb, UINT32_MAX: none */
};

static void sort_wires(struct cutting *c)
{
    const struct diagram *d = c->d;
    SET_EACH (k, c->boxes)
        for (uint32_t j = 0; j < d->box[k]->nout; j++)
            set_add(c->made, d->box[k]->out[j]);
    for (uint32_t i = 0; i < d->nout; i++)
        if (set_has(c->made, d->out[i]))
            set_add(c->outer, d->out[i]);
    for (uint32_t k = 0; k < d->nboxes; k++)
        for (uint32_t i = 0; !set_has(c->boxes, k) && i < d->box[k]->nin; i++)
            if (set_has(c->made, d->box[k]->in[i]))
                set_add(c->outer, d->box[k]->in[i]);
}

/* Holes in the order in which boxes read them; how many outputs are made before is what `hole` says. An
 * output is before a hole when its box comes before the first box that depends on the hole: boxes that do not
 * depend on any open hole may be moved before it. */
static bool order_holes(struct work *w, const struct cutting *c, uint32_t *in, uint32_t *nin, uint32_t *hole,
                        uint32_t *out, uint32_t *nout)
{
    const struct diagram *d = c->d;
    struct set ready = set_new(w->arena, d->nwires), done = set_new(w->arena, d->nboxes);
    if (!set_ok(ready) || !set_ok(done))
        return diag_oom(w->diags);
    *nin = *nout = 0;
    for (;;) {
        SET_EACH (k, c->boxes) { /* all that can be run with the holes that are filled */
            bool can = !set_has(done, k);
            for (uint32_t i = 0; can && i < d->box[k]->nin; i++)
                can = set_has(ready, d->box[k]->in[i]);
            if (!can)
                continue;
            set_add(done, k);
            for (uint32_t j = 0; j < d->box[k]->nout; j++) {
                set_add(ready, d->box[k]->out[j]);
                if (set_has(c->outer, d->box[k]->out[j]))
                    out[(*nout)++] = d->box[k]->out[j];
            }
        }
        uint32_t next = UINT32_MAX;
        SET_EACH (k, c->boxes)
            for (uint32_t i = 0; next == UINT32_MAX && !set_has(done, k) && i < d->box[k]->nin; i++)
                if (!set_has(c->made, d->box[k]->in[i]) && !set_has(ready, d->box[k]->in[i]))
                    next = d->box[k]->in[i];
        if (next == UINT32_MAX)
            return true;
        set_add(ready, next);
        hole[*nin] = *nout;
        in[(*nin)++] = next;
    }
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

static bool build(struct comb_shape *out, struct work *w, struct cutting *c, const uint32_t *in, uint32_t nin,
                  const uint32_t *outer, uint32_t nout)
{
    const struct diagram *d = c->d;
    struct diagram_parts p;
    uint32_t nwires = nin + set_count(c->made), n = 0, *wire = ARENA_NEW(w->arena, uint32_t, nwires);
    struct diagram *e = diagram_new(w, nwires, set_count(c->boxes), nin, nout, &p);
    if (!e || !wire)
        return e ? diag_oom(w->diags) : false;
    for (uint32_t i = 0; i < nin; i++)
        wire[n++] = in[i];
    SET_EACH (v, c->made)
        wire[n++] = v;
    for (uint32_t i = 0; i < n; i++) {
        c->number[wire[i]] = i;
        p.wire[i] = d->wire[wire[i]];
    }
    for (uint32_t i = 0; i < nin; i++)
        p.in[i] = i;
    for (uint32_t i = 0; i < nout; i++)
        p.out[i] = c->number[outer[i]];
    uint32_t k = 0;
    SET_EACH (b, c->boxes)
        if (!(p.box[k++] = renumbered(w, d->box[b], c->number)))
            return false;
    out->d = e;
    out->wire = wire;
    return true;
}

bool diagram_comb(struct comb_shape *out, struct work *w, const struct diagram *d, struct set of)
{
    struct cutting c = {.d = d,
                        .boxes = set_new(w->arena, d->nboxes),
                        .made = set_new(w->arena, d->nwires),
                        .outer = set_new(w->arena, d->nwires),
                        .number = ARENA_NEW(w->arena, uint32_t, d->nwires)};
    uint32_t *in = ARENA_NEW(w->arena, uint32_t, d->nwires), nin = 0;
    uint32_t *hole = ARENA_NEW(w->arena, uint32_t, d->nwires);
    uint32_t *outer = ARENA_NEW(w->arena, uint32_t, d->nwires), nout = 0;
    if (!set_ok(c.boxes) || !set_ok(c.made) || !set_ok(c.outer) || !c.number || !in || !hole || !outer)
        return diag_oom(w->diags);
    close_over_hidden(d, of, c.boxes);
    sort_wires(&c);
    out->hole = hole;
    return order_holes(w, &c, in, &nin, hole, outer, &nout) && build(out, w, &c, in, nin, outer, nout);
}
