/* attempt.c -- checks that may be out of reach: what stops one is no error of the query it checks. */
#include "answer/answer_int.h"
#include "base/interrupt.h"

void attempt_begin(struct attempt *a, struct work *w)
{
    *a = (struct attempt){.drafts = {0}};
    a->refusal.arena = &a->drafts;
    a->w = (struct work){w->arena, &a->refusal, w->plans};
}

bool attempt_end(struct attempt *a, struct work *w)
{
    bool oom = a->refusal.out_of_memory, stopped = a->refusal.errors > 0 && interrupted();
    a->why = a->refusal.n ? str_dup(w->arena, a->refusal.list[0].message) : STR("");
    arena_free(&a->drafts);
    return oom || !a->why.s ? diag_oom(w->diags) : stopped ? diag_interrupted(w->diags) : true;
}

/* The largest table of a distribution in a formula that a mere check is willing to build. */
enum { LARGEST_LEAF = 1 << 20 };

/* Does the query fix the free symbol of v? Leaves are asked for at that state alone. */
static bool is_fixed(const struct request *r, uint32_t v)
{
    for (uint32_t i = 0; !r->soft && i < r->nseen; i++)
        if (r->seen[i].wire == v)
            return true;
    for (uint32_t i = 0; !r->soft && i < r->nset; i++)
        if (r->set[i].wire == v)
            return true;
    return false;
}

bool attempt_formula_fits(struct work *w, const struct request *r, const struct est_pool *pool, est root,
                          bool *fits)
{
    const bool *used = est_used(w, pool, root);
    if (!used)
        return false;
    *fits = true;
    for (est e = root; e > 0; e--) {
        const struct est_node *n = est_get(pool, e);
        if (!used[e])
            continue;
        double cells = 1;
        for (uint32_t i = 0; n->kind == EST_P && i < n->nover + n->ngiven; i++) {
            struct symbol s = i < n->nover ? n->over[i] : n->given[i - n->nover];
            if (s.prime != 0 || !is_fixed(r, s.var))
                cells *= r->card[s.var];
        }
        *fits = *fits && cells <= LARGEST_LEAF;
    }
    return true;
}
