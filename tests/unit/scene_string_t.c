/* scene_string_t.c -- pictures of string diagrams, looked at as shapes: random networks before and after
 * random surgery.  Nothing overlaps, wires keep clear of boxes that are not theirs, every input of every box
 * has its wire, and what surgery left alone is where it was. */
#include "../laws/random_model.h"
#include "picture/scene.h"
#include "tap.h"

#include "base/mem.h"

#include <math.h>
#include <string.h>

enum { PICTURES = 1500 };
static const double NEAR = 1e-6, INSET = 0.02;

static double fixed_width(void *self, struct str text, bool italic)
{
    (void)self;
    return 0.22 * (double)text.n + (italic ? 0.01 : 0);
}
static const struct text_metrics metrics = {.width = fixed_width};

static bool is_body(const struct mark *m)
{
    return m->shape != SHAPE_DOT && m->shape != SHAPE_TERMINAL && !(m->flags & FLAG_GHOST);
}

static bool apart(const struct mark *a, const struct mark *b)
{
    return fabs(a->x - b->x) >= (a->w + b->w) / 2 - INSET || fabs(a->y - b->y) >= (a->h + b->h) / 2 - INSET;
}

static bool inside(const struct mark *m, double x, double y)
{
    return fabs(x - m->x) < m->w / 2 - INSET && fabs(y - m->y) < m->h / 2 - INSET;
}

static struct point at(const struct strand *t, uint32_t piece, double u)
{
    const struct point *q = t->p + 3 * (size_t)piece;
    double v = 1 - u, a = v * v * v, b = 3 * u * v * v, c = 3 * u * u * v, d = u * u * u;
    return (struct point){a * q[0].x + b * q[1].x + c * q[2].x + d * q[3].x,
                          a * q[0].y + b * q[1].y + c * q[2].y + d * q[3].y};
}

static const char *clashes(const struct scene_parts *s)
{
    for (size_t i = 0; i < s->nmarks; i++)
        for (size_t j = 0; j < i; j++)
            if (is_body(&s->mark[i]) && is_body(&s->mark[j]) && !apart(&s->mark[i], &s->mark[j]))
                return "two boxes overlap";
    for (size_t i = 0; i < s->nstrands; i++)
        for (uint32_t k = 0; 3 * k + 1 < s->strand[i].npoints; k++)
            for (int step = 0; step <= 32; step++) {
                struct point p = at(&s->strand[i], k, step / 32.0);
                for (size_t j = 0; j < s->nmarks; j++)
                    if (is_body(&s->mark[j]) && inside(&s->mark[j], p.x, p.y))
                        return "a wire runs through a box";
            }
    for (size_t i = 0; i < s->ncaptions; i++) {
        const struct caption *c = &s->caption[i];
        double left = c->x - (c->anchor == ANCHOR_LEFT    ? 0
                              : c->anchor == ANCHOR_RIGHT ? c->width
                                                          : c->width / 2);
        struct mark box = {.x = left + c->width / 2, .y = c->y, .w = c->width, .h = 0.3 * c->size};
        for (size_t j = 0; j < s->nmarks; j++)
            if (is_body(&s->mark[j]) && !apart(&box, &s->mark[j]))
                return "a name is on a box";
        for (size_t j = 0; j < i; j++) {
            const struct caption *d = &s->caption[j];
            double l = d->x - (d->anchor == ANCHOR_LEFT    ? 0
                               : d->anchor == ANCHOR_RIGHT ? d->width
                                                           : d->width / 2);
            struct mark other = {.x = l + d->width / 2, .y = d->y, .w = d->width, .h = 0.3 * d->size};
            if (!apart(&box, &other))
                return "two names overlap";
        }
    }
    return NULL;
}

/* Upwards: wires begin and end along the flow, and each box has as many wires below it as it has inputs. */
static const char *wired(const struct scene_parts *s, const struct diagram *d)
{
    for (size_t i = 0; i < s->nstrands; i++) {
        const struct strand *t = &s->strand[i];
        for (uint32_t k = 0; 3 * k + 1 < t->npoints; k++) {
            const struct point *q = t->p + 3 * (size_t)k;
            if (fabs(q[1].x - q[0].x) > NEAR || fabs(q[2].x - q[3].x) > NEAR || q[3].y > q[0].y + NEAR)
                return "a wire does not run along the flow";
        }
    }
    for (uint32_t k = 0; k < d->nboxes; k++) {
        const struct box *b = d->box[k];
        const struct mark *m = NULL;
        uint32_t below = 0;
        for (size_t i = 0; i < s->nmarks; i++)
            if (is_body(&s->mark[i]) && s->mark[i].shape != SHAPE_GROUND && s->mark[i].of == b->out[0])
                m = &s->mark[i];
        if (!m)
            return "a box is not drawn";
        for (size_t i = 0; i < s->nstrands; i++) {
            struct point end = s->strand[i].p[s->strand[i].npoints - 1];
            below += fabs(end.y - (m->y + m->h / 2)) < NEAR && fabs(end.x - m->x) < m->w / 2;
        }
        if (below != b->nin)
            return "a box has too many or too few wires";
    }
    return NULL;
}

/* What is in both diagrams is in the same place in both pictures. */
static const char *frozen(const struct scene_parts *s, const struct scene_parts *t,
                          const struct string_figure *f)
{
    for (uint32_t k = 0; k < f->before->nboxes; k++) {
        const struct box *b = f->before->box[k];
        const struct mark *m = NULL, *n = NULL;
        bool kept = false;
        for (uint32_t j = 0; j < f->after->nboxes; j++)
            kept = kept || f->after->box[j] == b;
        for (size_t i = 0; kept && i < s->nmarks; i++)
            if (is_body(&s->mark[i]) && s->mark[i].shape != SHAPE_GROUND && s->mark[i].of == b->out[0])
                m = &s->mark[i];
        for (size_t i = 0; kept && i < t->nmarks; i++)
            if (is_body(&t->mark[i]) && t->mark[i].shape != SHAPE_GROUND && t->mark[i].of == b->out[0])
                n = &t->mark[i];
        if (kept && (!m || !n || fabs(m->x - n->x) > NEAR || fabs(m->y - n->y) > NEAR))
            return "a box has moved";
    }
    return NULL;
}

static struct diagram *operate(struct work *w, struct rng *r, const struct model *m, struct surgery *s)
{
    uint32_t x = rng_below(r, m->nvars), from = UINT32_MAX;
    static const double row[4] = {0.25, 0.25, 0.25, 0.25};
    switch (rng_below(r, 5)) {
    case 0:
        return diagram_cut(w, m->net, x, s);
    case 1:
        return diagram_do_point(w, m->net, x, 0, s);
    case 2:
        return diagram_do_row(w, m->net, x, row, NULL, s);
    case 3:
        return diagram_do_open(w, m->net, x, s);
    default:
        break;
    }
    for (uint32_t v = 0; v < m->nvars; v++) { /* a policy by something that is no descendant */
        struct set of = set_new(w->arena, m->graph->n), below = set_new(w->arena, m->graph->n);
        set_add(of, x);
        graph_descendants(below, m->graph, of);
        if (!set_has(below, v))
            from = v;
    }
    return from == UINT32_MAX ? diagram_cut(w, m->net, x, s)
                              : diagram_do_policy(w, m->net, x, &from, 1, row, s);
}

static bool draw(struct scene_parts *s, struct work *w, const struct string_figure *f, enum panel_kind kind,
                 enum picture_dir dir)
{
    struct panel panel = {.kind = kind, .string = f};
    struct panel_size size;
    *s = (struct scene_parts){.w = w};
    return panel_string(s, &panel, dir, &metrics, &size);
}

static const char *look(struct work *w, struct rng *r)
{
    struct surgery s;
    struct scene_parts before, after;
    struct model *m = random_model(w, r, 2 + rng_below(r, 5), rng_below(r, 2), 3, 0.5, 0);
    struct string_figure f = {
        .before = m->net, .nsurgeries = 1, .surgery = &s, .free_order = rng_below(r, 2)};
    enum picture_dir dir = (enum picture_dir)rng_below(r, 3);
    if (!(f.after = operate(w, r, m, &s)) || !draw(&before, w, &f, PANEL_BEFORE, dir) ||
        !draw(&after, w, &f, PANEL_AFTER, dir))
        return "not drawn";
    const char *wrong = clashes(&before);
    wrong = wrong ? wrong : clashes(&after);
    wrong = wrong ? wrong : frozen(&before, &after, &f);
    if (!wrong && dir == DIR_UP) {
        wrong = wired(&before, f.before);
        wrong = wrong ? wrong : wired(&after, f.after);
    }
    return wrong;
}

static void random_pictures(void)
{
    const char *more = getenv("CAUSAL_MODELS");
    int wrong = 0, n = more && atoi(more) < PICTURES ? atoi(more) : PICTURES;
    for (int i = 0; i < n; i++) {
        struct arena arena = {0};
        struct diags diags = {.arena = &arena};
        struct work w = {&arena, &diags, NULL};
        struct rng r = {1000 + (uint64_t)i};
        const char *why = look(&w, &r);
        if (why && wrong++ < 5)
            printf("# picture %d: %s\n", i, why);
        arena_free(&arena);
    }
    ok(wrong == 0, "%d random networks, before and after surgery: %d wrong", n, wrong);
}

static void want_of_memory(void)
{
    bool good = true, done = false;
    for (long limit = 0; !done && limit < 4000; limit++) {
        struct arena arena = {0}, drawing = {0};
        struct diags diags = {.arena = &arena}, told = {.arena = &arena};
        struct work w = {&arena, &diags, NULL}, short_of = {&drawing, &told, NULL};
        struct rng r = {7};
        struct surgery s;
        struct scene_parts parts;
        struct model *m = random_model(&w, &r, 5, 1, 2, 0.6, 0);
        struct string_figure f = {.before = m->net, .nsurgeries = 1, .surgery = &s, .nholes = 0};
        f.after = diagram_cut(&w, m->net, 2, &s);
        mem_fail_after(limit);
        done = draw(&parts, &short_of, &f, PANEL_AFTER, DIR_UP);
        mem_fail_after(-1);
        good = good && (done || told.out_of_memory || told.errors);
        arena_free(&drawing);
        arena_free(&arena);
    }
    ok(good && done, "want of memory is reported, wherever it strikes");
}

int main(void)
{
    random_pictures();
    want_of_memory();
    return tap_done();
}
