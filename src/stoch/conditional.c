/* conditional.c -- P(over | given, evidence) read off a diagram: the joint of outcomes and conditions is
 * contracted and divided, and is undefined where the support says that the condition never happens.  What is
 * multiplied for either is found in question.c. */
#include "stoch/contract.h"
#include "stoch/question.h"
#include "stoch/report.h"

#include <math.h>

/* The axes of the answer that the factors have, of the given kinds. NULL (reported) when memory is short. */
static uint32_t *kept(struct question *q, struct factors f, bool outcomes, uint32_t *n)
{
    struct set has = set_new(q->w->arena, q->d->nwires);
    uint32_t *keep = ARENA_NEW(q->w->arena, uint32_t, q->d->nwires);
    *n = 0;
    if (!set_ok(has) || !keep) {
        diag_oom(q->w->diags);
        return NULL;
    }
    for (uint32_t i = 0; i < f.n; i++)
        for (uint32_t k = 0; k < f.list[i].rank; k++) {
            uint32_t wire = f.list[i].axis[k].id;
            if (!set_has(has, wire) &&
                ((outcomes && set_has(q->outcome, wire)) || set_has(q->condition, wire)))
                keep[(*n)++] = wire;
            set_add(has, wire);
        }
    return keep;
}

/* A row whose entries are all zero is one of a condition that never happens, unless the entries were only too
 * small: the support tells. Where they nearly were, digits are lost. */
static bool no_underflow(struct question *q, const struct tensor *joint)
{
    uint32_t n;
    uint32_t *keep = kept(q, q->joint, false, &n);
    const struct tensor *row = keep ? tensor_marginal(q->w, joint, keep, n) : NULL;
    const struct tensor *support = NULL;
    if (!row)
        return false;
    for (size_t i = 0; i < row->cells; i++) {
        if (!(row->p[i] < FAINT))
            continue;
        if (!support && !(support = contract_support(q->w, q->joint.list, q->joint.n, keep, n)))
            return false;
        if (support->p[i] != 0)
            return underflow(q->w);
    }
    return true;
}

/* The joint of outcomes and conditions, up to a power of two. */
static struct tensor *joint_of(struct question *q)
{
    uint32_t n;
    long exponent;
    uint32_t *keep = kept(q, q->joint, true, &n);
    struct tensor *t = keep ? contract_views(q->w, q->joint.list, q->joint.n, keep, n, &exponent) : NULL;
    return t && (t->exact || no_underflow(q, t)) ? t : NULL;
}

static struct tensor *support_of(struct question *q)
{
    uint32_t n;
    uint32_t *keep = kept(q, q->support, true, &n);
    return keep ? contract_support(q->w, q->support.list, q->support.n, keep, n) : NULL;
}

/* Spread a part of the answer over all axes: open inputs, given, over. */
static struct tensor *spread(struct question *q, const struct tensor *t)
{
    const struct diagram *d = q->d;
    uint32_t rank = 0;
    struct axis *axis = ARENA_NEW(q->w->arena, struct axis, (size_t)d->nin + q->ngiven + q->nover);
    if (!axis) {
        diag_oom(q->w->diags);
        return NULL;
    }
    for (uint32_t i = 0; i < d->nin + q->ngiven + q->nover; i++) {
        uint32_t wire = i < d->nin               ? d->in[i]
                        : i < d->nin + q->ngiven ? q->given[i - d->nin]
                                                 : q->over[i - d->nin - q->ngiven];
        uint32_t n = wire_states(q->w, d, wire);
        if (!n)
            return NULL;
        axis[rank++] = (struct axis){wire, n};
    }
    return tensor_spread(q->w, t, axis, rank);
}

static struct tensor *answer(struct question *q)
{
    struct tensor *joint = joint_of(q);
    struct tensor *t = joint ? tensor_condition(q->w, joint, q->over, q->nover) : NULL;
    t = t ? spread(q, t) : NULL;
    if (!t || q->support.n == 0)
        return t;
    struct tensor *support = support_of(q);
    support = support ? spread(q, support) : NULL;
    for (size_t i = 0; support && i < t->cells; i++)
        if (tensor_zero(support, i)) {
            t->p[i] = NAN;
            if (t->exact)
                t->exact[i] = RATIONAL_UNDEFINED;
        }
    return support ? t : NULL;
}

/* What was pruned, for `explain plan`. */
static void tell(const struct question *q)
{
    struct plan_report *r = plans_watched(q->w->plans);
    if (!r)
        return;
    r->boxes = q->d->nboxes;
    r->separated = set_count(q->boxes); /* what is left of them without the relevant ones */
    r->barren = r->boxes - r->separated - set_count(q->relevant);
    r->sliced = 0;
    for (uint32_t i = 0; i < q->d->nwires; i++)
        r->sliced += q->fixed[i] != OPEN;
}

struct tensor *stoch_conditional(struct work *w, const struct diagram *d, const uint32_t *over,
                                 uint32_t nover, const uint32_t *given, uint32_t ngiven,
                                 const struct evidence *evidence, uint32_t nevidence, bool *impossible)
{
    struct question q = {.w = w, .d = d, .over = over, .nover = nover, .given = given, .ngiven = ngiven};
    if (!question_read(&q, evidence, nevidence))
        return NULL;
    tell(&q);
    struct tensor *t = answer(&q);
    *impossible = t != NULL;
    for (size_t i = 0; t && i < t->cells; i++)
        *impossible = *impossible && isnan(t->p[i]);
    return t;
}
