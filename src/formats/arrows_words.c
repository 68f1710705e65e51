/* arrows_words.c -- the words of dagitty and DOT: names, what stands between them, attributes in brackets. */
#include "formats/arrows.h"

#include <string.h>

static const char *line_end(const struct scan *s, const char *p)
{
    const char *q = memchr(p, '\n', (size_t)(s->end - p));
    return q ? q : s->end;
}

void arrows_skip(struct arrows *a)
{
    struct scan *s = a->s;
    for (;;) {
        while (s->p < s->end && strchr(" \t\r\n\f\v", *s->p))
            s->p++;
        if (s->p[0] == '/' && s->p[1] == '/') {
            s->p = line_end(s, s->p);
        } else if (s->p[0] == '/' && s->p[1] == '*') {
            for (s->p += 2; s->p < s->end && !(s->p[0] == '*' && s->p[1] == '/');)
                s->p++;
            s->p += s->p < s->end ? 2 : 0;
        } else if (s->p[0] == '#') { /* of the preprocessor in DOT, of R in dagitty */
            s->p = line_end(s, s->p);
        } else {
            return;
        }
    }
}

bool arrows_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || (c & 0x80);
}

/* The end of the name at p; p itself when there is none. */
static const char *name_end(const struct arrows *a, const char *p)
{
    const char *start = p;
    if (*p == '"' || (*p == '\'' && !a->dot)) {
        for (p++; p < a->s->end && *p != *start; p++)
            p += *p == '\\' && p + 1 < a->s->end;
        return p < a->s->end ? p + 1 : p;
    }
    if (*p == '-' && a->dot && (arrows_letter(p[1]) && (p[1] == '.' || (p[1] >= '0' && p[1] <= '9'))))
        p++; /* a negative number */
    while (arrows_letter(*p))
        p++;
    return p;
}

bool arrows_expected(struct arrows *a, const char *what)
{
    return scan_expected(a->s, a->s->p, name_end(a, a->s->p), what);
}

bool arrows_take(struct arrows *a, char c)
{
    arrows_skip(a);
    if (a->s->p >= a->s->end || *a->s->p != c)
        return false;
    a->s->p++;
    return true;
}

bool arrows_need(struct arrows *a, char c, const char *what)
{
    return arrows_take(a, c) || arrows_expected(a, what);
}

/* Quoted text with its escapes undone: the quote, the backslash. Others stand as they are. */
static bool unquote(struct arrows *a, const char *p, const char *q, struct str *out)
{
    char *copy = arena_alloc(a->s->draft, (size_t)(q - p));
    size_t n = 0;
    if (!copy)
        return diag_oom(a->s->w->diags);
    for (const char *c = p + 1; c < q - 1; c++) {
        if (*c == '\\' && c + 1 < q - 1 && (c[1] == *p || c[1] == '\\'))
            c++;
        copy[n++] = *c;
    }
    *out = (struct str){copy, n};
    return true;
}

bool arrows_read_id(struct arrows *a, struct id *id, const char *what)
{
    arrows_skip(a);
    const char *p = a->s->p, *q = name_end(a, p);
    *id = (struct id){.s = STR("")};
    if (q == p)
        return arrows_expected(a, what);
    id->quoted = *p == '"' || *p == '\'';
    id->at = scan_span(a->s, p, q);
    a->s->p = q;
    if (!id->quoted) {
        id->s = (struct str){p, (size_t)(q - p)};
        return true;
    }
    if (q - p < 2 || q[-1] != *p)
        return scan_expected(a->s, a->s->end, a->s->end, "the closing quote");
    return unquote(a, p, q, &id->s);
}

bool arrows_is_word(const struct id *id, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; id->s.n == n && i < n; i++)
        if ((id->s.s[i] >= 'A' && id->s.s[i] <= 'Z' ? id->s.s[i] + 32 : id->s.s[i]) != word[i])
            return false;
    return id->s.n == n && !id->quoted;
}

/* ---- attributes ---- */

static bool wrong_dir(struct arrows *a, const struct id *value)
{
    diag_error(a->s->w->diags, "format", value->at, "`dir` is `forward`, `back` or `both`, not `%.*s`",
               STR_ARG(value->s));
    return diag_hint(a->s->w->diags, "an edge of a causal model has a direction");
}

static bool take_mark(struct arrows *a, struct marks *m, const struct id *name, const struct id *value)
{
    bool no = value->s.n &&
              (str_eq(value->s, STR("false")) || str_eq(value->s, STR("no")) || str_eq(value->s, STR("0")));
    if (str_eq(name->s, STR("latent")) || str_eq(name->s, STR("unobserved")))
        m->latent = !no;
    if (!a->dot || !str_eq(name->s, STR("dir")))
        return true;
    m->dir = str_eq(value->s, STR("both"))      ? ARROW_BOTH
             : str_eq(value->s, STR("back"))    ? ARROW_FROM
             : str_eq(value->s, STR("forward")) ? ARROW_TO
                                                : ARROW_NONE;
    return m->dir != ARROW_NONE || wrong_dir(a, value->at.end ? value : name);
}

bool arrows_read_marks(struct arrows *a, struct marks *m)
{
    struct id name, value;
    while (arrows_take(a, '[')) {
        while (!arrows_take(a, ']')) {
            value = (struct id){.s = STR("")};
            if (!arrows_read_id(a, &name, "an attribute or `]`") ||
                (arrows_take(a, '=') && !arrows_read_id(a, &value, "the value of the attribute")) ||
                !take_mark(a, m, &name, &value))
                return false;
            while (arrows_take(a, ',') || arrows_take(a, ';'))
                ;
        }
    }
    return true;
}
