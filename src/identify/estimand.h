/* estimand.h -- formulas over an observational distribution P(V), as hash-consed expressions.
 *
 * A pool owns the nodes; an estimand is a number in it, equal numbers mean equal expressions, and shared
 * sub-expressions are stored once.  Leaves are conditional distributions P(A | B) of the source.  The formula
 * says nothing about numbers: stoch/ evaluates it over any source.
 *
 * Symbols: a variable may occur free (prime 0: the value named in the query) and bound by a sum.  A bound
 * occurrence whose variable also occurs free gets a prime of 1 or more, so that no name is captured: the
 * front door is sum_t P(t | S) sum_s' P(s') P(C | s', t), where S is (S,0), s' is (S,1) and t is (T,0).
 *
 * Printing: free symbols print as the variable is spelled, bound ones in lower case with their primes; where
 * lower case is another variable's name, as spelled.  A sum inside a sum over the same symbol prints more
 * primes.
 */
#ifndef CAUSAL_IDENTIFY_ESTIMAND_H
#define CAUSAL_IDENTIFY_ESTIMAND_H

#include "base/buf.h"
#include "base/set.h"
#include "base/work.h"

struct symbol {
    uint32_t var;   /* the model's variable number */
    uint32_t prime; /* 0: free, or bound with no clash */
};

enum est_kind {
    EST_ONE,      /* the constant 1 */
    EST_P,        /* P(over | given) of the source */
    EST_PRODUCT,  /* of kids */
    EST_QUOTIENT, /* kid 0 over kid 1 */
    EST_SUM,      /* over the bound symbols, of kid 0 */
    EST_FACTOR    /* a named c-factor: the definition, kid 0, at the symbols `over` */
};

/* A definition's free symbols are formal parameters: their prime is EST_FORMAL, and there is one for each
 * variable. EST_FACTOR has as many symbols in over[] as its definition has free ones: over[i] has the same
 * variable as the i-th of them, and its value is that of the definition there. So Q1(x', y) and Q1(x, y)
 * share one definition. A definition may use other definitions. */
enum { EST_FORMAL = UINT32_MAX };

typedef uint32_t est; /* index into the pool; 0 is "none" */

struct est_node {
    enum est_kind kind;
    uint32_t nover, ngiven, nkids;
    const struct symbol *over;  /* EST_P outcomes, EST_SUM bound symbols; sorted by (var, prime) */
    const struct symbol *given; /* EST_P conditions; sorted */
    const est *kid;
    uint64_t hash;
    const struct symbol *free; /* the free symbols, sorted */
    uint32_t nfree;
};

struct est_pool {
    struct arena *arena; /* the nodes live here */
    struct est_node *node;
    size_t n, cap;
    uint32_t *slot; /* hash table of node numbers */
    size_t slots;
};

/* All constructors return 0 when memory is short (reported in w->diags). They canonicalise only where the
 * value cannot change: products are flattened and drop EST_ONE, a sum over nothing is its body, a sum of a
 * sum is one sum, P( | B) is 1, x/1 is x. Constructors pass 0 on. est_pool_init does not report. */
bool est_pool_init(struct est_pool *p, struct arena *arena);
est est_one(struct work *w, struct est_pool *p);
est est_p(struct work *w, struct est_pool *p, const struct symbol *over, uint32_t nover,
          const struct symbol *given, uint32_t ngiven);
est est_product(struct work *w, struct est_pool *p, const est *kids,
                uint32_t n); /* keeps the order of kids */
est est_quotient(struct work *w, struct est_pool *p, est over, est under);
est est_sum(struct work *w, struct est_pool *p, const struct symbol *bound, uint32_t n, est body);
/* The definition `body` (all free symbols formal) at the symbols at[], sorted by variable. */
est est_factor(struct work *w, struct est_pool *p, est body, const struct symbol *at, uint32_t n);

static inline const struct est_node *est_get(const struct est_pool *p, est e)
{
    return &p->node[e];
}
/* Which nodes e is made of, itself included and definitions too: used[0..e] in w->arena; NULL (reported) when
 * memory is short. Linear in e. */
const bool *est_used(struct work *w, const struct est_pool *p, est e);

/* An equal-valued, smaller expression: sums are pushed inward past factors they do not touch, and factors
 * that a sum turns into 1 are dropped (P(a, b | c) summed over b becomes P(a | c)). Where e has a value the
 * result has the same on any source; it may have one where e is undefined. */
est est_simplify(struct work *w, struct est_pool *p, est e);

enum est_style { EST_TEXT, EST_UNICODE, EST_LATEX };

struct est_print {
    enum est_style style;
    const struct str *names; /* of variables, by number */
    const struct str
        *fixed; /* by variable: the state a free symbol is fixed to, .s NULL when open; may be NULL */
};

/* The formula on one line: `sum_t P(t | S) sum_s' P(s') P(C | s', t)`. Named c-factors print as Q1(x, y),
 * numbered in the order of est_definitions(e). */
void est_write(struct buf *out, const struct est_pool *p, est e, const struct est_print *how);

/* The definitions that e uses, directly or not, each after those it uses itself: def[i] is the body of
 * Q(i+1). In w->arena; false (reported) when memory is short. */
bool est_definitions(struct work *w, const struct est_pool *p, est e, est **def, uint32_t *n);
/* `Q1(X, Y) = sum_w P(w) P(X, Y | w)`: the i-th definition of e on one line. */
void est_write_definition(struct buf *out, const struct est_pool *p, est e, uint32_t i,
                          const struct est_print *how);

#endif
