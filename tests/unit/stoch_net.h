/* stoch_net.h -- random networks as diagrams, and their joint by enumeration, for the tests of stoch/. */
#ifndef CAUSAL_TESTS_STOCH_NET_H
#define CAUSAL_TESTS_STOCH_NET_H

#include "tap.h"

#include "base/mem.h"
#include "stoch/stoch.h"

#include <string.h>

static struct arena arena;
static struct diags diags;
static struct work work;

static inline void begin(void)
{
    diags = (struct diags){.arena = &arena};
    work = (struct work){.arena = &arena, .diags = &diags, NULL};
}

static inline void end(void)
{
    arena_free(&arena);
}

/* A small generator of its own, so that failures can be repeated anywhere. */
static uint64_t net_state = 1;

static inline uint32_t draw(uint32_t n)
{
    net_state = net_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(net_state >> 33) % n;
}

static const struct str net_states[] = {{"0", 1}, {"1", 1}, {"2", 1}, {"3", 1}};
static const struct type net_types[] = {{.n = 1, .state = net_states},
                                        {.n = 2, .state = net_states},
                                        {.n = 3, .state = net_states},
                                        {.n = 4, .state = net_states}};
static const struct str net_names[] = {{"A", 1}, {"B", 1}, {"C", 1}, {"D", 1},
                                       {"E", 1}, {"F", 1}, {"G", 1}, {"H", 1}};

enum { MOST_WIRES = 8 };

/* A diagram being built; boxes are added in topological order. */
struct net {
    struct diagram d;
    struct wire wire[MOST_WIRES];
    const struct box *box[MOST_WIRES];
    uint32_t in[MOST_WIRES], out[2 * MOST_WIRES];
};

static inline struct net *net_new(void)
{
    struct net *n = ARENA_NEW(&arena, struct net, 1);
    n->d.wire = n->wire;
    n->d.box = n->box;
    n->d.in = n->in;
    n->d.out = n->out;
    return n;
}

static inline uint32_t net_wire(struct net *n, uint32_t states)
{
    uint32_t wire = n->d.nwires++;
    n->wire[wire] = (struct wire){.name = net_names[wire], .type = &net_types[states - 1]};
    return wire;
}

/* A box named after its output; matrix is borrowed. */
static inline struct box *net_box(struct net *n, uint32_t out, const uint32_t *in, uint32_t nin,
                                  const double *matrix)
{
    struct box *b = ARENA_NEW(&arena, struct box, 1);
    uint32_t *ports = ARENA_NEW(&arena, uint32_t, nin + 1);
    for (uint32_t i = 0; i < nin; i++)
        ports[i] = in[i];
    ports[nin] = out;
    *b = (struct box){
        .name = n->wire[out].name, .nin = nin, .nout = 1, .in = ports, .out = ports + nin, .matrix = matrix};
    n->box[n->d.nboxes++] = b;
    return b;
}

static inline size_t states(const struct diagram *d, uint32_t wire)
{
    return d->wire[wire].type->n;
}

/* Random rows; every `zeros`-th entry or so is 0 (0: none). */
static inline double *random_rows(size_t rows, size_t columns, uint32_t zeros)
{
    double *m = ARENA_NEW(&arena, double, rows *columns);
    for (size_t r = 0; r < rows; r++) {
        double sum = 0, *row = m + r * columns;
        for (size_t i = 0; i < columns; i++)
            sum += row[i] = zeros && draw(zeros) == 0 ? 0 : 1 + draw(100);
        if (sum == 0)
            sum = row[draw((uint32_t)columns)] = 1;
        for (size_t i = 0; i < columns; i++)
            row[i] /= sum;
    }
    return m;
}

/* A closed network of n variables with random parents (one may be named twice), its wires numbered in no
 * particular order, all of them outputs. */
static inline struct net *random_net(uint32_t n, uint32_t most_states, uint32_t zeros)
{
    struct net *net = net_new();
    uint32_t order[MOST_WIRES];
    for (uint32_t i = 0; i < n; i++) {
        uint32_t k = draw(i + 1);
        order[net_wire(net, 2 + draw(most_states - 1))] = order[k];
        order[k] = i;
    }
    for (uint32_t i = 0; i < n; i++) {
        uint32_t in[MOST_WIRES + 1], nin = 0;
        size_t rows = 1;
        for (uint32_t k = 0; k < i; k++)
            if (draw(2))
                in[nin++] = order[k];
        if (nin && draw(8) == 0) {
            in[nin] = in[0];
            nin++;
        }
        for (uint32_t k = 0; k < nin; k++)
            rows *= states(&net->d, in[k]);
        net_box(net, order[i], in, nin, random_rows(rows, states(&net->d, order[i]), zeros));
        net->out[i] = i;
    }
    net->d.nout = n;
    return net;
}

/* Let the box of `wire` go: it becomes an input. */
static inline void net_open(struct net *net, uint32_t wire)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < net->d.nboxes; i++)
        if (net->box[i]->out[0] != wire)
            net->box[n++] = net->box[i];
    net->d.nboxes = n;
    net->in[net->d.nin++] = wire;
}

/* ---- enumeration ---- */

/* The product of all boxes' entries when wire i is in state at[i]. */
static inline double weight(const struct diagram *d, const uint32_t *at)
{
    double p = 1;
    for (uint32_t k = 0; k < d->nboxes; k++) {
        const struct box *b = d->box[k];
        size_t cell = 0;
        if (b->kind == BOX_UNIFORM) {
            p /= (double)states(d, b->out[0]);
            continue;
        }
        if (b->kind == BOX_POINT) {
            p *= at[b->out[0]] == b->point;
            continue;
        }
        for (uint32_t i = 0; i < b->nin; i++)
            cell = cell * states(d, b->in[i]) + at[b->in[i]];
        for (uint32_t i = 0; i < b->nout; i++)
            cell = cell * states(d, b->out[i]) + at[b->out[i]];
        p *= b->matrix[cell];
    }
    return p;
}

/* The next setting of all wires; false after the last. */
static inline bool next_setting(const struct diagram *d, uint32_t *at)
{
    for (uint32_t i = d->nwires; i-- > 0;) {
        if (++at[i] < states(d, i))
            return true;
        at[i] = 0;
    }
    return false;
}

/* The sum of the weights over all wires but keep[]; the ids of the result are wires. */
static inline struct tensor *enumerate(const struct diagram *d, const uint32_t *keep, uint32_t nkeep)
{
    struct axis axis[2 * MOST_WIRES];
    uint32_t at[MOST_WIRES] = {0};
    for (uint32_t i = 0; i < nkeep; i++)
        axis[i] = (struct axis){keep[i], (uint32_t)states(d, keep[i])};
    struct tensor *t = tensor_new(&work, nkeep, axis);
    do {
        size_t cell = 0;
        for (uint32_t i = 0; i < nkeep; i++)
            cell = cell * axis[i].n + at[keep[i]];
        t->p[cell] += weight(d, at);
    } while (next_setting(d, at));
    return t;
}

/* The weights of wires[] together with the evidence, and their sum. */
static inline struct tensor *enumerate_seen(const struct diagram *d, const uint32_t *wires, uint32_t n,
                                            const struct evidence *seen, uint32_t nseen, double *sum)
{
    uint32_t keep[2 * MOST_WIRES], nkeep = 0;
    for (uint32_t i = 0; i < n; i++)
        keep[nkeep++] = wires[i];
    for (uint32_t i = 0; i < nseen; i++)
        keep[nkeep++] = seen[i].wire;
    struct tensor *t = enumerate(d, keep, nkeep);
    for (uint32_t i = 0; i < nseen; i++)
        t = tensor_slice(&work, t, seen[i].wire, seen[i].state);
    *sum = 0;
    for (size_t i = 0; i < t->cells; i++)
        *sum += t->p[i];
    return t;
}

/* Same axes (by id unless `by_position`) and same cells. */
static inline bool same_tensor(const struct tensor *a, const struct tensor *b, bool by_position,
                               double tolerance)
{
    if (!a || !b || a->rank != b->rank || a->cells != b->cells)
        return false;
    for (uint32_t i = 0; i < a->rank; i++)
        if (a->axis[i].n != b->axis[i].n || a->axis[i].id != (by_position ? i : b->axis[i].id))
            return false;
    for (size_t i = 0; i < a->cells; i++)
        if (isnan(a->p[i]) != isnan(b->p[i]) || fabs(a->p[i] - b->p[i]) > tolerance)
            return false;
    return true;
}

static inline const char *last_code(void)
{
    return diags.n ? diags.list[diags.n - 1].code : "no diagnostic";
}

#endif
