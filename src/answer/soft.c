/* soft.c -- soft interventions and policies over an observational source reduce to hard ones: with X drawn
 * from f(x | w), w not below X,
 *     P(y, z | do(X ~ f)) = sum over x, w of f(x | w) P(y, z, w | do(x)),
 * so the joint of outcomes, conditions and what the policies look at is identified for every x, averaged over
 * the policies, and conditioned last.  Its slopes follow by the chain rule. */
#include "answer/estimate_int.h"

#include <math.h>

bool soft_inputs(struct work *w, const struct request *r, struct set *inputs)
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

/* Append what the interventions put in the place of mechanisms. */
static bool policies(const struct tensor **factor, uint32_t *n, struct work *w, const struct request *r)
{
    uint32_t nset = 0;
    for (uint32_t i = 0; i < r->q->ndos; i++) {
        const struct query_do *d = &r->q->dos[i];
        if (d->kind == DO_ALL)
            continue;
        const struct tensor *t = d->kind == DO_POINT ? sharp(w, r, &r->set[nset++]) : policy_tensor(w, r, d);
        if (!t)
            return false;
        factor[(*n)++] = t;
    }
    return true;
}

bool soft_average(struct finding *f, struct work *w, const struct request *r, const struct tensor *channel,
                  struct missing *m)
{
    const struct tensor **factor = ARENA_NEW(w->arena, const struct tensor *, (size_t)r->q->ndos + 1);
    uint32_t *keep = ARENA_NEW(w->arena, uint32_t, r->m->nvars), n = 1, nkeep = 0;
    if (!factor || !keep)
        return diag_oom(w->diags);
    factor[0] = channel;
    if (!policies(factor, &n, w, r))
        return false;
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

/* ---- from a source ---- */

/* The axes that the formula is evaluated over; there is room. */
static bool channel_axes(uint32_t *order, uint32_t *n, struct work *w, const struct request *r)
{
    struct set of;
    *n = 0;
    if (!soft_inputs(w, r, &of))
        return false;
    set_join(of, r->x);
    set_join(of, r->y);
    set_join(of, r->z);
    SET_EACH (v, of)
        order[(*n)++] = v;
    return true;
}

bool soft_evaluate(struct finding *f, struct work *w, const struct request *r,
                   const struct identification *id, const struct est_pool *pool, struct source src)
{
    uint32_t *order = ARENA_NEW(w->arena, uint32_t, r->m->nvars), n;
    struct evaluation value;
    if (!order)
        return diag_oom(w->diags);
    if (!channel_axes(order, &n, w, r) ||
        !stoch_evaluate(&value, w, pool, id->estimand, src, order, n, NULL, 0, r->card))
        return false;
    struct missing m = {.w = w, .cell = value.missing, .n = value.nmissing, .more = value.more_missing};
    return soft_average(f, w, r, value.value, &m);
}

/* ---- slopes ---- */

/* Where each cell of the channel goes in the average: its canonical cell; SIZE_MAX: nowhere, as something
 * else is seen. */
static bool place_cells(struct soft_slopes *s, struct work *w, const struct request *r,
                        const struct tensor *t)
{
    uint32_t *axes = ARENA_NEW(w->arena, uint32_t, r->m->nvars);
    size_t *stride = ARENA_NEW(w->arena, size_t, r->m->nvars), *own = ARENA_NEW(w->arena, size_t, t->rank);
    s->to = ARENA_NEW(w->arena, size_t, t->cells);
    if (!axes || !stride || !own || !s->to)
        return diag_oom(w->diags);
    s->cells = s->block = 1;
    for (uint32_t i = request_axes(r, axes); i-- > 0;) {
        stride[axes[i]] = s->cells;
        s->cells *= r->card[axes[i]];
        s->block = set_has(r->y, axes[i]) ? s->cells : s->block;
    }
    tensor_strides(t, own);
    for (size_t c = 0; c < t->cells; c++)
        for (uint32_t i = 0; i < t->rank; i++) {
            uint32_t v = t->axis[i].id, state = (uint32_t)(c / own[i] % t->axis[i].n);
            if (s->to[c] != SIZE_MAX)
                s->to[c] += state * stride[v];
            for (uint32_t k = 0; k < r->nseen; k++)
                if (r->seen[k].wire == v && r->seen[k].state != state)
                    s->to[c] = SIZE_MAX;
        }
    return true;
}

/* For each cell of the channel what the new distributions weigh it with. */
static const struct tensor *spread_policies(struct work *w, const struct request *r, const struct tensor *t,
                                            const uint32_t *order)
{
    const struct tensor **factor = ARENA_NEW(w->arena, const struct tensor *, (size_t)r->q->ndos + 1);
    struct tensor *ones = tensor_new(w, t->rank, t->axis);
    uint32_t n = 1;
    if (!factor || !ones) {
        diag_oom(w->diags);
        return NULL;
    }
    for (size_t c = 0; c < ones->cells; c++)
        ones->p[c] = 1;
    factor[0] = ones;
    return policies(factor, &n, w, r) ? tensor_contract(w, factor, n, order, t->rank) : NULL;
}

bool soft_slopes_begin(struct soft_slopes *s, struct work *w, const struct request *r, struct estimand_at *at)
{
    uint32_t *order = ARENA_NEW(w->arena, uint32_t, r->m->nvars);
    struct evaluation value;
    *s = (struct soft_slopes){.conditioned = !set_empty(r->z)};
    if (!order)
        return diag_oom(w->diags);
    if (!channel_axes(order, &at->norder, w, r) ||
        !stoch_evaluate(&value, w, at->pool, at->e, at->src, order, at->norder, NULL, 0, r->card))
        return false;
    at->order = order;
    at->nfixed = 0;
    s->policy = spread_policies(w, r, value.value, order);
    if (!s->policy || !place_cells(s, w, r, value.value))
        return false;
    s->joint = ARENA_NEW(w->arena, double, s->cells);
    if (!s->joint)
        return diag_oom(w->diags);
    for (size_t c = 0; c < value.value->cells; c++)
        if (s->to[c] != SIZE_MAX && s->policy->p[c] > 0)
            s->joint[s->to[c]] += s->policy->p[c] * value.value->p[c];
    return true;
}

void soft_weigh(const struct soft_slopes *s, const struct numbers *m, size_t i, struct tensor *weight)
{
    size_t cell = m->cell[i], row = cell / s->block;
    double mass = 0, mean = 0;
    for (size_t c = row * s->block; s->conditioned && c < (row + 1) * s->block; c++)
        mass += s->joint[c];
    for (uint32_t k = 0; s->conditioned && k < m->width; k++)
        mean += m->value[k] * s->joint[cell + k] / mass;
    for (size_t c = 0; c < weight->cells; c++) {
        size_t to = s->to[c];
        if (to == SIZE_MAX || to / s->block != row)
            continue;
        double value = to >= cell && to - cell < m->width ? m->value[to - cell] : 0;
        weight->p[c] = s->policy->p[c] * (s->conditioned ? (value - mean) / mass : value);
    }
}
