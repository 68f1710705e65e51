/* evaluator.h -- an estimand under evaluation, private to stoch/: what evaluate.c and leaf.c compute and
 * explain.c reads.
 *
 * Nodes are evaluated in two layers.  Outside is the formula down to the c-factors that it names, where free
 * symbols may be fixed by evidence; inside are the definitions of these, at every depth, where no symbol is:
 * a definition is evaluated once, over its formal symbols, and each use of it renames the axes and slices.
 * The layers are apart because a part of the formula may stand in both, and because a symbol that is free,
 * and fixed, outside may be bound inside. */
#ifndef CAUSAL_STOCH_EVALUATOR_H
#define CAUSAL_STOCH_EVALUATOR_H

#include "base/map.h"
#include "stoch/factor.h"
#include "stoch/missing.h"
#include "stoch/plans.h"

/* The factors of one sum of products. */
struct group {
    const struct tensor **factor; /* with bound symbols renamed */
    est *from;                    /* the node it is the value of; 0: a number */
    size_t n, cap, nfrom, from_cap;
};

/* Arrays by node. */
struct layer {
    uint32_t *uses; /* 0: no part of this layer */
    struct tensor **value, **mask;
    struct group *group;
    uint32_t *fixed; /* by symbol: its state, or OPEN */
};

struct evaluator {
    struct work *w; /* its arena is a draft */
    const struct est_pool *pool;
    struct source src;
    est root;
    const uint32_t *card;

    /* Symbols have the numbers 0 .. nsymbols-1 as axis ids; bound ones get fresh numbers above. */
    struct symbol *symbol;
    size_t nsymbols;
    uint32_t *rename; /* by symbol: its number in the group being gathered */
    uint32_t *fresh;  /* what symbol a fresh number stands for */
    size_t nfresh, fresh_cap;

    struct layer outside, inside;
    struct layer *in; /* the one at work */

    struct plan_report *watcher; /* or NULL: nobody watches */
    struct plan_report
        told;             /* of contractions over symbols; those of the source are told to whoever watches */
    struct map marginals; /* of the source, by set of variables and evidence */
    const struct tensor **marginal;
    size_t nmarginals, marginals_cap;
};

/* Count, number and evaluate the nodes of ev->root: all but .w, .pool, .src, .root, .card and .marginals is
 * set here. False (reported) on failure. */
bool evaluator_run(struct evaluator *ev, const struct evidence *fixed, uint32_t nfixed);
/* Is the node part of its only user's group, in layer l? */
bool evaluator_inlined(const struct evaluator *ev, const struct layer *l, est e);
/* The variable of a symbol. */
uint32_t evaluator_variable(const struct evaluator *ev, uint32_t id);

static inline const struct est_node *evaluator_node(const struct evaluator *ev, est e)
{
    return est_get(ev->pool, e);
}

/* The number of a symbol of the estimand. */
uint32_t evaluator_number(const struct evaluator *ev, struct symbol s);
/* The number of the symbol that an axis of a group stands for. */
uint32_t evaluator_outward(const struct evaluator *ev, uint32_t id);
/* t with each axis called name(its id); shares the cells. */
struct tensor *evaluator_renamed(struct work *w, const struct evaluator *ev, const struct tensor *t,
                                 uint32_t (*name)(const struct evaluator *, uint32_t));

/* ---- leaf.c ---- */
/* P(over | given) of the source, at the states that are fixed. NULL (reported) on failure. */
struct tensor *evaluator_leaf(struct evaluator *ev, const struct est_node *p);

/* A marginal of the source that a leaf was computed of: its place in ev->marginal, its axes called as the
 * symbols, in the same order, and what is fixed in it. */
struct leaf_part {
    uint32_t place;
    const struct tensor *t;
    const struct evidence *fixed;
    uint32_t nfixed;
};
/* The leaf as whole / below, in the layer ev->in; without conditions below->t is NULL and the leaf is the
 * whole. */
bool evaluator_leaf_parts(struct evaluator *ev, const struct est_node *p, struct leaf_part *whole,
                          struct leaf_part *below);

/* ---- explain.c ---- */
/* Name the conditioning events of probability zero on which undefined cells of the root's value depend. */
bool evaluator_explain(struct evaluator *ev, struct missing *m);

#endif
