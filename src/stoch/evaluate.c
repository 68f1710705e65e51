/* evaluate.c -- the value of an estimand over a source.
 *
 * Nodes are evaluated once each, kids before parents, to tensors whose axes are the node's free symbols.
 * Sums and products that only one other sum or product uses are not evaluated on their own: their factors
 * join those of the user, so that contraction chooses the order.  Bound symbols get fresh names on the way,
 * so nothing is captured.  Undefined times zero is zero, which distributes over sums: P(t | s) = 0 makes the
 * undefined inner sum of the front door harmless in whatever order it is computed.
 */
#include "stoch/evaluator.h"

#include <stdlib.h>

static bool oom(struct evaluator *ev)
{
    return diag_oom(ev->w->diags);
}

static bool is_sum_or_product(const struct evaluator *ev, est e)
{
    return evaluator_node(ev, e)->kind == EST_SUM || evaluator_node(ev, e)->kind == EST_PRODUCT;
}

/* Part of its only user's group? */
static bool inlined(const struct evaluator *ev, est e)
{
    return e != ev->root && is_sum_or_product(ev, e) && ev->uses[e] == 1;
}

/* ---- symbols ---- */

static int by_symbol(const void *a, const void *b)
{
    const struct symbol *x = a, *y = b;
    if (x->var != y->var)
        return x->var < y->var ? -1 : 1;
    return x->prime < y->prime ? -1 : x->prime > y->prime;
}

uint32_t evaluator_number(const struct evaluator *ev, struct symbol s)
{
    const struct symbol *p = bsearch(&s, ev->symbol, ev->nsymbols, sizeof s, by_symbol);
    return (uint32_t)(p - ev->symbol);
}

/* Count the uses of each node below the root; kids have smaller numbers than their users. A quotient counts
 * twice: what it uses has to be a tensor. */
static bool count_uses(struct evaluator *ev)
{
    size_t n = (size_t)ev->root + 1;
    ev->uses = ARENA_NEW(ev->w->arena, uint32_t, n);
    ev->value = ARENA_NEW(ev->w->arena, struct tensor *, n);
    ev->mask = ARENA_NEW(ev->w->arena, struct tensor *, n);
    ev->group = ARENA_NEW(ev->w->arena, struct group, n);
    if (!ev->uses || !ev->value || !ev->mask || !ev->group)
        return oom(ev);
    ev->uses[ev->root] = 1;
    for (est e = ev->root; e > 0; e--)
        for (uint32_t i = 0; ev->uses[e] && i < evaluator_node(ev, e)->nkids; i++)
            ev->uses[evaluator_node(ev, e)->kid[i]] += evaluator_node(ev, e)->kind == EST_QUOTIENT ? 2 : 1;
    return true;
}

static bool collect_symbols(struct evaluator *ev)
{
    size_t cap = 0, n = 0;
    for (est e = 1; e <= ev->root; e++)
        if (ev->uses[e])
            for (uint32_t i = 0; i < evaluator_node(ev, e)->nover + evaluator_node(ev, e)->ngiven; i++) {
                const struct est_node *p = evaluator_node(ev, e);
                struct symbol s = i < p->nover ? p->over[i] : p->given[i - p->nover];
                if (!ARENA_PUSH(ev->w->arena, ev->symbol, n, cap, s))
                    return oom(ev);
            }
    if (n)
        qsort(ev->symbol, n, sizeof *ev->symbol, by_symbol);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || by_symbol(&ev->symbol[i], &ev->symbol[ev->nsymbols - 1]))
            ev->symbol[ev->nsymbols++] = ev->symbol[i];
    ev->fixed = ARENA_NEW(ev->w->arena, uint32_t, ev->nsymbols);
    ev->rename = ARENA_NEW(ev->w->arena, uint32_t, ev->nsymbols);
    if (!ev->fixed || !ev->rename)
        return oom(ev);
    for (uint32_t i = 0; i < ev->nsymbols; i++) {
        ev->fixed[i] = OPEN;
        ev->rename[i] = i;
    }
    return true;
}

/* Evidence fixes the free symbol of its variable, if there is one. */
static void fix(struct evaluator *ev, const struct evidence *fixed, uint32_t nfixed)
{
    const struct est_node *root = evaluator_node(ev, ev->root);
    for (uint32_t i = 0; i < root->nfree; i++)
        for (uint32_t k = 0; k < nfixed; k++)
            if (root->free[i].prime == 0 && fixed[k].wire == root->free[i].var)
                ev->fixed[evaluator_number(ev, root->free[i])] = fixed[k].state;
}

/* What a symbol is called in the group being gathered, and back. */
static uint32_t inward(const struct evaluator *ev, uint32_t id)
{
    return ev->rename[id];
}

uint32_t evaluator_outward(const struct evaluator *ev, uint32_t id)
{
    return id < ev->nsymbols ? id : ev->fresh[id - ev->nsymbols];
}

static uint32_t variable(const struct evaluator *ev, uint32_t id)
{
    return ev->symbol[id].var;
}

struct tensor *evaluator_renamed(struct work *w, const struct evaluator *ev, const struct tensor *t,
                                 uint32_t (*name)(const struct evaluator *, uint32_t))
{
    struct tensor *out = tensor_view(w, t->rank, t->axis, t->p);
    for (uint32_t i = 0; out && i < t->rank; i++)
        out->axis[i].id = name(ev, t->axis[i].id);
    return out;
}

/* ---- leaves ---- */

/* The marginal of the source over these variables, computed once. */
static const struct tensor *marginal(struct evaluator *ev, const uint32_t *vars, uint32_t n)
{
    struct str key = {(const char *)vars, n * sizeof *vars};
    uint32_t known = map_get(&ev->marginals, key);
    if (known != MAP_NONE)
        return ev->marginal[known];
    const struct tensor *t = ev->src.marginal(ev->src.self, ev->w, vars, n);
    if (t && (!map_put(&ev->marginals, key, (uint32_t)ev->nmarginals) ||
              !ARENA_PUSH(ev->w->arena, ev->marginal, ev->nmarginals, ev->marginals_cap, t))) {
        oom(ev);
        return NULL;
    }
    return t;
}

/* Slice t at those of the symbols that are fixed. */
static const struct tensor *slice(struct evaluator *ev, const struct tensor *t, const struct symbol *s,
                                  uint32_t n)
{
    for (uint32_t i = 0; t && i < n; i++) {
        uint32_t id = evaluator_number(ev, s[i]);
        if (ev->fixed[id] != OPEN)
            t = tensor_slice(ev->w, t, id, ev->fixed[id]);
    }
    return t;
}

/* P(over | given): a marginal of the source, sliced and conditioned. */
static struct tensor *leaf(struct evaluator *ev, const struct est_node *p)
{
    uint32_t n = p->nover + p->ngiven, nover = 0;
    struct symbol *all = ARENA_NEW(ev->w->arena, struct symbol, n);
    uint32_t *vars = ARENA_NEW(ev->w->arena, uint32_t, (size_t)2 * n), *over = vars + n;
    if (!all || !vars) {
        oom(ev);
        return NULL;
    }
    for (uint32_t i = 0; i < n; i++)
        all[i] = i < p->nover ? p->over[i] : p->given[i - p->nover];
    qsort(all, n, sizeof *all, by_symbol);
    for (uint32_t i = 0; i < n; i++)
        vars[i] = all[i].var;
    const struct tensor *joint = marginal(ev, vars, n);
    struct tensor *t = joint ? tensor_view(ev->w, n, joint->axis, joint->p) : NULL;
    for (uint32_t i = 0; t && i < n; i++)
        t->axis[i].id = evaluator_number(ev, all[i]);
    for (uint32_t i = 0; i < p->nover; i++)
        over[nover++] = evaluator_number(ev, p->over[i]);
    const struct tensor *u = slice(ev, t, p->given, p->ngiven);
    if (u && p->ngiven)
        u = tensor_condition(ev->w, u, over, nover);
    return (struct tensor *)slice(ev, u, p->over, p->nover);
}

/* ---- sums of products ---- */

static bool add_factor(struct evaluator *ev, struct group *g, const struct tensor *t, est from)
{
    return t && ((ARENA_PUSH(ev->w->arena, g->factor, g->n, g->cap, t) &&
                  ARENA_PUSH(ev->w->arena, g->from, g->nfrom, g->from_cap, from)) ||
                 oom(ev));
}

/* A sum over a symbol that its body lacks is a multiplication by the number of states. */
static bool add_count(struct evaluator *ev, struct group *g, uint32_t var)
{
    struct tensor *t = tensor_new(ev->w, 0, NULL);
    if (t)
        t->p[0] = ev->card[var];
    return add_factor(ev, g, t, 0);
}

static bool mentioned(const struct group *g, size_t from, uint32_t id)
{
    for (size_t i = from; i < g->n; i++)
        if (tensor_axis(g->factor[i], id) != UINT32_MAX)
            return true;
    return false;
}

static bool gather(struct evaluator *ev, struct group *g, est e);

static bool gather_sum(struct evaluator *ev, struct group *g, const struct est_node *p)
{
    uint32_t *outer = ARENA_NEW(ev->w->arena, uint32_t, p->nover);
    size_t from = g->n;
    if (!outer)
        return oom(ev);
    for (uint32_t i = 0; i < p->nover; i++) {
        uint32_t id = evaluator_number(ev, p->over[i]);
        outer[i] = ev->rename[id];
        ev->rename[id] = (uint32_t)(ev->nsymbols + ev->nfresh);
        if (!ARENA_PUSH(ev->w->arena, ev->fresh, ev->nfresh, ev->fresh_cap, id))
            return oom(ev);
    }
    if (!gather(ev, g, p->kid[0]))
        return false;
    for (uint32_t i = 0; i < p->nover; i++) {
        uint32_t id = evaluator_number(ev, p->over[i]);
        if (!mentioned(g, from, ev->rename[id]) && !add_count(ev, g, p->over[i].var))
            return false;
        ev->rename[id] = outer[i];
    }
    return true;
}

/* The factors of e and of what is inlined in it. */
static bool gather_inside(struct evaluator *ev, struct group *g, est e)
{
    const struct est_node *p = evaluator_node(ev, e);
    if (p->kind == EST_SUM)
        return gather_sum(ev, g, p);
    for (uint32_t i = 0; i < p->nkids; i++)
        if (!gather(ev, g, p->kid[i]))
            return false;
    return true;
}

static bool gather(struct evaluator *ev, struct group *g, est e)
{
    if (inlined(ev, e))
        return gather_inside(ev, g, e);
    return add_factor(ev, g, evaluator_renamed(ev->w, ev, ev->value[e], inward), e);
}

static struct tensor *sum_of_product(struct evaluator *ev, est e)
{
    struct group *g = &ev->group[e];
    struct set seen = set_new(ev->w->arena, (uint32_t)ev->nsymbols);
    uint32_t *keep = ARENA_NEW(ev->w->arena, uint32_t, ev->nsymbols), n = 0;
    if (!set_ok(seen) || !keep) {
        oom(ev);
        return NULL;
    }
    if (!gather_inside(ev, g, e))
        return NULL;
    for (size_t i = 0; i < g->n; i++)
        for (uint32_t k = 0; k < g->factor[i]->rank; k++) {
            uint32_t id = g->factor[i]->axis[k].id;
            if (id >= ev->nsymbols || set_has(seen, id))
                continue;
            set_add(seen, id);
            keep[n++] = id;
        }
    return tensor_contract(ev->w, g->factor, (uint32_t)g->n, keep, n);
}

static struct tensor *value_of(struct evaluator *ev, est e)
{
    const struct est_node *p = evaluator_node(ev, e);
    if (p->kind == EST_P)
        return leaf(ev, p);
    if (p->kind == EST_QUOTIENT)
        return tensor_quotient(ev->w, ev->value[p->kid[0]], ev->value[p->kid[1]]);
    if (p->kind != EST_ONE)
        return sum_of_product(ev, e);
    struct tensor *one = tensor_new(ev->w, 0, NULL);
    if (one)
        one->p[0] = 1;
    return one;
}

static bool evaluate_nodes(struct evaluator *ev)
{
    for (est e = 1; e <= ev->root; e++)
        if (ev->uses[e] && !inlined(ev, e) && !(ev->value[e] = value_of(ev, e)))
            return false;
    return true;
}

/* ---- the answer ---- */

/* The root's value over the variables order[]. */
static struct tensor *arrange(struct evaluator *ev, struct work *w, const uint32_t *order, uint32_t norder)
{
    const struct tensor *t = evaluator_renamed(ev->w, ev, ev->value[ev->root], variable);
    struct axis *axis = ARENA_NEW(ev->w->arena, struct axis, norder);
    uint32_t found = 0;
    if (!t)
        return NULL;
    if (!axis) {
        oom(ev);
        return NULL;
    }
    for (uint32_t i = 0; i < norder; i++) {
        uint32_t k = tensor_axis(t, order[i]);
        axis[i] = (struct axis){order[i], k == UINT32_MAX ? ev->card[order[i]] : t->axis[k].n};
        found += k != UINT32_MAX;
    }
    if (found < t->rank) {
        diag_error(w->diags, "open-formula", NO_SPAN,
                   "the formula depends on a variable that is neither asked for nor fixed");
        return NULL;
    }
    return tensor_spread(w, t, axis, norder);
}

bool stoch_evaluate(struct evaluation *out, struct work *w, const struct est_pool *pool, est e,
                    struct source src, const uint32_t *order, uint32_t norder, const struct evidence *fixed,
                    uint32_t nfixed, const uint32_t *card)
{
    struct arena draft = {0};
    struct work inner = {&draft, w->diags};
    struct evaluator ev = {
        .w = &inner, .pool = pool, .src = src, .root = e, .card = card, .marginals = map_in(&draft)};
    struct missing missing;
    *out = (struct evaluation){0};
    bool good = missing_init(&missing, w) && count_uses(&ev) && collect_symbols(&ev) &&
                (fix(&ev, fixed, nfixed), evaluate_nodes(&ev)) && evaluator_explain(&ev, &missing) &&
                (out->value = arrange(&ev, w, order, norder));
    arena_free(&draft);
    out->missing = missing.cell;
    out->nmissing = missing.n;
    out->more_missing = missing.more;
    return good;
}
