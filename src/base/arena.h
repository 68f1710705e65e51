/* arena.h -- memory that is released all at once.
 *
 * There are three lifetimes in the program: a statement's arena (AST, drafts, tensors; released when
 * the statement ends), a session value's arena (a model, a table; released when the name is bound
 * anew), and static tables.  Whoever initialises an arena frees it; nothing inside is freed singly.
 */
#ifndef CAUSAL_BASE_ARENA_H
#define CAUSAL_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct arena_chunk;

struct arena {
    struct arena_chunk *head; /* newest chunk; all zero is a valid empty arena */
    size_t used;              /* bytes handed out */
};

/* `n` zeroed bytes aligned for any type, or NULL when memory is short. Amortised O(n). */
void *arena_alloc(struct arena *a, size_t n);

/* `count` zeroed elements of `size` bytes, or NULL (also when the product overflows). */
void *arena_array(struct arena *a, size_t count, size_t size);

/* Typed form: ARENA_NEW(a, struct x, 3) is a `struct x *` to three zeroed elements, or NULL. */
#define ARENA_NEW(a, T, n) ((T *)arena_array((a), (n), sizeof(T)))

/* Grow `*p` (elements of `size` bytes, `*cap` of them allocated) to hold at least `need`. The old
 * block stays in the arena. False when memory is short; nothing has changed then. */
bool arena_grow(struct arena *a, void **p, size_t *cap, size_t need, size_t size);

/* Append V to the arena vector P (N used, CAP allocated); false when memory is short. */
#define ARENA_PUSH(a, P, N, CAP, V)                                                \
    (((N) < (CAP) || arena_grow((a), (void **)&(P), &(CAP), (N) + 1, sizeof *(P))) \
         ? ((P)[(N)++] = (V), true)                                                \
         : false)

/* Release everything; the arena is empty and may be used again. */
void arena_free(struct arena *a);

#endif
