/* render.c -- answers in the chosen format: a body, then notes. */
#include "base/utf8.h"
#include "render/render_int.h"

const char *const render_format_names[] = {"table", "json", "csv", "latex", "markdown", NULL};

static void put_body_number(struct buf *out, const struct answer *answer, const struct render_style *style)
{
    if (answer->fraction)
        put_body_fraction(out, answer, style);
    else if (answer->method == METHOD_ARITHMETIC && !has_intervals(answer))
        put_significant(out, answer->number);
    else
        render_number(out, answer->number, style->digits);
    if (has_intervals(answer))
        put_interval(out, &answer->estimate->of[0], style->digits);
    buf_putc(out, '\n');
}

static void put_body_grid(struct buf *out, struct arena *a, const struct answer *answer,
                          const struct render_style *style)
{
    struct grid g;
    if (!grid_of_answer(&g, a, answer, style))
        out->failed = true;
    else
        put_grid(out, &g, a, style);
}

void put_formula(struct buf *out, struct str formula, enum render_format format)
{
    if (format == RENDER_LATEX) {
        buf_puts(out, "\\[ ");
        buf_put(out, formula);
        buf_puts(out, " \\]");
    } else if (format == RENDER_MARKDOWN) {
        buf_puts(out, "`` ");
        put_plain(out, formula);
        buf_puts(out, " ``");
    } else {
        put_plain(out, formula);
    }
}

enum est_style formula_style(const struct render_style *style)
{
    return style->format == RENDER_LATEX ? EST_LATEX : style->unicode ? EST_UNICODE : EST_TEXT;
}

void put_where(struct buf *out, const struct str *line, uint32_t n, uint32_t indent,
               enum render_format format)
{
    for (uint32_t i = 0; i < n; i++) {
        if (format == RENDER_TABLE)
            buf_fill(out, ' ', indent);
        buf_puts(out, format == RENDER_MARKDOWN ? "\nwhere " : format == RENDER_LATEX ? "where" : "where ");
        put_formula(out, line[i], format);
        buf_putc(out, '\n');
    }
}

/* The query = the estimand, and what its c-factors stand for. */
static void put_equation(struct buf *out, struct arena *a, const struct answer *answer,
                         const struct render_style *style)
{
    struct written w = {.answer = answer, .formula = answer->estimand, .style = formula_style(style)};
    struct str *where;
    uint32_t n;
    struct str equation = answer_equation(a, answer, formula_style(style));
    if (!equation.s || !written_definitions(a, &w, &where, &n)) {
        out->failed = true;
        return;
    }
    buf_puts(out, style->format == RENDER_TABLE ? "  " : style->format == RENDER_MARKDOWN ? "\n" : "");
    put_formula(out, equation, style->format);
    buf_putc(out, '\n');
    put_where(out, where, n, 4, style->format);
}

/* The hedge, on the line under the refusal. */
static void put_hedge(struct buf *out, const struct answer *answer, const struct render_style *style)
{
    struct buf line = {0};
    answer_write_hedge(&line, answer, style->unicode && style->format != RENDER_LATEX);
    if (line.n) {
        buf_putc(&line, '.');
        buf_puts(out, style->format == RENDER_TABLE ? "  " : style->format == RENDER_MARKDOWN ? "\n" : "");
        if (style->format == RENDER_TABLE)
            put_wrapped(out, buf_str(&line), 2, 2);
        else
            put_dressed(out, buf_str(&line), style->format);
        buf_putc(out, '\n');
    }
    out->failed = out->failed || line.failed;
    buf_free(&line);
}

static void put_sentence(struct buf *out, struct arena *a, const struct answer *answer,
                         const struct render_style *style)
{
    struct str s = answer_sentence(a, answer, style->unicode && style->format != RENDER_LATEX);
    if (!s.s)
        out->failed = true;
    put_dressed(out, s, style->format);
    buf_putc(out, '\n');
    if (answer->kind != ANSWER_IDENTIFICATION)
        return;
    if (answer->truth && answer->estimand)
        put_equation(out, a, answer, style);
    if (!answer->truth)
        put_hedge(out, answer, style);
}

/* The words of a note and the pieces of its list, with line breaks before those that would end beyond the
 * margin; continued lines begin with `lead`. */
static void put_words(struct buf *out, const struct note *note, enum render_format format, const char *lead)
{
    enum { MARGIN = 80, LEAD = 4 };
    size_t width = LEAD + utf8_width(note->words);
    put_dressed(out, note->words, format);
    for (uint32_t i = 0; i < note->npieces; i++) {
        size_t piece = utf8_width(note->piece[i]);
        if (i && width + 1 + piece > MARGIN) {
            buf_puts(out, lead);
            width = LEAD;
        } else if (i) {
            buf_putc(out, ' ');
            width++;
        }
        put_dressed(out, note->piece[i], format);
        width += piece;
    }
}

static void put_note(struct buf *out, struct arena *a, const struct answer *answer, const struct note *note,
                     const struct render_style *style)
{
    switch (style->format) {
    case RENDER_LATEX:
        buf_puts(out, "% ");
        put_words(out, note, RENDER_TABLE, "\n%   "); /* a comment: nothing is escaped */
        buf_putc(out, '\n');
        if (note->formula.n &&
            (answer->kind == ANSWER_MOST_PROBABLE || /* the formula of the joint distribution */
             answer->kind == ANSWER_EFFECT)) {       /* of P(Y | do(X)) */
            put_formula(out, note->formula, style->format);
            buf_putc(out, '\n');
            put_where(out, note->where, note->nwhere, 0, style->format);
        } else if (note->formula.n) {
            put_equation(out, a, answer, style);
        }
        break;
    case RENDER_MARKDOWN:
        buf_putc(out, '\n');
        put_words(out, note, style->format, "\n");
        if (note->formula.n) {
            buf_putc(out, ' ');
            put_formula(out, note->formula, style->format);
        }
        buf_putc(out, '\n');
        put_where(out, note->where, note->nwhere, 0, style->format);
        break;
    default:
        buf_puts(out, "  ");
        put_tint(out, style, TINT_DIM);
        put_words(out, note, style->format, "\n    ");
        if (note->formula.n) {
            buf_putc(out, ' ');
            put_formula(out, note->formula, style->format);
        }
        put_tint(out, style, TINT_OFF);
        buf_putc(out, '\n');
        put_where(out, note->where, note->nwhere, 4, style->format);
    }
}

static void put_title(struct buf *out, const struct answer *answer, const struct render_style *style)
{
    put_tint(out, style, TINT_BOLD);
    buf_puts(out, answer->kind == ANSWER_PLAN ? "plan of " : "");
    put_dressed(out, answer->query, style->format);
    put_tint(out, style, TINT_OFF);
    buf_puts(out, style->format == RENDER_MARKDOWN ? "\n\n" : "\n");
}

void put_answer_text(struct buf *out, struct arena *a, const struct answer *answer,
                     const struct render_style *style)
{
    struct note notes[NOTES_MOST] = {0};
    if (answer->kind == ANSWER_FIT || answer->kind == ANSWER_SAMPLE) {
        put_done(out, a, answer, style);
        return;
    }
    if (answer->kind == ANSWER_NUMBER)
        put_body_number(out, answer, style);
    else if (answer->kind == ANSWER_DISTRIBUTION || answer->kind == ANSWER_EXPECTATION)
        put_body_grid(out, a, answer, style);
    else if (answer->learned)
        put_learned(out, a, answer, style);
    else if (answer->structure)
        put_structure(out, a, answer, style);
    else if (answer->kind == ANSWER_EFFECT)
        put_panel(out, a, answer, style);
    else if (answer->kind == ANSWER_MARGINALS)
        put_marginals(out, a, answer, style);
    else if (answer->kind == ANSWER_MOST_PROBABLE)
        put_assignment(out, a, answer, style);
    else
        put_sentence(out, a, answer, style);
    uint32_t n = answer->learned     ? learned_notes(out, a, answer, notes)
                 : answer->structure ? structure_notes(out, a, answer, notes)
                                     : answer_notes(out, a, answer, style, notes);
    for (uint32_t i = 0; i < n; i++)
        put_note(out, a, answer, &notes[i], style);
}

/* A script for the database: what is not SQL is a comment. */
static void put_sql(struct buf *out, const struct answer *a, const struct render_style *style)
{
    const char *fence = style->format == RENDER_MARKDOWN ? "```" : NULL;
    if (style->format == RENDER_LATEX)
        buf_puts(out, "\\begin{verbatim}\n");
    if (fence)
        buf_fmt(out, "%ssql\n", fence);
    if (a->sql->sent.n)
        buf_fmt(out, "-- what `observe` sends\n%.*s;\n\n", STR_ARG(a->sql->sent));
    buf_fmt(out, "-- %.*s as one statement\n%.*s;\n", STR_ARG(a->query), STR_ARG(a->sql->statement));
    if (fence)
        buf_fmt(out, "%s\n", fence);
    if (style->format == RENDER_LATEX)
        buf_puts(out, "\\end{verbatim}\n");
}

static void render_text(struct buf *out, const struct answer *answer, const struct render_style *style)
{
    struct arena scratch = {0};
    bool titled = style->titled && (style->format == RENDER_TABLE || style->format == RENDER_MARKDOWN);
    bool told =
        answer->kind == ANSWER_MODEL || answer->kind == ANSWER_SQL || /* they say it themselves */
        (style->format == RENDER_TABLE && (answer->kind == ANSWER_FIT || answer->kind == ANSWER_SAMPLE));
    if (titled && !told)
        put_title(out, answer, style);
    if (answer->kind == ANSWER_EXPLANATION)
        put_explanation(out, &scratch, answer, style);
    else if (answer->kind == ANSWER_SQL)
        put_sql(out, answer, style);
    else if (answer->kind == ANSWER_PLAN)
        put_plan(out, &scratch, answer, style);
    else
        put_answer_text(out, &scratch, answer, style);
    if (style->format != RENDER_TABLE)
        buf_putc(out, '\n'); /* a paragraph of its own */
    arena_free(&scratch);
}

void render_answer(struct buf *out, const struct answer *a, const struct render_style *style)
{
    if (style->format == RENDER_JSON)
        render_json(out, a);
    else if (style->format == RENDER_CSV)
        render_csv(out, a);
    else
        render_text(out, a, style);
}
