/* memo.h -- texts seen before (private to data/). Most files have few different lines; one that is known is
 * only counted, and taken apart once more at the end, for all its repetitions. */
#ifndef CAUSAL_DATA_MEMO_H
#define CAUSAL_DATA_MEMO_H

#include "base/str.h"

#include <stdint.h>

struct memo_entry {
    uint64_t hash, line; /* line: where it was first */
    uint64_t times;      /* seen again */
    uint32_t start, n;   /* its bytes in the memo's text */
};

enum { MEMO_ENTRIES = 1 << 14, MEMO_SLOTS = 4 * MEMO_ENTRIES, MEMO_TEXT = 1 << 22 };

struct memo {
    struct memo_entry entry[MEMO_ENTRIES];
    uint32_t slot[MEMO_SLOTS]; /* 1 + entry, 0: free */
    char text[MEMO_TEXT];
    uint32_t n, used;
    uint32_t looked, hits; /* of late */
    bool off;              /* too few come back */
};

/* An empty memo, or NULL when memory is short. */
struct memo *memo_new(void);
void memo_free(struct memo *m);

/* Forget everything. */
void memo_clear(struct memo *m);
/* Count the text if it is known. */
bool memo_counts(struct memo *m, struct str text, uint64_t *hash);
/* Remember a text that is not known, if there is room. */
void memo_learn(struct memo *m, struct str text, uint64_t hash, uint64_t number);
static inline struct str memo_text(const struct memo *m, uint32_t i)
{
    return (struct str){m->text + m->entry[i].start, m->entry[i].n};
}

#endif
