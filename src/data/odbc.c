/* odbc.c -- tables of any engine that has an ODBC driver: PostgreSQL, MariaDB, and many more.
 *
 * Only groups and their counts are fetched.  Drivers differ in what they call the types of these, so every
 * value is asked for as what it is: a text as UTF-16 (which needs no locale), a count as a 64-bit integer, a
 * sum as a double.
 */
#include "data/odbc_int.h"

#include "base/interrupt.h"
#include "base/mem.h"
#include "base/progress.h"
#include "base/secret.h"
#include "data/sql.h"
#include "data/utf16.h"

#include <stdlib.h>
#include <string.h>

enum { LOGIN_SECONDS = 10, NAME_UNITS = 1024 };

/* ---- errors ---- */

static bool outcome_error(struct odbc *o, enum odbc_outcome outcome)
{
    switch (outcome) {
    case ODBC_ABANDONED: /* the thread has them */
        o->env = o->dbc = o->stmt = NULL;
        o->connected = false;
        return diag_interrupted(o->q->w->diags);
    case ODBC_INTERRUPTED:
        return diag_interrupted(o->q->w->diags);
    case ODBC_OUT_OF_MEMORY:
        return diag_oom(o->q->w->diags);
    default:
        return o->connected ? odbc_statement_error(o) : odbc_error(o, ODBC_HANDLE_DBC, o->dbc, "cannot open");
    }
}

/* ---- the connection ---- */

/* Does a connection string have the keyword `word` (lower case)? */
static bool has_word(struct str s, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= s.n; i++) {
        size_t k = 0;
        while (k < n && (s.s[i + k] | 0x20) == word[k])
            k++;
        if (k == n)
            return true;
    }
    return false;
}

/* The connection string with the password of the environment, and for SQLite the word that keeps its driver
 * from creating a file that is not there. */
static void put_connection(struct buf *b, struct str s)
{
    const char *password = getenv(odbc_password_variable);
    buf_put(b, s);
    buf_puts(b, s.n && s.s[s.n - 1] == ';' ? "" : ";");
    if ((has_word(s, "sqlite") || has_word(s, "dsn")) && !has_word(s, "nocreat"))
        buf_puts(b, "NoCreat=1;");
    if (!password || !*password || secret_in(s))
        return;
    buf_puts(b, "PWD={");
    for (; *password; password++)
        buf_puts(b, *password == '}' ? "}}" : (char[]){*password, '\0'});
    buf_puts(b, "};");
}

static void set_attribute(struct odbc *o, int32_t attribute, uintptr_t value)
{
    /* not all drivers know all of them: those that do not go on without */
    o->l->SQLSetConnectAttrW(o->dbc, attribute, (void *)value, 0);
}

static struct str information(struct odbc *o, uint16_t what)
{
    uint16_t units[NAME_UNITS] = {0};
    int16_t bytes = 0;
    struct buf b = {0};
    if (!odbc_succeeded(o->l->SQLGetInfoW(o->dbc, what, units, sizeof units, &bytes)))
        return STR("");
    utf16_put(&b, units, odbc_length(units, NAME_UNITS));
    struct str out = str_dup(o->q->w->arena, buf_str(&b));
    buf_free(&b);
    return out.s ? out : STR("");
}

static bool connect(struct odbc *o)
{
    struct buf b = {0};
    put_connection(&b, o->q->url->location);
    enum odbc_outcome outcome =
        b.failed || b.n > INT16_MAX ? ODBC_OUT_OF_MEMORY : odbc_call(o->l, o->dbc, NULL, buf_str(&b));
    if (b.s)
        memset(b.s, 0, b.n);
    buf_free(&b);
    if (outcome != ODBC_DONE)
        return outcome_error(o, outcome);
    o->connected = true;
    *o->q->dialect = sql_dialect_of(information(o, ODBC_DBMS_NAME));
    o->dialect = **o->q->dialect;
    struct str quote = information(o, ODBC_QUOTE_CHAR);
    if (quote.n == 1 && quote.s[0] != ' ')
        o->dialect.quote = quote.s[0];
    return true;
}

static bool open_connection(struct odbc *o)
{
    const struct odbc_library *l = o->l;
    if (!odbc_succeeded(l->SQLAllocHandle(ODBC_HANDLE_ENV, NULL, &o->env)))
        return diag_oom(o->q->w->diags);
    l->SQLSetEnvAttr(o->env, ODBC_ATTR_VERSION, (void *)(uintptr_t)ODBC_VERSION_3, 0);
    if (!odbc_succeeded(l->SQLAllocHandle(ODBC_HANDLE_DBC, o->env, &o->dbc)))
        return diag_oom(o->q->w->diags);
    set_attribute(o, ODBC_ATTR_LOGIN_TIMEOUT, LOGIN_SECONDS);
    set_attribute(o, ODBC_ATTR_ACCESS_MODE, ODBC_READ_ONLY);
    if (!connect(o))
        return false;
    set_attribute(o, ODBC_ATTR_AUTOCOMMIT, ODBC_AUTOCOMMIT_OFF);
    return odbc_succeeded(l->SQLAllocHandle(ODBC_HANDLE_STMT, o->dbc, &o->stmt)) ||
           odbc_error(o, ODBC_HANDLE_DBC, o->dbc, "cannot open");
}

static void close_connection(struct odbc *o)
{
    if (o->stmt)
        o->l->SQLFreeHandle(ODBC_HANDLE_STMT, o->stmt);
    if (o->connected) {
        o->l->SQLEndTran(ODBC_HANDLE_DBC, o->dbc, ODBC_ROLLBACK);
        o->l->SQLDisconnect(o->dbc);
    }
    if (o->dbc)
        o->l->SQLFreeHandle(ODBC_HANDLE_DBC, o->dbc);
    if (o->env)
        o->l->SQLFreeHandle(ODBC_HANDLE_ENV, o->env);
}

/* Execute the statement in `b`, which is freed. */
static bool execute(struct odbc *o, struct buf *b)
{
    bool fits = !b->failed && b->n <= INT32_MAX;
    enum odbc_outcome outcome = fits ? odbc_call(o->l, o->dbc, o->stmt, buf_str(b)) : ODBC_OUT_OF_MEMORY;
    buf_free(b);
    return outcome == ODBC_DONE || outcome_error(o, outcome);
}

static bool read_only(struct odbc *o)
{
    struct buf b = {0};
    if (!o->dialect.read_only)
        return true;
    buf_puts(&b, o->dialect.read_only);
    if (!execute(o, &b))
        return false;
    o->l->SQLFreeStmt(o->stmt, ODBC_CLOSE);
    return true;
}

/* ---- the columns ---- */

static bool is_text(int16_t type)
{
    return type == ODBC_CHAR || type == ODBC_VARCHAR || type == ODBC_LONGVARCHAR || type == ODBC_WCHAR ||
           type == ODBC_WVARCHAR || type == ODBC_WLONGVARCHAR;
}

/* Engines add up texts as if they were zeros. */
static bool text_weight(struct odbc *o)
{
    diag_error(o->q->w->diags, "bad-weight", o->q->at, "column `%.*s` of `%.*s` holds texts, not weights",
               STR_ARG(o->q->weight), STR_ARG(o->q->url->shown));
    return diag_hint(o->q->w->diags, "make it a column of numbers, or a view that has one");
}

static bool describe(struct odbc *o, uint16_t column, struct str *name, int16_t *type)
{
    uint16_t units[NAME_UNITS] = {0};
    int16_t n, digits, nullable;
    unsigned long size;
    struct buf b = {0};
    if (!odbc_succeeded(
            o->l->SQLDescribeColW(o->stmt, column, units, NAME_UNITS, &n, type, &size, &digits, &nullable)))
        return odbc_statement_error(o);
    utf16_put(&b, units, odbc_length(units, NAME_UNITS));
    *name = str_dup(o->q->w->arena, buf_str(&b));
    buf_free(&b);
    return name->s || diag_oom(o->q->w->diags);
}

static bool check_columns(struct odbc *o)
{
    struct buf b = {0};
    int16_t n = 0, type;
    buf_puts(&b, "SELECT * FROM ");
    sql_table(&b, &o->dialect, o->q->url);
    buf_puts(&b, " WHERE 1 = 0");
    if (!execute(o, &b))
        return odbc_suggest_tables(o);
    if (!odbc_succeeded(o->l->SQLNumResultCols(o->stmt, &n)))
        return odbc_statement_error(o);
    struct str *names = ARENA_NEW(o->q->w->arena, struct str, (size_t)n);
    if (!names)
        return diag_oom(o->q->w->diags);
    for (int16_t i = 0; i < n; i++) {
        if (!describe(o, (uint16_t)(i + 1), &names[i], &type))
            return false;
        if (o->q->weight.n && str_eq(names[i], o->q->weight) && is_text(type))
            return text_weight(o);
    }
    o->l->SQLFreeStmt(o->stmt, ODBC_CLOSE);
    return groups_columns(o->q, names, (size_t)n);
}

/* ---- groups ---- */

static bool count(struct odbc *o)
{
    struct buf b = {0};
    int16_t columns = 0, status;
    sql_counts(&b, &o->dialect, o->q->url, o->q->column, o->q->ncolumns, o->q->weight);
    if (!execute(o, &b))
        return false;
    if (!odbc_succeeded(o->l->SQLNumResultCols(o->stmt, &columns)))
        return odbc_statement_error(o);
    if (!columns)
        return groups_error(o->q, "cannot read", STR("the answer has no columns"));
    while (odbc_succeeded(status = o->l->SQLFetch(o->stmt)))
        if (!odbc_take_group(o))
            return false;
    return status == ODBC_NO_DATA || odbc_statement_error(o);
}

bool odbc_groups(const struct group_query *q)
{
    struct odbc o = {.q = q, .value = ARENA_NEW(q->w->arena, struct str, q->ncolumns)};
    if (!o.value)
        return diag_oom(q->w->diags);
    if (!(o.l = odbc_load(q)))
        return false;
    progress_begin_wait("the database");
    bool good = open_connection(&o) && read_only(&o) && check_columns(&o) && count(&o);
    progress_end();
    close_connection(&o);
    buf_free(&o.text);
    mem_free(o.units);
    return good;
}
