/* text_sheet.c -- sheets of character cells. Lines that meet in a cell become one box-drawing character;
 * lines of wires have round corners. */
#include "draw/text_int.h"

#include "base/limits.h"
#include "base/utf8.h"

#define MOST_CELLS 40000000u

bool sheet_new(struct sheet *s, struct work *w, uint32_t rows, uint32_t columns, bool unicode)
{
    if ((uint64_t)rows * columns > MOST_CELLS) {
        diag_error(w->diags, "picture-size", NO_SPAN, "the picture would have %u lines of %u characters",
                   rows, columns);
        return diag_hint(w->diags, "draw it into a file that ends in .svg or .pdf, or a part of it");
    }
    *s = (struct sheet){rows, columns, ARENA_NEW(w->arena, struct cell, (size_t)rows * columns), unicode};
    return s->cell || diag_oom(w->diags);
}

void sheet_text(struct sheet *s, uint32_t row, uint32_t column, struct str text, unsigned flags)
{
    struct cell *last = NULL;
    for (size_t pos = 0; pos < text.n;) {
        size_t from = pos;
        uint32_t c = utf8_next(text, &pos);
        struct str sign = {text.s + from, pos - from};
        size_t wide = utf8_width(sign);
        if (c == 0xFFFD || c < 0x20 || c == 0x7F)
            sign = STR("?");
        if (wide == 0) {
            if (last && last->text.s + last->text.n == sign.s)
                last->text.n += sign.n;
            continue;
        }
        if (row >= s->rows || column + wide > s->columns)
            return;
        last = sheet_at(s, row, column);
        *last = (struct cell){.text = sign, .flags = (uint8_t)flags};
        if (wide == 2)
            *sheet_at(s, row, column + 1) = (struct cell){.flags = (uint8_t)flags, .covered = true};
        column += (uint32_t)wide;
    }
}

void sheet_sign(struct sheet *s, uint32_t row, uint32_t column, const char *unicode, const char *ascii,
                unsigned flags)
{
    *sheet_at(s, row, column) =
        (struct cell){.text = str_of(s->unicode ? unicode : ascii), .flags = (uint8_t)flags};
}

void sheet_paste(struct sheet *onto, uint32_t row, uint32_t column, const struct sheet *s)
{
    for (uint32_t r = 0; r < s->rows && row + r < onto->rows; r++)
        for (uint32_t c = 0; c < s->columns && column + c < onto->columns; c++)
            *sheet_at(onto, row + r, column + c) = *sheet_at(s, r, c);
}

/* ---- characters ---- */

static const char *line_sign(const struct cell *c, bool unicode)
{
    static const char *const solid[16] = {" ", "╵", "╶", "╰", "╷", "│", "╭", "├",
                                          "╴", "╯", "─", "┴", "╮", "┤", "┬", "┼"};
    /* A wire above another hides it: a crossing is not a corner. */
    static const char *const ascii[16] = {" ", "|", "-", "'", "|", "|", ".", "+",
                                          "-", "'", "-", "+", ".", "+", "+", "|"};
    if (c->dashed == c->lines) {
        bool ghost = c->flags & FLAG_GHOST;
        if (c->lines == (TO_NORTH | TO_SOUTH))
            return !unicode ? ":" : ghost ? "┊" : "╎";
        if (c->lines == (TO_EAST | TO_WEST))
            return !unicode ? "~" : ghost ? "┈" : "╌";
    }
    if (!unicode && c->lines == 15 && (c->dashed & TO_NORTH))
        return ":";
    return (unicode ? solid : ascii)[c->lines];
}

static const char *color_of(unsigned flags)
{
    static const struct {
        unsigned flag;
        const char *code;
    } color[] = {{FLAG_GHOST, "\033[2m"},         {FLAG_DIM, "\033[2m"},
                 {FLAG_ACCENT, "\033[38;5;166m"}, {FLAG_HIDDEN, "\033[38;5;244m"},
                 {TEXT_CAUSAL, "\033[38;5;32m"},  {TEXT_BIASING, "\033[38;5;172m"},
                 {TEXT_STRONG, "\033[1m"}};
    for (size_t i = 0; i < sizeof color / sizeof *color; i++)
        if (flags & color[i].flag)
            return color[i].code;
    return "";
}

static uint32_t used_columns(const struct sheet *s, uint32_t row)
{
    uint32_t n = s->columns;
    while (n > 0) {
        const struct cell *c = sheet_at(s, row, n - 1);
        if (c->lines || c->covered || (c->text.n && !str_eq(c->text, STR(" "))))
            break;
        n--;
    }
    return n;
}

void sheet_write(struct buf *out, const struct sheet *s, bool color)
{
    for (uint32_t r = 0; r < s->rows; r++) {
        const char *now = "";
        uint32_t n = used_columns(s, r);
        for (uint32_t k = 0; k < n; k++) {
            const struct cell *c = sheet_at(s, r, k);
            const char *wanted = color ? color_of(c->flags) : "";
            if (c->covered)
                continue;
            if (wanted != now && (c->text.n || c->lines)) {
                buf_puts(out, *now ? "\033[0m" : "");
                buf_puts(out, wanted);
                now = wanted;
            }
            if (c->text.n)
                buf_put(out, c->text);
            else
                buf_puts(out, line_sign(c, s->unicode));
        }
        buf_puts(out, *now ? "\033[0m\n" : "\n");
    }
}
