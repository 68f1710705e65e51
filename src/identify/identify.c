/* identify.c -- from a query to its formula: prune, then the simplest way that leads there.
 *
 * Doing may be seeing (rule 2); there may be a back-door set; otherwise combs are cut and disintegrated, in a
 * projection of the graph on as few variables as allow it. */
#include "identify/identify_int.h"

/* Prune t->g to the ancestors of Y and Z, and X to the interventions that act on them. */
static bool prune(struct task *t)
{
    struct set goal = task_union(t, t->y, t->z), above = task_set(t), idle = task_union(t, t->x, t->x);
    if (!set_ok(goal) || !set_ok(above) || !set_ok(idle))
        return false;
    const struct graph *before = t->g;
    graph_ancestors(above, before, goal);
    if (!set_eq(above, before->nodes)) {
        t->g = task_graph(t, before, above);
        if (!t->g ||
            !task_step(t, (struct derivation_step){.rule = STEP_PRUNE, .set = above, .graph = before}))
            return false;
    }
    struct graph *cut = graph_cut_incoming(&t->draft, t->g, t->x);
    if (!cut)
        return false;
    graph_ancestors(above, cut, goal);
    set_minus(idle, above);
    set_meet(t->x, above);
    return set_empty(idle) ||
           task_step(t, (struct derivation_step){.rule = STEP_NO_EFFECT, .set = idle, .graph = t->g});
}

/* Without interventions: P(Y | Z). */
static est observe(struct task *t)
{
    struct set out = task_union(t, t->g->nodes, t->g->nodes);
    est e = task_p(t, t->y, t->z);
    if (!e || !set_ok(out))
        return 0;
    set_minus(out, t->y);
    set_minus(out, t->z);
    struct derivation_step sum = {.rule = STEP_SUM, .set = out, .graph = t->g},
                           seen = {.rule = STEP_CONDITION, .set = t->z, .formula = e, .graph = t->g};
    if (set_empty(t->z))
        sum.formula = e;
    else if (set_empty(out))
        return task_step(t, seen) ? e : 0;
    return task_step(t, sum) && (set_empty(t->z) || task_step(t, seen)) ? e : 0;
}

static est by_combs(struct task *t, bool *nested)
{
    const struct graph *g = reduce_for_combs(t);
    if (!g)
        return 0;
    if (!set_eq(g->nodes, t->g->nodes) &&
        !task_step(t, (struct derivation_step){.rule = STEP_PROJECT, .set = g->nodes, .graph = g}))
        return 0;
    return combs_formula(t, g, nested);
}

/* One round: the formula in the simplest way there is; *identifiable is false when there is none. */
static bool decide(struct task *t, struct identification *out)
{
    struct set set = task_set(t), goal;
    enum verdict verdict = BY_CUTTING;
    if (!set_ok(set) || !prune(t))
        return false;
    out->identifiable = true;
    out->criterion = BY_CONDITIONING;
    if (set_empty(t->x)) {
        out->estimand = observe(t);
    } else if (adjust_needs_nothing(t)) {
        out->estimand = adjust_formula(t, set);
    } else if (adjust_find(t, &set)) {
        out->criterion = BY_BACK_DOOR;
        out->estimand = adjust_formula(t, set);
    } else {
        bool nested = false;
        goal = task_union(t, t->y, t->z);
        if (task_failed(t) || !verdict_of(t, t->g, goal, t->x, &verdict, NULL, NULL))
            return false;
        out->identifiable = verdict != NOT_IDENTIFIABLE;
        if (!out->identifiable)
            return true;
        out->estimand = by_combs(t, &nested);
        if (out->estimand)
            out->criterion = nested                                   ? BY_GENERAL
                             : recognise_front_door(t, out->estimand) ? BY_FRONT_DOOR
                                                                      : BY_COMBS;
    }
    /* No bound symbol is called like a variable of the query, even one that the formula does not mention. */
    out->estimand = est_normal(&t->draft, t->pool, out->estimand, t->asked);
    return out->estimand && !task_failed(t);
}

static bool start(struct task *t, struct identification *out, const struct graph *g,
                  const struct identify_query *q)
{
    *out = (struct identification){0};
    t->g = g;
    t->y = q->y;
    t->x = set_copy(t->draft.arena, q->x);
    t->z = set_copy(t->draft.arena, q->z);
    t->steps = &out->derivation;
    if (!set_ok(t->x) || !set_ok(t->z))
        return diag_oom(t->w->diags);
    struct set all = task_union(t, t->x, t->z);
    if (!set_ok(all))
        return false;
    set_join(all, t->y);
    if (!task_symbols(t, all, &t->asked))
        return false;
    return set_empty(t->x) || set_empty(t->z) || conditions_drop(t);
}

/* Decide; when the answer is no, once more with conditions exchanged for interventions, which settles it. */
static bool settle(struct task *t, struct identification *out, const struct graph *g,
                   const struct identify_query *q)
{
    bool any = false;
    if (!start(t, out, g, q) || !decide(t, out))
        return false;
    if (!out->identifiable && !set_empty(t->z)) {
        if (!start(t, out, g, q) || !conditions_exchange(t, &any) || !decide(t, out))
            return false;
    }
    return out->identifiable || hedge_find(t, out);
}

bool identify(struct identification *out, struct work *w, const struct graph *g,
              const struct identify_query *q, struct est_pool *pool)
{
    struct arena draft = {0};
    struct task t = {.w = w, .draft = {&draft, w->diags, NULL}, .pool = pool, .errors = w->diags->errors};
    /* Steps refer to the graph they work on: a copy, that the answer stands on its own. */
    const struct graph *own = graph_copy(w, g);
    bool good = own && settle(&t, out, own, q);
    arena_free(&draft);
    return good;
}
