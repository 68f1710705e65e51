/* string_boxes.c -- string diagrams: what stands in the slots of a plan.
 *
 * Where surgery removed a box, the picture after it shows, from below: the grounds in which its inputs end
 * now, the box as a ghost, and what was put in its place. */
#include "picture/string_int.h"

#include <math.h>

static unsigned box_flags(const struct panel_maker *s, const struct box *b)
{
    return b->nout ? string_wire_flags(s, b->out[0]) : 0;
}

static bool put_box(struct panel_maker *s, uint32_t v, const struct box *b, double low, double high,
                    unsigned flags)
{
    uint32_t ports = s->p->nin[v] > s->p->nout[v] ? s->p->nin[v] : s->p->nout[v];
    double w, h, across = s->p->at->x[v];
    string_box_size(s, b, ports, &w, &h);
    double width = string_across(s, w, h);
    if (string_shape(b) == SHAPE_BOX)
        width = fmax(width, s->p->size[v].width);
    struct str label = s->p->vertex[v].through && s->after ? STR("") : string_label(s, b);
    bool inside = string_shape(b) == SHAPE_BOX || string_shape(b) == SHAPE_POINT ||
                  string_fits_inside(string_text_width(s, label, 1));
    uint32_t mark = string_add_mark(s, string_shape(b), flags, across, (low + high) / 2, width, high - low,
                                    inside ? label : STR(""), b->nout ? b->out[0] : UINT32_MAX);
    if (mark == UINT32_MAX)
        return false;
    s->mark[v] = flags & FLAG_GHOST ? UINT32_MAX : mark;
    if (inside || (flags & FLAG_GHOST))
        return true;
    struct point at =
        string_page(s, across, string_shape(b) == SHAPE_EFFECT ? high + NAME_ABOVE : low - NAME_ABOVE);
    return string_add_caption(s, at, string_sideways(s) ? ANCHOR_RIGHT : ANCHOR_MIDDLE, 1, label, flags);
}

/* Where the box that surgery removes stands in its slot. */
static double removed_low(const struct panel_maker *s, uint32_t v, double low)
{
    return low + (s->p->vertex[v].before->nin ? CUT_ROOM : 0);
}

void string_reach(const struct panel_maker *s, uint32_t v, bool cut, double *in, double *out)
{
    const struct plan_vertex *x = &s->p->vertex[v];
    string_extent(s, v, in, out);
    if (x->kind != PLAN_SLOT || !x->operated)
        return;
    double box = removed_low(s, v, *in);
    if (!s->after) {
        *in = box;
        *out = box + s->before_along[v];
    } else if (cut) {
        *in += GROUND_ABOVE;
    } else if (x->after) {
        *in = *out - s->placed_along[v];
    }
}

static bool put_operated(struct panel_maker *s, uint32_t v, double low, double high)
{
    const struct plan_vertex *x = &s->p->vertex[v];
    double box = removed_low(s, v, low);
    unsigned flags = s->after ? FLAG_GHOST : box_flags(s, x->before);
    if (!put_box(s, v, x->before, box, box + s->before_along[v], flags))
        return false;
    return !s->after || !x->after || put_box(s, v, x->after, high - s->placed_along[v], high, FLAG_ACCENT);
}

bool string_put_box(struct panel_maker *s, uint32_t v)
{
    const struct plan_vertex *x = &s->p->vertex[v];
    double low, high, across = s->p->at->x[v];
    string_extent(s, v, &low, &high);
    if (x->kind == PLAN_SLOT && x->operated)
        return put_operated(s, v, low, high);
    if (!(s->after ? x->in_after : x->in_before))
        return true;
    if (x->kind == PLAN_SLOT) {
        const struct box *b = s->after ? x->after : x->before;
        return put_box(s, v, b, low, high, x->before ? box_flags(s, b) : FLAG_ACCENT);
    }
    if (x->kind == PLAN_END)
        return (s->mark[v] =
                    string_add_mark(s, SHAPE_GROUND, string_wire_flags(s, x->wire), across, (low + high) / 2,
                                    GROUND_WIDTH, GROUND_HEIGHT, STR(""), x->wire)) != UINT32_MAX;
    bool input = x->kind == PLAN_INPUT;
    unsigned flags = string_wire_flags(s, x->wire) | (input && !x->in_before ? FLAG_ACCENT : 0);
    double end = input ? high : low, name = input ? end - NAME_ABOVE : end + NAME_ABOVE;
    s->mark[v] = string_add_mark(s, SHAPE_TERMINAL, flags, across, end, 0, 0, STR(""), x->wire);
    if (s->mark[v] == UINT32_MAX)
        return false;
    struct point at = string_page(s, across, string_sideways(s) ? (input ? end - 0.12 : end + 0.12) : name);
    enum anchor anchor = !string_sideways(s) ? ANCHOR_MIDDLE : input ? ANCHOR_RIGHT : ANCHOR_LEFT;
    return string_add_caption(s, at, anchor, 1, string_wire_name(s, x->wire), flags);
}
