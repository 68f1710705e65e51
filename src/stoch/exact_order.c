/* exact_order.c -- the steps of a contraction over fractions: greedy variable elimination.
 *
 * Repeatedly the axis whose elimination leaves the smallest table (ties: fewer tables, then the smaller id)
 * is summed out of the product of the tables that have it.  Only the axes of the table that this leaves are
 * weighed anew.
 */
#include "base/interrupt.h"
#include "stoch/exact.h"

#include <stdlib.h>

/* A table of the plan: its axes, as dense numbers. */
struct shape {
    uint32_t rank, *axis;
    bool used; /* in a step */
};

struct plan {
    struct work *w;
    struct arena a;
    uint32_t naxes, *id, *length; /* ascending ids; an axis is its index here */
    bool *kept, *gone;
    uint32_t *live;  /* how many living tables have the axis */
    double *weight;  /* entries of the table that eliminating the axis leaves, */
    uint32_t *crowd; /* and the tables it needs, as weighed last */
    uint32_t *mark, tick;
    struct shape *table;
    uint32_t ntables; /* factors, then results of steps */
    struct exact_step *step;
    uint32_t nsteps;
    /* the bucket at work: living tables, and their axes, each once */
    uint32_t *in, nin, *axis, naxis;
};

static bool oom(struct plan *p)
{
    return diag_oom(p->w->diags);
}

static int by_id(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static uint32_t number_of(const struct plan *p, uint32_t id)
{
    const uint32_t *at = bsearch(&id, p->id, p->naxes, sizeof id, by_id);
    return (uint32_t)(at - p->id);
}

static bool set_up(struct plan *p, const struct tensor *const *factor, uint32_t n, const uint32_t *keep,
                   uint32_t nkeep)
{
    size_t total = 0;
    for (uint32_t i = 0; i < n; i++)
        total += factor[i]->rank;
    p->id = ARENA_NEW(&p->a, uint32_t, total);
    if (!p->id)
        return oom(p);
    total = 0;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < factor[i]->rank; k++)
            p->id[total++] = factor[i]->axis[k].id;
    if (total)
        qsort(p->id, total, sizeof *p->id, by_id);
    for (size_t i = 0; i < total; i++)
        if (i == 0 || p->id[i] != p->id[p->naxes - 1])
            p->id[p->naxes++] = p->id[i];
    p->length = ARENA_NEW(&p->a, uint32_t, p->naxes);
    p->kept = ARENA_NEW(&p->a, bool, p->naxes);
    p->gone = ARENA_NEW(&p->a, bool, p->naxes);
    p->live = ARENA_NEW(&p->a, uint32_t, p->naxes);
    p->mark = ARENA_NEW(&p->a, uint32_t, p->naxes);
    p->axis = ARENA_NEW(&p->a, uint32_t, p->naxes);
    p->in = ARENA_NEW(&p->a, uint32_t, (size_t)n + p->naxes + 1);
    p->weight = ARENA_NEW(&p->a, double, p->naxes);
    p->crowd = ARENA_NEW(&p->a, uint32_t, p->naxes);
    p->table = ARENA_NEW(&p->a, struct shape, (size_t)n + p->naxes + 1);
    p->step = ARENA_NEW(&p->a, struct exact_step, (size_t)p->naxes + 1);
    if (!p->live || !p->mark || !p->axis || !p->in || !p->length || !p->kept || !p->gone || !p->weight ||
        !p->crowd || !p->table || !p->step)
        return oom(p);
    for (uint32_t i = 0; i < nkeep; i++)
        p->kept[number_of(p, keep[i])] = true;
    for (uint32_t i = 0; i < n; i++) {
        struct shape *t = &p->table[p->ntables++];
        *t = (struct shape){.rank = factor[i]->rank, .axis = ARENA_NEW(&p->a, uint32_t, factor[i]->rank)};
        if (!t->axis)
            return oom(p);
        for (uint32_t k = 0; k < t->rank; k++) {
            t->axis[k] = number_of(p, factor[i]->axis[k].id);
            p->length[t->axis[k]] = factor[i]->axis[k].n;
            p->live[t->axis[k]]++;
        }
    }
    return true;
}

/* ---- one elimination ---- */

static bool has(const struct shape *t, uint32_t axis)
{
    for (uint32_t k = 0; k < t->rank; k++)
        if (t->axis[k] == axis)
            return true;
    return false;
}

/* The bucket of an axis; UINT32_MAX: all that lives. */
static void gather(struct plan *p, uint32_t axis)
{
    p->tick++;
    p->nin = p->naxis = 0;
    for (uint32_t i = 0; i < p->ntables; i++) {
        const struct shape *t = &p->table[i];
        if (t->used || (axis != UINT32_MAX && !has(t, axis)))
            continue;
        p->in[p->nin++] = i;
        for (uint32_t k = 0; k < t->rank; k++)
            if (p->mark[t->axis[k]] != p->tick) {
                p->mark[t->axis[k]] = p->tick;
                p->axis[p->naxis++] = t->axis[k];
            }
    }
}

static void weigh(struct plan *p, uint32_t axis)
{
    gather(p, axis);
    p->crowd[axis] = p->nin;
    p->weight[axis] = 1;
    for (uint32_t i = 0; i < p->naxis; i++)
        if (p->axis[i] != axis)
            p->weight[axis] *= p->length[p->axis[i]];
}

/* The axis to eliminate next, or UINT32_MAX. */
static uint32_t lightest(const struct plan *p)
{
    uint32_t best = UINT32_MAX;
    for (uint32_t a = 0; a < p->naxes; a++) {
        if (p->kept[a] || p->gone[a])
            continue;
        if (best == UINT32_MAX || p->weight[a] < p->weight[best] ||
            (!(p->weight[a] > p->weight[best]) && p->crowd[a] < p->crowd[best]))
            best = a;
    }
    return best;
}

/* The step that multiplies the bucket, with room for its axes as out[]. NULL (reported). */
static struct exact_step *add_step(struct plan *p, uint32_t **out)
{
    struct exact_step *s = &p->step[p->nsteps++];
    uint32_t *table = ARENA_NEW(&p->a, uint32_t, p->nin);
    *out = ARENA_NEW(&p->a, uint32_t, p->naxis);
    if (!table || !*out) {
        oom(p);
        return NULL;
    }
    for (uint32_t i = 0; i < p->nin; i++) {
        struct shape *t = &p->table[p->in[i]];
        table[i] = p->in[i];
        t->used = true;
        for (uint32_t k = 0; k < t->rank; k++)
            p->live[t->axis[k]]--;
    }
    *s = (struct exact_step){.ntables = p->nin, .table = table, .out = *out};
    return s;
}

static bool eliminate(struct plan *p, uint32_t axis)
{
    uint32_t *out;
    gather(p, axis);
    struct exact_step *s = add_step(p, &out);
    struct shape *left = &p->table[p->ntables++];
    *left = (struct shape){.axis = ARENA_NEW(&p->a, uint32_t, p->naxis)};
    if (!s)
        return false;
    if (!left->axis)
        return oom(p);
    for (uint32_t i = 0; i < p->naxis; i++) {
        uint32_t a = p->axis[i];
        if (!p->kept[a] && !p->live[a]) { /* nobody else has it */
            p->gone[a] = true;
            continue;
        }
        out[s->nout++] = p->id[a];
        left->axis[left->rank++] = a;
        p->live[a]++;
    }
    for (uint32_t i = 0; i < left->rank; i++)
        if (!p->kept[left->axis[i]])
            weigh(p, left->axis[i]);
    return true;
}

/* ---- all of it ---- */

static bool make(struct plan *p, const struct tensor *const *factor, uint32_t n, const uint32_t *keep,
                 uint32_t nkeep)
{
    uint32_t *out;
    if (!set_up(p, factor, n, keep, nkeep))
        return false;
    for (uint32_t a = 0; a < p->naxes; a++)
        if (!p->kept[a])
            weigh(p, a);
    for (uint32_t a; (a = lightest(p)) != UINT32_MAX;)
        if (interrupted() ? !diag_interrupted(p->w->diags) : !eliminate(p, a))
            return false;
    gather(p, UINT32_MAX);
    struct exact_step *last = add_step(p, &out);
    if (last) {
        last->out = keep;
        last->nout = nkeep;
    }
    return last != NULL;
}

bool exact_contract(struct work *w, struct tensor *result, const struct tensor *const *factor, uint32_t n,
                    const uint32_t *keep, uint32_t nkeep)
{
    struct plan p = {.w = w};
    bool good = make(&p, factor, n, keep, nkeep) && exact_run(w, result, factor, n, p.step, p.nsteps);
    arena_free(&p.a);
    return good;
}
