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
    if (s.n == 0 || s.n >= sizeof digits || !strchr("+-.0123456789", s.s[0]))
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

bool type_number(const struct type *t, uint32_t state, double *out)
{
    if (t->value) {
        *out = t->value[state];
        return true;
    }
    bool all = true, truth;
    double x;
    for (uint32_t i = 0; i < t->n && all; i++)
        all = number_of(t->state[i], &x);
    if (all)
        return number_of(t->state[state], out);
    if (!type_truth(t, state, &truth))
        return false;
    *out = truth;
    return true;
}
