/* layered.c -- layered drawing, put together. */
#include "picture/layered_int.h"

#include "base/interrupt.h"

static bool allocate(struct work *w, struct layered *l, uint32_t m)
{
    l->rank = ARENA_NEW(w->arena, uint32_t, l->total);
    l->x = ARENA_NEW(w->arena, double, l->total);
    l->order = ARENA_NEW(w->arena, uint32_t, l->total);
    l->rank_start = ARENA_NEW(w->arena, uint32_t, (size_t)l->nranks + 1);
    l->chain_start = ARENA_NEW(w->arena, uint32_t, (size_t)m + 1);
    l->chain = ARENA_NEW(w->arena, uint32_t, l->total - l->n);
    return (l->rank && l->x && l->order && l->rank_start && l->chain_start && l->chain) || diag_oom(w->diags);
}

static void copy_net(struct layered *l, const struct net *net, uint32_t m)
{
    int64_t left = INT64_MAX, right = INT64_MIN, times = net->unit / GRID;
    for (uint32_t v = 0; v < net->total; v++) {
        int64_t half = net->half[v] * times;
        l->rank[v] = net->rank[v];
        l->order[v] = net->order[v];
        left = net->x[v] - half < left ? net->x[v] - half : left;
        right = net->x[v] + half > right ? net->x[v] + half : right;
    }
    for (uint32_t v = 0; v < net->total; v++)
        l->x[v] = (double)(net->x[v] - left) / (double)net->unit;
    l->width = net->total ? (double)(right - left) / (double)net->unit : 0;
    for (uint32_t r = 0; r <= net->nranks; r++)
        l->rank_start[r] = net->rank_start[r];
    for (uint32_t e = 0; e <= m; e++)
        l->chain_start[e] = net->chain_start[e] - net->n;
    for (uint32_t i = 0; i < net->total - net->n; i++)
        l->chain[i] = net->n + i;
    l->crossings = net->crossings;
}

static struct layered *solve(struct work *draft, struct work *w, const struct layered_input *in)
{
    struct net net = {.n = in->n, .nedges = in->m};
    uint32_t *rank = ARENA_NEW(draft->arena, uint32_t, in->n), *all;
    all = ARENA_NEW(draft->arena, uint32_t, (size_t)in->n + in->m);
    if (!rank || !all) {
        diag_oom(w->diags);
        return NULL;
    }
    for (uint32_t i = 0; i < in->n || i < in->m; i++)
        all[i] = i;
    net.vertex = net.edge = all;
    if (!layered_rank(draft, in, rank, &net.nranks) || !net_build(draft, &net, in, rank, all) ||
        !net_arrange(draft, &net) || !net_place(draft, &net, in->opt->draft))
        return NULL;
    struct layered *l = ARENA_NEW(w->arena, struct layered, 1);
    if (!l) {
        diag_oom(w->diags);
        return NULL;
    }
    l->n = net.n;
    l->total = net.total;
    l->nranks = net.nranks;
    if (!allocate(w, l, in->m))
        return NULL;
    copy_net(l, &net, in->m);
    return l;
}

struct layered *layered_solve(struct work *w, const struct layered_vertex *vertex, uint32_t n,
                              const struct layered_edge *edge, uint32_t m, const struct layered_options *opt)
{
    struct arena draft = {0};
    struct layered_input in = {vertex, edge, n, m, opt};
    struct layered *l = solve(&(struct work){&draft, w->diags, NULL}, w, &in);
    arena_free(&draft);
    return l;
}
