/* data.h -- observations, reduced in one pass to a table of counts.
 *
 * A source of rows (a CSV file, a database) is read once and only the wanted columns are kept: each distinct
 * combination of levels is stored once with its rows and its weight.  Everything downstream works from that
 * table; what becomes of the file or the table later does not matter.
 *
 * Missing values (an empty field, NA, \N and what the request adds, unless the column declares a level of
 * that name; NULL of a database) make a row incomplete; incomplete rows over the wanted columns are dropped
 * and counted, the same rows for every question asked of the table.  Nothing is trimmed or case-folded.
 *
 * A CSV file is RFC 4180: fields may be quoted, a quoted field may hold separators, line ends and doubled
 * quotes; lines end in LF, CRLF or CR, the last one perhaps in nothing; blank lines are skipped.  It may be
 * packed by gzip, and begin with a byte-order mark.
 */
#ifndef CAUSAL_DATA_DATA_H
#define CAUSAL_DATA_DATA_H

#include "base/str.h"
#include "base/work.h"

#include <stdint.h>

struct sql_dialect; /* data/sql.h */

struct data_column {
    struct str name; /* in: the column wanted, as its source calls it */
    const struct str
        *levels; /* in: the declared levels in order, or NULL to take those of the data; out: the levels */
    uint32_t nlevels;        /* in and out */
    const struct str *bound; /* in: a column of numbers is divided at these, as they are written, ascending; a
                                bound belongs to the class above it. With levels: one more of them */
    uint32_t nbounds;        /* in; 0: not divided */
    bool values; /* in: it holds numbers, however many, and each is a level. Without levels and bounds */
};

/* What the weight of a row says. */
enum data_weighting {
    WEIGHT_NONE,
    WEIGHT_FREQUENCY, /* for how many observations it stands: their sum is the sample's size */
    WEIGHT_SAMPLING   /* how many of the population it speaks for: the sample's size is the rows */
};

struct data_source {
    struct str path; /* a file, as it is opened, or the address of a table */
    struct str name; /* the same as written, for messages */
    struct span at;
};

struct data_request {
    struct str path, name; /* as those of a source */
    struct span at;
    const struct data_source *more; /* sources of further rows, each with the same columns */
    uint32_t nmore;
    const struct data_column *want;
    uint32_t nwant;
    enum data_weighting weighting;
    struct str weight;         /* its column */
    const struct str *missing; /* texts that mean a missing value, besides an empty field, NA and \N */
    uint32_t nmissing;
    bool missing_level; /* a missing value is the level `missing` of its column, and no row is dropped */
    char separator;     /* of CSV; 0: a comma */
    bool no_header;     /* of CSV: the columns are called 1, 2, .. */
};

enum {
    LIMIT_FIELD_BYTES = 1 << 20,  /* one field of a data file */
    LIMIT_RECORD_BYTES = 1 << 24, /* all fields of a line */
    LIMIT_COLUMNS = 1 << 20,      /* of a data file */
    FEW_NUMBERS = 12              /* so many different numbers are levels without being asked for */
};

/* What one of several sources gave. */
struct counted_source {
    struct str name; /* without passwords */
    uint64_t used, dropped;
    const struct sql_dialect *dialect; /* of a database; NULL: a file, or not known */
};

struct counts {
    uint32_t ncolumns;
    struct data_column *column; /* names, levels; bounds where it was divided */
    size_t nrows;               /* distinct complete rows of positive weight, in order of appearance */
    const uint32_t *code;       /* nrows * ncolumns level numbers, row-major */
    const double *weight;       /* nrows; positive */
    const uint64_t *rows;       /* nrows: how many rows of the data each stands for */
    const double *weight2;      /* nrows: sums of the squares of the weights; NULL but for WEIGHT_SAMPLING */
    enum data_weighting weighting;
    struct str weight_column; /* empty: none */
    struct str name;          /* of the source, or sources; without passwords */
    uint32_t nsources;
    const struct counted_source *source; /* at least one */
    double total;                        /* sum of weights */
    double total2;           /* sum of weight2: the effective sample size is total * total / total2 */
    uint64_t used, dropped;  /* rows of the data that were complete, and that were not */
    const uint64_t *missing; /* by column: rows in which it is missing */
    bool missing_level;      /* .. is a level, and no row was dropped */
    uint32_t ntokens;
    const struct str *token; /* texts that mean a missing value, where no level is called so */
};

/* Read the columns wanted from all sources, one after the other: the rows are those of all of them, or, when
 * one fails, none. Levels taken from the data are all values of the column, sorted: numbers by value, classes
 * (`<25`) by where they begin, then
 * text by bytes; at most LIMIT_STATES. A divided column has the levels `<25`, `25-<35`, `>=35` unless it
 * declares others. The result lives in w->arena and borrows nothing. Any file that can be read from start to
 * end will do, a pipe too; memory is that of the distinct rows. Tells progress. O(bytes).
 *
 * Warning: "unseen-level", a declared level that never occurs.
 *
 * Errors (false, with a diagnostic at q->at): "file" cannot be read, or changed meanwhile; "packed";
 * "no-column" (nearest column named, all columns listed); "ambiguous-column" (two columns of that name);
 * "unknown-level" (line number, nearest declared level, likely typo said when only case or blanks differ);
 * "too-many-levels"; "needs-bins" (more than FEW_NUMBERS numbers and nothing else, quartiles suggested);
 * "not-numeric" (in a column divided or of values); "bad-weight" (line; negative, not a number, missing);
 * "csv" (malformed quotes, a ragged line, a NUL byte, text that is not UTF-8, a field above
 * LIMIT_FIELD_BYTES, a line above LIMIT_RECORD_BYTES: with the line number; no header); "no-rows";
 * "too-many-rows" (LIMIT_COUNT_ROWS). */
bool data_read(struct counts *out, struct work *w, const struct data_request *q);

#endif
