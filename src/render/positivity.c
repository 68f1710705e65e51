/* positivity.c -- strata without rows: their share, what bounds the answer there, what can be done, and what
 * was left out on the overlap. */
#include "render/json_int.h"

#include <math.h>

/* The mass of those that are listed; no more than all of them. */
static double mass_of_all(const struct answer *answer)
{
    double most = 0;
    for (uint32_t i = 0; i < answer->nmissing; i++)
        if (isfinite(answer->positivity->mass[i]))
            most = fmax(most, answer->positivity->mass[i]);
    return most;
}

struct str mass_of_cell(struct arena *a, const struct answer *answer, uint32_t i)
{
    double mass = answer->positivity ? answer->positivity->mass[i] : NAN;
    return isfinite(mass) ? str_fmt(a, " (stratum: %.3g %% of rows)", 100 * mass) : STR("");
}

/* ---- bounds ---- */

/* "class = Crew, survived = Yes"; nothing for a single number. */
static void put_place(struct buf *b, const struct answer *answer, size_t i)
{
    struct cells c = cells_of(answer);
    bool first = true;
    if (answer->kind == ANSWER_NUMBER)
        return; /* a mean has its outcome as an open column all the same */
    for (uint32_t k = 0; k < answer->ngiven + answer->nover; k++) {
        bool given = k < answer->ngiven;
        const struct answer_column *column = given ? &answer->given[k] : &answer->over[k - answer->ngiven];
        if (column->fixed || (!given && answer->kind == ANSWER_EXPECTATION))
            continue;
        struct str state = given ? cell_given(&c, i, k) : cell_over(&c, i, k - answer->ngiven);
        buf_fmt(b, "%s%.*s = %.*s", first ? "" : ", ", STR_ARG(column->name), STR_ARG(state));
        first = false;
    }
    buf_puts(b, first ? "" : " ");
}

static bool bounds_note(struct arena *a, const struct answer *answer, uint32_t digits, struct note *note)
{
    const struct positivity *p = answer->positivity;
    struct buf b = {0};
    size_t left = 0;
    note->words = STR("bounds there, apart from chance: ");
    note->piece = ARENA_NEW(a, struct str, 1);
    for (size_t i = 0; i < p->n; i++)
        left += isfinite(p->low[i]) ? 1 : 0;
    left = left > LIMIT_MISSING ? LIMIT_MISSING : left;
    for (size_t i = 0; i < p->n && left > 0; i++) {
        if (!isfinite(p->low[i]))
            continue;
        if (answer->kind == ANSWER_EFFECT)
            put_adjusted_risk(&b, answer, &answer->effect->risk[i]);
        else
            put_place(&b, answer, i);
        buf_puts(&b, "between ");
        render_number(&b, p->low[i], digits);
        buf_puts(&b, " and ");
        render_number(&b, p->high[i], digits);
        buf_puts(&b, --left > 0 ? ";" : "");
        if (!note_push(a, note, &b))
            return false;
    }
    return note->piece != NULL;
}

/* ---- what can be done ---- */

static bool advice_note(struct arena *a, const struct answer *answer, struct note *note)
{
    struct str *piece = ARENA_NEW(a, struct str, 3);
    if (!piece)
        return false;
    note->words = STR("to get a number, ");
    note->piece = piece;
    piece[note->npieces++] = STR("ask within the strata that have rows, P(.. | .., Z = z);");
    piece[note->npieces++] = answer->kind == ANSWER_EFFECT && !answer->effect->has_set
                                 ? STR("")
                                 : STR("or leave the others out, `effect .. on overlap`;");
    note->npieces -= piece[note->npieces - 1].n == 0;
    piece[note->npieces++] = STR("or smooth the data, `observe .. prior 1`");
    return true;
}

uint32_t positivity_notes(struct arena *a, const struct answer *answer, const struct render_style *style,
                          struct note *notes, bool *good)
{
    uint32_t n = 0;
    if (!answer->positivity)
        return 0;
    if (answer->positivity->bounded) {
        notes[n] = (struct note){0};
        *good = bounds_note(a, answer, style->digits, &notes[n++]) && *good;
    }
    if (mass_of_all(answer) > 0) {
        notes[n] = (struct note){0};
        *good = advice_note(a, answer, &notes[n++]) && *good;
    }
    return n;
}

/* ---- the overlap ---- */

bool overlap_note(struct arena *a, const struct answer *answer, struct note *note)
{
    const struct answer_effect *e = answer->effect;
    const struct effect_overlap *o = e->overlap;
    struct buf b = {0};
    note->piece = ARENA_NEW(a, struct str, 1);
    if (!note->piece)
        return false;
    note->words = STR("on the overlap: ");
    buf_fmt(&b, "%.4g %% of rows, in strata with every level of %.*s%s", 100 * o->share,
            STR_ARG(answer->model->var[e->x].name), o->nleft ? ";" : "");
    if (!note_push(a, note, &b))
        return false;
    for (uint32_t i = 0; i < o->nleft && i < LIMIT_MISSING; i++) {
        const struct named_cell *c = &o->left[i];
        bool last = i + 1 == o->nleft || i + 1 == LIMIT_MISSING;
        buf_puts(&b, i == 0 ? "left out: " : "");
        for (uint32_t k = 0; k < c->n; k++)
            buf_fmt(&b, "%s%.*s = %.*s", k ? ", " : "", STR_ARG(c->var[k]), STR_ARG(c->state[k]));
        buf_fmt(&b, " (%.3g %%)%s", 100 * o->mass[i], !last ? ";" : "");
        if (last && o->nleft > LIMIT_MISSING)
            buf_fmt(&b, " and %u others", o->nleft - LIMIT_MISSING);
        if (!note_push(a, note, &b))
            return false;
    }
    return true;
}

/* ---- JSON ---- */

void json_overlap(struct json_line *line, const struct effect_overlap *o)
{
    struct json_line whole = {.out = line->out};
    json_key(line, "overlap");
    json_member(&whole, "share", json_real(o->share));
    json_member(&whole, "strata_left_out", json_integer(o->nleft));
    json_key(&whole, "left_out");
    buf_putc(line->out, '[');
    for (uint32_t i = 0; i < o->nleft && i < LIMIT_MISSING; i++) {
        struct json_line one = {.out = line->out};
        buf_puts(line->out, i ? "," : "");
        json_member(&one, "stratum", json_cell(&o->left[i]));
        json_member(&one, "share", json_real(o->mass[i]));
        buf_putc(line->out, '}');
    }
    buf_puts(line->out, "]}");
}

void json_positivity(struct json_line *line, const struct answer *answer)
{
    const struct positivity *p = answer->positivity;
    json_key(line, "missing_mass");
    buf_putc(line->out, '[');
    for (uint32_t i = 0; i < answer->nmissing; i++) {
        buf_puts(line->out, i ? "," : "");
        json_value(line->out, isfinite(p->mass[i]) ? json_real(p->mass[i]) : json_null());
    }
    buf_putc(line->out, ']');
    if (!p->bounded)
        return;
    json_key(line, "bounds");
    buf_putc(line->out, '[');
    for (size_t i = 0; i < p->n && !stopped(line->out); i++) {
        buf_puts(line->out, i ? "," : "");
        json_value(line->out, isfinite(p->low[i]) ? json_pack("[f,f]", p->low[i], p->high[i]) : json_null());
    }
    buf_putc(line->out, ']');
}
