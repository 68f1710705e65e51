/* outline.c -- the outline of a union of shapes: the zero of their distances, followed along the grid and
 * thinned by the method of Douglas and Peucker (1973). */
#include "picture/graph_int.h"

#define FAR 0.4 /* so far is what is not on the grid */

/* ---- following the zero ---- */

struct step { /* inside at (x, y), outside at the neighbour in this direction */
    int64_t x, y;
    int way; /* 0 up, 1 right, 2 down, 3 left */
};

static const int step_x[] = {0, 1, 0, -1}, step_y[] = {-1, 0, 1, 0};

static double value(const struct field *f, int64_t x, int64_t y)
{
    if (x < 0 || y < 0 || x >= f->columns || y >= f->rows)
        return FAR;
    return f->at[(size_t)y * f->columns + (size_t)x];
}

static bool first_step(const struct field *f, struct step *s)
{
    for (uint32_t y = 0; y < f->rows; y++)
        for (uint32_t x = 0; x < f->columns; x++)
            if (value(f, x, y) < 0) {
                *s = (struct step){x, y, 0};
                return true;
            }
    return false;
}

/* Clockwise round the inside. */
static struct step next_step(const struct field *f, struct step s)
{
    int ahead = (s.way + 1) % 4;
    int64_t x = s.x + step_x[ahead], y = s.y + step_y[ahead];
    int64_t ox = x + step_x[s.way], oy = y + step_y[s.way];
    if (value(f, ox, oy) < 0)
        return (struct step){ox, oy, (s.way + 3) % 4};
    if (value(f, x, y) < 0)
        return (struct step){x, y, s.way};
    return (struct step){s.x, s.y, ahead};
}

static struct point zero(const struct field *f, struct step s)
{
    double in = value(f, s.x, s.y), out = value(f, s.x + step_x[s.way], s.y + step_y[s.way]);
    double t = in / (in - out);
    return (struct point){f->corner.x + ((double)s.x + t * step_x[s.way]) * f->cell,
                          f->corner.y + ((double)s.y + t * step_y[s.way]) * f->cell};
}

/* ---- thinning ---- */

struct range {
    size_t from, to;
};

static double off_line(struct point p, struct point a, struct point b)
{
    double dx = b.x - a.x, dy = b.y - a.y, d = norm(dx, dy);
    return d < 1e-9 ? norm(p.x - a.x, p.y - a.y) : fabs(dx * (p.y - a.y) - dy * (p.x - a.x)) / d;
}

/* Mark what stays of p[from .. to]. */
static bool thin(const struct point *p, struct range all, bool *stays, struct arena *draft)
{
    struct range *todo = NULL;
    size_t n = 0, cap = 0;
    if (!ARENA_PUSH(draft, todo, n, cap, all))
        return false;
    while (n) {
        struct range r = todo[--n];
        double most = 0.02;
        size_t at = 0;
        stays[r.from] = stays[r.to] = true;
        for (size_t i = r.from + 1; i < r.to; i++) {
            double d = off_line(p[i], p[r.from], p[r.to]);
            if (d > most) {
                most = d;
                at = i;
            }
        }
        if (at && !(ARENA_PUSH(draft, todo, n, cap, ((struct range){r.from, at})) &&
                    ARENA_PUSH(draft, todo, n, cap, ((struct range){at, r.to}))))
            return false;
    }
    return true;
}

struct point *field_outline(const struct field *f, struct arena *a, struct arena *draft, uint32_t *n)
{
    struct step first, s;
    struct point *p = NULL;
    size_t np = 0, cap = 0, kept = 0;
    *n = 0;
    if (!first_step(f, &first))
        return ARENA_NEW(a, struct point, 1);
    s = first;
    do {
        if (!ARENA_PUSH(draft, p, np, cap, zero(f, s)))
            return NULL;
        s = next_step(f, s);
    } while (s.x != first.x || s.y != first.y || s.way != first.way);
    bool *stays = ARENA_NEW(draft, bool, np);
    if (!stays || !thin(p, (struct range){0, np / 2}, stays, draft) ||
        !thin(p, (struct range){np / 2, np - 1}, stays, draft))
        return NULL;
    struct point *out = ARENA_NEW(a, struct point, np);
    for (size_t i = 0; out && i < np; i++)
        if (stays[i])
            out[kept++] = p[i];
    *n = (uint32_t)kept;
    return out;
}
