/* plan.h -- a contraction as a flat list of kernel calls, private to stoch/.
 *
 * A plan is made from the shapes of tables alone -- which axes each has, how long, how they lie in memory --
 * and run on any numbers.  So a plan serves every value of the same evidence and interventions, every number
 * type (run.c: doubles; exact_run.c: fractions), and may be kept for the next query (plans.h).  The sizes of
 * all intermediate tables are known, each has its place in one arena, and a place is used again when the
 * table is done with: the peak is known before anything is multiplied.
 *
 * Making one: plan_begin(), an input for each factor, products, outputs, plan_end().  Equal products are made
 * once, so that many targets may be planned one by one and share what is the same.
 *
 * All tables of a plan but its inputs have their axes in one order, `place`, outermost first.
 */
#ifndef CAUSAL_STOCH_PLAN_H
#define CAUSAL_STOCH_PLAN_H

#include "base/map.h"
#include "base/work.h"
#include "stoch/kernel.h"
#include "stoch/order.h"

enum step_kind {
    STEP_SUM,    /* the product of the factors, summed over the axes that the result lacks */
    STEP_MAX,    /* the same, maximised */
    STEP_DIVIDE, /* the first by the second, on the same axes; 0 / 0 is 0 */
    STEP_INDEX,  /* of a table in which one axis is a function of the others: its state, as a number */
    STEP_MAP     /* the first factor at the states of an axis that the second, an index, tells */
};

enum { NO_AXIS = UINT32_MAX, NO_INPUT = UINT32_MAX, INPUT_ONE = UINT32_MAX - 1 /* the number 1 */ };

struct plan_table {
    struct scope scope; /* by place; of an input in its own order */
    size_t *stride;     /* of an input; NULL: dense, the last axis the fastest */
    double cells;
    uint32_t input;    /* number of the input, INPUT_ONE, or NO_INPUT */
    uint32_t function; /* this axis is a function of the others: all entries are 0 but one, which is 1, for
                          each setting of these; or NO_AXIS */
    uint32_t last;     /* the last step that reads it; outputs are kept to the end */
    bool output;
    uint32_t step; /* that makes it; of an input, nothing */
    size_t at;     /* where it is in the arena of tables */
};

struct plan_step {
    enum step_kind kind;
    uint32_t out, nin, in[KERNEL_FACTORS];
    struct loops loops;
    size_t through;  /* of an index or a map: entries from one state of the axis to the next */
    uint32_t states; /* of an index: of the axis */
};

struct plan {
    struct arena arena; /* owns all of it */
    struct work w;      /* that arena, and where to complain while it is made */
    uint32_t naxes;
    const uint32_t *length; /* by axis */
    uint32_t *place;        /* by axis */
    struct plan_table *table;
    size_t ntables, table_cap;
    struct plan_step *step;
    size_t nsteps, step_cap;
    uint32_t *output; /* tables */
    size_t noutputs, output_cap;
    uint32_t ninputs;
    struct map made;    /* products by kind, factors and axes */
    size_t peak;        /* entries of the arena of tables */
    double entries;     /* multiplied in all */
    double time;        /* estimated nanoseconds */
    double largest;     /* entries of the largest product */
    bool keep_all;      /* no place is used twice, for tracing back a maximum, */
    uint32_t *step_of;  /* by place in the order: the step that eliminates the axis */
    uint32_t *slot;     /* draft, by axis */
    struct order order; /* for reports; of the elimination that most of it follows */
    const char *method;
};

/* An empty plan over axes of these lengths (copied). place[] is filled in from the order: first eliminated
 * outermost, axes that are not eliminated last, in the order of keep[]. False (reported to w) when memory is
 * short; plan_free() it in any case. */
bool plan_begin(struct plan *p, struct work *w, uint32_t naxes, const uint32_t *length,
                const struct order *order, const uint32_t *keep, uint32_t nkeep);
/* The next input: a table over axis[] with these strides, where the axis `function`, unless it is NO_AXIS, is
 * a function of the others. Its number, or UINT32_MAX (reported). */
uint32_t plan_input(struct plan *p, const uint32_t *axis, const size_t *stride, uint32_t rank,
                    uint32_t function);
/* The product of tables over the axes `out` (in any order), all others summed or maximised. The number of the
 * table, or UINT32_MAX (reported). Without tables it is the number 1. */
uint32_t plan_product(struct plan *p, enum step_kind kind, const uint32_t *table, uint32_t n,
                      const uint32_t *out, uint32_t nout);
uint32_t plan_divide(struct plan *p, uint32_t over, uint32_t under);
/* Variable elimination: the product of tables over keep[] (nothing else is left), axes eliminated in the
 * order given; from place `max_from` of the order on they are maximised, each by itself. step_of[] (or NULL)
 * gets, by place of the order, the step that eliminated the axis; of those that went with another, nothing.
 */
uint32_t plan_eliminate(struct plan *p, const uint32_t *table, uint32_t n, const uint32_t *order,
                        uint32_t norder, uint32_t max_from, const uint32_t *keep, uint32_t nkeep,
                        uint32_t *step_of);
/* The table is a result; results are numbered as they are declared. */
bool plan_output(struct plan *p, uint32_t table);
/* Give every table its place, and know the peak. */
bool plan_end(struct plan *p);
void plan_free(struct plan *p);

/* ---- run.c ---- */
struct plan_result {
    const double *p;
    size_t cells;
    long exponent; /* the true values are 2^exponent times these */
};

struct plan_run {
    const struct plan *plan;
    const double *const *input; /* the entries of each input at its first cell */
    double *room;               /* plan->peak doubles */
    long *exponent;             /* draft, by table */
    bool *undefined;            /* draft, by table */
    const double **scaled;      /* draft, by input: a copy brought into range, or NULL */
    bool support;               /* only tell zero from not zero: every other entry is 1 */
    bool faint;                 /* some product was all so small that digits may be lost */
};
/* Below this a number may have lost digits on the way: the smallest double with all of them, and a margin. */
#define FAINT 0x1p-1000

/* Run it. Results stay in room, or in an input. False (reported to w) when interrupted. */
bool plan_execute(struct plan_run *r, struct work *w);
struct plan_result plan_result(const struct plan_run *r, uint32_t output);
/* The entries of a table after the run. */
const double *plan_entries(const struct plan_run *r, uint32_t table);

#endif
