/* hedge.c -- why an effect is not identifiable (Shpitser and Pearl 2006, definition 6 and theorem 4).
 *
 * A descent that is stuck leaves a district T and the goal inside it, all of T above the goal: F = T and F' =
 * goal, rooted in the members of the goal that have no child there.  Members are left out as long as it stays
 * a hedge, then each keeps one child on its way to the roots, and the bidirected edges are thinned to a tree.
 */
#include "identify/identify_int.h"

#include "base/interrupt.h"

/* Is there a hedge among the nodes of `in`, rooted in what is left when X is cut? Then F and F' become one.
 */
static bool smaller(struct task *t, struct set in, struct set left, struct hedge *h, bool *found)
{
    struct set roots = task_union(t, in, in), x = task_union(t, t->x, t->x);
    enum verdict verdict;
    if (!set_ok(roots) || !set_ok(x))
        return false;
    set_meet(roots, left);
    set_meet(x, in);
    const struct graph *g = graph_induced(&t->draft, t->g, in);
    if (!g || !verdict_of(t, g, roots, x, &verdict, &h->f_prime, &h->f))
        return false;
    *found = verdict == NOT_IDENTIFIABLE;
    return true;
}

/* Leave members out of F as long as a hedge is left. */
static bool shrink(struct task *t, struct set left, struct hedge *h)
{
    struct set in = task_set(t);
    if (!set_ok(in))
        return false;
    for (uint32_t v = set_next(h->f, 0); v != SET_END;) {
        bool found;
        if (interrupted())
            return diag_interrupted(t->w->diags);
        set_assign(in, h->f);
        set_del(in, v);
        if (!smaller(t, in, left, h, &found))
            return false;
        v = found ? set_next(h->f, 0) : set_next(h->f, v + 1);
    }
    return true;
}

/* Leave members of F' to F - F' as long as the rest of F' is joined by bidirected edges and below all of F.
 */
static bool shrink_inner(struct task *t, struct hedge *h)
{
    struct set inner = task_set(t), draft = task_set(t);
    if (!set_ok(inner) || !set_ok(draft))
        return false;
    for (uint32_t v = set_next(h->f_prime, 0); v != SET_END; v = set_next(h->f_prime, v + 1)) {
        set_assign(inner, h->f_prime);
        set_del(inner, v);
        if (set_empty(inner))
            break;
        graph_district_within(draft, t->g, set_next(inner, 0), inner);
        if (!set_eq(draft, inner))
            continue;
        graph_ancestors_within(draft, t->g, inner, h->f);
        if (set_eq(draft, h->f))
            set_assign(h->f_prime, inner);
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

/* Copies of the sets for the answer. */
static bool keep(struct task *t, struct identification *out)
{
    struct set *set[] = {&out->hedge.f, &out->hedge.f_prime, &out->asked.y, &out->asked.x, &out->asked.z};
    out->asked = (struct identify_query){t->y, t->x, t->z};
    out->hedge.roots = set_new(t->w->arena, t->g->n);
    bool good = set_ok(out->hedge.roots);
    for (size_t i = 0; good && i < sizeof set / sizeof *set; i++) {
        *set[i] = set_copy(t->w->arena, *set[i]);
        good = set_ok(*set[i]);
    }
    return good || diag_oom(t->w->diags);
}

bool hedge_find(struct task *t, struct identification *out)
{
    struct set goal = task_union(t, t->y, t->z), left = task_set(t), draft = task_set(t);
    struct hedge *h = &out->hedge;
    bool found;
    if (!set_ok(goal) || !set_ok(left) || !set_ok(draft))
        return false;
    verdict_left(left, t->g, goal, t->x, draft);
    if (!smaller(t, t->g->nodes, left, h, &found) || !shrink(t, left, h) || !shrink_inner(t, h) ||
        !keep(t, out) || !draw_forests(t, h))
        return false;
    out->culprit = set_next(h->f, 0);
    while (!set_has(t->x, out->culprit))
        out->culprit = set_next(h->f, out->culprit + 1);
    out->child = set_next(h->forest->ch[out->culprit], 0);
    set_clear(draft);
    set_add(draft, out->child);
    return graph_bidirected_path(t->w, h->forest, out->culprit, draft, &out->path) || !task_failed(t);
}
