/* leaf.c -- the leaves of estimands: P(over | given) by division of marginals of the source.
 *
 * What evidence fixes is fixed in the source, before anything is summed there: no table is larger than the
 * symbols that stay open.
 */
#include "stoch/evaluator.h"

#include <stdlib.h>

/* What is asked of the source: a marginal at some states. Room for all symbols of a leaf. */
struct request {
    struct symbol *open; /* by variable */
    struct evidence *fixed;
    uint32_t nopen, nfixed;
};

static int by_variable(const void *a, const void *b)
{
    const struct symbol *x = a, *y = b;
    return (x->var > y->var) - (x->var < y->var);
}

static bool begin(struct evaluator *ev, struct request *r, uint32_t most)
{
    *r = (struct request){.open = ARENA_NEW(ev->w->arena, struct symbol, most),
                          .fixed = ARENA_NEW(ev->w->arena, struct evidence, most)};
    return (r->open && r->fixed) || diag_oom(ev->w->diags);
}

static void add(const struct evaluator *ev, struct request *r, const struct symbol *s, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        uint32_t state = ev->in->fixed[evaluator_number(ev, s[i])];
        if (state == OPEN)
            r->open[r->nopen++] = s[i];
        else
            r->fixed[r->nfixed++] = (struct evidence){s[i].var, state};
    }
}

/* What the source says, computed once: the key is the number of open variables, these, and the evidence. */
static const struct tensor *marginal(struct evaluator *ev, const struct request *r, uint32_t *place)
{
    uint32_t n = 0, *key = ARENA_NEW(ev->w->arena, uint32_t, 1 + (size_t)r->nopen + 2 * (size_t)r->nfixed);
    if (!key) {
        diag_oom(ev->w->diags);
        return NULL;
    }
    key[n++] = r->nopen;
    for (uint32_t i = 0; i < r->nopen; i++)
        key[n++] = r->open[i].var;
    for (uint32_t i = 0; i < r->nfixed; i++) {
        key[n++] = r->fixed[i].wire;
        key[n++] = r->fixed[i].state;
    }
    struct str asked = {(const char *)key, n * sizeof *key};
    uint32_t known = map_get(&ev->marginals, asked);
    *place = known != MAP_NONE ? known : (uint32_t)ev->nmarginals;
    if (known != MAP_NONE)
        return ev->marginal[known];
    plans_retell(ev->w->plans, ev->watcher);
    const struct tensor *t = ev->src.marginal(ev->src.self, ev->w, key + 1, r->nopen, r->fixed, r->nfixed);
    plans_retell(ev->w->plans, &ev->told);
    if (t && (!map_put(&ev->marginals, asked, (uint32_t)ev->nmarginals) ||
              !ARENA_PUSH(ev->w->arena, ev->marginal, ev->nmarginals, ev->marginals_cap, t))) {
        diag_oom(ev->w->diags);
        return NULL;
    }
    return t;
}

static int by_wire(const void *a, const void *b)
{
    const struct evidence *x = a, *y = b;
    return (x->wire > y->wire) - (x->wire < y->wire);
}

/* The marginal that is asked for, its axes called as the symbols. */
static struct tensor *ask(struct evaluator *ev, struct request *r, uint32_t *place)
{
    if (r->nopen)
        qsort(r->open, r->nopen, sizeof *r->open, by_variable);
    if (r->nfixed)
        qsort(r->fixed, r->nfixed, sizeof *r->fixed, by_wire);
    const struct tensor *t = marginal(ev, r, place);
    struct tensor *out = t ? tensor_share(ev->w, t) : NULL;
    for (uint32_t i = 0; out && i < out->rank; i++)
        out->axis[i].id = evaluator_number(ev, r->open[i]);
    return out;
}

struct tensor *evaluator_leaf(struct evaluator *ev, const struct est_node *p)
{
    struct request whole, part;
    uint32_t place;
    if (!begin(ev, &whole, p->nover + p->ngiven) || !begin(ev, &part, p->ngiven))
        return NULL;
    add(ev, &whole, p->over, p->nover);
    bool all_open = whole.nfixed == 0;
    add(ev, &whole, p->given, p->ngiven);
    struct tensor *joint = ask(ev, &whole, &place);
    if (!joint || p->ngiven == 0)
        return joint;
    if (all_open) {
        uint32_t *over = ARENA_NEW(ev->w->arena, uint32_t, p->nover);
        for (uint32_t i = 0; over && i < p->nover; i++)
            over[i] = evaluator_number(ev, p->over[i]);
        if (over)
            return tensor_condition(ev->w, joint, over, p->nover);
        diag_oom(ev->w->diags);
        return NULL;
    }
    add(ev, &part, p->given, p->ngiven);
    const struct tensor *below = ask(ev, &part, &place);
    return below ? tensor_quotient(ev->w, joint, below) : NULL;
}

bool evaluator_leaf_parts(struct evaluator *ev, const struct est_node *p, struct leaf_part *whole,
                          struct leaf_part *below)
{
    struct request all, part;
    *whole = *below = (struct leaf_part){0};
    if (!begin(ev, &all, p->nover + p->ngiven) || !begin(ev, &part, p->ngiven))
        return false;
    add(ev, &all, p->over, p->nover);
    add(ev, &all, p->given, p->ngiven);
    add(ev, &part, p->given, p->ngiven);
    whole->t = ask(ev, &all, &whole->place);
    if (whole->t && p->ngiven)
        below->t = ask(ev, &part, &below->place);
    whole->fixed = all.fixed;
    whole->nfixed = all.nfixed;
    below->fixed = part.fixed;
    below->nfixed = part.nfixed;
    return whole->t && (below->t || !p->ngiven);
}
