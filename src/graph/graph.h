/* graph.h -- causal graphs: directed edges, and bidirected edges for hidden common causes.
 *
 * A mixed graph has nodes 0 .. n-1, each present or not, each observed or latent.  Directed edges form a DAG
 * (graph_order finds a cycle otherwise).  A bidirected edge X <-> Y stands for an unobserved common cause and
 * is an edge with an arrowhead at both ends: on a path a node is a collider when both neighbouring edges have
 * an arrowhead at it.  So separation here is m-separation (Richardson 2003), of which d-separation is the
 * case without bidirected edges.
 *
 * Operations never renumber: latent projection and subgraphs keep node numbers and drop nodes from `nodes`,
 * so that a set of variables means the same in a model's diagram, its graph and its projection.
 *
 * Complexity: n nodes, m edges, bit sets of n bits.  Searches that give a path are O(n + m) steps; closures
 * (ancestors, districts) are one sweep of n unions of n/64 words when the numbers follow the arrows, and as
 * many sweeps as a path has turns otherwise; they need no memory.
 */
#ifndef CAUSAL_GRAPH_GRAPH_H
#define CAUSAL_GRAPH_GRAPH_H

#include "base/buf.h"
#include "base/set.h"
#include "base/str.h"
#include "base/work.h"

struct graph {
    uint32_t n;
    const struct str *name; /* borrowed */
    struct set *pa, *ch;    /* parents and children of each node */
    struct set *bi;         /* bidirected neighbours of each node */
    struct set nodes;       /* present */
    struct set latent;      /* hidden; subset of nodes */
};

/* All n nodes present and observed, no edges; NULL (reported) when memory is short. */
struct graph *graph_new(struct work *w, uint32_t n, const struct str *names);
void graph_edge(struct graph *g, uint32_t from, uint32_t to);
void graph_biedge(struct graph *g, uint32_t a, uint32_t b);
/* A deep copy in w->arena. */
struct graph *graph_copy(struct work *w, const struct graph *g);
/* The graph induced on `keep`: other nodes and their edges are gone. */
struct graph *graph_induced(struct work *w, const struct graph *g, struct set keep);
/* G with all edges into `x` removed, directed and bidirected (Pearl's G with a bar over X). */
struct graph *graph_cut_incoming(struct work *w, const struct graph *g, struct set x);
/* G with all directed edges out of `x` removed (G with a bar under X). */
struct graph *graph_cut_outgoing(struct work *w, const struct graph *g, struct set x);

/* Topological order of the present nodes into order[] (*count of them), least number first among the ready.
 * False when there is a directed cycle: order[] then holds it, each node pointing to the next and the last to
 * the first. On want of memory false with *count == 0 and a diagnostic. */
bool graph_order(const struct graph *g, uint32_t *order, uint32_t *count, struct work *w);

/* out = the ancestors (descendants) of `of`, themselves included. `out` must not share bits with `of`. */
void graph_ancestors(struct set out, const struct graph *g, struct set of);
void graph_descendants(struct set out, const struct graph *g, struct set of);
/* The same along paths that stay within `within`, which has all of `of`. */
void graph_ancestors_within(struct set out, const struct graph *g, struct set of, struct set within);
/* out = the district of v in the graph induced on `within`, which has v. */
void graph_district_within(struct set out, const struct graph *g, uint32_t v, struct set within);
/* out = the district (c-component) of v: what bidirected paths reach from it (Tian and Pearl 2002). */
void graph_district(struct set out, const struct graph *g, uint32_t v);
/* All districts by least member; an array of *count sets in w->arena, or NULL (reported). */
struct set *graph_districts(struct work *w, const struct graph *g, uint32_t *count);
/* out = the Markov pillow of v among `before`: with T = the district of v within before + v, the set
 * (T + parents of T) - v. When before + v is ancestral and v has no child in it, v is independent of the rest
 * of `before` given this set (Richardson 2003). False (reported) when memory is short. */
bool graph_markov_pillow(struct set out, const struct graph *g, uint32_t v, struct set before,
                         struct work *w);

/* A walk that witnesses an answer: node[0] .. node[count-1], and the kind of edge between neighbours. */
enum graph_step { STEP_FORWARD, STEP_BACKWARD, STEP_BIDIRECTED }; /* a -> b, a <- b, a <-> b */
struct graph_path {
    uint32_t count;
    uint32_t *node;
    enum graph_step *step; /* count - 1 of them */
};

/* Are A and B m-separated by C? When not, and path is not NULL, *path is an open path (a shortest one, in
 * w->arena) from A to B: no non-collider of it is in C and each collider is an ancestor of C. O(n + m). On
 * want of memory returns false with path->count == 0 and a diagnostic. */
bool graph_separated(struct work *w, const struct graph *g, struct set a, struct set b, struct set c,
                     struct graph_path *path);

/* A shortest path of bidirected edges from `from` to any member of `to` (not `from` itself); false if none.
 */
bool graph_bidirected_path(struct work *w, const struct graph *g, uint32_t from, struct set to,
                           struct graph_path *path);

/* A shortest directed path from a member of `from` to one of `to` (one node, when a member of `from` is one)
 * whose later nodes are not in `avoid`; *path is empty when there is none. False (reported) when memory is
 * short. */
bool graph_directed_path(struct work *w, const struct graph *g, struct set from, struct set to,
                         struct set avoid, struct graph_path *path);

/* Latent projection onto the observed nodes (Verma and Pearl 1990): X -> Y when a directed path runs through
 * latents only, X <-> Y when some latent (or bidirected edge) reaches both through latents only. */
struct graph *graph_project(struct work *w, const struct graph *g);
/* The projection's one step, in place: node v is taken out and what it does is kept. */
void graph_forget(struct graph *g, uint32_t v);

/* "S <- H -> C", with Unicode arrows when asked. */
void graph_print_path(struct buf *out, const struct graph *g, const struct graph_path *p, bool unicode);
/* The edges among `of` on one line, as CDL draws them: "S -> T -> C, S <-> C"; a node without edges stands
 * alone. Each edge once; the same graph always gives the same line. O(n^2 / 64 + edges). */
void graph_print_edges(struct buf *out, const struct graph *g, struct set of, bool unicode);
/* One line a node, for --show=graph and tests: "C: parents T, bidirected S". */
void graph_dump(struct buf *out, const struct graph *g);

#endif
