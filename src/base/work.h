/* work.h -- what a computation needs around it: memory for results, memory for drafts, and a place for
 * complaints. Passed as the first argument by everything above base/ that can fail for want of memory. */
#ifndef CAUSAL_BASE_WORK_H
#define CAUSAL_BASE_WORK_H

#include "base/arena.h"
#include "base/diag.h"

struct work {
    struct arena *arena; /* results live here, until the owner frees it */
    struct diags *diags;
};

#endif
