/* structure_int.h -- private to structure/: what its files share. */
#ifndef CAUSAL_STRUCTURE_STRUCTURE_INT_H
#define CAUSAL_STRUCTURE_STRUCTURE_INT_H

#include "structure/structure.h"

/* Make `count` empty sets over 0 .. n-1 in w->arena; false (reported) when memory is short. */
bool structure_new_sets(struct work *w, uint32_t n, struct set *const *sets, int count);

/* ---- listing.c: one search for all lists ---- */

/* The sets to be listed stand for closed sets D of nodes: the side of a separator, what lies behind a front
 * door, a district. */
struct listing {
    void *cx;
    /* Enlarge d to the least closed set that is wanted and contains it, and write its frontier: each wanted
     * set above d contains a member of the frontier. False when there is none, or none that avoids `outside`.
     */
    bool (*close)(void *cx, struct set d, struct set outside, struct set frontier);
    /* One closed set; false stops the search (no failure). */
    bool (*emit)(void *cx, struct set d, struct set frontier);
};
/* Every wanted set that contains `start`, once each. The delay between two is n calls of close() twice over.
 * False (reported) for want of memory or an interrupt. */
bool structure_list(struct work *w, uint32_t n, const struct listing *l, struct set start);

/* A list of sets that is being filled, for emit(). */
struct collector {
    struct work *w;
    uint32_t limit;
    struct set_list *out;
    size_t n, cap;
    bool failed;
};
/* Append a copy; false when the limit is reached or memory is short (c->failed, reported). */
bool structure_collect(struct collector *c, struct set s);
/* Sort what was collected: fewest members first, then by least members. */
void structure_collected(struct collector *c);

/* ---- adjust.c ---- */

/* out = the nodes other than X on proper causal paths from X to Y: directed, and only the start is in X. */
bool structure_causal_nodes(struct work *w, const struct graph *g, struct set x, struct set y,
                            struct set out);
/* The proper back-door graph: g without the edges out of X that begin proper causal paths to Y; `causal` are
 * the nodes on these. NULL when memory is short. */
struct graph *structure_back_door_graph(struct work *w, const struct graph *g, struct set x,
                                        struct set causal);

#endif
