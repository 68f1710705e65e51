/* rank.c -- which rank each vertex is in.
 *
 * Longest paths from the bottom give the least ranks.  Then sets of vertices move up together while that
 * makes edges shorter; of all ranks with the shortest edges these are the least, so they do not depend on how
 * the vertices are numbered.  A state ends below what uses it first, a discard above what makes its wire. */
#include "picture/cut.h"
#include "picture/layered_int.h"

#include "base/interrupt.h"

/* Edges by the vertex they leave. */
struct ends {
    uint32_t *start, *edge;
};

static bool edges_out(struct arena *a, struct ends *by, const struct layered_input *in)
{
    by->start = ARENA_NEW(a, uint32_t, (size_t)in->n + 2);
    by->edge = ARENA_NEW(a, uint32_t, in->m);
    if (!by->start || !by->edge)
        return false;
    for (uint32_t e = 0; e < in->m; e++)
        by->start[in->edge[e].from + 2]++;
    for (uint32_t v = 0; v < in->n; v++)
        by->start[v + 2] += by->start[v + 1];
    for (uint32_t e = 0; e < in->m; e++)
        by->edge[by->start[in->edge[e].from + 1]++] = e;
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

/* A pin that an edge contradicts is none. */
static enum layered_pin *true_pins(struct arena *a, const struct layered_input *in)
{
    enum layered_pin *pin = ARENA_NEW(a, enum layered_pin, in->n);
    if (!pin)
        return NULL;
    for (uint32_t v = 0; v < in->n; v++)
        pin[v] = in->vertex[v].pin;
    for (uint32_t e = 0; e < in->m; e++) {
        if (pin[in->edge[e].to] == PIN_BOTTOM)
            pin[in->edge[e].to] = PIN_NONE;
        if (pin[in->edge[e].from] == PIN_TOP)
            pin[in->edge[e].from] = PIN_NONE;
    }
    return pin;
}

/* The least ranks that keep to the pins; returns how many there are. */
static uint32_t least_ranks(const struct layered_input *in, const enum layered_pin *pin,
                            const struct ends *out, uint32_t *draft, uint32_t *rank)
{
    bool bottom = false;
    uint32_t ranks = 0;
    for (uint32_t v = 0; v < in->n; v++)
        bottom = bottom || pin[v] == PIN_BOTTOM;
    for (uint32_t v = 0; v < in->n; v++)
        rank[v] = bottom && pin[v] != PIN_BOTTOM;
    longest_paths(in, out, draft, draft + in->n, rank);
    for (uint32_t v = 0; v < in->n; v++)
        if (pin[v] != PIN_TOP && rank[v] + 1 > ranks)
            ranks = rank[v] + 1;
    bool top = false;
    for (uint32_t v = 0; v < in->n; v++)
        if (pin[v] == PIN_TOP) {
            rank[v] = ranks;
            top = true;
        }
    return ranks + top;
}

/* Raise the best set of vertices by one; false when none is worth it. */
static bool lift(const struct layered_input *in, const enum layered_pin *pin, struct cut *c, uint32_t highest,
                 uint32_t *rank)
{
    for (uint32_t v = 0; v < in->n; v++)
        c->price[v] = pin[v] != PIN_NONE || rank[v] == highest ? CUT_NEVER : 0;
    for (uint32_t e = 0; e < in->m; e++) {
        uint32_t from = in->edge[e].from, to = in->edge[e].to;
        c->price[from]--;
        c->price[to]++;
        c->cap[2 * e] = rank[to] == rank[from] + 1 ? CUT_NEVER : 0;
        c->cap[2 * e + 1] = 0;
    }
    if (!cut_solve(c))
        return false;
    for (uint32_t v = 0; v < in->n; v++)
        rank[v] += c->level[v] != CUT_OUT;
    return true;
}

bool layered_rank(struct work *w, const struct layered_input *in, uint32_t *rank, uint32_t *nranks)
{
    struct arena draft = {0};
    struct ends out = {0};
    struct cut cut;
    enum layered_pin *pin = true_pins(&draft, in);
    uint32_t *room = ARENA_NEW(&draft, uint32_t, (size_t)in->n * 2);
    struct cut_arc *arc = ARENA_NEW(&draft, struct cut_arc, in->m);
    for (uint32_t e = 0; arc && e < in->m; e++)
        arc[e] = (struct cut_arc){in->edge[e].from, in->edge[e].to};
    bool good = pin && room && arc && edges_out(&draft, &out, in) && cut_new(&cut, &draft, in->n, arc, in->m);
    if (good) {
        bool top = false;
        for (uint32_t v = 0; v < in->n; v++)
            top = top || pin[v] == PIN_TOP;
        *nranks = least_ranks(in, pin, &out, room, rank);
        while (*nranks && lift(in, pin, &cut, *nranks - 1 - top, rank) && !interrupted())
            ;
    }
    arena_free(&draft);
    return good || diag_oom(w->diags);
}
