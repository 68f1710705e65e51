/* rename.c -- which symbols a formula has, and calling them otherwise. */
#include "identify/symbols.h"

static bool gather(struct work *w, const struct est_pool *p, est e, bool with_bound, struct symbols *out)
{
    const struct est_node *n = est_get(p, e);
    *out = (struct symbols){0};
    if (n->kind == EST_P)
        return symbols_join(w, out, est_over(n), est_given(n));
    for (uint32_t i = 0; i < n->nkids; i++) {
        struct symbols kid;
        if (!gather(w, p, n->kid[i], with_bound, &kid) || !symbols_join(w, out, *out, kid))
            return false;
    }
    if (n->kind == EST_SUM)
        return with_bound ? symbols_join(w, out, *out, est_over(n))
                          : symbols_minus(w, out, *out, est_over(n));
    return true;
}

bool est_free_symbols(struct work *w, const struct est_pool *p, est e, struct symbols *out)
{
    return gather(w, p, e, false, out);
}

bool est_all_symbols(struct work *w, const struct est_pool *p, est e, struct symbols *out)
{
    return gather(w, p, e, true, out);
}

bool est_free(struct work *w, const struct est_pool *p, est e, struct symbol **out, uint32_t *n)
{
    struct arena draft = {0};
    struct work dw = {&draft, w->diags};
    struct symbols s;
    bool good = est_free_symbols(&dw, p, e, &s);
    if (good) {
        *out = ARENA_NEW(w->arena, struct symbol, s.n);
        *n = s.n;
        good = *out || diag_oom(w->diags);
        for (uint32_t i = 0; good && i < s.n; i++)
            (*out)[i] = s.at[i];
    }
    arena_free(&draft);
    return good;
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
        if (!(kid[i] = est_rename(w, p, n.kid[i], from, to)))
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
    }
    return 0;
}
