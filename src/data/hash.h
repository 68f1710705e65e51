/* hash.h -- a hash of bytes, eight at a time (private to data/): for tables that are looked at once a row.
 */
#ifndef CAUSAL_DATA_HASH_H
#define CAUSAL_DATA_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Both halves of a product, folded: every bit of either factor moves many of the result. */
static inline uint64_t hash_mix(uint64_t a, uint64_t b)
{
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t hash_quick(const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    uint64_t h = n ^ UINT64_C(0x9E3779B97F4A7C15), word = 0;
    for (; n >= 8; n -= 8, p += 8) {
        memcpy(&word, p, 8);
        h = hash_mix(h ^ word, UINT64_C(0xA0761D6478BD642F));
    }
    word = 0;
    memcpy(&word, p, n);
    return hash_mix(h ^ word, UINT64_C(0xE7037ED1A0B428DB)) ^ h;
}

#endif
