/* words.c -- the sentences of an answer: how it was reached, what was checked, what is missing. */
#include "render/render_int.h"

#include <math.h>
#include <string.h>

struct str settle(struct arena *a, struct buf *b)
{
    struct str s = b->failed ? (struct str){NULL, 0} : str_dup(a, buf_str(b));
    buf_free(b);
    return s;
}

/* Does the formula mention an intervened variable? */
static bool mentions_intervention(const struct answer *answer)
{
    const struct est_node *e = est_get(answer->pool, answer->estimand);
    for (uint32_t i = 0; i < e->nfree; i++)
        if (set_has(answer->question.x, e->free[i].var))
            return true;
    return false;
}

static const char *conditioning_words(const struct answer *answer)
{
    if (!set_ok(answer->question.x) || !answer->estimand || mentions_intervention(answer))
        return "conditioning (no confounding)";
    return set_empty(answer->question.x) ? "conditioning (there is no intervention)"
                                         : "conditioning (the intervention has no effect on it)";
}

/* "back-door adjustment": completes "by .." and "identifiable by ..". */
static const char *criterion_words(const struct answer *answer)
{
    switch (answer->criterion) {
    case BY_CONDITIONING:
        return conditioning_words(answer);
    case BY_BACK_DOOR:
        return "back-door adjustment";
    case BY_FRONT_DOOR:
        return "comb disintegration (front-door)";
    case BY_COMBS:
        return "comb disintegration";
    case BY_GENERAL:
        break;
    }
    return "the general algorithm, a comb disintegrated from a comb";
}

bool answer_shown_path(struct graph_path *out, struct arena *a, const struct answer *answer)
{
    const struct graph_path *p = &answer->path;
    *out = (struct graph_path){.node = ARENA_NEW(a, uint32_t, p->count),
                               .step = ARENA_NEW(a, enum graph_step, p->count)};
    if (!out->node || !out->step)
        return false;
    for (uint32_t i = 0; i < p->count; i++) {
        if (answer->model->var[p->node[i]].role == VAR_CONFOUNDER && out->count) {
            out->step[out->count - 1] = STEP_BIDIRECTED;
            continue;
        }
        bool through = i && answer->model->var[p->node[i - 1]].role == VAR_CONFOUNDER;
        if (out->count && !through)
            out->step[out->count - 1] = p->step[i - 1];
        out->node[out->count++] = p->node[i];
    }
    return true;
}

struct str answer_path(struct arena *a, const struct answer *answer, bool unicode)
{
    struct graph_path path;
    struct buf b = {0};
    if (!answer_shown_path(&path, a, answer))
        return (struct str){NULL, 0};
    graph_print_path(&b, answer->model->graph, &path, unicode);
    return settle(a, &b);
}

/* ---- notes ---- */

bool answer_undefined(const struct answer *answer)
{
    if (answer->kind == ANSWER_NUMBER)
        return isnan(answer->number);
    bool all;
    if (answer->kind == ANSWER_MARGINALS)
        return marginals_undefined(answer, &all);
    if (answer->kind == ANSWER_MOST_PROBABLE)
        return assignment_undefined(answer);
    if (answer->kind == ANSWER_EFFECT)
        return effect_undefined(answer);
    if (answer->kind != ANSWER_DISTRIBUTION && answer->kind != ANSWER_EXPECTATION)
        return false;
    for (size_t i = 0; i < answer->table->cells; i++)
        if (isnan(answer->table->p[i]))
            return true;
    return false;
}

static void put_cell(struct buf *b, const struct named_cell *cell)
{
    buf_puts(b, "P(");
    for (uint32_t k = 0; k < cell->n; k++)
        buf_fmt(b, "%s%.*s = %.*s", k ? ", " : "", STR_ARG(cell->var[k]), STR_ARG(cell->state[k]));
    buf_puts(b, cell->operated ? ") = 0 after the intervention" : ") = 0");
}

/* There is nothing but the word "undefined" above the note. */
static bool wholly_undefined(const struct answer *answer)
{
    bool all = false;
    if (answer->kind == ANSWER_MARGINALS)
        marginals_undefined(answer, &all);
    return all || answer->kind == ANSWER_NUMBER || answer->kind == ANSWER_MOST_PROBABLE;
}

/* The list of what is missing, a piece for each cell. */
static bool missing_note(struct arena *a, const struct answer *answer, struct note *note)
{
    struct str *piece = ARENA_NEW(a, struct str, answer->nmissing);
    note->words = wholly_undefined(answer) ? STR("undefined: ") : STR("undefined where marked: ");
    if (!answer->nmissing) {
        note->words = str_fmt(a, "%.*sa condition of probability 0%s", STR_ARG(note->words),
                              answer->from_data ? " in the data" : "");
        return note->words.s != NULL;
    }
    for (uint32_t i = 0; piece && i < answer->nmissing; i++) {
        bool last = i + 1 == answer->nmissing;
        struct buf b = {0};
        struct str mass = mass_of_cell(a, answer, i);
        put_cell(&b, &answer->missing[i]);
        buf_put(&b, mass);
        b.failed = b.failed || !mass.s;
        buf_puts(&b, !last ? "," : answer->more_missing ? " and others" : "");
        buf_puts(&b, last && answer->from_data ? " in the data" : "");
        if (!(piece[i] = settle(a, &b)).s)
            return false;
    }
    note->piece = piece;
    note->npieces = answer->nmissing;
    return piece != NULL;
}

static bool method_note(struct arena *a, const struct answer *answer, const struct render_style *style,
                        struct note *note)
{
    bool effect = answer->kind == ANSWER_EFFECT;
    if (answer->method == METHOD_SURGERY)
        note->words = effect ? effect_method(a, answer, NULL) : STR("by surgery");
    if (answer->method != METHOD_IDENTIFICATION)
        return note->words.s != NULL || answer->method != METHOD_SURGERY;
    if (answer->kind == ANSWER_MARGINALS) {
        note->words = STR("by identification, each variable by a formula of its own");
        return true;
    }
    note->words = effect ? effect_method(a, answer, criterion_words(answer))
                         : str_fmt(a, "by %s%s%.*s%s", criterion_words(answer),
                                   answer->averaged.n ? ", averaged over " : "", STR_ARG(answer->averaged),
                                   answer->estimand ? ":" : "");
    if (!answer->estimand)
        return note->words.s != NULL;
    struct written w = {
        .answer = answer, .formula = answer->estimand, .style = formula_style(style), .fixed = true};
    note->formula = written_formula(a, &w);
    return note->words.s && note->formula.s && written_definitions(a, &w, &note->where, &note->nwhere);
}

/* How rounding falls depends on the compiler: do not print it. */
static const double ROUNDING = 1e-12;

static struct note agreement(struct arena *a, struct str how, double difference, bool exactly, bool *good)
{
    struct str words = exactly && difference == 0
                           ? str_fmt(a, "verified: %.*s are equal, exactly", STR_ARG(how))
                       : difference < ROUNDING && !exactly
                           ? str_fmt(a, "verified: %.*s differ by less than %g", STR_ARG(how), ROUNDING)
                           : str_fmt(a, "verified: %.*s differ by %.2g", STR_ARG(how), difference);
    *good = *good && words.s;
    return (struct note){.words = words};
}

/* What was checked, what could not be, and what that says about the joint. */
static uint32_t verify_notes(struct arena *a, const struct answer *answer, struct note *notes, bool *good)
{
    uint32_t n = 0;
    if (answer->formula_verified)
        notes[n++] = agreement(a, STR("the formula and surgery on random mechanisms"),
                               answer->formula_difference, false, good);
    if (answer->verified)
        notes[n++] = agreement(a, answer->verified_how, answer->difference, answer->exactly, good);
    if (answer->unverified.n && n == 0)
        notes[n++] = (struct note){.words = str_fmt(a, "not verified: %.*s", STR_ARG(answer->unverified))};
    if (answer->misfit_known) {
        const char *what = answer->from_data ? "the data are" : "the joint is";
        notes[n++] = (struct note){
            .words =
                answer->misfit < ROUNDING
                    ? str_fmt(a, "%s off the model's independences by less than %g", what, ROUNDING)
                    : str_fmt(a, "%s off the model's independences by at most %.2g", what, answer->misfit)};
    }
    *good = *good && (n == 0 || notes[n - 1].words.s);
    return n;
}

uint32_t answer_notes(struct buf *out, struct arena *a, const struct answer *answer,
                      const struct render_style *style, struct note *notes)
{
    uint32_t n = 0;
    bool good = true;
    if (answer_undefined(answer)) {
        notes[n] = (struct note){0};
        good = missing_note(a, answer, &notes[n++]);
        n += positivity_notes(a, answer, style, notes + n, &good);
    }
    notes[n] = (struct note){0};
    if (answer->kind != ANSWER_IDENTIFICATION)
        good = method_note(a, answer, style, &notes[n]) && good;
    n += notes[n].words.n > 0;
    if (answer->kind == ANSWER_EFFECT && answer->effect->overlap) {
        notes[n] = (struct note){0};
        good = overlap_note(a, answer, &notes[n++]) && good;
    }
    n += verify_notes(a, answer, notes + n, &good);
    struct str exactness = exactness_note(a, answer, style);
    if (!exactness.s || exactness.n)
        notes[n++] = (struct note){.words = exactness};
    good = good && exactness.s;
    if (answer->estimate && answer->estimate->prior > 0) {
        notes[n] = (struct note){.words = prior_note(a, answer)};
        good = notes[n++].words.s && good;
    }
    if (answer->estimate)
        good = interval_note(a, answer, &notes[n++]) && good;
    if (answer->fitted > 0) {
        notes[n] = (struct note){
            .words = str_fmt(a, "tables learned from %.15g observations: no interval%s", answer->fitted,
                             answer->undetermined ? ", and the data allow other answers" : "")};
        good = notes[n++].words.s && good;
    }
    if (answer->from_data && answer->rows_dropped) {
        unsigned long long dropped = answer->rows_dropped;
        notes[n] = (struct note){
            .words = str_fmt(
                a, "%llu of %llu rows dropped: a value is missing; the others are taken to speak for all",
                dropped, dropped + (unsigned long long)answer->rows_used)};
        good = notes[n++].words.s && good;
    }
    if (!good)
        out->failed = true;
    return good ? n : 0;
}

/* ---- sentences ---- */

static void put_members(struct buf *b, const struct model *m, struct set members)
{
    bool first = true;
    SET_EACH (v, members) {
        buf_puts(b, first ? "" : ", ");
        buf_put(b, m->var[v].name);
        first = false;
    }
}

/* "S and C are separated given T, H" */
static struct str separated_words(struct arena *a, const struct answer *answer)
{
    struct buf b = {0};
    buf_puts(&b, "yes: ");
    put_members(&b, answer->model, answer->left);
    buf_puts(&b, " and ");
    put_members(&b, answer->model, answer->right);
    buf_puts(&b, " are separated");
    if (!set_empty(answer->between)) {
        buf_puts(&b, " given ");
        put_members(&b, answer->model, answer->between);
    }
    return settle(a, &b);
}

/* "X and its child Y share a hidden cause." and the hedge, on a line of its own. */
static struct str unidentifiable_words(struct arena *a, const struct answer *answer, struct str path)
{
    const struct var *v = answer->model->var;
    bool far = answer->path.count > 2;
    return str_fmt(a, "not identifiable: %.*s and its child %.*s %s%s%.*s%s.",
                   STR_ARG(v[answer->culprit].name), STR_ARG(v[answer->child].name),
                   far ? "are joined by hidden causes" : "share a hidden cause", far ? " (" : "",
                   far ? (int)path.n : 0, path.s, far ? ")" : "");
}

struct str answer_sentence(struct arena *a, const struct answer *answer, bool unicode)
{
    if (answer->kind == ANSWER_TRUTH)
        return str_fmt(a, "%s%s%.*s", answer->truth ? "true" : "false", answer->why.n ? ": " : "",
                       STR_ARG(answer->why));
    if (answer->kind == ANSWER_MODEL)
        return answer->why;
    if (answer->kind == ANSWER_DIAGRAM) {
        struct buf b = {0};
        diagram_describe(&b, answer->diagram, unicode);
        return settle(a, &b);
    }
    if (answer->truth)
        return answer->kind == ANSWER_INDEPENDENCE
                   ? separated_words(a, answer)
                   : str_fmt(a, "identifiable by %s%s%.*s:", criterion_words(answer),
                             answer->averaged.n ? ", averaged over " : "", STR_ARG(answer->averaged));
    struct str path = answer_path(a, answer, unicode);
    if (!path.s)
        return path;
    return answer->kind == ANSWER_INDEPENDENCE ? str_fmt(a, "no: %.*s is open", STR_ARG(path))
                                               : unidentifiable_words(a, answer, path);
}
