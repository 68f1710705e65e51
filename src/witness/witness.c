/* witness.c -- from a hedge to two models, and the check that they prove what they are to prove. */
#include "stoch/stoch.h"
#include "witness/witness_int.h"

#include <math.h>

enum { MOST_OUTCOMES = 20 }; /* the table of the query has 2^20 cells then */
static const double rounding = 1e-12, differs = 1e-6;

/* The variables that hear or are heard in one of the models: the others are coins. */
static members active(const struct cast *c)
{
    members out = c->pair->of[0].noise;
    for (int m = 0; m < 2; m++)
        for (uint32_t v = 0; v < c->s->n; v++) {
            const struct parity *p = &c->pair->of[m];
            out |= p->hears[v] | (p->hears[v] || p->hidden[v] ? BIT(v) : 0);
        }
    return out;
}

/* P of these as wires of the model. NULL (reported). */
static struct tensor *observed(struct work *w, const struct cast *c, const struct model *model)
{
    uint32_t over[STAGE_NODES], n = 0;
    bool impossible;
    EACH_BIT(v, active(c))
    over[n++] = c->number[c->s->node[v]];
    return stoch_conditional(w, model->net, over, n, NULL, 0, NULL, 0, &impossible);
}

static bool compare_observed(struct witness *out, struct work *w, const struct cast *c)
{
    struct tensor *t[2];
    for (int m = 0; m < 2; m++)
        if (!(t[m] = observed(w, c, out->model[m])))
            return false;
    out->agreement = 0;
    out->least = 1;
    out->cells = (uint32_t)t[0]->cells;
    for (size_t i = 0; i < t[0]->cells; i++) {
        out->agreement = fmax(out->agreement, fabs(t[0]->p[i] - t[1]->p[i]));
        out->least = fmin(out->least, fmin(t[0]->p[i], t[1]->p[i]));
    }
    return true;
}

/* The state that the query's setting gives to node v of the graph: off the stage there is no difference. */
static uint32_t state_at(const struct cast *c, members one, uint32_t v)
{
    uint32_t at = c->s->place[v];
    return at == UINT32_MAX || one & BIT(at) ? 1 : 0;
}

/* The value of the query at the setting, by surgery. */
static bool value_of(double *out, struct work *w, const struct cast *c, const struct model *model,
                     const struct identify_query *q, const struct gap *gap)
{
    struct evidence *seen = ARENA_NEW(w->arena, struct evidence, set_count(q->z) + 1u);
    uint32_t over[MOST_OUTCOMES], nover = 0, nseen = 0;
    const struct diagram *d = model->net;
    struct surgery record;
    size_t cell = 0;
    bool impossible;
    if (!seen)
        return diag_oom(w->diags);
    SET_EACH (v, q->x) {
        d = diagram_do_point(w, d, c->number[v], state_at(c, gap->x, v), &record);
        if (!d)
            return false;
    }
    SET_EACH (v, q->z)
        seen[nseen++] = (struct evidence){c->number[v], state_at(c, gap->z, v)};
    SET_EACH (v, q->y) {
        over[nover++] = c->number[v];
        cell = 2 * cell + state_at(c, gap->y, v);
    }
    struct tensor *t = stoch_conditional(w, d, over, nover, NULL, 0, seen, nseen, &impossible);
    if (t)
        *out = t->p[cell];
    return t != NULL;
}

static bool check(struct witness *out, bool *found, struct work *w, const struct cast *c,
                  const struct identify_query *q, const struct gap *gap)
{
    struct arena draft = {0};
    struct work inner = {&draft, w->diags, w->plans};
    bool good = compare_observed(out, &inner, c);
    for (int m = 0; good && m < 2; m++)
        good = value_of(&out->value[m], &inner, c, out->model[m], q, gap);
    arena_free(&draft);
    *found = good && out->agreement <= rounding && out->least > 0 &&
             fabs(out->value[0] - out->value[1]) >= differs;
    return good;
}

static bool give(struct witness *out, bool *found, struct work *w, const struct cast *c,
                 const struct identify_query *q, const struct gap *gap, struct str name)
{
    for (int m = 0; m < 2; m++) {
        struct str called = str_fmt(w->arena, "%.*s_%d", STR_ARG(name), m + 1);
        if (!called.s)
            return diag_oom(w->diags);
        /* The simpler one, in which F' keeps to itself, is shown first. */
        out->model[m] = build_model(w, c, 1 - m, called);
        out->cdl[m] = text_model(w, c, 1 - m, called);
        if (!out->model[m] || !out->cdl[m].s)
            return false;
    }
    out->query = text_query(w, c, q, gap);
    return out->query.s && check(out, found, w, c, q, gap);
}

bool witness_find(struct witness *out, bool *found, struct work *w, const struct graph *g,
                  const struct identify_query *q, const struct identification *id, struct str name)
{
    struct stage s;
    struct pair pair;
    struct gap gap;
    struct cast c;
    bool fits;
    *out = (struct witness){0};
    *found = false;
    if (!stage_make(&s, &fits, w, g, q, id))
        return false;
    if (!fits || set_count(q->y) > MOST_OUTCOMES)
        return true;
    if (!search_pair(&pair, &gap, found, w, &s))
        return false;
    if (!*found || !build_fits(&pair, &s)) {
        *found = false;
        return true;
    }
    return cast_make(&c, w, &s, &pair) && give(out, found, w, &c, q, &gap, name);
}
