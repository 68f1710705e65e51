/* tensor_t.c -- tensors: rearranging, contraction and conditioning, against enumeration of all cells. */
#include "growth.h"
#include "tap.h"

#include "base/interrupt.h"
#include "base/limits.h"
#include "base/mem.h"
#include "stoch/tensor.h"

#include <string.h>

static struct arena arena;
static struct diags diags;
static struct work work;

static void begin(void)
{
    diags = (struct diags){.arena = &arena};
    work = (struct work){.arena = &arena, .diags = &diags, NULL};
}

static void end(void)
{
    arena_free(&arena);
}

/* A small generator of its own, so that failures can be repeated anywhere. */
static uint64_t state = 1;

static uint32_t draw(uint32_t n)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33) % n;
}

enum { AXES = 6, FACTORS = 12 };

static uint32_t length[AXES], at[AXES];

/* Ids are scattered, to see that nothing takes them for indices. */
static uint32_t id_of(uint32_t axis)
{
    return axis * 1000 + 7;
}

static struct tensor *random_factor(bool undefined)
{
    struct axis axis[AXES];
    uint32_t rank = 0, first = draw(AXES);
    for (uint32_t i = 0; i < AXES; i++) {
        uint32_t a = (first + i * 5) % AXES;
        if (draw(3) == 0)
            axis[rank++] = (struct axis){id_of(a), length[a]};
    }
    struct tensor *t = tensor_new(&work, rank, axis);
    for (size_t i = 0; i < t->cells; i++)
        t->p[i] = draw(4) == 0 ? 0 : undefined && draw(8) == 0 ? (double)NAN : (1 + draw(1000)) / 1000.0;
    return t;
}

/* The value of t at the assignment at[]. */
static double value(const struct tensor *t)
{
    size_t cell = 0;
    for (uint32_t i = 0; i < t->rank; i++)
        cell = cell * t->axis[i].n + at[t->axis[i].id / 1000];
    return t->p[cell];
}

static bool next(void)
{
    for (uint32_t a = AXES; a-- > 0;) {
        if (++at[a] < length[a])
            return true;
        at[a] = 0;
    }
    return false;
}

static struct tensor *brute_force(struct tensor *const *f, uint32_t n, const uint32_t *keep, uint32_t nkeep)
{
    struct axis axis[AXES];
    for (uint32_t i = 0; i < nkeep; i++)
        axis[i] = (struct axis){keep[i], length[keep[i] / 1000]};
    struct tensor *sum = tensor_new(&work, nkeep, axis);
    memset(at, 0, sizeof at);
    do {
        double product = 1;
        bool mentioned[AXES] = {false};
        for (uint32_t i = 0; i < n; i++) {
            double v = value(f[i]);
            product = product == 0 || v == 0 ? 0 : product * v;
            for (uint32_t k = 0; k < f[i]->rank; k++)
                mentioned[f[i]->axis[k].id / 1000] = true;
        }
        bool once = true; /* axes no factor has are not summed over */
        for (uint32_t a = 0; a < AXES; a++)
            once = once && (mentioned[a] || at[a] == 0);
        if (!once)
            continue;
        size_t cell = 0;
        for (uint32_t i = 0; i < nkeep; i++)
            cell = cell * axis[i].n + at[keep[i] / 1000];
        sum->p[cell] += product;
    } while (next());
    return sum;
}

static bool same(const struct tensor *a, const struct tensor *b, double tolerance)
{
    if (!a || !b || a->rank != b->rank || a->cells != b->cells)
        return false;
    for (uint32_t i = 0; i < a->rank; i++)
        if (a->axis[i].id != b->axis[i].id || a->axis[i].n != b->axis[i].n)
            return false;
    for (size_t i = 0; i < a->cells; i++)
        if (isnan(a->p[i]) != isnan(b->p[i]) || fabs(a->p[i] - b->p[i]) > tolerance * (1 + fabs(b->p[i])))
            return false;
    return true;
}

static void contraction(bool undefined)
{
    int bad = 0, cells_undefined = 0;
    for (int trial = 0; trial < 1000; trial++) {
        begin();
        for (uint32_t a = 0; a < AXES; a++)
            length[a] = 1 + draw(4);
        struct tensor *f[FACTORS];
        uint32_t n = draw(FACTORS + 1), keep[AXES], nkeep = 0;
        bool mentioned[AXES] = {false};
        for (uint32_t i = 0; i < n; i++) {
            f[i] = random_factor(undefined);
            for (uint32_t k = 0; k < f[i]->rank; k++)
                mentioned[f[i]->axis[k].id / 1000] = true;
        }
        for (uint32_t i = 0, first = draw(AXES); i < AXES; i++)
            if (mentioned[(first + i) % AXES] && draw(3) == 0)
                keep[nkeep++] = id_of((first + i) % AXES);
        struct tensor *a = tensor_contract(&work, (const struct tensor *const *)f, n, keep, nkeep);
        struct tensor *b = brute_force(f, n, keep, nkeep);
        bad += !same(a, b, 1e-13);
        cells_undefined += tensor_undefined(b);
        end();
    }
    ok(bad == 0, "1000 random contractions equal enumeration%s", undefined ? ", undefined cells too" : "");
    ok((cells_undefined > 20) == undefined, "some of them are undefined or none is");
}

static struct tensor *counting(uint32_t rank, const struct axis *axis)
{
    struct tensor *t = tensor_new(&work, rank, axis);
    for (size_t i = 0; i < t->cells; i++)
        t->p[i] = (double)i;
    return t;
}

static void rearranging(void)
{
    begin();
    struct axis abc[] = {{10, 2}, {20, 3}, {30, 4}};
    const struct tensor *t = counting(3, abc);
    struct tensor *p = tensor_permute(&work, t, (uint32_t[]){30, 10, 20});
    bool good = p->axis[0].id == 30 && p->axis[1].id == 10 && p->axis[2].id == 20;
    for (size_t i = 0; i < 2; i++)
        for (size_t j = 0; j < 3; j++)
            for (size_t k = 0; k < 4; k++)
                good = good && p->p[(k * 2 + i) * 3 + j] == (double)((i * 3 + j) * 4 + k);
    ok(good, "permute moves cells with their axes");
    struct tensor *s = tensor_slice(&work, t, 20, 2);
    ok(s->rank == 2 && s->axis[0].id == 10 && s->axis[1].id == 30 && s->cells == 8, "slice drops the axis");
    ok(s->p[0] == 8 && s->p[3] == 11 && s->p[4] == 20 && s->p[7] == 23, "slice keeps the cells of the state");
    ok(tensor_axis(t, 30) == 2 && tensor_axis(t, 99) == UINT32_MAX, "axes are found by id");
    struct axis wide[] = {{30, 4}, {5, 2}, {20, 3}, {10, 2}};
    struct tensor *b = tensor_spread(&work, t, wide, 4);
    ok(b->p[((1 * 2 + 1) * 3 + 2) * 2 + 1] == 21 && b->p[((1 * 2 + 0) * 3 + 2) * 2 + 1] == 21,
       "spread is constant along new axes");
    struct tensor *none = tensor_contract(&work, NULL, 0, NULL, 0);
    ok(none && none->rank == 0 && none->p[0] == 1, "the product of no factors is 1");
    struct buf out = {0};
    static const struct str names[] = {{"S", 1}, {"T", 1}};
    struct tensor *d = counting(2, (struct axis[]){{0, 2}, {1, 2}});
    d->p[2] = NAN;
    d->p[3] = 0.1;
    tensor_dump(&out, d, names);
    ok(str_eq(buf_str(&out), STR("axes S(2) T(2)\n0 0 0\n0 1 1\n1 0 undefined\n1 1 0.1\n")), "dump");
    buf_free(&out);
    tensor_dump(&out, none, NULL);
    ok(str_eq(buf_str(&out), STR("axes\n1\n")), "dump of a number");
    buf_free(&out);
    end();
}

static void conditioning(void)
{
    begin();
    struct axis st[] = {{1, 2}, {2, 3}};
    struct tensor *t = tensor_new(&work, 2, st);
    memcpy(t->p, (double[]){0.1, 0.2, 0.1, 0, 0, 0}, 6 * sizeof(double));
    struct tensor *c = tensor_condition(&work, t, (uint32_t[]){2}, 1);
    near(c->p[0], 0.25, 1e-16, "P(t0 | s0)");
    near(c->p[1], 0.5, 1e-16, "P(t1 | s0)");
    ok(isnan(c->p[3]) && isnan(c->p[4]) && isnan(c->p[5]), "given what never happens: undefined");
    const struct tensor *back[] = {c, tensor_marginal(&work, t, (uint32_t[]){1}, 1)};
    struct tensor *joint = tensor_contract(&work, back, 2, (uint32_t[]){1, 2}, 2);
    ok(same(joint, t, 1e-16), "marginal times conditional is the joint, undefined cells and all");
    struct tensor *q = tensor_quotient(&work, back[1], t);
    ok(q->rank == 2 && q->axis[0].id == 1 && q->axis[1].id == 2, "a quotient has the axes of both");
    near(q->p[1], 2, 1e-15, "quotient");
    ok(isnan(q->p[3]), "over zero: undefined");
    end();
}

/* A chain of `n` steps of two states, first to last. */
static struct tensor *chain(uint32_t n, double scale, long *exponent)
{
    const struct tensor **f = ARENA_NEW(&arena, const struct tensor *, n);
    for (uint32_t i = 0; i < n; i++) {
        struct axis axis[] = {{i, 2}, {i + 1, 2}};
        struct tensor *t = tensor_new(&work, 2, axis);
        memcpy(t->p, (double[]){0.75 * scale, 0.25 * scale, 0.25 * scale, 0.75 * scale}, 4 * sizeof(double));
        f[i] = t;
    }
    uint32_t keep[] = {0, n};
    return tensor_contract_scaled(&work, f, n, keep, 2, exponent);
}

static void run_chain(uint32_t n)
{
    long exponent;
    begin();
    chain(n, 1, &exponent);
    end();
}

/* A star of `n` leaves, all but one summed out: the hub last, never the product of all leaves. */
static struct tensor *star(uint32_t n)
{
    const struct tensor **leaf = ARENA_NEW(&arena, const struct tensor *, n);
    for (uint32_t i = 0; i < n; i++) {
        struct tensor *v = tensor_new(&work, 2, (struct axis[]){{0, 3}, {i + 1, 2}});
        for (size_t k = 0; k < 6; k++)
            v->p[k] = 0.5;
        leaf[i] = v;
    }
    return tensor_contract(&work, leaf, n, (uint32_t[]){0, n / 2}, 2);
}

static void run_star(uint32_t n)
{
    begin();
    star(n);
    end();
}

static void long_products(void)
{
    long exponent;
    begin();
    struct tensor *t = chain(4000, 1, &exponent);
    near(t->p[0] + t->p[1], 1, 1e-12, "a chain of 4000 steps is a stochastic matrix");
    t = chain(1000, 0x1p-10, &exponent);
    near(ldexp(t->p[0] + t->p[1], (int)exponent + 10000), 1, 1e-12,
         "2^-10000 is told apart from zero by the exponent");
    end();

    /* One axis, a thousand small factors: the bucket of a naive Bayes classifier. */
    begin();
    const struct tensor *f[1000];
    for (uint32_t i = 0; i < 1000; i++) {
        struct tensor *v = tensor_new(&work, 1, (struct axis[]){{3, 2}});
        v->p[0] = 0x1p-20;
        v->p[1] = 0x1p-20 * (i < 2 ? 0.5 : 1);
        f[i] = v;
    }
    t = tensor_contract_scaled(&work, f, 1000, (uint32_t[]){3}, 1, &exponent);
    ok(t->p[0] > 0 && t->p[1] == t->p[0] / 4, "a thousand small factors keep their ratio");
    ok(ldexp(t->p[0], (int)exponent + 20000) == 1, "and their size");
    t = tensor_contract(&work, f, 1000, (uint32_t[]){3}, 1);
    ok(t->p[0] == 0, "which is 0 as a double");
    end();

    begin();
    t = star(1000);
    near(t->p[0], 0.5, 1e-12, "a star of 1000 leaves");
    end();

    double grown = growth(run_chain, 1000);
    ok(grown < 24, "a chain four times as long takes 16 times as long at most, or nearly (%.1f)", grown);
    grown = growth(run_star, 1000);
    ok(grown < 24, "and so does a star (%.1f)", grown);
}

static void refused(const struct tensor *t, const char *code, const char *what)
{
    const struct diag *last = diags.n ? &diags.list[diags.n - 1] : NULL;
    ok(!t && last && strcmp(last->code, code) == 0, "%s: %s", what, last ? last->message.s : "no diagnostic");
}

static void limits(void)
{
    begin();
    struct axis axis[LIMIT_TENSOR_RANK + 1];
    for (uint32_t i = 0; i <= LIMIT_TENSOR_RANK; i++)
        axis[i] = (struct axis){i, i < 28 ? 2 : 1};
    refused(tensor_new(&work, 28, axis), "table-too-large", "2^28 entries");
    refused(tensor_new(&work, LIMIT_TENSOR_RANK + 1, axis), "table-too-large", "65 axes");
    /* A clique: every pair of 40 binary axes. */
    const struct tensor *f[40 * 39 / 2];
    uint32_t n = 0;
    for (uint32_t i = 0; i < 40; i++)
        for (uint32_t j = 0; j < i; j++)
            f[n++] = tensor_new(&work, 2, (struct axis[]){{i, 2}, {j, 2}});
    refused(tensor_contract(&work, f, n, NULL, 0), "table-too-large", "a clique of 40");
    refused(tensor_contract(&work, f, 1, (uint32_t[]){77}, 1), "axis-missing", "an axis nobody has");
    f[1] = tensor_new(&work, 1, (struct axis[]){{0, 3}});
    refused(tensor_contract(&work, f, 2, NULL, 0), "axis-length", "two lengths of one axis");
    interrupt_flag = 1;
    struct tensor *big = tensor_new(&work, 20, axis);
    refused(tensor_marginal(&work, big, NULL, 0), "interrupted", "a contraction while Ctrl-C is pending");
    interrupt_flag = 0;
    end();
}

static void short_memory(void)
{
    bool refused = true;
    long n = 0;
    for (; refused && n < 1000; n++) {
        struct arena small = {0};
        begin();
        struct axis ab[] = {{1, 30}, {2, 30}}, bc[] = {{2, 30}, {3, 30}};
        const struct tensor *f[] = {counting(2, ab), counting(2, bc)};
        work.arena = &small;
        mem_fail_after(n);
        struct tensor *t = tensor_contract(&work, f, 2, (uint32_t[]){3, 1}, 2);
        struct tensor *c = t ? tensor_condition(&work, t, (uint32_t[]){3}, 1) : NULL;
        refused = mem_failed();
        mem_fail_after(-1);
        if ((c == NULL) != refused || (refused && !diags.out_of_memory))
            break;
        arena_free(&small);
        end();
    }
    ok(!refused && n > 3, "every refused request for memory is an ordinary failure (%ld of them)", n - 1);
}

int main(void)
{
    rearranging();
    conditioning();
    contraction(false);
    contraction(true);
    long_products();
    limits();
    short_memory();
    return tap_done();
}
