/* stoch_interpret_t.c -- the functor, against enumeration of all settings of all wires. */
#include "stoch_net.h"

/* F by definition: a cell is the sum over all settings that agree with it at every position. */
static struct tensor *by_definition(const struct diagram *d)
{
    struct axis axis[3 * MOST_WIRES];
    uint32_t at[MOST_WIRES] = {0}, rank = d->nin + d->nout;
    for (uint32_t i = 0; i < rank; i++)
        axis[i] = (struct axis){i, (uint32_t)states(d, i < d->nin ? d->in[i] : d->out[i - d->nin])};
    struct tensor *t = tensor_new(&work, rank, axis);
    do {
        size_t cell = 0;
        for (uint32_t i = 0; i < rank; i++)
            cell = cell * axis[i].n + at[i < d->nin ? d->in[i] : d->out[i - d->nin]];
        t->p[cell] += weight(d, at);
    } while (next_setting(d, at));
    return t;
}

static void random_diagrams(void)
{
    int bad = 0, rows = 0;
    for (int trial = 0; trial < 500; trial++) {
        begin();
        uint32_t n = 2 + draw(4);
        struct net *net = random_net(n, 3, 5);
        for (uint32_t k = draw(3); k > 0; k--)
            if (net->d.nboxes && draw(2))
                net_open(net, net->box[draw(net->d.nboxes)]->out[0]);
        net->d.nout = draw(5); /* some outputs twice, some wires discarded */
        for (uint32_t i = 0; i < net->d.nout; i++)
            net->out[i] = draw(n);
        struct tensor *t = stoch_interpret(&work, &net->d);
        bad += !same_tensor(t, by_definition(&net->d), true, 1e-13);
        size_t columns = 1;
        for (uint32_t i = 0; i < net->d.nout; i++)
            columns *= states(&net->d, net->out[i]);
        for (size_t r = 0; r < t->cells; r += columns) {
            double sum = 0;
            for (size_t i = 0; i < columns; i++)
                sum += t->p[r + i];
            rows += fabs(sum - 1) > 1e-12;
        }
        end();
    }
    ok(bad == 0, "500 random diagrams, open and closed, equal the definition");
    ok(rows == 0, "and are stochastic");
}

static void structure(void)
{
    begin();
    struct wire ab[] = {{.name = STR("a"), .type = &net_types[1]}, {.name = STR("b"), .type = &net_types[2]}};
    struct tensor *t = stoch_interpret(&work, diagram_identity(&work, ab, 1));
    ok(t && t->rank == 2 && t->p[0] == 1 && t->p[1] == 0 && t->p[2] == 0 && t->p[3] == 1, "identity");
    t = stoch_interpret(&work, diagram_copy(&work, ab, 1));
    ok(t && t->rank == 3 && t->p[0] == 1 && t->p[7] == 1 && t->p[1] + t->p[2] + t->p[4] == 0, "copy");
    t = stoch_interpret(&work, diagram_discard(&work, ab, 2));
    ok(t && t->rank == 2 && t->cells == 6 && t->p[0] == 1 && t->p[5] == 1, "discard is a row of ones");
    t = stoch_interpret(&work, diagram_swap(&work, ab, 1, ab + 1, 1));
    ok(t && t->rank == 4 && t->axis[2].n == 3, "swap has its types");
    bool good = true;
    for (size_t i = 0; t && i < 36; i++) /* a b | b' a' */
        good = good && t->p[i] == (i / 18 == i % 2 && i / 6 % 3 == i / 2 % 3);
    ok(good, "swap");
    end();
}

/* A box with two outputs, uniform and sharp states with several. */
static void many_outputs(void)
{
    begin();
    struct net *n = net_new();
    uint32_t a = net_wire(n, 2), b = net_wire(n, 2), c = net_wire(n, 3);
    struct box *pair = net_box(n, b, NULL, 0, (double[]){0.1, 0.2, 0.3, 0.4});
    uint32_t out[] = {a, b}, bc[] = {b, c};
    pair->nout = 2;
    pair->out = out;
    n->out[0] = b;
    n->out[1] = a;
    n->d.nout = 2;
    struct tensor *t = stoch_interpret(&work, &n->d);
    ok(t && t->p[0] == 0.1 && t->p[1] == 0.3 && t->p[2] == 0.2 && t->p[3] == 0.4, "a box with two outputs");
    pair->out = bc;
    pair->kind = BOX_UNIFORM;
    pair->matrix = NULL;
    n->out[1] = c;
    t = stoch_interpret(&work, &n->d);
    ok(t && t->cells == 6 && t->p[0] == 1.0 / 6 && t->p[5] == 1.0 / 6, "uniform on a product");
    pair->kind = BOX_POINT;
    pair->point = 4;
    t = stoch_interpret(&work, &n->d);
    ok(t && t->p[4] == 1 && t->p[0] + t->p[1] + t->p[2] + t->p[3] + t->p[5] == 0, "sharp on a product");
    end();
}

static void refusals(void)
{
    begin();
    struct net *n = net_new();
    uint32_t a = net_wire(n, 2), b = net_wire(n, 2), c = net_wire(n, 2);
    net_box(n, a, NULL, 0, NULL);
    net_box(n, b, NULL, 0, (double[]){0.25, 0.75});
    net_box(n, c, (uint32_t[]){a, b}, 2, NULL);
    n->out[0] = b;
    n->d.nout = 1;
    struct tensor *t = stoch_interpret(&work, &n->d);
    ok(t && t->p[1] == 0.75, "boxes without matrix are no hindrance where they do not matter");
    n->out[0] = c;
    t = stoch_interpret(&work, &n->d);
    ok(!t && strcmp(last_code(), "unknown-mechanism") == 0, "and are named where they do");
    n->wire[b].type = NULL;
    n->out[0] = b;
    t = stoch_interpret(&work, &n->d);
    ok(!t && strcmp(last_code(), "no-states") == 0, "a wire without states");
    end();
}

static void random_mechanisms(void)
{
    begin();
    struct net *n = net_new();
    uint32_t a = net_wire(n, 3), b = net_wire(n, 2);
    n->wire[b].type = NULL;
    net_box(n, a, NULL, 0, (double[]){0.25, 0.25, 0.5});
    net_box(n, b, (uint32_t[]){a}, 1, NULL);
    struct diagram *r = stoch_random(&work, &n->d, 7), *s = stoch_random(&work, &n->d, 7),
                   *u = stoch_random(&work, &n->d, 8);
    ok(r && r->wire[b].type->n == 2 && r->wire[a].type == n->wire[a].type, "untyped wires get two states");
    ok(r->box[0] == n->box[0] && !n->box[1]->matrix, "what is known is shared, the original left alone");
    const double *p = r->box[1]->matrix;
    bool good = true;
    for (size_t i = 0; i < 6; i += 2)
        good = good && fabs(p[i] + p[i + 1] - 1) < 1e-15 && p[i] > 0 && p[i + 1] > 0;
    ok(good, "rows are distributions");
    ok(!memcmp(p, s->box[1]->matrix, 6 * sizeof *p), "same seed, same numbers");
    ok(memcmp(p, u->box[1]->matrix, 6 * sizeof *p) != 0, "another seed, others");
    /* The first probability of a flat row of two is uniform on [0, 1]. */
    double mean = 0, square = 0;
    for (unsigned long seed = 1; seed <= 2000; seed++) {
        double x = stoch_random(&work, &n->d, seed)->box[1]->matrix[2];
        mean += x / 2000;
        square += x * x / 2000;
    }
    near(mean, 0.5, 0.03, "flat Dirichlet: mean");
    near(square - mean * mean, 1.0 / 12, 0.01, "and variance");
    end();
}

static void short_memory(void)
{
    bool refused = true;
    long n = 0;
    for (; refused && n < 1000; n++) {
        struct arena small = {0};
        begin();
        net_state = 5;
        struct net *net = random_net(5, 3, 0);
        ((struct box *)net->box[3])->matrix = NULL;
        work.arena = &small;
        mem_fail_after(n);
        struct diagram *r = stoch_random(&work, &net->d, 1);
        struct tensor *t = r ? stoch_interpret(&work, r) : NULL;
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
    structure();
    random_diagrams();
    many_outputs();
    refusals();
    random_mechanisms();
    short_memory();
    return tap_done();
}
