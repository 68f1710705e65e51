/* bif_words.c -- the words of BIF: names, marks, what stands between them, and states of a known variable.
 *
 * A name is text in double quotes, or whatever stands before white space or one of { } ( ) [ ] | , ; " -- so
 * `12+`, `<5` and `Asy/Patch` are states. Commas between numbers and names, and the bar, are as good as
 * blanks. Comments are those of C. */
#include "formats/bif.h"

#include <string.h>

const bool bif_ends_name[256] = {
    [0] = true,    [' '] = true, ['\t'] = true, ['\n'] = true, ['\r'] = true, ['\f'] = true,
    ['\v'] = true, ['{'] = true, ['}'] = true,  ['('] = true,  [')'] = true,  ['['] = true,
    [']'] = true,  ['|'] = true, [','] = true,  [';'] = true,  ['"'] = true,
};

/* Behind the comment that begins at p. One that is not closed goes to the end. */
static const char *behind_comment(const char *p, const char *end)
{
    if (p[1] == '/') {
        const char *q = memchr(p, '\n', (size_t)(end - p));
        return q ? q : end;
    }
    for (p += 2; p < end; p++)
        if (p[0] == '*' && p[1] == '/')
            return p + 2;
    return end;
}

void bif_skip_far(struct bif *b)
{
    const char *p = b->s->p;
    for (;;) {
        while (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t' || *p == ',' || *p == '|' || *p == '\f' ||
               *p == '\v')
            p++;
        if (*p != '/' || (p[1] != '/' && p[1] != '*'))
            break;
        p = behind_comment(p, b->s->end);
    }
    b->s->p = p;
}

const char *bif_word_end(const struct bif *b, const char *p)
{
    if (*p == '"') {
        const char *q = memchr(p + 1, '"', (size_t)(b->s->end - p - 1));
        return q ? q + 1 : b->s->end;
    }
    while (!bif_ends(*p))
        p++;
    return p;
}

bool bif_expected(struct bif *b, const char *what)
{
    return scan_expected(b->s, b->s->p, bif_word_end(b, b->s->p), what);
}

bool bif_read_word(struct bif *b, struct word *w, const char *what)
{
    bif_skip(b);
    const char *p = b->s->p, *q = bif_word_end(b, p);
    if (q == p) {
        *w = (struct word){0};
        return bif_expected(b, what);
    }
    *w = (struct word){{p, (size_t)(q - p)}, p, q};
    if (*p == '"') {
        if (q - p < 2 || q[-1] != '"')
            return scan_expected(b->s, b->s->end, b->s->end, "`\"`");
        w->s = (struct str){p + 1, (size_t)(q - p) - 2};
    }
    b->s->p = q;
    return true;
}

struct span bif_span(const struct bif *b, const struct word *w)
{
    return scan_span(b->s, w->from, w->to);
}

bool bif_take(struct bif *b, char c)
{
    bif_skip(b);
    if (*b->s->p != c || b->s->p >= b->s->end)
        return false;
    b->s->p++;
    return true;
}

bool bif_need(struct bif *b, char c, const char *what)
{
    return bif_take(b, c) || bif_expected(b, what);
}

bool bif_take_word(struct bif *b, const char *word)
{
    bif_skip(b);
    const char *p = b->s->p;
    for (; *word; word++, p++)
        if ((*p | 0x20) != *word)
            return false;
    if (!bif_ends(*p))
        return false;
    b->s->p = p;
    return true;
}

bool bif_skip_property(struct bif *b, struct str *text)
{
    bif_skip(b);
    const char *from = b->s->p, *p = from;
    while (p < b->s->end && *p != ';')
        p = *p == '"' ? bif_word_end(b, p) : p + 1;
    b->s->p = p;
    *text = (struct str){from, (size_t)(p - from)};
    while (text->n && strchr(" \t\r\n", text->s[text->n - 1]))
        text->n--;
    return bif_need(b, ';', "`;` behind the property");
}

/* ---- states ---- */

static bool unknown_state(struct bif *b, const struct net_var *parent, const struct word *w)
{
    struct diags *d = b->s->w->diags;
    diag_error(d, "unknown-state", bif_span(b, w), "%.*s has no state `%.*s`", STR_ARG(parent->name),
               STR_ARG(w->s));
    long k = str_nearest(w->s, parent->type->state, parent->type->n);
    if (k >= 0)
        return diag_hint(d, "did you mean `%.*s`?", STR_ARG(parent->type->state[k]));
    return diag_hint(d, "its states are those of its `variable` block");
}

static inline bool same(struct str a, struct str b)
{
    return a.n == b.n && memcmp(a.s, b.s, a.n) == 0;
}

static uint32_t find_state(const struct type *type, uint32_t *guess, struct str name)
{
    uint32_t k = *guess, next = k + 1 < type->n ? k + 1 : 0;
    if (!same(type->state[k], name)) {
        k = next;
        if (!same(type->state[k], name))
            k = type_state(type, name);
    }
    if (k != UINT32_MAX)
        *guess = k;
    return k;
}

bool bif_read_state(struct bif *b, const struct net_var *x, uint32_t *guess, uint32_t *state)
{
    struct word w;
    if (!bif_read_word(b, &w, "a state for each parent"))
        return false;
    *state = find_state(x->type, guess, w.s);
    return *state != UINT32_MAX || unknown_state(b, x, &w);
}
