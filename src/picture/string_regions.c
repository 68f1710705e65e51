/* string_regions.c -- string diagrams: combs as coloured shapes with their slots left out. */
#include "picture/string_int.h"

#include <math.h>

static const double ZONE_MARGIN = 0.28;

/* What a rank has of a region: the members, and wires between members; cut down where others are between. */
static bool band(const struct panel_maker *s, const bool *in, uint32_t r, double *left, double *right)
{
    const struct layered *l = s->p->at;
    double best_left = 0, best_right = -1;
    uint32_t best = 0, count = 0;
    double lo = 0, hi = 0;
    for (uint32_t i = l->rank_start[r]; i <= l->rank_start[r + 1]; i++) {
        bool member = i < l->rank_start[r + 1] && in[l->order[i]];
        bool foreign = i < l->rank_start[r + 1] && !member && l->order[i] < s->p->n;
        if (member) {
            uint32_t v = l->order[i];
            double half = v < s->p->n ? s->p->size[v].width / 2 : 0;
            lo = count ? lo : l->x[v] - half;
            hi = l->x[v] + half;
            count += v < s->p->n ? 4 : 1;
        }
        if (foreign || i == l->rank_start[r + 1]) {
            if (count > best) {
                best = count;
                best_left = lo;
                best_right = hi;
            }
            count = 0;
        }
    }
    *left = best_left - ZONE_MARGIN;
    *right = best_right + ZONE_MARGIN;
    return best > 0;
}

/* A corner of an outline that runs along the flow and across it; what lies on a straight line is none. */
static void corner(struct point *q, uint32_t *n, struct point p)
{
    if (*n > 1) {
        struct point a = q[*n - 2], b = q[*n - 1];
        if ((a.x == b.x && b.x == p.x) || (a.y == b.y && b.y == p.y))
            --*n;
    }
    q[(*n)++] = p;
}

static bool put_region(struct panel_maker *s, const struct figure_region *region)
{
    const struct plan *p = s->p;
    const struct layered *l = p->at;
    bool *in = ARENA_NEW(s->w->arena, bool, l->total);
    struct point *q = ARENA_NEW(s->w->arena, struct point, 4 * (size_t)l->nranks + 4);
    double *left = ARENA_NEW(s->w->arena, double, l->nranks),
           *right = ARENA_NEW(s->w->arena, double, l->nranks);
    uint32_t first = UINT32_MAX, last = 0, n = 0;
    if (!in || !q || !left || !right)
        return diag_oom(s->w->diags);
    for (uint32_t v = 0; v < p->n; v++) {
        const struct plan_vertex *x = &p->vertex[v];
        in[v] = x->kind == PLAN_SLOT && x->wire != UINT32_MAX && x->wire / 64 < region->members.words &&
                set_has(region->members, x->wire);
        if (in[v]) {
            first = l->rank[v] < first ? l->rank[v] : first;
            last = l->rank[v] > last ? l->rank[v] : last;
        }
    }
    if (first == UINT32_MAX)
        return true;
    for (uint32_t k = 0; k < p->m; k++)
        if (in[p->edge[k].from] && in[p->edge[k].to])
            for (uint32_t c = l->chain_start[k]; c < l->chain_start[k + 1]; c++)
                in[l->chain[c]] = true;
    for (uint32_t r = first; r <= last; r++)
        if (!band(s, in, r, &left[r], &right[r])) { /* nothing of it here: as below */
            left[r] = r > first ? left[r - 1] : 0;
            right[r] = r > first ? right[r - 1] : 0;
        }
    for (uint32_t r = first + 1; r <= last; r++) { /* no small jogs */
        if (fabs(left[r] - left[r - 1]) < ZONE_MARGIN)
            left[r] = left[r - 1] = fmin(left[r], left[r - 1]);
        if (fabs(right[r] - right[r - 1]) < ZONE_MARGIN)
            right[r] = right[r - 1] = fmax(right[r], right[r - 1]);
    }
    for (uint32_t r = first; r <= last; r++) {
        double low = r == first ? s->low[r] - ZONE_MARGIN : (s->high[r - 1] + s->low[r]) / 2;
        double high = r == last ? s->high[r] + ZONE_MARGIN : (s->high[r] + s->low[r + 1]) / 2;
        corner(q, &n, string_page(s, left[r], low));
        corner(q, &n, string_page(s, left[r], high));
    }
    for (uint32_t r = last + 1; r-- > first;) {
        double low = r == first ? s->low[r] - ZONE_MARGIN : (s->high[r - 1] + s->low[r]) / 2;
        double high = r == last ? s->high[r] + ZONE_MARGIN : (s->high[r] + s->low[r + 1]) / 2;
        corner(q, &n, string_page(s, right[r], high));
        corner(q, &n, string_page(s, right[r], low));
    }
    struct zone z = {.style = region->style, .npoints = n, .p = q};
    return ARENA_PUSH(s->w->arena, s->out->zone, s->out->nzones, s->out->zone_cap, z) ||
           diag_oom(s->w->diags);
}

/* A comb figure is a comb as a whole. */
bool string_put_regions(struct panel_maker *s)
{
    const struct string_figure *f = s->p->figure;
    for (uint32_t i = 0; i < s->panel->nregions; i++)
        if (!put_region(s, &s->panel->region[i]))
            return false;
    if (!f->hole)
        return true;
    struct figure_region whole = {.members = set_full(s->w->arena, f->before->nwires), .style = REGION_COMB};
    return set_ok(whole.members) ? put_region(s, &whole) : diag_oom(s->w->diags);
}
