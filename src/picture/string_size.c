/* string_size.c -- string diagrams: how much room boxes and names need, and the layout that gives it to them.
 */
#include "picture/string_int.h"

#include <math.h>
#include <string.h>

/* In u; the sizes proposed by those who draw such diagrams by hand. */
static const double MIN_WIDTH = 1.0, BOX_HEIGHT = 0.65, PAD = 0.5, PORT_GAP = 0.45, GAP = 0.55,
                    WIRE_GAP = 0.4, RANK_GAP = 0.85, STATE_HEIGHT = 0.62;

bool string_sideways(const struct panel_maker *s)
{
    return s->dir == DIR_RIGHT;
}

struct str string_label(const struct panel_maker *s, const struct box *b)
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

double string_text_width(const struct panel_maker *s, struct str text, double size)
{
    return text.n ? s->metrics->width(s->metrics->self, text, true) * size : 0;
}

enum shape string_shape(const struct box *b)
{
    if (b->kind == BOX_UNIFORM)
        return SHAPE_UNIFORM;
    if (b->kind == BOX_POINT)
        return SHAPE_POINT;
    return b->nin == 0 ? SHAPE_STATE : b->nout == 0 ? SHAPE_EFFECT : SHAPE_BOX;
}

/* Longer names stand beside their triangle. */
bool string_fits_inside(double text)
{
    return text <= 0.95;
}

/* Width and height of a box on the page. Text that does not fit into a triangle stands beside it. */
void string_box_size(const struct panel_maker *s, const struct box *b, uint32_t ports, double *w, double *h)
{
    double text = string_text_width(s, string_label(s, b), 1), room = (ports + 1) * PORT_GAP;
    enum shape shape = string_shape(b);
    *h = BOX_HEIGHT;
    *w = fmax(MIN_WIDTH, text + PAD);
    if (shape == SHAPE_STATE || shape == SHAPE_EFFECT) {
        *h = STATE_HEIGHT;
        *w = string_fits_inside(text) ? fmax(MIN_WIDTH, 2 * text + 0.3) : MIN_WIDTH;
    } else if (shape == SHAPE_POINT) {
        *w = fmax(0.7, text + 0.3);
    } else if (shape == SHAPE_UNIFORM) {
        *w = GROUND_WIDTH;
        *h = GROUND_HEIGHT;
    }
    if (string_sideways(s))
        *h = fmax(*h, room);
    else
        *w = fmax(*w, shape == SHAPE_UNIFORM ? 0 : room);
    if (string_sideways(s) && shape != SHAPE_BOX && shape != SHAPE_POINT) { /* triangles and bars turn */
        double t = *w;
        *w = shape == SHAPE_UNIFORM || !string_fits_inside(text) ? *h : fmax(*h, 1.8 * text);
        *h = t;
    }
}

double string_across(const struct panel_maker *s, double w, double h)
{
    return string_sideways(s) ? h : w;
}

static double along_of(const struct panel_maker *s, double w, double h)
{
    return string_sideways(s) ? w : h;
}

struct str string_wire_name(const struct panel_maker *s, uint32_t wire)
{
    const struct string_figure *f = s->p->figure;
    return wire < f->before->nwires ? f->before->wire[wire].name : f->after->wire[wire].name;
}

bool string_wire_hidden(const struct panel_maker *s, uint32_t wire)
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
        string_box_size(s, both[k], ports, &w, &h);
        across = fmax(across, string_across(s, w, h));
        enum shape shape = string_shape(both[k]);
        double text = string_text_width(s, string_label(s, both[k]), 1);
        bool beside = (shape == SHAPE_STATE || shape == SHAPE_EFFECT) && !string_fits_inside(text);
        if (beside && string_sideways(s))
            s->name_along[v] = fmax(s->name_along[v], text);
        else if (beside && ports < 2)
            across = fmax(across, text);
        *(k && x->operated ? &s->placed_along[v] : &s->before_along[v]) = along_of(s, w, h);
    }
    if (x->operated && ports > 1) /* the grounds of inputs that are cut stand side by side */
        across = fmax(across, (ports + 1) * (GROUND_WIDTH + 0.1));
    size->width = across;
    size->height = s->before_along[v] + s->name_along[v];
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
            double text = string_text_width(s, string_wire_name(s, x->wire), 1);
            size->width = string_sideways(s) ? TEXT_HEIGHT : fmax(text - WIRE_GAP / 2, 0.1);
            size->height = x->inner ? NAME_ABOVE * 2 : 0.05;
            if (!x->inner)
                size->pin = x->kind == PLAN_INPUT ? PIN_BOTTOM : PIN_TOP;
            if (!p->figure->free_order && !x->inner)
                size->place = v;
        }
    }
}

/* Offset of a port from the middle of its vertex. */
double string_port(const struct plan *p, uint32_t v, uint32_t port, bool out)
{
    uint32_t n = out ? p->nout[v] : p->nin[v];
    if (p->vertex[v].kind != PLAN_SLOT || n < 2)
        return 0;
    double width = fmax(p->size[v].width, (n + 1) * PORT_GAP);
    return round((width * (port + 1) / (n + 1) - width / 2) * LAYERED_GRID) / LAYERED_GRID;
}

/* Wires bend below boxes rather than below the names at their ends, and least of all between what belongs
 * together. */
static double straightness(const struct plan *p, const struct plan_edge *e)
{
    if (e->wire == UINT32_MAX)
        return 4;
    return p->vertex[e->from].kind == PLAN_INPUT || p->vertex[e->to].kind == PLAN_OUTPUT ? 3 : 1;
}

static void set_lines(struct plan *p)
{
    for (uint32_t k = 0; k < p->m; k++) {
        const struct plan_edge *e = &p->edge[k];
        p->line[k] = (struct layered_edge){.from = e->from,
                                           .to = e->to,
                                           .from_at = string_port(p, e->from, e->from_port, true),
                                           .to_at = string_port(p, e->to, e->to_port, false),
                                           .weight = straightness(p, e)};
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

static bool solve(struct panel_maker *s, bool draft)
{
    struct plan *p = s->p;
    struct layered_options opt = {.gap = GAP, .wire_gap = WIRE_GAP, .draft = draft};
    set_lines(p);
    p->at = layered_solve(s->w, p->size, p->n, p->line, p->m, &opt);
    return p->at;
}

/* Ports in the order with the fewest crossings of those tried. */
static bool settle_ports(struct panel_maker *s)
{
    enum { ROUNDS = 5 };
    struct plan *p = s->p;
    uint64_t fewest = UINT64_MAX;
    uint32_t *best = ARENA_NEW(s->w->arena, uint32_t, p->m);
    if (!best)
        return diag_oom(s->w->diags);
    for (int round = 0; round < ROUNDS; round++) {
        if (!solve(s, true))
            return false;
        if (p->at->crossings <= fewest) { /* of equals the later: its ports are in order */
            fewest = p->at->crossings;
            for (uint32_t k = 0; k < p->m; k++)
                best[k] = p->edge[k].to_port;
        }
        if (!sort_ports(s->w, p))
            break;
    }
    for (uint32_t k = 0; k < p->m; k++)
        p->edge[k].to_port = best[k];
    return true;
}

bool string_solve(struct panel_maker *s)
{
    struct plan *p = s->p;
    p->size = ARENA_NEW(s->w->arena, struct layered_vertex, p->n);
    p->line = ARENA_NEW(s->w->arena, struct layered_edge, p->m);
    s->before_along = ARENA_NEW(s->w->arena, double, p->n);
    s->placed_along = ARENA_NEW(s->w->arena, double, p->n);
    s->name_along = ARENA_NEW(s->w->arena, double, p->n);
    if (!p->size || !p->line || !s->before_along || !s->placed_along || !s->name_along)
        return diag_oom(s->w->diags);
    measure(s);
    return (!p->figure->free_order || settle_ports(s)) && solve(s, false);
}

/* ---- along the flow ---- */

bool string_set_ranks(struct panel_maker *s)
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

/* Where a vertex begins and ends along the flow: states stand at the top of their rank, effects and ends at
 * its bottom. */
void string_extent(const struct panel_maker *s, uint32_t v, double *low, double *high)
{
    const struct plan_vertex *x = &s->p->vertex[v];
    uint32_t r = s->p->at->rank[v];
    double h = s->p->size[v].height - s->name_along[v], room = s->high[r] - s->low[r] - h;
    bool state = x->kind == PLAN_SLOT && s->p->nin[v] == 0, named = s->name_along[v] > 0;
    *low = s->low[r] + (state ? room : x->kind == PLAN_SLOT && !named ? room / 2 : 0);
    if (x->kind == PLAN_OUTPUT && !x->inner)
        *low = s->low[r] + room;
    *high = *low + h;
}
