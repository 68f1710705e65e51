/* theory_memory_t.c -- questions about graphs when memory runs out: every request for memory fails in turn,
 * the failure is reported, and nothing else is. */
#include "identify/verma.h"
#include "random_graph.h"
#include "structure/structure.h"
#include "tap.h"
#include "witness/witness.h"

#include "base/mem.h"

enum { NODES = 6, GRAPHS = 12, LIMIT = 20 };

struct question {
    const struct graph *g;
    struct set x, y, z, none;
};

typedef bool asking(struct work *w, const struct question *q);

static bool paths(struct work *w, const struct question *q)
{
    struct path_list list;
    return structure_paths(w, q->g, q->x, q->y, q->z, LIMIT, &list);
}

static bool separators(struct work *w, const struct question *q)
{
    struct set_list list;
    struct set one;
    bool found;
    return structure_separators(w, q->g, q->x, q->y, q->none, q->g->nodes, LIMIT, &list) &&
           structure_separator(w, q->g, q->x, q->y, q->none, q->g->nodes, &one, &found);
}

static bool adjustment(struct work *w, const struct question *q)
{
    struct set_list list;
    struct adjustment_test test;
    struct set best;
    bool found;
    return structure_adjustment_sets(w, q->g, q->x, q->y, q->none, LIMIT, &list) &&
           structure_adjustment_test(w, q->g, q->x, q->y, q->z, &test) &&
           structure_optimal_set(w, q->g, q->x, q->y, &best, &found);
}

static bool front_doors(struct work *w, const struct question *q)
{
    struct set_list list;
    struct front_door_test test;
    return structure_front_door_sets(w, q->g, q->x, q->y, LIMIT, &list) &&
           structure_front_door_test(w, q->g, q->x, q->y, q->z, &test);
}

static bool instruments(struct work *w, const struct question *q)
{
    struct instrument_list list;
    return structure_instruments(w, q->g, set_next(q->x, 0), set_next(q->y, 0), &list);
}

static bool implications(struct work *w, const struct question *q)
{
    struct implication_list list;
    return structure_implications(w, q->g, LIMIT, &list);
}

static bool constraints(struct work *w, const struct question *q)
{
    struct verma_list list;
    struct est_pool pool;
    if (!est_pool_init(&pool, w->arena))
        return diag_oom(w->diags);
    return verma_constraints(w, q->g, &pool, LIMIT, &list);
}

static bool identification(struct work *w, const struct question *q)
{
    struct identify_query query = {q->y, q->x, q->z};
    struct identification id;
    struct witness pair;
    struct est_pool pool;
    bool found;
    if (!est_pool_init(&pool, w->arena))
        return diag_oom(w->diags);
    if (!identify(&id, w, q->g, &query, &pool))
        return false;
    return id.identifiable || witness_find(&pair, &found, w, q->g, &query, &id, STR("m"));
}

/* Ask with the n-th request failing, for every n until none fails. */
static bool survives(asking *ask, const struct question *q, long *requests)
{
    for (long n = 0;; n++) {
        struct arena a = {0}, messages = {0};
        struct diags d = {.arena = &messages};
        mem_fail_after(n);
        bool done = ask(&(struct work){&a, &d, NULL}, q), failed = mem_failed();
        mem_fail_after(-1);
        bool told = d.n || d.out_of_memory;
        arena_free(&a);
        arena_free(&messages);
        if (done == failed || told != failed)
            return false;
        if (!failed)
            return true;
        ++*requests;
    }
}

int main(void)
{
    static const struct {
        const char *name;
        asking *ask;
    } asked[] = {{"paths", paths},
                 {"separators", separators},
                 {"adjustment sets", adjustment},
                 {"front-door sets", front_doors},
                 {"instruments", instruments},
                 {"implied independences", implications},
                 {"Verma constraints", constraints},
                 {"identification and witness", identification}};
    for (size_t k = 0; k < sizeof asked / sizeof *asked; k++) {
        long requests = 0;
        int good = 0;
        random_state = 1990;
        for (int i = 0; i < GRAPHS; i++) {
            struct arena a = {0};
            struct diags d = {.arena = &a};
            struct work w = {&a, &d, NULL};
            struct set part[3];
            for (int s = 0; s < 3; s++)
                part[s] = set_new(&a, NODES);
            struct question q = {.g = random_graph(&w, NODES, 0.5, 0.3), .none = set_new(&a, NODES)};
            random_parts(NODES, part, (double[]){0.3, 0.3, 0.1}, 3);
            q.x = part[0];
            q.y = part[1];
            q.z = part[2];
            bool whole = !set_empty(q.x) && !set_empty(q.y);
            good += !whole || survives(asked[k].ask, &q, &requests);
            arena_free(&a);
        }
        ok(good == GRAPHS && requests > GRAPHS, "%s: each of %ld failures of the heap is reported",
           asked[k].name, requests);
    }
    return tap_done();
}
