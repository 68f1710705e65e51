/* place.c -- nodes get their places by layered drawing of the directed edges.
 *
 * Bidirected edges do not say what comes first.  They only pull together: one between neighbouring ranks is
 * an edge that goes up; where nothing else joins two parts of the graph, an invisible common cause (or for
 * two nodes with nothing else, a row) does. */
#include "picture/graph_int.h"
#include "picture/layered.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ACROSS_GAP 0.62
#define LANE_GAP 0.36
#define BAND_GAP 1.15

/* ---- the layered problem ---- */

struct problem {
    struct chart *c;
    struct work *draft;
    uint32_t *vertex; /* by node */
    uint32_t *node;   /* by vertex; those after nnodes are invisible common causes */
    uint32_t nnodes, nvertices, nedges;
    struct layered_vertex *v;
    struct layered_edge *e;
    uint32_t *link;        /* by edge: what it draws, UINT32_MAX: nothing */
    uint32_t *rank, *root; /* by vertex: longest path; for union-find */
    bool *linked;          /* by vertex: has a directed edge */
    struct layered *l;
};

static void edge(struct problem *p, uint32_t from, uint32_t to, double weight, uint32_t link)
{
    p->e[p->nedges] = (struct layered_edge){.from = from, .to = to, .weight = weight};
    p->link[p->nedges++] = link;
}

static uint32_t root(struct problem *p, uint32_t v)
{
    while (p->root[v] != v)
        v = p->root[v] = p->root[p->root[v]];
    return v;
}

/* True when they were apart. */
static bool join(struct problem *p, uint32_t a, uint32_t b)
{
    uint32_t ra = root(p, a), rb = root(p, b);
    p->root[ra > rb ? ra : rb] = ra > rb ? rb : ra;
    return ra != rb;
}

static bool number_nodes(struct problem *p, const struct graph *g)
{
    struct arena *a = p->draft->arena;
    size_t most = (size_t)g->n + p->c->nlinks + 1, edges = 2 * (size_t)p->c->nlinks + 1;
    p->vertex = ARENA_NEW(a, uint32_t, g->n);
    p->node = ARENA_NEW(a, uint32_t, g->n);
    p->v = ARENA_NEW(a, struct layered_vertex, most);
    p->e = ARENA_NEW(a, struct layered_edge, edges);
    p->link = ARENA_NEW(a, uint32_t, edges);
    p->rank = ARENA_NEW(a, uint32_t, most);
    p->root = ARENA_NEW(a, uint32_t, most);
    p->linked = ARENA_NEW(a, bool, most);
    if (!p->vertex || !p->node || !p->v || !p->e || !p->link || !p->rank || !p->root || !p->linked)
        return diag_oom(p->draft->diags);
    SET_EACH (v, g->nodes) {
        const struct site *s = &p->c->site[v];
        bool right = p->c->dir == DIR_RIGHT;
        p->vertex[v] = p->nnodes;
        p->node[p->nnodes] = v;
        p->root[p->nnodes] = p->nnodes;
        p->v[p->nnodes++] = (struct layered_vertex){
            .width = right ? s->h : s->w, .height = right ? s->w : s->h, .place = UINT32_MAX};
    }
    p->nvertices = p->nnodes;
    return true;
}

static bool directed_edges(struct problem *p, const struct graph *g)
{
    struct chart *c = p->c;
    uint32_t *order = ARENA_NEW(p->draft->arena, uint32_t, g->n), count;
    if (!order)
        return diag_oom(p->draft->diags);
    for (uint32_t i = 0; i < c->nlinks; i++) {
        const struct link *l = &c->link[i];
        if (l->both || l->extra)
            continue;
        edge(p, p->vertex[l->a], p->vertex[l->b], 1, i); /* WEIGHT */
        p->linked[p->vertex[l->a]] = p->linked[p->vertex[l->b]] = true;
        join(p, p->vertex[l->a], p->vertex[l->b]);
    }
    if (!graph_order(g, order, &count, p->draft))
        return count && diag_error(p->draft->diags, "cycle", NO_SPAN, "the arrows of a graph go in a circle");
    for (uint32_t i = 0; i < count; i++)
        SET_EACH (u, g->ch[order[i]]) {
            uint32_t from = p->rank[p->vertex[order[i]]], *to = &p->rank[p->vertex[u]];
            *to = *to > from ? *to : from + 1;
        }
    return true;
}

/* One bidirected edge; first those between neighbouring ranks, then those that join what is apart. */
static void soft_edge(struct problem *p, const struct link *l, bool neighbours)
{
    uint32_t a = p->vertex[l->a], b = p->vertex[l->b];
    if (p->rank[a] > p->rank[b]) {
        uint32_t t = a;
        a = b;
        b = t;
    }
    uint32_t up = p->rank[b] - p->rank[a];
    if (neighbours ? up != 1 : up == 1)
        return;
    if (!join(p, a, b) && !neighbours)
        return;
    if (up || (!p->linked[a] && !p->linked[b])) {
        edge(p, a, b, 0.25, UINT32_MAX);
        return;
    }
    uint32_t cause = p->nvertices++;
    p->v[cause] = (struct layered_vertex){.place = UINT32_MAX};
    p->root[cause] = cause;
    edge(p, cause, a, 0.25, UINT32_MAX);
    edge(p, cause, b, 0.25, UINT32_MAX);
}

static void soft_edges(struct problem *p, const struct graph *g)
{
    for (int turn = 0; turn < 2; turn++)
        for (uint32_t i = 0; i < p->c->nlinks; i++) {
            const struct link *l = &p->c->link[i];
            if (l->both && !l->extra &&
                !(turn == 0 && (set_has(g->ch[l->a], l->b) || set_has(g->ch[l->b], l->a))))
                soft_edge(p, l, turn == 0);
        }
}

/* ---- from ranks to bands ---- */

static bool seen(const struct problem *p, uint32_t v)
{
    return v < p->nnodes;
}

/* The band of each rank; ranks of nothing but invisible things have none (that of the next). */
static bool make_bands(struct problem *p, uint32_t *band_of)
{
    struct chart *c = p->c;
    const struct layered *l = p->l;
    c->band = ARENA_NEW(c->w->arena, struct band, l->nranks);
    c->order = ARENA_NEW(c->w->arena, uint32_t, p->nnodes);
    if (!c->band || !c->order)
        return diag_oom(c->w->diags);
    uint32_t placed = 0;
    for (uint32_t r = 0; r < l->nranks; r++) {
        struct band band = {.start = placed};
        for (uint32_t i = l->rank_start[r]; i < l->rank_start[r + 1]; i++)
            if (seen(p, l->order[i])) {
                struct site *s = &c->site[p->node[l->order[i]]];
                s->band = c->nbands;
                s->across = l->x[l->order[i]];
                band.hi = fmax(band.hi, c->dir == DIR_RIGHT ? s->w : s->h);
                c->order[placed++] = p->node[l->order[i]];
            }
        band.end = placed;
        band_of[r] = c->nbands;
        if (band.end > band.start)
            c->band[c->nbands++] = band;
    }
    return true;
}

/* Where the layout leads the directed edges. */
static bool make_lanes(struct problem *p, const uint32_t *band_of)
{
    struct chart *c = p->c;
    const struct layered *l = p->l;
    uint32_t n = 0;
    c->lane = ARENA_NEW(c->w->arena, double, l->total - l->n + (size_t)1);
    if (!c->lane)
        return diag_oom(c->w->diags);
    for (uint32_t e = 0; e < p->nedges; e++) {
        if (p->link[e] == UINT32_MAX)
            continue;
        struct link *k = &c->link[p->link[e]];
        uint32_t band = c->site[k->a].band + 1;
        k->lane_start = n;
        for (uint32_t i = l->chain_start[e]; i < l->chain_start[e + 1]; i++)
            if (band < c->nbands && band_of[l->rank[l->chain[i]]] == band) {
                c->lane[n++] = l->x[l->chain[i]];
                band++;
            }
        k->lanes = n - k->lane_start;
        if (k->lanes + 1 != c->site[k->b].band - c->site[k->a].band)
            k->lanes = 0;
    }
    return true;
}

/* How far apart bands are: farther where edges between them are long and would be flat. */
static void stack(struct problem *p)
{
    struct chart *c = p->c;
    double at = 0;
    for (uint32_t k = 0; k < c->nbands; k++) {
        double slant = 0;
        for (uint32_t i = 0; k && i < c->nlinks; i++) {
            const struct link *l = &c->link[i];
            const struct site *a = &c->site[l->a], *b = &c->site[l->b];
            if (l->both || l->extra || a->band >= k || b->band < k)
                continue;
            double from = a->band + 1 == k ? a->across
                          : l->lanes       ? c->lane[l->lane_start + k - a->band - 2]
                                           : 0;
            double to = b->band == k ? b->across : l->lanes ? c->lane[l->lane_start + k - a->band - 1] : from;
            slant = fmax(slant, fabs(to - from));
        }
        if (k)
            at += fmax(BAND_GAP, fmax(fmin(0.25 * slant, 4), 0.1 * slant));
        double thick = c->band[k].hi;
        c->band[k].lo = at;
        c->band[k].hi = at += thick;
    }
}

struct point chart_point(const struct chart *c, double along, double across)
{
    switch (c->dir) {
    case DIR_RIGHT:
        return (struct point){along, across};
    case DIR_DOWN:
        return (struct point){across, along};
    default:
        return (struct point){across, -along};
    }
}

static void settle(struct chart *c)
{
    c->least = (struct point){INFINITY, INFINITY};
    c->most = (struct point){-INFINITY, -INFINITY};
    for (uint32_t v = 0; v < c->n; v++) {
        struct site *s = &c->site[v];
        if (!s->there)
            continue;
        const struct band *b = &c->band[s->band];
        struct point at = chart_point(c, (b->lo + b->hi) / 2, s->across);
        s->x = at.x;
        s->y = at.y;
        c->least.x = fmin(c->least.x, at.x - s->w / 2);
        c->least.y = fmin(c->least.y, at.y - s->h / 2);
        c->most.x = fmax(c->most.x, at.x + s->w / 2);
        c->most.y = fmax(c->most.y, at.y + s->h / 2);
    }
}

static bool solve(struct problem *p, const struct graph *g)
{
    const struct layered_options options = {.gap = ACROSS_GAP, .wire_gap = LANE_GAP};
    if (!number_nodes(p, g) || !directed_edges(p, g))
        return false;
    soft_edges(p, g);
    p->l = layered_solve(p->draft, p->v, p->nvertices, p->e, p->nedges, &options);
    if (!p->l)
        return false;
    uint32_t *band_of = ARENA_NEW(p->draft->arena, uint32_t, p->l->nranks);
    if (!band_of)
        return diag_oom(p->draft->diags);
    if (!make_bands(p, band_of) || !make_lanes(p, band_of))
        return false;
    stack(p);
    settle(p->c);
    return true;
}

/* ---- sizes ---- */

double chart_label(const struct text_metrics *metrics, struct str name, double *width)
{
    double wide = metrics->width(metrics->self, name, true), size = wide > 3.5 ? 0.8 : 1;
    *width = wide * size;
    return size;
}

bool chart_place(struct chart *c, const struct graph_figure *figure, const struct text_metrics *metrics)
{
    const struct graph *g = figure->g;
    c->site = ARENA_NEW(c->w->arena, struct site, g->n);
    if (!c->site)
        return diag_oom(c->w->diags);
    SET_EACH (v, g->nodes) {
        double text;
        chart_label(metrics, g->name[v], &text);
        c->site[v] = (struct site){.there = true,
                                   .w = text < 0.56 ? NODE_HEIGHT : text + 0.5,
                                   .h = NODE_HEIGHT,
                                   .square = figure->role && figure->role[v] == NODE_ADJUSTED};
    }
    struct arena arena = {0};
    struct work draft = {&arena, c->w->diags, NULL};
    struct problem p = {.c = c, .draft = &draft};
    bool good = set_empty(g->nodes) || solve(&p, g);
    arena_free(&arena);
    return good;
}
