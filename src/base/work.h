/* work.h -- what a computation needs around it: memory for results, a place for complaints, and what
 * was planned before. Passed as the first argument by everything above base/ that can fail for want of
 * memory. */
#ifndef CAUSAL_BASE_WORK_H
#define CAUSAL_BASE_WORK_H

#include "base/arena.h"
#include "base/diag.h"

struct plans; /* stoch/stoch.h */

struct work {
    struct arena *arena; /* results live here, until the owner frees it */
    struct diags *diags;
    struct plans *plans; /* of earlier contractions, and room for the next; NULL: none are kept */
};

#endif
