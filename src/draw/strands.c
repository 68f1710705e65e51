/* strands.c -- wires and arrows, zones behind them, captions, and the page they make. */
#include "draw/pen.h"

#include "base/interrupt.h"

#include <math.h>
#include <stdio.h>

static struct point between(struct point a, struct point b, double t)
{
    return (struct point){a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t};
}

static double distance(struct point a, struct point b)
{
    return hypot(b.x - a.x, b.y - a.y);
}

/* The part of a cubic from 0 to t (de Casteljau). */
static void clip(const struct point in[4], double t, struct point out[4])
{
    struct point a = between(in[0], in[1], t), b = between(in[1], in[2], t), c = between(in[2], in[3], t);
    struct point ab = between(a, b, t), bc = between(b, c, t);
    out[0] = in[0];
    out[1] = a;
    out[2] = ab;
    out[3] = between(ab, bc, t);
}

/* Shorten a cubic so that it ends at the given distance from its end. */
static void shorten(const struct point in[4], double by, struct point out[4])
{
    double low = 0, high = 1;
    for (int i = 0; i < 40; i++) {
        double t = (low + high) / 2;
        clip(in, t, out);
        if (distance(out[3], in[3]) > by)
            low = t;
        else
            high = t;
    }
    clip(in, low, out);
}

static bool straight(const struct point p[4])
{
    double long_way = distance(p[0], p[3]);
    for (int i = 1; i <= 2; i++) {
        double off = (p[3].x - p[0].x) * (p[i].y - p[0].y) - (p[3].y - p[0].y) * (p[i].x - p[0].x);
        if (fabs(off) > 1e-4 * fmax(long_way, 1e-6))
            return false;
    }
    return true;
}

static void piece(struct pen *pen, const struct point p[4])
{
    if (straight(p))
        pen->on->line(pen, p[3]);
    else
        pen->on->curve(pen, p[1], p[2], p[3]);
}

/* A slim head with its tip at `tip`, seen from `neck`. */
static void head(struct pen *pen, struct point tip, struct point neck, double size, struct color ink)
{
    double d = distance(neck, tip);
    if (d < 1e-9)
        return;
    double ux = (tip.x - neck.x) / d, uy = (tip.y - neck.y) / d, half = 0.3 * size;
    struct point back = {tip.x - ux * size, tip.y - uy * size};
    pen->on->move(pen, tip);
    pen->on->line(pen, (struct point){back.x - uy * half, back.y + ux * half});
    pen->on->line(pen, (struct point){tip.x - ux * size * 0.76, tip.y - uy * size * 0.76});
    pen->on->line(pen, (struct point){back.x + uy * half, back.y - ux * half});
    pen->on->shut(pen);
    pen->on->paint(pen, &(struct paint){.fill = ink});
}

static struct paint line_paint(const struct sheet *s, const struct strand *l)
{
    const struct theme *t = s->theme;
    struct paint p = {.stroke = shapes_ink(t, l->flags), .width = t->line};
    if (l->curved) {
        p.dash = PT(3) * t->dash;
        p.spaces = PT(2.2) * t->dash;
    }
    if (l->flags & FLAG_GHOST) {
        p.dash = p.spaces = PT(2) * t->dash;
    } else if (l->flags & FLAG_DIM) {
        return p;
    } else if (l->flags & FLAG_ACCENT) {
        p.width = t->thick;
    } else if (l->role == ARROW_CAUSAL) {
        p.stroke = t->causal;
        p.width = t->thick;
    } else if (l->role == ARROW_BIASING) {
        p.stroke = t->biasing;
        p.width = t->thick;
        p.dash = PT(5) * t->dash;
        p.spaces = PT(2.5) * t->dash;
    }
    return p;
}

static void shapes_strand(struct sheet *s, uint32_t number)
{
    static const char *const role[] = {"", " causal", " biasing"};
    const struct strand *l = &s->scene->strand[number];
    struct pen *pen = s->pen;
    uint32_t pieces = l->npoints / 3;
    if (!pieces)
        return;
    char class[32];
    snprintf(class, sizeof class, "%s%s",
             l->curved            ? "bidirected"
             : l->head || l->tail ? "arrow"
                                  : "wire",
             role[l->role]);
    struct paint p = line_paint(s, l);
    double size = PT(4.2) + 2.2 * p.width, inside = 0.7 * size;
    pen->on->open(pen, &(struct tag){.class = class,
                                     .flags = l->flags,
                                     .letter = 'w',
                                     .number = number,
                                     .from = l->from,
                                     .to = l->to});
    struct point neck[2] = {l->p[0], l->p[l->npoints - 1]};
    for (uint32_t i = 0; i < pieces; i++) {
        struct point now[4] = {l->p[3 * i], l->p[3 * i + 1], l->p[3 * i + 2], l->p[3 * i + 3]};
        if (l->head && i == pieces - 1) {
            shorten((struct point[4]){now[0], now[1], now[2], now[3]}, inside, now);
            neck[1] = now[3];
        }
        if (l->tail && i == 0) {
            struct point back[4];
            shorten((struct point[4]){now[3], now[2], now[1], now[0]}, inside, back);
            for (int k = 0; k < 4; k++)
                now[k] = back[3 - k];
            neck[0] = now[0];
        }
        if (i == 0)
            pen->on->move(pen, now[0]);
        piece(pen, now);
    }
    pen->on->paint(pen, &p);
    if (l->head)
        head(pen, l->p[l->npoints - 1], neck[1], size, p.stroke);
    if (l->tail)
        head(pen, l->p[0], neck[0], size, p.stroke);
    pen->on->close(pen);
}

/* A closed outline with rounded corners. */
static void shapes_zone(struct sheet *s, uint32_t number)
{
    static const char *const class[] = {"zone comb", "zone plug", "zone district", "zone hedge"};
    const struct zone *z = &s->scene->zone[number];
    struct pen *pen = s->pen;
    if (z->npoints < 3)
        return;
    pen->on->open(pen, &(struct tag){TAG(class[z->style]), .letter = 'z', .number = number});
    for (uint32_t i = 0; i < z->npoints; i++) {
        struct point before = z->p[(i + z->npoints - 1) % z->npoints], at = z->p[i],
                     after = z->p[(i + 1) % z->npoints];
        double in = distance(before, at), out = distance(at, after);
        double r = fmin(0.18, fmin(in, out) / 2);
        struct point a = in > 0 ? between(at, before, r / in) : at;
        struct point b = out > 0 ? between(at, after, r / out) : at;
        if (i == 0)
            pen->on->move(pen, a);
        else
            pen->on->line(pen, a);
        /* A quarter of a circle where the corner is right. */
        pen->on->curve(pen, between(a, at, 0.5523), between(b, at, 0.5523), b);
    }
    pen->on->shut(pen);
    const struct theme *t = s->theme;
    pen->on->paint(pen, &(struct paint){.fill = t->region[z->style].fill,
                                        .stroke = t->region[z->style].rim,
                                        .width = t->thin,
                                        .dash = t->region[z->style].dash * t->dash,
                                        .spaces = t->region[z->style].spaces * t->dash});
    pen->on->close(pen);
}

static void shapes_caption(struct sheet *s, const struct caption *c)
{
    static const char *const class[] = {"label", "label", "title", "note", "label"};
    const struct theme *t = s->theme;
    struct color ink = shapes_ink(t, c->flags);
    if (c->flags & FLAG_ACCENT && !(c->flags & (FLAG_GHOST | FLAG_DIM)))
        ink = t->accent_text;
    s->pen->on->open(s->pen, &(struct tag){TAG(class[c->kind]), .flags = c->flags, .name = c->text});
    s->pen->on->words(s->pen, &(struct words){.text = c->text,
                                              .x = c->x,
                                              .y = c->y,
                                              .anchor = c->anchor,
                                              .size = c->size * t->em,
                                              .width = c->width,
                                              .italic = c->kind == CAPTION_WIRE || c->kind == CAPTION_NODE,
                                              .color = ink});
    s->pen->on->close(s->pen);
}

/* What is in one panel; `panel` UINT32_MAX: what is in none. */
static void part(struct sheet *s, uint32_t panel)
{
    const struct scene *scene = s->scene;
    for (uint32_t i = 0; i < scene->nzones; i++)
        if (scene->zone[i].panel == panel)
            shapes_zone(s, i);
    for (uint32_t i = 0; i < scene->nstrands; i++)
        if (scene->strand[i].panel == panel)
            shapes_strand(s, i);
    for (uint32_t i = 0; i < scene->nmarks; i++)
        if (scene->mark[i].panel == panel)
            shapes_mark(s, i);
    for (uint32_t i = 0; i < scene->ncaptions; i++)
        if (scene->caption[i].panel == panel)
            shapes_caption(s, &scene->caption[i]);
}

static uint32_t panels(const struct scene *scene)
{
    uint32_t n = 0;
#define COUNT(what, many)                                                    \
    for (uint32_t i = 0; i < scene->many; i++)                               \
        if (scene->what[i].panel != UINT32_MAX && scene->what[i].panel >= n) \
            n = scene->what[i].panel + 1;
    COUNT(zone, nzones)
    COUNT(strand, nstrands)
    COUNT(mark, nmarks)
    COUNT(caption, ncaptions)
#undef COUNT
    return n;
}

bool shapes_page(struct sheet *s, struct diags *d)
{
    uint32_t n = panels(s->scene);
    for (uint32_t i = 0; i < n; i++) {
        if (interrupted())
            return diag_interrupted(d);
        s->pen->on->open(s->pen, &(struct tag){TAG("panel"), .letter = 'p', .number = i + 1});
        part(s, i);
        s->pen->on->close(s->pen);
    }
    part(s, UINT32_MAX);
    return true;
}
