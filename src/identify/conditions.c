/* conditions.c -- what to do with conditions before anything else: rules 1 and 2 of the do-calculus (Pearl
 * 2009, theorem 3.4.1; Shpitser and Pearl 2006, "Identification of conditional interventional
 * distributions").
 *
 * After rule 2 has been applied as long as it can be, P(Y | Z, do(X)) is identifiable if and only if
 * P(Y, Z | do(X)) is. */
#include "identify/identify_int.h"

/* Are Y and z separated by X and the rest of Z in the graph without the arrows into X, and, with `doing`,
 * without those out of z? */
static bool separated_from(struct task *t, uint32_t z, bool doing, struct licence *l)
{
    struct set one = task_set(t), given = task_set(t), none = task_set(t);
    struct graph *g = graph_cut_incoming(&t->draft, t->g, t->x);
    if (!set_ok(one) || !set_ok(given) || !set_ok(none) || !g)
        return false;
    set_add(one, z);
    set_assign(given, t->z);
    set_join(given, t->x);
    set_minus(given, one);
    if (doing)
        g = graph_cut_outgoing(&t->draft, g, one);
    *l = (struct licence){true, t->y, one, given, t->x, doing ? one : none};
    return g && graph_separated(&t->draft, g, t->y, one, given, NULL);
}

bool conditions_drop(struct task *t)
{
    struct licence licence;
    for (uint32_t z = set_next(t->z, 0); z != SET_END; z = set_next(t->z, z)) {
        if (!separated_from(t, z, false, &licence)) {
            z++;
            continue;
        }
        if (!task_step(t, (struct derivation_step){
                              .rule = STEP_IRRELEVANT, .set = licence.b, .graph = t->g, .licence = licence}))
            return false;
        set_del(t->z, z);
        z = 0; /* others may say nothing now */
    }
    return !task_failed(t);
}

bool conditions_exchange(struct task *t, bool *any)
{
    struct licence licence;
    *any = false;
    for (uint32_t z = set_next(t->z, 0); z != SET_END; z = set_next(t->z, z)) {
        if (!separated_from(t, z, true, &licence)) {
            z++;
            continue;
        }
        if (!task_step(t, (struct derivation_step){
                              .rule = STEP_EXCHANGE, .set = licence.b, .graph = t->g, .licence = licence}))
            return false;
        set_add(t->x, z);
        set_del(t->z, z);
        *any = true;
        z = 0; /* the others may be now */
    }
    return !task_failed(t);
}
