/* em.c -- tables of hidden variables, and of those that depend on them, by EM.
 *
 * Hidden variables that stand in one family hang together; parts that do not are independent given what is
 * observed, and are learned one by one.  In a part the rows of the data count by what its observed variables
 * are, and for each distinct one the product of the families over all joint states of the hidden variables is
 * written out: that is the E-step, exactly.  The M-step is family_estimate().  Products are brought back into
 * range as they are made, so that a hidden class may have any number of indicators. */
#include "learn/learn_int.h"

#include "base/interrupt.h"
#include "base/limits.h"
#include "base/progress.h"
#include "stoch/chance.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double ENOUGH = 1e-8, SAME = 1e-6, SMALL = 0x1p-400;

struct part {
    struct learner *l;
    uint32_t nhidden, nfamilies;
    uint32_t *hidden;
    struct family **family; /* with some of the hidden variables */
    size_t settings;        /* of the hidden variables */
    size_t **offset;        /* by family, then setting: what the setting adds to an entry's number */
    size_t nrows;           /* of the data, distinct as far as the families see */
    size_t *place;          /* by row, then family: what the row adds to it */
    double *weight;         /* by row */
    double **table;         /* by family: what is being learned */
    double *product;        /* draft, by setting */
};

/* ---- which hidden variables hang together ---- */

static void join(struct learner *l, struct set of, const struct family *f)
{
    if (!model_observed(l->m, f->var))
        set_add(of, f->var);
    for (uint32_t i = 0; i < f->nin; i++)
        if (!model_observed(l->m, f->in[i]))
            set_add(of, f->in[i]);
}

static bool touches(const struct learner *l, struct set of, const struct family *f)
{
    if (set_has(of, f->var) && !model_observed(l->m, f->var))
        return true;
    for (uint32_t i = 0; i < f->nin; i++)
        if (set_has(of, f->in[i]))
            return true;
    return false;
}

/* Enlarge the set until no family reaches out of it. */
static void hang_together(struct learner *l, struct set of)
{
    for (uint32_t before = 0; before != set_count(of);) {
        before = set_count(of);
        for (uint32_t v = 0; v < l->m->nvars; v++)
            if (touches(l, of, &l->family[v]))
                join(l, of, &l->family[v]);
    }
}

/* ---- a part ---- */

static bool too_many(struct part *p)
{
    struct learner *l = p->l;
    struct buf names = {0};
    for (uint32_t i = 0; i < p->nhidden; i++)
        buf_fmt(&names, "%s%.*s", i ? ", " : "", STR_ARG(l->m->var[p->hidden[i]].name));
    diag_error(l->w->diags, "too-many-hidden", NO_SPAN,
               "%.*s hang together, and have more than %d joint states: too many to learn",
               STR_ARG(buf_str(&names)), LIMIT_HIDDEN_SETTINGS);
    buf_free(&names);
    return diag_hint(l->w->diags, "give them fewer states, or state some of their tables and observe more");
}

static bool gather(struct part *p, struct set of)
{
    struct learner *l = p->l;
    p->hidden = ARENA_NEW(l->draft.arena, uint32_t, l->m->nvars);
    p->family = ARENA_NEW(l->draft.arena, struct family *, l->m->nvars);
    if (!p->hidden || !p->family)
        return diag_oom(l->w->diags);
    p->settings = 1;
    SET_EACH (v, of)
        p->hidden[p->nhidden++] = v;
    for (uint32_t i = 0; i < p->nhidden; i++) {
        p->settings *= l->m->var[p->hidden[i]].type->n;
        if (p->settings > LIMIT_HIDDEN_SETTINGS)
            return too_many(p);
    }
    for (uint32_t v = 0; v < l->m->nvars; v++)
        if (touches(l, of, &l->family[v]))
            p->family[p->nfamilies++] = &l->family[v];
    return true;
}

/* What a state of hidden variable h is worth in an entry's number. */
static size_t worth(const struct family *f, uint32_t h)
{
    if (f->var == h)
        return 1;
    for (uint32_t i = 0; i < f->nin; i++)
        if (f->in[i] == h)
            return f->stride[i];
    return 0;
}

static bool offsets(struct part *p)
{
    struct learner *l = p->l;
    p->offset = ARENA_NEW(l->draft.arena, size_t *, p->nfamilies);
    p->product = ARENA_NEW(l->draft.arena, double, p->settings);
    if (!p->offset || !p->product)
        return diag_oom(l->w->diags);
    for (uint32_t k = 0; k < p->nfamilies; k++) {
        size_t *to = p->offset[k] = ARENA_NEW(l->draft.arena, size_t, p->settings);
        if (!to)
            return diag_oom(l->w->diags);
        size_t block = p->settings;
        for (uint32_t i = 0; i < p->nhidden; i++) {
            uint32_t n = l->m->var[p->hidden[i]].type->n;
            size_t step = worth(p->family[k], p->hidden[i]);
            block /= n;
            for (size_t j = 0; step && j < p->settings; j++)
                to[j] += j / block % n * step;
        }
    }
    return true;
}

/* ---- its rows ---- */

struct sorted_row {
    size_t *place;
    double weight;
    size_t n;
};

static int by_place(const void *a, const void *b)
{
    const struct sorted_row *x = a, *y = b;
    for (size_t i = 0; i < x->n; i++)
        if (x->place[i] != y->place[i])
            return x->place[i] < y->place[i] ? -1 : 1;
    return 0;
}

/* The rows as the families see them, each once. */
static bool rows(struct part *p)
{
    struct learner *l = p->l;
    size_t n = l->c->nrows, width = p->nfamilies;
    size_t *place = ARENA_NEW(l->draft.arena, size_t, n * width);
    struct sorted_row *row = ARENA_NEW(l->draft.arena, struct sorted_row, n);
    p->place = ARENA_NEW(l->draft.arena, size_t, n * width);
    p->weight = ARENA_NEW(l->draft.arena, double, n);
    if (!place || !row || !p->place || !p->weight)
        return diag_oom(l->w->diags);
    for (size_t i = 0; i < n; i++) {
        row[i] = (struct sorted_row){place + i * width, l->c->weight[i], width};
        for (size_t k = 0; k < width; k++)
            row[i].place[k] = family_place(l, p->family[k], i);
    }
    qsort(row, n, sizeof *row, by_place);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || by_place(&row[i - 1], &row[i]) != 0)
            memcpy(p->place + p->nrows++ * width, row[i].place, width * sizeof *place);
        p->weight[p->nrows - 1] += row[i].weight;
    }
    return true;
}

static bool part_new(struct part *p, struct learner *l, struct set of)
{
    *p = (struct part){.l = l};
    if (!gather(p, of) || !offsets(p) || !rows(p))
        return false;
    p->table = ARENA_NEW(l->draft.arena, double *, p->nfamilies);
    if (!p->table)
        return diag_oom(l->w->diags);
    for (uint32_t k = 0; k < p->nfamilies; k++) {
        struct family *f = p->family[k];
        p->table[k] =
            f->learned ? ARENA_NEW(l->draft.arena, double, f->cells) : (double *)(uintptr_t)f->table;
        f->count = f->learned ? ARENA_NEW(l->draft.arena, double, f->cells) : NULL;
        if (!p->table[k] || (f->learned && !f->count))
            return diag_oom(l->w->diags);
    }
    return true;
}

/* ---- one iteration ---- */

/* The product of all families in this row over the hidden settings, into p->product; its sum is
 * 2^*exponent times what is returned. */
static double multiply(struct part *p, const size_t *place, double *exponent)
{
    double *q = p->product, sum = 0;
    *exponent = 0;
    for (size_t j = 0; j < p->settings; j++)
        q[j] = 1;
    for (uint32_t k = 0; k < p->nfamilies; k++) {
        const double *t = p->table[k] + place[k];
        const size_t *offset = p->offset[k];
        double most = 0;
        for (size_t j = 0; j < p->settings; j++) {
            q[j] *= t[offset[j]];
            most = q[j] > most ? q[j] : most;
        }
        for (; most > 0 && most < SMALL; most /= SMALL, *exponent -= 400)
            for (size_t j = 0; j < p->settings; j++)
                q[j] /= SMALL;
    }
    for (size_t j = 0; j < p->settings; j++)
        sum += q[j];
    return sum;
}

static bool impossible(struct part *p)
{
    const struct model *m = p->l->m;
    diag_error(p->l->w->diags, "impossible-data", NO_SPAN,
               "some observations cannot happen under the tables that `%.*s` states", STR_ARG(m->name));
    return diag_hint(p->l->w->diags,
                     "leave out the table of a hidden variable, or of what depends on it, and it "
                     "is learned");
}

/* Count what is expected under the tables; *value is the log-likelihood of the part. */
static bool expect(struct part *p, double *value)
{
    *value = 0;
    for (uint32_t k = 0; k < p->nfamilies; k++)
        if (p->family[k]->learned)
            memset(p->family[k]->count, 0, p->family[k]->cells * sizeof(double));
    for (size_t row = 0; row < p->nrows; row++) {
        const size_t *place = p->place + row * p->nfamilies;
        double exponent, sum = multiply(p, place, &exponent), scale = p->weight[row] / sum;
        if (!(sum > 0))
            return impossible(p);
        if (interrupted())
            return diag_interrupted(p->l->w->diags);
        *value += p->weight[row] * (log(sum) + exponent * log(2));
        for (size_t j = 0; j < p->settings; j++)
            p->product[j] *= scale;
        for (uint32_t k = 0; k < p->nfamilies; k++) {
            double *count = p->family[k]->count ? p->family[k]->count + place[k] : NULL;
            for (size_t j = 0; count && j < p->settings; j++)
                count[p->offset[k][j]] += p->product[j];
        }
        progress_add((double)p->settings * p->nfamilies);
    }
    return true;
}

/* What EM climbs: the log-likelihood, and with a prior the density of the tables. */
static double objective(const struct part *p, double value)
{
    for (uint32_t k = 0; p->l->prior > 0 && k < p->nfamilies; k++)
        for (size_t i = 0; p->family[k]->learned && i < p->family[k]->cells; i++)
            value += p->l->prior * log(p->table[k][i]);
    return value;
}

struct climb {
    double value, objective, fell; /* the log-likelihood; what was climbed; the largest relative loss */
    uint32_t iterations;
    bool converged;
};

/* From the tables there are to where it no longer gains. */
static bool climb(struct part *p, struct climb *c, uint32_t most)
{
    double before = 0;
    *c = (struct climb){0};
    for (;;) {
        if (!expect(p, &c->value))
            return false;
        c->objective = objective(p, c->value);
        double gain = c->objective - before, size = fabs(c->objective);
        if (c->iterations > 0) {
            c->fell = fmax(c->fell, size > 0 ? -gain / size : 0);
            c->converged = gain <= ENOUGH * size;
        }
        if (c->converged || c->iterations == most)
            return true;
        before = c->objective;
        for (uint32_t k = 0; k < p->nfamilies; k++)
            if (p->family[k]->learned)
                family_estimate(p->family[k], p->l->prior, p->table[k]);
        c->iterations++;
    }
}

/* ---- restarts ---- */

static bool begin_at_random(struct part *p, struct chance *chance)
{
    uint32_t most = 0;
    for (uint32_t k = 0; k < p->nfamilies; k++)
        most = p->family[k]->k > most ? p->family[k]->k : most;
    double *flat = ARENA_NEW(p->l->draft.arena, double, most);
    if (!flat)
        return diag_oom(p->l->w->diags);
    for (uint32_t i = 0; i < most; i++)
        flat[i] = 1;
    for (uint32_t k = 0; k < p->nfamilies; k++)
        for (size_t row = 0; p->family[k]->learned && row < p->family[k]->rows; row++)
            chance_row(chance, flat, p->table[k] + row * p->family[k]->k, p->family[k]->k);
    return true;
}

static bool keep_tables(struct part *p)
{
    for (uint32_t k = 0; k < p->nfamilies; k++) {
        struct family *f = p->family[k];
        if (!f->learned)
            continue;
        if (!f->table) {
            f->table = ARENA_NEW(p->l->w->arena, double, f->cells);
            if (!f->table)
                return diag_oom(p->l->w->diags);
        }
        memcpy((double *)(uintptr_t)f->table, p->table[k], f->cells * sizeof(double));
    }
    return true;
}

/* Of all restarts the best; *reached of them came as far. */
static bool best_of(struct part *p, struct climb *best, uint32_t *reached, const struct fit_wish *wish,
                    struct chance *chance)
{
    double *found = ARENA_NEW(p->l->draft.arena, double, wish->restarts);
    bool good = found || diag_oom(p->l->w->diags);
    progress_begin(wish->restarts);
    for (uint32_t i = 0; good && i < wish->restarts; i++) {
        struct climb one;
        progress_begin((double)p->nrows * (double)p->settings * p->nfamilies * wish->iterations);
        good = begin_at_random(p, chance) && climb(p, &one, wish->iterations);
        progress_end();
        progress_add(1);
        if (!good)
            break;
        found[i] = one.objective;
        one.fell = fmax(one.fell, i ? best->fell : 0);
        if (i == 0 || one.objective > best->objective) {
            *best = one;
            good = keep_tables(p);
        }
        best->fell = one.fell;
    }
    progress_end();
    *reached = 0;
    for (uint32_t i = 0; good && i < wish->restarts; i++)
        *reached += found[i] >= best->objective - SAME * fabs(best->objective);
    return good;
}

static bool learn_part(struct learner *l, struct set of, struct fit *out, const struct fit_wish *wish,
                       struct chance *chance)
{
    struct part p;
    struct climb best = {0};
    uint32_t reached;
    bool learned = false;
    struct fit_wish once = *wish;
    if (!part_new(&p, l, of))
        return false;
    for (uint32_t k = 0; k < p.nfamilies; k++)
        learned = learned || p.family[k]->learned;
    if (!learned)
        once.restarts = 1;
    if (!best_of(&p, &best, &reached, &once, chance))
        return false;
    out->log_likelihood += best.value;
    out->fell = fmax(out->fell, best.fell);
    if (!learned)
        return true;
    out->converged = (!out->expected || out->converged) && best.converged;
    out->reached = out->expected && out->reached < reached ? out->reached : reached;
    out->iterations = best.iterations > out->iterations ? best.iterations : out->iterations;
    out->restarts = wish->restarts;
    out->expected = true;
    return true;
}

bool learner_expect(struct learner *l, struct fit *out, const struct fit_wish *wish)
{
    struct set done = set_new(l->draft.arena, l->m->nvars), part = set_new(l->draft.arena, l->m->nvars);
    struct chance *chance = chance_new(&l->draft, wish->seed);
    if (!set_ok(done) || !set_ok(part))
        return diag_oom(l->w->diags);
    if (!chance)
        return false;
    for (uint32_t v = 0; v < l->m->nvars; v++) {
        if (model_observed(l->m, v) || set_has(done, v))
            continue;
        set_clear(part);
        set_add(part, v);
        hang_together(l, part);
        set_join(done, part);
        if (!learn_part(l, part, out, wish, chance))
            return false;
    }
    return true;
}
