/* words.c -- the sentences of an answer: how it was reached, what was checked, what is missing. */
#include "render/render_int.h"

#include <math.h>
#include <string.h>

/* The text in `b` in the arena; frees `b`. .s is NULL when memory was short. */
static struct str settle(struct arena *a, struct buf *b)
{
    struct str s = b->failed ? (struct str){NULL, 0} : str_dup(a, buf_str(b));
    buf_free(b);
    return s;
}

/* "adjustment (back-door)": completes "by .." and "identifiable by ..". */
static const char *criterion_words(enum identify_criterion c)
{
    switch (c) {
    case BY_CONDITIONING:
        return "conditioning (no confounding)";
    case BY_BACK_DOOR:
        return "adjustment (back-door)";
    case BY_FRONT_DOOR:
        return "comb disintegration (front-door)";
    default:
        return "comb disintegration";
    }
}

/* ---- formulas ---- */

struct str answer_formula(struct arena *a, const struct answer *answer, enum est_style style)
{
    const struct model *m = answer->model;
    struct str *names = ARENA_NEW(a, struct str, m->nvars);
    if (!names)
        return (struct str){NULL, 0};
    for (uint32_t v = 0; v < m->nvars; v++)
        names[v] = m->var[v].name;
    struct buf b = {0};
    est_write(&b, answer->pool, answer->estimand,
              &(struct est_print){.style = style, .names = names, .fixed = answer->fixed});
    return settle(a, &b);
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

/* Length of the name that `s` begins with: a run of letters and digits, or what backquotes hold; else 0. */
static size_t name_length(struct str s)
{
    size_t n = 0;
    if (s.n && s.s[0] == '`') {
        const char *end = memchr(s.s + 1, '`', s.n - 1);
        return end ? (size_t)(end - s.s) + 1 : s.n;
    }
    while (n < s.n && ((unsigned char)s.s[n] >= 0x80 || (s.s[n] >= '0' && s.s[n] <= '9') ||
                       (s.s[n] >= 'A' && s.s[n] <= 'Z') || (s.s[n] >= 'a' && s.s[n] <= 'z') ||
                       (n && (s.s[n] == '_' || s.s[n] == '\''))))
        n++;
    return n;
}

static void put_name_latex(struct buf *out, struct str name)
{
    bool quoted = name.s[0] == '`' && name.n > 1;
    if (quoted)
        name = (struct str){name.s + 1, name.n - 2};
    bool plain = !quoted && (name.n == 1 || (name.s[0] >= '0' && name.s[0] <= '9'));
    buf_puts(out, plain ? "" : quoted ? "\\mbox{" : "\\mathit{");
    put_dressed(out, name, RENDER_LATEX);
    buf_puts(out, plain ? "" : "}");
}

/* A query as LaTeX mathematics: P(C \mid \mathrm{do}(S)). */
static void put_query_latex(struct buf *out, struct str q)
{
    for (size_t i = 0; i < q.n;) {
        size_t n = name_length((struct str){q.s + i, q.n - i});
        struct str name = {q.s + i, n};
        if (n == 0 && q.s[i] == '|')
            buf_puts(out, "\\mid");
        else if (n == 0 && q.s[i] == '~')
            buf_puts(out, "\\sim");
        else if (n == 0)
            buf_putc(out, q.s[i]);
        else if (str_eq(name, STR("do")))
            buf_puts(out, "\\mathrm{do}");
        else
            put_name_latex(out, name);
        i += n ? n : 1;
    }
}

/* The P(..) of a query, without the model that it names behind it. */
static struct str asked_only(struct str q)
{
    size_t depth = 0;
    for (size_t i = 0; i < q.n;) {
        size_t n = name_length((struct str){q.s + i, q.n - i});
        if (n == 0 && q.s[i] == '(')
            depth++;
        if (n == 0 && q.s[i] == ')' && --depth == 0)
            return (struct str){q.s, i + 1};
        i += n ? n : 1;
    }
    return q;
}

struct str answer_equation(struct arena *a, const struct answer *answer, enum est_style style)
{
    struct str query = answer->query, word = STR("identify ");
    if (str_starts(query, word))
        query = (struct str){query.s + word.n, query.n - word.n};
    query = asked_only(query);
    struct str formula = answer_formula(a, answer, style);
    if (!formula.s)
        return formula;
    struct buf b = {0};
    if (!answer->averaged.n) {
        if (style == EST_LATEX)
            put_query_latex(&b, query);
        else
            buf_put(&b, query);
        buf_puts(&b, " = ");
    }
    buf_put(&b, formula);
    return settle(a, &b);
}

/* ---- notes ---- */

bool answer_undefined(const struct answer *answer)
{
    if (answer->kind == ANSWER_NUMBER)
        return isnan(answer->number);
    if (answer->kind != ANSWER_DISTRIBUTION && answer->kind != ANSWER_EXPECTATION)
        return false;
    for (size_t i = 0; i < answer->table->cells; i++)
        if (isnan(answer->table->p[i]))
            return true;
    return false;
}

static struct str missing_words(struct arena *a, const struct answer *answer)
{
    const struct model *m = answer->model;
    struct buf b = {0};
    buf_puts(&b, answer->kind == ANSWER_NUMBER ? "undefined: " : "undefined where marked: ");
    for (uint32_t i = 0; i < answer->nmissing; i++) {
        const struct cell *cell = &answer->missing[i];
        buf_puts(&b, i ? ", P(" : "P(");
        for (uint32_t k = 0; k < cell->n; k++) {
            const struct var *v = &m->var[cell->var[k]];
            buf_fmt(&b, "%s%.*s = %.*s", k ? ", " : "", STR_ARG(v->name),
                    STR_ARG(v->type->state[cell->state[k]]));
        }
        buf_puts(&b, cell->operated ? ") = 0 after the intervention" : ") = 0");
    }
    buf_puts(&b, answer->more_missing ? " and others" : "");
    if (!answer->nmissing)
        buf_puts(&b, "a condition of probability 0");
    if (answer->from_data)
        buf_puts(&b, " in the data");
    return settle(a, &b);
}

static bool method_note(struct arena *a, const struct answer *answer, const struct render_style *style,
                        struct note *note)
{
    if (answer->method == METHOD_SURGERY)
        note->words = STR("by surgery");
    if (answer->method != METHOD_IDENTIFICATION)
        return true;
    note->words = str_fmt(a, "by %s%s%.*s%s", criterion_words(answer->criterion),
                          answer->averaged.n ? ", averaged over " : "", STR_ARG(answer->averaged),
                          answer->estimand ? ":" : "");
    if (answer->estimand)
        note->formula = answer_formula(a, answer, style->unicode ? EST_UNICODE : EST_TEXT);
    return note->words.s && (!answer->estimand || note->formula.s);
}

/* How rounding falls depends on the compiler: do not print it. */
static const double ROUNDING = 1e-12;

static struct note agreement(struct arena *a, struct str how, double difference, bool *good)
{
    struct str words = difference < ROUNDING
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
                               answer->formula_difference, good);
    if (answer->verified)
        notes[n++] = agreement(a, answer->verified_how, answer->difference, good);
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
        notes[n] = (struct note){.words = missing_words(a, answer)};
        good = notes[n++].words.s != NULL;
    }
    notes[n] = (struct note){0};
    if (answer->kind != ANSWER_IDENTIFICATION)
        good = method_note(a, answer, style, &notes[n]) && good;
    n += notes[n].words.n > 0;
    n += verify_notes(a, answer, notes + n, &good);
    if (answer->from_data && answer->rows_dropped) {
        unsigned long long dropped = answer->rows_dropped;
        notes[n] = (struct note){.words = str_fmt(a, "%llu of %llu rows dropped: a value is missing", dropped,
                                                  dropped + (unsigned long long)answer->rows_used)};
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

static struct str unidentifiable_words(struct arena *a, const struct answer *answer, struct str path)
{
    const struct var *v = answer->model->var;
    uint32_t count = answer->path.count;
    return str_fmt(a, "not identifiable by this criterion: %.*s and its child %.*s %s (%.*s)",
                   STR_ARG(v[answer->culprit].name), STR_ARG(v[answer->child].name),
                   count > 2 ? "are joined by hidden causes" : "share a hidden cause", STR_ARG(path));
}

struct str answer_sentence(struct arena *a, const struct answer *answer, bool unicode)
{
    if (answer->kind == ANSWER_TRUTH)
        return answer->truth ? STR("true") : STR("false");
    if (answer->truth)
        return answer->kind == ANSWER_INDEPENDENCE
                   ? separated_words(a, answer)
                   : str_fmt(a, "identifiable by %s:", criterion_words(answer->criterion));
    struct str path = answer_path(a, answer, unicode);
    if (!path.s)
        return path;
    return answer->kind == ANSWER_INDEPENDENCE ? str_fmt(a, "no: %.*s is open", STR_ARG(path))
                                               : unidentifiable_words(a, answer, path);
}
