/* structure_sets_t.c -- separators, adjustment sets and front-door sets against their definitions, tried on
 * every subset of thousands of random mixed graphs with hidden nodes. */
#include "tap.h"

#include "structure_naive.h"

static struct diags diags;
enum { ALL = 1000 };

/* Is z valid as an adjustment set? (Shpitser, VanderWeele and Robins 2010, on the DAG with its hidden nodes.)
 */
static bool adjusts(const struct dag *d, uint64_t x, uint64_t y, uint64_t z)
{
    uint64_t causal = dag_causal(d, x, y);
    struct dag doors = dag_without(d, x, causal);
    return !(z & ~d->observed) && !(z & (x | y | dag_below(d, causal))) && dag_separated(&doors, x, y, z);
}

static bool is_front_door(const struct dag *d, uint64_t x, uint64_t y, uint64_t m)
{
    struct dag no_m = dag_without(d, m, ~(uint64_t)0), no_x = dag_without(d, x, ~(uint64_t)0);
    if (m & (~d->observed | x | y))
        return false;
    struct dag past = dag_without(&no_m, ~(uint64_t)0, m); /* no way through m at all */
    return !(dag_below(&past, x & ~m) & y) && dag_separated(&no_x, x, m, 0) && dag_separated(&no_m, m, y, x);
}

static uint64_t path_ends(const struct graph_path *p)
{
    return p->count ? (uint64_t)1 << p->node[0] | (uint64_t)1 << p->node[p->count - 1] : 0;
}

struct tally {
    int bad, none, some, many;
};

static void count(struct tally *t, bool good, uint32_t n)
{
    t->bad += !good;
    t->none += n == 0;
    t->some += n > 0;
    t->many += n > 1;
}

static void check_separators(struct work *w, const struct graph *g, struct tally *t)
{
    struct dag d = dag_of(g);
    uint32_t n = g->n;
    bool valid[1 << 8] = {0}, any = false, found, limited_good;
    uint64_t a, b, may = random_bits() | random_bits() | random_bits(), must = 0;
    random_pair(g, &a, &b);
    may &= ((uint64_t)1 << n) - 1;
    if (!random_below(3))
        must = random_mask(n, 0);
    if (random_below(3))
        may |= must;
    struct set sa = set_of(w, n, a), sb = set_of(w, n, b), smust = set_of(w, n, must),
               smay = set_of(w, n, may);
    for (uint32_t z = 0; z < 1u << n; z++) {
        bool allowed = (z & must) == must && !(z & ~may) && !(z & ~d.observed) && !(z & (a | b) & ~must);
        valid[z] = allowed && dag_separated(&d, a, b, z);
        any = any || valid[z];
    }
    struct set z;
    struct set_list list, few;
    bool good = structure_separator(w, g, sa, sb, smust, smay, &z, &found) && found == any;
    good =
        good && structure_separators(w, g, sa, sb, smust, smay, ALL, &list) && lists_minimal(&list, valid, n);
    if (good && found) {
        bool listed = false;
        for (uint32_t i = 0; i < list.n; i++)
            listed = listed || set_eq(list.set[i], z);
        good = listed;
        /* Nearest to b: what it has and another one lacks, that other one cuts off from a. */
        for (uint32_t i = 0; good && i < list.n; i++) {
            uint64_t other = list.set[i].w[0], only = z.w[0] & ~other;
            good = dag_separated_within(&d, a, only, other, dag_above(&d, a | b | must));
        }
    }
    limited_good = structure_separators(w, g, sa, sb, smust, smay, 1, &few);
    good = good && limited_good && few.n == (list.n > 0) && few.more == (list.n > 1);
    count(t, good, list.n);
}

static void check_adjustment(struct work *w, const struct graph *g, struct tally *t)
{
    struct dag d = dag_of(g);
    uint32_t n = g->n;
    bool valid[1 << 8] = {0}, good = true;
    uint64_t x, y, must = random_below(3) ? 0 : random_mask(n, 0);
    random_pair(g, &x, &y);
    struct set sx = set_of(w, n, x), sy = set_of(w, n, y);
    struct set_list list;
    y &= ~x; /* a variable in both counts as one of X */
    for (uint32_t z = 0; z < 1u << n; z++) {
        struct adjustment_test test;
        bool right = adjusts(&d, x, y, z);
        good = good && structure_adjustment_test(w, g, sx, sy, set_of(w, n, z), &test);
        good = good && right == (test.verdict == ADJUSTMENT_VALID);
        uint64_t bad = x | y | dag_below(&d, dag_causal(&d, x, y));
        if (test.verdict == ADJUSTMENT_FORBIDDEN)
            good = good && z >> test.node & 1 && bad >> test.node & 1;
        if (test.verdict == ADJUSTMENT_LATENT)
            good = good && z >> test.node & 1 && !(d.observed >> test.node & 1);
        if (test.verdict == ADJUSTMENT_OPEN)
            good = good && path_ends(&test.path) & x && path_ends(&test.path) & y;
        valid[z] = right && (z & must) == must;
    }
    good = good && structure_adjustment_sets(w, g, sx, sy, set_of(w, n, must), ALL, &list);
    count(t, good && lists_minimal(&list, valid, n), list.n);
}

static void check_front_door(struct work *w, const struct graph *g, struct tally *t)
{
    struct dag d = dag_of(g);
    uint32_t n = g->n;
    bool valid[1 << 8] = {0}, good = true;
    uint64_t x, y;
    random_pair(g, &x, &y);
    struct set sx = set_of(w, n, x), sy = set_of(w, n, y);
    struct set_list list, few;
    for (uint32_t m = 0; m < 1u << n; m++) {
        struct front_door_test test;
        valid[m] = is_front_door(&d, x, y, m);
        good = good && structure_front_door_test(w, g, sx, sy, set_of(w, n, m), &test);
        good = good && valid[m] == (test.verdict == FRONT_DOOR_VALID);
    }
    good = good && structure_front_door_sets(w, g, sx, sy, ALL, &list) && lists_minimal(&list, valid, n);
    good = good && structure_front_door_sets(w, g, sx, sy, 1, &few);
    good = good && few.n == (list.n > 0) && few.more == (list.n > 1);
    count(t, good, list.n);
}

int main(void)
{
    enum { ROUNDS = 20000 };
    struct {
        const char *name;
        void (*check)(struct work *, const struct graph *, struct tally *);
        struct tally t;
    } kind[] = {{"separators", check_separators, {0}},
                {"adjustment sets", check_adjustment, {0}},
                {"front-door sets", check_front_door, {0}}};
    random_state = 5;
    for (int round = 0; round < ROUNDS; round++)
        for (int k = 0; k < 3; k++) {
            struct arena a = {0};
            diags.arena = &a;
            struct work w = {&a, &diags, NULL};
            kind[k].check(&w, random_hidden(&w, 3, k == 2 ? 8 : 7), &kind[k].t);
            arena_free(&a);
        }
    for (int k = 0; k < 3; k++) {
        struct tally t = kind[k].t;
        ok(t.bad == 0, "%s: %d graphs, every subset tried, the minimal ones listed", kind[k].name, ROUNDS);
        ok(t.none > ROUNDS / 20 && t.some > ROUNDS / 20 && t.many > ROUNDS / 300,
           "%s: none in %d, some in %d, several in %d", kind[k].name, t.none, t.some, t.many);
    }
    return tap_done();
}
