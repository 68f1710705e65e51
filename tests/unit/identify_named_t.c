/* identify_named_t.c -- the textbook graphs, their formulas letter by letter, and each formula's value. */
#include "identify/identify.h"
#include "tap.h"

#include "base/interrupt.h"
#include "base/mem.h"
#include "brute_force.h"
#include "verdict.h"

#include <stdlib.h>
#include <string.h>

/* Variables are single letters, numbered in the order of `nodes`; a graph is "S>T T>C S~C", ~ bidirected. */
struct example {
    const char *name, *nodes, *edges, *y, *x, *z;
    const char *criterion; /* NULL: refused */
    const char *formula;   /* or the path; NULL: only its value is checked */
};

static const struct example examples[] = {
    {"front door", "STC", "S>T T>C S~C", "C", "S", "", "front-door",
     "sum_t P(t | S) sum_s' P(s') P(C | s', t)"},
    {"front door, first half", "STC", "S>T T>C S~C", "T", "S", "", "conditioning", "P(T | S)"},
    {"front door, second half", "STC", "S>T T>C S~C", "C", "T", "", "back-door", "sum_s P(s) P(C | s, T)"},
    {"front door, both", "STC", "S>T T>C S~C", "TC", "S", "", "comb", "P(T | S) sum_s' P(s') P(C | s', T)"},
    {"front door with two mediators in a row", "STUC", "S>T T>U U>C S~C", "C", "S", "", "front-door",
     "sum_u P(u | S) sum_s' P(s') P(C | s', u)"},
    {"front door with two mediators side by side", "STUC", "S>T S>U T>C U>C S~C", "C", "S", "", "comb",
     "sum_{t,u} P(t | S) P(u | S) sum_s' P(s') P(C | s', t, u)"},
    {"front door in strata", "STCW", "S>T T>C S~C W>S W>C", "C", "S", "W", "comb",
     "sum_t P(t | S) sum_s' P(s' | W) P(C | s', t, W)"},
    {"back door", "XYZ", "Z>X Z>Y X>Y", "Y", "X", "", "back-door", "sum_z P(z) P(Y | X, z)"},
    {"two confounders", "XYAB", "A>X B>X A>Y B>Y X>Y A~B", "Y", "X", "", "back-door",
     "sum_{a,b} P(a, b) P(Y | X, a, b)"},
    {"back door in strata", "XYZW", "Z>X Z>Y X>Y W>Z W>Y", "Y", "X", "W", "back-door",
     "sum_z P(z | W) P(Y | X, z, W)"},
    {"one cause rather than its two effects", "ABDXY", "A>X A>B A>D B>Y D>Y X>Y", "Y", "X", "", "back-door",
     "sum_a P(a) P(Y | a, X)"},
    {"randomised trial", "XY", "X>Y", "Y", "X", "", "conditioning", "P(Y | X)"},
    {"mediator", "XMY", "X>M M>Y", "Y", "X", "", "conditioning", "P(Y | X)"},
    {"department as a mediator", "GDA", "G>D D>A G>A", "A", "GD", "", "conditioning", "P(A | G, D)"},
    {"M-bias", "XYM", "X>Y X~M M~Y", "Y", "X", "", "conditioning", "P(Y | X)"},
    {"M-bias, adjusted", "XYM", "X>Y X~M M~Y", "Y", "X", "M", NULL, "X <-> M <-> Y"},
    {"bow", "XY", "X>Y X~Y", "Y", "X", "", NULL, "X <-> Y"},
    {"instrument", "ZXY", "Z>X X>Y X~Y", "Y", "X", "", NULL, "X <-> Y"},
    {"instrument, its own effect", "ZXY", "Z>X X>Y X~Y", "Y", "Z", "", "conditioning", "P(Y | Z)"},
    {"napkin", "WZXY", "W>Z Z>X X>Y W~X W~Y", "Y", "X", "", "general",
     "(sum_{w,z} P(w) P(z) P(X, Y | w, z)) / (sum_{w,z} P(w) P(z) P(X | w, z))"},
    {"no effect", "XYW", "Y>X W>Y", "Y", "X", "", "conditioning", "P(Y)"},
    {"no effect, seen", "XYW", "Y>X W>Y", "Y", "X", "W", "conditioning", "P(Y | W)"},
    {"an effect by way of another", "AXY", "A>X X>Y A~X", "Y", "AX", "", "conditioning", "P(Y | X)"},
    {"a confounded condition", "XZY", "X>Z Z>Y X~Z", "Y", "X", "Z", "conditioning", "P(Y | X, Z)"},
    {"a condition on the way", "STC", "S>T T>C S~C", "C", "S", "T", "comb", "sum_s' P(s') P(C | s', T)"},
    {"cutting more than was asked", "ACXMY", "A>C C>X X>M M>Y A~C X~Y A>Y", "Y", "AX", "", "comb",
     "sum_m P(m | X) sum_{c,x'} P(c, x') P(Y | A, c, x', m)"},
    {"a condition taken as an intervention", "SZTC", "S>Z S~Z S>T Z>T T>C S~C", "C", "S", "Z", "front-door",
     "sum_t P(t | S, Z) sum_{s',z'} P(s', z') P(C | s', z', t)"},
    {"a mediator and a chain of two", "STUWC", "S>T T>C S>U U>W W>C S~C", "C", "S", "", "comb",
     "sum_{t,w} P(t | S) P(w | S) sum_s' P(s') P(C | s', t, w)"},
    {"a named comb", "ABSCDXZ", "A>B B>S A>C C>D D>X X>B C>B C>Z Z>D Z>B A~X D~S X~S C~S", "DS", "BXZ", "",
     "general",
     "(sum_z' P(z') sum_{a,c,d'} Q1(a, B, S, c, d', z')) sum_{a,c} P(a) ((sum_z' P(z') sum_d' Q1(a, B, S, c, "
     "d', z')) / (sum_z' P(z') sum_{c',d'} Q1(a, B, S, c', d', z'))) (Q1(a, B, S, c, D, Z) / (sum_d' Q1(a, "
     "B, S, c, d', Z)))"},

    /* Of the literature. */
    {"Pearl 2009, figure 3.8 (a)", "XY", "X>Y", "Y", "X", "", "conditioning", "P(Y | X)"},
    {"Pearl 2009, figure 3.8 (e)", "XZY", "X>Z Z>Y X~Y", "Y", "X", "", "front-door",
     "sum_z P(z | X) sum_x' P(x') P(Y | x', z)"},
    {"Pearl 2009, figure 3.8 (f)", "XABY", "X>A X>Y A>B A>Y B>Y X~B A~Y", "Y", "X", "", "comb", NULL},
    {"Pearl 2009, figure 3.8 (g)", "BXACY", "B>X B>A B>C X>A C>Y A>Y B~X B~Y X~C X~Y", "Y", "X", "", "comb",
     "sum_{b,a} P(a | b, X) sum_x' P(b, x') P(Y | b, x', a)"},
    {"Pearl 2009, figure 3.9 (a)", "XY", "X>Y X~Y", "Y", "X", "", NULL, "X <-> Y"},
    {"Pearl 2009, section 4.4, a plan of two actions", "XZAY", "X>Z X>Y X>A Z>A A>Y X~Z Z~Y", "Y", "XA", "",
     "general", "sum_z P(z | X) P(Y | X, z, A)"},
    {"Pearl 2009, section 4.4, a plan beside a confounded path", "ZXAYW", "Z>X X>A A>Y W>Y Z~W Z~A W~A", "Y",
     "XA", "", "back-door", "sum_w P(w) P(Y | A, w)"},
    {"Pearl and Mackenzie 2018, the napkin, its Z", "WZXY", "W>Z Z>X X>Y W~X W~Y", "Y", "Z", "", "back-door",
     "sum_w P(w) P(Y | w, Z)"},
    {"Verma and Pearl 1990, C", "ABCD", "A>B B>C C>D B~D", "D", "C", "", "back-door",
     "sum_b P(b) P(D | b, C)"},
    {"Verma and Pearl 1990, B", "ABCD", "A>B B>C C>D B~D", "D", "B", "", "front-door",
     "sum_c P(c | B) sum_b' P(b') P(D | b', c)"},
    {"Verma and Pearl 1990, A and C", "ABCD", "A>B B>C C>D B~D", "D", "AC", "", "back-door",
     "sum_b P(b) P(D | b, C)"},
    {"Verma and Pearl 1990, B and D of A and C", "ABCD", "A>B B>C C>D B~D", "BD", "AC", "", "comb",
     "P(B | A) P(D | A, B, C)"},
    {"Tian 2002, a chain with three hidden causes", "ABCDE", "A>B B>C C>D D>E A~C B~D C~E", "E", "A", "",
     "comb", NULL},
    {"Tian 2002, a chain with three hidden causes, C", "ABCDE", "A>B B>C C>D D>E A~C B~D C~E", "E", "C", "",
     "comb", NULL},
    {"Tian 2002, a chain with three hidden causes, D", "ABCDE", "A>B B>C C>D D>E A~C B~D C~E", "E", "D", "",
     "back-door", "sum_{a,b,c} P(a, b, c) P(E | a, b, c, D)"},
    {"Tian 2002, a napkin of two sides", "ACBDXY", "A>B C>D B>X D>X X>Y A~X A~Y A~C C~B", "Y", "X", "",
     "general", NULL},
    {"Shpitser and Pearl 2008, figure 5 (b)", "WXY", "W>X X>Y W~Y", "Y", "X", "", "back-door",
     "sum_w P(w) P(Y | w, X)"},
    {"Shpitser and Pearl 2008, figure 6 (a)", "XZY", "X>Z Z>Y X~Z", "Y", "X", "Z", "conditioning",
     "P(Y | X, Z)"},
    {"Shpitser and Pearl 2008, figure 9 (a)", "XWYDZ", "X>W W>Y D>Z Z>Y X~Y", "Y", "X", "", "front-door",
     "sum_w P(w | X) sum_x' P(x') P(Y | x', w)"},
    {"Shpitser and Pearl 2008, figure 9 (a), given D", "XWYDZ", "X>W W>Y D>Z Z>Y X~Y", "Y", "X", "D", "comb",
     "sum_w P(w | X) sum_x' P(x') P(Y | x', w, D)"},
};

/* Verdicts alone, beside the search through all hedges. */
static const struct {
    const char *name, *nodes, *edges, *y, *x, *z;
    bool identifiable;
} verdicts[] = {
    {"napkin", "WZXY", "W>Z Z>X X>Y W~X W~Y", "Y", "X", "", true},
    {"napkin, the effect of Z", "WZXY", "W>Z Z>X X>Y W~X W~Y", "Y", "Z", "", true},
    {"napkin, the effect of Z on both", "WZXY", "W>Z Z>X X>Y W~X W~Y", "XY", "Z", "", true},
    {"napkin, the effect of W", "WZXY", "W>Z Z>X X>Y W~X W~Y", "Y", "W", "", true},
    {"napkin with a bow", "WZXY", "W>Z Z>X X>Y W~X W~Y X~Y", "Y", "X", "", false},
    {"Verma graph, C", "ABCD", "A>B B>C C>D B~D", "D", "C", "", true},
    {"Verma graph, B", "ABCD", "A>B B>C C>D B~D", "D", "B", "", true},
    {"Verma graph, A and C", "ABCD", "A>B B>C C>D B~D", "D", "AC", "", true},
    {"mediator with a bow", "XZY", "X>Z Z>Y X~Z", "Y", "X", "", false},
    {"front door with a bow at the mediator", "XZY", "X>Z Z>Y X~Y X~Z", "Y", "X", "", false},
    {"front door with a bow at the outcome", "XZY", "X>Z Z>Y X~Y Z~Y", "Y", "X", "", false},
    {"front door and a direct effect", "XZY", "X>Z Z>Y X>Y X~Y", "Y", "X", "", false},
    {"bow, given an instrument", "ZXY", "Z>X X>Y X~Y", "Y", "X", "Z", false},
    {"Pearl 2009, figure 3.9 (b)", "XZY", "X>Z Z>Y X~Z", "Y", "X", "", false},
    {"the same, to the mediator alone", "XZY", "X>Z Z>Y X~Z", "Z", "X", "", false},
    {"the same, given the mediator", "XZY", "X>Z Z>Y X~Z", "Y", "X", "Z", true},
    {"the same, given a mediator confounded with both", "XZY", "X>Z Z>Y X~Z Z~Y", "Y", "X", "Z", false},
    {"Tian 2002, a napkin of two sides, and a leaf", "ACBDEXY", "A>B C>D B>X D>X X>Y A~X A~Y A~C C~B C~E E~D",
     "Y", "X", "", true},
    {"two outcomes, their causes confounded", "WXZAB", "W>X X>A Z>B W~A W~Z W~B X~Z", "AB", "X", "", true},
    {"the same, one a cause of the other", "WXZAB", "W>X X>A Z>B W>Z W~A W~Z W~B X~Z", "AB", "X", "", false},
    {"Tikka and Karvanen 2017, pruning", "CEBAXDY", "X>D D>Y A>X B>A C>B C>X E>A E>D X~B C~B B~Y D~Y E~D",
     "Y", "X", "", true},
    {"bow, both set", "ZXY", "Z>X X>Y X~Z", "Y", "XZ", "", true},
};

static struct diags diags;

static struct set letters(struct work *w, const char *nodes, const char *s)
{
    struct set set = set_new(w->arena, (uint32_t)strlen(nodes));
    for (; set_ok(set) && *s; s++)
        set_add(set, (uint32_t)(strchr(nodes, *s) - nodes));
    return set;
}

static struct graph *build(struct work *w, const char *nodes, const char *edges)
{
    uint32_t n = (uint32_t)strlen(nodes);
    struct str *names = ARENA_NEW(w->arena, struct str, n);
    struct graph *g = names ? graph_new(w, n, names) : NULL;
    for (uint32_t i = 0; g && i < n; i++)
        names[i] = (struct str){nodes + i, 1};
    for (const char *e = edges; g && *e; e += e[3] ? 4 : 3) {
        uint32_t a = (uint32_t)(strchr(nodes, e[0]) - nodes), b = (uint32_t)(strchr(nodes, e[2]) - nodes);
        if (e[1] == '>')
            graph_edge(g, a, b);
        else
            graph_biedge(g, a, b);
    }
    return g;
}

static void check(struct work *w, const struct example *x)
{
    static struct brute model;
    struct graph *g = build(w, x->nodes, x->edges);
    struct identify_query q = {letters(w, x->nodes, x->y), letters(w, x->nodes, x->x),
                               letters(w, x->nodes, x->z)};
    struct est_pool pool;
    struct identification out;
    struct buf text = {0};
    struct est_print how = {EST_TEXT, g->name, NULL};
    est_pool_init(&pool, w->arena);
    bool good = identify(&out, w, g, &q, &pool) && out.identifiable == (x->criterion != NULL);
    if (good && x->criterion) {
        est_write(&text, &pool, out.estimand, &how);
        good = !strcmp(identify_criterion_name(out.criterion), x->criterion);
    } else if (good) {
        graph_print_path(&text, g, &out.path, false);
    }
    good = good && (!x->formula || str_eq(buf_str(&text), str_of(x->formula)));
    ok(good, "%s: %.*s", x->name, (int)text.n, text.n ? text.s : "");
    brute_init(&model, g);
    if (out.identifiable)
        near(brute_error(&model, &q, &pool, out.estimand), 0, 1e-12, "its value");
    buf_free(&text);
}

/* The derivation of the front door, step by step. */
static void derivation(struct work *w)
{
    static const struct {
        enum derivation_rule rule;
        const char *text;
    } lines[] = {
        {STEP_DISTRICTS, "SC "},
        {STEP_DISTRICTS, "T "},
        {STEP_COMB, "T P(T | S)"},
        {STEP_GOAL, "T "},
        {STEP_COMB, "SC P(S) P(C | S, T)"},
        {STEP_GOAL, "C "},
        {STEP_CUT, "C sum_s' P(s') P(C | s', T)"},
        {STEP_PLUG, "TC P(T | S) sum_s' P(s') P(C | s', T)"},
        {STEP_SUM, "T sum_t P(t | S) sum_s' P(s') P(C | s', t)"},
    };
    struct graph *g = build(w, "STC", "S>T T>C S~C");
    struct identify_query q = {letters(w, "STC", "C"), letters(w, "STC", "S"), letters(w, "STC", "")};
    struct est_pool pool;
    struct identification out;
    est_pool_init(&pool, w->arena);
    bool good = identify(&out, w, g, &q, &pool) && out.derivation.n == sizeof lines / sizeof *lines;
    for (size_t i = 0; i < out.derivation.n; i++) {
        struct derivation_step *s = &out.derivation.step[i];
        struct buf b = {0};
        SET_EACH (v, s->set)
            buf_put(&b, g->name[v]);
        buf_putc(&b, ' ');
        if (s->formula)
            est_write(&b, &pool, s->formula, &(struct est_print){EST_TEXT, g->name, NULL});
        good = good && s->rule == lines[i].rule && str_eq(buf_str(&b), str_of(lines[i].text));
        if (!good)
            printf("# %d %.*s\n", (int)s->rule, STR_ARG(buf_str(&b)));
        buf_free(&b);
    }
    ok(good, "the derivation of the front-door formula");
}

static uint32_t bits(struct set s)
{
    return (uint32_t)s.w[0];
}

static void check_verdicts(struct work *w)
{
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++) {
        struct graph *g = build(w, verdicts[i].nodes, verdicts[i].edges);
        struct identify_query q = {letters(w, verdicts[i].nodes, verdicts[i].y),
                                   letters(w, verdicts[i].nodes, verdicts[i].x),
                                   letters(w, verdicts[i].nodes, verdicts[i].z)};
        struct mixed m = {.n = g->n};
        bool found = !verdicts[i].identifiable;
        for (uint32_t v = 0; v < g->n; v++) {
            m.pa[v] = bits(g->pa[v]);
            m.bi[v] = bits(g->bi[v]);
        }
        ok(identify_verdict(&found, w, g, &q) && found == verdicts[i].identifiable &&
               found == verdict(&m, bits(q.y), bits(q.x), bits(q.z)),
           "%s is %sidentifiable", verdicts[i].name, verdicts[i].identifiable ? "" : "not ");
    }
}

static bool attempt(struct work *w, const struct example *x)
{
    struct graph *g = build(w, x->nodes, x->edges);
    struct identify_query q = {letters(w, x->nodes, x->y), letters(w, x->nodes, x->x),
                               letters(w, x->nodes, x->z)};
    struct est_pool pool;
    struct identification out;
    if (!g || !set_ok(q.y) || !set_ok(q.x) || !set_ok(q.z) || !est_pool_init(&pool, w->arena))
        return diag_oom(w->diags);
    return identify(&out, w, g, &q, &pool) && out.identifiable == (x->criterion != NULL);
}

static void out_of_memory(void)
{
    bool told = true;
    long most = 0;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)
        for (long n = 0;; n++) {
            struct arena a = {0}, messages = {0};
            struct diags d = {.arena = &messages};
            struct work w = {&a, &d, NULL};
            mem_fail_after(n);
            bool done = attempt(&w, &examples[i]), failed = mem_failed();
            mem_fail_after(-1);
            told &= done ? !d.n : d.n || d.out_of_memory;
            arena_free(&a);
            arena_free(&messages);
            most = n > most ? n : most;
            if (!failed)
                break;
            told &= !done;
        }
    ok(told && most > 20, "every failure of the heap (up to %ld a query) is reported", most);
}

static void interruption(void)
{
    struct arena a = {0};
    struct diags d = {.arena = &a};
    struct work w = {&a, &d, NULL};
    interrupt_flag = 1;
    bool done = attempt(&w, &examples[0]);
    interrupt_flag = 0;
    ok(!done && d.n == 1 && str_eq(str_of(d.list[0].code), STR("interrupted")), "Ctrl-C stops it");
    arena_free(&a);
}

int main(void)
{
    random_state = 47;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        struct arena a = {0};
        diags.arena = &a;
        struct work w = {&a, &diags, NULL};
        check(&w, &examples[i]);
        if (!i) {
            derivation(&w);
            check_verdicts(&w);
        }
        arena_free(&a);
    }
    out_of_memory();
    interruption();
    return tap_done();
}
