/* contract.c -- sums of products of tensors: a shape, a plan by variable elimination, a run.
 *
 * Sums and products in which undefined times zero is zero still form a commutative semiring, so the order of
 * elimination does not matter for undefined cells either.
 */
#include "stoch/contract.h"

#include "base/interrupt.h"
#include "stoch/exact.h"
#include "stoch/plans.h"

#include <limits.h>
#include <math.h>
#include <string.h>

/* The axes to keep, by number; those of length 1 are none. */
struct wanted {
    uint32_t *axis, n;
};

static bool make(struct plan *p, struct work *w, const struct shape *s, void *cx)
{
    const struct wanted *keep = cx;
    uint8_t *phase = ARENA_NEW(w->arena, uint8_t, s->naxes);
    uint32_t *table = ARENA_NEW(w->arena, uint32_t, s->nfactors);
    struct order order;
    if (!phase || !table)
        return diag_oom(w->diags);
    for (uint32_t i = 0; i < keep->n; i++)
        phase[keep->axis[i]] = ORDER_KEPT;
    struct order_problem problem = {s->naxes, s->length, s->nfactors, s->scope, phase, false};
    if (!order_find(&order, w, &problem) ||
        !plan_begin(p, w, s->naxes, s->length, &order, keep->axis, keep->n) || !shape_inputs(s, p))
        return false;
    for (uint32_t i = 0; i < s->nfactors; i++)
        table[i] = i;
    p->method = "variable elimination";
    uint32_t out =
        plan_eliminate(p, table, s->nfactors, order.axis, order.n, order.n, keep->axis, keep->n, NULL);
    return out != UINT32_MAX && plan_output(p, out);
}

/* The result, not computed yet, and the axes to keep. */
static struct tensor *result_new(struct work *w, const struct shape *s, const struct view *factor, uint32_t n,
                                 const uint32_t *keep, uint32_t nkeep, struct wanted *wanted)
{
    struct axis *axis = ARENA_NEW(w->arena, struct axis, nkeep);
    wanted->axis = ARENA_NEW(w->arena, uint32_t, nkeep);
    if (!axis || !wanted->axis) {
        diag_oom(w->diags);
        return NULL;
    }
    for (uint32_t i = 0; i < nkeep; i++) {
        uint32_t a = shape_axis(s, keep[i]);
        bool found = a != UINT32_MAX;
        axis[i] = (struct axis){keep[i], found ? s->length[a] : 1};
        if (found)
            wanted->axis[wanted->n++] = a;
        for (uint32_t f = 0; f < n && !found; f++)
            for (uint32_t k = 0; k < factor[f].rank && !found; k++)
                found = factor[f].axis[k].id == keep[i];
        if (!found) {
            diag_error(w->diags, "axis-missing", NO_SPAN, "no table has the variable that is asked for");
            return NULL;
        }
    }
    return tensor_new(w, nkeep, axis);
}

/* A result may be large, and its memory new. */
static bool copy(struct work *w, double *to, struct plan_result r)
{
    enum { AT_A_TIME = 1 << 18 };
    for (size_t i = 0; i < r.cells; i += AT_A_TIME) {
        size_t n = r.cells - i < AT_A_TIME ? r.cells - i : AT_A_TIME;
        if (interrupted())
            return diag_interrupted(w->diags);
        memcpy(to + i, r.p + i, n * sizeof *to);
    }
    return true;
}

static bool zero(struct plan_result r)
{
    for (size_t i = 0; i < r.cells; i++)
        if (r.p[i] != 0)
            return false;
    return true;
}

static bool contract(struct work *w, struct work *draft, struct tensor **out, const struct view *factor,
                     uint32_t n, const uint32_t *keep, uint32_t nkeep, long *exponent, bool support)
{
    struct shape s;
    struct wanted wanted = {0};
    struct planned d = {0};
    if (!shape_of(&s, draft, factor, n) || !(*out = result_new(w, &s, factor, n, keep, nkeep, &wanted)))
        return false;
    struct str key = shape_key(draft, &s, wanted.axis, wanted.n);
    bool good = key.s && planned_run(&d, draft, &s, key, make, &wanted, support);
    if (good) {
        struct plan_result r = plan_result(&d.run, 0);
        good = copy(w, (*out)->p, r);
        *exponent = r.exponent;
        if (d.run.faint && !zero(r))
            good = underflow(w);
    }
    planned_end(&d);
    return good;
}

/* The same plan over fractions, but that nothing is known of functions in it. */
static bool contract_exactly(struct work *w, struct work *draft, struct tensor **out,
                             const struct view *factor, uint32_t n, const uint32_t *keep, uint32_t nkeep)
{
    struct shape s;
    struct wanted wanted = {0};
    struct plan p = {0};
    const struct tensor **exact = ARENA_NEW(draft->arena, const struct tensor *, n);
    struct view *dense = ARENA_NEW(draft->arena, struct view, n);
    if (!exact || !dense)
        return diag_oom(w->diags);
    for (uint32_t i = 0; i < n; i++) {
        const struct tensor *t = view_tensor(draft, &factor[i]);
        if (!t || !tensor_as_exact(draft, t, &exact[i]))
            return false;
        dense[i] = view_of(exact[i]);
    }
    if (!shape_of(&s, draft, dense, n) || !(*out = result_new(w, &s, dense, n, keep, nkeep, &wanted)))
        return false;
    bool good = make(&p, draft, &s, &wanted) && plan_end(&p) && exact_execute(w, &p, exact, *out);
    plan_free(&p);
    return good;
}

static struct tensor *contract_any(struct work *w, const struct view *factor, uint32_t n,
                                   const uint32_t *keep, uint32_t nkeep, long *exponent, bool support)
{
    struct arena scratch = {0};
    struct work draft = *w;
    struct tensor *out;
    draft.arena = &scratch;
    *exponent = 0;
    bool good = exact_wanted(factor, n)
                    ? contract_exactly(w, &draft, &out, factor, n, keep, nkeep)
                    : contract(w, &draft, &out, factor, n, keep, nkeep, exponent, support);
    arena_free(&scratch);
    return good ? out : NULL;
}

struct tensor *contract_views(struct work *w, const struct view *factor, uint32_t n, const uint32_t *keep,
                              uint32_t nkeep, long *exponent)
{
    return contract_any(w, factor, n, keep, nkeep, exponent, false);
}

struct tensor *contract_support(struct work *w, const struct view *factor, uint32_t n, const uint32_t *keep,
                                uint32_t nkeep)
{
    long exponent;
    return contract_any(w, factor, n, keep, nkeep, &exponent, true);
}

struct tensor *contract_unscaled(struct work *w, const struct view *factor, uint32_t n, const uint32_t *keep,
                                 uint32_t nkeep)
{
    long exponent;
    struct tensor *t = contract_views(w, factor, n, keep, nkeep, &exponent);
    int e = (int)(!t || exponent < INT_MIN ? INT_MIN : exponent > INT_MAX ? INT_MAX : exponent);
    for (size_t i = 0; t && e != 0 && i < t->cells; i++)
        t->p[i] = ldexp(t->p[i], e);
    return t;
}

bool underflow(struct work *w)
{
    diag_error(w->diags, "underflow", NO_SPAN,
               "the condition is possible, but less likely than any number the machine has");
    return diag_hint(w->diags, "condition on less, or calculate with fractions: `:set exact on`");
}

static struct view *views(struct work *w, const struct tensor *const *factor, uint32_t n)
{
    struct view *view = ARENA_NEW(w->arena, struct view, n);
    if (!view)
        diag_oom(w->diags);
    for (uint32_t i = 0; view && i < n; i++)
        view[i] = view_of(factor[i]);
    return view;
}

struct tensor *tensor_contract_scaled(struct work *w, const struct tensor *const *factor, uint32_t n,
                                      const uint32_t *keep, uint32_t nkeep, long *exponent)
{
    struct view *v = views(w, factor, n);
    return v ? contract_views(w, v, n, keep, nkeep, exponent) : NULL;
}

struct tensor *tensor_contract(struct work *w, const struct tensor *const *factor, uint32_t n,
                               const uint32_t *keep, uint32_t nkeep)
{
    struct view *v = views(w, factor, n);
    return v ? contract_unscaled(w, v, n, keep, nkeep) : NULL;
}
