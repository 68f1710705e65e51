/* witness_int.h -- private to the room: parity models on a small part of the graph.
 *
 *   stage.c    the part of the graph that matters, renumbered along the arrows
 *   parity.c   models in which every variable is the exclusive or of others and of hidden bits; what they
 *              have in common, and by how much they differ under an intervention, by linear algebra
 *   pair.c     two such models from a hedge
 *   search.c   the pairs that are tried, one after another
 *   build.c    a parity model as a model with matrices
 *   text.c     ... and as CDL
 *   witness.c  all together, and the check in numbers
 */
#ifndef CAUSAL_WITNESS_WITNESS_INT_H
#define CAUSAL_WITNESS_WITNESS_INT_H

#include "base/limits.h"
#include "witness/witness.h"

enum {
    STAGE_NODES = LIMIT_WITNESS_VARIABLES,
    STAGE_EDGES = 64, /* bidirected ones: a word of bits */
    STAGE_LINKS = 8,  /* paths from a condition to the outcomes that are tried */
    MOST_HEARD = 16   /* by one variable: its table has two to the power of that many rows */
};

typedef uint32_t members; /* of the stage: bit i is its node i */
#define BIT(i) ((members)1 << (i))
#define EACH_BIT(i, set)                                          \
    for (uint32_t left_##i = (set), i = bit_first(set); left_##i; \
         left_##i &= left_##i - 1, i = bit_first(left_##i))

static inline uint32_t bit_first(members s)
{
    return s ? (uint32_t)__builtin_ctz(s) : 0;
}
static inline uint32_t bit_count(uint64_t s)
{
    return (uint32_t)__builtin_popcountll(s);
}

/* An open path between a condition and an outcome, as what its nodes have to hear. */
struct link {
    uint32_t from; /* the condition */
    members hears[STAGE_NODES];
    uint64_t hidden[STAGE_NODES];
};

struct stage {
    const struct graph *g;
    uint32_t n;                 /* nodes, numbered along the arrows */
    uint32_t node[STAGE_NODES]; /* number in g, */
    uint32_t *place;            /* and back: by number in g, UINT32_MAX off the stage */
    members pa[STAGE_NODES], ch[STAGE_NODES], bi[STAGE_NODES];
    uint32_t nedges; /* bidirected edges: edge k joins end[k][0] and end[k][1] */
    uint32_t end[STAGE_EDGES][2];
    members f, f_prime;                /* the hedge */
    members y, x, z;                   /* the query of the hedge */
    members asked_y, asked_x, asked_z; /* the query as it was asked */
    uint32_t nlinks;
    struct link link[STAGE_LINKS];
};

/* The stage for q: the ancestors of outcomes and conditions, or, when they are too many, the hedge and what
 * leads from it to them. *fits is false when that is too much as well. False (reported) for want of memory.
 */
bool stage_make(struct stage *s, bool *fits, struct work *w, const struct graph *g,
                const struct identify_query *q, const struct identification *id);
/* next[v] = the child through which the nearest of `targets` is reached from v without meeting `barred`,
 * nodes of `costly` being taken only when need be; v itself for a target, UINT32_MAX when there is no way. */
void stage_descend(uint32_t *next, const struct stage *s, members targets, members barred, members costly);

/* Each node of the stage is the exclusive or of what it hears; one that hears nothing is a fair coin. */
struct parity {
    members hears[STAGE_NODES];
    uint64_t hidden[STAGE_NODES]; /* hidden bits heard: numbers of bidirected edges */
    members noise;                /* these hear a noise bit of their own as well */
};

struct pair {
    struct parity of[2];
    members f, f_prime; /* the hedge it comes from */
};

/* How often a noise bit is 1, in models with n of them: the first, and the others. */
double parity_flip(uint32_t n);

/* Let noise in where P(V) would not be positive without. */
void parity_add_noise(const struct stage *s, struct parity *p);
/* Have the two the same P(V), positive everywhere? Exact. O(2^n), at most LIMIT_WITNESS_CELLS. */
bool parity_agree(const struct stage *s, const struct pair *pair);

struct gap {
    double size;     /* the largest difference of the query's value */
    members x, y, z; /* where: those of the query that are 1 there */
};
/* Where the query as asked differs most. False (reported) for want of memory, or interrupted. */
bool parity_gap(struct gap *out, struct work *w, const struct stage *s, const struct pair *pair);

/* The pair for the hedge f, f_prime; members of f_prime that are in `cut` are roots even if they have
 * children there. `link` may be NULL. False when there is none. */
bool pair_of_hedge(struct pair *out, const struct stage *s, members f, members f_prime, members cut,
                   const struct link *link);

/* A pair that agrees and differs, or *found is false. False (reported): memory, interrupt. */
bool search_pair(struct pair *out, struct gap *gap, bool *found, struct work *w, const struct stage *s);

/* The variables of both models, and their names: those of the graph, hidden bits, noise bits. */
struct cast {
    const struct stage *s;
    const struct pair *pair;
    const struct graph *g;
    uint32_t n, nobserved;
    struct var *var;              /* of the models */
    uint32_t *number;             /* node of the graph -> variable; UINT32_MAX: latent or absent */
    uint32_t *node;               /* variable -> node of the graph, for the observed */
    uint32_t hidden[STAGE_EDGES]; /* bit -> variable; UINT32_MAX: heard in neither model */
    uint32_t noise[STAGE_NODES];  /* node of the stage -> variable */
    uint32_t nhidden, nnoise;
};
bool cast_make(struct cast *c, struct work *w, const struct stage *s, const struct pair *pair);
/* What variable v hears in model m, as variables, in the order of its equation; at most MOST_HEARD. */
uint32_t cast_heard(const struct cast *c, int m, uint32_t v, uint32_t *heard);
/* P(1) of a variable that hears nothing. */
double cast_chance(const struct cast *c, uint32_t v);

/* Does no variable hear more than MOST_HEARD? */
bool build_fits(const struct pair *pair, const struct stage *s);
/* Model m of the pair, called `name`. NULL (reported). */
const struct model *build_model(struct work *w, const struct cast *c, int m, struct str name);

/* ... and as CDL, and the query where it differs; .s NULL (reported) when memory is short. */
struct str text_model(struct work *w, const struct cast *c, int m, struct str name);
struct str text_query(struct work *w, const struct cast *c, const struct identify_query *q,
                      const struct gap *gap);

#endif
