/* plans.h -- plans that are kept, and the room their tables are computed in.
 *
 * Nothing in a plan depends on the numbers, so the next query of the same shape -- other values of the same
 * evidence, another intervention on the same variable -- runs the same plan in the same room, which the
 * system has given out already.  A session owns one of these and puts it into its works; a work without one
 * makes every plan anew.
 */
#ifndef CAUSAL_STOCH_PLANS_H
#define CAUSAL_STOCH_PLANS_H

#include "stoch/report.h"
#include "stoch/shape.h"

/* What a plan is made by: it fills in *p, which has been neither begun nor ended. False (reported to w). */
typedef bool plan_maker(struct plan *p, struct work *w, const struct shape *s, void *cx);

/* One run: find or make the plan called `key`, and run it on the numbers of the shape. */
struct planned {
    struct plan *plan;
    struct plan_run run;
    struct plans *all;
    struct plan own; /* where no plans are kept, */
    double *room;    /* and its room */
};

/* False (reported to w): the plan needs more memory than machine_memory_limit() ("table-too-large"), it was
 * interrupted, or out of memory. `support`: results are 1 where they are not zero. Call planned_end() in
 * every case; results are there until then. */
bool planned_run(struct planned *d, struct work *w, const struct shape *s, struct str key, plan_maker *make,
                 void *cx, bool support);
/* The same plan once more, for its support: results are 1 where they are not zero. */
bool planned_support(struct planned *d, struct work *w);
void planned_end(struct planned *d);

/* Let another report, with the same arena, tell of contractions from now on: the axes of the next ones have
 * other names. Returns the one before. Without plans, or while nobody watches, nothing happens. */
struct plan_report *plans_retell(struct plans *p, struct plan_report *report);

#endif
