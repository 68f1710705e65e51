/* answer.c -- choosing the rule, checking it by the other where both apply, and shaping the answer. */
#include "answer/estimate_int.h"

#include <math.h>
#include <stdlib.h>

/* ---- which rule ---- */

bool answer_no_numbers(struct work *w, const struct request *r, const struct box *missing)
{
    uint32_t v = missing->nout ? missing->out[0] : 0;
    struct str name = r->m->var[v].name;
    if (r->m->var[v].role == VAR_CONFOUNDER)
        diag_error(w->diags, "no-numbers", r->q->span,
                   "`%.*s` has no numbers for this: the hidden common cause %.*s has no mechanism",
                   STR_ARG(r->m->name), STR_ARG(name));
    else
        diag_error(w->diags, "no-numbers", r->q->span,
                   "`%.*s` has no numbers for this: the mechanism of `%.*s` is not known",
                   STR_ARG(r->m->name), STR_ARG(name));
    if (r->m->var[v].role == VAR_OBSERVED)
        diag_hint(
            w->diags,
            "give `%.*s` a table, give the model a joint table P(..) = [..] of its observed variables, or "
            "`observe %.*s from \"FILE.csv\"`",
            STR_ARG(name), STR_ARG(r->m->name));
    else
        diag_hint(w->diags,
                  "give the model a joint table P(..) = [..] of its observed variables, or `observe %.*s "
                  "from \"FILE.csv\"`",
                  STR_ARG(r->m->name));
    return false;
}

/* Identification needs every variable of the query to be observed. */
bool answer_all_observed(const struct request *r)
{
    struct set projected = r->m->projected->nodes;
    if (!set_subset(r->y, projected) || !set_subset(r->x, projected) || !set_subset(r->z, projected))
        return false;
    for (uint32_t i = 0; i < r->q->ndos; i++)
        for (uint32_t k = 0; r->q->dos[i].kind == DO_POLICY && k < r->q->dos[i].nfrom; k++)
            if (!set_has(projected, r->q->dos[i].from[k]))
                return false;
    return true;
}

bool answer_mechanisms_known(struct work *w, const struct request *r, const struct diagram *operated,
                             bool *known, const struct box **missing)
{
    struct set of = set_copy(w->arena, r->y);
    if (!set_ok(of))
        return diag_oom(w->diags);
    set_join(of, r->z);
    return diagram_known(w, operated, of, known, missing);
}

/* The states of free symbols that the query fixes, for printing the formula. */
static bool fixed_states(struct answer *a, struct work *w, const struct request *r)
{
    struct str *fixed = ARENA_NEW(w->arena, struct str, r->m->nvars);
    if (!fixed)
        return diag_oom(w->diags);
    for (uint32_t i = 0; !r->soft && i < r->nset; i++)
        fixed[r->set[i].wire] = r->m->var[r->set[i].wire].type->state[r->set[i].state];
    for (uint32_t i = 0; !r->soft && i < r->nseen; i++)
        fixed[r->seen[i].wire] = r->m->var[r->seen[i].wire].type->state[r->seen[i].state];
    a->fixed = fixed;
    return true;
}

static bool name_averaged(struct answer *a, struct work *w, const struct request *r)
{
    struct buf text = {0};
    for (uint32_t i = 0; i < r->q->ndos; i++)
        if (r->q->dos[i].kind == DO_ROW || r->q->dos[i].kind == DO_POLICY)
            buf_fmt(&text, "%s%.*s", text.n ? ", " : "", STR_ARG(r->m->var[r->q->dos[i].var].name));
    a->averaged = str_dup(w->arena, buf_str(&text));
    buf_free(&text);
    return a->averaged.s || diag_oom(w->diags);
}

bool answer_new_pool(struct answer *a, struct work *w, struct est_pool **pool)
{
    *pool = ARENA_NEW(w->arena, struct est_pool, 1);
    a->pool = *pool;
    return (*pool && est_pool_init(*pool, w->arena)) || diag_oom(w->diags);
}

bool answer_keep_identification(struct answer *a, struct work *w, const struct request *r,
                                const struct identification *id)
{
    struct derivation *derivation = ARENA_NEW(w->arena, struct derivation, 1);
    if (!derivation)
        return diag_oom(w->diags);
    *derivation = id->derivation;
    a->derivation = derivation;
    a->estimand = id->estimand;
    a->criterion = id->criterion;
    return fixed_states(a, w, r) && (!r->soft || name_averaged(a, w, r));
}

/* What policies look at and nobody asks for is summed over in the formula that is shown. */
static bool sum_over_inputs(struct answer *a, struct work *w, const struct request *r, struct est_pool *pool)
{
    struct set inputs;
    struct symbol *bound = ARENA_NEW(w->arena, struct symbol, r->m->nvars);
    uint32_t n = 0;
    if (!bound)
        return diag_oom(w->diags);
    if (!soft_inputs(w, r, &inputs))
        return false;
    SET_EACH (v, inputs)
        bound[n++] = (struct symbol){v, 0};
    if (n)
        a->estimand = est_sum(w, pool, bound, n, a->estimand);
    return a->estimand != 0;
}

static bool by_identification(struct finding *f, struct identification *id, struct answer *a, struct work *w,
                              const struct request *r, const struct answer_options *opt)
{
    struct est_pool *pool;
    const struct observed *o = r->q->observed;
    if (!answer_new_pool(a, w, &pool) || !answer_identified(id, &a->question, w, r, pool))
        return false;
    if (!id->identifiable)
        return answer_refuse(a, w, r, id);
    struct source src = r->exact ? source_of_exact_observed(o) : source_of_observed(o);
    a->method = r->q->ndos ? METHOD_IDENTIFICATION : METHOD_CONDITIONING;
    if (!answer_by_estimand(f, w, r, id, pool, src) || !answer_keep_identification(a, w, r, id) ||
        (r->soft && !sum_over_inputs(a, w, r, pool)))
        return false;
    if (r->q->observed->kind == OBSERVED_DATA) {
        a->from_data = true;
        a->rows_used = r->q->observed->counts->used;
        a->rows_dropped = r->q->observed->counts->dropped;
    }
    return !opt->verify || !r->q->ndos ||
           (verify_formula(a, w, r, id, pool) && verify_source(f, a, w, r, src));
}

/* ---- the shape of the answer ---- */

struct placed {
    struct answer_column column;
    uint32_t var, start;
};

static int by_place(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    return (x->start > y->start) - (x->start < y->start);
}

/* Columns of the answer: conditions and interventions in the order written, then outcomes. */
static struct placed *columns(struct work *w, const struct request *r, uint32_t *ngiven)
{
    const struct query *q = r->q;
    struct placed *c = ARENA_NEW(w->arena, struct placed, (size_t)q->ngiven + q->ndos + q->nover);
    uint32_t n = 0;
    if (!c) {
        diag_oom(w->diags);
        return NULL;
    }
    for (uint32_t i = 0; i < q->ngiven; i++)
        c[n++] = (struct placed){{.fixed = q->given[i].fixed, .state = q->given[i].state},
                                 q->given[i].var,
                                 q->given[i].span.start};
    for (uint32_t i = 0; i < q->ndos; i++)
        if (q->dos[i].kind == DO_ALL || q->dos[i].kind == DO_POINT)
            c[n++] = (struct placed){
                {.fixed = q->dos[i].kind == DO_POINT, .intervened = true, .state = q->dos[i].state},
                q->dos[i].var,
                q->dos[i].span.start};
    *ngiven = n;
    qsort(c, n, sizeof *c, by_place);
    for (uint32_t i = 0; i < q->nover; i++)
        c[n++] = (struct placed){{.fixed = q->over[i].fixed, .state = q->over[i].state}, q->over[i].var, 0};
    for (uint32_t i = 0; i < n; i++) {
        c[i].column.name = r->m->var[c[i].var].name;
        c[i].column.type = r->m->var[c[i].var].type;
    }
    return c;
}

/* E: sum over the outcome's states of value times probability. The canonical tensor has it as last axis. */
static struct tensor *expectation(struct work *w, const struct request *r, const struct tensor *t)
{
    const struct var *v = &r->m->var[r->over[0]];
    struct tensor *e = tensor_new(w, t->rank - 1, t->axis);
    double *value = ARENA_NEW(w->arena, double, v->type->n);
    if (!e || !value) {
        if (e)
            diag_oom(w->diags);
        return NULL;
    }
    if (!type_numbers(v->type, value)) {
        diag_error(w->diags, "no-values", r->q->over[0].span, "the states of `%.*s` have no numeric values",
                   STR_ARG(v->name));
        diag_hint(
            w->diags,
            "declare a type with numbers, as in `type Dose = {none: 0, low: 1.5}`, take those of a file by "
            "`values`, or ask for P(..)");
        return NULL;
    }
    for (size_t row = 0; row < e->cells; row++)
        for (uint32_t k = 0; k < v->type->n; k++) {
            double p = t->p[row * v->type->n + k];
            if (value[k] != 0 && p != 0)
                e->p[row] += value[k] * p;
        }
    return !t->exact || answer_exact_mean(w, e, t, value) ? e : NULL;
}

/* What is missing, by the names of the model. */
bool answer_name_missing(struct answer *a, struct work *w, const struct model *m, const struct finding *f)
{
    struct named_cell *to = ARENA_NEW(w->arena, struct named_cell, f->nmissing);
    if (!to)
        return diag_oom(w->diags);
    for (uint32_t i = 0; i < f->nmissing; i++) {
        const struct cell *c = &f->missing[i];
        struct str *var = ARENA_NEW(w->arena, struct str, c->n),
                   *state = ARENA_NEW(w->arena, struct str, c->n);
        if (!var || !state)
            return diag_oom(w->diags);
        for (uint32_t k = 0; k < c->n; k++) {
            var[k] = m->var[c->var[k]].name;
            state[k] = m->var[c->var[k]].type->state[c->state[k]];
        }
        to[i] = (struct named_cell){c->n, var, state, c->operated};
    }
    a->missing = to;
    a->nmissing = f->nmissing;
    a->more_missing = f->more_missing;
    return true;
}

/* order[]: the variables of the axes of the table, in the end. There is room for all. */
static bool shape(struct answer *a, struct work *w, const struct request *r, const struct finding *f,
                  uint32_t *order)
{
    uint32_t ngiven, n = 0;
    struct placed *c = columns(w, r, &ngiven);
    const struct tensor *t = f->value, *exact = NULL;
    if (!c)
        return false;
    if (r->q->expectation && !(t = expectation(w, r, t)))
        return false;
    uint32_t nover = r->q->expectation ? 0 : r->q->nover, ncolumns = ngiven + nover;
    for (uint32_t i = 0; i < nover; i++)
        if (t && r->q->over[i].fixed)
            t = tensor_slice(w, t, r->q->over[i].var, r->q->over[i].state);
    for (uint32_t i = 0; i < ncolumns; i++)
        if (!c[i].column.fixed)
            order[n++] = c[i].var;
    if (t)
        t = tensor_permute(w, t, order);
    if (t && r->exact && !tensor_as_exact(w, t, &exact))
        return false;
    struct tensor *out = t ? tensor_share(w, exact ? exact : t) : NULL;
    struct answer_column *shown = ARENA_NEW(w->arena, struct answer_column, (size_t)ngiven + r->q->nover);
    if (!out || !shown)
        return out ? diag_oom(w->diags) : false;
    for (uint32_t i = 0; i < n; i++)
        out->axis[i].id = i;
    for (uint32_t i = 0; i < ngiven + r->q->nover; i++)
        shown[i] = c[i].column;
    a->table = out;
    a->given = shown;
    a->ngiven = ngiven;
    a->over = shown + ngiven;
    a->nover = r->q->nover;
    a->kind = n == 0 ? ANSWER_NUMBER : r->q->expectation ? ANSWER_EXPECTATION : ANSWER_DISTRIBUTION;
    a->number = n == 0 ? out->p[0] : 0;
    a->fraction = n == 0 ? out->exact : NULL;
    return answer_name_missing(a, w, r->m, f);
}

static bool show_tensor(struct work *w, const struct request *r, const struct finding *f,
                        const struct answer_options *opt)
{
    struct str *names = ARENA_NEW(w->arena, struct str, r->m->nvars);
    struct buf text = {0};
    if (!names)
        return diag_oom(w->diags);
    for (uint32_t v = 0; v < r->m->nvars; v++)
        names[v] = r->m->var[v].name;
    tensor_dump(&text, f->value, names);
    opt->show(opt->show_cx, "tensor", buf_str(&text));
    buf_free(&text);
    return true;
}

bool answer_query(struct answer *out, struct work *w, const struct query *q, const struct answer_options *opt)
{
    struct request r;
    struct finding f = {0};
    struct identification id;
    const struct box *missing = NULL;
    bool known;
    *out = (struct answer){.query = q->text, .model = q->model};
    if (!request_read(&r, w, q))
        return false;
    r.exact = opt->exact;
    struct diagram *operated = answer_operate(w, &r, q->model->net, NULL, opt);
    if (!operated || !answer_mechanisms_known(w, &r, operated, &known, &missing))
        return false;
    if (known) {
        if (r.exact && !(operated = stoch_exact(w, operated)))
            return false;
        out->method = q->ndos ? METHOD_SURGERY : METHOD_CONDITIONING;
        if (!answer_by_surgery(&f, w, &r, operated) ||
            (opt->verify && q->ndos && !verify_surgery(&f, out, w, &r)) || !answer_fitted(out, w, &r))
            return false;
    } else if (q->observed && q->observed->kind != OBSERVED_NONE && answer_all_observed(&r)) {
        if (!by_identification(&f, &id, out, w, &r, opt))
            return false;
    } else {
        return answer_no_numbers(w, &r, missing);
    }
    uint32_t *order = ARENA_NEW(w->arena, uint32_t, r.m->nvars);
    if (!order)
        return diag_oom(w->diags);
    return (!opt->show || show_tensor(w, &r, &f, opt)) && shape(out, w, &r, &f, order) &&
           (!out->from_data || answer_estimate(out, w, &r, &f, &id, out->pool, order, opt)) &&
           answer_tell_inexact(out, w, &r, known ? operated : NULL);
}

/* ---- identify ---- */

bool answer_theory(struct answer *out, struct identification *id, struct est_pool **pool, struct work *w,
                   const struct request *r)
{
    *out = (struct answer){.kind = ANSWER_IDENTIFICATION, .query = r->q->text, .model = r->m};
    if (!answer_new_pool(out, w, pool) || !answer_identified(id, &out->question, w, r, *pool))
        return false;
    out->truth = id->identifiable;
    return id->identifiable ? answer_keep_identification(out, w, r, id) : answer_keep_refusal(out, w, r, id);
}

bool answer_identify(struct answer *out, struct work *w, const struct query *q,
                     const struct answer_options *opt)
{
    struct request r;
    struct identification id;
    struct est_pool *pool;
    if (!request_read(&r, w, q) || !answer_theory(out, &id, &pool, w, &r))
        return false;
    return !id.identifiable || !opt->verify || verify_formula(out, w, &r, &id, pool);
}

bool answer_independent(struct answer *out, struct work *w, const struct model *m, struct str text,
                        struct set a, struct set b, struct set c)
{
    size_t errors = w->diags->errors;
    *out = (struct answer){
        .kind = ANSWER_INDEPENDENCE, .query = text, .model = m, .left = a, .right = b, .between = c};
    out->truth = graph_separated(w, m->graph, a, b, c, &out->path);
    return w->diags->errors == errors;
}
