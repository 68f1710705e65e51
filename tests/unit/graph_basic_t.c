/* graph_basic_t.c -- building, cutting, ordering and printing graphs. */
#include "graph/graph.h"
#include "tap.h"

#include "base/mem.h"
#include "random_graph.h"

#include <string.h>

enum { S, T, C, H };
static const struct str names[] = {{"S", 1}, {"T", 1}, {"C", 1}, {"H", 1}};

static struct arena arena;
static struct diags diags = {.arena = &arena};
static struct work work = {&arena, &diags, NULL};

static struct graph *smoking(struct work *w)
{
    struct graph *g = graph_new(w, 4, names);
    if (!g)
        return NULL;
    graph_edge(g, H, S);
    graph_edge(g, H, C);
    graph_edge(g, S, T);
    graph_edge(g, T, C);
    set_add(g->latent, H);
    return g;
}

static struct set set_of(uint32_t n, const uint32_t *v)
{
    struct set s = set_new(&arena, 4);
    for (uint32_t i = 0; i < n; i++)
        set_add(s, v[i]);
    return s;
}
#define SET(...) set_of(sizeof((uint32_t[]){__VA_ARGS__}) / 4, (uint32_t[]){__VA_ARGS__})

static bool dumps(const struct graph *g, const char *text)
{
    struct buf b = {0};
    graph_dump(&b, g);
    bool same = str_eq(buf_str(&b), str_of(text));
    if (!same)
        printf("# %.*s", STR_ARG(buf_str(&b)));
    buf_free(&b);
    return same;
}

static void surgeries(void)
{
    struct graph *g = smoking(&work), *p = graph_project(&work, g);
    ok(dumps(g, "S: parents H\nT: parents S\nC: parents T H\nH: hidden\n"), "dump");
    ok(dumps(p, "S: bidirected C\nT: parents S\nC: parents T, bidirected S\n"),
       "projection of the smoking study");
    ok(dumps(graph_cut_incoming(&work, p, SET(C)), "S: no parents\nT: parents S\nC: no parents\n"),
       "cut incoming");
    ok(dumps(graph_cut_outgoing(&work, p, SET(S, T)), "S: bidirected C\nT: no parents\nC: bidirected S\n"),
       "cut outgoing");
    ok(dumps(graph_induced(&work, p, SET(S, C)), "S: bidirected C\nC: bidirected S\n"), "induced");
    ok(dumps(graph_induced(&work, g, SET(H, T)), "T: no parents\nH: hidden\n"), "induced keeps the hidden");
    ok(dumps(g, "S: parents H\nT: parents S\nC: parents T H\nH: hidden\n"), "the original is untouched");
}

static void reach(void)
{
    struct graph *g = graph_project(&work, smoking(&work));
    struct set out = set_new(&arena, 4);
    graph_ancestors(out, g, SET(T));
    ok(set_eq(out, SET(S, T)), "ancestors");
    graph_descendants(out, g, SET(T));
    ok(set_eq(out, SET(T, C)), "descendants");
    graph_district(out, g, C);
    ok(set_eq(out, SET(S, C)), "district");
    uint32_t n = 0;
    struct set *d = graph_districts(&work, g, &n);
    ok(n == 2 && set_eq(d[0], SET(S, C)) && set_eq(d[1], SET(T)), "districts");
    ok(graph_markov_pillow(out, g, C, SET(S, T), &work) && set_eq(out, SET(S, T)), "pillow of C");
    ok(graph_markov_pillow(out, g, T, SET(S), &work) && set_eq(out, SET(S)), "pillow of T");
    struct graph *none = graph_new(&work, 0, names);
    ok(none && graph_districts(&work, none, &n) && n == 0, "the empty graph has no districts");
}

static void paths(void)
{
    struct graph *g = graph_project(&work, smoking(&work));
    struct graph_path p;
    struct buf b = {0};
    ok(graph_bidirected_path(&work, g, S, SET(C), &p) && p.count == 2, "S <-> C");
    graph_print_path(&b, g, &p, false);
    ok(str_eq(buf_str(&b), STR("S <-> C")), "printed");
    ok(!graph_bidirected_path(&work, g, S, SET(T, S), &p) && p.count == 0, "none to T");
    b.n = 0;
    g = smoking(&work);
    ok(!graph_separated(&work, g, SET(S), SET(C), SET(T), &p), "S and C are open given T");
    graph_print_path(&b, g, &p, true);
    ok(str_eq(buf_str(&b), STR("S ← H → C")), "by way of H");
    buf_free(&b);
    ok(graph_separated(&work, g, SET(S), SET(C), SET(T, H), &p), "and closed given T and H");
    ok(graph_separated(&work, g, SET(S), SET(S), SET(S), &p), "what is given is separated from itself");
    ok(!graph_separated(&work, g, SET(S, T), SET(T, C), SET(H), &p) && p.count == 1 && p.node[0] == T,
       "what is asked about twice is its own path");
}

static void orders(void)
{
    uint32_t order[4], n;
    struct graph *g = smoking(&work);
    ok(graph_order(g, order, &n, &work) && n == 4 && order[0] == H && order[1] == S && order[2] == T &&
           order[3] == C,
       "order");
    graph_edge(g, C, S);
    ok(!graph_order(g, order, &n, &work) && n == 3, "a cycle of three");
    bool closed = true;
    for (uint32_t i = 0; i < n; i++)
        closed &= set_has(g->ch[order[i]], order[(i + 1) % n]);
    ok(closed, "each points to the next");
    graph_edge(g, H, H);
    ok(!graph_order(g, order, &n, &work) && n >= 1, "a loop");
}

static void random_orders(void)
{
    int bad = 0, cycles = 0;
    random_state = 5;
    for (int round = 0; round < 2000; round++) {
        struct arena a = {0};
        struct work w = {&a, &diags, NULL};
        uint32_t order[10], n, at[10], size = 2 + random_below(8);
        struct graph *g = random_graph(&w, size, 0.3, 0.2);
        if (round % 2) {
            uint32_t from = random_below(size), to = random_below(size);
            if (from != to)
                graph_edge(g, from, to);
        }
        if (graph_order(g, order, &n, &w)) {
            bad += n != size;
            for (uint32_t i = 0; i < n; i++)
                at[order[i]] = i;
            for (uint32_t v = 0; v < size; v++)
                SET_EACH (c, g->ch[v])
                    bad += at[v] >= at[c];
        } else {
            cycles++;
            for (uint32_t i = 0; i < n; i++)
                bad += !set_has(g->ch[order[i]], order[(i + 1) % n]);
        }
        arena_free(&a);
    }
    ok(bad == 0 && cycles > 100, "2000 random orders, %d of them cycles", cycles);
}

/* Everything there is, once. */
static bool everything(struct work *w)
{
    struct set a = set_new(w->arena, 4), b = set_new(w->arena, 4), out = set_new(w->arena, 4);
    if (!set_ok(a) || !set_ok(b) || !set_ok(out))
        return diag_oom(w->diags);
    struct graph *g = smoking(w), *p = g ? graph_project(w, g) : NULL;
    uint32_t n, order[4];
    struct graph_path path;
    if (!p || !graph_induced(w, p, g->nodes) || !graph_cut_incoming(w, p, a) || !graph_cut_outgoing(w, p, a))
        return false;
    set_add(a, S);
    set_add(b, C);
    if (!graph_order(p, order, &n, w) || !graph_districts(w, p, &n) ||
        !graph_markov_pillow(out, p, C, a, w) || !graph_bidirected_path(w, p, S, b, &path))
        return false;
    set_clear(out);
    return !graph_separated(w, p, a, b, out, &path) && path.count == 2;
}

static void out_of_memory(void)
{
    bool told = true;
    long n = 0;
    for (bool done = false; !done && n < 1000; n++) {
        struct arena a = {0}, messages = {0};
        struct diags d = {.arena = &messages};
        struct work w = {&a, &d, NULL};
        mem_fail_after(n);
        done = everything(&w);
        mem_fail_after(-1);
        told &= done || d.n || d.out_of_memory;
        arena_free(&a);
        arena_free(&messages);
    }
    ok(told && n > 5 && n < 1000, "each of %ld failures of the heap is reported", n - 1);
}

int main(void)
{
    surgeries();
    reach();
    paths();
    orders();
    random_orders();
    ok(diags.n == 0, "no complaints so far");
    out_of_memory();
    arena_free(&arena);
    return tap_done();
}
