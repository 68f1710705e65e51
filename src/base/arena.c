/* arena.c -- chunked bump allocation; chunks double in size up to a cap. */
#include "base/arena.h"

#include "base/mem.h"

#include <stdalign.h>
#include <stdint.h>
#include <string.h>

struct arena_chunk {
    struct arena_chunk *next;
    size_t cap, used;
    alignas(max_align_t) unsigned char bytes[];
};

enum { FIRST_CHUNK = 512, LARGEST_STEP = 1 << 24 };

static struct arena_chunk *chunk_new(const struct arena *a, size_t n)
{
    size_t cap = a->head ? a->head->cap * 2 : FIRST_CHUNK;
    if (cap > LARGEST_STEP)
        cap = LARGEST_STEP;
    if (cap < n)
        cap = n;
    if (cap > SIZE_MAX - sizeof(struct arena_chunk))
        return NULL;
    struct arena_chunk *c = mem_alloc(sizeof *c + cap);
    if (c)
        c->cap = cap;
    return c;
}

void *arena_alloc(struct arena *a, size_t n)
{
    const size_t align = alignof(max_align_t);
    if (n > SIZE_MAX - align)
        return NULL;
    n = (n + align - 1) / align * align;
    if (!a->head || a->head->cap - a->head->used < n) {
        struct arena_chunk *c = chunk_new(a, n);
        if (!c)
            return NULL;
        c->next = a->head;
        a->head = c;
    }
    void *p = a->head->bytes + a->head->used;
    a->head->used += n;
    a->used += n;
    return p;
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        return NULL;
    return arena_alloc(a, count * size);
}

bool arena_grow(struct arena *a, void **p, size_t *cap, size_t need, size_t size)
{
    size_t n = *cap ? *cap * 2 : 8;
    if (n < need)
        n = need;
    void *q = arena_array(a, n, size);
    if (!q)
        return false;
    if (*cap)
        memcpy(q, *p, *cap * size);
    *p = q;
    *cap = n;
    return true;
}

void arena_free(struct arena *a)
{
    while (a->head) {
        struct arena_chunk *next = a->head->next;
        mem_free(a->head);
        a->head = next;
    }
    a->used = 0;
}
