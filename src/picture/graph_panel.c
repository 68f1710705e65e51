/* graph_panel.c -- one panel with a causal graph.
 *
 * Places and curves come from the figure's graph alone, so all its panels agree; what a panel does not show
 * is there as a ghost. A node is a rounded shape with the variable's name in it; what it is in a question is
 * said by its role. */
#include "picture/graph_int.h"

#include <math.h>
#include <stdlib.h>

struct sketch {
    struct scene_parts *out;
    const struct panel *panel;
    const struct graph *g, *shown; /* shown may be NULL */
    const struct text_metrics *metrics;
    struct chart chart;
    uint32_t *mark; /* by node: its number in the scene */
    struct point least, most;
};

static bool dim(const struct sketch *s, uint32_t v)
{
    return set_ok(s->panel->dim) && v / 64 < s->panel->dim.words && set_has(s->panel->dim, v);
}

static bool node_shown(const struct sketch *s, uint32_t v)
{
    return !s->shown || (v < s->shown->n && set_has(s->shown->nodes, v));
}

static bool link_shown(const struct sketch *s, const struct link *l)
{
    if (!node_shown(s, l->a) || !node_shown(s, l->b))
        return false;
    return !s->shown || set_has(l->both ? s->shown->bi[l->a] : s->shown->ch[l->a], l->b);
}

static void enclose(struct sketch *s, struct point p, double margin)
{
    s->least.x = fmin(s->least.x, p.x - margin);
    s->least.y = fmin(s->least.y, p.y - margin);
    s->most.x = fmax(s->most.x, p.x + margin);
    s->most.y = fmax(s->most.y, p.y + margin);
}

/* ---- nodes ---- */

static enum graph_role role_of(const struct sketch *s, uint32_t v)
{
    const struct graph_figure *f = s->panel->graph;
    enum graph_role role = f->role ? f->role[v] : NODE_PLAIN;
    return role == NODE_PLAIN && set_has(s->g->latent, v) ? NODE_LATENT : role;
}

static bool add_nodes(struct sketch *s)
{
    struct scene_parts *out = s->out;
    SET_EACH (v, s->g->nodes) {
        const struct site *site = &s->chart.site[v];
        double width;
        struct mark m = {.shape = SHAPE_NODE,
                         .role = role_of(s, v),
                         .x = site->x,
                         .y = site->y,
                         .w = site->w,
                         .h = site->h,
                         .facing = s->chart.dir,
                         .label = s->g->name[v],
                         .label_size = chart_label(s->metrics, s->g->name[v], &width),
                         .of = v};
        m.flags = (node_shown(s, v) ? 0 : FLAG_GHOST) | (dim(s, v) ? FLAG_DIM : 0) |
                  (m.role == NODE_LATENT ? FLAG_HIDDEN : 0);
        s->mark[v] = (uint32_t)out->nmarks;
        if (!ARENA_PUSH(out->w->arena, out->mark, out->nmarks, out->mark_cap, m))
            return diag_oom(out->w->diags);
        enclose(s, (struct point){site->x - site->w / 2, site->y - site->h / 2}, ZONE_PAD + 0.1);
        enclose(s, (struct point){site->x + site->w / 2, site->y + site->h / 2}, ZONE_PAD + 0.1);
    }
    return true;
}

/* ---- arrows ---- */

static int by_arrow(const void *pa, const void *pb)
{
    const struct figure_arrow *a = pa, *b = pb;
    if (a->both != b->both)
        return a->both - b->both;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return a->to < b->to ? -1 : a->to > b->to;
}

/* The arrows with a role, sorted; bidirected ones with their lesser end first. */
static struct figure_arrow *roles(struct sketch *s, struct arena *draft)
{
    const struct graph_figure *f = s->panel->graph;
    struct figure_arrow *list = ARENA_NEW(draft, struct figure_arrow, f->narrows + (size_t)1);
    for (uint32_t i = 0; list && i < f->narrows; i++) {
        list[i] = f->arrow[i];
        if (list[i].both && list[i].from > list[i].to) {
            list[i].from = f->arrow[i].to;
            list[i].to = f->arrow[i].from;
        }
    }
    if (list)
        qsort(list, f->narrows, sizeof *list, by_arrow);
    return list;
}

static bool add_link(struct sketch *s, const struct link *l, const struct figure_arrow *roles)
{
    struct scene_parts *out = s->out;
    struct figure_arrow key = {l->a, l->b, l->both, ARROW_PLAIN};
    const struct figure_arrow *found =
        bsearch(&key, roles, s->panel->graph->narrows, sizeof *roles, by_arrow);
    bool hidden = !l->both && role_of(s, l->a) == NODE_LATENT;
    struct strand strand = {.npoints = 3 * l->pieces + 1,
                            .p = l->p,
                            .from = s->mark[l->a],
                            .to = s->mark[l->b],
                            .head = true,
                            .tail = l->both,
                            .curved = l->both,
                            .role = found ? found->role : ARROW_PLAIN,
                            .of = UINT32_MAX};
    strand.flags = (link_shown(s, l) ? 0 : FLAG_GHOST) | (dim(s, l->a) || dim(s, l->b) ? FLAG_DIM : 0) |
                   (hidden ? FLAG_HIDDEN : 0);
    if (!ARENA_PUSH(out->w->arena, out->strand, out->nstrands, out->strand_cap, strand))
        return diag_oom(out->w->diags);
    const struct curve c = {.pieces = l->pieces, .p = l->p};
    uint32_t steps = curve_steps(&c, 0.1);
    for (uint32_t i = 0; i <= steps; i++)
        enclose(s, curve_at(&c, (double)i * c.pieces / steps), 0.25);
    return true;
}

/* Ghosts first, so that they lie below. */
static bool add_links(struct sketch *s, struct panel_size *size)
{
    struct arena draft = {0};
    struct figure_arrow *list = roles(s, &draft);
    bool good = list || diag_oom(s->out->w->diags);
    for (int ghost = 1; good && ghost >= 0; ghost--)
        for (uint32_t i = 0; good && i < s->chart.nlinks; i++) {
            const struct link *l = &s->chart.link[i];
            if (!l->pieces || link_shown(s, l) == ghost)
                continue;
            for (uint32_t k = 0; k < l->pieces; k++)
                size->bends += !piece_straight(l->p + 3 * (size_t)k);
            good = add_link(s, l, list);
        }
    arena_free(&draft);
    return good;
}

/* ---- regions ---- */

static bool add_zones(struct sketch *s)
{
    struct scene_parts *out = s->out;
    for (uint32_t i = 0; i < s->panel->nregions; i++) {
        const struct figure_region *r = &s->panel->region[i];
        struct zone z = {.style = r->style};
        if (!set_ok(r->members))
            continue;
        if (!chart_zone(&s->chart, r->members, &z))
            return false;
        if (z.npoints >= 3 && !ARENA_PUSH(out->w->arena, out->zone, out->nzones, out->zone_cap, z))
            return diag_oom(out->w->diags);
        for (uint32_t k = 0; k < z.npoints; k++)
            enclose(s, z.p[k], 0.05);
    }
    return true;
}

/* Names when all zones are there. Zones without members have been left out, so they are found by turns. */
static bool add_notes(struct sketch *s, struct note_range range)
{
    struct scene_parts *out = s->out;
    size_t z = range.zones;
    for (uint32_t i = 0; i < s->panel->nregions && z < out->nzones; i++) {
        const struct figure_region *r = &s->panel->region[i];
        bool any = false;
        SET_EACH (v, s->g->nodes)
            any = any || (set_ok(r->members) && v / 64 < r->members.words && set_has(r->members, v));
        if (!any)
            continue;
        const struct zone zone = out->zone[z++];
        if (!r->label.n)
            continue;
        double width = NOTE_SIZE * s->metrics->width(s->metrics->self, r->label, false);
        if (!note_zone(&s->chart, out, &zone, r->label, width, range))
            return false;
        const struct caption *c = &out->caption[out->ncaptions - 1];
        enclose(s, (struct point){c->x, c->y}, 0.25);
        enclose(s, (struct point){c->x + c->width, c->y}, 0.25);
    }
    return true;
}

/* ---- the panel ---- */

static void move_points(struct point *p, uint32_t n, struct point by)
{
    for (uint32_t i = 0; i < n; i++) {
        p[i].x -= by.x;
        p[i].y -= by.y;
    }
}

/* Everything to where the upper left corner is (0, 0). */
static void move_all(struct sketch *s, size_t marks, size_t zones, size_t captions)
{
    struct scene_parts *out = s->out;
    for (uint32_t i = 0; i < s->chart.nlinks; i++)
        if (s->chart.link[i].pieces)
            move_points(s->chart.link[i].p, 3 * s->chart.link[i].pieces + 1, s->least);
    for (; marks < out->nmarks; marks++) {
        out->mark[marks].x -= s->least.x;
        out->mark[marks].y -= s->least.y;
    }
    for (; zones < out->nzones; zones++)
        move_points((struct point *)out->zone[zones].p, out->zone[zones].npoints, s->least);
    for (; captions < out->ncaptions; captions++) {
        out->caption[captions].x -= s->least.x;
        out->caption[captions].y -= s->least.y;
    }
}

static bool draw(struct sketch *s, struct panel_size *size)
{
    size_t marks = s->out->nmarks, zones = s->out->nzones, captions = s->out->ncaptions;
    bool good = true;
    s->mark = ARENA_NEW(s->out->w->arena, uint32_t, s->g->n);
    if (!s->mark)
        return diag_oom(s->out->w->diags);
    if (!chart_links(&s->chart, s->g, s->shown) || !chart_place(&s->chart, s->panel->graph, s->metrics) ||
        !chart_route(&s->chart) || !add_nodes(s) || !add_links(s, size) || !add_zones(s) ||
        !add_notes(s, (struct note_range){zones, captions}))
        return false;
    size->crossings = chart_crossings(&s->chart, &good);
    if (!good)
        return false;
    move_all(s, marks, zones, captions);
    size->width = s->most.x - s->least.x;
    size->height = s->most.y - s->least.y;
    return true;
}

bool panel_graph(struct scene_parts *out, const struct panel *panel, enum picture_dir dir,
                 const struct text_metrics *metrics, struct panel_size *size)
{
    struct sketch s = {.out = out,
                       .panel = panel,
                       .g = panel->graph->g,
                       .shown = panel->shown,
                       .metrics = metrics,
                       .chart = {.w = out->w, .dir = dir, .n = panel->graph->g->n},
                       .least = {INFINITY, INFINITY},
                       .most = {-INFINITY, -INFINITY}};
    *size = (struct panel_size){0};
    return set_empty(s.g->nodes) || draw(&s, size);
}
