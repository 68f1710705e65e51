/* adjust.c -- identification by conditioning: rule 2 of the do-calculus and the back-door theorem (Pearl
 * 2009, theorems 3.3.2 and 3.4.1).
 *
 * With Z and A free of descendants of X, and Y separated from X by Z + A once the arrows out of X are gone,
 *     P(Y | Z, do(X)) = sum_a P(a | Z) P(Y | X, Z, a).
 * A minimal one is found in linear time. */
#include "identify/identify_int.h"
#include "structure/structure.h"

bool adjust_needs_nothing(struct task *t)
{
    struct graph *g = graph_cut_outgoing(&t->draft, t->g, t->x);
    return g && graph_separated(&t->draft, g, t->y, t->x, t->z, NULL);
}

bool adjust_find(struct task *t, struct set *set)
{
    struct graph *g = graph_cut_outgoing(&t->draft, t->g, t->x);
    struct set below = task_set(t), may = task_union(t, t->g->nodes, t->g->nodes), near_x;
    bool found;
    if (!g || !set_ok(below) || !set_ok(may))
        return false;
    graph_descendants(below, t->g, t->x);
    if (set_meets(below, t->z))
        return false;
    set_minus(may, below);
    set_minus(may, t->y);
    /* Two minimal ones: near Y, which is the better estimate, and near X. The smaller is taken. */
    if (!structure_separator(&t->draft, g, t->x, t->y, t->z, may, set, &found) || !found ||
        !structure_separator(&t->draft, g, t->y, t->x, t->z, may, &near_x, &found))
        return false;
    if (set_count(near_x) < set_count(*set))
        *set = near_x;
    set_minus(*set, t->z);
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
