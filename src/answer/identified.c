/* identified.c -- the second route: an estimand evaluated over an observational source; and, to check it, the
 * combs of the observed joint plugged together.
 *
 * Soft interventions reduce to hard ones: with X drawn from f(x | w), w not below X,
 *     P(y, z | do(X ~ f)) = sum over x, w of f(x | w) P(y, z, w | do(x)),
 * so the joint of outcomes, conditions and what the policies look at is identified for every x, averaged over
 * the policies, and conditioned last. */
#include "answer/answer_int.h"

#include <float.h>
#include <math.h>

/* Variables that policies look at and that are neither outcome nor condition nor intervened on. */
static bool policy_inputs(struct work *w, const struct request *r, struct set *inputs)
{
    *inputs = set_new(w->arena, r->m->nvars);
    if (!set_ok(*inputs))
        return diag_oom(w->diags);
    for (uint32_t i = 0; i < r->q->ndos; i++)
        if (r->q->dos[i].kind == DO_POLICY)
            for (uint32_t k = 0; k < r->q->dos[i].nfrom; k++)
                set_add(*inputs, r->q->dos[i].from[k]);
    set_minus(*inputs, r->y);
    set_minus(*inputs, r->z);
    set_minus(*inputs, r->x);
    return true;
}

bool answer_identify_query(struct identify_query *iq, struct work *w, const struct request *r)
{
    struct set inputs;
    *iq = (struct identify_query){.y = r->y, .x = r->x, .z = r->z};
    if (!r->soft)
        return true;
    if (!policy_inputs(w, r, &inputs))
        return false;
    iq->y = set_copy(w->arena, r->y);
    iq->z = set_new(w->arena, r->m->nvars);
    if (!set_ok(iq->y) || !set_ok(iq->z))
        return diag_oom(w->diags);
    set_join(iq->y, r->z);
    set_join(iq->y, inputs);
    return true;
}

bool answer_identified(struct identification *id, struct identify_query *q, struct work *w,
                       const struct request *r, struct est_pool *pool)
{
    return answer_identify_query(q, w, r) && identify(id, w, r->m->projected, q, pool);
}

uint32_t request_axes(const struct request *r, uint32_t *vars)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < r->nopen; i++)
        vars[n++] = r->open[i];
    for (uint32_t i = 0; i < r->ngiven; i++)
        vars[n++] = r->given[i];
    for (uint32_t i = 0; i < r->nover; i++)
        vars[n++] = r->over[i];
    return n;
}

uint32_t request_fixed(const struct request *r, struct evidence *fixed)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < r->nseen; i++)
        fixed[n++] = r->seen[i];
    for (uint32_t i = 0; i < r->nset; i++)
        fixed[n++] = r->set[i];
    return n;
}

/* The distribution or policy of a soft intervention as a tensor over what it looks at and the variable. */
static struct tensor *policy_tensor(struct work *w, const struct request *r, const struct query_do *d)
{
    struct axis *axes = ARENA_NEW(w->arena, struct axis, (size_t)d->nfrom + 1);
    if (!axes) {
        diag_oom(w->diags);
        return NULL;
    }
    uint32_t nfrom = d->kind == DO_POLICY ? d->nfrom : 0;
    for (uint32_t i = 0; i < nfrom; i++)
        axes[i] = (struct axis){d->from[i], r->card[d->from[i]]};
    axes[nfrom] = (struct axis){d->var, r->card[d->var]};
    struct tensor *t = tensor_new(w, nfrom + 1, axes);
    const double *p = d->kind == DO_POLICY ? d->matrix : d->row;
    for (size_t i = 0; t && i < t->cells; i++)
        t->p[i] = p[i];
    if (t && r->exact && d->kind == DO_ROW && d->written != box_rounded &&
        !tensor_make_exact(w, t, d->written, t->cells))
        return NULL;
    return t;
}

/* A hard intervention that a policy looks at is a sharp state in the average. */
static struct tensor *sharp(struct work *w, const struct request *r, const struct evidence *e)
{
    struct axis axis = {e->wire, r->card[e->wire]};
    struct tensor *t = tensor_new(w, 1, &axis);
    if (t)
        t->p[e->state] = 1;
    return t;
}

/* P(y | z) from P(y, z), on the canonical axes. axes[] is a draft with room for all of them. */
static struct tensor *condition_last(struct work *w, const struct request *r, const struct tensor *joint,
                                     uint32_t *axes)
{
    const struct tensor *t = joint;
    for (uint32_t i = 0; t && i < r->nseen; i++)
        t = tensor_slice(w, t, r->seen[i].wire, r->seen[i].state);
    if (t && (r->ngiven || r->nseen))
        t = tensor_condition(w, t, r->over, r->nover);
    return t ? tensor_permute(w, t, (request_axes(r, axes), axes)) : NULL;
}

/* What makes cells of the average undefined: cells that the formula lacks (m, so far), where these have
 * weight, and conditions of probability zero. Only the latter are left when undefined cells count as
 * possible. */
static bool explain(struct finding *f, struct work *w, const struct request *r, struct tensor *joint,
                    uint32_t *axes, struct missing *m)
{
    if (!tensor_undefined(f->value))
        return true;
    if (!tensor_undefined(joint))
        m->n = m->more = 0;
    for (size_t i = 0; i < joint->cells; i++)
        joint->p[i] = isnan(joint->p[i]) ? 1 : joint->p[i];
    joint->exact = NULL; /* only zeros count here */
    struct tensor *t = condition_last(w, r, joint, axes);
    return t && answer_name_conditions(f, w, r, t, m);
}

/* Average P(y, z, w | do(x)) for every x over the new distributions of x, then condition. m lists the cells
 * for want of which the channel is undefined. */
static bool average(struct finding *f, struct work *w, const struct request *r, const struct tensor *channel,
                    struct missing *m)
{
    const struct tensor **factor = ARENA_NEW(w->arena, const struct tensor *, (size_t)r->q->ndos + 1);
    uint32_t *keep = ARENA_NEW(w->arena, uint32_t, r->m->nvars), n = 1, nkeep = 0, nset = 0;
    if (!factor || !keep)
        return diag_oom(w->diags);
    factor[0] = channel;
    for (uint32_t i = 0; i < r->q->ndos; i++) {
        const struct query_do *d = &r->q->dos[i];
        const struct tensor *t = NULL;
        if (d->kind == DO_ALL)
            continue;
        t = d->kind == DO_POINT ? sharp(w, r, &r->set[nset++]) : policy_tensor(w, r, d);
        if (!t)
            return false;
        factor[n++] = t;
    }
    for (uint32_t i = 0; i < r->nopen; i++)
        keep[nkeep++] = r->open[i];
    SET_EACH (v, r->z)
        keep[nkeep++] = v;
    for (uint32_t i = 0; i < r->nover; i++)
        keep[nkeep++] = r->over[i];
    struct tensor *joint = tensor_contract(w, factor, n, keep, nkeep);
    f->value = joint ? condition_last(w, r, joint, keep) : NULL;
    return f->value && explain(f, w, r, joint, keep, m);
}

static bool evaluate_soft(struct finding *f, struct work *w, const struct request *r,
                          const struct identification *id, const struct est_pool *pool, struct source src)
{
    struct set inputs;
    uint32_t *order = ARENA_NEW(w->arena, uint32_t, r->m->nvars), n = 0;
    struct evaluation value;
    if (!order)
        return diag_oom(w->diags);
    if (!policy_inputs(w, r, &inputs))
        return false;
    set_join(inputs, r->x);
    set_join(inputs, r->y);
    set_join(inputs, r->z);
    SET_EACH (v, inputs)
        order[n++] = v;
    if (!stoch_evaluate(&value, w, pool, id->estimand, src, order, n, NULL, 0, r->card))
        return false;
    struct missing m = {.w = w, .cell = value.missing, .n = value.nmissing, .more = value.more_missing};
    return average(f, w, r, value.value, &m);
}

/* A row whose defined cells are all 0, and some undefined: the condition is impossible for all one can say,
 * and the zeros are what is left of 0 times undefined. Without conditions a row is a distribution, and its
 * defined cells stand. */
static bool settle_rows(struct finding *f, struct work *w, const struct request *r,
                        const struct tensor *value)
{
    struct tensor *t = tensor_new(w, value->rank, value->axis);
    size_t n = 1;
    if (!t || (value->exact && !tensor_exact_cells(w, t)))
        return false;
    for (uint32_t i = r->nopen + r->ngiven; i < value->rank; i++)
        n *= value->axis[i].n;
    for (size_t row = 0; row < t->cells; row += n) {
        bool undefined = false, positive = false;
        for (size_t i = row; i < row + n; i++) {
            undefined = undefined || isnan(value->p[i]);
            positive = positive || !(isnan(value->p[i]) || tensor_zero(value, i));
        }
        for (size_t i = row; i < row + n; i++) {
            t->p[i] = undefined && !positive ? NAN : value->p[i];
            if (t->exact)
                t->exact[i] = undefined && !positive ? RATIONAL_UNDEFINED : value->exact[i];
        }
    }
    f->value = t;
    return true;
}

bool answer_by_estimand(struct finding *f, struct work *w, const struct request *r,
                        const struct identification *id, const struct est_pool *pool, struct source src)
{
    *f = (struct finding){0};
    if (r->soft)
        return evaluate_soft(f, w, r, id, pool, src);
    uint32_t *order = ARENA_NEW(w->arena, uint32_t, r->m->nvars);
    struct evidence *fixed = ARENA_NEW(w->arena, struct evidence, (size_t)r->nseen + r->nset);
    struct evaluation value;
    if (!order || !fixed)
        return diag_oom(w->diags);
    uint32_t n = request_axes(r, order), nfixed = request_fixed(r, fixed);
    if (!stoch_evaluate(&value, w, pool, id->estimand, src, order, n, fixed, nfixed, r->card))
        return false;
    *f = (struct finding){value.value, value.missing, value.nmissing, value.more_missing};
    return set_empty(r->z) || settle_rows(f, w, r, value.value);
}

enum { LARGEST_JOINT = 1 << 20 }; /* cells of an observed joint that the check is willing to build */

bool answer_by_combs(struct finding *f, struct work *w, const struct request *r, struct source src,
                     struct str *why_not, double *misfit)
{
    uint32_t *vars = ARENA_NEW(w->arena, uint32_t, r->m->nvars), n = 0, nkeep = 0;
    uint32_t *keep = ARENA_NEW(w->arena, uint32_t, r->m->nvars);
    struct set inputs;
    size_t cells = 1;
    *f = (struct finding){0};
    *misfit = -1;
    if (!vars || !keep)
        return diag_oom(w->diags);
    if (!policy_inputs(w, r, &inputs))
        return false;
    SET_EACH (v, r->m->projected->nodes) {
        vars[n++] = v;
        cells = cells > LARGEST_JOINT ? cells : cells * (r->card[v] ? r->card[v] : LARGEST_JOINT + 1);
    }
    *why_not = cells > LARGEST_JOINT ? STR("the joint of all observed variables is too large") : STR("");
    if (why_not->n)
        return true;
    set_join(inputs, r->y);
    set_join(inputs, r->z);
    SET_EACH (v, inputs)
        keep[nkeep++] = v;
    struct attempt attempt;
    attempt_begin(&attempt, w);
    struct tensor *joint = src.marginal(src.self, &attempt.w, vars, n, NULL, 0), *channel = NULL;
    if (joint && !stoch_misfit(misfit, &attempt.w, joint, r->m->projected, keep, nkeep))
        *misfit = -1;
    if (joint)
        channel = stoch_cut_by_combs(&attempt.w, joint, r->m->projected, r->x, keep, nkeep);
    struct missing m;
    if (!attempt_end(&attempt, w))
        return false;
    if (!channel) /* the formula may come from a criterion that the plain combs do not reach */
        *why_not = attempt.why;
    return !channel || (missing_init(&m, w) && average(f, w, r, channel, &m));
}

double finding_difference(const struct finding *a, const struct finding *b, size_t *cells, bool *exactly)
{
    double worst = 0;
    *cells = 0;
    *exactly = a->value->exact && b->value->exact;
    for (size_t i = 0; i < a->value->cells && i < b->value->cells; i++) {
        double d = fabs(a->value->p[i] - b->value->p[i]);
        if (isnan(d))
            continue;
        worst = fmax(worst, d);
        if (*exactly && !rational_equal(a->value->exact[i], b->value->exact[i]))
            worst = fmax(worst, DBL_TRUE_MIN);
        ++*cells;
    }
    return worst;
}
