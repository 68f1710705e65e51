/* route.c -- a curve for every arrow.
 *
 * An arrow is straight when no node is in the way. Otherwise it is the best of some bows and of a smooth way
 * through the gaps that the layout has kept for it: short, little bent, crossing little, and clear of nodes
 * and of arrows it could be mistaken for. Bidirected edges are bows always. Straight arrows come first, so
 * that the bent ones can heed them. */
#include "picture/graph_int.h"

#include "base/interrupt.h"

#include <math.h>
#include <stdlib.h>

#define SHORTEST 0.42      /* an arrow that is seen as one */
#define CROSSING 1.4       /* what it costs */
#define SHORTEST_BOTH 0.85 /* with two heads */

struct router {
    struct chart *c;
    struct arena *arena;
    struct thicket thicket;
    struct traffic traffic;
    struct curve whole, part, best; /* from centre to centre; between the nodes; the best so far */
    struct point *corner, *pulled;
    double cost;
    const struct link *link;
    struct point centre;
    bool failed; /* memory was short */
};

/* Where a curve leaves (comes to) the clear space round a node: the place, in pieces; negative: never. */
static double gate(const struct curve *c, const struct site *s, double clear, bool last)
{
    uint32_t steps = curve_steps(c, 0.1);
    double unit = (double)c->pieces / steps, in = last ? c->pieces : 0, out = -1;
    for (uint32_t i = 0; i <= steps && out < 0; i++) {
        double t = last ? c->pieces - i * unit : i * unit;
        if (site_distance(s, curve_at(c, t)) >= clear)
            out = t;
        else
            in = t;
    }
    if (out < 0)
        return -1;
    for (int i = 0; i < 30; i++) {
        double t = (in + out) / 2;
        if (site_distance(s, curve_at(c, t)) >= clear)
            out = t;
        else
            in = t;
    }
    return out;
}

/* r->part = what of r->whole is to be seen. */
static bool cut(struct router *r, double clear)
{
    double from = gate(&r->whole, &r->c->site[r->link->a], clear, false);
    double to = gate(&r->whole, &r->c->site[r->link->b], clear, true);
    if (from < 0 || to < 0 || to - from < 1e-3)
        return false;
    curve_part(&r->part, &r->whole, from, to);
    return r->part.pieces > 0;
}

/* What is looked at along a curve. */
struct view {
    double length, bend, crowd;
};

/* False when it comes too near to a node. */
static bool look(const struct router *r, double clear, double margin, struct view *v)
{
    const struct curve *c = &r->part;
    const struct site *a = &r->c->site[r->link->a], *b = &r->c->site[r->link->b];
    uint32_t steps = curve_steps(c, 0.08);
    struct point last = c->p[0];
    double before = 0, dx = 0, dy = 0;
    *v = (struct view){0};
    for (uint32_t i = 0; i <= steps; i++) {
        struct point p = curve_at(c, (double)i * c->pieces / steps);
        double d = thicket_distance(&r->thicket, p, r->link->a, r->link->b, 0.5);
        if (d < margin || fmin(site_distance(a, p), site_distance(b, p)) < clear - 0.01)
            return false;
        double ox = dx, oy = dy, step = norm(dx = p.x - last.x, dy = p.y - last.y);
        if (i > 1 && step > 0 && before > 0) /* the sine of the turn is as good as the turn */
            v->bend += ox * dx + oy * dy < 0 ? 2 : fabs(ox * dy - oy * dx) / (step * before);
        v->length += step;
        v->crowd += fmax(0, 0.35 - d) * step;
        before = step;
        last = p;
    }
    return true;
}

static void keep(struct router *r, double cost)
{
    struct curve t = r->best;
    r->cost = cost;
    r->best = r->part;
    r->part = t;
}

/* What meeting other arrows costs. In a crowd it is not worth a long way round. */
static double trouble(struct jam jam)
{
    double cost = CROSSING * jam.crossings + 3 * jam.together + 0.5 * jam.tips;
    return cost < 4 ? cost : 4 + 0.05 * (cost - 4);
}

/* Take r->whole if it is better than what there is. True when it can be drawn at all. */
static bool propose(struct router *r, double extra, double clear, double margin)
{
    if (!cut(r, clear))
        return false;
    struct view v;
    if (!look(r, clear, margin, &v) || v.length < (r->link->both ? SHORTEST_BOTH : SHORTEST))
        return false;
    const struct point *p = r->whole.p, *q = p + 3 * (size_t)r->whole.pieces;
    double cost = extra + (v.length - norm(q->x - p->x, q->y - p->y)) + 0.35 * v.bend + 4 * v.crowd +
                  0.1 * r->part.pieces;
    if (cost < r->cost) {
        cost += trouble(
            traffic_look(&r->traffic, r->c, &r->part, r->link, fmin(r->cost - cost, 1e6) / CROSSING * 20));
        if (cost < r->cost)
            keep(r, cost);
    }
    return true;
}

static struct point centre_of(const struct site *s)
{
    return (struct point){s->x, s->y};
}

static bool straight(struct router *r)
{
    struct point a = centre_of(&r->c->site[r->link->a]), b = centre_of(&r->c->site[r->link->b]);
    if (!thicket_clear(&r->thicket, a, b, r->link->a, r->link->b, 0.18))
        return false;
    struct view v;
    curve_line(&r->whole, a, b);
    if (!cut(r, CLEAR) || !look(r, CLEAR, 0.17, &v) || v.length < SHORTEST)
        return false;
    keep(r, 0);
    return true;
}

/* Bows to both sides; of two that are alike, the one that leans outwards, and else upwards. */
static bool bows(struct router *r)
{
    static const double part[] = {0.12, 0.18, 0.25, 0.33, 0.45, 0.6, 0.8, 1.1};
    struct point a = centre_of(&r->c->site[r->link->a]), b = centre_of(&r->c->site[r->link->b]);
    double d = norm(b.x - a.x, b.y - a.y);
    bool any = false;
    for (int i = 0; i < 32; i++) {
        double height = part[i % 8] * d, lean = i < 16 ? 0.3 : 0.12;
        if (r->link->both && i < 16 && d < 2.5)
            lean = 0.42; /* so that the curve is seen between nodes that are near */
        int side = i / 8 % 2 ? 1 : -1;
        if (r->link->both && height < 0.5)
            height = 0.5 + 0.2 * height;
        struct point off = {(b.y - a.y) * side / d, -(b.x - a.x) * side / d};
        struct point mid = {(a.x + b.x) / 2 - r->centre.x, (a.y + b.y) / 2 - r->centre.y};
        double outwards = off.x * mid.x + off.y * mid.y;
        double extra = outwards > 0.01 ? 0 : outwards < -0.01 ? 0.06 : 0.03 + 0.01 * (off.y + 0.5 * off.x);
        extra += fmax(0, height - 4); /* wide bows lose sight of what they join */
        curve_bow(&r->whole, a, b, height * side, lean);
        any = propose(r, extra + (i < 16 ? 0 : 0.05), CLEAR, MARGIN) || any;
    }
    return any;
}

static bool ways(struct router *r, double clear, double margin)
{
    static const double round[] = {1, 0.75, 0.5, 0.3, 0.15, 0.05};
    bool any = false;
    for (int i = 0; i < 4; i++) {
        struct arena draft = {0};
        uint32_t n = lanes_corners(r->c, r->link, i % 2 ? 1 : -1, r->corner);
        if (i < 2)
            n = lanes_pull(&(struct work){&draft, r->c->w->diags, NULL}, &r->thicket, r->link, r->corner, n,
                           margin + 0.08);
        arena_free(&draft);
        r->failed = r->failed || !n;
        for (int k = 0; n && k < 6; k++) {
            curve_smooth(&r->whole, r->corner, n, round[k]);
            if (propose(r, 0.1 * k, clear, margin)) {
                any = true;
                break;
            }
        }
    }
    return any;
}

/* The best curve there is, in r->best; false: none at all. */
static bool choose(struct router *r)
{
    r->cost = INFINITY;
    bows(r);
    ways(r, CLEAR, MARGIN);
    /* Nodes so near to each other that hardly an arrow fits between them. */
    for (double part = 0.5; r->cost == INFINITY && part > 0.1; part /= 2)
        ways(r, CLEAR * part, MARGIN * part);
    return r->cost < INFINITY && !r->failed;
}

static bool store(struct router *r, struct link *l)
{
    size_t points = 3 * (size_t)r->best.pieces + 1;
    l->p = ARENA_NEW(r->c->w->arena, struct point, points);
    if (!l->p)
        return diag_oom(r->c->w->diags);
    for (size_t i = 0; i < points; i++)
        l->p[i] = r->best.p[i];
    l->pieces = r->best.pieces;
    return traffic_add(&r->traffic, &r->best, (uint32_t)(l - r->c->link)) || diag_oom(r->c->w->diags);
}

enum { PASS_STRAIGHT, PASS_BENT, PASS_BOTH, PASS_EXTRA, PASSES };

static bool route(struct router *r, struct link *l, int pass)
{
    if (l->pieces || (l->extra && pass < PASS_EXTRA) || (l->both && !l->extra && pass < PASS_BOTH))
        return true;
    r->link = l;
    r->cost = INFINITY;
    if (!l->both && (pass == PASS_STRAIGHT || pass == PASS_EXTRA) && straight(r))
        return store(r, l);
    if (pass == PASS_STRAIGHT)
        return true;
    if (choose(r))
        return store(r, l);
    return !r->failed || diag_oom(r->c->w->diags);
}

/* Short arrows before long ones, which go round them. */
struct turn {
    double length;
    uint32_t link;
};
static int by_length(const void *pa, const void *pb)
{
    const struct turn *a = pa, *b = pb;
    if (a->length != b->length)
        return a->length < b->length ? -1 : 1;
    return a->link < b->link ? -1 : a->link > b->link;
}

static bool prepare(struct router *r)
{
    uint32_t corners = chart_corners(r->c);
    r->centre = (struct point){(r->c->least.x + r->c->most.x) / 2, (r->c->least.y + r->c->most.y) / 2};
    r->corner = ARENA_NEW(r->arena, struct point, corners);
    bool good = r->corner && curve_new(&r->whole, r->arena, 2 * corners) &&
                curve_new(&r->part, r->arena, 2 * corners) && curve_new(&r->best, r->arena, 2 * corners);
    return (good || diag_oom(r->c->w->diags)) && thicket_new(&r->thicket, r->arena, r->c) &&
           traffic_new(&r->traffic, r->arena, r->c);
}

static bool route_all(struct router *r)
{
    const struct chart *c = r->c;
    struct turn *turn = ARENA_NEW(r->arena, struct turn, c->nlinks);
    if (!turn)
        return diag_oom(c->w->diags);
    for (uint32_t i = 0; i < c->nlinks; i++) {
        const struct site *a = &c->site[c->link[i].a], *b = &c->site[c->link[i].b];
        /* Rounded: mirror images are as long as each other. */
        turn[i] = (struct turn){floor(norm(b->x - a->x, b->y - a->y) * 1024 + 0.5), i};
    }
    qsort(turn, c->nlinks, sizeof *turn, by_length);
    for (int pass = 0; pass < PASSES; pass++)
        for (uint32_t i = 0; i < c->nlinks; i++) {
            if (interrupted())
                return diag_interrupted(c->w->diags);
            if (!route(r, &c->link[turn[i].link], pass))
                return false;
        }
    return true;
}

bool chart_route(struct chart *c)
{
    struct arena arena = {0};
    struct router r = {.c = c, .arena = &arena};
    bool good = prepare(&r) && route_all(&r);
    arena_free(&arena);
    return good;
}

uint64_t chart_crossings(const struct chart *c, bool *good)
{
    struct arena arena = {0};
    struct traffic t;
    uint64_t crossings = 0;
    *good = traffic_new(&t, &arena, c);
    for (uint32_t i = 0; *good && i < c->nlinks; i++) {
        struct curve k = {.pieces = c->link[i].pieces, .p = c->link[i].p};
        if (!k.pieces)
            continue;
        crossings += traffic_look(&t, c, &k, &c->link[i], INFINITY).crossings;
        *good = traffic_add(&t, &k, i) || diag_oom(c->w->diags);
    }
    arena_free(&arena);
    return crossings;
}
