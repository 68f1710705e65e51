/* frontdoor.c -- front-door sets (Pearl 2009, definition 3.3.3; Jeong, Tian and Bareinboim 2022; Wienoebst,
 * van der Zander and Liskiewicz 2024).
 *
 * M is a front-door set for (X, Y) when
 *   1. every directed path from X to Y meets M,
 *   2. X and M are separated once the arrows out of X are gone,
 *   3. M and Y are separated by X once the arrows out of M are gone.
 *
 * How the minimal ones are listed.  Condition 2 speaks of single nodes: the pool is the observed nodes that
 * satisfy it; none of them is an ancestor of X.  For a set M let D be Y and what has a directed path to Y
 * that avoids M.  Then the parents of D outside D, its border, are in M, and the border alone is a front-door
 * set: the search of condition 3 starts in D and never uses the rest of M.  So a minimal M is the border of
 * its D, and D is closed:
 *   - a parent of D that is not in the pool belongs to D,
 *   - so does one to which an arrow or a bidirected edge out of D leads, and arrows on from there that avoid
 * X (an open back-door path; those that go through ancestors of X end in no node of the pool),
 *   - and no member of X does (condition 1).
 * M is minimal if and only if no member v of it can join D with the rest of M as the pool.  If v can, it is
 * in D of every minimal front-door set whose D is larger; so D may be enlarged by it without losing any, and
 * the closure needed for listing.c is: close D, then let its border join, member by member, where they can.
 */
#include "structure/structure_int.h"

struct growth {
    struct set d;      /* behind the door: paths to Y avoid the set */
    struct set parent; /* parents of d */
    struct set hit;    /* where an open path from d arrives with its arrowhead */
};

struct door {
    const struct graph *g;
    struct set x, pool;
    struct set rest; /* of the pool: the border of `now` */
    struct growth now, trial;
    uint32_t *queue, head, tail; /* 2 v: v joined d; 2 v + 1: v was hit */
    struct collector collect;
};

static void growth_assign(struct growth *to, const struct growth *from)
{
    set_assign(to->d, from->d);
    set_assign(to->parent, from->parent);
    set_assign(to->hit, from->hit);
}

static void join(struct door *t, struct growth *s, uint32_t v)
{
    if (set_has(s->d, v))
        return;
    set_add(s->d, v);
    t->queue[t->tail++] = 2 * v;
}

static void hit(struct door *t, struct growth *s, struct set pool, uint32_t v)
{
    if (set_has(s->hit, v))
        return;
    set_add(s->hit, v);
    t->queue[t->tail++] = 2 * v + 1;
    if (set_has(s->parent, v) && set_has(pool, v))
        join(t, s, v);
}

static void spread_from(struct door *t, struct growth *s, struct set pool, uint32_t v)
{
    SET_EACH (p, t->g->pa[v]) {
        set_add(s->parent, p);
        if (!set_has(pool, p) || set_has(s->hit, p))
            join(t, s, p);
    }
    SET_EACH (c, t->g->ch[v])
        hit(t, s, pool, c);
    SET_EACH (b, t->g->bi[v])
        hit(t, s, pool, b);
}

/* Let the members of `who` join s and close it; false when a member of X would have to join. */
static bool grow(struct door *t, struct growth *s, struct set pool, struct set who)
{
    t->head = t->tail = 0;
    SET_EACH (v, who)
        join(t, s, v);
    while (t->head < t->tail) {
        uint32_t state = t->queue[t->head++], v = state / 2;
        if (state % 2 == 0) {
            if (set_has(t->x, v))
                return false;
            spread_from(t, s, pool, v);
        } else if (!set_has(t->x, v)) {
            SET_EACH (c, t->g->ch[v])
                hit(t, s, pool, c);
        }
    }
    return true;
}

/* Let members of the border join where they can. What could not join a smaller D cannot join a larger one. */
static void shrink_border(struct door *t, struct set border, struct set one)
{
    set_assign(border, t->now.parent);
    set_minus(border, t->now.d);
    set_assign(t->rest, border);
    SET_EACH (v, border) {
        if (!set_has(t->rest, v))
            continue;
        growth_assign(&t->trial, &t->now);
        set_clear(one);
        set_add(one, v);
        if (!grow(t, &t->trial, t->rest, one))
            continue;
        growth_assign(&t->now, &t->trial);
        set_minus(t->rest, t->now.d);
    }
    set_assign(border, t->rest);
}

static bool close_door(void *cx, struct set d, struct set outside, struct set frontier)
{
    struct door *t = cx;
    (void)outside;
    set_clear(t->now.d);
    set_clear(t->now.parent);
    set_clear(t->now.hit);
    if (!grow(t, &t->now, t->pool, d))
        return false;
    shrink_border(t, frontier, d);
    set_assign(d, t->now.d);
    return true;
}

static bool emit_door(void *cx, struct set d, struct set frontier)
{
    (void)d;
    return structure_collect(&((struct door *)cx)->collect, frontier);
}

/* t->pool = the observed nodes outside X and Y to which no back-door path from X is open: such a path goes up
 * from X, perhaps over one bidirected edge, and down again. */
static bool make_pool(struct door *t, struct work *draft, struct set y)
{
    struct set up, reached;
    struct graph *h = graph_cut_outgoing(draft, t->g, t->x);
    if (!h || !structure_new_sets(draft, t->g->n, (struct set *[]){&up, &reached}, 2))
        return false;
    graph_ancestors(reached, h, t->x);
    set_assign(up, reached);
    SET_EACH (v, reached)
        set_join(up, h->bi[v]);
    graph_descendants(reached, h, up);
    set_assign(t->pool, t->g->nodes);
    set_minus(t->pool, t->g->latent);
    set_minus(t->pool, reached); /* X among them */
    set_minus(t->pool, y);
    return true;
}

static bool door_init(struct door *t, struct work *draft)
{
    struct set *sets[] = {&t->pool,    &t->rest,    &t->now.d,        &t->now.parent,
                          &t->now.hit, &t->trial.d, &t->trial.parent, &t->trial.hit};
    t->queue = ARENA_NEW(draft->arena, uint32_t, 2 * (size_t)t->g->n);
    if (!t->queue)
        return diag_oom(draft->diags);
    return structure_new_sets(draft, t->g->n, sets, 8);
}

bool structure_front_door_sets(struct work *w, const struct graph *g, struct set x, struct set y,
                               uint32_t limit, struct set_list *out)
{
    struct arena arena = {0};
    struct work draft = {&arena, w->diags, NULL};
    struct door t = {.g = g, .x = x, .collect = {.w = w, .limit = limit, .out = out}};
    struct listing l = {&t, close_door, emit_door};
    *out = (struct set_list){0};
    bool good = door_init(&t, &draft) && make_pool(&t, &draft, y) && structure_list(w, g->n, &l, y) &&
                !t.collect.failed;
    structure_collected(&t.collect);
    arena_free(&arena);
    return good;
}
