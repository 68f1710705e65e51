/* reduce.c -- forgetting variables that an effect does not need.
 *
 * The latent projection of a model is a model of the variables that are left, so an effect may be identified
 * in any projection that allows it: the fewer variables, the shorter the formula.  A front door with a chain
 * of mediators comes down to one mediator.  Everything is tried at once, then halves, quarters, and so on. */
#include "identify/identify_int.h"

#include "base/interrupt.h"

static void assign(struct graph *to, const struct graph *from)
{
    set_assign(to->nodes, from->nodes);
    for (uint32_t v = 0; v < to->n; v++) {
        set_assign(to->pa[v], from->pa[v]);
        set_assign(to->ch[v], from->ch[v]);
        set_assign(to->bi[v], from->bi[v]);
    }
}

struct reduction {
    struct task *t;
    struct set goal;
    struct graph *now, *next;
    enum verdict least; /* what the projection must allow */
};

/* Forget `count` of the candidates if the effect can do without them; *gone tells. */
static bool try_without(struct reduction *r, const uint32_t *candidate, uint32_t count, bool *gone)
{
    enum verdict verdict;
    if (interrupted())
        return diag_interrupted(r->t->w->diags);
    assign(r->next, r->now);
    for (uint32_t i = 0; i < count; i++)
        graph_forget(r->next, candidate[i]);
    if (!verdict_of(r->t, r->next, r->goal, r->t->x, &verdict, NULL, NULL))
        return false;
    *gone = verdict >= r->least;
    if (*gone) {
        struct graph *swap = r->now;
        r->now = r->next;
        r->next = swap;
    }
    return true;
}

static bool forget(struct reduction *r, uint32_t *candidate, uint32_t n)
{
    for (uint32_t chunk = n; chunk; chunk /= 2) {
        uint32_t kept = 0;
        for (uint32_t i = 0, count; i < n; i += count) {
            bool gone;
            count = n - i < chunk ? n - i : chunk;
            if (!try_without(r, candidate + i, count, &gone))
                return false;
            for (uint32_t j = 0; !gone && j < count; j++)
                candidate[kept++] = candidate[i + j];
        }
        n = kept;
    }
    return true;
}

struct graph *reduce_for_combs(struct task *t)
{
    uint32_t n = 0, count = 0, *order = ARENA_NEW(t->draft.arena, uint32_t, t->g->n);
    struct reduction r = {.t = t,
                          .goal = task_union(t, t->y, t->z),
                          .now = graph_copy(t->w, t->g),
                          .next = graph_copy(t->w, t->g)};
    struct set essential = task_union(t, t->x, r.goal);
    if (!order)
        diag_oom(t->w->diags);
    if (!order || !set_ok(r.goal) || !set_ok(essential) || !r.now || !r.next ||
        !graph_order(t->g, order, &n, &t->draft) ||
        !verdict_of(t, t->g, r.goal, t->x, &r.least, NULL, NULL) || r.least == NOT_IDENTIFIABLE)
        return NULL;
    for (uint32_t i = 0; i < n; i++)
        if (!set_has(essential, order[i]))
            order[count++] = order[i];
    return forget(&r, order, count) ? r.now : NULL;
}
