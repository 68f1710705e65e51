/* read.c -- a CSV file reduced to its distinct rows over the wanted columns, in one pass. */
#include "data/data.h"

#include "base/buf.h"
#include "base/limits.h"
#include "data/levels.h"
#include "data/records.h"
#include "data/table.h"

#include <ctype.h>
#include <string.h>

enum { NAMES_LISTED = 100, SHOWN_BYTES = 60 };

struct reading {
    struct work *w;
    struct str path;
    struct span at;
    const struct data_column *want;
    uint32_t nwant;
    struct str weight;
    struct arena scratch;
    struct levels *levels;    /* by wanted column */
    size_t *field;            /* by wanted column: which of the kept fields */
    size_t weight_field;      /* which of the kept fields, when weight.n */
    uint32_t *code;           /* the row at hand */
    struct count_table table; /* codes in order of appearance */
    uint64_t used, dropped;
};

/* A value as a message shows it: the beginning of a long one. */
static struct str shown(struct reading *r, struct str s)
{
    if (s.n <= SHOWN_BYTES)
        return s;
    size_t n = SHOWN_BYTES;
    while (n > 0 && ((unsigned char)s.s[n] & 0xC0) == 0x80)
        n--;
    struct str cut = str_fmt(&r->scratch, "%.*s...", (int)n, s.s);
    return cut.s ? cut : (struct str){s.s, n};
}

static void put_names(struct buf *b, const struct str *names, size_t n)
{
    for (size_t i = 0; i < n && i < NAMES_LISTED; i++) {
        buf_puts(b, i ? ", " : "");
        buf_put(b, names[i]);
    }
    if (n > NAMES_LISTED)
        buf_fmt(b, " and %zu more", n - NAMES_LISTED);
}

/* Hint: the nearest of the names, and all of them. `what` is "columns" or "levels". */
static bool hint_names(struct reading *r, struct str name, const struct str *names, size_t n,
                       const char *what)
{
    struct buf b = {0};
    put_names(&b, names, n);
    struct str all = buf_str(&b);
    long k = str_nearest(name, names, n);
    if (k >= 0)
        diag_hint(r->w->diags, "did you mean `%.*s`? (%s: %.*s)", STR_ARG(names[k]), what, STR_ARG(all));
    else
        diag_hint(r->w->diags, "its %s are %.*s", what, STR_ARG(all));
    buf_free(&b);
    return false;
}

/* ---- the header line ---- */

static bool find_column(struct reading *r, struct str name, const struct str *field, size_t n, size_t *out)
{
    size_t found = n;
    for (size_t i = 0; i < n; i++) {
        if (!str_eq(field[i], name))
            continue;
        if (found < n) {
            diag_error(r->w->diags, "ambiguous-column", r->at, "`%.*s` has two columns called `%.*s`",
                       STR_ARG(r->path), STR_ARG(name));
            return diag_hint(r->w->diags, "rename one of columns %zu and %zu", found + 1, i + 1);
        }
        found = i;
    }
    *out = found;
    if (found < n)
        return true;
    diag_error(r->w->diags, "no-column", r->at, "`%.*s` has no column `%.*s`", STR_ARG(r->path),
               STR_ARG(name));
    return hint_names(r, name, field, n, "columns");
}

/* Number of kept fields before `column`. */
static size_t kept_before(const bool *keep, size_t column)
{
    size_t n = 0;
    for (size_t i = 0; i < column; i++)
        n += keep[i];
    return n;
}

static bool take_header(void *cx, const struct str *field, size_t n, const bool **keep)
{
    struct reading *r = cx;
    bool *flag = ARENA_NEW(&r->scratch, bool, n);
    if (!flag)
        return diag_oom(r->w->diags);
    for (size_t i = 0; i < n; i++) {
        if (data_utf8(field[i]))
            continue;
        diag_error(r->w->diags, "csv", r->at, "the header of `%.*s` is not UTF-8", STR_ARG(r->path));
        return diag_hint(r->w->diags, "convert the file, for example with `iconv -f latin1 -t utf-8`");
    }
    for (uint32_t k = 0; k < r->nwant; k++) {
        if (!find_column(r, r->want[k].name, field, n, &r->field[k]))
            return false;
        flag[r->field[k]] = true;
    }
    if (r->weight.n) {
        if (!find_column(r, r->weight, field, n, &r->weight_field))
            return false;
        flag[r->weight_field] = true;
    }
    for (uint32_t k = 0; k < r->nwant; k++)
        r->field[k] = kept_before(flag, r->field[k]);
    r->weight_field = r->weight.n ? kept_before(flag, r->weight_field) : 0;
    *keep = flag;
    return true;
}

/* ---- a record ---- */

/* Equal but for case and blanks. */
static bool same_letters(struct str a, struct str b)
{
    size_t i = 0, j = 0;
    for (;;) {
        while (i < a.n && isspace((unsigned char)a.s[i]))
            i++;
        while (j < b.n && isspace((unsigned char)b.s[j]))
            j++;
        if (i == a.n || j == b.n)
            return i == a.n && j == b.n;
        if (tolower((unsigned char)a.s[i++]) != tolower((unsigned char)b.s[j++]))
            return false;
    }
}

static bool unknown_level(struct reading *r, const struct data_column *column, struct str text, uint64_t line)
{
    struct diags *d = r->w->diags;
    diag_error(d, "unknown-level", r->at, "line %llu of `%.*s`: `%.*s` is not a level of `%.*s`",
               (unsigned long long)line, STR_ARG(r->path), STR_ARG(shown(r, text)), STR_ARG(column->name));
    for (uint32_t i = 0; i < column->nlevels; i++)
        if (same_letters(text, column->levels[i]))
            return diag_hint(d,
                             "it differs from `%.*s` only in case or blanks, and nothing is trimmed or "
                             "folded: mend the file, or declare `%.*s` as well",
                             STR_ARG(column->levels[i]), STR_ARG(shown(r, text)));
    return hint_names(r, text, column->levels, column->nlevels, "levels");
}

static bool level_error(struct reading *r, enum level_status status, uint32_t k, struct str text,
                        uint64_t line)
{
    struct diags *d = r->w->diags;
    const struct data_column *column = &r->want[k];
    switch (status) {
    case LEVEL_UNKNOWN:
        return unknown_level(r, column, text, line);
    case LEVEL_NOT_UTF8:
        diag_error(d, "csv", r->at, "line %llu of `%.*s`: the value of `%.*s` is not UTF-8",
                   (unsigned long long)line, STR_ARG(r->path), STR_ARG(column->name));
        return diag_hint(d, "convert the file, for example with `iconv -f latin1 -t utf-8`");
    case LEVEL_TOO_MANY:
        diag_error(d, "too-many-levels", r->at,
                   "line %llu of `%.*s`: column `%.*s` has more than %d different values",
                   (unsigned long long)line, STR_ARG(r->path), STR_ARG(column->name), LIMIT_STATES);
        return diag_hint(d, "is it an identifier, or a measurement to be grouped into classes first?");
    default:
        return diag_oom(d);
    }
}

static bool weight_error(struct reading *r, struct str weight, const char *what, uint64_t line)
{
    diag_error(r->w->diags, "bad-weight", r->at, "line %llu of `%.*s`: the weight%.*s in column `%.*s` %s",
               (unsigned long long)line, STR_ARG(r->path), STR_ARG(weight), STR_ARG(r->weight), what);
    return diag_hint(r->w->diags, "a weight says how many observations the line stands for: 0 or more");
}

static bool take_weight(struct reading *r, struct str text, uint64_t line, double *out)
{
    if (data_missing(text))
        return weight_error(r, STR(""), "is missing", line);
    bool number = data_number(text, out);
    if (number && *out >= 0)
        return true;
    struct str quoted = STR("");
    if (data_utf8(text))
        quoted = str_fmt(&r->scratch, " `%.*s`", STR_ARG(shown(r, text)));
    return weight_error(r, quoted, number ? "is negative" : "is not a number", line);
}

static bool too_many_rows(struct reading *r, uint64_t line)
{
    struct buf b = {0};
    for (uint32_t k = 0; k < r->nwant; k++) {
        buf_puts(&b, k ? ", " : "");
        buf_put(&b, r->want[k].name);
    }
    struct str names = buf_str(&b);
    diag_error(r->w->diags, "too-many-rows", r->at,
               "line %llu of `%.*s`: more than %d different rows over the columns %.*s",
               (unsigned long long)line, STR_ARG(r->path), LIMIT_COUNT_ROWS, STR_ARG(names));
    buf_free(&b);
    return diag_hint(r->w->diags, "leave columns that are nearly different on every line out of the model");
}

static bool take_record(void *cx, const struct str *field, uint64_t line)
{
    struct reading *r = cx;
    bool complete = true;
    for (uint32_t k = 0; k < r->nwant; k++) {
        enum level_status status = levels_code(&r->levels[k], field[r->field[k]], &r->code[k]);
        if (status == LEVEL_MISSING)
            complete = false;
        else if (status != LEVEL_FOUND)
            return level_error(r, status, k, field[r->field[k]], line);
    }
    double weight = 1;
    if (r->weight.n && !take_weight(r, field[r->weight_field], line, &weight))
        return false;
    if (!complete) {
        r->dropped++;
        return true;
    }
    r->used++;
    if (!(weight > 0))
        return true;
    switch (count_add(&r->table, r->code, weight, LIMIT_COUNT_ROWS)) {
    case COUNT_TOO_MANY:
        return too_many_rows(r, line);
    case COUNT_OUT_OF_MEMORY:
        return diag_oom(r->w->diags);
    default:
        return true;
    }
}

/* ---- the result ---- */

static bool no_rows(struct reading *r)
{
    struct diags *d = r->w->diags;
    if (r->used)
        return diag_error(d, "no-rows", r->at, "every weight in column `%.*s` of `%.*s` is 0",
                          STR_ARG(r->weight), STR_ARG(r->path));
    if (!r->dropped)
        return diag_error(d, "no-rows", r->at, "`%.*s` has a header line and no rows", STR_ARG(r->path));
    diag_error(d, "no-rows", r->at, "each of the %llu rows of `%.*s` has a value missing",
               (unsigned long long)r->dropped, STR_ARG(r->path));
    return diag_hint(d, "an empty field, NA and \\N count as missing");
}

/* Column k of the result, and rank[code] = its level number there. False when memory is short. */
static bool settle_column(struct reading *r, uint32_t k, struct data_column *out, uint32_t *rank)
{
    const struct map *map = &r->levels[k].map;
    uint32_t *order = levels_order(&r->levels[k]);
    struct str *level = ARENA_NEW(r->w->arena, struct str, map->n);
    struct str name = str_dup(r->w->arena, r->want[k].name);
    if (!order || !level || !name.s)
        return false;
    for (uint32_t i = 0; i < map->n; i++) {
        rank[order[i]] = i;
        level[i] = str_dup(r->w->arena, map->key[order[i]]);
        if (!level[i].s)
            return false;
    }
    *out = (struct data_column){.name = name, .levels = level, .nlevels = (uint32_t)map->n};
    return true;
}

static bool settle(struct reading *r, struct counts *out)
{
    struct arena *a = r->w->arena;
    const struct count_table *t = &r->table;
    struct data_column *column = ARENA_NEW(a, struct data_column, r->nwant);
    uint32_t *code = arena_array(a, t->n, sizeof *code * r->nwant);
    double *weight = ARENA_NEW(a, double, t->n);
    size_t most = 0;
    for (uint32_t k = 0; k < r->nwant; k++) {
        most = r->levels[k].map.n > most ? r->levels[k].map.n : most;
        most = r->want[k].nlevels > most ? r->want[k].nlevels : most;
    }
    uint32_t *rank = ARENA_NEW(&r->scratch, uint32_t, most);
    if (!column || !code || !weight || !rank)
        return false;
    for (uint32_t k = 0; k < r->nwant; k++) {
        if (!settle_column(r, k, &column[k], rank))
            return false;
        for (size_t i = 0; i < t->n; i++)
            code[i * r->nwant + k] = rank[t->code[i * r->nwant + k]];
    }
    long double total = 0;
    for (size_t i = 0; i < t->n; i++) {
        weight[i] = (double)t->weight[i];
        total += t->weight[i];
    }
    *out = (struct counts){.ncolumns = r->nwant,
                           .column = column,
                           .nrows = t->n,
                           .code = code,
                           .weight = weight,
                           .total = (double)total,
                           .used = r->used,
                           .dropped = r->dropped};
    return true;
}

static bool prepare(struct reading *r)
{
    struct arena *a = &r->scratch;
    r->levels = ARENA_NEW(a, struct levels, r->nwant);
    r->field = ARENA_NEW(a, size_t, r->nwant);
    r->code = ARENA_NEW(a, uint32_t, r->nwant);
    if (!r->levels || !r->field || !r->code)
        return false;
    for (uint32_t k = 0; k < r->nwant; k++)
        if (!levels_init(&r->levels[k], a, r->want[k].levels, r->want[k].nlevels))
            return false;
    return true;
}

static bool read_counts(struct reading *r, struct counts *out)
{
    if (!prepare(r))
        return diag_oom(r->w->diags);
    const struct record_sink sink = {.cx = r, .header = take_header, .record = take_record};
    if (!records_read(r->w, r->path, r->at, &sink))
        return false;
    if (!r->table.n)
        return no_rows(r);
    return settle(r, out) || diag_oom(r->w->diags);
}

bool data_read_csv(struct counts *out, struct work *w, struct str path, struct span at,
                   const struct data_column *want, uint32_t nwant, struct str weight)
{
    struct reading r = {.w = w, .path = path, .at = at, .want = want, .nwant = nwant, .weight = weight};
    r.table.ncolumns = nwant;
    bool good = read_counts(&r, out);
    count_free(&r.table);
    arena_free(&r.scratch);
    return good;
}
