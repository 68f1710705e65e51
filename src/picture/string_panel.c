/* string_panel.c -- string diagrams as shapes, by the conventions of Jacobs, Kissinger and Zanasi (2019) and
 * Cho and Jacobs (2019): states are triangles, copying is a dot, discarding a ground, the flow goes upwards.
 *
 * Everything is computed in flow coordinates, `across` and `along`, and turned at the end; text never turns.
 */
#include "base/limits.h"
#include "picture/plan.h"

#include <math.h>
#include <string.h>

/* Lengths in u, see scene.h. */
static const double MIN_WIDTH = 1.0, BOX_HEIGHT = 0.65, PAD = 0.5, PORT_GAP = 0.45, GAP = 0.55,
                    WIRE_GAP = 0.4, RANK_GAP = 0.85, STATE_HEIGHT = 0.62, DOT_ABOVE = 0.24, DOT_SIZE = 0.18,
                    GROUND_WIDTH = 0.42, GROUND_HEIGHT = 0.2, CUT_ROOM = 0.5, PLACE_GAP = 0.14,
                    NAME_SIZE = 0.8, TEXT_HEIGHT = 0.4, NAME_ABOVE = 0.28, SNAP = 0.25, ZONE_MARGIN = 0.28;

struct panel_maker {
    struct scene_parts *out;
    struct work *w;
    const struct panel *panel;
    const struct text_metrics *metrics;
    enum picture_dir dir;
    bool after; /* which of the two is drawn */
    struct plan *p;
    double *low, *high;                  /* of each rank, along */
    double *before_along, *placed_along; /* by vertex: how much what was there, and what is placed, takes */
    double across, along;                /* the whole */
    size_t first_mark, first_strand, first_caption, first_zone;
};

/* ---- sizes ---- */

static bool sideways(const struct panel_maker *s)
{
    return s->dir == DIR_RIGHT;
}

static struct str label_of(const struct panel_maker *s, const struct box *b)
{
    const struct string_figure *f = s->p->figure;
    const struct diagram *d = s->after ? f->after : f->before;
    if (b->kind == BOX_POINT && b->nout && d->wire[b->out[0]].type && b->point < d->wire[b->out[0]].type->n)
        return d->wire[b->out[0]].type->state[b->point];
    if (b->kind == BOX_UNIFORM || b->kind == BOX_STATE)
        return b->nin ? b->name : STR("");
    if (b->nout && b->nin == 0 && d->wire[b->out[0]].hidden && !b->matrix &&
        memchr(d->wire[b->out[0]].name.s, '<', d->wire[b->out[0]].name.n))
        return STR("");
    return b->name;
}

static double text_width(const struct panel_maker *s, struct str text, double size)
{
    return text.n ? s->metrics->width(s->metrics->self, text, true) * size : 0;
}

static enum shape shape_of(const struct box *b)
{
    if (b->kind == BOX_UNIFORM)
        return SHAPE_UNIFORM;
    if (b->kind == BOX_POINT)
        return SHAPE_POINT;
    return b->nin == 0 ? SHAPE_STATE : b->nout == 0 ? SHAPE_EFFECT : SHAPE_BOX;
}

/* Longer names stand beside their triangle. */
static bool fits_inside(double text)
{
    return text <= 0.95;
}

/* Width and height of a box on the page. Text that does not fit into a triangle stands beside it. */
static void box_size(const struct panel_maker *s, const struct box *b, uint32_t ports, double *w, double *h)
{
    double text = text_width(s, label_of(s, b), 1), room = (ports + 1) * PORT_GAP;
    enum shape shape = shape_of(b);
    *h = BOX_HEIGHT;
    *w = fmax(MIN_WIDTH, text + PAD);
    if (shape == SHAPE_STATE || shape == SHAPE_EFFECT) {
        *h = STATE_HEIGHT;
        *w = fits_inside(text) ? fmax(MIN_WIDTH, 2 * text + 0.3) : MIN_WIDTH;
    } else if (shape == SHAPE_POINT) {
        *w = fmax(0.7, text + 0.3);
    } else if (shape == SHAPE_UNIFORM) {
        *w = GROUND_WIDTH;
        *h = GROUND_HEIGHT;
    }
    if (sideways(s))
        *h = fmax(*h, room);
    else
        *w = fmax(*w, shape == SHAPE_UNIFORM ? 0 : room);
    if (sideways(s) && shape != SHAPE_BOX && shape != SHAPE_POINT) { /* triangles and bars turn */
        double t = *w;
        *w = *h;
        *h = t;
    }
}

static double across_of(const struct panel_maker *s, double w, double h)
{
    return sideways(s) ? h : w;
}

static double along_of(const struct panel_maker *s, double w, double h)
{
    return sideways(s) ? w : h;
}

static struct str name_of(const struct panel_maker *s, uint32_t wire)
{
    const struct string_figure *f = s->p->figure;
    return wire < f->before->nwires ? f->before->wire[wire].name : f->after->wire[wire].name;
}

static bool is_hidden(const struct panel_maker *s, uint32_t wire)
{
    const struct string_figure *f = s->p->figure;
    return wire < f->before->nwires ? f->before->wire[wire].hidden : f->after->wire[wire].hidden;
}

static void measure_slot(struct panel_maker *s, uint32_t v, struct layered_vertex *size)
{
    const struct plan_vertex *x = &s->p->vertex[v];
    uint32_t ports = s->p->nin[v] > s->p->nout[v] ? s->p->nin[v] : s->p->nout[v];
    double w, h, across = 0;
    const struct box *both[2] = {x->before, x->after != x->before ? x->after : NULL};
    for (int k = 0; k < 2; k++) {
        if (!both[k])
            continue;
        box_size(s, both[k], ports, &w, &h);
        across = fmax(across, across_of(s, w, h));
        *(k && x->operated ? &s->placed_along[v] : &s->before_along[v]) = along_of(s, w, h);
    }
    size->width = across;
    size->height = s->before_along[v];
    if (x->operated)
        size->height += (x->before->nin ? CUT_ROOM : 0) + PLACE_GAP + s->placed_along[v];
}

static void measure(struct panel_maker *s)
{
    struct plan *p = s->p;
    for (uint32_t v = 0; v < p->n; v++) {
        struct layered_vertex *size = &p->size[v];
        const struct plan_vertex *x = &p->vertex[v];
        *size = (struct layered_vertex){.place = UINT32_MAX};
        if (x->kind == PLAN_SLOT) {
            measure_slot(s, v, size);
        } else if (x->kind == PLAN_END) {
            size->width = GROUND_WIDTH;
            size->height = GROUND_HEIGHT;
        } else {
            double text = text_width(s, name_of(s, x->wire), 1);
            size->width = sideways(s) ? TEXT_HEIGHT : fmax(text - WIRE_GAP / 2, 0.1);
            size->height = x->inner ? NAME_ABOVE * 2 : 0.05;
            if (!x->inner)
                size->pin = x->kind == PLAN_INPUT ? PIN_BOTTOM : PIN_TOP;
            if (!p->figure->free_order && !x->inner)
                size->place = v;
        }
    }
}

/* Offset of a port from the middle of its vertex. */
static double port_at(const struct plan *p, uint32_t v, uint32_t port, bool out)
{
    uint32_t n = out ? p->nout[v] : p->nin[v];
    if (p->vertex[v].kind != PLAN_SLOT || n < 2)
        return 0;
    double width = fmax(p->size[v].width, (n + 1) * PORT_GAP);
    return width * (port + 1) / (n + 1) - width / 2;
}

static void set_lines(struct plan *p)
{
    for (uint32_t k = 0; k < p->m; k++) {
        const struct plan_edge *e = &p->edge[k];
        p->line[k] = (struct layered_edge){.from = e->from,
                                           .to = e->to,
                                           .from_at = port_at(p, e->from, e->from_port, true),
                                           .to_at = port_at(p, e->to, e->to_port, false),
                                           .weight = e->wire == UINT32_MAX ? 4 : 1};
    }
}

/* In a network the order of a box's inputs is not told by the picture: they come in the order of where the
 * wires come from. */
static bool sort_ports(struct work *w, struct plan *p)
{
    uint32_t *of = ARENA_NEW(w->arena, uint32_t, p->m), n;
    bool changed = false;
    for (uint32_t v = 0; of && v < p->n; v++) {
        const struct plan_vertex *x = &p->vertex[v];
        if (x->kind != PLAN_SLOT || x->through)
            continue;
        n = 0;
        for (uint32_t k = 0; k < p->m; k++)
            if (p->edge[k].to == v && (!x->operated || p->edge[k].cut))
                of[n++] = k;
        for (uint32_t i = 1; i < n; i++) /* few: by insertion */
            for (uint32_t j = i; j > 0; j--) {
                const struct plan_edge *a = &p->edge[of[j - 1]], *b = &p->edge[of[j]];
                const struct layered *l = p->at;
                uint32_t la = of[j - 1], lb = of[j];
                double xa = l->chain_start[la + 1] > l->chain_start[la]
                                ? l->x[l->chain[l->chain_start[la + 1] - 1]]
                                : l->x[a->from] + p->line[la].from_at;
                double xb = l->chain_start[lb + 1] > l->chain_start[lb]
                                ? l->x[l->chain[l->chain_start[lb + 1] - 1]]
                                : l->x[b->from] + p->line[lb].from_at;
                bool wrong = a->to_port < b->to_port ? xb < xa : xa < xb;
                if (wrong) {
                    uint32_t t = p->edge[of[j - 1]].to_port;
                    p->edge[of[j - 1]].to_port = p->edge[of[j]].to_port;
                    p->edge[of[j]].to_port = t;
                    changed = true;
                }
                if (p->edge[of[j - 1]].to_port > p->edge[of[j]].to_port) {
                    uint32_t t = of[j - 1];
                    of[j - 1] = of[j];
                    of[j] = t;
                }
            }
    }
    return changed;
}

static bool solve(struct panel_maker *s)
{
    struct plan *p = s->p;
    struct layered_options opt = {.gap = GAP, .wire_gap = WIRE_GAP, .snap = SNAP};
    p->size = ARENA_NEW(s->w->arena, struct layered_vertex, p->n);
    p->line = ARENA_NEW(s->w->arena, struct layered_edge, p->m);
    s->before_along = ARENA_NEW(s->w->arena, double, p->n);
    s->placed_along = ARENA_NEW(s->w->arena, double, p->n);
    if (!p->size || !p->line || !s->before_along || !s->placed_along)
        return diag_oom(s->w->diags);
    measure(s);
    set_lines(p);
    if (!(p->at = layered_solve(s->w, p->size, p->n, p->line, p->m, &opt)))
        return false;
    for (int round = 0; round < 3 && p->figure->free_order && sort_ports(s->w, p); round++) {
        set_lines(p);
        if (!(p->at = layered_solve(s->w, p->size, p->n, p->line, p->m, &opt)))
            return false;
    }
    return true;
}

/* ---- along the flow ---- */

static bool set_ranks(struct panel_maker *s)
{
    struct plan *p = s->p;
    const struct layered *l = p->at;
    s->low = ARENA_NEW(s->w->arena, double, l->nranks);
    s->high = ARENA_NEW(s->w->arena, double, l->nranks);
    double *slope = ARENA_NEW(s->w->arena, double, l->nranks);
    if (!s->low || !s->high || !slope)
        return diag_oom(s->w->diags);
    for (uint32_t k = 0; k < p->m; k++) {
        double x = l->x[p->edge[k].from] + p->line[k].from_at;
        uint32_t r = l->rank[p->edge[k].from];
        for (uint32_t c = l->chain_start[k]; c <= l->chain_start[k + 1]; c++, r++) {
            bool last = c == l->chain_start[k + 1];
            double to = last ? l->x[p->edge[k].to] + p->line[k].to_at : l->x[l->chain[c]];
            slope[r] = fmax(slope[r], fabs(to - x));
            x = to;
        }
    }
    double at = 0;
    for (uint32_t r = 0; r < l->nranks; r++) {
        double height = 0;
        for (uint32_t i = l->rank_start[r]; i < l->rank_start[r + 1]; i++)
            if (l->order[i] < p->n)
                height = fmax(height, p->size[l->order[i]].height);
        s->low[r] = at;
        s->high[r] = at + height;
        at = s->high[r] + fmin(RANK_GAP + 0.12 * slope[r], 2.2);
    }
    s->along = l->nranks ? s->high[l->nranks - 1] : 0;
    s->across = l->width;
    return true;
}

/* Where a vertex begins and ends along the flow: states stand at the top of their rank, ends at its bottom.
 */
static void extent(const struct panel_maker *s, uint32_t v, double *low, double *high)
{
    const struct plan_vertex *x = &s->p->vertex[v];
    uint32_t r = s->p->at->rank[v];
    double h = s->p->size[v].height, room = s->high[r] - s->low[r] - h;
    bool state = x->kind == PLAN_SLOT && s->p->nin[v] == 0;
    *low = s->low[r] + (state ? room : x->kind == PLAN_SLOT ? room / 2 : 0);
    if (x->kind == PLAN_OUTPUT && !x->inner)
        *low = s->low[r] + room;
    *high = *low + h;
}

/* ---- shapes ---- */

static struct point page(const struct panel_maker *s, double across, double along)
{
    switch (s->dir) {
    case DIR_RIGHT:
        return (struct point){along, across};
    case DIR_DOWN:
        return (struct point){across, along};
    case DIR_UP:
        break;
    }
    return (struct point){across, s->along - along};
}

static uint32_t add_mark(struct panel_maker *s, enum shape shape, unsigned flags, double across, double along,
                         double width, double depth, struct str label, uint32_t of)
{
    struct point at = page(s, across, along);
    struct mark m = {.shape = shape,
                     .flags = flags,
                     .x = at.x,
                     .y = at.y,
                     .w = sideways(s) ? depth : width,
                     .h = sideways(s) ? width : depth,
                     .facing = s->dir,
                     .label = label,
                     .label_size = 1,
                     .of = of};
    if (ARENA_PUSH(s->w->arena, s->out->mark, s->out->nmarks, s->out->mark_cap, m))
        return (uint32_t)s->out->nmarks - 1;
    diag_oom(s->w->diags);
    return UINT32_MAX;
}

static bool add_caption(struct panel_maker *s, struct point at, enum anchor anchor, double size,
                        struct str text, unsigned flags)
{
    struct caption c = {.kind = CAPTION_WIRE,
                        .flags = flags,
                        .x = at.x,
                        .y = at.y,
                        .anchor = anchor,
                        .size = size,
                        .width = text_width(s, text, size),
                        .text = text};
    return ARENA_PUSH(s->w->arena, s->out->caption, s->out->ncaptions, s->out->caption_cap, c) ||
           diag_oom(s->w->diags);
}

static bool is_dim(const struct panel_maker *s, uint32_t wire)
{
    return s->panel->dim.w && wire != UINT32_MAX && wire / 64 < s->panel->dim.words &&
           set_has(s->panel->dim, wire);
}

static unsigned wire_flags(const struct panel_maker *s, uint32_t wire)
{
    return (is_hidden(s, wire) ? FLAG_HIDDEN : 0) | (is_dim(s, wire) ? FLAG_DIM : 0);
}

/* A path of stations; pieces across are curves, the rest is straight. */
struct path {
    struct point *p; /* flow coordinates: x across, y along */
    size_t n, cap;
};

static bool station(struct panel_maker *s, struct path *path, double across, double along)
{
    struct point at = {across, along};
    if (path->n && path->p[path->n - 1].x == across && path->p[path->n - 1].y == along)
        return true;
    if (path->n > 1 && path->p[path->n - 1].x == across && path->p[path->n - 2].x == across) {
        path->p[path->n - 1] = at;
        return true;
    }
    return ARENA_PUSH(s->w->arena, path->p, path->n, path->cap, at) || diag_oom(s->w->diags);
}

static bool add_strand(struct panel_maker *s, const struct path *path, unsigned flags, uint32_t wire)
{
    if (path->n < 2)
        return true;
    struct strand t = {.flags = flags, .npoints = (uint32_t)(3 * (path->n - 1) + 1), .of = wire};
    struct point *q = ARENA_NEW(s->w->arena, struct point, t.npoints);
    if (!q)
        return diag_oom(s->w->diags);
    t.from = t.to = UINT32_MAX;
    q[0] = page(s, path->p[0].x, path->p[0].y);
    for (size_t i = 1; i < path->n; i++) {
        struct point a = path->p[i - 1], b = path->p[i];
        bool straight = a.x == b.x;
        double bend = straight ? (b.y - a.y) / 3 : (b.y - a.y) / 2;
        q[3 * i - 2] = page(s, a.x, a.y + bend);
        q[3 * i - 1] = page(s, b.x, b.y - bend);
        q[3 * i] = page(s, b.x, b.y);
    }
    t.p = q;
    return ARENA_PUSH(s->w->arena, s->out->strand, s->out->nstrands, s->out->strand_cap, t) ||
           diag_oom(s->w->diags);
}

static unsigned box_flags(const struct panel_maker *s, const struct box *b)
{
    return b->nout ? wire_flags(s, b->out[0]) : 0;
}

/* ---- slots ---- */

static bool put_box(struct panel_maker *s, uint32_t v, const struct box *b, double low, double high,
                    unsigned flags)
{
    uint32_t ports = s->p->nin[v] > s->p->nout[v] ? s->p->nin[v] : s->p->nout[v];
    double w, h, across = s->p->at->x[v];
    box_size(s, b, ports, &w, &h);
    double width = across_of(s, w, h);
    if (shape_of(b) == SHAPE_BOX)
        width = fmax(width, s->p->size[v].width);
    struct str label = s->p->vertex[v].through && s->after ? STR("") : label_of(s, b);
    bool inside =
        shape_of(b) == SHAPE_BOX || shape_of(b) == SHAPE_POINT || fits_inside(text_width(s, label, 1));
    if (add_mark(s, shape_of(b), flags, across, (low + high) / 2, width, high - low, inside ? label : STR(""),
                 b->nout ? b->out[0] : UINT32_MAX) == UINT32_MAX)
        return false;
    if (inside || (flags & FLAG_GHOST))
        return true;
    struct point at = page(s, across, shape_of(b) == SHAPE_EFFECT ? high + NAME_ABOVE : low - NAME_ABOVE);
    return add_caption(s, at, sideways(s) ? ANCHOR_RIGHT : ANCHOR_MIDDLE, 1, label, flags);
}

static bool straight(struct panel_maker *s, double across, double from, double to, unsigned flags,
                     uint32_t wire)
{
    struct path path = {0};
    return from == to || (station(s, &path, across, from) && station(s, &path, across, to) &&
                          add_strand(s, &path, flags, wire));
}

/* do(X): the input runs through the slot to where the box's output was. */
static bool put_through(struct panel_maker *s, uint32_t v, double low, double high)
{
    double at = s->p->at->x[v];
    struct path path = {0};
    return station(s, &path, at + port_at(s->p, v, s->p->nin[v] - 1, false), low) &&
           station(s, &path, at + port_at(s->p, v, 0, true), high) &&
           add_strand(s, &path, FLAG_ACCENT, s->p->vertex[v].wire);
}

static bool put_operated(struct panel_maker *s, uint32_t v, double low, double high)
{
    const struct plan_vertex *x = &s->p->vertex[v];
    double at = s->p->at->x[v], box_low = low + (x->before->nin ? CUT_ROOM : 0);
    double box_high = box_low + s->before_along[v];
    unsigned flags = box_flags(s, x->before);
    if (!put_box(s, v, x->before, box_low, box_high, s->after ? FLAG_GHOST : flags))
        return false;
    if (!s->after) { /* its wires reach the rims of the slot */
        for (uint32_t i = 0; i < x->before->nin; i++)
            if (!straight(s, at + port_at(s->p, v, i, false), low, box_low, wire_flags(s, x->before->in[i]),
                          x->before->in[i]))
                return false;
        for (uint32_t i = 0; i < x->before->nout; i++)
            if (!straight(s, at + port_at(s->p, v, i, true), box_high, high, wire_flags(s, x->before->out[i]),
                          x->before->out[i]))
                return false;
        return true;
    }
    if (x->through && !put_through(s, v, low, high))
        return false;
    return !x->after || put_box(s, v, x->after, high - s->placed_along[v], high, FLAG_ACCENT);
}

static bool put_vertex(struct panel_maker *s, uint32_t v)
{
    const struct plan_vertex *x = &s->p->vertex[v];
    double low, high, across = s->p->at->x[v];
    extent(s, v, &low, &high);
    if (x->kind == PLAN_SLOT && x->operated)
        return put_operated(s, v, low, high);
    if (!(s->after ? x->in_after : x->in_before))
        return true;
    if (x->kind == PLAN_SLOT) {
        const struct box *b = s->after ? x->after : x->before;
        return put_box(s, v, b, low, high, x->before ? box_flags(s, b) : FLAG_ACCENT);
    }
    if (x->kind == PLAN_END)
        return add_mark(s, SHAPE_GROUND, wire_flags(s, x->wire), across, (low + high) / 2, GROUND_WIDTH,
                        GROUND_HEIGHT, STR(""), x->wire) != UINT32_MAX;
    bool input = x->kind == PLAN_INPUT;
    unsigned flags = wire_flags(s, x->wire) | (input && !x->in_before ? FLAG_ACCENT : 0);
    double end = input ? high : low, name = input ? end - NAME_ABOVE : end + NAME_ABOVE;
    if (add_mark(s, SHAPE_TERMINAL, flags, across, end, 0, 0, STR(""), x->wire) == UINT32_MAX)
        return false;
    struct point at = page(s, across, sideways(s) ? (input ? end - 0.12 : end + 0.12) : name);
    enum anchor anchor = !sideways(s) ? ANCHOR_MIDDLE : input ? ANCHOR_RIGHT : ANCHOR_LEFT;
    return add_caption(s, at, anchor, 1, name_of(s, x->wire), flags);
}

/* ---- wires ---- */

static bool shown(const struct panel_maker *s, const struct plan_edge *e)
{
    return e->wire != UINT32_MAX && (s->after ? e->in_after || e->cut : e->in_before);
}

/* How many uses leave the same port. */
static uint32_t fan_of(const struct panel_maker *s, const struct plan_edge *e)
{
    uint32_t n = 0;
    for (uint32_t k = 0; k < s->p->m; k++) {
        const struct plan_edge *other = &s->p->edge[k];
        n += other->from == e->from && other->from_port == e->from_port && shown(s, other);
    }
    return n;
}

static bool put_ground(struct panel_maker *s, const struct plan_edge *e, double across, double low)
{
    return add_mark(s, SHAPE_GROUND, wire_flags(s, e->wire), across, low + 0.08 + GROUND_HEIGHT / 2,
                    GROUND_WIDTH, GROUND_HEIGHT, STR(""), e->wire) != UINT32_MAX;
}

static bool put_wire(struct panel_maker *s, uint32_t k, bool *dotted)
{
    const struct plan_edge *e = &s->p->edge[k];
    const struct layered *l = s->p->at;
    double low, high, across = l->x[e->from] + s->p->line[k].from_at;
    double to = l->x[e->to] + s->p->line[k].to_at;
    unsigned flags = wire_flags(s, e->wire);
    struct path path = {0};
    uint32_t r = l->rank[e->from];
    extent(s, e->from, &low, &high);
    if (s->p->vertex[e->from].kind == PLAN_INPUT && !s->p->vertex[e->from].in_before)
        flags |= FLAG_ACCENT;
    if (fan_of(s, e) > 1) {
        if (!dotted[k]) { /* the first of the fan draws the stem */
            if (!straight(s, across, high, high + DOT_ABOVE, flags, e->wire) ||
                add_mark(s, SHAPE_DOT, flags, across, high + DOT_ABOVE, DOT_SIZE, DOT_SIZE, STR(""),
                         e->wire) == UINT32_MAX)
                return false;
            for (uint32_t i = k; i < s->p->m; i++)
                if (s->p->edge[i].from == e->from && s->p->edge[i].from_port == e->from_port)
                    dotted[i] = true;
        }
        high += DOT_ABOVE;
    }
    if (!station(s, &path, across, high) || !station(s, &path, across, fmax(high, s->high[r])))
        return false;
    for (uint32_t c = l->chain_start[k]; c < l->chain_start[k + 1]; c++) {
        uint32_t d = l->chain[c];
        if (!station(s, &path, l->x[d], s->low[l->rank[d]]) ||
            !station(s, &path, l->x[d], s->high[l->rank[d]]))
            return false;
    }
    extent(s, e->to, &low, &high);
    r = l->rank[e->to];
    bool operated = s->p->vertex[e->to].kind == PLAN_SLOT && s->p->vertex[e->to].operated;
    double end = s->p->vertex[e->to].kind == PLAN_INPUT ? high : low;
    if (s->after && e->cut)
        end = low + 0.08;
    else if (operated && s->after && !e->cut && !s->p->vertex[e->to].through)
        end = s->p->vertex[e->to].after ? high - s->placed_along[e->to] : low;
    if (!station(s, &path, to, fmin(s->low[r], end)) || !station(s, &path, to, end) ||
        !add_strand(s, &path, flags, e->wire))
        return false;
    return !(s->after && e->cut) || put_ground(s, e, to, low);
}

/* ---- names of wires that end nowhere at the rim ---- */

static bool overlaps(double x0, double y0, double x1, double y1, double a0, double b0, double a1, double b1)
{
    return x0 < a1 && a0 < x1 && y0 < b1 && b0 < y1;
}

static double caption_left(const struct caption *c)
{
    return c->anchor == ANCHOR_LEFT    ? c->x
           : c->anchor == ANCHOR_RIGHT ? c->x - c->width
                                       : c->x - c->width / 2;
}

static bool is_free(const struct panel_maker *s, double x0, double y0, double x1, double y1)
{
    const struct scene_parts *o = s->out;
    for (size_t i = s->first_mark; i < o->nmarks; i++) {
        const struct mark *m = &o->mark[i];
        if (overlaps(x0, y0, x1, y1, m->x - m->w / 2, m->y - m->h / 2, m->x + m->w / 2, m->y + m->h / 2))
            return false;
    }
    for (size_t i = s->first_caption; i < o->ncaptions; i++) {
        const struct caption *c = &o->caption[i];
        double left = caption_left(c);
        if (overlaps(x0, y0, x1, y1, left, c->y - TEXT_HEIGHT / 2, left + c->width, c->y + TEXT_HEIGHT / 2))
            return false;
    }
    for (size_t i = s->first_strand; i < o->nstrands; i++) {
        const struct strand *t = &o->strand[i];
        for (uint32_t k = 0; k + 3 < t->npoints; k += 3)
            for (int j = 0; j <= 16; j++) {
                double u = j / 16.0, v = 1 - u;
                const struct point *q = t->p + k;
                double x =
                    v * v * v * q[0].x + 3 * u * v * v * q[1].x + 3 * u * u * v * q[2].x + u * u * u * q[3].x;
                double y =
                    v * v * v * q[0].y + 3 * u * v * v * q[1].y + 3 * u * u * v * q[2].y + u * u * u * q[3].y;
                if (x > x0 && x < x1 && y > y0 && y < y1)
                    return false;
            }
    }
    return true;
}

static bool needs_name(const struct panel_maker *s, uint32_t wire, const struct box *maker)
{
    struct str name = name_of(s, wire);
    for (uint32_t v = 0; v < s->p->n; v++)
        if (s->p->vertex[v].wire == wire && s->p->vertex[v].kind != PLAN_SLOT &&
            s->p->vertex[v].kind != PLAN_END)
            return false;
    return name.n && !memchr(name.s, '<', name.n) && !(maker && str_eq(maker->name, name));
}

static bool put_name(struct panel_maker *s, uint32_t v, uint32_t port, uint32_t wire)
{
    double low, high, across = s->p->at->x[v] + port_at(s->p, v, port, true);
    struct str name = name_of(s, wire);
    double width = text_width(s, name, NAME_SIZE), height = TEXT_HEIGHT * NAME_SIZE;
    extent(s, v, &low, &high);
    for (int step = 0; step < 8; step++)
        for (int side = 0; side < 2; side++) {
            struct point at = page(s, across, high + 0.2 + 0.18 * step);
            double x = sideways(s) ? at.x : at.x + (side ? 0.1 : -0.1);
            double y = sideways(s) ? at.y + (side ? 0.25 : -0.25) : at.y;
            double left = sideways(s) ? x - width / 2 : side ? x : x - width;
            if (!is_free(s, left, y - height / 2, left + width, y + height / 2))
                continue;
            enum anchor anchor = sideways(s) ? ANCHOR_MIDDLE : side ? ANCHOR_LEFT : ANCHOR_RIGHT;
            return add_caption(s, (struct point){x, y}, anchor, NAME_SIZE, name, wire_flags(s, wire));
        }
    return true; /* no room for it: the picture says it elsewhere */
}

static bool put_names(struct panel_maker *s)
{
    for (uint32_t v = 0; v < s->p->n; v++) {
        const struct plan_vertex *x = &s->p->vertex[v];
        const struct box *b = s->after ? x->after : x->before;
        for (uint32_t j = 0; x->kind == PLAN_SLOT && b && j < b->nout; j++)
            if (needs_name(s, b->out[j], x->before ? x->before : b) && !put_name(s, v, j, b->out[j]))
                return false;
    }
    return true;
}

/* ---- regions ---- */

/* What a rank has of a region: the members, and wires between members; cut down where others are between. */
static bool band(const struct panel_maker *s, const bool *in, uint32_t r, double *left, double *right)
{
    const struct layered *l = s->p->at;
    double best_left = 0, best_right = -1;
    uint32_t best = 0, count = 0;
    double lo = 0, hi = 0;
    for (uint32_t i = l->rank_start[r]; i <= l->rank_start[r + 1]; i++) {
        bool member = i < l->rank_start[r + 1] && in[l->order[i]];
        bool foreign = i < l->rank_start[r + 1] && !member && l->order[i] < s->p->n;
        if (member) {
            uint32_t v = l->order[i];
            double half = v < s->p->n ? s->p->size[v].width / 2 : 0;
            lo = count ? lo : l->x[v] - half;
            hi = l->x[v] + half;
            count += v < s->p->n ? 4 : 1;
        }
        if (foreign || i == l->rank_start[r + 1]) {
            if (count > best) {
                best = count;
                best_left = lo;
                best_right = hi;
            }
            count = 0;
        }
    }
    *left = best_left - ZONE_MARGIN;
    *right = best_right + ZONE_MARGIN;
    return best > 0;
}

static bool put_region(struct panel_maker *s, const struct figure_region *region)
{
    const struct plan *p = s->p;
    const struct layered *l = p->at;
    bool *in = ARENA_NEW(s->w->arena, bool, l->total);
    struct point *q = ARENA_NEW(s->w->arena, struct point, 4 * (size_t)l->nranks + 4);
    double *left = ARENA_NEW(s->w->arena, double, l->nranks),
           *right = ARENA_NEW(s->w->arena, double, l->nranks);
    uint32_t first = UINT32_MAX, last = 0, n = 0;
    if (!in || !q || !left || !right)
        return diag_oom(s->w->diags);
    for (uint32_t v = 0; v < p->n; v++) {
        const struct plan_vertex *x = &p->vertex[v];
        in[v] = x->kind == PLAN_SLOT && x->wire != UINT32_MAX && x->wire / 64 < region->members.words &&
                set_has(region->members, x->wire);
        if (in[v]) {
            first = l->rank[v] < first ? l->rank[v] : first;
            last = l->rank[v] > last ? l->rank[v] : last;
        }
    }
    if (first == UINT32_MAX)
        return true;
    for (uint32_t k = 0; k < p->m; k++)
        if (in[p->edge[k].from] && in[p->edge[k].to])
            for (uint32_t c = l->chain_start[k]; c < l->chain_start[k + 1]; c++)
                in[l->chain[c]] = true;
    for (uint32_t r = first; r <= last; r++)
        if (!band(s, in, r, &left[r], &right[r])) { /* nothing of it here: as below */
            left[r] = r > first ? left[r - 1] : 0;
            right[r] = r > first ? right[r - 1] : 0;
        }
    for (uint32_t r = first + 1; r <= last; r++) { /* no small jogs */
        if (fabs(left[r] - left[r - 1]) < ZONE_MARGIN)
            left[r] = left[r - 1] = fmin(left[r], left[r - 1]);
        if (fabs(right[r] - right[r - 1]) < ZONE_MARGIN)
            right[r] = right[r - 1] = fmax(right[r], right[r - 1]);
    }
    for (uint32_t r = first; r <= last; r++) {
        double low = r == first ? s->low[r] - ZONE_MARGIN : (s->high[r - 1] + s->low[r]) / 2;
        double high = r == last ? s->high[r] + ZONE_MARGIN : (s->high[r] + s->low[r + 1]) / 2;
        q[n++] = page(s, left[r], low);
        q[n++] = page(s, left[r], high);
    }
    for (uint32_t r = last + 1; r-- > first;) {
        double low = r == first ? s->low[r] - ZONE_MARGIN : (s->high[r - 1] + s->low[r]) / 2;
        double high = r == last ? s->high[r] + ZONE_MARGIN : (s->high[r] + s->low[r + 1]) / 2;
        q[n++] = page(s, right[r], high);
        q[n++] = page(s, right[r], low);
    }
    struct zone z = {.style = region->style, .npoints = n, .p = q};
    return ARENA_PUSH(s->w->arena, s->out->zone, s->out->nzones, s->out->zone_cap, z) ||
           diag_oom(s->w->diags);
}

/* A comb figure is a comb as a whole. */
static bool put_regions(struct panel_maker *s)
{
    const struct string_figure *f = s->p->figure;
    for (uint32_t i = 0; i < s->panel->nregions; i++)
        if (!put_region(s, &s->panel->region[i]))
            return false;
    if (!f->hole)
        return true;
    struct figure_region whole = {.members = set_full(s->w->arena, f->before->nwires), .style = REGION_COMB};
    return set_ok(whole.members) ? put_region(s, &whole) : diag_oom(s->w->diags);
}

/* ---- the panel ---- */

/* What shapes cover on the page. */
struct cover {
    double x0, y0, x1, y1;
};

static void cover(struct cover *c, double x0, double y0, double x1, double y1)
{
    c->x0 = fmin(c->x0, x0);
    c->y0 = fmin(c->y0, y0);
    c->x1 = fmax(c->x1, x1);
    c->y1 = fmax(c->y1, y1);
}

static void cover_all(struct cover *c, const struct panel_maker *s)
{
    const struct scene_parts *o = s->out;
    for (size_t i = s->first_mark; i < o->nmarks; i++) {
        const struct mark *m = &o->mark[i];
        cover(c, m->x - m->w / 2, m->y - m->h / 2, m->x + m->w / 2, m->y + m->h / 2);
    }
    for (size_t i = s->first_caption; i < o->ncaptions; i++) {
        const struct caption *t = &o->caption[i];
        double left = caption_left(t);
        cover(c, left, t->y - TEXT_HEIGHT / 2, left + t->width, t->y + TEXT_HEIGHT / 2);
    }
    for (size_t i = s->first_zone; i < o->nzones; i++)
        for (uint32_t k = 0; k < o->zone[i].npoints; k++)
            cover(c, o->zone[i].p[k].x, o->zone[i].p[k].y, o->zone[i].p[k].x, o->zone[i].p[k].y);
}

static void shift(const struct point *p, uint32_t n, const struct cover *c)
{
    struct point *q = (struct point *)(uintptr_t)p; /* made for this scene */
    for (uint32_t i = 0; i < n; i++) {
        q[i].x -= c->x0;
        q[i].y -= c->y0;
    }
}

static void settle(struct panel_maker *s, const struct cover *c)
{
    struct scene_parts *o = s->out;
    for (size_t i = s->first_mark; i < o->nmarks; i++) {
        o->mark[i].x -= c->x0;
        o->mark[i].y -= c->y0;
    }
    for (size_t i = s->first_caption; i < o->ncaptions; i++) {
        o->caption[i].x -= c->x0;
        o->caption[i].y -= c->y0;
    }
    for (size_t i = s->first_strand; i < o->nstrands; i++)
        shift(o->strand[i].p, o->strand[i].npoints, c);
    for (size_t i = s->first_zone; i < o->nzones; i++)
        shift(o->zone[i].p, o->zone[i].npoints, c);
}

static uint64_t count_bends(const struct scene_parts *o, size_t first)
{
    uint64_t n = 0;
    for (size_t i = first; i < o->nstrands; i++)
        n += (o->strand[i].npoints - 1) / 3 - 1;
    return n;
}

static bool put_all(struct panel_maker *s, struct cover *c)
{
    bool *dotted = ARENA_NEW(s->w->arena, bool, s->p->m);
    if (!dotted)
        return diag_oom(s->w->diags);
    for (uint32_t v = 0; v < s->p->n; v++)
        if (!put_vertex(s, v))
            return false;
    for (uint32_t k = 0; k < s->p->m; k++)
        if (shown(s, &s->p->edge[k]) && !put_wire(s, k, dotted))
            return false;
    if (!put_names(s) || !put_regions(s))
        return false;
    cover_all(c, s);
    return true;
}

/* What the other picture of the figure covers: both are given the same room. */
static bool cover_other(const struct panel_maker *s, struct cover *c)
{
    struct scene_parts scratch = {.w = s->w};
    struct panel_maker other = *s;
    other.out = &scratch;
    other.after = !s->after;
    other.first_mark = other.first_strand = other.first_caption = other.first_zone = 0;
    return put_all(&other, c);
}

bool panel_string(struct scene_parts *out, const struct panel *panel, enum picture_dir dir,
                  const struct text_metrics *metrics, struct panel_size *size)
{
    struct panel_maker s = {.out = out,
                            .w = out->w,
                            .panel = panel,
                            .metrics = metrics,
                            .dir = dir,
                            .after = panel->kind == PANEL_AFTER,
                            .first_mark = out->nmarks,
                            .first_strand = out->nstrands,
                            .first_caption = out->ncaptions,
                            .first_zone = out->nzones};
    if (!(s.p = plan_new(s.w, panel->string)) || !solve(&s) || !set_ranks(&s))
        return false;
    struct cover c = {0, 0, sideways(&s) ? s.along : s.across, sideways(&s) ? s.across : s.along};
    if (!put_all(&s, &c) || (panel->string->before != panel->string->after && !cover_other(&s, &c)))
        return false;
    settle(&s, &c);
    *size =
        (struct panel_size){c.x1 - c.x0, c.y1 - c.y0, s.p->at->crossings, count_bends(out, s.first_strand)};
    return true;
}
