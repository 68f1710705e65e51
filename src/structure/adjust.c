/* adjust.c -- adjustment sets: the generalised adjustment criterion as separation (van der Zander, Liskiewicz
 * and Textor 2014, 2019; Perkovic et al. 2018; Shpitser, VanderWeele and Robins 2010).
 *
 * Z is an adjustment set for (X, Y) if and only if it has no member of X or Y, none on a proper causal path
 * and none below one, and separates X and Y in the proper back-door graph, where the first edge of each
 * proper causal path is missing.  A bidirected edge is a hidden common cause with two children; all three
 * conditions read the same with these spelled out, so hidden variables need no words of their own.
 *
 * No proper causal path ends in a member of X, so a variable that is in both sets counts as one of X. */
#include "structure/structure_int.h"

bool structure_causal_nodes(struct work *w, const struct graph *g, struct set x, struct set y, struct set out)
{
    struct arena arena = {0};
    struct work draft = {&arena, w->diags, NULL};
    struct set ends, above;
    struct graph *no_in = graph_cut_incoming(&draft, g, x), *no_out = graph_cut_outgoing(&draft, g, x);
    bool good = no_in && no_out && structure_new_sets(&draft, g->n, (struct set *[]){&ends, &above}, 2);
    if (good) {
        set_assign(ends, y);
        set_minus(ends, x);
        graph_ancestors(above, no_out, ends);
        graph_descendants(out, no_in, x);
        set_meet(out, above);
        set_minus(out, x);
    }
    arena_free(&arena);
    return good;
}

struct graph *structure_back_door_graph(struct work *w, const struct graph *g, struct set x,
                                        struct set causal)
{
    struct graph *h = graph_copy(w, g);
    if (!h)
        return NULL;
    SET_EACH (v, x)
        set_minus(h->ch[v], causal);
    SET_EACH (v, causal)
        set_minus(h->pa[v], x);
    return h;
}

/* One question, made ready. */
struct effect {
    struct set x, y;           /* disjoint */
    struct set causal;         /* on proper causal paths */
    struct set below;          /* and their descendants */
    struct set may;            /* allowed in an adjustment set */
    const struct graph *doors; /* the proper back-door graph */
};

static bool prepare(struct effect *e, struct work *draft, const struct graph *g, struct set x, struct set y)
{
    struct set *sets[] = {&e->x, &e->y, &e->causal, &e->below, &e->may};
    if (!structure_new_sets(draft, g->n, sets, 5))
        return false;
    set_assign(e->x, x);
    set_assign(e->y, y);
    set_minus(e->y, x);
    if (!structure_causal_nodes(draft, g, e->x, e->y, e->causal))
        return false;
    graph_descendants(e->below, g, e->causal);
    set_assign(e->may, g->nodes);
    set_minus(e->may, g->latent);
    set_minus(e->may, e->below);
    set_minus(e->may, e->x);
    set_minus(e->may, e->y);
    e->doors = structure_back_door_graph(draft, g, e->x, e->causal);
    return e->doors != NULL;
}

/* The least member of z that is in `of`, or SET_END. */
static uint32_t common(struct set z, struct set of)
{
    SET_EACH (v, z)
        if (set_has(of, v))
            return v;
    return SET_END;
}

static bool verdict(struct work *w, const struct graph *g, const struct effect *e, struct set z,
                    struct adjustment_test *out)
{
    if ((out->node = common(z, g->latent)) != SET_END) {
        out->verdict = ADJUSTMENT_LATENT;
        return true;
    }
    SET_EACH (v, z)
        if (!set_has(e->may, v)) {
            out->node = v;
            out->verdict = ADJUSTMENT_FORBIDDEN;
            return true;
        }
    if (graph_separated(w, e->doors, e->x, e->y, z, &out->path))
        return true;
    out->verdict = ADJUSTMENT_OPEN;
    return out->path.count != 0;
}

bool structure_adjustment_test(struct work *w, const struct graph *g, struct set x, struct set y,
                               struct set z, struct adjustment_test *out)
{
    struct arena arena = {0};
    struct effect e;
    *out = (struct adjustment_test){.verdict = ADJUSTMENT_VALID, .node = SET_END};
    bool good = prepare(&e, &(struct work){&arena, w->diags, NULL}, g, x, y) && verdict(w, g, &e, z, out);
    arena_free(&arena);
    return good;
}

bool structure_adjustment_sets(struct work *w, const struct graph *g, struct set x, struct set y,
                               struct set must, uint32_t limit, struct set_list *out)
{
    struct arena arena = {0};
    struct effect e;
    *out = (struct set_list){0};
    bool good = prepare(&e, &(struct work){&arena, w->diags, NULL}, g, x, y) &&
                structure_separators(w, e.doors, e.x, e.y, must, e.may, limit, out);
    arena_free(&arena);
    return good;
}
