/* doortest.c -- is a given set a front-door set (Pearl 2009, definition 3.3.3), and if not, by which path? */
#include "structure/structure_int.h"

/* A shortest directed path from `from` to `to` that avoids `avoid`; without one *path stays empty. */
struct search {
    const struct graph *g;
    struct set seen;
    uint32_t *queue, *back; /* back[] of a start is itself */
};

static uint32_t run(struct search *s, struct set from, struct set to)
{
    uint32_t head = 0, tail = 0;
    SET_EACH (v, from)
        if (!set_has(s->seen, v)) {
            set_add(s->seen, v);
            s->back[v] = v;
            s->queue[tail++] = v;
        }
    while (head < tail) {
        uint32_t v = s->queue[head++];
        if (set_has(to, v))
            return v;
        SET_EACH (c, s->g->ch[v])
            if (!set_has(s->seen, c)) {
                set_add(s->seen, c);
                s->back[c] = v;
                s->queue[tail++] = c;
            }
    }
    return SET_END;
}

static bool trace(struct work *w, const struct search *s, uint32_t last, struct graph_path *path)
{
    uint32_t n = 1;
    for (uint32_t v = last; s->back[v] != v; v = s->back[v])
        n++;
    path->node = ARENA_NEW(w->arena, uint32_t, n);
    path->step = ARENA_NEW(w->arena, enum graph_step, n);
    if (!path->node || !path->step)
        return diag_oom(w->diags);
    path->count = n;
    for (uint32_t v = last, i = n; i-- > 0; v = s->back[v]) {
        path->node[i] = v;
        path->step[i] = STEP_FORWARD;
    }
    return true;
}

static bool directed_path(struct work *w, struct work *draft, const struct graph *g, struct set from,
                          struct set to, struct set avoid, struct graph_path *path)
{
    struct search s = {.g = g};
    s.queue = ARENA_NEW(draft->arena, uint32_t, g->n);
    s.back = ARENA_NEW(draft->arena, uint32_t, g->n);
    if (!s.queue || !s.back)
        return diag_oom(w->diags);
    if (!structure_new_sets(draft, g->n, (struct set *[]){&s.seen}, 1))
        return false;
    set_assign(s.seen, avoid);
    uint32_t last = run(&s, from, to);
    return last == SET_END || trace(w, &s, last, path);
}

/* Is a path open in g without the arrows out of a? *open tells; false for want of memory. */
static bool back_door(struct work *w, struct work *draft, const struct graph *g, struct set a, struct set b,
                      struct set given, struct graph_path *path, bool *open)
{
    struct graph *h = graph_cut_outgoing(draft, g, a);
    if (!h)
        return false;
    *open = !graph_separated(w, h, a, b, given, path);
    return !*open || path->count;
}

static bool verdict(struct work *w, struct work *draft, const struct graph *g, const struct set *xym,
                    struct front_door_test *out)
{
    struct set x = xym[0], y = xym[1], m = xym[2], none;
    bool open;
    SET_EACH (v, m)
        if (set_has(g->latent, v)) {
            out->verdict = FRONT_DOOR_LATENT;
            out->node = v;
            return true;
        }
    if (!structure_new_sets(draft, g->n, (struct set *[]){&none}, 1) ||
        !directed_path(w, draft, g, x, y, m, &out->path))
        return false;
    if (out->path.count) {
        out->verdict = FRONT_DOOR_BYPASSED;
        return true;
    }
    if (!back_door(w, draft, g, x, m, none, &out->path, &open))
        return false;
    if (open) {
        out->verdict = FRONT_DOOR_CONFOUNDED;
        return true;
    }
    if (!back_door(w, draft, g, m, y, x, &out->path, &open))
        return false;
    if (open)
        out->verdict = FRONT_DOOR_OPEN;
    return true;
}

bool structure_front_door_test(struct work *w, const struct graph *g, struct set x, struct set y,
                               struct set m, struct front_door_test *out)
{
    struct arena arena = {0};
    *out = (struct front_door_test){.verdict = FRONT_DOOR_VALID, .node = SET_END};
    bool good = verdict(w, &(struct work){&arena, w->diags}, g, (struct set[]){x, y, m}, out);
    arena_free(&arena);
    return good;
}
