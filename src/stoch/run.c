/* run.c -- plans run on doubles.
 *
 * Each table has an exponent of its own: where its greatest entry leaves [2^-200, 2^200] it is multiplied by
 * a power of two, which is exact, so that a product of four tables can neither underflow nor overflow as a
 * whole.  A result of zero may still be an underflow of one entry beside a much greater one; whether it is
 * zero in truth is told by running the plan for its support alone.  And what is left of a table when its
 * great entries meet zeros may have lost digits beside them: such a run is marked as faint.
 */
#include "stoch/plan.h"

#include "base/interrupt.h"
#include "base/machine.h"
#include "base/progress.h"

#include <math.h>
#include <pthread.h>
#include <string.h>

#define SMALLEST 0x1p-200
#define LARGEST 0x1p200

const double *plan_entries(const struct plan_run *r, uint32_t table)
{
    static const double one = 1;
    const struct plan_table *t = &r->plan->table[table];
    if (t->input == INPUT_ONE)
        return &one;
    if (t->input == NO_INPUT)
        return r->room + t->at;
    return r->scaled[t->input] ? r->scaled[t->input] : r->input[t->input];
}

/* The power of two that brings numbers whose greatest is this one into range; 0: they are. */
static int shift(double greatest)
{
    int e;
    if (!(greatest > 0) || (greatest >= SMALLEST && greatest <= LARGEST) || greatest > 0x1p1000)
        return 0;
    frexp(greatest, &e);
    return e < -1000 ? -1000 : e; /* so that the factor itself is finite */
}

static void rescale(struct plan_run *r, uint32_t table, double *p, size_t n, double greatest)
{
    int e = shift(greatest);
    if (e == 0)
        return;
    kernel_scale(p, n, ldexp(1, -e));
    r->exponent[table] += e;
}

/* The factors of a step, and the exponent of its product; is one of them undefined somewhere? */
static bool read(struct plan_run *r, const struct plan_step *s, const double **in)
{
    bool undefined = false;
    long exponent = 0;
    for (uint32_t k = 0; k < s->nin; k++) {
        in[k] = plan_entries(r, s->in[k]);
        undefined = undefined || r->undefined[s->in[k]];
        exponent += s->kind == STEP_DIVIDE && k == 1 ? -r->exponent[s->in[k]] : r->exponent[s->in[k]];
    }
    r->exponent[s->out] = exponent;
    return undefined;
}

/* ---- threads ---- */

enum { MOST_THREADS = 16 };

/* Entries multiplied below which a thread costs more than it brings. */
#define WORTH_A_THREAD 1e6

struct part {
    const struct loops *l;
    double *out;
    const double *const *in;
    bool undefined;
    uint32_t part, parts;
    double greatest; /* or negative: interrupted */
};

static void *run_part(void *cx)
{
    struct part *p = cx;
    p->greatest = kernel_run(p->l, p->out, p->in, p->undefined, p->part, p->parts);
    return NULL;
}

/* Parts of the result are computed side by side; they give the same bytes however many they are. */
static double in_parts(const struct loops *l, double *out, const double *const *in, bool undefined)
{
    uint32_t wanted = machine_threads() < MOST_THREADS ? machine_threads() : MOST_THREADS;
    uint32_t parts = l->cells > WORTH_A_THREAD ? loops_parts(l, wanted) : 1;
    struct part part[MOST_THREADS];
    pthread_t thread[MOST_THREADS];
    bool started[MOST_THREADS] = {false};
    for (uint32_t i = parts; i-- > 0;) {
        part[i] = (struct part){l, out, in, undefined, i, parts, 0};
        started[i] = i > 0 && pthread_create(&thread[i], NULL, run_part, &part[i]) == 0;
        if (!started[i])
            run_part(&part[i]);
    }
    double greatest = part[0].greatest;
    for (uint32_t i = 1; i < parts; i++) {
        if (started[i])
            pthread_join(thread[i], NULL);
        greatest = greatest < 0 || part[i].greatest < 0 ? -1
                   : part[i].greatest > greatest        ? part[i].greatest
                                                        : greatest;
    }
    return greatest;
}

/* ---- steps ---- */

/* The greatest entry, or less than 0 when interrupted. */
static double compute(const struct plan_run *r, const struct plan_step *s, double *out,
                      const double *const *in, size_t n, bool undefined)
{
    switch (s->kind) {
    case STEP_DIVIDE:
        return kernel_divide(out, in[0], in[1], n);
    case STEP_INDEX:
        kernel_index(out, in[0], (size_t)r->plan->table[s->in[0]].cells, s->states, s->through);
        return 0;
    case STEP_MAP:
        return kernel_map(&s->loops, out, in, s->through);
    default:
        return in_parts(&s->loops, out, in, undefined);
    }
}

static bool step(struct plan_run *r, struct work *w, const struct plan_step *s)
{
    const double *in[KERNEL_FACTORS];
    const struct plan_table *t = &r->plan->table[s->out];
    double *out = r->room + t->at;
    size_t n = (size_t)t->cells;
    bool undefined = read(r, s, in);
    double greatest = compute(r, s, out, in, n, undefined);
    if (greatest < 0)
        return diag_interrupted(w->diags);
    if (s->kind == STEP_INDEX)
        return true;
    if (r->support)
        kernel_indicate(out, n);
    else
        rescale(r, s->out, out, n, greatest);
    r->faint = r->faint || (!r->support && s->kind != STEP_DIVIDE && greatest > 0 && greatest < FAINT);
    if (undefined)
        kernel_look(out, n, &r->undefined[s->out]);
    else
        r->undefined[s->out] = false;
    return true;
}

/* An input that is used where it lies: has it undefined cells, and is it in range? */
static bool look_at_input(struct plan_run *r, struct work *w, uint32_t t)
{
    const struct plan_table *table = &r->plan->table[t];
    const double *p = r->input[table->input];
    size_t n = (size_t)table->cells;
    double greatest = kernel_look(p, n, &r->undefined[t]);
    if (shift(greatest) == 0)
        return true;
    double *copy = ARENA_NEW(w->arena, double, n);
    if (!copy)
        return diag_oom(w->diags);
    memcpy(copy, p, n * sizeof *copy);
    rescale(r, t, copy, n, greatest);
    r->scaled[table->input] = copy;
    return true;
}

/* Those that lie scattered are looked at when they have been copied. */
static bool look_at_inputs(struct plan_run *r, struct work *w)
{
    for (uint32_t t = 0; t < r->plan->ntables; t++) {
        const struct plan_table *table = &r->plan->table[t];
        if (interrupted())
            return diag_interrupted(w->diags);
        r->exponent[t] = 0;
        r->undefined[t] = table->input < INPUT_ONE && table->stride;
        if (table->input < INPUT_ONE && !table->stride && !look_at_input(r, w, t))
            return false;
    }
    return true;
}

bool plan_execute(struct plan_run *r, struct work *w)
{
    bool good = look_at_inputs(r, w);
    progress_begin(r->plan->entries);
    for (size_t i = 0; good && i < r->plan->nsteps; i++)
        good = step(r, w, &r->plan->step[i]);
    progress_end();
    return good;
}

struct plan_result plan_result(const struct plan_run *r, uint32_t output)
{
    uint32_t t = r->plan->output[output];
    return (struct plan_result){plan_entries(r, t), (size_t)r->plan->table[t].cells, r->exponent[t]};
}
