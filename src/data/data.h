/* data.h -- files of observations, reduced in one pass to a table of counts.
 *
 * A CSV file is streamed (libcsv) and only the wanted columns are kept: each distinct combination of levels
 * is stored once with its count or total weight.  Everything downstream works from that table; the file is
 * read once.
 *
 * Missing values (an empty field, NA, or \N, unless the column declares a level of that name) make a row
 * incomplete; incomplete rows over the wanted columns are dropped and counted, the same rows for every
 * question asked of the table.  Nothing is trimmed or case-folded.
 *
 * The format is RFC 4180 with a header line: fields may be quoted, a quoted field may hold commas, line ends
 * and doubled quotes; lines end in LF, CRLF or CR, the last one perhaps in nothing; blank lines are skipped.
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

enum { LIMIT_FIELD_BYTES = 1 << 20 /* one field of a data file */ };

/* What the weight of a row says. */
enum data_weighting {
    WEIGHT_NONE,
    WEIGHT_FREQUENCY, /* for how many observations it stands: their sum is the sample's size */
    WEIGHT_SAMPLING   /* how many of the population it speaks for: the sample's size is the rows */
};

struct counts {
    uint32_t ncolumns;
    struct data_column *column;
    size_t nrows;           /* distinct complete rows of positive weight, in order of appearance */
    const uint32_t *code;   /* nrows * ncolumns level numbers, row-major */
    const double *weight;   /* nrows; positive */
    const double *weight2;  /* nrows: sums of the squares of the weights; NULL but for WEIGHT_SAMPLING */
    enum data_weighting weighting;
    double total;           /* sum of weights */
    double total2;          /* sum of weight2: the effective sample size is total * total / total2 */
    uint64_t used, dropped; /* lines of the file that were complete, and that were not */
};

/* Read the columns `want` of a CSV file with a header line. `weight` names a column of non-negative
 * frequencies, or is empty (each line counts 1). Levels taken from the file are all values of the column,
 * sorted: numbers by value, then text by bytes; at most LIMIT_STATES. The result lives in w->arena and
 * borrows nothing. Any file that can be read from start to end will do, a pipe too; memory is that of the
 * distinct rows. O(bytes).
 *
 * Errors (false, with a diagnostic at `at`): "file" cannot be read; "no-column" (nearest column named, all
 * columns listed); "ambiguous-column" (two columns of that name); "unknown-level" (line number, nearest
 * declared level, likely typo said when only case or blanks differ); "too-many-levels"; "bad-weight" (line;
 * negative, not a number, missing); "csv" (malformed quotes, a ragged line, a NUL byte, text that is not
 * UTF-8, a field above LIMIT_FIELD_BYTES: with the line number; no header); "no-rows"; "too-many-rows"
 * (LIMIT_COUNT_ROWS). */
bool data_read_csv(struct counts *out, struct work *w, struct str path, struct span at,
                   const struct data_column *want, uint32_t nwant, struct str weight);

#endif
