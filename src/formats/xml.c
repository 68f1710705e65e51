/* xml.c -- tags and text of XML, one after the other. */
#include "formats/xml.h"

#include "base/utf8.h"

#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_name(char c)
{
    return c && !is_blank(c) && !strchr("<>/=\"'&", c);
}

static bool starts(const struct scan *s, const char *p, const char *what)
{
    size_t n = strlen(what);
    return (size_t)(s->end - p) >= n && memcmp(p, what, n) == 0;
}

/* Behind the next `what`, or the end. */
static const char *behind(const struct scan *s, const char *p, const char *what)
{
    size_t n = strlen(what);
    for (; p < s->end; p++)
        if (*p == *what && starts(s, p, what))
            return p + n;
    return s->end;
}

/* <!DOCTYPE BIF [ <!ELEMENT ..> ]> */
static const char *behind_declaration(const struct scan *s, const char *p)
{
    int depth = 0;
    for (; p < s->end; p++) {
        if (starts(s, p, "<!--")) {
            p = behind(s, p, "-->") - 1;
        } else if (*p == '"' || *p == '\'') {
            const char *q = memchr(p + 1, *p, (size_t)(s->end - p - 1));
            p = q ? q : s->end - 1;
        } else if (*p == '<') {
            depth++;
        } else if (*p == '>' && --depth == 0) {
            return p + 1;
        }
    }
    return s->end;
}

const char *xml_behind_aside(const struct scan *s, const char *p)
{
    if (starts(s, p, "<!--"))
        return behind(s, p + 4, "-->");
    if (starts(s, p, "<?"))
        return behind(s, p, "?>");
    if (starts(s, p, "<![CDATA["))
        return behind(s, p, "]]>");
    if (starts(s, p, "<!"))
        return behind_declaration(s, p);
    return p;
}

/* Behind the attributes, where > or /> stands. */
static bool skip_attributes(struct scan *s)
{
    while (s->p < s->end && *s->p != '>' && *s->p != '<' && !starts(s, s->p, "/>")) {
        if (*s->p == '"' || *s->p == '\'') {
            const char *q = memchr(s->p + 1, *s->p, (size_t)(s->end - s->p - 1));
            s->p = q ? q : s->end - 1;
        }
        s->p++;
    }
    return (s->p < s->end && *s->p != '<') || scan_expected(s, s->p, s->p, "`>`");
}

bool xml_next(struct scan *s, struct xml_tag *t)
{
    *t = (struct xml_tag){.kind = XML_END};
    for (;;) {
        const char *p = memchr(s->p, '<', (size_t)(s->end - s->p));
        s->p = p ? p : s->end;
        t->from = t->to = s->p;
        if (!p)
            return true;
        s->p = xml_behind_aside(s, p);
        if (s->p == p)
            break;
    }
    s->p++;
    t->kind = *s->p == '/' ? XML_CLOSE : XML_OPEN;
    s->p += *s->p == '/';
    const char *name = s->p;
    while (is_name(*s->p))
        s->p++;
    t->name = (struct str){name, (size_t)(s->p - name)};
    if (!t->name.n)
        return scan_expected(s, s->p, s->p, "the name of a tag");
    const char *attributes = s->p;
    if (!skip_attributes(s))
        return false;
    t->attributes = (struct str){attributes, (size_t)(s->p - attributes)};
    t->alone = *s->p == '/';
    s->p += t->alone ? 2 : 1;
    t->to = s->p;
    return true;
}

static bool same_word(struct str s, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; s.n == n && i < n; i++)
        if ((s.s[i] >= 'a' && s.s[i] <= 'z' ? s.s[i] - 32 : s.s[i]) != word[i])
            return false;
    return s.n == n;
}

bool xml_is(const struct xml_tag *t, const char *name)
{
    return same_word(t->name, name);
}

bool xml_skip(struct scan *s, const struct xml_tag *t)
{
    struct xml_tag inner;
    const char *from = t->from, *to = t->to;
    size_t depth = t->alone ? 0 : 1;
    while (depth) {
        if (!xml_next(s, &inner))
            return false;
        if (inner.kind == XML_END) {
            diag_error(s->w->diags, "format-end", scan_span(s, from, to), "this element is not closed");
            return diag_hint(s->w->diags, "close it with `</%.*s>`", STR_ARG(t->name));
        }
        if (inner.kind == XML_CLOSE)
            depth--;
        else if (!inner.alone)
            depth++;
    }
    return true;
}

struct str xml_attribute(const struct xml_tag *t, const char *name)
{
    struct str a = t->attributes;
    for (size_t i = 0; i < a.n;) {
        size_t from = i;
        while (i < a.n && is_name(a.s[i]))
            i++;
        struct str word = {a.s + from, i - from};
        while (i < a.n && (is_blank(a.s[i]) || a.s[i] == '='))
            i++;
        if (i < a.n && (a.s[i] == '"' || a.s[i] == '\'')) {
            size_t value = i + 1;
            for (i++; i < a.n && a.s[i] != a.s[value - 1];)
                i++;
            if (same_word(word, name))
                return (struct str){a.s + value, i - value};
            i++;
        } else if (i == from) {
            i++;
        }
    }
    return STR("");
}

/* ---- text ---- */

/* &#233; or &#xE9;: its number, 0 for what is none. */
static uint32_t numbered(struct str name)
{
    uint32_t c = 0;
    bool hex = name.n > 1 && (name.s[1] == 'x' || name.s[1] == 'X');
    for (size_t i = hex ? 2 : 1; i < name.n; i++) {
        char digit = name.s[i];
        uint32_t value = digit >= '0' && digit <= '9'          ? (uint32_t)(digit - '0')
                         : hex && digit >= 'a' && digit <= 'f' ? (uint32_t)(digit - 'a') + 10
                         : hex && digit >= 'A' && digit <= 'F' ? (uint32_t)(digit - 'A') + 10
                                                               : 16;
        if (value == 16 || c > 0x10FFFF)
            return 0;
        c = c * (hex ? 16 : 10) + value;
    }
    return c > 0x10FFFF || (c >= 0xD800 && c < 0xE000) ? 0 : c;
}

static bool put_entity(struct scan *s, struct buf *b, const char **p)
{
    static const struct {
        const char *name, *is;
    } known[] = {{"lt", "<"}, {"gt", ">"}, {"amp", "&"}, {"quot", "\""}, {"apos", "'"}};
    const char *from = *p + 1, *q = from;
    while (q < s->end && is_name(*q) && *q != ';')
        q++;
    struct str name = {from, (size_t)(q - from)};
    uint32_t c = name.n && *from == '#' ? numbered(name) : 0;
    bool found = *q == ';' && c;
    if (found)
        utf8_put(b, c);
    for (size_t i = 0; *q == ';' && !found && i < sizeof known / sizeof *known; i++)
        if (str_eq(name, str_of(known[i].name))) {
            buf_puts(b, known[i].is);
            found = true;
        }
    if (!found) {
        scan_expected(s, *p, q, "`&lt;`, `&gt;`, `&amp;`, `&quot;`, `&apos;` or `&#` and a number");
        return diag_hint(s->w->diags, "a plain `&` is written `&amp;`");
    }
    *p = q + 1;
    return true;
}

/* Text with entities and sections into b, up to the next tag; blanks at the end are cut. */
static bool gather(struct scan *s, struct buf *b)
{
    const char *p = s->p;
    size_t solid = 0;
    while (p < s->end) {
        if (starts(s, p, "<![CDATA[")) {
            const char *to = behind(s, p, "]]>");
            if (to - p >= 12)
                buf_put(b, (struct str){p + 9, (size_t)(to - p) - 12});
            p = to;
            solid = b->n;
        } else if (*p == '<') {
            const char *q = xml_behind_aside(s, p);
            if (q == p)
                break;
            p = q;
        } else if (*p == '&') {
            if (!put_entity(s, b, &p))
                return false;
            solid = b->n;
        } else {
            solid = is_blank(*p) ? solid : b->n + 1;
            buf_putc(b, *p++);
        }
    }
    s->p = p;
    b->n = b->n < solid ? b->n : solid;
    return true;
}

bool xml_text(struct scan *s, struct str *text, struct span *at)
{
    struct buf b = {0};
    while (is_blank(*s->p))
        s->p++;
    const char *from = s->p;
    bool good = gather(s, &b);
    const char *to = s->p;
    while (to > from && is_blank(to[-1]))
        to--;
    *at = scan_span(s, from, to);
    *text = b.failed ? (struct str){NULL, 0} : str_dup(s->draft, buf_str(&b));
    if (good && !text->s)
        good = diag_oom(s->w->diags);
    buf_free(&b);
    return good;
}
