/* memo.c -- lines seen before. */
#include "data/memo.h"

#include "base/mem.h"
#include "data/hash.h"

#include <string.h>

enum { JUDGED_EVERY = 1 << 16 };

struct memo *memo_new(void)
{
    return mem_alloc(sizeof(struct memo));
}

void memo_free(struct memo *m)
{
    mem_free(m);
}

/* Where the line is, or the free slot where it belongs. */
static uint32_t *find(struct memo *m, struct str line, uint64_t hash)
{
    uint32_t *slot = &m->slot[hash % MEMO_SLOTS];
    while (*slot) {
        const struct memo_entry *e = &m->entry[*slot - 1];
        if (e->hash == hash && e->n == line.n && memcmp(m->text + e->start, line.s, line.n) == 0)
            break;
        slot = slot + 1 < m->slot + MEMO_SLOTS ? slot + 1 : m->slot;
    }
    return slot;
}

/* It costs more than it saves where most lines are new. */
static void judge(struct memo *m)
{
    m->off = m->hits < m->looked / 2;
    m->looked = m->hits = 0;
}

bool memo_counts(struct memo *m, struct str line, uint64_t *hash)
{
    *hash = hash_quick(line.s, line.n);
    uint32_t *slot = find(m, line, *hash);
    if (++m->looked == JUDGED_EVERY)
        judge(m);
    if (!*slot)
        return false;
    m->entry[*slot - 1].times++;
    m->hits++;
    return true;
}

void memo_learn(struct memo *m, struct str line, uint64_t hash, uint64_t number)
{
    if (m->n == MEMO_ENTRIES || line.n > MEMO_TEXT - m->used)
        return;
    uint32_t *slot = find(m, line, hash);
    memcpy(m->text + m->used, line.s, line.n);
    m->entry[m->n] =
        (struct memo_entry){.hash = hash, .line = number, .start = m->used, .n = (uint32_t)line.n};
    m->used += (uint32_t)line.n;
    *slot = ++m->n;
}
