/* obstacle.c -- how far places are from nodes. A node is a rectangle or a stadium: all places within half its
 * height of a line. Nodes are kept by cells of a grid, so that looking costs the same in large graphs. */
#include "picture/graph_int.h"

#include <math.h>

double site_distance(const struct site *s, struct point at)
{
    double dx = fabs(at.x - s->x), dy = fabs(at.y - s->y);
    if (!s->square)
        return norm(fmax(dx - (s->w - s->h) / 2, 0), dy) - s->h / 2;
    dx -= s->w / 2;
    dy -= s->h / 2;
    return dx > 0 || dy > 0 ? norm(fmax(dx, 0), fmax(dy, 0)) : fmax(dx, dy);
}

/* Cells that a node is near to. */
struct reach {
    uint32_t left, right, top, bottom;
};

static uint32_t cell(double at, double size, uint32_t count)
{
    double k = floor(at / size);
    return k < 0 ? 0 : k >= count ? count - 1 : (uint32_t)k;
}

static struct reach reach(const struct thicket *t, const struct site *s, double far)
{
    struct point o = t->chart->least;
    return (struct reach){cell(s->x - s->w / 2 - far - o.x, t->cell, t->columns),
                          cell(s->x + s->w / 2 + far - o.x, t->cell, t->columns),
                          cell(s->y - s->h / 2 - far - o.y, t->cell, t->rows),
                          cell(s->y + s->h / 2 + far - o.y, t->cell, t->rows)};
}

#define NEAR 0.6

/* For every cell that node v is near to: counted, or written down. */
static void enter(struct thicket *t, uint32_t v)
{
    struct reach r = reach(t, &t->chart->site[v], NEAR);
    for (uint32_t y = r.top; y <= r.bottom; y++)
        for (uint32_t x = r.left; x <= r.right; x++) {
            uint32_t k = y * t->columns + x;
            if (t->node)
                t->node[t->start[k + 1]++] = v;
            else
                t->start[k + 2]++;
        }
}

bool thicket_new(struct thicket *t, struct arena *a, const struct chart *c)
{
    double wide = c->most.x - c->least.x, high = c->most.y - c->least.y;
    *t = (struct thicket){.chart = c, .cell = fmax(1, fmax(wide, high) / 512)};
    t->columns = (uint32_t)(wide / t->cell) + 1;
    t->rows = (uint32_t)(high / t->cell) + 1;
    uint32_t cells = t->columns * t->rows;
    t->start = ARENA_NEW(a, uint32_t, (size_t)cells + 2);
    if (!t->start)
        return diag_oom(c->w->diags);
    for (uint32_t v = 0; v < c->n; v++)
        if (c->site[v].there)
            enter(t, v);
    for (uint32_t k = 0; k < cells; k++)
        t->start[k + 2] += t->start[k + 1];
    t->node = ARENA_NEW(a, uint32_t, (size_t)t->start[cells + 1] + 1);
    if (!t->node)
        return diag_oom(c->w->diags);
    for (uint32_t v = 0; v < c->n; v++)
        if (c->site[v].there)
            enter(t, v);
    return true;
}

double thicket_distance(const struct thicket *t, struct point at, uint32_t a, uint32_t b, double far)
{
    struct point o = t->chart->least;
    uint32_t k = cell(at.y - o.y, t->cell, t->rows) * t->columns + cell(at.x - o.x, t->cell, t->columns);
    for (uint32_t i = t->start[k]; i < t->start[k + 1]; i++) {
        uint32_t v = t->node[i];
        if (v != a && v != b)
            far = fmin(far, site_distance(&t->chart->site[v], at));
    }
    return far;
}

bool thicket_clear(const struct thicket *t, struct point from, struct point to, uint32_t a, uint32_t b,
                   double margin)
{
    double length = norm(to.x - from.x, to.y - from.y);
    /* From one place that is d away from all nodes one may go on for d - margin. */
    for (double at = 0; at < length;) {
        double s = at / length;
        struct point p = {from.x + (to.x - from.x) * s, from.y + (to.y - from.y) * s};
        double d = thicket_distance(t, p, a, b, NEAR);
        if (d < margin)
            return false;
        at += fmax(d - margin, 0.01);
    }
    return thicket_distance(t, to, a, b, NEAR) >= margin;
}
