/* disintegrate.c -- a comb out of a comb (Tian and Pearl 2002, lemma 4; the ordered Markov property of
 * kernels, Richardson, Evans, Robins and Shpitser 2023).
 *
 * The comb of a set A is the plugging of the combs of its districts, and that of district B is
 *     product over v in B of q(v | M),   M the Markov pillow of v among what comes before it in A,
 *     q(v | M) = sum over A - M - v of Q[A]  /  sum over A - M of Q[A].
 * Neighbours in the order whose pillows fit are taken in one quotient, which saves the sums between. */
#include "identify/kernels.h"

est kernel_average(struct kernels *k, est body, struct set wanted)
{
    struct task *t = k->t;
    struct set idle = task_set(t), none = task_set(t);
    if (!body || !set_ok(idle) || !set_ok(none))
        return 0;
    struct symbols open = est_free_symbols(t->pool, body);
    for (uint32_t i = 0; i < open.n; i++)
        if (!set_has(wanted, open.at[i].var))
            set_add(idle, open.at[i].var);
    if (set_empty(idle))
        return body;
    est weight = task_p(t, idle, none);
    return task_sum(t, idle, est_product(&t->draft, t->pool, (est[]){weight, body}, 2));
}

/* Neighbours v in the order, with one quotient. */
struct run {
    struct set v, pillow;
};

/* sum over A - pillow - v of Q[A], divided by the sum over A - pillow. */
static est quotient(struct kernels *k, est comb, struct set a, const struct run *run)
{
    struct task *t = k->t;
    struct set wanted = task_union(t, a, run->pillow), out = task_union(t, a, a);
    if (!set_ok(wanted) || !set_ok(out))
        return 0;
    if (!k->bare)
        comb = kernel_average(k, comb, wanted);
    set_minus(out, run->pillow);
    est under = task_sum(t, out, comb);
    set_minus(out, run->v);
    est over = task_sum(t, out, comb);
    if (!set_meets(run->pillow, a)) /* then the sum over all of A is 1 */
        return over;
    return over && under ? est_quotient(&t->draft, t->pool, over, under) : 0;
}

/* A topological order of `a` in which the members of `b` come together where they can. */
static uint32_t together(struct kernels *k, struct set a, struct set b, uint32_t *order)
{
    struct set left = task_union(k->t, a, a);
    uint32_t n = 0;
    bool in_b = true;
    while (set_ok(left) && !set_empty(left)) {
        uint32_t pick = SET_END;
        SET_EACH (v, left) {
            if (set_meets(k->g->pa[v], left))
                continue;
            if (pick == SET_END || (set_has(b, v) == in_b && set_has(b, pick) != in_b))
                pick = v;
        }
        in_b = set_has(b, pick);
        set_del(left, pick);
        order[n++] = pick;
    }
    return n;
}

/* The Markov pillow of v in the comb of a, among `before`: members of a, and fixed inputs. */
static void pillow_of(struct kernels *k, uint32_t v, struct set before, struct set district, struct set out)
{
    set_add(before, v);
    graph_district_within(district, k->g, v, before);
    set_assign(out, district);
    SET_EACH (u, district)
        set_join(out, k->g->pa[u]);
    set_del(out, v);
}

est kernel_disintegrate(struct kernels *k, est body, struct set a, struct set b)
{
    struct task *t = k->t;
    struct set before = task_set(t), district = task_set(t), pillow = task_set(t), joined = task_set(t);
    struct run run = {task_set(t), task_set(t)};
    uint32_t *order = ARENA_NEW(t->draft.arena, uint32_t, k->n), n, count = 0;
    est *factor = ARENA_NEW(t->draft.arena, est, (size_t)k->n + 1);
    bool leaf = est_get(t->pool, body)->kind == EST_P;
    est comb = leaf ? body : est_define(&t->draft, t->pool, body);
    if (!order || !factor)
        diag_oom(t->w->diags);
    if (!order || !factor || !comb || !set_ok(before) || !set_ok(district) || !set_ok(pillow) ||
        !set_ok(joined) || !set_ok(run.v) || !set_ok(run.pillow))
        return 0;
    n = together(k, a, b, order);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t v = order[i];
        pillow_of(k, v, before, district, pillow);
        if (!set_has(b, v))
            continue;
        set_assign(joined, run.pillow);
        set_join(joined, run.v);
        if (!set_empty(run.v) && set_eq(pillow, joined)) {
            set_add(run.v, v);
            continue;
        }
        if (!set_empty(run.v) && !(factor[count++] = quotient(k, comb, a, &run)))
            return 0;
        set_clear(run.v);
        set_add(run.v, v);
        set_assign(run.pillow, pillow);
    }
    factor[count++] = quotient(k, comb, a, &run);
    return task_failed(t) ? 0 : est_product(&t->draft, t->pool, factor, count);
}
