/* question.h -- P(over | given, evidence) of a diagram as two products of factors, private to stoch/:
 * question.c finds them, conditional.c computes with them. */
#ifndef CAUSAL_STOCH_QUESTION_H
#define CAUSAL_STOCH_QUESTION_H

#include "base/set.h"
#include "stoch/factor.h"
#include "stoch/stoch.h"

struct factors {
    struct view *list;
    uint32_t n;
};

/* All of it in the arena of w. */
struct question {
    struct work *w;
    const struct diagram *d;
    const uint32_t *over, *given;
    uint32_t nover, ngiven;
    /* question_read() fills in: */
    uint32_t *fixed;        /* by wire: the state sliced in, or OPEN */
    struct set outcome;     /* wires of over[] */
    struct set condition;   /* wires of given[] and open inputs: axes that separate */
    struct set boxes;       /* above all these and the evidence */
    struct set relevant;    /* those of them that the outcomes depend on, given the rest */
    uint32_t *group;        /* by wire: union-find parent */
    struct factors joint;   /* of the outcomes */
    struct factors support; /* where their product is zero, the condition is impossible */
};

/* Sort the boxes and gather the factors. False (reported): "repeated-axis", "no-states", "unknown-mechanism"
 * for a box that matters, want of memory. O(entries of the boxes above what is asked, given and seen). */
bool question_read(struct question *q, const struct evidence *evidence, uint32_t nevidence);

#endif
