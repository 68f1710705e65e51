/* fitted.c -- answers by surgery on tables that were learned: from how much, and whether the data have a say.
 *
 * EM finds tables for hidden variables where the likelihood is highest, and where a hidden cause confounds
 * these are many, with one observed distribution and different effects.  An effect that no formula identifies
 * is then that of the tables at which EM happened to end. */
#include "answer/answer_int.h"

bool answer_fitted(struct answer *a, struct work *w, const struct request *r)
{
    const struct observed *o = r->q->observed;
    struct identification id;
    struct identify_query asked;
    struct est_pool *pool = ARENA_NEW(w->arena, struct est_pool, 1);
    if (!o || o->kind != OBSERVED_DATA || o->fitted == FITTED_NOT)
        return true;
    a->fitted = o->counts->weighting == WEIGHT_SAMPLING ? (double)o->counts->used : o->counts->total;
    if (o->fitted != FITTED_BY_EM || !r->q->ndos || !answer_all_observed(r))
        return true;
    if (!pool)
        return diag_oom(w->diags);
    if (!est_pool_init(pool, w->arena) || !answer_identified(&id, &asked, w, r, pool))
        return false;
    if (id.identifiable)
        return true;
    a->undetermined = true;
    diag_warn(w->diags, "undetermined", r->q->span,
              "graph and data do not determine this: other tables fit as well and give another answer");
    diag_hint(w->diags, "it depends on where EM began, as another `seed` shows; `identify` says why");
    return true;
}
