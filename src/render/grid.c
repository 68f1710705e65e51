/* grid.c -- the table of an answer: which rows and columns it has, as text cells. */
#include "base/utf8.h"
#include "render/render_int.h"

enum { WIDE_COLUMNS = 8, WIDE_TOTAL = 100, WIDE_BOTH = 80 };

/* What numbers are written as, and where. */
struct writing {
    const struct render_style *style;
    enum exact_layout layout; /* of tables with fractions */
    struct buf *b;
};

static bool grid_alloc(struct grid *g, struct arena *a)
{
    g->cell = g->rows > SIZE_MAX / g->columns ? NULL : ARENA_NEW(a, struct str, g->rows * g->columns);
    return g->cell != NULL;
}

/* "C=yes,T=no" for cell i; "E(C)" for an expectation. */
static struct str joint_state(struct arena *a, struct buf *b, const struct cells *c, size_t i)
{
    bool expectation = c->answer->kind == ANSWER_EXPECTATION;
    buf_puts(b, expectation ? "E(" : "");
    for (uint32_t k = 0; k < c->answer->nover; k++) {
        buf_puts(b, k ? "," : "");
        buf_put(b, c->answer->over[k].name);
        if (!expectation) {
            buf_putc(b, '=');
            buf_put(b, cell_over(c, i, k));
        }
    }
    buf_puts(b, expectation ? ")" : "");
    return settle(a, b);
}

/* Names of the open columns as head cells from `at` on; returns how many. */
static uint32_t put_heads(struct str *at, const struct answer_column *column, uint32_t n)
{
    uint32_t count = 0;
    for (uint32_t k = 0; k < n; k++)
        if (!column[k].fixed)
            at[count++] = column[k].name;
    return count;
}

/* The open given states of cell i, from `at` on; returns how many. */
static uint32_t put_given(struct str *at, const struct cells *c, size_t i)
{
    uint32_t count = 0;
    for (uint32_t k = 0; k < c->answer->ngiven; k++)
        if (!c->answer->given[k].fixed)
            at[count++] = cell_given(c, i, k);
    return count;
}

static uint32_t put_over(struct str *at, const struct cells *c, size_t i)
{
    uint32_t count = 0;
    for (uint32_t k = 0; k < c->answer->nover; k++)
        if (!c->answer->over[k].fixed)
            at[count++] = cell_over(c, i, k);
    return count;
}

static struct str number(struct arena *a, const struct writing *w, const struct answer *answer, size_t i)
{
    const struct tensor *t = answer->table;
    if (t->exact)
        put_exact_number(w->b, &(struct exact_number){t->p[i], t->exact[i]}, w->layout, w->style);
    else
        render_number(w->b, t->p[i], w->style->digits);
    if (has_intervals(answer))
        put_interval(w->b, &answer->estimate->of[i], w->style->digits);
    return settle(a, w->b);
}

/* One row for each state of the given, one column for each joint state of the outcomes. */
static bool wide_grid(struct grid *g, struct arena *a, const struct cells *c, const struct writing *w)
{
    struct buf *b = w->b;
    const struct answer *answer = c->answer;
    *g = (struct grid){
        .left = c->ngiven, .columns = c->ngiven + (uint32_t)c->over_cells, .rows = c->given_cells + 1};
    if (!grid_alloc(g, a))
        return false;
    put_heads(g->cell, answer->given, answer->ngiven);
    for (size_t j = 0; j < c->over_cells; j++)
        g->cell[g->left + j] = joint_state(a, b, c, j);
    for (size_t r = 0; r < c->given_cells && !stopped(b); r++) {
        struct str *row = g->cell + (r + 1) * g->columns;
        put_given(row, c, r * c->over_cells);
        for (size_t j = 0; j < c->over_cells; j++)
            row[g->left + j] = number(a, w, answer, r * c->over_cells + j);
    }
    return !b->failed;
}

/* One row for each combination of states. */
static bool long_grid(struct grid *g, struct arena *a, const struct cells *c, const struct writing *w)
{
    struct buf *b = w->b;
    const struct answer *answer = c->answer;
    size_t cells = c->given_cells * c->over_cells;
    *g = (struct grid){.left = c->ngiven + c->nover, .columns = c->ngiven + c->nover + 1, .rows = cells + 1};
    if (!grid_alloc(g, a))
        return false;
    uint32_t n = put_heads(g->cell, answer->given, answer->ngiven);
    put_heads(g->cell + n, answer->over, answer->nover);
    g->cell[g->left] = STR("P");
    for (size_t i = 0; i < cells && !stopped(b); i++) {
        struct str *row = g->cell + (i + 1) * g->columns;
        n = put_given(row, c, i);
        put_over(row + n, c, i);
        row[g->left] = number(a, w, answer, i);
    }
    return !b->failed;
}

/* Width of the head with three blanks a gap; the numbers are rarely wider. */
static size_t head_width(const struct grid *g)
{
    size_t total = 0;
    for (uint32_t j = 0; j < g->columns; j++)
        total += utf8_width(g->cell[j]) + 3;
    return total;
}

/* Width of the table as it will be printed. */
static size_t printed_width(const struct grid *g)
{
    size_t total = 0;
    for (uint32_t j = 0; j < g->columns; j++) {
        size_t widest = 0;
        for (size_t r = 0; r < g->rows; r++) {
            size_t n = utf8_width(g->cell[r * g->columns + j]);
            widest = n > widest ? n : widest;
        }
        total += widest + 3;
    }
    return total;
}

static bool make_grid(struct grid *g, struct arena *a, const struct cells *c, const struct writing *w)
{
    bool good = false, fits = c->over_cells <= WIDE_COLUMNS;
    if (fits) {
        good = wide_grid(g, a, c, w);
        fits = !good || c->nover == 0 ||
               (has_intervals(c->answer) ? printed_width(g) <= WIDE_BOTH : head_width(g) <= WIDE_TOTAL);
    }
    if (!fits)
        good = long_grid(g, a, c, w);
    for (size_t i = 0; good && i < g->rows * g->columns; i++)
        good = g->cell[i].s != NULL;
    return good;
}

/* Fractions with their decimals where that fits a line, else fractions, else decimals of many digits. */
bool grid_of_answer(struct grid *g, struct arena *a, const struct answer *answer,
                    const struct render_style *style)
{
    struct cells c = cells_of(answer);
    struct buf b = {0};
    struct writing w = {.style = style, .b = &b};
    bool good = make_grid(g, a, &c, &w);
    for (; good && answer->table->exact && w.layout < LAYOUT_DECIMAL; good = make_grid(g, a, &c, &w)) {
        if (style->format != RENDER_TABLE && !has_long_fraction(answer))
            break;
        if (style->format == RENDER_TABLE &&
            printed_width(g) <= (w.layout == LAYOUT_BOTH ? WIDE_BOTH : WIDE_TOTAL))
            break;
        w.layout = style->format == RENDER_TABLE ? w.layout + 1 : LAYOUT_DECIMAL;
    }
    g->layout = w.layout;
    g->dressed = style->format == RENDER_LATEX && answer->table->exact && w.layout < LAYOUT_DECIMAL;
    buf_free(&b);
    return good;
}
