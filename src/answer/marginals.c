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
        m->p[i] = t[i]->p;
    return !all_undefined(m) || answer_name_evidence(out, w, r);
}

/* ---- from a source, or checked by a second route ---- */

/* The largest differences, and the first that could not be checked. */
static void merge_checks(struct answer *out, const struct answer *one, bool first)
{
    out->verified = (first || out->verified) && one->verified;
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
static bool drawn(const double **p, struct work *w, const struct query *q, const struct query_do *x,
                  bool known)
{
    static const struct answer_options plain = {0};
    struct answer one;
    *p = x->row;
    if (!known)
        return true;
    if (!answer_query(&one, w, q, &plain))
        return false;
    *p = one.table->p;
    return true;
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
        if (x && !drawn(&m->p[i], w, &q, x, known))
            return false;
        if (x)
            continue;
        if (!answer_query(&one, w, &q, opt) || !merge_missing(out, w, &one))
            return false;
        m->p[i] = one.table->p;
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
    struct answer_column *column = ARENA_NEW(w->arena, struct answer_column, r.nover);
    m->p = ARENA_NEW(w->arena, const double *, r.nover);
    if (!column || !m->p)
        return diag_oom(w->diags);
    for (uint32_t i = 0; i < r.nover; i++)
        column[i] =
            (struct answer_column){.name = r.m->var[r.over[i]].name, .type = r.m->var[r.over[i]].type};
    m->n = r.nover;
    m->column = column;
    out->marginals = m;
    if (!answer_posterior_rule(out, w, &r, &operated, &known, opt))
        return false;
    return known && !(opt->verify && q->ndos) ? by_surgery(out, m, w, &r, operated, opt)
                                              : one_by_one(out, m, w, &r, known, opt);
}
