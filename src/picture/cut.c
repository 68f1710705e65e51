/* cut.c -- minimum cuts by blocking flows. */
#include "picture/cut.h"

#include <string.h>

bool cut_new(struct cut *c, struct arena *a, uint32_t n, const struct cut_arc *arc, uint32_t narcs)
{
    *c = (struct cut){.n = n, .narcs = narcs, .arc = arc};
    c->price = ARENA_NEW(a, int64_t, n);
    c->cap = ARENA_NEW(a, int64_t, (size_t)narcs * 2);
    c->level = ARENA_NEW(a, uint32_t, n);
    c->start = ARENA_NEW(a, uint32_t, (size_t)n + 2);
    c->at = ARENA_NEW(a, uint32_t, (size_t)narcs * 2);
    c->now = ARENA_NEW(a, uint32_t, n);
    c->queue = ARENA_NEW(a, uint32_t, n);
    c->path = ARENA_NEW(a, uint32_t, n);
    if (!c->price || !c->cap || !c->level || !c->start || !c->at || !c->now || !c->queue || !c->path)
        return false;
    for (uint32_t k = 0; k < narcs; k++) {
        c->start[arc[k].from + 2]++;
        c->start[arc[k].to + 2]++;
    }
    for (uint32_t v = 0; v < n; v++)
        c->start[v + 2] += c->start[v + 1];
    for (uint32_t k = 0; k < narcs; k++) {
        c->at[c->start[arc[k].from + 1]++] = 2 * k;
        c->at[c->start[arc[k].to + 1]++] = 2 * k + 1;
    }
    return true;
}

static uint32_t head(const struct cut *c, uint32_t half)
{
    return half & 1 ? c->arc[half / 2].from : c->arc[half / 2].to;
}

/* Breadth first from everything that is still worth its move; true when something with a price is reached. */
static bool find_levels(struct cut *c)
{
    uint32_t first = 0, last = 0;
    bool reached = false;
    for (uint32_t v = 0; v < c->n; v++) {
        c->level[v] = c->price[v] < 0 ? 0 : CUT_OUT;
        if (c->price[v] < 0)
            c->queue[last++] = v;
    }
    for (; first < last; first++) {
        uint32_t v = c->queue[first];
        reached = reached || c->price[v] > 0;
        for (uint32_t k = c->start[v]; k < c->start[v + 1]; k++) {
            uint32_t u = head(c, c->at[k]);
            if (c->cap[c->at[k]] > 0 && c->level[u] == CUT_OUT) {
                c->level[u] = c->level[v] + 1;
                c->queue[last++] = u;
            }
        }
    }
    return reached;
}

/* Pay the price of the last vertex of the path from the gain of the first; back to where the path broke. */
static uint32_t pay(struct cut *c, uint32_t source, uint32_t sink, uint32_t length)
{
    int64_t amount = -c->price[source] < c->price[sink] ? -c->price[source] : c->price[sink];
    for (uint32_t i = 0; i < length; i++)
        if (c->cap[c->path[i]] < amount)
            amount = c->cap[c->path[i]];
    c->price[source] += amount;
    c->price[sink] -= amount;
    uint32_t broken = length;
    for (uint32_t i = length; i-- > 0;) {
        c->cap[c->path[i]] -= amount;
        c->cap[c->path[i] ^ 1] += amount;
        if (!c->cap[c->path[i]])
            broken = i;
    }
    return broken;
}

static void drain(struct cut *c, uint32_t source)
{
    uint32_t length = 0, v = source;
    while (c->price[source] < 0) {
        if (c->price[v] > 0) {
            length = pay(c, source, v, length);
            v = length ? head(c, c->path[length - 1]) : source;
            continue;
        }
        if (c->now[v] < c->start[v + 1]) {
            uint32_t half = c->at[c->now[v]], u = head(c, half);
            if (c->cap[half] > 0 && c->level[u] == c->level[v] + 1) {
                c->path[length++] = half;
                v = u;
            } else {
                c->now[v]++;
            }
        } else if (length) {
            v = head(c, c->path[--length] ^ 1);
            c->now[v]++;
        } else {
            return;
        }
    }
}

bool cut_solve(struct cut *c)
{
    while (find_levels(c)) {
        memcpy(c->now, c->start, sizeof *c->now * c->n);
        for (uint32_t v = 0; v < c->n; v++)
            if (c->level[v] == 0 && c->price[v] < 0)
                drain(c, v);
    }
    for (uint32_t v = 0; v < c->n; v++)
        if (c->level[v] != CUT_OUT)
            return true;
    return false;
}
