/* levels.h -- the dictionary of one column: the texts that occur in it, as small numbers (private to data/).
 */
#ifndef CAUSAL_DATA_LEVELS_H
#define CAUSAL_DATA_LEVELS_H

#include "base/map.h"
#include "base/str.h"

enum level_status {
    LEVEL_FOUND,
    LEVEL_MISSING,  /* an empty field, NA or \N */
    LEVEL_UNKNOWN,  /* not among the declared levels */
    LEVEL_NOT_UTF8, /* not text */
    LEVEL_TOO_MANY, /* LIMIT_STATES */
    LEVEL_OUT_OF_MEMORY
};

struct levels {
    struct map map; /* the level's text to its number, in order of appearance; texts NUL-terminated */
    bool declared;  /* no others are taken in */
};

/* A dictionary in `a`: of the given levels, or open when `declared` is NULL. False when memory is short. */
bool levels_init(struct levels *l, struct arena *a, const struct str *declared, uint32_t n);

/* The number of the level `text`, taking it in when the dictionary is open. */
enum level_status levels_code(struct levels *l, struct str text, uint32_t *code);

/* order[i] is the number of the i-th level: declared levels as they are; others sorted, numbers by value and
 * then text by bytes. In the dictionary's arena; NULL when memory is short. */
uint32_t *levels_order(const struct levels *l);

/* An empty field, NA or \N. */
bool data_missing(struct str s);

/* A decimal number in full: sign, digits with or without a point, exponent; no blanks, no "inf", no "nan". */
bool data_number(struct str s, double *out);

/* Every byte of it is UTF-8. */
bool data_utf8(struct str s);

#endif
