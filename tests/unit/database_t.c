/* database_t.c -- addresses of tables, masked passwords, libraries that are not there, and want of memory. */
#include "base/mem.h"
#include "base/secret.h"
#include "data/data.h"
#include "data/odbc_library.h"
#include "data/sql.h"
#include "data_case.h"
#include "tap.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What is declared here of ODBC is what the real headers say. */
#if __has_include(<sql.h>)
#include <sql.h>
#include <sqlext.h>
#include <sqlucode.h>
#define SAME(mine, theirs) _Static_assert((mine) == (theirs), #theirs)
SAME(ODBC_HANDLE_ENV, SQL_HANDLE_ENV);
SAME(ODBC_HANDLE_DBC, SQL_HANDLE_DBC);
SAME(ODBC_HANDLE_STMT, SQL_HANDLE_STMT);
SAME(ODBC_SUCCESS, SQL_SUCCESS);
SAME(ODBC_SUCCESS_WITH_INFO, SQL_SUCCESS_WITH_INFO);
SAME(ODBC_NO_DATA, SQL_NO_DATA);
SAME(ODBC_NULL_DATA, SQL_NULL_DATA);
SAME(ODBC_NO_TOTAL, SQL_NO_TOTAL);
SAME(ODBC_ATTR_VERSION, SQL_ATTR_ODBC_VERSION);
SAME(ODBC_ATTR_ACCESS_MODE, SQL_ATTR_ACCESS_MODE);
SAME(ODBC_ATTR_AUTOCOMMIT, SQL_ATTR_AUTOCOMMIT);
SAME(ODBC_ATTR_LOGIN_TIMEOUT, SQL_ATTR_LOGIN_TIMEOUT);
SAME(ODBC_DATABASE_NAME, SQL_DATABASE_NAME);
SAME(ODBC_DBMS_NAME, SQL_DBMS_NAME);
SAME(ODBC_QUOTE_CHAR, SQL_IDENTIFIER_QUOTE_CHAR);
SAME(ODBC_NO_PROMPT, SQL_DRIVER_NOPROMPT);
SAME(ODBC_ROLLBACK, SQL_ROLLBACK);
SAME(ODBC_CLOSE, SQL_CLOSE);
SAME(ODBC_C_WCHAR, SQL_C_WCHAR);
SAME(ODBC_C_SBIGINT, SQL_C_SBIGINT);
SAME(ODBC_C_DOUBLE, SQL_C_DOUBLE);
SAME(ODBC_LONGVARCHAR, SQL_LONGVARCHAR);
SAME(ODBC_WCHAR, SQL_WCHAR);
SAME(ODBC_WVARCHAR, SQL_WVARCHAR);
SAME(ODBC_WLONGVARCHAR, SQL_WLONGVARCHAR);
SAME(sizeof(uint16_t), sizeof(SQLWCHAR));
SAME(sizeof(int32_t), sizeof(SQLINTEGER));
SAME(sizeof(long), sizeof(SQLLEN));
#endif

static bool none; /* no library can be loaded */
void *__real_dlopen(const char *file, int how);
void *__wrap_dlopen(const char *file, int how);

void *__wrap_dlopen(const char *file, int how)
{
    return __real_dlopen(none ? "/nowhere/library.so" : file, how);
}

static bool parses(struct data_url *url, const char *text)
{
    fresh();
    return data_url_parse(url, &work, str_of(text), (struct span){10, 12 + (uint32_t)strlen(text)});
}

/* The address is refused, with the carets under `part`. */
static void refused(const char *text, size_t from, size_t to)
{
    struct data_url url;
    bool good = parses(&url, text);
    ok(!good && diags.n == 1 && diags.list[0].span.start == 11 + from && diags.list[0].span.end == 11 + to &&
           strcmp(diags.list[0].code, "data-url") == 0,
       "refused at %zu to %zu: %s", from, to, text);
}

static void addresses(void)
{
    struct data_url url;
    ok(parses(&url, "plain.csv") && url.scheme == DATA_FILE, "a file");
    ok(parses(&url, "odd?table=t.csv") && url.scheme == DATA_FILE, "a file with an odd name");
    ok(parses(&url, "sqlite:a?b.db?table=s.t%2Eu") && url.scheme == DATA_SQLITE && url.nparts == 2 &&
           str_eq(url.location, STR("a?b.db")) && str_eq(url.part[0], STR("s")) &&
           str_eq(url.part[1], STR("t.u")),
       "a file of SQLite, a schema, and a table with a point");
    ok(parses(&url, "odbc:DSN=x;PWD=a?b;?table=t") && str_eq(url.location, STR("DSN=x;PWD=a?b;")) &&
           str_eq(url.shown, STR("odbc:DSN=x;PWD=***;?table=t")),
       "a connection string, shown without its password");
    ok(parses(&url, "clickhouse:http://u:p@h:1/?database=d?table=t") &&
           str_eq(url.shown, STR("clickhouse:http://u:*@h:1/?database=d?table=t")),
       "an address of ClickHouse");
    refused("sqlite:x.db", 11, 12);
    refused("sqlite:?table=t", 7, 8);
    refused("sqlite:x.db?tabel=t", 12, 19);
    refused("sqlite:x.db?table=", 18, 19);
    refused("sqlite:x.db?table=a..b", 20, 21);
    refused("sqlite:x.db?table=a.b.c.d", 24, 25);
    refused("sqlite:x.db?table=a%2", 19, 20);
    refused("sqlite:x.db?table=a%00", 19, 20);
    refused("sqlite:x.db?table=a&table=b", 20, 27);
    refused("postgres://h/db?table=t", 0, 8);
}

static void secrets(void)
{
    static const char *const text[][2] = {
        {"a;PWD=b;c", "a;PWD=*;c"},
        {"pwd = {a;}}b};c", "pwd = ******};c"},
        {"Password=x\"", "Password=*\""},
        {"http://me:it@home/", "http://me:**@home/"},
        {"http://home/a@b:c", "http://home/a@b:c"},
        {"nopwd=1", "nopwd=1"},
        {"PWD=a;PWD=bc", "PWD=*;PWD=**"},
    };
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        fresh();
        struct str got = secret_masked(&arena, str_of(text[i][0]));
        ok(str_eq(got, str_of(text[i][1])), "%s masked: %.*s", text[i][0], STR_ARG(got));
    }
}

static char file[] = "/tmp/causal-db-XXXXXX";

static bool read_table(struct counts *c, const char *address)
{
    static const struct data_column want[] = {{.name = {"a", 1}}, {.name = {"b", 1}}};
    fresh();
    const struct data_request q = {
        .path = str_of(address), .name = str_of(address), .want = want, .nwant = 2};
    return data_read(c, &work, &q);
}

static void libraries(void)
{
    static const char *const address[] = {"sqlite:x.db?table=t", "odbc:DSN=x?table=t",
                                          "clickhouse:http://127.0.0.1:1/?table=t"};
    struct counts c;
    none = true;
    for (size_t i = 0; i < sizeof address / sizeof *address; i++)
        ok(!read_table(&c, address[i]) && strcmp(diags.list[0].code, "no-library") == 0 &&
               strstr(diags.list[0].hint.s, "apt install"),
           "without its library: %s", address[i]);
    none = false;
}

static void memory(void)
{
    char command[200], address[100];
    struct counts c;
    long n = 0;
    bool good = false, told = true;
    int fd = mkstemp(file);
    snprintf(command, sizeof command,
             "sqlite3 %s \"CREATE TABLE t (a, b); INSERT INTO t VALUES (1,2),(1,3),(2,2)\"", file);
    snprintf(address, sizeof address, "sqlite:%s?table=t", file);
    ok(fd >= 0 && system(command) == 0, "a table");
    for (; n < 1000 && !good; n++) {
        fresh();
        mem_fail_after(n);
        good = read_table(&c, address);
        told = told && (good || diags.out_of_memory || diags.errors > 0);
        if (good && mem_failed())
            good = false;
    }
    mem_fail_after(-1);
    ok(told && n > 5 && n < 1000, "each of %ld requests for memory may fail", n);
    ok(read_table(&c, address) && c.nrows == 3 && c.total == 3, "and the table is read");
    ok(close(fd) == 0 && unlink(file) == 0, "away with it");
}

static void statements(void)
{
    struct data_url url;
    struct buf b = {0};
    const struct str column[] = {STR("a\"b"), STR("c`d")};
    parses(&url, "odbc:x?table=s.t");
    sql_counts(&b, &sql_standard, &url, column, 2, STR(""));
    ok(str_eq(buf_str(&b),
              STR("SELECT \"a\"\"b\", \"c`d\", COUNT(*) FROM \"s\".\"t\" GROUP BY \"a\"\"b\", \"c`d\"")),
       "standard: %.*s", STR_ARG(buf_str(&b)));
    buf_free(&b);
    sql_counts(&b, sql_dialect_of(STR("MariaDB")), &url, column + 1, 1, STR(""));
    ok(str_eq(buf_str(&b), STR("SELECT MAX(`c``d`), COUNT(*) FROM `s`.`t` GROUP BY CAST(`c``d` AS BINARY)")),
       "MariaDB: %.*s", STR_ARG(buf_str(&b)));
    buf_free(&b);
}

int main(void)
{
    addresses();
    secrets();
    libraries();
    statements();
    memory();
    arena_free(&arena);
    return tap_done();
}
