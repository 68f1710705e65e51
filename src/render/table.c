/* table.c -- a grid on paper: aligned text, Markdown, LaTeX. */
#include "base/utf8.h"
#include "render/render_int.h"

enum { GAP = 3 };

/* ---- aligned text ---- */

struct lines {
    const char *across, *down, *cross;
};
static const struct lines box = {"─", "│", "┼"}, ascii = {"-", "|", "+"};

struct widths {
    size_t *column; /* of each column */
    size_t *number; /* of the numbers in it, which are set flush right among themselves; intervals hang behind
                       them */
};

static bool is_number(struct str s)
{
    return s.n > 0 && ((s.s[0] >= '0' && s.s[0] <= '9') || s.s[0] == '-');
}

/* Width of the number that an interval may follow. */
static size_t number_width(struct str s)
{
    size_t n = 0;
    while (n + 1 < s.n && !(s.s[n] == ' ' && s.s[n + 1] == '['))
        n++;
    return n + 1 < s.n ? n : utf8_width(s);
}

/* What is left free before cell s of column j in row r. */
static size_t before_number(const struct grid *g, const struct widths *w, size_t r, uint32_t j, struct str s)
{
    return r > 0 && j >= g->left && is_number(s) ? w->number[j] - number_width(s) : 0;
}

/* Cells as they will be seen. False when memory is short. */
static bool make_plain(struct grid *g, struct arena *a)
{
    struct buf b = {0};
    bool good = true;
    for (size_t i = 0; good && i < g->rows * g->columns; i++) {
        b.n = 0;
        put_plain(&b, g->cell[i]);
        if (!b.failed && b.n != g->cell[i].n)
            g->cell[i] = str_dup(a, buf_str(&b));
        good = !b.failed && g->cell[i].s;
    }
    buf_free(&b);
    return good;
}

static bool measure(struct widths *w, struct arena *a, const struct grid *g)
{
    w->column = ARENA_NEW(a, size_t, g->columns);
    w->number = ARENA_NEW(a, size_t, g->columns);
    if (!w->column || !w->number)
        return false;
    for (size_t r = 0; r < g->rows; r++)
        for (uint32_t j = 0; j < g->columns; j++) {
            struct str s = g->cell[r * g->columns + j];
            size_t n = number_width(s);
            if (r > 0 && j >= g->left && is_number(s) && n > w->number[j])
                w->number[j] = n;
        }
    for (size_t r = 0; r < g->rows; r++)
        for (uint32_t j = 0; j < g->columns; j++) {
            struct str s = g->cell[r * g->columns + j];
            size_t n = before_number(g, w, r, j, s) + utf8_width(s);
            if (n > w->column[j])
                w->column[j] = n;
        }
    return true;
}

static size_t span_width(const struct widths *w, uint32_t from, uint32_t to)
{
    size_t n = 0;
    for (uint32_t j = from; j < to; j++)
        n += w->column[j] + (j > from ? GAP : 0);
    return n;
}

static void put_repeated(struct buf *out, const char *s, size_t n)
{
    while (n--)
        buf_puts(out, s);
}

static void put_rule(struct buf *out, const struct grid *g, const struct widths *w, const struct lines *l,
                     const struct render_style *style)
{
    put_tint(out, style, TINT_DIM);
    buf_putc(out, ' ');
    if (g->left) {
        put_repeated(out, l->across, span_width(w, 0, g->left) + 2);
        buf_puts(out, l->cross);
    }
    put_repeated(out, l->across, span_width(w, g->left, g->columns) + 2);
    put_tint(out, style, TINT_OFF);
    buf_putc(out, '\n');
}

static void put_row(struct buf *out, const struct grid *g, size_t r, const struct widths *w,
                    const struct lines *l, const struct render_style *style)
{
    buf_puts(out, "  ");
    for (uint32_t j = 0; j < g->columns; j++) {
        struct str s = g->cell[r * g->columns + j];
        size_t n = utf8_width(s);
        size_t before = before_number(g, w, r, j, s);
        buf_fill(out, ' ', before);
        if (r == 0)
            put_tint(out, style, TINT_BOLD);
        buf_put(out, s);
        if (r == 0)
            put_tint(out, style, TINT_OFF);
        if (j + 1 == g->columns)
            break;
        buf_fill(out, ' ', w->column[j] - before - n);
        if (j + 1 == g->left) {
            buf_putc(out, ' ');
            put_tint(out, style, TINT_DIM);
            buf_puts(out, l->down);
            put_tint(out, style, TINT_OFF);
            buf_putc(out, ' ');
        } else {
            buf_fill(out, ' ', GAP);
        }
    }
    buf_putc(out, '\n');
}

static void put_grid_text(struct buf *out, struct grid *g, struct arena *a, const struct render_style *style)
{
    const struct lines *l = style->unicode ? &box : &ascii;
    struct widths w;
    if (!make_plain(g, a) || !measure(&w, a, g)) {
        out->failed = true;
        return;
    }
    for (size_t r = 0; r < g->rows && !stopped(out); r++) {
        put_row(out, g, r, &w, l, style);
        if (r == 0)
            put_rule(out, g, &w, l, style);
    }
}

/* ---- Markdown and LaTeX ---- */

static void put_grid_markdown(struct buf *out, const struct grid *g)
{
    for (size_t r = 0; r < g->rows && !stopped(out); r++) {
        for (uint32_t j = 0; j < g->columns; j++) {
            buf_puts(out, j ? " | " : "| ");
            put_dressed(out, g->cell[r * g->columns + j], RENDER_MARKDOWN);
        }
        buf_puts(out, " |\n");
        if (r > 0)
            continue;
        for (uint32_t j = 0; j < g->columns; j++)
            buf_puts(out, j < g->left ? "|:---" : "|---:");
        buf_puts(out, "|\n");
    }
}

static void put_grid_latex(struct buf *out, const struct grid *g)
{
    buf_puts(out, "\\begin{tabular}{");
    buf_fill(out, 'l', g->left);
    buf_puts(out, g->left && g->left < g->columns ? "|" : "");
    buf_fill(out, 'r', g->columns - g->left);
    buf_puts(out, "}\n");
    for (size_t r = 0; r < g->rows && !stopped(out); r++) {
        for (uint32_t j = 0; j < g->columns; j++) {
            buf_puts(out, j ? " & " : "");
            if (g->dressed && r > 0 && j >= g->left)
                buf_put(out, g->cell[r * g->columns + j]);
            else
                put_dressed(out, g->cell[r * g->columns + j], RENDER_LATEX);
        }
        buf_puts(out, r ? " \\\\\n" : " \\\\ \\hline\n");
    }
    buf_puts(out, "\\end{tabular}\n");
}

bool grid_whole(const struct grid *g)
{
    for (size_t i = 0; i < g->rows * g->columns; i++)
        if (!g->cell[i].s)
            return false;
    return true;
}

void put_grid(struct buf *out, struct grid *g, struct arena *a, const struct render_style *style)
{
    if (!grid_whole(g))
        out->failed = true;
    else if (style->format == RENDER_MARKDOWN)
        put_grid_markdown(out, g);
    else if (style->format == RENDER_LATEX)
        put_grid_latex(out, g);
    else
        put_grid_text(out, g, a, style);
}
