/* adjust.c -- identification by conditioning: rule 2 of the do-calculus and the back-door theorem (Pearl
 * 2009, theorems 3.3.2 and 3.4.1).
 *
 * With Z and A free of descendants of X, and Y separated from X by Z + A once the arrows out of X are gone,
 *     P(Y | Z, do(X)) = sum_a P(a | Z) P(Y | X, Z, a).
 * If any such A exists, then all ancestors of Y and Z that are not descendants of X are one; a minimal one
 * is found by leaving out what can be left out. */
#include "identify/identify_int.h"

#include "base/interrupt.h"

/* Are Y and X separated by Z and `set` in g, which lacks the arrows out of X? */
static bool closes(struct task *t, const struct graph *g, struct set set)
{
    struct set given = task_set(t);
    if (!set_ok(given))
        return false;
    set_assign(given, t->z);
    set_join(given, set);
    return graph_separated(&t->draft, g, t->y, t->x, given, NULL);
}

bool adjust_needs_nothing(struct task *t)
{
    struct graph *g = graph_cut_outgoing(&t->draft, t->g, t->x);
    struct set none = task_set(t);
    return g && set_ok(none) && closes(t, g, none);
}

/* Leave members out of `set` one by one, in the order given, while it still closes the back doors. */
static bool shrink(struct task *t, const struct graph *g, struct set set, const uint32_t *order, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        if (interrupted())
            return diag_interrupted(t->w->diags);
        if (!set_has(set, order[i]))
            continue;
        set_del(set, order[i]);
        if (!closes(t, g, set))
            set_add(set, order[i]);
    }
    return !task_failed(t);
}

static void reverse(uint32_t *order, uint32_t n)
{
    for (uint32_t i = 0; i < n / 2; i++) {
        uint32_t v = order[i];
        order[i] = order[n - 1 - i];
        order[n - 1 - i] = v;
    }
}

bool adjust_find(struct task *t, struct set set)
{
    struct graph *g = graph_cut_outgoing(&t->draft, t->g, t->x);
    struct set below = task_set(t), other = task_set(t);
    uint32_t n, *order = ARENA_NEW(t->draft.arena, uint32_t, t->g->n);
    if (!order)
        return diag_oom(t->w->diags);
    if (!g || !set_ok(below) || !set_ok(other))
        return false;
    graph_descendants(below, t->g, t->x);
    if (set_meets(below, t->z))
        return false;
    set_assign(set, t->g->nodes);
    set_minus(set, below);
    set_minus(set, t->y);
    set_minus(set, t->z);
    set_assign(other, set);
    if (!closes(t, g, set) || !graph_order(t->g, order, &n, &t->draft))
        return false;
    /* Causes first keeps what is near Y, effects first what is near the causes: the smaller set is taken. */
    if (!shrink(t, g, set, order, n))
        return false;
    reverse(order, n);
    if (!shrink(t, g, other, order, n))
        return false;
    if (set_count(other) < set_count(set))
        set_assign(set, other);
    return true;
}

est adjust_formula(struct task *t, struct set set)
{
    struct set given = task_union(t, t->z, t->x), seen = task_union(t, t->z, set), none = task_set(t);
    if (!set_ok(given) || !set_ok(seen) || !set_ok(none))
        return 0;
    est weight = task_p(t, set, t->z);
    set_join(given, set);
    est effect = task_p(t, t->y, given);
    est e = task_sum(t, set, est_product(&t->draft, t->pool, (est[]){weight, effect}, 2));
    struct derivation_step step = {.rule = STEP_ADJUST,
                                   .set = set,
                                   .formula = e,
                                   .graph = t->g,
                                   .licence = {true, t->y, t->x, seen, none, t->x}};
    return e && task_step(t, step) ? e : 0;
}
