/* plan.c -- `explain plan`: an answer is computed, and what was planned and done for it is reported. */
#include "answer/answer_int.h"

#include "base/clock.h"

/* Boxes that nothing asked for, given or seen depends on. */
static bool count_barren(struct plan_report *p, struct work *w, const struct request *r,
                         const struct diagram *operated)
{
    struct set of = set_new(w->arena, operated->nwires);
    if (!set_ok(of))
        return diag_oom(w->diags);
    SET_EACH (v, r->y)
        set_add(of, v);
    SET_EACH (v, r->z)
        set_add(of, v);
    p->boxes = operated->nboxes;
    p->barren = 0;
    for (uint32_t k = operated->nboxes; k-- > 0;) {
        const struct box *b = operated->box[k];
        bool needed = false;
        for (uint32_t i = 0; i < b->nout; i++)
            needed = needed || set_has(of, b->out[i]);
        for (uint32_t i = 0; needed && i < b->nin; i++)
            set_add(of, b->in[i]);
        p->barren += !needed;
    }
    return true;
}

/* What the shape of the question alone says, where no diagram was interpreted. */
static bool fill(struct answer *out, struct plan_report *p, struct work *w, const struct query *q, bool all)
{
    static const struct answer_options quiet = {0};
    struct request r;
    if (!request_read(&r, w, q) || (all && !request_all(&r, w)))
        return false;
    struct diagram *operated = answer_operate(w, &r, q->model->net, NULL, &quiet);
    if (!operated)
        return false;
    out->diagram = operated;
    const struct box *missing;
    bool known;
    if (p->boxes)
        return true;
    if (!answer_mechanisms_known(w, &r, operated, &known, &missing))
        return false;
    if (!known) /* a formula was evaluated, and no diagram interpreted */
        return true;
    p->sliced = r.nseen + r.nset;
    return count_barren(p, w, &r, operated);
}

bool answer_plan(struct answer *out, struct work *w, const struct query *q, answer_function *what,
                 const struct answer_options *opt)
{
    struct answer *value = ARENA_NEW(w->arena, struct answer, 1);
    struct plan_report *p = ARENA_NEW(w->arena, struct plan_report, 1);
    struct answer_options asking = *opt;
    *out = (struct answer){.kind = ANSWER_PLAN, .query = q->text, .model = q->model};
    if (!value || !p)
        return diag_oom(w->diags);
    asking.verify = false;
    double start = clock_seconds();
    if (w->plans)
        plans_watch(w->plans, p, w);
    bool good = what(value, w, q, &asking);
    if (w->plans)
        plans_watch(w->plans, NULL, NULL);
    if (!good)
        return false;
    if (!(p->seconds_run > 0))
        p->seconds_run = clock_seconds() - start;
    out->value = value;
    out->plan = p;
    out->method = value->method;
    return fill(out, p, w, q, what != answer_query);
}
