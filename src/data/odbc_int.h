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
    struct sql_dialect dialect;
    struct buf text;   /* values of the row at hand, end to end */
    struct str *value; /* and each of them */
    uint16_t *units;   /* of one value */
    size_t nunits, cap;
};

static inline bool odbc_succeeded(int16_t status)
{
    return status == ODBC_SUCCESS || status == ODBC_SUCCESS_WITH_INFO;
}

/* What the driver says of the last call on the statement. False. */
bool odbc_statement_error(struct odbc *o);
/* Fetch the values and numbers of the row that the cursor is on, and hand the group over. False (reported).
 */
bool odbc_take_group(struct odbc *o);

#endif
