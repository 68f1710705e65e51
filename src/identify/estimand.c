/* estimand.c -- the pool of hash-consed formulas. */
#include "identify/symbols.h"

#include "base/map.h"

#include <string.h>

enum { FIRST_SLOTS = 64 };

bool est_pool_init(struct est_pool *p, struct arena *arena)
{
    *p = (struct est_pool){.arena = arena};
    /* Node 0 stands for "none". */
    return ARENA_PUSH(arena, p->node, p->n, p->cap, (struct est_node){.kind = EST_ONE});
}

static uint64_t hash(const struct est_node *e)
{
    uint64_t h = hash_bytes(&e->kind, sizeof e->kind, e->nover);
    h = hash_bytes(e->over, e->nover * sizeof *e->over, h);
    h = hash_bytes(e->given, e->ngiven * sizeof *e->given, h);
    return hash_bytes(e->kid, e->nkids * sizeof *e->kid, h);
}

static bool same(const struct est_node *a, const struct est_node *b)
{
    return a->hash == b->hash && a->kind == b->kind && a->nover == b->nover && a->ngiven == b->ngiven &&
           a->nkids == b->nkids && symbols_eq(est_over(a), est_over(b)) &&
           symbols_eq(est_given(a), est_given(b)) &&
           (!a->nkids || !memcmp(a->kid, b->kid, a->nkids * sizeof *a->kid));
}

/* The slot of an equal node, or the free slot where it belongs. */
static size_t find(const struct est_pool *p, const struct est_node *e)
{
    size_t i = e->hash & (p->slots - 1);
    while (p->slot[i] && !same(&p->node[p->slot[i]], e))
        i = (i + 1) & (p->slots - 1);
    return i;
}

static bool widen(struct est_pool *p)
{
    size_t slots = p->slots ? p->slots * 2 : FIRST_SLOTS;
    uint32_t *slot = ARENA_NEW(p->arena, uint32_t, slots);
    if (!slot)
        return false;
    p->slot = slot;
    p->slots = slots;
    for (size_t i = 1; i < p->n; i++)
        p->slot[find(p, &p->node[i])] = (uint32_t)i;
    return true;
}

static void *keep(struct est_pool *p, const void *from, size_t count, size_t size)
{
    void *to = arena_array(p->arena, count, size);
    if (to && count)
        memcpy(to, from, count * size);
    return to;
}

/* The free symbols of e, in the drafts of w. */
static bool find_free(struct work *w, const struct est_pool *p, const struct est_node *e, struct symbols *out)
{
    *out = est_over(e);
    if (e->kind == EST_P)
        return symbols_join(w, out, est_over(e), est_given(e));
    if (e->kind == EST_FACTOR)
        return true;
    *out = (struct symbols){0};
    for (uint32_t i = 0; i < e->nkids; i++)
        if (!symbols_join(w, out, *out, est_free_symbols(p, e->kid[i])))
            return false;
    return e->kind != EST_SUM || symbols_minus(w, out, *out, est_over(e));
}

static est add(struct work *w, struct est_pool *p, struct est_node e, size_t at)
{
    struct symbols open;
    if (!find_free(w, p, &e, &open))
        return 0;
    e.over = keep(p, e.over, e.nover, sizeof *e.over);
    e.given = keep(p, e.given, e.ngiven, sizeof *e.given);
    e.kid = keep(p, e.kid, e.nkids, sizeof *e.kid);
    e.free = e.kind == EST_FACTOR ? e.over : keep(p, open.at, open.n, sizeof *open.at);
    e.nfree = open.n;
    if (!e.over || !e.given || !e.kid || !e.free || !ARENA_PUSH(p->arena, p->node, p->n, p->cap, e)) {
        diag_oom(w->diags);
        return 0;
    }
    return p->slot[at] = (uint32_t)(p->n - 1);
}

/* The number of the node equal to e, which is copied into the pool when it is new. */
static est intern(struct work *w, struct est_pool *p, struct est_node e)
{
    e.hash = hash(&e);
    if (p->n * 2 >= p->slots && !widen(p)) {
        diag_oom(w->diags);
        return 0;
    }
    size_t at = find(p, &e);
    if (p->slot[at])
        return p->slot[at];
    struct arena draft = {0};
    struct work dw = {&draft, w->diags, NULL};
    est made = add(&dw, p, e, at);
    arena_free(&draft);
    return made;
}

est est_one(struct work *w, struct est_pool *p)
{
    return intern(w, p, (struct est_node){.kind = EST_ONE});
}

est est_p(struct work *w, struct est_pool *p, const struct symbol *over, uint32_t nover,
          const struct symbol *given, uint32_t ngiven)
{
    struct arena draft = {0};
    struct work dw = {&draft, w->diags, NULL};
    struct symbols o, g;
    est e = 0;
    if (!nover)
        return est_one(w, p);
    if (symbols_of(&dw, &o, over, nover) && symbols_of(&dw, &g, given, ngiven))
        e = intern(
            w, p, (struct est_node){.kind = EST_P, .over = o.at, .nover = o.n, .given = g.at, .ngiven = g.n});
    arena_free(&draft);
    return e;
}

est est_product(struct work *w, struct est_pool *p, const est *kids, uint32_t n)
{
    struct arena draft = {0};
    est *flat = NULL, e = 0;
    size_t count = 0, cap = 0;
    bool good = true;
    for (uint32_t i = 0; i < n && good; i++) {
        const struct est_node *k = est_get(p, kids[i]);
        if (!kids[i])
            good = false; /* reported when it was made */
        else if (k->kind == EST_PRODUCT)
            for (uint32_t j = 0; j < k->nkids && good; j++)
                good = ARENA_PUSH(&draft, flat, count, cap, k->kid[j]) || diag_oom(w->diags);
        else if (k->kind != EST_ONE)
            good = ARENA_PUSH(&draft, flat, count, cap, kids[i]) || diag_oom(w->diags);
    }
    if (good && count == 1)
        e = flat[0];
    else if (good)
        e = count
                ? intern(w, p, (struct est_node){.kind = EST_PRODUCT, .kid = flat, .nkids = (uint32_t)count})
                : est_one(w, p);
    arena_free(&draft);
    return e;
}

est est_quotient(struct work *w, struct est_pool *p, est over, est under)
{
    if (!over || !under)
        return 0;
    if (est_get(p, under)->kind == EST_ONE)
        return over;
    return intern(w, p, (struct est_node){.kind = EST_QUOTIENT, .kid = (est[]){over, under}, .nkids = 2});
}

est est_sum(struct work *w, struct est_pool *p, const struct symbol *bound, uint32_t n, est body)
{
    struct arena draft = {0};
    struct work dw = {&draft, w->diags, NULL};
    struct symbols all;
    est e = 0;
    if (!n || !body)
        return body;
    const struct est_node *b = est_get(p, body);
    bool good = symbols_of(&dw, &all, bound, n);
    if (good && b->kind == EST_SUM && !symbols_meet(all, est_over(b))) {
        good = symbols_join(&dw, &all, all, est_over(b));
        body = b->kid[0];
    }
    if (good)
        e = intern(
            w, p,
            (struct est_node){.kind = EST_SUM, .over = all.at, .nover = all.n, .kid = &body, .nkids = 1});
    arena_free(&draft);
    return e;
}

est est_factor(struct work *w, struct est_pool *p, est body, const struct symbol *at, uint32_t n)
{
    if (!body)
        return 0;
    return intern(w, p,
                  (struct est_node){.kind = EST_FACTOR, .over = at, .nover = n, .kid = &body, .nkids = 1});
}
