/* text.c -- what may be shown: control characters spelled out, marks escaped, colours. */
#include "base/utf8.h"
#include "render/render_int.h"

#include <string.h>

static bool control(unsigned char c)
{
    return c < 0x20 || c == 0x7F;
}

static void put_control(struct buf *out, unsigned char c)
{
    if (c == '\n')
        buf_puts(out, "\\n");
    else if (c == '\r')
        buf_puts(out, "\\r");
    else if (c == '\t')
        buf_puts(out, "\\t");
    else
        buf_fmt(out, "\\x%02x", c);
}

void put_plain(struct buf *out, struct str s)
{
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (!control((unsigned char)s.s[i]))
            continue;
        buf_put(out, (struct str){s.s + from, i - from});
        put_control(out, (unsigned char)s.s[i]);
        from = i + 1;
    }
    if (s.n)
        buf_put(out, (struct str){s.s + from, s.n - from});
}

/* A blank beside an equals sign holds both sides together. */
static bool glued(struct str s, size_t blank)
{
    return (blank > 0 && s.s[blank - 1] == '=') || (blank + 1 < s.n && s.s[blank + 1] == '=');
}

/* Where the piece that begins at `from` ends: at a blank outside of backquotes and brackets. */
static size_t piece_end(struct str s, size_t from)
{
    bool quoted = false;
    long depth = 0;
    size_t i = from;
    for (; i < s.n && (s.s[i] != ' ' || quoted || depth > 0 || glued(s, i)); i++) {
        quoted = quoted != (s.s[i] == '`');
        if (!quoted && s.s[i] != '`' && strchr("([{", s.s[i]))
            depth++;
        else if (!quoted && strchr(")]}", s.s[i]))
            depth--;
    }
    return i;
}

void put_wrapped(struct buf *out, struct str s, size_t column, size_t hang)
{
    enum { MARGIN = 80 };
    for (size_t from = 0; from < s.n;) {
        size_t end = piece_end(s, from);
        struct str piece = {s.s + from, end - from};
        size_t width = utf8_width(piece);
        if (from > 0 && column + 1 + width > MARGIN) {
            buf_putc(out, '\n');
            buf_fill(out, ' ', hang);
            column = hang;
        } else if (from > 0) {
            buf_putc(out, ' ');
            column++;
        }
        put_plain(out, piece);
        column += width;
        from = end + 1;
    }
}

struct replacement {
    const char *from, *to;
};

/* Longer ones first where one begins another. */
static const struct replacement latex[] = {
    {"_||_", "$\\perp\\!\\!\\!\\perp$"},
    {"<->", "$\\leftrightarrow$"},
    {"->", "$\\rightarrow$"},
    {"<-", "$\\leftarrow$"},
    {"\\", "\\textbackslash{}"},
    {"^", "\\textasciicircum{}"},
    {"~", "\\textasciitilde{}"},
    {"<", "$<$"},
    {">", "$>$"},
    {"|", "$|$"},
    {"#", "\\#"},
    {"$", "\\$"},
    {"%", "\\%"},
    {"&", "\\&"},
    {"_", "\\_"},
    {"{", "\\{"},
    {"}", "\\}"},
    {NULL, NULL},
};
static const struct replacement markdown[] = {
    {"\\", "\\\\"}, {"`", "\\`"}, {"*", "\\*"}, {"_", "\\_"}, {"[", "\\["},
    {"]", "\\]"},   {"<", "\\<"}, {">", "\\>"}, {"|", "\\|"}, {NULL, NULL},
};

static void put_replaced(struct buf *out, struct str s, const struct replacement *r)
{
    for (size_t i = 0; i < s.n;) {
        struct str rest = {s.s + i, s.n - i};
        const struct replacement *hit = r;
        while (hit->from && !str_starts(rest, str_of(hit->from)))
            hit++;
        if (hit->from) {
            buf_puts(out, hit->to);
            i += strlen(hit->from);
        } else {
            put_plain(out, (struct str){rest.s, 1});
            i++;
        }
    }
}

void put_dressed(struct buf *out, struct str s, enum render_format format)
{
    if (format == RENDER_LATEX)
        put_replaced(out, s, latex);
    else if (format == RENDER_MARKDOWN)
        put_replaced(out, s, markdown);
    else
        put_plain(out, s);
}

void put_tint(struct buf *out, const struct render_style *style, enum tint tint)
{
    static const char *const sgr[] = {"0", "1", "2", "1;31", "1;33"};
    if (style->color)
        buf_fmt(out, "\033[%sm", sgr[tint]);
}
