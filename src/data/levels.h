/* levels.h -- the dictionary of one column: the texts that occur in it, as small numbers (private to data/).
 */
#ifndef CAUSAL_DATA_LEVELS_H
#define CAUSAL_DATA_LEVELS_H

#include "base/map.h"
#include "base/str.h"
#include "data/data.h"

enum level_status {
    LEVEL_FOUND,
    LEVEL_MISSING,
    LEVEL_UNKNOWN,     /* not among the declared levels */
    LEVEL_NOT_UTF8,    /* not text */
    LEVEL_NOT_NUMERIC, /* of a divided column, or one of values */
    LEVEL_TOO_MANY,    /* LIMIT_STATES */
    LEVEL_OUT_OF_MEMORY
};

struct levels {
    struct map map; /* texts seen to the number of their level, or to MISSING_CODE; texts NUL-terminated */
    const struct data_request *q;
    const struct data_column *want;
    double *bound;  /* want->nbounds, as numbers */
    uint32_t n;     /* levels: declared, of a divided column, or seen */
    bool closed;    /* no others are taken in */
    uint32_t texts; /* levels taken in that are no numbers, `missing` apart */
};

/* A dictionary in `a` of the column `want` of q. False when memory is short. */
bool levels_init(struct levels *l, struct arena *a, const struct data_request *q,
                 const struct data_column *want);

/* The number of the level of `text` (.s NULL: missing), taking it in when the dictionary is open. */
enum level_status levels_code(struct levels *l, struct str text, uint32_t *code);

/* The levels in the order of their result, and rank[code], the place of each: declared ones as they are;
 * those of a divided column by their bounds; others sorted, numbers by value and then text by bytes. Texts in
 * `a`, rank[] of l->n. NULL when memory is short. */
struct str *levels_order(const struct levels *l, struct arena *a, uint32_t *rank);

/* The texts that mean a missing value in every source: an empty field, NA, \N. */
enum { DATA_ALWAYS_MISSING = 3 };
extern const struct str data_always_missing[DATA_ALWAYS_MISSING];

/* An empty field, NA, \N or one of the request's. */
bool data_missing(const struct data_request *q, struct str s);

/* A decimal number in full: sign, digits with or without a point, exponent; no blanks, no "inf", no "nan". */
bool data_number(struct str s, double *out);

/* Every byte of it is UTF-8. */
bool data_utf8(struct str s);

#endif
