/* interval.c -- how sure an answer from data is, in words, in JSON and in CSV. */
#include "render/json_int.h"

#include <math.h>

bool has_intervals(const struct answer *answer)
{
    return answer->estimate && answer->estimate->of;
}

void put_interval(struct buf *out, const struct estimated *e, uint32_t digits)
{
    if (!isfinite(e->low) || !isfinite(e->high))
        return;
    buf_puts(out, " [");
    render_number(out, e->low, digits);
    buf_puts(out, ", ");
    render_number(out, e->high, digits);
    buf_putc(out, ']');
}

const char *interval_method_name(enum interval_method m)
{
    static const char *const name[] = {"off", "delta", "bootstrap"};
    return name[m];
}

const char *interval_scale_name(enum interval_scale s)
{
    static const char *const name[] = {"plain", "logit", "log"};
    return name[s];
}

/* ---- notes ---- */

static bool push(struct arena *a, struct note *note, struct buf *b)
{
    struct str s = settle(a, b);
    size_t n = note->npieces, cap = n; /* few: each makes a new list */
    if (!s.s || !ARENA_PUSH(a, note->piece, n, cap, s))
        return false;
    note->npieces = (uint32_t)n;
    return true;
}

/* "95 % interval" */
static void put_level(struct buf *b, const struct estimate *e)
{
    buf_fmt(b, "%.6g %% interval%s", 100 * e->how.level, e->n > 1 ? "s" : "");
}

static bool put_method(struct arena *a, struct note *note, const struct answer *answer,
                       const struct estimate *e)
{
    struct buf b = {0};
    put_level(&b, e);
    if (e->how.method == INTERVAL_DELTA && answer->kind == ANSWER_EFFECT)
        buf_fmt(&b, " by the delta method%s;",
                answer->effect->mean ? "" : " (risks: logit scale, ratios: log scale)");
    else if (e->how.method == INTERVAL_DELTA)
        buf_fmt(&b, " by the delta method (%s scale);", interval_scale_name(e->scale));
    else
        buf_fmt(&b, " by the bootstrap (%u tables drawn, seed %lu);", e->how.replicates, e->how.seed);
    return push(a, note, &b);
}

/* Rows, which are many or a fraction: in full, and without an exponent. */
static void put_number(struct buf *b, const char *what, double rows)
{
    buf_fmt(b, rows < 1e5 ? "%s%.6g" : "%s%.0f", what, rows);
}

static bool put_rows(struct arena *a, struct note *note, const struct estimate *e)
{
    struct buf b = {0};
    put_number(&b, e->weighted ? "effective n = " : "n = ", e->rows);
    bool least = isfinite(e->least) && !(e->prior > 0);
    buf_puts(&b, least ? ";" : "");
    if (!push(a, note, &b))
        return false;
    if (least)
        put_number(&b, "smallest stratum ", e->least);
    if (least)
        buf_fmt(&b, " (%.*s)", STR_ARG(e->least_where));
    return !least || push(a, note, &b);
}

/* The pieces that are not always there begin with a semicolon. */
static bool put_more(struct arena *a, struct note *note, const struct answer *answer,
                     const struct estimate *e)
{
    struct buf b = {0};
    if (e->undefined) {
        buf_fmt(&b, "; undefined in %u of the tables drawn, which are left out", e->undefined);
        if (!push(a, note, &b))
            return false;
    }
    if (e->at_end) {
        buf_puts(&b, "; no interval at the end of a scale (0, 1), where the delta method has none");
        if (!push(a, note, &b))
            return false;
    }
    buf_fmt(&b, "; assuming %sindependent rows",
            answer->method == METHOD_IDENTIFICATION ? "the graph and " : "");
    return push(a, note, &b);
}

/* A semicolon belongs to the piece before it. */
static void tidy(struct arena *a, struct note *note)
{
    for (uint32_t i = 1; i < note->npieces; i++) {
        struct str *s = &note->piece[i], *before = &note->piece[i - 1];
        if (s->n < 2 || s->s[0] != ';')
            continue;
        *before = str_fmt(a, "%.*s;", STR_ARG(*before));
        *s = (struct str){s->s + 2, s->n - 2};
    }
}

bool interval_note(struct arena *a, const struct answer *answer, struct note *note)
{
    const struct estimate *e = answer->estimate;
    struct str *first = ARENA_NEW(a, struct str, 1);
    *note = (struct note){.piece = first};
    if (!first)
        return false;
    if (e->none.n) {
        note->words = str_fmt(a, "no intervals: %.*s", STR_ARG(e->none));
        return note->words.s != NULL;
    }
    if (!put_method(a, note, answer, e) || !put_rows(a, note, e) || !put_more(a, note, answer, e))
        return false;
    tidy(a, note);
    return note->piece[note->npieces - 2].s != NULL;
}

struct str prior_note(struct arena *a, const struct answer *answer)
{
    return str_fmt(a, "smoothed: %.10g added to each cell of the joint of the variables of the formula",
                   answer->estimate->prior);
}

/* ---- strata without rows ---- */

/* The mass of those that are listed; no more than all of them. */
static double mass_of_all(const struct answer *answer)
{
    double sum = 0;
    for (uint32_t i = 0; i < answer->nmissing; i++)
        if (isfinite(answer->positivity->mass[i]))
            sum = fmax(sum, answer->positivity->mass[i]);
    return sum;
}

struct str mass_of_cell(struct arena *a, const struct answer *answer, uint32_t i)
{
    double mass = answer->positivity ? answer->positivity->mass[i] : NAN;
    return isfinite(mass) ? str_fmt(a, " (stratum: %.3g %% of rows)", 100 * mass) : STR("");
}

static bool put_bounds(struct arena *a, const struct answer *answer, uint32_t digits, struct note *note)
{
    const struct positivity *p = answer->positivity;
    struct buf b = {0};
    size_t shown = 0;
    note->words = STR("bounds there: ");
    for (size_t i = 0; i < answer->table->cells && shown < LIMIT_MISSING; i++) {
        if (!isfinite(p->low[i]))
            continue;
        buf_puts(&b, shown++ ? "; " : "");
        struct cells c = cells_of(answer);
        bool first = true;
        for (uint32_t k = 0; k < answer->ngiven + answer->nover; k++) {
            bool given = k < answer->ngiven;
            const struct answer_column *column =
                given ? &answer->given[k] : &answer->over[k - answer->ngiven];
            if (column->fixed || (!given && answer->kind == ANSWER_EXPECTATION))
                continue;
            struct str state = given ? cell_given(&c, i, k) : cell_over(&c, i, k - answer->ngiven);
            buf_fmt(&b, "%s%.*s = %.*s", first ? "" : ", ", STR_ARG(column->name), STR_ARG(state));
            first = false;
        }
        buf_puts(&b, first ? "between " : " between ");
        render_number(&b, p->low[i], digits);
        buf_puts(&b, " and ");
        render_number(&b, p->high[i], digits);
    }
    return push(a, note, &b);
}

uint32_t positivity_notes(struct arena *a, const struct answer *answer, const struct render_style *style,
                          struct note *notes, bool *good)
{
    uint32_t n = 0;
    struct str *pieces = ARENA_NEW(a, struct str, 2);
    if (!answer->positivity)
        return 0;
    if (!pieces) {
        *good = false;
        return 0;
    }
    if (answer->positivity->bounded) {
        notes[n] = (struct note){.piece = pieces};
        *good = *good && put_bounds(a, answer, style->digits, &notes[n]);
        n++;
    }
    if (mass_of_all(answer) > 0) {
        pieces[0] = STR("to get a number, ask within the strata that have rows, P(.. | .., Z = z),");
        pieces[1] = STR("or smooth the data: `observe .. prior 1`");
        notes[n++] = (struct note){.piece = pieces, .npieces = 2};
    }
    return n;
}

/* ---- JSON and CSV ---- */

static json_t *real(double x)
{
    return isfinite(x) ? json_real(x) : json_null();
}

void json_estimated(struct json_line *line, const struct estimated *e)
{
    json_member(line, "low", real(e->low));
    json_member(line, "high", real(e->high));
    json_member(line, "se", real(e->se));
    json_member(line, "n_eff", real(e->n_eff));
}

void json_interval(struct json_line *line, const struct estimate *e)
{
    struct json_line o = {.out = line->out};
    json_key(line, "interval");
    if (e->none.n) {
        json_member(&o, "none", json_text(e->none));
        buf_putc(line->out, '}');
        return;
    }
    json_member(&o, "method", json_string(interval_method_name(e->how.method)));
    json_member(&o, "level", json_real(e->how.level));
    if (e->how.method == INTERVAL_DELTA && e->of) {
        json_member(&o, "scale", json_string(interval_scale_name(e->scale)));
    } else if (e->how.method == INTERVAL_BOOTSTRAP) {
        json_member(&o, "replicates", json_integer((json_int_t)e->how.replicates));
        json_member(&o, "seed", json_integer((json_int_t)e->how.seed));
        json_member(&o, "undefined", json_integer((json_int_t)e->undefined));
    }
    json_member(&o, "n", real(e->rows));
    json_member(&o, "smallest_stratum", real(e->least));
    json_member(&o, "stratum", e->least_where.n ? json_text(e->least_where) : json_null());
    if (e->prior > 0)
        json_member(&o, "prior", json_real(e->prior));
    buf_putc(line->out, '}');
}

void json_positivity(struct json_line *line, const struct answer *answer)
{
    const struct positivity *p = answer->positivity;
    json_key(line, "missing_mass");
    buf_putc(line->out, '[');
    for (uint32_t i = 0; i < answer->nmissing; i++) {
        buf_puts(line->out, i ? "," : "");
        json_value(line->out, real(p->mass[i]));
    }
    buf_putc(line->out, ']');
    if (!p->bounded)
        return;
    json_key(line, "bounds");
    buf_putc(line->out, '[');
    for (size_t i = 0; i < answer->table->cells && !stopped(line->out); i++) {
        buf_puts(line->out, i ? "," : "");
        json_value(line->out, isfinite(p->low[i]) ? json_pack("[f,f]", p->low[i], p->high[i]) : json_null());
    }
    buf_putc(line->out, ']');
}

void csv_estimated_head(struct buf *out, const struct answer *answer)
{
    buf_puts(out, has_intervals(answer) ? ",low,high,se,n_eff" : "");
}

void csv_estimated(struct buf *out, const struct answer *answer, size_t i)
{
    if (!has_intervals(answer))
        return;
    const struct estimated *e = &answer->estimate->of[i];
    const double x[] = {e->low, e->high, e->se, e->n_eff};
    for (size_t k = 0; k < sizeof x / sizeof *x; k++) {
        buf_putc(out, ',');
        put_exact(out, isfinite(x[k]) ? x[k] : NAN);
    }
}
