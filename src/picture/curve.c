/* curve.c -- curves of cubic pieces that join smoothly. */
#include "picture/graph_int.h"

#include <math.h>

static struct point mix(struct point a, struct point b, double t)
{
    return (struct point){a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t};
}

bool curve_new(struct curve *c, struct arena *a, uint32_t pieces)
{
    *c = (struct curve){.cap = pieces, .p = ARENA_NEW(a, struct point, 3 * (size_t)pieces + 1)};
    return c->p != NULL;
}

static struct point cubic(const struct point p[4], double t)
{
    double s = 1 - t, a = s * s * s, b = 3 * s * s * t, c = 3 * s * t * t, d = t * t * t;
    return (struct point){a * p[0].x + b * p[1].x + c * p[2].x + d * p[3].x,
                          a * p[0].y + b * p[1].y + c * p[2].y + d * p[3].y};
}

struct point curve_at(const struct curve *c, double t)
{
    uint32_t k = t <= 0 ? 0 : t >= c->pieces ? c->pieces - 1 : (uint32_t)t;
    return cubic(c->p + 3 * (size_t)k, t - k);
}

static void add(struct curve *c, struct point a, struct point b, struct point end)
{
    if (c->pieces == c->cap)
        return;
    struct point *p = c->p + 3 * (size_t)c->pieces++;
    p[1] = a;
    p[2] = b;
    p[3] = end;
}

static void add_line(struct curve *c, struct point end)
{
    struct point from = c->p[3 * (size_t)c->pieces];
    if (norm(end.x - from.x, end.y - from.y) > 1e-6)
        add(c, mix(from, end, 1.0 / 3), mix(from, end, 2.0 / 3), end);
}

void curve_line(struct curve *c, struct point a, struct point b)
{
    c->pieces = 0;
    c->p[0] = a;
    add_line(c, b);
}

void curve_smooth(struct curve *c, const struct point *corner, uint32_t n, double round)
{
    c->pieces = 0;
    c->p[0] = corner[0];
    for (uint32_t i = 1; i + 1 < n; i++) {
        /* Half of what is between two corners belongs to each, what is at the ends to one. */
        struct point a = mix(corner[i], corner[i - 1], round * (i == 1 ? 1 : 0.5));
        struct point b = mix(corner[i], corner[i + 1], round * (i + 2 == n ? 1 : 0.5));
        add_line(c, a);
        add(c, mix(a, corner[i], 2.0 / 3), mix(b, corner[i], 2.0 / 3), b);
    }
    add_line(c, corner[n - 1]);
}

void curve_bow(struct curve *c, struct point a, struct point b, double height, double lean)
{
    double d = norm(b.x - a.x, b.y - a.y), k = height * 4 / 3 / fmax(d, 1e-9);
    struct point off = {(b.y - a.y) * k, -(b.x - a.x) * k};
    struct point p = mix(a, b, lean), q = mix(b, a, lean);
    c->pieces = 0;
    c->p[0] = a;
    add(c, (struct point){p.x + off.x, p.y + off.y}, (struct point){q.x + off.x, q.y + off.y}, b);
}

/* The part of one piece between two places (de Casteljau twice). */
static void piece_part(const struct point in[4], double from, double to, struct point out[4])
{
    double at[2] = {from, to};
    for (int i = 0; i < 4; i++) {
        /* The blossom of the cubic, at i times `to` and 3 - i times `from`. */
        double u[3];
        for (int k = 0; k < 3; k++)
            u[k] = at[k < i];
        struct point p[4] = {in[0], in[1], in[2], in[3]};
        for (int r = 0; r < 3; r++)
            for (int k = 0; k < 3 - r; k++)
                p[k] = mix(p[k], p[k + 1], u[r]);
        out[i] = p[0];
    }
}

void curve_part(struct curve *out, const struct curve *c, double from, double to)
{
    out->pieces = 0;
    for (uint32_t k = 0; k < c->pieces; k++) {
        double lo = fmax(from - k, 0), hi = fmin(to - k, 1);
        if (hi - lo < 1e-6)
            continue;
        struct point part[4];
        piece_part(c->p + 3 * (size_t)k, lo, hi, part);
        if (!out->pieces)
            out->p[0] = part[0];
        add(out, part[1], part[2], part[3]);
    }
}

bool piece_straight(const struct point p[4])
{
    double dx = p[3].x - p[0].x, dy = p[3].y - p[0].y, d = norm(dx, dy);
    for (int i = 1; i <= 2; i++)
        if (fabs(dx * (p[i].y - p[0].y) - dy * (p[i].x - p[0].x)) > 1e-4 * fmax(d, 1e-6))
            return false;
    return true;
}

uint32_t curve_steps(const struct curve *c, double step)
{
    double most = 0;
    for (uint32_t k = 0; k < c->pieces; k++) {
        const struct point *p = c->p + 3 * (size_t)k;
        double length = 0;
        for (int i = 0; i < 3; i++)
            length += norm(p[i + 1].x - p[i].x, p[i + 1].y - p[i].y);
        most = fmax(most, length);
    }
    double steps = ceil(most / step);
    return c->pieces * (steps < 6 ? 6 : steps > 2000 ? 2000 : (uint32_t)steps);
}
