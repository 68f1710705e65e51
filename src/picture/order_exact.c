/* order_exact.c -- the best order of small graphs.
 *
 * Crossings lie between neighbouring ranks, so the best choice of one permutation a rank is a shortest path
 * through the permutations of rank after rank.  Of the orders with fewest crossings it is the one whose wires
 * lean least, and then the one nearest to the order of declaration. */
#include "picture/layered_int.h"

#include "base/interrupt.h"

#include <stdlib.h>
#include <string.h>

enum { WIDEST = 7, MOST_SEGMENTS = 48 };
static const uint64_t MOST_PAIRS = 200000; /* of permutations of neighbouring ranks */
static const int64_t CROSSING = (int64_t)1 << 40, LEAN = (int64_t)1 << 12;

struct layer {
    uint32_t n, count;      /* vertices; permutations */
    uint32_t row[WIDEST];   /* the vertices by number */
    uint8_t (*seq)[WIDEST]; /* by permutation: who stands where, as indices of `row` */
    int64_t *least;         /* by permutation: of all ranks up to here */
    uint16_t *from;         /* by permutation: the best one of the rank below */
};

static bool worth_it(const struct net *net)
{
    static const uint64_t factorial[WIDEST + 1] = {1, 1, 2, 6, 24, 120, 720, 5040};
    uint64_t pairs = 0;
    for (uint32_t r = 0; r < net->nranks; r++) {
        uint32_t n = net->rank_start[r + 1] - net->rank_start[r], segments = 0;
        if (n > WIDEST)
            return false;
        for (uint32_t i = net->rank_start[r]; i < net->rank_start[r + 1]; i++)
            segments += net->up.start[net->order[i] + 1] - net->up.start[net->order[i]];
        if (segments > MOST_SEGMENTS)
            return false;
        if (r + 1 < net->nranks && net->rank_start[r + 2] - net->rank_start[r + 1] <= WIDEST)
            pairs += factorial[n] * factorial[net->rank_start[r + 2] - net->rank_start[r + 1]];
    }
    return net->nranks > 1 && pairs <= MOST_PAIRS;
}

/* ---- permutations ---- */

static bool allowed(const struct net *net, const struct layer *l, const uint8_t *seq)
{
    for (uint32_t i = 0; i < l->n; i++)
        for (uint32_t j = i + 1; j < l->n; j++)
            if (net_fixed_before(net, l->row[seq[j]], l->row[seq[i]]))
                return false;
    return true;
}

/* The next permutation in lexicographic order. */
static bool next(uint8_t *seq, uint32_t n)
{
    uint32_t i = n, j = n;
    while (i > 1 && seq[i - 2] >= seq[i - 1])
        i--;
    if (i < 2)
        return false;
    uint8_t t = seq[i - 2];
    while (seq[j - 1] <= t)
        j--;
    seq[i - 2] = seq[j - 1];
    seq[j - 1] = t;
    for (uint32_t a = i - 1, b = n - 1; a < b; a++, b--) {
        t = seq[a];
        seq[a] = seq[b];
        seq[b] = t;
    }
    return true;
}

static int64_t inversions(const uint8_t *seq, uint32_t n)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = i + 1; j < n; j++)
            sum += seq[i] > seq[j];
    return sum;
}

static bool layer_new(struct arena *a, const struct net *net, uint32_t r, struct layer *l)
{
    const uint32_t *order = net->order + net->rank_start[r];
    uint8_t seq[WIDEST];
    uint32_t all = 1;
    l->n = net->rank_start[r + 1] - net->rank_start[r];
    for (uint32_t i = 0; i < l->n; i++) {
        uint32_t k = i;
        for (; k > 0 && l->row[k - 1] > order[i]; k--)
            l->row[k] = l->row[k - 1];
        l->row[k] = order[i];
        all *= i + 1;
        seq[i] = (uint8_t)i;
    }
    l->seq = arena_array(a, all, sizeof *l->seq);
    l->least = ARENA_NEW(a, int64_t, all);
    l->from = ARENA_NEW(a, uint16_t, all);
    if (!l->seq || !l->least || !l->from)
        return false;
    do {
        if (allowed(net, l, seq)) {
            l->least[l->count] = inversions(seq, l->n);
            memcpy(l->seq[l->count++], seq, sizeof seq);
        }
    } while (next(seq, l->n));
    return true;
}

/* ---- from rank to rank ---- */

/* With the lower rank in one order: what the upper one pays for its own. */
struct price {
    int64_t all;                  /* whatever the order */
    int64_t left[WIDEST][WIDEST]; /* of one vertex to the left of another */
    int64_t at[WIDEST][WIDEST];   /* of a vertex at a place */
};

struct joint {
    uint32_t n;
    uint32_t lo[MOST_SEGMENTS], hi[MOST_SEGMENTS], lo_slot[MOST_SEGMENTS], hi_slot[MOST_SEGMENTS];
};

static uint32_t index_of(const struct layer *l, uint32_t v)
{
    uint32_t i = 0;
    while (l->row[i] != v)
        i++;
    return i;
}

static void find_segments(const struct net *net, const struct layer *lower, const struct layer *upper,
                          struct joint *j)
{
    j->n = 0;
    for (uint32_t i = 0; i < lower->n; i++)
        for (uint32_t k = net->up.start[lower->row[i]]; k < net->up.start[lower->row[i] + 1]; k++) {
            const struct segment *g = &net->seg[net->up.at[k]];
            j->lo[j->n] = i;
            j->hi[j->n] = index_of(upper, g->hi);
            j->lo_slot[j->n] = g->lo_slot;
            j->hi_slot[j->n++] = g->hi_slot;
        }
}

static void price_of(struct price *p, const struct joint *j, const struct layer *lower, const uint8_t *seq,
                     uint32_t n)
{
    uint32_t pos[WIDEST];
    *p = (struct price){0};
    for (uint32_t i = 0; i < lower->n; i++)
        pos[seq[i]] = i;
    for (uint32_t s = 0; s < j->n; s++) {
        uint64_t key = (uint64_t)pos[j->lo[s]] << 32 | j->lo_slot[s];
        for (uint32_t k = 0; k < n; k++)
            p->at[j->hi[s]][k] +=
                LEAN * llabs((2 * (int64_t)pos[j->lo[s]] + 1) * n - (2 * (int64_t)k + 1) * lower->n);
        for (uint32_t t = 0; t < j->n; t++) {
            if (key <= ((uint64_t)pos[j->lo[t]] << 32 | j->lo_slot[t]))
                continue;
            if (j->hi[s] != j->hi[t])
                p->left[j->hi[s]][j->hi[t]] += CROSSING;
            else if (j->hi_slot[s] < j->hi_slot[t])
                p->all += CROSSING;
        }
    }
}

static void step(struct layer *lower, struct layer *upper, const struct joint *j)
{
    int64_t *least = upper->least;
    uint32_t n = upper->n;
    struct price p;
    for (uint32_t b = 0; b < upper->count; b++)
        upper->from[b] = UINT16_MAX;
    for (uint32_t a = 0; a < lower->count; a++) {
        price_of(&p, j, lower, lower->seq[a], n);
        for (uint32_t b = 0; b < upper->count; b++) {
            const uint8_t *seq = upper->seq[b];
            int64_t sum = lower->least[a] + p.all + inversions(seq, n);
            for (uint32_t i = 0; i < n; i++) {
                sum += p.at[seq[i]][i];
                for (uint32_t k = i + 1; k < n; k++)
                    sum += p.left[seq[i]][seq[k]];
            }
            if (upper->from[b] == UINT16_MAX || sum < least[b]) {
                least[b] = sum;
                upper->from[b] = (uint16_t)a;
            }
        }
    }
}

static void walk_back(struct net *net, const struct layer *layer)
{
    uint32_t best = 0;
    const struct layer *top = &layer[net->nranks - 1];
    for (uint32_t b = 1; b < top->count; b++)
        if (top->least[b] < top->least[best])
            best = b;
    for (uint32_t r = net->nranks; r-- > 0;) {
        for (uint32_t i = 0; i < layer[r].n; i++) {
            uint32_t v = layer[r].row[layer[r].seq[best][i]];
            net->order[net->rank_start[r] + i] = v;
            net->pos[v] = i;
        }
        best = layer[r].from[best];
    }
}

bool net_order_exact(struct work *w, struct net *net)
{
    struct arena draft = {0};
    struct joint j;
    if (!worth_it(net))
        return true;
    struct layer *layer = ARENA_NEW(&draft, struct layer, net->nranks);
    bool good = layer != NULL || diag_oom(w->diags);
    for (uint32_t r = 0; good && r < net->nranks; r++) {
        good = layer_new(&draft, net, r, &layer[r]) || diag_oom(w->diags);
        if (!good || !r)
            continue;
        find_segments(net, &layer[r - 1], &layer[r], &j);
        step(&layer[r - 1], &layer[r], &j);
        if (interrupted())
            good = diag_interrupted(w->diags);
    }
    if (good)
        walk_back(net, layer);
    arena_free(&draft);
    return good;
}
