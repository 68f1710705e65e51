/* verma_t.c -- Verma constraints hold in every model of the graph, and not in every distribution. */
#include "brute_force.h"
#include "identify/verma.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static struct graph *build(struct work *w, const char *edges, uint32_t n)
{
    struct graph *g = graph_new(w, n, random_names);
    for (const char *e = edges; *e; e += e[3] ? 4 : 3) {
        if (e[1] == '>')
            graph_edge(g, (uint32_t)(e[0] - 'A'), (uint32_t)(e[2] - 'A'));
        else
            graph_biedge(g, (uint32_t)(e[0] - 'A'), (uint32_t)(e[2] - 'A'));
    }
    return g;
}

static void named(const char *name, const char *edges, uint32_t n, const char *wanted)
{
    struct arena a = {0};
    struct diags d = {.arena = &a};
    struct work w = {&a, &d, NULL};
    struct est_pool pool;
    struct verma_list list;
    struct buf text = {0};
    struct est_print how = {EST_TEXT, random_names, NULL};
    est_pool_init(&pool, &a);
    bool good = verma_constraints(&w, build(&w, edges, n), &pool, 10, &list);
    for (uint32_t i = 0; good && i < list.n; i++) {
        est_write(&text, &pool, list.constraint[i].formula, &how);
        buf_puts(&text, " without");
        SET_EACH (v, list.constraint[i].immaterial)
            buf_fmt(&text, " %c", (char)('A' + v));
        buf_puts(&text, "; ");
    }
    good = good && str_eq(buf_str(&text), str_of(wanted));
    ok(good, "%s: %.*s", name, (int)text.n, text.n ? text.s : "none");
    buf_free(&text);
    arena_free(&a);
}

/* How much the formula's value changes with the variables it must not depend on, over all settings. */
static double change(const struct est_pool *p, const struct verma *c, const double *joint, uint32_t n)
{
    double worst = 0;
    uint32_t immaterial = (uint32_t)c->immaterial.w[0];
    for (uint32_t cell = 0; cell < 1u << n; cell++) {
        struct values v = {.joint = joint, .n = n}, base = {.joint = joint, .n = n};
        for (uint32_t i = 0; i < n; i++) {
            v.at[i][0] = cell >> i & 1;
            base.at[i][0] = (cell & ~immaterial) >> i & 1;
        }
        double d = fabs(brute_value(p, c->formula, &v) - brute_value(p, c->formula, &base));
        worst = !(d <= worst) ? d : worst;
    }
    return worst;
}

/* The formula is the model's c-factor: P(kernel | do(everything else)). */
static double error(const struct brute *b, const struct est_pool *p, const struct verma *c,
                    const double *joint)
{
    static double operated[1 << MOST_NODES];
    uint32_t kernel = (uint32_t)c->kernel.w[0], all = (1u << b->n) - 1;
    double worst = 0;
    brute_joint(b, all & ~kernel, operated);
    for (uint32_t cell = 0; cell < 1u << b->n; cell++) {
        struct values v = {.joint = joint, .n = b->n};
        for (uint32_t i = 0; i < b->n; i++)
            v.at[i][0] = cell >> i & 1;
        double d = fabs(brute_value(p, c->formula, &v) - operated[cell]);
        worst = !(d <= worst) ? d : worst;
    }
    return worst;
}

int main(void)
{
    const char *fewer = getenv("CAUSAL_MODELS");
    int graphs = fewer ? atoi(fewer) : 400, constraints = 0, broken = 0, wrong = 0, empty = 0;
    static struct brute model;
    static double joint[1 << MOST_NODES];
    random_state = 1990;
    named("the Verma graph", "A>B B>C C>D B~D", 4, "sum_b P(b | A) P(D | A, b, C) without A; ");
    named("the napkin", "A>B B>C C>D A~C A~D", 4,
          "(sum_a P(a) P(C, D | a, B)) / (sum_a P(a) P(C | a, B)) without B; ");
    named("the front door", "A>B B>C A~C", 3, "");
    named("a chain", "A>B B>C", 3, "");
    for (int i = 0; i < graphs; i++) {
        struct arena a = {0};
        struct diags d = {.arena = &a};
        struct work w = {&a, &d, NULL};
        struct est_pool pool;
        struct verma_list list;
        uint32_t n = 4 + random_below(2);
        struct graph *g = random_graph(&w, n, 0.45, 0.25);
        est_pool_init(&pool, &a);
        if (brute_init(&model, g) && verma_constraints(&w, g, &pool, 20, &list))
            for (uint32_t k = 0; k < list.n; k++) {
                double total = 0;
                constraints++;
                brute_joint(&model, 0, joint);
                broken += !(change(&pool, &list.constraint[k], joint, n) < 1e-9);
                wrong += !(error(&model, &pool, &list.constraint[k], joint) < 1e-9);
                for (uint32_t c = 0; c < 1u << n; c++)
                    total += joint[c] = 0.1 + random_unit();
                for (uint32_t c = 0; c < 1u << n; c++)
                    joint[c] /= total;
                empty += !(change(&pool, &list.constraint[k], joint, n) > 1e-7);
            }
        arena_free(&a);
    }
    ok(constraints > 0, "%d graphs have %d constraints", graphs, constraints);
    ok(broken == 0, "each holds in a random model of its graph (%d do not)", broken);
    ok(wrong == 0, "each formula is the model's c-factor (%d are not)", wrong);
    ok(empty == 0, "each is broken by a distribution of no model (%d are not)", empty);
    return tap_done();
}
