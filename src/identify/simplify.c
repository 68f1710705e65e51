/* simplify.c -- the same value, in a smaller formula.
 *
 * A sum is taken apart into bound symbols and factors, made smaller by two laws of probability,
 *     sum_t P(t, A | B) = P(A | B)         where nothing else mentions t,
 *     P(A | B, C) P(B | C) = P(A, B | C),
 * and put together again by summing out one symbol at a time, innermost the one that leaves the smallest
 * table, so that no sum reaches over a factor it does not touch.
 *
 * Nothing is assumed of the source, and undefined values (stoch/tensor.h) are respected: where the old
 * formula has a value the new one has the same.  It may have one where the old has none: a sum to 1 that is
 * dropped no longer asks whether its condition can occur. */
#include "identify/simplify.h"

#include "base/interrupt.h"

/* A sum of products, open on the bench. */
struct bench {
    struct work *w; /* drafts */
    struct est_pool *p;
    struct factor *factor;
    size_t n, cap;
    struct symbols bound;
    struct symbols taken; /* free or bound already: a sum over one of these gets another symbol */
};

static est simplify(struct work *w, struct est_pool *p, est e);

static bool put(struct bench *b, est e)
{
    if (!e)
        return false;
    struct factor f = {e, est_free_symbols(b->p, e)};
    return ARENA_PUSH(b->w->arena, b->factor, b->n, b->cap, f) || diag_oom(b->w->diags);
}

static bool among(const struct symbol *s, uint32_t n, struct symbol x)
{
    for (uint32_t i = 0; i < n; i++)
        if (symbol_eq(s[i], x))
            return true;
    return false;
}

/* The sum e with its bound symbols renamed where they are taken: it may then be opened among the others. */
static est fresh_sum(struct bench *b, est e)
{
    const struct est_node n = *est_get(b->p, e);
    struct symbols from = est_over(&n), open = est_free_symbols(b->p, n.kid[0]);
    if (!symbols_meet(from, b->taken))
        return e;
    struct symbol *to = ARENA_NEW(b->w->arena, struct symbol, n.nover);
    if (!to) {
        diag_oom(b->w->diags);
        return 0;
    }
    for (uint32_t i = 0; i < n.nover; i++) {
        struct symbol s = {n.over[i].var, 0};
        if (!symbols_have(b->taken, n.over[i]))
            s = n.over[i];
        else
            while (symbols_have(b->taken, s) || symbols_have(open, s) || symbols_have(from, s) ||
                   among(to, i, s))
                s.prime++;
        to[i] = s;
    }
    return est_sum(b->w, b->p, to, n.nover, est_substitute(b->w, b->p, n.kid[0], from, to));
}

static bool take_apart(struct bench *b, est e)
{
    struct est_node n = *est_get(b->p, e);
    if (n.kind == EST_ONE)
        return true;
    if (n.kind == EST_PRODUCT) {
        for (uint32_t i = 0; i < n.nkids; i++)
            if (!take_apart(b, n.kid[i]))
                return false;
        return true;
    }
    if (n.kind == EST_P || n.kind == EST_FACTOR)
        return put(b, e);
    bool quotient = n.kind == EST_QUOTIENT;
    e = quotient ? simplify(b->w, b->p, e) : fresh_sum(b, e);
    if (!e)
        return false;
    n = *est_get(b->p, e);
    if (quotient)
        return n.kind == EST_QUOTIENT ? put(b, e) : take_apart(b, e);
    return symbols_join(b->w, &b->bound, b->bound, est_over(&n)) &&
           symbols_join(b->w, &b->taken, b->taken, est_over(&n)) && take_apart(b, n.kid[0]);
}

static void remove_factor(struct bench *b, size_t i)
{
    for (b->n--; i < b->n; i++)
        b->factor[i] = b->factor[i + 1];
}

static bool set_p(struct bench *b, size_t i, struct symbols over, struct symbols given)
{
    est e = est_p(b->w, b->p, over.at, over.n, given.at, given.n);
    b->factor[i].e = e;
    b->factor[i].free = est_free_symbols(b->p, e);
    return e != 0;
}

/* sum_t P(t, A | B) = P(A | B), wherever t occurs in one factor only. */
static bool drop(struct bench *b, bool *changed)
{
    for (uint32_t i = 0; i < b->bound.n;) {
        struct symbols t = {&b->bound.at[i], 1};
        size_t where = 0, mentions = 0;
        for (size_t k = 0; k < b->n; k++)
            if (symbols_have(b->factor[k].free, *t.at)) {
                where = k;
                mentions++;
            }
        const struct est_node *f = est_get(b->p, mentions == 1 ? b->factor[where].e : 0);
        if (f->kind != EST_P || !symbols_have(est_over(f), *t.at)) {
            i++;
            continue;
        }
        struct symbols over, given = est_given(f);
        if (!symbols_minus(b->w, &over, est_over(f), t) || !symbols_minus(b->w, &b->bound, b->bound, t) ||
            !set_p(b, where, over, given))
            return false;
        if (!over.n)
            remove_factor(b, where);
        *changed = true;
    }
    return true;
}

/* P(A | B, C) P(B | C) = P(A, B | C), for factors i and k in these roles; false when memory is short. */
static bool merge_pair(struct bench *b, size_t i, size_t k, bool *merged)
{
    const struct est_node *f = est_get(b->p, b->factor[i].e), *g = est_get(b->p, b->factor[k].e);
    struct symbols over, given = est_given(g);
    *merged = f->kind == EST_P && g->kind == EST_P && symbols_eq(est_given(f), b->factor[k].free);
    if (!*merged)
        return true;
    if (!symbols_join(b->w, &over, est_over(f), est_over(g)) || !set_p(b, k, over, given))
        return false;
    remove_factor(b, i);
    return true;
}

static bool merge(struct bench *b, bool *changed)
{
    for (size_t i = 0; i < b->n; i++) {
        bool merged = false;
        for (size_t k = 0; k < b->n && !merged; k++)
            if (i != k && !merge_pair(b, i, k, &merged))
                return false;
        if (merged) {
            *changed = true;
            i--; /* another factor is at i now */
        }
    }
    return true;
}

/* Which symbols each factor has, as sets of places in b->taken; NULL when memory is short. */
static struct set *scopes(struct bench *b, struct arena *draft)
{
    struct set *scope = ARENA_NEW(draft, struct set, b->n);
    for (size_t k = 0; scope && k < b->n; k++) {
        struct symbols free = b->factor[k].free;
        scope[k] = set_new(draft, b->taken.n);
        if (!set_ok(scope[k]))
            return NULL;
        for (uint32_t i = 0; i < free.n; i++)
            set_add(scope[k], symbols_place(b->taken, free.at[i]));
    }
    return scope;
}

/* The bound symbol to sum out first: least table to sum it from, then the higher prime, then the earlier
 * variable. */
static bool choose(struct bench *b, uint32_t *best)
{
    struct arena draft = {0};
    struct set *scope = scopes(b, &draft), table = set_new(&draft, b->taken.n);
    uint32_t least = UINT32_MAX;
    bool good = (scope && set_ok(table)) || diag_oom(b->w->diags);
    for (uint32_t i = 0; good && i < b->bound.n; i++) {
        uint32_t t = symbols_place(b->taken, b->bound.at[i]);
        set_clear(table);
        for (size_t k = 0; k < b->n; k++)
            if (set_has(scope[k], t))
                set_join(table, scope[k]);
        uint32_t size = set_count(table);
        if (size < least || (size == least && b->bound.at[i].prime > b->bound.at[*best].prime)) {
            least = size;
            *best = i;
        }
    }
    arena_free(&draft);
    return good;
}

/* Bring the factors that mention t to the end; returns how many there are. */
static size_t gather_to_end(struct bench *b, struct symbols t, struct factor *scratch)
{
    size_t kept = 0, moved = 0;
    for (size_t k = 0; k < b->n; k++) {
        if (symbols_have(b->factor[k].free, *t.at))
            scratch[moved++] = b->factor[k];
        else
            b->factor[kept++] = b->factor[k];
    }
    for (size_t k = 0; k < moved; k++)
        b->factor[kept + k] = scratch[k];
    return moved;
}

/* sum_u A sum_t B reads better as sum_{t,u} A B; but the average over an intervened variable that was cut
 * (its symbol has a prime) stays a sum of its own, as in the front-door formula. */
static bool open_inner_sums(struct bench *b, struct symbols t)
{
    for (size_t k = 0; k < b->n; k++) {
        const struct est_node n = *est_get(b->p, b->factor[k].e);
        bool plain = n.kind == EST_SUM && !t.at->prime;
        for (uint32_t i = 0; plain && i < n.nover; i++)
            plain = !n.over[i].prime;
        if (!plain)
            continue;
        const struct est_node body = *est_get(b->p, n.kid[0]);
        bool many = body.kind == EST_PRODUCT;
        remove_factor(b, k--);
        for (uint32_t i = 0; i < (many ? body.nkids : 1); i++)
            if (!put(b, many ? body.kid[i] : n.kid[0]))
                return false;
        if (!symbols_join(b->w, &b->bound, b->bound, est_over(&n)))
            return false;
    }
    return true;
}

/* sum_t of the factors f[0 .. n-1]. */
static est sum_out(struct bench *b, struct symbols t, struct factor *f, size_t n)
{
    struct bench inner = {.w = b->w, .p = b->p, .bound = t};
    for (size_t k = 0; k < n; k++)
        if (!put(&inner, f[k].e))
            return 0;
    if (!open_inner_sums(&inner, t))
        return 0;
    est body = est_product_in_order(b->w, b->p, inner.factor, inner.n);
    return est_sum(b->w, b->p, inner.bound.at, inner.bound.n, body);
}

static est put_together(struct bench *b)
{
    struct factor *scratch = ARENA_NEW(b->w->arena, struct factor, b->n + 1);
    if (!scratch) {
        diag_oom(b->w->diags);
        return 0;
    }
    while (b->bound.n) {
        uint32_t best = 0;
        if (interrupted()) {
            diag_interrupted(b->w->diags);
            return 0;
        }
        if (!choose(b, &best))
            return 0;
        struct symbols t = {&b->bound.at[best], 1};
        size_t moved = gather_to_end(b, t, scratch);
        est e = sum_out(b, t, b->factor + b->n - moved, moved);
        b->n -= moved;
        if (!e || !put(b, e) || !symbols_minus(b->w, &b->bound, b->bound, t))
            return 0;
    }
    return est_product_in_order(b->w, b->p, b->factor, b->n);
}

static est simplify_sum(struct work *w, struct est_pool *p, est e)
{
    struct bench b = {.w = w, .p = p, .taken = est_free_symbols(p, e)};
    if (!take_apart(&b, e))
        return 0;
    for (bool changed = true; changed;) {
        changed = false;
        if (interrupted()) {
            diag_interrupted(w->diags);
            return 0;
        }
        if (!drop(&b, &changed) || !merge(&b, &changed))
            return 0;
    }
    return put_together(&b);
}

static est simplify(struct work *w, struct est_pool *p, est e)
{
    const struct est_node n = *est_get(p, e);
    switch (n.kind) {
    case EST_ONE:
    case EST_P:
    case EST_FACTOR:
        return e;
    case EST_QUOTIENT: {
        est over = simplify(w, p, n.kid[0]), under = simplify(w, p, n.kid[1]);
        return over && under ? est_divide(w, p, over, under) : 0;
    }
    case EST_PRODUCT:
    case EST_SUM:
        return simplify_sum(w, p, e);
    }
    return 0;
}

est est_simplify(struct work *w, struct est_pool *p, est e)
{
    struct arena draft = {0};
    struct work dw = {&draft, w->diags, NULL};
    est result = simplify(&dw, p, e);
    if (result)
        result = est_substitute(&dw, p, result, (struct symbols){0}, NULL);
    arena_free(&draft);
    return result;
}
