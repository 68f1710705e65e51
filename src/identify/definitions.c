/* definitions.c -- which nodes and which named c-factors a formula uses. */
#include "identify/symbols.h"

const bool *est_used(struct work *w, const struct est_pool *p, est e)
{
    bool *used = ARENA_NEW(w->arena, bool, (size_t)e + 1);
    if (!used) {
        diag_oom(w->diags);
        return NULL;
    }
    used[e] = true;
    for (; e > 0; e--) { /* kids have smaller numbers than their users */
        const struct est_node *n = est_get(p, e);
        for (uint32_t i = 0; used[e] && i < n->nkids; i++)
            used[n->kid[i]] = true;
    }
    return used;
}

struct definitions {
    const struct est_pool *p;
    struct work *w;
    struct set seen; /* by node */
    est *def;
    size_t n, cap;
};

static bool find_definitions(struct definitions *d, est e)
{
    const struct est_node *n = est_get(d->p, e);
    if (set_has(d->seen, e))
        return true;
    set_add(d->seen, e);
    for (uint32_t i = 0; i < n->nkids; i++)
        if (!find_definitions(d, n->kid[i]))
            return false;
    if (n->kind != EST_FACTOR)
        return true;
    for (size_t i = 0; i < d->n; i++)
        if (d->def[i] == n->kid[0])
            return true;
    return ARENA_PUSH(d->w->arena, d->def, d->n, d->cap, n->kid[0]) || diag_oom(d->w->diags);
}

bool est_definitions(struct work *w, const struct est_pool *p, est e, est **def, uint32_t *n)
{
    struct arena draft = {0};
    struct definitions d = {.p = p, .w = w, .seen = set_new(&draft, e + 1)};
    bool good = set_ok(d.seen) ? find_definitions(&d, e) : diag_oom(w->diags);
    arena_free(&draft);
    *def = d.def;
    *n = (uint32_t)d.n;
    return good;
}
