/* contrast.c -- differences and ratios of the outcome under two levels of a cause, with their intervals.
 *
 * By the delta method the influence function of a contrast is that of its two numbers by the chain rule; for
 * odds ratios of plain shares the interval is Woolf's (1955).
 */
#include "answer/estimate_int.h"

#include <math.h>

static const double MOST_INFLUENCES = 1 << 24; /* numbers times rows that are kept */

static const struct {
    const char *words, *name;
    enum interval_scale scale;
} measures[] = {{"risk difference", "risk_difference", SCALE_PLAIN},
                {"risk ratio", "risk_ratio", SCALE_LOG},
                {"odds ratio", "odds_ratio", SCALE_LOG},
                {"difference of means", "mean_difference", SCALE_PLAIN}};

const char *effect_measure_words(enum effect_measure m)
{
    return measures[m].words;
}

const char *effect_measure_name(enum effect_measure m)
{
    return measures[m].name;
}

/* The contrast of p against q; *by_p and *by_q are its derivatives. */
static double contrast(enum effect_measure m, double p, double q, double *by_p, double *by_q)
{
    double value = m == RISK_RATIO ? p / q : m == ODDS_RATIO ? p * (1 - q) / ((1 - p) * q) : p - q;
    *by_p = m == RISK_RATIO ? 1 / q : m == ODDS_RATIO ? (1 - q) / ((1 - p) * (1 - p) * q) : 1;
    *by_q = m == RISK_RATIO ? -p / (q * q) : m == ODDS_RATIO ? -p / ((1 - p) * q * q) : -1;
    return isfinite(value) ? value : NAN;
}

/* The numbers that an effect is made of: that of its level, and that of the reference. */
static void pair(const struct panel *p, const struct effect_number *e, size_t *at, size_t *reference)
{
    for (size_t i = 0; i < p->nrisks; i++) {
        if (p->risk[i].event != e->event)
            continue;
        if (p->risk[i].level == e->level)
            *at = i;
        if (p->risk[i].level == p->reference)
            *reference = i;
    }
}

static struct estimated plain(double value)
{
    return (struct estimated){value, NAN, NAN, NAN, NAN};
}

void panel_values(struct panel *p)
{
    double unused;
    for (size_t i = 0; i < p->nrisks; i++) {
        p->risk[i].crude = plain(number_of(p->crude, i, p->crude_value));
        p->risk[i].adjusted = plain(number_of(p->adjusted, i, p->adjusted_value));
    }
    for (size_t i = 0; i < p->neffects; i++) {
        struct effect_number *e = &p->effect[i];
        size_t at = 0, reference = 0;
        pair(p, e, &at, &reference);
        const struct effect_number *one = &p->risk[at], *other = &p->risk[reference];
        e->crude = plain(contrast(e->measure, one->crude.value, other->crude.value, &unused, &unused));
        e->adjusted =
            plain(contrast(e->measure, one->adjusted.value, other->adjusted.value, &unused, &unused));
    }
}

/* ---- the delta method ---- */

struct influences {
    double *of; /* number by number, each by row */
    size_t rows;
    const size_t *which; /* what number of the panel it is */
};

static bool take(void *cx, size_t i, const double *influence)
{
    struct influences *f = cx;
    for (size_t r = 0; r < f->rows; r++)
        f->of[f->which[i] * f->rows + r] = influence[r];
    return true;
}

/* The influences on all numbers that are defined. */
static bool read_influences(struct influences *f, struct work *w, const struct numbers *m,
                            const struct tensor *value, const struct sample *s,
                            struct influence_reader *reader)
{
    size_t *cell = ARENA_NEW(w->arena, size_t, m->n), *which = ARENA_NEW(w->arena, size_t, m->n);
    struct numbers defined = *m;
    f->rows = s->counts.nrows;
    f->of = ARENA_NEW(w->arena, double, m->n * f->rows);
    f->which = which;
    if (!cell || !which || !f->of)
        return diag_oom(w->diags);
    defined.n = 0;
    defined.cell = cell;
    for (size_t i = 0; i < m->n; i++) {
        if (isnan(number_of(m, i, value)))
            continue;
        which[defined.n] = i;
        cell[defined.n++] = m->cell[i];
    }
    *reader = (struct influence_reader){.cx = f, .take = take};
    return numbers_influence(reader, w, &defined, s);
}

static void set_interval(struct estimated *e, enum interval_scale scale, double level)
{
    interval_set(e, scale, level);
    if (scale == SCALE_LOGIT && e->se > 0 && e->value > 0 && e->value < 1)
        e->n_eff = e->value * (1 - e->value) / (e->se * e->se);
}

/* Intervals of one side of the panel. */
static bool side_by_delta(struct panel *p, struct work *w, const struct sample *s, const struct influences *f,
                          double level, bool adjusted)
{
    double *of = ARENA_NEW(w->arena, double, f->rows);
    if (!of)
        return diag_oom(w->diags);
    for (size_t i = 0; i < p->nrisks; i++) {
        struct estimated *e = adjusted ? &p->risk[i].adjusted : &p->risk[i].crude;
        e->se = isnan(e->value) ? NAN : influence_error(s, f->of + i * f->rows);
        set_interval(e, p->risk[i].event == UINT32_MAX ? SCALE_PLAIN : SCALE_LOGIT, level);
    }
    for (size_t i = 0; i < p->neffects; i++) {
        struct effect_number *effect = &p->effect[i];
        struct estimated *e = adjusted ? &effect->adjusted : &effect->crude;
        size_t at = 0, reference = 0;
        double by_p, by_q;
        pair(p, effect, &at, &reference);
        const struct effect_number *one = &p->risk[at], *other = &p->risk[reference];
        contrast(effect->measure, adjusted ? one->adjusted.value : one->crude.value,
                 adjusted ? other->adjusted.value : other->crude.value, &by_p, &by_q);
        for (size_t r = 0; r < f->rows; r++)
            of[r] = by_p * f->of[at * f->rows + r] + by_q * f->of[reference * f->rows + r];
        e->se = isnan(e->value) ? NAN : influence_error(s, of);
        set_interval(e, measures[effect->measure].scale, level);
    }
    return true;
}

static bool by_delta(struct panel *p, struct work *w, const struct sample *s, struct estimate *e)
{
    struct influences f;
    struct influence_reader reader;
    if ((double)p->nrisks * (double)s->counts.nrows > MOST_INFLUENCES) {
        e->none = STR("there are too many rows for so many numbers; the bootstrap may do");
        return true;
    }
    if (!read_influences(&f, w, p->crude, p->crude_value, s, &reader) ||
        !side_by_delta(p, w, s, &f, e->how.level, false) ||
        !read_influences(&f, w, p->adjusted, p->adjusted_value, s, &reader))
        return false;
    return side_by_delta(p, w, s, &f, e->how.level, true) &&
           estimate_keep_least(e, w, p->adjusted->r->m, s, &reader);
}

/* ---- the bootstrap ---- */

/* All numbers of a replicate, its effects behind its risks; first those unadjusted. */
static void put_replicate(const struct panel *p, const double *risk, double *out)
{
    double unused;
    for (uint32_t side = 0; side < 2; side++, risk += p->nrisks) {
        for (size_t i = 0; i < p->nrisks; i++)
            *out++ = risk[i];
        for (size_t i = 0; i < p->neffects; i++) {
            size_t at = 0, reference = 0;
            pair(p, &p->effect[i], &at, &reference);
            *out++ = contrast(p->effect[i].measure, risk[at], risk[reference], &unused, &unused);
        }
    }
}

static bool read_replicates(struct panel *p, struct work *w, const double *all, size_t columns,
                            struct estimate *e)
{
    for (size_t i = 0; i < columns; i++) {
        size_t k = i % (p->nrisks + p->neffects);
        struct effect_number *n = k < p->nrisks ? &p->risk[k] : &p->effect[k - p->nrisks];
        struct estimated *of = i < columns / 2 ? &n->crude : &n->adjusted;
        uint32_t undefined = 0;
        if (isnan(of->value))
            continue;
        if (!bootstrap_read(of, w, all, columns, i, &e->how, &undefined))
            return false;
        e->undefined = undefined > e->undefined ? undefined : e->undefined;
    }
    return true;
}

static bool by_bootstrap(struct panel *p, struct work *w, const struct sample *s, struct estimate *e)
{
    size_t columns = 2 * ((size_t)p->nrisks + p->neffects);
    const struct numbers both[] = {*p->crude, *p->adjusted};
    struct influences f;
    struct influence_reader reader;
    double *risks = ARENA_NEW(w->arena, double, (size_t)e->how.replicates * 2 * p->nrisks);
    double *all = ARENA_NEW(w->arena, double, (size_t)e->how.replicates *columns);
    if (!risks || !all)
        return diag_oom(w->diags);
    if (!numbers_bootstrap(risks, w, both, 2, s, NULL, &e->how))
        return false;
    for (size_t b = 0; b < e->how.replicates; b++)
        put_replicate(p, risks + b * 2 * p->nrisks, all + b * columns);
    return read_replicates(p, w, all, columns, e) &&
           read_influences(&f, w, p->adjusted, p->adjusted_value, s, &reader) &&
           estimate_keep_least(e, w, p->adjusted->r->m, s, &reader);
}

/* A difference of means, when one of them has no interval. */
static void mean_at_end(struct estimated *d, const struct estimated *p, const struct estimated *q)
{
    if (isnan(p->low) || isnan(q->low))
        d->low = d->high = NAN;
}

/* What neither method can tell: risks of 0 and 1, means of rows that all agree, and their differences. */
static bool settle_ends(struct panel *p, struct work *w, const struct sample *s, struct estimate *e,
                        bool adjusted)
{
    e->scale = SCALE_LOGIT; /* of the risks */
    for (size_t i = 0; i < p->nrisks; i++) {
        struct effect_number *n = &p->risk[i];
        struct estimated *of = adjusted ? &n->adjusted : &n->crude;
        if (isfinite(of->value) && !estimate_end(e, w, adjusted ? p->adjusted : p->crude, s, i, of))
            return false;
    }
    for (size_t i = 0; i < p->neffects; i++) {
        struct effect_number *n = &p->effect[i];
        size_t at = 0, reference = 0;
        pair(p, n, &at, &reference);
        const struct effect_number *one = &p->risk[at], *other = &p->risk[reference];
        struct estimated *d = adjusted ? &n->adjusted : &n->crude;
        const struct estimated *of_one = adjusted ? &one->adjusted : &one->crude,
                               *of_other = adjusted ? &other->adjusted : &other->crude;
        if (n->event == UINT32_MAX)
            mean_at_end(d, of_one, of_other);
        else
            contrast_at_end(d, n->measure == RISK_DIFFERENCE, of_one, of_other);
    }
    return true;
}

static bool warn_of_certain(const struct panel *p, struct work *w, const struct sample *s)
{
    double *se = ARENA_NEW(w->arena, double, p->nrisks);
    if (!se)
        return diag_oom(w->diags);
    for (size_t i = 0; i < p->nrisks; i++)
        se[i] = p->risk[i].adjusted.se;
    return certain_strata_warn(w, p->adjusted, s, se);
}

bool panel_intervals(struct panel *p, struct work *w, const struct sample *s, struct estimate *e)
{
    estimate_choose_method(e, s, 2 * ((double)p->nrisks + p->neffects));
    if (e->none.n)
        return true;
    if (!(e->how.method == INTERVAL_DELTA ? by_delta(p, w, s, e) : by_bootstrap(p, w, s, e)))
        return false;
    if (!e->none.n && (!settle_ends(p, w, s, e, false) || !settle_ends(p, w, s, e, true)))
        return false;
    for (size_t i = 0; i < (size_t)p->nrisks + p->neffects && !e->none.n; i++) {
        const struct effect_number *n = i < p->nrisks ? &p->risk[i] : &p->effect[i - p->nrisks];
        e->at_end = e->at_end || (isfinite(n->crude.value) && isnan(n->crude.low)) ||
                    (isfinite(n->adjusted.value) && isnan(n->adjusted.low));
    }
    return e->none.n || warn_of_certain(p, w, s);
}
