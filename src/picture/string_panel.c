/* string_panel.c -- string diagrams as shapes, by the conventions of Jacobs, Kissinger and Zanasi (2019) and
 * Cho and Jacobs (2019): states are triangles, copying is a dot, discarding a ground, the flow goes upwards.
 */
#include "picture/string_int.h"

#include <math.h>

static const double DOT_ABOVE = 0.24, DOT_SIZE = 0.18;

/* ---- wires ---- */

static bool string_shown(const struct panel_maker *s, const struct plan_edge *e)
{
    return e->wire != UINT32_MAX && (s->after ? e->in_after || e->cut : e->in_before);
}

/* How many uses leave the same port. */
static uint32_t fan_of(const struct panel_maker *s, const struct plan_edge *e)
{
    uint32_t n = 0;
    for (uint32_t k = 0; k < s->p->m; k++) {
        const struct plan_edge *other = &s->p->edge[k];
        n += other->from == e->from && other->from_port == e->from_port && string_shown(s, other);
    }
    return n;
}

static bool put_ground(struct panel_maker *s, const struct plan_edge *e, double across, double low)
{
    return string_add_mark(s, SHAPE_GROUND, string_wire_flags(s, e->wire), across,
                           low + 0.08 + GROUND_HEIGHT / 2, GROUND_WIDTH, GROUND_HEIGHT, STR(""),
                           e->wire) != UINT32_MAX;
}

static bool string_put_wire(struct panel_maker *s, uint32_t k, bool *dotted)
{
    const struct plan_edge *e = &s->p->edge[k];
    const struct layered *l = s->p->at;
    double low, high, across = l->x[e->from] + s->p->line[k].from_at;
    double to = l->x[e->to] + s->p->line[k].to_at;
    unsigned flags = string_wire_flags(s, e->wire);
    struct path path = {0};
    uint32_t r = l->rank[e->from];
    string_extent(s, e->from, &low, &high);
    if (s->p->vertex[e->from].kind == PLAN_INPUT && !s->p->vertex[e->from].in_before)
        flags |= FLAG_ACCENT;
    if (fan_of(s, e) > 1) {
        if (!dotted[k]) { /* the first of the fan draws the stem */
            if (!string_straight(s, across, high, high + DOT_ABOVE, flags, e->wire) ||
                string_add_mark(s, SHAPE_DOT, flags, across, high + DOT_ABOVE, DOT_SIZE, DOT_SIZE, STR(""),
                                e->wire) == UINT32_MAX)
                return false;
            for (uint32_t i = k; i < s->p->m; i++)
                if (s->p->edge[i].from == e->from && s->p->edge[i].from_port == e->from_port)
                    dotted[i] = true;
        }
        high += DOT_ABOVE;
    }
    if (!string_station(s, &path, across, high) || !string_station(s, &path, across, fmax(high, s->high[r])))
        return false;
    for (uint32_t c = l->chain_start[k]; c < l->chain_start[k + 1]; c++) {
        uint32_t d = l->chain[c];
        if (!string_station(s, &path, l->x[d], s->low[l->rank[d]]) ||
            !string_station(s, &path, l->x[d], s->high[l->rank[d]]))
            return false;
    }
    string_extent(s, e->to, &low, &high);
    r = l->rank[e->to];
    bool operated = s->p->vertex[e->to].kind == PLAN_SLOT && s->p->vertex[e->to].operated;
    double end = s->p->vertex[e->to].kind == PLAN_INPUT ? high : low;
    if (s->after && e->cut)
        end = low + 0.08;
    else if (operated && s->after && !e->cut && !s->p->vertex[e->to].through)
        end = s->p->vertex[e->to].after ? high - s->placed_along[e->to] : low;
    if (!string_station(s, &path, to, fmin(s->low[r], end)) || !string_station(s, &path, to, end) ||
        !string_add_strand(s, &path, flags, e->wire))
        return false;
    return !(s->after && e->cut) || put_ground(s, e, to, low);
}

/* ---- the panel ---- */

/* What shapes cover on the page. */
struct cover {
    double x0, y0, x1, y1;
};

static void cover(struct cover *c, double x0, double y0, double x1, double y1)
{
    c->x0 = fmin(c->x0, x0);
    c->y0 = fmin(c->y0, y0);
    c->x1 = fmax(c->x1, x1);
    c->y1 = fmax(c->y1, y1);
}

static void cover_all(struct cover *c, const struct panel_maker *s)
{
    const struct scene_parts *o = s->out;
    for (size_t i = s->first_mark; i < o->nmarks; i++) {
        const struct mark *m = &o->mark[i];
        cover(c, m->x - m->w / 2, m->y - m->h / 2, m->x + m->w / 2, m->y + m->h / 2);
    }
    for (size_t i = s->first_caption; i < o->ncaptions; i++) {
        const struct caption *t = &o->caption[i];
        double left = string_caption_left(t);
        cover(c, left, t->y - TEXT_HEIGHT / 2, left + t->width, t->y + TEXT_HEIGHT / 2);
    }
    for (size_t i = s->first_zone; i < o->nzones; i++)
        for (uint32_t k = 0; k < o->zone[i].npoints; k++)
            cover(c, o->zone[i].p[k].x, o->zone[i].p[k].y, o->zone[i].p[k].x, o->zone[i].p[k].y);
}

static void shift(const struct point *p, uint32_t n, const struct cover *c)
{
    struct point *q = (struct point *)(uintptr_t)p; /* made for this scene */
    for (uint32_t i = 0; i < n; i++) {
        q[i].x -= c->x0;
        q[i].y -= c->y0;
    }
}

static void settle(struct panel_maker *s, const struct cover *c)
{
    struct scene_parts *o = s->out;
    for (size_t i = s->first_mark; i < o->nmarks; i++) {
        o->mark[i].x -= c->x0;
        o->mark[i].y -= c->y0;
    }
    for (size_t i = s->first_caption; i < o->ncaptions; i++) {
        o->caption[i].x -= c->x0;
        o->caption[i].y -= c->y0;
    }
    for (size_t i = s->first_strand; i < o->nstrands; i++)
        shift(o->strand[i].p, o->strand[i].npoints, c);
    for (size_t i = s->first_zone; i < o->nzones; i++)
        shift(o->zone[i].p, o->zone[i].npoints, c);
}

static uint64_t count_bends(const struct scene_parts *o, size_t first)
{
    uint64_t n = 0;
    for (size_t i = first; i < o->nstrands; i++)
        n += (o->strand[i].npoints - 1) / 3 - 1;
    return n;
}

static bool put_all(struct panel_maker *s, struct cover *c)
{
    bool *dotted = ARENA_NEW(s->w->arena, bool, s->p->m);
    if (!dotted)
        return diag_oom(s->w->diags);
    for (uint32_t v = 0; v < s->p->n; v++)
        if (!string_put_box(s, v))
            return false;
    for (uint32_t k = 0; k < s->p->m; k++)
        if (string_shown(s, &s->p->edge[k]) && !string_put_wire(s, k, dotted))
            return false;
    if (!string_put_names(s) || !string_put_regions(s))
        return false;
    cover_all(c, s);
    return true;
}

/* What the other picture of the figure covers: both are given the same room. */
static bool cover_other(const struct panel_maker *s, struct cover *c)
{
    struct scene_parts scratch = {.w = s->w};
    struct panel_maker other = *s;
    other.out = &scratch;
    other.after = !s->after;
    other.first_mark = other.first_strand = other.first_caption = other.first_zone = 0;
    return put_all(&other, c);
}

bool panel_string(struct scene_parts *out, const struct panel *panel, enum picture_dir dir,
                  const struct text_metrics *metrics, struct panel_size *size)
{
    struct panel_maker s = {.out = out,
                            .w = out->w,
                            .panel = panel,
                            .metrics = metrics,
                            .dir = dir,
                            .after = panel->kind == PANEL_AFTER,
                            .first_mark = out->nmarks,
                            .first_strand = out->nstrands,
                            .first_caption = out->ncaptions,
                            .first_zone = out->nzones};
    if (!(s.p = plan_new(s.w, panel->string)) || !string_solve(&s) || !string_set_ranks(&s))
        return false;
    struct cover c = {0, 0, string_sideways(&s) ? s.along : s.across,
                      string_sideways(&s) ? s.across : s.along};
    if (!put_all(&s, &c) || (panel->string->before != panel->string->after && !cover_other(&s, &c)))
        return false;
    settle(&s, &c);
    *size =
        (struct panel_size){c.x1 - c.x0, c.y1 - c.y0, s.p->at->crossings, count_bends(out, s.first_strand)};
    return true;
}
