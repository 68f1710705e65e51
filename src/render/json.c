/* json.c -- an answer as one line of JSON: section 9 of the manual, keys in its order.
 *
 * The members are made and written one at a time, and the rows of a table too, so that a large table needs
 * no large tree. Numbers carry 17 significant digits; undefined ones are null.
 */
#include "base/mem.h"
#include "render/json_int.h"

#include <math.h>

enum { JSON_FLAGS = JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(17) };

static int put_bytes(const char *s, size_t n, void *cx)
{
    struct buf *out = cx;
    buf_put(out, (struct str){s, n});
    return out->failed ? -1 : 0;
}

void json_put_value(struct buf *out, json_t *value)
{
    if (!value || json_dump_callback(value, put_bytes, out, JSON_FLAGS) != 0)
        out->failed = true;
    json_decref(value);
}

void json_put_key(struct json_line *line, const char *key)
{
    buf_fmt(line->out, "%s\"%s\":", line->begun ? "," : "{", key);
    line->begun = true;
}

void json_put_member(struct json_line *line, const char *key, json_t *value)
{
    json_put_key(line, key);
    json_put_value(line->out, value);
}

json_t *json_text(struct str s)
{
    return json_stringn(s.s ? s.s : "", s.n);
}

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

static void put_rows(struct json_line *line, const struct answer *answer)
{
    struct cells c = cells_of(answer);
    bool expectation = answer->kind == ANSWER_EXPECTATION;
    json_put_key(line, "rows");
    buf_putc(line->out, '[');
    for (size_t i = 0; i < c.given_cells * c.over_cells && !stopped(line->out); i++) {
        struct json_line row = {.out = line->out};
        buf_puts(line->out, i ? "," : "");
        json_put_member(&row, "given", states(&c, i, true));
        if (!expectation)
            json_put_member(&row, "over", states(&c, i, false));
        json_put_member(&row, expectation ? "value" : "p", real(answer->table->p[i]));
        buf_putc(line->out, '}');
    }
    buf_putc(line->out, ']');
}

static void put_method(struct json_line *line, const struct answer *answer)
{
    static const char *const name[] = {NULL, "arithmetic", "conditioning", "surgery", "identification"};
    if (answer->method != METHOD_NONE)
        json_put_member(line, "method", json_string(name[answer->method]));
}

static json_t *missing_cell(const struct model *m, const struct cell *cell)
{
    json_t *object = json_object();
    for (uint32_t k = 0; object && k < cell->n; k++) {
        const struct var *v = &m->var[cell->var[k]];
        if (!set(object, v->name, json_text(v->type->state[cell->state[k]]))) {
            json_decref(object);
            return NULL;
        }
    }
    return object;
}

static void put_missing(struct json_line *line, const struct answer *answer)
{
    if (!answer_undefined(answer))
        return;
    json_put_key(line, "missing");
    buf_putc(line->out, '[');
    for (uint32_t i = 0; i < answer->nmissing; i++) {
        buf_puts(line->out, i ? "," : "");
        json_put_value(line->out, missing_cell(answer->model, &answer->missing[i]));
    }
    buf_putc(line->out, ']');
    if (answer->more_missing)
        json_put_member(line, "more_missing", json_true());
}

static void put_path(struct json_line *line, const struct answer *answer)
{
    struct arena scratch = {0};
    struct graph_path path;
    json_put_key(line, "path");
    buf_putc(line->out, '[');
    if (!answer_shown_path(&path, &scratch, answer))
        line->out->failed = true;
    for (uint32_t i = 0; i < path.count; i++) {
        buf_puts(line->out, i ? "," : "");
        json_put_value(line->out, json_text(answer->model->var[path.node[i]].name));
    }
    buf_putc(line->out, ']');
    arena_free(&scratch);
}

static void put_identification(struct json_line *line, const struct answer *answer)
{
    json_put_member(line, "identifiable", json_boolean(answer->truth));
    if (!answer->truth) {
        put_path(line, answer);
        return;
    }
    json_put_member(line, "criterion", json_string(identify_criterion_name(answer->criterion)));
    if (!answer->estimand)
        return;
    struct arena scratch = {0};
    struct str plain = answer_formula(&scratch, answer, EST_TEXT);
    struct str latex = answer_formula(&scratch, answer, EST_LATEX);
    json_put_member(line, "estimand", plain.s ? json_text(plain) : NULL);
    json_put_member(line, "latex", latex.s ? json_text(latex) : NULL);
    arena_free(&scratch);
}

static void put_answer(struct json_line *line, const struct answer *answer)
{
    switch (answer->kind) {
    case ANSWER_NUMBER:
        json_put_member(line, "value", real(answer->number));
        put_method(line, answer);
        break;
    case ANSWER_TRUTH:
        json_put_member(line, "value", json_boolean(answer->truth));
        put_method(line, answer);
        break;
    case ANSWER_DISTRIBUTION:
    case ANSWER_EXPECTATION:
        json_put_member(line, "over", column_names(answer->over, answer->nover));
        json_put_member(line, "given", column_names(answer->given, answer->ngiven));
        put_method(line, answer);
        put_rows(line, answer);
        break;
    case ANSWER_IDENTIFICATION:
        put_identification(line, answer);
        break;
    case ANSWER_INDEPENDENCE:
        json_put_member(line, "holds", json_boolean(answer->truth));
        if (!answer->truth)
            put_path(line, answer);
        break;
    default:
        json_put_structure(line, answer);
    }
}

void render_json(struct buf *out, const struct answer *answer)
{
    static const char *const kind[] = {"number",         "truth",        "distribution", "expectation",
                                       "identification", "independence", "paths",        "sets",
                                       "instruments",    "implications", "components"};
    struct json_line line = {.out = out};
    json_set_alloc_funcs(mem_alloc, mem_free);
    json_put_member(&line, "kind", json_string(kind[answer->kind]));
    json_put_member(&line, "query", json_text(answer->query));
    put_answer(&line, answer);
    put_missing(&line, answer);
    if (answer->verified) {
        json_put_member(&line, "verified", json_true());
        json_put_member(&line, "difference", real(answer->difference));
    }
    if (answer->formula_verified)
        json_put_member(&line, "formula_verified", json_true());
    if (answer->unverified.n && !answer->verified && !answer->formula_verified)
        json_put_member(&line, "not_verified", json_text(answer->unverified));
    if (answer->misfit_known)
        json_put_member(&line, "misfit", real(answer->misfit));
    if (answer->from_data) {
        json_put_member(&line, "rows_used", json_integer((json_int_t)answer->rows_used));
        json_put_member(&line, "rows_dropped", json_integer((json_int_t)answer->rows_dropped));
    }
    buf_puts(out, "}\n");
}
