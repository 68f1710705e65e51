/* traffic.c -- what runs where already: curves as short straight streaks in the cells of a grid. */
#include "picture/graph_int.h"

#include <math.h>

#define STREAK 0.3  /* length */
#define BESIDE 0.13 /* nearer than this, arrows that run side by side are one to the eye */
#define SPREAD 0.4  /* so near to a node they share, they may */
#define TIPS 0.24   /* two arrow heads side by side */

bool traffic_new(struct traffic *t, struct arena *a, const struct chart *c)
{
    double wide = c->most.x - c->least.x + 6, high = c->most.y - c->least.y + 6;
    *t = (struct traffic){.arena = a, .x = c->least.x - 3, .y = c->least.y - 3};
    t->cell = fmax(0.5, fmax(wide, high) / 512);
    t->columns = (uint32_t)(wide / t->cell) + 1;
    t->rows = (uint32_t)(high / t->cell) + 1;
    t->first = ARENA_NEW(a, uint32_t, (size_t)t->columns * t->rows);
    return t->first || diag_oom(c->w->diags);
}

static uint32_t clamp(double at, uint32_t count)
{
    return at < 0 ? 0 : at >= count ? count - 1 : (uint32_t)at;
}

static uint32_t cell_of(const struct traffic *t, struct point p, int dx, int dy)
{
    return clamp((p.y - t->y) / t->cell + dy, t->rows) * t->columns +
           clamp((p.x - t->x) / t->cell + dx, t->columns);
}

static struct point middle(const struct streak *s)
{
    return (struct point){(s->a.x + s->b.x) / 2, (s->a.y + s->b.y) / 2};
}

bool traffic_add(struct traffic *t, const struct curve *c, uint32_t link)
{
    uint32_t steps = curve_steps(c, STREAK);
    struct point last = c->p[0];
    for (uint32_t i = 1; i <= steps; i++) {
        struct streak s = {last, curve_at(c, (double)i * c->pieces / steps), link, 0};
        last = s.b;
        uint32_t *first = &t->first[cell_of(t, middle(&s), 0, 0)];
        s.next = *first;
        if (!ARENA_PUSH(t->arena, t->streak, t->n, t->cap, s))
            return false;
        *first = (uint32_t)t->n;
    }
    return true;
}

static double turn(struct point a, struct point b, struct point c)
{
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

static bool cross(const struct streak *s, const struct streak *r)
{
    return turn(s->a, s->b, r->a) * turn(s->a, s->b, r->b) < 0 &&
           turn(r->a, r->b, s->a) * turn(r->a, r->b, s->b) < 0;
}

/* Do two streaks run side by side, too close? */
static bool beside(const struct streak *s, const struct streak *r)
{
    double sx = s->b.x - s->a.x, sy = s->b.y - s->a.y, rx = r->b.x - r->a.x, ry = r->b.y - r->a.y;
    double ls = norm(sx, sy), lr = norm(rx, ry);
    if (ls < 1e-6 || lr < 1e-6 || fabs(sx * rx + sy * ry) < 0.94 * ls * lr)
        return false;
    struct point m = middle(s), k = middle(r);
    double along = fabs((m.x - k.x) * rx + (m.y - k.y) * ry) / lr;
    double off = fabs((m.x - k.x) * ry - (m.y - k.y) * rx) / lr;
    return along <= (ls + lr) / 2 && off < BESIDE;
}

static bool near_end(const struct chart *c, uint32_t v, struct point at)
{
    return site_distance(&c->site[v], at) < SPREAD;
}

/* Arrows that share a node part near it. */
static bool excused(const struct chart *c, const struct link *l, const struct link *other, struct point at)
{
    bool a = l->a == other->a || l->a == other->b, b = l->b == other->a || l->b == other->b;
    if (a && b)
        return false;
    return (a && near_end(c, l->a, at)) || (b && near_end(c, l->b, at));
}

/* Is another arrow's end as near to this end as heads are wide? Ends are ends of streaks; where a streak of
 * another arrow merely passes, nothing is lost by keeping away from it as well. */
static bool tip(const struct traffic *t, struct point at)
{
    for (int k = 0; k < 9; k++)
        for (uint32_t j = t->first[cell_of(t, at, k % 3 - 1, k / 3 - 1)]; j; j = t->streak[j - 1].next) {
            const struct streak *r = &t->streak[j - 1];
            if (fmin(norm(r->a.x - at.x, r->a.y - at.y), norm(r->b.x - at.x, r->b.y - at.y)) < TIPS)
                return true;
        }
    return false;
}

struct jam traffic_look(const struct traffic *t, const struct chart *chart, const struct curve *c,
                        const struct link *l)
{
    struct jam jam = {.tips = (uint32_t)tip(t, c->p[0]) + tip(t, c->p[3 * (size_t)c->pieces])};
    uint32_t steps = curve_steps(c, STREAK);
    struct point last = c->p[0];
    for (uint32_t i = 1; i <= steps; i++) {
        struct streak s = {last, curve_at(c, (double)i * c->pieces / steps), 0, 0};
        bool together = false;
        last = s.b;
        for (int k = 0; k < 9; k++) {
            uint32_t cell = cell_of(t, middle(&s), k % 3 - 1, k / 3 - 1);
            for (uint32_t j = t->first[cell]; j; j = t->streak[j - 1].next) {
                const struct streak *r = &t->streak[j - 1];
                const struct link *other = &chart->link[r->link];
                jam.crossings += cross(&s, r);
                together = together || (beside(&s, r) && !excused(chart, l, other, middle(&s)));
            }
        }
        if (together)
            jam.together += norm(s.b.x - s.a.x, s.b.y - s.a.y);
    }
    return jam;
}
