/* structure.c -- answers to questions of structure: paths, instruments, implications, components; and what
 * these share with sets.c.
 *
 * All are asked of the graph as the reader has drawn it: declared hidden variables are nodes and `X <-> Y` is
 * an edge, so that the paths of an answer are those on the paper.
 */
#include "answer/answer_int.h"

#include "base/limits.h"

struct graph *answer_drawn(struct work *w, const struct model *m)
{
    struct graph *g = graph_copy(w, m->graph);
    for (uint32_t v = 0; g && v < m->nvars; v++)
        if (m->var[v].role == VAR_CONFOUNDER)
            graph_forget(g, v);
    return g;
}

struct answer_structure *answer_structure_new(struct answer *out, struct work *w, enum answer_kind kind,
                                              const struct model *m, struct str text)
{
    struct answer_structure *s = ARENA_NEW(w->arena, struct answer_structure, 1);
    if (!s)
        diag_oom(w->diags);
    *out = (struct answer){
        .kind = kind, .query = text, .model = m, .structure = s, .culprit = UINT32_MAX, .child = UINT32_MAX};
    return s;
}

/* ---- directed paths ---- */

struct set answer_on_causal(struct work *w, const struct graph *g, struct set a, struct set b)
{
    struct graph *behind = graph_cut_incoming(w, g, a), *before = graph_cut_outgoing(w, g, a);
    struct set on = set_new(w->arena, g->n), up = set_new(w->arena, g->n);
    if (!behind || !before)
        return (struct set){0};
    if (!set_ok(on) || !set_ok(up)) {
        diag_oom(w->diags);
        return (struct set){0};
    }
    graph_descendants(on, behind, a);
    graph_ancestors(up, before, b);
    set_meet(on, up);
    set_minus(on, a);
    return on;
}

/* ---- the answers ---- */

bool answer_paths(struct answer *out, struct work *w, const struct model *m, struct str text, struct set a,
                  struct set b, struct set c)
{
    struct answer_structure *s = answer_structure_new(out, w, ANSWER_PATHS, m, text);
    struct graph *g = answer_drawn(w, m);
    if (!s || !g)
        return false;
    out->left = a;
    out->right = b;
    out->between = c;
    return structure_paths(w, g, a, b, c, LIMIT_LISTED, &s->paths);
}

bool answer_instruments(struct answer *out, struct work *w, const struct model *m, struct str text,
                        uint32_t x, uint32_t y)
{
    struct answer_structure *s = answer_structure_new(out, w, ANSWER_INSTRUMENTS, m, text);
    struct graph *g = answer_drawn(w, m);
    return s && g && structure_instruments(w, g, x, y, &s->instruments);
}

bool answer_implications(struct answer *out, struct work *w, const struct model *m, struct str text)
{
    struct answer_structure *s = answer_structure_new(out, w, ANSWER_IMPLICATIONS, m, text);
    struct est_pool *pool;
    return s && structure_implications(w, m->projected, LIMIT_LISTED, &s->implications) &&
           answer_new_pool(out, w, &pool) &&
           verma_constraints(w, m->projected, pool, LIMIT_LISTED, &s->constraints);
}

bool answer_components(struct answer *out, struct work *w, const struct model *m, struct str text)
{
    struct answer_structure *s = answer_structure_new(out, w, ANSWER_COMPONENTS, m, text);
    return s && (s->component = graph_districts(w, m->projected, &s->ncomponents));
}
