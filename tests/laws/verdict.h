/* verdict.h -- which effects are identifiable, decided the slow way, for mixed graphs of up to 8 nodes.
 *
 * P(y | do(x)) is identifiable unless there is a hedge (Shpitser and Pearl 2006, theorems 4 and 5): here
 * every pair of subsets F' < F is tried.  P(y | z, do(x)) is identifiable if and only if P(y, z - w | do(x,
 * w)) is, where w is the largest part of z that rule 2 takes for interventions (Shpitser and Pearl 2006b):
 * here every part is tried, with separation in the moral graph of an explicit DAG that has a node for each
 * bidirected edge.  Sets are the bits of a word. Nothing is shared with the program. */
#ifndef CAUSAL_TESTS_VERDICT_H
#define CAUSAL_TESTS_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

enum { MIXED_NODES = 8, MIXED_MORE = 16 };

struct mixed {
    uint32_t n;
    uint32_t pa[MIXED_NODES], bi[MIXED_NODES];
};

/* The projection of a DAG on its first n nodes; nodes n .. all - 1 are hidden. */
static inline struct mixed mixed_project(uint32_t n, uint32_t all, const uint32_t *pa)
{
    struct mixed m = {.n = n};
    uint32_t seen = (1u << n) - 1,
             above[MIXED_MORE]; /* above: itself, and what reaches it through hidden ones */
    for (uint32_t v = 0; v < all; v++) {
        above[v] = 1u << v;
        for (uint32_t before = 0; before != above[v];) {
            before = above[v];
            for (uint32_t u = 0; u < all; u++)
                if (before >> u & 1 && (u == v || u >= n))
                    above[v] |= pa[u];
        }
    }
    for (uint32_t v = 0; v < n; v++) {
        m.pa[v] = above[v] & seen & ~(1u << v);
        for (uint32_t u = 0; u < n; u++)
            if (u != v && above[u] & above[v] & ~seen)
                m.bi[v] |= 1u << u;
    }
    return m;
}

/* Without the arrows into `barred` (of both kinds) and out of `underlined`. */
static inline struct mixed mixed_cut(const struct mixed *m, uint32_t barred, uint32_t underlined)
{
    struct mixed cut = *m;
    for (uint32_t v = 0; v < m->n; v++) {
        cut.pa[v] = barred >> v & 1 ? 0 : m->pa[v] & ~underlined;
        cut.bi[v] = barred >> v & 1 ? 0 : m->bi[v] & ~barred;
    }
    return cut;
}

/* The ancestors of `of`, themselves included, by paths within `among`. */
static inline uint32_t mixed_ancestors(const struct mixed *m, uint32_t of, uint32_t among)
{
    of &= among;
    for (uint32_t before = 0; before != of;) {
        before = of;
        for (uint32_t v = 0; v < m->n; v++)
            if (before >> v & 1)
                of |= m->pa[v] & among;
    }
    return of;
}

/* Is `set` joined by the bidirected edges within it? */
static inline bool mixed_joined(const struct mixed *m, uint32_t set)
{
    uint32_t part = set & -set;
    for (uint32_t before = 0; before != part;) {
        before = part;
        for (uint32_t v = 0; v < m->n; v++)
            if (before >> v & 1)
                part |= m->bi[v] & set;
    }
    return part == set;
}

/* Are a and b separated by c?  The moral graph of the ancestors (Lauritzen, Dawid, Larsen and Leimer 1990).
 */
static inline bool mixed_separated(const struct mixed *m, uint32_t a, uint32_t b, uint32_t c)
{
    uint64_t pa[MIXED_NODES + MIXED_NODES * MIXED_NODES] = {0},
                                            near[MIXED_NODES + MIXED_NODES * MIXED_NODES] = {0};
    uint64_t kept = mixed_ancestors(m, a | b | c, (1u << m->n) - 1);
    uint32_t all = m->n;
    for (uint32_t v = 0; v < m->n; v++)
        pa[v] |= m->pa[v];
    for (uint32_t v = 0; v < m->n; v++)
        for (uint32_t u = 0; u < v; u++)
            if (m->bi[v] >> u & 1) {
                pa[u] |= (uint64_t)1 << all;
                pa[v] |= (uint64_t)1 << all;
                if (kept >> u & 1 || kept >> v & 1)
                    kept |= (uint64_t)1 << all;
                all++;
            }
    for (uint32_t v = 0; v < all; v++)
        for (uint32_t u = 0; u < all; u++) {
            uint64_t bit = (uint64_t)1 << u;
            if (!(kept >> v & 1) || !(pa[v] & bit))
                continue;
            near[v] |= bit; /* a parent, and the other parents */
            near[u] |= (uint64_t)1 << v | (pa[v] & ~bit);
        }
    uint64_t reached = a & ~c;
    for (uint64_t before = 0; before != reached;) {
        before = reached;
        for (uint32_t v = 0; v < all; v++)
            if (before >> v & 1)
                reached |= near[v] & kept & ~(uint64_t)c;
    }
    return !(reached & b);
}

/* Are there forests on f and part with common roots that are a hedge for P(y | do(x))? The largest root set
 * serves if any does. */
static inline bool verdict_is_hedge(const struct mixed *m, uint32_t f, uint32_t part, uint32_t y, uint32_t x)
{
    struct mixed cut = mixed_cut(m, x, 0);
    uint32_t roots = part & mixed_ancestors(&cut, y, (1u << m->n) - 1);
    return (part & ~f) == 0 && part && f & x && !(part & x) && mixed_joined(m, f) && mixed_joined(m, part) &&
           mixed_ancestors(m, roots, part) == part && mixed_ancestors(m, roots, f) == f;
}

/* Is there a hedge on a part of `within`, other than on all of it? */
static inline bool verdict_hedge_within(const struct mixed *m, uint32_t within, uint32_t y, uint32_t x)
{
    for (uint32_t f = within; f; f = (f - 1) & within)
        if (f != within && f & x && mixed_joined(m, f))
            for (uint32_t part = (f - 1) & f; part; part = (part - 1) & f)
                if (!(part & x) && verdict_is_hedge(m, f, part, y, x))
                    return true;
    return false;
}

static inline bool verdict_joint(const struct mixed *m, uint32_t y, uint32_t x)
{
    uint32_t all = (1u << m->n) - 1;
    for (uint32_t f = 1; f <= all; f++)
        if (f & x && mixed_joined(m, f))
            for (uint32_t part = (f - 1) & f; part; part = (part - 1) & f)
                if (!(part & x) && verdict_is_hedge(m, f, part, y, x))
                    return false;
    return true;
}

/* May the conditions w of P(y | z, do(x)) be taken for interventions? */
static inline bool verdict_exchange(const struct mixed *m, uint32_t y, uint32_t x, uint32_t z, uint32_t w)
{
    struct mixed cut = mixed_cut(m, x, w);
    return mixed_separated(&cut, y, w, x | (z & ~w));
}

/* The largest such w. *unique: it contains all others. */
static inline uint32_t verdict_exchanged(const struct mixed *m, uint32_t y, uint32_t x, uint32_t z,
                                         bool *unique)
{
    uint32_t all = 0, best = 0;
    for (uint32_t w = z; w; w = (w - 1) & z)
        if (verdict_exchange(m, y, x, z, w)) {
            all |= w;
            best = __builtin_popcount(w) > __builtin_popcount(best) ? w : best;
        }
    *unique = all == best;
    return best;
}

static inline bool verdict(const struct mixed *m, uint32_t y, uint32_t x, uint32_t z)
{
    bool unique;
    uint32_t w = verdict_exchanged(m, y, x, z, &unique);
    return !y || verdict_joint(m, y | (z & ~w), x | w);
}

#endif
