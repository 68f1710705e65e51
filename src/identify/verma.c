/* verma.c -- from the comb of a district to those of the sets inside it, and what their formulas must not
 * depend on. */
#include "identify/verma.h"

#include "base/interrupt.h"
#include "identify/kernels.h"

struct reached {
    struct set e;
    est body;
};

struct search {
    struct kernels k;
    struct verma_list *out;
    uint32_t limit, last; /* the last variable in the order: kept in every set */
    struct reached *seen; /* the sets reached for it, the next to look at among them */
    size_t n, cap;
    size_t out_cap;
};

static bool is_seen(const struct search *s, struct set e)
{
    for (size_t i = 0; i < s->n; i++)
        if (set_eq(s->seen[i].e, e))
            return true;
    return false;
}

/* What the formula mentions beside `wanted`. */
static struct set beside(struct search *s, est formula, struct set wanted)
{
    struct task *t = s->k.t;
    struct set extra = task_set(t);
    struct symbols open = est_free_symbols(t->pool, formula);
    for (uint32_t i = 0; set_ok(extra) && i < open.n; i++)
        if (!set_has(wanted, open.at[i].var))
            set_add(extra, open.at[i].var);
    return extra;
}

static bool note(struct search *s, est formula, struct set e, struct set extra)
{
    struct task *t = s->k.t;
    if (set_empty(extra) || est_get(t->pool, formula)->kind == EST_P)
        return true;
    if (s->out->n == s->limit) {
        s->out->more = true;
        return true;
    }
    struct verma found = {formula, set_copy(t->w->arena, e), set_copy(t->w->arena, extra)};
    size_t n = s->out->n;
    if (!set_ok(found.kernel) || !set_ok(found.immaterial) ||
        !ARENA_PUSH(t->w->arena, s->out->constraint, n, s->out_cap, found))
        return diag_oom(t->w->diags);
    s->out->n = (uint32_t)n;
    return true;
}

/* Sum d out of the comb `from` and go to the last variable's district in the rest. */
static bool step(struct search *s, const struct reached *from, uint32_t d)
{
    struct task *t = s->k.t;
    struct set rest = task_union(t, from->e, from->e), e = task_set(t), one = task_set(t);
    if (!set_ok(rest) || !set_ok(e) || !set_ok(one))
        return false;
    set_del(rest, d);
    set_add(one, d);
    graph_district_within(e, s->k.g, s->last, rest);
    if (is_seen(s, e))
        return true;
    if (s->n == LIMIT_REACHED) {
        s->out->more = true;
        return true;
    }
    est body = task_sum(t, one, from->body);
    if (body && !set_eq(e, rest))
        body = kernel_disintegrate(&s->k, body, rest, e);
    body = task_simplify(t, body);
    struct set wanted = task_union(t, e, e);
    if (!body || !set_ok(wanted))
        return false;
    SET_EACH (v, e)
        set_join(wanted, s->k.g->pa[v]);
    struct set extra = beside(s, body, wanted);
    if (!set_ok(extra) || !note(s, body, e, extra))
        return false;
    /* Further on they are immaterial, and averaged over. */
    struct reached next = {e, task_simplify(t, kernel_average(&s->k, body, wanted))};
    return next.body && (ARENA_PUSH(t->draft.arena, s->seen, s->n, s->cap, next) || diag_oom(t->w->diags));
}

/* All that can be reached from the district of the last of `before`. */
static bool explore(struct search *s, struct set before)
{
    struct task *t = s->k.t;
    struct set district = task_set(t);
    if (!set_ok(district))
        return false;
    graph_district_within(district, s->k.g, s->last, before);
    struct reached first = {district, task_simplify(t, kernel_of_joint(&s->k, district))};
    s->n = 0;
    if (!first.body || !ARENA_PUSH(t->draft.arena, s->seen, s->n, s->cap, first))
        return first.body ? diag_oom(t->w->diags) : false;
    for (size_t i = 0; i < s->n; i++) {
        struct reached now = s->seen[i];
        SET_EACH (d, now.e) {
            if (interrupted())
                return diag_interrupted(t->w->diags);
            if (d != s->last && !set_meets(s->k.g->ch[d], now.e) && !step(s, &now, d))
                return false;
        }
    }
    return true;
}

static bool search_all(struct search *s, const struct graph *g)
{
    struct task *t = s->k.t;
    struct set before = task_set(t);
    s->k.order = ARENA_NEW(t->draft.arena, uint32_t, g->n);
    if (!s->k.order)
        return diag_oom(t->w->diags);
    if (!set_ok(before) || !graph_order(g, s->k.order, &s->k.n, &t->draft))
        return false;
    for (uint32_t i = 0; i < s->k.n; i++) {
        s->last = s->k.order[i];
        set_add(before, s->last);
        if (!explore(s, before))
            return false;
    }
    return true;
}

bool verma_constraints(struct work *w, const struct graph *g, struct est_pool *pool, uint32_t limit,
                       struct verma_list *out)
{
    struct arena draft = {0};
    struct task t = {
        .w = w, .draft = {&draft, w->diags, NULL}, .pool = pool, .g = g, .errors = w->diags->errors};
    struct search s = {.k = {.t = &t, .g = g, .bare = true}, .out = out, .limit = limit};
    *out = (struct verma_list){0};
    bool good = search_all(&s, g);
    arena_free(&draft);
    return good;
}
