/* divide.c -- quotients of formulas: conditioning, written as P(A | B) where it can be. */
#include "identify/simplify.h"

/* P(A, B | C) / P(B | C) = P(A | B, C); 0 when the two are not of this form or memory is short. */
static est divide_leaf(struct work *w, struct est_pool *p, est over, est under)
{
    const struct est_node *n = est_get(p, over), *d = est_get(p, under);
    struct symbols left, given;
    if (n->kind != EST_P || d->kind != EST_P || !symbols_eq(est_given(n), est_given(d)) ||
        !symbols_within(est_over(d), est_over(n)) || n->nover == d->nover)
        return 0;
    if (!symbols_minus(w, &left, est_over(n), est_over(d)) ||
        !symbols_join(w, &given, est_given(n), est_over(d)))
        return 0;
    return est_p(w, p, left.at, left.n, given.at, given.n);
}

static est divide(struct work *w, struct est_pool *p, est over, est under);

/* One factor of a product takes the divisor. Where it is the divisor it vanishes: the result may then have a
 * value where a condition cannot occur. */
static est divide_product(struct work *w, struct est_pool *p, est over, est under)
{
    const struct est_node n = *est_get(p, over);
    est *kid = ARENA_NEW(w->arena, est, n.nkids);
    if (!kid)
        diag_oom(w->diags);
    if (!kid)
        return 0;
    for (uint32_t i = 0; i < n.nkids; i++) {
        est q = divide(w, p, n.kid[i], under);
        if (!q && n.kid[i] != under)
            continue;
        for (uint32_t k = 0; k < n.nkids; k++)
            kid[k] = k == i ? (q ? q : est_one(w, p)) : n.kid[k];
        est e = est_product(w, p, kid, n.nkids);
        return e;
    }
    return 0;
}

/* over / under without a fraction, or 0. */
static est divide(struct work *w, struct est_pool *p, est over, est under)
{
    const struct est_node n = *est_get(p, over);
    struct symbols free = est_free_symbols(p, under);
    if (est_get(p, under)->kind != EST_P)
        return 0;
    if (n.kind == EST_P)
        return divide_leaf(w, p, over, under);
    if (n.kind == EST_PRODUCT)
        return divide_product(w, p, over, under);
    if (n.kind != EST_SUM || symbols_meet(free, est_over(&n)))
        return 0;
    est body = divide(w, p, n.kid[0], under);
    return body ? est_sum(w, p, n.over, n.nover, body) : 0;
}

/* By each factor of the divisor in turn; those that make a fraction are left for the end. */
est est_divide(struct work *w, struct est_pool *p, est over, est under)
{
    const struct est_node d = *est_get(p, under);
    bool many = d.kind == EST_PRODUCT;
    uint32_t n = many ? d.nkids : 1, nleft = 0;
    est *left = ARENA_NEW(w->arena, est, n);
    size_t errors = w->diags->errors;
    if (!left) {
        diag_oom(w->diags);
        return 0;
    }
    for (uint32_t i = 0; i < n; i++) {
        est by = many ? d.kid[i] : under, e = divide(w, p, over, by);
        if (w->diags->errors != errors || w->diags->out_of_memory)
            return 0;
        if (e)
            over = e;
        else
            left[nleft++] = by;
    }
    return est_quotient(w, p, over, est_product(w, p, left, nleft));
}
