/* sql.c -- writing statements for each engine. */
#include "data/sql.h"

#include <ctype.h>
#include <string.h>

#define AS_NUMBER                        \
    {                                    \
        "CAST(", " AS DOUBLE PRECISION)" \
    }
#define AS_BYTES               \
    {                          \
        "CAST(", " AS BINARY)" \
    }
const struct sql_dialect sql_standard = {
    .name = "", .quote = '"', .text = {"CAST(", " AS VARCHAR(255))"}, .number = AS_NUMBER};
const struct sql_dialect sql_sqlite = {.name = "SQLite",
                                       .quote = '"',
                                       .key = {"", " COLLATE BINARY"},
                                       .text = {"CAST(", " AS TEXT) COLLATE BINARY"},
                                       .number = {"CAST(", " AS REAL)"},
                                       .read_only = "PRAGMA query_only = 1"};
/* An outer join gives zeros for what is missing unless it is told to give NULL. All branches of a CASE are
 * computed, for all rows, so no cast may fail. */
const struct sql_dialect sql_clickhouse = {.name = "ClickHouse",
                                           .quote = '`',
                                           .backslash = true,
                                           .backslash_names = true,
                                           .text = {"toString(", ")"},
                                           .number = {"toFloat64OrZero(toString(", "))"},
                                           .typed = true,
                                           .settings = "SETTINGS join_use_nulls = 1"};
static const struct sql_dialect postgresql = {.name = "PostgreSQL",
                                              .quote = '"',
                                              .text = {"CAST(", " AS TEXT)"},
                                              .number = AS_NUMBER,
                                              .read_only = "SET TRANSACTION READ ONLY"};
/* MariaDB and MySQL speak alike. */
#define LIKE_MARIADB                                                                            \
    .quote = '`', .backslash = true, .key = AS_BYTES, .value = {"MAX(", ")"}, .text = AS_BYTES, \
    .number = {"CAST(", " AS DOUBLE)"}, .read_only = "START TRANSACTION READ ONLY"
static const struct sql_dialect mariadb = {.name = "MariaDB", LIKE_MARIADB};
static const struct sql_dialect mysql = {.name = "MySQL", LIKE_MARIADB};
#undef LIKE_MARIADB
#undef AS_NUMBER
#undef AS_BYTES

static const struct sql_dialect *const dialects[] = {&sql_sqlite, &sql_clickhouse, &postgresql, &mariadb,
                                                     &mysql};

/* Does `s` hold `word`, in any case? */
static bool mentions(struct str s, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= s.n; i++) {
        size_t k = 0;
        while (k < n && tolower((unsigned char)s.s[i + k]) == tolower((unsigned char)word[k]))
            k++;
        if (k == n)
            return true;
    }
    return false;
}

const struct sql_dialect *sql_dialect_of(struct str name)
{
    for (size_t i = 0; i < sizeof dialects / sizeof *dialects; i++)
        if (mentions(name, dialects[i]->name))
            return dialects[i];
    return &sql_standard;
}

const struct sql_dialect *sql_dialect_of_url(const struct data_url *url)
{
    if (url->scheme == DATA_SQLITE)
        return &sql_sqlite;
    if (url->scheme == DATA_CLICKHOUSE)
        return &sql_clickhouse;
    return url->scheme == DATA_ODBC ? sql_dialect_of(url->location) : &sql_standard;
}

/* `s` between quotes; those inside are doubled, or escaped where a backslash is an escape. */
static void put_quoted(struct buf *out, struct str s, char quote, bool backslash)
{
    buf_putc(out, quote);
    for (size_t i = 0; i < s.n; i++) {
        if (s.s[i] == quote || (s.s[i] == '\\' && backslash))
            buf_putc(out, backslash ? '\\' : quote);
        buf_putc(out, s.s[i]);
    }
    buf_putc(out, quote);
}

void sql_name(struct buf *out, const struct sql_dialect *d, struct str name)
{
    put_quoted(out, name, d->quote, d->backslash_names);
}

void sql_text(struct buf *out, const struct sql_dialect *d, struct str text)
{
    put_quoted(out, text, '\'', d->backslash);
}

void sql_table(struct buf *out, const struct sql_dialect *d, const struct data_url *url)
{
    for (uint32_t i = 0; i < url->nparts; i++) {
        buf_puts(out, i ? "." : "");
        sql_name(out, d, url->part[i]);
    }
}

void sql_wrapped(struct buf *out, const struct sql_dialect *d, const char *const *around, struct str name)
{
    buf_puts(out, around[0] ? around[0] : "");
    sql_name(out, d, name);
    buf_puts(out, around[1] ? around[1] : "");
}

static void put_weights(struct buf *out, const struct sql_dialect *d, struct str weight)
{
    static const char *const before[] = {", COUNT(", ", MIN(", ", SUM("};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        buf_puts(out, before[i]);
        sql_name(out, d, weight);
        buf_puts(out, ")");
    }
    buf_puts(out, ", SUM(1.0 * "); /* of whole numbers: their squares may be too large for one */
    sql_name(out, d, weight);
    buf_puts(out, " * ");
    sql_name(out, d, weight);
    buf_puts(out, ")");
}

void sql_counts(struct buf *out, const struct sql_dialect *d, const struct data_url *url,
                const struct str *column, uint32_t n, struct str weight)
{
    buf_puts(out, "SELECT ");
    for (uint32_t i = 0; i < n; i++) {
        sql_wrapped(out, d, d->value, column[i]);
        buf_puts(out, ", ");
    }
    buf_puts(out, "COUNT(*)");
    if (weight.n)
        put_weights(out, d, weight);
    buf_puts(out, " FROM ");
    sql_table(out, d, url);
    for (uint32_t i = 0; i < n; i++) {
        buf_puts(out, i ? ", " : " GROUP BY ");
        sql_wrapped(out, d, d->key, column[i]);
    }
}

void sql_count_rows(struct buf *out, const struct data_url *url, const struct str *column, uint32_t n,
                    struct str weight)
{
    buf_puts(out, "SELECT causal_count(");
    for (uint32_t i = 0; i < n; i++) {
        buf_puts(out, i ? ", " : "");
        sql_name(out, &sql_sqlite, column[i]);
    }
    if (weight.n) {
        buf_puts(out, n ? ", " : "");
        sql_name(out, &sql_sqlite, weight);
    }
    buf_puts(out, ") FROM ");
    sql_table(out, &sql_sqlite, url);
}
