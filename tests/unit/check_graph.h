/* check_graph.h -- a second opinion on pictures of graphs: curves are sampled densely and measured. */
#ifndef CAUSAL_TESTS_CHECK_GRAPH_H
#define CAUSAL_TESTS_CHECK_GRAPH_H

#include "picture/scene.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Widths that are the same everywhere: 0.2 for a character. */
static inline double fixed_width(void *self, struct str text, bool italic)
{
    (void)self;
    (void)italic;
    return 0.2 * (double)text.n;
}
static const struct text_metrics fixed_metrics = {NULL, fixed_width};

struct checked {
    const struct scene_parts *s;
    struct panel_size size;
    char why[200]; /* the first thing that is wrong; empty: nothing */
};

#define WRONG(c, ...) (*(c)->why ? (void)0 : (void)snprintf((c)->why, sizeof(c)->why, __VA_ARGS__))

/* From a place to the rim of a node; negative inside. */
static inline double to_mark(const struct mark *m, struct point p)
{
    double dx = fabs(p.x - m->x), dy = fabs(p.y - m->y), flat = m->role == NODE_ADJUSTED ? m->w : m->w - m->h;
    if (m->role != NODE_ADJUSTED)
        return sqrt(pow(dx > flat / 2 ? dx - flat / 2 : 0, 2) + dy * dy) - m->h / 2;
    double ox = dx - m->w / 2, oy = dy - m->h / 2;
    if (ox <= 0 && oy <= 0)
        return ox > oy ? ox : oy;
    return sqrt(pow(ox > 0 ? ox : 0, 2) + pow(oy > 0 ? oy : 0, 2));
}

static inline struct point on_cubic(const struct point *p, double t)
{
    struct point q[4] = {p[0], p[1], p[2], p[3]};
    for (int k = 3; k; k--)
        for (int i = 0; i < k; i++)
            q[i] = (struct point){q[i].x + (q[i + 1].x - q[i].x) * t, q[i].y + (q[i + 1].y - q[i].y) * t};
    return q[0];
}

static inline void check_inside(struct checked *c, struct point p, double margin, const char *what)
{
    if (!(p.x >= margin && p.y >= margin && p.x <= c->size.width - margin && p.y <= c->size.height - margin))
        WRONG(c, "%s is outside the page: %.3f %.3f", what, p.x, p.y);
}

static inline void check_marks(struct checked *c)
{
    for (size_t i = 0; i < c->s->nmarks; i++) {
        const struct mark *m = &c->s->mark[i];
        check_inside(c, (struct point){m->x - m->w / 2, m->y - m->h / 2}, 0.1, "a node");
        check_inside(c, (struct point){m->x + m->w / 2, m->y + m->h / 2}, 0.1, "a node");
        if (fixed_width(NULL, m->label, true) * m->label_size > m->w - 0.2)
            WRONG(c, "a name does not fit: %.*s", (int)m->label.n, m->label.s);
        for (size_t j = 0; j < i; j++) {
            const struct mark *o = &c->s->mark[j];
            if (fabs(m->x - o->x) < (m->w + o->w) / 2 + 0.3 && fabs(m->y - o->y) < (m->h + o->h) / 2 + 0.3)
                WRONG(c, "nodes %u and %u are too close", m->of, o->of);
        }
    }
}

static inline void check_point(struct checked *c, const struct strand *l, struct point p)
{
    check_inside(c, p, 0.1, "an arrow");
    for (uint32_t i = 0; i < c->s->nmarks; i++) {
        double d = to_mark(&c->s->mark[i], p);
        if (d < (i == l->from || i == l->to ? 0.08 : 0.09))
            WRONG(c, "arrow %u -> %u touches node %u: %.3f", c->s->mark[l->from].of, c->s->mark[l->to].of,
                  c->s->mark[i].of, d);
    }
    for (size_t i = 0; i < c->s->ncaptions; i++) {
        const struct caption *t = &c->s->caption[i];
        if (p.x > t->x && p.x < t->x + t->width && fabs(p.y - t->y) < 0.18)
            WRONG(c, "an arrow runs through the words %.*s", (int)t->text.n, t->text.s);
    }
}

static inline void check_strand(struct checked *c, const struct strand *l)
{
    double length = 0, bent = 0;
    struct point last = l->p[0];
    for (uint32_t k = 0; k + 3 < l->npoints; k += 3) {
        for (int i = 0; i <= 100; i++) {
            struct point p = on_cubic(l->p + k, i / 100.0);
            check_point(c, l, p);
            length += hypot(p.x - last.x, p.y - last.y);
            last = p;
        }
        if (k) { /* no kink where two pieces join */
            struct point in = {l->p[k].x - l->p[k - 1].x, l->p[k].y - l->p[k - 1].y},
                         out = {l->p[k + 1].x - l->p[k].x, l->p[k + 1].y - l->p[k].y};
            double turn = fabs(atan2(in.x * out.y - in.y * out.x, in.x * out.x + in.y * out.y));
            bent = turn > bent ? turn : bent;
        }
    }
    const struct mark *from = &c->s->mark[l->from], *to = &c->s->mark[l->to];
    if (bent > 0.05)
        WRONG(c, "arrow %u -> %u has a kink", from->of, to->of);
    if (length < (l->tail ? 0.6 : 0.4))
        WRONG(c, "arrow %u -> %u is too short: %.3f", from->of, to->of, length);
    if (to_mark(from, l->p[0]) > 0.25 || to_mark(to, l->p[l->npoints - 1]) > 0.25)
        WRONG(c, "arrow %u -> %u does not reach its ends", from->of, to->of);
}

static inline bool in_zone(const struct zone *z, struct point p)
{
    bool in = false;
    for (uint32_t i = 0, j = z->npoints - 1; i < z->npoints; j = i++)
        if ((z->p[i].y > p.y) != (z->p[j].y > p.y) &&
            p.x < (z->p[j].x - z->p[i].x) * (p.y - z->p[i].y) / (z->p[j].y - z->p[i].y) + z->p[i].x)
            in = !in;
    return in;
}

/* Members are inside with their rims, others outside with theirs. */
static inline void check_zone(struct checked *c, const struct zone *z, struct set members)
{
    for (uint32_t i = 0; i < z->npoints; i++)
        check_inside(c, z->p[i], 0, "a zone");
    for (size_t i = 0; i < c->s->nmarks; i++) {
        const struct mark *m = &c->s->mark[i];
        double core = (m->w - m->h) / 2;
        for (int k = 0; k < 48; k++) {
            double angle = k * M_PI / 24;
            struct point p = {m->x + cos(angle) * m->h / 2 + (cos(angle) < 0 ? -core : core),
                              m->y + sin(angle) * m->h / 2};
            if (in_zone(z, p) != set_has(members, m->of))
                WRONG(c, "node %u is on the wrong side of a zone", m->of);
        }
    }
}

static inline void check_captions(struct checked *c)
{
    for (size_t i = 0; i < c->s->ncaptions; i++) {
        const struct caption *t = &c->s->caption[i];
        check_inside(c, (struct point){t->x, t->y - 0.18}, 0, "words");
        check_inside(c, (struct point){t->x + t->width, t->y + 0.18}, 0, "words");
        for (size_t j = 0; j < c->s->nmarks; j++) {
            const struct mark *m = &c->s->mark[j];
            if (fabs(m->x - t->x - t->width / 2) < (m->w + t->width) / 2 &&
                fabs(m->y - t->y) < m->h / 2 + 0.18)
                WRONG(c, "words lie on node %u", m->of);
        }
        for (size_t j = 0; j < i; j++) {
            const struct caption *o = &c->s->caption[j];
            if (t->x < o->x + o->width && o->x < t->x + t->width && fabs(t->y - o->y) < 0.36)
                WRONG(c, "words lie on words");
        }
    }
}

/* Is each edge there once, as it should be? */
static inline void check_edges(struct checked *c, const struct graph *g, const struct graph *shown)
{
    size_t want = 0;
    for (uint32_t a = 0; a < g->n; a++)
        for (uint32_t b = 0; b < g->n; b++)
            for (int both = 0; both < 2; both++) {
                bool of_g = set_has(both ? g->bi[a] : g->ch[a], b);
                bool of_s = shown ? set_has(both ? shown->bi[a] : shown->ch[a], b) : of_g;
                if ((both && a > b) || !(of_g || of_s))
                    continue;
                size_t found = 0;
                want++;
                for (size_t i = 0; i < c->s->nstrands; i++) {
                    const struct strand *l = &c->s->strand[i];
                    found += c->s->mark[l->from].of == a && c->s->mark[l->to].of == b && l->curved == both &&
                             l->head && l->tail == both && !(l->flags & FLAG_GHOST) == of_s;
                }
                if (found != 1)
                    WRONG(c, "edge %u %s %u is there %zu times", a, both ? "<->" : "->", b, found);
            }
    if (want != c->s->nstrands)
        WRONG(c, "%zu arrows for %zu edges", c->s->nstrands, want);
    for (size_t i = 0; i < c->s->nmarks; i++) {
        const struct mark *m = &c->s->mark[i];
        if (!(m->flags & FLAG_GHOST) != (!shown || set_has(shown->nodes, m->of)))
            WRONG(c, "node %u should%s be a ghost", m->of, m->flags & FLAG_GHOST ? " not" : "");
    }
}

static inline void check_panel(struct checked *c, const struct panel *panel)
{
    check_marks(c);
    for (size_t i = 0; i < c->s->nstrands; i++)
        check_strand(c, &c->s->strand[i]);
    for (size_t i = 0, z = 0; i < panel->nregions && z < c->s->nzones; i++)
        if (!set_empty(panel->region[i].members))
            check_zone(c, &c->s->zone[z++], panel->region[i].members);
    check_captions(c);
    check_edges(c, panel->graph->g, panel->shown);
}

#endif
