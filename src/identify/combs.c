/* combs.c -- cutting and plugging combs (Jacobs, Kissinger and Zanasi 2019, sections 6 to 8).
 *
 * The joint is the plugging of one comb for each district S, its c-factor
 *     Q[S] = product over v in S of P(v | Markov pillow of v).
 * Inside the comb of its own district an intervened variable x is summed out: there it is the symbol x', the
 * value x would have had.  In the other combs x is the value it is set to, a free symbol.  The sum is
 * the comb of S without x when x has no child there (Tian and Pearl 2002, lemma 1: what is left is
 * ancestral). */
#include "identify/identify_int.h"

bool combs_targets(struct task *t, const struct graph *g, bool wide, struct set out)
{
    set_assign(out, t->x);
    if (!wide)
        return true;
    /* Who acts on Y or Z other than through X: ancestors found without going on from X. */
    struct set reach = task_set(t);
    if (!set_ok(reach))
        return false;
    set_assign(reach, t->y);
    set_join(reach, t->z);
    for (uint32_t before = 0, now = set_count(reach); now != before; now = set_count(reach)) {
        before = now;
        for (uint32_t v = g->n; v-- > 0;)
            if (set_has(reach, v) && !set_has(t->x, v))
                set_join(reach, g->pa[v]);
    }
    set_assign(out, g->nodes);
    set_minus(out, reach);
    set_join(out, t->x);
    return true;
}

bool combs_allowed(struct task *t, const struct graph *g, struct set cut)
{
    struct arena draft = {0};
    struct set district = set_new(&draft, g->n);
    bool allowed = set_ok(district) || diag_oom(t->w->diags);
    for (uint32_t x = allowed ? set_next(t->x, 0) : SET_END; allowed && x != SET_END;
         x = set_next(t->x, x + 1)) {
        graph_district(district, g, x);
        set_meet(district, g->ch[x]);
        set_minus(district, cut);
        allowed = set_empty(district);
    }
    arena_free(&draft);
    return allowed;
}

struct combs {
    struct task *t;
    const struct graph *g;
    struct set cut;
    uint32_t *order, n;
    struct set *district;
    uint32_t ndistricts;
};

static bool symbols_with_primes(struct task *t, struct set s, struct set primed, struct symbols *out)
{
    uint32_t n = 0;
    struct symbol *at = ARENA_NEW(t->draft.arena, struct symbol, set_count(s));
    if (!at)
        return diag_oom(t->w->diags);
    SET_EACH (v, s)
        at[n++] = (struct symbol){v, set_has(primed, v)};
    *out = (struct symbols){at, n};
    return true;
}

/* Q[district], with a prime on the symbols of `primed`. */
static est c_factor(struct combs *c, struct set district, struct set primed)
{
    struct task *t = c->t;
    struct set before = task_set(t), pillow = task_set(t), self = task_set(t);
    est *factor = ARENA_NEW(t->draft.arena, est, c->n);
    uint32_t n = 0;
    if (!factor)
        diag_oom(t->w->diags);
    if (!factor || !set_ok(before) || !set_ok(pillow) || !set_ok(self))
        return 0;
    for (uint32_t i = 0; i < c->n; i++) {
        uint32_t v = c->order[i];
        if (set_has(district, v)) {
            struct symbols over, given;
            set_clear(self);
            set_add(self, v);
            if (!graph_markov_pillow(pillow, c->g, v, before, &t->draft) ||
                !symbols_with_primes(t, self, primed, &over) ||
                !symbols_with_primes(t, pillow, primed, &given))
                return 0;
            factor[n++] = est_p(&t->draft, t->pool, over.at, over.n, given.at, given.n);
        }
        set_add(before, v);
    }
    return est_product(&t->draft, t->pool, factor, n);
}

/* The comb of a district with its intervened variables cut out. */
static est cut_comb(struct combs *c, struct set district, est comb)
{
    struct task *t = c->t;
    struct set out = task_set(t);
    struct symbols bound;
    if (!set_ok(out))
        return 0;
    set_assign(out, district);
    set_meet(out, c->cut);
    if (set_empty(out))
        return comb;
    if (!symbols_with_primes(t, out, out, &bound))
        return 0;
    est q = est_sum(&t->draft, t->pool, bound.at, bound.n, c_factor(c, district, out));
    return q && task_step(t, STEP_CUT, out, q) ? q : 0;
}

/* Every comb with its steps, plugged together. */
static est plug(struct combs *c)
{
    struct task *t = c->t;
    est *comb = ARENA_NEW(t->draft.arena, est, c->ndistricts);
    struct set none = task_set(t);
    if (!comb)
        diag_oom(t->w->diags);
    if (!comb || !set_ok(none))
        return 0;
    for (uint32_t i = 0; i < c->ndistricts; i++)
        if (!task_step(t, STEP_DISTRICTS, c->district[i], 0))
            return 0;
    for (uint32_t i = 0; i < c->ndistricts; i++) {
        comb[i] = c_factor(c, c->district[i], none);
        if (!comb[i] || !task_step(t, STEP_COMB, c->district[i], comb[i]))
            return 0;
    }
    for (uint32_t i = 0; i < c->ndistricts; i++)
        if (!(comb[i] = cut_comb(c, c->district[i], comb[i])))
            return 0;
    est e = est_product(&t->draft, t->pool, comb, c->ndistricts);
    return e && task_step(t, STEP_PLUG, c->g->nodes, e) ? e : 0;
}

/* The formula does not depend on the value of a variable that was cut beside X; where it is still written
 * with one, the variable's own distribution serves. Adds such variables to `out`. */
static est average(struct combs *c, est e, struct set out)
{
    struct task *t = c->t;
    struct set idle = task_set(t), none = task_set(t);
    if (!e || !set_ok(idle) || !set_ok(none))
        return 0;
    struct symbols open = est_free_symbols(t->pool, e);
    for (uint32_t i = 0; i < open.n; i++)
        if (set_has(c->cut, open.at[i].var) && !set_has(t->x, open.at[i].var))
            set_add(idle, open.at[i].var);
    if (set_empty(idle))
        return e;
    set_join(out, idle);
    return est_product(&t->draft, t->pool, (est[]){task_p(t, idle, none), e}, 2);
}

static est sum_out(struct combs *c, est e)
{
    struct task *t = c->t;
    struct set out = task_set(t);
    struct symbols bound;
    if (!set_ok(out))
        return 0;
    set_assign(out, c->g->nodes);
    set_minus(out, c->cut);
    set_minus(out, t->y);
    set_minus(out, t->z);
    e = average(c, e, out);
    if (!e || set_empty(out) || !task_symbols(t, out, &bound))
        return e;
    e = est_sum(&t->draft, t->pool, bound.at, bound.n, e);
    return e && task_step(t, STEP_SUM, out, e) ? e : 0;
}

/* P(Y | Z) from P(Y, Z): divide by the sum over another copy y' of the outcomes. */
static est condition(struct task *t, est joint)
{
    struct symbols y, primed;
    if (!task_symbols(t, t->y, &y) || !symbols_with_primes(t, t->y, t->y, &primed))
        return 0;
    est copy = est_rename(&t->draft, t->pool, joint, y, primed.at);
    est total = est_sum(&t->draft, t->pool, primed.at, primed.n, copy);
    est e = est_quotient(&t->draft, t->pool, joint, total);
    return e && task_step(t, STEP_CONDITION, t->z, e) ? e : 0;
}

static est simpler(struct task *t, est e)
{
    est s = e ? est_simplify(&t->draft, t->pool, e) : 0;
    return s && (s == e || task_step(t, STEP_SIMPLIFY, t->y, s)) ? s : 0;
}

est combs_formula(struct task *t, const struct graph *g, struct set cut)
{
    struct combs c = {.t = t, .g = g, .cut = cut, .order = ARENA_NEW(t->draft.arena, uint32_t, g->n)};
    if (!c.order) {
        diag_oom(t->w->diags);
        return 0;
    }
    c.district = graph_districts(&t->draft, g, &c.ndistricts);
    if (!c.district || !graph_order(g, c.order, &c.n, &t->draft))
        return 0;
    est e = plug(&c);
    e = e ? simpler(t, sum_out(&c, e)) : 0;
    return e && !set_empty(t->z) ? simpler(t, condition(t, e)) : e;
}
