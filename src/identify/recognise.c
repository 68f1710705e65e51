/* recognise.c -- naming a formula by its shape. */
#include "identify/identify_int.h"

const char *identify_criterion_name(enum identify_criterion c)
{
    static const char *const name[] = {[BY_CONDITIONING] = "conditioning",
                                       [BY_BACK_DOOR] = "back-door",
                                       [BY_FRONT_DOOR] = "front-door",
                                       [BY_COMBS] = "comb",
                                       [BY_GENERAL] = "general"};
    return name[c];
}

/* The two factors of a sum's body, or NULL. */
static const est *two_factors(const struct est_pool *p, const struct est_node *sum)
{
    if (sum->kind != EST_SUM)
        return NULL;
    const struct est_node *body = est_get(p, sum->kid[0]);
    return body->kind == EST_PRODUCT && body->nkids == 2 ? body->kid : NULL;
}

static bool is_p(const struct est_node *n, struct symbols over, struct symbols given)
{
    return n->kind == EST_P && symbols_eq(est_over(n), over) && symbols_eq(est_given(n), given);
}

/* Are s the same variables as x, all with a prime? */
static bool copies(struct symbols s, struct symbols x)
{
    if (s.n != x.n)
        return false;
    for (uint32_t i = 0; i < s.n; i++)
        if (s.at[i].var != x.at[i].var || !s.at[i].prime)
            return false;
    return true;
}

bool recognise_front_door(struct task *t, est e)
{
    const struct est_node *outer = est_get(t->pool, e);
    const est *f = two_factors(t->pool, outer);
    struct symbols x, y, seen, none = {0};
    if (!f || !task_symbols(t, t->x, &x) || !task_symbols(t, t->y, &y))
        return false;
    const struct est_node *inner = est_get(t->pool, f[1]);
    const est *h = two_factors(t->pool, inner);
    return h && copies(est_over(inner), x) &&
           symbols_join(&t->draft, &seen, est_over(outer), est_over(inner)) &&
           is_p(est_get(t->pool, f[0]), est_over(outer), x) &&
           is_p(est_get(t->pool, h[0]), est_over(inner), none) && is_p(est_get(t->pool, h[1]), y, seen);
}
