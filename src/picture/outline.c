/* outline.c -- the outline of a union of shapes: their distances on a grid, followed along its zero, and
 * thinned by the method of Douglas and Peucker (1973). */
#include "picture/graph_int.h"

#include <math.h>

#define FAR 0.4 /* distances are right up to here */

bool field_new(struct field *f, struct arena *a, struct point least, struct point most)
{
    double wide = most.x - least.x + 4 * FAR, high = most.y - least.y + 4 * FAR;
    *f = (struct field){.corner = {least.x - 2 * FAR, least.y - 2 * FAR},
                        .cell = fmax(0.08, sqrt(wide * high) / 1500)};
    f->columns = (uint32_t)(wide / f->cell) + 2;
    f->rows = (uint32_t)(high / f->cell) + 2;
    f->at = ARENA_NEW(a, float, (size_t)f->columns * f->rows);
    for (size_t i = 0; f->at && i < (size_t)f->columns * f->rows; i++)
        f->at[i] = (float)FAR;
    return f->at != NULL;
}

static struct point sample(const struct field *f, uint32_t x, uint32_t y)
{
    return (struct point){f->corner.x + x * f->cell, f->corner.y + y * f->cell};
}

/* Columns (rows) from lo to hi. */
static uint32_t index_of(double at, double cell, uint32_t count)
{
    double k = at / cell;
    return k < 0 ? 0 : k > count - 1 ? count - 1 : (uint32_t)k;
}

struct shape_at {
    struct point a, b; /* a line; or the half sizes of a box round a */
    bool box;
    double pad;
};

static double distance(const struct shape_at *s, struct point p)
{
    if (s->box) {
        double dx = fabs(p.x - s->a.x) - s->b.x, dy = fabs(p.y - s->a.y) - s->b.y;
        return (dx > 0 || dy > 0 ? norm(fmax(dx, 0), fmax(dy, 0)) : fmax(dx, dy)) - s->pad;
    }
    double dx = s->b.x - s->a.x, dy = s->b.y - s->a.y, square = dx * dx + dy * dy;
    double t = square > 0 ? ((p.x - s->a.x) * dx + (p.y - s->a.y) * dy) / square : 0;
    t = fmin(fmax(t, 0), 1);
    return norm(p.x - s->a.x - t * dx, p.y - s->a.y - t * dy) - s->pad;
}

static void join(struct field *f, const struct shape_at *s, struct point least, struct point most)
{
    double far = s->pad + FAR;
    uint32_t left = index_of(least.x - far - f->corner.x, f->cell, f->columns),
             right = index_of(most.x + far - f->corner.x, f->cell, f->columns),
             top = index_of(least.y - far - f->corner.y, f->cell, f->rows),
             bottom = index_of(most.y + far - f->corner.y, f->cell, f->rows);
    for (uint32_t y = top; y <= bottom; y++)
        for (uint32_t x = left; x <= right; x++) {
            float *at = &f->at[(size_t)y * f->columns + x], d = (float)distance(s, sample(f, x, y));
            *at = d < *at ? d : *at;
        }
}

void field_box(struct field *f, struct point centre, double w, double h, double pad)
{
    struct shape_at s = {centre, {w / 2, h / 2}, true, pad};
    join(f, &s, (struct point){centre.x - w / 2, centre.y - h / 2},
         (struct point){centre.x + w / 2, centre.y + h / 2});
}

void field_line(struct field *f, struct point a, struct point b, double radius)
{
    struct shape_at s = {a, b, false, fmax(radius, f->cell)};
    join(f, &s, (struct point){fmin(a.x, b.x), fmin(a.y, b.y)},
         (struct point){fmax(a.x, b.x), fmax(a.y, b.y)});
}

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
