/* odbc_library.h -- the part of ODBC that is used, and the driver manager, loaded when it is needed (private
 * to data/).
 *
 * The interface is a standard (ISO/IEC 9075-3) and the same in every driver manager, so the few functions and
 * numbers are declared here and the program is built without unixODBC. tests/unit/database_t.c compares them
 * with the real headers.
 */
#ifndef CAUSAL_DATA_ODBC_LIBRARY_H
#define CAUSAL_DATA_ODBC_LIBRARY_H

#include "data/groups.h"

enum {
    ODBC_HANDLE_ENV = 1,
    ODBC_HANDLE_DBC = 2,
    ODBC_HANDLE_STMT = 3,

    ODBC_SUCCESS = 0,
    ODBC_SUCCESS_WITH_INFO = 1,
    ODBC_NO_DATA = 100,
    ODBC_NULL_DATA = -1,
    ODBC_NO_TOTAL = -4,

    ODBC_ATTR_VERSION = 200,
    ODBC_VERSION_3 = 3,
    ODBC_ATTR_ACCESS_MODE = 101,
    ODBC_READ_ONLY = 1,
    ODBC_ATTR_AUTOCOMMIT = 102,
    ODBC_AUTOCOMMIT_OFF = 0,
    ODBC_ATTR_LOGIN_TIMEOUT = 103,

    ODBC_DATABASE_NAME = 16,
    ODBC_DBMS_NAME = 17,
    ODBC_QUOTE_CHAR = 29,
    ODBC_NO_PROMPT = 0,
    ODBC_ROLLBACK = 1,
    ODBC_CLOSE = 0,

    ODBC_C_WCHAR = -8,
    ODBC_C_SBIGINT = -25,
    ODBC_C_DOUBLE = 8,
    ODBC_CHAR = 1,
    ODBC_VARCHAR = 12,
    ODBC_LONGVARCHAR = -1,
    ODBC_WCHAR = -8,
    ODBC_WVARCHAR = -9,
    ODBC_WLONGVARCHAR = -10
};

struct odbc_library {
    int16_t (*SQLAllocHandle)(int16_t kind, void *in, void **out);
    int16_t (*SQLFreeHandle)(int16_t kind, void *handle);
    int16_t (*SQLSetEnvAttr)(void *env, int32_t attribute, void *value, int32_t n);
    int16_t (*SQLSetConnectAttrW)(void *dbc, int32_t attribute, void *value, int32_t n);
    int16_t (*SQLDriverConnectW)(void *dbc, void *window, uint16_t *in, int16_t n, uint16_t *out, int16_t cap,
                                 int16_t *out_n, uint16_t completion);
    int16_t (*SQLDisconnect)(void *dbc);
    int16_t (*SQLGetInfoW)(void *dbc, uint16_t what, void *out, int16_t cap, int16_t *n);
    int16_t (*SQLExecDirectW)(void *stmt, uint16_t *text, int32_t n);
    int16_t (*SQLNumResultCols)(void *stmt, int16_t *n);
    int16_t (*SQLDescribeColW)(void *stmt, uint16_t column, uint16_t *name, int16_t cap, int16_t *n,
                               int16_t *type, unsigned long *size, int16_t *digits, int16_t *nullable);
    int16_t (*SQLTablesW)(void *stmt, uint16_t *catalog, int16_t ncatalog, uint16_t *schema, int16_t nschema,
                          uint16_t *table, int16_t ntable, uint16_t *kind, int16_t nkind);
    int16_t (*SQLFetch)(void *stmt);
    int16_t (*SQLGetData)(void *stmt, uint16_t column, int16_t type, void *out, long cap, long *n);
    int16_t (*SQLFreeStmt)(void *stmt, uint16_t what);
    int16_t (*SQLCancel)(void *stmt);
    int16_t (*SQLEndTran)(int16_t kind, void *handle, int16_t what);
    int16_t (*SQLGetDiagRecW)(int16_t kind, void *handle, int16_t record, uint16_t *state, int32_t *native,
                              uint16_t *text, int16_t cap, int16_t *n);
};

/* The driver manager; NULL, reported as "no-library", when there is none. */
const struct odbc_library *odbc_load(const struct group_query *q);

enum odbc_outcome { ODBC_DONE, ODBC_FAILED, ODBC_INTERRUPTED, ODBC_ABANDONED, ODBC_OUT_OF_MEMORY };

/* Connect dbc with a connection string, or (stmt is not NULL) execute a statement, in a thread of its own, so
 * that Ctrl-C is heard meanwhile: it cancels the statement, and what does not end within two seconds then is
 * ABANDONED: its handles belong to the thread and must not be touched any more. */
enum odbc_outcome odbc_call(const struct odbc_library *l, void *dbc, void *stmt, struct str text);

#endif
