/* levels.c -- a column's texts as small numbers. */
#include "data/levels.h"

#include "base/limits.h"
#include "base/utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MISSING_CODE = UINT32_MAX - 1, LIMIT_REMEMBERED = 1 << 14 };

bool levels_init(struct levels *l, struct arena *a, const struct data_request *q,
                 const struct data_column *want)
{
    *l = (struct levels){.map = map_in(a), .q = q, .want = want};
    l->closed = want->levels || want->nbounds;
    l->n = want->levels ? want->nlevels : want->nbounds ? want->nbounds + 1 : 0;
    if (!want->nbounds) {
        for (uint32_t i = 0; i < l->n; i++)
            if (!map_put(&l->map, want->levels[i], i))
                return false;
        return true;
    }
    l->bound = ARENA_NEW(a, double, want->nbounds);
    for (uint32_t i = 0; l->bound && i < want->nbounds; i++)
        data_number(want->bound[i], &l->bound[i]);
    return l->bound != NULL;
}

const struct str data_always_missing[DATA_ALWAYS_MISSING] = {{"", 0}, {"NA", 2}, {"\\N", 2}};

bool data_missing(const struct data_request *q, struct str s)
{
    if (!s.s)
        return true;
    for (uint32_t i = 0; i < DATA_ALWAYS_MISSING; i++)
        if (str_eq(s, data_always_missing[i]))
            return true;
    for (uint32_t i = 0; i < q->nmissing; i++)
        if (str_eq(s, q->missing[i]))
            return true;
    return false;
}

static enum level_status remember(struct levels *l, struct str text, uint32_t code)
{
    struct str own = str_dup(l->map.arena, text);
    if (!own.s || !map_put(&l->map, own, code))
        return LEVEL_OUT_OF_MEMORY;
    return code == MISSING_CODE ? LEVEL_MISSING : LEVEL_FOUND;
}

/* A level that is in no dictionary yet, of a column that takes what comes. */
static enum level_status take_in(struct levels *l, struct str text, uint32_t *code)
{
    double value;
    if (!data_utf8(text))
        return LEVEL_NOT_UTF8;
    if (l->closed)
        return LEVEL_UNKNOWN;
    bool number = data_number(text, &value);
    if (l->want->values && !number)
        return LEVEL_NOT_NUMERIC;
    if (l->n >= LIMIT_STATES)
        return LEVEL_TOO_MANY;
    l->texts += !number;
    *code = l->n++;
    return remember(l, text, *code);
}

static enum level_status missing(struct levels *l, struct str text, uint32_t *code)
{
    if (!l->q->missing_level)
        return l->map.n < LIMIT_REMEMBERED && text.s ? remember(l, text, MISSING_CODE) : LEVEL_MISSING;
    *code = map_get(&l->map, STR("missing"));
    if (*code != MAP_NONE)
        return LEVEL_FOUND;
    if (l->bound && !l->want->levels) { /* a class more */
        *code = l->want->nbounds + 1;
        l->n = *code + 1;
        return remember(l, STR("missing"), *code);
    }
    uint32_t texts = l->texts;
    enum level_status status = take_in(l, STR("missing"), code);
    l->texts = texts; /* it says nothing about the others */
    return status;
}

/* The class of a number in a divided column. */
static enum level_status divide(struct levels *l, struct str text, uint32_t *code)
{
    double value;
    if (!data_number(text, &value))
        return data_utf8(text) ? LEVEL_NOT_NUMERIC : LEVEL_NOT_UTF8;
    for (*code = 0; *code < l->want->nbounds && value >= l->bound[*code];)
        ++*code;
    return l->map.n < LIMIT_REMEMBERED ? remember(l, text, *code) : LEVEL_FOUND;
}

enum level_status levels_code(struct levels *l, struct str text, uint32_t *code)
{
    *code = text.s ? map_get(&l->map, text) : MAP_NONE;
    if (*code == MISSING_CODE)
        return LEVEL_MISSING;
    if (*code != MAP_NONE)
        return LEVEL_FOUND;
    if (data_missing(l->q, text))
        return missing(l, text, code);
    return l->bound ? divide(l, text, code) : take_in(l, text, code);
}

/* ---- sorting ---- */

struct entry {
    struct str text;
    bool number, class; /* a class of `bin` */
    double value;       /* of a number; where a class begins */
    uint32_t code;
};

/* Where a class of `bin`, read back as text, begins: `<25`, `25-<35`, `>=35`. */
static bool class_begins(struct str s, double *at)
{
    size_t dash = 1;
    while (dash + 2 < s.n && (s.s[dash] != '-' || s.s[dash + 1] != '<'))
        dash++;
    if (s.n > 1 && s.s[0] == '<') {
        *at = -INFINITY;
        double bound;
        return data_number((struct str){s.s + 1, s.n - 1}, &bound);
    }
    if (s.n > 2 && s.s[0] == '>' && s.s[1] == '=')
        return data_number((struct str){s.s + 2, s.n - 2}, at);
    return dash + 2 < s.n && data_number((struct str){s.s, dash}, at);
}

/* Numbers by value, classes by where they begin, other text by bytes. */
static int compare(const void *x, const void *y)
{
    const struct entry *a = x, *b = y;
    if (a->number != b->number)
        return a->number ? -1 : 1;
    if (a->number && a->value < b->value)
        return -1;
    if (a->number && a->value > b->value)
        return 1;
    if (a->class != b->class)
        return a->class ? -1 : 1;
    if (a->class && a->value != b->value)
        return a->value < b->value ? -1 : 1;
    return str_cmp(a->text, b->text);
}

/* The levels that were taken in. */
static bool sorted(const struct levels *l, struct arena *a, struct str *level, uint32_t *rank)
{
    struct entry *entry = ARENA_NEW(l->map.arena, struct entry, l->n);
    size_t n = 0;
    if (!entry)
        return false;
    for (size_t i = 0; i < l->map.n; i++) {
        if (l->map.value[i] == MISSING_CODE)
            continue;
        struct entry *e = &entry[n++];
        *e = (struct entry){.text = l->map.key[i], .code = l->map.value[i]};
        e->number = data_number(e->text, &e->value);
        e->class = !e->number && class_begins(e->text, &e->value);
    }
    if (n)
        qsort(entry, n, sizeof *entry, compare);
    for (uint32_t i = 0; i < n; i++) {
        rank[entry[i].code] = i;
        level[i] = str_dup(a, entry[i].text);
        if (!level[i].s)
            return false;
    }
    return true;
}

/* `<25`, `25-<35`, `>=35`, and `missing` where that is a level */
static struct str class_name(const struct data_column *want, uint32_t i, struct arena *a)
{
    if (i == 0)
        return str_fmt(a, "<%.*s", STR_ARG(want->bound[0]));
    if (i > want->nbounds)
        return str_dup(a, STR("missing"));
    if (i == want->nbounds)
        return str_fmt(a, ">=%.*s", STR_ARG(want->bound[i - 1]));
    return str_fmt(a, "%.*s-<%.*s", STR_ARG(want->bound[i - 1]), STR_ARG(want->bound[i]));
}

struct str *levels_order(const struct levels *l, struct arena *a, uint32_t *rank)
{
    struct str *level = ARENA_NEW(a, struct str, l->n);
    if (!level)
        return NULL;
    if (!l->closed)
        return sorted(l, a, level, rank) ? level : NULL;
    for (uint32_t i = 0; i < l->n; i++) {
        rank[i] = i;
        level[i] = l->want->levels ? str_dup(a, l->want->levels[i]) : class_name(l->want, i, a);
        if (!level[i].s)
            return NULL;
    }
    return level;
}

/* ---- text ---- */

/* A short decimal, without an exponent: its digits as a whole number, divided by a power of ten. Both are
 * exact, so that the quotient is the double nearest to it, as strtod() has it, in a fifth of the time. */
static bool short_number(struct str s, double *out)
{
    static const double power[] = {1,   1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    bool negative = s.n && s.s[0] == '-', point = false;
    uint64_t whole = 0;
    size_t digits = 0, behind = 0;
    if (s.n > 16)
        return false;
    for (size_t i = negative; i < s.n; i++) {
        unsigned digit = (unsigned)(unsigned char)s.s[i] - '0';
        if (digit <= 9) {
            whole = whole * 10 + digit;
            digits++;
            behind += point;
        } else if (s.s[i] == '.' && !point) {
            point = true;
        } else {
            return false;
        }
    }
    if (digits == 0 || digits > 15)
        return false;
    *out = (double)whole / power[behind];
    *out = negative ? -*out : *out;
    return true;
}

bool data_number(struct str s, double *out)
{
    if (short_number(s, out))
        return true;
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
