/* straighten.c -- the coordinates with the least bending.
 *
 * Bending is a sum of convex functions of differences of coordinates, one for each segment: the deviation
 * from straight, times a weight that is greatest inside long edges (Gansner, Koutsofios, North and Vo 1993);
 * and at the ends of edges a little of its square, which puts a fan over its middle and makes the least place
 * unique, hence the drawing of a symmetric graph symmetric.  Such sums are L-natural convex (Murota 2003, ch.
 * 10): steepest descent, which moves the best set of vertices by one step to the right until no set gains,
 * ends at a minimum, and halving the step makes it fast. The best set is a minimum cut (cut.h).
 *
 * Inside a long edge segments that do not cross their like are kept straight altogether (Brandes and Koepf
 * 2002): the vertices that move are blocks. */
#include "picture/cut.h"
#include "picture/layered_int.h"

#include "base/interrupt.h"

#include <stdlib.h>
#include <string.h>

enum {
    INNER = 8, /* weights of segments between two dummies, and of the last of a long edge; others 1 */
    LAST = 2,
    BROAD = 64 /* a deviation of this length costs as much by its square as by itself */
};

struct bend {
    int64_t weight;
    bool squared;
};

/* Two blocks that are neighbours in some rank. */
struct apart {
    uint32_t left, right;
    int64_t least;
};

struct straightener {
    struct net *net;
    struct cut cut;
    struct cut_arc *arc;     /* k: segment k; those after them are the pairs */
    bool *rigid;             /* by segment */
    uint32_t *block;         /* by vertex */
    int64_t *at;             /* by block */
    uint32_t *newest, *wait; /* by block: the newest pair it is left in; pairs to be settled before it */
    struct apart *apart;
    uint32_t nblocks, napart;
};

static bool inner(const struct net *net, const struct segment *g)
{
    return g->lo >= net->n && g->hi >= net->n;
}

static struct bend bend_of(const struct net *net, const struct segment *g)
{
    int64_t times = inner(net, g) ? INNER : g->lo >= net->n ? LAST : 1;
    return (struct bend){g->weight * times, !inner(net, g)};
}

/* Bending of one segment when its deviation grows from d to d + s, less what it was. */
static int64_t growth(struct bend b, int64_t d, int64_t s)
{
    int64_t sum = (llabs(d + s) - llabs(d)) * BROAD * GRID;
    return b.weight * (b.squared ? sum + (2 * d + s) * s : sum);
}

double net_bending(const struct net *net)
{
    double sum = 0;
    for (uint32_t k = 0; k < net->nsegs; k++) {
        const struct segment *g = &net->seg[k];
        struct bend b = bend_of(net, g);
        double d = (double)llabs(net->x[g->hi] + g->hi_at - net->x[g->lo] - g->lo_at) / GRID;
        sum += (double)b.weight * (d * BROAD + (b.squared ? d * d : 0));
    }
    return sum;
}

/* ---- blocks ---- */

/* The segment that leads on from a dummy, UINT32_MAX where it is not an inner one. */
static uint32_t inner_above(const struct net *net, uint32_t v)
{
    if (v < net->n)
        return UINT32_MAX;
    uint32_t k = net->up.at[net->up.start[v]];
    return inner(net, &net->seg[k]) ? k : UINT32_MAX;
}

/* Inner segments above rank r that cross no other one. */
static void find_rigid(struct straightener *t, uint32_t r)
{
    const struct net *net = t->net;
    uint32_t most = 0, least = UINT32_MAX; /* places of upper ends seen so far; 0: none, others from 1 */
    for (uint32_t i = net->rank_start[r]; i < net->rank_start[r + 1]; i++) {
        uint32_t k = inner_above(net, net->order[i]);
        if (k == UINT32_MAX)
            continue;
        uint32_t place = net->pos[net->seg[k].hi] + 1;
        t->rigid[k] = place > most;
        most = place > most ? place : most;
    }
    for (uint32_t i = net->rank_start[r + 1]; i-- > net->rank_start[r];) {
        uint32_t k = inner_above(net, net->order[i]);
        if (k == UINT32_MAX)
            continue;
        uint32_t place = net->pos[net->seg[k].hi] + 1;
        t->rigid[k] = t->rigid[k] && place < least;
        least = place < least ? place : least;
    }
}

static void make_blocks(struct straightener *t)
{
    const struct net *net = t->net;
    for (uint32_t r = 0; r + 1 < net->nranks; r++)
        find_rigid(t, r);
    for (uint32_t i = 0; i < net->total; i++) { /* from below upwards */
        uint32_t v = net->order[i];
        uint32_t k = v >= net->n ? net->down.at[net->down.start[v]] : UINT32_MAX;
        t->block[v] = k != UINT32_MAX && t->rigid[k] ? t->block[net->seg[k].lo] : t->nblocks++;
    }
}

/* Blocks that are neighbours in several ranks, one above the other, are one pair. */
static void find_pairs(struct straightener *t)
{
    const struct net *net = t->net;
    for (uint32_t b = 0; b < t->nblocks; b++)
        t->newest[b] = UINT32_MAX;
    for (uint32_t r = 0; r < net->nranks; r++)
        for (uint32_t i = net->rank_start[r] + 1; i < net->rank_start[r + 1]; i++) {
            uint32_t left = t->block[net->order[i - 1]], right = t->block[net->order[i]];
            uint32_t *newest = &t->newest[left];
            int64_t least = net_separation(net, net->order[i - 1], net->order[i]);
            if (*newest == UINT32_MAX || t->apart[*newest].right != right) {
                *newest = t->napart++;
                t->apart[*newest] = (struct apart){left, right, 0};
                t->wait[right]++;
            }
            struct apart *a = &t->apart[*newest];
            a->least = a->least > least ? a->least : least;
        }
}

static bool join_all(struct straightener *t, struct arena *a)
{
    const struct net *net = t->net;
    for (uint32_t k = 0; k < net->nsegs; k++)
        t->arc[k] = (struct cut_arc){t->block[net->seg[k].lo], t->block[net->seg[k].hi]};
    for (uint32_t k = 0; k < t->napart; k++)
        t->arc[net->nsegs + k] = (struct cut_arc){t->apart[k].left, t->apart[k].right};
    return cut_new(&t->cut, a, t->nblocks, t->arc, net->nsegs + t->napart);
}

/* Blocks to the means of where their vertices are, and then as far to the right as those to their left
 * demand. Lines that go up without crossing are ordered from left to right: there is always a next one. */
static void place_blocks(struct straightener *t)
{
    const struct net *net = t->net;
    uint32_t *count = t->cut.now, *queue = t->cut.queue, head = 0, tail = 0;
    memset(count, 0, sizeof *count * t->nblocks);
    for (uint32_t v = 0; v < net->total; v++) {
        t->at[t->block[v]] += net->x[v];
        count[t->block[v]]++;
    }
    for (uint32_t b = 0; b < t->nblocks; b++) {
        t->at[b] /= count[b];
        if (!t->wait[b])
            queue[tail++] = b;
    }
    while (head < tail) {
        uint32_t b = queue[head++];
        for (uint32_t i = t->cut.start[b]; i < t->cut.start[b + 1]; i++) {
            uint32_t half = t->cut.at[i];
            if (half % 2 || half / 2 < net->nsegs)
                continue;
            const struct apart *a = &t->apart[half / 2 - net->nsegs];
            if (t->at[a->right] < t->at[b] + a->least)
                t->at[a->right] = t->at[b] + a->least;
            if (!--t->wait[a->right])
                queue[tail++] = a->right;
        }
    }
}

/* ---- descent ---- */

/* Prices for a step s: a set costs what its step to the right costs. */
static void set_prices(struct straightener *t, int64_t s)
{
    const struct net *net = t->net;
    int64_t *price = t->cut.price, *cap = t->cut.cap;
    memset(price, 0, sizeof *price * t->nblocks);
    memset(cap, 0, sizeof *cap * 2 * t->cut.narcs);
    for (uint32_t k = 0; k < net->nsegs; k++) {
        const struct segment *g = &net->seg[k];
        uint32_t lo = t->block[g->lo], hi = t->block[g->hi];
        if (lo == hi)
            continue;
        struct bend b = bend_of(net, g);
        int64_t d = t->at[hi] + g->hi_at - t->at[lo] - g->lo_at, more = growth(b, d, s);
        price[lo] -= more;
        price[hi] += more;
        cap[2 * (size_t)k] = more + growth(b, d, -s);
    }
    for (uint32_t k = 0; k < t->napart; k++) {
        const struct apart *a = &t->apart[k];
        if (t->at[a->right] - t->at[a->left] < a->least + s)
            cap[2 * ((size_t)net->nsegs + k)] = CUT_NEVER;
    }
}

/* Is anything gained, and moved? */
static bool step(struct straightener *t, int64_t s)
{
    set_prices(t, s);
    if (!cut_solve(&t->cut))
        return false;
    for (uint32_t b = 0; b < t->nblocks; b++)
        if (t->cut.level[b] != CUT_OUT)
            t->at[b] += s;
    return true;
}

/* Could a sum overflow? Only with absurd widths. */
static bool small_enough(const struct straightener *t)
{
    const int64_t most = (int64_t)GRID << 16;
    for (uint32_t b = 0; b < t->nblocks; b++)
        if (llabs(t->at[b]) > most)
            return false;
    for (uint32_t k = 0; k < t->net->nsegs; k++)
        if (llabs(t->net->seg[k].lo_at) > most || llabs(t->net->seg[k].hi_at) > most)
            return false;
    return true;
}

static bool straightener_new(struct straightener *t, struct arena *a, struct net *net)
{
    t->net = net;
    t->rigid = ARENA_NEW(a, bool, net->nsegs);
    t->block = ARENA_NEW(a, uint32_t, net->total);
    t->at = ARENA_NEW(a, int64_t, net->total);
    t->newest = ARENA_NEW(a, uint32_t, net->total);
    t->wait = ARENA_NEW(a, uint32_t, net->total);
    t->apart = ARENA_NEW(a, struct apart, net->total);
    t->arc = ARENA_NEW(a, struct cut_arc, (size_t)net->nsegs + net->total);
    if (!t->rigid || !t->block || !t->at || !t->newest || !t->wait || !t->apart || !t->arc)
        return false;
    make_blocks(t);
    find_pairs(t);
    return join_all(t, a);
}

bool net_straighten(struct work *w, struct net *net)
{
    struct arena draft = {0};
    struct straightener t = {0};
    bool good = straightener_new(&t, &draft, net) || diag_oom(w->diags);
    if (good)
        place_blocks(&t);
    if (good && small_enough(&t)) {
        for (int64_t s = 16 * GRID; good && s > 0; s /= 2)
            while (good && step(&t, s))
                good = !interrupted() || diag_interrupted(w->diags);
        for (uint32_t v = 0; v < net->total; v++)
            net->x[v] = t.at[t.block[v]];
    }
    arena_free(&draft);
    return good;
}
