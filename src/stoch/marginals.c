/* marginals.c -- the posterior of many wires of a diagram at once. */
#include "stoch/factor.h"
#include "stoch/plans.h"
#include "stoch/stoch.h"
#include "stoch/targets.h"

#include <math.h>

struct many {
    struct work *w; /* its arena is a draft */
    const struct diagram *d;
    const uint32_t *wire;
    uint32_t n;
    const struct evidence *seen;
    uint32_t nseen;
    uint32_t *fixed;   /* by wire */
    struct set boxes;  /* above wires and evidence */
    uint32_t *box;     /* by factor */
    struct view *view; /* by factor */
    uint32_t nfactors;
    struct shape shape;
    uint32_t *axis, naxes; /* of the targets that are open */
    uint32_t *target;      /* by such axis: which wire */
    bool contradicted;
};

static bool oom(struct many *m)
{
    return diag_oom(m->w->diags);
}

/* ---- the factors ---- */

static bool fix(struct many *m)
{
    for (uint32_t i = 0; i < m->d->nwires; i++)
        m->fixed[i] = OPEN;
    for (uint32_t i = 0; i < m->nseen; i++) {
        uint32_t *fixed = &m->fixed[m->seen[i].wire];
        m->contradicted = m->contradicted || (*fixed != OPEN && *fixed != m->seen[i].state);
        *fixed = m->seen[i].state;
    }
    SET_EACH (k, m->boxes) {
        const struct box *b = m->d->box[k];
        if (b->kind == BOX_POINT && b->nout == 1 && m->fixed[b->out[0]] == OPEN)
            m->fixed[b->out[0]] = b->point;
    }
    return true;
}

static bool gather(struct many *m)
{
    const struct diagram *d = m->d;
    struct arena *a = m->w->arena;
    struct set wires = set_new(a, d->nwires);
    m->boxes = set_new(a, d->nboxes);
    m->fixed = ARENA_NEW(a, uint32_t, d->nwires);
    m->box = ARENA_NEW(a, uint32_t, d->nboxes);
    m->view = ARENA_NEW(a, struct view, d->nboxes);
    m->axis = ARENA_NEW(a, uint32_t, m->n);
    m->target = ARENA_NEW(a, uint32_t, m->n);
    if (!set_ok(wires) || !set_ok(m->boxes) || !m->fixed || !m->box || !m->view || !m->axis || !m->target)
        return oom(m);
    for (uint32_t i = 0; i < m->n; i++)
        set_add(wires, m->wire[i]);
    for (uint32_t i = 0; i < m->nseen; i++)
        set_add(wires, m->seen[i].wire);
    boxes_above(d, wires, m->boxes);
    if (!fix(m))
        return false;
    SET_EACH (k, m->boxes) {
        m->box[m->nfactors] = k;
        if (!box_view(&m->view[m->nfactors++], m->w, d, d->box[k], m->fixed))
            return false;
    }
    if (!shape_of(&m->shape, m->w, m->view, m->nfactors))
        return false;
    for (uint32_t i = 0; i < m->n; i++) {
        uint32_t axis = m->fixed[m->wire[i]] == OPEN ? shape_axis(&m->shape, m->wire[i]) : UINT32_MAX;
        if (axis == UINT32_MAX)
            continue;
        m->target[m->naxes] = i;
        m->axis[m->naxes++] = axis;
    }
    return true;
}

/* ---- what a target depends on ---- */

/* Of the factors above target and evidence, those joined to the target by a chain of open axes. */
static bool relevant(void *cx, struct work *w, uint32_t i, struct set factors)
{
    struct many *m = cx;
    struct arena draft = {0};
    struct set wires = set_new(&draft, m->d->nwires), boxes = set_new(&draft, m->d->nboxes);
    struct set reached = set_new(&draft, m->shape.naxes);
    if (!set_ok(wires) || !set_ok(boxes) || !set_ok(reached)) {
        arena_free(&draft);
        return diag_oom(w->diags);
    }
    set_add(wires, m->wire[m->target[i]]);
    for (uint32_t k = 0; k < m->nseen; k++)
        set_add(wires, m->seen[k].wire);
    boxes_above(m->d, wires, boxes);
    set_add(reached, m->axis[i]);
    for (bool grown = true; grown;) {
        grown = false;
        for (uint32_t f = m->nfactors; f-- > 0;) {
            struct scope s = m->shape.scope[f];
            bool meets = false;
            if (set_has(factors, f) || !set_has(boxes, m->box[f]))
                continue;
            for (uint32_t k = 0; k < s.n && !meets; k++)
                meets = set_has(reached, s.axis[k]);
            if (!meets)
                continue;
            set_add(factors, f);
            for (uint32_t k = 0; k < s.n; k++)
                set_add(reached, s.axis[k]);
            grown = true;
        }
    }
    arena_free(&draft);
    return true;
}

/* ---- which plan ---- */

static bool begin(struct plan *p, struct work *w, const struct shape *s, const struct order *order)
{
    return plan_begin(p, w, s->naxes, s->length, order, NULL, 0) && shape_inputs(s, p);
}

/* Keep the cheaper of two; `b` is let go. */
static void prefer(struct plan *best, struct plan *b)
{
    if (b->time < best->time) {
        struct plan t = *best;
        *best = *b;
        *b = t;
        best->w.arena = best->made.arena = &best->arena;
    }
    plan_free(b);
}

/* One elimination for each target, if that can be cheaper than the tree: looking for out costs about a
 * microsecond for each factor and target. */
static bool try_each(struct plan *best, struct work *w, const struct targets *q, const struct order *order)
{
    double looking = 100.0 * q->n * q->shape->nfactors;
    for (int own = 0; own < 2 && looking < best->time; own++) {
        struct plan p = {0};
        bool over = false;
        bool good =
            begin(&p, w, q->shape, order) && targets_one_by_one(&p, w, q, order, own == 1, best->time, &over);
        if (good && !over) {
            prefer(best, &p);
            continue;
        }
        plan_free(&p);
        if (!good)
            return false;
    }
    return true;
}

static bool make(struct plan *p, struct work *w, const struct shape *s, void *cx)
{
    struct many *m = cx;
    struct order order;
    struct targets q = {
        .shape = s, .n = m->naxes, .axis = m->axis, .relevant = relevant, .cx = m, .seen = m->nseen > 0};
    struct order_problem problem = {s->naxes, s->length, s->nfactors, s->scope, NULL, false};
    return order_find(&order, w, &problem) && begin(p, w, s, &order) && targets_by_tree(p, &q, &order) &&
           try_each(p, w, &q, &order);
}

/* ---- the answers ---- */

static struct tensor *marginal_new(struct many *m, struct work *w, uint32_t i)
{
    uint32_t states = wire_states(w, m->d, m->wire[i]);
    return states ? tensor_new(w, 1, &(struct axis){m->wire[i], states}) : NULL;
}

/* Wires that are fixed, and those of one state, need no calculation. */
static bool fill_certain(struct many *m, struct tensor **out, struct work *w)
{
    for (uint32_t i = 0; i < m->n; i++) {
        uint32_t state = m->fixed[m->wire[i]];
        if (!(out[i] = marginal_new(m, w, i)))
            return false;
        if (state != OPEN || out[i]->cells == 1)
            out[i]->p[state != OPEN ? state : 0] = 1;
    }
    return true;
}

static void all_undefined(struct many *m, struct tensor **out)
{
    for (uint32_t i = 0; i < m->n; i++)
        for (size_t k = 0; k < out[i]->cells; k++)
            out[i]->p[k] = NAN;
}

static double sum(const double *p, size_t n)
{
    double total = 0;
    for (size_t i = 0; i < n; i++)
        total += p[i];
    return total;
}

/* Is every output positive somewhere? */
static bool positive(const struct planned *d)
{
    for (uint32_t i = 0; i < d->plan->noutputs; i++) {
        struct plan_result r = plan_result(&d->run, i);
        if (!(sum(r.p, r.cells) > 0))
            return false;
    }
    return true;
}

static bool read_out(struct many *m, struct tensor **out, struct work *w, struct planned *d, bool *impossible)
{
    *impossible = !positive(d);
    if (*impossible) {
        if (!planned_support(d, m->w))
            return false;
        *impossible = !positive(d);
        if (!*impossible) {
            diag_error(w->diags, "underflow", NO_SPAN,
                       "the evidence is possible, but less likely than any number the machine has");
            return diag_hint(w->diags, "`:set exact on` calculates with fractions");
        }
        all_undefined(m, out);
        return true;
    }
    for (uint32_t i = 0; i < m->naxes; i++) {
        struct plan_result r = plan_result(&d->run, i);
        double total = sum(r.p, r.cells);
        for (size_t k = 0; k < r.cells; k++)
            out[m->target[i]]->p[k] = r.p[k] / total;
    }
    return true;
}

/* Boxes with undefined entries, as conditioning makes them: a division would not do. */
static bool one_by_one(struct many *m, struct tensor **out, struct work *w, bool *impossible)
{
    for (uint32_t i = 0; i < m->n; i++)
        if (m->fixed[m->wire[i]] == OPEN &&
            !(out[i] = stoch_conditional(w, m->d, &m->wire[i], 1, NULL, 0, m->seen, m->nseen, impossible)))
            return false;
    return true;
}

static bool some_undefined(const struct planned *d)
{
    for (size_t t = 0; t < d->plan->ntables; t++)
        if (d->run.undefined[t] && !d->plan->table[t].stride)
            return true;
    return false;
}

/* What a target depends on is no matter of the shape alone: which wires are inputs is part of the key. */
static struct str key_of(struct many *m)
{
    size_t n = 3 + (size_t)m->naxes + m->nseen, at = 0;
    for (uint32_t f = 0; f < m->nfactors; f++)
        n += 2 + (size_t)m->d->box[m->box[f]]->nin + m->d->box[m->box[f]]->nout;
    uint32_t *more = ARENA_NEW(m->w->arena, uint32_t, n);
    if (!more) {
        oom(m);
        return (struct str){NULL, 0};
    }
    more[at++] = UINT32_MAX; /* no contraction has this among its axes */
    more[at++] = m->naxes;
    more[at++] = m->nseen;
    for (uint32_t i = 0; i < m->naxes; i++)
        more[at++] = m->axis[i];
    for (uint32_t i = 0; i < m->nseen; i++)
        more[at++] = m->seen[i].wire;
    for (uint32_t f = 0; f < m->nfactors; f++) {
        const struct box *b = m->d->box[m->box[f]];
        more[at++] = b->nin;
        more[at++] = b->nout;
        for (uint32_t k = 0; k < b->nin + b->nout; k++)
            more[at++] = k < b->nin ? b->in[k] : b->out[k - b->nin];
    }
    return shape_key(m->w, &m->shape, more, (uint32_t)n);
}

static bool compute(struct many *m, struct tensor **out, struct work *w, bool *impossible)
{
    struct planned d = {0};
    struct str key = {NULL, 0};
    *impossible = false;
    if (!gather(m) || !fill_certain(m, out, w))
        return false;
    if (m->contradicted) {
        *impossible = true;
        all_undefined(m, out);
        return true;
    }
    key = key_of(m);
    bool good = key.s && planned_run(&d, m->w, &m->shape, key, make, m);
    if (good)
        good = some_undefined(&d) ? one_by_one(m, out, w, impossible) : read_out(m, out, w, &d, impossible);
    planned_end(&d);
    return good;
}

bool stoch_marginals(struct tensor **out, struct work *w, const struct diagram *d, const uint32_t *wires,
                     uint32_t n, const struct evidence *evidence, uint32_t nevidence, bool *impossible)
{
    struct arena draft = {0};
    struct work inner = {&draft, w->diags, w->plans};
    struct many m = {.w = &inner, .d = d, .wire = wires, .n = n, .seen = evidence, .nseen = nevidence};
    bool good = compute(&m, out, w, impossible);
    arena_free(&draft);
    return good;
}
