/* order_greedy.c -- one order of elimination by a greedy rule: axes are weighed, the least is taken, and its
 * neighbours are joined and weighed anew.
 *
 * Candidates lie in a heap.  One that was weighed again since is void, and skipped when it comes out. */
#include "stoch/order_int.h"

#include <math.h>
#include <string.h>

/* xorshift64* (Vigna 2016) */
static uint32_t draw(struct search *s)
{
    s->random ^= s->random >> 12;
    s->random ^= s->random << 25;
    s->random ^= s->random >> 27;
    return (uint32_t)(s->random * 2685821657736338717ull >> 33);
}

/* The members of a row into s->member[]; returns how many. */
static uint32_t members(struct search *s, const uint64_t *bits, uint32_t words)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < words; i++)
        for (uint64_t b = bits[i]; b; b &= b - 1)
            s->member[n++] = 64 * i + (uint32_t)__builtin_ctzll(b);
    return n;
}

/* ---- candidates ---- */

static bool before(const struct candidate *a, const struct candidate *b)
{
    if (fabs(a->first - b->first) > 1e-9)
        return a->first < b->first;
    if (fabs(a->second - b->second) > 1e-9)
        return a->second < b->second;
    return a->tie != b->tie ? a->tie < b->tie : a->axis < b->axis;
}

static void rise(struct search *s, size_t at)
{
    struct candidate c = s->heap[at];
    for (; at > 0 && before(&c, &s->heap[(at - 1) / 2]); at = (at - 1) / 2)
        s->heap[at] = s->heap[(at - 1) / 2];
    s->heap[at] = c;
}

static void sink(struct search *s, size_t at)
{
    struct candidate c = s->heap[at];
    for (size_t kid; (kid = 2 * at + 1) < s->nheap; at = kid) {
        if (kid + 1 < s->nheap && before(&s->heap[kid + 1], &s->heap[kid]))
            kid++;
        if (!before(&s->heap[kid], &c))
            break;
        s->heap[at] = s->heap[kid];
    }
    s->heap[at] = c;
}

static struct candidate pop(struct search *s)
{
    struct candidate least = s->heap[0];
    s->heap[0] = s->heap[--s->nheap];
    if (s->nheap)
        sink(s, 0);
    return least;
}

/* v has been weighed. */
static void offer(struct search *s, uint32_t v)
{
    const struct graph_of_axes *g = &s->g;
    struct candidate c = {.first = g->fill[v], .second = g->weight[v], .axis = v, .stamp = ++g->stamp[v]};
    if (s->rule == RULE_MIN_WEIGHT)
        c = (struct candidate){.first = g->weight[v], .second = g->fill[v], .axis = v, .stamp = c.stamp};
    if (s->ties)
        c.tie = draw(s);
    if (ARENA_PUSH(&s->scratch, s->heap, s->nheap, s->heap_cap, c))
        rise(s, s->nheap - 1);
    else
        s->starving = true;
}

/* ---- weights ---- */

static uint8_t phase_of(const struct search *s, uint32_t v)
{
    return s->p->phase ? s->p->phase[v] : 0;
}

/* An axis has new weights. Every order has a table as large as that of an axis whose neighbours are all
 * joined, so that these go first, in whatever order (Bodlaender, Koster and van den Eijkhof 2005). */
static void note(struct search *s, uint32_t v)
{
    struct graph_of_axes *g = &s->g;
    if (phase_of(s, v) != s->phase)
        return;
    if (g->fill[v] > 0)
        offer(s, v);
    else if (!g->queued[v]) {
        g->queued[v] = true;
        g->simplicial[g->nsimplicial++] = v;
    }
}

static double weight_of_bits(const struct graph_of_axes *g, const uint64_t *a, const uint64_t *without)
{
    double sum = 0;
    for (uint32_t i = 0; i < g->words; i++)
        for (uint64_t b = a[i] & ~without[i]; b; b &= b - 1)
            sum += g->log[64 * i + (uint32_t)__builtin_ctzll(b)];
    return sum;
}

void order_weigh(struct search *s, uint32_t v)
{
    struct graph_of_axes *g = &s->g;
    const uint64_t *mine = order_row(g, v);
    double fill = 0, weight = g->log[v];
    uint32_t n = 0;
    for (uint32_t i = 0; i < g->words; i++)
        for (uint64_t b = mine[i]; b; b &= b - 1, n++) {
            uint32_t u = 64 * i + (uint32_t)__builtin_ctzll(b);
            weight += g->log[u];
            if (s->rule == RULE_WEIGHTED_MIN_FILL)
                fill += g->log[u] * (weight_of_bits(g, mine, order_row(g, u)) - g->log[u]);
            else
                fill += order_count(g, mine, order_row(g, u)) - 1;
        }
    g->fill[v] = s->rule == RULE_WEIGHTED_MIN_FILL && fill < 1e-9 ? 0 : fill;
    g->weight[v] = weight;
    s->steps += (double)n * g->words + 10;
    note(s, v);
}

/* ---- elimination ---- */

/* v goes, whose neighbours are all joined: u misses it, and the edges that joining v to its others took. */
static void forget(struct search *s, uint32_t v, uint32_t u)
{
    struct graph_of_axes *g = &s->g;
    const uint64_t *gone = order_row(g, v), *mine = order_row(g, u);
    double more = s->rule == RULE_WEIGHTED_MIN_FILL ? g->log[v] * weight_of_bits(g, mine, gone)
                                                    : (double)order_count(g, mine, gone);
    g->fill[u] = fmax(g->fill[u] - 2 * more, 0);
    if (s->rule == RULE_WEIGHTED_MIN_FILL && g->fill[u] < 1e-6)
        g->fill[u] = 0;
    g->weight[u] -= g->log[v];
    note(s, u);
}

static void eliminate_simplicial(struct search *s, uint32_t v)
{
    struct graph_of_axes *g = &s->g;
    uint32_t n = members(s, order_row(g, v), g->words);
    for (uint32_t k = 0; k < n; k++) {
        uint32_t u = s->member[k];
        order_row(g, u)[v / 64] &= ~((uint64_t)1 << v % 64);
        forget(s, v, u);
    }
    s->steps += (double)n * g->words;
}

void order_eliminate(struct search *s, uint32_t v)
{
    struct graph_of_axes *g = &s->g;
    uint64_t *mine = order_row(g, v), bit = (uint64_t)1 << v % 64;
    uint32_t n = members(s, mine, g->words);
    if (g->fill[v] == 0) {
        eliminate_simplicial(s, v);
        return;
    }
    memset(s->dirty, 0, g->words * sizeof *s->dirty);
    for (uint32_t k = 0; k < n; k++) {
        uint32_t u = s->member[k];
        uint64_t *other = order_row(g, u);
        other[v / 64] &= ~bit;
        for (uint32_t i = 0; i < g->words; i++) {
            s->dirty[i] |= other[i];
            other[i] |= mine[i];
        }
        s->dirty[u / 64] |= (uint64_t)1 << u % 64;
        other[u / 64] &= ~((uint64_t)1 << u % 64);
    }
    s->steps += (double)n * g->words;
    n = members(s, s->dirty, g->words);
    for (uint32_t k = 0; k < n; k++)
        if (phase_of(s, s->member[k]) != ORDER_KEPT)
            order_weigh(s, s->member[k]);
}

uint32_t order_next(struct search *s)
{
    struct graph_of_axes *g = &s->g;
    while (g->nsimplicial > 0) {
        uint32_t v = g->simplicial[--g->nsimplicial];
        g->queued[v] = false;
        if (g->left[v])
            return v;
    }
    while (s->nheap > 0) {
        struct candidate c = pop(s);
        s->steps += 20;
        if (g->left[c.axis] && c.stamp == g->stamp[c.axis])
            return c.axis;
    }
    return NOWHERE;
}

void order_begin_phase(struct search *s, uint8_t phase)
{
    s->phase = phase;
    s->nheap = s->g.nsimplicial = 0;
    memset(s->g.queued, 0, s->g.n * sizeof *s->g.queued);
    for (uint32_t v = 0; v < s->g.n; v++)
        if (s->g.left[v])
            note(s, v);
}
