/* rng.h -- random numbers that are the same everywhere (splitmix64). */
#ifndef CAUSAL_TESTS_RNG_H
#define CAUSAL_TESTS_RNG_H

#include <stdint.h>

struct rng {
    uint64_t s;
};

static inline uint64_t rng_next(struct rng *r)
{
    uint64_t z = r->s += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static inline uint32_t rng_below(struct rng *r, uint32_t n)
{
    return (uint32_t)(rng_next(r) % n);
}

static inline double rng_real(struct rng *r)
{
    return (double)(rng_next(r) >> 11) / 9007199254740992.0;
}

#endif
