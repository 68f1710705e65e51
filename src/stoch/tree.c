/* tree.c -- all marginals at once: a join tree as a plan.
 *
 * Elimination makes a tree of buckets (Shenoy and Shafer 1990; Dechter 1999): the bucket of an axis is its
 * factors and the messages of the buckets below, summed over the axis and sent up.  On the way down a bucket
 * whose product with all that comes from above is known gives each bucket below its share, the marginal on
 * what the two have in common divided by what came up (Jensen, Lauritzen and Olesen 1990).  The marginal of
 * an axis is read off the smallest table of its bucket.
 */
#include "stoch/targets.h"

#include <string.h>

struct node {
    uint32_t *table; /* factors, and what came up from below */
    size_t ntables, cap;
    uint32_t *below;
    size_t nbelow, below_cap;
    struct scope sep; /* what it has in common with the bucket above */
    uint32_t above;   /* its place in the order; NONE for a root */
    uint32_t up;      /* the message sent up */
    uint32_t shared;  /* the marginal on sep; NONE: not made */
    bool wanted;      /* its axis or one below is a target */
};

enum { NONE = UINT32_MAX };

struct tree {
    struct plan *p;
    struct arena scratch;
    const uint32_t *order;
    uint32_t n;
    struct node *node; /* by place in the order */
    uint32_t *seen, tick, *draft, *table;
    uint32_t *target; /* by place: which output, or NONE */
};

static bool oom(struct tree *t)
{
    return diag_oom(t->p->w.diags);
}

static struct scope scope_of(const struct tree *t, uint32_t table)
{
    return t->p->table[table].scope;
}

static bool put(struct tree *t, uint32_t table)
{
    struct scope s = scope_of(t, table);
    uint32_t first = NONE;
    for (uint32_t i = 0; i < s.n; i++)
        first = t->p->place[s.axis[i]] < first ? t->p->place[s.axis[i]] : first;
    if (first == NONE)
        return true; /* a number: it cancels */
    struct node *n = &t->node[first];
    return ARENA_PUSH(&t->scratch, n->table, n->ntables, n->cap, table) || oom(t);
}

/* All axes of the bucket but its own, by place. */
static bool separator(struct tree *t, uint32_t at)
{
    struct node *node = &t->node[at];
    uint32_t n = 0;
    t->tick++;
    for (size_t i = 0; i < node->ntables; i++) {
        struct scope s = scope_of(t, node->table[i]);
        for (uint32_t k = 0; k < s.n; k++) {
            uint32_t place = t->p->place[s.axis[k]], to = n;
            if (t->seen[place] == t->tick || place == at)
                continue;
            t->seen[place] = t->tick;
            for (; to > 0 && t->draft[to - 1] > place; to--)
                t->draft[to] = t->draft[to - 1];
            t->draft[to] = place;
            n++;
        }
    }
    uint32_t *axis = ARENA_NEW(&t->scratch, uint32_t, n);
    if (!axis)
        return oom(t);
    for (uint32_t i = 0; i < n; i++)
        axis[i] = t->order[t->draft[i]];
    node->sep = (struct scope){n, axis};
    node->above = n ? t->draft[0] : NONE;
    return true;
}

static bool send_up(struct tree *t, uint32_t at)
{
    struct node *node = &t->node[at];
    node->shared = NONE;
    node->wanted = node->wanted || t->target[at] != NONE;
    if (!separator(t, at))
        return false;
    node->up =
        plan_product(t->p, STEP_SUM, node->table, (uint32_t)node->ntables, node->sep.axis, node->sep.n);
    if (node->up == UINT32_MAX || node->above == NONE)
        return node->up != UINT32_MAX;
    struct node *above = &t->node[node->above];
    above->wanted = above->wanted || node->wanted;
    return (ARENA_PUSH(&t->scratch, above->below, above->nbelow, above->below_cap, at) || oom(t)) &&
           put(t, node->up);
}

/* Both by place. */
static bool within(struct scope inner, struct scope outer)
{
    uint32_t k = 0;
    for (uint32_t i = 0; i < outer.n && k < inner.n; i++)
        k += outer.axis[i] == inner.axis[k];
    return k == inner.n;
}

/* The buckets below that are wanted, those with most in common first, into draft[]. */
static uint32_t wanted_below(struct tree *t, const struct node *node)
{
    uint32_t n = 0;
    for (size_t i = 0; i < node->nbelow; i++) {
        uint32_t b = node->below[i], to = n;
        if (!t->node[b].wanted)
            continue;
        double cells = t->p->table[t->node[b].up].cells;
        for (; to > 0 && t->p->table[t->node[t->draft[to - 1]].up].cells < cells; to--)
            t->draft[to] = t->draft[to - 1];
        t->draft[to] = b;
        n++;
    }
    return n;
}

/* All that the bucket knows, as factors. */
static uint32_t knowledge(struct tree *t, struct node *node)
{
    uint32_t n = (uint32_t)node->ntables;
    memcpy(t->table, node->table, n * sizeof *t->table);
    if (node->above == NONE)
        return n;
    uint32_t ratio = plan_divide(t->p, node->shared, node->up);
    if (ratio == UINT32_MAX)
        return 0;
    t->table[n++] = ratio;
    return n;
}

/* The product of everything in the bucket over all its axes. */
static uint32_t belief(struct tree *t, uint32_t at, uint32_t n)
{
    struct node *node = &t->node[at];
    uint32_t *axis = ARENA_NEW(&t->scratch, uint32_t, node->sep.n + 1);
    if (!axis) {
        oom(t);
        return UINT32_MAX;
    }
    axis[0] = t->order[at];
    memcpy(axis + 1, node->sep.axis, node->sep.n * sizeof *axis);
    return plan_product(t->p, STEP_SUM, t->table, n, axis, node->sep.n + 1);
}

/* The marginals on what the buckets below have in common with this one. */
static bool share(struct tree *t, uint32_t at, uint32_t nbelow, uint32_t n)
{
    struct scope largest = t->node[t->draft[0]].sep;
    bool stored = false;
    for (uint32_t i = 1; i < nbelow; i++)
        stored = stored || !within(t->node[t->draft[i]].sep, largest);
    if (stored) {
        uint32_t all = belief(t, at, n);
        if (all == UINT32_MAX)
            return false;
        t->table[0] = all;
        n = 1;
    }
    for (uint32_t i = 0; i < nbelow; i++) {
        struct node *b = &t->node[t->draft[i]];
        uint32_t from = NONE;
        for (uint32_t k = i; k-- > 0 && from == NONE;)
            if (within(b->sep, t->node[t->draft[k]].sep))
                from = t->node[t->draft[k]].shared;
        b->shared = plan_product(t->p, STEP_SUM, from == NONE ? t->table : &from, from == NONE ? n : 1,
                                 b->sep.axis, b->sep.n);
        if (b->shared == UINT32_MAX)
            return false;
    }
    return true;
}

static bool send_down(struct tree *t, uint32_t at, uint32_t *marginal)
{
    struct node *node = &t->node[at];
    if (!node->wanted)
        return true;
    uint32_t n = knowledge(t, node), nbelow = wanted_below(t, node), axis = t->order[at];
    if (n == 0 || (nbelow && !share(t, at, nbelow, n)))
        return false;
    if (t->target[at] == NONE)
        return true;
    const uint32_t *from = nbelow ? &t->node[t->draft[nbelow - 1]].shared : t->table;
    marginal[t->target[at]] = plan_product(t->p, STEP_SUM, from, nbelow ? 1 : n, &axis, 1);
    return marginal[t->target[at]] != UINT32_MAX;
}

static bool set_up(struct tree *t, const struct targets *q)
{
    struct arena *a = &t->scratch;
    uint32_t n = t->n;
    t->node = ARENA_NEW(a, struct node, n);
    t->seen = ARENA_NEW(a, uint32_t, n);
    t->draft = ARENA_NEW(a, uint32_t, n);
    t->target = ARENA_NEW(a, uint32_t, n);
    t->table = ARENA_NEW(a, uint32_t, (size_t)n + q->shape->nfactors + 2);
    if (!t->node || !t->seen || !t->draft || !t->target || !t->table)
        return oom(t);
    memset(t->target, 0xff, n * sizeof *t->target);
    for (uint32_t i = 0; i < q->n; i++)
        t->target[t->p->place[q->axis[i]]] = i;
    for (uint32_t i = 0; i < q->shape->nfactors; i++)
        if (!put(t, i))
            return false;
    return true;
}

/* The probability of the evidence, a number for each root, becomes an output of its own. */
static bool outputs(struct tree *t, const uint32_t *marginal, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (!plan_output(t->p, marginal[i]))
            return false;
    for (uint32_t i = 0; i < t->n; i++)
        if (t->node[i].above == NONE && !plan_output(t->p, t->node[i].up))
            return false;
    for (uint32_t i = 0; i < t->p->ninputs; i++)
        if (t->p->table[i].scope.n == 0 && !plan_output(t->p, i))
            return false;
    return true;
}

bool targets_by_tree(struct plan *p, const struct targets *q, const struct order *order)
{
    struct tree t = {.p = p, .order = order->axis, .n = order->n};
    uint32_t *marginal = ARENA_NEW(&t.scratch, uint32_t, q->n);
    bool good = (marginal || oom(&t)) && set_up(&t, q);
    for (uint32_t i = 0; good && i < t.n; i++)
        good = send_up(&t, i);
    for (uint32_t i = t.n; good && i-- > 0;)
        good = send_down(&t, i, marginal);
    good = good && outputs(&t, marginal, q->n);
    arena_free(&t.scratch);
    p->method = "join tree";
    return good;
}
