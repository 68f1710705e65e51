/* exact_step.c -- one step of a plan on integers: bounded, multiplied and summed, and brought to lowest
 * terms. */
#include "base/interrupt.h"
#include "base/limits.h"
#include "base/machine.h"
#include "stoch/reckoning.h"

#include <math.h>
#include <string.h>

static bool oom(struct reckoning *r)
{
    return diag_oom(r->w->diags);
}

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
        return reckoning_too_long(r, longest);
    double bytes = cells * (double)sizeof(struct natural) + cells * (floor(bits / GMP_NUMB_BITS) + 1) * 8;
    bytes += (double)r->scratch.used;
    return bytes <= machine_memory_limit() || reckoning_too_large(r, bytes);
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

bool reckoning_step(struct reckoning *r, const struct plan_step *s)
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
