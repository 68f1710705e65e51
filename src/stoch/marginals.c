/* marginals.c -- the posterior of each of many wires: one conditional for each, its drafts freed before the
 * next.
 */
#include "base/interrupt.h"
#include "stoch/stoch.h"

#include <math.h>

/* P(wire | evidence), of one axis, in w->arena. */
static struct tensor *one(struct work *w, const struct diagram *d, uint32_t wire,
                          const struct evidence *evidence, uint32_t nevidence, bool *impossible)
{
    struct arena drafts = {0};
    struct work draft = {&drafts, w->diags};
    struct tensor *t = stoch_conditional(&draft, d, &wire, 1, NULL, 0, evidence, nevidence, impossible);
    struct tensor *kept = t ? tensor_new(w, t->rank, t->axis) : NULL;
    for (size_t i = 0; kept && i < t->cells; i++)
        kept->p[i] = t->p[i];
    arena_free(&drafts);
    return kept;
}

bool stoch_marginals(struct tensor **out, struct work *w, const struct diagram *d, const uint32_t *wires,
                     uint32_t n, const struct evidence *evidence, uint32_t nevidence, bool *impossible)
{
    *impossible = false;
    for (uint32_t i = 0; i < n; i++) {
        if (interrupted())
            return diag_interrupted(w->diags);
        if (!(out[i] = one(w, d, wires[i], evidence, nevidence, impossible)))
            return false;
    }
    return true;
}
