/* learned.c -- tests of implied independences, and scores of models, in every format. */
#include "render/json_int.h"
#include "render/render_int.h"

#include <math.h>

static const double ROUGH = 0.2; /* Cochran's rule: of the expected counts, at most this share below 5 */

static const char *const method_name[] = {"holm", "fdr", "none"};

enum { TEST_COLUMNS = 6, SCORE_COLUMNS = 5, FEW_ROWS = 20 /* for Wald's test of a constraint */ };

/* ---- parts ---- */

static struct str given_names(struct arena *a, const struct answer *answer, const struct independence_test *t)
{
    return structure_names(a, answer->model, t->given);
}

static struct str statement(struct arena *a, const struct answer *answer, const struct independence_test *t,
                            bool unicode)
{
    struct buf b = {0};
    const struct model *m = answer->model;
    struct str given = given_names(a, answer, t);
    buf_fmt(&b, "%.*s %s %.*s", STR_ARG(m->var[t->left].name), unicode ? "⊥" : "_||_",
            STR_ARG(m->var[t->right].name));
    if (given.n)
        buf_fmt(&b, " | %.*s", STR_ARG(given));
    b.failed = b.failed || !given.s;
    return settle(a, &b);
}

static struct str decimal(struct arena *a, double x, uint32_t digits)
{
    struct buf b = {0};
    render_number(&b, x, digits);
    return settle(a, &b);
}

/* A probability that may be very small: "0.0312", "2.1e-09". */
static struct str chance(struct arena *a, double p, uint32_t digits)
{
    if (isnan(p))
        return STR("");
    return p > 0 && p < pow(10, -(double)(digits ? digits : 4)) ? str_fmt(a, "%.1e", p)
                                                                : decimal(a, p, digits);
}

static const char *verdict_of(double p, bool rejected)
{
    return isnan(p) ? "untested" : rejected ? "rejected" : "kept";
}

static const char *verdict(const struct independence_test *t)
{
    return verdict_of(t->p, t->rejected);
}

const char *constraint_verdict(const struct constraint_test *t)
{
    return verdict_of(t->p, t->rejected);
}

struct str constraint_result(struct arena *a, const struct constraint_test *t, uint32_t digits)
{
    struct str w = decimal(a, t->wald, digits), p = chance(a, t->p, digits),
               adjusted = chance(a, t->adjusted, digits);
    if (isnan(t->p))
        return STR("untested");
    if (!w.s || !p.s || !adjusted.s)
        return (struct str){NULL, 0};
    return str_fmt(a, "W = %.*s at %.15g degree%s of freedom, p %.*s, adjusted %.*s: %s", STR_ARG(w), t->df,
                   t->df == 1 ? "" : "s", STR_ARG(p), STR_ARG(adjusted), constraint_verdict(t));
}

/* ---- grids ---- */

static bool grid_new(struct grid *g, struct arena *a, const struct str *head, uint32_t columns, size_t rows)
{
    *g = (struct grid){.left = 1, .columns = columns, .rows = rows + 1};
    g->cell = ARENA_NEW(a, struct str, g->rows * columns);
    for (uint32_t i = 0; g->cell && i < columns; i++)
        g->cell[i] = head[i];
    return g->cell;
}

static bool tests_grid(struct grid *g, struct arena *a, const struct answer *answer,
                       const struct render_style *style)
{
    static const struct str head[] = {STR("independence"), STR("G"),      STR("df"), STR("p"),
                                      STR("adjusted"),     STR("verdict")};
    const struct test_list *l = &answer->learned->tests;
    if (!grid_new(g, a, head, TEST_COLUMNS, l->n))
        return false;
    for (uint32_t i = 0; i < l->n; i++) {
        const struct independence_test *t = &l->test[i];
        struct str *cell = g->cell + ((size_t)i + 1) * TEST_COLUMNS;
        cell[0] = statement(a, answer, t, style->unicode && style->format != RENDER_LATEX);
        cell[1] = isnan(t->p) ? STR("") : decimal(a, t->g, style->digits);
        cell[2] = str_fmt(a, "%.15g", t->df);
        cell[3] = chance(a, t->p, style->digits);
        cell[4] = chance(a, t->adjusted, style->digits);
        cell[5] = str_of(verdict(t));
    }
    return true;
}

static bool scores_grid(struct grid *g, struct arena *a, const struct answer *answer,
                        const struct render_style *style)
{
    static const struct str head[] = {STR("model"), STR("log-likelihood"), STR("parameters"), STR("BIC"),
                                      STR("BDeu")};
    const struct answer_learned *l = answer->learned;
    if (!grid_new(g, a, head, SCORE_COLUMNS, l->nmodels))
        return false;
    for (uint32_t i = 0; i < l->nmodels; i++) {
        struct str *cell = g->cell + ((size_t)i + 1) * SCORE_COLUMNS;
        cell[0] = l->name[i];
        cell[1] = decimal(a, l->score[i].log_likelihood, style->digits);
        cell[2] = str_fmt(a, "%.15g", l->score[i].parameters);
        cell[3] = decimal(a, l->score[i].bic, style->digits);
        cell[4] = isnan(l->score[i].bdeu) ? STR("") : decimal(a, l->score[i].bdeu, style->digits);
    }
    return true;
}

void put_learned(struct buf *out, struct arena *a, const struct answer *answer,
                 const struct render_style *style)
{
    struct grid g;
    if (answer->kind == ANSWER_TESTS && !answer->learned->tests.n) {
        if (!answer->learned->tests.nconstraints) {
            put_dressed(out, STR("nothing to test: no independence of observed variables is implied"),
                        style->format);
            buf_putc(out, '\n');
        }
    } else if (!(answer->kind == ANSWER_TESTS ? tests_grid(&g, a, answer, style)
                                              : scores_grid(&g, a, answer, style))) {
        out->failed = true;
    } else {
        put_grid(out, &g, a, style);
    }
    if (answer->kind == ANSWER_TESTS)
        put_constraints(out, a, answer, style);
}

/* ---- notes ---- */

static uint32_t thin_tests(const struct test_list *l)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < l->n; i++)
        n += l->test[i].thin > ROUGH;
    return n;
}

static uint32_t test_notes(struct arena *a, const struct answer *answer, struct note *notes)
{
    static const char *const adjusted[] = {"adjusted by Holm's method",
                                           "adjusted to bound the false discovery rate", "not adjusted"};
    const struct answer_learned *l = answer->learned;
    const struct test_list *t = &l->tests;
    uint32_t n = 0, thin = thin_tests(t), untested = 0, rough = 0, skipped = 0;
    for (uint32_t i = 0; i < t->n; i++)
        untested += isnan(t->test[i].p) ? 1 : 0;
    for (uint32_t i = 0; i < t->nconstraints; i++) {
        skipped += isnan(t->constraint[i].p) ? 1 : 0;
        rough += t->constraint[i].p >= 0 && t->constraint[i].least < FEW_ROWS;
    }
    if (t->tested)
        notes[n++].words = str_fmt(a, "%.15g observations of %.*s; %u of %u rejected at %.15g, p %s", l->n,
                                   STR_ARG(l->file), t->rejected, t->tested, t->level, adjusted[t->method]);
    if (thin)
        notes[n++].words =
            str_fmt(a,
                    "in %u test%s more than a fifth of the expected counts %s below 5: p is rough "
                    "there",
                    thin, thin == 1 ? "" : "s", "are");
    if (untested)
        notes[n++].words =
            str_fmt(a, "%u untested: no stratum of the data has two states of both variables", untested);
    if (t->nconstraints)
        notes[n++].words = STR("what does not depend is a Verma constraint, tested by Wald's statistic W");
    if (rough)
        notes[n++].words =
            str_fmt(a, "in %u of these a stratum has fewer than %d rows: p is rough there", rough, FEW_ROWS);
    if (skipped)
        notes[n++].words =
            str_fmt(a,
                    "%u of these untested: too few rows in the strata of all values but one, or too "
                    "many values",
                    skipped);
    if (t->more)
        notes[n++].words = STR("and more, which were not tested");
    return n;
}

static uint32_t score_notes(struct arena *a, const struct answer *answer, struct note *notes)
{
    const struct answer_learned *l = answer->learned;
    bool expected = false, stopped_early = false;
    uint32_t n = 0;
    for (uint32_t i = 0; i < l->nmodels; i++) {
        expected = expected || l->score[i].expected;
        stopped_early = stopped_early || (l->score[i].expected && !l->score[i].converged);
    }
    notes[n++].words =
        str_fmt(a, "over %.15g observations of %.*s; higher is better", l->n, STR_ARG(l->file));
    notes[n++].words =
        str_fmt(a,
                "BIC is log-likelihood - parameters / 2 * log n; BDeu has an equivalent sample size "
                "of %.15g",
                l->prior);
    if (expected)
        notes[n++].words =
            STR("the likelihood of a model with hidden variables is the best that EM found; its "
                "BIC is rough, and it has no BDeu");
    if (stopped_early)
        notes[n++].words = STR("EM was stopped while a likelihood still rose");
    return n;
}

uint32_t learned_notes(struct buf *out, struct arena *a, const struct answer *answer, struct note *notes)
{
    uint32_t n = answer->kind == ANSWER_TESTS ? test_notes(a, answer, notes) : score_notes(a, answer, notes);
    for (uint32_t i = 0; i < n; i++)
        out->failed = out->failed || !notes[i].words.s;
    return out->failed ? 0 : n;
}

/* ---- CSV ---- */

/* As in `implications`: the formula does not depend on what is to the right. */
static void csv_constraints(struct buf *out, struct arena *a, const struct answer *answer)
{
    const struct verma_list *list = &answer->structure->constraints;
    for (uint32_t i = 0; i < list->n && !stopped(out); i++) {
        const struct constraint_test *t = &answer->learned->tests.constraint[i];
        struct written w = {.answer = answer, .formula = list->constraint[i].formula, .style = EST_TEXT};
        struct str formula = written_formula(a, &w),
                   without = structure_names(a, answer->model, list->constraint[i].immaterial);
        if (!formula.s || !without.s) {
            out->failed = true;
            return;
        }
        buf_putc(out, ',');
        csv_field(out, without);
        buf_puts(out, ",,,");
        for (uint32_t k = 0; k < 3; k++) {
            put_exact(out, k == 0 ? t->df : k == 1 ? t->p : t->adjusted);
            buf_putc(out, ',');
        }
        buf_fmt(out, "%s,,", constraint_verdict(t));
        csv_field(out, formula);
        buf_putc(out, ',');
        put_exact(out, isnan(t->p) ? NAN : t->wald);
        buf_putc(out, ',');
        put_exact(out, isnan(t->p) ? NAN : t->least);
        buf_putc(out, '\n');
    }
}

static void csv_tests(struct buf *out, struct arena *a, const struct answer *answer)
{
    const struct test_list *l = &answer->learned->tests;
    buf_puts(out, "left,right,given,G,df,p,adjusted,verdict,thin,formula,W,least\n");
    for (uint32_t i = 0; i < l->n && !stopped(out); i++) {
        const struct independence_test *t = &l->test[i];
        struct str given = given_names(a, answer, t);
        csv_field(out, answer->model->var[t->left].name);
        buf_putc(out, ',');
        csv_field(out, answer->model->var[t->right].name);
        buf_putc(out, ',');
        out->failed = out->failed || !given.s;
        if (given.n)
            csv_field(out, given);
        for (uint32_t k = 0; k < 4; k++) {
            buf_putc(out, ',');
            put_exact(out, k == 0 ? t->g : k == 1 ? t->df : k == 2 ? t->p : t->adjusted);
        }
        buf_fmt(out, ",%s,", verdict(t));
        put_exact(out, t->thin);
        buf_puts(out, ",,,\n");
    }
    csv_constraints(out, a, answer);
}

static void csv_scores(struct buf *out, const struct answer *answer)
{
    const struct answer_learned *l = answer->learned;
    buf_puts(out, "model,log_likelihood,parameters,bic,bdeu\n");
    for (uint32_t i = 0; i < l->nmodels; i++) {
        const struct model_score *s = &l->score[i];
        csv_field(out, l->name[i]);
        for (uint32_t k = 0; k < 4; k++) {
            buf_putc(out, ',');
            put_exact(out, k == 0 ? s->log_likelihood : k == 1 ? s->parameters : k == 2 ? s->bic : s->bdeu);
        }
        buf_putc(out, '\n');
    }
}

void csv_learned(struct buf *out, struct arena *a, const struct answer *answer)
{
    if (answer->kind == ANSWER_TESTS)
        csv_tests(out, a, answer);
    else
        csv_scores(out, answer);
}

/* ---- JSON ---- */

static json_t *number(double x)
{
    return isfinite(x) ? json_real(x) : json_null();
}

static void json_test(struct json_line *line, const struct answer *answer, const struct independence_test *t)
{
    const struct model *m = answer->model;
    struct json_line one = {.out = line->out};
    json_member(&one, "left", json_text(m->var[t->left].name));
    json_member(&one, "right", json_text(m->var[t->right].name));
    json_names(&one, "given", m, t->given);
    json_member(&one, "G", number(t->g));
    json_member(&one, "df", number(t->df));
    json_member(&one, "p", number(t->p));
    json_member(&one, "adjusted", number(t->adjusted));
    json_member(&one, "strata", json_integer(t->strata));
    json_member(&one, "thin", number(t->thin));
    json_member(&one, "verdict", json_string(verdict(t)));
    buf_putc(line->out, '}');
}

static void json_tests(struct json_line *line, const struct answer *answer)
{
    const struct test_list *l = &answer->learned->tests;
    json_member(line, "method", json_string(method_name[l->method]));
    json_member(line, "level", number(l->level));
    json_member(line, "rejected", json_integer(l->rejected));
    json_key(line, "tests");
    buf_putc(line->out, '[');
    for (uint32_t i = 0; i < l->n && !stopped(line->out); i++) {
        buf_puts(line->out, i ? "," : "");
        json_test(line, answer, &l->test[i]);
    }
    buf_putc(line->out, ']');
    json_put_constraints(line, answer);
    if (l->more)
        json_member(line, "more", json_true());
}

static void json_scores(struct json_line *line, const struct answer *answer)
{
    const struct answer_learned *l = answer->learned;
    json_member(line, "prior", number(l->prior));
    json_key(line, "models");
    buf_putc(line->out, '[');
    for (uint32_t i = 0; i < l->nmodels; i++) {
        struct json_line one = {.out = line->out};
        buf_puts(line->out, i ? "," : "");
        json_member(&one, "model", json_text(l->name[i]));
        json_member(&one, "log_likelihood", number(l->score[i].log_likelihood));
        json_member(&one, "parameters", number(l->score[i].parameters));
        json_member(&one, "bic", number(l->score[i].bic));
        json_member(&one, "bdeu", number(l->score[i].bdeu));
        buf_putc(line->out, '}');
    }
    buf_putc(line->out, ']');
}

void json_learned(struct json_line *line, const struct answer *answer)
{
    json_member(line, "file", json_text(answer->learned->file));
    json_member(line, "observations", number(answer->learned->n));
    if (answer->kind == ANSWER_TESTS)
        json_tests(line, answer);
    else
        json_scores(line, answer);
}
