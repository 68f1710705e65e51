/* order.c -- the order in which factors are written. */
#include "identify/simplify.h"

/* Does factor f say how likely something is that g is conditioned on? Then it is written before g. */
static bool feeds(const struct est_pool *p, est f, est g)
{
    const struct est_node *a = est_get(p, f), *b = est_get(p, g);
    return a->kind == EST_P && b->kind == EST_P && symbols_meet(est_over(a), est_given(b));
}

/* The factor to write next of f[0 .. n-1]: a distribution whose conditions no other one here feeds, the
 * earliest variable's when there are several; otherwise (only sums and quotients are left) the first. */
static size_t next_in_order(const struct est_pool *p, const struct factor *f, size_t n)
{
    size_t pick = 0;
    const struct est_node *best = NULL;
    for (size_t i = 0; i < n; i++) {
        const struct est_node *e = est_get(p, f[i].e);
        bool ready = e->kind == EST_P && (!best || symbol_cmp(e->over[0], best->over[0]) < 0);
        for (size_t k = 0; k < n && ready; k++)
            ready = k == i || !feeds(p, f[k].e, f[i].e);
        if (ready) {
            pick = i;
            best = e;
        }
    }
    return pick;
}

est est_product_in_order(struct work *w, struct est_pool *p, struct factor *f, size_t n)
{
    est *kid = ARENA_NEW(w->arena, est, n);
    if (!kid) {
        diag_oom(w->diags);
        return 0;
    }
    for (size_t done = 0; done < n; done++) {
        size_t pick = done + next_in_order(p, f + done, n - done);
        struct factor chosen = f[pick];
        for (size_t i = pick; i > done; i--)
            f[i] = f[i - 1];
        f[done] = chosen;
        kid[done] = chosen.e;
    }
    return est_product(w, p, kid, (uint32_t)n);
}
