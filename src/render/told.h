/* told.h -- the steps of an explanation in words (private to render/). */
#ifndef CAUSAL_RENDER_TOLD_H
#define CAUSAL_RENDER_TOLD_H

#include "render/render_int.h"

/* One step: a sentence, what it gives, and why it may be done. Empty texts are left out. */
struct told {
    const char *rule; /* "cut", for programs */
    struct str sentence;
    struct str subject, formula; /* "Q[S, C]" is "P(S) P(C | S, T)" */
    struct str *where;           /* definitions of named factors: "Q1(X, Y) = .." */
    uint32_t nwhere;
    struct str because, by, graph;
};

/* How formulas and graphs are written. */
struct telling {
    enum est_style style;
    bool unicode; /* graphs */
};

/* Step i of the derivation in `theory`, which has told_steps() of them. False when memory is short. */
uint32_t told_steps(const struct answer *theory);
bool told_step(struct told *out, struct arena *a, const struct answer *theory, uint32_t i,
               const struct telling *how);
/* What step s does: "Plug the combs together:". .s NULL when memory is short. */
struct str told_sentence(struct arena *a, const struct answer *theory, const struct derivation_step *s);
/* Steps of the surgery of an explanation, as told_steps() and told_step(). */
uint32_t told_surgeries(const struct answer *e);
bool told_surgery(struct told *out, struct arena *a, const struct answer *e, uint32_t i,
                  const struct telling *how);

/* "S, T and C"; "{S, C}". Nothing for a set that is not there. */
void put_and(struct buf *b, const struct model *m, struct set s);
/* The same, or "41 variables" where the names would fill lines; for sets that are no choice of anybody's. */
void put_and_short(struct buf *b, const struct model *m, struct set s);
void put_braces(struct buf *b, const struct model *m, struct set s);
static inline bool any(struct set s)
{
    return set_ok(s) && !set_empty(s);
}

#endif
