/* model.c -- causal models: a network diagram with its graph and its latent projection. */
#include "diagram/model.h"

#include "diagram/diagram_int.h"

static bool index_names(struct map *names, const struct var *var, uint32_t n)
{
    for (uint32_t v = 0; v < n; v++)
        if (var[v].role != VAR_CONFOUNDER && !map_put(names, var[v].name, v))
            return false;
    return true;
}

struct model *model_new(struct work *w, struct str name, struct str doc, const struct var *var,
                        uint32_t nvars, const struct box *const *mechanism)
{
    struct diagram_parts p;
    uint32_t nout = 0, count;
    for (uint32_t v = 0; v < nvars; v++)
        nout += var[v].role == VAR_OBSERVED;
    struct model *m = ARENA_NEW(w->arena, struct model, 1);
    uint32_t *order = ARENA_NEW(w->arena, uint32_t, nvars);
    struct diagram *net = diagram_new(w, nvars, nvars, 0, nout, &p);
    struct map names = map_in(w->arena);
    if (!m || !order || !net || !index_names(&names, var, nvars)) {
        diag_oom(w->diags);
        return NULL;
    }
    for (uint32_t v = 0, n = 0; v < nvars; v++) {
        p.wire[v] =
            (struct wire){.name = var[v].name, .type = var[v].type, .hidden = var[v].role != VAR_OBSERVED};
        p.box[v] = mechanism[v];
        if (var[v].role == VAR_OBSERVED)
            p.out[n++] = v;
    }
    struct graph *g = diagram_graph(w, net);
    if (!g)
        return NULL;
    if (!graph_order(g, order, &count, w)) {
        if (count) /* otherwise memory was short, and that is reported */
            diag_error(w->diags, "cycle", NO_SPAN, "the model has a cycle");
        return NULL;
    }
    for (uint32_t k = 0; k < nvars; k++)
        p.box[k] = mechanism[order[k]];
    struct graph *projected = graph_project(w, g);
    if (!projected)
        return NULL;
    *m = (struct model){.name = name,
                        .doc = doc,
                        .nvars = nvars,
                        .var = var,
                        .names = names,
                        .mechanism = mechanism,
                        .net = net,
                        .graph = g,
                        .projected = projected};
    return m;
}

struct graph *model_drawn(struct work *w, const struct model *m)
{
    struct graph *g = graph_copy(w, m->graph);
    struct set keep = g ? set_copy(w->arena, m->graph->nodes) : (struct set){0};
    if (!g)
        return NULL;
    if (!set_ok(keep)) {
        diag_oom(w->diags);
        return NULL;
    }
    for (uint32_t v = 0; v < m->nvars; v++) {
        if (m->var[v].role != VAR_CONFOUNDER)
            continue;
        set_del(keep, v);
        SET_EACH (a, m->graph->ch[v])
            SET_EACH (b, m->graph->ch[v])
                if (a < b)
                    graph_biedge(g, a, b);
    }
    return graph_induced(w, g, keep);
}

uint32_t model_var(const struct model *m, struct str name)
{
    uint32_t v = map_get(&m->names, name);
    return v == MAP_NONE ? UINT32_MAX : v;
}
