/* estimate.c -- intervals for the table of an answer from data. */
#include "answer/estimate_int.h"
#include "base/limits.h"

#include <math.h>

enum {
    MOST_NUMBERS = 4096, /* of one answer that get intervals */
    FEW_ROWS = 5         /* in a stratum that is divided by */
};
/* Rows of a sample that the bootstrap can draw. */
static const double MOST_DRAWN = 4294967295.0;
/* Numbers times replicates that are kept. */
static const double MOST_KEPT = 1 << 24;
/* The share of tables drawn that may be left out in silence. */
static const double MOST_UNDEFINED = 0.05;

/* ---- intervals ---- */

/* The point that a standard normal number is below with probability p, between 0.5 and 1. */
static double normal_quantile(double p)
{
    double low = 0, high = 40;
    for (int i = 0; i < 200 && high - low > 1e-15 * high; i++) {
        double mid = (low + high) / 2;
        if (erfc(-mid / sqrt(2)) / 2 < p)
            low = mid;
        else
            high = mid;
    }
    return high;
}

static bool inside(double value, enum interval_scale scale)
{
    return scale == SCALE_PLAIN || (scale == SCALE_LOG ? value > 0 : value > 0 && value < 1);
}

void interval_set(struct estimated *e, enum interval_scale scale, double level)
{
    double z = normal_quantile((1 + level) / 2), v = e->value;
    e->low = e->high = NAN;
    if (!isfinite(v) || !isfinite(e->se) || (scale != SCALE_PLAIN && !(v < 0) && !inside(v, scale) && v <= 1))
        return;
    if (!inside(
            v,
            scale)) { /* no probability, though it estimates one: the formula over data that do not fit it */
        e->low = v - z * e->se;
        e->high = v + z * e->se;
    } else if (scale == SCALE_LOGIT) {
        double middle = log(v / (1 - v)), half = z * e->se / (v * (1 - v));
        e->low = 1 / (1 + exp(-(middle - half)));
        e->high = 1 / (1 + exp(-(middle + half)));
    } else if (scale == SCALE_LOG) {
        e->low = v * exp(-z * e->se / v);
        e->high = v * exp(z * e->se / v);
    } else {
        e->low = v - z * e->se;
        e->high = v + z * e->se;
    }
}

/* ---- which numbers ---- */

/* Where the cell of the table is among the canonical cells; states of outcomes that the query fixes are
 * taken, and an expectation begins at the first state of its outcome. */
static size_t canonical_cell(const struct request *r, const struct tensor *canonical,
                             const struct tensor *table, const uint32_t *order, size_t cell)
{
    size_t stride[LIMIT_TENSOR_RANK], at = 0, width = 1;
    tensor_strides(table, stride);
    for (uint32_t i = canonical->rank; i-- > 0;) {
        uint32_t v = canonical->axis[i].id, state = 0;
        for (uint32_t k = 0; k < table->rank; k++)
            if (order[k] == v)
                state = (uint32_t)(cell / stride[k] % table->axis[k].n);
        for (uint32_t k = 0; k < r->q->nover; k++)
            if (r->q->over[k].var == v && r->q->over[k].fixed)
                state = r->q->over[k].state;
        at += state * width;
        width *= canonical->axis[i].n;
    }
    return at;
}

bool numbers_of_table(struct numbers *m, struct work *w, const struct tensor *canonical,
                      const struct tensor *table, const uint32_t *order)
{
    const struct query *q = m->r->q;
    m->width = q->expectation ? m->r->card[q->over[0].var] : 1;
    m->n = table->cells;
    size_t *cell = ARENA_NEW(w->arena, size_t, m->n);
    double *value = ARENA_NEW(w->arena, double, m->width);
    if (!cell || !value)
        return diag_oom(w->diags);
    value[0] = 1;
    if (q->expectation && !type_numbers(m->r->m->var[q->over[0].var].type, value))
        return diag_error(w->diags, "no-values", q->over[0].span, "the states have no numeric values");
    for (size_t i = 0; i < m->n; i++)
        cell[i] = canonical_cell(m->r, canonical, table, order, i);
    m->cell = cell;
    m->value = value;
    return true;
}

/* ---- the two methods ---- */

struct reading_errors {
    struct estimated *of;
    const struct sample *s;
    const size_t *which; /* number i is cell which[i] of the table */
};

static bool take_error(void *cx, size_t i, const double *influence)
{
    struct reading_errors *r = cx;
    r->of[r->which[i]].se = influence_error(r->s, influence);
    return true;
}

bool estimate_keep_least(struct estimate *e, struct work *w, const struct model *m, const struct sample *s,
                         const struct influence_reader *reader)
{
    e->least = NAN;
    e->least_where = STR("");
    if (!reader->least_cell.n)
        return true;
    e->least = reader->least * (e->weighted ? s->rows : sample_total(s));
    e->least_where = estimate_where(w, m, &reader->least_cell);
    return e->least_where.s != NULL;
}

static bool by_delta(struct estimate *e, struct work *w, const struct numbers *m, const struct sample *s,
                     struct estimated *of, const size_t *which)
{
    struct reading_errors cx = {of, s, which};
    struct influence_reader reader = {.cx = &cx, .take = take_error};
    if (!numbers_influence(&reader, w, m, s) || !estimate_keep_least(e, w, m->r->m, s, &reader))
        return false;
    for (size_t i = 0; i < m->n; i++)
        interval_set(&of[which[i]], e->scale, e->how.level);
    return true;
}

static bool by_bootstrap(struct estimate *e, struct work *w, const struct numbers *m, const struct sample *s,
                         struct estimated *of, const size_t *which)
{
    double *out = ARENA_NEW(w->arena, double, (size_t)e->how.replicates * m->n);
    struct influence_reader reader = {0}; /* only the strata are looked at */
    if (!out)
        return diag_oom(w->diags);
    if (!numbers_bootstrap(out, w, m, 1, s, NULL, &e->how))
        return false;
    for (size_t i = 0; i < m->n; i++) {
        uint32_t undefined;
        if (!bootstrap_read(&of[which[i]], w, out, m->n, i, &e->how, &undefined))
            return false;
        e->undefined = undefined > e->undefined ? undefined : e->undefined;
    }
    e->least = NAN;
    return numbers_influence(&reader, w, m, s) && estimate_keep_least(e, w, m->r->m, s, &reader);
}

/* ---- the whole ---- */

struct str estimate_where(struct work *w, const struct model *m, const struct cell *c)
{
    struct buf b = {0};
    for (uint32_t i = 0; i < c->n; i++)
        buf_fmt(&b, "%s%.*s = %.*s", i ? ", " : "", STR_ARG(m->var[c->var[i]].name),
                STR_ARG(m->var[c->var[i]].type->state[c->state[i]]));
    struct str s = b.failed ? (struct str){NULL, 0} : str_dup(w->arena, buf_str(&b));
    buf_free(&b);
    if (!s.s)
        diag_oom(w->diags);
    return s;
}

void estimate_warn(struct work *w, const struct estimate *e, struct span at)
{
    if (e->how.method == INTERVAL_BOOTSTRAP && e->undefined > MOST_UNDEFINED * e->how.replicates) {
        diag_warn(w->diags, "undefined-draws", at, "a number is undefined in %u of %u tables drawn",
                  e->undefined, e->how.replicates);
        diag_hint(w->diags, "the interval is of the others, in which every stratum happens to have rows");
    }
    if (!(e->least < FEW_ROWS))
        return;
    diag_warn(w->diags, "thin-stratum", at, "this divides by a stratum of %.4g %s: %.*s", e->least,
              e->least == 1 ? "row" : "rows", STR_ARG(e->least_where));
    diag_hint(w->diags, "intervals are not to be trusted there: ask for less, or observe more");
}

/* The defined numbers only. */
static bool select_defined(struct numbers *m, struct work *w, const struct tensor *table, size_t **which)
{
    size_t n = 0, *cell = ARENA_NEW(w->arena, size_t, m->n);
    *which = ARENA_NEW(w->arena, size_t, m->n);
    if (!cell || !*which)
        return diag_oom(w->diags);
    for (size_t i = 0; i < m->n; i++)
        if (!isnan(table->p[i])) {
            (*which)[n] = i;
            cell[n++] = m->cell[i];
        }
    m->n = n;
    m->cell = cell;
    return true;
}

void estimate_finish(struct estimate *e, struct estimated *of, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        double v = of[i].value;
        if (e->scale == SCALE_LOGIT && of[i].se > 0 && inside(v, SCALE_LOGIT))
            of[i].n_eff = v * (1 - v) / (of[i].se * of[i].se);
        e->at_end = e->at_end || (isfinite(v) && isnan(of[i].low));
    }
}

void estimate_choose_method(struct estimate *e, const struct sample *s, double numbers)
{
    if (e->how.method == INTERVAL_BOOTSTRAP && e->weighted)
        e->how.method = INTERVAL_DELTA; /* the table of counts does not know the rows to draw from */
    if (e->n > MOST_NUMBERS)
        e->none = STR("there are too many numbers");
    else if (e->how.method == INTERVAL_BOOTSTRAP &&
             (s->rows > MOST_DRAWN || e->how.replicates * numbers > MOST_KEPT))
        e->none = STR("the bootstrap would have too much to draw; fewer replicates may do");
}

static bool warn_of_certain(struct work *w, const struct numbers *m, const struct sample *s,
                            const struct estimated *of, const size_t *which)
{
    double *se = ARENA_NEW(w->arena, double, m->n);
    if (!se)
        return diag_oom(w->diags);
    for (size_t i = 0; i < m->n; i++)
        se[i] = of[which[i]].se;
    return certain_strata_warn(w, m, s, se);
}

static bool intervals(struct estimate *e, struct work *w, const struct answer *a, struct numbers *m,
                      const struct sample *s)
{
    struct estimated *of = ARENA_NEW(w->arena, struct estimated, e->n);
    size_t *which;
    if (!of)
        return diag_oom(w->diags);
    for (size_t i = 0; i < e->n; i++)
        of[i] = (struct estimated){a->table->p[i], NAN, NAN, NAN, NAN};
    e->of = of;
    if (e->none.n)
        return true;
    if (!select_defined(m, w, a->table, &which) ||
        !(e->how.method == INTERVAL_DELTA ? by_delta(e, w, m, s, of, which)
                                          : by_bootstrap(e, w, m, s, of, which)))
        return false;
    for (size_t i = 0; i < m->n; i++)
        if (!estimate_end(e, w, m, s, i, &of[which[i]]))
            return false;
    estimate_finish(e, of, e->n);
    return warn_of_certain(w, m, s, of, which);
}

static bool some_defined(const struct tensor *t)
{
    for (size_t i = 0; i < t->cells; i++)
        if (!isnan(t->p[i]))
            return true;
    return false;
}

bool answer_estimate(struct answer *a, struct work *w, const struct request *r, const struct finding *f,
                     const struct identification *id, const struct est_pool *pool, const uint32_t *order,
                     const struct answer_options *opt)
{
    const struct interval_options *how = &opt->interval;
    struct estimate *e = ARENA_NEW(w->arena, struct estimate, 1);
    struct sample *s = ARENA_NEW(w->arena, struct sample, 1);
    struct set of = set_new(w->arena, r->m->nvars);
    struct numbers m = {.r = r, .id = id, .pool = pool};
    if (!e || !s || !set_ok(of))
        return diag_oom(w->diags);
    if (!numbers_of_table(&m, w, f->value, a->table, order) || !answer_positivity(a, w, r, f, id, &m))
        return false;
    if (how->method == INTERVAL_OFF)
        return true;
    bool spread = opt->spread && a->kind == ANSWER_NUMBER;
    if (!sample_variables(w, pool, id->estimand, of) || !sample_read(s, w, r->q->observed, of, spread))
        return false;
    *e = (struct estimate){.how = *how,
                           .scale = r->q->expectation ? SCALE_PLAIN : SCALE_LOGIT,
                           .rows = s->rows,
                           .weighted = sample_weighted(s),
                           .n = a->table->cells,
                           .least = NAN,
                           .soft = r->soft,
                           .by_graph = a->method == METHOD_IDENTIFICATION,
                           .prior = r->q->observed->prior};
    estimate_choose_method(e, s, (double)e->n);
    if (spread)
        return isnan(a->number) || answer_spread(a, w, &m, s, e);
    if (!some_defined(a->table))
        return true;
    a->estimate = e;
    if (!intervals(e, w, a, &m, s))
        return false;
    estimate_warn(w, e, r->q->span);
    return true;
}
