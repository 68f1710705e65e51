/* exact_run.c -- plans run on fractions.
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
#include "base/machine.h"
#include "stoch/big.h"
#include "stoch/exact.h"

#include <math.h>
#include <string.h>

enum { UNDEFINED = -1 }; /* as limbs of a numerator */

struct integers {
    size_t cells;
    struct natural *cell; /* numerators */
    struct natural den;
    size_t bits; /* of the longest numerator */
};

struct reckoning {
    struct work *w;
    struct arena scratch;
    const struct plan *plan;
    struct integers *table;   /* by table of the plan */
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
    *to = (struct integers){.cells = t->cells, .cell = ARENA_NEW(&r->scratch, struct natural, t->cells)};
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
    const struct plan_step *step;
    struct integers *out;
    struct nest over, summed; /* of result and factors; `summed` from where `over` stands */
    double nsummed;
    const struct natural *factor[KERNEL_FACTORS]; /* of the summand at work */
};

static void add_loop(struct nest *nest, const struct loop *l, uint32_t nops)
{
    memcpy(nest_dim(nest, l->n), l->stride, nops * sizeof *l->stride);
}

/* The loops of a step: those over the result, and within those that are summed. */
static bool take_loops(struct reckoning *r, struct product *p)
{
    const struct loops *l = &p->step->loops;
    uint32_t nops = 1 + p->step->nin;
    if (!nest_init(&p->over, &r->scratch, l->nkept + 2, nops) ||
        !nest_init(&p->summed, &r->scratch, l->nsummed + 2, nops))
        return oom(r);
    for (uint32_t i = 0; i < l->nkept; i++)
        add_loop(&p->over, &l->outer[i], nops);
    for (uint32_t i = 0; i < l->nsummed; i++)
        add_loop(&p->summed, &l->outer[l->nkept + i], nops);
    add_loop(&p->over, &l->kept, nops);
    add_loop(&p->summed, &l->summed, nops);
    add_loop(l->run_kept ? &p->over : &p->summed, &l->run, nops);
    p->nsummed = 1;
    for (uint32_t d = 0; d < p->summed.ndims; d++)
        p->nsummed *= (double)p->summed.n[d];
    nest_start(&p->over);
    nest_start(&p->summed);
    return true;
}

static bool too_large(struct reckoning *r, double bytes)
{
    diag_error(r->w->diags, "too-large-exact", NO_SPAN,
               "an exact calculation would need %.3g GB of memory, above the limit of %.3g GB", bytes / 1e9,
               machine_memory_limit() / 1e9);
    return diag_hint(r->w->diags,
                     "ask for fewer variables at a time, or compute with decimals: `:set exact off`");
}

/* Refuse a step whose numbers would be too long, or too many. */
static bool bound_step(struct reckoning *r, const struct product *p)
{
    double bits = ceil(log2(p->nsummed)) + 1, den = 1, cells = (double)p->out->cells;
    for (uint32_t i = 0; i < p->step->nin; i++) {
        const struct integers *t = &r->table[p->step->in[i]];
        bits += (double)t->bits;
        den += (double)t->den.limbs * GMP_NUMB_BITS;
    }
    double longest = bits > den ? bits : den;
    if (longest > LIMIT_EXACT_BITS)
        return too_long(r, longest);
    double bytes = cells * (double)sizeof(struct natural) + cells * (floor(bits / GMP_NUMB_BITS) + 1) * 8;
    bytes += (double)r->scratch.used;
    return bytes <= machine_memory_limit() || too_large(r, bytes);
}

/* Refuse a plan of tables that have no room even with the shortest numbers. */
static bool bound_plan(struct reckoning *r, const struct tensor *result)
{
    double bytes = (double)result->cells * (double)(sizeof(struct rational) + 2 * sizeof(mp_limb_t));
    for (size_t t = 0; t < r->plan->ntables; t++)
        bytes += r->plan->table[t].cells * (double)(sizeof(struct natural) + sizeof(mp_limb_t));
    return bytes <= machine_memory_limit() || too_large(r, bytes);
}

/* Add the product of one cell of each table, those of p->factor, to r->sum. */
static bool add_product(struct reckoning *r, const struct product *p)
{
    mpz_t a, b;
    uint32_t n = p->step->nin;
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
static enum summand find_factors(const struct reckoning *r, struct product *p, size_t i, size_t j)
{
    const size_t *over = nest_run_stride(&p->over), *summed = nest_run_stride(&p->summed);
    enum summand s = SUMMAND_NUMBER;
    for (uint32_t k = 0; k < p->step->nin; k++) {
        size_t at = p->over.at[k + 1] + i * over[k + 1] + p->summed.at[k + 1] + j * summed[k + 1];
        p->factor[k] = &r->table[p->step->in[k]].cell[at];
        if (p->factor[k]->limbs == 0)
            return SUMMAND_ZERO;
        if (p->factor[k]->limbs == UNDEFINED)
            s = SUMMAND_UNDEFINED;
    }
    return s;
}

/* r->sum = the sum of products for cell i of the run that `over` is at. */
static bool sum_cell(struct reckoning *r, struct product *p, size_t i)
{
    struct natural *to = &p->out->cell[p->over.at[0] + i * nest_run_stride(&p->over)[0]];
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
    for (uint32_t k = 0; k < p->step->nin && !big_short(); k++)
        mpz_mul(r->sum, r->sum, natural_view(n, r->table[p->step->in[k]].den));
    return (!big_short() && natural_keep(&p->out->den, &r->scratch, r->sum)) || oom(r);
}

static bool run_step(struct reckoning *r, const struct plan_step *s)
{
    struct product p = {.step = s, .out = &r->table[s->out]};
    *p.out = (struct integers){.cells = (size_t)r->plan->table[s->out].cells};
    if (!take_loops(r, &p) || !bound_step(r, &p))
        return false;
    p.out->cell = ARENA_NEW(&r->scratch, struct natural, p.out->cells);
    if (!p.out->cell)
        return oom(r);
    do
        for (size_t i = 0; i < nest_run(&p.over); i++)
            if (!sum_cell(r, &p, i))
                return false;
    while (nest_next(&p.over));
    return multiply_denominators(r, &p) && lowest_terms(r, p.out);
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

/* The number 1, where a plan has it. */
static bool one(struct reckoning *r, struct integers *to)
{
    *to = (struct integers){.cells = 1, .cell = ARENA_NEW(&r->scratch, struct natural, 1), .bits = 1};
    mpz_set_ui(r->sum, 1);
    return (to->cell && natural_keep(to->cell, &r->scratch, r->sum) &&
            natural_keep(&to->den, &r->scratch, r->sum)) ||
           oom(r);
}

static bool run(struct reckoning *r, struct tensor *result, const struct tensor *const *input)
{
    const struct plan *p = r->plan;
    for (size_t t = 0; t < p->ntables; t++)
        if (p->table[t].input == INPUT_ONE
                ? !one(r, &r->table[t])
                : p->table[t].input != NO_INPUT && !take_in(r, &r->table[t], input[p->table[t].input]))
            return false;
    for (size_t i = 0; i < p->nsteps; i++)
        if (!run_step(r, &p->step[i]))
            return false;
    return put_result(r, result, &r->table[p->output[0]]);
}

bool exact_execute(struct work *w, const struct plan *p, const struct tensor *const *input,
                   struct tensor *result)
{
    struct reckoning r = {.w = w, .plan = p};
    r.table = ARENA_NEW(&r.scratch, struct integers, p->ntables);
    big_begin();
    mpz_inits(r.sum, r.product, r.part, NULL);
    bool good = r.table ? bound_plan(&r, result) && run(&r, result, input) : oom(&r);
    mpz_clears(r.sum, r.product, r.part, NULL);
    arena_free(&r.scratch);
    return good;
}
