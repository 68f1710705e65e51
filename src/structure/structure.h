/* structure.h -- questions that the graph alone answers: paths, adjustment sets, front-door sets,
 * instruments, testable independences.
 *
 * Input: a mixed graph as graph/ has it, which may have latent nodes and bidirected edges; "separated" means
 * m-separated throughout.  Latent nodes may be on paths and are never in a set that is returned.  No numbers
 * and no formulas here.
 *
 * Nothing enumerates subsets: one separator is found in time linear in the graph, and lists are produced one
 * set at a time with a polynomial delay, up to a limit that the caller names.
 *
 * All results are allocated in w->arena.  Functions return false only for want of memory or an interrupt
 * (reported to w->diags) unless their comment says otherwise.
 *
 * Sources: van der Zander, Liskiewicz and Textor 2014 and 2019 (separators and adjustment sets in linear
 * time; listing by Takata's method); Perkovic et al. 2018 (the adjustment criterion); Henckel, Perkovic and
 * Maathuis 2022 and Rotnitzky and Smucler 2020 (the optimal set); Wienoebst, van der Zander and Liskiewicz
 * 2024 (front-door sets in linear time); van der Zander, Textor and Liskiewicz 2015 (conditional
 * instruments); Richardson 2003 (the ordered local Markov property).
 */
#ifndef CAUSAL_STRUCTURE_STRUCTURE_H
#define CAUSAL_STRUCTURE_STRUCTURE_H

#include "graph/graph.h"

/* A list of sets of variables. */
struct set_list {
    struct set *set;
    uint32_t n;
    bool more; /* there are more than the limit asked for */
};

/* ---- separators ---- */

/* A minimal separator: *out becomes a set Z with must <= Z <= may that separates A and B and from which no
 * member outside `must` can be left out; *found tells whether there is one. Among the minimal ones it is that
 * nearest to B. Members of A or B are in Z only when `must` has them (they are given then, and separated from
 * everything); latent nodes never are: when `must` has one, or is not within `may`, or A and B meet, there is
 * none. With A or B empty Z is `must`. O(n + m). */
bool structure_separator(struct work *w, const struct graph *g, struct set a, struct set b, struct set must,
                         struct set may, struct set *out, bool *found);
/* All minimal ones, at most `limit`, fewest members first among those listed. */
bool structure_separators(struct work *w, const struct graph *g, struct set a, struct set b, struct set must,
                          struct set may, uint32_t limit, struct set_list *out);

/* ---- paths ---- */

struct blocked {
    uint32_t at;   /* position on the path */
    bool collider; /* a collider that is not conditioned on, nor is any descendant of it; otherwise a
                      non-collider that is */
};

struct marked_path {
    struct graph_path path;
    uint32_t nblocked; /* 0: the path is open */
    struct blocked *blocked;
};

struct path_list {
    struct marked_path *path;
    uint32_t n;
    bool more;
};

/* Every path (no node twice) between A and B whose inner nodes are in neither, shortest first, with what
 * blocks it given C; at most `limit`. An end that is in C blocks its path (as a non-collider); what is in
 * both A and B counts as B. The delay is one search for each node of a path. */
bool structure_paths(struct work *w, const struct graph *g, struct set a, struct set b, struct set c,
                     uint32_t limit, struct path_list *out);

/* ---- adjustment ---- */

enum adjustment_verdict {
    ADJUSTMENT_VALID,
    ADJUSTMENT_FORBIDDEN, /* `node` of the set is in X or Y, on a proper causal path, or below one */
    ADJUSTMENT_OPEN,      /* `path` from X to Y is open given the set, and is not causal */
    ADJUSTMENT_LATENT     /* `node` of the set is hidden */
};

struct adjustment_test {
    enum adjustment_verdict verdict;
    uint32_t node;
    struct graph_path path;
};

/* Is Z an adjustment set for the effect of X on Y, P(y | do(x)) = sum_z P(y | x, z) P(z)? The generalised
 * adjustment criterion (complete: when it says no there is a model in which the formula is wrong). O(n + m).
 */
bool structure_adjustment_test(struct work *w, const struct graph *g, struct set x, struct set y,
                               struct set z, struct adjustment_test *out);
/* The minimal adjustment sets that contain `must`, at most `limit`. When there is none the list is empty.
 * Here and above a variable that is in both X and Y counts as X; when X is no cause of Y, the sets are those
 * that separate X and Y. */
bool structure_adjustment_sets(struct work *w, const struct graph *g, struct set x, struct set y,
                               struct set must, uint32_t limit, struct set_list *out);
/* The optimal adjustment set: parents of the nodes on proper causal paths, less what is forbidden and X;
 * of all adjustment sets it has the least asymptotic variance. *found is false when it does not exist: some y
 * is on no proper causal path, there is no adjustment set, or hidden variables stand in its place. The exact
 * condition: with the latent nodes that are on no proper causal path projected out, every bidirected edge at
 * a node of such a path leads to a descendant of such nodes, and the set is valid. Then it is optimal by the
 * theorem for DAGs (see optimal.c); otherwise none is claimed. */
bool structure_optimal_set(struct work *w, const struct graph *g, struct set x, struct set y, struct set *out,
                           bool *found);

/* ---- front door ---- */

enum front_door_verdict {
    FRONT_DOOR_VALID,
    FRONT_DOOR_BYPASSED,   /* `path`: a directed path from X to Y that meets no member of the set */
    FRONT_DOOR_CONFOUNDED, /* `path`: an open back-door path from X to a member of the set */
    FRONT_DOOR_OPEN,       /* `path`: an open back-door path from the set to Y, given X */
    FRONT_DOOR_LATENT      /* `node` of the set is hidden */
};

struct front_door_test {
    enum front_door_verdict verdict;
    uint32_t node;
    struct graph_path path;
};

/* Pearl 2009, definition 3.3.3, for sets: back-door paths are those in the graph without the arrows out of X
 * (out of the set). A member of X or Y in the set is refused by a path of one node. O(n + m). */
bool structure_front_door_test(struct work *w, const struct graph *g, struct set x, struct set y,
                               struct set m, struct front_door_test *out);
/* The minimal front-door sets, at most `limit`; sets of several variables as well. The empty set is one when
 * X has no directed path to Y; there is none when X and Y meet. Polynomial delay; one closure is O(n + m). */
bool structure_front_door_sets(struct work *w, const struct graph *g, struct set x, struct set y,
                               uint32_t limit, struct set_list *out);

/* ---- instruments ---- */

struct instrument {
    uint32_t node;
    struct set given; /* what it is conditioned on; may be empty */
};

struct instrument_list {
    struct instrument *instrument;
    uint32_t n;
};

/* Every observed node that is a conditional instrument for the total effect of x on y (in linear models),
 * with a conditioning set nearest to y. Let H lack the first edge of each directed path from x to y: z and y
 * are separated given W in H, z and x are not in g, and W has neither x nor a node on those paths nor a
 * descendant of one. Where x -> y is the only path this is the usual criterion for the direct effect. W is
 * within the ancestors of z and y in H: complete for finding some instrument, not for each node by itself
 * (NP-hard). None when x has no directed path to y: there is no effect to find. O(n (n + m)). */
bool structure_instruments(struct work *w, const struct graph *g, uint32_t x, uint32_t y,
                           struct instrument_list *out);

/* ---- implications ---- */

struct implication {
    uint32_t node;
    struct set others; /* node _||_ others | given */
    struct set given;
};

struct implication_list {
    struct implication *implication;
    uint32_t n;
    bool more;
};

/* Conditional independences of the observed variables that imply all others (the ordered local Markov
 * property; g is projected first), none of them empty or implied by the one before it for the same node; at
 * most `limit`. */
bool structure_implications(struct work *w, const struct graph *g, uint32_t limit,
                            struct implication_list *out);

#endif
