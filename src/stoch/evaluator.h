/* evaluator.h -- an estimand under evaluation, private to stoch/: what evaluate.c computes and explain.c
 * reads. */
#ifndef CAUSAL_STOCH_EVALUATOR_H
#define CAUSAL_STOCH_EVALUATOR_H

#include "base/map.h"
#include "stoch/factor.h"
#include "stoch/missing.h"

/* The factors of one sum of products. */
struct group {
    const struct tensor **factor; /* with bound symbols renamed */
    est *from;                    /* the node it is the value of; 0: a number */
    size_t n, cap, nfrom, from_cap;
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
    uint32_t *fixed;  /* by symbol: its state, or OPEN */
    uint32_t *rename; /* by symbol: its number in the group being gathered */
    uint32_t *fresh;  /* what symbol a fresh number stands for */
    size_t nfresh, fresh_cap;

    /* By node. */
    uint32_t *uses; /* 0: not part of the estimand */
    struct tensor **value, **mask;
    struct group *group;

    struct map marginals; /* of the source, by set of variables */
    const struct tensor **marginal;
    size_t nmarginals, marginals_cap;
};

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

/* ---- explain.c ---- */
/* Name the conditioning events of probability zero on which undefined cells of the root's value depend. */
bool evaluator_explain(struct evaluator *ev, struct missing *m);

#endif
