/* em.c -- tables of hidden variables, and of those that depend on them, by EM.
 *
 * The E-step is exact.  For each distinct row of a part (part.h) the likelihood is computed bucket by bucket,
 * and then differentiated backwards: what is expected of an entry of a table is the entry times the slope of
 * the likelihood, over the likelihood (Darwiche 2003).  The M-step is family_estimate(), and climb.c says how
 * often.  Products are brought back into range as they are made, so that a hidden class may have any number
 * of indicators. */
#include "learn/part.h"

#include "base/interrupt.h"
#include "base/mem.h"
#include "base/progress.h"
#include "stoch/chance.h"

#include <math.h>
#include <string.h>

static const double SAME = 1e-6, SMALL = 0x1p-400;
enum { SMALL_BITS = 400 };

/* ---- one iteration ---- */

/* Multiply by the entries at place[] and bring the products back into range; *exponent counts it. */
static void multiply(double *q, size_t n, const double *t, const size_t *place, double *exponent)
{
    double most = 0;
    for (size_t j = 0; j < n; j++) {
        q[j] *= t[place[j]];
        most = q[j] > most ? q[j] : most;
    }
    for (; most > 0 && most < SMALL; most /= SMALL, *exponent -= SMALL_BITS)
        for (size_t j = 0; j < n; j++)
            q[j] /= SMALL;
}

/* The likelihood of a row, but for a factor 2^*exponent. */
static double forward(struct part *p, const size_t *place, double *exponent)
{
    *exponent = 0;
    for (uint32_t i = 0; i < p->nbuckets; i++) {
        struct bucket *b = &p->bucket[i];
        for (size_t j = 0; j < b->cells; j++)
            b->product[j] = 1;
        for (uint32_t k = 0; k < b->nfamilies; k++)
            multiply(b->product, b->cells, p->table[b->family[k]] + place[b->family[k]], b->offset[k],
                     exponent);
        for (uint32_t k = 0; k < b->nchildren; k++)
            multiply(b->product, b->cells, p->bucket[b->child[k]].sum, b->message[k], exponent);
        memset(b->sum, 0, b->outs * sizeof *b->sum);
        for (size_t j = 0; j < b->cells; j++)
            b->sum[b->to[j]] += b->product[j];
    }
    return p->bucket[p->nbuckets - 1].sum[0];
}

/* The products become what is expected of their cells. Where a sum is zero so are the products under it. */
static void backward(struct part *p, double weight)
{
    p->bucket[p->nbuckets - 1].slope[0] = weight;
    for (uint32_t i = p->nbuckets; i-- > 0;) {
        struct bucket *b = &p->bucket[i];
        for (size_t j = 0; j < b->cells; j++)
            b->product[j] *= b->slope[b->to[j]];
        for (uint32_t k = 0; k < b->nchildren; k++) {
            struct bucket *c = &p->bucket[b->child[k]];
            memset(c->slope, 0, c->outs * sizeof *c->slope);
            for (size_t j = 0; j < b->cells; j++)
                c->slope[b->message[k][j]] += b->product[j];
            for (size_t o = 0; o < c->outs; o++)
                c->slope[o] = c->sum[o] > 0 ? c->slope[o] / c->sum[o] : 0;
        }
    }
}

static void count_expected(struct part *p, const size_t *place)
{
    for (uint32_t i = 0; i < p->nbuckets; i++) {
        const struct bucket *b = &p->bucket[i];
        for (uint32_t k = 0; k < b->nfamilies; k++) {
            double *count = p->family[b->family[k]]->count;
            if (!count)
                continue;
            count += place[b->family[k]];
            for (size_t j = 0; j < b->cells; j++)
                count[b->offset[k][j]] += b->product[j];
        }
    }
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

bool part_expect(struct part *p, double *value)
{
    *value = 0;
    for (uint32_t k = 0; k < p->nfamilies; k++)
        if (p->family[k]->learned)
            memset(p->family[k]->count, 0, p->family[k]->cells * sizeof(double));
    for (size_t row = 0; row < p->nrows; row++) {
        const size_t *place = p->place + row * p->nfamilies;
        double exponent, likelihood = forward(p, place, &exponent);
        if (!(likelihood > 0))
            return impossible(p);
        if (interrupted())
            return diag_interrupted(p->l->w->diags);
        *value += p->weight[row] * (log(likelihood) + exponent * log(2));
        backward(p, p->weight[row] / likelihood);
        count_expected(p, place);
        progress_add(p->work);
    }
    return true;
}

/* ---- restarts ---- */

static bool begin_at_random(struct part *p, struct chance *chance)
{
    uint32_t most = 0;
    for (uint32_t k = 0; k < p->nfamilies; k++)
        most = p->family[k]->k > most ? p->family[k]->k : most;
    double *flat = mem_array(most, sizeof *flat);
    if (!flat)
        return diag_oom(p->l->w->diags);
    for (uint32_t i = 0; i < most; i++)
        flat[i] = 1;
    for (uint32_t k = 0; k < p->nfamilies; k++)
        for (size_t row = 0; p->family[k]->learned && row < p->family[k]->rows; row++)
            chance_row(chance, flat, p->table[k] + row * p->family[k]->k, p->family[k]->k);
    mem_free(flat);
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
        progress_begin((double)p->nrows * p->work * wish->iterations);
        good = begin_at_random(p, chance) && part_climb(&one, p, wish->iterations);
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
        part_hang_together(l, part);
        set_join(done, part);
        if (!learn_part(l, part, out, wish, chance))
            return false;
    }
    return true;
}
