/* twin.c -- twins and edge surgery: a wire that some see otherwise than others do.
 *
 * The twin (Balke and Pearl 1994; Jacobs, Kissinger and Zanasi 2021) has two copies of every box that depends
 * on a changed wire in the second world, and shares the rest: that is what holds in both worlds. */
#include "diagram/diagram_int.h"

#include <string.h>

static bool no_memory(struct work *w)
{
    return diag_oom(w->diags);
}

/* Every row has one entry 1 and zeros. Without a matrix nothing is known against it. */
static bool deterministic(const struct diagram *d, const struct box *b)
{
    size_t cells = 1;
    if (!b->matrix)
        return b->kind != BOX_UNIFORM;
    for (uint32_t i = 0; i < b->nin + b->nout; i++)
        cells *= d->wire[i < b->nin ? b->in[i] : b->out[i - b->nin]].type->n;
    for (size_t i = 0; i < cells; i++)
        if (b->matrix[i] != 0 && b->matrix[i] != 1)
            return false;
    return true;
}

static struct box *a_box(struct work *w, const struct box *like, uint32_t nin, uint32_t nout,
                         uint32_t **wires)
{
    struct box *b = ARENA_NEW(w->arena, struct box, 1);
    *wires = ARENA_NEW(w->arena, uint32_t, (size_t)nin + nout);
    if (!b || !*wires) {
        no_memory(w);
        return NULL;
    }
    *b = *like;
    b->nin = nin;
    b->nout = nout;
    b->in = *wires;
    b->out = *wires + nin;
    return b;
}

static struct box *point_box(struct work *w, uint32_t wire, uint32_t state)
{
    uint32_t *at;
    struct box *b =
        a_box(w, &(struct box){.name = STR("point"), .kind = BOX_POINT, .point = state}, 0, 1, &at);
    if (b)
        at[0] = wire;
    return b;
}

/* ---- edge surgery ---- */

struct diagram *diagram_do_edge(struct work *w, const struct diagram *d, uint32_t wire, uint32_t child,
                                uint32_t state, struct surgery *record)
{
    struct diagram_parts p;
    uint32_t at = UINT32_MAX, *wires;
    bool reads = false;
    for (uint32_t k = 0; k < d->nboxes; k++)
        for (uint32_t j = 0; j < d->box[k]->nout; j++)
            if (d->box[k]->out[j] == child)
                at = k;
    for (uint32_t i = 0; at != UINT32_MAX && i < d->box[at]->nin; i++)
        reads = reads || d->box[at]->in[i] == wire;
    if (!reads) {
        diag_error(w->diags, "no-edge", NO_SPAN, "the box of `%.*s` does not read `%.*s`",
                   STR_ARG(d->wire[child].name), STR_ARG(d->wire[wire].name));
        diag_hint(w->diags, "edge surgery is about an arrow of the graph");
        return NULL;
    }
    struct diagram *e = diagram_new(w, d->nwires + 1, d->nboxes + 1, d->nin, d->nout, &p);
    struct box *point = e ? point_box(w, d->nwires, state) : NULL;
    const struct box *old = d->box[at];
    struct box *b = point ? a_box(w, old, old->nin, old->nout, &wires) : NULL;
    if (!b)
        return NULL;
    for (uint32_t i = 0; i < old->nin; i++)
        wires[i] = old->in[i] == wire ? d->nwires : old->in[i];
    for (uint32_t i = 0; i < old->nout; i++)
        wires[old->nin + i] = old->out[i];
    memcpy(p.wire, d->wire, d->nwires * sizeof *p.wire);
    p.wire[d->nwires] = d->wire[wire];
    p.box[0] = point;
    for (uint32_t k = 0; k < d->nboxes; k++)
        p.box[k + 1] = k == at ? b : d->box[k];
    for (uint32_t i = 0; i < d->nin; i++)
        p.in[i] = d->in[i];
    for (uint32_t i = 0; i < d->nout; i++)
        p.out[i] = d->out[i];
    *record = (struct surgery){.kind = SURGERY_EDGE, .wire = d->nwires, .removed = old, .placed = b};
    return e;
}

/* ---- twins ---- */

struct worlds {
    struct work *w;
    const struct diagram *d;
    uint32_t *second; /* by wire: its number in the second world; itself where it is shared */
    uint32_t nwires, nboxes, nout;
};

static bool changed(const struct worlds *t, const struct box *b)
{
    for (uint32_t i = 0; i < b->nin; i++)
        if (t->second[b->in[i]] != b->in[i])
            return true;
    return false;
}

static bool random_mechanism(struct work *w, const struct box *b)
{
    diag_error(w->diags, "random-mechanism", NO_SPAN,
               "the box `%.*s` is random: run in two worlds, it need not come out the same in both",
               STR_ARG(b->name));
    return diag_hint(w->diags,
                     "write it as a function of its parents and a noise, as in `noise U : {0, 1}` and "
                     "`Y := X xor U`");
}

/* Number the wires of the second world. */
static bool number_second(struct worlds *t, const uint32_t *wire, uint32_t n)
{
    const struct diagram *d = t->d;
    t->nwires = d->nwires;
    for (uint32_t v = 0; v < d->nwires; v++)
        t->second[v] = v;
    for (uint32_t i = 0; i < n; i++)
        if (t->second[wire[i]] == wire[i])
            t->second[wire[i]] = t->nwires++;
    t->nboxes = d->nboxes + n;
    for (uint32_t k = 0; k < d->nboxes; k++) {
        const struct box *b = d->box[k];
        bool set = b->nout == 1 && t->second[b->out[0]] != b->out[0];
        if (set || !changed(t, b))
            continue;
        if (!deterministic(d, b))
            return random_mechanism(t->w, b);
        t->nboxes++;
        for (uint32_t j = 0; j < b->nout; j++)
            t->second[b->out[j]] = t->nwires++;
    }
    t->nout = d->nout;
    for (uint32_t i = 0; i < d->nout; i++)
        t->nout += t->second[d->out[i]] != d->out[i];
    return true;
}

static bool is_set(uint32_t v, const uint32_t *wire, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (wire[i] == v)
            return true;
    return false;
}

struct diagram *diagram_twin(struct work *w, const struct diagram *d, const uint32_t *wire,
                             const uint32_t *state, uint32_t n)
{
    struct diagram_parts p;
    struct worlds t = {.w = w, .d = d, .second = ARENA_NEW(w->arena, uint32_t, d->nwires)};
    uint32_t k = 0, *at;
    if (!t.second) {
        no_memory(w);
        return NULL;
    }
    if (!number_second(&t, wire, n))
        return NULL;
    struct diagram *e = diagram_new(w, t.nwires, t.nboxes, d->nin, t.nout, &p);
    if (!e)
        return NULL;
    for (uint32_t v = 0; v < d->nwires; v++) {
        p.wire[v] = p.wire[t.second[v]] = d->wire[v];
        if (t.second[v] != v &&
            !(p.wire[t.second[v]].name = str_fmt(w->arena, "%.*s*", STR_ARG(d->wire[v].name))).s) {
            no_memory(w);
            return NULL;
        }
    }
    for (uint32_t i = 0; i < n; i++)
        if (!(p.box[k++] = point_box(w, t.second[wire[i]], state[i])))
            return NULL;
    for (uint32_t b = 0; b < d->nboxes; b++) {
        const struct box *one = d->box[b];
        p.box[k++] = one;
        if (!changed(&t, one) || (one->nout == 1 && is_set(one->out[0], wire, n)))
            continue;
        struct box *two = a_box(w, one, one->nin, one->nout, &at);
        if (!two)
            return NULL;
        for (uint32_t i = 0; i < one->nin + one->nout; i++)
            at[i] = t.second[i < one->nin ? one->in[i] : one->out[i - one->nin]];
        p.box[k++] = two;
    }
    for (uint32_t i = 0; i < d->nin; i++)
        p.in[i] = d->in[i];
    for (uint32_t i = 0, m = d->nout; i < d->nout; i++) {
        p.out[i] = d->out[i];
        if (t.second[d->out[i]] != d->out[i])
            p.out[m++] = t.second[d->out[i]];
    }
    return e;
}

/* ---- graphs as diagrams ---- */

struct diagram *diagram_of_graph(struct work *w, const struct graph *g)
{
    struct diagram_parts p;
    uint32_t pairs = 0, observed = 0, count, *at, *order = ARENA_NEW(w->arena, uint32_t, g->n);
    SET_EACH (a, g->nodes) {
        observed += !set_has(g->latent, a);
        SET_EACH (b, g->bi[a])
            pairs += a < b;
    }
    struct diagram *d = diagram_new(w, g->n + pairs, set_count(g->nodes) + pairs, 0, observed, &p);
    if (!d)
        return NULL;
    if (!order) {
        no_memory(w);
        return NULL;
    }
    if (!graph_order(g, order, &count, w))
        return NULL;
    uint32_t k = 0, out = 0, pair = g->n;
    for (uint32_t v = 0; v < g->n; v++)
        p.wire[v] = (struct wire){.name = g->name[v], .hidden = set_has(g->latent, v)};
    SET_EACH (a, g->nodes)
        SET_EACH (b, g->bi[a])
            if (a < b) {
                struct box *u = a_box(w, &(struct box){.name = STR("hidden")}, 0, 1, &at);
                struct str name =
                    str_fmt(w->arena, "%.*s <-> %.*s", STR_ARG(g->name[a]), STR_ARG(g->name[b]));
                if (!u || !name.s) {
                    no_memory(w);
                    return NULL;
                }
                at[0] = pair;
                p.wire[pair++] = (struct wire){.name = name, .hidden = true};
                p.box[k++] = u;
            }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t v = order[i], nin = set_count(g->pa[v]) + set_count(g->bi[v]), n = 0;
        struct box *b = a_box(w, &(struct box){.name = g->name[v]}, nin, 1, &at);
        if (!b)
            return NULL;
        SET_EACH (u, g->pa[v])
            at[n++] = u;
        pair = g->n;
        SET_EACH (a, g->nodes)
            SET_EACH (c, g->bi[a])
                if (a < c) {
                    if (a == v || c == v)
                        at[n++] = pair;
                    pair++;
                }
        at[nin] = v;
        p.box[k++] = b;
        if (!set_has(g->latent, v))
            p.out[out++] = v;
    }
    return d;
}
