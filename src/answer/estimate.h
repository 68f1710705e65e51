/* estimate.h -- how sure a number from data is: standard errors, intervals, and what lies behind them.
 *
 * An answer over data is a smooth function of the shares of the cells of a table of counts.  With the
 * influence function IF of that function the standard error is sqrt(sum of w IF^2) / n over rows of weight w
 * (the delta method; van der Vaart 1998, theorem 3.1 and chapter 20), and the interval is symmetric on a
 * scale on which the estimate is nearer to normal: the logit for probabilities, the logarithm for ratios. The
 * bootstrap (Efron 1979) draws tables of the same size from the table and takes the percentiles of the
 * answers over them.
 */
#ifndef CAUSAL_ANSWER_ESTIMATE_H
#define CAUSAL_ANSWER_ESTIMATE_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum interval_method { INTERVAL_OFF, INTERVAL_DELTA, INTERVAL_BOOTSTRAP };

struct interval_options {
    enum interval_method method;
    double level;        /* 0.95 */
    uint32_t replicates; /* BOOTSTRAP */
    unsigned long seed;  /* BOOTSTRAP */
};

/* On which an interval by the delta method is symmetric. */
enum interval_scale { SCALE_PLAIN, SCALE_LOGIT, SCALE_LOG };

/* NaN where it is not known: an undefined value has no error, and one at the end of its scale no interval. */
struct estimated {
    double value, se, low, high;
    double n_eff; /* of a probability: so many independent rows would be as sure, p (1 - p) / se^2 */
};

struct estimate {
    struct interval_options how;
    enum interval_scale scale;
    size_t n;
    const struct estimated *of; /* in the order of the cells of the table */
    double rows;                /* sum of frequencies; with sampling weights the effective number of rows */
    bool weighted;              /* sampling weights */
    double least;               /* rows of the least stratum that was divided by; NaN: none */
    struct str least_where;     /* "S = yes, Z = 1" */
    bool soft;                  /* over a new distribution, which is taken as given */
    bool by_graph;              /* a formula that the graph allows is behind it */
    double prior;               /* observations that it adds, spread evenly over all cells; 0: none */
    uint32_t undefined;         /* BOOTSTRAP: replicates in which some number was undefined */
    bool at_end;     /* some value is at the end of its scale, or a mean of rows that all agree: it has no
                        interval, */
    bool exact_end;  /* or as a plain proportion the exact one */
    struct str none; /* why there are no intervals; empty: there are */
};

/* Strata without rows, of an adjustment that divides by them. */
struct positivity {
    const double
        *mass;    /* of each missing cell: P of what it says but for the interventions; NaN: not known */
    bool bounded; /* the numbers that are undefined are between: */
    size_t n;
    const double *low, *high; /* by cell of the table, of a panel by risk; NaN where it is defined */
};

#endif
