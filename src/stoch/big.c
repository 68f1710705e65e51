/* big.c -- the memory under GMP. */
#include "stoch/big.h"

#include "base/limits.h"
#include "base/mem.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

/* Sixteen operations' worth: none takes more than eight times the memory of its largest operand. */
enum { RESERVE = LIMIT_EXACT_BITS / 8 * 8 * 16 };

static alignas(max_align_t) unsigned char reserve[RESERVE];
static size_t used, blocks; /* of the reserve; it is whole again when all blocks are back */
static bool short_of_memory;

static bool in_reserve(const void *p)
{
    const unsigned char *q = p;
    return (uintptr_t)q >= (uintptr_t)reserve && (uintptr_t)q < (uintptr_t)(reserve + RESERVE);
}

static void *from_reserve(size_t n)
{
    const size_t align = alignof(max_align_t);
    short_of_memory = true;
    n = (n + align - 1) / align * align;
    if (n > RESERVE - used)
        abort(); /* out of reach below LIMIT_EXACT_BITS */
    void *p = reserve + used;
    used += n;
    blocks++;
    return p;
}

static void *take(size_t n)
{
    void *p = mem_alloc(n);
    return p ? p : from_reserve(n);
}

static void give(void *p, size_t n)
{
    (void)n;
    if (!in_reserve(p))
        mem_free(p);
    else if (--blocks == 0)
        used = 0;
}

static void *resize(void *p, size_t before, size_t n)
{
    void *q = in_reserve(p) ? NULL : mem_resize(p, n);
    if (q)
        return q;
    q = from_reserve(n);
    memcpy(q, p, before < n ? before : n);
    give(p, before);
    return q;
}

void big_begin(void)
{
    mp_set_memory_functions(take, resize, give);
    short_of_memory = false;
}

bool big_short(void)
{
    return short_of_memory;
}

bool natural_keep(struct natural *to, struct arena *a, const mpz_t x)
{
    size_t n = mpz_size(x);
    mp_limb_t *limb = ARENA_NEW(a, mp_limb_t, n);
    if (!limb)
        return false;
    if (n)
        memcpy(limb, mpz_limbs_read(x), n * sizeof *limb);
    *to = (struct natural){limb, (int32_t)n};
    return true;
}
