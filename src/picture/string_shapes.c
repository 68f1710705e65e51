/* string_shapes.c -- string diagrams: marks, curves and captions, from flow coordinates onto the page. */
#include "picture/string_int.h"

struct point string_page(const struct panel_maker *s, double across, double along)
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

uint32_t string_add_mark(struct panel_maker *s, enum shape shape, unsigned flags, double across, double along,
                         double width, double depth, struct str label, uint32_t of)
{
    struct point at = string_page(s, across, along);
    struct mark m = {.shape = shape,
                     .flags = flags,
                     .x = at.x,
                     .y = at.y,
                     .w = string_sideways(s) ? depth : width,
                     .h = string_sideways(s) ? width : depth,
                     .facing = s->dir,
                     .label = label,
                     .label_size = 1,
                     .of = of};
    if (ARENA_PUSH(s->w->arena, s->out->mark, s->out->nmarks, s->out->mark_cap, m))
        return (uint32_t)s->out->nmarks - 1;
    diag_oom(s->w->diags);
    return UINT32_MAX;
}

bool string_add_caption(struct panel_maker *s, struct point at, enum anchor anchor, double size,
                        struct str text, unsigned flags)
{
    struct caption c = {.kind = CAPTION_WIRE,
                        .flags = flags,
                        .x = at.x,
                        .y = at.y,
                        .anchor = anchor,
                        .size = size,
                        .width = string_text_width(s, text, size),
                        .text = text};
    return ARENA_PUSH(s->w->arena, s->out->caption, s->out->ncaptions, s->out->caption_cap, c) ||
           diag_oom(s->w->diags);
}

static bool is_dim(const struct panel_maker *s, uint32_t wire)
{
    return s->panel->dim.w && wire != UINT32_MAX && wire / 64 < s->panel->dim.words &&
           set_has(s->panel->dim, wire);
}

unsigned string_wire_flags(const struct panel_maker *s, uint32_t wire)
{
    return (string_wire_hidden(s, wire) ? FLAG_HIDDEN : 0) | (is_dim(s, wire) ? FLAG_DIM : 0);
}

bool string_station(struct panel_maker *s, struct path *path, double across, double along)
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

bool string_add_strand(struct panel_maker *s, const struct path *path, unsigned flags, uint32_t wire)
{
    if (path->n < 2)
        return true;
    struct strand t = {.flags = flags, .npoints = (uint32_t)(3 * (path->n - 1) + 1), .of = wire};
    struct point *q = ARENA_NEW(s->w->arena, struct point, t.npoints);
    if (!q)
        return diag_oom(s->w->diags);
    t.from = t.to = UINT32_MAX;
    q[0] = string_page(s, path->p[0].x, path->p[0].y);
    for (size_t i = 1; i < path->n; i++) {
        struct point a = path->p[i - 1], b = path->p[i];
        bool straight = a.x == b.x;
        double bend = straight ? (b.y - a.y) / 3 : (b.y - a.y) / 2;
        q[3 * i - 2] = string_page(s, a.x, a.y + bend);
        q[3 * i - 1] = string_page(s, b.x, b.y - bend);
        q[3 * i] = string_page(s, b.x, b.y);
    }
    t.p = q;
    return ARENA_PUSH(s->w->arena, s->out->strand, s->out->nstrands, s->out->strand_cap, t) ||
           diag_oom(s->w->diags);
}

bool string_straight(struct panel_maker *s, double across, double from, double to, unsigned flags,
                     uint32_t wire)
{
    struct path path = {0};
    return from == to || (string_station(s, &path, across, from) && string_station(s, &path, across, to) &&
                          string_add_strand(s, &path, flags, wire));
}

double string_caption_left(const struct caption *c)
{
    return c->anchor == ANCHOR_LEFT    ? c->x
           : c->anchor == ANCHOR_RIGHT ? c->x - c->width
                                       : c->x - c->width / 2;
}
