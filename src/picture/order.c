/* order.c -- the order within ranks: barycentre sweeps (Sugiyama, Tagawa and Toda 1981) from several starts,
 * each polished rank by rank; small graphs are then searched exactly (order_exact.c). */
#include "picture/layered_int.h"

#include "base/interrupt.h"

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
    uint32_t *best, *stack, *time;
    uint64_t fewest; /* crossings of `best` */
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

/* ---- starts ---- */

static void push_side(struct sweeper *s, const struct net *net, const struct side *side, uint32_t v, bool up,
                      uint32_t *top)
{
    for (uint32_t k = side->start[v + 1]; k-- > side->start[v];) {
        const struct segment *g = &net->seg[side->at[k]];
        uint32_t u = up ? g->hi : g->lo;
        if (s->time[u] == UINT32_MAX)
            s->stack[(*top)++] = u;
    }
}

/* Ranks in the order in which a search in depth comes by: parts that hang together stay together. */
static void start_in_depth(struct net *net, struct sweeper *s, bool from_top)
{
    uint32_t *end =
        s->counter.base; /* by rank: where the next vertex goes; ranks are no more than vertices */
    uint32_t now = 0, top = 0;
    for (uint32_t v = 0; v < net->total; v++)
        s->time[v] = UINT32_MAX;
    for (uint32_t i = 0; i < net->total; i++) {
        uint32_t root = net->order[from_top ? net->total - 1 - i : i];
        if (s->time[root] != UINT32_MAX)
            continue;
        s->stack[top++] = root;
        while (top > 0) {
            uint32_t v = s->stack[--top];
            if (s->time[v] != UINT32_MAX)
                continue;
            s->time[v] = now++;
            push_side(s, net, from_top ? &net->up : &net->down, v, from_top, &top);
            push_side(s, net, from_top ? &net->down : &net->up, v, !from_top, &top);
        }
    }
    for (uint32_t v = 0; v < net->total; v++)
        s->stack[s->time[v]] = v;
    for (uint32_t r = 0; r < net->nranks; r++)
        end[r] = net->rank_start[r];
    for (uint32_t i = 0; i < net->total; i++)
        net->order[end[net->rank[s->stack[i]]]++] = s->stack[i];
    for (uint32_t r = 0; r < net->nranks; r++)
        seat_fixed(net, r);
}

/* ---- one start ---- */

static void keep_if_better(struct net *net, struct sweeper *s)
{
    uint64_t crossings = net_crossings(&s->counter, net);
    if (crossings >= s->fewest)
        return;
    s->fewest = crossings;
    memcpy(s->best, net->order, sizeof *s->best * net->total);
}

static void take_best(struct net *net, const struct sweeper *s)
{
    memcpy(net->order, s->best, sizeof *s->best * net->total);
    for (uint32_t i = 0; i < net->total; i++)
        net->pos[net->order[i]] = i - net->rank_start[net->rank[net->order[i]]];
    net->crossings = s->fewest;
}

/* Sweeps from the order at hand, then rank by rank until nothing is gained. */
static bool improve(struct work *w, struct net *net, struct sweeper *s)
{
    enum { SWEEPS = 16, ROUNDS = 4 };
    uint64_t before;
    s->fewest = UINT64_MAX;
    keep_if_better(net, s);
    for (int sweep = 0; sweep < SWEEPS && s->fewest; sweep++) {
        for (uint32_t k = 1; k < net->nranks; k++)
            sort_rank(net, s, sweep % 2 ? net->nranks - 1 - k : k, sweep % 2 == 0);
        keep_if_better(net, s);
        if (interrupted())
            return diag_interrupted(w->diags);
    }
    take_best(net, s);
    int round = 0;
    do {
        before = s->fewest;
        for (uint32_t k = 0; k < net->nranks && s->fewest; k++) {
            net_polish(net, &s->counter, round % 2 ? net->nranks - 1 - k : k);
            if (interrupted())
                return diag_interrupted(w->diags);
        }
        keep_if_better(net, s);
    } while (s->fewest < before && ++round < ROUNDS);
    take_best(net, s);
    return true;
}

static bool sweeper_new(struct sweeper *s, struct arena *a, const struct net *net)
{
    s->wish = ARENA_NEW(a, struct wish, net->total);
    s->best = ARENA_NEW(a, uint32_t, net->total);
    s->time = ARENA_NEW(a, uint32_t, net->total);
    s->stack = ARENA_NEW(a, uint32_t, net->total + 2 * (size_t)net->nsegs);
    return counter_new(&s->counter, a, net) && s->wish && s->best && s->time && s->stack;
}

bool net_arrange(struct work *w, struct net *net)
{
    enum { STARTS = 3 };
    struct arena draft = {0};
    struct sweeper s;
    uint32_t *given = ARENA_NEW(&draft, uint32_t, net->total),
             *kept = ARENA_NEW(&draft, uint32_t, net->total);
    bool good = (given && kept && sweeper_new(&s, &draft, net)) || diag_oom(w->diags);
    uint64_t fewest = UINT64_MAX;
    if (good) {
        for (uint32_t r = 0; r < net->nranks; r++)
            seat_fixed(net, r);
        memcpy(given, net->order, sizeof *given * net->total);
    }
    for (int k = 0; good && k < STARTS && fewest; k++) {
        memcpy(net->order, given, sizeof *given * net->total);
        if (k)
            start_in_depth(net, &s, k == 2);
        good = improve(w, net, &s);
        if (good && s.fewest < fewest) {
            fewest = s.fewest;
            memcpy(kept, s.best, sizeof *kept * net->total);
        }
    }
    if (good) {
        s.fewest = fewest;
        memcpy(s.best, kept, sizeof *kept * net->total);
        take_best(net, &s);
        good = net_order_exact(w, net);
        if (good)
            net->crossings = net_crossings(&s.counter, net);
    }
    arena_free(&draft);
    return good;
}
