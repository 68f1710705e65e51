/* big.h -- GMP's integers on the program's memory, private to stoch/.
 *
 * GMP takes memory through base/mem.h, but its functions cannot return without it.  So where mem_alloc() has
 * none, a block of a reserve is handed out, the operation comes to its right end, and big_short() says that
 * it is time to stop.  Whoever computes asks it after each operation.  Numbers are kept below
 * LIMIT_EXACT_BITS, and what the reserve holds is several times what one operation on such numbers takes.
 *
 * What is kept of a number are its limbs, in an arena: no mpz_t outlives the function that made it.
 */
#ifndef CAUSAL_STOCH_BIG_H
#define CAUSAL_STOCH_BIG_H

#include "stoch/rational.h"

#include <gmp.h>
#include <stdint.h>

/* Call it before the first mpz_init() of a computation. */
void big_begin(void);
/* Has memory run short since big_begin()? */
bool big_short(void);

/* A natural number in an arena. */
struct natural {
    const mp_limb_t *limb;
    int32_t limbs; /* 0: the number is 0 */
};

/* x >= 0 copied to the arena; false when memory is short. */
bool natural_keep(struct natural *to, struct arena *a, const mpz_t x);
/* For reading only: nothing is allocated, nothing is to be cleared. */
static inline mpz_srcptr natural_view(mpz_ptr z, struct natural n)
{
    return mpz_roinit_n(z, n.limb, n.limbs);
}

/* num / den in lowest terms, in w's arena; den not 0. False (reported). */
bool rational_of_naturals(struct rational *out, struct work *w, struct natural num, struct natural den);

/* x, which is defined, for reading only; q is not to be cleared. */
void rational_view(mpq_ptr q, struct rational x);
/* q, which is canonical, copied to w's arena. False (reported), also when big_short(). */
bool rational_of_mpq(struct rational *out, struct work *w, const mpq_t q);
/* "too-large-exact". False. */
bool rational_too_large(struct work *w);

#endif
