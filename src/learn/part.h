/* part.h -- hidden variables that hang together, ready for EM (private to learn/). */
#ifndef CAUSAL_LEARN_PART_H
#define CAUSAL_LEARN_PART_H

#include "learn/learn_int.h"

/* A few hidden variables with what is multiplied over their joint states, the cells. */
struct bucket {
    struct set scope, out; /* its hidden variables; those that its sum is over */
    size_t cells, outs;    /* joint states of both */
    uint32_t nfamilies, nchildren;
    uint32_t *family;    /* of the part */
    uint32_t *child;     /* earlier buckets whose sums it takes */
    size_t **offset;     /* by family, then cell: what the cell adds to an entry's number */
    size_t **message;    /* by child, then cell: the entry of the child's sum */
    size_t *to;          /* by cell: the entry of its own sum */
    double *product;     /* by cell */
    double *sum, *slope; /* by entry of the sum: it, and how the likelihood depends on it */
};

struct part {
    struct learner *l;
    uint32_t nfamilies, nbuckets;
    struct family **family; /* with some of the hidden variables */
    struct bucket *bucket;  /* the last one's sum is the likelihood of a row */
    size_t nrows;           /* of the data, distinct as far as the families see */
    size_t *place;          /* by row, then family: what the row adds to an entry's number */
    double *weight;         /* by row */
    double **table;         /* by family: what is being learned */
    double work;            /* steps for one row */
};

/* Enlarge the set of hidden variables until no family reaches out of it. */
void part_hang_together(struct learner *l, struct set of);
/* The part of these hidden variables, in the draft of l. False (reported): "too-many-hidden", .. */
bool part_new(struct part *p, struct learner *l, struct set of);

/* Count what is expected under the tables; *value is the log-likelihood of the part. False (reported):
 * "impossible-data", or interrupted. (em.c) */
bool part_expect(struct part *p, double *value);

struct climb {
    double value, objective, fell; /* the log-likelihood; what was climbed; the largest relative loss */
    uint32_t iterations;           /* how often was counted, but for the first time */
    bool converged;
};
/* From the tables there are to where they no longer gain, or until `most` iterations are made. (climb.c) */
bool part_climb(struct climb *c, struct part *p, uint32_t most);

#endif
