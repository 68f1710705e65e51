/* data_int.h -- what the sources of rows share (private to data/): rows of texts become counts.
 *
 * read.c begins the intake, lets each source find its columns and hand over rows, and asks for the counts. A
 * source says nothing of levels, missing values, weights: that is the intake's business.
 *
 *   the intake    intake.c columns.c levels.c table.c; what it complains of: complain.c doubt.c
 *   text files    csv.c over records.c lines.c known.c memo.c; bytes: stream.c; what is none: signature.c
 *                 absent.c
 *   databases     database.c and gather.c over groups.h; url.c sql.c loaded.c
 *                 sqlite.c; odbc*.c utf16.c; clickhouse*.c http.c
 */
#ifndef CAUSAL_DATA_DATA_INT_H
#define CAUSAL_DATA_DATA_INT_H

#include "data/data.h"
#include "data/levels.h"
#include "data/table.h"

struct intake {
    struct work *w;
    const struct data_request *q;
    struct arena scratch;
    struct levels *levels;    /* by wanted column */
    uint32_t *code;           /* the row at hand */
    struct count_table table; /* codes in order of appearance */
    uint64_t used, dropped;
    uint64_t *missing; /* by wanted column */
    uint64_t line;     /* for messages: the line that the row begins on; 0: rows have no number */
};

/* Zero but for w and q before. The request must outlive it. False (reported): memory; whatever is returned,
 * intake_free() must be called. */
bool intake_begin(struct intake *in, struct work *w, const struct data_request *q);

/* A row whose wanted columns have these texts (.s NULL: missing), `rows` times in the data, each with the
 * weight given. A source that counts by itself, as GROUP BY does, passes the count as `rows` and 1 as the
 * weight. False (reported). */
bool intake_row(struct intake *in, const struct str *field, uint64_t rows, double weight);

/* A row of a source that has added up weights by itself: their sum, and the sum of their squares. */
bool intake_sums(struct intake *in, const struct str *field, uint64_t rows, double weight, double weight2);

/* A weight as a text (.s NULL: missing) into a number. False (reported: "bad-weight"). */
bool intake_weight(struct intake *in, struct str text, double *weight);

/* The counts, in w->arena. False (reported). */
bool intake_end(struct intake *in, struct counts *out);
void intake_free(struct intake *in);

/* Which of the source's columns are the wanted ones, found[k], and the weight, when there is one,
 * found[nwant]. False (reported: "no-column", "ambiguous-column"). */
bool intake_columns(struct work *w, const struct data_request *q, const struct str *name, size_t n,
                    size_t *found);

/* "line 7 of `x.csv`", "`x.csv`" where rows have no number. In the arena; never NULL. */
struct str intake_where(struct intake *in);
/* A value as a message shows it: the beginning of a long one. */
struct str intake_shown(struct arena *a, struct str s);

/* Hint: the nearest of the names, and all of them, with what there is to say about them. `what` is "columns"
 * or "levels". False. (columns.c) */
bool intake_hint_names(struct work *w, struct str name, const struct str *names, size_t n, const char *what,
                       const char *more);

/* ---- what looks like a slip (doubt.c) ---- */
/* A text without blanks and case, a number by its value: what is told apart only by spelling is the same. In
 * the arena; .s is NULL when memory is short. */
struct str intake_folded(struct arena *a, struct str text);
/* `1,5` as `1.5`; empty: it is no number with a decimal comma. In the arena. */
struct str intake_pointed(struct arena *a, struct str text);
/* What other programs write for a missing value. */
bool intake_looks_missing(struct str text);
/* Warnings about levels taken from the data. */
void intake_warn_doubtful(struct intake *in, const struct counts *c);

/* The request of source i alone. */
struct data_request data_request_of(const struct data_request *q, uint32_t i);
/* The rows of one source into the intake; q is that of the source and in->q. False (reported). */
bool data_read_csv(struct intake *in, const struct data_request *q);

/* ---- complaints (complain.c); all return false ---- */
bool intake_level_error(struct intake *in, enum level_status status, uint32_t k, struct str text);
bool intake_too_many_rows(struct intake *in);
bool intake_no_rows(struct intake *in);
bool intake_too_heavy(struct intake *in);
bool intake_needs_bins(struct intake *in, uint32_t k);
void intake_warn_unseen(struct intake *in, const struct counts *c);

#endif
