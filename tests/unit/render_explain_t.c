/* render_explain_t.c -- derivations, surgeries and hedges in words, from answers made by hand. */
#include "sample_answers.h"

#include <jansson.h>

static const struct render_style text = {.unicode = true}, ascii = {0},
                                 markdown = {.format = RENDER_MARKDOWN, .unicode = true},
                                 latex = {.format = RENDER_LATEX, .unicode = true},
                                 csv = {.format = RENDER_CSV}, json = {.format = RENDER_JSON};

static struct set of(uint32_t n, const uint32_t *members)
{
    struct set s = set_new(&arena, NVARS);
    for (uint32_t i = 0; i < n; i++)
        set_add(s, members[i]);
    return s;
}
#define SET(...) of(sizeof((uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t), (uint32_t[]){__VA_ARGS__})

/* S -> T -> C, S <-> C */
static struct graph *projected(void)
{
    struct graph *g = graph_new(&work, NVARS, model.graph->name);
    graph_edge(g, S, T);
    graph_edge(g, T, C);
    graph_biedge(g, S, C);
    set_del(g->nodes, H);
    set_del(g->nodes, U);
    return g;
}

static struct answer front_door_theory(void)
{
    static struct derivation_step step[8];
    static struct derivation derivation = {.step = step, .n = 8};
    const struct symbol s = {S, 0}, t = {T, 0}, c = {C, 0}, s1 = {S, 1};
    struct graph *g = projected();
    est q_sc = est_product(&work, &pool, (est[]){p1(s, NULL, 0), p1(c, (struct symbol[]){s, t}, 2)}, 2);
    est q_c =
        est_sum(&work, &pool, &s1, 1,
                est_product(&work, &pool, (est[]){p1(s1, NULL, 0), p1(c, (struct symbol[]){s1, t}, 2)}, 2));
    est plug = est_product(&work, &pool, (est[]){p1(t, &s, 1), q_c}, 2);
    uint32_t n = 0;
    step[n++] = (struct derivation_step){.rule = STEP_PRUNE, .set = SET(S, T, C), .graph = g};
    step[n++] = (struct derivation_step){.rule = STEP_EXCHANGE,
                                         .set = SET(H),
                                         .graph = g,
                                         .licence = {true, SET(C), SET(H), SET(S), SET(S), SET(H)}};
    step[n++] = (struct derivation_step){.rule = STEP_DISTRICTS, .set = SET(S, C), .graph = g};
    step[n++] = (struct derivation_step){.rule = STEP_COMB, .set = SET(S, C), .formula = q_sc, .graph = g};
    step[n++] = (struct derivation_step){
        .rule = STEP_CUT, .set = SET(C), .within = SET(S, C), .formula = q_c, .graph = g};
    step[n++] = (struct derivation_step){
        .rule = STEP_DISINTEGRATE, .set = SET(C), .within = SET(S, C), .formula = q_c, .graph = g};
    step[n++] = (struct derivation_step){.rule = STEP_PLUG, .set = SET(T, C), .formula = plug, .graph = g};
    step[n++] = (struct derivation_step){.rule = STEP_SUM, .set = SET(T), .formula = front_door};
    struct answer a = identification(true);
    a.derivation = &derivation;
    a.question = (struct identify_query){.y = SET(C), .x = SET(S), .z = SET(H)};
    return a;
}

static struct answer explanation(const struct answer *value, const struct answer *theory,
                                 enum explain_level level)
{
    return (struct answer){.kind = ANSWER_EXPLANATION,
                           .query = STR("P(C | do(S))"),
                           .model = &model,
                           .level = level,
                           .value = value,
                           .theory = theory};
}

static void levels(void)
{
    struct answer theory = front_door_theory(), value = smoking();
    struct answer a = explanation(&value, &theory, EXPLAIN_STEPS);
    const char *table = "  S   │ C=yes    C=no\n"
                        " ─────┼─────────────────\n"
                        "  yes │ 0.7465   0.2535\n"
                        "  no  │ 0.4577   0.5423\n"
                        "  by comb disintegration (front-door): Σ_t P(t | S) Σ_s' P(s') P(C | s', t)\n";
    char want[4000];
    snprintf(want, sizeof want,
             "%sFrom the distribution of the observed variables alone:\n"
             "   1. Keep S, T and C, the ancestors of what is asked: other boxes are discarded.\n"
             "   2. Take the condition on age_group for an intervention: seeing and doing come to the same "
             "there.\n"
             "   3. {S, C} is a district: hidden causes join its members.\n"
             "   4. The comb of {S, C} in the joint is its c-factor, what the district does when all else is "
             "set:\n"
             "       Q[S, C] = P(S) P(C | S, T)\n"
             "   5. Cut S out of the comb of {S, C}: {C} is ancestral there, so the rest is summed out:\n"
             "       Q[C] = Σ_s' P(s') P(C | s', T)\n"
             "   6. Disintegrate the comb of {S, C} once more: {C} is a district in it, with a comb of its "
             "own:\n"
             "       Q[C] = Σ_s' P(s') P(C | s', T)\n"
             "   7. Plug the combs together:\n"
             "       P(T, C | do(S, age_group)) = P(T | S) Σ_s' P(s') P(C | s', T)\n"
             "   8. Sum T out:\n"
             "       P(C | do(S, age_group)) = Σ_t P(t | S) Σ_s' P(s') P(C | s', t)\n",
             table);
    is(rendered(&a, &text), want, "steps");
    a.level = EXPLAIN_ANSWER;
    is(rendered(&a, &text), table, "the answer alone");
    a.level = EXPLAIN_FORMULA;
    is(rendered(&a, &ascii),
       "identifiable by comb disintegration (front-door):\n"
       "  P(C | do(S)) = sum_t P(t | S) sum_s' P(s') P(C | s', t)\n",
       "the formula alone");
    a.level = EXPLAIN_THEORY;
    ok(strstr(rendered(&a, &ascii), "      because C and age_group are m-separated by S in the graph without "
                                    "the arrows into S and out of "
                                    "age_group: C _||_ age_group | S\n"
                                    "      by rule 2 of the do-calculus (Pearl 2009, theorem 3.4.1)\n"
                                    "      in S -> T -> C, S <-> C\n"),
       "a licence, its theorem and its graph");
    ok(strstr(rendered(&a, &ascii), "      because no arrow leads from S into C\n"
                                    "      by Tian and Pearl 2003, lemma 3\n"),
       "an ancestral set");
    ok(strstr(rendered(&a, &text), "      in S → T → C, S ↔ C\n"), "arrows");
    ok(strstr(rendered(&a, &latex), "\\[ Q[S, C] = P(S) P(C \\mid S, T) \\]") &&
           strstr(rendered(&a, &latex), "\\end{enumerate}"),
       "LaTeX");
    ok(strstr(rendered(&a, &markdown), "\n4. The comb of {S, C}") &&
           strstr(rendered(&a, &markdown), "`` Q[S, C] = P(S) P(C | S, T) ``"),
       "Markdown");
    ok(strstr(rendered(&a, &csv), "part,step,rule,sentence,subject,formula\nidentification,1,prune,") != NULL,
       "CSV");
    survives(&a, &text, "an explanation");
    survives(&a, &json, "an explanation in JSON");
}

static void as_json(void)
{
    struct answer theory = front_door_theory(), value = smoking();
    struct answer a = explanation(&value, &theory, EXPLAIN_THEORY);
    json_t *root = json_loads(rendered(&a, &json), JSON_REJECT_DUPLICATES, NULL);
    json_t *steps = json_object_get(root, "steps"), *cut = json_array_get(steps, 4);
    ok(json_array_size(steps) == 8, "every step is there");
    ok(cut && strcmp(json_string_value(json_object_get(cut, "rule")), "cut") == 0 &&
           json_array_size(json_object_get(cut, "within")) == 2 &&
           strcmp(json_string_value(json_object_get(cut, "formula")), "sum_s' P(s') P(C | s', T)") == 0 &&
           strcmp(json_string_value(json_object_get(cut, "graph")), "S -> T -> C, S <-> C") == 0,
       "a step's members");
    json_t *licence = json_object_get(json_array_get(steps, 1), "licence");
    ok(strcmp(json_string_value(json_array_get(json_object_get(licence, "barred"), 0)), "S") == 0,
       "a licence's sets");
    ok(json_object_get(json_object_get(root, "answer"), "rows") != NULL, "the answer is inside");
    json_t *sum = json_object_get(root, "tree");
    ok(strcmp(json_string_value(json_object_get(sum, "kind")), "sum") == 0, "the formula as a tree");
    json_decref(root);
}

static struct answer refused(struct witness *pair)
{
    struct answer a = identification(false);
    a.hedge = (struct hedge){SET(S, C), SET(C), SET(C), NULL};
    struct graph *forest = graph_new(&work, NVARS, model.graph->name);
    graph_edge(forest, S, C);
    graph_biedge(forest, S, C);
    a.hedge.forest = forest;
    *pair = (struct witness){.cdl = {STR("model tar_1 { S -> C }\n"), STR("model tar_2 { S -> C }\n")},
                             .query = STR("P(C = 1 | do(S = 1))"),
                             .value = {0.8, 0.5},
                             .least = 0.125,
                             .cells = 4};
    a.witness = pair;
    return a;
}

static void refusals(void)
{
    struct witness pair;
    struct graph *p = projected();
    model.projected = p;
    struct answer t = refused(&pair);
    is(rendered(&t, &text),
       "not identifiable: S and its child C share a hidden cause.\n"
       "  hedge {S, C} ⊃ {C}. Two models agree on P(S, T, C) and give\n"
       "  P(C = 1 | do(S = 1)) = 0.8 and 0.5; `explain` prints them.\n",
       "the hedge under a refusal");
    t.query = pair.query;
    ok(strstr(rendered(&t, &ascii),
              "  hedge {S, C} around {C}. Two models agree on P(S, T, C) and give 0.8 and 0.5;\n"
              "  `explain` prints them.\n"),
       "a query that is the witness's");
    t.witness = NULL;
    ok(strstr(rendered(&t, &ascii), "  hedge {S, C} around {C}.\n"), "without a witness");
    t.witness = &pair;
    json_t *root = json_loads(rendered(&t, &json), JSON_REJECT_DUPLICATES, NULL);
    json_t *hedge = json_object_get(root, "hedge"), *witness = json_object_get(root, "witness");
    ok(json_array_size(json_object_get(hedge, "F")) == 2 &&
           json_array_size(json_object_get(hedge, "F'")) == 1 &&
           strcmp(json_string_value(json_array_get(json_object_get(hedge, "edges"), 1)), "S <-> C") == 0 &&
           json_real_value(json_array_get(json_object_get(witness, "values"), 0)) == 0.8,
       "hedge and witness in JSON");
    json_decref(root);
    struct answer a = explanation(NULL, &t, EXPLAIN_STEPS);
    ok(strstr(rendered(&a, &ascii), "Why there is no formula:\n"
                                    "  F  = {S, C}: S -> C, S <-> C\n"
                                    "  F' = {C}: C\n"),
       "the forests");
    ok(strstr(rendered(&a, &ascii),
              "\nmodel tar_1 { S -> C }\n\nmodel tar_2 { S -> C }\n\n"
              "  observed: the same in both, in each of 4 cells (all are at least 0.125); "
              "separate coins are not counted\n"
              "  asked: P(C = 1 | do(S = 1)) is 0.8 in the first and 0.5 in the second\n"),
       "the models, and what was checked");
    ok(strstr(rendered(&a, &markdown), "```cdl\nmodel tar_1 { S -> C }\n```\n"), "models in Markdown");
    a.level = EXPLAIN_FORMULA;
    ok(!strstr(rendered(&a, &ascii), "model tar_1"), "fewer words for the formula");
    survives(&a, &text, "a refusal");
    model.projected = model.graph;
}

int main(void)
{
    (void)fixed, (void)number, (void)independence; /* samples of other tests */
    make_samples();
    levels();
    as_json();
    refusals();
    rendered(NULL, NULL);
    arena_free(&arena);
    return tap_done();
}
