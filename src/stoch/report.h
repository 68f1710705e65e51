/* report.h -- what a plan did, for `explain plan` and for benchmarks: plain numbers, no library types. */
#ifndef CAUSAL_STOCH_REPORT_H
#define CAUSAL_STOCH_REPORT_H

#include <stdbool.h>
#include <stdint.h>

/* One axis eliminated: the wire, how many other axes its bucket has, and the entries multiplied. */
struct plan_elimination {
    uint32_t wire, width;
    double entries;
};

struct plan_report {
    uint32_t boxes;        /* of the diagram after surgery */
    uint32_t barren;       /* of these: nothing that is asked, given or seen depends on them */
    uint32_t separated;    /* of these: m-separated from the outcomes by what is given and seen */
    uint32_t sliced;       /* wires fixed to a state, and sliced out of the tables */
    const char *method;    /* "variable elimination", "maximisation", "join tree", .. */
    const char *heuristic; /* of the order that was kept: "min-weight", "min-fill", "weighted min-fill" */
    uint32_t orders;       /* how many were tried */
    uint32_t nsteps;       /* calls of kernels */
    uint32_t neliminations;
    const struct plan_elimination *elimination; /* in order; lives as long as the work's arena */
    double largest;                             /* entries of the largest product */
    double predicted;                           /* entries multiplied, as planned */
    double actual;                              /* entries multiplied by the run */
    double peak;                                /* bytes of the arena of tables */
    double seconds_planned, seconds_run;
    bool reused; /* the plan was made for an earlier query of the same shape */
};

#endif
