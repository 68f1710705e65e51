/* identify_random_t.c -- identification against truncated factorisation on random models with hidden causes:
 * whenever it says "identifiable", the formula over P(V) has the interventional value; and it says so
 * whenever the criterion of Tian and Pearl holds. */
#include "identify/identify.h"
#include "tap.h"

#include "brute_force.h"

static struct brute model;
static struct diags diags;
static int by[BY_GENERAL + 1], refused, wrong, steps_wrong, symbols_wrong, too_timid, too_bold, cuts,
    projections, exchanges;

/* x has no child among its bidirected kin, counting only nodes in `among`; written down without the library.
 */
static bool criterion(const struct graph *g, uint32_t x, uint32_t among)
{
    uint32_t kin = 1u << x;
    for (uint32_t before = 0; before != kin;) {
        before = kin;
        for (uint32_t v = 0; v < g->n; v++)
            if (before >> v & 1)
                kin |= (uint32_t)g->bi[v].w[0] & among;
    }
    return !(kin & (uint32_t)g->ch[x].w[0] & among);
}

static uint32_t ancestors(const struct graph *g, uint32_t of)
{
    for (uint32_t before = 0; before != of;) {
        before = of;
        for (uint32_t v = 0; v < g->n; v++)
            if (before >> v & 1)
                of |= (uint32_t)g->pa[v].w[0];
    }
    return of;
}

static uint32_t bits(struct set s)
{
    return (uint32_t)s.w[0];
}

/* Free symbols are the query's, without primes. */
static bool symbols_fit(const struct identify_query *q, const struct est_pool *p, est e)
{
    const struct est_node *n = est_get(p, e);
    uint32_t all = bits(q->x) | bits(q->y) | bits(q->z);
    bool good = true;
    for (uint32_t i = 0; good && i < n->nfree; i++)
        good = !n->free[i].prime && all >> n->free[i].var & 1;
    return good;
}

/* A step that simplifies keeps the value (on this joint, which fits the graph). */
static bool steps_keep_value(const struct derivation *d, const struct est_pool *p, const double *joint)
{
    for (size_t i = 1; i < d->n; i++) {
        if (d->step[i].rule != STEP_SIMPLIFY)
            continue;
        for (uint32_t k = 0; k < 8; k++) {
            struct values v = {.joint = joint, .n = model.n};
            for (uint32_t j = 0; j < model.n; j++)
                v.at[j][0] = random_below(2);
            if (!(fabs(brute_value(p, d->step[i].formula, &v) - brute_value(p, d->step[i - 1].formula, &v)) <
                  1e-10))
                return false;
        }
    }
    return true;
}

static void ask(struct work *w, const struct graph *g, const struct identify_query *q, const double *joint,
                bool must)
{
    struct est_pool pool;
    struct identification out;
    if (!est_pool_init(&pool, w->arena) || !identify(&out, w, g, q, &pool)) {
        wrong++;
        return;
    }
    for (size_t i = 0; i < out.derivation.n; i++) {
        cuts += out.derivation.step[i].rule == STEP_CUT;
        projections += out.derivation.step[i].rule == STEP_PROJECT;
        exchanges += out.derivation.step[i].rule == STEP_EXCHANGE;
    }
    if (!out.identifiable) {
        refused++;
        too_timid += must;
        wrong += !set_has(q->x, out.culprit) && !set_has(q->z, out.culprit);
        wrong += !set_has(g->ch[out.culprit], out.child) || out.path.node[0] != out.culprit ||
                 out.path.node[out.path.count - 1] != out.child;
        for (uint32_t i = 0; i + 1 < out.path.count; i++)
            wrong += !set_has(g->bi[out.path.node[i]], out.path.node[i + 1]);
        return;
    }
    by[out.criterion]++;
    wrong += !(brute_error(&model, q, &pool, out.estimand) < 1e-10);
    symbols_wrong += !symbols_fit(q, &pool, out.estimand);
    steps_wrong += !steps_keep_value(&out.derivation, &pool, joint);
}

static void round_of_queries(struct work *w)
{
    static double joint[1 << MOST_NODES];
    uint32_t n = 2 + random_below(MOST_NODES - 2);
    struct graph *g = random_graph(w, n, 0.2 + 0.5 * random_unit(), 0.5 * random_unit());
    if (!brute_init(&model, g))
        return;
    brute_joint(&model, 0, joint);
    struct set s[3];
    for (int i = 0; i < 3; i++)
        s[i] = set_new(w->arena, n);
    struct identify_query q = {s[0], s[1], s[2]};

    /* The effect of one variable on all others: an exact criterion. */
    uint32_t x = random_below(n), all = (1u << n) - 1;
    s[0].w[0] = all & ~(1u << x);
    s[1].w[0] = 1u << x;
    int before = refused;
    bool holds = criterion(g, x, all);
    ask(w, g, &q, joint, holds);
    too_bold += !holds && refused == before;

    /* On a few others: the criterion suffices. */
    uint32_t y = random_below(n);
    if (y != x) {
        s[0].w[0] = 1u << y;
        uint32_t above = ancestors(g, 1u << y);
        ask(w, g, &q, joint, !(above >> x & 1) || criterion(g, x, above));
    }
    /* Anything: joint interventions, several outcomes, conditions. */
    for (int k = 0; k < 3; k++) {
        for (int i = 0; i < 3; i++)
            set_clear(s[i]);
        random_parts(n, s, (double[]){0.3, 0.35, k ? 0.2 : 0}, 3);
        if (!set_empty(s[0]))
            ask(w, g, &q, joint, set_empty(s[1]));
    }
}

int main(void)
{
    random_state = 31;
    for (int round = 0; round < 12000; round++) {
        struct arena a = {0};
        diags.arena = &a;
        struct work w = {&a, &diags, NULL};
        round_of_queries(&w);
        arena_free(&a);
    }
    int answered = 0;
    for (int i = 0; i <= BY_GENERAL; i++)
        answered += by[i];
    ok(wrong == 0, "%d formulas have the interventional value, %d refusals show a path (%d wrong)", answered,
       refused, wrong);
    ok(symbols_wrong == 0, "free symbols are the query's (%d wrong)", symbols_wrong);
    ok(steps_wrong == 0, "simplification keeps the value (%d wrong)", steps_wrong);
    ok(too_timid == 0, "identified wherever the criterion holds (%d not)", too_timid);
    ok(too_bold == 0, "and for all other variables only there (%d elsewhere)", too_bold);
    for (int i = 0; i <= BY_GENERAL; i++)
        ok(by[i] > 10, "%d by %s", by[i], identify_criterion_name((enum identify_criterion)i));
    ok(refused > 1000 && cuts > 1000 && projections > 200 && exchanges > 10,
       "all ways occur: %d refused, %d cuts, %d projections, %d exchanges", refused, cuts, projections,
       exchanges);
    return tap_done();
}
