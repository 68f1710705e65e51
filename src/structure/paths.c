/* paths.c -- the paths between two sets, shortest first, and what blocks each.
 *
 * Lawler 1972 (after Yen 1971): all paths not listed yet are dealt out into classes, each given by a first
 * part and the edges that may not follow it, and each represented by a shortest member, which breadth-first
 * search finds.  The shortest representative is listed and the rest of its class dealt out anew, by where a
 * path leaves the one listed.  The delay is one search for each node of a path.  Representatives wait in a
 * queue for each length; as each stands for one path at least, no more need to wait than are still asked for.
 */
#include "structure/structure_int.h"

#include "base/interrupt.h"

#include <stdlib.h>

struct ban {
    uint32_t node;
    enum graph_step step;
    struct ban *next;
};

/* A class: paths that begin with node[0] .. node[fixed] and go on by no edge of `banned`; node[] is a
 * shortest one. */
struct class
{
    uint32_t count, fixed, cap;
    uint32_t *node;
    enum graph_step *step;
    struct ban *banned;
    struct class *next; /* in its queue, or among those to be used again */
};

struct paths {
    struct work *w, draft;
    const struct graph *g;
    struct set start, end;   /* A without B; B */
    struct set above, given; /* ancestors of C; C */
    struct set seen;
    uint32_t *queue, *back;
    enum graph_step *by;
    struct class **first, **last; /* of each length */
    uint32_t longest;             /* no queue beyond holds a class */
    uint64_t waiting, wanted;     /* wanted: paths still to be listed */
    struct class *unused;
    size_t n, cap;
    struct path_list *out;
};

static bool is_banned(const struct ban *b, uint32_t node, enum graph_step step)
{
    for (; b; b = b->next)
        if (b->node == node && b->step == step)
            return true;
    return false;
}

/* The end nearest to c's first part, by a path disjoint from it; SET_END when there is none. */
static uint32_t nearest_end(struct paths *p, const struct class *c)
{
    uint32_t head = 0, tail = 0, root = c->node[c->fixed];
    set_assign(p->seen, p->start);
    for (uint32_t i = 0; i <= c->fixed; i++)
        set_add(p->seen, c->node[i]);
    p->queue[tail++] = root;
    while (head < tail) {
        uint32_t v = p->queue[head++];
        const struct set next[] = {p->g->ch[v], p->g->pa[v], p->g->bi[v]};
        for (enum graph_step k = STEP_FORWARD; k <= STEP_BIDIRECTED; k++)
            SET_EACH (u, next[k]) {
                if (set_has(p->seen, u) || (v == root && is_banned(c->banned, u, k)))
                    continue;
                set_add(p->seen, u);
                p->back[u] = v;
                p->by[u] = k;
                if (set_has(p->end, u))
                    return u;
                p->queue[tail++] = u;
            }
    }
    return SET_END;
}

static struct class *take_class(struct paths *p, uint32_t cap)
{
    struct class *c = p->unused;
    if (c)
        p->unused = c->next;
    else if (!(c = ARENA_NEW(p->draft.arena, struct class, 1)))
        return NULL;
    if (c->cap < cap) {
        c->cap = cap;
        c->node = ARENA_NEW(p->draft.arena, uint32_t, cap);
        c->step = ARENA_NEW(p->draft.arena, enum graph_step, cap);
    }
    return c->node && c->step ? c : NULL;
}

static void give_back(struct paths *p, struct class *c)
{
    c->next = p->unused;
    p->unused = c;
}

static struct class *pop(struct paths *p, uint32_t length)
{
    struct class *c = p->first[length];
    if (c) {
        p->first[length] = c->next;
        p->waiting--;
    }
    return c;
}

static void enqueue(struct paths *p, struct class *c)
{
    c->next = NULL;
    if (p->first[c->count])
        p->last[c->count]->next = c;
    else
        p->first[c->count] = c;
    p->last[c->count] = c;
    if (c->count > p->longest)
        p->longest = c->count;
    p->waiting++;
    if (p->waiting <= p->wanted)
        return;
    while (!p->first[p->longest])
        p->longest--;
    give_back(p, pop(p, p->longest));
    p->out->more = true;
}

/* Let the class of paths that begin as `like` up to position `fixed`, then not by `banned`, wait its turn. */
static bool add_class(struct paths *p, const struct class *like, uint32_t fixed, struct ban *banned)
{
    struct class probe = {.node = like->node, .fixed = fixed, .banned = banned};
    uint32_t last = nearest_end(p, &probe), root = like->node[fixed], count = fixed + 1;
    if (last == SET_END)
        return true;
    for (uint32_t v = last; v != root; v = p->back[v])
        count++;
    struct class *c = take_class(p, count);
    if (!c)
        return diag_oom(p->draft.diags);
    c->count = count;
    c->fixed = fixed;
    c->banned = banned;
    for (uint32_t i = 0; i <= fixed; i++) {
        c->node[i] = like->node[i];
        if (i < fixed)
            c->step[i] = like->step[i];
    }
    for (uint32_t v = last, i = count; v != root; v = p->back[v]) {
        c->node[--i] = v;
        c->step[i - 1] = p->by[v];
    }
    enqueue(p, c);
    return true;
}

/* The rest of c's class: the paths that leave it at each of its nodes. */
static bool deal_out(struct paths *p, const struct class *c)
{
    for (uint32_t i = c->fixed; i + 1 < c->count; i++) {
        struct ban *ban = ARENA_NEW(p->draft.arena, struct ban, 1);
        if (!ban)
            return diag_oom(p->draft.diags);
        *ban = (struct ban){c->node[i + 1], c->step[i], i == c->fixed ? c->banned : NULL};
        if (!add_class(p, c, i, ban))
            return false;
    }
    return true;
}

/* Mark what blocks m->path. */
static bool mark(struct paths *p, struct marked_path *m)
{
    const struct graph_path *q = &m->path;
    m->blocked = ARENA_NEW(p->w->arena, struct blocked, q->count);
    if (!m->blocked)
        return diag_oom(p->w->diags);
    for (uint32_t i = 0; i < q->count; i++) {
        bool collider =
            i && i + 1 < q->count && q->step[i - 1] != STEP_BACKWARD && q->step[i] != STEP_FORWARD;
        if (collider ? !set_has(p->above, q->node[i]) : set_has(p->given, q->node[i]))
            m->blocked[m->nblocked++] = (struct blocked){i, collider};
    }
    return true;
}

static bool list_path(struct paths *p, const struct class *c)
{
    struct marked_path m = {.path.count = c->count};
    m.path.node = ARENA_NEW(p->w->arena, uint32_t, c->count);
    m.path.step = ARENA_NEW(p->w->arena, enum graph_step, c->count);
    if (!m.path.node || !m.path.step)
        return diag_oom(p->w->diags);
    for (uint32_t i = 0; i < c->count; i++) {
        m.path.node[i] = c->node[i];
        if (i + 1 < c->count)
            m.path.step[i] = c->step[i];
    }
    if (!mark(p, &m))
        return false;
    return ARENA_PUSH(p->w->arena, p->out->path, p->n, p->cap, m) || diag_oom(p->w->diags);
}

static bool list_paths(struct paths *p)
{
    SET_EACH (v, p->start) {
        struct class from = {.node = &v};
        if (!add_class(p, &from, 0, NULL))
            return false;
    }
    for (uint32_t length = 2; length <= p->longest;) {
        struct class *c = pop(p, length);
        if (!c) {
            length++;
            continue;
        }
        if (interrupted())
            return diag_interrupted(p->draft.diags);
        if (!list_path(p, c))
            return false;
        p->wanted--;
        if (!deal_out(p, c))
            return false;
        give_back(p, c);
    }
    return true;
}

static int compare_paths(const void *a, const void *b)
{
    const struct graph_path *p = &((const struct marked_path *)a)->path,
                            *q = &((const struct marked_path *)b)->path;
    if (p->count != q->count)
        return p->count < q->count ? -1 : 1;
    for (uint32_t i = 0; i < p->count; i++)
        if (p->node[i] != q->node[i])
            return p->node[i] < q->node[i] ? -1 : 1;
    for (uint32_t i = 0; i + 1 < p->count; i++)
        if (p->step[i] != q->step[i])
            return p->step[i] < q->step[i] ? -1 : 1;
    return 0;
}

static bool prepare(struct paths *p, struct set a, struct set b, struct set c)
{
    uint32_t n = p->g->n;
    struct arena *arena = p->draft.arena;
    struct set *sets[] = {&p->start, &p->end, &p->above, &p->given, &p->seen};
    p->queue = ARENA_NEW(arena, uint32_t, n);
    p->back = ARENA_NEW(arena, uint32_t, n);
    p->by = ARENA_NEW(arena, enum graph_step, n);
    p->first = ARENA_NEW(arena, struct class *, (size_t)n + 1);
    p->last = ARENA_NEW(arena, struct class *, (size_t)n + 1);
    if (!p->queue || !p->back || !p->by || !p->first || !p->last)
        return diag_oom(p->draft.diags);
    if (!structure_new_sets(&p->draft, n, sets, 5))
        return false;
    set_assign(p->start, a);
    set_minus(p->start, b);
    set_assign(p->end, b);
    set_assign(p->given, c);
    graph_ancestors(p->above, p->g, c);
    return true;
}

bool structure_paths(struct work *w, const struct graph *g, struct set a, struct set b, struct set c,
                     uint32_t limit, struct path_list *out)
{
    struct arena arena = {0};
    struct paths p = {.w = w, .draft = {&arena, w->diags, NULL}, .g = g, .wanted = limit, .out = out};
    *out = (struct path_list){0};
    bool good = prepare(&p, a, b, c) && list_paths(&p);
    out->n = (uint32_t)p.n;
    if (p.n)
        qsort(out->path, p.n, sizeof *out->path, compare_paths);
    arena_free(&arena);
    return good;
}
