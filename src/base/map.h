/* map.h -- names to small numbers: an open-addressing hash map in an arena. Keys are slices that must
 * outlive the map. No deletion: what is rebound gets a new value. Iteration order is insertion order. */
#ifndef CAUSAL_BASE_MAP_H
#define CAUSAL_BASE_MAP_H

#include "base/str.h"

#include <stdint.h>

struct map {
    struct arena *arena;
    struct str *key; /* in insertion order, `n` of them */
    uint32_t *value;
    size_t n, cap, value_cap;
    uint32_t *slot; /* hash table of 1 + index, 0 = free */
    size_t slots;
};

#define MAP_NONE UINT32_MAX

/* All zero but .arena is a valid empty map. */
static inline struct map map_in(struct arena *a)
{
    return (struct map){.arena = a};
}

/* The value of `key`, or MAP_NONE. Expected O(|key|). */
uint32_t map_get(const struct map *m, struct str key);

/* Bind `key` to `value` (!= MAP_NONE), replacing; false when memory is short. */
bool map_put(struct map *m, struct str key, uint32_t value);

/* FNV-1a over bytes, also for other tables. */
uint64_t hash_bytes(const void *p, size_t n, uint64_t seed);

#endif
