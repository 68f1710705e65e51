/* hedge.c -- why an effect is not identifiable (Shpitser and Pearl 2006, definition 6 and theorem 4).
 *
 * A descent that is stuck leaves a district T and the goal inside it, all of T above the goal: F = T and F' =
 * goal, rooted in the members of the goal that have no child there.  Members are left out as long as it stays
 * a hedge, then each keeps one child on its way to the roots, and the bidirected edges are thinned to a tree.
 */
#include "identify/identify_int.h"

#include "base/interrupt.h"

struct search {
    struct task *t;
    struct set f, f_prime;       /* the best so far */
    struct set try_f, try_prime; /* a try */
    struct set draft;
};

static bool connected(const struct graph *g, struct set s, struct set draft)
{
    uint32_t v = set_next(s, 0);
    if (v == SET_END)
        return false;
    graph_district_within(draft, g, v, s);
    return set_eq(draft, s);
}

static bool is_hedge(struct search *s)
{
    const struct graph *g = s->t->g;
    if (!set_meets(s->try_f, s->t->x) || !connected(g, s->try_prime, s->draft) ||
        !connected(g, s->try_f, s->draft))
        return false;
    graph_ancestors_within(s->draft, g, s->try_prime, s->try_f);
    return set_eq(s->draft, s->try_f) && !set_eq(s->try_f, s->try_prime);
}

/* Leave v out of F' and, with `both`, out of F; if that is a hedge keep it. */
static bool leave_out(struct search *s, uint32_t v, bool both)
{
    set_assign(s->try_f, s->f);
    set_assign(s->try_prime, s->f_prime);
    set_del(s->try_prime, v);
    if (both)
        set_del(s->try_f, v);
    if (!is_hedge(s))
        return false;
    set_assign(s->f, s->try_f);
    set_assign(s->f_prime, s->try_prime);
    return true;
}

static bool shrink(struct search *s)
{
    for (bool smaller = true; smaller;) {
        smaller = false;
        SET_EACH (v, s->f) {
            if (interrupted())
                return diag_interrupted(s->t->w->diags);
            if (leave_out(s, v, true) || (set_has(s->f_prime, v) && leave_out(s, v, false)))
                smaller = true;
        }
    }
    return true;
}

/* A tree of bidirected edges: from what is joined already (or the least member of s) to all of s. */
static void join(struct graph *tree, const struct graph *g, struct set s, struct set joined)
{
    if (set_empty(joined))
        set_add(joined, set_next(s, 0));
    for (bool more = true; more;) {
        more = false;
        SET_EACH (v, s) {
            if (set_has(joined, v))
                continue;
            SET_EACH (u, g->bi[v]) {
                if (!set_has(joined, u))
                    continue;
                graph_biedge(tree, u, v);
                set_add(joined, v);
                more = true;
                break;
            }
        }
    }
}

/* One arrow from each member of s that has none to a child that is nearest to the roots: `rooted` grows by
 * layers. */
static void point_down(struct graph *tree, const struct graph *g, struct set s, struct set rooted,
                       struct set layer)
{
    for (bool more = true; more;) {
        more = false;
        set_clear(layer);
        SET_EACH (v, s) {
            if (set_has(rooted, v) || !set_meets(g->ch[v], rooted))
                continue;
            uint32_t c = set_next(g->ch[v], 0);
            while (!set_has(rooted, c))
                c = set_next(g->ch[v], c + 1);
            graph_edge(tree, v, c);
            set_add(layer, v);
            more = true;
        }
        set_join(rooted, layer);
    }
}

static bool draw_forests(struct task *t, struct hedge *h)
{
    struct graph *tree = graph_new(t->w, t->g->n, t->g->name);
    struct set done = task_set(t), layer = task_set(t);
    if (!tree || !set_ok(done) || !set_ok(layer))
        return false;
    set_assign(tree->nodes, h->f);
    join(tree, t->g, h->f_prime, done);
    join(tree, t->g, h->f, done);
    SET_EACH (v, h->f_prime)
        if (!set_meets(t->g->ch[v], h->f_prime))
            set_add(h->roots, v);
    set_assign(done, h->roots);
    point_down(tree, t->g, h->f_prime, done, layer);
    point_down(tree, t->g, h->f, done, layer);
    h->forest = tree;
    return true;
}

bool hedge_find(struct task *t, struct identification *out)
{
    struct set goal = task_union(t, t->y, t->z), whole;
    enum verdict verdict;
    if (!set_ok(goal) || !verdict_of(t, t->g, goal, t->x, &verdict, &goal, &whole))
        return false;
    struct search s = {t, whole, goal, task_set(t), task_set(t), task_set(t)};
    if (!set_ok(s.try_f) || !set_ok(s.try_prime) || !set_ok(s.draft) || !shrink(&s))
        return false;
    out->hedge = (struct hedge){.f = set_copy(t->w->arena, s.f),
                                .f_prime = set_copy(t->w->arena, s.f_prime),
                                .roots = set_new(t->w->arena, t->g->n)};
    out->asked = (struct identify_query){
        .y = set_copy(t->w->arena, t->y), .x = set_copy(t->w->arena, t->x), .z = set_copy(t->w->arena, t->z)};
    if (!set_ok(out->hedge.f) || !set_ok(out->hedge.f_prime) || !set_ok(out->hedge.roots) ||
        !set_ok(out->asked.y) || !set_ok(out->asked.x) || !set_ok(out->asked.z))
        return diag_oom(t->w->diags);
    if (!draw_forests(t, &out->hedge))
        return false;
    out->culprit = set_next(s.f, 0);
    while (!set_has(t->x, out->culprit))
        out->culprit = set_next(s.f, out->culprit + 1);
    out->child = set_next(out->hedge.forest->ch[out->culprit], 0);
    set_clear(s.draft);
    set_add(s.draft, out->child);
    return graph_bidirected_path(t->w, out->hedge.forest, out->culprit, s.draft, &out->path) ||
           !task_failed(t);
}
