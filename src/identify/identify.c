/* identify.c -- from a query to its formula: prune, then the simplest way that leads there.
 *
 * Doing may be seeing (rule 2); there may be a back-door set; otherwise combs are cut, in a projection of the
 * graph on as few variables as allow it.  The derivation is by combs in every case, in the projection that
 * the chosen way needs, and the textbook form is its last step. */
#include "identify/identify_int.h"

/* Prune t->g to the ancestors of Y and Z, and X to the interventions that act on them. */
static bool prune(struct task *t)
{
    struct set goal = task_set(t), above = task_set(t);
    if (!set_ok(goal) || !set_ok(above))
        return false;
    set_assign(goal, t->y);
    set_join(goal, t->z);
    graph_ancestors(above, t->g, goal);
    t->g = graph_induced(&t->draft, t->g, above);
    if (!t->g)
        return false;
    struct graph *cut = graph_cut_incoming(&t->draft, t->g, t->x);
    if (!cut)
        return false;
    graph_ancestors(above, cut, goal);
    set_meet(t->x, above);
    return task_step(t, STEP_PRUNE, t->g->nodes, 0);
}

/* Without interventions: P(Y | Z). */
static est observe(struct task *t)
{
    struct set out = task_set(t);
    est e = task_p(t, t->y, t->z);
    if (!e || !set_ok(out))
        return 0;
    set_assign(out, t->g->nodes);
    set_minus(out, t->y);
    set_minus(out, t->z);
    if (!set_empty(out) && !task_step(t, STEP_SUM, out, set_empty(t->z) ? e : 0))
        return 0;
    return set_empty(t->z) || task_step(t, STEP_CONDITION, t->z, e) ? e : 0;
}

/* Combs in g, after saying what was forgotten. */
static est by_combs(struct task *t, const struct graph *g, struct set cut)
{
    if (!set_eq(g->nodes, t->g->nodes) && !task_step(t, STEP_PROJECT, g->nodes, 0))
        return 0;
    return combs_formula(t, g, cut);
}

/* Adjustment for `set` (maybe empty): the formula, derived by combs over the variables that are in it when
 * these can be cut. */
static est by_adjustment(struct task *t, struct set set)
{
    struct set keep = task_set(t), cut = task_set(t);
    if (!set_ok(keep) || !set_ok(cut))
        return 0;
    set_assign(keep, set);
    set_join(keep, t->x);
    set_join(keep, t->y);
    set_join(keep, t->z);
    struct graph *g = reduce_to(t, keep);
    est e = adjust_formula(t, set);
    if (!g || !e || !combs_targets(t, g, false, cut))
        return 0;
    if (!combs_allowed(t, g, cut)) {
        set_assign(keep, t->x);
        set_join(keep, t->z);
        return !task_failed(t) && task_step(t, STEP_CONDITION, keep, e) ? e : 0;
    }
    est plugged = by_combs(t, g, cut);
    return plugged && (plugged == e || task_step(t, STEP_SIMPLIFY, t->y, e)) ? e : 0;
}

/* Say which x is in the way: the first with a child in its district, and the bidirected path between them. */
static bool refuse(struct task *t, struct identification *out)
{
    struct set child = task_set(t);
    if (!set_ok(child))
        return false;
    SET_EACH (x, t->x) {
        set_assign(child, t->g->ch[x]);
        set_minus(child, t->x);
        if (graph_bidirected_path(t->w, t->g, x, child, &out->path)) {
            out->culprit = x;
            out->child = out->path.node[out->path.count - 1];
            return true;
        }
        if (task_failed(t))
            return false;
    }
    return !task_failed(t);
}

static bool decide(struct task *t, struct identification *out)
{
    struct set set = task_set(t), cut;
    struct graph *g;
    if (!set_ok(set) || !prune(t))
        return false;
    out->identifiable = true;
    out->criterion = BY_CONDITIONING;
    if (set_empty(t->x)) {
        out->estimand = observe(t);
    } else if (adjust_needs_nothing(t)) {
        out->estimand = by_adjustment(t, set);
    } else if (adjust_find(t, set)) {
        out->criterion = BY_BACK_DOOR;
        out->estimand = by_adjustment(t, set);
    } else if (!task_failed(t) && reduce_for_combs(t, &g, &cut) && g) {
        out->estimand = by_combs(t, g, cut);
        out->criterion = recognise_front_door(t, out->estimand) ? BY_FRONT_DOOR : BY_COMBS;
    } else if (!task_failed(t)) {
        out->identifiable = false;
        return refuse(t, out);
    }
    return !task_failed(t);
}

/* Is P(Y | Z, do(X)) = P(Y | Z - z, do(X, z))? */
static bool is_exchangeable(struct task *t, uint32_t z)
{
    struct set one = task_set(t), given = task_set(t);
    struct graph *g = graph_cut_incoming(&t->draft, t->g, t->x);
    if (!set_ok(one) || !set_ok(given) || !g)
        return false;
    set_add(one, z);
    set_assign(given, t->z);
    set_join(given, t->x);
    set_minus(given, one);
    g = graph_cut_outgoing(&t->draft, g, one);
    return g && graph_separated(&t->draft, g, t->y, one, given, NULL);
}

/* Turn conditions into interventions where that makes no difference; *any tells whether there were some. */
static bool exchange(struct task *t, bool *any)
{
    struct set moved = task_set(t);
    if (!set_ok(moved))
        return false;
    for (uint32_t z = set_next(t->z, 0); z != SET_END; z = set_next(t->z, z)) {
        if (!is_exchangeable(t, z)) {
            z++;
            continue;
        }
        set_add(moved, z);
        set_add(t->x, z);
        set_del(t->z, z);
        z = 0; /* the others may be now */
    }
    *any = !set_empty(moved);
    return !task_failed(t) && (!*any || task_step(t, STEP_EXCHANGE, moved, 0));
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
    return (set_ok(t->x) && set_ok(t->z)) || diag_oom(t->w->diags);
}

bool identify(struct identification *out, struct work *w, const struct graph *g,
              const struct identify_query *q, struct est_pool *pool)
{
    struct arena draft = {0};
    struct task t = {.w = w, .draft = {&draft, w->diags}, .pool = pool, .errors = w->diags->errors};
    bool good = start(&t, out, g, q) && decide(&t, out);
    if (good && !out->identifiable && !set_empty(q->z)) {
        struct identification second;
        bool any = false;
        good = start(&t, &second, g, q) && exchange(&t, &any) && (!any || decide(&t, &second));
        if (good && any && second.identifiable)
            *out = second;
    }
    arena_free(&draft);
    return good;
}
