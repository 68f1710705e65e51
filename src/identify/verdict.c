/* verdict.c -- is it identifiable? Tian's descent (Tian and Pearl 2002; complete: Huang and Valtorta 2006).
 *
 * After do(x) the outcomes' ancestors D are left.  The comb of each district of D is looked for inside the
 * combs of the joint: sum out what is not above it, take its district in the rest, and so on.  It is found
 * when nothing else is left, and there is none when a district of several variables has no proper part that
 * is ancestral. */
#include "identify/identify_int.h"

#include "base/interrupt.h"

bool descent_start(struct descent *d, struct task *t)
{
    *d = (struct descent){task_set(t), task_set(t), false};
    return set_ok(d->t) && set_ok(d->above);
}

void descent_up(struct descent *d, const struct graph *g, struct set goal)
{
    graph_ancestors_within(d->above, g, goal, d->t);
}

void descent_down(struct descent *d, const struct graph *g, struct set goal)
{
    uint32_t before = set_count(d->t);
    graph_district_within(d->t, g, set_next(goal, 0), d->above);
    d->stuck = set_count(d->t) == before;
}

void verdict_left(struct set out, const struct graph *g, struct set outcomes, struct set x, struct set draft)
{
    set_assign(draft, g->nodes);
    set_minus(draft, x);
    graph_ancestors_within(out, g, outcomes, draft);
}

/* The descent for one goal. */
static enum verdict descend(struct descent *d, const struct graph *g, struct set goal)
{
    bool nested = false;
    graph_district_within(d->t, g, set_next(goal, 0), g->nodes);
    for (d->stuck = false; !set_eq(d->t, goal);) {
        descent_up(d, g, goal);
        if (set_eq(d->above, goal))
            break;
        descent_down(d, g, goal);
        if (d->stuck)
            return NOT_IDENTIFIABLE;
        nested = true;
    }
    return nested ? BY_DISINTEGRATING : BY_CUTTING;
}

bool verdict_of(struct task *t, const struct graph *g, struct set outcomes, struct set x, enum verdict *out,
                struct set *goal, struct set *whole)
{
    struct set left = task_set(t), now = task_set(t), draft = task_set(t);
    struct descent d;
    *out = BY_CUTTING;
    if (!set_ok(left) || !set_ok(now) || !set_ok(draft) || !descent_start(&d, t))
        return false;
    verdict_left(left, g, outcomes, x, draft);
    set_assign(draft, left);
    for (uint32_t v = set_next(draft, 0); v != SET_END; v = set_next(draft, v)) {
        if (interrupted())
            return diag_interrupted(t->w->diags);
        graph_district_within(now, g, v, left);
        set_minus(draft, now);
        enum verdict one = descend(&d, g, now);
        *out = one < *out ? one : *out;
        if (*out == NOT_IDENTIFIABLE)
            break;
    }
    if (*out == NOT_IDENTIFIABLE && goal) {
        *goal = now;
        *whole = d.t;
    }
    return true;
}

bool identify_verdict(bool *identifiable, struct work *w, const struct graph *g,
                      const struct identify_query *q)
{
    struct arena draft = {0};
    struct identification asked = {0};
    struct task t = {.w = &(struct work){&draft, w->diags, NULL},
                     .draft = {&draft, w->diags},
                     .g = g,
                     .errors = w->diags->errors,
                     .steps = &asked.derivation};
    enum verdict verdict = NOT_IDENTIFIABLE;
    bool any;
    t.y = q->y;
    t.x = task_union(&t, q->x, q->x);
    t.z = task_union(&t, q->z, q->z);
    bool good = set_ok(t.x) && set_ok(t.z);
    if (good && !set_empty(t.x) && !set_empty(t.z))
        good = conditions_exchange(&t, &any);
    struct set goal = good ? task_union(&t, t.y, t.z) : t.x;
    good = good && set_ok(goal) && verdict_of(&t, g, goal, t.x, &verdict, NULL, NULL);
    *identifiable = verdict != NOT_IDENTIFIABLE;
    arena_free(&draft);
    return good;
}
