/* scene_graph_t.c -- pictures of causal graphs: what a second opinion measures in them. */
#include "check_graph.h"
#include "random_graph.h"
#include "tap.h"

#include "base/mem.h"

#include <stdlib.h>

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

static struct str letter_names[26];

static struct graph *parse(struct work *w, const char *edges)
{
    struct graph *g = graph_new(w, 26, letter_names);
    set_clear(g->nodes);
    for (const char *p = edges; *p; p++) {
        if (*p == ' ')
            continue;
        uint32_t a = (uint32_t)(*p - 'A');
        set_add(g->nodes, a);
        if (p[1] != '>' && p[1] != '=' && p[1] != '<')
            continue;
        uint32_t b = (uint32_t)(p[2] - 'A');
        set_add(g->nodes, b);
        if (p[1] == '=')
            graph_biedge(g, a, b);
        else
            graph_edge(g, p[1] == '>' ? a : b, p[1] == '>' ? b : a);
        p += 2;
    }
    return g;
}

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
            struct work w = {&a, &d};
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
        struct work w = {&a, &d};
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

/* ---- panels of one figure, and pictures of one panel ---- */

static void test_panels(void)
{
    struct arena a = {0};
    struct diags d = {.arena = &a};
    struct work w = {&a, &d};
    struct graph_figure f = {.g = parse(&w, "H>S S>T T>C H>C")};
    set_add(f.g->latent, 'H' - 'A');
    struct panel all = {.kind = PANEL_GRAPH, .graph = &f};
    struct panel seen = {.kind = PANEL_GRAPH, .graph = &f, .shown = graph_project(&w, f.g)};
    struct scene_parts one = {.w = &w}, two = {.w = &w}, three = {.w = &w};
    struct panel_size size[3];
    ok(panel_graph(&one, &all, DIR_RIGHT, &fixed_metrics, &size[0]) &&
           panel_graph(&two, &seen, DIR_RIGHT, &fixed_metrics, &size[1]) &&
           panel_graph(&three, &all, DIR_RIGHT, &fixed_metrics, &size[2]),
       "three panels of one figure");
    bool same = one.nmarks == 4 && two.nmarks == 4, ghosts = true;
    for (size_t i = 0; same && i < 4; i++) {
        same = fabs((one.mark[i].x - one.mark[0].x) - (two.mark[i].x - two.mark[0].x)) < 1e-9 &&
               fabs((one.mark[i].y - one.mark[0].y) - (two.mark[i].y - two.mark[0].y)) < 1e-9;
        ghosts = ghosts && (two.mark[i].of == 'H' - 'A') == !!(two.mark[i].flags & FLAG_GHOST);
    }
    ok(same, "nodes stand where they stood");
    ok(ghosts && two.nstrands == 5, "what is not shown is a ghost, and S <-> C is new");
    bool equal = one.nstrands == three.nstrands && !memcmp(&size[0], &size[2], sizeof size[0]);
    for (size_t i = 0; equal && i < one.nstrands; i++)
        equal = one.strand[i].npoints == three.strand[i].npoints &&
                !memcmp(one.strand[i].p, three.strand[i].p, sizeof(struct point) * one.strand[i].npoints);
    ok(equal, "the same figure gives the same picture to the last bit");
    ok(one.mark[1].role == NODE_LATENT && one.mark[1].flags == FLAG_HIDDEN, "what is latent is grey");
    arena_free(&a);
}

static void test_front_door(void)
{
    struct arena a = {0};
    struct diags d = {.arena = &a};
    struct work w = {&a, &d};
    struct graph_figure f = {.g = parse(&w, "S>T T>C S=C")};
    struct panel p = {.kind = PANEL_GRAPH, .graph = &f};
    struct scene_parts s = {.w = &w};
    struct panel_size size;
    ok(panel_graph(&s, &p, DIR_RIGHT, &fixed_metrics, &size) && s.nmarks == 3 && s.nstrands == 3,
       "front door");
    ok(s.mark[0].y == s.mark[1].y && s.mark[1].y == s.mark[2].y, "S, T and C are in a row");
    ok(s.mark[1].x + 1 < s.mark[2].x && s.mark[2].x + 1 < s.mark[0].x, "in this order"); /* C, S, T */
    const struct strand *arc = &s.strand[2];
    for (size_t i = 0; i < 3; i++)
        if (s.strand[i].curved)
            arc = &s.strand[i];
    double top = arc->p[0].y;
    for (uint32_t i = 0; i < arc->npoints; i++)
        top = fmin(top, arc->p[i].y);
    ok(arc->curved && top < s.mark[0].y - 0.5, "S <-> C is an arc above them");
    ok(size.bends == 1 && size.crossings == 0, "one bend, no crossing");
    arena_free(&a);
}

/* ---- symmetry ---- */

/* Is there for every arrow one that is its mirror image? */
static bool mirrored(const struct scene_parts *s, const struct panel_size *size, bool down)
{
    for (size_t i = 0; i < s->nstrands; i++) {
        bool any = false;
        for (size_t j = 0; j < s->nstrands && !any; j++) {
            const struct strand *a = &s->strand[i], *b = &s->strand[j];
            bool turned = a->curved; /* may be written from either end */
            for (int back = 0; back <= turned && !any; back++) {
                any = a->npoints == b->npoints && a->curved == b->curved;
                for (uint32_t k = 0; any && k < a->npoints; k++) {
                    struct point p = a->p[k], q = b->p[back ? b->npoints - 1 - k : k];
                    any = fabs(down ? p.x + q.x - size->width : p.x - q.x) < 1e-6 &&
                          fabs(down ? p.y - q.y : p.y + q.y - size->height) < 1e-6;
                }
            }
        }
        if (!any)
            return false;
    }
    return true;
}

static void test_symmetry(void)
{
    static const struct {
        const char *name, *edges;
    } list[] = {{"M-bias", "U>X U>M V>M V>Y"},
                {"butterfly", "U>X U>M V>M V>Y M>X M>Y"},
                {"diamond", "A>B A>C B>D C>D"},
                {"two confounded causes", "A>C B>C A=B"},
                {"wide diamond", "A>B A>C A>D B>E C>E D>E A>E"}};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        for (int dir = DIR_RIGHT; dir <= DIR_DOWN; dir++) {
            struct arena a = {0};
            struct diags d = {.arena = &a};
            struct work w = {&a, &d};
            struct graph_figure f = {.g = parse(&w, list[i].edges)};
            struct panel p = {.kind = PANEL_GRAPH, .graph = &f};
            struct scene_parts s = {.w = &w};
            struct panel_size size;
            bool drawn = panel_graph(&s, &p, (enum picture_dir)dir, &fixed_metrics, &size);
            /* An arrow on the axis that has to go round something cannot be symmetric. */
            bool can = i != 4;
            ok(drawn && (!can || mirrored(&s, &size, dir == DIR_DOWN)), "%s is symmetric", list[i].name);
            arena_free(&a);
        }
}

/* ---- limits ---- */

static void test_empty(void)
{
    struct arena a = {0};
    struct diags d = {.arena = &a};
    struct work w = {&a, &d};
    struct graph_figure f = {.g = graph_new(&w, 0, NULL)};
    struct panel p = {.kind = PANEL_GRAPH, .graph = &f};
    struct scene_parts s = {.w = &w};
    struct panel_size size;
    ok(panel_graph(&s, &p, DIR_RIGHT, &fixed_metrics, &size) && !s.nmarks, "a graph without nodes");
    arena_free(&a);
}

static void test_memory(void)
{
    long requests = 0;
    bool survives = true;
    for (int i = 0; i < NAMED && survives; i += 3)
        for (long n = 0; survives; n++) {
            struct arena a = {0}, b = {0}, messages = {0};
            struct diags d = {.arena = &messages};
            struct work w = {&a, &d};
            struct graph_figure f = {.g = parse(&(struct work){&b, &d}, named[i].edges)};
            struct figure_region r = {f.g->nodes, REGION_HEDGE, {"F", 1}};
            struct set some = set_new(&b, 26);
            uint32_t last = 0;
            SET_EACH (v, f.g->nodes)
                last = v;
            set_add(some, set_next(f.g->nodes, 0));
            set_add(some, last);
            if (i == 3)
                r.members = some;
            struct panel p = {.kind = PANEL_GRAPH, .graph = &f, .nregions = 1, .region = &r};
            struct scene_parts s = {.w = &w};
            struct panel_size size;
            enum graph_role *role;
            struct figure_arrow *arrow;
            uint32_t narrows;
            struct set x = set_new(&b, 26), y = set_new(&b, 26), z = set_new(&b, 26);
            set_add(x, set_next(f.g->nodes, 0));
            set_add(y, set_next(f.g->nodes, set_next(f.g->nodes, 0) + 1));
            mem_fail_after(n);
            bool done = panel_graph(&s, &p, DIR_DOWN, &fixed_metrics, &size) &&
                        graph_figure_roles(&w, f.g, x, y, z, &role, &arrow, &narrows);
            bool failed = mem_failed();
            mem_fail_after(-1);
            survives = done != failed && (d.n || d.out_of_memory) == failed;
            arena_free(&a);
            arena_free(&b);
            arena_free(&messages);
            requests++;
            if (!failed)
                break;
        }
    ok(survives && requests > 30, "each of %ld failures of the heap is reported", requests);
}

int main(void)
{
    static char letters[26];
    for (int i = 0; i < 26; i++) {
        letters[i] = (char)('A' + i);
        letter_names[i] = (struct str){&letters[i], 1};
    }
    test_named();
    test_random(5, 0.5, 0.2, 700);
    test_random(8, 0.3, 0.15, 700);
    test_random(10, 0.25, 0.1, 500);
    test_random(9, 0.6, 0.3, 100);
    test_panels();
    test_front_door();
    test_symmetry();
    test_empty();
    test_memory();
    return tap_done();
}
