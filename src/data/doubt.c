/* doubt.c -- levels taken from the data that look like slips: one word in two spellings, a sign for a missing
 * value, numbers beside a word or with a comma. All are taken as they are; the warnings say so. */
#include "base/buf.h"
#include "data/data_int.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

enum { GROUPS_TOLD = 3, LEVELS_TOLD = 4, FEW_TEXTS = 3 };

/* A blank at s[i], and its length: NO-BREAK SPACE, which spreadsheets like, is two bytes. 0: none. */
static size_t blank(struct str s, size_t i)
{
    if (isspace((unsigned char)s.s[i]))
        return 1;
    return i + 1 < s.n && (unsigned char)s.s[i] == 0xC2 && (unsigned char)s.s[i + 1] == 0xA0 ? 2 : 0;
}

struct str intake_folded(struct arena *a, struct str text)
{
    double value;
    if (data_number(text, &value))
        return str_fmt(a, "%.17g", value + 0); /* -0 is 0 */
    char *out = arena_alloc(a, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; out && i < text.n;) {
        size_t skip = blank(text, i);
        if (!skip)
            out[n++] = (char)tolower((unsigned char)text.s[i]);
        i += skip ? skip : 1;
    }
    return (struct str){out, n};
}

bool intake_looks_missing(struct str text)
{
    static const char *const sign[] = {"?",  ".",   "-",   "*",    "n/a",  "N/A", "#N/A",
                                       "na", "nan", "NaN", "null", "NULL", "None"};
    for (size_t i = 0; i < sizeof sign / sizeof *sign; i++)
        if (str_eq(text, str_of(sign[i])))
            return true;
    return false;
}

/* Also as a level that nobody has doubts about. */
static bool may_be_meant(struct str text)
{
    return str_eq(text, STR("-")) || str_eq(text, STR("*")) || str_eq(text, STR("na")) ||
           str_eq(text, STR("None"));
}

struct str intake_pointed(struct arena *a, struct str text)
{
    const char *comma = text.n < 32 ? memchr(text.s, ',', text.n) : NULL;
    double value;
    char *copy = comma ? arena_alloc(a, text.n + 1) : NULL;
    if (!copy)
        return STR("");
    memcpy(copy, text.s, text.n);
    copy[comma - text.s] = '.';
    struct str pointed = {copy, text.n};
    return data_number(pointed, &value) ? pointed : STR("");
}

/* ---- one word in several spellings ---- */

/* The levels behind `first` in its chain: "`Yes`, `yes` and `yes `". */
static void put_chain(struct intake *in, struct buf *b, const struct data_column *c, const uint32_t *next,
                      uint32_t first)
{
    uint32_t n = 0;
    for (uint32_t i = first; i != MAP_NONE && n < LEVELS_TOLD; i = next[i])
        buf_fmt(b, "%s`%.*s`",
                n++ == 0                                  ? ""
                : next[i] == MAP_NONE || n == LEVELS_TOLD ? " and "
                                                          : ", ",
                STR_ARG(intake_shown(&in->scratch, c->levels[i])));
}

static void warn_chain(struct intake *in, const struct data_column *c, const uint32_t *next, uint32_t first)
{
    struct diags *d = in->w->diags;
    struct buf b = {0};
    double value;
    bool number = data_number(c->levels[first], &value);
    put_chain(in, &b, c, next, first);
    struct str levels = buf_str(&b);
    if (!b.failed && number) {
        diag_warn(d, "similar-levels", in->q->at, "the levels %.*s of `%.*s` are one number", STR_ARG(levels),
                  STR_ARG(c->name));
        diag_hint(d,
                  "each spelling is a level of its own: mend the file, or `values %.*s` if they are amounts",
                  STR_ARG(c->name));
    } else if (!b.failed) {
        diag_warn(d, "similar-levels", in->q->at, "the levels %.*s of `%.*s` differ only in case or blanks",
                  STR_ARG(levels), STR_ARG(c->name));
        diag_hint(d, "nothing is trimmed or folded, and each is a level of its own: is that meant?");
    }
    buf_free(&b);
}

/* Levels that fold to the same text are chained: next[i] is the one behind i. */
static void warn_similar(struct intake *in, const struct data_column *c)
{
    struct arena *a = &in->scratch;
    struct map first = map_in(a);
    uint32_t *next = ARENA_NEW(a, uint32_t, c->nlevels), *last = ARENA_NEW(a, uint32_t, c->nlevels);
    if (!next || !last)
        return;
    for (uint32_t i = 0; i < c->nlevels; i++) {
        struct str folded = intake_folded(a, c->levels[i]);
        next[i] = MAP_NONE;
        last[i] = i;
        uint32_t head = folded.s ? map_get(&first, folded) : MAP_NONE;
        if (head != MAP_NONE) {
            next[last[head]] = i;
            last[head] = i;
        } else if (!folded.s || !map_put(&first, folded, i)) {
            return; /* no memory for a warning: the levels are right all the same */
        }
    }
    for (uint32_t k = 0, told = 0; k < first.n && told < GROUPS_TOLD; k++) {
        uint32_t head = first.value[k];
        if (next[head] == MAP_NONE)
            continue;
        warn_chain(in, c, next, head);
        told++;
    }
}

/* ---- signs for a missing value ---- */

static bool warn_missing_sign(struct intake *in, const struct data_column *c)
{
    struct diags *d = in->w->diags;
    bool any = false;
    for (uint32_t i = 0; i < c->nlevels; i++) {
        struct str level = c->levels[i];
        if (!intake_looks_missing(level) || may_be_meant(level))
            continue;
        any = true;
        diag_warn(d, "missing-level", in->q->at, "`%.*s` is taken as a level of `%.*s`", STR_ARG(level),
                  STR_ARG(c->name));
        diag_hint(d, "if it stands for a missing value, say so: `missing \"%.*s\"`", STR_ARG(level));
    }
    return any;
}

/* ---- numbers beside a word ---- */

static void warn_mixed(struct intake *in, const struct data_column *c, uint32_t texts)
{
    struct diags *d = in->w->diags;
    uint32_t numbers = 0, word = 0;
    double value;
    for (uint32_t i = 0; i < c->nlevels; i++) {
        bool number = data_number(c->levels[i], &value);
        numbers += number;
        if (!number && !(in->q->missing_level && str_eq(c->levels[i], STR("missing"))))
            word = i;
    }
    if (numbers <= FEW_NUMBERS || texts == 0 || texts > FEW_TEXTS)
        return;
    struct str shown = intake_shown(&in->scratch, c->levels[word]);
    diag_warn(d, "mixed-levels", in->q->at,
              "column `%.*s` holds %u different numbers beside `%.*s`, and each is a level", STR_ARG(c->name),
              numbers, STR_ARG(shown));
    diag_hint(d,
              "if that stands for a missing value, say `missing \"%.*s\"`, and divide the numbers by `bin`",
              STR_ARG(shown));
}

/* ---- decimal commas ---- */

static void warn_commas(struct intake *in, const struct data_column *c)
{
    uint32_t n = 0;
    double value;
    for (uint32_t i = 0; i < c->nlevels; i++) {
        if (intake_pointed(&in->scratch, c->levels[i]).n)
            n++;
        else if (!data_number(c->levels[i], &value))
            return;
    }
    if (!n || c->nlevels <= FEW_NUMBERS)
        return;
    diag_warn(in->w->diags, "decimal-comma", in->q->at,
              "the levels of `%.*s` look like numbers with a decimal comma, and are taken as texts",
              STR_ARG(c->name));
    diag_hint(in->w->diags,
              "numbers have a decimal point; then `bin` divides them, or `values` keeps their values");
}

/* Frequencies are whole; weights of a survey are not. */
static void warn_fractions(struct intake *in, const struct counts *c)
{
    if (c->weighting != WEIGHT_FREQUENCY)
        return;
    for (size_t r = 0; r < c->nrows; r++) {
        if (floor(c->weight[r]) >= c->weight[r])
            continue;
        diag_warn(in->w->diags, "fractional-weight", in->q->at,
                  "the weights in column `%.*s` are not whole, and are taken as how often a row occurred",
                  STR_ARG(c->weight_column));
        diag_hint(in->w->diags, "weights of a survey are given by `sampling weight`: intervals need to know");
        return;
    }
}

void intake_warn_doubtful(struct intake *in, const struct counts *c)
{
    warn_fractions(in, c);
    for (uint32_t k = 0; k < c->ncolumns; k++) {
        const struct data_column *column = &c->column[k];
        if (in->levels[k].closed || in->q->want[k].values)
            continue;
        warn_similar(in, column);
        warn_commas(in, column);
        if (!warn_missing_sign(in, column))
            warn_mixed(in, column, in->levels[k].texts);
    }
}
