/* stoch_conditional_t.c -- P(over | given, evidence) against enumeration; surgery against truncated products.
 */
#include "growth.h"
#include "stoch_net.h"

/* P(over | given, evidence) from the table of all weights, by definition; axes: inputs, given, over. */
static struct tensor *by_definition(const struct diagram *d, const uint32_t *over, uint32_t nover,
                                    const uint32_t *given, uint32_t ngiven, const struct evidence *e,
                                    uint32_t ne)
{
    struct axis axis[MOST_WIRES];
    uint32_t at[MOST_WIRES] = {0}, rank = 0;
    size_t block = 1;
    for (uint32_t i = 0; i < d->nin; i++)
        axis[rank++] = (struct axis){d->in[i], (uint32_t)states(d, d->in[i])};
    for (uint32_t i = 0; i < ngiven; i++)
        axis[rank++] = (struct axis){given[i], (uint32_t)states(d, given[i])};
    for (uint32_t i = 0; i < nover; i++) {
        axis[rank++] = (struct axis){over[i], (uint32_t)states(d, over[i])};
        block *= states(d, over[i]);
    }
    struct tensor *t = tensor_new(&work, rank, axis);
    do {
        size_t cell = 0;
        bool agrees = true;
        for (uint32_t i = 0; i < ne; i++)
            agrees = agrees && at[e[i].wire] == e[i].state;
        for (uint32_t i = 0; i < rank; i++)
            cell = cell * axis[i].n + at[axis[i].id];
        if (agrees)
            t->p[cell] += weight(d, at);
    } while (next_setting(d, at));
    for (size_t row = 0; row < t->cells; row += block) {
        double sum = 0;
        for (size_t i = 0; i < block; i++)
            sum += t->p[row + i];
        for (size_t i = 0; i < block; i++)
            t->p[row + i] = sum > 0 ? t->p[row + i] / sum : (double)NAN;
    }
    return t;
}

/* Wires 0 .. n-1 in random order. */
static void shuffle(uint32_t *order, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        uint32_t k = draw(i + 1);
        order[i] = order[k];
        order[k] = i;
    }
}

static void random_questions(void)
{
    int bad = 0, undefined = 0, never = 0, wrong = 0;
    for (int trial = 0; trial < 3000; trial++) {
        begin();
        uint32_t n = 2 + draw(4), order[MOST_WIRES], nin = draw(4) == 0 ? 1 : 0;
        struct net *net = random_net(n, 4 - n / 4, draw(2) ? 3 : 0);
        shuffle(order, n);
        for (uint32_t i = 0; i < nin; i++)
            net_open(net, order[i]);
        for (uint32_t i = 0; i < net->d.nboxes; i++)
            if (draw(8) == 0) {
                struct box *b = (struct box *)net->box[i];
                b->kind = draw(2) ? BOX_POINT : BOX_UNIFORM;
                b->nin = 0;
                b->matrix = NULL;
                b->point = draw((uint32_t)states(&net->d, b->out[0]));
            }
        uint32_t nover = draw(n - nin + 1), ngiven = draw(n - nin - nover + 1), ne = draw(3);
        struct evidence e[2];
        for (uint32_t i = 0; i < ne; i++) {
            e[i].wire = draw(n); /* anywhere: on inputs, conditions and outcomes too, and twice */
            e[i].state = draw((uint32_t)states(&net->d, e[i].wire));
        }
        bool impossible;
        const uint32_t *over = order + nin, *given = over + nover;
        struct tensor *t = stoch_conditional(&work, &net->d, over, nover, given, ngiven, e, ne, &impossible);
        struct tensor *u = by_definition(&net->d, over, nover, given, ngiven, e, ne);
        bad += !same_tensor(t, u, false, 1e-13);
        bool all = true;
        for (size_t i = 0; i < u->cells; i++)
            all = all && isnan(u->p[i]);
        wrong += all != impossible;
        undefined += tensor_undefined(u);
        never += all;
        end();
    }
    ok(bad == 0, "3000 random questions equal the definition");
    ok(wrong == 0, "impossible evidence is told");
    ok(undefined > 300 && never > 100 && undefined > never, "and they had undefined cells (%d, all: %d)",
       undefined, never);
}

/* do(X = x) is the truncated product; cut then condition is the same. */
static void surgery(void)
{
    int bad = 0, cut = 0, open = 0;
    for (int trial = 0; trial < 500; trial++) {
        begin();
        uint32_t n = 2 + draw(4), order[MOST_WIRES];
        struct net *net = random_net(n, 3, 4);
        struct surgery record;
        shuffle(order, n);
        uint32_t x = order[0], y = order[1], state = draw((uint32_t)states(&net->d, x));
        bool impossible;
        struct tensor *t = stoch_conditional(&work, diagram_do_point(&work, &net->d, x, state, &record), &y,
                                             1, NULL, 0, NULL, 0, &impossible);
        struct tensor *c = stoch_conditional(&work, diagram_cut(&work, &net->d, x, &record), &y, 1, NULL, 0,
                                             &(struct evidence){x, state}, 1, &impossible);
        struct tensor *all = stoch_conditional(&work, diagram_do_open(&work, &net->d, x, &record), &y, 1,
                                               NULL, 0, NULL, 0, &impossible);
        struct tensor *truncated = tensor_new(&work, 1, t->axis);
        uint32_t at[MOST_WIRES] = {0};
        net_open(net, x);
        do {
            if (at[x] == state)
                truncated->p[at[y]] += weight(&net->d, at);
        } while (next_setting(&net->d, at));
        bad += !same_tensor(t, truncated, false, 1e-13);
        cut += !same_tensor(c, truncated, false, 1e-13);
        open += !same_tensor(tensor_slice(&work, all, x, state), truncated, false, 1e-13);
        end();
    }
    ok(bad == 0, "do equals truncated factorisation in 500 random networks");
    ok(cut == 0, "so does cut, then condition");
    ok(open == 0, "and do for all values at once");
}

static void unknown(void)
{
    begin();
    /* A -> B -> C -> D, only B and C known. */
    struct net *n = net_new();
    uint32_t a = net_wire(n, 2), b = net_wire(n, 2), c = net_wire(n, 2), d = net_wire(n, 2);
    net_box(n, a, NULL, 0, NULL);
    net_box(n, b, &a, 1, (double[]){1, 0, 0, 1});
    net_box(n, c, &b, 1, (double[]){0.25, 0.75, 0.5, 0.5});
    net_box(n, d, &c, 1, NULL);
    bool impossible;
    struct tensor *t = stoch_conditional(&work, &n->d, &c, 1, &b, 1, NULL, 0, &impossible);
    ok(t && t->p[0] == 0.25 && t->p[3] == 0.5, "P(C | B) needs neither A nor D");
    t = stoch_conditional(&work, &n->d, &c, 1, NULL, 0, (struct evidence[]){{b, 1}}, 1, &impossible);
    ok(t && t->p[0] == 0.5 && !impossible, "nor does P(C | B = 1)");
    t = stoch_conditional(&work, &n->d, &c, 1, &a, 1, NULL, 0, &impossible);
    ok(t && t->p[0] == 0.25 && t->p[2] == 0.5, "P(C | A) does not need P(A)");
    t = stoch_conditional(&work, &n->d, &c, 1, NULL, 0, NULL, 0, &impossible);
    ok(!t && strcmp(last_code(), "unknown-mechanism") == 0 && strstr(diags.list[0].message.s, "`A`"),
       "P(C) does, and says so");
    t = stoch_conditional(&work, &n->d, &c, 1, NULL, 0, (struct evidence[]){{d, 1}, {b, 0}}, 2, &impossible);
    ok(!t && strstr(diags.list[1].message.s, "`D`"), "evidence below needs D");
    t = stoch_conditional(&work, &n->d, &c, 1, &c, 1, NULL, 0, &impossible);
    ok(!t && strcmp(last_code(), "repeated-axis") == 0, "a variable twice");
    t = stoch_conditional(&work, &n->d, NULL, 0, NULL, 0, NULL, 0, &impossible);
    ok(t && t->rank == 0 && t->p[0] == 1, "the probability of nothing is 1");
    end();
}

/* x0 -> x1 -> .. (a chain), or x0 -> all others (a star), each copying with 10% flips. */
static struct diagram *large(uint32_t n, bool star)
{
    static const double first[] = {0.5, 0.5}, flip[] = {0.9, 0.1, 0.1, 0.9};
    struct diagram *d = ARENA_NEW(&arena, struct diagram, 1);
    struct wire *wire = ARENA_NEW(&arena, struct wire, n);
    const struct box **box = ARENA_NEW(&arena, const struct box *, n);
    uint32_t *number = ARENA_NEW(&arena, uint32_t, n);
    for (uint32_t i = 0; i < n; i++) {
        struct box *b = ARENA_NEW(&arena, struct box, 1);
        number[i] = i;
        wire[i].type = &net_types[1];
        *b = (struct box){.nin = i > 0,
                          .nout = 1,
                          .in = star ? number : number + i - (i > 0),
                          .out = number + i,
                          .matrix = i ? flip : first};
        box[i] = b;
    }
    *d = (struct diagram){.nwires = n, .nboxes = n, .nout = n, .wire = wire, .box = box, .out = number};
    return d;
}

static void run_chain(uint32_t n)
{
    uint32_t last = n - 1;
    bool impossible;
    begin();
    stoch_conditional(&work, large(n, false), &last, 1, NULL, 0, (struct evidence[]){{0, 0}}, 1, &impossible);
    end();
}

static void large_networks(void)
{
    begin();
    uint32_t last = 999, middle = 500;
    bool impossible;
    struct diagram *d = large(1000, false);
    struct tensor *t =
        stoch_conditional(&work, d, &last, 1, NULL, 0, (struct evidence[]){{0, 0}}, 1, &impossible);
    near(t->p[0], 0.5 + 0.5 * pow(0.8, 999), 1e-14, "the end of a chain of 1000 given its beginning");
    t = stoch_conditional(&work, d, &middle, 1, NULL, 0, (struct evidence[]){{499, 0}, {501, 0}, {998, 1}}, 3,
                          &impossible);
    near(t->p[0], 0.81 / 0.82, 1e-14, "the middle given its neighbours");
    end();

    begin();
    uint32_t n = 4001, hub = 0;
    struct evidence *e = ARENA_NEW(&arena, struct evidence, n);
    d = large(n, true);
    for (uint32_t i = 1; i < n; i++)
        e[i - 1] = (struct evidence){i, i % 2};
    t = stoch_conditional(&work, d, &hub, 1, NULL, 0, e, n - 1, &impossible);
    near(t->p[0], 0.5, 1e-11, "4000 observations of one cause, half against half, do not underflow");
    e[n - 2].state = 1 - e[n - 2].state;
    t = stoch_conditional(&work, d, &hub, 1, NULL, 0, e, n - 1, &impossible);
    near(fabs(t->p[0] - 0.5), 0.81 / 0.82 - 0.5, 1e-11, "one observation the other way is seen");
    end();

    double grown = growth(run_chain, 1000);
    ok(grown < 24, "a chain four times as long takes 16 times as long at most, or nearly (%.1f)", grown);
}

static void short_memory(void)
{
    bool refused = true;
    long n = 0;
    for (; refused && n < 1000; n++) {
        struct arena small = {0};
        begin();
        net_state = 9;
        struct net *net = random_net(6, 4, 3);
        bool impossible;
        work.arena = &small;
        mem_fail_after(n);
        struct tensor *t = stoch_conditional(&work, &net->d, (uint32_t[]){1, 2}, 2, (uint32_t[]){3, 4}, 2,
                                             &(struct evidence){0, 1}, 1, &impossible);
        refused = mem_failed();
        mem_fail_after(-1);
        if ((t == NULL) != refused || (refused && !diags.out_of_memory))
            break;
        arena_free(&small);
        end();
    }
    ok(!refused && n > 3, "every refused request for memory is an ordinary failure (%ld of them)", n - 1);
}

int main(void)
{
    random_questions();
    surgery();
    unknown();
    large_networks();
    short_memory();
    return tap_done();
}
