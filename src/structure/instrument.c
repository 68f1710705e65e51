/* instrument.c -- conditional instruments (Brito and Pearl 2002; van der Zander, Textor and Liskiewicz 2015).
 *
 * Let H be the graph without the first edge of each directed path from x to y, and call forbidden the nodes
 * on these paths (not x) and y, with all their descendants.  z is an instrument for the total effect of x on
 * y given W when
 *   1. W has no forbidden node, nor x,
 *   2. z and y are separated by W in H,
 *   3. z and x are not separated by W.
 * Where x -> y is the only path this is the usual definition.  Why it is right in linear models: cutting
 * these edges changes no variable but the forbidden ones, and changes y to y - t x, with t the total effect.
 * By 2 z is not forbidden itself, so that cov(z, y - t x | W) = 0, and t = cov(z, y | W) / cov(z, x | W).
 *
 * Which W is best has a simple answer when W may only hold ancestors of y and z in H: the separator nearest
 * to y.  What connects z to x given some W lies on z's side of it, hence on z's side of the nearest one. */
#include "structure/structure_int.h"

#include "base/interrupt.h"

struct question {
    struct work *w, draft;
    const struct graph *g, *cut;   /* cut: H */
    struct set x, y, z, none, may; /* may: what W may hold */
    struct instrument_list *out;
    size_t n, cap;
};

static bool prepare(struct question *q, uint32_t x, uint32_t y, bool *caused)
{
    struct set causal, below;
    struct set *sets[] = {&q->x, &q->y, &q->z, &q->none, &q->may, &causal, &below};
    if (!structure_new_sets(&q->draft, q->g->n, sets, 7))
        return false;
    set_add(q->x, x);
    set_add(q->y, y);
    if (!structure_causal_nodes(&q->draft, q->g, q->x, q->y, causal))
        return false;
    graph_descendants(below, q->g, causal);
    set_assign(q->may, q->g->nodes);
    set_minus(q->may, q->g->latent);
    set_minus(q->may, below);
    set_minus(q->may, q->x);
    *caused = !set_empty(causal);
    q->cut = structure_back_door_graph(&q->draft, q->g, q->x, causal);
    return q->cut != NULL;
}

/* Append z when it is an instrument. Drafts of its own, for there are as many calls as nodes. */
static bool try_instrument(struct question *q, uint32_t z)
{
    struct arena arena = {0};
    struct work draft = {&arena, q->w->diags, NULL};
    struct instrument hit = {.node = z};
    struct graph_path path;
    bool found, good;
    set_clear(q->z);
    set_add(q->z, z);
    good = structure_separator(&draft, q->cut, q->z, q->y, q->none, q->may, &hit.given, &found);
    if (good && found && !graph_separated(&draft, q->g, q->z, q->x, hit.given, &path)) {
        hit.given = path.count ? set_copy(q->w->arena, hit.given) : (struct set){0};
        good =
            path.count && set_ok(hit.given) && ARENA_PUSH(q->w->arena, q->out->instrument, q->n, q->cap, hit);
        if (!good)
            diag_oom(q->w->diags);
    }
    arena_free(&arena);
    return good;
}

bool structure_instruments(struct work *w, const struct graph *g, uint32_t x, uint32_t y,
                           struct instrument_list *out)
{
    struct arena arena = {0};
    struct question q = {.w = w, .draft = {&arena, w->diags}, .g = g, .out = out};
    bool caused;
    *out = (struct instrument_list){0};
    bool good = prepare(&q, x, y, &caused);
    if (good && caused)
        for (uint32_t z = set_next(q.may, 0); good && z != SET_END; z = set_next(q.may, z + 1))
            good = interrupted() ? diag_interrupted(w->diags) : try_instrument(&q, z);
    out->n = (uint32_t)q.n;
    arena_free(&arena);
    return good;
}
