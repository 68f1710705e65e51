/* chain_t.c -- a formula over a model too large for its joint: X1 -> M1 -> X2 -> M2 .. of 60 observed
 * variables, where consecutive X share a hidden cause.  The front door through one mediator, and through one
 * in the middle of the chain, equals surgery; no table on the way has more than a few entries. */
#include "identify/identify.h"
#include "stoch/stoch.h"
#include "tap.h"

#include <time.h>

enum { PAIRS = 30, OBSERVED = 2 * PAIRS, HIDDEN = PAIRS - 1, ALL = OBSERVED + HIDDEN };

struct chain {
    struct arena arena;
    struct diags diags;
    struct work w;
    struct wire wire[ALL];
    struct box box[ALL];
    const struct box *order[ALL];
    uint32_t port[ALL][4], out[OBSERVED];
    struct diagram d;
};

static const struct str states[] = {STR("0"), STR("1"), STR("2")};
static const struct type two = {.n = 2, .state = states}, three = {.n = 3, .state = states};

/* Wires: X_i is 2i, M_i is 2i+1, the hidden cause of X_i and X_i+1 is OBSERVED + i. Hidden boxes come first.
 */
static void build(struct chain *c)
{
    *c = (struct chain){.w = {&c->arena, &c->diags, NULL}, .diags.arena = &c->arena};
    for (uint32_t v = 0; v < ALL; v++) {
        uint32_t n = 0, *port = c->port[v], i = v / 2;
        if (v > 0 && v < OBSERVED)
            port[n++] = v - 1;
        if (v < OBSERVED && v % 2 == 0 && i > 0)
            port[n++] = OBSERVED + i - 1;
        if (v < OBSERVED && v % 2 == 0 && i < HIDDEN)
            port[n++] = OBSERVED + i;
        port[n] = v;
        c->wire[v] = (struct wire){.name = STR("V"), .type = v % 3 ? &two : &three};
        c->box[v] = (struct box){
            .name = STR("V"), .kind = BOX_MECHANISM, .nin = n, .nout = 1, .in = port, .out = port + n};
        c->order[v < OBSERVED ? v + HIDDEN : v - OBSERVED] = &c->box[v];
        if (v < OBSERVED)
            c->out[v] = v;
    }
    c->d = (struct diagram){
        .nwires = ALL, .wire = c->wire, .nout = OBSERVED, .out = c->out, .nboxes = ALL, .box = c->order};
}

/* sum_m P(m | x) sum_x' P(x') P(y | x', m) */
static est front_door(struct work *w, struct est_pool *pool, uint32_t vx, uint32_t vm, uint32_t vy)
{
    struct symbol x = {vx, 0}, x1 = {vx, 1}, m = {vm, 0}, y = {vy, 0}, given[] = {{vx, 1}, {vm, 0}};
    est inner[] = {est_p(w, pool, &x1, 1, NULL, 0), est_p(w, pool, &y, 1, given, 2)};
    est outer[] = {est_p(w, pool, &m, 1, &x, 1), est_sum(w, pool, &x1, 1, est_product(w, pool, inner, 2))};
    return est_sum(w, pool, &m, 1, est_product(w, pool, outer, 2));
}

static double milliseconds(struct timespec from)
{
    struct timespec now;
    timespec_get(&now, TIME_UTC);
    return (double)(now.tv_sec - from.tv_sec) * 1e3 + (double)(now.tv_nsec - from.tv_nsec) / 1e6;
}

/* P(y | do(x)) with x open, or fixed to 1: the largest difference from surgery. */
static double compare(struct chain *c, const struct diagram *d, uint32_t x, uint32_t y, bool fixed)
{
    struct est_pool pool;
    struct evaluation v;
    struct surgery record;
    struct timespec start;
    uint32_t card[ALL], order[] = {x, y};
    bool impossible;
    for (uint32_t i = 0; i < ALL; i++)
        card[i] = d->wire[i].type->n;
    struct diagram *operated =
        fixed ? diagram_do_point(&c->w, d, x, 1, &record) : diagram_do_open(&c->w, d, x, &record);
    struct tensor *want =
        operated ? stoch_conditional(&c->w, operated, &y, 1, NULL, 0, NULL, 0, &impossible) : NULL;
    est e = est_pool_init(&pool, &c->arena) ? front_door(&c->w, &pool, x, x + 1, y) : 0;
    timespec_get(&start, TIME_UTC);
    bool good = e && want &&
                stoch_evaluate(&v, &c->w, &pool, e, source_of_diagram(d), order + fixed, 2 - fixed,
                               &(struct evidence){x, 1}, fixed, card);
    double took = milliseconds(start), worst = good && v.value->cells == want->cells ? 0 : INFINITY;
    for (size_t i = 0; good && i < want->cells; i++)
        worst = fmax(worst, fabs(v.value->p[i] - want->p[i]));
    printf("# do(V%u), V%u: %.2f ms\n", x, y, took);
    ok(took < 500, "without the joint");
    return worst;
}

int main(void)
{
    struct chain c;
    build(&c);
    struct diagram *d = stoch_random(&c.w, &c.d, 7);
    ok(d != NULL, "a chain of %d observed variables", OBSERVED);
    near(compare(&c, d, 0, 2, false), 0, 1e-12, "next to it");
    near(compare(&c, d, 0, OBSERVED - 1, false), 0, 1e-12, "the whole chain");
    near(compare(&c, d, 0, OBSERVED - 1, true), 0, 1e-12, "the same at one value");
    near(compare(&c, d, 28, 31, false), 0, 1e-12, "in the middle");
    near(compare(&c, d, 28, 31, true), 0, 1e-12, "the same at one value");
    arena_free(&c.arena);
    return tap_done();
}
