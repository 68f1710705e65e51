/* secret.c -- finding passwords in connection strings and addresses. */
#include "base/secret.h"

#include <ctype.h>
#include <string.h>

/* Does `word`, in lower case, stand at s[i], in any case? */
static bool word_at(struct str s, size_t i, const char *word)
{
    size_t n = strlen(word);
    if (n > s.n - i)
        return false;
    for (size_t k = 0; k < n; k++)
        if (tolower((unsigned char)s.s[i + k]) != word[k])
            return false;
    return true;
}

static size_t skip_blanks(struct str s, size_t i)
{
    while (i < s.n && (s.s[i] == ' ' || s.s[i] == '\t'))
        i++;
    return i;
}

/* The end of a value of a connection string that begins at s[i]: braces may hold anything, and a closing one
 * is doubled inside. A question mark is part of it unless the table follows. */
static size_t value_end(struct str s, size_t i)
{
    bool braces = i < s.n && s.s[i] == '{';
    for (i += braces; i < s.n; i++) {
        bool doubled = braces && s.s[i] == '}' && i + 1 < s.n && s.s[i + 1] == '}';
        if (doubled)
            i++;
        else if (braces ? s.s[i] == '}' : strchr(";\"\n", s.s[i]) || word_at(s, i, "?table="))
            return i;
    }
    return i;
}

/* `pwd = ..` or `password = ..` at s[i]: where its value begins; 0: it is not there. */
static size_t keyword(struct str s, size_t i)
{
    static const char *const words[] = {"pwd", "password"};
    if (i > 0 && isalnum((unsigned char)s.s[i - 1]))
        return 0;
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        if (!word_at(s, i, words[k]))
            continue;
        size_t at = skip_blanks(s, i + strlen(words[k]));
        if (at < s.n && s.s[at] == '=')
            return skip_blanks(s, at + 1);
    }
    return 0;
}

/* `//user:..@` at s[i]: where the password begins and ends; false: it is not there. */
static bool in_address(struct str s, size_t i, size_t *from, size_t *to)
{
    size_t colon = 0, at = 0;
    if (!word_at(s, i, "//"))
        return false;
    for (size_t k = i + 2; k < s.n && !strchr("/\"? \n", s.s[k]); k++) {
        if (s.s[k] == ':' && !colon)
            colon = k;
        if (s.s[k] == '@')
            at = k;
    }
    *from = colon + 1;
    *to = at;
    return colon && at > colon;
}

/* The next password at or after *i; false when there is none. */
static bool next(struct str s, size_t i, size_t *from, size_t *to)
{
    for (; i < s.n; i++) {
        size_t value = keyword(s, i);
        if (value) {
            *from = value;
            *to = value_end(s, value);
            return true;
        }
        if (in_address(s, i, from, to))
            return true;
    }
    return false;
}

bool secret_in(struct str s)
{
    size_t from, to;
    return next(s, 0, &from, &to);
}

struct str secret_masked(struct arena *a, struct str s)
{
    size_t from, to;
    if (!next(s, 0, &from, &to))
        return s;
    char *copy = arena_alloc(a, s.n + 1);
    if (!copy)
        return (struct str){NULL, 0};
    memcpy(copy, s.s, s.n);
    do
        memset(copy + from, '*', to - from);
    while (next(s, to, &from, &to));
    return (struct str){copy, s.n};
}
