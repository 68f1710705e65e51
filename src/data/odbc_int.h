/* odbc_int.h -- a connection, and a group of its answer (private to the files of ODBC). */
#ifndef CAUSAL_DATA_ODBC_INT_H
#define CAUSAL_DATA_ODBC_INT_H

#include "data/odbc_library.h"
#include "data/sql.h"

struct odbc {
    const struct group_query *q;
    const struct odbc_library *l;
    void *env, *dbc, *stmt;
    bool connected;
    char state[6]; /* of the last error, as SQLSTATE */
    struct sql_dialect dialect;
    struct buf text;   /* values of the row at hand, end to end */
    struct str *value; /* and each of them */
    uint16_t *units;   /* of one value */
    size_t nunits, cap;
};

/* Where the password comes from, if not from the data source. */
static const char odbc_password_variable[] = "CAUSAL_ODBC_PWD";

/* The length of a text that ends in zero: drivers disagree on what they count. */
static inline size_t odbc_length(const uint16_t *s, size_t most)
{
    size_t n = 0;
    while (n < most && s[n])
        n++;
    return n;
}

static inline bool odbc_succeeded(int16_t status)
{
    return status == ODBC_SUCCESS || status == ODBC_SUCCESS_WITH_INFO;
}

/* ---- odbc_error.c: all return false ---- */
/* What the driver says of the last call on a handle, and what to do about it. */
bool odbc_error(struct odbc *o, int16_t kind, void *handle, const char *doing);
/* The same of the statement. */
bool odbc_statement_error(struct odbc *o);
/* Behind an error about the table: those that there are. */
bool odbc_suggest_tables(struct odbc *o);

/* ---- odbc_fetch.c ---- */
/* A text of the row at hand, into o->units. False (reported). */
bool odbc_take_text(struct odbc *o, uint16_t column, bool *null);
/* Fetch the values and numbers of the row that the cursor is on, and hand the group over. False (reported).
 */
bool odbc_take_group(struct odbc *o);

#endif
