/* pair.c -- two parity models from a hedge (Shpitser and Pearl 2006, theorem 4).
 *
 * In the first, each member of F hears its parents in the forest and the hidden bits of a tree of bidirected
 * edges that spans F.  Every variable of F but the roots is heard once, and every bit twice, so the sum of
 * the roots is zero.  In the second, members of F' hear members of F' and bits of edges inside F' only, and
 * the sum of the roots is zero for the same reason.  Setting a variable of F - F' leaves bits that are heard
 * once: the sum of the roots is a fair bit then, but only in the first.
 *
 * The sum is passed down to the outcomes along directed paths.  When it only gets to conditions, an open path
 * from one of them to an outcome tells the outcome a bit that this condition hears as well (Shpitser and
 * Pearl 2006, "Identification of conditional interventional distributions"): the outcome then goes with the
 * conditions if their sum has been what it was.
 */
#include "witness/witness_int.h"

/* Hidden bits of a tree that grows from `tree` over `all`, and bits of edges within `all` only. */
static bool span(struct parity *p, const struct stage *s, members *tree, members all)
{
    while (*tree != all) {
        uint32_t k = 0;
        for (; k < s->nedges; k++) {
            members ends = BIT(s->end[k][0]) | BIT(s->end[k][1]);
            if (!(ends & ~all) && bit_count(ends & *tree) == 1)
                break;
        }
        if (k == s->nedges)
            return false;
        for (int i = 0; i < 2; i++)
            p->hidden[s->end[k][i]] |= (uint64_t)1 << k;
        *tree |= BIT(s->end[k][0]) | BIT(s->end[k][1]);
    }
    return true;
}

/* Each member of F hears what it is the chosen child of; *roots are those members of F' that have no child
 * there, and those of `cut`. */
static bool plant(struct parity *p, members *roots, const struct stage *s, members f, members f_prime,
                  members cut)
{
    *roots = 0;
    EACH_BIT(v, f)
    {
        members child = s->ch[v] & (f_prime & BIT(v) ? f_prime : f);
        if (child && !(cut & BIT(v)))
            p->hears[bit_first(child)] |= BIT(v);
        else if (f_prime & BIT(v))
            *roots |= BIT(v);
        else
            return false;
    }
    return true;
}

/* Pass what the roots say on along next[]; *reached are the targets that hear it. */
static bool pass_down(struct parity *p, const uint32_t *next, members roots, members *reached)
{
    *reached = 0;
    EACH_BIT(r, roots)
    {
        uint32_t v = r;
        while (next[v] != UINT32_MAX && next[v] != v) {
            p->hears[next[v]] |= BIT(v);
            v = next[v];
        }
        if (next[v] == UINT32_MAX)
            return false;
        *reached |= BIT(v);
    }
    return true;
}

bool pair_of_hedge(struct pair *out, const struct stage *s, members f, members f_prime, members cut,
                   const struct link *link)
{
    struct parity *p = &out->of[0];
    members tree = f_prime & -f_prime, roots, reached;
    uint32_t next[STAGE_NODES];
    uint64_t inner = 0;
    *out = (struct pair){.f = f, .f_prime = f_prime};
    if (!span(p, s, &tree, f_prime))
        return false;
    EACH_BIT(v, f_prime)
    inner |= p->hidden[v];
    if (!span(p, s, &tree, f) || !plant(p, &roots, s, f, f_prime, cut))
        return false;
    stage_descend(next, s, s->y | s->z, s->x, f & ~f_prime);
    if (!pass_down(p, next, roots, &reached))
        return false;
    out->of[1] = *p;
    EACH_BIT(v, f_prime)
    {
        out->of[1].hears[v] &= ~(f & ~f_prime);
        out->of[1].hidden[v] &= inner;
    }
    for (int m = 0; link && m < 2; m++)
        for (uint32_t v = 0; v < s->n; v++) {
            out->of[m].hears[v] |= link->hears[v];
            out->of[m].hidden[v] |= link->hidden[v];
        }
    parity_add_noise(s, p);
    out->of[1].noise = p->noise;
    return true;
}
