/* evaluate.c -- the value of an estimand over a source.
 *
 * Nodes are evaluated once each in each layer, kids before parents, definitions before the formula, to
 * tensors whose axes are the node's free symbols that evidence leaves open. Sums and products that only one
 * other sum or product uses are not evaluated on their own: their factors join those of the user, so that
 * contraction chooses the order.  Bound symbols get fresh names on the way, so nothing is captured. Undefined
 * times zero is zero, which distributes over sums: P(t | s) = 0 makes the undefined inner sum of the front
 * door harmless in whatever order it is computed.
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

bool evaluator_inlined(const struct evaluator *ev, const struct layer *l, est e)
{
    return e != ev->root && is_sum_or_product(ev, e) && l->uses[e] == 1;
}

static bool inlined(const struct evaluator *ev, est e)
{
    return evaluator_inlined(ev, ev->in, e);
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

static bool layer_init(struct evaluator *ev, struct layer *l)
{
    size_t n = (size_t)ev->root + 1;
    *l = (struct layer){.uses = ARENA_NEW(ev->w->arena, uint32_t, n),
                        .value = ARENA_NEW(ev->w->arena, struct tensor *, n),
                        .mask = ARENA_NEW(ev->w->arena, struct tensor *, n),
                        .group = ARENA_NEW(ev->w->arena, struct group, n)};
    return (l->uses && l->value && l->mask && l->group) || oom(ev);
}

/* Count the uses of the nodes below those of a layer; kids have smaller numbers than their users. A quotient
 * and a factor count twice: what they use has to be a tensor. */
static void count_below(struct evaluator *ev, struct layer *l)
{
    for (est e = ev->root; e > 0; e--) {
        const struct est_node *p = evaluator_node(ev, e);
        uint32_t *uses = p->kind == EST_FACTOR ? ev->inside.uses : l->uses;
        for (uint32_t i = 0; l->uses[e] && i < p->nkids; i++)
            uses[p->kid[i]] += p->kind == EST_QUOTIENT || p->kind == EST_FACTOR ? 2 : 1;
    }
}

static bool count_uses(struct evaluator *ev)
{
    if (!layer_init(ev, &ev->outside) || !layer_init(ev, &ev->inside))
        return false;
    ev->outside.uses[ev->root] = 1;
    count_below(ev, &ev->outside);
    count_below(ev, &ev->inside);
    return true;
}

static bool collect_symbols(struct evaluator *ev)
{
    size_t cap = 0, n = 0;
    for (est e = 1; e <= ev->root; e++)
        if (ev->outside.uses[e] || ev->inside.uses[e])
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
    ev->outside.fixed = ARENA_NEW(ev->w->arena, uint32_t, ev->nsymbols);
    ev->inside.fixed = ARENA_NEW(ev->w->arena, uint32_t, ev->nsymbols);
    ev->rename = ARENA_NEW(ev->w->arena, uint32_t, ev->nsymbols);
    if (!ev->outside.fixed || !ev->inside.fixed || !ev->rename)
        return oom(ev);
    for (uint32_t i = 0; i < ev->nsymbols; i++) {
        ev->outside.fixed[i] = ev->inside.fixed[i] = OPEN;
        ev->rename[i] = i;
    }
    return true;
}

/* Evidence fixes the free symbol of its variable, if there is one; formal symbols are never fixed. */
static void fix(struct evaluator *ev, const struct evidence *fixed, uint32_t nfixed)
{
    const struct est_node *root = evaluator_node(ev, ev->root);
    for (uint32_t i = 0; i < root->nfree; i++)
        for (uint32_t k = 0; k < nfixed; k++)
            if (root->free[i].prime == 0 && fixed[k].wire == root->free[i].var)
                ev->outside.fixed[evaluator_number(ev, root->free[i])] = fixed[k].state;
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

uint32_t evaluator_variable(const struct evaluator *ev, uint32_t id)
{
    return ev->symbol[id].var;
}

struct tensor *evaluator_renamed(struct work *w, const struct evaluator *ev, const struct tensor *t,
                                 uint32_t (*name)(const struct evaluator *, uint32_t))
{
    struct tensor *out = tensor_share(w, t);
    for (uint32_t i = 0; out && i < t->rank; i++)
        out->axis[i].id = name(ev, t->axis[i].id);
    return out;
}

/* ---- named c-factors ---- */

/* The definition at the symbols of this use: its axes renamed, sliced where they are fixed. */
static struct tensor *factor_value(struct evaluator *ev, const struct est_node *p)
{
    const struct est_node *body = evaluator_node(ev, p->kid[0]);
    const struct tensor *of = ev->inside.value[p->kid[0]];
    struct tensor *t = tensor_share(ev->w, of);
    for (uint32_t i = 0; t && i < p->nover; i++) {
        uint32_t k = tensor_axis(of, evaluator_number(ev, body->free[i]));
        if (k != UINT32_MAX)
            t->axis[k].id = evaluator_number(ev, p->over[i]);
    }
    for (uint32_t i = 0; t && i < p->nover; i++) {
        uint32_t id = evaluator_number(ev, p->over[i]);
        if (ev->in->fixed[id] != OPEN && tensor_axis(t, id) != UINT32_MAX)
            t = tensor_slice(ev->w, t, id, ev->in->fixed[id]);
    }
    return t;
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
    return add_factor(ev, g, evaluator_renamed(ev->w, ev, ev->in->value[e], inward), e);
}

static struct tensor *sum_of_product(struct evaluator *ev, est e)
{
    struct group *g = &ev->in->group[e];
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
        return evaluator_leaf(ev, p);
    if (p->kind == EST_QUOTIENT)
        return tensor_quotient(ev->w, ev->in->value[p->kid[0]], ev->in->value[p->kid[1]]);
    if (p->kind == EST_FACTOR)
        return factor_value(ev, p);
    if (p->kind != EST_ONE)
        return sum_of_product(ev, e);
    struct tensor *one = tensor_new(ev->w, 0, NULL);
    if (one)
        one->p[0] = 1;
    return one;
}

static bool evaluate_layer(struct evaluator *ev, struct layer *l)
{
    ev->in = l;
    for (est e = 1; e <= ev->root; e++)
        if (l->uses[e] && !inlined(ev, e) && !(l->value[e] = value_of(ev, e)))
            return false;
    return true;
}

static bool evaluate_nodes(struct evaluator *ev)
{
    return evaluate_layer(ev, &ev->inside) && evaluate_layer(ev, &ev->outside);
}

bool evaluator_run(struct evaluator *ev, const struct evidence *fixed, uint32_t nfixed)
{
    return count_uses(ev) && collect_symbols(ev) && (fix(ev, fixed, nfixed), evaluate_nodes(ev));
}

/* ---- the answer ---- */

/* The root's value over the variables order[]. */
static struct tensor *arrange(struct evaluator *ev, struct work *w, const uint32_t *order, uint32_t norder)
{
    const struct tensor *t = evaluator_renamed(ev->w, ev, ev->outside.value[ev->root], evaluator_variable);
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
    struct tensor *out = tensor_spread(t->exact ? ev->w : w, t, axis, norder);
    return out && out->exact ? tensor_keep(w, out) : out; /* digits must not stay in the draft */
}

/* Should the largest contraction have been one over symbols, tell of it, by the variables. */
static void tell(struct evaluator *ev)
{
    struct plan_report *r = ev->watcher, *t = &ev->told;
    plans_retell(ev->w->plans, r);
    if (!r || t->actual <= r->actual)
        return;
    for (uint32_t i = 0; i < t->neliminations; i++) {
        struct plan_elimination *e = (struct plan_elimination *)(uintptr_t)&t->elimination[i];
        e->wire = evaluator_variable(ev, evaluator_outward(ev, e->wire));
    }
    t->boxes = r->boxes;
    t->barren = r->barren;
    t->separated = r->separated;
    t->sliced = r->sliced;
    *r = *t;
}

bool stoch_evaluate(struct evaluation *out, struct work *w, const struct est_pool *pool, est e,
                    struct source src, const uint32_t *order, uint32_t norder, const struct evidence *fixed,
                    uint32_t nfixed, const uint32_t *card)
{
    struct arena draft = {0};
    struct work inner = {&draft, w->diags, w->plans};
    struct evaluator ev = {
        .w = &inner, .pool = pool, .src = src, .root = e, .card = card, .marginals = map_in(&draft)};
    struct missing missing;
    *out = (struct evaluation){0};
    ev.watcher = plans_retell(w->plans, &ev.told);
    bool good = missing_init(&missing, w) && evaluator_run(&ev, fixed, nfixed) &&
                evaluator_explain(&ev, &missing) && (out->value = arrange(&ev, w, order, norder));
    tell(&ev);
    arena_free(&draft);
    out->missing = missing.cell;
    out->nmissing = missing.n;
    out->more_missing = missing.more;
    return good;
}
