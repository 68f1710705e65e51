/* figure.h -- what is to be drawn, before anything has a place.
 *
 * A drawing is pages; a page is panels side by side; a panel shows a string diagram or a graph.  Panels that
 * show the same figure share its layout: what is in both stands at the same place in both, so surgery can be
 * seen by looking from one to the other.
 *
 * Everything is borrowed and must live until the drawing has been rendered.
 */
#ifndef CAUSAL_PICTURE_FIGURE_H
#define CAUSAL_PICTURE_FIGURE_H

#include "diagram/diagram.h"
#include "graph/graph.h"

/* Where the wires run to from the inputs: up, right or down. */
enum picture_dir { DIR_UP, DIR_RIGHT, DIR_DOWN };

enum picture_theme { THEME_PRINT, THEME_SLIDES, THEME_DARK };

/* A string diagram, before and after surgery. Both have the same wire numbers, and share untouched boxes (by
 * address). Hidden wires and the boxes that make them are grey. */
struct string_figure {
    const struct diagram *before;
    const struct diagram *after; /* the same as `before` when nothing was done */
    uint32_t nsurgeries;
    const struct surgery *surgery; /* what was done on the way, in order */
    bool free_order; /* inputs and outputs are known by their names: the layout may order them (networks) */
    uint32_t
        nholes; /* a comb: the first nholes inputs are plugged in from above. hole[i] is how many of the */
    const uint32_t *hole; /* outputs come before input i (see diagram_comb); NULL: no comb */
};

/* How a node of a graph, or an arrow, takes part in a question. */
enum graph_role {
    NODE_PLAIN,
    NODE_EXPOSURE,
    NODE_OUTCOME,
    NODE_ADJUSTED,
    NODE_LATENT, /* also by g->latent */
    NODE_ANCESTOR_OF_EXPOSURE,
    NODE_ANCESTOR_OF_OUTCOME,
    NODE_ANCESTOR_OF_BOTH
};
enum arrow_role { ARROW_PLAIN, ARROW_CAUSAL, ARROW_BIASING };

struct figure_arrow { /* an edge with a role; others are plain */
    uint32_t from, to;
    bool both; /* from <-> to */
    enum arrow_role role;
};

struct graph_figure {
    const struct graph *g;       /* all nodes that any panel shows; its positions are everybody's */
    const enum graph_role *role; /* by node, or NULL */
    uint32_t narrows;
    const struct figure_arrow *arrow;
};

/* What nodes and arrows are to the effect of X on Y given Z; roles.c. *role has g->n entries, *arrow
 * *narrows; both in w->arena. False (reported) for want of memory or an interrupt. */
bool graph_figure_roles(struct work *w, const struct graph *g, struct set x, struct set y, struct set z,
                        enum graph_role **role, struct figure_arrow **arrow, uint32_t *narrows);

/* A coloured ground behind some boxes or nodes. */
enum region_style {
    REGION_COMB, /* a comb: filled shape with its slot left out */
    REGION_PLUG, /* what sits in the slot */
    REGION_DISTRICT,
    REGION_HEDGE
};
struct figure_region {
    struct set members; /* wires whose boxes (string) or nodes (graph) are inside */
    enum region_style style;
    struct str label; /* may be empty */
};

enum panel_kind {
    PANEL_BEFORE, /* string: figure->before */
    PANEL_AFTER,  /* string: figure->after, with what was removed as a ghost */
    PANEL_GRAPH   /* figure `graph`, of it what is in `shown` */
};

struct panel {
    enum panel_kind kind;
    struct str title;   /* above it; may be empty */
    struct str caption; /* below it; may be empty; wrapped to the panel's width (and at line ends) */
    const struct string_figure *string;
    const struct graph_figure *graph;
    const struct graph
        *shown;     /* PANEL_GRAPH: nodes and edges in it; NULL: all. What of the figure is not in
                       it is drawn as a ghost; edges it has that the figure has not are drawn too */
    struct set dim; /* wires or nodes that do not matter here (no bits: none) */
    uint32_t nregions;
    const struct figure_region *region;
};

struct page {
    struct str title;
    uint32_t npanels;
    const struct panel *panel; /* left to right */
};

struct drawing {
    struct str title, desc; /* <title> and <desc>: what it shows, in words */
    enum picture_dir dir;
    uint32_t npages;
    const struct page *page;
};

#endif
