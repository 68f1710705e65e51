/* str.h -- text as a slice: pointer and length, never owning, valid UTF-8 unless said otherwise. */
#ifndef CAUSAL_BASE_STR_H
#define CAUSAL_BASE_STR_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

struct str {
    const char *s;
    size_t n;
};

#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})
/* For printf("%.*s", STR_ARG(x)). */
#define STR_ARG(x) (int)(x).n, (x).s

struct str str_of(const char *s); /* slice of a C string (NULL gives the empty slice) */
bool str_eq(struct str a, struct str b);
int str_cmp(struct str a, struct str b); /* by bytes, shorter first on a common prefix */
bool str_starts(struct str s, struct str prefix);

/* A NUL-terminated copy in the arena; .s is NULL when memory is short. */
struct str str_dup(struct arena *a, struct str s);

/* Formatted text in the arena, NUL-terminated; .s is NULL when memory is short. */
struct str str_fmt(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Index of the candidate nearest to `name` by edit distance (case counts half), or -1 when none is
 * near enough to suggest (more than a third of the letters differ). Ties go to the first.
 * O(count * |name| * |candidate|). */
long str_nearest(struct str name, const struct str *candidates, size_t count);

#endif
