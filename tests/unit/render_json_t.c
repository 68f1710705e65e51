/* render_json_t.c -- answers as JSON: golden lines, and every line read back. */
#include "sample_answers.h"

#include <jansson.h>

static const struct render_style json = {.format = RENDER_JSON, .unicode = true, .color = true};

static void lines(void)
{
    struct answer a = number("P(C = yes | do(S = yes))", METHOD_SURGERY, 0.75);
    is(rendered(&a, &json),
       "{\"kind\":\"number\",\"query\":\"P(C = yes | do(S = yes))\",\"value\":0.75,\"method\":\"surgery\"}\n",
       "a number");
    a = number("1 / 3", METHOD_ARITHMETIC, 1.0 / 3);
    is(rendered(&a, &json),
       "{\"kind\":\"number\",\"query\":\"1 / 3\",\"value\":0.33333333333333331,\"method\":\"arithmetic\"}\n",
       "17 digits");
    a = number("log(0)", METHOD_ARITHMETIC, -INFINITY);
    is(rendered(&a, &json),
       "{\"kind\":\"number\",\"query\":\"log(0)\",\"value\":null,\"method\":\"arithmetic\"}\n",
       "no infinities");
    a = number("P(C = yes | S = no)", METHOD_CONDITIONING, NAN);
    a.missing = never;
    a.nmissing = 1;
    a.more_missing = true;
    is(rendered(&a, &json),
       "{\"kind\":\"number\",\"query\":\"P(C = yes | S = no)\",\"value\":null,\"method\":\"conditioning\","
       "\"missing\":[{\"S\":\"no\",\"T\":\"no\"}],\"more_missing\":true}\n",
       "an undefined number");
    a = (struct answer){.kind = ANSWER_TRUTH, .truth = false, .query = STR("1 > 2")};
    is(rendered(&a, &json), "{\"kind\":\"truth\",\"query\":\"1 > 2\",\"value\":false}\n", "a truth");
    a = independence(false);
    is(rendered(&a, &json),
       "{\"kind\":\"independence\",\"query\":\"S _||_ C | T, "
       "age_group\",\"holds\":false,\"path\":[\"S\",\"C\"]}\n",
       "an open path");
    a = independence(true);
    is(rendered(&a, &json),
       "{\"kind\":\"independence\",\"query\":\"S _||_ C | T, age_group\",\"holds\":true}\n", "separated");
    a = identification(true);
    is(rendered(&a, &json),
       "{\"kind\":\"identification\",\"query\":\"P(C | "
       "do(S))\",\"identifiable\":true,\"criterion\":\"front-door\","
       "\"estimand\":\"sum_t P(t | S) sum_s' P(s') P(C | s', t)\","
       "\"latex\":\"\\\\sum_{t} P(t \\\\mid S) \\\\sum_{s'} P(s') P(C \\\\mid s', "
       "t)\",\"definitions\":[],\"tree\":{\"kind\":\"sum\","
       "\"over\":[{\"var\":\"T\",\"prime\":0}],\"of\":[{\"kind\":\"product\",\"of\":["
       "{\"kind\":\"p\",\"over\":[{\"var\":\"T\",\"prime\":0}],\"given\":[{\"var\":\"S\",\"prime\":0}]},"
       "{\"kind\":\"sum\",\"over\":[{\"var\":\"S\",\"prime\":1}],\"of\":[{\"kind\":\"product\",\"of\":["
       "{\"kind\":\"p\",\"over\":[{\"var\":\"S\",\"prime\":1}],\"given\":[]},"
       "{\"kind\":\"p\",\"over\":[{\"var\":\"C\",\"prime\":0}],"
       "\"given\":[{\"var\":\"S\",\"prime\":1},{\"var\":\"T\",\"prime\":0}]}]}]}]}]}}\n",
       "identifiable");
    a = identification(false);
    is(rendered(&a, &json),
       "{\"kind\":\"identification\",\"query\":\"P(C | "
       "do(S))\",\"identifiable\":false,\"path\":[\"S\",\"C\"]}\n",
       "not identifiable");
    a = smoking();
    a.table->p[2] = a.table->p[3] = NAN;
    a.table->p[0] = 0.5;
    a.table->p[1] = 0.25;
    a.missing = never;
    a.nmissing = 1;
    a.verified = true;
    a.difference = 0.5;
    a.from_data = true;
    a.rows_used = 1554;
    a.rows_dropped = 12;
    is(rendered(&a, &json),
       "{\"kind\":\"distribution\",\"query\":\"P(C | do(S))\",\"over\":[\"C\"],\"given\":[\"S\"],"
       "\"method\":\"identification\",\"rows\":["
       "{\"given\":{\"S\":\"yes\"},\"over\":{\"C\":\"yes\"},\"p\":0.5},"
       "{\"given\":{\"S\":\"yes\"},\"over\":{\"C\":\"no\"},\"p\":0.25},"
       "{\"given\":{\"S\":\"no\"},\"over\":{\"C\":\"yes\"},\"p\":null},"
       "{\"given\":{\"S\":\"no\"},\"over\":{\"C\":\"no\"},\"p\":null}],"
       "\"missing\":[{\"S\":\"no\",\"T\":\"no\"}],\"verified\":true,\"difference\":0.5,"
       "\"rows_used\":1554,\"rows_dropped\":12}\n",
       "a distribution with all its notes");
}

/* Random tables with awkward names, read back: the same cells, to the last bit. */
static void read_back(void)
{
    static const struct str odd[] = {STR("a\nb"), STR("\"q\""), STR("山\\"), STR("\x1b")};
    const struct type type = {.n = 4, .state = odd};
    const struct answer_column given[] = {fixed(S, 1), column(H)},
                               over[] = {{.name = STR("x \"y\""), .type = &type}, fixed(T, 0)};
    double p[12];
    srand(3);
    for (size_t i = 0; i < 12; i++)
        p[i] = (double)rand() / RAND_MAX / 3;
    struct answer a = table("P(`x \"y\"`, T = yes | S = no, age_group)", given, 2, over, 2, p);
    const char *line = rendered(&a, &json);
    ok(strchr(line, '\n') == line + strlen(line) - 1, "one line");
    json_t *root = json_loads(line, JSON_REJECT_DUPLICATES, NULL), *rows = json_object_get(root, "rows");
    ok(json_array_size(rows) == 12, "as many rows as cells");
    bool good = true;
    for (size_t i = 0; i < 12; i++) {
        json_t *row = json_array_get(rows, i), *g = json_object_get(row, "given"),
               *o = json_object_get(row, "over");
        good = good && json_real_value(json_object_get(row, "p")) == p[i];
        good = good && strcmp(json_string_value(json_object_get(g, "S")), "no") == 0;
        good = good && strcmp(json_string_value(json_object_get(g, "age_group")), values[i / 4].s) == 0;
        good = good && strcmp(json_string_value(json_object_get(o, "x \"y\"")), odd[i % 4].s) == 0;
        good = good && strcmp(json_string_value(json_object_get(o, "T")), "yes") == 0;
    }
    ok(good, "names, states and probabilities read back, fixed columns too");
    json_decref(root);

    a = table("E(C | age_group)", given + 1, 1, NULL, 0, p);
    a.kind = ANSWER_EXPECTATION;
    a.over = over;
    a.nover = 1;
    root = json_loads(rendered(&a, &json), JSON_REJECT_DUPLICATES, NULL);
    rows = json_object_get(root, "rows");
    good = json_array_size(rows) == 3;
    for (size_t i = 0; i < 3; i++)
        good = good && json_real_value(json_object_get(json_array_get(rows, i), "value")) == p[i] &&
               !json_object_get(json_array_get(rows, i), "over");
    ok(good && strcmp(json_string_value(json_object_get(root, "kind")), "expectation") == 0,
       "an expectation");
    json_decref(root);
}

int main(void)
{
    make_samples();
    lines();
    read_back();
    struct answer a = smoking(), b = identification(true), c = independence(false);
    survives(&a, &json, "a distribution");
    survives(&b, &json, "an identification");
    survives(&c, &json, "an independence");
    rendered(NULL, NULL);
    arena_free(&arena);
    return tap_done();
}
