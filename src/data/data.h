/* data.h -- files of observations, reduced in one pass to a table of counts.
 *
 * A CSV file is streamed (libcsv) and only the wanted columns are kept: each distinct combination of levels
 * is stored once with its count or total weight.  Everything downstream works from that table; the file is
 * read once.
 *
 * Missing values (an empty field, NA, or \N) make a row incomplete; incomplete rows over the wanted columns
 * are dropped and counted, the same rows for every question asked of the table.  Nothing is trimmed or
 * case-folded.
 */
#ifndef CAUSAL_DATA_DATA_H
#define CAUSAL_DATA_DATA_H

#include "base/str.h"
#include "base/work.h"

#include <stdint.h>

struct data_column {
    struct str name; /* in: the column wanted */
    const struct str
        *levels; /* in: the declared levels in order, or NULL to take those of the file; out: the levels */
    uint32_t nlevels; /* in and out */
};

struct counts {
    uint32_t ncolumns;
    struct data_column *column;
    size_t nrows;           /* distinct complete rows */
    const uint32_t *code;   /* nrows * ncolumns level numbers, row-major */
    const double *weight;   /* nrows; positive */
    double total;           /* sum of weights */
    uint64_t used, dropped; /* lines of the file that were complete, and that were not */
};

/* Read the columns `want` of a CSV file with a header line. `weight` names a column of non-negative
 * frequencies, or is empty (each line counts 1). Levels taken from the file are sorted: numbers by value,
 * then text by bytes; at most LIMIT_STATES. Errors (false, with a diagnostic at `at`): "file" cannot be read;
 * "no-column" (nearest column named, all columns listed); "unknown-level" (line number, nearest declared
 * level, likely typo said when only case or blanks differ); "bad-weight" (line; negative, not a number,
 * missing); "csv" (malformed quotes; ragged line with its number); "no-rows"; "too-many-rows"
 * (LIMIT_COUNT_ROWS). A byte-order mark and CRLF are accepted. O(bytes). */
bool data_read_csv(struct counts *out, struct work *w, struct str path, struct span at,
                   const struct data_column *want, uint32_t nwant, struct str weight);

#endif
