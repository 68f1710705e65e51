/* effect.c -- the panel of an effect: a grid of risks (or means) and contrasts, unadjusted beside adjusted;
 * and the same for programs. */
#include "render/json_int.h"

#include <math.h>

/* Risks first, then effects. */
static const struct effect_number *entry(const struct answer_effect *e, size_t i)
{
    return i < e->nrisks ? &e->risk[i] : &e->effect[i - e->nrisks];
}

static size_t entries(const struct answer_effect *e)
{
    return (size_t)e->nrisks + e->neffects;
}

bool effect_undefined(const struct answer *answer)
{
    const struct answer_effect *e = answer->effect;
    for (size_t i = 0; i < e->nrisks; i++)
        if (isnan(e->risk[i].crude.value) || isnan(e->risk[i].adjusted.value))
            return true;
    return false;
}

static struct str state(const struct answer *answer, uint32_t var, uint32_t k)
{
    return answer->model->var[var].type->state[k];
}

/* "P(low = 1 | smoke = 0)", "E(wage | trained = 1)" */
static void put_risk(struct buf *b, const struct answer *answer, const struct effect_number *n)
{
    const struct answer_effect *e = answer->effect;
    const struct var *v = answer->model->var;
    struct str y = v[e->y].name, x = v[e->x].name, level = state(answer, e->x, n->level);
    if (e->mean) {
        buf_fmt(b, "E(%.*s | %.*s = %.*s)", STR_ARG(y), STR_ARG(x), STR_ARG(level));
        return;
    }
    struct str event = state(answer, e->y, n->event);
    buf_fmt(b, "P(%.*s = %.*s | %.*s = %.*s)", STR_ARG(y), STR_ARG(event), STR_ARG(x), STR_ARG(level));
}

void put_adjusted_risk(struct buf *b, const struct answer *answer, const struct effect_number *n)
{
    put_risk(b, answer, n);
    buf_puts(b, " adjusted ");
}

static bool several_events(const struct answer_effect *e)
{
    for (size_t i = 1; i < e->nrisks; i++)
        if (e->risk[i].event != e->risk[0].event)
            return true;
    return false;
}

/* "risk difference", with what it is of where that is not the same in all rows. */
static void put_effect(struct buf *b, const struct answer *answer, const struct effect_number *n)
{
    const struct answer_effect *e = answer->effect;
    buf_puts(b, effect_measure_words(n->measure));
    if (several_events(e))
        buf_fmt(b, " of %.*s = %.*s", STR_ARG(answer->model->var[e->y].name),
                STR_ARG(state(answer, e->y, n->event)));
    if (answer->model->var[e->x].type->n > 2)
        buf_fmt(b, ", %.*s against %.*s", STR_ARG(state(answer, e->x, n->level)),
                STR_ARG(state(answer, e->x, e->reference)));
}

static struct str written(struct arena *a, const struct estimated *e, uint32_t digits)
{
    struct buf b = {0};
    render_number(&b, e->value, digits);
    put_interval(&b, e, digits);
    return settle(a, &b);
}

static bool fill(struct grid *g, struct arena *a, const struct answer *answer,
                 const struct render_style *style)
{
    const struct answer_effect *e = answer->effect;
    g->cell[0] = STR("");
    g->cell[1] = STR("unadjusted");
    g->cell[2] =
        e->has_set ? STR("adjusted") : str_fmt(a, "do(%.*s)", STR_ARG(answer->model->var[e->x].name));
    for (size_t i = 0; i < entries(e); i++) {
        const struct effect_number *n = entry(e, i);
        struct str *row = g->cell + (i + 1) * g->columns;
        struct buf b = {0};
        if (i < e->nrisks)
            put_risk(&b, answer, n);
        else
            put_effect(&b, answer, n);
        row[0] = settle(a, &b);
        row[1] = written(a, &n->crude, style->digits);
        row[2] = written(a, &n->adjusted, style->digits);
        if (!row[0].s || !row[1].s || !row[2].s)
            return false;
    }
    return g->cell[2].s != NULL;
}

void put_panel(struct buf *out, struct arena *a, const struct answer *answer,
               const struct render_style *style)
{
    struct grid g = {.left = 1, .columns = 3, .rows = entries(answer->effect) + 1};
    g.cell = ARENA_NEW(a, struct str, g.rows * g.columns);
    if (!g.cell || !fill(&g, a, answer, style))
        out->failed = true;
    else
        put_grid(out, &g, a, style);
}

/* "adjusted for {race}, the optimal set:" and the formula. */
struct str effect_method(struct arena *a, const struct answer *answer, const char *otherwise)
{
    const struct answer_effect *e = answer->effect;
    if (answer->method == METHOD_SURGERY)
        return str_fmt(a, "by surgery; unadjusted is what is seen, P(%.*s | %.*s)",
                       STR_ARG(answer->model->var[e->y].name), STR_ARG(answer->model->var[e->x].name));
    if (!e->has_set)
        return str_fmt(a, "by %s:", otherwise);
    if (set_empty(e->set))
        return str_fmt(a, "nothing to adjust for%s:", e->forced ? ", as `via` says" : "");
    struct str names = structure_names(a, answer->model, e->set);
    const char *which = e->forced ? ", as `via` says" : e->optimal ? ", the optimal set" : ", a minimal set";
    return names.s ? str_fmt(a, "adjusted for %.*s%s:", STR_ARG(names), which) : names;
}

/* ---- JSON and CSV ---- */

static void json_side(struct json_line *line, const char *key, const struct estimated *e, bool intervals)
{
    struct json_line o = {.out = line->out};
    json_key(line, key);
    json_member(&o, "value", isfinite(e->value) ? json_real(e->value) : json_null());
    if (intervals)
        json_estimated(&o, e);
    buf_putc(line->out, '}');
}

static void json_number(struct buf *out, const struct answer *answer, size_t i)
{
    const struct answer_effect *e = answer->effect;
    const struct effect_number *n = entry(e, i);
    struct json_line o = {.out = out};
    bool intervals = answer->estimate && !answer->estimate->none.n;
    if (i >= e->nrisks)
        json_member(&o, "measure", json_string(effect_measure_name(n->measure)));
    json_member(&o, "cause", json_text(state(answer, e->x, n->level)));
    if (i >= e->nrisks)
        json_member(&o, "reference", json_text(state(answer, e->x, e->reference)));
    if (!e->mean)
        json_member(&o, "outcome", json_text(state(answer, e->y, n->event)));
    json_side(&o, "unadjusted", &n->crude, intervals);
    json_side(&o, "adjusted", &n->adjusted, intervals);
    buf_putc(out, '}');
}

static void json_list(struct json_line *line, const struct answer *answer, const char *key, size_t from,
                      size_t to)
{
    json_key(line, key);
    buf_putc(line->out, '[');
    for (size_t i = from; i < to && !stopped(line->out); i++) {
        buf_puts(line->out, i > from ? "," : "");
        json_number(line->out, answer, i);
    }
    buf_putc(line->out, ']');
}

void json_effect(struct json_line *line, const struct answer *answer)
{
    const struct answer_effect *e = answer->effect;
    struct arena scratch = {0};
    json_member(line, "cause", json_text(answer->model->var[e->x].name));
    json_member(line, "outcome", json_text(answer->model->var[e->y].name));
    if (e->has_set) {
        json_names(line, "adjustment_set", answer->model, e->set);
        json_member(line, "optimal", json_boolean(e->optimal));
        json_member(line, "forced", json_boolean(e->forced));
    }
    if (e->overlap)
        json_overlap(line, e->overlap);
    if (answer->estimand) {
        json_member(line, "criterion", json_string(identify_criterion_name(answer->criterion)));
        json_formula(line, &scratch, answer);
    }
    json_list(line, answer, e->mean ? "means" : "risks", 0, e->nrisks);
    json_list(line, answer, "effects", e->nrisks, entries(e));
    arena_free(&scratch);
}

static void csv_side(struct buf *out, const struct estimated *e)
{
    const double x[] = {e->value, e->low, e->high, e->se};
    for (size_t k = 0; k < sizeof x / sizeof *x; k++) {
        buf_putc(out, ',');
        put_exact(out, isfinite(x[k]) ? x[k] : NAN);
    }
}

void csv_effect(struct buf *out, const struct answer *answer)
{
    const struct answer_effect *e = answer->effect;
    buf_puts(out, "measure,cause,reference,outcome,unadjusted,unadjusted_low,unadjusted_high,unadjusted_se,"
                  "adjusted,adjusted_low,adjusted_high,adjusted_se\n");
    for (size_t i = 0; i < entries(e) && !stopped(out); i++) {
        const struct effect_number *n = entry(e, i);
        buf_puts(out, i >= e->nrisks ? effect_measure_name(n->measure) : e->mean ? "mean" : "risk");
        buf_putc(out, ',');
        csv_field(out, state(answer, e->x, n->level));
        buf_putc(out, ',');
        if (i >= e->nrisks)
            csv_field(out, state(answer, e->x, e->reference));
        buf_putc(out, ',');
        if (!e->mean)
            csv_field(out, state(answer, e->y, n->event));
        csv_side(out, &n->crude);
        csv_side(out, &n->adjusted);
        buf_putc(out, '\n');
    }
}
