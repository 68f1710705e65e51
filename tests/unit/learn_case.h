/* learn_case.h -- models and counts for the tests of learn/: counts over all joint states of a model's
 * observed variables, weighted as the test wishes. */
#ifndef CAUSAL_TESTS_LEARN_CASE_H
#define CAUSAL_TESTS_LEARN_CASE_H

#include "base/mem.h"
#include "learn/learn.h"
#include "random_model.h"
#include "tap.h"

#include <string.h>

struct bench {
    struct arena arena;
    struct diags diags;
    struct work w;
};

static inline void bench_init(struct bench *b)
{
    *b = (struct bench){0};
    b->diags.arena = &b->arena;
    b->w = (struct work){&b->arena, &b->diags, NULL};
}

static inline void bench_free(struct bench *b)
{
    arena_free(&b->arena);
}

static inline const char *complaint(const struct bench *b)
{
    return b->diags.n ? b->diags.list[b->diags.n - 1].code : "";
}

/* The same graph without tables, but those of `stated`. */
static inline struct model *bare(struct bench *b, const struct model *m, uint32_t stated)
{
    const struct box **box = ARENA_NEW(&b->arena, const struct box *, m->nvars);
    for (uint32_t v = 0; v < m->nvars; v++) {
        struct box *copy = ARENA_NEW(&b->arena, struct box, 1);
        *copy = *m->mechanism[v];
        if (!(stated >> v & 1))
            copy->matrix = NULL;
        box[v] = copy;
    }
    return model_new(&b->w, m->name, m->doc, m->var, m->nvars, box);
}

/* A model of binary variables without tables; parents[v] is a set of bits. */
static inline struct model *arrows(struct bench *b, uint32_t n, const uint32_t *parents, uint32_t hidden)
{
    struct var *var = ARENA_NEW(&b->arena, struct var, n);
    const struct box **box = ARENA_NEW(&b->arena, const struct box *, n);
    for (uint32_t v = 0; v < n; v++) {
        struct box *one = ARENA_NEW(&b->arena, struct box, 1);
        uint32_t *in = ARENA_NEW(&b->arena, uint32_t, n + 1), nin = 0;
        struct str name = v < MOST_VARS ? var_names[v] : str_fmt(&b->arena, "V%u", v);
        for (uint32_t u = 0; u < n && u < 32; u++)
            if (parents[v] >> u & 1)
                in[nin++] = u;
        in[nin] = v;
        *one = (struct box){
            .name = name, .kind = BOX_MECHANISM, .nin = nin, .nout = 1, .in = in, .out = in + nin};
        box[v] = one;
        var[v] = (struct var){
            .name = name, .role = v < 32 && hidden >> v & 1 ? VAR_LATENT : VAR_OBSERVED, .type = &sizes[2]};
    }
    return model_new(&b->w, STR("arrows"), STR(""), var, n, box);
}

struct seen {
    struct counts counts;
    struct learn_data data;
    uint32_t *var;
};

/* Columns for the observed variables; rows are added below. */
static inline struct seen *seen_new(struct bench *b, const struct model *m, size_t rows)
{
    struct seen *s = ARENA_NEW(&b->arena, struct seen, 1);
    s->var = ARENA_NEW(&b->arena, uint32_t, m->nvars);
    s->counts.column = ARENA_NEW(&b->arena, struct data_column, m->nvars);
    for (uint32_t v = 0; v < m->nvars; v++)
        if (model_observed(m, v)) {
            s->counts.column[s->counts.ncolumns] = (struct data_column){
                .name = m->var[v].name, .levels = m->var[v].type->state, .nlevels = m->var[v].type->n};
            s->var[s->counts.ncolumns++] = v;
        }
    s->counts.code = ARENA_NEW(&b->arena, uint32_t, rows * s->counts.ncolumns);
    s->counts.weight = ARENA_NEW(&b->arena, double, rows);
    s->data = (struct learn_data){&s->counts, s->var};
    return s;
}

static inline void seen_add(struct seen *s, const uint32_t *code, double weight)
{
    if (weight <= 0)
        return;
    memcpy((uint32_t *)(uintptr_t)s->counts.code + s->counts.nrows * s->counts.ncolumns, code,
           s->counts.ncolumns * sizeof *code);
    ((double *)(uintptr_t)s->counts.weight)[s->counts.nrows++] = weight;
    s->counts.total += weight;
    s->counts.used++;
}

/* Every joint state of the observed variables, its weight being `n` times what `p` gives it, rounded to whole
 * numbers if so wished. */
static inline struct seen *expected_counts(struct bench *b, const struct model *m, double n, bool whole)
{
    size_t rows = 1;
    for (uint32_t v = 0; v < m->nvars; v++)
        rows *= model_observed(m, v) ? m->var[v].type->n : 1;
    struct seen *s = seen_new(b, m, rows);
    uint32_t code[MOST_VARS];
    for (size_t i = 0; i < rows; i++) {
        struct setting event = nothing(), none = nothing();
        size_t rest = i;
        for (uint32_t k = 0; k < s->counts.ncolumns; k++) {
            code[k] = (uint32_t)(rest % s->counts.column[k].nlevels);
            rest /= s->counts.column[k].nlevels;
            event.set[s->var[k]] = (int)code[k];
        }
        double p = truth(m, &none, &event) * n;
        seen_add(s, code, whole ? round(p) : p);
    }
    return s;
}

/* The log-likelihood by enumeration. */
static inline double brute_likelihood(const struct model *m, const struct seen *s)
{
    double sum = 0;
    for (size_t i = 0; i < s->counts.nrows; i++) {
        struct setting event = nothing(), none = nothing();
        for (uint32_t k = 0; k < s->counts.ncolumns; k++)
            event.set[s->var[k]] = (int)s->counts.code[i * s->counts.ncolumns + k];
        sum += s->counts.weight[i] * log(truth(m, &none, &event));
    }
    return sum;
}

static inline struct model *fitted(struct bench *b, const struct model *m, const struct fit *fit)
{
    return model_new(&b->w, m->name, m->doc, m->var, m->nvars, fit->mechanism);
}

#endif
