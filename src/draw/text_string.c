/* text_string.c -- string diagrams in characters, from the same plan as the other pictures.
 *
 * Where surgery removed a box, the slot shows, along the flow: the grounds in which its inputs end now, the
 * box as a ghost, and what was put in its place. */
#include "draw/text_int.h"

#include "picture/plan.h"

#include <string.h>

struct slot {
    uint32_t before_at, before_size, after_at, after_size; /* along, from the slot's beginning */
    uint32_t before_half, after_half;
    bool label_left; /* of the ghost: a wire runs through its middle */
};

struct artist {
    struct work *w;
    const struct panel *panel;
    struct plan *plan;
    struct text_picture *p;
    struct text_look *look;
    struct slot *slot;
    bool after;
};

/* ---- what is written ---- */

static const struct wire *wire_of(const struct artist *a, uint32_t wire)
{
    const struct string_figure *f = a->panel->string;
    return wire < f->before->nwires ? &f->before->wire[wire] : &f->after->wire[wire];
}

static bool anonymous(const struct wire *t)
{
    return t->name.n && memchr(t->name.s, '<', t->name.n);
}

static struct str label_of(const struct artist *a, const struct box *b)
{
    const struct type *t = b->nout ? wire_of(a, b->out[0])->type : NULL;
    if (b->kind == BOX_POINT)
        return t && b->point < t->n ? t->state[b->point] : b->name;
    if (b->kind == BOX_UNIFORM || (b->kind == BOX_STATE && !b->nin))
        return STR("");
    if (b->nout && !b->nin && !b->matrix && wire_of(a, b->out[0])->hidden && anonymous(wire_of(a, b->out[0])))
        return STR("");
    return b->name;
}

static enum shape shape_of(const struct box *b)
{
    return b->kind == BOX_UNIFORM ? SHAPE_UNIFORM
           : b->kind == BOX_POINT ? SHAPE_POINT
           : b->nin == 0          ? SHAPE_STATE
           : b->nout == 0         ? SHAPE_EFFECT
                                  : SHAPE_BOX;
}

static unsigned wire_flags(const struct artist *a, uint32_t wire)
{
    const struct set dim = a->panel->dim;
    bool is_dim = set_ok(dim) && wire / 64 < dim.words && set_has(dim, wire);
    return (wire_of(a, wire)->hidden ? FLAG_HIDDEN : 0) | (is_dim ? FLAG_DIM : 0);
}

static unsigned box_flags(const struct artist *a, const struct box *b)
{
    return b->nout ? wire_flags(a, b->out[0]) : 0;
}

/* The name that a wire shows where it leaves a box; empty: it says it elsewhere. */
static struct str name_of(const struct artist *a, const struct box *maker, uint32_t wire)
{
    const struct wire *t = wire_of(a, wire);
    for (uint32_t v = 0; v < a->plan->n; v++) {
        const struct plan_vertex *x = &a->plan->vertex[v];
        if (x->wire == wire && (x->kind == PLAN_INPUT || x->kind == PLAN_OUTPUT))
            return STR("");
    }
    return anonymous(t) || str_eq(maker->name, t->name) ? STR("") : t->name;
}

/* ---- places of ports ---- */

static uint32_t spacing(const struct artist *a, uint32_t v, bool out)
{
    const struct plan_vertex *x = &a->plan->vertex[v];
    uint32_t wide = 0;
    if (a->p->dir == DIR_RIGHT)
        return 2;
    if (!out)
        return x->operated ? 4 : 2; /* room for grounds */
    const struct box *b = x->before ? x->before : x->after;
    for (uint32_t i = 0; b && b->nout > 1 && i < b->nout; i++) {
        uint32_t n = plain_width(name_of(a, b, b->out[i]));
        wide = n > wide ? n : wide;
    }
    return wide ? (wide + 3) & ~1u : 2;
}

static int32_t port_at(const struct artist *a, uint32_t v, uint32_t port, bool out)
{
    const struct plan_vertex *x = &a->plan->vertex[v];
    uint32_t n = out ? a->plan->nout[v] : a->plan->nin[v];
    if (x->kind != PLAN_SLOT)
        return 0;
    if (x->through && !out) { /* it runs through the middle; the others keep clear of it */
        if (port + 1 == n)
            return 0;
        n = n & ~1u;
    }
    return ((int32_t)(2 * port) - (int32_t)(n - 1)) * (int32_t)spacing(a, v, out) / 2;
}

static uint32_t ports_half(const struct artist *a, uint32_t v)
{
    int32_t most = 0;
    for (int out = 0; out < 2; out++)
        for (uint32_t i = 0; i < (out ? a->plan->nout[v] : a->plan->nin[v]); i++) {
            int32_t at = port_at(a, v, i, out);
            most = at > most ? at : -at > most ? -at : most;
        }
    return (uint32_t)most + 1;
}

/* ---- sizes ---- */

static uint32_t larger(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

static uint32_t half_of(const struct artist *a, uint32_t v, const struct box *b)
{
    uint32_t half = plain_half(a->p->dir, shape_of(b), label_of(a, b));
    return shape_of(b) == SHAPE_BOX || b->nin + b->nout > 1 ? larger(half, ports_half(a, v)) : half;
}

/* The ghost's name keeps clear of the wires that run through it. */
static void clear_label(struct artist *a, uint32_t v)
{
    const struct plan_vertex *x = &a->plan->vertex[v];
    struct slot *s = &a->slot[v];
    uint32_t width = plain_width(label_of(a, x->before));
    int32_t first = port_at(a, v, x->before->nin, false); /* the leftmost of those wires */
    if (a->plan->nin[v] <= x->before->nin)
        return;
    s->label_left = true;
    if (a->p->dir == DIR_RIGHT)
        s->before_half = larger(s->before_half, ports_half(a, v) + 1);
    else
        s->before_half = larger(s->before_half, (uint32_t)((int32_t)width + 3 - first));
}

static void measure_slot(struct artist *a, uint32_t v, struct text_body *body)
{
    const struct plan_vertex *x = &a->plan->vertex[v];
    struct slot *s = &a->slot[v];
    const struct box *b = x->before ? x->before : x->after;
    enum picture_dir dir = a->p->dir;
    s->before_at = x->operated && b->nin ? 1 : 0;
    s->before_size = plain_size(dir, shape_of(b), label_of(a, b));
    s->before_half = half_of(a, v, b);
    body->along = s->before_at + s->before_size;
    if (x->operated) {
        clear_label(a, v);
        s->after_at = body->along;
        if (x->after) {
            s->after_size = plain_size(dir, shape_of(x->after), label_of(a, x->after));
            s->after_half = half_of(a, v, x->after);
        }
        body->along += s->after_size;
    } else {
        s->after_half = s->before_half;
        s->after_size = s->before_size;
    }
    body->at_end = a->plan->nin[v] == 0;
    for (uint32_t i = 0; i < b->nout; i++) {
        uint32_t width = plain_width(name_of(a, b, b->out[i]));
        int32_t reach = port_at(a, v, i, true) + (int32_t)width;
        if (!width)
            continue;
        body->name = larger(body->name, dir == DIR_RIGHT ? width + 1 : 1);
        if (dir == DIR_RIGHT) { /* a row for it */
            s->before_half = larger(s->before_half, 1);
            s->after_half = larger(s->after_half, shape_of(b) == SHAPE_BOX ? 1 : 0);
        } else if (reach > 0) {
            body->reach = larger(body->reach, (uint32_t)reach);
        }
    }
    body->across =
        2 * larger(larger(s->before_half, s->after_half), body->name && dir == DIR_RIGHT ? 1 : 0) + 1;
}

static void measure(struct artist *a, uint32_t v)
{
    const struct plan_vertex *x = &a->plan->vertex[v];
    struct text_body *body = &a->p->body[v];
    bool right = a->p->dir == DIR_RIGHT;
    *body = (struct text_body){.place = UINT32_MAX, .across = 1, .along = 1};
    if (x->kind == PLAN_SLOT) {
        measure_slot(a, v, body);
        return;
    }
    if (x->kind == PLAN_END) {
        body->across = right ? 1 : 3;
        return;
    }
    uint32_t width = larger(plain_width(wire_of(a, x->wire)->name), 1);
    body->across = right ? 1 : width | 1;
    body->along = right ? width + 1 : 1;
    body->at_end = x->kind == PLAN_INPUT;
    if (!x->inner)
        body->pin = x->kind == PLAN_INPUT ? PIN_BOTTOM : PIN_TOP;
    if (!x->inner && !a->plan->figure->free_order)
        body->place = v;
}

static void set_wire(struct artist *a, uint32_t k)
{
    const struct plan_edge *e = &a->plan->edge[k];
    const struct plan_vertex *to = &a->plan->vertex[e->to];
    bool seen = e->wire != UINT32_MAX;
    a->p->wire[k] = (struct text_wire){.from = e->from,
                                       .to = e->to,
                                       .from_at = port_at(a, e->from, e->from_port, true),
                                       .to_at = port_at(a, e->to, e->to_port, false),
                                       .weight = seen ? 1 : 4,
                                       .unseen = !seen};
    a->p->wire[k].sort_to = a->plan->figure->free_order && to->kind == PLAN_SLOT && !to->through &&
                            (to->operated ? e->cut : to->before == to->after);
    if (!seen)
        return;
    const struct plan_vertex *from = &a->plan->vertex[e->from];
    a->look[k] = (struct text_look){.shown = a->after ? e->in_after || e->cut : e->in_before,
                                    .flags = wire_flags(a, e->wire)};
    if (from->kind == PLAN_INPUT && !from->in_before)
        a->look[k].flags |= FLAG_ACCENT;
}

/* ---- drawing ---- */

struct ports {
    int32_t *at;
    bool *out;
    uint32_t n;
};

/* Where wires meet a box of the shown diagram. */
static bool find_ports(struct artist *a, uint32_t v, const struct box *b, struct ports *t)
{
    const struct plan *plan = a->plan;
    *t = (struct ports){ARENA_NEW(a->w->arena, int32_t, (size_t)b->nin + b->nout),
                        ARENA_NEW(a->w->arena, bool, (size_t)b->nin + b->nout), 0};
    if (!t->at || !t->out)
        return diag_oom(a->w->diags);
    for (uint32_t k = 0; k < plan->m; k++) {
        const struct plan_edge *e = &plan->edge[k];
        bool mine = e->to == v && a->look[k].shown && !(a->after && e->cut) && e->wire != UINT32_MAX;
        if (mine && t->n < b->nin)
            t->at[t->n++] = a->p->wire[k].to_at;
    }
    for (uint32_t i = 0; i < b->nout; i++) {
        t->at[t->n] = port_at(a, v, i, true);
        t->out[t->n++] = true;
    }
    return true;
}

static bool put_box(struct artist *a, struct sheet *s, uint32_t v, const struct box *b, bool placed,
                    unsigned flags)
{
    const struct slot *t = &a->slot[v];
    struct ports ports = {0};
    struct text_shape shape = {.shape = shape_of(b),
                               .middle = a->p->middle[v],
                               .half = placed ? t->after_half : t->before_half,
                               .along = plain_body_at(a->p, v) + (placed ? t->after_at : t->before_at),
                               .size = placed ? t->after_size : t->before_size,
                               .label = label_of(a, b),
                               .label_left = t->label_left && (flags & FLAG_GHOST),
                               .flags = flags};
    if (!(flags & FLAG_GHOST) && !find_ports(a, v, b, &ports))
        return false;
    shape.nports = ports.n;
    shape.port = ports.at;
    shape.port_out = ports.out;
    plain_shape(a->p, s, &shape);
    return true;
}

/* The wires of a slot that surgery changed, within the slot. */
static void run_inside(struct artist *a, struct sheet *s, uint32_t v)
{
    const struct text_picture *p = a->p;
    const struct slot *t = &a->slot[v];
    uint32_t from = plain_body_at(p, v), end = from + p->body[v].along;
    for (uint32_t k = 0; k < p->nwires; k++) {
        const struct plan_edge *e = &a->plan->edge[k];
        uint32_t across = (uint32_t)((int64_t)p->middle[v] + p->wire[k].to_at);
        if (e->to != v || !a->look[k].shown || (a->after && e->cut))
            continue;
        bool through = a->after && a->plan->vertex[v].through;
        plain_run(p, s, across, from,
                  from + (through    ? end - from
                          : a->after ? t->after_at
                                     : t->before_at),
                  &a->look[k]);
    }
    const struct box *b = a->plan->vertex[v].before;
    for (uint32_t i = 0; !a->after && i < b->nout; i++) {
        struct text_look look = {.shown = true, .flags = wire_flags(a, b->out[i])};
        plain_run(p, s, (uint32_t)((int64_t)p->middle[v] + port_at(a, v, i, true)),
                  from + t->before_at + t->before_size, end, &look);
    }
}

static void put_ground(struct artist *a, struct sheet *s, uint32_t across, uint32_t along, unsigned flags)
{
    struct text_shape ground = {.shape = SHAPE_GROUND,
                                .middle = across,
                                .half = plain_half(a->p->dir, SHAPE_GROUND, STR("")),
                                .along = along,
                                .size = 1,
                                .flags = flags};
    plain_shape(a->p, s, &ground);
}

static bool put_ghosts(struct artist *a, struct sheet *s)
{
    for (uint32_t v = 0; v < a->plan->n && a->after; v++) {
        const struct plan_vertex *x = &a->plan->vertex[v];
        if (x->kind == PLAN_SLOT && x->operated && !put_box(a, s, v, x->before, false, FLAG_GHOST))
            return false;
    }
    return true;
}

static bool put_slot(struct artist *a, struct sheet *s, uint32_t v)
{
    const struct plan_vertex *x = &a->plan->vertex[v];
    const struct box *b = a->after ? x->after : x->before;
    if (x->operated)
        run_inside(a, s, v);
    if (!b)
        return true;
    bool placed = x->operated && a->after;
    if (!put_box(a, s, v, b, placed, placed || !x->before ? FLAG_ACCENT : box_flags(a, b)))
        return false;
    for (uint32_t i = 0; i < b->nout; i++)
        plain_name(a->p, s, v, port_at(a, v, i, true), name_of(a, x->before ? x->before : b, b->out[i]),
                   wire_flags(a, b->out[i]));
    return true;
}

static void put_end(struct artist *a, struct sheet *s, uint32_t v)
{
    const struct plan_vertex *x = &a->plan->vertex[v];
    uint32_t row, column, along = plain_body_at(a->p, v);
    unsigned flags = wire_flags(a, x->wire);
    if (x->kind == PLAN_END) {
        put_ground(a, s, a->p->middle[v], along, flags);
        return;
    }
    struct str name = wire_of(a, x->wire)->name;
    flags |= x->kind == PLAN_INPUT && !x->in_before ? FLAG_ACCENT : 0;
    plain_cell(a->p, a->p->middle[v], along, &row, &column);
    if (a->p->dir != DIR_RIGHT)
        column -= (plain_width(name) - (name.n > 0)) / 2;
    else if (x->kind == PLAN_OUTPUT)
        column++;
    sheet_text(s, row, column, name, flags);
}

static bool draw(struct artist *a, struct sheet *s)
{
    if (!put_ghosts(a, s))
        return false;
    plain_wires(a->p, s, a->look, true);
    for (uint32_t v = 0; v < a->plan->n; v++) {
        const struct plan_vertex *x = &a->plan->vertex[v];
        if (!(a->after ? x->in_after || x->operated : x->in_before))
            continue;
        if (x->kind != PLAN_SLOT)
            put_end(a, s, v);
        else if (!put_slot(a, s, v))
            return false;
    }
    for (uint32_t k = 0; k < a->plan->m && a->after; k++) {
        const struct plan_edge *e = &a->plan->edge[k];
        if (e->cut)
            put_ground(a, s, (uint32_t)((int64_t)a->p->middle[e->to] + a->p->wire[k].to_at),
                       plain_body_at(a->p, e->to), wire_flags(a, e->wire));
    }
    return true;
}

bool text_string(struct sheet *s, struct work *w, const struct panel *panel, enum picture_dir dir,
                 bool unicode)
{
    struct text_picture p = {.w = w, .dir = dir};
    struct artist a = {.w = w, .panel = panel, .p = &p, .after = panel->kind == PANEL_AFTER};
    if (!(a.plan = plan_new(w, panel->string)))
        return false;
    p.nbodies = a.plan->n;
    p.nwires = a.plan->m;
    p.body = ARENA_NEW(w->arena, struct text_body, p.nbodies);
    p.wire = ARENA_NEW(w->arena, struct text_wire, p.nwires);
    a.look = ARENA_NEW(w->arena, struct text_look, p.nwires);
    a.slot = ARENA_NEW(w->arena, struct slot, p.nbodies);
    if (!p.body || !p.wire || !a.look || !a.slot)
        return diag_oom(w->diags);
    for (uint32_t v = 0; v < p.nbodies; v++)
        measure(&a, v);
    for (uint32_t k = 0; k < p.nwires; k++)
        set_wire(&a, k);
    return plain_place(&p) && sheet_new(s, w, plain_rows(&p), plain_columns(&p), unicode) && draw(&a, s);
}
