/* effect.c -- the panel of an effect: what happens to Y under each level of X, unadjusted beside adjusted.
 *
 * With adjustment sets that of least asymptotic variance is taken (structure/optimal.c), or the one that is
 * forced; where there is none, the formula that identifies the effect.  With all mechanisms known both
 * columns come from the diagram: P(Y | X) from the network as it is, P(Y | do(X)) after surgery.
 */
#include "answer/estimate_int.h"

#include <math.h>

/* Both columns have the canonical axes X, Y of the query P(Y | do(X)). */
struct asked {
    const struct effect_query *q;
    const struct observed *observed; /* all of it, or the overlap */
    struct query query, seen;        /* P(Y | do(X)); P(Y | X) */
    struct request r, by_seeing;
    struct query_term over[1], given[1];
    struct query_do dos[1];
    struct answer_effect *e;
    struct numbers numbers;
};

static bool read_question(struct asked *k, struct work *w, const struct effect_query *q)
{
    *k = (struct asked){.q = q, .observed = q->observed};
    k->over[0] = (struct query_term){.var = q->y, .span = q->span};
    k->given[0] = (struct query_term){.var = q->x, .span = q->span};
    k->dos[0] = (struct query_do){.var = q->x, .kind = DO_ALL, .span = q->span};
    k->query = (struct query){.text = q->text, .span = q->span, .model = q->model, .observed = q->observed};
    k->query.over = k->over;
    k->query.nover = 1;
    k->seen = k->query;
    k->query.dos = k->dos;
    k->query.ndos = 1;
    k->seen.given = k->given;
    k->seen.ngiven = 1;
    return request_read(&k->r, w, &k->query) && request_read(&k->by_seeing, w, &k->seen);
}

/* ---- what the panel shows ---- */

/* Of two states the one with the greater number is the event, no < yes; without numbers the last one is. */
static uint32_t greater(const struct type *t)
{
    double value[2];
    return t->n == 2 && type_numbers(t, value) && value[0] > value[1] ? 0 : t->n - 1;
}

static bool shape(struct asked *k, struct work *w)
{
    const struct type *x = k->r.m->var[k->q->x].type, *y = k->r.m->var[k->q->y].type;
    double *value = ARENA_NEW(w->arena, double, y->n);
    if (!value)
        return diag_oom(w->diags);
    struct answer_effect *e = k->e;
    e->x = k->q->x;
    e->y = k->q->y;
    e->reference = x->n == 2 ? 1 - greater(x) : 0;
    e->mean = y->n > 2 && type_numbers(y, value);
    uint32_t events = e->mean || y->n <= 2 ? 1 : y->n, kinds = e->mean ? 1 : 3;
    e->nrisks = x->n * events;
    e->neffects = (x->n - 1) * events * kinds;
    struct effect_number *risk = ARENA_NEW(w->arena, struct effect_number, e->nrisks);
    struct effect_number *effect = ARENA_NEW(w->arena, struct effect_number, e->neffects);
    size_t *cell = ARENA_NEW(w->arena, size_t, e->nrisks), n = 0, m = 0;
    if (!risk || !effect || !cell)
        return diag_oom(w->diags);
    for (uint32_t j = 0; j < events; j++) {
        uint32_t event = e->mean ? UINT32_MAX : events > 1 ? j : greater(y);
        for (uint32_t i = 0; i < x->n; i++) {
            cell[n] = (size_t)i * y->n + (e->mean ? 0 : event);
            risk[n++] = (struct effect_number){.level = i, .event = event};
        }
        for (uint32_t i = 0; i < x->n; i++)
            for (uint32_t c = 0; i != e->reference && c < kinds; c++)
                effect[m++] =
                    (struct effect_number){.level = i,
                                           .event = event,
                                           .measure = e->mean ? MEAN_DIFFERENCE : (enum effect_measure)c};
    }
    if (!e->mean)
        value[0] = 1;
    k->numbers =
        (struct numbers){.r = &k->r, .n = n, .cell = cell, .width = e->mean ? y->n : 1, .value = value};
    e->risk = risk;
    e->effect = effect;
    return true;
}

/* ---- what it is adjusted for ---- */

static void put_set(struct buf *b, const struct model *m, struct set s)
{
    bool first = true;
    buf_putc(b, '{');
    SET_EACH (v, s) {
        buf_fmt(b, "%s%.*s", first ? "" : ", ", STR_ARG(m->var[v].name));
        first = false;
    }
    buf_putc(b, '}');
}

/* The set that is taken when none is forced; *found: there is one. */
static bool choose(struct set *z, bool *found, bool *optimal, struct work *w, const struct graph *g,
                   const struct asked *k)
{
    struct set_list sets;
    struct set must = set_new(w->arena, g->n);
    if (!set_ok(must))
        return diag_oom(w->diags);
    if (!structure_optimal_set(w, g, k->r.x, k->r.y, z, found))
        return false;
    *optimal = *found;
    if (*found)
        return true;
    if (!structure_adjustment_sets(w, g, k->r.x, k->r.y, must, 1, &sets))
        return false;
    *found = sets.n > 0;
    *z = sets.n ? sets.set[0] : must;
    return true;
}

/* "{M} is no adjustment set for the effect of X on Y: M is on the causal path ..", and one that is. */
static bool refuse_set(struct work *w, const struct graph *g, const struct asked *k,
                       const struct answer *tested)
{
    struct buf why = {0}, set = {0};
    struct set z;
    bool found, optimal;
    answer_reason(&why, tested, false);
    diag_error(w->diags, "bad-adjustment", k->q->via, "no adjustment set: %.*s", STR_ARG(buf_str(&why)));
    if (choose(&z, &found, &optimal, w, g, k) && found) {
        put_set(&set, k->r.m, z);
        diag_hint(w->diags, "without `via` it is adjusted for %.*s", STR_ARG(buf_str(&set)));
    } else {
        diag_hint(w->diags,
                  "leave `via` out: no adjustment set is observed, but there may be another formula");
    }
    buf_free(&why);
    buf_free(&set);
    return false;
}

/* k->e->set, if some set is to be adjusted for. Does X act on Y at all? Without that there is nothing to
 * adjust for, unless it is forced. */
static bool adjustment_set(struct asked *k, struct work *w)
{
    struct answer tested;
    struct graph *g = answer_drawn(w, k->r.m);
    if (!g)
        return false;
    if (k->q->set) {
        if (!answer_adjust(&tested, w, k->r.m, k->q->text, k->r.x, k->r.y, k->q->set))
            return false;
        if (!tested.truth)
            return refuse_set(w, g, k, &tested);
        k->e->set = *k->q->set;
        k->e->has_set = k->e->forced = true;
        return true;
    }
    struct set on = answer_on_causal(w, g, k->r.x, k->r.y);
    if (!set_ok(on))
        return false;
    return set_empty(on) || choose(&k->e->set, &k->e->has_set, &k->e->optimal, w, g, k);
}

/* ---- estimands ---- */

static uint32_t symbols(struct symbol *to, uint32_t n, struct set s)
{
    SET_EACH (v, s)
        to[n++] = (struct symbol){v, 0};
    return n;
}

/* sum_z P(z) P(y | x, z); with no z it is P(y | x). */
static est adjustment(struct work *w, struct est_pool *pool, const struct asked *k, struct set z)
{
    uint32_t n = k->r.m->nvars;
    struct symbol *y = ARENA_NEW(w->arena, struct symbol, 1), *given = ARENA_NEW(w->arena, struct symbol, n),
                  *bound = ARENA_NEW(w->arena, struct symbol, n);
    struct set all = set_ok(z) ? set_copy(w->arena, z) : set_new(w->arena, n);
    if (!y || !given || !bound || !set_ok(all)) {
        diag_oom(w->diags);
        return 0;
    }
    set_join(all, k->r.x);
    *y = (struct symbol){k->q->y, 0};
    est inner = est_p(w, pool, y, 1, given, symbols(given, 0, all));
    uint32_t nbound = set_ok(z) ? symbols(bound, 0, z) : 0;
    if (!inner || nbound == 0)
        return inner;
    est outer = est_p(w, pool, bound, nbound, NULL, 0);
    est product = outer ? est_product(w, pool, (est[]){outer, inner}, 2) : 0;
    return product ? est_sum(w, pool, bound, nbound, product) : 0;
}

/* The adjustment as an identification, with the one step that leads to it. */
static bool identified_by_set(struct identification *id, struct work *w, struct est_pool *pool,
                              const struct asked *k, struct set z)
{
    struct derivation_step *step = ARENA_NEW(w->arena, struct derivation_step, 1);
    if (!step)
        return diag_oom(w->diags);
    *id = (struct identification){.identifiable = true, .estimand = adjustment(w, pool, k, z)};
    id->criterion = set_ok(z) && !set_empty(z) ? BY_BACK_DOOR : BY_CONDITIONING;
    *step = (struct derivation_step){.rule = STEP_ADJUST, .set = z, .formula = id->estimand};
    id->derivation = (struct derivation){step, 1, 1};
    return id->estimand != 0;
}

/* ---- the routes ---- */

static bool no_overlap(struct work *w, const struct asked *k, const char *why, const char *hint)
{
    diag_error(w->diags, "no-overlap", k->q->span, "%s", why);
    return diag_hint(w->diags, "%s", hint);
}

static bool panel_of(struct answer *a, struct work *w, struct asked *k, const struct numbers *crude,
                     const struct finding *before, const struct numbers *adjusted,
                     const struct finding *after, const struct sample *s)
{
    struct panel p = {.crude = crude,
                      .adjusted = adjusted,
                      .crude_value = before->value,
                      .adjusted_value = after->value,
                      .risk = (struct effect_number *)(uintptr_t)k->e->risk,
                      .effect = (struct effect_number *)(uintptr_t)k->e->effect,
                      .nrisks = k->e->nrisks,
                      .neffects = k->e->neffects,
                      .reference = k->e->reference};
    panel_values(&p);
    if (!answer_name_missing(a, w, k->r.m, after))
        return false;
    return !s || panel_intervals(&p, w, s, (struct estimate *)(uintptr_t)a->estimate);
}

static bool by_surgery(struct answer *a, struct work *w, struct asked *k, const struct diagram *operated)
{
    struct finding before, after;
    a->method = METHOD_SURGERY;
    return answer_fitted(a, w, &k->r) && answer_by_surgery(&after, w, &k->r, operated) &&
           answer_by_surgery(&before, w, &k->by_seeing, k->r.m->net) &&
           panel_of(a, w, k, &k->numbers, &before, &k->numbers, &after, NULL);
}

/* The data of both formulas, and what is told of intervals. */
static bool begin_estimate(struct answer *a, struct work *w, const struct asked *k,
                           const struct numbers *adjusted, const struct numbers *crude, struct sample **s,
                           const struct interval_options *how)
{
    struct estimate *e = ARENA_NEW(w->arena, struct estimate, 1);
    struct set of = set_new(w->arena, k->r.m->nvars);
    *s = ARENA_NEW(w->arena, struct sample, 1);
    if (!e || !*s || !set_ok(of))
        return diag_oom(w->diags);
    if (!sample_variables(w, adjusted->pool, adjusted->id->estimand, of) ||
        !sample_variables(w, crude->pool, crude->id->estimand, of) ||
        !sample_read(*s, w, k->observed, of, false))
        return false;
    *e = (struct estimate){.how = *how,
                           .rows = (*s)->rows,
                           .weighted = sample_weighted(*s),
                           .least = NAN,
                           .by_graph = true,
                           .prior = k->observed->prior,
                           .n = (size_t)k->e->nrisks + k->e->neffects};
    a->estimate = e;
    a->from_data = true;
    a->rows_used = k->observed->counts->used;
    a->rows_dropped = k->observed->counts->dropped;
    return true;
}

/* Only the rows where every level of the cause occurs. */
static bool restrict_rows(struct asked *k, struct work *w)
{
    struct effect_overlap *overlap = ARENA_NEW(w->arena, struct effect_overlap, 1);
    if (!overlap)
        return diag_oom(w->diags);
    if (k->observed->kind != OBSERVED_DATA)
        return no_overlap(w, k, "there are no rows of data that could be left out",
                          "leave `on overlap` out: this model has a joint table");
    if (!k->e->has_set)
        return no_overlap(w, k, "there is no adjustment set whose strata could be left out",
                          "leave `on overlap` out, or name a set by `via {..}`");
    if (!overlap_restrict(&k->observed, overlap, w, k->r.m, k->observed, k->q->x, k->e->set))
        return false;
    if (!(overlap->share > 0) || !k->observed->counts->nrows)
        return no_overlap(w, k, "no stratum has rows of every level of the cause",
                          "adjust for less by `via {..}`, or observe coarser classes");
    k->e->overlap = overlap;
    k->query.observed = k->seen.observed = k->observed;
    return true;
}

static bool from_source(struct answer *a, struct work *w, struct asked *k, const struct interval_options *how)
{
    struct identification id, seen;
    struct est_pool *pool;
    struct finding before, after;
    struct sample *s = NULL;
    if (!answer_new_pool(a, w, &pool) || !adjustment_set(k, w) || (k->q->overlap && !restrict_rows(k, w)))
        return false;
    if (!(k->e->has_set ? identified_by_set(&id, w, pool, k, k->e->set)
                        : answer_identified(&id, &a->question, w, &k->r, pool)) ||
        !identified_by_set(&seen, w, pool, k, (struct set){0}))
        return false;
    if (!id.identifiable)
        return answer_refuse(a, w, &k->r, &id);
    a->question = (struct identify_query){k->r.y, k->r.x, k->r.z};
    a->method = METHOD_IDENTIFICATION;
    struct numbers adjusted = k->numbers, crude = k->numbers;
    adjusted.id = &id;
    crude.id = &seen;
    adjusted.pool = crude.pool = pool;
    if (k->observed->kind == OBSERVED_DATA && !begin_estimate(a, w, k, &adjusted, &crude, &s, how))
        return false;
    struct source src = source_of_observed(s ? &s->observed : k->observed);
    if (!answer_by_estimand(&after, w, &k->r, &id, pool, src) ||
        !answer_by_estimand(&before, w, &k->r, &seen, pool, src) ||
        !answer_keep_identification(a, w, &k->r, &id))
        return false;
    bool wanted = s && how->method != INTERVAL_OFF;
    if (!panel_of(a, w, k, &crude, &before, &adjusted, &after, wanted ? s : NULL) ||
        (s && !answer_positivity(a, w, &k->r, &after, &id, &adjusted)))
        return false;
    if (wanted)
        estimate_warn(w, a->estimate, k->q->span);
    else
        a->estimate = NULL;
    return true;
}

bool answer_effect(struct answer *out, struct work *w, const struct effect_query *q,
                   const struct answer_options *opt)
{
    struct asked *k = ARENA_NEW(w->arena, struct asked, 1);
    struct answer_effect *e = ARENA_NEW(w->arena, struct answer_effect, 1);
    const struct box *missing = NULL;
    bool known, seen;
    *out = (struct answer){.kind = ANSWER_EFFECT, .query = q->text, .model = q->model, .effect = e};
    if (!k || !e)
        return diag_oom(w->diags);
    if (!read_question(k, w, q))
        return false;
    k->e = e;
    struct diagram *operated = answer_operate(w, &k->r, q->model->net, NULL, opt);
    if (!shape(k, w) || !operated || !answer_mechanisms_known(w, &k->r, operated, &known, &missing) ||
        !answer_mechanisms_known(w, &k->by_seeing, q->model->net, &seen, &missing))
        return false;
    if (opt->exact)
        out->inexact = STR("effects are computed with decimals");
    if (known && seen && q->overlap)
        return no_overlap(w, k, "there are no rows that could be left out: all mechanisms are known",
                          "leave `on overlap` out");
    if (known && seen)
        return (!q->set || adjustment_set(k, w)) && by_surgery(out, w, k, operated);
    if (!q->observed || q->observed->kind == OBSERVED_NONE)
        return answer_no_numbers(w, &k->r, missing);
    return from_source(out, w, k, &opt->interval);
}
