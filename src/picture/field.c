/* field.c -- a union of shapes as a grid of distances: below 0 inside. */
#include "picture/graph_int.h"

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

/* ---- walls ---- */

/* A search over the samples, one row a column apart. `from` of the first is itself + 1; 0: not yet seen. */
struct flood {
    const struct field *f;
    size_t *queue, *from, head, tail;
};

static void visit(struct flood *s, size_t at, size_t from)
{
    if (s->from[at])
        return;
    s->from[at] = from + 1;
    s->queue[s->tail++] = at;
}

static void spread(struct flood *s, size_t at, bool inside_too)
{
    uint32_t x = (uint32_t)(at % s->f->columns), y = (uint32_t)(at / s->f->columns);
    const size_t next[] = {at - 1, at + 1, at - s->f->columns, at + s->f->columns};
    const bool there[] = {x > 0, x + 1 < s->f->columns, y > 0, y + 1 < s->f->rows};
    for (int i = 0; i < 4; i++)
        if (there[i] && (inside_too || s->f->at[next[i]] >= 0))
            visit(s, next[i], at);
}

static bool flood_new(struct flood *s, const struct field *f, struct arena *draft)
{
    size_t all = (size_t)f->columns * f->rows;
    *s =
        (struct flood){.f = f, .queue = ARENA_NEW(draft, size_t, all), .from = ARENA_NEW(draft, size_t, all)};
    return s->queue && s->from;
}

/* All that is outside and joined to the corner, which is outside of everything. */
static bool flood_outer(struct flood *s, const struct field *f, struct arena *draft)
{
    if (!flood_new(s, f, draft))
        return false;
    visit(s, 0, 0);
    while (s->head < s->tail)
        spread(s, s->queue[s->head++], false);
    return true;
}

/* The shortest way through the wall from all that is walled in with `start`. */
static bool breach(struct field *f, const struct flood *outer, size_t start)
{
    struct arena draft = {0};
    struct flood way;
    size_t goal = start;
    bool good = flood_new(&way, f, &draft);
    if (good) {
        visit(&way, start, start);
        while (way.head < way.tail)
            spread(&way, way.queue[way.head++], false);
        for (way.head = 0; way.head < way.tail && !outer->from[goal];) {
            goal = way.queue[way.head++];
            spread(&way, goal, true);
        }
        for (size_t k = goal; way.from[k] - 1 != k; k = way.from[k] - 1)
            if (f->at[k] < 0)
                f->at[k] = (float)(f->cell / 2);
    }
    arena_free(&draft);
    return good;
}

bool field_open(struct field *f, const struct point *at, uint32_t n)
{
    bool good = true, again = true;
    while (good && again) { /* once more after each breach, which are few */
        struct arena draft = {0};
        struct flood outer;
        again = false;
        good = flood_outer(&outer, f, &draft);
        for (uint32_t i = 0; good && !again && i < n; i++) {
            size_t k = (size_t)index_of(at[i].y - f->corner.y, f->cell, f->rows) * f->columns +
                       index_of(at[i].x - f->corner.x, f->cell, f->columns);
            again = f->at[k] >= 0 && !outer.from[k];
            good = !again || breach(f, &outer, k);
        }
        arena_free(&draft);
    }
    return good;
}
