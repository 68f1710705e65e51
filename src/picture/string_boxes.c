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
    if (string_add_mark(s, string_shape(b), flags, across, (low + high) / 2, width, high - low,
                        inside ? label : STR(""), b->nout ? b->out[0] : UINT32_MAX) == UINT32_MAX)
        return false;
    if (inside || (flags & FLAG_GHOST))
        return true;
    struct point at =
        string_page(s, across, string_shape(b) == SHAPE_EFFECT ? high + NAME_ABOVE : low - NAME_ABOVE);
    return string_add_caption(s, at, string_sideways(s) ? ANCHOR_RIGHT : ANCHOR_MIDDLE, 1, label, flags);
}

/* do(X): the input runs through the slot to where the box's output was. */
static bool put_through(struct panel_maker *s, uint32_t v, double low, double high)
{
    double at = s->p->at->x[v];
    struct path path = {0};
    return string_station(s, &path, at + string_port(s->p, v, s->p->nin[v] - 1, false), low) &&
           string_station(s, &path, at + string_port(s->p, v, 0, true), high) &&
           string_add_strand(s, &path, FLAG_ACCENT, s->p->vertex[v].wire);
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
            if (!string_straight(s, at + string_port(s->p, v, i, false), low, box_low,
                                 string_wire_flags(s, x->before->in[i]), x->before->in[i]))
                return false;
        for (uint32_t i = 0; i < x->before->nout; i++)
            if (!string_straight(s, at + string_port(s->p, v, i, true), box_high, high,
                                 string_wire_flags(s, x->before->out[i]), x->before->out[i]))
                return false;
        return true;
    }
    if (x->through && !put_through(s, v, low, high))
        return false;
    return !x->after || put_box(s, v, x->after, high - s->placed_along[v], high, FLAG_ACCENT);
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
        return string_add_mark(s, SHAPE_GROUND, string_wire_flags(s, x->wire), across, (low + high) / 2,
                               GROUND_WIDTH, GROUND_HEIGHT, STR(""), x->wire) != UINT32_MAX;
    bool input = x->kind == PLAN_INPUT;
    unsigned flags = string_wire_flags(s, x->wire) | (input && !x->in_before ? FLAG_ACCENT : 0);
    double end = input ? high : low, name = input ? end - NAME_ABOVE : end + NAME_ABOVE;
    if (string_add_mark(s, SHAPE_TERMINAL, flags, across, end, 0, 0, STR(""), x->wire) == UINT32_MAX)
        return false;
    struct point at = string_page(s, across, string_sideways(s) ? (input ? end - 0.12 : end + 0.12) : name);
    enum anchor anchor = !string_sideways(s) ? ANCHOR_MIDDLE : input ? ANCHOR_RIGHT : ANCHOR_LEFT;
    return string_add_caption(s, at, anchor, 1, string_wire_name(s, x->wire), flags);
}
