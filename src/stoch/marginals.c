/* marginals.c -- the posterior of many wires of a diagram at once. */
#include "stoch/closed.h"
#include "stoch/contract.h"
#include "stoch/plans.h"
#include "stoch/targets.h"

#include <math.h>

/* ---- what a target depends on ---- */

/* Of the factors above target and evidence, those joined to the target by a chain of open axes. */
static bool relevant(void *cx, struct work *w, uint32_t i, struct set factors)
{
    struct closed *c = cx;
    struct arena draft = {0};
    struct set wires = set_new(&draft, c->d->nwires), boxes = set_new(&draft, c->d->nboxes);
    struct set reached = set_new(&draft, c->shape.naxes);
    if (!set_ok(wires) || !set_ok(boxes) || !set_ok(reached)) {
        arena_free(&draft);
        return diag_oom(w->diags);
    }
    set_add(wires, c->wire[c->target[i]]);
    for (uint32_t k = 0; k < c->nseen; k++)
        set_add(wires, c->seen[k].wire);
    boxes_above(c->d, wires, boxes);
    set_add(reached, c->axis[i]);
    for (bool grown = true; grown;) {
        grown = false;
        for (uint32_t f = c->nfactors; f-- > 0;) {
            struct scope s = c->shape.scope[f];
            bool meets = false;
            if (set_has(factors, f) || !set_has(boxes, c->box[f]))
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
    struct closed *c = cx;
    struct order order;
    struct targets q = {
        .shape = s, .n = c->naxes, .axis = c->axis, .relevant = relevant, .cx = c, .seen = c->nseen > 0};
    struct order_problem problem = {s->naxes, s->length, s->nfactors, s->scope, NULL, false};
    return order_find(&order, w, &problem) && begin(p, w, s, &order) && targets_by_tree(p, &q, &order) &&
           try_each(p, w, &q, &order);
}

/* ---- the answers ---- */

static struct tensor *marginal_new(struct closed *c, struct work *w, uint32_t i)
{
    uint32_t states = wire_states(w, c->d, c->wire[i]);
    return states ? tensor_new(w, 1, &(struct axis){c->wire[i], states}) : NULL;
}

/* Wires that are fixed, and those of one state, need no calculation. */
static bool fill_certain(struct closed *c, struct tensor **out, struct work *w)
{
    for (uint32_t i = 0; i < c->n; i++) {
        uint32_t state = c->fixed[c->wire[i]];
        if (!(out[i] = marginal_new(c, w, i)))
            return false;
        if (state != OPEN || out[i]->cells == 1)
            out[i]->p[state != OPEN ? state : 0] = 1;
    }
    return true;
}

static void all_undefined(struct closed *c, struct tensor **out)
{
    for (uint32_t i = 0; i < c->n; i++)
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

static bool read_out(struct closed *c, struct tensor **out, struct work *w, struct planned *d,
                     bool *impossible)
{
    *impossible = !positive(d);
    if (*impossible) {
        if (!planned_support(d, c->w))
            return false;
        *impossible = !positive(d);
        if (!*impossible)
            return underflow(w);
        all_undefined(c, out);
        return true;
    }
    if (d->run.faint)
        return underflow(w);
    for (uint32_t i = 0; i < c->naxes; i++) {
        struct plan_result r = plan_result(&d->run, i);
        double total = sum(r.p, r.cells);
        for (size_t k = 0; k < r.cells; k++)
            out[c->target[i]]->p[k] = r.p[k] / total;
    }
    return true;
}

/* Boxes with undefined entries, as conditioning makes them: a division would not do; and fractions, over
 * which only sums of products are made. */
static bool one_by_one(struct closed *c, struct tensor **out, struct work *w, bool *impossible)
{
    for (uint32_t i = 0; i < c->n; i++)
        if (c->fixed[c->wire[i]] == OPEN &&
            !(out[i] = stoch_conditional(w, c->d, &c->wire[i], 1, NULL, 0, c->seen, c->nseen, impossible)))
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

static bool some_exact(const struct closed *c)
{
    for (uint32_t i = 0; i < c->nfactors; i++)
        if (c->view[i].exact)
            return true;
    return false;
}

static bool compute(struct closed *c, struct tensor **out, struct work *w, bool *impossible)
{
    struct planned d = {0};
    struct str key = {NULL, 0};
    *impossible = false;
    if (!closed_gather(c) || !fill_certain(c, out, w))
        return false;
    if (c->contradicted) {
        *impossible = true;
        all_undefined(c, out);
        return true;
    }
    if (some_exact(c))
        return one_by_one(c, out, w, impossible);
    key = closed_key(c, 0);
    bool good = key.s && planned_run(&d, c->w, &c->shape, key, make, c, false);
    if (good)
        good = some_undefined(&d) ? one_by_one(c, out, w, impossible) : read_out(c, out, w, &d, impossible);
    planned_end(&d);
    return good;
}

bool stoch_marginals(struct tensor **out, struct work *w, const struct diagram *d, const uint32_t *wires,
                     uint32_t n, const struct evidence *evidence, uint32_t nevidence, bool *impossible)
{
    struct arena draft = {0};
    struct work inner = {&draft, w->diags, w->plans};
    struct closed c = {.w = &inner, .d = d, .wire = wires, .n = n, .seen = evidence, .nseen = nevidence};
    bool good = compute(&c, out, w, impossible);
    arena_free(&draft);
    return good;
}
