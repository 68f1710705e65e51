/* order.c -- the order in which axes are eliminated: many are tried, and the best is kept. */
#include "stoch/order_int.h"

#include "base/interrupt.h"

#include <math.h>
#include <string.h>

enum { MOST_ORDERS = 100 };
static const char *const names[RULES] = {[RULE_MIN_FILL] = "min-fill",
                                         [RULE_WEIGHTED_MIN_FILL] = "weighted min-fill",
                                         [RULE_MIN_WEIGHT] = "min-weight"};

/* A nanosecond of contraction multiplies about this many entries, one of ordering makes as many steps. */
#define ENTRIES_PER_STEP 4.0

static bool oom(struct search *s)
{
    return diag_oom(s->w->diags);
}

/* What is left has kept axes only, which end in one table. */
static double kept_entries(const struct search *s)
{
    double log = 0;
    for (uint32_t v = 0; s->p->phase && v < s->p->naxes; v++)
        if (s->p->phase[v] == ORDER_KEPT)
            log += s->g.log[v];
    return fmin(exp2(log), 1e300);
}

/* One order, given up as soon as it costs more than `bound`. False when interrupted or out of memory. */
static bool try_order(struct search *s, double bound)
{
    struct graph_of_axes *g = &s->g;
    struct order *t = &s->trial;
    size_t bits = (size_t)g->n * g->words;
    memcpy(g->adjacent, s->start.adjacent, bits * sizeof *g->adjacent);
    memcpy(g->left, s->start.left, g->n * sizeof *g->left);
    t->n = 0;
    t->total = kept_entries(s);
    s->phase = ORDER_KEPT;
    for (uint32_t v = 0; v < g->n; v++)
        if (g->left[v])
            order_weigh(s, v);
    for (uint8_t phase = 0; phase < ORDER_KEPT; phase++) {
        order_begin_phase(s, phase);
        for (uint32_t v; (v = order_next(s)) != NOWHERE;) {
            t->axis[t->n] = v;
            t->width[t->n] = order_count(g, order_row(g, v), s->none);
            t->entries[t->n] = fmin(exp2(g->weight[v]), 1e300);
            t->total += t->entries[t->n++];
            if (interrupted())
                return diag_interrupted(s->w->diags);
            if (t->total >= bound)
                return true;
            g->left[v] = false;
            order_eliminate(s, v);
        }
    }
    return !s->starving || oom(s);
}

/* ---- setting up ---- */

static bool graph_new(struct search *s, struct graph_of_axes *g, uint32_t n)
{
    *g = (struct graph_of_axes){.n = n, .words = n / 64 + 1};
    g->adjacent = ARENA_NEW(&s->scratch, uint64_t, (size_t)n * g->words);
    g->left = ARENA_NEW(&s->scratch, bool, n);
    g->stamp = ARENA_NEW(&s->scratch, uint32_t, n);
    g->simplicial = ARENA_NEW(&s->scratch, uint32_t, n);
    g->queued = ARENA_NEW(&s->scratch, bool, n);
    g->log = ARENA_NEW(&s->scratch, double, n);
    g->fill = ARENA_NEW(&s->scratch, double, n);
    g->weight = ARENA_NEW(&s->scratch, double, n);
    return (g->adjacent && g->left && g->stamp && g->simplicial && g->queued && g->log && g->fill &&
            g->weight) ||
           oom(s);
}

static bool order_new(struct search *s, struct arena *a, struct order *o, uint32_t n)
{
    *o = (struct order){.axis = ARENA_NEW(a, uint32_t, n),
                        .width = ARENA_NEW(a, uint32_t, n),
                        .entries = ARENA_NEW(a, double, n)};
    return (o->axis && o->width && o->entries) || oom(s);
}

static bool set_up(struct search *s)
{
    const struct order_problem *p = s->p;
    if (!graph_new(s, &s->start, p->naxes) || !graph_new(s, &s->g, p->naxes) ||
        !order_new(s, &s->scratch, &s->trial, p->naxes))
        return false;
    s->dirty = ARENA_NEW(&s->scratch, uint64_t, s->g.words);
    s->none = ARENA_NEW(&s->scratch, uint64_t, s->g.words);
    s->member = ARENA_NEW(&s->scratch, uint32_t, p->naxes);
    if (!s->dirty || !s->none || !s->member)
        return oom(s);
    for (uint32_t v = 0; v < p->naxes; v++) {
        s->g.log[v] = log2(p->length[v]);
        s->start.left[v] = !p->phase || p->phase[v] != ORDER_KEPT;
    }
    for (uint32_t i = 0; i < p->nscopes; i++) {
        const struct scope *f = &p->scope[i];
        for (uint32_t a = 0; a < f->n; a++)
            for (uint32_t b = 0; b < f->n; b++)
                if (a != b)
                    order_row(&s->start, f->axis[a])[f->axis[b] / 64] |= (uint64_t)1 << f->axis[b] % 64;
    }
    return true;
}

static void keep_trial(struct order *best, const struct order *t, const char *heuristic)
{
    uint32_t tried = best->tried;
    memcpy(best->axis, t->axis, t->n * sizeof *t->axis);
    memcpy(best->width, t->width, t->n * sizeof *t->width);
    memcpy(best->entries, t->entries, t->n * sizeof *t->entries);
    best->n = t->n;
    best->total = t->total;
    best->heuristic = heuristic;
    best->tried = tried;
}

static bool one_more(struct search *s, struct order *best, enum order_rule rule, bool ties)
{
    best->tried++;
    s->rule = rule;
    s->ties = ties;
    if (!try_order(s, best->total))
        return false;
    if (s->trial.total < best->total)
        keep_trial(best, &s->trial, names[rule]);
    return true;
}

bool order_find(struct order *out, struct work *w, const struct order_problem *p)
{
    struct search s = {.w = w, .p = p, .random = 88172645463325252ull};
    bool good = set_up(&s) && order_new(&s, w->arena, out, p->naxes);
    if (good)
        out->total = INFINITY;
    for (enum order_rule rule = 0; good && rule < RULES; rule++)
        good = one_more(&s, out, rule, false);
    while (good && !p->quick && out->tried < MOST_ORDERS && s.steps * ENTRIES_PER_STEP < out->total)
        good = one_more(&s, out, (enum order_rule)(out->tried % RULES), true);
    out->steps = s.steps;
    arena_free(&s.scratch);
    return good;
}
