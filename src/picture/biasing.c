/* biasing.c -- arrows on open paths from X to Y that are not causal.
 *
 * Open walks are found by reachability over states (arc walked last, causal until here), as in separation.c:
 * an arrow that is on no open walk is on no open path.  One that is, is biasing for sure when the shortest
 * open walk through it visits no node twice.  For the rest paths are listed, but only so many: telling
 * whether a path (not a walk) runs through an arrow is hard in general, so in a large and dense graph an
 * arrow may stay plain that is biasing by a long path only.  In no case is one biasing that should not be. */
#include "base/interrupt.h"
#include "picture/graph_int.h"

#include <string.h>

enum { PATH_STEPS = 200000 };

struct arc { /* one way along an edge */
    uint32_t from, to;
    bool tail_head, to_head; /* arrowheads at its ends */
    uint32_t edge;
};

struct biased {
    struct work *w, draft;
    const struct graph *g;
    struct set x, y, z, above; /* disjoint X and Y; ancestors of Z */
    uint32_t narcs, *start;
    struct arc *arc; /* by start: arcs that leave node v are start[v] .. start[v + 1] */
    struct figure_arrow *edge;
    bool *biasing;
    uint32_t *down, *up, *queue; /* by state: how many arcs from X to it, from it to Y, or UINT32_MAX */
    uint32_t *down_by, *up_by;   /* the arc */
    bool *used;                  /* by node: on the path that is being made */
};

/* A state is an arc that has just been walked, and whether all was causal until and with it. */
static uint32_t state(uint32_t arc, bool causal)
{
    return 2 * arc + causal;
}

static bool forward(const struct arc *a)
{
    return !a->tail_head && a->to_head;
}

/* May a walk that came by `in` go on by `out`? */
static bool passes(const struct biased *b, const struct arc *in, const struct arc *out)
{
    uint32_t v = in->to;
    if (set_has(b->x, v) || set_has(b->y, v))
        return false;
    return in->to_head && out->tail_head ? set_has(b->above, v) : !set_has(b->z, v);
}

static bool starts(const struct biased *b, const struct arc *a)
{
    return set_has(b->x, a->from) && !set_has(b->z, a->from) && !set_has(b->x, a->to);
}

static bool ends(const struct biased *b, const struct arc *a)
{
    return set_has(b->y, a->to) && !set_has(b->z, a->to);
}

/* ---- arcs ---- */

static void add_arc(struct biased *b, uint32_t from, uint32_t to, bool tail_head, bool to_head, uint32_t *n)
{
    struct figure_arrow e = {tail_head && (!to_head || to < from) ? to : from,
                             tail_head && (!to_head || to < from) ? from : to, tail_head && to_head,
                             ARROW_PLAIN};
    b->arc[*n] = (struct arc){from, to, tail_head, to_head, *n};
    b->edge[(*n)++] = e;
}

static bool make_arcs(struct biased *b)
{
    const struct graph *g = b->g;
    uint32_t n = 0;
    for (uint32_t v = 0; v < g->n; v++)
        n += set_count(g->pa[v]) + set_count(g->ch[v]) + set_count(g->bi[v]);
    struct arena *a = b->draft.arena;
    b->arc = ARENA_NEW(a, struct arc, n);
    b->edge = ARENA_NEW(a, struct figure_arrow, n);
    b->start = ARENA_NEW(a, uint32_t, (size_t)g->n + 1);
    b->biasing = ARENA_NEW(a, bool, n);
    b->down = ARENA_NEW(a, uint32_t, 2 * (size_t)n);
    b->up = ARENA_NEW(a, uint32_t, 2 * (size_t)n);
    b->down_by = ARENA_NEW(a, uint32_t, 2 * (size_t)n);
    b->up_by = ARENA_NEW(a, uint32_t, 2 * (size_t)n);
    b->queue = ARENA_NEW(a, uint32_t, 2 * (size_t)n);
    b->used = ARENA_NEW(a, bool, g->n);
    if (!b->arc || !b->edge || !b->start || !b->biasing || !b->down || !b->up || !b->down_by || !b->up_by ||
        !b->queue || !b->used)
        return diag_oom(b->w->diags);
    for (uint32_t v = 0; v < g->n; v++) {
        b->start[v] = b->narcs;
        SET_EACH (u, g->pa[v])
            add_arc(b, v, u, true, false, &b->narcs);
        SET_EACH (u, g->ch[v])
            add_arc(b, v, u, false, true, &b->narcs);
        SET_EACH (u, g->bi[v])
            add_arc(b, v, u, true, true, &b->narcs);
    }
    b->start[g->n] = b->narcs;
    return true;
}

/* The number of the arc that goes the other way. */
static uint32_t back(const struct biased *b, uint32_t arc)
{
    const struct arc *a = &b->arc[arc];
    uint32_t k = b->start[a->to];
    while (b->arc[k].to != a->from || b->arc[k].tail_head != a->to_head || b->arc[k].to_head != a->tail_head)
        k++;
    return k;
}

static void mark(struct biased *b, uint32_t arc)
{
    b->biasing[arc] = b->biasing[back(b, arc)] = true;
}

/* ---- reachability ---- */

/* Breadth first from X; down[] of each state that an open walk reaches. */
static void reach_down(struct biased *b)
{
    uint32_t head = 0, tail = 0;
    for (uint32_t k = 0; k < b->narcs; k++)
        if (starts(b, &b->arc[k])) {
            uint32_t s = state(k, forward(&b->arc[k]));
            b->down[s] = 0;
            b->queue[tail++] = s;
        }
    while (head < tail) {
        uint32_t s = b->queue[head++], v = b->arc[s / 2].to;
        for (uint32_t k = b->start[v]; k < b->start[v + 1]; k++) {
            uint32_t t = state(k, s % 2 && forward(&b->arc[k]));
            if (b->down[t] == UINT32_MAX && passes(b, &b->arc[s / 2], &b->arc[k])) {
                b->down[t] = b->down[s] + 1;
                b->down_by[t] = s;
                b->queue[tail++] = t;
            }
        }
    }
}

/* The same backwards from Y. A walk that is causal to its end does not count. */
static void reach_up(struct biased *b)
{
    uint32_t head = 0, tail = 0;
    for (uint32_t k = 0; k < b->narcs; k++)
        if (ends(b, &b->arc[k])) {
            b->up[state(k, false)] = 0;
            b->queue[tail++] = state(k, false);
        }
    while (head < tail) {
        uint32_t t = b->queue[head++], v = b->arc[t / 2].from;
        for (uint32_t k = b->start[v]; k < b->start[v + 1]; k++) {
            uint32_t in = back(b, k);
            for (int causal = 0; causal < 2; causal++) {
                uint32_t s = state(in, causal);
                bool on = causal && forward(&b->arc[t / 2]);
                if (on == (t % 2 == 1) && b->up[s] == UINT32_MAX && (!causal || forward(&b->arc[in])) &&
                    passes(b, &b->arc[in], &b->arc[t / 2])) {
                    b->up[s] = b->up[t] + 1;
                    b->up_by[s] = t;
                    b->queue[tail++] = s;
                }
            }
        }
    }
}

/* Does the shortest open walk through a state meet no node twice? Then its arrows are biasing. */
static void try_shortest(struct biased *b, uint32_t s)
{
    memset(b->used, 0, sizeof *b->used * b->g->n);
    bool simple = true;
    uint32_t first = s, last = s;
    while (b->down[first])
        first = b->down_by[first];
    b->used[b->arc[first / 2].from] = true;
    for (uint32_t t = s;; t = b->down_by[t]) {
        simple = simple && !b->used[b->arc[t / 2].to];
        b->used[b->arc[t / 2].to] = true;
        if (!b->down[t])
            break;
    }
    while (simple && b->up[last]) {
        last = b->up_by[last];
        simple = !b->used[b->arc[last / 2].to];
        b->used[b->arc[last / 2].to] = true;
    }
    if (!simple)
        return;
    for (uint32_t t = s; b->down[t]; t = b->down_by[t])
        mark(b, t / 2);
    mark(b, first / 2);
    for (uint32_t t = s; b->up[t]; t = b->up_by[t])
        mark(b, b->up_by[t] / 2);
}

/* ---- paths, so many ---- */

static bool candidate(const struct biased *b, uint32_t s)
{
    return b->down[s] != UINT32_MAX && b->up[s] != UINT32_MAX;
}

/* Are there arrows left that are on an open walk and on no path known? */
static bool doubtful(const struct biased *b)
{
    for (uint32_t s = 0; s < 2 * b->narcs; s++)
        if (candidate(b, s) && !b->biasing[s / 2])
            return true;
    return false;
}

/* One level of the search: the state reached, and the next arc to try. */
struct level {
    uint32_t state, next;
};

static void found(struct biased *b, const struct level *level, uint32_t depth)
{
    for (uint32_t i = 0; i < depth; i++)
        mark(b, level[i].state / 2);
}

/* All open paths that begin with one state. */
static void paths_from(struct biased *b, uint32_t s, struct level *level, uint32_t *steps)
{
    uint32_t depth = 1;
    memset(b->used, 0, sizeof *b->used * b->g->n);
    level[0] = (struct level){s, b->start[b->arc[s / 2].to]};
    b->used[b->arc[s / 2].from] = b->used[b->arc[s / 2].to] = true;
    if (!b->up[s])
        found(b, level, depth);
    while (depth && ++*steps < PATH_STEPS) {
        struct level *top = &level[depth - 1];
        const struct arc *in = &b->arc[top->state / 2];
        if (top->next == b->start[in->to + 1]) {
            b->used[in->to] = false;
            depth--;
            continue;
        }
        uint32_t k = top->next++, t = state(k, top->state % 2 && forward(&b->arc[k]));
        if (b->used[b->arc[k].to] || !candidate(b, t) || !passes(b, in, &b->arc[k]))
            continue;
        b->used[b->arc[k].to] = true;
        level[depth++] = (struct level){t, b->start[b->arc[k].to]};
        if (ends(b, &b->arc[k]) && !(t % 2))
            found(b, level, depth);
    }
}

static bool find_biasing(struct biased *b)
{
    memset(b->down, 0xff, sizeof *b->down * 2 * b->narcs);
    memset(b->up, 0xff, sizeof *b->up * 2 * b->narcs);
    reach_down(b);
    reach_up(b);
    for (uint32_t s = 0; s < 2 * b->narcs; s++) {
        if (interrupted())
            return diag_interrupted(b->w->diags);
        if (candidate(b, s) && !b->biasing[s / 2])
            try_shortest(b, s);
    }
    struct level *level = ARENA_NEW(b->draft.arena, struct level, (size_t)b->g->n + 1);
    if (!level)
        return diag_oom(b->w->diags);
    uint32_t steps = 0;
    for (uint32_t s = 0; s < 2 * b->narcs && steps < PATH_STEPS && doubtful(b); s++)
        if (candidate(b, s) && b->down[s] == 0)
            paths_from(b, s, level, &steps);
    return true;
}

/* Every edge once. */
static bool list_edges(struct biased *b, struct figure_arrow **edge, uint32_t *nedges)
{
    *nedges = 0;
    *edge = ARENA_NEW(b->w->arena, struct figure_arrow, b->narcs / 2);
    if (!*edge)
        return diag_oom(b->w->diags);
    for (uint32_t k = 0; k < b->narcs; k++) {
        struct figure_arrow e = b->edge[k];
        e.role = b->biasing[k] ? ARROW_BIASING : ARROW_PLAIN;
        if (e.from == b->arc[k].from)
            (*edge)[(*nedges)++] = e;
    }
    return true;
}

bool graph_biasing(struct work *w, const struct graph *g, struct set x, struct set y, struct set z,
                   struct figure_arrow **edge, uint32_t *nedges)
{
    struct arena arena = {0};
    struct biased b = {.w = w, .draft = {&arena, w->diags, NULL}, .g = g, .x = x, .z = z};
    b.y = set_copy(&arena, y);
    b.above = set_new(&arena, g->n);
    bool good = (set_ok(b.y) && set_ok(b.above)) || diag_oom(w->diags);
    if (good) {
        set_minus(b.y, x);
        graph_ancestors(b.above, g, z);
        good = make_arcs(&b) && find_biasing(&b) && list_edges(&b, edge, nedges);
    }
    arena_free(&arena);
    return good;
}
