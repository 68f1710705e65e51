/* memo.c -- texts seen before. */
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

void memo_clear(struct memo *m)
{
    memset(m->slot, 0, sizeof m->slot);
    m->n = m->used = m->looked = m->hits = 0;
    m->off = false;
}

/* Where the text is, or the free slot where it belongs. */
static uint32_t *find(struct memo *m, struct str text, uint64_t hash)
{
    uint32_t *slot = &m->slot[hash % MEMO_SLOTS];
    while (*slot) {
        const struct memo_entry *e = &m->entry[*slot - 1];
        if (e->hash == hash && e->n == text.n && memcmp(m->text + e->start, text.s, text.n) == 0)
            break;
        slot = slot + 1 < m->slot + MEMO_SLOTS ? slot + 1 : m->slot;
    }
    return slot;
}

/* It costs more than it saves where most are new. */
static void judge(struct memo *m)
{
    m->off = m->hits < m->looked / 2;
    m->looked = m->hits = 0;
}

bool memo_counts(struct memo *m, struct str text, uint64_t *hash)
{
    *hash = hash_quick(text.s, text.n);
    uint32_t *slot = find(m, text, *hash);
    if (++m->looked == JUDGED_EVERY)
        judge(m);
    if (!*slot)
        return false;
    m->entry[*slot - 1].times++;
    m->hits++;
    return true;
}

void memo_learn(struct memo *m, struct str text, uint64_t hash, uint64_t number)
{
    if (m->n == MEMO_ENTRIES || text.n > MEMO_TEXT - m->used)
        return;
    uint32_t *slot = find(m, text, hash);
    memcpy(m->text + m->used, text.s, text.n);
    m->entry[m->n] =
        (struct memo_entry){.hash = hash, .line = number, .start = m->used, .n = (uint32_t)text.n};
    m->used += (uint32_t)text.n;
    *slot = ++m->n;
}
