/* net.c -- the proper graph: long edges become chains of dummies, one a rank. */
#include "picture/layered_int.h"

#include <stdlib.h>

static int64_t grid(double length)
{
    const double most = 1e9; /* absurd lengths must not overflow */
    if (!(length > -most))
        length = -most;
    if (length > most)
        length = most;
    double steps = length * GRID;
    return (int64_t)(steps < 0 ? steps - 0.5 : steps + 0.5);
}

int64_t net_separation(const struct net *net, uint32_t left, uint32_t right)
{
    bool wire = left >= net->n || right >= net->n;
    return net->half[left] + net->half[right] + (wire ? net->wire_gap : net->gap);
}

bool net_fixed_before(const struct net *net, uint32_t u, uint32_t v)
{
    return net->place[u] != UINT32_MAX && net->place[v] != UINT32_MAX && net->place[u] < net->place[v];
}

/* ---- vertices and segments ---- */

static bool count_dummies(struct work *w, struct net *net, const struct layered_input *in,
                          const uint32_t *rank)
{
    net->chain_start = ARENA_NEW(w->arena, uint32_t, net->nedges + 1);
    if (!net->chain_start)
        return diag_oom(w->diags);
    uint64_t total = net->n;
    for (uint32_t i = 0; i < net->nedges; i++) {
        const struct layered_edge *e = &in->edge[net->edge[i]];
        net->chain_start[i] = (uint32_t)total;
        total += rank[e->to] - rank[e->from] - 1;
    }
    if (total > UINT32_MAX / 4)
        return diag_oom(w->diags);
    net->chain_start[net->nedges] = net->total = (uint32_t)total;
    net->nsegs = net->total - net->n + net->nedges;
    return true;
}

static bool allocate(struct work *w, struct net *net)
{
    struct arena *a = w->arena;
    net->rank = ARENA_NEW(a, uint32_t, net->total);
    net->place = ARENA_NEW(a, uint32_t, net->total);
    net->half = ARENA_NEW(a, int64_t, net->total);
    net->seg = ARENA_NEW(a, struct segment, net->nsegs);
    net->rank_start = ARENA_NEW(a, uint32_t, net->nranks + 2);
    net->order = ARENA_NEW(a, uint32_t, net->total);
    net->pos = ARENA_NEW(a, uint32_t, net->total);
    net->x = ARENA_NEW(a, int64_t, net->total);
    if (!net->rank || !net->place || !net->half || !net->seg || !net->rank_start || !net->order ||
        !net->pos || !net->x)
        return diag_oom(w->diags);
    return true;
}

/* Dummies are centred where the wire is: their ports are at 0. */
static void chain(struct net *net, const struct layered_input *in, uint32_t i, const uint32_t *local)
{
    const struct layered_edge *e = &in->edge[net->edge[i]];
    uint32_t lo = local[e->from], first = net->chain_start[i], end = net->chain_start[i + 1];
    double sixteenths = e->weight * 16;
    int64_t weight = sixteenths > 1 ? sixteenths < 1600 ? (int64_t)sixteenths : 1600 : 1;
    struct segment *s = &net->seg[first - net->n + i];
    int64_t lo_at = grid(e->from_at);
    for (uint32_t d = first; d < end; d++) {
        *s++ = (struct segment){.lo = lo, .hi = d, .lo_at = lo_at, .weight = weight};
        net->rank[d] = net->rank[lo] + 1;
        net->place[d] = UINT32_MAX;
        lo = d;
        lo_at = 0;
    }
    *s = (struct segment){
        .lo = lo, .hi = local[e->to], .lo_at = lo_at, .hi_at = grid(e->to_at), .weight = weight};
}

/* ---- segments by vertex and port ---- */

struct at_port {
    uint32_t vertex, seg;
    int64_t at;
};

static int by_port(const void *pa, const void *pb)
{
    const struct at_port *a = pa, *b = pb;
    if (a->vertex != b->vertex)
        return a->vertex < b->vertex ? -1 : 1;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return a->seg < b->seg ? -1 : a->seg > b->seg;
}

static bool sort_side(struct work *w, struct net *net, struct side *side, bool up)
{
    struct arena draft = {0};
    struct at_port *end = ARENA_NEW(&draft, struct at_port, net->nsegs);
    side->start = ARENA_NEW(w->arena, uint32_t, net->total + 1);
    side->at = ARENA_NEW(w->arena, uint32_t, net->nsegs);
    side->slots = ARENA_NEW(w->arena, uint32_t, net->total);
    bool good = end && side->start && side->at && side->slots;
    if (good) {
        for (uint32_t s = 0; s < net->nsegs; s++) {
            const struct segment *g = &net->seg[s];
            end[s] = up ? (struct at_port){g->lo, s, g->lo_at} : (struct at_port){g->hi, s, g->hi_at};
        }
        qsort(end, net->nsegs, sizeof *end, by_port);
        uint32_t v = 0;
        for (uint32_t i = 0; i < net->nsegs; i++) {
            while (v < end[i].vertex)
                side->start[++v] = i;
            bool same = i && end[i - 1].vertex == end[i].vertex && end[i - 1].at == end[i].at;
            side->slots[end[i].vertex] += !same;
            *(up ? &net->seg[end[i].seg].lo_slot : &net->seg[end[i].seg].hi_slot) =
                side->slots[end[i].vertex] - 1;
            side->at[i] = end[i].seg;
        }
        while (v < net->total)
            side->start[++v] = net->nsegs;
    }
    arena_free(&draft);
    return good || diag_oom(w->diags);
}

/* ---- ranks ---- */

static void fill_ranks(struct net *net)
{
    for (uint32_t v = 0; v < net->total; v++)
        net->rank_start[net->rank[v] + 2]++;
    for (uint32_t r = 0; r < net->nranks; r++)
        net->rank_start[r + 2] += net->rank_start[r + 1];
    for (uint32_t v = 0; v < net->total; v++)
        net->order[net->rank_start[net->rank[v] + 1]++] = v;
    for (uint32_t i = 0; i < net->total; i++)
        net->pos[net->order[i]] = i - net->rank_start[net->rank[net->order[i]]];
}

bool net_build(struct work *w, struct net *net, const struct layered_input *in, const uint32_t *rank,
               const uint32_t *local)
{
    if (!count_dummies(w, net, in, rank) || !allocate(w, net))
        return false;
    net->unit = GRID;
    net->gap = grid(in->opt->gap);
    net->wire_gap = grid(in->opt->wire_gap);
    for (uint32_t v = 0; v < net->n; v++) {
        const struct layered_vertex *given = &in->vertex[net->vertex[v]];
        net->rank[v] = rank[net->vertex[v]];
        net->half[v] = (grid(given->width) + 1) / 2;
        net->place[v] = given->pin == PIN_NONE ? UINT32_MAX : given->place;
    }
    for (uint32_t i = 0; i < net->nedges; i++)
        chain(net, in, i, local);
    fill_ranks(net);
    return sort_side(w, net, &net->up, true) && sort_side(w, net, &net->down, false);
}
