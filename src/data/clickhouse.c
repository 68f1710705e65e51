/* clickhouse.c -- tables of ClickHouse by its HTTP interface.
 *
 * A Distributed table looks like any other: the server sends the GROUP BY on to the shards and adds up what
 * they count, so that only groups travel.  The answer is held back until it is whole (wait_end_of_query);
 * else an error in the middle would come behind rows of a success.
 */
#include "data/clickhouse_int.h"

#include "base/interrupt.h"
#include "base/progress.h"
#include "data/levels.h"
#include "data/sql.h"

#include <math.h>
#include <string.h>

struct answer_lines {
    const struct group_query *q;
    struct str *field; /* of the line at hand */
    uint32_t nfields;
    size_t nnames, cap; /* the columns of the table */
    struct str *name;
};

/* ---- lines of tab-separated values ---- */

static char unescaped(char c)
{
    static const char from[] = "bfnrt0", to[] = "\b\f\n\r\t";
    const char *at = strchr(from, c);
    return c && at ? to[at - from] : c;
}

/* A field without its escapes, in place; \N is NULL. */
static struct str field_value(char *s, size_t n)
{
    size_t out = 0;
    if (n == 2 && memcmp(s, "\\N", 2) == 0)
        return (struct str){NULL, 0};
    for (size_t i = 0; i < n; i++)
        s[out++] = s[i] == '\\' && i + 1 < n ? unescaped(s[++i]) : s[i];
    return (struct str){s, out};
}

/* Split a line into exactly `nfields` fields. The line is the reader's own buffer and may be changed. */
static bool split(struct answer_lines *l, struct str line)
{
    char *s = (char *)(uintptr_t)line.s, *end = s + line.n;
    for (uint32_t i = 0; i < l->nfields; i++) {
        char *tab = memchr(s, '\t', (size_t)(end - s));
        bool last = i + 1 == l->nfields;
        if (last != !tab)
            return groups_error(l->q, "cannot read", STR("an answer that is not as expected"));
        l->field[i] = field_value(s, (size_t)((tab ? tab : end) - s));
        s = tab ? tab + 1 : end;
    }
    return true;
}

static bool take_name(void *cx, struct str line)
{
    struct answer_lines *l = cx;
    struct arena *a = l->q->w->arena;
    struct str copy = str_dup(a, line);
    if (!copy.s)
        return diag_oom(l->q->w->diags);
    const char *tab = memchr(copy.s, '\t', copy.n);
    struct str name = field_value((char *)(uintptr_t)copy.s, tab ? (size_t)(tab - copy.s) : copy.n);
    return ARENA_PUSH(a, l->name, l->nnames, l->cap, name) || diag_oom(l->q->w->diags);
}

/* A count or a weight. */
static bool number(struct answer_lines *l, uint32_t k, double *out)
{
    struct str s = l->field[l->q->ncolumns + k];
    *out = 0;
    if (!s.s)
        return true;
    if (str_eq(s, STR("nan")) || str_eq(s, STR("inf")) || str_eq(s, STR("-nan"))) {
        *out = (double)NAN;
        return true;
    }
    return data_number(s, out) || groups_error(l->q, "cannot read", STR("an answer that is not as expected"));
}

static bool take_group(void *cx, struct str line)
{
    struct answer_lines *l = cx;
    const struct group_query *q = l->q;
    struct group g = {0};
    if (interrupted())
        return diag_interrupted(q->w->diags);
    if (!split(l, line) || !number(l, 0, &g.rows))
        return false;
    g.weight = g.weight2 = g.rows;
    if (q->weight.n && !(number(l, 1, &g.known) && number(l, 2, &g.least) && number(l, 3, &g.weight) &&
                         number(l, 4, &g.weight2)))
        return false;
    return groups_row(q, l->field, &g);
}

/* The tables that there are, behind an error about one that is not. */
static bool suggest_tables(struct clickhouse *s, struct answer_lines *l)
{
    l->nnames = 0;
    return !interrupted() && s->answered &&
                   clickhouse_aside(s, STR("SHOW TABLES FORMAT TabSeparated"), l, take_name)
               ? groups_tables(s->q, l->name, l->nnames)
               : false;
}

static bool read_table(struct clickhouse *s, struct answer_lines *l)
{
    const struct group_query *q = s->q;
    struct buf text = {0};
    buf_puts(&text, "DESCRIBE TABLE ");
    sql_table(&text, &sql_clickhouse, q->url);
    buf_puts(&text, " FORMAT TabSeparated");
    if (!clickhouse_ask(s, &text, l, take_name))
        return suggest_tables(s, l);
    if (!groups_columns(q, l->name, l->nnames))
        return false;
    sql_counts(&text, &sql_clickhouse, q->url, q->column, q->ncolumns, q->weight);
    buf_puts(&text, " FORMAT TabSeparated");
    return clickhouse_ask(s, &text, l, take_group);
}

bool clickhouse_groups(const struct group_query *q)
{
    struct clickhouse s = {.q = q};
    struct answer_lines l = {.q = q, .nfields = q->ncolumns + (q->weight.n ? GROUP_NUMBERS : 1)};
    l.field = ARENA_NEW(q->w->arena, struct str, l.nfields);
    if (!l.field)
        return diag_oom(q->w->diags);
    if (!clickhouse_open(&s))
        return false;
    progress_begin_wait("the database");
    bool good = read_table(&s, &l);
    progress_end();
    return good;
}
