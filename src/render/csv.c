/* csv.c -- an answer as CSV (RFC 4180 but for lines that end in LF): a header line, then a line a cell. */
#include "render/told.h"

#include <string.h>

void csv_field(struct buf *out, struct str s)
{
    bool quote = s.n == 0 || s.s[0] == ' ' || s.s[s.n - 1] == ' ';
    for (size_t i = 0; i < s.n && !quote; i++)
        quote = strchr(",\"\r\n", s.s[i]) != NULL;
    if (!quote) {
        buf_put(out, s);
        return;
    }
    buf_putc(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        if (s.s[i] == '"')
            buf_putc(out, '"');
        buf_putc(out, s.s[i]);
    }
    buf_putc(out, '"');
}

/* The column `exact`, where there is one. */
static void put_fraction(struct buf *out, const struct rational *x)
{
    if (!x)
        return;
    buf_putc(out, ',');
    rational_put(out, *x);
}

static void put_table(struct buf *out, const struct answer *answer)
{
    struct cells c = cells_of(answer);
    bool expectation = answer->kind == ANSWER_EXPECTATION;
    uint32_t nover = expectation ? 0 : answer->nover;
    for (uint32_t k = 0; k < answer->ngiven; k++) {
        csv_field(out, answer->given[k].name);
        buf_putc(out, ',');
    }
    for (uint32_t k = 0; k < nover; k++) {
        csv_field(out, answer->over[k].name);
        buf_putc(out, ',');
    }
    const struct rational *exact = answer->table->exact;
    buf_puts(out, expectation ? "value" : "p");
    buf_puts(out, exact ? ",exact" : "");
    csv_estimated_head(out, has_intervals(answer));
    buf_putc(out, '\n');
    for (size_t i = 0; i < c.given_cells * c.over_cells && !stopped(out); i++) {
        for (uint32_t k = 0; k < answer->ngiven; k++) {
            csv_field(out, cell_given(&c, i, k));
            buf_putc(out, ',');
        }
        for (uint32_t k = 0; k < nover; k++) {
            csv_field(out, cell_over(&c, i, k));
            buf_putc(out, ',');
        }
        put_exact(out, answer->table->p[i]);
        put_fraction(out, exact ? exact + i : NULL);
        csv_estimated(out, has_intervals(answer) ? &answer->estimate->of[i] : NULL);
        buf_putc(out, '\n');
    }
}

/* A field that had to be made; NULL means that memory was short. */
static void put_made(struct buf *out, struct str s)
{
    if (s.s)
        csv_field(out, s);
    else
        out->failed = true;
}

/* The formula, and behind it what its named c-factors stand for: "Q1(x) / Q1(y) where Q1(x) = .." */
static struct str formula_whole(struct arena *a, const struct answer *answer)
{
    struct written w = {.answer = answer, .formula = answer->estimand, .style = EST_TEXT, .fixed = true};
    struct str s = written_formula(a, &w), *line;
    uint32_t n;
    if (!s.s || !written_definitions(a, &w, &line, &n))
        return (struct str){NULL, 0};
    for (uint32_t i = 0; s.s && i < n; i++)
        s = str_fmt(a, "%.*s%s%.*s", STR_ARG(s), i ? ", " : " where ", STR_ARG(line[i]));
    return s;
}

static void put_identification(struct buf *out, struct arena *a, const struct answer *answer)
{
    buf_puts(out, "identifiable,criterion,estimand,path\n");
    if (answer->truth) {
        buf_fmt(out, "true,%s,", identify_criterion_name(answer->criterion));
        if (answer->estimand)
            put_made(out, formula_whole(a, answer));
        buf_putc(out, ',');
    } else {
        buf_puts(out, "false,,,");
        put_made(out, answer_path(a, answer, false));
    }
    buf_putc(out, '\n');
}

static void put_members(struct buf *out, struct arena *a, const struct answer *answer, struct set members)
{
    put_made(out, structure_names(a, answer->model, members));
}

static void put_paths(struct buf *out, struct arena *a, const struct answer *answer)
{
    const struct path_list *l = &answer->structure->paths;
    buf_puts(out, "path,open,blocked\n");
    for (uint32_t i = 0; i < l->n && !stopped(out); i++) {
        put_made(out, structure_path(a, answer->model, &l->path[i].path, false));
        buf_puts(out, l->path[i].nblocked ? ",false," : ",true,");
        if (l->path[i].nblocked)
            put_made(out, structure_blocks(a, answer->model, &l->path[i]));
        buf_putc(out, '\n');
    }
}

static void put_tested(struct buf *out, struct arena *a, const struct answer *answer)
{
    buf_puts(out, "set,valid,reason,path\n");
    if (answer->structure->tested)
        put_members(out, a, answer, answer->between);
    buf_puts(out, answer->truth ? ",true,," : ",false,");
    if (!answer->truth) {
        buf_fmt(out, "%s,", answer_reason_name(answer->structure->reason));
        if (answer->path.count)
            put_made(out, structure_path(a, answer->model, &answer->path, false));
    }
    buf_putc(out, '\n');
}

/* The optimal set has a line of its own when it is not among the minimal ones. */
static void put_sets(struct buf *out, struct arena *a, const struct answer *answer)
{
    const struct answer_structure *s = answer->structure;
    bool listed = !s->has_optimal;
    buf_puts(out, "set,minimal,optimal\n");
    for (uint32_t i = 0; i < s->sets.n && !stopped(out); i++) {
        bool optimal = structure_optimal_listed(s, i);
        put_members(out, a, answer, s->sets.set[i]);
        buf_puts(out, optimal ? ",true,true\n" : ",true,false\n");
        listed = listed || optimal;
    }
    if (!listed) {
        put_members(out, a, answer, s->optimal);
        buf_puts(out, ",false,true\n");
    }
}

static void put_instruments(struct buf *out, struct arena *a, const struct answer *answer)
{
    const struct instrument_list *l = &answer->structure->instruments;
    buf_puts(out, "instrument,given\n");
    for (uint32_t i = 0; i < l->n; i++) {
        csv_field(out, answer->model->var[l->instrument[i].node].name);
        buf_putc(out, ',');
        put_members(out, a, answer, l->instrument[i].given);
        buf_putc(out, '\n');
    }
}

static void put_implications(struct buf *out, struct arena *a, const struct answer *answer)
{
    const struct implication_list *l = &answer->structure->implications;
    buf_puts(out, "left,right,given,formula\n");
    for (uint32_t i = 0; i < l->n && !stopped(out); i++) {
        csv_field(out, answer->model->var[l->implication[i].node].name);
        buf_putc(out, ',');
        put_members(out, a, answer, l->implication[i].others);
        buf_putc(out, ',');
        put_members(out, a, answer, l->implication[i].given);
        buf_puts(out, ",\n");
    }
    /* A constraint: the formula does not depend on what is to the right. */
    const struct verma_list *c = &answer->structure->constraints;
    for (uint32_t i = 0; i < c->n && !stopped(out); i++) {
        struct written formula = {.answer = answer, .formula = c->constraint[i].formula, .style = EST_TEXT};
        struct str text = written_formula(a, &formula);
        buf_putc(out, ',');
        put_members(out, a, answer, c->constraint[i].immaterial);
        buf_puts(out, ",,");
        if (text.s)
            csv_field(out, text);
        else
            out->failed = true;
        buf_putc(out, '\n');
    }
}

static void put_components(struct buf *out, const struct answer *answer)
{
    buf_puts(out, "component,variable\n");
    for (uint32_t i = 0; i < answer->structure->ncomponents; i++)
        SET_EACH (v, answer->structure->component[i]) {
            buf_fmt(out, "%u,", i + 1);
            csv_field(out, answer->model->var[v].name);
            buf_putc(out, '\n');
        }
}

static void put_independence(struct buf *out, struct arena *a, const struct answer *answer)
{
    buf_puts(out, "holds,path\n");
    buf_puts(out, answer->truth ? "true," : "false,");
    if (!answer->truth)
        put_made(out, answer_path(a, answer, false));
    buf_putc(out, '\n');
}

/* A line a step: which part it belongs to, its rule, sentence and formula. */
static void put_told(struct buf *out, const char *part, uint32_t number, const struct told *t)
{
    buf_fmt(out, "%s,%u,%s,", part, number, t->rule);
    put_made(out, t->sentence);
    buf_putc(out, ',');
    if (t->subject.n)
        csv_field(out, t->subject);
    buf_putc(out, ',');
    if (t->formula.n)
        csv_field(out, t->formula);
    buf_putc(out, '\n');
}

static void put_explanation_lines(struct buf *out, struct arena *a, const struct answer *e)
{
    static const struct telling how = {.style = EST_TEXT};
    struct told t;
    uint32_t n = e->operated ? told_surgeries(e) : 0, steps = e->theory ? told_steps(e->theory) : 0;
    buf_puts(out, "part,step,rule,sentence,subject,formula\n");
    for (uint32_t i = 0; i < n && !out->failed; i++)
        told_surgery(&t, a, e, i, &how) ? put_told(out, "surgery", i + 1, &t) : (void)(out->failed = true);
    for (uint32_t i = 0; i < steps && !out->failed; i++)
        told_step(&t, a, e->theory, i, &how) ? put_told(out, "identification", i + 1, &t)
                                             : (void)(out->failed = true);
    if (e->theory && !e->theory->truth) {
        buf_puts(out, "identification,,refusal,");
        put_made(out, answer_sentence(a, e->theory, false));
        buf_puts(out, ",,\n");
    }
}

/* The answer and the formula are what P(..) and `identify` print; the steps have lines of their own. */
static void put_explanation_csv(struct buf *out, struct arena *a, const struct answer *e)
{
    const struct answer *shown = e->level == EXPLAIN_ANSWER && e->value ? e->value : e->theory;
    if (e->level >= EXPLAIN_STEPS || !shown)
        put_explanation_lines(out, a, e);
    else
        render_csv(out, shown);
}

void render_csv(struct buf *out, const struct answer *answer)
{
    struct arena scratch = {0};
    switch (answer->kind) {
    case ANSWER_NUMBER:
        buf_puts(out, answer->fraction ? "value,exact" : "value");
        csv_estimated_head(out, has_intervals(answer));
        buf_putc(out, '\n');
        put_exact(out, answer->number);
        put_fraction(out, answer->fraction);
        csv_estimated(out, has_intervals(answer) ? &answer->estimate->of[0] : NULL);
        buf_putc(out, '\n');
        break;
    case ANSWER_TRUTH:
        buf_puts(out, answer->truth ? "value\ntrue\n" : "value\nfalse\n");
        break;
    case ANSWER_DISTRIBUTION:
    case ANSWER_EXPECTATION:
        put_table(out, answer);
        break;
    case ANSWER_IDENTIFICATION:
        put_identification(out, &scratch, answer);
        break;
    case ANSWER_INDEPENDENCE:
        put_independence(out, &scratch, answer);
        break;
    case ANSWER_PATHS:
        put_paths(out, &scratch, answer);
        break;
    case ANSWER_SETS:
        if (answer->truth && !answer->structure->tested)
            put_sets(out, &scratch, answer);
        else
            put_tested(out, &scratch, answer);
        break;
    case ANSWER_INSTRUMENTS:
        put_instruments(out, &scratch, answer);
        break;
    case ANSWER_IMPLICATIONS:
        put_implications(out, &scratch, answer);
        break;
    case ANSWER_COMPONENTS:
        put_components(out, answer);
        break;
    case ANSWER_EXPLANATION:
        put_explanation_csv(out, &scratch, answer);
        break;
    case ANSWER_MARGINALS:
        csv_marginals(out, answer);
        break;
    case ANSWER_MOST_PROBABLE:
        csv_assignment(out, answer);
        break;
    case ANSWER_MODEL:
        buf_puts(out, "model\n");
        csv_field(out, answer->why);
        buf_putc(out, '\n');
        break;
    case ANSWER_SQL:
        buf_puts(out, "sent,statement\n");
        csv_field(out, answer->sql->sent);
        buf_putc(out, ',');
        csv_field(out, answer->sql->statement);
        buf_putc(out, '\n');
        break;
    case ANSWER_EFFECT:
        csv_effect(out, answer);
        break;
    case ANSWER_PLAN:
        csv_plan(out, answer);
        break;
    case ANSWER_TESTS:
    case ANSWER_SCORES:
        csv_learned(out, &scratch, answer);
        break;
    case ANSWER_FIT:
    case ANSWER_SAMPLE:
        csv_done(out, answer);
        break;
    case ANSWER_DIAGRAM:
        buf_puts(out, "diagram\n\"");
        diagram_describe(out, answer->diagram, false);
        buf_puts(out, "\"\n");
        break;
    }
    arena_free(&scratch);
}
