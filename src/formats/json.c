/* json.c -- JSON: strings, brackets, skipping what is not wanted. */
#include "formats/json.h"

#include "base/utf8.h"

#include <string.h>

static void skip_blanks(struct scan *s)
{
    while (*s->p == ' ' || *s->p == '\n' || *s->p == '\r' || *s->p == '\t')
        s->p++;
}

static const char *word_end(const char *p)
{
    while (*p && !strchr(" \t\r\n,:[]{}\"", *p))
        p++;
    return p;
}

char scan_json_peek(struct scan *s)
{
    skip_blanks(s);
    return s->p < s->end ? *s->p : 0;
}

bool scan_json_end(struct scan *s)
{
    skip_blanks(s);
    return s->p >= s->end || scan_expected(s, s->p, word_end(s->p), "the end of the text");
}

/* ---- strings ---- */

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* The four digits at p as a number, or -1. */
static long unit(const char *p)
{
    long u = 0;
    for (int i = 0; i < 4; i++) {
        int d = hex_digit(p[i]);
        if (d < 0)
            return -1;
        u = 16 * u + d;
    }
    return u;
}

/* The character that an escape at *p means, \u and four hexadecimal digits; two may stand for one. -1: none.
 */
static long escaped(const char **p)
{
    long c = unit(*p);
    if (c < 0)
        return -1;
    *p += 4;
    if (c < 0xD800 || c > 0xDFFF)
        return c;
    long low = c < 0xDC00 && (*p)[0] == '\\' && (*p)[1] == 'u' ? unit(*p + 2) : -1;
    if (low < 0xDC00 || low > 0xDFFF)
        return -1;
    *p += 6;
    return 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
}

/* One escape behind the backslash at *p; 0: a wrong one. */
static size_t read_escape(const char **p, char *to)
{
    static const char letter[] = "\"\\/bfnrt", is[] = "\"\\/\b\f\n\r\t";
    char c = *(*p)++;
    const char *k = c ? strchr(letter, c) : NULL;
    if (k) {
        *to = is[k - letter];
        return 1;
    }
    long code = c == 'u' ? escaped(p) : -1;
    return code > 0 ? utf8_encode(to, (uint32_t)code) : 0;
}

static const char *string_end(const struct scan *s, const char *p)
{
    for (p++; p < s->end && *p != '"'; p++)
        p += *p == '\\' && p + 1 < s->end;
    return p;
}

bool scan_json_string(struct scan *s, struct str *text, struct span *at, const char *what)
{
    skip_blanks(s);
    const char *from = s->p, *p = from + 1;
    if (s->p >= s->end || *from != '"')
        return scan_expected(s, from, word_end(from), what);
    const char *end = string_end(s, from);
    if (end >= s->end)
        return scan_expected(s, s->end, s->end, "`\"`");
    char *copy = arena_alloc(s->draft, (size_t)(end - from));
    size_t n = 0;
    if (!copy)
        return diag_oom(s->w->diags);
    while (p < end) {
        const char *escape = p;
        if ((unsigned char)*p < 0x20)
            return scan_expected(s, p, p, "no control character in a string");
        if (*p++ != '\\') {
            copy[n++] = p[-1];
            continue;
        }
        size_t more = read_escape(&p, copy + n);
        if (!more)
            return scan_expected(s, escape, p < end ? p : end, "an escape as `\\n` or `\\u00e9`");
        n += more;
    }
    *text = (struct str){copy, n};
    *at = scan_span(s, from, end + 1);
    s->p = end + 1;
    return true;
}

/* ---- brackets ---- */

static bool open_bracket(struct scan *s, char bracket, const char *what)
{
    if (scan_json_peek(s) != bracket)
        return scan_expected(s, s->p, word_end(s->p), what);
    s->p++;
    return true;
}

/* *more: another element or member comes; it is false behind the closing bracket. `first` is true at the
 * first call, and is turned. */
static bool is_more(struct scan *s, char bracket, bool *first, bool *more)
{
    char c = scan_json_peek(s);
    *more = c != bracket;
    if (c == bracket) {
        s->p++;
    } else if (!*first) {
        if (c != ',')
            return scan_expected(s, s->p, word_end(s->p), bracket == ']' ? "`,` or `]`" : "`,` or `}`");
        s->p++;
        if (scan_json_peek(s) == bracket) {
            scan_expected(s, s->p, s->p, "something behind the comma");
            return diag_hint(s->w->diags, "take the comma away");
        }
    }
    *first = false;
    return true;
}

bool scan_json_each(struct scan *s, char bracket, const char *what, bool (*read)(void *cx), void *cx)
{
    bool first = true, more = true;
    if (!open_bracket(s, bracket, what))
        return false;
    for (;;) {
        if (!is_more(s, bracket == '[' ? ']' : '}', &first, &more))
            return false;
        if (!more)
            return true;
        if (!read(cx))
            return false;
    }
}

bool scan_json_name(struct scan *s, struct str *key, struct span *at)
{
    return scan_json_string(s, key, at, "a key in double quotes") &&
           (scan_json_peek(s) == ':' ? (s->p++, true) : scan_expected(s, s->p, word_end(s->p), "`:`"));
}

static bool skip_plain(struct scan *s)
{
    const char *q = word_end(s->p);
    struct str word = {s->p, (size_t)(q - s->p)};
    struct number number;
    bool good = str_eq(word, STR("true")) || str_eq(word, STR("false")) || str_eq(word, STR("null")) ||
                (word.n && number_read(s->p, &number) == q);
    if (!good)
        return scan_expected(s, s->p, q, "a value");
    s->p = q;
    return true;
}

/* Brackets are counted, not recursed into; which one closes which is not looked at in what is skipped. */
bool scan_json_skip(struct scan *s)
{
    size_t depth = 0;
    do {
        char c = scan_json_peek(s);
        if (c == '{' || c == '[') {
            depth++;
            s->p++;
        } else if (depth && (c == '}' || c == ']' || c == ',' || c == ':')) {
            depth -= c == '}' || c == ']';
            s->p++;
        } else if (c == '"') {
            const char *end = string_end(s, s->p);
            if (end >= s->end)
                return scan_expected(s, s->end, s->end, "`\"`");
            s->p = end + 1;
        } else if (!skip_plain(s)) {
            return false;
        }
    } while (depth);
    return true;
}

/* ---- lists ---- */

/* A list and the text that it is read from. */
struct reading {
    struct scan *s;
    struct strings *strings;
    struct entries *numbers;
};

static bool read_string(void *cx)
{
    struct reading *r = cx;
    struct strings *list = r->strings;
    size_t k = list->n;
    struct str text;
    struct span at;
    if (!scan_json_string(r->s, &text, &at, "a text in double quotes"))
        return false;
    return (ARENA_PUSH(r->s->draft, list->at, k, list->at_cap, at) &&
            ARENA_PUSH(r->s->draft, list->text, list->n, list->cap, text)) ||
           diag_oom(r->s->w->diags);
}

bool scan_json_strings(struct scan *s, struct strings *list, const char *what)
{
    return scan_json_each(s, '[', what, read_string, &(struct reading){.s = s, .strings = list});
}

static bool read_number(void *cx)
{
    struct reading *r = cx;
    scan_json_peek(r->s);
    return entries_read(r->numbers, r->s, " \t\r\n,]");
}

bool scan_json_numbers(struct scan *s, struct entries *e)
{
    return scan_json_each(s, '[', "`[` and numbers", read_number, &(struct reading){.s = s, .numbers = e});
}

/* ---- writing ---- */

void scan_json_put(struct buf *out, struct str s)
{
    buf_putc(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.s[i];
        if (c == '"' || c == '\\')
            buf_putc(out, '\\');
        if (c == '\n')
            buf_puts(out, "\\n");
        else if (c < 0x20)
            buf_fmt(out, "\\u%04x", c);
        else
            buf_putc(out, (char)c);
    }
    buf_putc(out, '"');
}
