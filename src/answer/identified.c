/* identified.c -- the second route: an estimand evaluated over an observational source; and, to check it, the
 * combs of the observed joint plugged together. */
#include "answer/answer_int.h"

#include <float.h>
#include <math.h>

bool answer_identify_query(struct identify_query *iq, struct work *w, const struct request *r)
{
    struct set inputs;
    *iq = (struct identify_query){.y = r->y, .x = r->x, .z = r->z};
    if (!r->soft)
        return true;
    if (!soft_inputs(w, r, &inputs))
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
        return soft_evaluate(f, w, r, id, pool, src);
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
    if (!soft_inputs(w, r, &inputs))
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
    return !channel || (missing_init(&m, w) && soft_average(f, w, r, channel, &m));
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
