/* table.c -- counting distinct rows. */
#include "data/table.h"

#include "base/mem.h"
#include "data/hash.h"

#include <string.h>

enum { FIRST_ROWS = 64 };

/* The slot that holds `code`, or the free one where it belongs. */
static size_t find(const struct count_table *t, const uint32_t *code)
{
    size_t bytes = t->ncolumns * sizeof *code; /* none: every row is the same */
    size_t i = hash_quick(code, bytes) & (t->slots - 1);
    while (t->slot[i] && memcmp(t->code + (size_t)(t->slot[i] - 1) * t->ncolumns, code, bytes) != 0)
        i = (i + 1) & (t->slots - 1);
    return i;
}

static bool grow_rows(struct count_table *t, size_t cap)
{
    if (t->ncolumns && cap > SIZE_MAX / sizeof *t->code / t->ncolumns)
        return false;
    uint32_t *code = mem_resize(t->code, cap * t->ncolumns * sizeof *code);
    if (!code)
        return false;
    t->code = code;
    struct count_sum *sum = mem_resize(t->sum, cap * sizeof *sum);
    if (!sum)
        return false;
    t->sum = sum;
    t->cap = cap;
    return true;
}

static bool grow_slots(struct count_table *t, size_t slots)
{
    uint32_t *slot = mem_array(slots, sizeof *slot);
    if (!slot)
        return false;
    mem_free(t->slot);
    t->slot = slot;
    t->slots = slots;
    for (size_t i = 0; i < t->n; i++)
        t->slot[find(t, t->code + i * t->ncolumns)] = (uint32_t)i + 1;
    return true;
}

enum count_status count_add(struct count_table *t, const uint32_t *code, struct count_sum more, size_t most)
{
    if (t->n == t->cap && !grow_rows(t, t->cap ? t->cap * 2 : FIRST_ROWS))
        return COUNT_OUT_OF_MEMORY;
    if ((t->n + 1) * 2 > t->slots && !grow_slots(t, t->slots ? t->slots * 2 : 2 * FIRST_ROWS))
        return COUNT_OUT_OF_MEMORY;
    size_t at = find(t, code);
    if (t->slot[at]) {
        struct count_sum *sum = &t->sum[t->slot[at] - 1];
        sum->weight += more.weight;
        sum->weight2 += more.weight2;
        sum->rows += more.rows;
        return COUNT_OK;
    }
    if (t->n >= most)
        return COUNT_TOO_MANY;
    if (t->ncolumns)
        memcpy(t->code + t->n * t->ncolumns, code, t->ncolumns * sizeof *code);
    t->sum[t->n] = more;
    t->slot[at] = (uint32_t)++t->n;
    return COUNT_OK;
}

void count_free(struct count_table *t)
{
    mem_free(t->code);
    mem_free(t->sum);
    mem_free(t->slot);
    *t = (struct count_table){0};
}
