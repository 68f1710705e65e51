/* complain.c -- what is wrong with rows of data, and what to do about it. */
#include "base/buf.h"
#include "base/limits.h"
#include "data/data_int.h"

enum { SHOWN_BYTES = 60 };

struct str intake_shown(struct arena *a, struct str s)
{
    if (s.n <= SHOWN_BYTES)
        return s;
    size_t n = SHOWN_BYTES;
    while (n > 0 && ((unsigned char)s.s[n] & 0xC0) == 0x80)
        n--;
    struct str cut = str_fmt(a, "%.*s...", (int)n, s.s);
    return cut.s ? cut : (struct str){s.s, n};
}

struct str intake_where(struct intake *in)
{
    struct str name = in->q->name;
    struct str where =
        in->line ? str_fmt(&in->scratch, "line %llu of `%.*s`", (unsigned long long)in->line, STR_ARG(name))
                 : str_fmt(&in->scratch, "`%.*s`", STR_ARG(name));
    return where.s ? where : name;
}

/* ---- values ---- */

/* Equal but for case and blanks. */
static bool same_letters(struct intake *in, struct str a, struct str b)
{
    struct str x = intake_folded(&in->scratch, a), y = intake_folded(&in->scratch, b);
    return x.s && y.s && str_eq(x, y);
}

static bool unknown_level(struct intake *in, const struct data_column *column, struct str text)
{
    struct diags *d = in->w->diags;
    if (data_missing(in->q, text)) {
        diag_error(d, "unknown-level", in->q->at,
                   "%.*s: the value of `%.*s` is missing, and it has no level `missing`",
                   STR_ARG(intake_where(in)), STR_ARG(column->name));
        return diag_hint(d, "with `missing as level`, declare `missing` as one of its states");
    }
    struct str shown = intake_shown(&in->scratch, text);
    diag_error(d, "unknown-level", in->q->at, "%.*s: `%.*s` is not a level of `%.*s`",
               STR_ARG(intake_where(in)), STR_ARG(shown), STR_ARG(column->name));
    for (uint32_t i = 0; i < column->nlevels; i++)
        if (same_letters(in, text, column->levels[i]))
            return diag_hint(d,
                             "it differs from `%.*s` only in case or blanks, and nothing is trimmed or "
                             "folded: mend the file, or declare `%.*s` as well",
                             STR_ARG(column->levels[i]), STR_ARG(shown));
    if (intake_looks_missing(text))
        return diag_hint(d, "if that stands for a missing value, say so: `missing \"%.*s\"`", STR_ARG(text));
    return intake_hint_names(in->w, text, column->levels, column->nlevels, "levels", "");
}

static bool hint_point(struct diags *d, struct str pointed)
{
    return diag_hint(d, "a number has a decimal point: `%.*s`", STR_ARG(pointed));
}

static bool not_numeric(struct intake *in, const struct data_column *column, struct str text)
{
    struct diags *d = in->w->diags;
    const char *word = column->values ? "values" : "bin";
    if (data_missing(in->q, text)) {
        diag_error(d, "not-numeric", in->q->at, "%.*s: the value of `%.*s` is missing, and no number",
                   STR_ARG(intake_where(in)), STR_ARG(column->name));
        return diag_hint(d, "without `missing as level` such rows are left out, and counted");
    }
    diag_error(d, "not-numeric", in->q->at, "%.*s: `%.*s` in column `%.*s` is not a number",
               STR_ARG(intake_where(in)), STR_ARG(intake_shown(&in->scratch, text)), STR_ARG(column->name));
    struct str pointed = intake_pointed(&in->scratch, text);
    if (pointed.n)
        return hint_point(d, pointed);
    return diag_hint(d,
                     "`%s` takes numbers; a text that means a missing value is named by `missing \"%.*s\"`",
                     word, STR_ARG(intake_shown(&in->scratch, text)));
}

/* Numbers with a sign among them for what is missing are the usual case. */
static bool hint_too_many(struct intake *in, const struct levels *l)
{
    struct diags *d = in->w->diags;
    double value;
    for (size_t i = 0; l->texts == 1 && i < l->map.n; i++)
        if (!data_number(l->map.key[i], &value) && !data_missing(l->q, l->map.key[i])) {
            struct str shown = intake_shown(&in->scratch, l->map.key[i]);
            return diag_hint(
                d, "all but `%.*s` are numbers; if that means a missing value, say `missing \"%.*s\"`",
                STR_ARG(shown), STR_ARG(shown));
        }
    return diag_hint(d, "is it an identifier, or a measurement to be grouped into classes first?");
}

bool intake_level_error(struct intake *in, enum level_status status, uint32_t k, struct str text)
{
    struct diags *d = in->w->diags;
    const struct data_column *column = &in->q->want[k];
    switch (status) {
    case LEVEL_UNKNOWN:
        return unknown_level(in, column, text);
    case LEVEL_NOT_NUMERIC:
        return not_numeric(in, column, text);
    case LEVEL_NOT_UTF8:
        diag_error(d, "csv", in->q->at, "%.*s: the value of `%.*s` is not UTF-8", STR_ARG(intake_where(in)),
                   STR_ARG(column->name));
        return diag_hint(d, "convert the file, for example with `iconv -f latin1 -t utf-8`");
    case LEVEL_TOO_MANY:
        if (!in->levels[k].texts)
            return intake_needs_bins(in, k);
        diag_error(d, "too-many-levels", in->q->at, "%.*s: column `%.*s` has more than %d different values",
                   STR_ARG(intake_where(in)), STR_ARG(column->name), LIMIT_STATES);
        return hint_too_many(in, &in->levels[k]);
    default:
        return diag_oom(d);
    }
}

/* ---- numbers that nobody has divided ---- */

/* How many rows have each level of column k, by code. */
static uint64_t *rows_by_level(struct intake *in, uint32_t k)
{
    const struct count_table *t = &in->table;
    uint64_t *rows = ARENA_NEW(&in->scratch, uint64_t, in->levels[k].n);
    for (size_t i = 0; rows && i < t->n; i++)
        rows[t->code[i * t->ncolumns + k]] += t->sum[i].rows;
    return rows;
}

/* The quartiles, as they are written in the data, without those that divide nothing. */
static bool put_quartiles(struct intake *in, uint32_t k, struct buf *out)
{
    const struct levels *l = &in->levels[k];
    uint64_t *rows = rows_by_level(in, k), total = 0, below = 0;
    uint32_t *rank = ARENA_NEW(&in->scratch, uint32_t, l->n);
    uint32_t *code = ARENA_NEW(&in->scratch, uint32_t, l->n);
    struct str *level = rank && code ? levels_order(l, &in->scratch, rank) : NULL;
    if (!rows || !level)
        return false;
    for (uint32_t c = 0; c < l->n; c++) {
        code[rank[c]] = c;
        total += rows[c];
    }
    size_t named = 0;
    for (uint32_t i = 0, quarter = 1; i < l->n && quarter < 4; i++) {
        below += rows[code[i]];
        if (4 * below < quarter * total)
            continue;
        while (quarter < 4 && 4 * below >= quarter * total)
            quarter++;
        if (i)
            buf_fmt(out, "%s%.*s", named++ ? ", " : "", STR_ARG(level[i]));
    }
    if (!named)
        buf_put(out, level[l->n / 2]);
    return true;
}

bool intake_needs_bins(struct intake *in, uint32_t k)
{
    struct diags *d = in->w->diags;
    struct str name = in->q->want[k].name, bounds;
    struct buf b = {0};
    bool whole = in->levels[k].n < LIMIT_STATES; /* else there are more than can be states */
    if (whole)
        diag_error(d, "needs-bins", in->q->at, "column `%.*s` of `%.*s` holds more than %d different numbers",
                   STR_ARG(name), STR_ARG(in->q->name), FEW_NUMBERS);
    else
        diag_error(d, "needs-bins", in->q->at, "%.*s: column `%.*s` holds more than %d different numbers",
                   STR_ARG(intake_where(in)), STR_ARG(name), LIMIT_STATES);
    if (put_quartiles(in, k, &b) && !b.failed) {
        bounds = buf_str(&b);
        if (whole)
            diag_hint(
                d,
                "divide them, at the quartiles by `bin %.*s at %.*s`, or take each as a state, with its "
                "value, by `values %.*s`",
                STR_ARG(name), STR_ARG(bounds), STR_ARG(name));
        else
            diag_hint(d, "divide them; the rows up to there have their quartiles at `bin %.*s at %.*s`",
                      STR_ARG(name), STR_ARG(bounds));
    }
    buf_free(&b);
    return false;
}

/* ---- weights ---- */

static bool weight_error(struct intake *in, struct str weight, const char *what)
{
    diag_error(in->w->diags, "bad-weight", in->q->at, "%.*s: the weight%.*s in column `%.*s` %s",
               STR_ARG(intake_where(in)), STR_ARG(weight), STR_ARG(in->q->weight), what);
    return diag_hint(in->w->diags,
                     in->q->weighting == WEIGHT_SAMPLING
                         ? "a sampling weight says how many of the population the line speaks "
                           "for: 0 or more"
                         : "a weight says how many observations the line stands for: 0 or more");
}

bool intake_weight(struct intake *in, struct str text, double *weight)
{
    if (data_missing(in->q, text))
        return weight_error(in, STR(""), "is missing");
    bool number = data_number(text, weight);
    if (number && *weight >= 0)
        return true;
    struct str quoted = STR("");
    if (data_utf8(text))
        quoted = str_fmt(&in->scratch, " `%.*s`", STR_ARG(intake_shown(&in->scratch, text)));
    weight_error(in, quoted, number ? "is negative" : "is not a number");
    struct str pointed = number ? STR("") : intake_pointed(&in->scratch, text);
    return pointed.n ? hint_point(in->w->diags, pointed) : false;
}

/* ---- rows ---- */

bool intake_too_many_rows(struct intake *in)
{
    struct buf b = {0};
    for (uint32_t k = 0; k < in->q->nwant; k++) {
        buf_puts(&b, k ? ", " : "");
        buf_put(&b, in->q->want[k].name);
    }
    struct str names = buf_str(&b);
    diag_error(in->w->diags, "too-many-rows", in->q->at,
               "%.*s: more than %d different rows over the columns %.*s", STR_ARG(intake_where(in)),
               LIMIT_COUNT_ROWS, STR_ARG(names));
    buf_free(&b);
    return diag_hint(in->w->diags, "leave columns that are nearly different on every line out of the model");
}

bool intake_no_rows(struct intake *in)
{
    struct diags *d = in->w->diags;
    struct str name = in->q->name;
    if (in->used)
        return diag_error(d, "no-rows", in->q->at, "every weight in column `%.*s` of `%.*s` is 0",
                          STR_ARG(in->q->weight), STR_ARG(name));
    if (!in->dropped)
        return diag_error(d, "no-rows", in->q->at, "`%.*s` has no rows", STR_ARG(name));
    diag_error(d, "no-rows", in->q->at, "each of the %llu rows of `%.*s` has a value missing",
               (unsigned long long)in->dropped, STR_ARG(name));
    return diag_hint(d, "an empty field, NA and \\N count as missing");
}

bool intake_too_heavy(struct intake *in)
{
    diag_error(in->w->diags, "bad-weight", in->q->at,
               "the weights in column `%.*s` of `%.*s` add up to more than a number can hold",
               STR_ARG(in->q->weight), STR_ARG(in->q->name));
    return diag_hint(in->w->diags,
                     "is it the column that was meant? else divide them all by the same number");
}

void intake_warn_unseen(struct intake *in, const struct counts *c)
{
    for (uint32_t k = 0; k < c->ncolumns; k++) {
        if (!in->levels[k].closed)
            continue;
        uint64_t *rows = rows_by_level(in, k);
        struct buf b = {0};
        size_t n = 0;
        for (uint32_t i = 0; rows && i < c->column[k].nlevels; i++)
            if (!rows[i])
                buf_fmt(&b, "%s`%.*s`", n++ ? ", " : "", STR_ARG(c->column[k].levels[i]));
        if (n && !b.failed)
            diag_warn(in->w->diags, "unseen-level", in->q->at,
                      "no row of `%.*s` has the level%s %.*s of `%.*s`", STR_ARG(in->q->name),
                      n == 1 ? "" : "s", STR_ARG(buf_str(&b)), STR_ARG(c->column[k].name));
        buf_free(&b);
    }
}
