/* labels.h -- private to identify/: what each symbol of a formula is called on paper. */
#ifndef CAUSAL_IDENTIFY_LABELS_H
#define CAUSAL_IDENTIFY_LABELS_H

#include "identify/symbols.h"

/* The sums around a place in a formula, the innermost first. */
struct scope {
    const struct scope *outer;
    struct symbols bound;
};

/* How many of them bind s: 0 when it is free there. */
uint32_t scope_depth(const struct scope *in, struct symbol s);

struct label {
    struct symbol symbol;
    uint32_t depth;  /* a sum inside a sum over the same symbol prints another name */
    struct str name; /* without its primes */
    uint32_t primes;
};

struct labels {
    struct arena *draft;
    const struct est_pool *p;
    const struct str *names; /* of variables */
    struct symbols all;      /* of the formula */
    struct label *label;
    size_t n, cap;
};

/* Names for all symbols that are written in e: the variable as spelled when it is free, in lower case when it
 * is bound or a parameter of a definition, with primes as needed to tell it from all others. .draft, .p and
 * .names are set. False when memory is short. */
bool labels_make(struct labels *x, est e);
const struct label *labels_of(const struct labels *x, struct symbol s, uint32_t depth);

/* How many primes a name ends in by itself. */
size_t label_ending_primes(struct str name);

#endif
