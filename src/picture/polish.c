/* polish.c -- one rank put into a better order, the ranks beside it unmoved.
 *
 * Small ranks get their best order, by dynamic programming over the sets of vertices that stand to the left;
 * in large ones each vertex goes to its best place in turn (sifting: Matuszewski, Schoenfeld and Molitor
 * 1999). */
#include "picture/layered_int.h"

#include <string.h>

enum { SMALL = 10, REACH = 48 };

/* Where the segments of the rank's vertices end at the rank below and (index 1) at the rank above: those of
 * vertex v are end[start[.][v] .. stop[.][v]), numbers of ports, from left to right. */
struct polish {
    const struct net *net;
    uint32_t *row;
    uint32_t n;
    const uint32_t *end, *start[2], *stop[2];
};

/* The ends of the rank r at the rank `next`. */
static void list_ends(const struct net *net, struct counter *c, uint32_t r, uint32_t next, bool up,
                      uint32_t *used)
{
    const struct side *side = up ? &net->down : &net->up, *own = up ? &net->up : &net->down;
    uint32_t ports = 0;
    for (uint32_t i = net->rank_start[r]; i < net->rank_start[r + 1]; i++) {
        uint32_t v = net->order[i];
        c->start[up][v] = c->stop[up][v] = *used;
        *used += own->start[v + 1] - own->start[v];
    }
    for (uint32_t i = net->rank_start[next]; i < net->rank_start[next + 1]; i++) {
        uint32_t u = net->order[i];
        for (uint32_t k = side->start[u]; k < side->start[u + 1]; k++) {
            const struct segment *g = &net->seg[side->at[k]];
            c->end[c->stop[up][up ? g->lo : g->hi]++] = ports + (up ? g->hi_slot : g->lo_slot);
        }
        ports += side->slots[u];
    }
}

/* Crossings of the segments at u with those at v when u is to the left of v, and when it is to the right. */
static void cost(const struct polish *p, uint32_t u, uint32_t v, uint32_t *left, uint32_t *right)
{
    *left = *right = 0;
    for (int up = 0; up < 2; up++) {
        const uint32_t *a = p->end + p->start[up][u], *a_stop = p->end + p->stop[up][u];
        const uint32_t *b = p->end + p->start[up][v], *b_stop = p->end + p->stop[up][v], *b_first = b;
        const uint32_t *a_first = a;
        for (const uint32_t *e = b; a < a_stop; a++) { /* those of v that end to the left of this one */
            while (e < b_stop && *e < *a)
                e++;
            *left += (uint32_t)(e - b_first);
        }
        for (const uint32_t *e = a_first; b < b_stop; b++) {
            while (e < a_stop && *e < *b)
                e++;
            *right += (uint32_t)(e - a_first);
        }
    }
}

static void exact(const struct polish *p)
{
    uint32_t c[SMALL][SMALL], least[1 << SMALL], now = 0, bound = 0, n = p->n, old[SMALL];
    uint8_t last[1 << SMALL];
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = i + 1; j < n; j++) {
            cost(p, p->row[i], p->row[j], &c[i][j], &c[j][i]);
            now += c[i][j];
            bound += c[i][j] < c[j][i] ? c[i][j] : c[j][i];
        }
    if (now == bound)
        return;
    least[0] = 0;
    for (uint32_t set = 1; set < 1u << n; set++) {
        least[set] = UINT32_MAX;
        for (uint32_t v = n; v-- > 0;) { /* of equals the one that is rightmost now */
            if (!(set >> v & 1) || least[set & ~(1u << v)] == UINT32_MAX)
                continue;
            uint32_t sum = least[set & ~(1u << v)];
            bool allowed = true;
            for (uint32_t u = 0; u < n; u++)
                if (u != v && set >> u & 1) {
                    sum += c[u][v];
                    allowed = allowed && !net_fixed_before(p->net, p->row[v], p->row[u]);
                }
            if (allowed && sum < least[set]) {
                least[set] = sum;
                last[set] = (uint8_t)v;
            }
        }
    }
    memcpy(old, p->row, n * sizeof *old);
    for (uint32_t set = (1u << n) - 1, i = n; i-- > 0; set &= ~(1u << last[set]))
        p->row[i] = old[last[set]];
}

/* The place for the vertex at `from` with fewest crossings, within reach; of equals the nearest. */
static uint32_t best_place(const struct polish *p, uint32_t from)
{
    uint32_t v = p->row[from], best = from, before, after;
    int64_t gain = 0, most = 0;
    for (uint32_t i = from; i-- > 0 && from - i <= REACH && !net_fixed_before(p->net, p->row[i], v);) {
        cost(p, p->row[i], v, &before, &after);
        gain += (int64_t)before - after;
        if (gain > most) {
            most = gain;
            best = i;
        }
    }
    gain = 0;
    for (uint32_t i = from + 1; i < p->n && i - from <= REACH && !net_fixed_before(p->net, v, p->row[i]);
         i++) {
        cost(p, p->row[i], v, &after, &before);
        gain += (int64_t)before - after;
        if (gain > most) {
            most = gain;
            best = i;
        }
    }
    return best;
}

static void sift(const struct polish *p)
{
    for (uint32_t i = 0; i < p->n; i++) {
        uint32_t to = best_place(p, i), v = p->row[i];
        if (to < i)
            memmove(p->row + to + 1, p->row + to, (i - to) * sizeof *p->row);
        else
            memmove(p->row + i, p->row + i + 1, (to - i) * sizeof *p->row);
        p->row[to] = v;
    }
}

void net_polish(struct net *net, struct counter *c, uint32_t r)
{
    struct polish p = {.net = net,
                       .row = net->order + net->rank_start[r],
                       .n = net->rank_start[r + 1] - net->rank_start[r],
                       .end = c->end};
    uint32_t used = 0;
    for (int up = 0; up < 2; up++) {
        p.start[up] = c->start[up];
        p.stop[up] = c->stop[up];
    }
    for (uint32_t i = 0; i < p.n; i++)
        for (int up = 0; up < 2; up++)
            c->start[up][p.row[i]] = c->stop[up][p.row[i]] = 0;
    if (r > 0)
        list_ends(net, c, r, r - 1, false, &used);
    if (r + 1 < net->nranks)
        list_ends(net, c, r, r + 1, true, &used);
    if (p.n <= SMALL)
        exact(&p);
    else
        sift(&p);
    for (uint32_t i = 0; i < p.n; i++)
        net->pos[p.row[i]] = i;
}
