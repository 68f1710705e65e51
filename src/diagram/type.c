/* type.c -- finite types: ordered states and their numeric reading. */
#include "diagram/diagram.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool type_equal(const struct type *a, const struct type *b)
{
    if (a == b)
        return true;
    if (!a || !b || a->n != b->n)
        return false;
    for (uint32_t i = 0; i < a->n; i++)
        if (!str_eq(a->state[i], b->state[i]))
            return false;
    return true;
}

bool type_fits(const struct type *a, const struct type *b)
{
    if (!a || !b || a == b)
        return true;
    bool named = a->name.n && b->name.n;
    if (a->n == 0 || b->n == 0)
        return a->n == b->n && str_eq(a->name, b->name);
    return type_equal(a, b) && (!named || str_eq(a->name, b->name));
}

struct type *type_copy(struct arena *a, const struct type *t)
{
    struct type *c = ARENA_NEW(a, struct type, 1);
    struct str *state = ARENA_NEW(a, struct str, t->n), name = str_dup(a, t->name);
    double *value = t->value ? ARENA_NEW(a, double, t->n) : NULL;
    if (!c || !state || !name.s || (t->value && !value))
        return NULL;
    for (uint32_t i = 0; i < t->n; i++) {
        state[i] = str_dup(a, t->state[i]);
        if (!state[i].s)
            return NULL;
        if (value)
            value[i] = t->value[i];
    }
    *c = (struct type){.name = name, .n = t->n, .state = state, .value = value};
    return c;
}

uint32_t type_state(const struct type *t, struct str name)
{
    for (uint32_t i = 0; i < t->n; i++)
        if (str_eq(t->state[i], name))
            return i;
    return UINT32_MAX;
}

static bool number_of(struct str s, double *out)
{
    char digits[64], *end;
    if (s.n == 0 || s.n >= sizeof digits || !memchr("+-.0123456789", s.s[0], 13))
        return false;
    memcpy(digits, s.s, s.n);
    digits[s.n] = '\0';
    errno = 0;
    *out = strtod(digits, &end);
    return *end == '\0' && errno == 0;
}

bool type_truth(const struct type *t, uint32_t state, bool *out)
{
    static const struct str no[] = {STR("no"), STR("false"), STR("0")};
    static const struct str yes[] = {STR("yes"), STR("true"), STR("1")};
    if (t->n != 2 || state > 1)
        return false;
    for (size_t k = 0; k < sizeof no / sizeof *no; k++)
        for (uint32_t at = 0; at < 2; at++)
            if (str_eq(t->state[at], no[k]) && str_eq(t->state[1 - at], yes[k])) {
                *out = state != at;
                return true;
            }
    return false;
}

/* Where the numbers of a type come from. */
enum reading { READ_NOTHING, READ_DECLARED, READ_NAMES, READ_TRUTH };

static enum reading reading(const struct type *t)
{
    double x;
    bool truth;
    uint32_t k = 0;
    if (t->value)
        return READ_DECLARED;
    while (k < t->n && number_of(t->state[k], &x))
        k++;
    return k == t->n ? READ_NAMES : type_truth(t, 0, &truth) ? READ_TRUTH : READ_NOTHING;
}

static double read_as(enum reading how, const struct type *t, uint32_t state)
{
    double x = 0;
    bool truth = false;
    if (how == READ_DECLARED)
        return t->value[state];
    if (how == READ_NAMES)
        return number_of(t->state[state], &x) ? x : 0;
    return type_truth(t, state, &truth) && truth;
}

bool type_number(const struct type *t, uint32_t state, double *out)
{
    enum reading how = reading(t);
    if (how != READ_NOTHING)
        *out = read_as(how, t, state);
    return how != READ_NOTHING;
}

bool type_numbers(const struct type *t, double *out)
{
    enum reading how = reading(t);
    for (uint32_t k = 0; how != READ_NOTHING && k < t->n; k++)
        out[k] = read_as(how, t, k);
    return how != READ_NOTHING;
}

uint32_t type_state_of_number(const struct type *t, double x)
{
    enum reading how = reading(t);
    for (uint32_t k = 0; how != READ_NOTHING && k < t->n; k++)
        if (read_as(how, t, k) == x)
            return k;
    return UINT32_MAX;
}
