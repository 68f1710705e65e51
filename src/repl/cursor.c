/* cursor.c -- what stands before the cursor. */
#include "repl/cursor.h"

#include <string.h>

bool cursor_in_name(char c)
{
    unsigned char u = (unsigned char)c;
    return u >= 0x80 || u == '_' || u == '\'' || (u >= '0' && u <= '9') ||
           ((u | 32) >= 'a' && (u | 32) <= 'z');
}

size_t cursor_skip_back(struct str s, size_t at)
{
    while (at > 0 && strchr(" \t\n", s.s[at - 1]))
        at--;
    return at;
}

struct str cursor_name(struct str s, size_t at, size_t *start)
{
    at = cursor_skip_back(s, at);
    size_t from = at;
    if (at > 1 && s.s[at - 1] == '`') {
        from = at - 1;
        while (from > 0 && s.s[from - 1] != '`')
            from--;
        *start = from ? from - 1 : 0;
        return (struct str){s.s + from, at - 1 - from};
    }
    while (from > 0 && cursor_in_name(s.s[from - 1]))
        from--;
    *start = from;
    return (struct str){s.s + from, at - from};
}

struct str cursor_variable(struct str s)
{
    size_t at = cursor_skip_back(s, s.n), start;
    if (at == 0 || s.s[at - 1] != '=')
        return (struct str){0};
    at--;
    if (at > 0 && (s.s[at - 1] == '=' || s.s[at - 1] == '!'))
        at--;
    return cursor_name(s, at, &start);
}

bool cursor_behind(struct str s, struct str word)
{
    size_t start;
    return str_eq(cursor_name(s, s.n, &start), word);
}

struct str cursor_diagram(struct str before)
{
    static const struct str words[] = {STR("cut"),       STR("do"),   STR("marginal"),
                                       STR("condition"), STR("comb"), STR("twin")};
    size_t depth = 0, at = before.n, start, end = 0;
    for (; at > 0 && (depth || before.s[at - 1] != '('); at--) {
        char c = before.s[at - 1];
        depth += c == ')';
        depth -= c == '(';
        if (c == ',' && !depth)
            end = at - 1; /* at last, of the first argument */
    }
    if (!at || !end)
        return (struct str){0};
    struct str word = cursor_name(before, at - 1, &start), d = cursor_name(before, end, &start);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(word, words[i]))
            return cursor_skip_back(before, start) == at ? d : (struct str){0};
    return (struct str){0};
}
