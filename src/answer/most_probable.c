/* most_probable.c -- the most probable explanation: of all observed variables that are neither seen nor set,
 * the states that are together the most probable. */
#include "answer/answer_int.h"

#include <math.h>

static bool by_surgery(struct answer *out, struct answer_assignment *a, uint32_t *state, struct work *w,
                       const struct request *r, const struct diagram *operated,
                       const struct answer_options *opt)
{
    if (opt->verify && r->q->ndos)
        out->unverified = STR("a most probable assignment is found by one route only");
    return stoch_most_probable(state, &a->log_joint, &a->log_evidence, w, operated, r->over, r->nover,
                               r->seen, r->nseen);
}

/* P(evidence | interventions), by a question of its own. */
static bool evidence_by_source(struct answer_assignment *a, struct work *w, const struct request *r)
{
    static const struct answer_options quiet = {0};
    struct answer seen;
    struct query q = *r->q;
    q.over = q.given;
    q.nover = q.ngiven;
    q.ngiven = 0;
    a->log_evidence = 0;
    if (!q.nover)
        return true;
    if (!answer_query(&seen, w, &q, &quiet))
        return false;
    a->log_evidence = log(seen.number);
    return true;
}

/* The joint of all of them, by identification, and its greatest entry. */
static bool by_source(struct answer *out, struct answer_assignment *a, uint32_t *state, struct work *w,
                      const struct request *r, const struct answer_options *opt)
{
    struct answer joint;
    struct query q = *r->q;
    struct query_term *over = ARENA_NEW(w->arena, struct query_term, r->nover);
    if (!over)
        return diag_oom(w->diags);
    if (!evidence_by_source(a, w, r))
        return false;
    a->log_joint = a->log_evidence;
    if (!r->nover || !(a->log_evidence > -INFINITY))
        return true;
    for (uint32_t i = 0; i < r->nover; i++)
        over[i] = (struct query_term){.var = r->over[i], .span = q.span};
    q.over = over;
    q.nover = r->nover;
    if (!answer_query(&joint, w, &q, opt))
        return false;
    size_t best = tensor_greatest(joint.table), rest = best;
    for (uint32_t i = r->nover; i-- > 0; rest /= joint.table->axis[i].n)
        state[i] = (uint32_t)(rest % joint.table->axis[i].n);
    a->log_joint += log(joint.table->p[best]);
    struct answer_assignment *kept = a;
    joint.kind = out->kind;
    joint.assignment = kept;
    *out = joint;
    return true;
}

bool answer_most_probable(struct answer *out, struct work *w, const struct query *q,
                          const struct answer_options *opt)
{
    struct request r;
    struct diagram *operated;
    bool known;
    *out = (struct answer){.kind = ANSWER_MOST_PROBABLE, .query = q->text, .model = q->model};
    struct answer_assignment *a = ARENA_NEW(w->arena, struct answer_assignment, 1);
    if (!a)
        return diag_oom(w->diags);
    if (!request_read(&r, w, q) || !request_all(&r, w))
        return false;
    struct answer_column *column = ARENA_NEW(w->arena, struct answer_column, r.nover);
    uint32_t *state = ARENA_NEW(w->arena, uint32_t, r.nover);
    if (!column || !state)
        return diag_oom(w->diags);
    *a = (struct answer_assignment){.n = r.nover, .column = column, .given = r.nseen > 0};
    out->assignment = a;
    if (!answer_posterior_rule(out, w, &r, &operated, &known, opt) ||
        !(known ? by_surgery(out, a, state, w, &r, operated, opt) : by_source(out, a, state, w, &r, opt)))
        return false;
    for (uint32_t i = 0; i < r.nover; i++)
        column[i] = (struct answer_column){.name = r.m->var[r.over[i]].name,
                                           .type = r.m->var[r.over[i]].type,
                                           .fixed = true,
                                           .state = state[i]};
    return a->log_evidence > -INFINITY || answer_name_evidence(out, w, &r);
}
