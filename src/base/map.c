/* map.c -- names to small numbers. */
#include "base/map.h"

uint64_t hash_bytes(const void *p, size_t n, uint64_t seed)
{
    const unsigned char *b = p;
    uint64_t h = 14695981039346656037u ^ seed;
    for (size_t i = 0; i < n; i++)
        h = (h ^ b[i]) * 1099511628211u;
    return h ^ h >> 32;
}

static size_t find(const struct map *m, struct str key)
{
    size_t i = hash_bytes(key.s, key.n, 0) & (m->slots - 1);
    while (m->slot[i] && !str_eq(m->key[m->slot[i] - 1], key))
        i = (i + 1) & (m->slots - 1);
    return i;
}

uint32_t map_get(const struct map *m, struct str key)
{
    if (!m->slots)
        return MAP_NONE;
    uint32_t at = m->slot[find(m, key)];
    return at ? m->value[at - 1] : MAP_NONE;
}

static bool rehash(struct map *m, size_t slots)
{
    uint32_t *slot = ARENA_NEW(m->arena, uint32_t, slots);
    if (!slot)
        return false;
    m->slot = slot;
    m->slots = slots;
    for (size_t i = 0; i < m->n; i++)
        m->slot[find(m, m->key[i])] = (uint32_t)i + 1;
    return true;
}

bool map_put(struct map *m, struct str key, uint32_t value)
{
    if ((m->n + 1) * 2 > m->slots && !rehash(m, m->slots ? m->slots * 2 : 16))
        return false;
    size_t at = find(m, key);
    if (m->slot[at]) {
        m->value[m->slot[at] - 1] = value;
        return true;
    }
    if (m->n >= m->value_cap &&
        !arena_grow(m->arena, (void **)&m->value, &m->value_cap, m->n + 1, sizeof *m->value))
        return false;
    if (m->n >= m->cap && !arena_grow(m->arena, (void **)&m->key, &m->cap, m->n + 1, sizeof *m->key))
        return false;
    m->key[m->n] = key;
    m->value[m->n] = value;
    m->slot[at] = (uint32_t)++m->n;
    return true;
}
