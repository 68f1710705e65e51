/* implications.c -- conditional independences from which all others follow: the ordered local Markov property
 * of the projection onto the observed variables (Richardson 2003, section 3; Jeong, Ejaz, Tian and Bareinboim
 * 2024 list it with polynomial delay).
 *
 * Number the variables along the arrows.  For each v and each ancestral set A of v and earlier variables that
 * contains v, v is independent of the rest of A given its Markov blanket there: with C the district of v in
 * A, C and its parents.  Only the largest A for each C counts: all of v and the earlier variables but the
 * descendants of the spouses of C that are not in C.  No two of these follow from one another.
 *
 * So the closed sets that listing.c lists are the districts: C contains each spouse that is an ancestor of C.
 * A statement is about nothing when C and its parents are all of A; a branch is worth entering when some t is
 * left over for the least district that an ancestral set with C and t can have.  Without bidirected edges C
 * is v alone, and the list is: v is independent of earlier variables given its parents. */
#include "structure/structure_int.h"

struct local {
    const struct graph *g; /* projected */
    uint32_t v;
    struct set before; /* v and the earlier variables */
    struct set bound, spouses, above, below, trial, seed;
    struct work *w;
    uint32_t limit;
    struct implication_list *out;
    size_t n, cap;
    bool failed;
};

/* Enlarge c to the least district of an ancestral set that contains c and `more`; l->spouses = its spouses
 * left outside. */
static void close_district(struct local *l, struct set c, struct set more)
{
    for (;;) {
        set_clear(l->spouses);
        SET_EACH (u, c)
            set_join(l->spouses, l->g->bi[u]);
        set_meet(l->spouses, l->before);
        set_minus(l->spouses, c);
        if (set_empty(l->spouses))
            return;
        set_assign(l->seed, c);
        set_join(l->seed, more);
        graph_ancestors(l->above, l->g, l->seed);
        set_meet(l->above, l->spouses);
        if (set_empty(l->above))
            return;
        set_join(c, l->above);
    }
}

/* l->bound = the district c and its parents. */
static void blanket(struct local *l, struct set c)
{
    set_assign(l->bound, c);
    SET_EACH (u, c)
        set_join(l->bound, l->g->pa[u]);
}

/* Is something of l->before left over in an ancestral set whose district of v contains c and avoids
 * `outside`? */
static bool worthwhile(struct local *l, struct set c, struct set outside, struct set one)
{
    SET_EACH (t, l->before) {
        set_assign(l->trial, c);
        set_clear(one);
        set_add(one, t);
        close_district(l, l->trial, one);
        if (set_meets(l->trial, outside))
            continue;
        blanket(l, l->trial);
        if (!set_has(l->bound, t))
            return true;
    }
    return false;
}

static bool close_local(void *cx, struct set d, struct set outside, struct set frontier)
{
    struct local *l = cx;
    set_clear(frontier);
    close_district(l, d, frontier);
    if (set_meets(d, outside) || !worthwhile(l, d, outside, frontier))
        return false;
    set_clear(frontier);
    SET_EACH (u, d)
        set_join(frontier, l->g->bi[u]);
    set_meet(frontier, l->before);
    set_minus(frontier, d);
    return true;
}

static bool emit_local(void *cx, struct set d, struct set frontier)
{
    struct local *l = cx;
    if (l->n >= l->limit) {
        l->out->more = true;
        return false;
    }
    blanket(l, d);
    graph_descendants(l->below, l->g, frontier);
    struct implication i = {l->v, set_copy(l->w->arena, l->before), set_copy(l->w->arena, l->bound)};
    l->failed = !set_ok(i.others) || !set_ok(i.given) ||
                !ARENA_PUSH(l->w->arena, l->out->implication, l->n, l->cap, i);
    if (l->failed)
        return diag_oom(l->w->diags);
    set_minus(i.others, l->below);
    set_minus(i.others, i.given);
    set_del(i.given, l->v);
    return true;
}

static bool each_variable(struct local *l, struct work *draft)
{
    struct listing listing = {l, close_local, emit_local};
    struct set start;
    uint32_t count, *order = ARENA_NEW(draft->arena, uint32_t, l->g->n);
    struct set *sets[] = {&l->before, &l->bound, &l->spouses, &l->above,
                          &l->below,  &l->trial, &l->seed,    &start};
    if (!order)
        return diag_oom(draft->diags);
    if (!structure_new_sets(draft, l->g->n, sets, 8) || !graph_order(l->g, order, &count, draft))
        return false;
    for (uint32_t i = 0; i < count && !l->out->more; i++) {
        l->v = order[i];
        set_add(l->before, l->v);
        set_clear(start);
        set_add(start, l->v);
        if (!structure_list(draft, l->g->n, &listing, start) || l->failed)
            return false;
    }
    return true;
}

bool structure_implications(struct work *w, const struct graph *g, uint32_t limit,
                            struct implication_list *out)
{
    struct arena arena = {0};
    struct work draft = {&arena, w->diags, NULL};
    struct local l = {.w = w, .limit = limit, .out = out};
    *out = (struct implication_list){0};
    l.g = graph_project(&draft, g);
    bool good = l.g && each_variable(&l, &draft);
    out->n = (uint32_t)l.n;
    arena_free(&arena);
    return good;
}
