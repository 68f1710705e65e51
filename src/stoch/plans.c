/* plans.c -- plans that are kept, and the room their tables are computed in. */
#include "stoch/plans.h"

#include "base/clock.h"
#include "base/machine.h"
#include "base/mem.h"
#include "stoch/stoch.h"

#include <string.h>

enum { MOST_PLANS = 256, MOST_BYTES = 64 << 20 };

/* A larger room is given back after the query. */
static const size_t KEPT_ROOM = (size_t)1 << 30;

struct plans {
    struct arena names; /* keys */
    struct map by_key;
    struct plan *plan[MOST_PLANS];
    size_t n, bytes;
    double *room;
    size_t room_cells;
    struct plan_report *report; /* or NULL: nobody wants to know */
    struct arena *report_arena;
};

struct plans *plans_new(void)
{
    struct plans *p = mem_alloc(sizeof *p);
    if (p)
        p->by_key = map_in(&p->names);
    return p;
}

static void forget(struct plans *p)
{
    for (size_t i = 0; i < p->n; i++) {
        plan_free(p->plan[i]);
        mem_free(p->plan[i]);
    }
    arena_free(&p->names);
    p->by_key = map_in(&p->names);
    p->n = p->bytes = 0;
}

void plans_free(struct plans *p)
{
    if (!p)
        return;
    forget(p);
    mem_free(p->room);
    mem_free(p);
}

void plans_watch(struct plans *p, struct plan_report *report, struct work *keep)
{
    p->report = report;
    p->report_arena = keep ? keep->arena : NULL;
}

struct plan_report *plans_retell(struct plans *p, struct plan_report *report)
{
    struct plan_report *before = plans_watched(p);
    if (before && report)
        p->report = report;
    return before;
}

struct plan_report *plans_watched(const struct plans *p)
{
    return p ? p->report : NULL;
}

/* ---- making and keeping ---- */

static bool make_plan(struct plan *p, struct work *w, const struct shape *s, plan_maker *make, void *cx)
{
    bool good = make(p, w, s, cx) && plan_end(p);
    p->w.diags = NULL; /* complaints were the maker's; the plan outlives them */
    if (!good)
        plan_free(p);
    return good;
}

/* Keep a plan under its key; it is not kept, and no harm done, when memory is short. */
static void keep(struct plans *all, struct plan *p, struct str key)
{
    if (all->n == MOST_PLANS || all->bytes > MOST_BYTES)
        forget(all);
    struct str name = str_dup(&all->names, key);
    if (!name.s || !map_put(&all->by_key, name, (uint32_t)all->n))
        return;
    all->plan[all->n++] = p;
    all->bytes += p->arena.used + key.n;
}

static bool find(struct planned *d, struct work *w, const struct shape *s, struct str key, plan_maker *make,
                 void *cx, bool *kept)
{
    struct plans *all = w->plans;
    uint32_t known = all ? map_get(&all->by_key, key) : MAP_NONE;
    *kept = known != MAP_NONE;
    if (*kept) {
        d->plan = all->plan[known];
        return true;
    }
    if (!make_plan(&d->own, w, s, make, cx))
        return false;
    d->plan = &d->own;
    struct plan *own = all ? mem_alloc(sizeof *own) : NULL;
    if (!own)
        return true;
    *own = d->own;
    own->made.arena = &own->arena; /* it moved */
    own->w.arena = &own->arena;
    size_t before = all->n;
    keep(all, own, key);
    if (all->n == before || all->plan[all->n - 1] != own) {
        mem_free(own);
        return true;
    }
    d->own = (struct plan){0};
    d->plan = own;
    return true;
}

/* ---- room ---- */

static bool fits(struct work *w, const struct plan *p)
{
    double bytes = (double)p->peak * sizeof(double), limit = machine_memory_limit();
    if (bytes <= limit)
        return true;
    diag_error(w->diags, "table-too-large", NO_SPAN,
               "the calculation needs %.3g GB of memory, above the limit of %.3g GB; it would multiply %.3g "
               "entries, %.3g of them in one table",
               bytes / 1e9, limit / 1e9, p->entries, p->largest);
    return diag_hint(w->diags, "ask for fewer variables at a time, or fix some of them; `:set memory` moves "
                               "the limit");
}

static double *room_of(struct planned *d, struct work *w)
{
    size_t cells = d->plan->peak + 1;
    struct plans *all = w->plans;
    if (!all)
        return d->room = mem_array(cells, sizeof(double));
    if (all->room_cells < cells) {
        mem_free(all->room);
        all->room_cells = 0;
        all->room = mem_array(cells, sizeof(double));
        if (all->room)
            all->room_cells = cells;
    }
    return all->room;
}

/* ---- running ---- */

static void report(struct plan_report *r, const struct planned *d, struct work *w, const struct shape *s,
                   bool reused, double planned, double run)
{
    const struct plan *p = d->plan;
    if (r->method && p->entries <= r->actual)
        return; /* tell of the largest contraction of a query */
    struct plan_elimination *e = ARENA_NEW(w->plans->report_arena, struct plan_elimination, p->order.n);
    r->method = p->method;
    r->heuristic = p->order.heuristic;
    r->orders = p->order.tried;
    r->nsteps = (uint32_t)p->nsteps;
    r->neliminations = e ? p->order.n : 0;
    for (uint32_t i = 0; e && i < p->order.n; i++)
        e[i] = (struct plan_elimination){s->id[p->order.axis[i]], p->order.width[i], p->order.entries[i]};
    r->elimination = e;
    r->largest = p->largest;
    r->predicted = p->order.total;
    r->actual = p->entries;
    r->peak = (double)p->peak * sizeof(double);
    r->seconds_planned = planned;
    r->seconds_run = run;
    r->reused = reused;
}

bool planned_run(struct planned *d, struct work *w, const struct shape *s, struct str key, plan_maker *make,
                 void *cx, bool support)
{
    struct plan_report *wanted = plans_watched(w->plans);
    double start = wanted ? clock_seconds() : 0;
    bool reused;
    *d = (struct planned){.all = w->plans};
    if (!find(d, w, s, key, make, cx, &reused) || !fits(w, d->plan))
        return false;
    double made = wanted ? clock_seconds() : 0;
    d->run = (struct plan_run){.plan = d->plan, .input = s->p, .room = room_of(d, w)};
    d->run.exponent = ARENA_NEW(w->arena, long, d->plan->ntables);
    d->run.undefined = ARENA_NEW(w->arena, bool, d->plan->ntables);
    d->run.scaled = ARENA_NEW(w->arena, const double *, d->plan->ninputs);
    d->run.support = support;
    if (!d->run.room || !d->run.exponent || !d->run.undefined || !d->run.scaled)
        return diag_oom(w->diags);
    if (!plan_execute(&d->run, w))
        return false;
    if (wanted)
        report(wanted, d, w, s, reused, made - start, clock_seconds() - made);
    return true;
}

bool planned_support(struct planned *d, struct work *w)
{
    d->run.support = true;
    return plan_execute(&d->run, w);
}

void planned_end(struct planned *d)
{
    struct plans *all = d->all;
    plan_free(&d->own);
    mem_free(d->room);
    if (!all || all->room_cells <= KEPT_ROOM / sizeof(double))
        return;
    mem_free(all->room);
    all->room = NULL;
    all->room_cells = 0;
}
