/* each.c -- all marginals, one elimination for each target.
 *
 * What a target does not depend on is left out: boxes that are no ancestors of it or the evidence, and what
 * evidence separates from it.  Equal products are made once (plan.c), so that targets share what they have in
 * common upstream.
 */
#include "stoch/targets.h"

#include <string.h>

/* What it takes to see whether a factor is relevant, and to plan with one that is: about a product each. */
enum { STEPS_TO_LOOK = 20, STEPS_TO_PLAN = 2000 };

/* A target's part of the problem, with axes numbered for itself. */
struct part {
    struct arena scratch;
    uint32_t *local, *tick, round; /* by axis of the shape: its number, where tick[axis] == round */
    uint32_t naxes, *axis, *length;
    struct scope *scope;
    uint32_t nfactors, *factor;
    uint8_t *phase;
    uint32_t *order;
    double looked; /* for orders, and for what is relevant: steps so far */
};

static bool part_new(struct part *p, struct work *w, const struct shape *s)
{
    struct arena *a = &p->scratch;
    p->local = ARENA_NEW(a, uint32_t, s->naxes);
    p->tick = ARENA_NEW(a, uint32_t, s->naxes);
    p->axis = ARENA_NEW(a, uint32_t, s->naxes);
    p->length = ARENA_NEW(a, uint32_t, s->naxes);
    p->phase = ARENA_NEW(a, uint8_t, s->naxes);
    p->order = ARENA_NEW(a, uint32_t, s->naxes);
    p->scope = ARENA_NEW(a, struct scope, s->nfactors);
    p->factor = ARENA_NEW(a, uint32_t, s->nfactors);
    return (p->local && p->tick && p->axis && p->length && p->phase && p->order && p->scope && p->factor) ||
           diag_oom(w->diags);
}

static bool number(struct part *p, struct work *w, const struct shape *s, struct set factors,
                   struct arena *draft)
{
    p->round++;
    p->naxes = p->nfactors = 0;
    SET_EACH (f, factors) {
        struct scope from = s->scope[f];
        uint32_t *to = ARENA_NEW(draft, uint32_t, from.n);
        if (!to)
            return diag_oom(w->diags);
        for (uint32_t k = 0; k < from.n; k++) {
            uint32_t a = from.axis[k];
            if (p->tick[a] != p->round) {
                p->tick[a] = p->round;
                p->local[a] = p->naxes;
                p->length[p->naxes] = s->length[a];
                p->phase[p->naxes] = 0;
                p->axis[p->naxes++] = a;
            }
            to[k] = p->local[a];
        }
        p->scope[p->nfactors] = (struct scope){from.n, to};
        p->factor[p->nfactors++] = f;
    }
    return true;
}

/* The order for one target, into p->order: its own, or what the common one says of these axes. */
static bool order_of(struct part *p, struct work *w, uint32_t target, const struct order *common, bool own,
                     uint32_t *n)
{
    *n = 0;
    if (!own) {
        for (uint32_t i = 0; i < common->n; i++)
            if (p->tick[common->axis[i]] == p->round && common->axis[i] != target)
                p->order[(*n)++] = common->axis[i];
        return true;
    }
    struct order o;
    if (target != UINT32_MAX)
        p->phase[p->local[target]] = ORDER_KEPT;
    struct order_problem problem = {p->naxes, p->length, p->nfactors, p->scope, p->phase, false};
    if (!order_find(&o, w, &problem))
        return false;
    for (uint32_t i = 0; i < o.n; i++)
        p->order[i] = p->axis[o.axis[i]];
    *n = o.n;
    p->looked += o.steps;
    return true;
}

/* Target UINT32_MAX: nothing is kept, only the number is wanted. */
static bool one(struct plan *plan, struct work *w, struct part *p, const struct targets *q, uint32_t target,
                struct set factors, const struct order *common, bool own)
{
    struct arena draft = {0};
    struct work inner = {&draft, w->diags, NULL};
    uint32_t n, out = UINT32_MAX, nkeep = target == UINT32_MAX ? 0 : 1;
    if (number(p, &inner, q->shape, factors, &draft) && order_of(p, &inner, target, common, own, &n))
        out = plan_eliminate(plan, p->factor, p->nfactors, p->order, n, n, &target, nkeep, NULL);
    arena_free(&draft);
    return out != UINT32_MAX && plan_output(plan, out);
}

static void add_all(struct set factors, uint32_t n)
{
    for (uint32_t f = 0; f < n; f++)
        set_add(factors, f);
}

static bool every(struct plan *plan, struct work *w, struct part *p, const struct targets *q,
                  const struct order *common, bool own, double bound, bool *over)
{
    struct set factors = set_new(&p->scratch, q->shape->nfactors);
    if (!set_ok(factors))
        return diag_oom(w->diags);
    for (uint32_t i = 0; i < q->n && !(*over = plan->time > bound || p->looked > 2 * bound); i++) {
        p->looked += (double)q->shape->nfactors * STEPS_TO_LOOK + (double)p->nfactors * STEPS_TO_PLAN;
        set_clear(factors);
        if (!q->relevant)
            add_all(factors, q->shape->nfactors);
        else if (!q->relevant(q->cx, w, i, factors))
            return false;
        if (!one(plan, w, p, q, q->axis[i], factors, common, own))
            return false;
    }
    if (*over)
        return true;
    if (!q->seen)
        return true;
    add_all(factors, q->shape->nfactors);
    return one(plan, w, p, q, UINT32_MAX, factors, common, own);
}

bool targets_one_by_one(struct plan *p, struct work *w, const struct targets *q, const struct order *order,
                        bool own_orders, double bound, bool *over)
{
    struct part part = {0};
    bool good = part_new(&part, w, q->shape) && every(p, w, &part, q, order, own_orders, bound, over);
    arena_free(&part.scratch);
    p->method = "one elimination for each target";
    return good;
}
