/* sample_answers.h -- answers built by hand, for the tests of render/: the smoking study of the manual. */
#ifndef CAUSAL_TESTS_SAMPLE_ANSWERS_H
#define CAUSAL_TESTS_SAMPLE_ANSWERS_H

#include "base/mem.h"
#include "render/render.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

enum { S, T, C, H, U, NVARS }; /* U is the hidden common cause of S and C */

static struct arena arena;
static struct diags diags = {.arena = &arena};
static struct work work = {&arena, &diags, NULL};

static const struct str yes_no[] = {{"yes", 3}, {"no", 2}}, values[] = {{"h0", 2}, {"山", 3}, {"a|b_c", 5}};
static const struct type yesno = {.n = 2, .state = yes_no}, three = {.n = 3, .state = values};
static struct var vars[NVARS];
static struct model model;
static struct est_pool pool;
static est front_door;

static est p1(struct symbol over, const struct symbol *given, uint32_t n)
{
    return est_p(&work, &pool, &over, 1, given, n);
}

/* sum_t P(t | S) sum_s' P(s') P(C | s', t) */
static est make_front_door(void)
{
    const struct symbol s = {S, 0}, t = {T, 0}, c = {C, 0}, s1 = {S, 1};
    est inner = est_product(&work, &pool, (est[]){p1(s1, NULL, 0), p1(c, (struct symbol[]){s1, t}, 2)}, 2);
    est outer = est_product(&work, &pool, (est[]){p1(t, &s, 1), est_sum(&work, &pool, &s1, 1, inner)}, 2);
    return est_sum(&work, &pool, &t, 1, outer);
}

static void make_samples(void)
{
    static const char *const names[] = {"S", "T", "C", "age_group", "S <-> C"};
    struct str *list = ARENA_NEW(&arena, struct str, NVARS);
    for (uint32_t v = 0; v < NVARS; v++) {
        list[v] = str_of(names[v]);
        vars[v] = (struct var){.name = list[v], .type = v == H ? &three : &yesno};
    }
    vars[U].role = VAR_CONFOUNDER;
    vars[U].type = NULL;
    struct graph *g = graph_new(&work, NVARS, list);
    graph_edge(g, S, T);
    graph_edge(g, T, C);
    graph_edge(g, U, S);
    graph_edge(g, U, C);
    model = (struct model){.name = STR("tar"), .nvars = NVARS, .var = vars, .graph = g, .projected = g};
    if (!est_pool_init(&pool, &arena))
        exit(1);
    front_door = make_front_door();
}

static struct answer_column column(uint32_t v)
{
    return (struct answer_column){.name = vars[v].name, .type = vars[v].type};
}

static inline struct answer_column fixed(uint32_t v, uint32_t state)
{
    return (struct answer_column){.name = vars[v].name, .type = vars[v].type, .fixed = true, .state = state};
}

/* A table over the open columns with these cells; arrays must outlive the answer. */
static struct answer table(const char *query, const struct answer_column *given, uint32_t ngiven,
                           const struct answer_column *over, uint32_t nover, const double *p)
{
    struct axis axes[8];
    uint32_t n = 0;
    for (uint32_t k = 0; k < ngiven; k++)
        if (!given[k].fixed)
            axes[n] = (struct axis){n, given[k].type->n}, n++;
    for (uint32_t k = 0; k < nover; k++)
        if (!over[k].fixed)
            axes[n] = (struct axis){n, over[k].type->n}, n++;
    struct tensor *t = ARENA_NEW(&arena, struct tensor, 1);
    *t = (struct tensor){.rank = n, .cells = 1};
    t->axis = ARENA_NEW(&arena, struct axis, n);
    for (uint32_t i = 0; i < n; i++) {
        t->axis[i] = axes[i];
        t->cells *= axes[i].n;
    }
    t->p = ARENA_NEW(&arena, double, t->cells);
    memcpy(t->p, p, t->cells * sizeof *p);
    return (struct answer){.kind = ANSWER_DISTRIBUTION,
                           .query = str_of(query),
                           .method = METHOD_CONDITIONING,
                           .model = &model,
                           .ngiven = ngiven,
                           .nover = nover,
                           .given = given,
                           .over = over,
                           .table = t};
}

/* P(C | do(S)) by the front door. */
static inline struct answer smoking(void)
{
    static struct answer_column given[1], over[1];
    given[0] = column(S);
    given[0].intervened = true;
    over[0] = column(C);
    struct answer a = table("P(C | do(S))", given, 1, over, 1, (double[]){0.7465, 0.2535, 0.45767, 0.54233});
    a.method = METHOD_IDENTIFICATION;
    a.criterion = BY_FRONT_DOOR;
    a.pool = &pool;
    a.estimand = front_door;
    return a;
}

static inline struct answer number(const char *query, enum answer_method method, double x)
{
    return (struct answer){
        .kind = ANSWER_NUMBER, .query = str_of(query), .method = method, .model = &model, .number = x};
}

/* "P(S = no, T = no) never occurs" */
static const struct str cell_vars[] = {STR("S"), STR("T")}, cell_states[] = {STR("no"), STR("no")};
static const struct named_cell never[] = {{.n = 2, .var = cell_vars, .state = cell_states}};

/* S <- U -> C */
static inline struct answer independence(bool holds)
{
    static uint32_t node[] = {S, U, C};
    static enum graph_step step[] = {STEP_BACKWARD, STEP_FORWARD};
    static uint64_t left[1], right[1], between[1];
    left[0] = 1u << S;
    right[0] = 1u << C;
    between[0] = 1u << T | 1u << H;
    return (struct answer){.kind = ANSWER_INDEPENDENCE,
                           .query = STR("S _||_ C | T, age_group"),
                           .model = &model,
                           .truth = holds,
                           .left = {left, 1},
                           .right = {right, 1},
                           .between = {between, 1},
                           .path = {.count = holds ? 0 : 3, .node = node, .step = step}};
}

static inline struct answer identification(bool identifiable)
{
    static uint32_t node[] = {S, C};
    static enum graph_step step[] = {STEP_BIDIRECTED};
    struct answer a = {.kind = ANSWER_IDENTIFICATION,
                       .query = STR("P(C | do(S))"),
                       .model = &model,
                       .truth = identifiable,
                       .pool = &pool,
                       .culprit = S,
                       .child = C,
                       .path = {.count = identifiable ? 0 : 2, .node = node, .step = step}};
    if (identifiable) {
        a.estimand = front_door;
        a.criterion = BY_FRONT_DOOR;
    }
    return a;
}

/* The answer in a format, NUL-terminated; valid until the next call. */
static const char *rendered(const struct answer *a, const struct render_style *style)
{
    static struct buf out;
    buf_free(&out);
    if (!a)
        return NULL;
    render_answer(&out, a, style);
    return out.failed ? "(failed)" : out.s;
}

static void is(const char *got, const char *want, const char *what)
{
    if (ok(strcmp(got, want) == 0, "%s", what))
        return;
    printf("#  got:\n%s\n# want:\n%s\n", got, want);
}

/* However early memory runs out: either the whole text or a failure that is owned up to. */
static inline void survives(const struct answer *a, const struct render_style *style, const char *what)
{
    char *whole = strdup(rendered(a, style));
    bool honest = true, failed = true;
    long n = 0;
    for (; failed && n < 10000; n++) {
        struct buf out = {0};
        mem_fail_after(n);
        render_answer(&out, a, style);
        failed = mem_failed();
        mem_fail_after(-1);
        honest = honest && (out.failed || strcmp(out.s, whole) == 0);
        buf_free(&out);
    }
    free(whole);
    ok(honest && !failed, "%s: short memory is owned up to (%ld requests)", what, n);
}

#endif
