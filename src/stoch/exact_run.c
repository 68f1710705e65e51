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
#include "stoch/reckoning.h"

bool reckoning_too_long(struct reckoning *r, double bits)
{
    diag_error(r->w->diags, "too-large-exact", NO_SPAN,
               "exact fractions here may have %.3g digits, above the limit of %d", bits * 0.30103,
               (int)(LIMIT_EXACT_BITS * 0.30103));
    return diag_hint(r->w->diags, "`:set exact off` computes with decimals");
}

bool reckoning_too_large(struct reckoning *r, double bytes)
{
    diag_error(r->w->diags, "too-large-exact", NO_SPAN,
               "an exact calculation would need %.3g GB of memory, above the limit of %.3g GB", bytes / 1e9,
               machine_memory_limit() / 1e9);
    return diag_hint(r->w->diags,
                     "ask for fewer variables at a time, or compute with decimals: `:set exact off`");
}

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
            return reckoning_too_long(r, (double)mpz_sizeinbase(r->sum, 2));
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

/* ---- all of it ---- */

/* Refuse a plan of tables that have no room even with the shortest numbers. */
static bool bound_plan(struct reckoning *r, const struct tensor *result)
{
    double bytes = (double)result->cells * (double)(sizeof(struct rational) + 2 * sizeof(mp_limb_t));
    for (size_t t = 0; t < r->plan->ntables; t++)
        bytes += r->plan->table[t].cells * (double)(sizeof(struct natural) + sizeof(mp_limb_t));
    return bytes <= machine_memory_limit() || reckoning_too_large(r, bytes);
}

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
        if (!reckoning_step(r, &p->step[i]))
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
