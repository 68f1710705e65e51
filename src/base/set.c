/* set.c -- bit sets. */
#include "base/set.h"

#include <string.h>

struct set set_new(struct arena *a, uint32_t universe)
{
    uint32_t words = universe / 64 + (universe % 64 != 0);
    if (!words)
        words = 1;
    return (struct set){ARENA_NEW(a, uint64_t, words), words};
}

struct set set_copy(struct arena *a, struct set s)
{
    struct set t = {ARENA_NEW(a, uint64_t, s.words), s.words};
    if (t.w)
        set_assign(t, s);
    return t;
}

struct set set_full(struct arena *a, uint32_t universe)
{
    struct set s = set_new(a, universe);
    if (s.w)
        for (uint32_t i = 0; i < universe; i++)
            set_add(s, i);
    return s;
}

void set_clear(struct set s)
{
    memset(s.w, 0, s.words * sizeof *s.w);
}

void set_assign(struct set to, struct set from)
{
    memcpy(to.w, from.w, to.words * sizeof *to.w);
}

void set_join(struct set to, struct set s)
{
    for (uint32_t k = 0; k < to.words; k++)
        to.w[k] |= s.w[k];
}

void set_meet(struct set to, struct set s)
{
    for (uint32_t k = 0; k < to.words; k++)
        to.w[k] &= s.w[k];
}

void set_minus(struct set to, struct set s)
{
    for (uint32_t k = 0; k < to.words; k++)
        to.w[k] &= ~s.w[k];
}

bool set_eq(struct set a, struct set b)
{
    return memcmp(a.w, b.w, a.words * sizeof *a.w) == 0;
}

bool set_empty(struct set s)
{
    for (uint32_t k = 0; k < s.words; k++)
        if (s.w[k])
            return false;
    return true;
}

bool set_subset(struct set a, struct set b)
{
    for (uint32_t k = 0; k < a.words; k++)
        if (a.w[k] & ~b.w[k])
            return false;
    return true;
}

bool set_meets(struct set a, struct set b)
{
    for (uint32_t k = 0; k < a.words; k++)
        if (a.w[k] & b.w[k])
            return true;
    return false;
}

uint32_t set_count(struct set s)
{
    uint32_t n = 0;
    for (uint32_t k = 0; k < s.words; k++)
        n += (uint32_t)__builtin_popcountll(s.w[k]);
    return n;
}

uint32_t set_next(struct set s, uint32_t from)
{
    uint32_t k = from / 64;
    if (k >= s.words)
        return SET_END;
    uint64_t w = s.w[k] >> (from % 64) << (from % 64);
    while (!w) {
        if (++k >= s.words)
            return SET_END;
        w = s.w[k];
    }
    return k * 64 + (uint32_t)__builtin_ctzll(w);
}
