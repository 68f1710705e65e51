/* diag.h -- what went wrong, where, and what to do.
 *
 * A function that can fail returns false, NULL or a status and appends one diagnostic here; nobody
 * below `repl/` prints.  `code` is a short stable name in kebab case ("row-sum", "unknown-state"):
 * each has a golden file in tests/errors/ that shows how it reads.  A message starts in lower case,
 * has no final full stop, quotes what the user wrote in `backquotes`, and never repeats the place.
 * The hint is what to do next, a full phrase ("declare it with `var T : {no, yes}`"); it may have several
 * lines.
 */
#ifndef CAUSAL_BASE_DIAG_H
#define CAUSAL_BASE_DIAG_H

#include "base/str.h"

#include <stdint.h>

/* Byte offsets into a text, end exclusive. */
struct span {
    uint32_t start, end;
};

/* A named text that spans point into: a file, or a line typed at the prompt. */
struct text {
    struct str name; /* "smoking.cdl", "-e", "" at the prompt */
    struct str body;
};

enum severity { DIAG_ERROR, DIAG_WARNING };

struct diag {
    enum severity severity;
    const char *code;        /* static */
    const struct text *text; /* what the span points into; NULL: no place */
    struct span span;
    struct str message;
    struct str hint; /* empty: none */
};

struct diags {
    struct arena *arena;     /* messages live here */
    const struct text *text; /* stamped on each new diagnostic */
    struct diag *list;
    size_t n, cap, errors;
    bool out_of_memory; /* also when even a diagnostic could not be stored */
    bool lost;          /* the newest diagnostic could not be stored: its hint has no place */
};

#define NO_SPAN ((struct span){0, 0})

/* Append an error; returns false, so that `return diag_error(...)` reads well. */
bool diag_error(struct diags *d, const char *code, struct span at, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* Append a warning. */
void diag_warn(struct diags *d, const char *code, struct span at, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* Give the newest diagnostic its hint; returns false. */
bool diag_hint(struct diags *d, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* "did you mean `x`?" for the candidate nearest to `name`; without one, `otherwise` (may be NULL) becomes the
 * hint. Returns false. */
bool diag_nearest(struct diags *d, struct str name, const struct str *candidates, size_t count,
                  const char *otherwise);
/* Out of memory as a diagnostic; returns false. Allocates nothing if it cannot. */
bool diag_oom(struct diags *d);
/* Ctrl-C as a diagnostic (code "interrupted"); returns false. */
bool diag_interrupted(struct diags *d);

/* Append copies of what another thread, or an attempt, has collected. */
void diags_append(struct diags *d, const struct diags *from);

struct place {
    uint32_t line, column; /* from 1; column counts characters */
    struct str text;       /* the line without its newline */
    uint32_t line_start;   /* byte offset of the line */
};
/* Where a byte offset is. O(offset). */
struct place text_place(const struct text *t, uint32_t offset);

#endif
