/* kernel_t.c -- products of random tables, summed and maximised, against loops over every entry; and the same
 * bytes in however many parts. */
#include "tap.h"

#include "base/interrupt.h"
#include "stoch/plan.h"

#include <stdlib.h>
#include <string.h>

static uint64_t seed = 1;

static uint32_t draw(uint32_t n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % n;
}

enum { MOST_AXES = 7, MOST_INPUTS = 6, MOST_ENTRIES = 1 << 17 };

/* Tables over some of the axes, lying in memory in any order of axes and with gaps. */
struct trial {
    uint32_t naxes, length[MOST_AXES], n, nout, out[MOST_AXES];
    uint32_t rank[MOST_INPUTS], axis[MOST_INPUTS][MOST_AXES];
    size_t stride[MOST_INPUTS][MOST_AXES];
    uint32_t function[MOST_INPUTS]; /* an axis that is a function of the others, or NO_AXIS */
    double *p[MOST_INPUTS];
    enum step_kind kind;
};

static void shuffle(uint32_t *x, uint32_t n)
{
    for (uint32_t i = n; i-- > 1;) {
        uint32_t k = draw(i + 1), t = x[i];
        x[i] = x[k];
        x[k] = t;
    }
}

/* A random choice of axes in random order. */
static uint32_t choose(const struct trial *t, uint32_t *axis)
{
    uint32_t n = 0;
    for (uint32_t a = 0; a < t->naxes; a++)
        if (draw(2))
            axis[n++] = a;
    shuffle(axis, n);
    return n;
}

static double entry(int undefined)
{
    uint32_t k = draw(20);
    return k < 3 ? 0 : k == 3 && undefined ? (double)NAN : (double)(1 + draw(1000)) / 512;
}

/* Make axis number f of input i a function of its others. */
static void make_function(struct trial *t, uint32_t i, uint32_t f)
{
    uint32_t index[MOST_AXES] = {0}, k;
    size_t at = 0;
    t->function[i] = t->axis[i][f];
    do {
        uint32_t chosen = draw(t->length[t->axis[i][f]]);
        for (uint32_t s = 0; s < t->length[t->axis[i][f]]; s++)
            t->p[i][at + s * t->stride[i][f]] = s == chosen;
        for (k = t->rank[i]; k-- > 0;) {
            if (k == f)
                continue;
            at += t->stride[i][k];
            if (++index[k] < t->length[t->axis[i][k]])
                break;
            at -= index[k] * t->stride[i][k];
            index[k] = 0;
        }
    } while (k != UINT32_MAX);
}

/* `large`: long enough for blocks of blocks. */
static void begin(struct trial *t, bool large, int undefined)
{
    *t = (struct trial){.kind = draw(3) ? STEP_SUM : STEP_MAX};
    double all = 1;
    t->naxes = 1 + draw(MOST_AXES);
    for (uint32_t a = 0; a < t->naxes; a++) {
        uint32_t most = large ? 40 : 5;
        t->length[a] = 2 + draw(most);
        while (t->length[a] > 2 && all * t->length[a] > MOST_ENTRIES)
            t->length[a]--;
        all *= t->length[a];
    }
    t->n = 1 + draw(MOST_INPUTS);
    for (uint32_t i = 0; i < t->n; i++) {
        size_t size = draw(4) ? 1 : 1 + draw(3);
        t->rank[i] = choose(t, t->axis[i]);
        if (draw(2)) /* dense in the order of numbers, as messages are */
            for (uint32_t k = t->rank[i], x; k-- > 1;)
                for (uint32_t j = 0; j < k; j++)
                    if (t->axis[i][j] > t->axis[i][j + 1]) {
                        x = t->axis[i][j];
                        t->axis[i][j] = t->axis[i][j + 1];
                        t->axis[i][j + 1] = x;
                    }
        for (uint32_t k = t->rank[i]; k-- > 0;) {
            t->stride[i][k] = size;
            size *= t->length[t->axis[i][k]];
            size += draw(8) ? 0 : draw(5); /* a gap */
        }
        t->p[i] = malloc(size * sizeof(double));
        for (size_t k = 0; k < size; k++)
            t->p[i][k] = entry(undefined);
        t->function[i] = NO_AXIS;
        if (t->rank[i] && draw(3) == 0)
            make_function(t, i, draw(t->rank[i]));
    }
    uint32_t every[MOST_AXES];
    uint32_t n = choose(t, every);
    for (uint32_t k = 0; k < n; k++) { /* the result has only axes that some table has */
        bool found = false;
        for (uint32_t i = 0; i < t->n && !found; i++)
            for (uint32_t j = 0; j < t->rank[i]; j++)
                found = found || t->axis[i][j] == every[k];
        if (found)
            t->out[t->nout++] = every[k];
    }
}

static void end(struct trial *t)
{
    for (uint32_t i = 0; i < t->n; i++)
        free(t->p[i]);
}

/* The result by its definition, its axes in the order of numbers; cells it has. */
static size_t naive(const struct trial *t, double *result)
{
    uint32_t index[MOST_AXES] = {0};
    bool has[MOST_AXES] = {false}, meant[MOST_AXES] = {false};
    size_t cells = 1;
    for (uint32_t k = 0; k < t->nout; k++)
        has[t->out[k]] = true;
    for (uint32_t i = 0; i < t->n; i++)
        for (uint32_t k = 0; k < t->rank[i]; k++)
            meant[t->axis[i][k]] = true;
    for (uint32_t a = 0; a < t->naxes; a++)
        cells *= has[a] ? t->length[a] : 1;
    for (size_t c = 0; c < cells; c++)
        result[c] = 0;
    for (;;) {
        size_t cell = 0;
        bool zero = false;
        double v = 1;
        for (uint32_t a = 0; a < t->naxes; a++)
            cell = has[a] ? cell * t->length[a] + index[a] : cell;
        for (uint32_t i = 0; i < t->n; i++) {
            size_t at = 0;
            for (uint32_t k = 0; k < t->rank[i]; k++)
                at += t->stride[i][k] * index[t->axis[i][k]];
            zero = zero || t->p[i][at] == 0;
            v *= t->p[i][at];
        }
        v = zero ? 0 : v;
        if (t->kind == STEP_SUM)
            result[cell] += v;
        else if (!isnan(result[cell]) && !(v <= result[cell]))
            result[cell] = v;
        uint32_t a = t->naxes;
        while (a-- > 0 && (!meant[a] || ++index[a] == t->length[a]))
            index[a] = 0;
        if (a == UINT32_MAX)
            return cells;
    }
}

static bool close_to(double a, double b)
{
    return isnan(a) || isnan(b) ? isnan(a) && isnan(b) : fabs(a - b) <= 1e-12 * fabs(b);
}

/* Run the last step once more in so many parts: the same bytes? */
static bool same_in_parts(const struct plan_run *r, uint32_t parts)
{
    const struct plan_step *s = &r->plan->step[r->plan->nsteps - 1];
    const struct plan_table *t = &r->plan->table[s->out];
    size_t bytes = (size_t)t->cells * sizeof(double);
    double *again = malloc(bytes);
    const double *in[KERNEL_FACTORS];
    bool undefined = false;
    for (uint32_t k = 0; k < s->nin; k++) {
        in[k] = plan_entries(r, s->in[k]);
        undefined = undefined || r->undefined[s->in[k]];
    }
    parts = loops_parts(&s->loops, parts);
    memset(again, 0xff, bytes);
    for (uint32_t i = 0; i < parts; i++)
        kernel_run(&s->loops, again, in, undefined, i, parts);
    bool same = memcmp(again, r->room + t->at, bytes) == 0;
    free(again);
    return same;
}

/* Are the entries right, and the same in parts? Places of the plan are never reused, so that the last step's
 * factors are still there. */
static bool right(const struct trial *t, int *cut)
{
    struct arena a = {0};
    struct diags diags = {.arena = &a};
    struct work w = {&a, &diags, NULL};
    uint32_t axis[MOST_AXES], width[MOST_AXES] = {0};
    double entries[MOST_AXES] = {0};
    static double expected[MOST_ENTRIES * 2];
    struct plan p;
    for (uint32_t i = 0; i < t->naxes; i++)
        axis[i] = i;
    struct order order = {.n = t->naxes, .axis = axis, .width = width, .entries = entries};
    bool good = plan_begin(&p, &w, t->naxes, t->length, &order, NULL, 0);
    uint32_t table[MOST_INPUTS];
    for (uint32_t i = 0; i < t->n; i++)
        table[i] = plan_input(&p, t->axis[i], t->stride[i], t->rank[i], t->function[i]);
    uint32_t made = plan_product(&p, t->kind, table, t->n, t->out, t->nout);
    p.keep_all = true;
    good = good && made != UINT32_MAX && plan_output(&p, made) && plan_end(&p);
    struct plan_run r = {.plan = &p, .input = (const double *const *)t->p};
    r.room = malloc((p.peak + 1) * sizeof *r.room);
    r.exponent = ARENA_NEW(&a, long, p.ntables);
    r.undefined = ARENA_NEW(&a, bool, p.ntables);
    r.scaled = ARENA_NEW(&a, const double *, t->n);
    good = good && plan_execute(&r, &w);
    struct plan_result result = plan_result(&r, 0);
    good = good && result.cells == naive(t, expected);
    for (size_t i = 0; good && i < result.cells; i++)
        good = close_to(ldexp(result.p[i], (int)result.exponent), expected[i]);
    bool last = p.nsteps && p.step[p.nsteps - 1].out == made && p.step[p.nsteps - 1].kind <= STEP_MAX;
    if (good && last && result.exponent == 0)
        for (uint32_t parts = 1; parts <= 7; parts++) {
            good = good && same_in_parts(&r, parts);
            *cut += parts > 1 && loops_parts(&p.step[p.nsteps - 1].loops, parts) > 1;
        }
    free(r.room);
    plan_free(&p);
    arena_free(&a);
    return good;
}

static void products(int trials, bool large, int undefined, const char *what)
{
    int bad = 0, cut = 0;
    for (int i = 0; i < trials; i++) {
        struct trial t;
        uint64_t before = seed;
        begin(&t, large, undefined);
        if (!right(&t, &cut) && ++bad < 5)
            printf("# trial of seed %llu: %u tables over %u axes\n", (unsigned long long)before, t.n,
                   t.naxes);
        end(&t);
    }
    ok(bad == 0, "%d products of %s tables are right", trials, what);
    ok(cut > trials / 10, "and the same bytes in 1 to 7 parts (%d runs in more than one)", cut);
}

/* Long runs of each kind, where blocks end within them. */
static void long_runs(void)
{
    static const uint32_t lengths[][3] = {
        {3, 4097, 2}, {1025, 3, 7}, {2, 2, 40000}, {50000, 2, 2}, {1023, 65, 2}};
    int bad = 0, cut = 0;
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        for (uint32_t mask = 0; mask < 16; mask++) {
            struct trial t = {.naxes = 3, .n = 2, .kind = mask & 8 ? STEP_MAX : STEP_SUM};
            t.function[0] = t.function[1] = NO_AXIS;
            memcpy(t.length, lengths[i], sizeof lengths[i]);
            size_t cells = (size_t)t.length[0] * t.length[1] * t.length[2];
            t.rank[0] = 3;
            t.rank[1] = 1;
            t.axis[1][0] = draw(3);
            t.stride[1][0] = 1;
            for (uint32_t a = 3; a-- > 0;) {
                t.axis[0][a] = a;
                t.stride[0][a] = a == 2 ? 1 : t.stride[0][a + 1] * t.length[a + 1];
                if (mask >> a & 1)
                    t.out[t.nout++] = a;
            }
            t.p[0] = malloc(cells * sizeof(double));
            t.p[1] = malloc(t.length[t.axis[1][0]] * sizeof(double));
            for (size_t k = 0; k < cells; k++)
                t.p[0][k] = entry(0);
            for (size_t k = 0; k < t.length[t.axis[1][0]]; k++)
                t.p[1][k] = entry(0);
            bad += !right(&t, &cut);
            end(&t);
        }
    ok(bad == 0 && cut > 100, "long axes, kept and summed, in one part and in several");
}

int main(void)
{
    products(3000, false, 0, "small");
    products(2000, false, 1, "partly undefined");
    products(150, true, 0, "large");
    products(40, true, 1, "large, partly undefined");
    long_runs();
    return tap_done();
}
