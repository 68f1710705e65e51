/* symbols.h -- private to identify/: sorted lists of symbols as sets, and substitution in estimands. */
#ifndef CAUSAL_IDENTIFY_SYMBOLS_H
#define CAUSAL_IDENTIFY_SYMBOLS_H

#include "identify/estimand.h"

/* Strictly ascending by (var, prime); borrowed or in an arena; never changed once made. */
struct symbols {
    const struct symbol *at;
    uint32_t n;
};

static inline bool symbol_eq(struct symbol a, struct symbol b)
{
    return a.var == b.var && a.prime == b.prime;
}

int symbol_cmp(struct symbol a, struct symbol b);
bool symbols_have(struct symbols s, struct symbol x);
/* Where x, a member, stands in s. */
uint32_t symbols_place(struct symbols s, struct symbol x);
bool symbols_meet(struct symbols a, struct symbols b);   /* not disjoint */
bool symbols_within(struct symbols a, struct symbols b); /* a is a subset of b */
bool symbols_eq(struct symbols a, struct symbols b);

/* *out = the set of the n symbols at `from`, sorted and without repeats; false (reported) when memory is
 * short, here and below. */
bool symbols_of(struct work *w, struct symbols *out, const struct symbol *from, uint32_t n);
bool symbols_join(struct work *w, struct symbols *out, struct symbols a, struct symbols b);
bool symbols_minus(struct work *w, struct symbols *out, struct symbols a, struct symbols b);

static inline struct symbols est_over(const struct est_node *e)
{
    return (struct symbols){e->over, e->nover};
}
static inline struct symbols est_given(const struct est_node *e)
{
    return (struct symbols){e->given, e->ngiven};
}

/* The free symbols of e, which the pool keeps. */
static inline struct symbols est_free_symbols(const struct est_pool *p, est e)
{
    return (struct symbols){est_get(p, e)->free, est_get(p, e)->nfree};
}

/* e with each free symbol of `from` replaced by the one at the same place in to[]; bound symbols get the
 * least primes that are free to take, so that nothing is captured. With no `from`: e in that normal form.
 * Symbols that are free in e are not used for bound ones. 0 when memory is short, here and below. */
est est_substitute(struct work *w, struct est_pool *p, est e, struct symbols from, const struct symbol *to);
/* e in normal form, where `reserved` symbols are not used for bound ones either. */
est est_normal(struct work *w, struct est_pool *p, est e, struct symbols reserved);
/* e without named c-factors: each replaced by its definition. */
est est_expand(struct work *w, struct est_pool *p, est e);
/* A named c-factor with the value of e, at e's own free symbols. */
est est_define(struct work *w, struct est_pool *p, est e);

#endif
