/* table.h -- distinct rows of codes with their weights: an open-addressing hash table (private to data/). */
#ifndef CAUSAL_DATA_TABLE_H
#define CAUSAL_DATA_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct count_table {
    uint32_t ncolumns;
    size_t n, cap;       /* rows, in order of first appearance */
    uint32_t *code;      /* n * ncolumns */
    long double *weight; /* n; sums of many fractions keep their digits */
    uint32_t *slot;      /* 1 + row, 0: free */
    size_t slots;
};

enum count_status { COUNT_OK, COUNT_TOO_MANY, COUNT_OUT_OF_MEMORY };

/* Add `weight` to the row `code`; `most` rows are allowed. Expected O(ncolumns). */
enum count_status count_add(struct count_table *t, const uint32_t *code, double weight, size_t most);
void count_free(struct count_table *t);

#endif
