/* doortest.c -- is a given set a front-door set (Pearl 2009, definition 3.3.3), and if not, by which path? */
#include "structure/structure_int.h"

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
    struct set x = xym[0], y = xym[1], m = xym[2], none, start;
    bool open;
    SET_EACH (v, m)
        if (set_has(g->latent, v)) {
            out->verdict = FRONT_DOOR_LATENT;
            out->node = v;
            return true;
        }
    if (!structure_new_sets(draft, g->n, (struct set *[]){&none, &start}, 2))
        return false;
    set_assign(start, x);
    set_minus(start, m);
    if (!graph_directed_path(w, g, start, y, m, &out->path))
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
    bool good = verdict(w, &(struct work){&arena, w->diags, NULL}, g, (struct set[]){x, y, m}, out);
    arena_free(&arena);
    return good;
}
