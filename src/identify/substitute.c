/* substitute.c -- putting symbols in the place of symbols, without capture; and definitions in the place of
 * their names.
 *
 * A formula is rebuilt from the root down.  Every sum gives its bound symbols the least primes that are taken
 * neither by what occurs free under it, so that nothing is captured, nor by the sums around it, so that
 * nobody has to think about which of two sums a name belongs to. */
#include "identify/symbols.h"

struct substitution {
    struct work *w; /* drafts */
    struct est_pool *p;
    struct symbols reserved;
    bool expand; /* definitions in the place of their names */
};

struct scope {
    const struct scope *outer;
    struct symbols from;
    const struct symbol *to;
};

static struct symbol image(const struct scope *in, struct symbol s)
{
    for (; in; in = in->outer)
        if (symbols_have(in->from, s))
            return in->to[symbols_place(in->from, s)];
    return s;
}

static struct symbol *images(struct substitution *x, const struct scope *in, const struct symbol *s,
                             uint32_t n)
{
    struct symbol *to = ARENA_NEW(x->w->arena, struct symbol, n);
    if (!to)
        diag_oom(x->w->diags);
    for (uint32_t i = 0; to && i < n; i++)
        to[i] = image(in, s[i]);
    return to;
}

static bool has(const struct symbol *s, uint32_t n, struct symbol x)
{
    for (uint32_t i = 0; i < n; i++)
        if (symbol_eq(s[i], x))
            return true;
    return false;
}

/* Is s bound, under that name, by a sum around here? The outermost scope is not a sum's. */
static bool in_use(const struct scope *in, struct symbol s)
{
    for (; in && in->outer; in = in->outer)
        if (has(in->to, in->from.n, s))
            return true;
    return false;
}

static est rebuild(struct substitution *x, const struct scope *in, est e);

static est rebuild_sum(struct substitution *x, const struct scope *in, const struct est_node *n)
{
    struct symbol *open = images(x, in, n->free, n->nfree);
    struct symbol *to = ARENA_NEW(x->w->arena, struct symbol, n->nover);
    if (!to)
        diag_oom(x->w->diags);
    if (!open || !to)
        return 0;
    for (uint32_t i = 0; i < n->nover; i++) {
        struct symbol s = {n->over[i].var, 0};
        while (has(open, n->nfree, s) || symbols_have(x->reserved, s) || has(to, i, s) || in_use(in, s))
            s.prime++;
        to[i] = s;
    }
    struct scope inner = {in, est_over(n), to};
    return est_sum(x->w, x->p, to, n->nover, rebuild(x, &inner, n->kid[0]));
}

static est rebuild_factor(struct substitution *x, const struct scope *in, const struct est_node *n)
{
    struct symbol *at = images(x, in, n->over, n->nover);
    if (!at)
        return 0;
    if (!x->expand)
        return est_factor(x->w, x->p, n->kid[0], at, n->nover);
    struct scope parameters = {NULL, est_free_symbols(x->p, n->kid[0]), at};
    return rebuild(x, &parameters, n->kid[0]);
}

static est rebuild(struct substitution *x, const struct scope *in, est e)
{
    /* A copy: the pool's array of nodes may move. */
    const struct est_node n = *est_get(x->p, e);
    if (n.kind == EST_ONE)
        return e;
    if (n.kind == EST_FACTOR)
        return rebuild_factor(x, in, &n);
    if (n.kind == EST_SUM)
        return rebuild_sum(x, in, &n);
    if (n.kind == EST_P) {
        struct symbol *over = images(x, in, n.over, n.nover), *given = images(x, in, n.given, n.ngiven);
        return over && given ? est_p(x->w, x->p, over, n.nover, given, n.ngiven) : 0;
    }
    est *kid = ARENA_NEW(x->w->arena, est, n.nkids);
    if (!kid) {
        diag_oom(x->w->diags);
        return 0;
    }
    for (uint32_t i = 0; i < n.nkids; i++)
        if (!(kid[i] = rebuild(x, in, n.kid[i])))
            return 0;
    return n.kind == EST_PRODUCT ? est_product(x->w, x->p, kid, n.nkids)
                                 : est_quotient(x->w, x->p, kid[0], kid[1]);
}

static est substitute(struct work *w, struct est_pool *p, est e, struct symbols from, const struct symbol *to,
                      struct symbols reserved, bool expand)
{
    struct arena draft = {0};
    struct work dw = {&draft, w->diags, NULL};
    struct scope outermost = {NULL, from, to};
    struct substitution x = {.w = &dw, .p = p, .expand = expand};
    est result = 0;
    if (e && symbols_join(&dw, &x.reserved, est_free_symbols(p, e), reserved))
        result = rebuild(&x, &outermost, e);
    arena_free(&draft);
    return result;
}

est est_substitute(struct work *w, struct est_pool *p, est e, struct symbols from, const struct symbol *to)
{
    return substitute(w, p, e, from, to, (struct symbols){0}, false);
}

est est_normal(struct work *w, struct est_pool *p, est e, struct symbols reserved)
{
    return substitute(w, p, e, (struct symbols){0}, NULL, reserved, false);
}

est est_expand(struct work *w, struct est_pool *p, est e)
{
    return substitute(w, p, e, (struct symbols){0}, NULL, (struct symbols){0}, true);
}

est est_define(struct work *w, struct est_pool *p, est e)
{
    struct symbols open = est_free_symbols(p, e);
    struct symbol *formal = ARENA_NEW(w->arena, struct symbol, open.n);
    if (!formal) {
        diag_oom(w->diags);
        return 0;
    }
    for (uint32_t i = 0; i < open.n; i++)
        formal[i] = (struct symbol){open.at[i].var, EST_FORMAL};
    est body = est_substitute(w, p, e, open, formal);
    return body ? est_factor(w, p, body, open.at, open.n) : 0;
}
