/* zones.c -- a ground behind some nodes: their convex hull where no other node is in it, otherwise the nodes
 * themselves joined by corridors along arrows. */
#include "picture/graph_int.h"

#include <math.h>
#include <stdlib.h>

#define CORRIDOR 0.11 /* half its width: less than MARGIN */

static bool member(const struct chart *c, struct set members, uint32_t v)
{
    return v < c->n && c->site[v].there && v / 64 < members.words && set_has(members, v);
}

/* ---- convex hulls (Andrew 1979) ---- */

static int by_x(const void *pa, const void *pb)
{
    const struct point *a = pa, *b = pb;
    if (a->x != b->x)
        return a->x < b->x ? -1 : 1;
    return a->y < b->y ? -1 : a->y > b->y;
}

static double turn(struct point a, struct point b, struct point c)
{
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

/* Of sorted points; `hull` has room for n + 1. */
static uint32_t convex(const struct point *p, uint32_t n, struct point *hull)
{
    uint32_t k = 0;
    for (uint32_t i = 0; i < n; i++) {
        while (k >= 2 && turn(hull[k - 2], hull[k - 1], p[i]) <= 1e-9)
            k--;
        hull[k++] = p[i];
    }
    for (uint32_t i = n - 1, low = k + 1; i-- > 0;) {
        while (k >= low && turn(hull[k - 2], hull[k - 1], p[i]) <= 1e-9)
            k--;
        hull[k++] = p[i];
    }
    return k - 1;
}

/* Corners of the nodes, cut a little so that outlines run round them. */
static uint32_t corners(const struct chart *c, struct set members, struct point *p)
{
    uint32_t n = 0;
    for (uint32_t v = 0; v < c->n; v++) {
        if (!member(c, members, v))
            continue;
        const struct site *s = &c->site[v];
        for (int k = 0; k < 8; k++) {
            double x = s->w / 2 + ZONE_PAD - (k & 4 ? 0.25 : 0), y = s->h / 2 + ZONE_PAD - (k & 4 ? 0 : 0.25);
            p[n++] = (struct point){s->x + (k & 1 ? x : -x), s->y + (k & 2 ? y : -y)};
        }
    }
    qsort(p, n, sizeof *p, by_x);
    return n;
}

/* How far a place is within a convex outline; negative: outside. */
static double depth(const struct point *hull, uint32_t n, struct point p)
{
    double d = INFINITY;
    for (uint32_t i = 0; i < n; i++) {
        struct point a = hull[i], b = hull[(i + 1) % n];
        d = fmin(d, turn(a, b, p) / fmax(norm(b.x - a.x, b.y - a.y), 1e-9));
    }
    return d;
}

static bool meets_others(const struct chart *c, struct set members, const struct point *hull, uint32_t n)
{
    for (uint32_t v = 0; v < c->n; v++) {
        const struct site *s = &c->site[v];
        if (!s->there || member(c, members, v))
            continue;
        double core = s->square ? s->w / 2 : (s->w - s->h) / 2, reach = s->square ? s->h * 0.75 : s->h / 2;
        for (int i = 0; i <= 8; i++) {
            struct point p = {s->x + core * (i / 4.0 - 1), s->y};
            if (depth(hull, n, p) > -reach - 0.08)
                return true;
        }
    }
    return false;
}

/* ---- corridors ---- */

struct tie { /* two members that may be joined */
    double cost;
    uint32_t a, b;
    const struct link *link; /* NULL: there is no arrow */
};

static int by_cost(const void *pa, const void *pb)
{
    const struct tie *a = pa, *b = pb;
    if (a->cost != b->cost)
        return a->cost < b->cost ? -1 : 1;
    if (a->a != b->a)
        return a->a < b->a ? -1 : 1;
    return a->b < b->b ? -1 : a->b > b->b;
}

static double apart(const struct chart *c, uint32_t a, uint32_t b)
{
    double d = norm(c->site[a].x - c->site[b].x, c->site[a].y - c->site[b].y);
    return floor(d * 1024 + 0.5) / 1024; /* what is as far is as far */
}

/* Does the arrow's corridor touch the ground of a third member? The two would go round in a circle. */
static bool touches_third(const struct chart *c, struct set members, const struct link *l)
{
    struct curve k = {.pieces = l->pieces, .p = l->p};
    uint32_t steps = curve_steps(&k, 0.2);
    for (uint32_t v = 0; v < c->n; v++)
        for (uint32_t i = 0; v != l->a && v != l->b && member(c, members, v) && i <= steps; i++)
            if (site_distance(&c->site[v], curve_at(&k, (double)i * k.pieces / steps)) <
                ZONE_PAD + CORRIDOR + 0.1)
                return true;
    return false;
}

/* All pairs; arrows before mere neighbours, bidirected ones first: they make a district. */
static struct tie *ties(const struct chart *c, struct set members, struct arena *draft, size_t *n)
{
    struct tie *tie = NULL;
    size_t cap = 0;
    for (uint32_t i = 0; i < c->nlinks; i++) {
        const struct link *l = &c->link[i];
        if (!l->pieces || !member(c, members, l->a) || !member(c, members, l->b))
            continue;
        double cost = apart(c, l->a, l->b) + (l->both ? 0 : 1e3) + (touches_third(c, members, l) ? 2e3 : 0);
        if (!ARENA_PUSH(draft, tie, *n, cap, ((struct tie){cost, l->a, l->b, l})))
            return NULL;
    }
    for (uint32_t a = 0; a < c->n; a++)
        for (uint32_t b = a + 1; member(c, members, a) && b < c->n; b++)
            if (member(c, members, b) &&
                !ARENA_PUSH(draft, tie, *n, cap, ((struct tie){1e6 + apart(c, a, b), a, b, NULL})))
                return NULL;
    if (*n)
        qsort(tie, *n, sizeof *tie, by_cost);
    return tie;
}

struct joiner {
    const struct chart *c;
    struct field *field;
    struct thicket thicket;
    struct point *corner;
    struct arena *draft;
};

static struct point centre(const struct site *s)
{
    return (struct point){s->x, s->y};
}

static bool corridor(struct joiner *j, const struct tie *t)
{
    struct point from = centre(&j->c->site[t->a]), to = centre(&j->c->site[t->b]);
    if (t->link) {
        struct curve k = {.pieces = t->link->pieces, .p = t->link->p};
        uint32_t steps = curve_steps(&k, 0.2);
        for (uint32_t i = 0; i <= steps; i++) {
            struct point p = curve_at(&k, (double)i * k.pieces / steps);
            field_line(j->field, from, p, CORRIDOR);
            from = p;
        }
        field_line(j->field, from, to, CORRIDOR);
        return true;
    }
    struct link l = {.a = t->a, .b = t->b};
    uint32_t n = lanes_corners(j->c, &l, -1, j->corner);
    n = lanes_pull(&(struct work){j->draft, j->c->w->diags, NULL}, &j->thicket, &l, j->corner, n,
                   MARGIN + 0.08);
    for (uint32_t i = 1; i < n; i++)
        field_line(j->field, j->corner[i - 1], j->corner[i], CORRIDOR);
    return n > 0;
}

static uint32_t root(uint32_t *up, uint32_t v)
{
    while (up[v] != v)
        v = up[v] = up[up[v]];
    return v;
}

/* A shortest tree (Kruskal 1956), so that no corridor goes round in a circle. */
static bool join_members(struct joiner *j, struct set members)
{
    size_t n = 0;
    struct tie *tie = ties(j->c, members, j->draft, &n);
    uint32_t *up = ARENA_NEW(j->draft, uint32_t, j->c->n);
    j->corner = ARENA_NEW(j->draft, struct point, chart_corners(j->c));
    if (!up || !j->corner || (!tie && n) || !thicket_new(&j->thicket, j->draft, j->c))
        return false;
    for (uint32_t v = 0; v < j->c->n; v++)
        up[v] = v;
    for (size_t i = 0; tie && i < n; i++) {
        uint32_t a = root(up, tie[i].a), b = root(up, tie[i].b);
        if (a != b && !corridor(j, &tie[i]))
            return false;
        up[a] = b;
    }
    return true;
}

static bool patchwork(const struct chart *c, struct set members, struct arena *draft, struct zone *zone)
{
    struct field f;
    struct point least = c->least, most = c->most;
    for (uint32_t i = 0; i < c->nlinks; i++)
        for (uint32_t k = 0; c->link[i].pieces && k <= 3 * c->link[i].pieces; k++) {
            least.x = fmin(least.x, c->link[i].p[k].x);
            least.y = fmin(least.y, c->link[i].p[k].y);
            most.x = fmax(most.x, c->link[i].p[k].x);
            most.y = fmax(most.y, c->link[i].p[k].y);
        }
    least.x -= 1;
    least.y -= 1;
    most.x += 1;
    most.y += 1;
    if (!field_new(&f, draft, least, most))
        return false;
    for (uint32_t v = 0; v < c->n; v++)
        if (member(c, members, v)) {
            const struct site *s = &c->site[v];
            double core = s->square ? s->h - 0.3 : 0; /* stadiums are their cores, padded */
            field_box(&f, centre(s), s->square ? s->w - 0.3 : s->w - s->h, core,
                      s->square ? 0.15 + ZONE_PAD : s->h / 2 + ZONE_PAD);
        }
    if (!join_members(&(struct joiner){.c = c, .field = &f, .draft = draft}, members))
        return false;
    struct point *other = ARENA_NEW(draft, struct point, c->n);
    uint32_t others = 0;
    for (uint32_t v = 0; other && v < c->n; v++)
        if (c->site[v].there && !member(c, members, v))
            other[others++] = centre(&c->site[v]);
    if (!other || !field_open(&f, other, others))
        return false;
    zone->p = field_outline(&f, c->w->arena, draft, &zone->npoints);
    return zone->p != NULL;
}

bool chart_zone(const struct chart *c, struct set members, struct zone *zone)
{
    struct arena draft = {0};
    size_t count = 0;
    for (uint32_t v = 0; v < c->n; v++)
        count += member(c, members, v);
    zone->npoints = 0;
    struct point *p = ARENA_NEW(&draft, struct point, 8 * count);
    struct point *hull = ARENA_NEW(c->w->arena, struct point, 8 * count + 1);
    bool good = p && hull;
    if (good && count) {
        zone->npoints = convex(p, corners(c, members, p), hull);
        zone->p = hull;
        if (meets_others(c, members, hull, zone->npoints))
            good = patchwork(c, members, &draft, zone);
    }
    arena_free(&draft);
    return good || diag_oom(c->w->diags);
}
