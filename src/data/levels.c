/* levels.c -- a column's texts as small numbers. */
#include "data/levels.h"

#include "base/limits.h"
#include "base/utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool levels_init(struct levels *l, struct arena *a, const struct str *declared, uint32_t n)
{
    *l = (struct levels){.map = map_in(a), .declared = declared != NULL};
    for (uint32_t i = 0; declared && i < n; i++)
        if (!map_put(&l->map, declared[i], i))
            return false;
    return true;
}

bool data_missing(struct str s)
{
    return s.n == 0 || str_eq(s, STR("NA")) || str_eq(s, STR("\\N"));
}

enum level_status levels_code(struct levels *l, struct str text, uint32_t *code)
{
    *code = map_get(&l->map, text);
    if (*code != MAP_NONE)
        return LEVEL_FOUND;
    if (data_missing(text))
        return LEVEL_MISSING;
    if (!data_utf8(text))
        return LEVEL_NOT_UTF8;
    if (l->declared)
        return LEVEL_UNKNOWN;
    if (l->map.n >= LIMIT_STATES)
        return LEVEL_TOO_MANY;
    *code = (uint32_t)l->map.n;
    struct str own = str_dup(l->map.arena, text);
    return own.s && map_put(&l->map, own, *code) ? LEVEL_FOUND : LEVEL_OUT_OF_MEMORY;
}

/* ---- sorting ---- */

struct entry {
    struct str text;
    bool number;
    double value;
    uint32_t code;
};

static int compare(const void *x, const void *y)
{
    const struct entry *a = x, *b = y;
    if (a->number != b->number)
        return a->number ? -1 : 1;
    if (a->number && a->value < b->value)
        return -1;
    if (a->number && a->value > b->value)
        return 1;
    return str_cmp(a->text, b->text);
}

uint32_t *levels_order(const struct levels *l)
{
    struct arena *a = l->map.arena;
    uint32_t *order = ARENA_NEW(a, uint32_t, l->map.n);
    struct entry *entry = ARENA_NEW(a, struct entry, l->map.n);
    if (!order || !entry)
        return NULL;
    for (size_t i = 0; i < l->map.n; i++) {
        entry[i] = (struct entry){.text = l->map.key[i], .code = l->map.value[i]};
        entry[i].number = data_number(entry[i].text, &entry[i].value);
    }
    if (!l->declared && l->map.n)
        qsort(entry, l->map.n, sizeof *entry, compare);
    for (size_t i = 0; i < l->map.n; i++)
        order[i] = entry[i].code;
    return order;
}

/* ---- text ---- */

bool data_number(struct str s, double *out)
{
    char copy[128];
    size_t digits = 0;
    if (s.n == 0 || s.n >= sizeof copy)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.s[i] >= '0' && s.s[i] <= '9')
            digits++;
        else if (!s.s[i] || !strchr("+-.eE", s.s[i]))
            return false;
    }
    memcpy(copy, s.s, s.n);
    copy[s.n] = '\0';
    char *end;
    *out = strtod(copy, &end);
    return digits > 0 && *end == '\0' && isfinite(*out);
}

bool data_utf8(struct str s)
{
    for (size_t pos = 0; pos < s.n;) {
        size_t before = pos;
        if (utf8_next(s, &pos) == 0xFFFD && pos - before != 3)
            return false;
    }
    return true;
}
