/* explain.c -- why cells of an estimand's value are undefined.
 *
 * The nodes are walked from the top down, with a mask for each node of its undefined cells that matter, to
 * the leaves whose conditioning event never happens and the quotients that divide by zero.
 */
#include "stoch/evaluator.h"

#include <math.h>

/* The event that the symbols say, read off the cells of `guilty`. */
static bool name_events(struct evaluator *ev, struct missing *m, const struct tensor *guilty,
                        const struct symbol *s, uint32_t n)
{
    struct reading *r = ARENA_NEW(ev->w->arena, struct reading, n);
    if (!r)
        return diag_oom(ev->w->diags);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t id = evaluator_number(ev, s[i]);
        r[i] = (struct reading){s[i].var, tensor_axis(guilty, id), ev->fixed[id]};
    }
    return missing_add(m, guilty, r, n);
}

/* Add to the mask of node e. */
static bool blame(struct evaluator *ev, est e, struct tensor *guilty)
{
    if (!guilty)
        return false;
    if (!ev->mask[e]) {
        ev->mask[e] = guilty;
        return true;
    }
    for (size_t i = 0; i < guilty->cells; i++)
        ev->mask[e]->p[i] += guilty->p[i];
    return true;
}

/* A quotient is undefined where a part of it is, or where it divides by zero. */
static bool explain_quotient(struct evaluator *ev, struct missing *m, est e)
{
    const est *kid = evaluator_node(ev, e)->kid;
    const struct tensor *mask = ev->mask[e], *under = ev->value[kid[1]];
    for (uint32_t i = 0; i < 2; i++) {
        const struct tensor *part = ev->value[kid[i]];
        if (tensor_undefined(part) && !blame(ev, kid[i], missing_guilty(ev->w, &part, 1, 0, mask)))
            return false;
    }
    struct tensor *zero = tensor_new(ev->w, under->rank, under->axis);
    if (!zero)
        return false;
    for (size_t i = 0; i < zero->cells; i++)
        zero->p[i] = under->p[i] == 0 ? NAN : 1;
    struct tensor *guilty = missing_guilty(ev->w, (const struct tensor *const *)&zero, 1, 0, mask);
    return guilty &&
           name_events(ev, m, guilty, evaluator_node(ev, kid[1])->free, evaluator_node(ev, kid[1])->nfree);
}

static bool explain_group(struct evaluator *ev, est e)
{
    const struct group *g = &ev->group[e];
    for (uint32_t i = 0; i < g->n; i++) {
        if (!tensor_undefined(g->factor[i]))
            continue;
        struct tensor *t = missing_guilty(ev->w, g->factor, (uint32_t)g->n, i, ev->mask[e]);
        if (!t || !blame(ev, g->from[i], evaluator_renamed(ev->w, ev, t, evaluator_outward)))
            return false;
    }
    return true;
}

bool evaluator_explain(struct evaluator *ev, struct missing *m)
{
    const struct tensor *top = ev->value[ev->root];
    if (!tensor_undefined(top))
        return true;
    if (!blame(ev, ev->root, missing_guilty(ev->w, &top, 1, 0, NULL)))
        return false;
    for (est e = ev->root; e > 0; e--) {
        if (!ev->mask[e])
            continue;
        const struct est_node *p = evaluator_node(ev, e);
        bool good = p->kind == EST_P          ? name_events(ev, m, ev->mask[e], p->given, p->ngiven)
                    : p->kind == EST_QUOTIENT ? explain_quotient(ev, m, e)
                                              : explain_group(ev, e);
        if (!good)
            return false;
    }
    return true;
}
