/* diag.c -- diagnostics: the place, the line, a caret span under it, and what to do.
 *
 * A caret goes under each column that the span takes on the terminal. Tabs of the source line are copied into
 * the caret line, so that they stand alike whatever their width is; what cannot be shown (control characters,
 * bytes that are no UTF-8) is one column wide in both.
 */
#include "base/secret.h"
#include "base/utf8.h"
#include "render/render_int.h"

#include <string.h>

enum { LONGEST_LINE = 160, WINDOW = 120, WINDOW_BEFORE = 60, TAB_STOP = 8 };

/* The line of a diagnostic, and where the span lies in it (bytes, cut at the end of the line). */
struct marked {
    struct place place;
    size_t start, end;
};

static struct marked mark(const struct diag *d)
{
    struct marked m = {.place = text_place(d->text, d->span.start)};
    size_t n = m.place.text.n;
    m.start = d->span.start - m.place.line_start;
    if (m.start > n)
        m.start = n;
    m.end = d->span.end > d->span.start ? d->span.end - m.place.line_start : m.start;
    if (m.end > n)
        m.end = n;
    return m;
}

static struct str slice(struct str s, size_t from, size_t to)
{
    return (struct str){s.s + from, to - from};
}

/* Columns of the character that `s` begins with, and its bytes; control characters count as one column. */
static size_t character(struct str s, size_t *bytes)
{
    *bytes = 0;
    utf8_next(s, bytes);
    return utf8_width(slice(s, 0, *bytes));
}

/* The line as it is shown: tabs are kept or made blanks, what cannot be shown becomes a question mark. */
static void put_source(struct buf *out, struct str s, bool keep_tabs)
{
    for (size_t i = 0; i < s.n;) {
        size_t before = i;
        unsigned char c = (unsigned char)s.s[i];
        bool bad = utf8_next(s, &i) == 0xFFFD && i - before == 1;
        if (c == '\t')
            buf_putc(out, keep_tabs ? '\t' : ' ');
        else if (bad || c < 0x20 || c == 0x7F)
            buf_putc(out, '?');
        else
            buf_put(out, slice(s, before, i));
    }
}

/* What stands before the carets: blanks, and the tabs of the source where they are kept. */
static void put_indent(struct buf *out, struct str before, bool keep_tabs)
{
    for (size_t i = 0; i < before.n;) {
        size_t bytes;
        size_t width = character(slice(before, i, before.n), &bytes);
        if (before.s[i] == '\t' && keep_tabs)
            buf_putc(out, '\t');
        else
            buf_fill(out, ' ', width);
        i += bytes;
    }
}

static void put_carets(struct buf *out, struct str span, const struct render_style *style)
{
    size_t width = utf8_width(span);
    put_tint(out, style, TINT_ERROR);
    buf_fill(out, '^', width ? width : 1);
    put_tint(out, style, TINT_OFF);
    buf_putc(out, '\n');
}

/* The byte that lies `columns` columns after byte `from` of s, or its end. */
static size_t after_columns(struct str s, size_t from, size_t columns)
{
    while (from < s.n) {
        size_t bytes;
        size_t width = character(slice(s, from, s.n), &bytes);
        if (width > columns)
            break;
        columns -= width;
        from += bytes;
    }
    return from;
}

/* The source line and its carets; of a long line the part round the caret. */
static void put_excerpt(struct buf *out, const struct marked *m, const struct render_style *style)
{
    struct str s = m->place.text;
    size_t from = 0, to = s.n, end = m->end;
    bool whole = utf8_width(s) <= LONGEST_LINE;
    const char *dots = style->unicode ? "…" : "...";
    if (!whole) {
        size_t before = utf8_width(slice(s, 0, m->start));
        from = after_columns(s, 0, before > WINDOW_BEFORE ? before - WINDOW_BEFORE : 0);
        to = after_columns(s, from, WINDOW);
        end = end > to ? to : end;
    }
    bool cut = from > 0;
    buf_puts(out, cut ? dots : "");
    put_source(out, slice(s, from, to), whole);
    buf_puts(out, to < s.n ? dots : "");
    buf_putc(out, '\n');
    buf_fill(out, ' ', cut ? utf8_width(str_of(dots)) : 0);
    put_indent(out, slice(s, from, m->start), whole);
    put_carets(out, slice(s, m->start, end), style);
}

/* ---- the words ---- */

static void put_severity(struct buf *out, const struct diag *d, const struct render_style *style)
{
    put_tint(out, style, d->severity == DIAG_ERROR ? TINT_ERROR : TINT_WARNING);
    buf_puts(out, d->severity == DIAG_ERROR ? "error:" : "warning:");
    put_tint(out, style, TINT_OFF);
    buf_putc(out, ' ');
}

static void put_message(struct buf *out, const struct diag *d, const struct render_style *style)
{
    put_severity(out, d, style);
    put_tint(out, style, TINT_BOLD);
    put_plain(out, d->message);
    put_tint(out, style, TINT_OFF);
    buf_putc(out, '\n');
}

static void put_hint(struct buf *out, const struct diag *d)
{
    if (!d->hint.n)
        return;
    for (struct str rest = d->hint; rest.n;) { /* a list of wires has a line each */
        const char *end = memchr(rest.s, '\n', rest.n);
        size_t n = end ? (size_t)(end - rest.s) : rest.n;
        buf_puts(out, "  ");
        put_wrapped(out, (struct str){rest.s, n}, 2, 2);
        buf_putc(out, '\n');
        rest = (struct str){rest.s + n + (end != NULL), rest.n - n - (end != NULL)};
    }
}

static void diag_placed(struct buf *out, const struct diag *d, const struct render_style *style)
{
    struct marked m = mark(d);
    put_tint(out, style, TINT_BOLD);
    put_plain(out, d->text->name);
    buf_fmt(out, "%s%u:%u:", d->text->name.n ? ":" : "", m.place.line, m.place.column);
    put_tint(out, style, TINT_OFF);
    buf_putc(out, ' ');
    put_message(out, d, style);
    put_excerpt(out, &m, style);
    put_hint(out, d);
}

/* ---- at the prompt ---- */

/* A tab moved the cursor to the next stop when the line was typed. */
static void put_typed_indent(struct buf *out, struct str before, size_t column)
{
    size_t at = column;
    for (size_t i = 0; i < before.n;) {
        size_t bytes;
        size_t width = character(slice(before, i, before.n), &bytes);
        at += before.s[i] == '\t' ? TAB_STOP - at % TAB_STOP : width;
        i += bytes;
    }
    buf_fill(out, ' ', at);
}

/* Is the line the last of what was typed, so that the reader still sees it just above? */
static bool last_line(const struct diag *d, const struct place *place)
{
    for (size_t i = place->line_start + place->text.n; i < d->text->body.n; i++)
        if (d->text->body.s[i] != '\n' && d->text->body.s[i] != '\r')
            return false;
    return true;
}

static void diag_typed(struct buf *out, const struct diag *d, const struct render_style *style)
{
    struct marked m = mark(d);
    if (last_line(d, &m.place)) {
        put_typed_indent(out, slice(m.place.text, 0, m.start), style->column);
        put_carets(out, slice(m.place.text, m.start, m.end), style);
    } else {
        put_excerpt(out, &m, style);
    }
}

/* Message and hint on one line, as at the prompt, where that is not too long. */
static void put_one_line(struct buf *out, const struct diag *d, const struct render_style *style)
{
    enum { MARGIN = 80, ROUND = 12 /* "warning: " and the dash */ };
    put_severity(out, d, style);
    put_plain(out, d->message);
    bool lines = d->hint.n && (memchr(d->hint.s, '\n', d->hint.n) ||
                               utf8_width(d->message) + utf8_width(d->hint) + ROUND > MARGIN);
    if (d->hint.n && !lines) {
        buf_puts(out, style->unicode ? " — " : " -- ");
        put_plain(out, d->hint);
    }
    buf_putc(out, '\n');
    if (lines)
        put_hint(out, d);
}

static void put_diag(struct buf *out, const struct diag *d, const struct render_style *style)
{
    bool placed = d->text && (d->span.start || d->span.end);
    if (placed && (!style->prompt || d->text->name.n)) {
        diag_placed(out, d, style);
        return;
    }
    if (placed)
        diag_typed(out, d, style);
    if (style->prompt) {
        put_one_line(out, d, style);
    } else {
        put_message(out, d, style);
        put_hint(out, d);
    }
}

/* Passwords of connection strings are masked wherever they would be shown. */
void render_diag(struct buf *out, const struct diag *d, const struct render_style *style)
{
    struct arena scratch = {0};
    struct diag shown = *d;
    struct text text;
    shown.message = secret_masked(&scratch, d->message);
    shown.hint = secret_masked(&scratch, d->hint);
    if (d->text) {
        text = (struct text){d->text->name, secret_masked(&scratch, d->text->body)};
        shown.text = text.body.s || !d->text->body.n ? &text : NULL;
    }
    put_diag(out, &shown, style);
    arena_free(&scratch);
}
