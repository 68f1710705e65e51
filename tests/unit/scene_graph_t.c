/* scene_graph_t.c -- pictures of causal graphs: what a second opinion measures in them. */
#include "check_graph.h"
#include "random_graph.h"
#include "tap.h"

#define NAMED_MOST 12

/* ---- named graphs ---- */

static const struct {
    const char *name, *edges; /* "A>B" an arrow, "A=B" a bidirected edge; nodes are single letters */
} named[] = {
    {"chain", "A>B B>C"},
    {"fork", "A<B B>C"},
    {"collider", "A>B B<C"},
    {"front door", "S>T T>C S=C"},
    {"smoking", "H>S S>T T>C H>C"},
    {"napkin", "W>Z Z>X X>Y W=X W=Y"},
    {"bow", "X>Y X=Y"},
    {"instrument", "Z>X X>Y X=Y"},
    {"M-bias", "U>X U>M V>M V>Y X>Y"},
    {"butterfly", "U>X U>M V>M V>Y M>X M>Y X>Y"},
    {"back door", "A>C A>D B>D B>E C>X D>X D>Y E>Y X>M M>Y"},
    {"Verma", "A>B B>C C>D B=D"},
    {"mediation", "X>M M>Y X>Y C>X C>M C>Y"},
    {"Tian and Pearl", "Z>X X>P P>Y Z>P X=Z Z=Y X=Y Z>Q Q>Y X=Q"},
    {"two bows", "A>B C>D A=B C=D A=C B=D"},
    {"bidirected circle", "A=B B=C C=D D=A"},
    {"asia", "A>T S>L S>B T>E L>E E>X E>D B>D"},
    {"complete", "A>B A>C A>D A>E B>C B>D B>E C>D C>E D>E"},
    {"long ways", "A>B B>C C>D D>E E>F A>F A>E B>F A=F"},
    {"star", "A=C B=C C=D C=E C>F"},
    {"islands", "A>B C D=E"},
};
enum { NAMED = sizeof named / sizeof *named };

/* Draw and look; false when something is wrong, which is told. */
static bool good_picture(struct work *w, const struct panel *panel, enum picture_dir dir, const char *what)
{
    struct scene_parts parts = {.w = w};
    struct checked c = {.s = &parts};
    if (!panel_graph(&parts, panel, dir, &fixed_metrics, &c.size))
        WRONG(&c, "there is no picture");
    else
        check_panel(&c, panel);
    if (*c.why)
        printf("# %s, direction %d: %s\n", what, dir, c.why);
    return !*c.why;
}

static void test_named(void)
{
    for (int i = 0; i < NAMED; i++) {
        int good = 0;
        for (int dir = DIR_UP; dir <= DIR_DOWN; dir++) {
            struct arena a = {0};
            struct diags d = {.arena = &a};
            struct work w = {&a, &d, NULL};
            uint32_t n;
            struct graph_figure f = {.g = parse(&w, named[i].edges)};
            struct set *district = graph_districts(&w, f.g, &n);
            struct figure_region r[NAMED_MOST] = {{.members = f.g->nodes}};
            struct panel p = {.kind = PANEL_GRAPH, .graph = &f, .region = r};
            for (uint32_t k = 0; k < n; k++)
                if (set_count(district[k]) > 1)
                    r[p.nregions++] = (struct figure_region){district[k], REGION_DISTRICT, {"district", 8}};
            good += good_picture(&w, &p, (enum picture_dir)dir, named[i].name);
            arena_free(&a);
        }
        ok(good == 3, "%s", named[i].name);
    }
}

/* ---- random graphs ---- */

static const struct str long_names[] = {{"A", 1},
                                        {"smoking", 7},
                                        {"lung_cancer", 11},
                                        {"D", 1},
                                        {"E2", 2},
                                        {"income", 6},
                                        {"G", 1},
                                        {"a_very_long_name_of_a_variable", 30},
                                        {"tar", 3},
                                        {"J", 1}};

/* A graph on g's nodes of which some edges are g's. */
static struct graph *some_of(struct work *w, const struct graph *g)
{
    struct graph *s = graph_copy(w, g);
    SET_EACH (v, g->nodes)
        if (random_unit() < 0.2) {
            if (random_unit() < 0.5)
                graph_forget(s, v);
            else {
                set_del(s->nodes, v);
                s = graph_induced(w, s, s->nodes);
            }
        }
    return s;
}

static void test_random(uint32_t most, double directed, double bidirected, int graphs)
{
    int good = 0;
    random_state = 1981;
    for (int i = 0; i < graphs; i++) {
        struct arena a = {0};
        struct diags d = {.arena = &a};
        struct work w = {&a, &d, NULL};
        struct graph *g = random_graph(&w, 1 + random_below(most), directed, bidirected);
        enum graph_role role[10];
        g->name = i % 2 ? long_names : random_names;
        for (uint32_t v = 0; v < g->n; v++)
            role[v] = (enum graph_role)random_below(8);
        struct graph_figure f = {.g = g, .role = i % 3 ? role : NULL};
        struct set members = set_new(&a, g->n);
        graph_district(members, g, random_below(g->n));
        struct figure_region r = {members, REGION_DISTRICT, {"district", 8}};
        struct panel p = {.kind = PANEL_GRAPH,
                          .graph = &f,
                          .shown = i % 4 ? NULL : some_of(&w, g),
                          .nregions = i % 5 == 0,
                          .region = &r};
        char what[40];
        snprintf(what, sizeof what, "random graph %d", i);
        good += good_picture(&w, &p, (enum picture_dir)(i % 3), what);
        arena_free(&a);
    }
    ok(good == graphs, "%d of %d random graphs (%u nodes at most, %.2f, %.2f)", good, graphs, most, directed,
       bidirected);
}

/* A pedigree: everyone has two parents among those before, mostly near ones. */
static void test_large(uint32_t n, enum picture_dir dir)
{
    struct arena a = {0};
    struct diags d = {.arena = &a};
    struct work w = {&a, &d, NULL};
    struct str *name = ARENA_NEW(&a, struct str, n);
    random_state = 441;
    for (uint32_t v = 0; v < n; v++)
        name[v] = random_names[v % 10];
    struct graph *g = graph_new(&w, n, name);
    struct graph_figure f = {.g = g};
    for (uint32_t v = n / 3; v < n; v++)
        for (int k = 0; k < 2; k++)
            graph_edge(g, v - 1 - random_below(random_unit() < 0.9 ? n / 3 : v), v);
    struct set members = set_new(&a, n);
    for (uint32_t v = 0; v < n; v += n / 7)
        set_add(members, v);
    struct figure_region r = {members, REGION_HEDGE, {"F", 1}};
    struct panel p = {.kind = PANEL_GRAPH, .graph = &f, .nregions = 1, .region = &r};
    ok(good_picture(&w, &p, dir, "pedigree"), "%u nodes", n);
    arena_free(&a);
}

int main(void)
{
    name_letters();
    test_named();
    test_random(5, 0.5, 0.2, 700);
    test_random(8, 0.3, 0.15, 700);
    test_random(10, 0.25, 0.1, 500);
    test_random(9, 0.6, 0.3, 100);
    test_large(100, DIR_DOWN);
    test_large(300, DIR_RIGHT);
    return tap_done();
}
