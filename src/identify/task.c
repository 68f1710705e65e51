/* task.c -- the small things every step of identification needs. */
#include "identify/identify_int.h"

bool task_failed(const struct task *t)
{
    return t->w->diags->errors != t->errors || t->w->diags->out_of_memory;
}

struct set task_set(struct task *t)
{
    struct set s = set_new(t->draft.arena, t->g->n);
    if (!set_ok(s))
        diag_oom(t->w->diags);
    return s;
}

struct set task_union(struct task *t, struct set a, struct set b)
{
    struct set s = task_set(t);
    if (set_ok(s)) {
        set_assign(s, a);
        set_join(s, b);
    }
    return s;
}

/* A copy in the answer's arena; an absent set becomes the empty one. */
static bool kept(struct task *t, struct set *s)
{
    *s = set_ok(*s) ? set_copy(t->w->arena, *s) : set_new(t->w->arena, t->g->n);
    return set_ok(*s) || diag_oom(t->w->diags);
}

bool task_step(struct task *t, struct derivation_step step)
{
    struct derivation *d = t->steps;
    struct licence *l = &step.licence;
    if (step.formula && !(step.formula = est_normal(&t->draft, t->pool, step.formula, t->asked)))
        return false;
    return kept(t, &step.set) && kept(t, &step.within) &&
           (!l->needed || (kept(t, &l->a) && kept(t, &l->b) && kept(t, &l->c) && kept(t, &l->barred) &&
                           kept(t, &l->underlined))) &&
           (ARENA_PUSH(t->w->arena, d->step, d->n, d->cap, step) || diag_oom(t->w->diags));
}

const struct graph *task_graph(struct task *t, const struct graph *g, struct set nodes)
{
    return graph_induced(t->w, g, nodes);
}

bool task_symbols(struct task *t, struct set s, struct symbols *out)
{
    uint32_t n = 0;
    struct symbol *at = ARENA_NEW(t->draft.arena, struct symbol, set_count(s));
    if (!at)
        return diag_oom(t->w->diags);
    SET_EACH (v, s)
        at[n++] = (struct symbol){v, 0};
    *out = (struct symbols){at, n};
    return true;
}

est task_p(struct task *t, struct set over, struct set given)
{
    struct symbols o, c;
    if (!task_symbols(t, over, &o) || !task_symbols(t, given, &c))
        return 0;
    return est_p(&t->draft, t->pool, o.at, o.n, c.at, c.n);
}

est task_sum(struct task *t, struct set out, est e)
{
    struct symbols bound;
    return e && task_symbols(t, out, &bound) ? est_sum(&t->draft, t->pool, bound.at, bound.n, e) : 0;
}

enum { SHORT = 80 }; /* symbols of a formula that is read at a glance, more or less */

/* How many symbols e has when written: with `expand`, with every named c-factor written out. */
static size_t length(const struct est_pool *p, est e, bool expand)
{
    const struct est_node *n = est_get(p, e);
    size_t sum = n->kind == EST_FACTOR && expand ? 0 : (size_t)n->nover + n->ngiven;
    if (n->kind != EST_FACTOR || expand)
        for (uint32_t i = 0; i < n->nkids && sum <= 8 * SHORT; i++)
            sum += length(p, n->kid[i], expand);
    return sum;
}

static est simplified(struct task *t, est e)
{
    est s = e ? est_simplify(&t->draft, t->pool, e) : 0;
    return s ? est_normal(&t->draft, t->pool, s, t->asked) : 0;
}

est task_simplify(struct task *t, est e)
{
    est named = simplified(t, e);
    if (!named || length(t->pool, named, true) > 8 * SHORT)
        return named;
    est *def, whole = est_expand(&t->draft, t->pool, named);
    uint32_t n;
    whole = est_normal(&t->draft, t->pool, whole, t->asked);
    if (!whole || whole == named)
        return whole;
    whole = simplified(t, whole);
    if (!whole || !est_definitions(&t->draft, t->pool, named, &def, &n))
        return 0;
    size_t with_names = length(t->pool, named, false);
    for (uint32_t i = 0; i < n; i++)
        with_names += length(t->pool, def[i], false) + est_get(t->pool, def[i])->nfree;
    size_t without = length(t->pool, whole, false);
    return without <= SHORT || without <= with_names ? whole : named;
}
