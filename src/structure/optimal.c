/* optimal.c -- the adjustment set of least asymptotic variance (Henckel, Perkovic and Maathuis 2022, theorem
 * 3.10; Rotnitzky and Smucler 2020): O = parents of the causal nodes, less these, their descendants and X.
 *
 * Both papers speak of DAGs without hidden variables.  With hidden ones, take out by latent projection those
 * that are not causal nodes themselves.  O is given when no causal node has a bidirected edge to a node that
 * is not a descendant of a causal node, and O is valid.  Its optimality is that of the theorem: spell each
 * bidirected edge out as a hidden variable L.  If it touches a causal node then all children of L are
 * descendants of causal nodes, none of them in X (else no set would be valid).  Add an edge X -> L: the graph
 * allows more distributions, L is a causal node, and neither what is forbidden nor the proper back-door graph
 * changes, so every adjustment set remains one, and the theorem's O for this DAG, parents of the causal nodes
 * and of L, is the O given here and wholly observed. */
#include "structure/structure_int.h"

/* Does a bidirected edge lead from a causal node to a node outside `below`? */
static bool hidden_cause(const struct graph *h, struct set causal, struct set below)
{
    SET_EACH (v, causal)
        if (!set_subset(h->bi[v], below))
            return true;
    return false;
}

static bool find(struct work *w, struct work *draft, const struct graph *g, struct set x, struct set y,
                 struct set o, bool *found)
{
    struct set causal, below;
    struct adjustment_test test;
    struct graph *h = graph_copy(draft, g);
    if (!h || !structure_new_sets(draft, g->n, (struct set *[]){&causal, &below}, 2) ||
        !structure_causal_nodes(draft, g, x, y, causal))
        return false;
    SET_EACH (v, g->latent)
        if (!set_has(causal, v))
            graph_forget(h, v);
    graph_descendants(below, h, causal);
    SET_EACH (v, causal)
        set_join(o, h->pa[v]);
    set_minus(o, below);
    set_minus(o, x);
    if (!set_subset(y, causal) || hidden_cause(h, causal, below))
        return true;
    if (!structure_adjustment_test(w, g, x, y, o, &test))
        return false;
    *found = test.verdict == ADJUSTMENT_VALID;
    return true;
}

bool structure_optimal_set(struct work *w, const struct graph *g, struct set x, struct set y, struct set *out,
                           bool *found)
{
    struct arena arena = {0};
    *found = false;
    bool good = structure_new_sets(w, g->n, &out, 1) &&
                find(w, &(struct work){&arena, w->diags, NULL}, g, x, y, *out, found);
    arena_free(&arena);
    return good;
}
