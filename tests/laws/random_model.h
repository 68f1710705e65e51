/* random_model.h -- random causal models with all mechanisms, and their truth by enumeration.
 *
 * The brute force here shares no code with the program: it multiplies table entries over all joint states. */
#ifndef CAUSAL_TESTS_RANDOM_MODEL_H
#define CAUSAL_TESTS_RANDOM_MODEL_H

#include "answer/answer.h"
#include "rng.h"

#include <stdlib.h>

enum { MOST_VARS = 8 };

static const struct str state_names[] = {STR("a"), STR("b"), STR("c"), STR("d")};
static const struct type sizes[] = {{.n = 0},
                                    {.n = 1, .state = state_names},
                                    {.n = 2, .state = state_names},
                                    {.n = 3, .state = state_names},
                                    {.n = 4, .state = state_names}};
static const struct str var_names[MOST_VARS] = {STR("V0"), STR("V1"), STR("V2"), STR("V3"),
                                                STR("V4"), STR("V5"), STR("V6"), STR("V7")};

/* `observed` variables of 2 to `states` states, then `hidden` root causes of two of them each; a random order
 * of causation equals the numbering but hidden ones come first in it. zeros: the share of table entries
 * forced to zero. */
static inline struct model *random_model(struct work *w, struct rng *r, uint32_t observed, uint32_t hidden,
                                         uint32_t states, double edge, double zeros)
{
    uint32_t n = observed + hidden;
    struct var *var = ARENA_NEW(w->arena, struct var, n);
    const struct box **box = ARENA_NEW(w->arena, const struct box *, n);
    uint32_t **in = ARENA_NEW(w->arena, uint32_t *, n);
    uint32_t *nin = ARENA_NEW(w->arena, uint32_t, n);
    for (uint32_t v = 0; v < n; v++)
        var[v] = (struct var){.name = var_names[v],
                              .role = v < observed ? VAR_OBSERVED : VAR_LATENT,
                              .type = &sizes[2 + rng_below(r, states - 1)]};
    for (uint32_t v = 0; v < n; v++)
        in[v] = ARENA_NEW(w->arena, uint32_t, MOST_VARS + 1);
    for (uint32_t v = 0; v < observed; v++)
        for (uint32_t u = 0; u < v; u++)
            if (rng_real(r) < edge)
                in[v][nin[v]++] = u;
    for (uint32_t h = observed; h < n; h++) {
        uint32_t a = rng_below(r, observed), b = rng_below(r, observed);
        in[a][nin[a]++] = h;
        if (b != a)
            in[b][nin[b]++] = h;
    }
    for (uint32_t v = 0; v < n; v++) {
        size_t rows = 1;
        for (uint32_t i = 0; i < nin[v]; i++)
            rows *= var[in[v][i]].type->n;
        uint32_t k = var[v].type->n;
        double *p = ARENA_NEW(w->arena, double, rows *k);
        for (size_t row = 0; row < rows; row++) {
            double sum = 0;
            for (uint32_t i = 0; i < k; i++) {
                p[row * k + i] = rng_real(r) < zeros ? 0 : 0.05 + rng_real(r);
                sum += p[row * k + i];
            }
            if (sum == 0)
                sum = p[row * k] = 1;
            for (uint32_t i = 0; i < k; i++)
                p[row * k + i] /= sum;
        }
        struct box *b = ARENA_NEW(w->arena, struct box, 1);
        in[v][nin[v]] = v;
        *b = (struct box){.name = var_names[v],
                          .kind = BOX_MECHANISM,
                          .nin = nin[v],
                          .nout = 1,
                          .in = in[v],
                          .out = in[v] + nin[v],
                          .matrix = p};
        box[v] = b;
    }
    return model_new(w, STR("random"), STR(""), var, n, box);
}

/* Which variables are set, and to what (-1: not set). */
struct setting {
    int set[MOST_VARS];
};

/* P(event) under the truncated factorisation of `set`: the sum over all joint states that agree with `event`
 * (-1: any) of the product of the table entries of the variables that are not set. */
static inline double truth(const struct model *m, const struct setting *set, const struct setting *event)
{
    uint32_t state[MOST_VARS] = {0};
    double total = 0;
    for (;;) {
        double p = 1;
        for (uint32_t v = 0; v < m->nvars && p > 0; v++) {
            if ((set->set[v] >= 0 && state[v] != (uint32_t)set->set[v]) ||
                (event->set[v] >= 0 && state[v] != (uint32_t)event->set[v])) {
                p = 0;
            } else if (set->set[v] < 0) {
                const struct box *b = m->mechanism[v];
                size_t row = 0;
                for (uint32_t i = 0; i < b->nin; i++)
                    row = row * m->var[b->in[i]].type->n + state[b->in[i]];
                p *= b->matrix[row * m->var[v].type->n + state[v]];
            }
        }
        total += p;
        uint32_t v = 0;
        while (v < m->nvars && ++state[v] == m->var[v].type->n)
            state[v++] = 0;
        if (v == m->nvars)
            return total;
    }
}

static inline struct setting nothing(void)
{
    struct setting s;
    for (int i = 0; i < MOST_VARS; i++)
        s.set[i] = -1;
    return s;
}

#endif
