/* sqlite.c -- tables of SQLite files.
 *
 * GROUP BY would sort all rows, which takes ten times as long as reading them.  So an aggregate function of
 * our own is called with the wanted columns of each row and hands them on one by one: the counting is done in
 * the same hash table as that of text files.
 *
 * The file is opened for reading, so a missing one is not created, and functions that a view of a strange
 * file may call are only those that cannot do harm.
 */
#include "data/groups.h"

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "data/levels.h"
#include "data/loaded.h"
#include "data/memo.h"
#include "data/sql.h"

#include <math.h>
#include <sqlite3.h>
#include <string.h>
#include <time.h>

enum { STEPS_BETWEEN_POLLS = 2000 };
static const double BUSY_SECONDS = 5;

#define SQLITE_FUNCTIONS(F)          \
    F(sqlite3_busy_handler)          \
    F(sqlite3_close_v2)              \
    F(sqlite3_column_bytes)          \
    F(sqlite3_column_count)          \
    F(sqlite3_column_int64)          \
    F(sqlite3_column_name)           \
    F(sqlite3_column_text)           \
    F(sqlite3_create_function_v2)    \
    F(sqlite3_errmsg)                \
    F(sqlite3_exec)                  \
    F(sqlite3_finalize)              \
    F(sqlite3_open_v2)               \
    F(sqlite3_prepare_v2)            \
    F(sqlite3_progress_handler)      \
    F(sqlite3_result_error)          \
    F(sqlite3_result_error_nomem)    \
    F(sqlite3_result_int)            \
    F(sqlite3_step)                  \
    F(sqlite3_table_column_metadata) \
    F(sqlite3_user_data)             \
    F(sqlite3_value_bytes)           \
    F(sqlite3_value_double)          \
    F(sqlite3_value_text)            \
    F(sqlite3_value_type)

static struct {
#define FIELD(name) __typeof__(name) *name;
    SQLITE_FUNCTIONS(FIELD)
#undef FIELD
} lib;

struct sqlite {
    const struct group_query *q;
    sqlite3 *db;
    struct str *value; /* the row at hand */
    struct memo *memo; /* rows seen before, without weights */
    struct buf key;    /* the row at hand as one text */
    bool bad;          /* reported: the row was refused */
    double busy_since;
};

static bool load(const struct group_query *q)
{
    static const char *const file[] = {"libsqlite3.so.0", "libsqlite3.so", NULL};
    static const struct loaded_name names[] = {
#define NAME(name) {#name, &lib.name},
        SQLITE_FUNCTIONS(NAME)
#undef NAME
    };
    return loaded_open(q, file, "libsqlite3-0", names, sizeof names / sizeof *names);
}

/* What went wrong, unless that was reported or asked for. */
static bool failed(struct sqlite *s, const char *doing)
{
    if (s->bad)
        return false;
    if (interrupted())
        return diag_interrupted(s->q->w->diags);
    return groups_error(s->q, doing, str_of(lib.sqlite3_errmsg(s->db)));
}

/* ---- what SQLite calls ---- */

static int poll_interrupt(void *cx)
{
    (void)cx;
    progress_wait();
    return interrupted();
}

/* Another program writes: wait for it a little. */
static int wait_for_lock(void *cx, int attempt)
{
    struct sqlite *s = cx;
    double now = clock_seconds();
    if (attempt == 0)
        s->busy_since = now;
    if (interrupted() || now - s->busy_since > BUSY_SECONDS)
        return 0;
    nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    return 1;
}

/* The weight of a row: a number, or a text that is one. NAN: it is neither. */
static double weight_of(sqlite3_value *v)
{
    double x;
    int type = lib.sqlite3_value_type(v);
    if (type == SQLITE_INTEGER || type == SQLITE_FLOAT)
        return lib.sqlite3_value_double(v);
    const char *text = (const char *)lib.sqlite3_value_text(v);
    return data_number((struct str){text, (size_t)lib.sqlite3_value_bytes(v)}, &x) ? x : (double)NAN;
}

/* A row whose like was seen before is only counted; the first of its kind is remembered. */
static bool known(struct sqlite *s)
{
    uint64_t hash;
    s->key.n = 0;
    for (uint32_t i = 0; i < s->q->ncolumns; i++) {
        uint64_t n = s->value[i].s ? s->value[i].n : UINT64_MAX;
        buf_put(&s->key, (struct str){(const char *)&n, sizeof n});
        buf_put(&s->key, (struct str){s->value[i].s, s->value[i].n});
    }
    if (s->key.failed)
        return false;
    if (memo_counts(s->memo, buf_str(&s->key), &hash))
        return true;
    memo_learn(s->memo, buf_str(&s->key), hash, 0);
    return false;
}

/* Hand over the repetitions of a row that was remembered. */
static bool repeat(struct sqlite *s, struct str key, double times)
{
    const struct group g = {times, times, 1, times, times};
    for (uint32_t i = 0; i < s->q->ncolumns; i++) {
        uint64_t n;
        memcpy(&n, key.s, sizeof n);
        key = (struct str){key.s + sizeof n, key.n - sizeof n};
        bool null = n == UINT64_MAX;
        s->value[i] = (struct str){null ? NULL : key.s, null ? 0 : (size_t)n};
        key = (struct str){key.s + s->value[i].n, key.n - s->value[i].n};
    }
    return groups_row(s->q, s->value, &g);
}

static bool repeat_all(struct sqlite *s)
{
    for (uint32_t i = 0; s->memo && i < s->memo->n; i++)
        if (s->memo->entry[i].times && !repeat(s, memo_text(s->memo, i), (double)s->memo->entry[i].times))
            return false;
    return true;
}

static bool take_row(struct sqlite *s, sqlite3_value **argument)
{
    const struct group_query *q = s->q;
    for (uint32_t i = 0; i < q->ncolumns; i++) {
        bool null = lib.sqlite3_value_type(argument[i]) == SQLITE_NULL;
        const char *text = null ? NULL : (const char *)lib.sqlite3_value_text(argument[i]);
        size_t n = text ? (size_t)lib.sqlite3_value_bytes(argument[i]) : 0;
        /* a blob of no bytes has no address either */
        s->value[i] = (struct str){!null && !text ? "" : text, n};
    }
    struct group one = {1, 1, 1, 1, 1};
    if (s->memo && !s->memo->off && known(s))
        return true;
    if (q->weight.n) {
        sqlite3_value *v = argument[q->ncolumns];
        one.known = lib.sqlite3_value_type(v) != SQLITE_NULL;
        one.least = one.weight = one.known > 0 ? weight_of(v) : 0;
        one.weight2 = one.weight * one.weight;
    }
    return groups_row(q, s->value, &one);
}

static void count_step(sqlite3_context *context, int n, sqlite3_value **argument)
{
    struct sqlite *s = lib.sqlite3_user_data(context);
    (void)n;
    if (s->bad)
        return;
    progress_add(1);
    s->bad = !take_row(s, argument);
    if (s->bad)
        lib.sqlite3_result_error(context, "stopped", -1);
}

static void count_final(sqlite3_context *context)
{
    lib.sqlite3_result_int(context, 0);
}

/* ---- statements ---- */

static bool execute(struct sqlite *s, const char *text)
{
    return lib.sqlite3_exec(s->db, text, NULL, NULL, NULL) == SQLITE_OK || failed(s, "cannot read");
}

static bool open_file(struct sqlite *s)
{
    struct str path = str_dup(s->q->w->arena, s->q->url->location);
    if (!path.s)
        return diag_oom(s->q->w->diags);
    int status = lib.sqlite3_open_v2(path.s, &s->db, SQLITE_OPEN_READONLY, NULL);
    if (status != SQLITE_OK)
        return s->db ? failed(s, "cannot open") : diag_oom(s->q->w->diags);
    lib.sqlite3_progress_handler(s->db, STEPS_BETWEEN_POLLS, poll_interrupt, NULL);
    lib.sqlite3_busy_handler(s->db, wait_for_lock, s);
    status = lib.sqlite3_create_function_v2(s->db, "causal_count", -1, SQLITE_UTF8 | SQLITE_DIRECTONLY, s,
                                            NULL, count_step, count_final, NULL);
    return (status == SQLITE_OK || failed(s, "cannot open")) && execute(s, "PRAGMA trusted_schema = 0") &&
           execute(s, "BEGIN"); /* what is asked below is asked of one snapshot */
}

static sqlite3_stmt *prepare(struct sqlite *s, struct buf *text)
{
    sqlite3_stmt *statement = NULL;
    bool good = !text->failed && text->n < INT32_MAX;
    if (!good)
        diag_oom(s->q->w->diags);
    else if (lib.sqlite3_prepare_v2(s->db, text->s, (int)text->n, &statement, NULL) != SQLITE_OK)
        failed(s, "cannot read");
    buf_free(text);
    return statement;
}

/* SELECT `what` FROM the table. */
static sqlite3_stmt *prepare_select(struct sqlite *s, const char *what, const char *end)
{
    struct buf b = {0};
    buf_fmt(&b, "SELECT %s FROM ", what);
    sql_table(&b, &sql_sqlite, s->q->url);
    buf_puts(&b, end);
    return prepare(s, &b);
}

/* The tables that there are, behind an error about one that is not. */
static bool suggest_tables(struct sqlite *s)
{
    static const char text[] = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')";
    struct arena *a = s->q->w->arena;
    struct str *name = NULL;
    size_t n = 0, cap = 0;
    sqlite3_stmt *statement = NULL;
    if (lib.sqlite3_prepare_v2(s->db, text, -1, &statement, NULL) != SQLITE_OK)
        return false;
    while (lib.sqlite3_step(statement) == SQLITE_ROW) {
        struct str one = str_dup(a, str_of((const char *)lib.sqlite3_column_text(statement, 0)));
        if (!one.s || !ARENA_PUSH(a, name, n, cap, one))
            break;
    }
    lib.sqlite3_finalize(statement);
    return groups_tables(s->q, name, n);
}

static bool check_columns(struct sqlite *s)
{
    sqlite3_stmt *statement = prepare_select(s, "*", " WHERE 1 = 0");
    if (!statement)
        return suggest_tables(s);
    size_t n = (size_t)lib.sqlite3_column_count(statement);
    struct str *names = ARENA_NEW(s->q->w->arena, struct str, n);
    bool good = names != NULL;
    for (size_t i = 0; good && i < n; i++)
        names[i] = str_of(lib.sqlite3_column_name(statement, (int)i));
    good = good ? groups_columns(s->q, names, n) : diag_oom(s->q->w->diags);
    lib.sqlite3_finalize(statement);
    return good;
}

/* About how many rows there are, for the progress: the greatest row number of a table, found at once; of a
 * view it is not known. */
static double row_estimate(struct sqlite *s)
{
    const struct data_url *url = s->q->url;
    struct arena *a = s->q->w->arena;
    struct str schema = url->nparts > 1 ? str_dup(a, url->part[0]) : (struct str){NULL, 0};
    struct str table = str_dup(a, url->part[url->nparts - 1]);
    double n = 0;
    if (!table.s || lib.sqlite3_table_column_metadata(s->db, schema.s, table.s, "rowid", NULL, NULL, NULL,
                                                      NULL, NULL) != SQLITE_OK)
        return 0;
    sqlite3_stmt *statement = prepare_select(s, "MAX(rowid)", "");
    if (statement && lib.sqlite3_step(statement) == SQLITE_ROW)
        n = (double)lib.sqlite3_column_int64(statement, 0);
    lib.sqlite3_finalize(statement);
    return n > 0 ? n : 0;
}

static sqlite3_stmt *prepare_count(struct sqlite *s)
{
    const struct group_query *q = s->q;
    struct buf b = {0};
    sql_count_rows(&b, q->url, q->column, q->ncolumns, q->weight);
    return prepare(s, &b);
}

static bool count(struct sqlite *s)
{
    sqlite3_stmt *statement = prepare_count(s);
    if (!statement)
        return false;
    double rows = row_estimate(s);
    if (rows > 0)
        progress_begin(rows);
    else
        progress_begin_wait("the database");
    int status = lib.sqlite3_step(statement);
    bool good = status == SQLITE_ROW && !s->bad;
    if (!good)
        failed(s, "cannot read");
    lib.sqlite3_finalize(statement);
    progress_end();
    return good;
}

bool sqlite_groups(const struct group_query *q)
{
    struct sqlite s = {.q = q, .value = ARENA_NEW(q->w->arena, struct str, q->ncolumns)};
    if (!s.value)
        return diag_oom(q->w->diags);
    if (!load(q))
        return false;
    s.memo = q->weight.n ? NULL : memo_new(); /* without memory for one it goes without */
    bool good = open_file(&s) && check_columns(&s) && count(&s) && repeat_all(&s);
    lib.sqlite3_close_v2(s.db);
    memo_free(s.memo);
    buf_free(&s.key);
    return good;
}
