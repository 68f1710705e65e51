/* table.h -- distinct rows of codes with their weights: an open-addressing hash table (private to data/). */
#ifndef CAUSAL_DATA_TABLE_H
#define CAUSAL_DATA_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is known of a distinct row. Sums of many fractions keep their digits. */
struct count_sum {
    long double weight, weight2;
    uint64_t rows;
};

struct count_table {
    uint32_t ncolumns;
    size_t n, cap;         /* rows, in order of first appearance */
    uint32_t *code;        /* n * ncolumns */
    struct count_sum *sum; /* n */
    uint32_t *slot;        /* 1 + row, 0: free */
    size_t slots;
};

enum count_status { COUNT_OK, COUNT_TOO_MANY, COUNT_OUT_OF_MEMORY };

/* Add to the row `code`; `most` rows are allowed. Expected O(ncolumns). */
enum count_status count_add(struct count_table *t, const uint32_t *code, struct count_sum more, size_t most);
void count_free(struct count_table *t);

#endif
