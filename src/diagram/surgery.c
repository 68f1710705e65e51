/* surgery.c -- cut and do: one box of a diagram is replaced, the rest is shared.
 *
 * Jacobs, Kissinger and Zanasi 2019, section 4: cut_X leaves every box as it is but X's, which becomes
 * discard of its inputs followed by the uniform state.  A hard intervention puts a sharp state there, a soft
 * one a distribution, a policy a channel from other wires. Wire numbers never change, so pictures before and
 * after line up. */
#include "diagram/diagram_int.h"

#include <string.h>

static uint32_t producer(const struct diagram *d, uint32_t wire, uint32_t *port)
{
    for (uint32_t k = 0; k < d->nboxes; k++)
        for (uint32_t j = 0; j < d->box[k]->nout; j++)
            if (d->box[k]->out[j] == wire) {
                *port = j;
                return k;
            }
    return UINT32_MAX;
}

/* Where the box of `wire` is; surgery needs it to have that one output. */
static bool find_box(struct work *w, const struct diagram *d, uint32_t wire, uint32_t *at)
{
    uint32_t port;
    *at = producer(d, wire, &port);
    if (*at == UINT32_MAX)
        return diag_error(w->diags, "no-box", NO_SPAN,
                          "`%.*s` is an input of the diagram: there is no box to replace",
                          STR_ARG(d->wire[wire].name));
    if (d->box[*at]->nout != 1)
        return diag_error(w->diags, "joint-box", NO_SPAN,
                          "the box of `%.*s` has %u outputs: surgery on one of them alone is not defined",
                          STR_ARG(d->wire[wire].name), d->box[*at]->nout);
    return true;
}

static struct diagram *replaced(struct work *w, const struct diagram *d, uint32_t at,
                                const struct box *placed, struct surgery *record)
{
    struct diagram *e = ARENA_NEW(w->arena, struct diagram, 1);
    const struct box **box = ARENA_NEW(w->arena, const struct box *, d->nboxes);
    if (!e || !box) {
        diag_oom(w->diags);
        return NULL;
    }
    memcpy(box, d->box, d->nboxes * sizeof(*box));
    box[at] = placed;
    *e = *d;
    e->box = box;
    record->removed = d->box[at];
    record->placed = placed;
    return e;
}

/* A box without inputs that produces `wire`. */
static struct box *state_box(struct work *w, enum box_kind kind, struct str name, uint32_t wire)
{
    struct box *b = ARENA_NEW(w->arena, struct box, 1);
    uint32_t *out = ARENA_NEW(w->arena, uint32_t, 1);
    if (!b || !out) {
        diag_oom(w->diags);
        return NULL;
    }
    *out = wire;
    *b = (struct box){.name = name, .kind = kind, .nout = 1, .out = out};
    return b;
}

static const double *copied(struct work *w, const double *from, size_t n)
{
    double *to = ARENA_NEW(w->arena, double, n);
    if (to)
        memcpy(to, from, n * sizeof *to);
    else
        diag_oom(w->diags);
    return to;
}

struct diagram *diagram_cut(struct work *w, const struct diagram *d, uint32_t wire, struct surgery *record)
{
    uint32_t at;
    *record = (struct surgery){.kind = SURGERY_CUT, .wire = wire};
    if (!find_box(w, d, wire, &at))
        return NULL;
    struct box *b = state_box(w, BOX_UNIFORM, STR("unif"), wire);
    return b ? replaced(w, d, at, b, record) : NULL;
}

struct diagram *diagram_do_point(struct work *w, const struct diagram *d, uint32_t wire, uint32_t state,
                                 struct surgery *record)
{
    uint32_t at;
    *record = (struct surgery){.kind = SURGERY_POINT, .wire = wire};
    if (!find_box(w, d, wire, &at))
        return NULL;
    struct box *b = state_box(w, BOX_POINT, STR("point"), wire);
    if (!b)
        return NULL;
    b->point = state;
    return replaced(w, d, at, b, record);
}

struct diagram *diagram_do_row(struct work *w, const struct diagram *d, uint32_t wire, const double *row,
                               const struct str *written, struct surgery *record)
{
    uint32_t at;
    *record = (struct surgery){.kind = SURGERY_ROW, .wire = wire};
    if (!find_box(w, d, wire, &at))
        return NULL;
    struct box *b = state_box(w, BOX_STATE, STR("row"), wire);
    if (!b || !(b->matrix = copied(w, row, d->wire[wire].type->n)))
        return NULL;
    b->written = written;
    return replaced(w, d, at, b, record);
}

/* Does any wire of from[] depend on `wire`? *which is one that does. */
static bool depends(struct work *w, const struct diagram *d, uint32_t wire, const uint32_t *from,
                    uint32_t nfrom, uint32_t *which, bool *answer)
{
    struct set below = set_new(w->arena, d->nwires);
    if (!set_ok(below))
        return diag_oom(w->diags);
    set_add(below, wire);
    for (uint32_t k = 0; k < d->nboxes; k++)
        for (uint32_t i = 0; i < d->box[k]->nin; i++)
            if (set_has(below, d->box[k]->in[i]))
                for (uint32_t j = 0; j < d->box[k]->nout; j++)
                    set_add(below, d->box[k]->out[j]);
    *answer = false;
    for (uint32_t i = 0; i < nfrom; i++)
        if (set_has(below, from[i])) {
            *answer = true;
            *which = from[i];
        }
    return true;
}

/* Box `at` now reads wires produced after it: move it behind them. Boxes that depend on it keep their place
 * after it, because none of the wires it reads depends on it. */
static bool sort_boxes(struct work *w, struct diagram *d)
{
    const struct box **sorted = ARENA_NEW(w->arena, const struct box *, d->nboxes);
    struct set ready = set_new(w->arena, d->nwires), placed = set_new(w->arena, d->nboxes);
    if (!sorted || !set_ok(ready) || !set_ok(placed))
        return diag_oom(w->diags);
    for (uint32_t i = 0; i < d->nin; i++)
        set_add(ready, d->in[i]);
    for (uint32_t n = 0; n < d->nboxes;) {
        uint32_t before = n;
        for (uint32_t k = 0; k < d->nboxes; k++) {
            bool can = !set_has(placed, k);
            for (uint32_t i = 0; can && i < d->box[k]->nin; i++)
                can = set_has(ready, d->box[k]->in[i]);
            if (!can)
                continue;
            sorted[n++] = d->box[k];
            set_add(placed, k);
            for (uint32_t j = 0; j < d->box[k]->nout; j++)
                set_add(ready, d->box[k]->out[j]);
        }
        if (n == before)
            return diag_error(w->diags, "cycle", NO_SPAN, "the diagram has a cycle");
    }
    d->box = sorted;
    return true;
}

struct diagram *diagram_do_policy(struct work *w, const struct diagram *d, uint32_t wire,
                                  const uint32_t *from, uint32_t nfrom, const double *matrix,
                                  struct surgery *record)
{
    uint32_t at, which = 0;
    bool circular = false;
    *record = (struct surgery){.kind = SURGERY_POLICY, .wire = wire};
    if (!find_box(w, d, wire, &at) || !depends(w, d, wire, from, nfrom, &which, &circular))
        return NULL;
    if (circular) {
        diag_error(w->diags, "circular-policy", NO_SPAN,
                   "a policy for `%.*s` cannot look at `%.*s`, which depends on it",
                   STR_ARG(d->wire[wire].name), STR_ARG(d->wire[which].name));
        return NULL;
    }
    struct box *b = state_box(w, BOX_STATE, STR("policy"), wire);
    uint32_t *in = ARENA_NEW(w->arena, uint32_t, nfrom);
    if (!b || !in) {
        diag_oom(w->diags);
        return NULL;
    }
    for (uint32_t i = 0; i < nfrom; i++)
        in[i] = from[i];
    b->in = in;
    b->nin = nfrom;
    b->matrix = matrix;
    struct diagram *e = replaced(w, d, at, b, record);
    return e && sort_boxes(w, e) ? e : NULL;
}

struct diagram *diagram_do_open(struct work *w, const struct diagram *d, uint32_t wire,
                                struct surgery *record)
{
    uint32_t at;
    struct diagram_parts p;
    *record = (struct surgery){.kind = SURGERY_OPEN, .wire = wire};
    if (!find_box(w, d, wire, &at))
        return NULL;
    struct diagram *e = diagram_new(w, d->nwires, d->nboxes - 1, d->nin + 1, d->nout, &p);
    if (!e)
        return NULL;
    memcpy(p.wire, d->wire, d->nwires * sizeof *p.wire);
    for (uint32_t k = 0, n = 0; k < d->nboxes; k++)
        if (k != at)
            p.box[n++] = d->box[k];
    for (uint32_t i = 0; i < d->nin; i++)
        p.in[i] = d->in[i];
    p.in[d->nin] = wire;
    for (uint32_t i = 0; i < d->nout; i++)
        p.out[i] = d->out[i];
    record->removed = d->box[at];
    return e;
}
