/* rename.c -- which symbols a formula has, and calling them otherwise. */
#include "identify/symbols.h"

bool est_all_symbols(struct work *w, const struct est_pool *p, est e, struct symbols *out)
{
    const struct est_node *n = est_get(p, e);
    *out = est_over(n);
    if (n->kind == EST_P || n->kind == EST_FACTOR)
        return symbols_join(w, out, est_over(n), est_given(n));
    for (uint32_t i = 0; i < n->nkids; i++) {
        struct symbols kid;
        if (!est_all_symbols(w, p, n->kid[i], &kid) || !symbols_join(w, out, *out, kid))
            return false;
    }
    return true;
}

static const struct symbol *renamed(struct work *w, struct symbols s, struct symbols from,
                                    const struct symbol *to)
{
    struct symbol *at = ARENA_NEW(w->arena, struct symbol, s.n);
    if (!at)
        diag_oom(w->diags);
    for (uint32_t i = 0; at && i < s.n; i++) {
        at[i] = s.at[i];
        for (uint32_t k = 0; k < from.n; k++)
            if (symbol_eq(s.at[i], from.at[k]))
                at[i] = to[k];
    }
    return at;
}

est est_rename(struct work *w, struct est_pool *p, est e, struct symbols from, const struct symbol *to)
{
    /* A copy: the pool's array of nodes may move. */
    const struct est_node n = *est_get(p, e);
    const struct symbol *over = renamed(w, est_over(&n), from, to);
    const struct symbol *given = renamed(w, est_given(&n), from, to);
    est *kid = ARENA_NEW(w->arena, est, n.nkids);
    if (!over || !given)
        return 0;
    if (!kid) {
        diag_oom(w->diags);
        return 0;
    }
    for (uint32_t i = 0; i < n.nkids; i++)
        if (!(kid[i] = n.kind == EST_FACTOR ? n.kid[i] : est_rename(w, p, n.kid[i], from, to)))
            return 0;
    switch (n.kind) {
    case EST_ONE:
        return e;
    case EST_P:
        return est_p(w, p, over, n.nover, given, n.ngiven);
    case EST_PRODUCT:
        return est_product(w, p, kid, n.nkids);
    case EST_QUOTIENT:
        return est_quotient(w, p, kid[0], kid[1]);
    case EST_SUM:
        return est_sum(w, p, over, n.nover, kid[0]);
    case EST_FACTOR:
        return est_factor(w, p, kid[0], over, n.nover);
    }
    return 0;
}
