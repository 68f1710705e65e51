/* search.c -- the pairs that are tried.
 *
 * The construction from the hedge as it was found nearly always works.  It does not when the way from a root
 * to the outcomes leads through F - F', when a condition is in the way, or when a path that makes a condition
 * matter meets the hedge.  Then more members of F' are taken for roots, and after that other hedges for the
 * same query, small ones first.
 */
#include "base/interrupt.h"
#include "witness/witness_int.h"

#include <math.h>

enum {
    SEARCH_NODES = 10, /* 3^10 pairs of sets */
    MOST_CUT = 6       /* all subsets of so many are tried */
};
static const double differs = 0.1; /* over two to the number of outcomes */

struct search {
    struct work *w;
    const struct stage *s;
    struct pair *pair;
    struct gap *gap;
    bool found;
};

static bool check(struct search *h)
{
    if (!parity_agree(h->s, h->pair))
        return true;
    if (!parity_gap(h->gap, h->w, h->s, h->pair))
        return false;
    h->found = h->gap->size >= ldexp(differs, -(int)bit_count(h->s->asked_y));
    return true;
}

static bool try_roots(struct search *h, members f, members f_prime, members cut)
{
    if (pair_of_hedge(h->pair, h->s, f, f_prime, cut, NULL) && !check(h))
        return false;
    for (uint32_t k = 0; k < h->s->nlinks && !h->found; k++)
        if (pair_of_hedge(h->pair, h->s, f, f_prime, cut, &h->s->link[k]) && !check(h))
            return false;
    return true;
}

/* With the fewest roots first; then with more, whose part of the sum goes down by ways of their own. */
static bool try_hedge(struct search *h, members f, members f_prime)
{
    bool few = bit_count(f_prime) <= MOST_CUT;
    for (members cut = 0;;
         cut = few ? (cut - f_prime) & f_prime : f_prime) { /* all subsets, or none and all */
        if (!try_roots(h, f, f_prime, cut))
            return false;
        if (h->found || cut == f_prime)
            return true;
    }
}

static bool connected(const struct stage *s, members set)
{
    members seen = set & -set, before = 0;
    while (seen != before) {
        before = seen;
        EACH_BIT(v, before)
        seen |= s->bi[v] & set;
    }
    return seen == set;
}

static bool try_all(struct search *h)
{
    const struct stage *s = h->s;
    for (uint32_t size = 2; size <= s->n; size++)
        for (members f = 1; f < BIT(s->n); f++) {
            if (bit_count(f) != size || !(f & s->x) || !connected(s, f))
                continue;
            members inner = f & ~s->x;
            for (members sub = inner; sub && !h->found; sub = (sub - 1) & inner) {
                if (interrupted())
                    return diag_interrupted(h->w->diags);
                if (connected(s, sub) && !try_hedge(h, f, sub))
                    return false;
            }
            if (h->found)
                return true;
        }
    return true;
}

bool search_pair(struct pair *out, struct gap *gap, bool *found, struct work *w, const struct stage *s)
{
    struct search h = {.w = w, .s = s, .pair = out, .gap = gap};
    bool good = try_hedge(&h, s->f, s->f_prime);
    if (good && !h.found && s->n <= SEARCH_NODES)
        good = try_all(&h);
    *found = h.found;
    return good;
}
