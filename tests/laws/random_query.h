/* random_query.h -- random queries about a random model, and what a model is when only its observed variables
 * are known: the graph and numbers for these. */
#ifndef CAUSAL_TESTS_RANDOM_QUERY_H
#define CAUSAL_TESTS_RANDOM_QUERY_H

#include "base/limits.h"
#include "random_model.h"

/* A random query P(y | z, do(x)) over distinct observed variables. */
struct asked {
    struct query_term over[2], given[1];
    struct query_do dos[2];
    struct query q;
};

static inline void random_query(struct asked *a, struct rng *r, const struct model *m, uint32_t observed)
{
    uint32_t order[MOST_VARS], n = 0;
    for (uint32_t v = 0; v < observed; v++)
        order[v] = v;
    for (uint32_t v = observed; v-- > 1;) {
        uint32_t k = rng_below(r, v + 1), t = order[v];
        order[v] = order[k];
        order[k] = t;
    }
    *a = (struct asked){.q = {.text = STR("random"), .model = m}};
    a->q.over = a->over;
    a->q.given = a->given;
    a->q.dos = a->dos;
    a->over[a->q.nover++].var = order[n++];
    a->dos[a->q.ndos++].var = order[n++];
    if (n < observed && rng_below(r, 3) == 0)
        a->dos[a->q.ndos++].var = order[n++];
    if (n < observed && rng_below(r, 3) == 0)
        a->given[a->q.ngiven++].var = order[n++];
    if (n < observed && rng_below(r, 3) == 0)
        a->over[a->q.nover++].var = order[n++];
    for (uint32_t i = 0; i < a->q.ndos; i++)
        if (rng_below(r, 2)) {
            a->dos[i].kind = DO_POINT;
            a->dos[i].state = rng_below(r, m->var[a->dos[i].var].type->n);
        }
    for (uint32_t i = 0; i < a->q.ngiven; i++)
        if ((a->given[i].fixed = rng_below(r, 2)))
            a->given[i].state = rng_below(r, m->var[a->given[i].var].type->n);
}

/* The same model without its mechanisms. */
static inline struct model *without_mechanisms(struct work *w, const struct model *m)
{
    const struct box **bare = ARENA_NEW(w->arena, const struct box *, m->nvars);
    for (uint32_t v = 0; v < m->nvars; v++) {
        struct box *b = ARENA_NEW(w->arena, struct box, 1);
        *b = *m->mechanism[v];
        b->matrix = NULL;
        bare[v] = b;
    }
    return model_new(w, m->name, m->doc, m->var, m->nvars, bare);
}

/* Its distribution over the observed variables 0 .. observed - 1. */
static inline struct tensor *observed_joint(struct work *w, const struct model *m, uint32_t observed)
{
    uint32_t vars[MOST_VARS];
    for (uint32_t v = 0; v < observed; v++)
        vars[v] = v;
    struct source src = source_of_diagram(m->net);
    return src.marginal(src.self, w, vars, observed, NULL, 0);
}

/* The joint as counts: its possible cells as rows, in random order, with the columns in random order. */
static inline struct observed random_counts(struct work *w, struct rng *r, const struct tensor *joint)
{
    uint32_t n = joint->rank, *column_var = ARENA_NEW(w->arena, uint32_t, n);
    struct counts *c = ARENA_NEW(w->arena, struct counts, 1);
    uint32_t *code = ARENA_NEW(w->arena, uint32_t, joint->cells * n);
    double *weight = ARENA_NEW(w->arena, double, joint->cells), scale = 1 + 1000 * rng_real(r);
    size_t *order = ARENA_NEW(w->arena, size_t, joint->cells), stride[LIMIT_TENSOR_RANK];
    c->column = ARENA_NEW(w->arena, struct data_column, n);
    tensor_strides(joint, stride);
    for (uint32_t i = 0, k; i < n; i++) {
        k = rng_below(r, i + 1);
        column_var[i] = column_var[k];
        column_var[k] = i;
    }
    for (uint32_t i = 0; i < n; i++)
        c->column[i] = (struct data_column){
            .name = var_names[column_var[i]], .levels = state_names, .nlevels = joint->axis[column_var[i]].n};
    for (size_t i = 0, k; i < joint->cells; i++) {
        k = rng_below(r, (uint32_t)i + 1);
        order[i] = order[k];
        order[k] = i;
    }
    for (size_t i = 0; i < joint->cells; i++) {
        size_t cell = order[i];
        if (joint->p[cell] == 0)
            continue;
        for (uint32_t k = 0; k < n; k++) {
            uint32_t v = column_var[k];
            code[c->nrows * n + k] = (uint32_t)(cell / stride[v] % joint->axis[v].n);
        }
        weight[c->nrows++] = scale * joint->p[cell];
        c->total += scale * joint->p[cell];
    }
    c->ncolumns = n;
    c->code = code;
    c->weight = weight;
    c->used = c->nrows;
    return (struct observed){
        .kind = OBSERVED_DATA, .counts = c, .column_var = column_var, .file = STR("random.csv")};
}

#endif
