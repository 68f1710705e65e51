/* json_structure.c -- paths, sets, instruments, independences and components as members of a JSON line. */
#include "render/json_int.h"

/* ["A","B"] */
static void put_set(struct buf *out, const struct model *m, struct set members)
{
    bool first = true;
    buf_putc(out, '[');
    SET_EACH (v, members) {
        buf_puts(out, first ? "" : ",");
        json_value(out, json_text(m->var[v].name));
        first = false;
    }
    buf_putc(out, ']');
}

static void put_set_member(struct json_line *line, const char *key, const struct model *m, struct set members)
{
    json_key(line, key);
    put_set(line->out, m, members);
}

static void put_sets(struct json_line *line, const char *key, const struct model *m, const struct set *set,
                     uint32_t n)
{
    json_key(line, key);
    buf_putc(line->out, '[');
    for (uint32_t i = 0; i < n && !stopped(line->out); i++) {
        buf_puts(line->out, i ? "," : "");
        put_set(line->out, m, set[i]);
    }
    buf_putc(line->out, ']');
}

/* "path":["S","C"],"steps":["<->"] */
static void put_path(struct json_line *line, const struct model *m, const struct graph_path *p)
{
    static const char *const sign[] = {"->", "<-", "<->"};
    json_key(line, "path");
    buf_putc(line->out, '[');
    for (uint32_t i = 0; i < p->count; i++) {
        buf_puts(line->out, i ? "," : "");
        json_value(line->out, json_text(m->var[p->node[i]].name));
    }
    buf_putc(line->out, ']');
    json_key(line, "steps");
    buf_putc(line->out, '[');
    for (uint32_t i = 0; i + 1 < p->count; i++)
        buf_fmt(line->out, "%s\"%s\"", i ? "," : "", sign[p->step[i]]);
    buf_putc(line->out, ']');
}

static void put_marked(struct buf *out, const struct model *m, const struct marked_path *p)
{
    struct json_line line = {.out = out};
    put_path(&line, m, &p->path);
    json_member(&line, "open", json_boolean(p->nblocked == 0));
    json_key(&line, "blocked");
    buf_putc(out, '[');
    for (uint32_t i = 0; i < p->nblocked; i++) {
        struct json_line one = {.out = out};
        buf_puts(out, i ? "," : "");
        json_member(&one, "at", json_text(m->var[p->path.node[p->blocked[i].at]].name));
        json_member(&one, "collider", json_boolean(p->blocked[i].collider));
        buf_putc(out, '}');
    }
    buf_puts(out, "]}");
}

static void put_paths(struct json_line *line, const struct answer *answer)
{
    const struct path_list *l = &answer->structure->paths;
    json_key(line, "paths");
    buf_putc(line->out, '[');
    for (uint32_t i = 0; i < l->n && !stopped(line->out); i++) {
        buf_puts(line->out, i ? "," : "");
        put_marked(line->out, answer->model, &l->path[i]);
    }
    buf_putc(line->out, ']');
}

static void put_reason(struct json_line *line, const struct answer *answer)
{
    json_member(line, "reason", json_string(answer_reason_name(answer->structure->reason)));
    if (answer->culprit != UINT32_MAX)
        json_member(
            line, "variable",
            json_text(
                answer->model->var[answer->child != UINT32_MAX ? answer->child : answer->culprit].name));
    if (answer->path.count)
        put_path(line, answer->model, &answer->path);
}

static void put_sets_or_test(struct json_line *line, const struct answer *answer)
{
    static const char *const criterion[] = {"adjustment", "front-door"};
    const struct answer_structure *s = answer->structure;
    json_member(line, "criterion", json_string(criterion[s->front_door]));
    if (s->tested) {
        put_set_member(line, "set", answer->model, answer->between);
        json_member(line, "valid", json_boolean(answer->truth));
    }
    if (!s->tested || s->sets.n)
        put_sets(line, "sets", answer->model, s->sets.set, s->sets.n);
    if (s->has_optimal)
        put_set_member(line, "optimal", answer->model, s->optimal);
    if (!answer->truth)
        put_reason(line, answer);
}

static void put_instruments(struct json_line *line, const struct answer *answer)
{
    const struct instrument_list *l = &answer->structure->instruments;
    json_key(line, "instruments");
    buf_putc(line->out, '[');
    for (uint32_t i = 0; i < l->n; i++) {
        struct json_line one = {.out = line->out};
        buf_puts(line->out, i ? "," : "");
        json_member(&one, "instrument", json_text(answer->model->var[l->instrument[i].node].name));
        put_set_member(&one, "given", answer->model, l->instrument[i].given);
        buf_putc(line->out, '}');
    }
    buf_putc(line->out, ']');
}

static void put_implications(struct json_line *line, const struct answer *answer)
{
    const struct implication_list *l = &answer->structure->implications;
    json_key(line, "implications");
    buf_putc(line->out, '[');
    for (uint32_t i = 0; i < l->n && !stopped(line->out); i++) {
        struct json_line one = {.out = line->out};
        buf_puts(line->out, i ? ",{\"left\":[" : "{\"left\":[");
        one.begun = true;
        json_value(line->out, json_text(answer->model->var[l->implication[i].node].name));
        buf_putc(line->out, ']');
        put_set_member(&one, "right", answer->model, l->implication[i].others);
        put_set_member(&one, "given", answer->model, l->implication[i].given);
        buf_putc(line->out, '}');
    }
    buf_putc(line->out, ']');
}

void json_put_structure(struct json_line *line, const struct answer *answer)
{
    const struct answer_structure *s = answer->structure;
    switch (answer->kind) {
    case ANSWER_PATHS:
        put_paths(line, answer);
        break;
    case ANSWER_SETS:
        put_sets_or_test(line, answer);
        break;
    case ANSWER_INSTRUMENTS:
        put_instruments(line, answer);
        break;
    case ANSWER_IMPLICATIONS:
        put_implications(line, answer);
        json_put_constraints(line, answer);
        break;
    default:
        put_sets(line, "components", answer->model, s->component, s->ncomponents);
    }
    if (structure_more(answer))
        json_member(line, "more", json_true());
}
