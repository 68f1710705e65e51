/* scene_graph_rules_t.c -- pictures of causal graphs: what stays where it was, what is symmetric, what is
 * told when there is no picture. */
#include "check_graph.h"
#include "tap.h"

#include "base/interrupt.h"
#include "base/mem.h"

static const char *const graphs[] = {"A>B B>C",
                                     "S>T T>C S=C",
                                     "W>Z Z>X X>Y W=X W=Y",
                                     "A=B B=C C=D D=A",
                                     "A>B A>C A>D A>E B>C B>D B>E C>D C>E D>E",
                                     "Z>X X>P P>Y Z>P X=Z Z=Y X=Y Z>Q Q>Y X=Q"};
enum { GRAPHS = sizeof graphs / sizeof *graphs };

/* ---- panels of one figure, and pictures of one panel ---- */

static void test_panels(void)
{
    struct arena a = {0};
    struct diags d = {.arena = &a};
    struct work w = {&a, &d, NULL};
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
    struct work w = {&a, &d, NULL};
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
                {"two confounded causes", "A>C B>C A=B"}};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        for (int dir = DIR_RIGHT; dir <= DIR_DOWN; dir++) {
            struct arena a = {0};
            struct diags d = {.arena = &a};
            struct work w = {&a, &d, NULL};
            struct graph_figure f = {.g = parse(&w, list[i].edges)};
            struct panel p = {.kind = PANEL_GRAPH, .graph = &f};
            struct scene_parts s = {.w = &w};
            struct panel_size size;
            bool drawn = panel_graph(&s, &p, (enum picture_dir)dir, &fixed_metrics, &size);
            ok(drawn && mirrored(&s, &size, dir == DIR_DOWN), "%s is symmetric", list[i].name);
            arena_free(&a);
        }
}

/* ---- limits ---- */

static void test_empty(void)
{
    struct arena a = {0};
    struct diags d = {.arena = &a};
    struct work w = {&a, &d, NULL};
    struct graph_figure f = {.g = graph_new(&w, 0, NULL)};
    struct panel p = {.kind = PANEL_GRAPH, .graph = &f};
    struct scene_parts s = {.w = &w};
    struct panel_size size;
    ok(panel_graph(&s, &p, DIR_RIGHT, &fixed_metrics, &size) && !s.nmarks, "a graph without nodes");
    arena_free(&a);
}

/* What cannot be drawn is told. */
static void test_refusals(void)
{
    for (int i = 0; i < 2; i++) {
        struct arena a = {0};
        struct diags d = {.arena = &a};
        struct work w = {&a, &d, NULL};
        struct graph_figure f = {.g = parse(&w, i ? "A>B B>C C>A" : "A>B B>C")};
        struct panel p = {.kind = PANEL_GRAPH, .graph = &f};
        struct scene_parts s = {.w = &w};
        struct panel_size size;
        interrupt_flag = !i;
        ok(!panel_graph(&s, &p, DIR_RIGHT, &fixed_metrics, &size) && d.n == 1 &&
               !strcmp(d.list[0].code, i ? "cycle" : "interrupted"),
           i ? "a circle" : "an interrupt");
        interrupt_flag = 0;
        arena_free(&a);
    }
}

/* Roles of nodes and arrows reach the scene, whichever end of a bidirected edge is named first. */
static void test_roles(void)
{
    struct arena a = {0};
    struct diags d = {.arena = &a};
    struct work w = {&a, &d, NULL};
    static const struct figure_arrow arrow[] = {{'D' - 'A', 'B' - 'A', true, ARROW_BIASING},
                                                {'A' - 'A', 'B' - 'A', false, ARROW_CAUSAL}};
    enum graph_role role[26] = {NODE_EXPOSURE, NODE_ADJUSTED, NODE_OUTCOME};
    struct graph_figure f = {.g = parse(&w, "A>B B>C B=D D>C"), .role = role, .narrows = 2, .arrow = arrow};
    struct set dim = set_new(&a, 26);
    set_add(dim, 'C' - 'A');
    struct panel p = {.kind = PANEL_GRAPH, .graph = &f, .dim = dim};
    struct scene_parts s = {.w = &w};
    struct panel_size size;
    ok(panel_graph(&s, &p, DIR_RIGHT, &fixed_metrics, &size) && s.nmarks == 4 && s.nstrands == 4, "roles");
    bool roles = true, dims = true;
    for (size_t i = 0; i < s.nstrands; i++) {
        const struct strand *l = &s.strand[i];
        uint32_t from = s.mark[l->from].of;
        enum arrow_role want = l->curved ? ARROW_BIASING : from == 0 ? ARROW_CAUSAL : ARROW_PLAIN;
        roles = roles && l->role == want;
        dims = dims && !(l->flags & FLAG_DIM) == (s.mark[l->to].of != 2);
    }
    for (size_t i = 0; i < s.nmarks; i++) {
        roles = roles && s.mark[i].role == role[s.mark[i].of];
        dims = dims && !(s.mark[i].flags & FLAG_DIM) == (s.mark[i].of != 2);
    }
    ok(roles, "arrows and nodes have their roles");
    ok(dims, "what does not matter is dim, and its arrows are");
    arena_free(&a);
}

static void test_memory(void)
{
    long requests = 0;
    bool survives = true;
    for (int i = 0; i < GRAPHS && survives; i++)
        for (long n = 0; survives; n++) {
            struct arena a = {0}, b = {0}, messages = {0};
            struct diags d = {.arena = &messages};
            struct work w = {&a, &d, NULL};
            struct graph_figure f = {.g = parse(&(struct work){&b, &d, NULL}, graphs[i])};
            struct figure_region r = {f.g->nodes, REGION_HEDGE, {"F", 1}};
            struct set some = set_new(&b, 26);
            uint32_t last = 0;
            SET_EACH (v, f.g->nodes)
                last = v;
            set_add(some, set_next(f.g->nodes, 0));
            set_add(some, last);
            if (i == 1)
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
    name_letters();
    test_panels();
    test_front_door();
    test_symmetry();
    test_empty();
    test_refusals();
    test_roles();
    test_memory();
    return tap_done();
}
