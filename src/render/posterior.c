/* posterior.c -- `marginals` and `most probable` in running formats.
 *
 * In text a variable has a line: its name, and a cell for each state. Cells of one variable have one width,
 * and so have those of all variables with two states, so that they stand below one another; what does not fit
 * into the line hangs below. Markdown and LaTeX have a row for each state.
 */
#include "base/utf8.h"
#include "render/render_int.h"

#include <math.h>

enum { MARGIN = 80, GAP = 3, WIDEST_NAME = 24, WIDEST_PAIR = 36, PAIR = 2 };

/* ---- what there is to tell ---- */

bool marginals_undefined(const struct answer *answer, bool *all)
{
    const struct answer_marginals *m = answer->marginals;
    bool some = false;
    *all = m->n > 0;
    for (uint32_t i = 0; i < m->n; i++)
        for (uint32_t k = 0; k < m->column[i].type->n; k++) {
            some = some || isnan(m->p[i][k]);
            *all = *all && isnan(m->p[i][k]);
        }
    return some;
}

bool assignment_undefined(const struct answer *answer)
{
    return !(answer->assignment->log_evidence > -INFINITY) || isnan(answer->assignment->log_joint);
}

static void put_line(struct buf *out, const char *words, const struct render_style *style)
{
    if (style->format == RENDER_TABLE)
        buf_puts(out, "  ");
    put_dressed(out, str_of(words), style->format);
    buf_putc(out, '\n');
}

/* ---- text ---- */

static struct str plain(struct arena *a, struct str s)
{
    struct buf b = {0};
    put_plain(&b, s);
    return settle(a, &b);
}

/* "yes=0.3124" */
static struct str cell(struct arena *a, const struct answer_marginals *m, uint32_t i, uint32_t k,
                       const struct render_style *style)
{
    struct buf b = {0};
    put_plain(&b, m->column[i].type->state[k]);
    buf_putc(&b, '=');
    put_marginal(&b, m, i, k, style);
    return settle(a, &b);
}

struct layout {
    size_t name; /* width of the names */
    size_t pair; /* of the cells of variables with two states */
};

static size_t wider(size_t width, struct str s, size_t most)
{
    size_t own = utf8_width(s);
    return own > width && own <= most ? own : width;
}

static struct layout measure(struct buf *out, const struct answer_marginals *m,
                             const struct render_style *style)
{
    struct layout l = {0};
    for (uint32_t i = 0; i < m->n && !stopped(out); i++) {
        struct arena scratch = {0};
        struct str name = plain(&scratch, m->column[i].name);
        out->failed = out->failed || !name.s;
        l.name = wider(l.name, name, WIDEST_NAME);
        for (uint32_t k = 0; m->column[i].type->n == PAIR && k < PAIR; k++) {
            struct str pair = cell(&scratch, m, i, k, style);
            out->failed = out->failed || !pair.s;
            l.pair = wider(l.pair, pair, WIDEST_PAIR);
        }
        arena_free(&scratch);
    }
    return l;
}

static void put_bar(struct buf *out, const struct render_style *style)
{
    put_tint(out, style, TINT_DIM);
    buf_puts(out, style->unicode ? " │ " : " | ");
    put_tint(out, style, TINT_OFF);
}

/* The name, or nothing in a line that goes on; and the bar. */
static void put_name(struct buf *out, struct str name, size_t width, const struct render_style *style)
{
    size_t own = utf8_width(name);
    buf_puts(out, "  ");
    put_tint(out, style, TINT_BOLD);
    buf_put(out, name);
    put_tint(out, style, TINT_OFF);
    buf_fill(out, ' ', own < width ? width - own : 0);
    put_bar(out, style);
}

/* Cells of one width, as many in a line as fit. */
static void put_cells(struct buf *out, const struct str *cells, uint32_t n, size_t width, size_t indent,
                      const struct render_style *style)
{
    size_t at = indent;
    for (uint32_t k = 0; k < n && !stopped(out); k++) {
        size_t own = utf8_width(cells[k]);
        if (k && at + own > MARGIN) {
            buf_putc(out, '\n');
            put_name(out, STR(""), indent - 5, style);
            at = indent;
        }
        buf_put(out, cells[k]);
        size_t fill = (own < width ? width - own : 0) + GAP;
        bool last = k + 1 == n || at + own + fill + (k + 1 < n ? utf8_width(cells[k + 1]) : 0) > MARGIN;
        if (!last)
            buf_fill(out, ' ', fill);
        at += own + fill;
    }
    buf_putc(out, '\n');
}

static void put_variable(struct buf *out, const struct answer_marginals *m, uint32_t i,
                         const struct layout *l, const struct render_style *style)
{
    struct arena scratch = {0};
    const struct answer_column *c = &m->column[i];
    struct str name = plain(&scratch, c->name), *cells = ARENA_NEW(&scratch, struct str, c->type->n);
    size_t width = c->type->n == PAIR ? l->pair : 0;
    bool good = name.s && cells;
    for (uint32_t k = 0; good && k < c->type->n; k++) {
        cells[k] = cell(&scratch, m, i, k, style);
        good = cells[k].s != NULL;
        if (good && c->type->n != PAIR)
            width = wider(width, cells[k], MARGIN);
    }
    size_t own = good ? utf8_width(name) : 0;
    if (!good) {
        out->failed = true;
    } else {
        bool alone = own > l->name && own + 5 + utf8_width(cells[0]) > MARGIN / 2;
        if (alone) { /* a long name has a line of its own */
            buf_puts(out, "  ");
            put_tint(out, style, TINT_BOLD);
            buf_put(out, name);
            put_tint(out, style, TINT_OFF);
            buf_putc(out, '\n');
        }
        put_name(out, alone ? STR("") : name, l->name, style);
        put_cells(out, cells, c->type->n, width, l->name + 5, style);
    }
    arena_free(&scratch);
}

static void put_marginals_text(struct buf *out, const struct answer *answer, const struct render_style *style)
{
    const struct answer_marginals *m = answer->marginals;
    struct layout l = measure(out, m, style);
    for (uint32_t i = 0; i < m->n && !stopped(out); i++)
        put_variable(out, m, i, &l, style);
}

/* ---- a row for each state ---- */

static bool grid_new(struct grid *g, struct arena *a, uint32_t left, uint32_t columns, size_t rows)
{
    *g = (struct grid){.left = left, .columns = columns, .rows = rows + 1};
    g->cell = ARENA_NEW(a, struct str, g->rows * columns);
    return g->cell != NULL;
}

static void put_marginals_grid(struct buf *out, struct arena *a, const struct answer *answer,
                               const struct render_style *style)
{
    const struct answer_marginals *m = answer->marginals;
    struct grid g;
    size_t rows = 0;
    for (uint32_t i = 0; i < m->n; i++)
        rows += m->column[i].type->n;
    if (!grid_new(&g, a, 2, 3, rows)) {
        out->failed = true;
        return;
    }
    struct str *at = g.cell;
    *at++ = STR("variable");
    *at++ = STR("state");
    *at++ = STR("P");
    for (uint32_t i = 0; i < m->n && !stopped(out); i++)
        for (uint32_t k = 0; k < m->column[i].type->n; k++) {
            struct buf b = {0};
            put_marginal(&b, m, i, k, style);
            *at++ = k ? STR("") : m->column[i].name;
            *at++ = m->column[i].type->state[k];
            *at++ = settle(a, &b);
        }
    g.dressed = style->format == RENDER_LATEX && marginals_exact(m);
    if (!out->failed)
        put_grid(out, &g, a, style);
}

void put_marginals(struct buf *out, struct arena *a, const struct answer *answer,
                   const struct render_style *style)
{
    bool all;
    marginals_undefined(answer, &all);
    if (!answer->marginals->n)
        put_line(out, "every observed variable is seen or set", style);
    else if (all)
        put_line(out, "undefined", style);
    else if (style->format == RENDER_TABLE)
        put_marginals_text(out, answer, style);
    else
        put_marginals_grid(out, a, answer, style);
}

/* ---- the most probable assignment ---- */

/* "Cancer=no" */
static struct str assigned(struct arena *a, const struct answer_column *c)
{
    struct buf b = {0};
    put_plain(&b, c->name);
    buf_putc(&b, '=');
    put_plain(&b, c->type->state[c->state]);
    return settle(a, &b);
}

static void put_assignment_text(struct buf *out, struct arena *a, const struct answer_assignment *m)
{
    struct str *cells = ARENA_NEW(a, struct str, m->n);
    size_t width = 0, at = 0;
    bool good = cells != NULL;
    for (uint32_t i = 0; good && i < m->n; i++) {
        cells[i] = assigned(a, &m->column[i]);
        good = cells[i].s != NULL;
        width = good ? wider(width, cells[i], MARGIN / 3) : 0;
    }
    out->failed = out->failed || !good;
    for (uint32_t i = 0; good && i < m->n && !stopped(out); i++) {
        size_t own = utf8_width(cells[i]), fill = (own < width ? width - own : 0) + GAP;
        if (at == 0) {
            buf_puts(out, "  ");
            at = 2;
        }
        buf_put(out, cells[i]);
        at += own + fill;
        bool last = i + 1 == m->n || at + utf8_width(cells[i + 1]) > MARGIN;
        if (last)
            buf_putc(out, '\n');
        else
            buf_fill(out, ' ', fill);
        at = last ? 0 : at;
    }
}

static void put_assignment_grid(struct buf *out, struct arena *a, const struct answer_assignment *m,
                                const struct render_style *style)
{
    struct grid g;
    if (!grid_new(&g, a, 2, 2, m->n)) {
        out->failed = true;
        return;
    }
    g.cell[0] = STR("variable");
    g.cell[1] = STR("state");
    for (uint32_t i = 0; i < m->n; i++) {
        g.cell[2 * i + 2] = m->column[i].name;
        g.cell[2 * i + 3] = m->column[i].type->state[m->column[i].state];
    }
    put_grid(out, &g, a, style);
}

/* "probability 0.4231 given what is seen, 0.0467 together with it" */
static void put_chance(struct buf *out, const struct answer_assignment *m, const struct render_style *style)
{
    struct buf words = {0};
    buf_puts(&words, "probability ");
    put_log(&words, m->log_joint - m->log_evidence, style->digits);
    if (m->given) {
        buf_puts(&words, " given what is seen, ");
        put_log(&words, m->log_joint, style->digits);
        buf_puts(&words, " together with it");
    }
    if (style->format == RENDER_MARKDOWN && m->n)
        buf_putc(out, '\n');
    if (words.failed)
        out->failed = true;
    else
        put_line(out, words.s, style);
    buf_free(&words);
}

void put_assignment(struct buf *out, struct arena *a, const struct answer *answer,
                    const struct render_style *style)
{
    const struct answer_assignment *m = answer->assignment;
    if (assignment_undefined(answer)) {
        put_line(out, "undefined", style);
        return;
    }
    if (!m->n)
        put_line(out, "every observed variable is seen or set", style);
    else if (style->format == RENDER_TABLE)
        put_assignment_text(out, a, m);
    else
        put_assignment_grid(out, a, m, style);
    put_chance(out, m, style);
}
