/* notes.c -- where the name of a zone has room: beside its outline, and on nothing else. */
#include "picture/graph_int.h"

#include <math.h>

#define HALF 0.2 /* of the height of a line */

struct slip {       /* the text's rectangle */
    double x, y, w; /* left, middle, width */
};

static bool overlaps(const struct slip *s, double left, double top, double right, double bottom)
{
    return s->x < right && s->x + s->w > left && s->y - HALF < bottom && s->y + HALF > top;
}

static bool on_node(const struct chart *c, const struct slip *s)
{
    for (uint32_t v = 0; v < c->n; v++) {
        const struct site *n = &c->site[v];
        if (n->there && overlaps(s, n->x - n->w / 2 - 0.08, n->y - n->h / 2 - 0.08, n->x + n->w / 2 + 0.08,
                                 n->y + n->h / 2 + 0.08))
            return true;
    }
    return false;
}

static bool on_arrow(const struct chart *c, const struct slip *s)
{
    for (uint32_t i = 0; i < c->nlinks; i++) {
        struct curve k = {.pieces = c->link[i].pieces, .p = c->link[i].p};
        uint32_t steps = k.pieces ? curve_steps(&k, 0.08) : 0;
        for (uint32_t j = 0; steps && j <= steps; j++) {
            struct point p = curve_at(&k, (double)j * k.pieces / steps);
            if (overlaps(s, p.x - 0.12, p.y - 0.12, p.x + 0.12, p.y + 0.12))
                return true;
        }
    }
    return false;
}

/* Inside a zone the name would read as belonging to the nodes it is near; on its rim it would be struck. */
static bool on_rim(const struct zone *z, const struct slip *s)
{
    for (uint32_t i = 0; i < z->npoints; i++) {
        struct point a = z->p[i], b = z->p[(i + 1) % z->npoints];
        double d = norm(b.x - a.x, b.y - a.y);
        for (double at = 0; at <= d; at += 0.08) {
            double t = d > 0 ? at / d : 0, x = a.x + (b.x - a.x) * t, y = a.y + (b.y - a.y) * t;
            if (overlaps(s, x - 0.03, y - 0.03, x + 0.03, y + 0.03))
                return true;
        }
    }
    return false;
}

static bool free_place(const struct chart *c, const struct scene_parts *out, const struct slip *s,
                       struct note_range r)
{
    for (size_t i = r.captions; i < out->ncaptions; i++) {
        const struct caption *t = &out->caption[i];
        if (overlaps(s, t->x - 0.1, t->y - HALF - 0.05, t->x + t->width + 0.1, t->y + HALF + 0.05))
            return false;
    }
    for (size_t i = r.zones; i < out->nzones; i++)
        if (on_rim(&out->zone[i], s))
            return false;
    return !on_node(c, s) && !on_arrow(c, s);
}

bool note_zone(const struct chart *c, struct scene_parts *out, const struct zone *z, struct str label,
               double width, struct note_range r)
{
    double top = INFINITY, left = INFINITY, best = INFINITY;
    for (uint32_t i = 0; i < z->npoints; i++) {
        top = fmin(top, z->p[i].y);
        left = fmin(left, z->p[i].x);
    }
    struct slip at = {left, top - 0.3, width};
    /* Round the outline, farther and farther out; of the free places the one highest and most to the left. */
    for (double far = 0.28; best == INFINITY && far < 3; far += 0.3)
        for (uint32_t i = 0; i < 8 * z->npoints; i++) {
            struct point a = z->p[i / 8], b = z->p[(i / 8 + 1) % z->npoints];
            double t = i % 8 / 8.0;
            struct point p = {a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t};
            for (int k = 0; k < 4; k++) {
                struct slip s = {p.x - width / 2, p.y + (k % 2 ? far : -far), width};
                if (k > 1)
                    s = (struct slip){k == 2 ? p.x - width - far : p.x + far, p.y, width};
                double cost = s.y + 0.3 * s.x;
                if (cost < best && free_place(c, out, &s, r)) {
                    best = cost;
                    at = s;
                }
            }
        }
    struct caption note = {.kind = CAPTION_REGION,
                           .x = at.x,
                           .y = at.y,
                           .anchor = ANCHOR_LEFT,
                           .size = NOTE_SIZE,
                           .width = width,
                           .text = label};
    return ARENA_PUSH(out->w->arena, out->caption, out->ncaptions, out->caption_cap, note) ||
           diag_oom(c->w->diags);
}
