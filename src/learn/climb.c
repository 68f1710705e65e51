/* climb.c -- EM step by step, with jumps.
 *
 * EM never loses, but where much is hidden it creeps: each step gains a little less than the one before it,
 * for thousands of steps.  After two steps it is known which way they go and how fast they shrink, and the
 * tables jump to where that would lead (squared extrapolation: Varadhan and Roland 2008).  A jump that loses
 * is taken back, so that the likelihood still never falls. */
#include "learn/part.h"

#include <math.h>
#include <string.h>

static const double ENOUGH = 1e-11, /* a step of EM gains less than this share: it has arrived */
    LEAST = 1e-3,                   /* of an entry that is left by a jump */
    LONGER = 4;                     /* by how much the longest jump grows and shrinks */

struct steps {
    size_t cells;                  /* of all tables that are learned */
    double *first, *second, *last; /* the tables before one step, before the next and after it */
    double longest;
    bool jumped;
    uint32_t taken; /* since the last jump */
};

static bool steps_new(struct steps *s, struct arena *draft, struct part *p)
{
    *s = (struct steps){.longest = LONGER};
    for (uint32_t k = 0; k < p->nfamilies; k++)
        s->cells += p->family[k]->learned ? p->family[k]->cells : 0;
    s->first = ARENA_NEW(draft, double, s->cells);
    s->second = ARENA_NEW(draft, double, s->cells);
    s->last = ARENA_NEW(draft, double, s->cells);
    return (s->first && s->second && s->last) || diag_oom(p->l->w->diags);
}

/* The tables into one array, or out of it. */
static void copy_tables(struct part *p, double *array, bool back)
{
    for (uint32_t k = 0; k < p->nfamilies; k++) {
        size_t cells = p->family[k]->cells;
        if (!p->family[k]->learned)
            continue;
        memcpy(back ? p->table[k] : array, back ? array : p->table[k], cells * sizeof *array);
        array += cells;
    }
}

/* What EM climbs: the log-likelihood, and with a prior the density of the tables. */
static double objective(const struct part *p, double value)
{
    for (uint32_t k = 0; p->l->prior > 0 && k < p->nfamilies; k++)
        for (size_t i = 0; p->family[k]->learned && i < p->family[k]->cells; i++)
            value += p->l->prior * log(p->table[k][i]);
    return value;
}

/* ---- jumps ---- */

/* How many steps at once; 1: none. */
static double length(const struct steps *s)
{
    double step = 0, bend = 0;
    for (size_t i = 0; i < s->cells; i++) {
        double r = s->second[i] - s->first[i], v = s->last[i] - s->second[i] - r;
        step += r * r;
        bend += v * v;
    }
    return bend > 0 ? fmin(fmax(sqrt(step / bend), 1), s->longest) : 1;
}

/* Rows sum to one as they did, but entries may have become negative: some of each is left. */
static void divide_rows(double *p, const struct family *f)
{
    for (size_t row = 0; row < f->rows; row++, p += f->k) {
        double sum = 0;
        for (uint32_t i = 0; i < f->k; i++)
            sum += p[i];
        for (uint32_t i = 0; i < f->k; i++)
            p[i] /= sum;
    }
}

static void jump(struct steps *s, struct part *p)
{
    size_t at = 0;
    copy_tables(p, s->last, false);
    double n = length(s);
    s->taken = 0;
    if (!(n > 1))
        return;
    for (uint32_t k = 0; k < p->nfamilies; k++) {
        const struct family *f = p->family[k];
        if (!f->learned)
            continue;
        for (size_t i = 0; i < f->cells; i++, at++) {
            double r = s->second[at] - s->first[at], v = s->last[at] - s->second[at] - r;
            p->table[k][i] = fmax(s->first[at] + 2 * n * r + n * n * v, LEAST * s->last[at]);
        }
        divide_rows(p->table[k], f);
    }
    s->jumped = true;
    s->longest = n < s->longest ? s->longest : s->longest * LONGER;
}

static void take_back(struct steps *s, struct part *p)
{
    copy_tables(p, s->last, true);
    s->longest = fmax(s->longest / LONGER / LONGER, LONGER);
    s->jumped = false;
}

/* ---- steps ---- */

static void step(struct steps *s, struct part *p)
{
    copy_tables(p, s->taken ? s->second : s->first, false);
    for (uint32_t k = 0; k < p->nfamilies; k++)
        if (p->family[k]->learned)
            family_estimate(p->family[k], p->l->prior, p->table[k]);
    s->jumped = false;
    if (++s->taken == 2)
        jump(s, p);
}

static bool climb(struct climb *c, struct arena *draft, struct part *p, uint32_t most)
{
    struct steps s;
    double before = -INFINITY;
    *c = (struct climb){0};
    if (!steps_new(&s, draft, p))
        return false;
    for (;;) {
        double value;
        if (!part_expect(p, &value))
            return false;
        double now = objective(p, value), gain = now - before;
        if (s.jumped && !(gain >= 0)) {
            take_back(&s, p);
            c->iterations += c->iterations < most;
            continue;
        }
        c->value = value;
        c->objective = now;
        if (c->iterations > 0) {
            c->fell = fmax(c->fell, now != 0 ? -gain / fabs(now) : 0);
            c->converged = !s.jumped && gain <= ENOUGH * fabs(now);
        }
        if (c->converged || c->iterations == most)
            return true;
        before = now;
        step(&s, p);
        c->iterations++;
    }
}

bool part_climb(struct climb *c, struct part *p, uint32_t most)
{
    struct arena draft = {0}; /* there may be many restarts */
    bool good = climb(c, &draft, p, most);
    arena_free(&draft);
    return good;
}
