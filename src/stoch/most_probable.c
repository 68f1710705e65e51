/* most_probable.c -- the most probable states of some wires given evidence, read off their joint
 * distribution.
 *
 * The probability of the evidence is taken apart by the chain rule, so that long evidence does not underflow.
 */
#include "stoch/stoch.h"

#include <math.h>

/* P(wire = state | evidence), one number. False (reported). */
static bool chance(double *p, struct work *w, const struct diagram *d, struct evidence of,
                   const struct evidence *evidence, uint32_t nevidence)
{
    struct arena drafts = {0};
    struct work draft = {&drafts, w->diags};
    bool impossible;
    struct tensor *t = stoch_conditional(&draft, d, &of.wire, 1, NULL, 0, evidence, nevidence, &impossible);
    *p = t ? t->p[of.state] : 0;
    arena_free(&drafts);
    return t != NULL;
}

/* The log of P(evidence); minus infinity when it never happens. */
static bool evidence_chance(double *log_p, struct work *w, const struct diagram *d,
                            const struct evidence *evidence, uint32_t nevidence)
{
    *log_p = 0;
    for (uint32_t i = 0; i < nevidence && isfinite(*log_p); i++) {
        double p;
        if (!chance(&p, w, d, evidence[i], evidence, i))
            return false;
        *log_p += p > 0 ? log(p) : -INFINITY;
    }
    return true;
}

bool stoch_most_probable(uint32_t *state, double *log_joint, double *log_evidence, struct work *w,
                         const struct diagram *d, const uint32_t *wires, uint32_t n,
                         const struct evidence *evidence, uint32_t nevidence)
{
    struct arena drafts = {0};
    struct work draft = {&drafts, w->diags};
    bool impossible = false;
    *log_joint = -INFINITY;
    if (!evidence_chance(log_evidence, w, d, evidence, nevidence))
        return false;
    if (!isfinite(*log_evidence))
        return true;
    struct tensor *t = stoch_conditional(&draft, d, wires, n, NULL, 0, evidence, nevidence, &impossible);
    if (t) {
        size_t best = tensor_greatest(t), rest = best;
        for (uint32_t i = n; i-- > 0; rest /= t->axis[i].n)
            state[i] = (uint32_t)(rest % t->axis[i].n);
        *log_joint = *log_evidence + log(t->p[best]);
    }
    arena_free(&drafts);
    return t != NULL;
}
