/* json.c -- an answer as one line of JSON: section 9 of the manual, keys in its order.
 *
 * The members are made and written one at a time, and the rows of a table too, so that a large table needs
 * no large tree. Numbers carry 17 significant digits; undefined ones are null.
 */
#include "base/mem.h"
#include "render/json_int.h"

#include <math.h>

static json_t *real(double x)
{
    return isfinite(x) ? json_real(x) : json_null();
}

/* Put `value` into `object` under a name, taking it over; false when memory is short. */
static bool set(json_t *object, struct str name, json_t *value)
{
    struct arena scratch = {0};
    struct str key = str_dup(&scratch, name);
    bool good = key.s && value && json_object_set_new(object, key.s, value) == 0;
    if (!key.s)
        json_decref(value);
    arena_free(&scratch);
    return good;
}

/* ---- the parts ---- */

static json_t *column_names(const struct answer_column *column, uint32_t n)
{
    json_t *list = json_array();
    for (uint32_t k = 0; list && k < n; k++)
        if (json_array_append_new(list, json_text(column[k].name)) != 0) {
            json_decref(list);
            return NULL;
        }
    return list;
}

/* {"S":"yes"}: the states of all columns of one side in cell i. */
static json_t *states(const struct cells *c, size_t i, bool given)
{
    const struct answer_column *column = given ? c->answer->given : c->answer->over;
    uint32_t n = given ? c->answer->ngiven : c->answer->nover;
    json_t *object = json_object();
    for (uint32_t k = 0; object && k < n; k++)
        if (!set(object, column[k].name, json_text(given ? cell_given(c, i, k) : cell_over(c, i, k)))) {
            json_decref(object);
            return NULL;
        }
    return object;
}

/* "exact":"8783/34650", null when undefined; nothing without fraction. */
static void put_fraction(struct json_line *line, const struct rational *x)
{
    struct buf b = {0};
    if (!x)
        return;
    rational_put(&b, *x);
    line->out->failed = line->out->failed || b.failed;
    json_member(line, "exact", b.n ? json_text(buf_str(&b)) : json_null());
    buf_free(&b);
}

static void put_rows(struct json_line *line, const struct answer *answer)
{
    struct cells c = cells_of(answer);
    bool expectation = answer->kind == ANSWER_EXPECTATION;
    json_key(line, "rows");
    buf_putc(line->out, '[');
    for (size_t i = 0; i < c.given_cells * c.over_cells && !stopped(line->out); i++) {
        struct json_line row = {.out = line->out};
        buf_puts(line->out, i ? "," : "");
        json_member(&row, "given", states(&c, i, true));
        if (!expectation)
            json_member(&row, "over", states(&c, i, false));
        json_member(&row, expectation ? "value" : "p", real(answer->table->p[i]));
        put_fraction(&row, answer->table->exact ? answer->table->exact + i : NULL);
        if (has_intervals(answer))
            json_estimated(&row, &answer->estimate->of[i]);
        buf_putc(line->out, '}');
    }
    buf_putc(line->out, ']');
}

static void put_method(struct json_line *line, const struct answer *answer)
{
    static const char *const name[] = {NULL, "arithmetic", "conditioning", "surgery", "identification"};
    if (answer->method != METHOD_NONE)
        json_member(line, "method", json_string(name[answer->method]));
}

json_t *json_cell(const struct named_cell *cell)
{
    json_t *object = json_object();
    for (uint32_t k = 0; object && k < cell->n; k++)
        if (!set(object, cell->var[k], json_text(cell->state[k]))) {
            json_decref(object);
            return NULL;
        }
    return object;
}

static void put_missing(struct json_line *line, const struct answer *answer)
{
    if (!answer_undefined(answer))
        return;
    json_key(line, "missing");
    buf_putc(line->out, '[');
    for (uint32_t i = 0; i < answer->nmissing; i++) {
        buf_puts(line->out, i ? "," : "");
        json_value(line->out, json_cell(&answer->missing[i]));
    }
    buf_putc(line->out, ']');
    if (answer->more_missing)
        json_member(line, "more_missing", json_true());
    if (answer->positivity)
        json_positivity(line, answer);
}

void json_path(struct json_line *line, const struct answer *answer)
{
    struct arena scratch = {0};
    struct graph_path path;
    json_key(line, "path");
    buf_putc(line->out, '[');
    if (!answer_shown_path(&path, &scratch, answer))
        line->out->failed = true;
    for (uint32_t i = 0; i < path.count; i++) {
        buf_puts(line->out, i ? "," : "");
        json_value(line->out, json_text(answer->model->var[path.node[i]].name));
    }
    buf_putc(line->out, ']');
    arena_free(&scratch);
}

static void put_identification(struct json_line *line, const struct answer *answer)
{
    struct arena scratch = {0};
    json_member(line, "identifiable", json_boolean(answer->truth));
    if (answer->truth) {
        json_member(line, "criterion", json_string(identify_criterion_name(answer->criterion)));
        if (answer->estimand)
            json_formula(line, &scratch, answer);
    } else {
        json_refusal(line, &scratch, answer);
    }
    arena_free(&scratch);
}

static json_t *wire_names(const struct diagram *d, const uint32_t *wire, uint32_t n)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < n; i++)
        json_array_append_new(list, json_text(d->wire[wire[i]].name));
    return list;
}

static void put_diagram(struct json_line *line, const struct diagram *d)
{
    json_t *boxes = json_array();
    for (uint32_t k = 0; k < d->nboxes; k++)
        json_array_append_new(boxes, json_text(d->box[k]->name));
    json_member(line, "inputs", wire_names(d, d->in, d->nin));
    json_member(line, "outputs", wire_names(d, d->out, d->nout));
    json_member(line, "boxes", boxes);
}

static void put_answer(struct json_line *line, const struct answer *answer)
{
    switch (answer->kind) {
    case ANSWER_NUMBER:
        json_member(line, "value", real(answer->number));
        put_fraction(line, answer->fraction);
        if (has_intervals(answer))
            json_estimated(line, &answer->estimate->of[0]);
        put_method(line, answer);
        break;
    case ANSWER_TRUTH:
        json_member(line, "value", json_boolean(answer->truth));
        if (answer->why.n)
            json_member(line, "why", json_text(answer->why));
        put_method(line, answer);
        break;
    case ANSWER_DISTRIBUTION:
    case ANSWER_EXPECTATION:
        json_member(line, "over", column_names(answer->over, answer->nover));
        json_member(line, "given", column_names(answer->given, answer->ngiven));
        put_method(line, answer);
        put_rows(line, answer);
        break;
    case ANSWER_IDENTIFICATION:
        put_identification(line, answer);
        break;
    case ANSWER_INDEPENDENCE:
        json_member(line, "holds", json_boolean(answer->truth));
        if (!answer->truth)
            json_path(line, answer);
        break;
    case ANSWER_EXPLANATION:
        json_explanation(line, answer);
        break;
    case ANSWER_DIAGRAM:
        put_diagram(line, answer->diagram);
        break;
    case ANSWER_MARGINALS:
        put_method(line, answer);
        json_marginals(line, answer);
        break;
    case ANSWER_MOST_PROBABLE:
        put_method(line, answer);
        json_assignment(line, answer);
        break;
    case ANSWER_MODEL:
        json_member(line, "description", json_text(answer->why));
        break;
    case ANSWER_EFFECT:
        put_method(line, answer);
        json_effect(line, answer);
        break;
    case ANSWER_PLAN:
        put_method(line, answer);
        json_plan(line, answer);
        break;
    case ANSWER_SQL:
        if (answer->sql->sent.n)
            json_member(line, "sent", json_text(answer->sql->sent));
        json_member(line, "statement", json_text(answer->sql->statement));
        break;
    case ANSWER_TESTS:
    case ANSWER_SCORES:
        json_learned(line, answer);
        break;
    case ANSWER_FIT:
    case ANSWER_SAMPLE:
        json_done(line, answer);
        break;
    default:
        json_put_structure(line, answer);
    }
}

void json_answer(struct buf *out, const struct answer *answer)
{
    static const char *const kind[] = {
        "number",  "truth",     "distribution",  "expectation",  "identification", "independence",
        "paths",   "sets",      "instruments",   "implications", "components",     "explanation",
        "diagram", "marginals", "most_probable", "plan",         "model",          "tests",
        "scores",  "effect",    "sql",           "fit",          "sample"};
    struct json_line line = {.out = out};
    json_member(&line, "kind", json_string(kind[answer->kind]));
    json_member(&line, "query", json_text(answer->query));
    put_answer(&line, answer);
    put_missing(&line, answer);
    if (answer->estimate)
        json_interval(&line, answer->estimate);
    if (answer->verified) {
        json_member(&line, "verified", json_true());
        json_member(&line, "difference", real(answer->difference));
        if (answer->exactly)
            json_member(&line, "exactly", json_true());
    }
    if (answer->formula_verified)
        json_member(&line, "formula_verified", json_true());
    if (answer->unverified.n && !answer->verified && !answer->formula_verified)
        json_member(&line, "not_verified", json_text(answer->unverified));
    if (answer->inexact.n)
        json_member(&line, "inexact", json_text(answer->inexact));
    if (answer->misfit_known)
        json_member(&line, "misfit", real(answer->misfit));
    if (answer->fitted > 0) {
        json_member(&line, "fitted", real(answer->fitted));
        json_member(&line, "determined", json_boolean(!answer->undetermined));
    }
    if (answer->from_data) {
        json_member(&line, "rows_used", json_integer((json_int_t)answer->rows_used));
        json_member(&line, "rows_dropped", json_integer((json_int_t)answer->rows_dropped));
    }
    buf_putc(out, '}');
}

void render_json(struct buf *out, const struct answer *answer)
{
    json_set_alloc_funcs(mem_alloc, mem_free);
    json_answer(out, answer);
    buf_putc(out, '\n');
}

void render_picture(struct buf *out, struct str query, struct str file, struct str svg)
{
    struct json_line line = {.out = out};
    json_set_alloc_funcs(mem_alloc, mem_free);
    json_member(&line, "kind", json_string("picture"));
    json_member(&line, "query", json_text(query));
    if (file.n)
        json_member(&line, "file", json_text(file));
    else
        json_member(&line, "svg", json_text(svg));
    buf_puts(out, "}\n");
}
