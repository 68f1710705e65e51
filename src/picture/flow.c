/* flow.c -- a minimum cut by maximum flow: layers of shortest ways, filled one after the other (Dinic 1970).
 */
#include "picture/layered_int.h"

#include <string.h>

bool flow_new(struct flow *f, struct arena *a, uint32_t n, uint32_t most)
{
    *f = (struct flow){.n = n};
    f->arc = ARENA_NEW(a, struct flow_arc, 2 * (size_t)most);
    f->supply = ARENA_NEW(a, int64_t, n);
    f->demand = ARENA_NEW(a, int64_t, n);
    f->first = ARENA_NEW(a, uint32_t, n);
    f->now = ARENA_NEW(a, uint32_t, n);
    f->level = ARENA_NEW(a, uint32_t, n);
    f->queue = ARENA_NEW(a, uint32_t, n);
    if (!f->arc || !f->supply || !f->demand || !f->first || !f->now || !f->level || !f->queue)
        return false;
    for (uint32_t v = 0; v < n; v++)
        f->first[v] = UINT32_MAX;
    return true;
}

void flow_join(struct flow *f, uint32_t from, uint32_t to)
{
    f->arc[f->narcs] = (struct flow_arc){.to = to, .next = f->first[from]};
    f->first[from] = f->narcs++;
    f->arc[f->narcs] = (struct flow_arc){.to = from, .next = f->first[to]};
    f->first[to] = f->narcs++;
}

/* How far each vertex is from those with supply left. Is any demand in reach? */
static bool make_levels(struct flow *f)
{
    uint32_t head = 0, tail = 0;
    bool reached = false;
    for (uint32_t v = 0; v < f->n; v++) {
        f->level[v] = UINT32_MAX;
        f->now[v] = f->first[v];
        if (f->supply[v] > 0) {
            f->level[v] = 0;
            f->queue[tail++] = v;
        }
    }
    while (head < tail) {
        uint32_t v = f->queue[head++];
        reached = reached || f->demand[v] > 0;
        for (uint32_t k = f->first[v]; k != UINT32_MAX; k = f->arc[k].next)
            if (f->arc[k].room > 0 && f->level[f->arc[k].to] == UINT32_MAX) {
                f->level[f->arc[k].to] = f->level[v] + 1;
                f->queue[tail++] = f->arc[k].to;
            }
    }
    return reached;
}

/* The arc to take from v, UINT32_MAX when there is none any more. */
static uint32_t onward(struct flow *f, uint32_t v)
{
    uint32_t k = f->now[v];
    while (k != UINT32_MAX && !(f->arc[k].room > 0 && f->level[f->arc[k].to] == f->level[v] + 1))
        k = f->arc[k].next;
    return f->now[v] = k;
}

/* Send along way[0 .. n) from `from` to `to` what goes; the place of the first arc that is full now, or n. */
static uint32_t send(struct flow *f, const uint32_t *way, uint32_t n, uint32_t from, uint32_t to)
{
    int64_t amount = f->supply[from] < f->demand[to] ? f->supply[from] : f->demand[to];
    uint32_t full = n;
    for (uint32_t i = 0; i < n; i++)
        if (f->arc[way[i]].room < amount)
            amount = f->arc[way[i]].room;
    f->supply[from] -= amount;
    f->demand[to] -= amount;
    for (uint32_t i = n; i-- > 0;) {
        f->arc[way[i]].room -= amount;
        f->arc[way[i] ^ 1].room += amount;
        if (!f->arc[way[i]].room)
            full = i;
    }
    return full;
}

static void fill_from(struct flow *f, uint32_t source)
{
    uint32_t *way = f->queue, n = 0, v = source;
    while (f->supply[source] > 0) {
        if (f->demand[v] > 0) {
            uint32_t full = send(f, way, n, source, v);
            if (full < n) {
                v = f->arc[way[full] ^ 1].to;
                n = full;
            }
            continue;
        }
        uint32_t k = onward(f, v);
        if (k != UINT32_MAX) {
            way[n++] = k;
            v = f->arc[k].to;
        } else if (n == 0) {
            return;
        } else {
            v = f->arc[way[--n] ^ 1].to;
            f->now[v] = f->arc[f->now[v]].next;
        }
    }
}

void flow_run(struct flow *f)
{
    while (make_levels(f))
        for (uint32_t v = 0; v < f->n; v++)
            if (f->level[v] == 0)
                fill_from(f, v);
}
