/* explain.c -- an answer with how it came about.
 *
 * When all mechanisms are known the answer is by surgery: which boxes were replaced, which are composed,
 * which discarded.  The composition is the truncated factorisation (Pearl 2009, section 3.2.3), written as a
 * formula over all variables, hidden ones included.  Beside it stands what the observed variables alone say:
 * the derivation of a formula over their joint distribution, or the hedge that forbids one. */
#include "answer/answer_int.h"

/* Sort the variables by whether outcomes and conditions depend on their boxes after surgery. */
static bool sort_boxes(struct answer *a, struct work *w, const struct request *r,
                       const struct diagram *operated)
{
    struct set of = set_copy(w->arena, r->y);
    a->used = set_new(w->arena, r->m->nvars);
    a->idle = set_new(w->arena, r->m->nvars);
    if (!set_ok(of) || !set_ok(a->used) || !set_ok(a->idle))
        return diag_oom(w->diags);
    set_join(of, r->z);
    for (uint32_t k = operated->nboxes; k-- > 0;) { /* boxes have one output each */
        const struct box *b = operated->box[k];
        if (!set_has(of, b->out[0])) {
            set_add(a->idle, b->out[0]);
            continue;
        }
        set_add(a->used, b->out[0]);
        for (uint32_t i = 0; i < b->nin; i++)
            set_add(of, b->in[i]);
    }
    return true;
}

/* P(v | its inputs) of a box. */
static est box_factor(struct work *w, struct est_pool *pool, const struct box *b)
{
    struct symbol over = {b->out[0], 0}, *given = ARENA_NEW(w->arena, struct symbol, b->nin);
    uint32_t n = 0;
    if (!given) {
        diag_oom(w->diags);
        return 0;
    }
    for (uint32_t i = 0; i < b->nin; i++) {
        uint32_t at = n++; /* sorted by variable */
        for (; at > 0 && given[at - 1].var > b->in[i]; at--)
            given[at] = given[at - 1];
        given[at] = (struct symbol){b->in[i], 0};
    }
    return est_p(w, pool, &over, 1, given, n);
}

/* The boxes in use, but for the sharp states, multiplied; what nobody asked for is summed out. */
static bool compose(struct answer *a, struct work *w, const struct request *r, const struct diagram *operated)
{
    struct est_pool *pool = ARENA_NEW(w->arena, struct est_pool, 1);
    est *factor = ARENA_NEW(w->arena, est, operated->nboxes);
    struct symbol *bound = ARENA_NEW(w->arena, struct symbol, r->m->nvars);
    uint32_t n = 0, nbound = 0;
    if (!pool || !factor || !bound || !est_pool_init(pool, w->arena))
        return diag_oom(w->diags);
    for (uint32_t k = 0; k < operated->nboxes; k++) {
        const struct box *b = operated->box[k];
        if (!set_has(a->used, b->out[0]) || set_has(r->x, b->out[0]))
            continue;
        if (!(factor[n++] = box_factor(w, pool, b)))
            return false;
    }
    SET_EACH (v, a->used)
        if (!set_has(r->x, v) && !set_has(r->y, v) && !set_has(r->z, v))
            bound[nbound++] = (struct symbol){v, 0};
    est joint = est_product(w, pool, factor, n);
    a->pool = pool;
    a->estimand = joint ? est_sum(w, pool, bound, nbound, joint) : 0;
    return a->estimand != 0;
}

/* The surgery, and whether it gives a value; *missing is a box that keeps it from doing so. */
static bool operate(struct answer *a, struct work *w, const struct request *r, const struct box **missing)
{
    static const struct answer_options quiet = {0};
    struct surgery *records = ARENA_NEW(w->arena, struct surgery, r->q->ndos);
    if (!records)
        return diag_oom(w->diags);
    struct diagram *d = answer_operate(w, r, r->m->net, records, &quiet);
    if (!d || !answer_mechanisms_known(w, r, d, &a->operated, missing))
        return false;
    a->diagram = d;
    a->surgery = records;
    a->nsurgeries = r->q->ndos;
    return !a->operated || (sort_boxes(a, w, r, d) && (r->soft || compose(a, w, r, d)));
}

static bool add_value(struct answer *a, struct work *w, const struct query *q,
                      const struct answer_options *opt)
{
    struct answer *value = ARENA_NEW(w->arena, struct answer, 1);
    if (!value)
        return diag_oom(w->diags);
    a->value = value;
    return answer_query(value, w, q, opt);
}

bool answer_explain(struct answer *out, struct work *w, const struct query *q, enum explain_level level,
                    const struct answer_options *opt)
{
    struct request r;
    struct identification id;
    struct est_pool *pool;
    const struct box *missing = NULL;
    struct answer *theory = ARENA_NEW(w->arena, struct answer, 1);
    *out = (struct answer){.kind = ANSWER_EXPLANATION,
                           .query = q->text,
                           .model = q->model,
                           .level = level,
                           .expectation = q->expectation};
    if (!theory)
        return diag_oom(w->diags);
    if (!request_read(&r, w, q) || !operate(out, w, &r, &missing))
        return false;
    bool observed = answer_all_observed(&r);
    if (!observed && !out->operated)
        return answer_no_numbers(w, &r, missing);
    if (observed) {
        out->theory = theory;
        if (!answer_theory(theory, &id, &pool, w, &r))
            return false;
    }
    bool source = q->observed && q->observed->kind != OBSERVED_NONE;
    if (!out->operated && !(source && theory->truth))
        return true;
    return add_value(out, w, q, opt);
}
