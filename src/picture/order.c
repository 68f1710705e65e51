/* order.c -- the order within ranks: barycentre sweeps (Sugiyama, Tagawa and Toda 1981). */
#include "picture/layered_int.h"

#include <stdlib.h>
#include <string.h>

/* Where a vertex wants to be: the mean sum / count of the ports it is joined to. */
struct wish {
    uint64_t sum, count;
    uint32_t vertex, pos;
};

static int by_wish(const void *pa, const void *pb)
{
    const struct wish *a = pa, *b = pb;
    uint64_t left = a->sum * b->count, right = b->sum * a->count;
    if (left != right)
        return left < right ? -1 : 1;
    return a->pos < b->pos ? -1 : a->pos > b->pos;
}

struct sweeper {
    struct counter counter;
    struct wish *wish;
    uint32_t *best;
};

/* Those with fixed order take the seats of their like by their turns. */
static void seat_fixed(struct net *net, uint32_t r)
{
    uint32_t *row = net->order + net->rank_start[r], n = net->rank_start[r + 1] - net->rank_start[r];
    for (uint32_t i = 1; i < n; i++) {
        if (net->place[row[i]] == UINT32_MAX)
            continue;
        for (uint32_t j = i, k = i; k-- > 0;) {
            if (net->place[row[k]] == UINT32_MAX)
                continue;
            if (net->place[row[k]] <= net->place[row[j]])
                break;
            uint32_t t = row[k];
            row[k] = row[j];
            row[j] = t;
            j = k;
        }
    }
    for (uint32_t i = 0; i < n; i++)
        net->pos[row[i]] = i;
}

static void sort_rank(struct net *net, struct sweeper *s, uint32_t r, bool up)
{
    const struct side *side = up ? &net->down : &net->up;
    uint32_t *row = net->order + net->rank_start[r], n = net->rank_start[r + 1] - net->rank_start[r];
    uint32_t next = up ? r - 1 : r + 1, ports = 0, nwishes = 0;
    const struct side *other = up ? &net->up : &net->down;
    for (uint32_t i = net->rank_start[next]; i < net->rank_start[next + 1]; i++) {
        s->counter.base[net->order[i]] = ports;
        ports += other->slots[net->order[i]];
    }
    for (uint32_t i = 0; i < n; i++) {
        uint32_t v = row[i];
        struct wish wish = {.count = side->start[v + 1] - side->start[v], .vertex = v, .pos = i};
        for (uint32_t k = side->start[v]; k < side->start[v + 1]; k++) {
            const struct segment *g = &net->seg[side->at[k]];
            wish.sum += up ? s->counter.base[g->lo] + g->lo_slot : s->counter.base[g->hi] + g->hi_slot;
        }
        if (wish.count) {
            s->wish[nwishes++] = wish;
            row[i] = UINT32_MAX;
        }
    }
    qsort(s->wish, nwishes, sizeof *s->wish, by_wish);
    for (uint32_t i = 0, k = 0; i < n; i++)
        if (row[i] == UINT32_MAX)
            row[i] = s->wish[k++].vertex;
    seat_fixed(net, r);
}

bool net_arrange(struct work *w, struct net *net)
{
    struct arena draft = {0};
    struct sweeper s;
    bool good = counter_new(&s.counter, &draft, net);
    s.wish = ARENA_NEW(&draft, struct wish, net->total);
    s.best = ARENA_NEW(&draft, uint32_t, net->total);
    good = good && s.wish && s.best;
    if (good) {
        for (uint32_t r = 0; r < net->nranks; r++)
            seat_fixed(net, r);
        memcpy(s.best, net->order, sizeof *s.best * net->total);
        net->crossings = net_crossings(&s.counter, net);
        for (int sweep = 0; sweep < 16 && net->crossings; sweep++) {
            for (uint32_t k = 1; k < net->nranks; k++)
                sort_rank(net, &s, sweep % 2 ? net->nranks - 1 - k : k, sweep % 2 == 0);
            uint64_t crossings = net_crossings(&s.counter, net);
            if (crossings < net->crossings) {
                net->crossings = crossings;
                memcpy(s.best, net->order, sizeof *s.best * net->total);
            }
        }
        memcpy(net->order, s.best, sizeof *s.best * net->total);
        for (uint32_t i = 0; i < net->total; i++)
            net->pos[net->order[i]] = i - net->rank_start[net->rank[net->order[i]]];
    }
    arena_free(&draft);
    return good || diag_oom(w->diags);
}
