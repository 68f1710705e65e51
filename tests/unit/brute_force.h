/* brute_force.h -- the second way to every answer: binary models with explicit hidden causes, enumerated cell
 * by cell, and formulas evaluated by their definition. Nothing here is clever or shared with the library. */
#ifndef CAUSAL_TESTS_BRUTE_FORCE_H
#define CAUSAL_TESTS_BRUTE_FORCE_H

#include "identify/identify.h"
#include "random_graph.h"

#include <math.h>

enum { MOST_NODES = 7, MOST_HIDDEN = 8, MOST_PRIMES = 32 };

/* ---- models: a hidden fair-or-not coin for each bidirected edge, a random table for each node ---- */
struct brute {
    const struct graph *g;
    uint32_t n, hidden, sees[MOST_NODES]; /* sees: which hidden coins a node depends on */
    double coin[MOST_HIDDEN];
    double table[MOST_NODES][1 << (MOST_NODES + MOST_HIDDEN)]; /* P(node = 1 | parents and coins) */
};

/* False when there are more bidirected edges than this can enumerate. */
static inline bool brute_init(struct brute *b, const struct graph *g)
{
    *b = (struct brute){.g = g, .n = g->n};
    for (uint32_t v = 0; v < g->n; v++)
        SET_EACH (u, g->bi[v]) {
            if (u > v)
                continue;
            if (b->hidden == MOST_HIDDEN)
                return false;
            b->sees[u] |= 1u << b->hidden;
            b->sees[v] |= 1u << b->hidden++;
        }
    for (uint32_t k = 0; k < b->hidden; k++)
        b->coin[k] = 0.1 + 0.8 * random_unit();
    for (uint32_t v = 0; v < g->n; v++)
        for (uint32_t i = 0; i < 1u << (b->n + b->hidden); i++)
            b->table[v][i] = 0.02 + 0.96 * random_unit();
    return true;
}

/* P(v = its value in `cell` | the others), cells being n observed bits and then the coins. */
static inline double brute_factor(const struct brute *b, uint32_t v, uint32_t cell, uint32_t coins)
{
    uint32_t at = (cell & (uint32_t)b->g->pa[v].w[0]) | (coins & b->sees[v]) << b->n;
    return cell >> v & 1 ? b->table[v][at] : 1 - b->table[v][at];
}

/* joint[cell] = P(cell) where the variables of `done` are set to the values they have in the cell. */
static inline void brute_joint(const struct brute *b, uint32_t done, double *joint)
{
    for (uint32_t cell = 0; cell < 1u << b->n; cell++) {
        joint[cell] = 0;
        for (uint32_t coins = 0; coins < 1u << b->hidden; coins++) {
            double p = 1;
            for (uint32_t k = 0; k < b->hidden; k++)
                p *= coins >> k & 1 ? b->coin[k] : 1 - b->coin[k];
            for (uint32_t v = 0; v < b->n; v++)
                if (!(done >> v & 1))
                    p *= brute_factor(b, v, cell, coins);
            joint[cell] += p;
        }
    }
}

/* The sum of the cells that agree with `cell` on the variables `on`. */
static inline double brute_marginal(const double *joint, uint32_t n, uint32_t on, uint32_t cell)
{
    double p = 0;
    for (uint32_t c = 0; c < 1u << n; c++)
        if (((c ^ cell) & on) == 0)
            p += joint[c];
    return p;
}

/* ---- formulas ---- */
struct values {
    const double *joint;
    uint32_t n;
    uint32_t at[MOST_NODES][MOST_PRIMES]; /* the value of each symbol */
};

/* Formal parameters of definitions are kept in the last place. */
static inline uint32_t brute_slot(struct symbol s)
{
    return s.prime == EST_FORMAL ? MOST_PRIMES - 1 : s.prime;
}

static inline double brute_p(const struct values *v, const struct est_node *e)
{
    uint32_t over = 0, given = 0, cell = 0;
    for (uint32_t i = 0; i < e->nover + e->ngiven; i++) {
        struct symbol s = i < e->nover ? e->over[i] : e->given[i - e->nover];
        *(i < e->nover ? &over : &given) |= 1u << s.var;
        cell |= v->at[s.var][brute_slot(s)] << s.var;
    }
    double below = brute_marginal(v->joint, v->n, given, cell);
    return below > 0 ? brute_marginal(v->joint, v->n, over | given, cell) / below : NAN;
}

/* NaN is undefined, and undefined times zero is zero. */
static inline double brute_value(const struct est_pool *p, est e, struct values *v)
{
    const struct est_node *n = est_get(p, e);
    if (n->kind == EST_P)
        return brute_p(v, n);
    if (n->kind == EST_QUOTIENT) {
        double over = brute_value(p, n->kid[0], v), under = brute_value(p, n->kid[1], v);
        return under > 0 ? over / under : NAN;
    }
    if (n->kind == EST_SUM) {
        struct values inner = *v;
        double total = 0;
        for (uint32_t k = 0; k < 1u << n->nover; k++) {
            for (uint32_t i = 0; i < n->nover; i++)
                inner.at[n->over[i].var][brute_slot(n->over[i])] = k >> i & 1;
            total += brute_value(p, n->kid[0], &inner);
        }
        return total;
    }
    if (n->kind == EST_FACTOR) {
        struct values inner = *v;
        for (uint32_t i = 0; i < n->nover; i++)
            inner.at[n->over[i].var][MOST_PRIMES - 1] = v->at[n->over[i].var][brute_slot(n->over[i])];
        return brute_value(p, n->kid[0], &inner);
    }
    double product = 1;
    bool zero = false;
    for (uint32_t i = 0; i < n->nkids; i++) {
        double x = brute_value(p, n->kid[i], v);
        zero |= x == 0;
        product *= x;
    }
    return zero ? 0 : product;
}

/* The largest error of formula e as P(Y | Z, do(X)) over all settings; NaN when it is undefined somewhere. */
static inline double brute_error(const struct brute *b, const struct identify_query *q,
                                 const struct est_pool *p, est e)
{
    static double joint[1 << MOST_NODES], operated[1 << MOST_NODES];
    uint32_t n = b->n, x = (uint32_t)q->x.w[0], y = (uint32_t)q->y.w[0], z = (uint32_t)q->z.w[0];
    double worst = 0;
    brute_joint(b, 0, joint);
    brute_joint(b, x, operated);
    for (uint32_t cell = 0; cell < 1u << n; cell++) {
        struct values v = {.joint = joint, .n = n};
        if (cell & ~(x | y | z))
            continue;
        for (uint32_t i = 0; i < n; i++)
            v.at[i][0] = cell >> i & 1;
        double truth =
            brute_marginal(operated, n, x | y | z, cell) / brute_marginal(operated, n, x | z, cell);
        double error = fabs(brute_value(p, e, &v) - truth);
        if (!(error <= worst))
            worst = error;
    }
    return worst;
}

#endif
