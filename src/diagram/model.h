/* model.h -- a causal model: variables, a closed network diagram, and its mixed graph.
 *
 * Variable i is wire i of the network and node i of the graph; mechanism[i] is the box that produces it (the
 * network has the same boxes in topological order).  A hidden common cause written `X <-> Y` is an
 * anonymous latent variable with a box that has no matrix, feeding both.  The network's outputs are the
 * observed variables in order of declaration; latents and noise are discarded.
 *
 * Mechanisms that are not known have no matrix; the numbers then come from an observational source (a joint
 * table or data), which is not part of the diagram and lives beside the model (see answer/).
 */
#ifndef CAUSAL_DIAGRAM_MODEL_H
#define CAUSAL_DIAGRAM_MODEL_H

#include "base/map.h"
#include "diagram/diagram.h"

enum var_role {
    VAR_OBSERVED,
    VAR_LATENT,    /* declared `latent`: never in an answer, never in data */
    VAR_NOISE,     /* exogenous variable of a structural equation; hidden too */
    VAR_CONFOUNDER /* the anonymous hidden cause of `X <-> Y`; its name is "X <-> Y" */
};

struct var {
    struct str name;
    enum var_role role;
    const struct type *type; /* NULL: no states known yet */
    struct span span;        /* where it was first named */
};

struct model {
    struct str name, doc;
    uint32_t nvars;
    const struct var *var;
    struct map names;                   /* variable by name, confounders left out */
    const struct box *const *mechanism; /* by variable: the box that produces it */
    struct diagram *net;
    struct graph *graph;     /* of net; confounders and latents are latent nodes */
    struct graph *projected; /* latent projection onto the observed variables; same node numbers */
};

/* Put a model together. mechanism[v] is the box that produces variable v; its input and output wires are
 * variable numbers. Everything is borrowed and must live as long as the model. NULL with a diagnostic:
 * "cycle", or want of memory. O(n^2 / 64 + edges). */
struct model *model_new(struct work *w, struct str name, struct str doc, const struct var *var,
                        uint32_t nvars, const struct box *const *mechanism);

/* The graph as readers draw it: hidden common causes are bidirected edges, declared latents are nodes. NULL
 * (reported). */
struct graph *model_drawn(struct work *w, const struct model *m);

/* Number of the variable called `name`, or UINT32_MAX. Confounders are not found. Expected O(|name|). */
uint32_t model_var(const struct model *m, struct str name);
static inline bool model_observed(const struct model *m, uint32_t v)
{
    return m->var[v].role == VAR_OBSERVED;
}

#endif
