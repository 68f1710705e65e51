/* tikz.c -- pictures for LaTeX that people go on editing, by hand or in TikZiT.
 *
 * A page is one tikzpicture, and nothing but TikZ itself is needed to set it: styles and layers are in the
 * options of the picture, so that it can stand anywhere beside anything.  Wires run between named nodes by
 * `to` with the angles at which they leave and arrive, which is what TikZiT reads and writes. */
#include "draw/draw_int.h"
#include "draw/tikz_int.h"

#include "base/interrupt.h"
#include "draw/latex_int.h"

#include <math.h>

static int64_t thousandths(double v)
{
    return (int64_t)llround(v * 1000);
}

static void put_thousandths(struct buf *out, int64_t t)
{
    if (t < 0)
        buf_putc(out, '-');
    uint64_t u = t < 0 ? (uint64_t)-t : (uint64_t)t;
    buf_fmt(out, "%llu", (unsigned long long)(u / 1000));
    if (u % 1000 == 0)
        return;
    char digits[4] = {(char)('0' + u / 100 % 10), (char)('0' + u / 10 % 10), (char)('0' + u % 10), '\0'};
    for (int k = 2; digits[k] == '0'; k--)
        digits[k] = '\0';
    buf_fmt(out, ".%s", digits);
}

void tikz_number(struct buf *out, double v)
{
    put_thousandths(out, thousandths(v));
}

static void put_point(struct tikz *t, struct point p)
{
    buf_putc(t->out, '(');
    tikz_number(t->out, p.x);
    buf_puts(t->out, ", ");
    tikz_number(t->out, t->scene->height - p.y);
    buf_putc(t->out, ')');
}

/* ---- nodes ---- */

static const char *mark_style(const struct mark *m)
{
    switch (m->shape) {
    case SHAPE_BOX:
        return "box";
    case SHAPE_STATE:
        return "state";
    case SHAPE_EFFECT:
        return "effect";
    case SHAPE_UNIFORM:
        return "uniform";
    case SHAPE_POINT:
        return "point";
    case SHAPE_DOT:
        return "copy";
    case SHAPE_GROUND:
        return "discard";
    case SHAPE_TERMINAL:
        return "none";
    case SHAPE_NODE:
        return tikz_role_style(m->role);
    }
    return "none";
}

static const char *caption_style(const struct caption *c)
{
    static const char *const style[] = {[CAPTION_WIRE] = "wire name",
                                        [CAPTION_NODE] = "variable name",
                                        [CAPTION_TITLE] = "heading",
                                        [CAPTION_NOTE] = "note",
                                        [CAPTION_REGION] = "region name"};
    return style[c->kind];
}

/* One key each; they go before the style of what is filled, so that its own fill has the last word. */
static void put_flags(struct buf *out, unsigned flags, const char *before, const char *after)
{
    static const struct {
        unsigned flag;
        const char *key;
    } key[] = {{FLAG_HIDDEN, "hidden"}, {FLAG_DIM, "dim"}, {FLAG_ACCENT, "accent"}, {FLAG_GHOST, "ghost"}};
    for (size_t i = 0; i < sizeof key / sizeof *key; i++)
        if (flags & key[i].flag)
            buf_fmt(out, "%s%s%s", before, key[i].key, after);
}

static void put_font(struct buf *out, double size, double usual)
{
    const char *font = tikz_font(size);
    if (font != tikz_font(usual))
        buf_fmt(out, ", font=%s", font);
}

/* Bars are drawn from where their wire ends. */
static struct point mark_at(const struct mark *m)
{
    struct point p = {m->x, m->y};
    if (m->shape != SHAPE_GROUND && m->shape != SHAPE_UNIFORM)
        return p;
    double sign = m->shape == SHAPE_GROUND ? 1 : -1;
    if (m->facing == DIR_UP)
        p.y += sign * m->h / 2;
    else if (m->facing == DIR_DOWN)
        p.y -= sign * m->h / 2;
    else
        p.x -= sign * m->w / 2;
    return p;
}

static bool has_size(const struct mark *m)
{
    return m->shape != SHAPE_TERMINAL && m->shape != SHAPE_DOT && m->shape != SHAPE_GROUND &&
           m->shape != SHAPE_UNIFORM;
}

static void put_mark(struct tikz *t, uint32_t i)
{
    static const char *const turned[] = {[DIR_UP] = " up", [DIR_RIGHT] = " right", [DIR_DOWN] = " down"};
    const struct mark *m = &t->scene->mark[i];
    bool turns = m->shape == SHAPE_STATE || m->shape == SHAPE_EFFECT || m->shape == SHAPE_UNIFORM ||
                 m->shape == SHAPE_POINT || m->shape == SHAPE_GROUND;
    buf_puts(t->out, "    \\node [");
    put_flags(t->out, m->flags, "", ", ");
    buf_fmt(t->out, "style=%s%s", mark_style(m),
            turns && m->facing != t->scene->dir ? turned[m->facing] : "");
    if (has_size(m)) {
        buf_puts(t->out, ", minimum width=");
        tikz_number(t->out, m->w * MM_PER_U);
        buf_puts(t->out, "mm, minimum height=");
        tikz_number(t->out, m->h * MM_PER_U);
        buf_puts(t->out, "mm");
        put_font(t->out, m->label_size > 0 ? m->label_size : 1, 1);
    }
    buf_fmt(t->out, "] (%u) at ", i);
    put_point(t, mark_at(m));
    buf_puts(t->out, " {");
    latex_text(t->out, m->label);
    buf_puts(t->out, "};\n");
}

static void put_caption(struct tikz *t, uint32_t i)
{
    static const char *const anchor[] = {
        [ANCHOR_LEFT] = "west", [ANCHOR_MIDDLE] = "center", [ANCHOR_RIGHT] = "east"};
    const struct caption *c = &t->scene->caption[i];
    buf_puts(t->out, "    \\node [");
    put_flags(t->out, c->flags, "", ", ");
    buf_fmt(t->out, "style=%s, anchor=%s", caption_style(c), anchor[c->anchor]);
    put_font(t->out, c->size, t->size[c->kind]);
    buf_fmt(t->out, "] (%u) at ", t->next++);
    put_point(t, (struct point){c->x, c->y});
    buf_puts(t->out, " {");
    latex_text(t->out, c->text);
    buf_puts(t->out, "};\n");
}

/* ---- wires ---- */

static bool close_to(double a, double b)
{
    return fabs(a - b) < 0.004;
}

/* The side of a mark that a point is the middle of, as an anchor; NULL: of none. */
static const char *side(const struct mark *m, struct point p)
{
    struct point at = mark_at(m);
    if (close_to(p.x, at.x) && close_to(p.y, at.y))
        return "center";
    if (!has_size(m))
        return NULL;
    if (close_to(p.x, m->x))
        return close_to(p.y, m->y - m->h / 2) ? "north" : close_to(p.y, m->y + m->h / 2) ? "south" : NULL;
    if (close_to(p.y, m->y))
        return close_to(p.x, m->x + m->w / 2) ? "east" : close_to(p.x, m->x - m->w / 2) ? "west" : NULL;
    return NULL;
}

/* The name of a place: of a mark's side or, anywhere else, of a node of its own. The latter is written when
 * it is first asked for. */
static bool name_place(struct tikz *t, struct point p, uint32_t mark, struct tikz_place *place)
{
    const char *anchor = mark == UINT32_MAX ? NULL : side(&t->scene->mark[mark], p);
    if (anchor) {
        *place = (struct tikz_place){mark, anchor};
        return true;
    }
    struct str key =
        str_fmt(t->places.arena, "%lld,%lld", (long long)thousandths(p.x), (long long)thousandths(p.y));
    if (!key.s)
        return diag_oom(t->w->diags);
    uint32_t known = map_get(&t->places, key);
    if (known == MAP_NONE) {
        known = t->next++;
        if (!map_put(&t->places, key, known))
            return diag_oom(t->w->diags);
        buf_fmt(t->out, "    \\node [style=none] (%u) at ", known);
        put_point(t, p);
        buf_puts(t->out, " {};\n");
    }
    *place = (struct tikz_place){known, "center"};
    return true;
}

/* An arrow along the line between two centres may be left to TikZ: it stays right when a node is moved. */
static bool aims_at_centres(const struct tikz *t, const struct strand *s)
{
    if (s->npoints != 4 || s->from == UINT32_MAX || s->to == UINT32_MAX || !(s->head || s->tail))
        return false;
    const struct mark *a = &t->scene->mark[s->from], *b = &t->scene->mark[s->to];
    double dx = b->x - a->x, dy = b->y - a->y, length = hypot(dx, dy);
    if (length < 0.01)
        return false;
    for (uint32_t i = 0; i < 4; i++)
        if (fabs((s->p[i].x - a->x) * dy - (s->p[i].y - a->y) * dx) / length > 0.03)
            return false;
    return true;
}

/* Where each piece of each wire begins and ends. */
static bool name_places(struct tikz *t)
{
    size_t n = 0;
    for (uint32_t i = 0; i < t->scene->nstrands; i++)
        n += t->scene->strand[i].npoints / 3 + 1;
    if (!(t->place = ARENA_NEW(t->places.arena, struct tikz_place, n)))
        return diag_oom(t->w->diags);
    n = 0;
    for (uint32_t i = 0; i < t->scene->nstrands; i++) {
        const struct strand *s = &t->scene->strand[i];
        bool bare = aims_at_centres(t, s);
        for (uint32_t k = 0; k < s->npoints; k += 3, n++) {
            uint32_t mark = k == 0 ? s->from : k + 3 >= s->npoints ? s->to : UINT32_MAX;
            if (bare)
                t->place[n] = (struct tikz_place){mark, NULL};
            else if (!name_place(t, s->p[k], mark, &t->place[n]))
                return false;
        }
    }
    return true;
}

static void put_place(struct tikz *t, struct tikz_place place)
{
    buf_fmt(t->out, place.anchor ? "(%u.%s)" : "(%u)", place.node, place.anchor ? place.anchor : "");
}

/* Is a piece the straight line between its ends? */
static bool straight(const struct point *p)
{
    double dx = p[3].x - p[0].x, dy = p[3].y - p[0].y, length = hypot(dx, dy);
    for (int i = 1; i <= 2; i++)
        if (fabs((p[i].x - p[0].x) * dy - (p[i].y - p[0].y) * dx) > 0.002 * length)
            return false;
    return true;
}

static void put_end(struct buf *out, const char *which, struct point from, struct point control)
{
    double dx = control.x - from.x, dy = from.y - control.y;
    buf_fmt(out, ", %s=", which);
    tikz_number(out, dx == 0 && dy == 0 ? 0 : floor(atan2(dy, dx) * 180 / acos(-1) * 100 + 0.5) / 100);
    buf_fmt(out, ", %s distance=", which);
    tikz_number(out, hypot(dx, dy) * MM_PER_U);
    buf_puts(out, "mm");
}

static void put_strand(struct tikz *t, const struct strand *s, size_t *n)
{
    static const char *const role[] = {
        [ARROW_PLAIN] = "", [ARROW_CAUSAL] = ", causal", [ARROW_BIASING] = ", biasing"};
    bool arrow = s->head || s->tail;
    for (uint32_t k = 0; k + 3 < s->npoints; k += 3, ++*n) {
        const struct point *p = s->p + k;
        bool head = s->head && k + 4 >= s->npoints, tail = s->tail && k == 0;
        buf_fmt(t->out, "    \\draw [style=%s%s",
                !arrow               ? "wire"
                : s->head && s->tail ? "bidirected"
                                     : "arrow",
                role[s->role]);
        if (head || tail)
            buf_fmt(t->out, ", %s-%s", tail ? "stealth" : "", head ? "stealth" : "");
        put_flags(t->out, s->flags, ", ", "");
        if (!straight(p)) {
            put_end(t->out, "out", p[0], p[1]);
            put_end(t->out, "in", p[3], p[2]);
        }
        buf_puts(t->out, "] ");
        put_place(t, t->place[*n]);
        buf_puts(t->out, " to ");
        put_place(t, t->place[*n + 1]);
        buf_puts(t->out, ";\n");
    }
    ++*n;
}

/* ---- a page ---- */

static void put_zone(struct tikz *t, const struct zone *z)
{
    static const char *const style[] = {[REGION_COMB] = "comb",
                                        [REGION_PLUG] = "plug",
                                        [REGION_DISTRICT] = "district",
                                        [REGION_HEDGE] = "hedge"};
    buf_fmt(t->out, "    \\path [%s] ", style[z->style]);
    for (uint32_t i = 0; i < z->npoints; i++) {
        put_point(t, z->p[i]);
        buf_puts(t->out, " -- ");
    }
    buf_puts(t->out, "cycle;\n");
}

static bool put_page(struct tikz *t, struct str title)
{
    const struct scene *s = t->scene;
    if (title.n) {
        buf_puts(t->out, "% ");
        latex_comment(t->out, title);
        buf_putc(t->out, '\n');
    }
    tikz_styles(t);
    if (s->nzones) {
        buf_puts(t->out, ",\n  execute at begin picture={\\begin{pgfonlayer}{background}\n");
        for (uint32_t i = 0; i < s->nzones; i++)
            put_zone(t, &s->zone[i]);
        buf_puts(t->out, "  \\end{pgfonlayer}}");
    }
    buf_puts(t->out, "]\n  \\begin{pgfonlayer}{nodelayer}\n");
    t->next = s->nmarks;
    for (uint32_t i = 0; i < s->nmarks; i++)
        put_mark(t, i);
    if (!name_places(t))
        return false;
    for (uint32_t i = 0; i < s->ncaptions; i++)
        put_caption(t, i);
    buf_puts(t->out, "  \\end{pgfonlayer}\n  \\begin{pgfonlayer}{edgelayer}\n");
    size_t n = 0;
    for (uint32_t i = 0; i < s->nstrands; i++) {
        if (interrupted())
            return diag_interrupted(t->w->diags);
        put_strand(t, &s->strand[i], &n);
    }
    buf_puts(t->out, "  \\end{pgfonlayer}\n\\end{tikzpicture}\n");
    return true;
}

static bool all_plain(const struct scene *scene, uint32_t npages)
{
    bool plain = true;
    for (uint32_t k = 0; k < npages; k++) {
        for (uint32_t i = 0; i < scene[k].nmarks; i++)
            plain &= latex_plain(scene[k].mark[i].label);
        for (uint32_t i = 0; i < scene[k].ncaptions; i++)
            plain &= latex_plain(scene[k].caption[i].text);
    }
    return plain;
}

static bool tikz_scenes(struct buf *out, struct work *w, const struct drawing *drawing,
                        const struct scene *scene, const struct draw_style *style)
{
    if (drawing->title.n) {
        buf_puts(out, "% ");
        latex_comment(out, drawing->title);
        buf_putc(out, '\n');
    }
    buf_puts(out, "% \\usepackage{tikz} in the preamble, then \\input this file");
    buf_puts(out, drawing->npages > 1 ? "; TikZiT opens one picture at a time.\n" : ".\n");
    if (!all_plain(scene, drawing->npages))
        buf_puts(out, "% It has letters that need LuaLaTeX or XeLaTeX with a font for them.\n");
    for (uint32_t k = 0; k < drawing->npages; k++) {
        struct arena draft = {0};
        struct tikz t = {.out = out,
                         .w = w,
                         .scene = &scene[k],
                         .style = style,
                         .places = map_in(&draft),
                         .size = {0.8, 0.8, 1, 0.8, 0.8}};
        buf_puts(out, k ? "\n" : "");
        bool good = put_page(&t, drawing->page[k].title);
        arena_free(&draft);
        if (!good)
            return false;
    }
    return !out->failed || diag_oom(w->diags);
}

bool draw_tikz(struct buf *out, struct work *w, const struct drawing *drawing, const struct draw_style *style)
{
    struct arena draft = {0};
    struct work inner = {&draft, w->diags, NULL};
    struct text_metrics metrics = tikz_metrics();
    const struct scene *scene = scene_build(&inner, drawing, &metrics);
    bool good = scene && tikz_scenes(out, &inner, drawing, scene, style);
    arena_free(&draft);
    return good;
}
