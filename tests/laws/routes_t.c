/* routes_t.c -- random models of many shapes: marginals by every plan, one by one, and by enumeration; tables
 * with many zeros and tables with nothing else; evidence that never happens and evidence that hardly ever
 * does; the most probable states of some variables. */
#include "route.h"
#include "stoch_net.h"

static struct rng rng = {7};

/* ---- models ---- */

enum shape_kind { CHAIN, TREE, STAR, POLYTREE, DENSE, FUNNEL, SHAPES };

static uint32_t parents_of(enum shape_kind kind, uint32_t i, uint32_t n, uint32_t *in)
{
    uint32_t nin = 0;
    switch (kind) {
    case CHAIN:
        in[0] = i - 1;
        return i > 0;
    case TREE:
        in[0] = i ? rng_below(&rng, i) : 0;
        return i > 0;
    case STAR:
        in[0] = 0;
        return i > 0;
    case FUNNEL: /* all into the last */
        for (uint32_t k = 0; i + 1 == n && k < i; k++)
            in[nin++] = k;
        return nin;
    case POLYTREE:
        for (uint32_t k = 0; k < 2 && i > 1; k++)
            in[nin++] = rng_below(&rng, i);
        return nin == 2 && in[0] == in[1] ? 1 : nin;
    default:
        for (uint32_t k = 0; k < i; k++)
            if (rng_below(&rng, 4))
                in[nin++] = k;
        return nin;
    }
}

/* All entries of a row that are not zero become the same, so that there are ties. */
static double *flat_rows(double *p, size_t rows, size_t columns)
{
    for (size_t r = 0; r < rows; r++) {
        double n = 0;
        for (size_t i = 0; i < columns; i++)
            n += p[r * columns + i] > 0;
        for (size_t i = 0; i < columns; i++)
            p[r * columns + i] = p[r * columns + i] > 0 ? 1 / n : 0;
    }
    return p;
}

/* `zeros`: every so many entries is zero, 1: all but one in each row, 2: and the others are the same. */
static struct net *shaped_net(enum shape_kind kind, uint32_t n, uint32_t zeros)
{
    struct net *net = net_new();
    uint32_t order[MOST_WIRES];
    for (uint32_t i = 0; i < n; i++) {
        uint32_t k = rng_below(&rng, i + 1);
        order[net_wire(net, rng_below(&rng, 8) ? 2 + rng_below(&rng, 3) : 1)] = order[k];
        order[k] = i;
    }
    for (uint32_t i = 0; i < n; i++) {
        uint32_t in[MOST_WIRES], nin = parents_of(kind, i, n, in);
        size_t rows = 1;
        for (uint32_t k = 0; k < nin; k++) {
            in[k] = order[in[k]];
            rows *= states(&net->d, in[k]);
        }
        size_t columns = states(&net->d, order[i]);
        double *p = random_rows(rows, columns, zeros);
        net_box(net, order[i], in, nin, zeros == 2 ? flat_rows(p, rows, columns) : p);
        net->out[i] = i;
    }
    net->d.nout = n;
    return net;
}

struct trial {
    struct net *net;
    uint32_t ne, n, wire[MOST_WIRES];
    struct evidence e[3];
};

static struct trial random_trial(enum shape_kind kind, uint32_t zeros)
{
    uint32_t n = 3 + rng_below(&rng, 4), most = rng_below(&rng, 4);
    struct trial t = {.net = shaped_net(kind, n, zeros)};
    for (uint32_t v = 0; v < n; v++)
        if (t.ne < most && rng_below(&rng, 2))
            t.e[t.ne++] = (struct evidence){v, rng_below(&rng, (uint32_t)states(&t.net->d, v))};
        else if (rng_below(&rng, 4))
            t.wire[t.n++] = v;
    return t;
}

/* ---- marginals ---- */

struct count {
    int trials, never, plans;
    double at_once, one_by_one, by_plans;
};

static void plans_of(struct count *count, const struct trial *t, const double *truth)
{
    struct desk desk;
    desk_open(&desk, NULL);
    struct closed c = {
        .w = &desk.w, .d = &t->net->d, .wire = t->wire, .n = t->n, .seen = t->e, .nseen = t->ne};
    size_t cells = 0, at = 0;
    if (!closed_gather(&c))
        count->by_plans = HUGE_VAL;
    uint32_t *axis = ARENA_NEW(&desk.arena, uint32_t, c.shape.naxes);
    double *open = ARENA_NEW(&desk.arena, double, (size_t)t->n * 8);
    for (uint32_t i = 0; i < c.shape.naxes; i++) {
        uint32_t k = rng_below(&rng, i + 1);
        axis[i] = axis[k];
        axis[k] = i;
    }
    for (uint32_t i = 0, k = 0; i < t->n; at += states(&t->net->d, t->wire[i]), i++)
        if (k < c.naxes && c.target[k] == i) {
            memcpy(open + cells, truth + at, states(&t->net->d, t->wire[i]) * sizeof *open);
            cells += states(&t->net->d, t->wire[i]);
            k++;
        }
    struct order random = order_of_axes(&desk, axis, c.shape.naxes);
    for (int kind = ROUTE_TREE; kind <= ROUTE_EACH_OWN; kind++)
        for (int own = 0; own < 2; own++) {
            struct route route = {(enum route_kind)kind, own ? NULL : &random, 1e9};
            double *p = route_run(&desk, &c, &route);
            count->by_plans = p ? fmax(count->by_plans, apart(p, open, cells)) : HUGE_VAL;
            count->plans++;
        }
    desk_clear(&desk);
}

static void one_trial(struct count *count, enum shape_kind kind, uint32_t zeros)
{
    begin();
    struct trial t = random_trial(kind, zeros);
    struct tensor *out[MOST_WIRES];
    bool impossible = false;
    double sum, *truth = ARENA_NEW(&arena, double, MOST_WIRES * 8);
    struct tensor *j = enumerate_seen(&t.net->d, t.wire, t.n, t.e, t.ne, &sum);
    size_t at = 0;
    count->trials++;
    count->never += sum <= 0;
    if (!stoch_marginals(out, &work, &t.net->d, t.wire, t.n, t.e, t.ne, &impossible) ||
        (t.n && impossible != (sum <= 0)))
        count->at_once = HUGE_VAL;
    for (uint32_t i = 0; i < t.n && sum > 0; i++) {
        struct tensor *m = tensor_marginal(&work, j, &t.wire[i], 1);
        for (size_t k = 0; k < m->cells; k++)
            truth[at + k] = m->p[k] / sum;
        struct tensor *one =
            stoch_conditional(&work, &t.net->d, &t.wire[i], 1, NULL, 0, t.e, t.ne, &impossible);
        count->at_once = fmax(count->at_once, apart(out[i]->p, truth + at, m->cells));
        count->one_by_one = one ? fmax(count->one_by_one, apart(one->p, truth + at, m->cells)) : HUGE_VAL;
        at += m->cells;
    }
    if (sum > 0 && t.n)
        plans_of(count, &t, truth);
    end();
}

static void marginals(void)
{
    static const char *const name[] = {"chains", "trees", "stars", "polytrees", "dense models", "funnels"};
    static const uint32_t zeros[] = {0, 4, 2, 1};
    int never = 0;
    for (int kind = 0; kind < SHAPES; kind++) {
        struct count c = {.trials = 0};
        for (int i = 0; i < 400; i++)
            one_trial(&c, (enum shape_kind)kind, zeros[i % 4]);
        never += c.never;
        ok(c.at_once <= 1e-12 && c.one_by_one <= 1e-12 && c.by_plans <= 1e-12,
           "%d %s, %d impossible: marginals at once (%.1g), one by one (%.1g) and by %d plans (%.1g)",
           c.trials, name[kind], c.never, c.at_once, c.one_by_one, c.plans, c.by_plans);
    }
    ok(never > 100, "impossible evidence is told each time (%d)", never);
}

/* ---- the most probable states of some wires ---- */

static void most_probable(void)
{
    int bad = 0, never = 0, ties = 0;
    for (int i = 0; i < 2000; i++) {
        static const uint32_t zeros[] = {0, 4, 2, 1};
        begin();
        struct trial t = random_trial((enum shape_kind)(i % SHAPES), zeros[i / SHAPES % 4]);
        uint32_t state[MOST_WIRES] = {0};
        double sum, log_joint, log_evidence;
        struct tensor *j = enumerate_seen(&t.net->d, t.wire, t.n, t.e, t.ne, &sum);
        bool good =
            stoch_most_probable(state, &log_joint, &log_evidence, &work, &t.net->d, t.wire, t.n, t.e, t.ne);
        never += sum <= 0;
        if (sum > 0) {
            double most = 0;
            size_t cell = 0;
            int same = 0;
            for (size_t k = 0; k < j->cells; k++)
                most = fmax(most, j->p[k]);
            for (size_t k = 0; k < j->cells; k++)
                same += j->p[k] >= most * (1 - 1e-13);
            for (uint32_t k = 0; k < t.n; k++)
                cell = cell * j->axis[k].n + state[k];
            ties += same > 1;
            good = good && fabs(exp(log_joint) - most) <= 1e-12 * most && j->p[cell] >= most * (1 - 1e-13) &&
                   fabs(exp(log_evidence) - sum) <= 1e-12 * sum;
        } else {
            good = good && isinf(log_joint) && isinf(log_evidence);
        }
        bad += !good;
        end();
    }
    ok(bad == 0 && never > 50 && ties > 50,
       "the most probable states of 2000 models: %d with equals, %d impossible, %d wrong", ties, never, bad);
}

/* ---- evidence that hardly ever happens ---- */

/* A model of two states, with entries of every magnitude down to 1e-120; `zeros` as above. */
static struct net *tiny_net(enum shape_kind kind, uint32_t n, uint32_t zeros)
{
    struct net *net = net_new();
    for (uint32_t i = 0; i < n; i++)
        net_wire(net, 2);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t in[MOST_WIRES], nin = parents_of(kind, i, n, in);
        size_t rows = (size_t)1 << nin;
        double *p = ARENA_NEW(&arena, double, rows * 2);
        for (size_t r = 0; r < rows; r++) {
            double small = pow(10, -(double)rng_below(&rng, 121)) * (0.1 + 0.4 * rng_real(&rng));
            uint32_t k = rng_below(&rng, 8) > 0;
            p[2 * r + k] = zeros && rng_below(&rng, zeros) == 0 ? 0 : small;
            p[2 * r + 1 - k] = 1 - p[2 * r + k];
        }
        net_box(net, i, in, nin, p);
        net->out[i] = i;
    }
    net->d.nout = n;
    return net;
}

/* The weight of a setting, in a wider type than the program's. */
static long double wide_weight(const struct diagram *d, const uint32_t *at)
{
    long double p = 1;
    for (uint32_t k = 0; k < d->nboxes; k++) {
        const struct box *b = d->box[k];
        size_t cell = 0;
        for (uint32_t i = 0; i < b->nin; i++)
            cell = cell * 2 + at[b->in[i]];
        p *= (long double)b->matrix[cell * 2 + at[b->out[0]]];
    }
    return p;
}

static void hardly_ever(void)
{
    int right = 0, underflow = 0, wrong = 0, never = 0, mistaken = 0, below = 0;
    double worst = 0;
    for (int i = 0; i < 6000; i++) {
        begin();
        uint32_t n = 4 + rng_below(&rng, 5), at[MOST_WIRES] = {0}, ne = 0, nw = 0, wire[MOST_WIRES];
        struct net *net = tiny_net((enum shape_kind)(i % SHAPES), n, i % 3 ? 3 : 0);
        struct evidence e[MOST_WIRES];
        struct tensor *out[MOST_WIRES];
        long double sum = 0, one[MOST_WIRES] = {0};
        bool impossible = false;
        for (uint32_t v = 0; v < n; v++)
            if (rng_below(&rng, 3) && v + 1 < n)
                e[ne++] = (struct evidence){v, rng_below(&rng, 8) > 0};
            else
                wire[nw++] = v;
        do {
            bool agrees = true;
            for (uint32_t k = 0; k < ne; k++)
                agrees = agrees && at[e[k].wire] == e[k].state;
            long double p = agrees ? wide_weight(&net->d, at) : 0;
            sum += p;
            for (uint32_t k = 0; k < nw; k++)
                one[k] += at[wire[k]] ? p : 0;
        } while (next_setting(&net->d, at));
        bool good = stoch_marginals(out, &work, &net->d, wire, nw, e, ne, &impossible);
        below += sum > 0 && sum < 1e-300L;
        if (!good) {
            underflow += strcmp(last_code(), "underflow") == 0 && sum > 0;
            mistaken += !(strcmp(last_code(), "underflow") == 0 && sum > 0);
        } else if (sum <= 0 || impossible) {
            never += sum <= 0 && impossible;
            mistaken += !(sum <= 0 && impossible);
        } else {
            double off = 0;
            for (uint32_t k = 0; k < nw; k++)
                off = fmax(off, fabs((double)(one[k] / sum) - out[k]->p[1]));
            right += off <= 1e-12;
            wrong += !(off <= 1e-12);
            worst = fmax(worst, off);
        }
        end();
    }
    ok(mistaken == 0 && never > 500,
       "what never happens is told from what hardly ever does (%d and %d times)", never, below);
    ok(wrong == 0 && right > 10 * underflow,
       "of evidence of magnitudes down to 1e-900 %d answers are right, %d refused, %d wrong (by %.2g)", right,
       underflow, wrong, worst);
}

/* P(A | everything seen), where A has three states and each child says of them what it says. */
static bool posterior(const double says[][3], uint32_t n, bool at_once, double *p, bool *refused)
{
    static const double even[] = {1.0 / 3, 1.0 / 3, 1.0 / 3};
    struct evidence e[MOST_WIRES];
    struct tensor *out = NULL;
    bool impossible;
    struct net *net = net_new();
    uint32_t a = net_wire(net, 3);
    net_box(net, a, NULL, 0, even);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t v = net_wire(net, 2);
        double *rows = ARENA_NEW(&arena, double, 6);
        for (uint32_t k = 0; k < 3; k++) {
            rows[2 * k] = says[i][k];
            rows[2 * k + 1] = 1 - says[i][k];
        }
        net_box(net, v, &a, 1, rows);
        e[i] = (struct evidence){v, 0};
    }
    for (uint32_t v = 0; v < net->d.nwires; v++)
        net->out[v] = v;
    net->d.nout = net->d.nwires;
    bool good = at_once
                    ? stoch_marginals(&out, &work, &net->d, &a, 1, e, n, &impossible)
                    : (out = stoch_conditional(&work, &net->d, &a, 1, NULL, 0, e, n, &impossible)) != NULL;
    *refused = !good && strcmp(last_code(), "underflow") == 0;
    for (int k = 0; good && k < 3; k++)
        p[k] = out->p[k];
    return good && !impossible;
}

/* Products near the smallest double, where digits are lost: the answer is right, or refused. */
static void near_the_smallest(void)
{
    int wrong = 0, refused = 0, right = 0, needless = 0;
    double worst = 0;
    for (int size = 60; size <= 130; size++)
        for (uint32_t n = 1; n < MOST_WIRES; n++)
            for (int how = 0; how < 4; how++) {
                int first = how & 1;
                double says[MOST_WIRES][3], p[3] = {0, 0, 0};
                bool no;
                begin();
                for (uint32_t i = 0; i < n; i++) {
                    /* The first state is certain until one child excludes it. */
                    says[i][0] = i + 1 == n && first ? 0 : first ? 1 : pow(10, -size);
                    says[i][1] = i + 1 == n && first ? 1 : 1.1 * pow(10, -size);
                    says[i][2] = i + 1 == n && first ? 1 : 1.3 * pow(10, -size);
                }
                long double w[3] = {1, 1, 1}, sum = 0;
                for (int k = 0; k < 3; k++) {
                    for (uint32_t i = 0; i < n; i++)
                        w[k] *= (long double)says[i][k];
                    sum += w[k];
                }
                bool good = posterior(says, n, how < 2, p, &no);
                double off = 0;
                for (int k = 0; k < 3; k++)
                    off = fmax(off, fabs(p[k] - (double)(w[k] / sum)));
                refused += no;
                needless += no && !first;
                right += good && off <= 1e-12;
                wrong += !no && !(good && off <= 1e-12);
                worst = no ? worst : fmax(worst, off);
                end();
            }
    ok(wrong == 0 && needless == 0,
       "near the smallest double %d answers are right, %d refused, %d wrong (by %.2g)", right, refused, wrong,
       worst);
}

/* Whether long double has a wider range than double; under valgrind, and on some machines, it has not. */
static bool wider(void)
{
    volatile long double small = 1e-300L;
    return small * small > 0;
}

int main(void)
{
    bool told = wider();
    if (!told)
        printf("# long double is no wider than double here: no evidence near the smallest double\n");
    if (told)
        near_the_smallest();
    marginals();
    most_probable();
    if (told)
        hardly_ever();
    return tap_done();
}
