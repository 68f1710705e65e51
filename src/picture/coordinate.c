/* coordinate.c -- where the vertices of each rank stand: near the mean of their neighbours first,
 * straightened then (straighten.c). What rounding does is not the same on the left and on the right: the mean
 * of a graph's coordinates and those of its mirror image is symmetric when the graph is. */
#include "picture/layered_int.h"

/* A run of vertices that stand as close as they may. */
struct run {
    int64_t sum, count; /* wished places of its first vertex */
    int64_t at;         /* where it is */
    uint32_t end;       /* one after its last vertex in the rank */
};

static int64_t wish(const struct net *net, uint32_t v, bool up)
{
    const struct side *side = up ? &net->down : &net->up;
    uint32_t first = side->start[v], count = side->start[v + 1] - first;
    int64_t sum = 0;
    for (uint32_t k = first; k < first + count; k++) {
        const struct segment *g = &net->seg[side->at[k]];
        sum += up ? net->x[g->lo] + g->lo_at - g->hi_at : net->x[g->hi] + g->hi_at - g->lo_at;
    }
    return count ? sum / (int64_t)count : net->x[v];
}

/* Each to the place it wishes, as near as its neighbours allow (least squares, by pooling). */
static void settle(struct net *net, struct run *run, uint32_t r, bool up)
{
    const uint32_t *row = net->order + net->rank_start[r];
    uint32_t n = net->rank_start[r + 1] - net->rank_start[r], nruns = 0;
    int64_t offset = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (i)
            offset += net_separation(net, row[i - 1], row[i]);
        int64_t x = wish(net, row[i], up) - offset;
        run[nruns++] = (struct run){x, 1, x, i + 1};
        for (; nruns > 1 && run[nruns - 2].at > run[nruns - 1].at; nruns--) {
            struct run *a = &run[nruns - 2], *b = &run[nruns - 1];
            a->sum += b->sum;
            a->count += b->count;
            a->at = a->sum / a->count;
            a->end = b->end;
        }
    }
    offset = 0;
    for (uint32_t i = 0, k = 0; i < n; i++) {
        if (i)
            offset += net_separation(net, row[i - 1], row[i]);
        if (run[k].end == i)
            k++;
        net->x[row[i]] = run[k].at + offset;
    }
}

static bool place(struct work *w, struct net *net, bool draft_only)
{
    struct arena draft = {0};
    struct run *run = ARENA_NEW(&draft, struct run, net->total);
    if (!run)
        return diag_oom(w->diags);
    for (uint32_t r = 0; r < net->nranks; r++)
        for (uint32_t i = net->rank_start[r]; i < net->rank_start[r + 1]; i++)
            net->x[net->order[i]] =
                i == net->rank_start[r]
                    ? 0
                    : net->x[net->order[i - 1]] + net_separation(net, net->order[i - 1], net->order[i]);
    for (int sweep = 0; sweep < 8; sweep++)
        for (uint32_t k = 1; k < net->nranks; k++)
            settle(net, run, sweep % 2 ? net->nranks - 1 - k : k, sweep % 2 == 0);
    arena_free(&draft);
    return draft_only || net_straighten(w, net);
}

static void mirror(struct net *net)
{
    for (uint32_t r = 0; r < net->nranks; r++)
        for (uint32_t i = net->rank_start[r], j = net->rank_start[r + 1]; i + 1 < j; i++) {
            uint32_t t = net->order[i];
            net->order[i] = net->order[--j];
            net->order[j] = t;
        }
    for (uint32_t i = 0; i < net->total; i++)
        net->pos[net->order[i]] = i - net->rank_start[net->rank[net->order[i]]];
    for (uint32_t k = 0; k < net->nsegs; k++) {
        net->seg[k].lo_at = -net->seg[k].lo_at;
        net->seg[k].hi_at = -net->seg[k].hi_at;
    }
}

bool net_place(struct work *w, struct net *net, bool draft_only)
{
    enum { SMALL = 500 }; /* larger graphs are not looked at for symmetry */
    if (!place(w, net, draft_only))
        return false;
    if (draft_only || net->total > SMALL)
        return true;
    struct arena draft = {0};
    int64_t *x = ARENA_NEW(&draft, int64_t, net->total);
    bool good = x || diag_oom(w->diags);
    if (good) {
        for (uint32_t v = 0; v < net->total; v++)
            x[v] = net->x[v];
        mirror(net);
        good = place(w, net, false);
        mirror(net);
        net->unit = 2 * GRID;
        for (uint32_t v = 0; v < net->total; v++)
            net->x[v] = x[v] - net->x[v];
    }
    arena_free(&draft);
    return good;
}
