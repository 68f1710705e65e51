/* enumerate.h -- the truth of a query by its definition: the product of table entries over all states of the
 * variables that matter, under interventions of every kind.  Shares nothing with the program but the plain
 * data of model and query. */
#ifndef CAUSAL_TESTS_ENUMERATE_H
#define CAUSAL_TESTS_ENUMERATE_H

#include "answer/answer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct enumeration {
    const struct model *m;
    const struct query_do **act; /* by variable, or NULL */
    int *seen;                   /* by variable: its state, or -1 */
    uint32_t *order, n;          /* those that matter, causes first */
    size_t *stride;              /* by variable, in the table; 0: it is no axis */
    uint32_t *state;
    double *table;
};

/* What v's state depends on, after the interventions; how many. */
static inline uint32_t enumerate_parents(const struct enumeration *e, uint32_t v, const uint32_t **from)
{
    const struct query_do *act = e->act[v];
    if (act) {
        *from = act->from;
        return act->kind == DO_POLICY ? act->nfrom : 0;
    }
    *from = e->m->mechanism[v]->in;
    return e->m->mechanism[v]->nin;
}

static inline double enumerate_factor(const struct enumeration *e, uint32_t v)
{
    const struct query_do *act = e->act[v];
    const uint32_t *from, n = enumerate_parents(e, v, &from), s = e->state[v];
    size_t row = 0;
    for (uint32_t i = 0; i < n; i++)
        row = row * e->m->var[from[i]].type->n + e->state[from[i]];
    size_t at = row * e->m->var[v].type->n + s;
    if (!act)
        return e->m->mechanism[v]->matrix[at];
    return act->kind == DO_ALL     ? 1
           : act->kind == DO_POINT ? s == act->state
           : act->kind == DO_ROW   ? act->row[s]
                                   : act->matrix[at];
}

static inline void enumerate_from(const struct enumeration *e, uint32_t i, double p)
{
    if (i == e->n) {
        size_t cell = 0;
        for (uint32_t k = 0; k < e->n; k++)
            cell += e->stride[e->order[k]] * e->state[e->order[k]];
        e->table[cell] += p;
        return;
    }
    uint32_t v = e->order[i];
    for (uint32_t s = 0; s < e->m->var[v].type->n; s++) {
        if (e->seen[v] >= 0 && s != (uint32_t)e->seen[v])
            continue;
        e->state[v] = s;
        double f = enumerate_factor(e, v);
        if (f > 0)
            enumerate_from(e, i + 1, p * f);
    }
}

/* Those that matter into order[]: what is asked for, given or set, and what it depends on. */
static inline void enumerate_order(struct enumeration *e, const struct query *q)
{
    uint32_t nvars = e->m->nvars;
    bool *matters = calloc(nvars, sizeof *matters), *done = calloc(nvars, sizeof *done);
    for (uint32_t i = 0; i < q->nover; i++)
        matters[q->over[i].var] = true;
    for (uint32_t i = 0; i < q->ngiven; i++)
        matters[q->given[i].var] = true;
    for (uint32_t i = 0; i < q->ndos; i++)
        matters[q->dos[i].var] = matters[q->dos[i].var] || q->dos[i].kind == DO_ALL;
    for (bool grown = true; grown;) {
        grown = false;
        for (uint32_t v = 0; v < nvars; v++) {
            const uint32_t *from, n = matters[v] ? enumerate_parents(e, v, &from) : 0;
            for (uint32_t i = 0; i < n; i++) {
                grown = grown || !matters[from[i]];
                matters[from[i]] = true;
            }
        }
    }
    for (bool grown = true; grown;) {
        grown = false;
        for (uint32_t v = 0; v < nvars; v++) {
            const uint32_t *from, n = enumerate_parents(e, v, &from);
            bool ready = matters[v] && !done[v];
            for (uint32_t i = 0; i < n && ready; i++)
                ready = done[from[i]];
            if (ready) {
                e->order[e->n++] = v;
                done[v] = grown = true;
            }
        }
    }
    free(matters);
    free(done);
}

/* The states to be looked at. */
static inline double enumerate_size(const struct enumeration *e)
{
    double size = 1;
    for (uint32_t i = 0; i < e->n; i++)
        size *= e->seen[e->order[i]] < 0 ? e->m->var[e->order[i]].type->n : 1;
    return size;
}

/* The probabilities of the open axes, by the query that the answer's columns tell: last axis the fastest,
 * each block of outcomes divided by its sum. NULL when there are more than `most` states to be looked at;
 * otherwise to be freed. No outcome is fixed. */
static inline double *enumerate(const struct query *q, const struct answer *a, double most)
{
    uint32_t nvars = q->model->nvars, axis[64], n = 0;
    size_t cells = 1, block = 1;
    struct enumeration e = {.m = q->model};
    e.act = calloc(nvars, sizeof *e.act);
    e.seen = malloc(nvars * sizeof *e.seen);
    e.order = calloc(nvars, sizeof *e.order);
    e.stride = calloc(nvars, sizeof *e.stride);
    e.state = calloc(nvars, sizeof *e.state);
    for (uint32_t v = 0; v < nvars; v++)
        e.seen[v] = -1;
    for (uint32_t i = 0; i < q->ndos; i++)
        e.act[q->dos[i].var] = &q->dos[i];
    for (uint32_t i = 0; i < q->ngiven; i++)
        e.seen[q->given[i].var] = q->given[i].fixed ? (int)q->given[i].state : -1;
    for (uint32_t i = 0; i < a->ngiven; i++)
        if (!a->given[i].fixed)
            axis[n++] = model_var(q->model, a->given[i].name);
    for (uint32_t i = 0; i < a->nover; i++) {
        axis[n++] = model_var(q->model, a->over[i].name);
        block *= q->model->var[axis[n - 1]].type->n;
    }
    for (uint32_t i = n; i-- > 0; cells *= q->model->var[axis[i]].type->n)
        e.stride[axis[i]] = cells;
    enumerate_order(&e, q);
    if (enumerate_size(&e) <= most && (e.table = calloc(cells, sizeof *e.table)) != NULL) {
        enumerate_from(&e, 0, 1);
        for (size_t row = 0; row < cells; row += block) {
            double sum = 0;
            for (size_t i = 0; i < block; i++)
                sum += e.table[row + i];
            for (size_t i = 0; i < block; i++)
                e.table[row + i] /= sum;
        }
    }
    free(e.act);
    free(e.seen);
    free(e.order);
    free(e.stride);
    free(e.state);
    return e.table;
}

#endif
