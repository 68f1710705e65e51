/* eliminate.c -- the order of elimination.
 *
 * Greedy: always the axis that leaves the smallest table (min-weight), among these the one whose bucket has
 * the fewest tables, then the one with the least number.  The weights of an axis change only when a neighbour
 * is eliminated, so a heap of axes keeps the order at a cost of the sum of the scopes.
 */
#include "stoch/contraction.h"

/* ---- the heap of axes ---- */

static bool before(const struct contraction *c, uint32_t a, uint32_t b)
{
    if (c->weight[a] != c->weight[b])
        return c->weight[a] < c->weight[b];
    if (c->crowd[a] != c->crowd[b])
        return c->crowd[a] < c->crowd[b];
    return a < b;
}

static void put(struct contraction *c, uint32_t at, uint32_t axis)
{
    c->heap[at] = axis;
    c->place[axis] = at;
}

/* Let the axis at `at` rise or sink to where it belongs. */
static void settle(struct contraction *c, uint32_t at)
{
    uint32_t axis = c->heap[at];
    for (; at > 0 && before(c, axis, c->heap[(at - 1) / 2]); at = (at - 1) / 2)
        put(c, at, c->heap[(at - 1) / 2]);
    for (;;) {
        uint32_t kid = 2 * at + 1;
        if (kid + 1 < c->nheap && before(c, c->heap[kid + 1], c->heap[kid]))
            kid++;
        if (kid >= c->nheap || !before(c, c->heap[kid], axis))
            break;
        put(c, at, c->heap[kid]);
        at = kid;
    }
    put(c, at, axis);
}

void elimination_remove(struct contraction *c, uint32_t axis)
{
    uint32_t at = c->place[axis], last = c->heap[--c->nheap];
    if (last != axis) {
        put(c, at, last);
        settle(c, at);
    }
}

/* ---- weights ---- */

/* Forget the dead tables of an axis. */
static void compact(struct contraction *c, uint32_t axis)
{
    struct members *m = &c->in[axis];
    size_t n = 0;
    for (size_t i = 0; i < m->n; i++)
        if (c->table[m->list[i]])
            m->list[n++] = m->list[i];
    m->n = n;
}

static void weigh(struct contraction *c, uint32_t axis)
{
    compact(c, axis);
    double weight = 1;
    c->mark[axis] = ++c->tick;
    for (size_t i = 0; i < c->in[axis].n; i++) {
        const struct table *t = c->table[c->in[axis].list[i]];
        for (uint32_t k = 0; k < t->rank; k++)
            if (c->mark[t->axis[k]] != c->tick) {
                c->mark[t->axis[k]] = c->tick;
                weight *= c->length[t->axis[k]];
            }
    }
    c->weight[axis] = weight;
    c->crowd[axis] = (uint32_t)c->in[axis].n;
}

void elimination_add(struct contraction *c, uint32_t axis)
{
    weigh(c, axis);
    put(c, c->nheap++, axis);
    settle(c, c->nheap - 1);
}

void elimination_update(struct contraction *c, uint32_t axis)
{
    weigh(c, axis);
    settle(c, c->place[axis]);
}

uint32_t elimination_next(const struct contraction *c)
{
    return c->nheap ? c->heap[0] : UINT32_MAX;
}
