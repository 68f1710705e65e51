/* separator.c -- minimal separators, one in linear time and all with polynomial delay (van der Zander,
 * Liskiewicz and Textor 2014, 2019; Takata 2010).
 *
 * Let G be restricted to the ancestors of A, B and `must`.  There a set C that contains `must` separates A
 * and B if and only if it cuts them in the augmented graph, where two nodes are joined when a path of
 * colliders does (Richardson and Spirtes 2002, theorem 3.18): an undirected graph, in which separators have
 * sides.  It is never made: a search that walks along edges, any way through a node that is not in C and from
 * arrowhead to arrowhead through one that is, visits the same nodes. */
#include "structure/structure_int.h"

enum { TAIL, HEAD };

struct sides {
    const struct graph *g;
    struct set a, b, must, may; /* disjoint; what `may` be in the separator besides `must` */
    struct set within;          /* the ancestors of a, b, must */
    struct set blocked, seen[2], touched, inner;
    uint32_t *queue, head, tail; /* states 2 v + arrival */
    struct collector collect;
};

static void arrive(struct sides *s, uint32_t v, uint32_t arrival)
{
    if (!set_has(s->within, v) || set_has(s->seen[arrival], v))
        return;
    set_add(s->seen[arrival], v);
    s->queue[s->tail++] = 2 * v + arrival;
}

/* touched = what is reached from `from` past s->blocked, and the blocked nodes first met. */
static void touch(struct sides *s, struct set from)
{
    s->head = s->tail = 0;
    set_clear(s->seen[TAIL]);
    set_clear(s->seen[HEAD]);
    SET_EACH (v, from)
        arrive(s, v, TAIL);
    while (s->head < s->tail) {
        uint32_t state = s->queue[s->head++], v = state / 2;
        bool open = !set_has(s->blocked, v);
        if (open || state % 2 == HEAD) {
            SET_EACH (p, s->g->pa[v])
                arrive(s, p, TAIL);
            SET_EACH (b, s->g->bi[v])
                arrive(s, b, HEAD);
        }
        if (open)
            SET_EACH (c, s->g->ch[v])
                arrive(s, c, HEAD);
    }
    set_assign(s->touched, s->seen[TAIL]);
    set_join(s->touched, s->seen[HEAD]);
}

/* z (without `must`) = the minimal separator within `may` that is nearest to `from`: of what the search from
 * there meets first, what the search from the other end meets. False when there is none. */
static bool nearest(struct sides *s, struct set from, struct set to, struct set may, struct set z)
{
    set_assign(s->blocked, may);
    set_join(s->blocked, s->must);
    touch(s, from);
    if (set_meets(s->touched, to))
        return false;
    set_assign(z, may);
    set_meet(z, s->touched);
    set_assign(s->blocked, z);
    set_join(s->blocked, s->must);
    touch(s, to);
    set_meet(z, s->touched);
    return true;
}

/* *possible is false when the sets of the question rule out any answer. */
static bool prepare(struct sides *s, struct work *w, const struct graph *g, const struct set *question,
                    bool *possible)
{
    struct set *sets[] = {&s->a,       &s->b,       &s->must,    &s->may,     &s->within,
                          &s->blocked, &s->seen[0], &s->seen[1], &s->touched, &s->inner};
    s->g = g;
    s->queue = ARENA_NEW(w->arena, uint32_t, 2 * (size_t)g->n);
    if (!s->queue)
        return diag_oom(w->diags);
    if (!structure_new_sets(w, g->n, sets, 10))
        return false;
    for (int i = 0; i < 4; i++)
        set_assign(*sets[i], question[i]);
    set_meet(s->may, g->nodes);
    set_minus(s->may, g->latent);
    bool allowed = set_subset(s->must, s->may);
    set_minus(s->a, s->must); /* what is given is separated from everything */
    set_minus(s->b, s->must);
    set_minus(s->may, s->must);
    set_minus(s->may, s->a);
    set_minus(s->may, s->b);
    set_assign(s->touched, s->a);
    set_join(s->touched, s->b);
    set_join(s->touched, s->must);
    graph_ancestors(s->within, g, s->touched);
    *possible = allowed && !set_meets(s->a, s->b);
    return true;
}

bool structure_separator(struct work *w, const struct graph *g, struct set a, struct set b, struct set must,
                         struct set may, struct set *out, bool *found)
{
    struct arena draft = {0};
    struct sides s = {0};
    bool good =
        prepare(&s, &(struct work){&draft, w->diags, NULL}, g, (struct set[]){a, b, must, may}, found);
    if (good && *found) {
        *out = set_new(w->arena, g->n);
        good = set_ok(*out) || diag_oom(w->diags);
        *found = good && nearest(&s, s.b, s.a, s.may, *out);
        if (*found)
            set_join(*out, s.must);
    }
    arena_free(&draft);
    return good;
}

/* The closed sets are the sides of a: what a reaches past a minimal separator, the frontier. The least that
 * contains d is that of the nearest one that leaves d out. */
static bool close_side(void *cx, struct set d, struct set outside, struct set frontier)
{
    struct sides *s = cx;
    (void)outside;
    set_assign(s->inner, s->may);
    set_minus(s->inner, d);
    if (!nearest(s, s->a, s->b, s->inner, frontier))
        return false;
    set_assign(s->blocked, frontier);
    set_join(s->blocked, s->must);
    touch(s, s->a);
    set_assign(d, s->touched);
    set_minus(d, s->blocked);
    return true;
}

static bool emit_separator(void *cx, struct set d, struct set frontier)
{
    struct sides *s = cx;
    (void)d;
    set_assign(s->inner, frontier);
    set_join(s->inner, s->must);
    return structure_collect(&s->collect, s->inner);
}

bool structure_separators(struct work *w, const struct graph *g, struct set a, struct set b, struct set must,
                          struct set may, uint32_t limit, struct set_list *out)
{
    struct arena arena = {0};
    struct work draft = {&arena, w->diags, NULL};
    struct sides s = {.collect = {.w = w, .limit = limit, .out = out}};
    struct listing l = {&s, close_side, emit_separator};
    bool possible;
    *out = (struct set_list){0};
    bool good = prepare(&s, &draft, g, (struct set[]){a, b, must, may}, &possible);
    if (good && possible)
        good = structure_list(w, g->n, &l, s.a) && !s.collect.failed;
    structure_collected(&s.collect);
    arena_free(&arena);
    return good;
}
