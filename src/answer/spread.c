/* spread.c -- numbers from data in arithmetic: the chain rule for influences (van der Vaart 1998, theorem
 * 3.1), or the arithmetic done on every replicate of the bootstrap. */
#include "answer/spread.h"
#include "answer/estimate_int.h"

#include <math.h>
#include <string.h>

/* ---- of an answer ---- */

struct spreading {
    const struct sample *s;
    const struct counts *whole;
    double *v;
};

/* A row of the sample is several of the data; each moves the number as much as its weight tells. */
static bool take(void *cx, size_t i, const double *influence)
{
    struct spreading *f = cx;
    const double *weight = f->whole->weight2 ? f->whole->weight2 : f->whole->weight;
    (void)i;
    for (size_t r = 0; r < f->whole->nrows; r++)
        f->v[r] = influence[f->s->row_of[r]] * sqrt(weight[r]) / sample_total(f->s);
    return true;
}

static double norm(const double *v, size_t n)
{
    double squares = 0;
    for (size_t i = 0; i < n; i++)
        squares += v[i] * v[i];
    return sqrt(squares);
}

bool answer_spread(struct answer *a, struct work *w, const struct numbers *m, const struct sample *s,
                   struct estimate *e)
{
    struct spread *p = ARENA_NEW(w->arena, struct spread, 1);
    const struct observed *o = m->r->q->observed;
    bool drawn = e->how.method == INTERVAL_BOOTSTRAP;
    size_t n = drawn ? e->how.replicates : o->counts->nrows;
    if (!p)
        return diag_oom(w->diags);
    *p = (struct spread){
        .reading = o->reading, .used = o->counts->used, .dropped = o->counts->dropped, .told = *e};
    a->spread = p;
    if (e->none.n)
        return true;
    struct spreading cx = {s, o->counts, ARENA_NEW(w->arena, double, n)};
    struct influence_reader reader = {.cx = &cx, .take = drawn ? NULL : take};
    if (!cx.v)
        return diag_oom(w->diags);
    if ((drawn && !numbers_bootstrap(cx.v, w, m, 1, s, o->counts, &e->how)) ||
        !numbers_influence(&reader, w, m, s) || !estimate_keep_least(&p->told, w, m->r->m, s, &reader))
        return false;
    p->n = n;
    p->v = cx.v;
    struct estimated one = {.value = a->number, .se = drawn ? NAN : norm(cx.v, n)};
    if (drawn && !bootstrap_read(&one, w, cx.v, 1, 0, &e->how, &p->told.undefined))
        return false;
    if (estimate_at_end(&one, e->scale))
        p->told.none =
            e->scale == SCALE_PLAIN
                ? STR("a mean in it is of rows that all agree, and how sure that is cannot be carried on")
                : STR("a number in it is estimated as 0 or 1, and how sure that is cannot be carried on");
    estimate_warn(w, &p->told, m->r->q->span);
    return certain_strata_warn(w, m, s, &one.se);
}

/* ---- through arithmetic ---- */

/* Why two spreads make none together. */
static struct str clash(const struct spread *x, const struct spread *y)
{
    if (x->told.none.n)
        return x->told.none;
    if (y->told.none.n)
        return y->told.none;
    if (x->reading != y->reading)
        return STR("numbers in it come from different readings of data");
    if (x->told.how.method != y->told.how.method || x->n != y->n || x->told.how.seed != y->told.how.seed)
        return STR("the settings of intervals were others when a number in it was computed");
    return STR("");
}

/* What is told of both: the least stratum, the largest prior. */
static void merge(struct estimate *e, const struct estimate *other)
{
    if (other->least < e->least || isnan(e->least)) {
        e->least = other->least;
        e->least_where = other->least_where;
    }
    e->prior = fmax(e->prior, other->prior);
    e->soft = e->soft || other->soft;
    e->by_graph = e->by_graph || other->by_graph;
}

bool spread_combine(const struct spread **out, struct work *w, const struct spread_rule *rule, double x,
                    const struct spread *of_x, double y, const struct spread *of_y)
{
    const struct spread *one = of_x ? of_x : of_y;
    *out = NULL;
    if (!one)
        return true;
    struct spread *p = ARENA_NEW(w->arena, struct spread, 1);
    if (!p)
        return diag_oom(w->diags);
    *p = *one;
    *out = p;
    p->told.scale = rule->scale;
    p->told.none = of_x && of_y ? clash(of_x, of_y) : one->told.none;
    if (of_x && of_y)
        merge(&p->told, &of_y->told);
    if (p->told.none.n)
        return true;
    double *v = ARENA_NEW(w->arena, double, p->n);
    if (!v)
        return diag_oom(w->diags);
    for (size_t i = 0; i < p->n; i++)
        v[i] = p->told.how.method == INTERVAL_DELTA
                   ? (of_x ? rule->by_x * of_x->v[i] : 0) + (of_y ? rule->by_y * of_y->v[i] : 0)
                   : rule->f(rule->op, of_x ? of_x->v[i] : x, of_y ? of_y->v[i] : y);
    p->v = v;
    return true;
}

const struct spread *spread_unknown(struct work *w, struct str none)
{
    struct spread *p = ARENA_NEW(w->arena, struct spread, 1);
    if (!p) {
        diag_oom(w->diags);
        return NULL;
    }
    *p = (struct spread){.told = {.least = NAN, .none = none}};
    return p;
}

bool spread_estimate(const struct estimate **out, struct work *w, double value, const struct spread *s)
{
    struct estimate *e = ARENA_NEW(w->arena, struct estimate, 1);
    struct estimated *of = ARENA_NEW(w->arena, struct estimated, 1);
    *out = e;
    if (!e || !of)
        return diag_oom(w->diags);
    *e = s->told;
    e->n = 1;
    if (e->none.n)
        return true;
    *of = (struct estimated){value, NAN, NAN, NAN, NAN};
    e->of = of;
    if (e->how.method == INTERVAL_BOOTSTRAP) {
        if (!bootstrap_read(of, w, s->v, 1, 0, &e->how, &e->undefined))
            return false;
    } else {
        of->se = norm(s->v, s->n);
        interval_set(of, e->scale, e->how.level);
    }
    estimate_finish(e, of, 1);
    return true;
}

bool spread_copy(const struct spread **out, struct work *w, const struct spread *s)
{
    *out = NULL;
    if (!s)
        return true;
    struct spread *p = ARENA_NEW(w->arena, struct spread, 1);
    double *v = ARENA_NEW(w->arena, double, s->n);
    if (!p || !v)
        return diag_oom(w->diags);
    *p = *s;
    if (s->n)
        memcpy(v, s->v, s->n * sizeof *v);
    p->v = v;
    p->told.least_where = str_dup(w->arena, s->told.least_where);
    p->told.none = str_dup(w->arena, s->told.none);
    *out = p;
    return (p->told.least_where.s && p->told.none.s) || diag_oom(w->diags);
}
