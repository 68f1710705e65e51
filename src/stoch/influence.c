/* influence.c -- the slopes of an estimand: how its value moves with the cells of its source.
 *
 * The value is a rational function of marginals of the source.  Its derivatives with respect to all of their
 * cells are computed together by one pass backwards through the formula (reverse differentiation; Griewank
 * and Walther 2008, chapter 3): each node hands on to those it was made of what the number wanted gains when
 * their cells grow.  From them follows the influence function (Hampel 1974; for identified effects Jung, Tian
 * and Bareinboim 2021): of a row, the slope at its cells less the mean of that over the source.
 *
 * Undefined times zero is zero here too: what has no weight in the value has none in its slopes.
 */
#include "base/interrupt.h"
#include "base/limits.h"
#include "base/progress.h"
#include "stoch/evaluator.h"

#include <math.h>
#include <string.h>

/* One pass; its arrays live in a draft. */
struct backward {
    struct evaluator *ev;
    struct work *w;                    /* its arena is the draft */
    struct tensor **outside, **inside; /* by node: the slope by its value; NULL: none */
    struct tensor **marginal;          /* by place in ev->marginal */
    const struct leaf_part **part;     /* the same: what was asked for */
    size_t nmarginals;
    double least; /* the least denominator so far that mattered */
    struct cell least_cell;
    struct work *keep;
};

/* *slot += more, whose axes are some of those of `like`; it is constant along the others. */
static bool add_to(struct backward *b, struct tensor **slot, const struct tensor *like,
                   const struct tensor *more)
{
    struct tensor *t = more ? tensor_spread(b->w, more, like->axis, like->rank) : NULL;
    if (!t)
        return false;
    for (size_t i = 0; *slot && i < t->cells; i++)
        t->p[i] += (*slot)->p[i];
    *slot = t;
    return true;
}

/* t summed over all axes that `like` lacks. */
static struct tensor *summed_to(struct backward *b, const struct tensor *t, const struct tensor *like)
{
    uint32_t keep[LIMIT_TENSOR_RANK], n = 0;
    for (uint32_t i = 0; i < like->rank; i++)
        if (tensor_axis(t, like->axis[i].id) != UINT32_MAX)
            keep[n++] = like->axis[i].id;
    return tensor_marginal(b->w, t, keep, n);
}

/* Does the slope a of over / under reach into the denominators? The least of those is noted by its cell. */
struct fraction {
    const struct tensor *a, *value, *under;
    struct tensor *by_over, *by_under; /* out, with the axes of a */
    size_t least;                      /* the cell of a at which under is least; SIZE_MAX: none */
};

static bool divide(struct backward *b, struct fraction *f)
{
    const struct tensor *under = tensor_spread(b->w, f->under, f->a->axis, f->a->rank);
    const struct tensor *value = tensor_spread(b->w, f->value, f->a->axis, f->a->rank);
    f->by_over = tensor_new(b->w, f->a->rank, f->a->axis);
    f->by_under = tensor_new(b->w, f->a->rank, f->a->axis);
    f->least = SIZE_MAX;
    if (!under || !value || !f->by_over || !f->by_under)
        return false;
    for (size_t i = 0; i < f->a->cells; i++) {
        double a = f->a->p[i], d = under->p[i], by = a == 0 ? 0 : d == 0 ? NAN : a / d;
        f->by_over->p[i] = by;
        f->by_under->p[i] = -times(by, value->p[i]);
        if (a != 0 && d > 0 && (f->least == SIZE_MAX || d < under->p[f->least]))
            f->least = i;
    }
    return true;
}

/* ---- nodes ---- */

static bool quotient(struct backward *b, struct tensor **by, const struct layer *l, const struct est_node *p,
                     est e)
{
    const struct tensor *over = l->value[p->kid[0]], *under = l->value[p->kid[1]];
    struct fraction f = {.a = by[e], .value = l->value[e], .under = under};
    return divide(b, &f) && add_to(b, &by[p->kid[0]], over, summed_to(b, f.by_over, over)) &&
           add_to(b, &by[p->kid[1]], under, summed_to(b, f.by_under, under));
}

/* Note the denominator of a leaf at cell i of f->a, if it is the least so far. */
static bool note_least(struct backward *b, const struct fraction *f, const struct leaf_part *below)
{
    size_t stride[LIMIT_TENSOR_RANK], of[LIMIT_TENSOR_RANK], at = 0;
    const struct tensor *t = below->t;
    if (f->least == SIZE_MAX)
        return true;
    tensor_strides(f->a, stride);
    tensor_strides(t, of);
    uint32_t n = t->rank + below->nfixed, *var = ARENA_NEW(b->keep->arena, uint32_t, (size_t)2 * n);
    if (!var)
        return diag_oom(b->w->diags);
    uint32_t *state = var + n;
    for (uint32_t i = 0; i < t->rank; i++) {
        uint32_t k = tensor_axis(f->a, t->axis[i].id);
        var[i] = evaluator_variable(b->ev, t->axis[i].id);
        state[i] = (uint32_t)(f->least / stride[k] % f->a->axis[k].n);
        at += state[i] * of[i];
    }
    for (uint32_t i = 0; i < below->nfixed; i++) {
        var[t->rank + i] = below->fixed[i].wire;
        state[t->rank + i] = below->fixed[i].state;
    }
    if (t->p[at] < b->least) {
        b->least = t->p[at];
        b->least_cell = (struct cell){.n = n, .var = var, .state = state};
    }
    return true;
}

static bool add_to_marginal(struct backward *b, const struct leaf_part *part, const struct tensor *more)
{
    if (part->place >= b->nmarginals) {
        diag_error(b->w->diags, "internal", NO_SPAN, "a marginal without a place");
        return false;
    }
    struct leaf_part *copy = ARENA_NEW(b->w->arena, struct leaf_part, 1);
    if (!copy)
        return diag_oom(b->w->diags);
    *copy = *part;
    /* Symbols differ from leaf to leaf, their order does not: the axes of the source name the slope. */
    const struct tensor *like = b->ev->marginal[part->place];
    struct tensor *mine = more ? tensor_spread(b->w, more, part->t->axis, part->t->rank) : NULL;
    if (!mine)
        return false;
    for (uint32_t i = 0; i < mine->rank; i++)
        mine->axis[i].id = like->axis[i].id;
    b->part[part->place] = copy;
    return add_to(b, &b->marginal[part->place], like, mine);
}

static bool leaf(struct backward *b, const struct tensor *a, const struct layer *l, const struct est_node *p,
                 est e)
{
    struct leaf_part whole, below;
    if (!evaluator_leaf_parts(b->ev, p, &whole, &below))
        return false;
    if (!below.t)
        return add_to_marginal(b, &whole, a);
    struct fraction f = {.a = a, .value = l->value[e], .under = below.t};
    return divide(b, &f) && note_least(b, &f, &below) &&
           add_to_marginal(b, &whole, summed_to(b, f.by_over, whole.t)) &&
           add_to_marginal(b, &below, summed_to(b, f.by_under, below.t));
}

/* The slope by one use of a definition is one by the definition, at the states that the use fixes. */
static bool factor(struct backward *b, const struct tensor *a, const struct layer *l,
                   const struct est_node *p)
{
    const struct est_node *body = evaluator_node(b->ev, p->kid[0]);
    const struct tensor *of = b->ev->inside.value[p->kid[0]];
    struct tensor *t = tensor_new(b->w, of->rank, of->axis);
    size_t stride[LIMIT_TENSOR_RANK], from[LIMIT_TENSOR_RANK], to[LIMIT_TENSOR_RANK];
    if (!t)
        return false;
    tensor_strides(of, stride);
    tensor_strides(a, from);
    size_t start = 0;
    memset(to, 0, sizeof to);
    for (uint32_t i = 0; i < p->nover; i++) {
        uint32_t k = tensor_axis(of, evaluator_number(b->ev, body->free[i]));
        uint32_t id = evaluator_number(b->ev, p->over[i]), j = tensor_axis(a, id);
        if (k != UINT32_MAX && l->fixed[id] != OPEN)
            start += l->fixed[id] * stride[k];
        else if (k != UINT32_MAX)
            to[j] = stride[k];
    }
    for (size_t c = 0; c < a->cells; c++) {
        size_t at = start;
        for (uint32_t j = 0; j < a->rank; j++)
            at += c / from[j] % a->axis[j].n * to[j];
        t->p[at] += a->p[c];
    }
    return add_to(b, &b->inside[p->kid[0]], of, t);
}

/* A sum of products: the slope by one factor is the same sum with the slope in its place. */
static bool group(struct backward *b, struct tensor **by, const struct layer *l, est e)
{
    const struct group *g = &l->group[e];
    const struct tensor **factors = ARENA_NEW(b->w->arena, const struct tensor *, g->n + 1);
    if (!factors)
        return diag_oom(b->w->diags);
    for (size_t i = 0; i < g->n; i++) {
        uint32_t keep[LIMIT_TENSOR_RANK], n = 0, nkeep = 0;
        if (!g->from[i])
            continue;
        factors[n++] = by[e];
        for (size_t k = 0; k < g->n; k++)
            if (k != i)
                factors[n++] = g->factor[k];
        for (uint32_t k = 0; k < g->factor[i]->rank; k++) {
            bool known = false;
            for (uint32_t j = 0; j < n && !known; j++)
                known = tensor_axis(factors[j], g->factor[i]->axis[k].id) != UINT32_MAX;
            if (known)
                keep[nkeep++] = g->factor[i]->axis[k].id;
        }
        struct tensor *t = tensor_contract(b->w, factors, n, keep, nkeep);
        if (!t || !(t = evaluator_renamed(b->w, b->ev, t, evaluator_outward)) ||
            !add_to(b, &by[g->from[i]], l->value[g->from[i]], t))
            return false;
    }
    return true;
}

static bool node(struct backward *b, struct tensor **by, struct layer *l, est e)
{
    const struct est_node *p = evaluator_node(b->ev, e);
    switch (p->kind) {
    case EST_ONE:
        return true;
    case EST_P:
        return leaf(b, by[e], l, p, e);
    case EST_QUOTIENT:
        return quotient(b, by, l, p, e);
    case EST_FACTOR:
        return factor(b, by[e], l, p);
    default:
        return group(b, by, l, e);
    }
}

static bool layer(struct backward *b, struct tensor **by, struct layer *l)
{
    b->ev->in = l;
    for (est e = b->ev->root; e > 0; e--)
        if (by[e] && !node(b, by, l, e))
            return false;
    return true;
}

/* ---- one number ---- */

/* The root's slope: the weights, summed over what the formula does not mention. */
static struct tensor *seed(struct backward *b, const struct tensor *weight)
{
    const struct tensor *root = b->ev->outside.value[b->ev->root];
    uint32_t keep[LIMIT_TENSOR_RANK];
    for (uint32_t i = 0; i < root->rank; i++)
        keep[i] = evaluator_variable(b->ev, root->axis[i].id);
    struct tensor *t = tensor_marginal(b->w, weight, keep, root->rank);
    for (uint32_t i = 0; t && i < root->rank; i++)
        t->axis[i].id = root->axis[i].id;
    return t;
}

static bool begin(struct backward *b)
{
    size_t n = (size_t)b->ev->root + 1;
    /* A pass asks for at most two marginals a leaf. */
    b->nmarginals = b->ev->nmarginals + 2 * n;
    b->outside = ARENA_NEW(b->w->arena, struct tensor *, n);
    b->inside = ARENA_NEW(b->w->arena, struct tensor *, n);
    b->marginal = ARENA_NEW(b->w->arena, struct tensor *, b->nmarginals);
    b->part = ARENA_NEW(b->w->arena, const struct leaf_part *, b->nmarginals);
    return (b->outside && b->inside && b->marginal && b->part) || diag_oom(b->w->diags);
}

static bool hand_over(struct backward *b, const struct slopes_wanted *s, size_t i)
{
    struct slope *slope = ARENA_NEW(b->w->arena, struct slope, b->ev->nmarginals);
    uint32_t n = 0;
    if (!slope)
        return diag_oom(b->w->diags);
    for (size_t k = 0; k < b->ev->nmarginals; k++)
        if (b->marginal[k])
            slope[n++] = (struct slope){.by = b->marginal[k],
                                        .marginal = b->ev->marginal[k],
                                        .fixed = b->part[k]->fixed,
                                        .nfixed = b->part[k]->nfixed};
    return s->take(s->cx, b->w, i, slope, n);
}

static bool one(struct slopes_wanted *s, struct evaluator *ev, struct work *w, const struct estimand_at *at,
                struct arena *draft, size_t i)
{
    struct work inner = {draft, w->diags, w->plans};
    struct backward b = {.ev = ev, .w = &inner, .keep = w, .least = s->least, .least_cell = s->least_cell};
    struct axis *axis = ARENA_NEW(draft, struct axis, at->norder);
    if (!axis)
        return diag_oom(w->diags);
    for (uint32_t k = 0; k < at->norder; k++)
        axis[k] = (struct axis){at->order[k], at->card[at->order[k]]};
    struct tensor *weight = tensor_new(&inner, at->norder, axis);
    if (!weight || !s->weigh(s->cx, &inner, i, weight) || !begin(&b) ||
        !(b.outside[ev->root] = seed(&b, weight)) || !layer(&b, b.outside, &ev->outside) ||
        !layer(&b, b.inside, &ev->inside) || !hand_over(&b, s, i))
        return false;
    s->least = b.least;
    s->least_cell = b.least_cell;
    return true;
}

bool stoch_slopes(struct slopes_wanted *s, struct work *w, const struct estimand_at *at)
{
    struct arena kept = {0};
    struct work inner = {&kept, w->diags, w->plans};
    struct evaluator ev = {.w = &inner,
                           .pool = at->pool,
                           .src = at->src,
                           .root = at->e,
                           .card = at->card,
                           .marginals = map_in(&kept)};
    s->least = 1;
    s->least_cell = (struct cell){0};
    bool good = evaluator_run(&ev, at->fixed, at->nfixed);
    progress_begin((double)s->n);
    for (size_t i = 0; good && i < s->n; i++) {
        struct arena draft = {0};
        good = interrupted() ? diag_interrupted(w->diags) : one(s, &ev, w, at, &draft, i);
        progress_add(1);
        arena_free(&draft);
    }
    progress_end();
    arena_free(&kept);
    return good;
}
