/* posterior.c -- what `marginals` and `most probable` share: which rule applies, and what is said of evidence
 * that never happens. */
#include "answer/answer_int.h"

/* A variable that was drawn anew is among what is asked for, and its own distribution under its intervention
 * is no question for identification. Only where nothing is seen its marginal is what it was drawn from. */
static bool soft_by_source(struct work *w, const struct request *r, bool single)
{
    for (uint32_t i = 0; i < r->q->ndos; i++) {
        const struct query_do *d = &r->q->dos[i];
        if (d->kind == DO_POINT || (d->kind == DO_ROW && single && !r->nseen))
            continue;
        struct str name = r->m->var[d->var].name;
        diag_error(w->diags, "soft-posterior", d->span,
                   "`%.*s` is drawn anew, and what follows for it is only computed from mechanisms",
                   STR_ARG(name));
        diag_hint(w->diags, "set it to a state, as in `do(%.*s = %.*s)`, or give the mechanisms",
                  STR_ARG(name), STR_ARG(r->m->var[d->var].type->state[0]));
        return false;
    }
    return true;
}

bool answer_posterior_rule(struct answer *a, struct work *w, const struct request *r,
                           struct diagram **operated, bool *known, const struct answer_options *opt)
{
    const struct box *missing = NULL;
    *operated = answer_operate(w, r, r->m->net, NULL, opt);
    if (!*operated || !answer_mechanisms_known(w, r, *operated, known, &missing))
        return false;
    if (*known) {
        a->method = r->q->ndos ? METHOD_SURGERY : METHOD_CONDITIONING;
        return true;
    }
    if (!r->q->observed || r->q->observed->kind == OBSERVED_NONE || !answer_all_observed(r))
        return answer_no_numbers(w, r, missing);
    a->method = r->q->ndos ? METHOD_IDENTIFICATION : METHOD_CONDITIONING;
    return soft_by_source(w, r, a->kind == ANSWER_MARGINALS);
}

bool answer_name_evidence(struct answer *a, struct work *w, const struct request *r)
{
    struct cell *cell = ARENA_NEW(w->arena, struct cell, 1);
    uint32_t *var = ARENA_NEW(w->arena, uint32_t, r->nseen), *state = ARENA_NEW(w->arena, uint32_t, r->nseen);
    if (!cell || !var || !state)
        return diag_oom(w->diags);
    for (uint32_t i = 0; i < r->nseen; i++) {
        var[i] = r->seen[i].wire;
        state[i] = r->seen[i].state;
    }
    *cell = (struct cell){.n = r->nseen, .var = var, .state = state, .operated = r->q->ndos > 0};
    struct finding f = {.missing = cell, .nmissing = r->nseen > 0};
    return answer_name_missing(a, w, r->m, &f);
}
