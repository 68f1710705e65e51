/* interval.c -- how sure an answer from data is, in words, in JSON and in CSV. */
#include "render/json_int.h"

#include <math.h>

bool has_intervals(const struct answer *answer)
{
    return answer->estimate && answer->estimate->of;
}

bool marginals_estimated(const struct answer_marginals *m)
{
    for (uint32_t i = 0; i < m->n; i++)
        if (m->estimated && m->estimated[i])
            return true;
    return false;
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

bool note_push(struct arena *a, struct note *note, struct buf *b)
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
    return note_push(a, note, &b);
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
    bool least = isfinite(e->least);
    buf_puts(&b, least ? ";" : "");
    if (!note_push(a, note, &b))
        return false;
    if (least)
        put_number(&b, "smallest stratum ", e->least);
    if (least)
        buf_fmt(&b, " (%.*s)", STR_ARG(e->least_where));
    return !least || note_push(a, note, &b);
}

static bool of_means(const struct answer *answer)
{
    if (answer->kind == ANSWER_EFFECT)
        return answer->effect->mean;
    return answer->estimate->scale == SCALE_PLAIN && answer->method != METHOD_ARITHMETIC;
}

/* The pieces that are not always there begin with a semicolon. */
static bool put_more(struct arena *a, struct note *note, const struct answer *answer)
{
    const struct estimate *e = answer->estimate;
    struct buf b = {0};
    if (e->undefined) {
        buf_fmt(&b, "; undefined in %u of the tables drawn, which are left out", e->undefined);
        if (!note_push(a, note, &b))
            return false;
    }
    if (e->exact_end) {
        buf_puts(&b, "; exact (Clopper and Pearson) at 0 and 1");
        if (!note_push(a, note, &b))
            return false;
    }
    if (e->at_end) {
        buf_puts(&b,
                 of_means(answer) ? "; none where all rows agree" : "; none at the end of a scale (0, 1)");
        if (!note_push(a, note, &b))
            return false;
    }
    buf_fmt(&b, "; assuming %sindependent rows%s",
            !e->by_graph ? ""
            : e->soft    ? "the graph, "
                         : "the graph and ",
            e->soft ? ", and the new distribution as it is given" : "");
    return note_push(a, note, &b);
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
        note->words = str_fmt(a, "no interval%s: %.*s", e->n > 1 ? "s" : "", STR_ARG(e->none));
        return note->words.s != NULL;
    }
    if (!put_method(a, note, answer, e) || !put_rows(a, note, e) || !put_more(a, note, answer))
        return false;
    tidy(a, note);
    return note->piece[note->npieces - 2].s != NULL;
}

struct str prior_note(struct arena *a, const struct answer *answer)
{
    return str_fmt(a, "smoothed: %.10g observation%s added, spread evenly over all combinations",
                   answer->estimate->prior, answer->estimate->prior == 1 ? "" : "s");
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

void csv_estimated_head(struct buf *out, bool intervals)
{
    buf_puts(out, intervals ? ",low,high,se,n_eff" : "");
}

void csv_estimated(struct buf *out, const struct estimated *e)
{
    if (!e)
        return;
    const double x[] = {e->low, e->high, e->se, e->n_eff};
    for (size_t k = 0; k < sizeof x / sizeof *x; k++) {
        buf_putc(out, ',');
        put_exact(out, isfinite(x[k]) ? x[k] : NAN);
    }
}
