/* fit.c -- the tables of a model from observations, and what its likelihood and scores are. */
#include "learn/learn_int.h"

#include "base/limits.h"

#include <math.h>

const struct fit_wish fit_plain = {.prior = 0, .restarts = 10, .iterations = 1000, .seed = 1};

enum { MOST_WRITTEN = 1 << 20 /* entries of a table that are kept as fractions */ };

static bool any_learned(struct learner *l)
{
    for (uint32_t v = 0; v < l->m->nvars; v++)
        if (l->family[v].learned)
            return true;
    diag_error(l->w->diags, "nothing-to-fit", NO_SPAN,
               "`%.*s` states all its tables: there is nothing to learn", STR_ARG(l->m->name));
    return diag_hint(l->w->diags, "what a model states is kept: fit one that has only arrows");
}

/* A hidden variable that no observed one depends on would keep whatever EM began with. */
static bool none_barren(struct learner *l)
{
    struct set one = set_new(l->draft.arena, l->m->nvars), below = set_new(l->draft.arena, l->m->nvars);
    if (!set_ok(one) || !set_ok(below))
        return diag_oom(l->w->diags);
    for (uint32_t v = 0; v < l->m->nvars; v++) {
        if (model_observed(l->m, v) || !l->family[v].learned)
            continue;
        set_clear(one);
        set_add(one, v);
        graph_descendants(below, l->m->graph, one);
        set_meet(below, l->m->projected->nodes);
        if (!set_empty(below))
            continue;
        diag_error(l->w->diags, "barren-hidden", NO_SPAN,
                   "data say nothing of `%.*s`: no observed variable depends on it",
                   STR_ARG(l->m->var[v].name));
        return diag_hint(l->w->diags, "leave it out of the model, or state its table");
    }
    return true;
}

/* Estimates of what needs no EM. */
static bool estimate(struct learner *l)
{
    for (uint32_t v = 0; v < l->m->nvars; v++) {
        struct family *f = &l->family[v];
        if (!f->learned || f->hidden)
            continue;
        double *p = ARENA_NEW(l->w->arena, double, f->cells);
        if (!p)
            return diag_oom(l->w->diags);
        family_estimate(f, l->prior, p);
        f->table = p;
    }
    return true;
}

static bool likelihood(struct learner *l, struct fit *out, const struct fit_wish *wish)
{
    out->n = l->c->total;
    for (uint32_t v = 0; v < l->m->nvars; v++) {
        const struct family *f = &l->family[v];
        out->parameters += family_parameters(f);
        if (!f->hidden && !family_likelihood(l, f, &out->log_likelihood))
            return false;
    }
    return learner_expect(l, out, wish);
}

/* ---- the boxes ---- */

static bool whole(double x)
{
    return x == floor(x) && x < 0x1p53;
}

/* The entries as fractions, where counts and prior are whole numbers: then answers can be exact. */
static bool write_fractions(struct learner *l, const struct family *f, struct box *b)
{
    b->written = box_rounded;
    if (f->hidden || f->cells > MOST_WRITTEN || !whole(l->prior))
        return true;
    for (size_t i = 0; i < f->cells; i++)
        if (!whole(f->count[i]))
            return true;
    struct str *text = ARENA_NEW(l->w->arena, struct str, f->cells);
    if (!text)
        return diag_oom(l->w->diags);
    for (size_t row = 0; row < f->rows; row++) {
        double sum = l->prior * f->k;
        for (uint32_t i = 0; i < f->k; i++)
            sum += f->count[row * f->k + i];
        for (uint32_t i = 0; i < f->k; i++) {
            double n = f->count[row * f->k + i] + l->prior;
            text[row * f->k + i] = sum == 0             ? str_fmt(l->w->arena, "1/%u", f->k)
                                   : n == 0 || n == sum ? STR("")
                                                        : str_fmt(l->w->arena, "%.0f/%.0f", n, sum);
            if (!text[row * f->k + i].s)
                return diag_oom(l->w->diags);
        }
    }
    b->written = text;
    return true;
}

static const struct box *fitted_box(struct learner *l, const struct family *f)
{
    const struct box *old = l->m->mechanism[f->var];
    struct box *b = ARENA_NEW(l->w->arena, struct box, 1);
    if (!f->learned)
        return old;
    if (!b) {
        diag_oom(l->w->diags);
        return NULL;
    }
    *b = *old;
    b->matrix = f->table;
    b->exact = NULL;
    return write_fractions(l, f, b) ? b : NULL;
}

static bool boxes(struct learner *l, struct fit *out)
{
    const struct box **box = ARENA_NEW(l->w->arena, const struct box *, l->m->nvars);
    if (!box)
        return diag_oom(l->w->diags);
    for (uint32_t v = 0; v < l->m->nvars; v++) {
        if (!(box[v] = fitted_box(l, &l->family[v])))
            return false;
    }
    out->mechanism = box;
    return true;
}

bool learn_fit(struct fit *out, struct work *w, const struct model *m, const struct learn_data *data,
               const struct fit_wish *wish)
{
    struct learner l;
    *out = (struct fit){0};
    bool good = learner_begin(&l, w, m, data);
    l.prior = wish->prior;
    good = good && any_learned(&l) && none_barren(&l) && (l.prior > 0 || learner_settings_seen(&l)) &&
           estimate(&l) && likelihood(&l, out, wish) && boxes(&l, out);
    learner_end(&l);
    return good;
}

/* ---- scores ---- */

/* log P(column of v | its parents' columns, graph): Heckerman, Geiger and Chickering 1995. */
static double bdeu_of(const struct family *f, double prior)
{
    double row = prior / (double)f->rows, cell = prior / (double)f->cells, sum = 0;
    for (size_t j = 0; j < f->rows; j++) {
        const double *n = f->count + j * f->k;
        double total = 0;
        for (uint32_t i = 0; i < f->k; i++) {
            total += n[i];
            sum += n[i] > 0 ? lgamma(cell + n[i]) - lgamma(cell) : 0;
        }
        sum += total > 0 ? lgamma(row) - lgamma(row + total) : 0;
    }
    return sum;
}

static bool bdeu(struct learner *l, double prior, double *out)
{
    *out = 0;
    for (uint32_t v = 0; v < l->m->nvars; v++) {
        const struct family *f = &l->family[v];
        if (f->hidden)
            *out = NAN;
        else if (f->learned)
            *out += bdeu_of(f, prior);
        else if (!family_likelihood(l, f, out))
            return false;
    }
    return true;
}

bool learn_score(struct model_score *out, struct work *w, const struct model *m,
                 const struct learn_data *data, double prior, const struct fit_wish *wish)
{
    struct learner l;
    struct fit fit = {0};
    bool good = learner_begin(&l, w, m, data) && learner_whole_weights(w, data->counts, "a score") &&
                none_barren(&l) && estimate(&l) && likelihood(&l, &fit, wish) && bdeu(&l, prior, &out->bdeu);
    out->log_likelihood = fit.log_likelihood;
    out->parameters = fit.parameters;
    out->bic = fit.log_likelihood - fit.parameters / 2 * log(fit.n);
    out->expected = fit.expected;
    out->converged = fit.converged;
    learner_end(&l);
    return good;
}
