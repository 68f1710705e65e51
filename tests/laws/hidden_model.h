/* hidden_model.h -- random models of bits with hidden causes, their truth by enumeration, and the value of a
 * formula by its definition.
 *
 * Observed variables are 0 .. n-1, and a cell is a word whose bit v is the state of variable v.  A table over
 * the variables has an entry for each cell; one that does not depend on a variable has equal entries. */
#ifndef CAUSAL_TESTS_HIDDEN_MODEL_H
#define CAUSAL_TESTS_HIDDEN_MODEL_H

#include "identify/estimand.h"
#include "random_graph.h"

#include <math.h>
#include <string.h>

enum { HIDDEN_OBSERVED = 8, HIDDEN_ALL = 16, HIDDEN_CELLS = 1 << HIDDEN_OBSERVED, HIDDEN_FREE = 16 };

struct hidden_model {
    uint32_t n, all;                             /* observed ones come first */
    uint32_t pa[HIDDEN_ALL];                     /* bits */
    uint32_t order[HIDDEN_ALL];                  /* causes first */
    double *one[HIDDEN_ALL];                     /* P(v = 1 | the states of its parents, packed) */
    double joint[HIDDEN_CELLS];                  /* P(V) */
    double marginal[HIDDEN_CELLS][HIDDEN_CELLS]; /* by the set kept; made when asked for */
    bool known[HIDDEN_CELLS];
};

/* The bits of `state` at `mask`, packed. */
static inline uint32_t hidden_pack(uint32_t state, uint32_t mask)
{
    uint32_t packed = 0, n = 0;
    for (; mask; mask &= mask - 1)
        packed |= (state >> __builtin_ctz(mask) & 1) << n++;
    return packed;
}

static inline void hidden_spread(const struct hidden_model *m, uint32_t done, uint32_t i, uint32_t state,
                                 double p, double *table)
{
    if (i == m->all) {
        table[state & ((1u << m->n) - 1)] += p;
        return;
    }
    uint32_t v = m->order[i];
    double one = m->one[v][hidden_pack(state, m->pa[v])];
    bool set = done >> v & 1;
    hidden_spread(m, done, i + 1, state, set ? p : p * (1 - one), table);
    hidden_spread(m, done, i + 1, state | 1u << v, set ? p : p * one, table);
}

/* table[cell] = P(the cell's other variables | do(those of `done` as in the cell)). */
static inline void hidden_do(const struct hidden_model *m, uint32_t done, double *table)
{
    memset(table, 0, sizeof(double) << m->n);
    hidden_spread(m, done, 0, 0, 1, table);
}

/* Sum variables out, in place. */
static inline void hidden_sum(const struct hidden_model *m, uint32_t out, double *table)
{
    for (uint32_t v = 0; v < m->n; v++)
        for (uint32_t cell = 0; out >> v & 1 && cell < 1u << m->n; cell++)
            if (!(cell >> v & 1))
                table[cell] = table[cell | 1u << v] = table[cell] + table[cell | 1u << v];
}

/* table = P(y | z, do(x)), and all other variables do not matter. */
static inline void hidden_truth(const struct hidden_model *m, uint32_t y, uint32_t x, uint32_t z,
                                double *table)
{
    double below[HIDDEN_CELLS];
    hidden_do(m, x, table);
    hidden_sum(m, ~(x | y | z), table);
    memcpy(below, table, sizeof(double) << m->n);
    hidden_sum(m, y, below);
    for (uint32_t cell = 0; cell < 1u << m->n; cell++)
        table[cell] /= below[cell];
}

static inline const double *hidden_marginal(struct hidden_model *m, uint32_t kept)
{
    if (!m->known[kept]) {
        memcpy(m->marginal[kept], m->joint, sizeof m->joint);
        hidden_sum(m, ~kept, m->marginal[kept]);
        m->known[kept] = true;
    }
    return m->marginal[kept];
}

/* n, all, pa and order are there: random tables, away from 0 and 1. */
static inline void hidden_fill(struct hidden_model *m, struct arena *a)
{
    for (uint32_t v = 0; v < m->all; v++) {
        uint32_t rows = 1u << __builtin_popcount(m->pa[v]);
        m->one[v] = ARENA_NEW(a, double, rows);
        for (uint32_t row = 0; row < rows; row++)
            m->one[v][row] = 0.05 + 0.9 * random_unit();
    }
    memset(m->known, 0, sizeof m->known);
    hidden_do(m, 0, m->joint);
}

/* ---- formulas ---- */

struct formula {
    struct hidden_model *m;
    const struct est_pool *pool;
    const uint32_t *index; /* the model's number of a variable of the pool */
    struct arena *arena;
    double **value; /* by formula: its table over its free symbols, symbol i being bit i; NULL: not yet */
    bool bad;       /* a formula that means nothing, or one that is too large to be looked at */
};

static inline struct formula formula_of(struct hidden_model *m, const struct est_pool *pool,
                                        const uint32_t *index, struct arena *a)
{
    return (struct formula){m, pool, index, a, ARENA_NEW(a, double *, pool->n), false};
}

static inline uint32_t formula_find(const struct symbol *s, uint32_t n, struct symbol what)
{
    uint32_t i = 0;
    while (i < n && (s[i].var != what.var || s[i].prime != what.prime))
        i++;
    return i;
}

/* Where the free symbols of e stand: bit i of what formula_take gives is bit from[i] of the setting. */
static inline void formula_place(struct formula *f, const struct est_node *e, const struct est_node *in,
                                 uint32_t *from)
{
    for (uint32_t i = 0; i < e->nfree; i++) {
        uint32_t bound = in->kind == EST_SUM ? in->nover : 0, at = formula_find(in->over, bound, e->free[i]);
        from[i] = at < bound ? in->nfree + at : formula_find(in->free, in->nfree, e->free[i]);
        if (at == bound && from[i] == in->nfree)
            f->bad = true;
    }
}

static inline uint32_t formula_take(uint32_t setting, const uint32_t *from, uint32_t n)
{
    uint32_t bits = 0;
    for (uint32_t i = 0; i < n; i++)
        bits |= (setting >> from[i] & 1) << i;
    return bits;
}

static inline void formula_p(struct formula *f, const struct est_node *e, double *value)
{
    uint32_t over = 0, given = 0, var[HIDDEN_FREE];
    for (uint32_t i = 0; i < e->nover + e->ngiven; i++) {
        struct symbol s = i < e->nover ? e->over[i] : e->given[i - e->nover];
        uint32_t v = f->index[s.var];
        if (v >= f->m->n || (over | given) >> v & 1) {
            f->bad = true;
            return;
        }
        *(i < e->nover ? &over : &given) |= 1u << v;
        var[formula_find(e->free, e->nfree, s)] = v;
    }
    const double *above = hidden_marginal(f->m, over | given), *below = hidden_marginal(f->m, given);
    for (uint32_t k = 0; k < 1u << e->nfree; k++) {
        uint32_t cell = 0;
        for (uint32_t i = 0; i < e->nfree; i++)
            cell |= (k >> i & 1) << var[i];
        value[k] = above[cell] / below[cell];
    }
}

static inline const double *formula_value(struct formula *f, est e)
{
    const struct est_node *n = est_get(f->pool, e);
    if (f->value[e])
        return f->value[e];
    uint32_t bound = n->kind == EST_SUM ? n->nover : 0, from[HIDDEN_FREE];
    if (n->nfree + bound > HIDDEN_FREE) {
        f->bad = true;
        return f->value[e] = ARENA_NEW(f->arena, double, (size_t)1 << n->nfree % 24);
    }
    double *value = f->value[e] = ARENA_NEW(f->arena, double, (size_t)1 << n->nfree);
    if (n->kind == EST_P) {
        formula_p(f, n, value);
        return value;
    }
    for (uint32_t k = 0; k < 1u << n->nfree; k++)
        value[k] = n->kind == EST_SUM ? 0 : 1;
    for (uint32_t i = 0; i < n->nkids; i++) {
        const struct est_node *kid = est_get(f->pool, n->kid[i]);
        const double *inner = formula_value(f, n->kid[i]);
        if (n->kind == EST_FACTOR) { /* the definition's symbols in their order */
            f->bad |= kid->nfree != n->nover;
            for (uint32_t j = 0; j < kid->nfree && j < n->nover; j++)
                f->bad |= kid->free[j].var != n->over[j].var || kid->free[j].prime != EST_FORMAL;
            if (!f->bad)
                memcpy(value, inner, sizeof(double) << n->nfree);
            continue;
        }
        formula_place(f, kid, n, from);
        for (uint32_t k = 0; !f->bad && k < 1u << (n->nfree + bound); k++) {
            double x = inner[formula_take(k, from, kid->nfree)];
            if (n->kind == EST_SUM)
                value[k & ((1u << n->nfree) - 1)] += x;
            else
                value[k] *= n->kind == EST_QUOTIENT && i ? 1 / x : x;
        }
    }
    return value;
}

/* The formula as a table over the cells, where every free symbol is a variable at prime 0. */
static inline void formula_table(struct formula *f, est e, double *table)
{
    const struct est_node *n = est_get(f->pool, e);
    const double *value = formula_value(f, e);
    uint32_t from[HIDDEN_FREE];
    for (uint32_t i = 0; !f->bad && i < n->nfree; i++) {
        from[i] = f->index[n->free[i].var];
        f->bad |= n->free[i].prime || from[i] >= f->m->n;
    }
    for (uint32_t cell = 0; cell < 1u << f->m->n; cell++)
        table[cell] = f->bad ? NAN : value[formula_take(cell, from, n->nfree)];
}

/* The largest difference of two tables; infinite where one is not a number. */
static inline double table_error(const struct hidden_model *m, const double *a, const double *b)
{
    double worst = 0;
    for (uint32_t cell = 0; cell < 1u << m->n; cell++)
        worst = !(fabs(a[cell] - b[cell]) <= HUGE_VAL) ? HUGE_VAL : fmax(worst, fabs(a[cell] - b[cell]));
    return worst;
}

static inline double formula_error(struct formula *f, est e, const double *truth)
{
    double table[HIDDEN_CELLS];
    formula_table(f, e, table);
    return table_error(f->m, table, truth);
}

#endif
