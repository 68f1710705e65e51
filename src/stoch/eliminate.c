/* eliminate.c -- variable elimination as a plan.
 *
 * The bucket of an axis is all tables that have it; it is multiplied and summed over the axis, together with
 * every other axis of the order that no table outside the bucket has (Dechter 1999).  Maximising goes axis by
 * axis, so that the greatest state of each can be read off its bucket afterwards.
 */
#include "stoch/plan.h"

struct item {
    uint32_t table;
    bool dead;
};

struct bucket {
    uint32_t *list; /* items that have the axis; dead ones linger */
    size_t n, cap;
};

struct elimination {
    struct plan *p;
    struct arena scratch;
    struct item *item;
    size_t nitems, item_cap;
    struct bucket *in;      /* by axis */
    uint32_t *live;         /* by axis: how many living items have it */
    uint8_t *state;         /* by axis */
    uint32_t *seen, tick;   /* by axis: == tick: seen in this round */
    uint32_t *rank;         /* by axis: its place in the order */
    uint32_t *axis, *table; /* drafts */
    uint32_t *step_of;
};

enum { OTHER, TO_SUM, TO_MAXIMISE, GONE };

static bool oom(struct elimination *e)
{
    return diag_oom(e->p->w.diags);
}

static bool enter(struct elimination *e, uint32_t table)
{
    struct scope s = e->p->table[table].scope;
    uint32_t number = (uint32_t)e->nitems;
    if (!ARENA_PUSH(&e->scratch, e->item, e->nitems, e->item_cap, ((struct item){table, false})))
        return oom(e);
    for (uint32_t i = 0; i < s.n; i++) {
        struct bucket *b = &e->in[s.axis[i]];
        if (!ARENA_PUSH(&e->scratch, b->list, b->n, b->cap, number))
            return oom(e);
        e->live[s.axis[i]]++;
    }
    return true;
}

/* Take the living tables of the bucket out, into table[]. */
static uint32_t take(struct elimination *e, const struct bucket *b)
{
    uint32_t n = 0;
    for (size_t i = 0; i < b->n; i++) {
        struct item *item = &e->item[b->list[i]];
        if (item->dead)
            continue;
        item->dead = true;
        e->table[n++] = item->table;
        struct scope s = e->p->table[item->table].scope;
        for (uint32_t k = 0; k < s.n; k++)
            e->live[s.axis[k]]--;
    }
    return n;
}

/* The axes of the bucket that stay, into axis[]; those that go with it are gone. */
static uint32_t staying(struct elimination *e, uint32_t axis, uint8_t how, uint32_t ntables)
{
    uint32_t n = 0;
    e->tick++;
    for (uint32_t i = 0; i < ntables; i++) {
        struct scope s = e->p->table[e->table[i]].scope;
        for (uint32_t k = 0; k < s.n; k++) {
            uint32_t a = s.axis[k];
            if (e->seen[a] == e->tick)
                continue;
            e->seen[a] = e->tick;
            if (a == axis || (e->live[a] == 0 && e->state[a] == how && how == TO_SUM))
                e->state[a] = GONE;
            else
                e->axis[n++] = a;
        }
    }
    return n;
}

static bool eliminate(struct elimination *e, uint32_t axis)
{
    uint8_t how = e->state[axis];
    uint32_t n = take(e, &e->in[axis]), nstay = staying(e, axis, how, n);
    uint32_t made = plan_product(e->p, how == TO_MAXIMISE ? STEP_MAX : STEP_SUM, e->table, n, e->axis, nstay);
    if (made == UINT32_MAX)
        return false;
    if (e->step_of)
        e->step_of[e->rank[axis]] = e->p->table[made].step;
    return enter(e, made);
}

static bool set_up(struct elimination *e, uint32_t ntables, const uint32_t *order, uint32_t norder,
                   uint32_t max_from)
{
    struct arena *a = &e->scratch;
    uint32_t n = e->p->naxes;
    e->in = ARENA_NEW(a, struct bucket, n);
    e->live = ARENA_NEW(a, uint32_t, n);
    e->state = ARENA_NEW(a, uint8_t, n);
    e->seen = ARENA_NEW(a, uint32_t, n);
    e->rank = ARENA_NEW(a, uint32_t, n);
    e->axis = ARENA_NEW(a, uint32_t, n);
    e->table = ARENA_NEW(a, uint32_t, (size_t)ntables + norder + 1);
    if (!e->in || !e->live || !e->state || !e->seen || !e->rank || !e->axis || !e->table)
        return oom(e);
    for (uint32_t i = 0; i < norder; i++) {
        e->state[order[i]] = i < max_from ? TO_SUM : TO_MAXIMISE;
        e->rank[order[i]] = i;
    }
    return true;
}

static bool all(struct elimination *e, const uint32_t *table, uint32_t n, const uint32_t *order,
                uint32_t norder)
{
    for (uint32_t i = 0; i < n; i++)
        if (!enter(e, table[i]))
            return false;
    for (uint32_t i = 0; i < norder; i++)
        if (e->state[order[i]] != GONE && !eliminate(e, order[i]))
            return false;
    return true;
}

/* What is left has kept axes only. */
static uint32_t finish(struct elimination *e, const uint32_t *keep, uint32_t nkeep)
{
    uint32_t n = 0;
    for (size_t i = 0; i < e->nitems; i++)
        if (!e->item[i].dead)
            e->table[n++] = e->item[i].table;
    return plan_product(e->p, STEP_SUM, e->table, n, keep, nkeep);
}

uint32_t plan_eliminate(struct plan *p, const uint32_t *table, uint32_t n, const uint32_t *order,
                        uint32_t norder, uint32_t max_from, const uint32_t *keep, uint32_t nkeep,
                        uint32_t *step_of)
{
    struct elimination e = {.p = p, .step_of = step_of};
    bool good = set_up(&e, n, order, norder, max_from) && all(&e, table, n, order, norder);
    uint32_t made = good ? finish(&e, keep, nkeep) : UINT32_MAX;
    arena_free(&e.scratch);
    return made;
}
