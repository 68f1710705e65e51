/* diagram.c -- building diagrams: identity, copy, discard, swap, composition and tensor of term graphs.
 *
 * Composition is substitution of wires, tensor is juxtaposition; nothing else ever has to be normalised. */
#include "diagram/diagram_int.h"

#include <string.h>

const struct str box_rounded[1] = {{"", 0}};

struct diagram *diagram_new(struct work *w, uint32_t nwires, uint32_t nboxes, uint32_t nin, uint32_t nout,
                            struct diagram_parts *parts)
{
    struct diagram *d = ARENA_NEW(w->arena, struct diagram, 1);
    parts->wire = ARENA_NEW(w->arena, struct wire, nwires);
    parts->box = ARENA_NEW(w->arena, const struct box *, nboxes);
    parts->in = ARENA_NEW(w->arena, uint32_t, nin);
    parts->out = ARENA_NEW(w->arena, uint32_t, nout);
    if (!d || !parts->wire || !parts->box || !parts->in || !parts->out) {
        diag_oom(w->diags);
        return NULL;
    }
    *d = (struct diagram){.nwires = nwires,
                          .nboxes = nboxes,
                          .nin = nin,
                          .nout = nout,
                          .wire = parts->wire,
                          .box = parts->box,
                          .in = parts->in,
                          .out = parts->out};
    return d;
}

/* A diagram without boxes: n input wires, outputs naming them. */
static struct diagram *wiring(struct work *w, const struct wire *wires, uint32_t n, uint32_t nout,
                              struct diagram_parts *p)
{
    struct diagram *d = diagram_new(w, n, 0, n, nout, p);
    for (uint32_t i = 0; d && i < n; i++) {
        p->wire[i] = wires[i];
        p->in[i] = i;
    }
    return d;
}

struct diagram *diagram_identity(struct work *w, const struct wire *wires, uint32_t n)
{
    struct diagram_parts p;
    struct diagram *d = wiring(w, wires, n, n, &p);
    for (uint32_t i = 0; d && i < n; i++)
        p.out[i] = i;
    return d;
}

struct diagram *diagram_copy(struct work *w, const struct wire *wires, uint32_t n)
{
    struct diagram_parts p;
    struct diagram *d = wiring(w, wires, n, 2 * n, &p);
    for (uint32_t i = 0; d && i < 2 * n; i++)
        p.out[i] = i % n;
    return d;
}

struct diagram *diagram_discard(struct work *w, const struct wire *wires, uint32_t n)
{
    struct diagram_parts p;
    return wiring(w, wires, n, 0, &p);
}

struct diagram *diagram_swap(struct work *w, const struct wire *a, uint32_t na, const struct wire *b,
                             uint32_t nb)
{
    struct diagram_parts p;
    struct diagram *d = diagram_new(w, na + nb, 0, na + nb, na + nb, &p);
    for (uint32_t i = 0; d && i < na + nb; i++) {
        p.wire[i] = i < na ? a[i] : b[i - na];
        p.in[i] = i;
        p.out[i] = i < nb ? na + i : i - nb;
    }
    return d;
}

/* A copy of `box` whose wires are renamed by `to`. */
static const struct box *rewired(struct work *w, const struct box *box, const uint32_t *to)
{
    struct box *b = ARENA_NEW(w->arena, struct box, 1);
    uint32_t *wires = ARENA_NEW(w->arena, uint32_t, (size_t)box->nin + box->nout);
    if (!b || !wires) {
        diag_oom(w->diags);
        return NULL;
    }
    *b = *box;
    for (uint32_t i = 0; i < box->nin; i++)
        wires[i] = to[box->in[i]];
    for (uint32_t i = 0; i < box->nout; i++)
        wires[box->nin + i] = to[box->out[i]];
    b->in = wires;
    b->out = wires + box->nin;
    return b;
}

bool diagram_copy_written(struct work *w, const struct str *written, size_t cells, const struct str **out)
{
    *out = written;
    if (!written || written == box_rounded)
        return true;
    struct str *copy = ARENA_NEW(w->arena, struct str, cells);
    bool good = copy != NULL;
    for (size_t i = 0; good && i < cells; i++)
        good = !written[i].s || (copy[i] = str_dup(w->arena, written[i])).s;
    *out = copy;
    return good || diag_oom(w->diags);
}

struct diagram *diagram_of_box(struct work *w, const struct box *shape, const struct wire *in,
                               const struct wire *out)
{
    struct diagram_parts p;
    uint32_t n = shape->nin + shape->nout;
    struct diagram *d = diagram_new(w, n, 1, shape->nin, shape->nout, &p);
    struct box *b = ARENA_NEW(w->arena, struct box, 1);
    if (!d || !b) {
        diag_oom(w->diags);
        return NULL;
    }
    for (uint32_t i = 0; i < n; i++)
        p.wire[i] = i < shape->nin ? in[i] : out[i - shape->nin];
    for (uint32_t i = 0; i < shape->nin; i++)
        p.in[i] = i;
    for (uint32_t i = 0; i < shape->nout; i++)
        p.out[i] = shape->nin + i;
    *b = *shape;
    b->in = p.in;
    b->out = p.out;
    p.box[0] = b;
    return d;
}

/* "S : {no, yes}", or "nothing". */
static struct str in_words(struct work *w, const struct diagram *d, const uint32_t *wire, uint32_t n,
                           uint32_t i)
{
    struct buf b = {0};
    if (i < n) {
        const struct wire *x = &d->wire[wire[i]];
        buf_fmt(&b, "%.*s", STR_ARG(x->name));
        if (x->type && x->type->name.n && !str_eq(x->type->name, x->name))
            buf_fmt(&b, " : %.*s", STR_ARG(x->type->name));
        for (uint32_t k = 0; x->type && k < x->type->n && k < 4; k++)
            buf_fmt(&b, "%s%.*s", k ? ", " : " {", STR_ARG(x->type->state[k]));
        if (x->type && x->type->n)
            buf_puts(&b, x->type->n > 4 ? ", ..}" : "}");
    } else {
        buf_puts(&b, "nothing");
    }
    struct str s = b.failed ? (struct str){NULL, 0} : str_dup(w->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

/* Both sides, wire by wire. */
static bool put_wires(struct buf *out, struct work *w, const struct diagram *first,
                      const struct diagram *then)
{
    enum { MOST = 12 };
    uint32_t n = first->nout > then->nin ? first->nout : then->nin;
    size_t width = 0;
    for (int pass = 0; pass < 2; pass++) /* the first finds how wide the left side is */
        for (uint32_t i = 0; i < n && i < MOST; i++) {
            struct str left = in_words(w, first, first->out, first->nout, i);
            struct str right = in_words(w, then, then->in, then->nin, i);
            bool fits = i < first->nout && i < then->nin &&
                        type_fits(first->wire[first->out[i]].type, then->wire[then->in[i]].type);
            if (!left.s || !right.s)
                return false;
            width = left.n > width ? left.n : width;
            if (pass == 0)
                continue;
            buf_fmt(out, "%s%u: %.*s", i ? "\n" : "", i + 1, STR_ARG(left));
            buf_fill(out, ' ', width - left.n);
            buf_fmt(out, "  %s  %.*s", fits ? " = " : "=/=", STR_ARG(right));
        }
    if (n > MOST)
        buf_fmt(out, "\n.. and %u more", n - MOST);
    return true;
}

static bool types_meet(struct work *w, const struct diagram *first, const struct diagram *then)
{
    bool meet = first->nout == then->nin;
    for (uint32_t i = 0; meet && i < first->nout; i++)
        meet = type_fits(first->wire[first->out[i]].type, then->wire[then->in[i]].type);
    if (meet)
        return true;
    struct buf hint = {0};
    if (!put_wires(&hint, w, first, then)) {
        buf_free(&hint);
        return diag_oom(w->diags);
    }
    diag_error(w->diags, "wire-mismatch", NO_SPAN,
               "the outputs of the first do not fit the inputs of the second, wire by wire:");
    diag_hint(w->diags, "%.*s", STR_ARG(buf_str(&hint)));
    buf_free(&hint);
    return false;
}

struct diagram *diagram_compose(struct work *w, const struct diagram *first, const struct diagram *then)
{
    struct diagram_parts p;
    if (!types_meet(w, first, then))
        return NULL;
    uint32_t nwires = first->nwires + then->nwires - then->nin, next = first->nwires;
    struct diagram *d = diagram_new(w, nwires, first->nboxes + then->nboxes, first->nin, then->nout, &p);
    uint32_t *to = ARENA_NEW(w->arena, uint32_t, then->nwires);
    if (!d || !to) {
        diag_oom(w->diags);
        return NULL;
    }
    memset(to, 0xFF, then->nwires * sizeof *to);
    for (uint32_t i = 0; i < then->nin; i++)
        to[then->in[i]] = first->out[i];
    for (uint32_t i = 0; i < first->nwires; i++)
        p.wire[i] = first->wire[i];
    for (uint32_t i = 0; i < then->nwires; i++)
        if (to[i] == UINT32_MAX) {
            p.wire[next] = then->wire[i];
            to[i] = next++;
        }
    for (uint32_t i = 0; i < first->nboxes; i++)
        p.box[i] = first->box[i];
    for (uint32_t i = 0; i < then->nboxes; i++)
        if (!(p.box[first->nboxes + i] = rewired(w, then->box[i], to)))
            return NULL;
    for (uint32_t i = 0; i < first->nin; i++)
        p.in[i] = first->in[i];
    for (uint32_t i = 0; i < then->nout; i++)
        p.out[i] = to[then->out[i]];
    return d;
}

struct diagram *diagram_tensor(struct work *w, const struct diagram *left, const struct diagram *right)
{
    struct diagram_parts p;
    struct diagram *d = diagram_new(w, left->nwires + right->nwires, left->nboxes + right->nboxes,
                                    left->nin + right->nin, left->nout + right->nout, &p);
    uint32_t *to = ARENA_NEW(w->arena, uint32_t, right->nwires);
    if (!d || !to) {
        diag_oom(w->diags);
        return NULL;
    }
    for (uint32_t i = 0; i < d->nwires; i++)
        p.wire[i] = i < left->nwires ? left->wire[i] : right->wire[i - left->nwires];
    for (uint32_t i = 0; i < right->nwires; i++)
        to[i] = left->nwires + i;
    for (uint32_t i = 0; i < left->nboxes; i++)
        p.box[i] = left->box[i];
    for (uint32_t i = 0; i < right->nboxes; i++)
        if (!(p.box[left->nboxes + i] = rewired(w, right->box[i], to)))
            return NULL;
    for (uint32_t i = 0; i < d->nin; i++)
        p.in[i] = i < left->nin ? left->in[i] : to[right->in[i - left->nin]];
    for (uint32_t i = 0; i < d->nout; i++)
        p.out[i] = i < left->nout ? left->out[i] : to[right->out[i - left->nout]];
    return d;
}

struct diagram *diagram_marginal(struct work *w, const struct diagram *d, const uint32_t *out, uint32_t nout)
{
    struct diagram *m = ARENA_NEW(w->arena, struct diagram, 1);
    uint32_t *copy = ARENA_NEW(w->arena, uint32_t, nout);
    if (!m || !copy) {
        diag_oom(w->diags);
        return NULL;
    }
    if (nout)
        memcpy(copy, out, nout * sizeof *copy);
    *m = *d;
    m->out = copy;
    m->nout = nout;
    return m;
}

struct graph *diagram_graph(struct work *w, const struct diagram *d)
{
    struct str *names = ARENA_NEW(w->arena, struct str, d->nwires);
    if (!names) {
        diag_oom(w->diags);
        return NULL;
    }
    for (uint32_t i = 0; i < d->nwires; i++)
        names[i] = d->wire[i].name;
    struct graph *g = graph_new(w, d->nwires, names);
    if (!g)
        return NULL;
    for (uint32_t k = 0; k < d->nboxes; k++) {
        const struct box *b = d->box[k];
        for (uint32_t i = 0; i < b->nin; i++)
            for (uint32_t j = 0; j < b->nout; j++)
                graph_edge(g, b->in[i], b->out[j]);
        for (uint32_t i = 0; i < b->nout; i++)
            for (uint32_t j = i + 1; j < b->nout; j++)
                graph_biedge(g, b->out[i], b->out[j]);
    }
    set_assign(g->latent, g->nodes);
    for (uint32_t i = 0; i < d->nout; i++)
        set_del(g->latent, d->out[i]);
    return g;
}

bool diagram_known(struct work *w, const struct diagram *d, struct set of, bool *known,
                   const struct box **missing)
{
    struct set needed = set_copy(w->arena, of);
    if (!set_ok(needed))
        return diag_oom(w->diags);
    *known = true;
    for (uint32_t k = d->nboxes; k-- > 0;) {
        const struct box *b = d->box[k];
        bool matters = false;
        for (uint32_t j = 0; j < b->nout; j++)
            matters = matters || set_has(needed, b->out[j]);
        if (!matters)
            continue;
        for (uint32_t i = 0; i < b->nin; i++)
            set_add(needed, b->in[i]);
        if (!b->matrix && (b->kind == BOX_MECHANISM || b->kind == BOX_STATE)) {
            *known = false;
            *missing = b;
        }
    }
    return true;
}
