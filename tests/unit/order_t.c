/* order_t.c -- orders of elimination: every axis once, the cost that is told is the one that is paid, none
 * cheaper than the least, and no table larger than a clique where the graph is chordal. */
#include "tap.h"

#include "stoch/order.h"

#include <math.h>
#include <string.h>

enum { MOST = 200, FEW = 7 };

static struct arena arena;
static struct diags diags;
static struct work work;
static uint64_t state = 7;

static uint32_t draw(uint32_t n)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33) % n;
}

struct problem {
    struct order_problem p;
    uint32_t length[MOST], pair[MOST * MOST / 2][2];
    uint8_t phase[MOST];
    struct scope scope[MOST * MOST / 2];
};

static void begin(struct problem *q, uint32_t n)
{
    arena_free(&arena);
    diags = (struct diags){.arena = &arena};
    work = (struct work){&arena, &diags, NULL};
    q->p = (struct order_problem){.naxes = n, .length = q->length, .scope = q->scope, .phase = q->phase};
    for (uint32_t v = 0; v < n; v++) {
        q->length[v] = 2 + draw(4);
        q->phase[v] = 0;
    }
}

static void edge(struct problem *q, uint32_t a, uint32_t b)
{
    uint32_t k = q->p.nscopes++;
    q->pair[k][0] = a;
    q->pair[k][1] = b;
    q->scope[k] = (struct scope){2, q->pair[k]};
}

/* What an order costs, by elimination on a matrix, and its largest table; the kept axes end in one table. */
static double cost(const struct problem *q, const uint32_t *order, uint32_t n, double *largest)
{
    static bool joined[MOST][MOST];
    static bool gone[MOST];
    double total = 0, kept = 1;
    *largest = 0;
    memset(joined, 0, sizeof joined);
    memset(gone, 0, sizeof gone);
    for (uint32_t k = 0; k < q->p.nscopes; k++)
        joined[q->pair[k][0]][q->pair[k][1]] = joined[q->pair[k][1]][q->pair[k][0]] = true;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t v = order[i];
        double entries = q->length[v];
        gone[v] = true;
        for (uint32_t a = 0; a < q->p.naxes; a++) {
            if (gone[a] || !joined[v][a])
                continue;
            entries *= q->length[a];
            for (uint32_t b = 0; b < q->p.naxes; b++)
                if (b != a && !gone[b] && joined[v][b])
                    joined[a][b] = true;
        }
        total += entries;
        *largest = fmax(*largest, entries);
    }
    for (uint32_t v = 0; v < q->p.naxes; v++)
        kept *= q->phase[v] == ORDER_KEPT ? q->length[v] : 1;
    return total + kept;
}

/* The least cost of all orders of the axes in left[]. */
static double least(const struct problem *q, uint32_t *order, uint32_t at, uint32_t n)
{
    double best = INFINITY, largest;
    if (at == n)
        return cost(q, order, n, &largest);
    for (uint32_t i = at; i < n; i++) {
        uint32_t t = order[at];
        order[at] = order[i];
        order[i] = t;
        best = fmin(best, least(q, order, at + 1, n));
        order[i] = order[at];
        order[at] = t;
    }
    return best;
}

/* Each axis once that is not kept, those of phase 0 first, and the cost as told. */
static bool sound(const struct problem *q, const struct order *o)
{
    bool seen[MOST] = {false};
    uint32_t wanted = 0;
    uint8_t phase = 0;
    double largest;
    for (uint32_t v = 0; v < q->p.naxes; v++)
        wanted += q->phase[v] != ORDER_KEPT;
    for (uint32_t i = 0; i < o->n; i++) {
        uint32_t v = o->axis[i];
        if (seen[v] || q->phase[v] == ORDER_KEPT || q->phase[v] < phase)
            return false;
        seen[v] = true;
        phase = q->phase[v];
    }
    return o->n == wanted && fabs(cost(q, o->axis, o->n, &largest) - o->total) <= 1e-9 * o->total;
}

static void random_graphs(void)
{
    static struct problem q;
    uint32_t unsound = 0, dear = 0, cheap = 0;
    for (int i = 0; i < 400; i++) {
        struct order o;
        uint32_t order[FEW], n = 0, axes = 2 + draw(FEW - 1);
        begin(&q, axes);
        for (uint32_t a = 0; a < axes; a++)
            for (uint32_t b = 0; b < a; b++)
                if (draw(2))
                    edge(&q, a, b);
        for (uint32_t v = 0; v < axes; v++)
            if (draw(5) == 0)
                q.phase[v] = ORDER_KEPT;
            else
                order[n++] = v;
        if (!order_find(&o, &work, &q.p) || !sound(&q, &o)) {
            unsound++;
            continue;
        }
        double best = least(&q, order, 0, n);
        cheap += o.total < best * (1 - 1e-9);
        dear += o.total > best * 1.5;
    }
    ok(unsound == 0, "400 small graphs: every axis once, at the cost that is told");
    ok(cheap == 0, "none cheaper than the least of all orders");
    ok(dear == 0, "and none half as much again");
}

/* Each new axis is joined to some members of one clique, so that the graph is chordal. */
static void chordal_graphs(void)
{
    static struct problem q;
    static uint32_t clique[MOST][MOST], size[MOST], given[MOST];
    uint32_t wrong = 0;
    for (int i = 0; i < 60; i++) {
        struct order o;
        uint32_t axes = 3 + draw(120);
        begin(&q, axes);
        size[0] = 1;
        clique[0][0] = 0;
        for (uint32_t v = 1; v < axes; v++) {
            uint32_t from = draw(v), n = 0;
            for (uint32_t k = 0; k < size[from] && n < 4; k++)
                if (draw(3)) {
                    edge(&q, v, clique[from][k]);
                    clique[v][n++] = clique[from][k];
                }
            clique[v][n++] = v;
            size[v] = n;
        }
        for (uint32_t v = 0; v < axes; v++)
            given[v] = axes - 1 - v;
        double perfect, found;
        cost(&q, given, axes, &perfect);
        if (!order_find(&o, &work, &q.p) || !sound(&q, &o)) {
            wrong++;
            continue;
        }
        cost(&q, o.axis, o.n, &found);
        wrong += found > perfect;
    }
    ok(wrong == 0, "60 chordal graphs: no table larger than a clique");
}

static void cliques_and_phases(void)
{
    static struct problem q;
    struct order o;
    begin(&q, 22);
    for (uint32_t a = 0; a < 22; a++)
        for (uint32_t b = 0; b < a; b++)
            edge(&q, a, b);
    ok(order_find(&o, &work, &q.p) && sound(&q, &o), "a clique of 22");
    uint32_t unsound = 0;
    for (int i = 0; i < 200; i++) {
        uint32_t axes = 10 + draw(60);
        begin(&q, axes);
        for (uint32_t k = 0; k < 2 * axes; k++) {
            uint32_t a = draw(axes), b = draw(axes);
            if (a != b)
                edge(&q, a, b);
        }
        for (uint32_t v = 0; v < axes; v++)
            q.phase[v] = (uint8_t)draw(3);
        unsound += !order_find(&o, &work, &q.p) || !sound(&q, &o);
    }
    ok(unsound == 0, "200 graphs in two phases with kept axes");
}

int main(void)
{
    random_graphs();
    chordal_graphs();
    cliques_and_phases();
    arena_free(&arena);
    return tap_done();
}
