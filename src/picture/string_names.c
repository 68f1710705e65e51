/* string_names.c -- string diagrams: names of inner wires, once a wire, where they touch nothing. */
#include "picture/string_int.h"

#include <string.h>

static const double NAME_SIZE = 0.8;

static bool overlaps(double x0, double y0, double x1, double y1, double a0, double b0, double a1, double b1)
{
    return x0 < a1 && a0 < x1 && y0 < b1 && b0 < y1;
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
        double left = string_caption_left(c);
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
    struct str name = string_wire_name(s, wire);
    for (uint32_t v = 0; v < s->p->n; v++)
        if (s->p->vertex[v].wire == wire && s->p->vertex[v].kind != PLAN_SLOT &&
            s->p->vertex[v].kind != PLAN_END)
            return false;
    return name.n && !memchr(name.s, '<', name.n) && !(maker && str_eq(maker->name, name));
}

static bool put_name(struct panel_maker *s, uint32_t v, uint32_t port, uint32_t wire)
{
    double low, high, across = s->p->at->x[v] + string_port(s->p, v, port, true);
    struct str name = string_wire_name(s, wire);
    double width = string_text_width(s, name, NAME_SIZE), height = TEXT_HEIGHT * NAME_SIZE;
    string_extent(s, v, &low, &high);
    for (int step = 0; step < 8; step++)
        for (int side = 0; side < 2; side++) {
            struct point at = string_page(s, across, high + 0.2 + 0.18 * step);
            double x = string_sideways(s) ? at.x : at.x + (side ? 0.1 : -0.1);
            double y = string_sideways(s) ? at.y + (side ? 0.25 : -0.25) : at.y;
            double left = string_sideways(s) ? x - width / 2 : side ? x : x - width;
            if (!is_free(s, left, y - height / 2, left + width, y + height / 2))
                continue;
            enum anchor anchor = string_sideways(s) ? ANCHOR_MIDDLE : side ? ANCHOR_LEFT : ANCHOR_RIGHT;
            return string_add_caption(s, (struct point){x, y}, anchor, NAME_SIZE, name,
                                      string_wire_flags(s, wire));
        }
    return true; /* no room for it: the picture says it elsewhere */
}

bool string_put_names(struct panel_maker *s)
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
