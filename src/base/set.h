/* set.h -- sets of small numbers (variables, nodes, wires) as bit sets of a fixed universe.
 *
 * All sets that meet in one operation must have been made for the same universe size. A set is two
 * words and is passed by value; the bits live in an arena, so copying the struct shares the bits.
 * Every operation is O(universe / 64).
 */
#ifndef CAUSAL_BASE_SET_H
#define CAUSAL_BASE_SET_H

#include "base/arena.h"

#include <stdint.h>

struct set {
    uint64_t *w;    /* NULL: memory was short (or the zero value); see set_ok */
    uint32_t words; /* (universe + 63) / 64, at least 1 */
};

#define SET_END UINT32_MAX

/* The empty set over 0 .. universe-1; .w is NULL when memory is short. */
struct set set_new(struct arena *a, uint32_t universe);
struct set set_copy(struct arena *a, struct set s);
/* The set {0, .., universe-1}. */
struct set set_full(struct arena *a, uint32_t universe);

static inline bool set_ok(struct set s)
{
    return s.w != NULL;
}
static inline bool set_has(struct set s, uint32_t i)
{
    return s.w[i / 64] >> (i % 64) & 1;
}
static inline void set_add(struct set s, uint32_t i)
{
    s.w[i / 64] |= (uint64_t)1 << (i % 64);
}
static inline void set_del(struct set s, uint32_t i)
{
    s.w[i / 64] &= ~((uint64_t)1 << (i % 64));
}

void set_clear(struct set s);
void set_assign(struct set to, struct set from); /* to = from */
void set_join(struct set to, struct set s);      /* to = to + s (union) */
void set_meet(struct set to, struct set s);      /* to = to & s (intersection) */
void set_minus(struct set to, struct set s);     /* to = to - s (difference) */
bool set_eq(struct set a, struct set b);
bool set_empty(struct set s);
bool set_subset(struct set a, struct set b); /* a within b */
bool set_meets(struct set a, struct set b);  /* not disjoint */
uint32_t set_count(struct set s);

/* Least member >= from, or SET_END. */
uint32_t set_next(struct set s, uint32_t from);

/* for (each member i of s, ascending) */
#define SET_EACH(i, s) for (uint32_t i = set_next((s), 0); i != SET_END; i = set_next((s), i + 1))

#endif
