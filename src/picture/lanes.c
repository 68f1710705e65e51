/* lanes.c -- ways between the ranks that meet no node.
 *
 * Between bands there is no node, and through a band an arrow runs along the flow, in a gap between two
 * nodes: so there is a way from every node to every other. The layout has kept a gap for each directed edge
 * of the figure; for others the nearest one is taken. */
#include "picture/graph_int.h"

#include <math.h>

#define OUT 0.12  /* so far from the band a lane begins and ends */
#define ROOM 0.28 /* between a lane and the nodes beside it */

uint32_t chart_corners(const struct chart *c)
{
    return 2 * c->nbands + 6;
}

static double half_across(const struct chart *c, uint32_t v)
{
    return (c->dir == DIR_RIGHT ? c->site[v].h : c->site[v].w) / 2;
}

/* The place nearest to `at` where there is room between the nodes of a band; of two, that on the `side`. */
static double gap_near(const struct chart *c, const struct band *band, double at, int side)
{
    double best = at, cost = INFINITY;
    for (uint32_t i = band->start; i <= band->end; i++) {
        double lo = -INFINITY, hi = INFINITY;
        if (i > band->start)
            lo = c->site[c->order[i - 1]].across + half_across(c, c->order[i - 1]) + ROOM;
        if (i < band->end)
            hi = c->site[c->order[i]].across - half_across(c, c->order[i]) - ROOM;
        double place = lo > hi ? (lo + hi) / 2 : fmin(fmax(at, lo), hi);
        double wrong = (place - at) * side < 0 ? 0.01 : 0;
        if (fabs(place - at) + wrong < cost) {
            cost = fabs(place - at) + wrong;
            best = place;
        }
    }
    return best;
}

/* In one band: out of it, along it and back. */
static uint32_t beside(const struct chart *c, const struct link *l, int side, struct point *corner)
{
    const struct site *a = &c->site[l->a], *b = &c->site[l->b];
    const struct band *band = &c->band[a->band];
    double off = side < 0 ? band->lo - 0.4 : band->hi + 0.4;
    corner[1] = chart_point(c, off, a->across);
    corner[2] = chart_point(c, off, b->across);
    return 3;
}

uint32_t lanes_corners(const struct chart *c, const struct link *l, int side, struct point *corner)
{
    const struct site *a = &c->site[l->a], *b = &c->site[l->b];
    uint32_t n = 1;
    corner[0] = (struct point){a->x, a->y};
    if (a->band == b->band) {
        n = beside(c, l, side, corner);
    } else {
        bool up = a->band < b->band;
        uint32_t bands = up ? b->band - a->band : a->band - b->band;
        for (uint32_t i = 0; i <= bands; i++) {
            uint32_t k = up ? a->band + i : a->band - i;
            const struct band *band = &c->band[k];
            double in = up ? band->lo - OUT : band->hi + OUT, out = up ? band->hi + OUT : band->lo - OUT;
            double straight = a->across + (b->across - a->across) * i / bands, at = straight;
            if (i == 0)
                at = a->across;
            else if (i == bands)
                at = b->across;
            else if (l->lanes && up)
                at = c->lane[l->lane_start + i - 1];
            else
                at = gap_near(c, band, straight, side);
            if (i)
                corner[n++] = chart_point(c, in, at);
            if (i < bands)
                corner[n++] = chart_point(c, out, at);
        }
    }
    corner[n++] = (struct point){b->x, b->y};
    return n;
}

/* Few corners: least cost of length and corners, over all ways to leave some out. */
uint32_t lanes_pull(struct work *draft, const struct thicket *t, const struct link *l, struct point *corner,
                    uint32_t n, double margin)
{
    double *cost = ARENA_NEW(draft->arena, double, n);
    uint32_t *before = ARENA_NEW(draft->arena, uint32_t, n), kept = 0;
    if (!cost || !before)
        return 0;
    for (uint32_t j = 1; j < n; j++) {
        cost[j] = INFINITY;
        for (uint32_t i = 0; i < j; i++) {
            double d = norm(corner[j].x - corner[i].x, corner[j].y - corner[i].y) + 0.6;
            if (cost[i] + d < cost[j] &&
                (i + 1 == j || thicket_clear(t, corner[i], corner[j], i ? UINT32_MAX : l->a,
                                             j + 1 < n ? UINT32_MAX : l->b, margin))) {
                cost[j] = cost[i] + d;
                before[j] = i;
            }
        }
    }
    /* The corners that stay, from the end; then they are moved to the front. */
    for (uint32_t j = n - 1; j; j = before[j])
        kept++;
    uint32_t at = kept;
    uint32_t *stay = ARENA_NEW(draft->arena, uint32_t, kept + (size_t)1);
    if (!stay)
        return 0;
    for (uint32_t j = n - 1; j; j = before[j])
        stay[at--] = j;
    for (uint32_t k = 0; k <= kept; k++)
        corner[k] = corner[stay[k]];
    return kept + 1;
}
