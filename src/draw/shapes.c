/* shapes.c -- the marks of a page: boxes, triangles, dots, grounds, and the nodes of graphs.
 *
 * Conventions as in Jacobs, Kissinger and Zanasi (2019) and Cho and Jacobs (2019): a state is a triangle
 * whose flat side is where its wire leaves, discard is the ground of electricians, the uniform state is
 * ground the other way round, and copy is a dot. */
#include "draw/pen.h"

#include <math.h>

/* A place in a mark: so far along the flow, and so far to the right of it as one looks at the page. */
static struct point place(const struct mark *m, double along, double across)
{
    switch (m->facing) {
    case DIR_UP:
        return (struct point){m->x + across, m->y - along};
    case DIR_DOWN:
        return (struct point){m->x + across, m->y + along};
    default:
        return (struct point){m->x + along, m->y + across};
    }
}

static double length(const struct mark *m)
{
    return m->facing == DIR_RIGHT ? m->w : m->h;
}

static double breadth(const struct mark *m)
{
    return m->facing == DIR_RIGHT ? m->h : m->w;
}

/* How marks with a rim are painted. */
static struct paint rim(const struct sheet *s, unsigned flags)
{
    const struct theme *t = s->theme;
    struct paint p = {.fill = t->fill, .stroke = shapes_ink(t, flags), .width = t->line};
    if (flags & FLAG_GHOST) {
        p.fill.on = false;
        p.dash = p.spaces = PT(2) * t->dash;
    } else if (flags & FLAG_ACCENT && !(flags & FLAG_DIM)) {
        p.fill = t->accent_fill;
        p.width = t->thick;
    }
    return p;
}

static struct color letters(const struct sheet *s, unsigned flags)
{
    if (flags & FLAG_ACCENT && !(flags & (FLAG_GHOST | FLAG_DIM)))
        return s->theme->accent_text;
    return shapes_ink(s->theme, flags);
}

static void label(struct sheet *s, const struct mark *m, struct point at, bool italic)
{
    if (!m->label.n)
        return;
    double size = m->label_size > 0 ? m->label_size : 1;
    s->pen->on->words(s->pen, &(struct words){.text = m->label,
                                              .x = at.x,
                                              .y = at.y,
                                              .anchor = ANCHOR_MIDDLE,
                                              .size = size * s->theme->em,
                                              .width = size * s->text.width(s->text.self, m->label, italic),
                                              .italic = italic,
                                              .color = letters(s, m->flags)});
}

static void polygon(struct sheet *s, const struct point *p, size_t n, const struct paint *paint)
{
    s->pen->on->move(s->pen, p[0]);
    for (size_t i = 1; i < n; i++)
        s->pen->on->line(s->pen, p[i]);
    s->pen->on->shut(s->pen);
    s->pen->on->paint(s->pen, paint);
}

static void box(struct sheet *s, const struct mark *m)
{
    struct paint p = rim(s, m->flags);
    s->pen->on->rectangle(s->pen, (struct point){m->x - m->w / 2, m->y - m->h / 2}, m->w, m->h, 0, &p);
    label(s, m, (struct point){m->x, m->y}, false);
}

/* Where a label fits best in a triangle: at a third of its height, a little towards the flat side. */
static struct point middle(const struct mark *m, double flat)
{
    return place(m, flat * length(m) * 0.2, 0);
}

/* `flat` is 1 for a state, whose flat side is ahead, and -1 for an effect. */
static void triangle(struct sheet *s, const struct mark *m, double flat)
{
    double half = length(m) / 2 * flat, side = breadth(m) / 2;
    struct paint p = rim(s, m->flags);
    struct point corners[] = {place(m, half, -side), place(m, half, side), place(m, -half, 0)};
    polygon(s, corners, 3, &p);
    label(s, m, middle(m, flat), false);
}

/* A sharp state: a box that comes to a point behind. */
static void pointed(struct sheet *s, const struct mark *m)
{
    double half = length(m) / 2, side = breadth(m) / 2, shoulder = -half + 0.4 * length(m);
    struct paint p = rim(s, m->flags);
    struct point corners[] = {place(m, half, -side), place(m, half, side), place(m, shoulder, side),
                              place(m, -half, 0), place(m, shoulder, -side)};
    polygon(s, corners, 5, &p);
    label(s, m, place(m, 0.13 * length(m), 0), false);
}

static void dot(struct sheet *s, const struct mark *m)
{
    struct paint p = {.fill = shapes_ink(s->theme, m->flags)};
    s->pen->on->ellipse(s->pen, (struct point){m->x, m->y}, m->w / 2, m->w / 2, &p);
}

/* Three bars that grow shorter away from the wire: along the flow for discard, against it for the uniform
 * state. */
static void ground(struct sheet *s, const struct mark *m, double away)
{
    const double part[] = {1, 0.62, 0.24}, step = length(m) / 2;
    struct paint p = {.stroke = shapes_ink(s->theme, m->flags), .width = s->theme->line * 1.25};
    if (m->flags & FLAG_ACCENT)
        p.width = s->theme->thick;
    p.width = fmin(p.width, 0.55 * step); /* thick bars would run together */
    for (int i = 0; i < 3; i++) {
        double at = away * (i - 1) * step, half = breadth(m) / 2 * part[i];
        s->pen->on->move(s->pen, place(m, at, -half));
        s->pen->on->line(s->pen, place(m, at, half));
    }
    s->pen->on->paint(s->pen, &p);
}

/* ---- nodes of graphs ---- */

/* Fill and rim by role. Roles are also told apart without colour: see node(). */
static struct paint node_paint(const struct sheet *s, const struct mark *m)
{
    const struct theme *t = s->theme;
    struct paint p = rim(s, m->flags);
    if (m->flags & (FLAG_GHOST | FLAG_DIM | FLAG_ACCENT))
        return p;
    switch (m->role) {
    case NODE_EXPOSURE:
        return (struct paint){.fill = t->exposure_fill, .stroke = t->exposure, .width = t->thick};
    case NODE_OUTCOME:
        return (struct paint){.fill = t->outcome_fill, .stroke = t->outcome, .width = t->line};
    case NODE_ADJUSTED:
        return (struct paint){.fill = t->adjusted_fill, .stroke = t->ink, .width = t->line};
    case NODE_LATENT:
        return (struct paint){.fill = t->fill,
                              .stroke = t->hidden,
                              .width = t->line,
                              .dash = PT(2.5) * t->dash,
                              .spaces = PT(2) * t->dash};
    case NODE_ANCESTOR_OF_EXPOSURE:
        p.stroke = t->exposure;
        p.width = (t->line + t->thick) / 2;
        return p;
    case NODE_ANCESTOR_OF_OUTCOME:
        p.stroke = t->outcome;
        p.width = t->thin;
        return p;
    case NODE_ANCESTOR_OF_BOTH:
        p.fill = t->both_fill;
        p.stroke = t->both;
        p.width = (t->line + t->thick) / 2;
        return p;
    default:
        return p;
    }
}

static void round_node(struct sheet *s, const struct mark *m, double less, const struct paint *p)
{
    if (m->w > m->h * 1.01) /* a long name: a stadium, whose ends are round */
        s->pen->on->rectangle(s->pen, (struct point){m->x - m->w / 2 + less, m->y - m->h / 2 + less},
                              m->w - 2 * less, m->h - 2 * less, m->h / 2 - less, p);
    else
        s->pen->on->ellipse(s->pen, (struct point){m->x, m->y}, m->w / 2 - less, m->h / 2 - less, p);
}

static bool two_rims(const struct mark *m)
{
    return !(m->flags & FLAG_GHOST) && (m->role == NODE_OUTCOME || m->role == NODE_ANCESTOR_OF_OUTCOME ||
                                        m->role == NODE_ANCESTOR_OF_BOTH);
}

/* An adjusted variable is a box, a latent one has a dashed rim, the exposure a thick one, the outcome two.
 * Ancestors look like what they are ancestors of, only less so. */
static void node(struct sheet *s, const struct mark *m)
{
    struct paint p = node_paint(s, m);
    if (m->role == NODE_ADJUSTED) {
        s->pen->on->rectangle(s->pen, (struct point){m->x - m->w / 2, m->y - m->h / 2}, m->w, m->h, 0, &p);
    } else {
        round_node(s, m, 0, &p);
        if (two_rims(m)) {
            p.fill.on = false;
            round_node(s, m, s->theme->line + PT(1.1), &p);
        }
    }
    double size = m->label_size > 0 ? m->label_size : 1;
    bool inside = size * s->text.width(s->text.self, m->label, true) < m->w;
    struct mark lettered = *m;
    if (m->role == NODE_LATENT)
        lettered.flags |= FLAG_HIDDEN;
    label(s, &lettered, (struct point){m->x, inside ? m->y : m->y + m->h / 2 + 0.75 * size * s->theme->em},
          true);
}

void shapes_mark(struct sheet *s, uint32_t number)
{
    static const char *const class[] = {"box",  "state",  "effect", "uniform", "point",
                                        "copy", "ground", "end",    "node"};
    static const char *const role[] = {
        "node",        "node exposure",       "node outcome",       "node adjusted",
        "node latent", "node above-exposure", "node above-outcome", "node above-both"};
    const struct mark *m = &s->scene->mark[number];
    if (m->shape == SHAPE_TERMINAL)
        return;
    s->pen->on->open(s->pen,
                     &(struct tag){TAG(m->shape == SHAPE_NODE ? role[m->role] : class[m->shape]),
                                   .flags = m->flags, .letter = 'm', .number = number, .name = m->label});
    switch (m->shape) {
    case SHAPE_BOX:
        box(s, m);
        break;
    case SHAPE_STATE:
    case SHAPE_EFFECT:
        triangle(s, m, m->shape == SHAPE_STATE ? 1 : -1);
        break;
    case SHAPE_POINT:
        pointed(s, m);
        break;
    case SHAPE_UNIFORM:
    case SHAPE_GROUND:
        ground(s, m, m->shape == SHAPE_GROUND ? 1 : -1);
        break;
    case SHAPE_DOT:
        dot(s, m);
        break;
    default:
        node(s, m);
    }
    s->pen->on->close(s->pen);
}
