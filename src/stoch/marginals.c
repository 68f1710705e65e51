/* marginals.c -- the posterior of many wires of a diagram at once. */
#include "base/machine.h"
#include "stoch/closed.h"
#include "stoch/contract.h"
#include "stoch/plans.h"
#include "stoch/targets.h"

#include <math.h>

/* ---- what a target depends on ---- */

/* The factors of each axis, and drafts for one target after the other. */
struct relevance {
    struct closed *c;
    uint32_t *first, *list; /* factors of axis a: list[first[a] .. first[a + 1]) */
    struct set wires, boxes, reached;
    uint32_t *queue; /* axes that are reached */
};

static bool relevance_new(struct relevance *r, struct work *w, struct closed *c)
{
    const struct shape *s = &c->shape;
    size_t total = 0;
    for (uint32_t f = 0; f < s->nfactors; f++)
        total += s->scope[f].n;
    *r = (struct relevance){.c = c};
    r->first = ARENA_NEW(w->arena, uint32_t, (size_t)s->naxes + 2);
    r->list = ARENA_NEW(w->arena, uint32_t, total);
    r->queue = ARENA_NEW(w->arena, uint32_t, s->naxes);
    r->wires = set_new(w->arena, c->d->nwires);
    r->boxes = set_new(w->arena, c->d->nboxes);
    r->reached = set_new(w->arena, s->naxes);
    if (!r->first || !r->list || !r->queue || !set_ok(r->wires) || !set_ok(r->boxes) || !set_ok(r->reached))
        return diag_oom(w->diags);
    /* Counted two places on, then summed, then filled in: first[a + 1] moves up to where a + 1 begins. */
    for (uint32_t f = 0; f < s->nfactors; f++)
        for (uint32_t k = 0; k < s->scope[f].n; k++)
            r->first[s->scope[f].axis[k] + 2]++;
    for (uint32_t a = 0; a < s->naxes; a++)
        r->first[a + 2] += r->first[a + 1];
    for (uint32_t f = 0; f < s->nfactors; f++)
        for (uint32_t k = 0; k < s->scope[f].n; k++)
            r->list[r->first[s->scope[f].axis[k] + 1]++] = f;
    return true;
}

/* Of the factors above target and evidence, those joined to the target by a chain of open axes. O(their
 * ranks and the boxes). */
static bool relevant(void *cx, struct work *w, uint32_t i, struct set factors)
{
    struct relevance *r = cx;
    const struct closed *c = r->c;
    uint32_t n = 0;
    (void)w;
    set_clear(r->wires);
    set_clear(r->boxes);
    set_clear(r->reached);
    set_add(r->wires, c->wire[c->target[i]]);
    for (uint32_t k = 0; k < c->nseen; k++)
        set_add(r->wires, c->seen[k].wire);
    boxes_above(c->d, r->wires, r->boxes);
    set_add(r->reached, c->axis[i]);
    r->queue[n++] = c->axis[i];
    for (uint32_t at = 0; at < n; at++)
        for (uint32_t e = r->first[r->queue[at]]; e < r->first[r->queue[at] + 1]; e++) {
            uint32_t f = r->list[e];
            struct scope s = c->shape.scope[f];
            if (set_has(factors, f) || !set_has(r->boxes, c->box[f]))
                continue;
            set_add(factors, f);
            for (uint32_t k = 0; k < s.n; k++)
                if (!set_has(r->reached, s.axis[k])) {
                    set_add(r->reached, s.axis[k]);
                    r->queue[n++] = s.axis[k];
                }
        }
    return true;
}

/* ---- which plan ---- */

static bool begin(struct plan *p, struct work *w, const struct shape *s, const struct order *order)
{
    return plan_begin(p, w, s->naxes, s->length, order, NULL, 0) && shape_inputs(s, p);
}

/* Nanoseconds for a byte of memory that the system has to give out first. */
#define PER_BYTE 0.1

/* What running a plan costs; one that does not fit into memory costs everything. */
static double price(const struct plan *p)
{
    double bytes = (double)p->peak * sizeof(double);
    return bytes > machine_memory_limit() ? INFINITY : p->time + bytes * PER_BYTE;
}

/* Keep the cheaper of two; `b` is let go. False (reported) when memory is short. */
static bool prefer(struct plan *best, struct plan *b)
{
    bool good = plan_end(best) && plan_end(b);
    if (good && price(b) < price(best)) {
        struct plan t = *best;
        *best = *b;
        *b = t;
        best->w.arena = best->made.arena = &best->arena;
    }
    plan_free(b);
    return good;
}

/* One elimination for each target, if that can be cheaper than the tree: with orders of their own, or with
 * the common one, which lets them share more. */
static bool try_each(struct plan *best, struct work *w, const struct targets *q, const struct order *order)
{
    double bound = best->time;
    for (int own = 0; own < 2; own++) {
        struct plan p = {0};
        bool over = false;
        bool good =
            begin(&p, w, q->shape, order) && targets_one_by_one(&p, w, q, order, own == 1, bound, &over);
        if (good && !over) {
            if (!prefer(best, &p))
                return false;
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
    struct relevance r;
    struct targets q = {
        .shape = s, .n = c->naxes, .axis = c->axis, .relevant = relevant, .cx = &r, .seen = c->nseen > 0};
    struct order_problem problem = {s->naxes, s->length, s->nfactors, s->scope, NULL, false};
    return relevance_new(&r, w, c) && order_find(&order, w, &problem) && begin(p, w, s, &order) &&
           targets_by_tree(p, &q, &order) && try_each(p, w, &q, &order);
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
