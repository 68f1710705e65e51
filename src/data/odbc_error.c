/* odbc_error.c -- what drivers say, without passwords, and what to do about it. */
#include "data/odbc_int.h"

#include "base/interrupt.h"
#include "data/utf16.h"

#include <stdlib.h>
#include <string.h>

enum {
    NAME_UNITS = 1024,
    MESSAGE_UNITS = 1024,
    RECORDS_SHOWN = 3,
    MOST_TABLES = 1000,
    TABLE_NAME = 3 /* column of SQLTables */
};

/* Put asterisks in place of a password that the driver repeats. */
static void hide_password(struct buf *b)
{
    const char *password = getenv(odbc_password_variable);
    size_t n = password ? strlen(password) : 0;
    for (size_t i = 0; n && i + n <= b->n; i++)
        if (memcmp(b->s + i, password, n) == 0)
            memset(b->s + i, '*', n);
}

static bool mentions(struct str s, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= s.n; i++)
        if (memcmp(s.s + i, word, n) == 0)
            return true;
    return false;
}

/* What to do about it. */
static void hint(struct odbc *o, struct str words)
{
    struct diags *d = o->q->w->diags;
    bool password = strncmp(o->state, "28", 2) == 0 || mentions(words, "password");
    if (o->connected)
        return;
    if (strcmp(o->state, "IM002") == 0)
        diag_hint(d, "data sources are described in ~/.odbc.ini; `odbcinst -q -s` lists them");
    else if (strcmp(o->state, "IM003") == 0 || mentions(words, "open lib"))
        diag_hint(d,
                  "install the engine's driver, on Debian odbc-postgresql or odbc-mariadb; `odbcinst -q -d` "
                  "lists those that are there");
    else if (password)
        diag_hint(d, "the password is that of the data source, or %s in the environment",
                  odbc_password_variable);
}

bool odbc_error(struct odbc *o, int16_t kind, void *handle, const char *doing)
{
    struct buf b = {0};
    uint16_t state[6] = {0}, text[MESSAGE_UNITS];
    int32_t native;
    int16_t n;
    if (interrupted())
        return diag_interrupted(o->q->w->diags);
    for (int16_t i = 1; i <= RECORDS_SHOWN; i++) {
        if (!odbc_succeeded(o->l->SQLGetDiagRecW(kind, handle, i, state, &native, text, MESSAGE_UNITS, &n)))
            break;
        buf_puts(&b, i > 1 ? "; " : "");
        utf16_put(&b, text, odbc_length(text, MESSAGE_UNITS));
        buf_puts(&b, " (");
        utf16_put(&b, state, 5);
        buf_puts(&b, ")");
        for (size_t k = 0; i == 1 && k < sizeof state / sizeof *state; k++)
            o->state[k] = (char)state[k];
    }
    hide_password(&b);
    groups_error(o->q, doing, b.n ? buf_str(&b) : STR("the driver does not say why"));
    hint(o, buf_str(&b));
    buf_free(&b);
    return false;
}

bool odbc_statement_error(struct odbc *o)
{
    return odbc_error(o, ODBC_HANDLE_STMT, o->stmt, "cannot read");
}

/* Is it of the kind that the table may be to blame? SQLite's driver has one state for all. */
static bool may_be_table(const struct odbc *o)
{
    static const char *const state[] = {"42S02", "42P01", "42000", "HY000"};
    for (size_t i = 0; i < sizeof state / sizeof *state; i++)
        if (o->connected && o->stmt && strcmp(o->state, state[i]) == 0)
            return true;
    return false;
}

bool odbc_suggest_tables(struct odbc *o)
{
    uint16_t kinds[] = {'T', 'A', 'B', 'L', 'E', ',', 'V', 'I', 'E', 'W'};
    struct arena *a = o->q->w->arena;
    struct str *name = NULL;
    uint16_t catalog[NAME_UNITS] = {0};
    size_t n = 0, cap = 0;
    int16_t bytes = 0;
    bool null;
    if (!may_be_table(o) || interrupted())
        return false;
    o->l->SQLFreeStmt(o->stmt, ODBC_CLOSE);
    o->l->SQLEndTran(ODBC_HANDLE_DBC, o->dbc, ODBC_ROLLBACK); /* PostgreSQL hears nothing before */
    o->l->SQLGetInfoW(o->dbc, ODBC_DATABASE_NAME, catalog, sizeof catalog, &bytes);
    size_t ncatalog = odbc_length(catalog, NAME_UNITS);
    if (!odbc_succeeded(o->l->SQLTablesW(o->stmt, ncatalog ? catalog : NULL, (int16_t)ncatalog, NULL, 0, NULL,
                                         0, kinds, sizeof kinds / sizeof *kinds)))
        return false;
    while (n < MOST_TABLES && odbc_succeeded(o->l->SQLFetch(o->stmt)) &&
           odbc_take_text(o, TABLE_NAME, &null)) {
        struct buf b = {0};
        utf16_put(&b, o->units, null ? 0 : o->nunits);
        struct str one = str_dup(a, buf_str(&b));
        buf_free(&b);
        if (!one.s || !ARENA_PUSH(a, name, n, cap, one))
            break;
    }
    return groups_tables(o->q, name, n);
}
