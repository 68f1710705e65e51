/* marginals.c -- the posterior of every observed variable: by surgery all at once, from a source each by a
 * question of its own. */
#include "answer/answer_int.h"

#include "base/interrupt.h"

#include <math.h>

static bool all_undefined(const struct answer_marginals *m)
{
    for (uint32_t i = 0; i < m->n; i++)
        for (uint32_t k = 0; k < m->column[i].type->n; k++)
            if (!isnan(m->p[i][k]))
                return false;
    return m->n > 0;
}

/* ---- all mechanisms known ---- */

static bool show_tensors(struct work *w, const struct request *r, struct tensor *const *t,
                         const struct answer_options *opt)
{
    struct str *names = ARENA_NEW(w->arena, struct str, r->m->nvars);
    if (!names)
        return diag_oom(w->diags);
    for (uint32_t v = 0; v < r->m->nvars; v++)
        names[v] = r->m->var[v].name;
    for (uint32_t i = 0; i < r->nover; i++) {
        struct buf text = {0};
        tensor_dump(&text, t[i], names);
        opt->show(opt->show_cx, "tensor", buf_str(&text));
        buf_free(&text);
    }
    return true;
}

/* The doubles, and the fractions where these are asked for. */
static bool keep_marginal(struct answer_marginals *m, struct work *w, const struct request *r, uint32_t i,
                          const struct tensor *t)
{
    const struct tensor *exact = NULL;
    m->p[i] = t->p;
    if (r->exact && !tensor_as_exact(w, t, &exact))
        return false;
    m->exact[i] = exact ? exact->exact : NULL;
    return true;
}

/* Some are decimals, although fractions are asked for: say why. */
static void tell_inexact(struct answer *out, const struct answer_marginals *m, const struct request *r)
{
    for (uint32_t i = 0; r->exact && !out->inexact.n && i < m->n; i++)
        if (!m->exact[i])
            out->inexact = STR("entries of a table were rounded when they were computed");
}

static bool by_surgery(struct answer *out, struct answer_marginals *m, struct work *w,
                       const struct request *r, const struct diagram *operated,
                       const struct answer_options *opt)
{
    bool impossible = false;
    struct tensor **t = ARENA_NEW(w->arena, struct tensor *, r->nover);
    if (!t)
        return diag_oom(w->diags);
    if (!stoch_marginals(t, w, operated, r->over, r->nover, r->seen, r->nseen, &impossible) ||
        (opt->show && !show_tensors(w, r, t, opt)))
        return false;
    for (uint32_t i = 0; i < r->nover; i++)
        if (!keep_marginal(m, w, r, i, t[i]))
            return false;
    return !all_undefined(m) || answer_name_evidence(out, w, r);
}

/* ---- from a source, or checked by a second route ---- */

/* The largest differences, and the first that could not be checked. */
static void merge_checks(struct answer *out, const struct answer *one, bool first)
{
    out->verified = (first || out->verified) && one->verified;
    out->exactly = (first || out->exactly) && one->exactly;
    out->inexact = out->inexact.n ? out->inexact : one->inexact;
    out->difference = fmax(out->difference, one->difference);
    out->verified_how = one->verified_how.n ? one->verified_how : out->verified_how;
    out->formula_verified = (first || out->formula_verified) && one->formula_verified;
    out->formula_difference = fmax(out->formula_difference, one->formula_difference);
    out->misfit_known = out->misfit_known || one->misfit_known;
    out->misfit = fmax(out->misfit, one->misfit);
    out->unverified = out->unverified.n ? out->unverified : one->unverified;
    out->from_data = out->from_data || one->from_data;
    out->rows_used = one->from_data ? one->rows_used : out->rows_used;
    out->rows_dropped = one->from_data ? one->rows_dropped : out->rows_dropped;
}

static bool known_cell(const struct named_cell *cell, const struct named_cell *of)
{
    bool same = cell->n == of->n && cell->operated == of->operated;
    for (uint32_t k = 0; same && k < cell->n; k++)
        same = str_eq(cell->var[k], of->var[k]) && str_eq(cell->state[k], of->state[k]);
    return same;
}

/* What is told of all intervals: the least stratum of any, and why some variable has none. */
static bool merge_estimate(struct answer *out, struct answer_marginals *m, struct work *w, uint32_t i,
                           const struct answer *one)
{
    const struct estimate *e = one->estimate;
    struct estimate *all = (struct estimate *)(uintptr_t)out->estimate;
    if (!e)
        return true;
    m->estimated[i] = e->of;
    if (!all) {
        all = ARENA_NEW(w->arena, struct estimate, 1);
        if (!all)
            return diag_oom(w->diags);
        *all = *e;
        all->of = NULL;
        out->estimate = all;
        return true;
    }
    if (e->least < all->least || isnan(all->least)) {
        all->least = e->least;
        all->least_where = e->least_where;
    }
    all->n += e->n;
    all->at_end = all->at_end || e->at_end;
    all->undefined = e->undefined > all->undefined ? e->undefined : all->undefined;
    return true;
}

/* Add the missing cells of one variable to those of the answer, without repeats. */
static bool merge_missing(struct answer *out, struct work *w, const struct answer *one)
{
    struct named_cell *cell = ARENA_NEW(w->arena, struct named_cell, LIMIT_MISSING);
    if (!one->nmissing)
        return true;
    if (!cell)
        return diag_oom(w->diags);
    for (uint32_t i = 0; i < out->nmissing; i++)
        cell[i] = out->missing[i];
    for (uint32_t i = 0; i < one->nmissing; i++) {
        bool known = false;
        for (uint32_t k = 0; k < out->nmissing; k++)
            known = known || known_cell(&one->missing[i], &cell[k]);
        if (!known && out->nmissing < LIMIT_MISSING)
            cell[out->nmissing++] = one->missing[i];
        else
            out->more_missing = out->more_missing || !known;
    }
    out->more_missing = out->more_missing || one->more_missing;
    out->missing = cell;
    return true;
}

static const struct query_do *intervention(const struct request *r, uint32_t v)
{
    for (uint32_t i = 0; i < r->q->ndos; i++)
        if (r->q->dos[i].var == v)
            return &r->q->dos[i];
    return NULL;
}

/* What a variable is after a soft intervention on it: no question for identification. By surgery, or, from a
 * source, what it was drawn from, as nothing is seen then. */
static bool drawn(struct answer_marginals *m, struct work *w, const struct request *r, uint32_t i,
                  const struct query *q, const struct query_do *x, bool known)
{
    const struct answer_options plain = {.exact = r->exact};
    struct answer one;
    m->p[i] = x->row;
    if (!known)
        return true;
    if (!answer_query(&one, w, q, &plain))
        return false;
    return keep_marginal(m, w, r, i, one.table);
}

static bool one_by_one(struct answer *out, struct answer_marginals *m, struct work *w,
                       const struct request *r, bool known, const struct answer_options *opt)
{
    bool first = true;
    struct query_term over = {0};
    struct query q = *r->q;
    q.nover = 1;
    q.over = &over;
    for (uint32_t i = 0; i < r->nover; i++) {
        struct answer one;
        if (interrupted())
            return diag_interrupted(w->diags);
        over = (struct query_term){.var = r->over[i], .span = q.span};
        const struct query_do *x = intervention(r, r->over[i]);
        if (x && !drawn(m, w, r, i, &q, x, known))
            return false;
        if (x)
            continue;
        if (!answer_query(&one, w, &q, opt) || !merge_missing(out, w, &one))
            return false;
        if (!keep_marginal(m, w, r, i, one.table) || !merge_estimate(out, m, w, i, &one))
            return false;
        merge_checks(out, &one, first);
        first = false;
    }
    return true;
}

/* ---- */

bool answer_marginals(struct answer *out, struct work *w, const struct query *q,
                      const struct answer_options *opt)
{
    struct request r;
    struct diagram *operated;
    bool known;
    *out = (struct answer){.kind = ANSWER_MARGINALS, .query = q->text, .model = q->model};
    struct answer_marginals *m = ARENA_NEW(w->arena, struct answer_marginals, 1);
    if (!m)
        return diag_oom(w->diags);
    if (!request_read(&r, w, q) || !request_all(&r, w))
        return false;
    r.exact = opt->exact;
    struct answer_column *column = ARENA_NEW(w->arena, struct answer_column, r.nover);
    m->p = ARENA_NEW(w->arena, const double *, r.nover);
    m->exact = ARENA_NEW(w->arena, const struct rational *, r.nover);
    m->estimated = ARENA_NEW(w->arena, const struct estimated *, r.nover);
    if (!column || !m->p || !m->exact || !m->estimated)
        return diag_oom(w->diags);
    for (uint32_t i = 0; i < r.nover; i++)
        column[i] =
            (struct answer_column){.name = r.m->var[r.over[i]].name, .type = r.m->var[r.over[i]].type};
    m->n = r.nover;
    m->column = column;
    out->marginals = m;
    if (!answer_posterior_rule(out, w, &r, &operated, &known, opt) ||
        (known && r.exact && !(operated = stoch_exact(w, operated))))
        return false;
    if (!(known && !(opt->verify && q->ndos) ? by_surgery(out, m, w, &r, operated, opt)
                                             : one_by_one(out, m, w, &r, known, opt)))
        return false;
    tell_inexact(out, m, &r);
    return true;
}
