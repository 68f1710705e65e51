/* explain.c -- why cells of an estimand's value are undefined.
 *
 * The nodes are walked from the top down, with a mask for each node of its undefined cells that matter, to
 * the leaves whose conditioning event never happens and the quotients that divide by zero.  A definition is
 * blamed for all its uses: their masks, put where they were sliced out of it, are added up.
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
        r[i] = (struct reading){s[i].var, tensor_axis(guilty, id), ev->in->fixed[id]};
    }
    return missing_add(m, guilty, r, n);
}

/* Add to the mask of node e of a layer. */
static bool blame(struct layer *l, est e, struct tensor *guilty)
{
    if (!guilty)
        return false;
    if (!l->mask[e]) {
        l->mask[e] = guilty;
        return true;
    }
    for (size_t i = 0; i < guilty->cells; i++)
        l->mask[e]->p[i] += guilty->p[i];
    return true;
}

/* 1 at the state that is fixed, on an axis of the definition. */
static struct tensor *sharp(struct evaluator *ev, const struct axis *axis, uint32_t state)
{
    struct tensor *t = tensor_new(ev->w, 1, axis);
    if (t)
        t->p[state] = 1;
    return t;
}

/* A use of a definition is undefined where the definition is. */
static bool explain_factor(struct evaluator *ev, est e)
{
    const struct est_node *p = evaluator_node(ev, e), *body = evaluator_node(ev, p->kid[0]);
    const struct tensor *of = ev->inside.value[p->kid[0]], *mask = ev->in->mask[e];
    const struct tensor **part = ARENA_NEW(ev->w->arena, const struct tensor *, 1 + (size_t)p->nover);
    uint32_t *keep = ARENA_NEW(ev->w->arena, uint32_t, of->rank), n = 0;
    struct tensor *formal = tensor_share(ev->w, mask);
    if (!part || !keep)
        return diag_oom(ev->w->diags);
    if (!formal)
        return false;
    part[n++] = formal;
    for (uint32_t i = 0; i < p->nover; i++) {
        uint32_t id = evaluator_number(ev, p->over[i]), to = evaluator_number(ev, body->free[i]);
        uint32_t k = tensor_axis(mask, id), at = tensor_axis(of, to);
        if (k != UINT32_MAX)
            formal->axis[k].id = to;
        else if (at != UINT32_MAX && !(part[n++] = sharp(ev, &of->axis[at], ev->in->fixed[id])))
            return false;
    }
    for (uint32_t i = 0; i < of->rank; i++)
        keep[i] = of->axis[i].id;
    return blame(&ev->inside, p->kid[0], tensor_contract(ev->w, part, n, keep, of->rank));
}

/* A quotient is undefined where a part of it is, or where it divides by zero. */
static bool explain_quotient(struct evaluator *ev, struct missing *m, est e)
{
    const est *kid = evaluator_node(ev, e)->kid;
    const struct tensor *mask = ev->in->mask[e], *under = ev->in->value[kid[1]];
    for (uint32_t i = 0; i < 2; i++) {
        const struct tensor *part = ev->in->value[kid[i]];
        if (tensor_undefined(part) && !blame(ev->in, kid[i], missing_guilty(ev->w, &part, 1, 0, mask)))
            return false;
    }
    struct tensor *zero = tensor_new(ev->w, under->rank, under->axis);
    if (!zero)
        return false;
    for (size_t i = 0; i < zero->cells; i++)
        zero->p[i] = tensor_zero(under, i) ? NAN : 1;
    struct tensor *guilty = missing_guilty(ev->w, (const struct tensor *const *)&zero, 1, 0, mask);
    return guilty &&
           name_events(ev, m, guilty, evaluator_node(ev, kid[1])->free, evaluator_node(ev, kid[1])->nfree);
}

static bool explain_group(struct evaluator *ev, est e)
{
    const struct group *g = &ev->in->group[e];
    for (uint32_t i = 0; i < g->n; i++) {
        if (!tensor_undefined(g->factor[i]))
            continue;
        struct tensor *t = missing_guilty(ev->w, g->factor, (uint32_t)g->n, i, ev->in->mask[e]);
        if (!t || !blame(ev->in, g->from[i], evaluator_renamed(ev->w, ev, t, evaluator_outward)))
            return false;
    }
    return true;
}

static bool explain_layer(struct evaluator *ev, struct layer *l, struct missing *m)
{
    ev->in = l;
    for (est e = ev->root; e > 0; e--) {
        if (!l->mask[e])
            continue;
        const struct est_node *p = evaluator_node(ev, e);
        bool good = p->kind == EST_P          ? name_events(ev, m, l->mask[e], p->given, p->ngiven)
                    : p->kind == EST_QUOTIENT ? explain_quotient(ev, m, e)
                    : p->kind == EST_FACTOR   ? explain_factor(ev, e)
                                              : explain_group(ev, e);
        if (!good)
            return false;
    }
    return true;
}

bool evaluator_explain(struct evaluator *ev, struct missing *m)
{
    const struct tensor *top = ev->outside.value[ev->root];
    return !tensor_undefined(top) ||
           (blame(&ev->outside, ev->root, missing_guilty(ev->w, &top, 1, 0, NULL)) &&
            explain_layer(ev, &ev->outside, m) && explain_layer(ev, &ev->inside, m));
}
