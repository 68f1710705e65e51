/* sql.h -- the statements that are sent: counts of groups, and nothing else.
 *
 * Names are quoted as the engine wants it, with the quote inside a name doubled; no value of the data is ever
 * part of a statement that is sent.
 */
#ifndef CAUSAL_DATA_SQL_H
#define CAUSAL_DATA_SQL_H

#include "base/buf.h"
#include "data/url.h"

/* How an engine wants its statements. */
struct sql_dialect {
    const char *name;      /* as SQLGetInfo gives it, or its beginning */
    char quote;            /* of identifiers */
    bool backslash;        /* is an escape in quoted texts */
    bool backslash_names;  /* and in quoted names */
    const char *key[2];    /* put round a column to group by its bytes, not by what a collation takes as */
    const char *value[2];  /* equal, and round it among the results; NULL: nothing */
    const char *text[2];   /* put round anything to have its bytes as a text */
    const char *number[2]; /* and as a number */
    bool typed;            /* does not compare a number with a text that looks like one */
    const char *read_only; /* the statement that makes the transaction read-only; NULL: there is none */
    const char *settings;  /* put behind a statement with outer joins; NULL: nothing */
};

extern const struct sql_dialect sql_standard, sql_sqlite, sql_clickhouse;

/* The dialect of the engine that calls itself `name`; sql_standard when it is not known. */
const struct sql_dialect *sql_dialect_of(struct str name);
/* That of an address as far as it can be told without asking. */
const struct sql_dialect *sql_dialect_of_url(const struct data_url *url);

void sql_name(struct buf *out, const struct sql_dialect *d, struct str name);
void sql_text(struct buf *out, const struct sql_dialect *d, struct str text); /* 'text' */
void sql_table(struct buf *out, const struct sql_dialect *d, const struct data_url *url);

/* A column between the two parts of `around`. */
void sql_wrapped(struct buf *out, const struct sql_dialect *d, const char *const *around, struct str name);

/* SELECT the columns, COUNT(*), and with a weight COUNT, MIN and SUM of it and SUM of its squares, GROUP
 * BY the columns. */
void sql_counts(struct buf *out, const struct sql_dialect *d, const struct data_url *url,
                const struct str *column, uint32_t n, struct str weight);
/* For SQLite: the same by the aggregate function that this program brings along, see sqlite.c. */
void sql_count_rows(struct buf *out, const struct data_url *url, const struct str *column, uint32_t n,
                    struct str weight);

#endif
