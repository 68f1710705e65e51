/* rank.c -- which rank each vertex is in. */
#include "picture/layered_int.h"

/* Edges by vertex they enter or leave. */
struct ends {
    uint32_t *start, *edge;
};

static bool edges_by(struct arena *a, struct ends *by, const struct layered_input *in, bool leaving)
{
    by->start = ARENA_NEW(a, uint32_t, (size_t)in->n + 2);
    by->edge = ARENA_NEW(a, uint32_t, in->m);
    if (!by->start || !by->edge)
        return false;
    for (uint32_t e = 0; e < in->m; e++)
        by->start[(leaving ? in->edge[e].from : in->edge[e].to) + 2]++;
    for (uint32_t v = 0; v < in->n; v++)
        by->start[v + 2] += by->start[v + 1];
    for (uint32_t e = 0; e < in->m; e++)
        by->edge[by->start[(leaving ? in->edge[e].from : in->edge[e].to) + 1]++] = e;
    return true;
}

/* The least ranks: longest paths from the bottom. */
static void longest_paths(const struct layered_input *in, const struct ends *out, uint32_t *waits,
                          uint32_t *queue, uint32_t *rank)
{
    uint32_t head = 0, tail = 0;
    for (uint32_t e = 0; e < in->m; e++)
        waits[in->edge[e].to]++;
    for (uint32_t v = 0; v < in->n; v++)
        if (!waits[v])
            queue[tail++] = v;
    while (head < tail) {
        uint32_t v = queue[head++];
        for (uint32_t k = out->start[v]; k < out->start[v + 1]; k++) {
            uint32_t u = in->edge[out->edge[k]].to;
            if (rank[u] < rank[v] + 1)
                rank[u] = rank[v] + 1;
            if (!--waits[u])
                queue[tail++] = u;
        }
    }
}

bool layered_rank(struct work *w, const struct layered_input *in, uint32_t *rank, uint32_t *nranks)
{
    struct arena draft = {0};
    struct ends out;
    bool good = edges_by(&draft, &out, in, true);
    uint32_t *waits = ARENA_NEW(&draft, uint32_t, in->n), *queue = ARENA_NEW(&draft, uint32_t, in->n);
    good = good && waits && queue;
    if (good) {
        bool bottom = false, top = false;
        for (uint32_t v = 0; v < in->n; v++) {
            bottom = bottom || in->vertex[v].pin == PIN_BOTTOM;
            top = top || in->vertex[v].pin == PIN_TOP;
        }
        uint32_t last = 0;
        for (uint32_t v = 0; v < in->n; v++)
            rank[v] = bottom && in->vertex[v].pin != PIN_BOTTOM;
        longest_paths(in, &out, waits, queue, rank);
        for (uint32_t v = 0; v < in->n; v++)
            if (in->vertex[v].pin != PIN_TOP && rank[v] + 1 > last)
                last = rank[v] + 1;
        for (uint32_t v = 0; v < in->n; v++)
            if (in->vertex[v].pin == PIN_TOP)
                rank[v] = last;
        *nranks = in->n ? last + top : 0;
    }
    arena_free(&draft);
    return good || diag_oom(w->diags);
}
