/* separation.c -- m-separation, with an open path when there is one (Richardson 2003, Shachter 1998).
 *
 * Breadth-first search over states (node, arrived by an edge with its arrowhead here).  Leaving by an edge
 * whose arrowhead is here too makes the node a collider, which must then be an ancestor of C; otherwise it
 * must not be in C.  The walk found is a shortest open walk, and that is a path: if it met a node twice,
 * cutting the loop out would leave an open walk.  (Where the shortcut makes the node a collider that was
 * none before, the loop left it and came back to it against its arrows, so it holds a collider below the
 * node, and the node is an ancestor of C as that collider is.) */
#include "graph/graph.h"

enum { TAIL, HEAD };

struct search {
    const struct graph *g;
    struct set goal, given, above; /* B, C, the ancestors of C */
    struct set seen[2];            /* by how we arrived */
    uint32_t *queue, *back;        /* states 2 v + arrival; back[] of a start is itself */
    enum graph_step *by;           /* the edge that led to a state */
    uint32_t head, tail, hit;
};

static bool search_init(struct search *s, struct arena *a, const struct graph *g)
{
    *s = (struct search){.g = g, .hit = SET_END};
    struct set *sets[] = {&s->goal, &s->above, &s->seen[TAIL], &s->seen[HEAD]};
    for (int i = 0; i < 4; i++) {
        *sets[i] = set_new(a, g->n);
        if (!set_ok(*sets[i]))
            return false;
    }
    s->queue = ARENA_NEW(a, uint32_t, 2 * (size_t)g->n);
    s->back = ARENA_NEW(a, uint32_t, 2 * (size_t)g->n);
    s->by = ARENA_NEW(a, enum graph_step, 2 * (size_t)g->n);
    return s->queue && s->back && s->by;
}

static void arrive(struct search *s, uint32_t from, uint32_t v, int arrival, enum graph_step by)
{
    if (set_has(s->seen[arrival], v))
        return;
    uint32_t state = 2 * v + (uint32_t)arrival;
    set_add(s->seen[arrival], v);
    s->back[state] = from == SET_END ? state : from;
    s->by[state] = by;
    s->queue[s->tail++] = state;
    if (s->hit == SET_END && set_has(s->goal, v))
        s->hit = state;
}

static void leave(struct search *s, uint32_t state)
{
    uint32_t v = state / 2;
    bool start = s->back[state] == state;
    bool through = start || !set_has(s->given, v); /* by an edge that makes v no collider */
    bool against = start || (state % 2 == HEAD ? set_has(s->above, v) : through);
    if (against)
        SET_EACH (p, s->g->pa[v])
            arrive(s, state, p, TAIL, STEP_BACKWARD);
    if (through)
        SET_EACH (c, s->g->ch[v])
            arrive(s, state, c, HEAD, STEP_FORWARD);
    if (against)
        SET_EACH (b, s->g->bi[v])
            arrive(s, state, b, HEAD, STEP_BIDIRECTED);
}

static bool trace(struct work *w, const struct search *s, struct graph_path *path)
{
    uint32_t n = 1;
    for (uint32_t q = s->hit; s->back[q] != q; q = s->back[q])
        n++;
    path->node = ARENA_NEW(w->arena, uint32_t, n);
    path->step = ARENA_NEW(w->arena, enum graph_step, n);
    if (!path->node || !path->step)
        return diag_oom(w->diags);
    path->count = n;
    for (uint32_t q = s->hit, i = n; i-- > 0; q = s->back[q]) {
        path->node[i] = q / 2;
        if (i)
            path->step[i - 1] = s->by[q];
    }
    return true;
}

bool graph_separated(struct work *w, const struct graph *g, struct set a, struct set b, struct set c,
                     struct graph_path *path)
{
    struct arena draft = {0};
    struct search s;
    bool separated = false;
    if (path)
        *path = (struct graph_path){0};
    if (search_init(&s, &draft, g)) {
        s.given = c;
        graph_ancestors(s.above, g, c);
        set_assign(s.goal, b);
        set_minus(s.goal, c); /* what is given is separated from everything */
        SET_EACH (v, a)
            if (!set_has(c, v))
                arrive(&s, SET_END, v, TAIL, STEP_FORWARD);
        while (s.head < s.tail && s.hit == SET_END)
            leave(&s, s.queue[s.head++]);
        separated = s.hit == SET_END;
        if (!separated && path)
            trace(w, &s, path);
    } else {
        diag_oom(w->diags);
    }
    arena_free(&draft);
    return separated;
}
