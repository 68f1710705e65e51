/* route.h -- all marginals by a plan of one's choice: a join tree, or one elimination for each target, in any
 * order. */
#ifndef CAUSAL_TESTS_ROUTE_H
#define CAUSAL_TESTS_ROUTE_H

#include "network_case.h"

#include "stoch/closed.h"
#include "stoch/targets.h"

enum route_kind { ROUTE_TREE, ROUTE_EACH, ROUTE_EACH_OWN };

struct route {
    enum route_kind kind;
    const struct order *order; /* NULL: the one that order_find() finds */
    double most;               /* entries to be multiplied; more are not tried */
};

static inline bool route_relevant(void *cx, struct work *w, uint32_t i, struct set factors)
{
    const struct closed *c = cx;
    struct set wires = set_new(w->arena, c->d->nwires), boxes = set_new(w->arena, c->d->nboxes);
    set_add(wires, c->wire[c->target[i]]);
    for (uint32_t k = 0; k < c->nseen; k++)
        set_add(wires, c->seen[k].wire);
    boxes_above(c->d, wires, boxes);
    for (uint32_t f = 0; f < c->nfactors; f++)
        if (set_has(boxes, c->box[f]))
            set_add(factors, f);
    return true;
}

/* The marginals of all axes of c by this plan, one after another as they are in c; NULL: too much, or it
 * failed (then something is reported). */
static inline double *route_run(struct desk *desk, struct closed *c, const struct route *how)
{
    struct order found;
    struct plan p = {.naxes = 0};
    bool over = false, good = true;
    struct targets q = {.shape = &c->shape,
                        .n = c->naxes,
                        .axis = c->axis,
                        .relevant = how->kind == ROUTE_EACH ? NULL : route_relevant,
                        .cx = c,
                        .seen = c->nseen > 0};
    struct order_problem problem = {c->shape.naxes, c->shape.length, c->nfactors, c->shape.scope, NULL,
                                    false};
    if (!how->order)
        good = order_find(&found, &desk->w, &problem);
    const struct order *order = how->order ? how->order : &found;
    good = good && plan_begin(&p, &desk->w, c->shape.naxes, c->shape.length, order, NULL, 0) &&
           shape_inputs(&c->shape, &p) &&
           (how->kind == ROUTE_TREE
                ? targets_by_tree(&p, &q, order)
                : targets_one_by_one(&p, &desk->w, &q, order, how->kind == ROUTE_EACH_OWN, 1e9, &over)) &&
           !over && plan_end(&p);
    double *out = NULL, *room = NULL;
    if (good && p.entries < how->most && (room = malloc((p.peak + 1) * sizeof *room)) != NULL) {
        struct plan_run r = {.plan = &p, .input = c->shape.p, .room = room};
        size_t cells = 0, at = 0;
        r.exponent = ARENA_NEW(&desk->arena, long, p.ntables);
        r.undefined = ARENA_NEW(&desk->arena, bool, p.ntables);
        r.scaled = ARENA_NEW(&desk->arena, const double *, p.ninputs);
        for (uint32_t i = 0; i < c->naxes; i++)
            cells += c->shape.length[c->axis[i]];
        if (plan_execute(&r, &desk->w))
            out = ARENA_NEW(&desk->arena, double, cells);
        for (uint32_t i = 0; out && i < c->naxes; i++) {
            struct plan_result one = plan_result(&r, i);
            double sum = 0;
            for (size_t k = 0; k < one.cells; k++)
                sum += one.p[k];
            for (size_t k = 0; k < one.cells; k++)
                out[at++] = one.p[k] / sum;
        }
    }
    free(room);
    plan_free(&p);
    return out;
}

/* An order with no thought behind it. */
static inline struct order order_of_axes(struct desk *desk, uint32_t *axis, uint32_t n)
{
    return (struct order){.n = n,
                          .axis = axis,
                          .width = ARENA_NEW(&desk->arena, uint32_t, n),
                          .entries = ARENA_NEW(&desk->arena, double, n),
                          .heuristic = "none"};
}

#endif
