/* exact_contract.c -- sums of products over fractions.
 *
 * Inside, a table is integers over one denominator, so that the inner loop multiplies and adds whole numbers
 * only; what numerators and denominator have in common is divided out after each step, and fractions in
 * lowest terms are made of the last table alone.  Before a step its numbers are bounded by those of the
 * tables it multiplies: one that would be too large is refused before anything is computed.
 *
 * The limbs of all tables live in one scratch arena; of GMP's own numbers there are a few, for one step.
 */
#include "base/interrupt.h"
#include "base/limits.h"
#include "stoch/big.h"
#include "stoch/exact.h"

#include <math.h>
#include <string.h>

enum { UNDEFINED = -1 }; /* as limbs of a numerator */

struct integers {
    uint32_t rank;
    struct axis *axis;
    size_t cells;
    struct natural *cell; /* numerators */
    struct natural den;
    size_t bits; /* of the longest numerator */
};

struct reckoning {
    struct work *w;
    struct arena scratch;
    struct integers *table;
    mpz_t sum, product, part; /* for the step at work */
};

static bool oom(struct reckoning *r)
{
    return diag_oom(r->w->diags);
}

/* ---- from fractions ---- */

static mpz_srcptr numerator(mpz_ptr z, struct rational x)
{
    return mpz_roinit_n(z, x.limb, x.num);
}

static mpz_srcptr denominator(mpz_ptr z, struct rational x)
{
    const mp_limb_t *limb = x.limb;
    return mpz_roinit_n(z, limb + x.num, x.den);
}

static bool too_long(struct reckoning *r, double bits)
{
    diag_error(r->w->diags, "too-large-exact", NO_SPAN,
               "exact fractions here may have %.3g digits, above the limit of %d", bits * 0.30103,
               (int)(LIMIT_EXACT_BITS * 0.30103));
    return diag_hint(r->w->diags, "`:set exact off` computes with decimals");
}

/* r->sum = the least common denominator of t's cells. */
static bool common_denominator(struct reckoning *r, const struct tensor *t)
{
    mpz_set_ui(r->sum, 1);
    for (size_t i = 0; i < t->cells; i++) {
        mpz_t den;
        if (t->exact[i].den <= 0)
            continue;
        if (interrupted())
            return diag_interrupted(r->w->diags);
        mpz_lcm(r->sum, r->sum, denominator(den, t->exact[i]));
        if (big_short())
            return oom(r);
        if (mpz_sizeinbase(r->sum, 2) > LIMIT_EXACT_BITS)
            return too_long(r, (double)mpz_sizeinbase(r->sum, 2));
    }
    return true;
}

/* A numerator over r->sum, into the cell. */
static bool scale(struct reckoning *r, struct integers *to, size_t i, struct rational x)
{
    mpz_t part;
    if (rational_undefined(x)) {
        to->cell[i].limbs = UNDEFINED;
        return true;
    }
    if (x.den) {
        mpz_divexact(r->product, r->sum, denominator(part, x));
        mpz_mul(r->product, r->product, numerator(part, x));
    } else {
        mpz_mul(r->product, r->sum, numerator(part, x));
    }
    if (big_short() || !natural_keep(&to->cell[i], &r->scratch, r->product))
        return oom(r);
    if (to->cell[i].limbs && mpz_sizeinbase(r->product, 2) > to->bits)
        to->bits = mpz_sizeinbase(r->product, 2);
    return true;
}

static bool take_in(struct reckoning *r, struct integers *to, const struct tensor *t)
{
    *to = (struct integers){.rank = t->rank,
                            .axis = t->axis,
                            .cells = t->cells,
                            .cell = ARENA_NEW(&r->scratch, struct natural, t->cells)};
    if (!to->cell)
        return oom(r);
    if (!common_denominator(r, t))
        return false;
    for (size_t i = 0; i < t->cells; i++) {
        if (interrupted())
            return diag_interrupted(r->w->diags);
        if (!scale(r, to, i, t->exact[i]))
            return false;
    }
    return natural_keep(&to->den, &r->scratch, r->sum) || oom(r);
}

/* ---- one step ---- */

struct product {
    const struct exact_step *step;
    struct integers *out;
    struct nest over, summed;      /* one operand for each table; `summed` from where `over` stands */
    const struct natural **factor; /* of the summand at work, one for each table */
};

static uint32_t axis_of(const struct integers *t, uint32_t id)
{
    for (uint32_t i = 0; i < t->rank; i++)
        if (t->axis[i].id == id)
            return i;
    return UINT32_MAX;
}

/* A dimension of the nest along axis `id` of the tables of the step; its length. */
static uint32_t add_dimension(struct reckoning *r, const struct exact_step *s, struct nest *nest, uint32_t id)
{
    uint32_t length = 1;
    size_t *stride = nest_dim(nest, 1);
    for (uint32_t i = 0; i < s->ntables; i++) {
        const struct integers *t = &r->table[s->table[i]];
        uint32_t k = axis_of(t, id);
        if (k == UINT32_MAX)
            continue;
        length = t->axis[k].n;
        stride[i] = 1;
        for (uint32_t j = k + 1; j < t->rank; j++)
            stride[i] *= t->axis[j].n;
    }
    nest->n[nest->ndims - 1] = length;
    return length;
}

static bool listed(const uint32_t *list, uint32_t n, uint32_t id)
{
    for (uint32_t i = 0; i < n; i++)
        if (list[i] == id)
            return true;
    return false;
}

/* The loops of a step: over the axes of the result, and within over those that are summed. */
static bool plan_loops(struct reckoning *r, struct product *p, double *summed)
{
    const struct exact_step *s = p->step;
    uint32_t total = 0, nsummed = 0;
    for (uint32_t i = 0; i < s->ntables; i++)
        total += r->table[s->table[i]].rank;
    uint32_t *sum = ARENA_NEW(&r->scratch, uint32_t, total);
    p->out->axis = ARENA_NEW(&r->scratch, struct axis, s->nout);
    p->factor = ARENA_NEW(&r->scratch, const struct natural *, s->ntables);
    if (!sum || !p->out->axis || !p->factor || !nest_init(&p->over, &r->scratch, s->nout, s->ntables) ||
        !nest_init(&p->summed, &r->scratch, total, s->ntables))
        return oom(r);
    p->out->rank = s->nout;
    for (uint32_t i = 0; i < s->nout; i++)
        p->out->axis[i] = (struct axis){s->out[i], add_dimension(r, s, &p->over, s->out[i])};
    for (uint32_t i = 0; i < s->ntables; i++) {
        const struct integers *t = &r->table[s->table[i]];
        for (uint32_t k = 0; k < t->rank; k++)
            if (!listed(s->out, s->nout, t->axis[k].id) && !listed(sum, nsummed, t->axis[k].id)) {
                sum[nsummed++] = t->axis[k].id;
                *summed *= add_dimension(r, s, &p->summed, t->axis[k].id);
            }
    }
    return true;
}

bool exact_too_large(struct work *w, double bytes)
{
    diag_error(w->diags, "too-large-exact", NO_SPAN,
               "an exact calculation would need about %.2g bytes, above the limit of %.2g", bytes,
               (double)LIMIT_EXACT_BYTES);
    return diag_hint(w->diags,
                     "ask for fewer variables at a time, or compute with decimals: `:set exact off`");
}

/* Refuse a step whose numbers would be too long, or too many. */
static bool bound_step(struct reckoning *r, struct product *p, double summed)
{
    double bits = ceil(log2(summed)) + 1, den = 1, cells = 1;
    for (uint32_t i = 0; i < p->step->ntables; i++) {
        const struct integers *t = &r->table[p->step->table[i]];
        bits += (double)t->bits;
        den += (double)t->den.limbs * GMP_NUMB_BITS;
    }
    for (uint32_t i = 0; i < p->out->rank; i++)
        cells *= p->out->axis[i].n;
    double longest = bits > den ? bits : den;
    if (longest > LIMIT_EXACT_BITS)
        return too_long(r, longest);
    double bytes = cells * (double)sizeof(struct natural) + cells * (floor(bits / GMP_NUMB_BITS) + 1) * 8;
    if (bytes + (double)r->scratch.used <= LIMIT_EXACT_BYTES) {
        p->out->cells = (size_t)cells;
        return true;
    }
    return exact_too_large(r->w, bytes + (double)r->scratch.used);
}

/* Add the product of one cell of each table, those of p->factor, to r->sum. */
static bool add_product(struct reckoning *r, const struct product *p)
{
    mpz_t a, b;
    uint32_t n = p->step->ntables;
    if (n == 1) {
        mpz_add(r->sum, r->sum, natural_view(a, *p->factor[0]));
    } else {
        mpz_srcptr left = natural_view(a, *p->factor[0]);
        for (uint32_t k = 1; k + 1 < n && !big_short(); k++) {
            mpz_mul(r->product, left, natural_view(b, *p->factor[k]));
            mpz_swap(r->product, r->part);
            left = r->part;
        }
        mpz_addmul(r->sum, left, natural_view(b, *p->factor[n - 1]));
    }
    return !big_short() || oom(r);
}

/* The factors of one summand. Zero times undefined is zero. */
enum summand { SUMMAND_ZERO, SUMMAND_UNDEFINED, SUMMAND_NUMBER };
static enum summand find_factors(const struct reckoning *r, const struct product *p, size_t i, size_t j)
{
    const size_t *over = nest_run_stride(&p->over), *summed = nest_run_stride(&p->summed);
    enum summand s = SUMMAND_NUMBER;
    for (uint32_t k = 0; k < p->step->ntables; k++) {
        size_t at = p->over.at[k] + i * over[k] + p->summed.at[k] + j * summed[k];
        p->factor[k] = &r->table[p->step->table[k]].cell[at];
        if (p->factor[k]->limbs == 0)
            return SUMMAND_ZERO;
        if (p->factor[k]->limbs == UNDEFINED)
            s = SUMMAND_UNDEFINED;
    }
    return s;
}

/* r->sum = the sum of products for cell i of the run that `over` is at. */
static bool sum_cell(struct reckoning *r, struct product *p, size_t i, struct natural *to)
{
    bool undefined = false;
    mpz_set_ui(r->sum, 0);
    do {
        if (interrupted())
            return diag_interrupted(r->w->diags);
        for (size_t j = 0; j < nest_run(&p->summed); j++) {
            enum summand s = find_factors(r, p, i, j);
            undefined = undefined || s == SUMMAND_UNDEFINED;
            if (s == SUMMAND_NUMBER && !undefined && !add_product(r, p))
                return false;
        }
    } while (nest_next(&p->summed));
    if (undefined)
        *to = (struct natural){.limbs = UNDEFINED};
    else if (!natural_keep(to, &r->scratch, r->sum))
        return oom(r);
    return true;
}

/* Divide a number by r->sum, where it is. */
static bool reduce(struct reckoning *r, struct natural *x)
{
    mpz_t n;
    mpz_divexact(r->product, natural_view(n, *x), r->sum);
    x->limbs = (int32_t)mpz_size(r->product);
    memcpy((mp_limb_t *)(uintptr_t)x->limb, mpz_limbs_read(r->product),
           mpz_size(r->product) * sizeof(mp_limb_t));
    return !big_short() || oom(r);
}

/* Divide out what all numerators and the denominator have in common; see how long the numerators are. */
static bool lowest_terms(struct reckoning *r, struct integers *t)
{
    mpz_t n;
    mpz_set(r->sum, natural_view(n, t->den));
    for (size_t i = 0; i < t->cells && mpz_cmp_ui(r->sum, 1) != 0; i++) {
        if (t->cell[i].limbs > 0)
            mpz_gcd(r->sum, r->sum, natural_view(n, t->cell[i]));
        if (big_short())
            return oom(r);
    }
    bool common = mpz_cmp_ui(r->sum, 1) != 0;
    if (common && !reduce(r, &t->den))
        return false;
    for (size_t i = 0; i < t->cells; i++) {
        if (interrupted())
            return diag_interrupted(r->w->diags);
        if (t->cell[i].limbs <= 0)
            continue;
        if (common && !reduce(r, &t->cell[i]))
            return false;
        size_t bits = mpz_sizeinbase(natural_view(n, t->cell[i]), 2);
        t->bits = bits > t->bits ? bits : t->bits;
    }
    return true;
}

static bool multiply_denominators(struct reckoning *r, const struct product *p)
{
    mpz_t n;
    mpz_set_ui(r->sum, 1);
    for (uint32_t k = 0; k < p->step->ntables && !big_short(); k++)
        mpz_mul(r->sum, r->sum, natural_view(n, r->table[p->step->table[k]].den));
    return (!big_short() && natural_keep(&p->out->den, &r->scratch, r->sum)) || oom(r);
}

static bool run_step(struct reckoning *r, const struct exact_step *s, struct integers *out)
{
    struct product p = {.step = s, .out = out};
    double summed = 1;
    *out = (struct integers){0};
    if (!plan_loops(r, &p, &summed) || !bound_step(r, &p, summed))
        return false;
    out->cell = ARENA_NEW(&r->scratch, struct natural, out->cells);
    if (!out->cell)
        return oom(r);
    nest_merge(&p.over);
    nest_merge(&p.summed);
    nest_start(&p.over);
    nest_start(&p.summed);
    size_t at = 0;
    do
        for (size_t i = 0; i < nest_run(&p.over); i++)
            if (!sum_cell(r, &p, i, &out->cell[at++]))
                return false;
    while (nest_next(&p.over));
    return multiply_denominators(r, &p) && lowest_terms(r, out);
}

/* ---- all of it ---- */

static bool put_result(struct reckoning *r, struct tensor *result, const struct integers *t)
{
    if (!tensor_exact_cells(r->w, result))
        return false;
    for (size_t i = 0; i < t->cells; i++) {
        if (interrupted())
            return diag_interrupted(r->w->diags);
        if (t->cell[i].limbs == UNDEFINED)
            result->exact[i] = RATIONAL_UNDEFINED;
        else if (!rational_of_naturals(&result->exact[i], r->w, t->cell[i], t->den))
            return false;
    }
    return tensor_round(r->w, result);
}

static bool run(struct reckoning *r, struct tensor *result, const struct tensor *const *factor, uint32_t n,
                const struct exact_step *step, uint32_t nsteps)
{
    for (uint32_t i = 0; i < n; i++)
        if (!take_in(r, &r->table[i], factor[i]))
            return false;
    for (uint32_t i = 0; i < nsteps; i++)
        if (!run_step(r, &step[i], &r->table[n + i]))
            return false;
    return put_result(r, result, &r->table[n + nsteps - 1]);
}

bool exact_run(struct work *w, struct tensor *result, const struct tensor *const *factor, uint32_t n,
               const struct exact_step *step, uint32_t nsteps)
{
    struct reckoning r = {.w = w};
    r.table = ARENA_NEW(&r.scratch, struct integers, (size_t)n + nsteps);
    big_begin();
    mpz_inits(r.sum, r.product, r.part, NULL);
    bool good = r.table ? run(&r, result, factor, n, step, nsteps) : oom(&r);
    mpz_clears(r.sum, r.product, r.part, NULL);
    arena_free(&r.scratch);
    return good;
}
