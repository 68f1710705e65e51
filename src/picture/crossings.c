/* crossings.c -- how many segments cross: inversions counted in a Fenwick tree (Barth, Mutzel and Juenger
 * 2004), with ports. Segments that share a port do not cross at it. */
#include "picture/layered_int.h"

#include <string.h>

bool counter_new(struct counter *c, struct arena *a, const struct net *net)
{
    c->base = ARENA_NEW(a, uint32_t, net->total);
    c->tree = ARENA_NEW(a, uint32_t, (size_t)net->nsegs + 2);
    c->end = ARENA_NEW(a, uint32_t, 2 * (size_t)net->nsegs);
    for (int up = 0; up < 2; up++) {
        c->start[up] = ARENA_NEW(a, uint32_t, net->total);
        c->stop[up] = ARENA_NEW(a, uint32_t, net->total);
    }
    return c->base && c->tree && c->end && c->start[0] && c->stop[0] && c->start[1] && c->stop[1];
}

/* Segments counted so far that end at ports 0 .. key. */
static uint32_t until(const struct counter *c, uint32_t key)
{
    uint32_t sum = 0;
    for (uint32_t i = key + 1; i > 0; i &= i - 1)
        sum += c->tree[i];
    return sum;
}

static void count_one(struct counter *c, uint32_t key)
{
    for (uint32_t i = key + 1; i <= c->size; i += i & -i)
        c->tree[i]++;
}

/* Number the lower ports of rank r from left to right. */
static void number_ports(struct counter *c, const struct net *net, uint32_t r)
{
    c->size = 0;
    for (uint32_t i = net->rank_start[r]; i < net->rank_start[r + 1]; i++) {
        uint32_t v = net->order[i];
        c->base[v] = c->size;
        c->size += net->down.slots[v];
    }
    memset(c->tree, 0, sizeof *c->tree * ((size_t)c->size + 2));
}

static uint64_t between(struct counter *c, const struct net *net, uint32_t r)
{
    uint64_t crossings = 0;
    uint32_t seen = 0;
    number_ports(c, net, r + 1);
    for (uint32_t i = net->rank_start[r]; i < net->rank_start[r + 1]; i++) {
        uint32_t v = net->order[i], end = net->up.start[v + 1];
        for (uint32_t k = net->up.start[v], next; k < end; k = next) {
            uint32_t slot = net->seg[net->up.at[k]].lo_slot;
            for (next = k; next < end && net->seg[net->up.at[next]].lo_slot == slot; next++) {
                const struct segment *s = &net->seg[net->up.at[next]];
                crossings += seen - until(c, c->base[s->hi] + s->hi_slot);
            }
            for (uint32_t j = k; j < next; j++) {
                const struct segment *s = &net->seg[net->up.at[j]];
                count_one(c, c->base[s->hi] + s->hi_slot);
            }
            seen += next - k;
        }
    }
    return crossings;
}

uint64_t net_crossings(struct counter *c, const struct net *net)
{
    uint64_t crossings = 0;
    for (uint32_t r = 0; r + 1 < net->nranks; r++)
        crossings += between(c, net, r);
    return crossings;
}
