/* combs.c -- taking the joint apart into combs and plugging the ones that are left together again (Jacobs,
 * Kissinger and Zanasi 2019, sections 6 to 8; Tian and Pearl 2002, theorem 4).
 *
 * The joint of the outcomes' ancestors after do(x) is the plugging of the combs of its districts; what is not
 * asked for is summed out, and conditions are divided by last. */
#include "identify/kernels.h"

/* The combs of the joint, by district of g: made when first needed. */
struct joint_combs {
    struct set *district;
    uint32_t n;
    est *comb;
};

static bool take_apart(struct kernels *k, struct joint_combs *j)
{
    struct task *t = k->t;
    j->district = graph_districts(&t->draft, k->g, &j->n);
    if (!j->district)
        return false;
    j->comb = ARENA_NEW(t->draft.arena, est, (size_t)j->n + 1);
    if (!j->comb)
        return diag_oom(t->w->diags);
    for (uint32_t i = 0; i < j->n; i++)
        if (!task_step(
                t, (struct derivation_step){.rule = STEP_DISTRICTS, .set = j->district[i], .graph = k->g}))
            return false;
    return true;
}

/* The comb of the district that has v. */
static est comb_with(struct kernels *k, struct joint_combs *j, uint32_t v)
{
    uint32_t i = 0;
    while (!set_has(j->district[i], v))
        i++;
    if (!j->comb[i]) {
        j->comb[i] = kernel_of_joint(k, j->district[i]);
        if (!j->comb[i] ||
            !task_step(k->t,
                       (struct derivation_step){
                           .rule = STEP_COMB, .set = j->district[i], .formula = j->comb[i], .graph = k->g}))
            return 0;
    }
    return j->comb[i];
}

/* Every comb that is left after the cut, with its steps, plugged together; *left becomes what is left. */
static est plug(struct kernels *k, struct set goal, struct set *left)
{
    struct task *t = k->t;
    struct set rest = task_set(t), now = task_set(t);
    struct joint_combs j;
    est *comb = ARENA_NEW(t->draft.arena, est, k->n);
    uint32_t n = 0;
    *left = task_set(t);
    if (!comb)
        diag_oom(t->w->diags);
    if (!comb || !set_ok(*left) || !set_ok(rest) || !set_ok(now) || !take_apart(k, &j))
        return 0;
    verdict_left(*left, k->g, goal, t->x, rest);
    const struct graph *remains = task_graph(t, k->g, *left);
    if (!remains)
        return 0;
    set_assign(rest, *left);
    for (uint32_t v = set_next(rest, 0); v != SET_END; v = set_next(rest, v)) {
        graph_district_within(now, k->g, v, *left);
        set_minus(rest, now);
        est joint = comb_with(k, &j, v);
        if (!joint ||
            !task_step(t, (struct derivation_step){.rule = STEP_GOAL, .set = now, .graph = remains}) ||
            !(comb[n++] = kernel_reach(k, now, joint)))
            return 0;
    }
    est e = est_product(&t->draft, t->pool, comb, n);
    return e && task_step(
                    t,
                    (struct derivation_step){.rule = STEP_PLUG, .set = *left, .formula = e, .graph = remains})
               ? e
               : 0;
}

/* Without the named c-factors that can be done without; a step of its own when that is another formula. */
static est simpler(struct task *t, est e)
{
    est before = est_normal(&t->draft, t->pool, e, t->asked), s = before ? task_simplify(t, e) : 0;
    if (!s || s == before)
        return s;
    return task_step(t, (struct derivation_step){.rule = STEP_SIMPLIFY, .formula = s, .graph = t->g}) ? s : 0;
}

/* P(Y | Z) from P(Y, Z): divide by its sum over Y. */
static est condition(struct task *t, est joint)
{
    est e = joint ? est_quotient(&t->draft, t->pool, joint, task_sum(t, t->y, joint)) : 0;
    return e && task_step(t,
                          (struct derivation_step){
                              .rule = STEP_CONDITION, .set = t->z, .formula = e, .graph = t->g})
               ? e
               : 0;
}

est combs_formula(struct task *t, const struct graph *g, bool *nested)
{
    struct kernels k = {.t = t, .g = g, .order = ARENA_NEW(t->draft.arena, uint32_t, g->n)};
    struct set goal = task_union(t, t->y, t->z), left;
    if (!k.order) {
        diag_oom(t->w->diags);
        return 0;
    }
    if (!set_ok(goal) || !graph_order(g, k.order, &k.n, &t->draft))
        return 0;
    est e = plug(&k, goal, &left);
    if (!e)
        return 0;
    struct set wanted = task_union(t, left, t->x);
    if (!set_ok(wanted) || !(e = kernel_average(&k, e, wanted)))
        return 0;
    set_minus(left, goal);
    if (!set_empty(left)) {
        e = task_sum(t, left, e);
        if (!e ||
            !task_step(t, (struct derivation_step){.rule = STEP_SUM, .set = left, .formula = e, .graph = g}))
            return 0;
    }
    e = simpler(t, e);
    *nested = k.nested;
    return e && !set_empty(t->z) ? simpler(t, condition(t, e)) : e;
}
