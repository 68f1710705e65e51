/* render_plan_t.c -- `explain plan` byte for byte, of reports made by hand, times included; and how small
 * probabilities are written. */
#include "sample_answers.h"

static const struct render_style text = {.unicode = true}, ascii = {0},
                                 markdown = {.format = RENDER_MARKDOWN, .unicode = true},
                                 latex = {.format = RENDER_LATEX, .unicode = true},
                                 csv = {.format = RENDER_CSV}, json = {.format = RENDER_JSON};

static struct plan_elimination order[] = {{S, 1, 4}, {U, 2, 8}, {H, 3, 24}};
static struct wire wires[NVARS];
static const struct diagram network = {.nwires = NVARS, .wire = wires};

static struct plan_report full(void)
{
    return (struct plan_report){.boxes = 12,
                                .barren = 3,
                                .separated = 1,
                                .sliced = 2,
                                .method = "variable elimination",
                                .heuristic = "min-fill",
                                .orders = 32,
                                .nsteps = 5,
                                .neliminations = 3,
                                .elimination = order,
                                .largest = 5792,
                                .predicted = 36,
                                .actual = 36,
                                .peak = 3 << 19,
                                .seconds_planned = 0.00025,
                                .seconds_run = 1.5,
                                .reused = true};
}

static struct answer plan(const struct plan_report *p)
{
    return (struct answer){.kind = ANSWER_PLAN,
                           .query = STR("P(C | do(S))"),
                           .model = &model,
                           .method = METHOD_SURGERY,
                           .diagram = &network,
                           .plan = p};
}

static void running(void)
{
    struct plan_report p = full();
    struct answer a = plan(&p);
    is(rendered(&a, &text),
       "  network         12 boxes after surgery\n"
       "  pruned          3 barren, 1 separated; 2 variables sliced\n"
       "  method          surgery, by variable elimination\n"
       "  order           min-fill, the best of 32\n"
       "  largest product 5792 entries (2^12.5)\n"
       "  work            36 entries planned, 36 multiplied in 5 steps\n"
       "  peak memory     1.5 MiB\n"
       "  time            250 us to plan, 1.5 s to run (4.17e+07 ns an entry)\n"
       "  plan            reused from an earlier question of the same shape\n"
       "\n"
       "  step   summed out │ width   entries\n"
       " ───────────────────┼─────────────────\n"
       "  1      S          │ 1        4\n"
       "  2      S <-> C    │ 2        8\n"
       "  3      age_group  │ 3       24\n",
       "all that a report can say");
    p.reused = false;
    p.neliminations = 1;
    is(rendered(&a, &markdown),
       "- network: 12 boxes after surgery\n"
       "- pruned: 3 barren, 1 separated; 2 variables sliced\n"
       "- method: surgery, by variable elimination\n"
       "- order: min-fill, the best of 32\n"
       "- largest product: 5792 entries (2^12.5)\n"
       "- work: 36 entries planned, 36 multiplied in 5 steps\n"
       "- peak memory: 1.5 MiB\n"
       "- time: 250 us to plan, 1.5 s to run (4.17e+07 ns an entry)\n"
       "\n"
       "| step | summed out | width | entries |\n"
       "|:---|:---|---:|---:|\n"
       "| 1 | S | 1 | 4 |\n"
       "\n",
       "in Markdown");
    is(rendered(&a, &latex),
       "\\begin{description}\n"
       "\\item[network] 12 boxes after surgery\n"
       "\\item[pruned] 3 barren, 1 separated; 2 variables sliced\n"
       "\\item[method] surgery, by variable elimination\n"
       "\\item[order] min-fill, the best of 32\n"
       "\\item[largest product] 5792 entries (2\\textasciicircum{}12.5)\n"
       "\\item[work] 36 entries planned, 36 multiplied in 5 steps\n"
       "\\item[peak memory] 1.5 MiB\n"
       "\\item[time] 250 us to plan, 1.5 s to run (4.17e+07 ns an entry)\n"
       "\\end{description}\n"
       "\n"
       "\\begin{tabular}{ll|rr}\n"
       "step & summed out & width & entries \\\\ \\hline\n"
       "1 & S & 1 & 4 \\\\\n"
       "\\end{tabular}\n"
       "\n",
       "in LaTeX");
    p = (struct plan_report){.boxes = 1, .seconds_run = 2e-3};
    a.method = METHOD_CONDITIONING;
    is(rendered(&a, &text),
       "  network         1 box\n"
       "  pruned          nothing\n"
       "  method          conditioning\n"
       "  time            2 ms to run\n",
       "what is not known is left out");
}

static void programs(void)
{
    struct plan_report p = full();
    struct answer a = plan(&p);
    p.neliminations = 2;
    is(rendered(&a, &json),
       "{\"kind\":\"plan\",\"query\":\"P(C | do(S))\",\"method\":\"surgery\",\"boxes\":12,\"barren\":3,"
       "\"separated\":1,\"sliced\":2,\"algorithm\":\"variable elimination\",\"heuristic\":\"min-fill\","
       "\"orders\":32,\"steps\":5,\"eliminations\":[{\"variable\":\"S\",\"width\":1,\"entries\":4.0},"
       "{\"variable\":\"S <-> C\",\"width\":2,\"entries\":8.0}],\"largest\":5792.0,"
       "\"predicted_entries\":36.0,\"entries\":36.0,\"peak_bytes\":1572864.0,\"reused\":true,"
       "\"seconds_planned\":0.00025000000000000001,\"seconds_run\":1.5}\n",
       "in JSON");
    is(rendered(&a, &csv),
       "item,variable,width,value\n"
       "boxes,,,12\nbarren,,,3\nseparated,,,1\nsliced,,,2\n"
       "algorithm,,,variable elimination\nheuristic,,,min-fill\norders,,,32\nsteps,,,5\n"
       "elimination,S,1,4\nelimination,S <-> C,2,8\n"
       "largest,,,5792\npredicted_entries,,,36\nentries,,,36\npeak_bytes,,,1572864\nreused,,,1\n"
       "seconds_planned,,,0.00025\nseconds_run,,,1.5\n",
       "in CSV");
}

/* Of many eliminations the largest are shown, in order. */
static void many(void)
{
    enum { MANY = 40 };
    static struct plan_elimination long_order[MANY];
    struct plan_report p = full();
    struct answer a = plan(&p);
    for (uint32_t i = 0; i < MANY; i++)
        long_order[i] = (struct plan_elimination){i % H, i, i % 5 == 0 ? 1e7 + i : 3};
    p.elimination = long_order;
    p.neliminations = MANY;
    const char *got = strstr(rendered(&a, &text), "  step");
    is(got ? got : "",
       "  step   summed out │ width   entries\n"
       " ───────────────────┼─────────────────\n"
       "  1      S          │  0      1e+07\n"
       "  6      C          │  5      1e+07\n"
       "  11     T          │ 10      1e+07\n"
       "  16     S          │ 15      1e+07\n"
       "  21     C          │ 20      1e+07\n"
       "  26     T          │ 25      1e+07\n"
       "  31     S          │ 30      1e+07\n"
       "  36     C          │ 35      1e+07\n"
       "  … 32 more, none of them larger\n",
       "of many the largest");
    ok(strstr(rendered(&a, &ascii), "  .. 32 more, none of them larger\n"), "in ASCII");
}

/* ---- probabilities from their logarithms ---- */

static const char *probable(double log_joint, double log_evidence, const struct render_style *style)
{
    static const struct answer_column none[1];
    static struct answer_assignment m;
    m = (struct answer_assignment){
        .column = none, .given = log_evidence < 0, .log_joint = log_joint, .log_evidence = log_evidence};
    struct answer a = {.kind = ANSWER_MOST_PROBABLE,
                       .method = METHOD_CONDITIONING,
                       .query = STR("most probable"),
                       .assignment = &m};
    const char *s = rendered(&a, style), *from = strstr(s, "probability");
    return from ? from : s;
}

static void small(void)
{
    const double ten = log(10);
    is(probable(log(0.25), 0, &text), "probability 0.2500\n", "a probability");
    is(probable(log(0.001), 0, &text), "probability 0.0010\n", "a small one");
    is(probable(log(0.000999), 0, &text), "probability 9.990e-04\n", "a smaller one has a power of ten");
    is(probable(-411.92 * ten, -411 * ten, &text),
       "probability 0.1202 given what is seen, 1.202e-412 together with it\n", "one that no double holds");
    is(probable(-399.9999999 * ten, 0, &text), "probability 1.000e-400\n", "rounded up to a power of ten");
    is(probable(-1e6 * ten, 0, &text), "probability 1.000e-1000000\n",
       "the exponent is as long as it must be");
    struct render_style two = {.unicode = true, .digits = 2};
    is(probable(-411.92 * ten, 0, &two), "probability 1.2e-412\n", "two digits");
    two.digits = 1;
    is(probable(-411.92 * ten, 0, &two), "probability 1e-412\n", "one digit");
    is(probable(-INFINITY, -INFINITY, &text), "probability 0\n", "undefined: a condition of ..");
}

/* ---- want of memory ---- */

static void short_of_memory(void)
{
    static const double half[] = {0.5, 0.5}, thirds[] = {0.25, 0.25, 0.5};
    static const struct render_style *const styles[] = {&text, &markdown, &latex, &csv, &json};
    const double *p[] = {half, thirds};
    struct answer_column both[] = {column(S), column(H)}, one[] = {fixed(S, 1), fixed(H, 2)};
    struct answer_marginals m = {.n = 2, .column = both, .p = p};
    struct answer_assignment best = {
        .n = 2, .column = one, .given = true, .log_joint = -900, .log_evidence = -2};
    struct plan_report r = full();
    struct answer a = {.kind = ANSWER_MARGINALS, .query = STR("marginals"), .model = &model, .marginals = &m};
    struct answer b = {
        .kind = ANSWER_MOST_PROBABLE, .query = STR("most probable"), .model = &model, .assignment = &best};
    struct answer c = plan(&r);
    is(rendered(&a, &ascii),
       "  S         | yes=0.5000   no=0.5000\n"
       "  age_group | h0=0.2500      山=0.2500      a|b_c=0.5000\n",
       "marginals in ASCII, states as they are");
    for (size_t i = 0; i < sizeof styles / sizeof *styles; i++) {
        survives(&a, styles[i], "marginals");
        survives(&b, styles[i], "most probable");
        survives(&c, styles[i], "plan");
    }
}

int main(void)
{
    make_samples();
    for (uint32_t v = 0; v < NVARS; v++)
        wires[v].name = vars[v].name;
    running();
    programs();
    many();
    small();
    short_of_memory();
    rendered(NULL, NULL);
    arena_free(&arena);
    return tap_done();
}
