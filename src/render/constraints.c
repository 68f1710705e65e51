/* constraints.c -- Verma constraints: formulas, and the variables that they must not depend on. */
#include "render/json_int.h"
#include "render/render_int.h"

#include <math.h>

static struct written one(const struct answer *answer, uint32_t i, enum est_style style)
{
    return (struct written){
        .answer = answer, .formula = answer->structure->constraints.constraint[i].formula, .style = style};
}

static void put_result(struct buf *out, struct arena *a, const struct constraint_test *t,
                       const struct render_style *style)
{
    struct str result = constraint_result(a, t, style->digits);
    out->failed = out->failed || !result.s;
    buf_puts(out, style->format == RENDER_TABLE ? "    " : "\n");
    put_dressed(out, result, style->format);
    buf_putc(out, '\n');
}

static void put_constraint(struct buf *out, struct arena *a, const struct answer *answer, uint32_t i,
                           const struct render_style *style)
{
    struct set without = answer->structure->constraints.constraint[i].immaterial;
    struct written w = one(answer, i,
                           style->format == RENDER_LATEX ? EST_LATEX
                           : style->unicode              ? EST_UNICODE
                                                         : EST_TEXT);
    struct str formula = written_formula(a, &w), *where, names = structure_names(a, answer->model, without);
    uint32_t n;
    if (!formula.s || !names.s || !written_definitions(a, &w, &where, &n)) {
        out->failed = true;
        return;
    }
    put_formula(out, formula, style->format);
    buf_puts(out, style->format == RENDER_LATEX ? "\ndoes not depend on " : " does not depend on ");
    put_dressed(out, names, style->format);
    buf_putc(out, '\n');
    put_where(out, where, n, 4, style->format);
    if (answer->learned)
        put_result(out, a, &answer->learned->tests.constraint[i], style);
}

void put_constraints(struct buf *out, struct arena *a, const struct answer *answer,
                     const struct render_style *style)
{
    for (uint32_t i = 0; i < answer->structure->constraints.n && !stopped(out); i++) {
        if (style->format == RENDER_MARKDOWN)
            buf_putc(out, '\n');
        put_constraint(out, a, answer, i, style);
    }
}

static json_t *number(double x)
{
    return isfinite(x) ? json_real(x) : json_null();
}

static void json_result(struct json_line *item, const struct constraint_test *t)
{
    json_member(item, "W", number(t->wald));
    json_member(item, "df", number(t->df));
    json_member(item, "p", number(t->p));
    json_member(item, "adjusted", number(t->adjusted));
    json_member(item, "least", number(t->least));
    json_member(item, "verdict", json_string(constraint_verdict(t)));
}

void json_put_constraints(struct json_line *line, const struct answer *answer)
{
    const struct verma_list *l = &answer->structure->constraints;
    json_key(line, "constraints");
    buf_putc(line->out, '[');
    for (uint32_t i = 0; i < l->n && !stopped(line->out); i++) {
        struct arena scratch = {0};
        struct json_line item = {.out = line->out};
        struct written text = one(answer, i, EST_TEXT), latex = one(answer, i, EST_LATEX);
        struct str *where;
        uint32_t n;
        buf_puts(line->out, i ? "," : "");
        json_made(&item, "formula", written_formula(&scratch, &text));
        json_made(&item, "latex", written_formula(&scratch, &latex));
        if (!written_definitions(&scratch, &text, &where, &n))
            line->out->failed = true;
        else
            json_strings(&item, "definitions", where, n);
        json_names(&item, "without", answer->model, l->constraint[i].immaterial);
        if (answer->learned)
            json_result(&item, &answer->learned->tests.constraint[i]);
        buf_putc(line->out, '}');
        arena_free(&scratch);
    }
    buf_putc(line->out, ']');
}
