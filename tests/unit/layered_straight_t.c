/* Straightening on random graphs: neighbours keep their distance, and no set of vertices can be moved by one
 * step so that there is less bending. A sum of convex functions of differences has its minimum where that is
 * so (Murota 2003, theorem 7.14): all sets are looked at, one by one. */
#include "tap.h"

#include "picture/layered_int.h"

static uint64_t state = 11;
static uint32_t below(uint32_t n)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((state >> 33) % n);
}

enum { MOST_VERTICES = 8, MOST_EDGES = 11, MOST_TOTAL = 14 };

static bool random_net(struct work *w, struct net *net)
{
    static struct layered_vertex v[MOST_VERTICES];
    static struct layered_edge e[MOST_EDGES];
    static const struct layered_options options = {.gap = .5, .wire_gap = .25};
    static uint32_t same[MOST_VERTICES + MOST_EDGES];
    uint32_t n = 2 + below(MOST_VERTICES - 1), m = 1 + below(MOST_EDGES), rank[MOST_VERTICES];
    for (uint32_t i = 0; i < MOST_VERTICES + MOST_EDGES; i++)
        same[i] = i;
    for (uint32_t i = 0; i < n; i++)
        v[i] = (struct layered_vertex){.width = .13 * below(9), .place = UINT32_MAX};
    for (uint32_t k = 0; k < m; k++) {
        uint32_t b = 1 + below(n - 1);
        e[k] = (struct layered_edge){below(b), b, .07 * below(5) - .14, .07 * below(5) - .14, 1};
    }
    struct layered_input in = {v, e, n, m, &options};
    *net = (struct net){.n = n, .nedges = m, .vertex = same, .edge = same};
    return layered_rank(w, &in, rank, &net->nranks) && net_build(w, net, &in, rank, same) &&
           net_arrange(w, net) && net_place(w, net, true) && net_straighten(w, net);
}

static bool apart(const struct net *net)
{
    for (uint32_t r = 0; r < net->nranks; r++)
        for (uint32_t i = net->rank_start[r] + 1; i < net->rank_start[r + 1]; i++) {
            uint32_t u = net->order[i - 1], v = net->order[i];
            if (net->x[v] - net->x[u] < net_separation(net, u, v))
                return false;
        }
    return true;
}

/* Does an edge bend in the middle now that did not before? */
static bool bent(const struct net *net, uint32_t set)
{
    for (uint32_t k = 0; k < net->nsegs; k++) {
        const struct segment *g = &net->seg[k];
        if (g->lo >= net->n && g->hi >= net->n && (set >> g->lo & 1) != (set >> g->hi & 1))
            return true;
    }
    return false;
}

/* Sets looked at that would bend less, of all that leave the middles of edges as they are. */
static uint32_t better_sets(struct net *net)
{
    uint32_t better = 0;
    double bending = net_bending(net);
    for (uint32_t set = 1; set + 1 < 1u << net->total; set++) {
        if (bent(net, set))
            continue;
        for (uint32_t v = 0; v < net->total; v++)
            net->x[v] += set >> v & 1;
        better += apart(net) && net_bending(net) < bending * (1 - 1e-12);
        for (uint32_t v = 0; v < net->total; v++)
            net->x[v] -= set >> v & 1;
    }
    return better;
}

int main(void)
{
    uint32_t looked = 0, close = 0, better = 0, straight = 0, inner = 0;
    for (int k = 0; k < 2000; k++) {
        struct arena a = {0};
        struct diags d = {.arena = &a};
        struct net net;
        if (random_net(&(struct work){&a, &d, NULL}, &net)) {
            close += !apart(&net);
            for (uint32_t s = 0; s < net.nsegs; s++)
                if (net.seg[s].lo >= net.n && net.seg[s].hi >= net.n) {
                    inner++;
                    straight += net.x[net.seg[s].lo] == net.x[net.seg[s].hi];
                }
            if (net.total <= MOST_TOTAL) {
                looked++;
                better += better_sets(&net) > 0;
            }
        } else {
            better++;
        }
        arena_free(&a);
    }
    ok(!close, "neighbours keep their distance (%u do not)", close);
    ok(looked > 1000 && !better, "no set of vertices of %u small graphs can be moved to bend less (%u)",
       looked, better);
    ok(inner > 300 && straight > inner * 9 / 10, "long edges are straight inside: %u of %u", straight, inner);
    return tap_done();
}
