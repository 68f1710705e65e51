/* kernels.c -- getting a comb out of the combs of the joint (Tian and Pearl 2002, lemmas 1 to 4; Jacobs,
 * Kissinger and Zanasi 2019, sections 6 and 7): cut, disintegrate, and so on. */
#include "identify/kernels.h"

#include "base/interrupt.h"

est kernel_of_joint(struct kernels *k, struct set s)
{
    struct task *t = k->t;
    struct set before = task_set(t), pillow = task_set(t), self = task_set(t);
    est *factor = ARENA_NEW(t->draft.arena, est, k->n);
    uint32_t n = 0;
    if (!factor)
        diag_oom(t->w->diags);
    if (!factor || !set_ok(before) || !set_ok(pillow) || !set_ok(self))
        return 0;
    for (uint32_t i = 0; i < k->n; i++) {
        uint32_t v = k->order[i];
        if (set_has(s, v)) {
            set_clear(self);
            set_add(self, v);
            if (!graph_markov_pillow(pillow, k->g, v, before, &t->draft) ||
                !(factor[n++] = task_p(t, self, pillow)))
                return 0;
        }
        set_add(before, v);
    }
    return est_product(&t->draft, t->pool, factor, n);
}

/* Sum the comb of `from` over what is not in `a`, which is ancestral in it. */
static est cut(struct kernels *k, est body, struct set from, struct set a)
{
    struct task *t = k->t;
    struct set out = task_union(t, from, from);
    if (!set_ok(out))
        return 0;
    set_minus(out, a);
    body = task_simplify(t, task_sum(t, out, body));
    struct derivation_step step = {
        .rule = STEP_CUT, .set = a, .within = from, .formula = body, .graph = task_graph(t, k->g, from)};
    return body && step.graph && task_step(t, step) ? body : 0;
}

static est take_out(struct kernels *k, est body, struct set a, struct set b)
{
    struct task *t = k->t;
    body = task_simplify(t, kernel_disintegrate(k, body, a, b));
    struct derivation_step step = {
        .rule = STEP_DISINTEGRATE, .set = b, .within = a, .formula = body, .graph = task_graph(t, k->g, a)};
    k->nested = true;
    return body && step.graph && task_step(t, step) ? body : 0;
}

est kernel_reach(struct kernels *k, struct set goal, est body)
{
    struct task *t = k->t;
    struct descent d;
    if (!descent_start(&d, t))
        return 0;
    graph_district(d.t, k->g, set_next(goal, 0));
    while (body && !set_eq(d.t, goal)) {
        if (interrupted()) {
            diag_interrupted(t->w->diags);
            return 0;
        }
        descent_up(&d, k->g, goal);
        if (!set_eq(d.above, d.t))
            body = cut(k, body, d.t, d.above);
        if (!body || set_eq(d.above, goal))
            break;
        struct set a = task_union(t, d.above, d.above);
        descent_down(&d, k->g, goal);
        body = set_ok(a) ? take_out(k, body, a, d.t) : 0;
    }
    return body;
}
