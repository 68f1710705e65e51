/* clickhouse.c -- tables of ClickHouse by its HTTP interface.
 *
 * A Distributed table looks like any other: the server sends the GROUP BY on to the shards and adds up what
 * they count, so that only groups travel.  The answer is held back until it is whole (wait_end_of_query);
 * else an error in the middle would come behind rows of a success.
 */
#include "data/groups.h"

#include "base/interrupt.h"
#include "data/http.h"
#include "data/levels.h"
#include "data/sql.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char password_variable[] = "CAUSAL_CLICKHOUSE_PWD";

/* The address of the server and who asks. */
struct server {
    const struct group_query *q;
    const char *address;
    const char *header[4];
};

struct answer_lines {
    const struct group_query *q;
    struct str *field; /* of the line at hand */
    uint32_t nfields;
    size_t nnames, cap; /* the columns of the table */
    struct str *name;
};

/* ---- the address ---- */

static const char *header(struct arena *a, const char *name, struct str value)
{
    for (size_t i = 0; i < value.n; i++)
        if ((unsigned char)value.s[i] < ' ')
            return NULL;
    return str_fmt(a, "%s: %.*s", name, STR_ARG(value)).s;
}

/* Take `user:password@` out of http://user:password@host/; they travel in headers, not in logs. */
static struct str take_user(struct str address, struct str *user, struct str *password, struct arena *a)
{
    const char *slashes = strstr(address.s, "//");
    size_t from = slashes ? (size_t)(slashes - address.s) + 2 : 0, at = 0, colon = 0;
    for (size_t i = from; i < address.n && address.s[i] != '/'; i++) {
        colon = address.s[i] == ':' && !colon ? i : colon;
        at = address.s[i] == '@' ? i : at;
    }
    if (!at)
        return address;
    size_t end = colon && colon < at ? colon : at;
    *user = (struct str){address.s + from, end - from};
    if (end < at)
        *password = (struct str){address.s + end + 1, at - end - 1};
    return str_fmt(a, "%.*s%s", (int)from, address.s, address.s + at + 1);
}

static bool read_server(struct server *s)
{
    struct arena *a = s->q->w->arena;
    struct str user = STR("default"), password = str_of(getenv(password_variable));
    struct str address = str_dup(a, s->q->url->location);
    if (address.s && !str_starts(address, STR("http://")) && !str_starts(address, STR("https://"))) {
        diag_error(s->q->w->diags, "data-url", s->q->at,
                   "the address of a ClickHouse server begins with "
                   "http:// or https://");
        return diag_hint(s->q->w->diags, "as in \"clickhouse:http://localhost:8123/?table=patients\"");
    }
    address = address.s ? take_user(address, &user, &password, a) : address;
    /* `database=..` may stand there already */
    bool path = address.s && strchr(strstr(address.s, "//") + 2, '/');
    bool query = address.s && strchr(address.s, '?');
    struct str all = str_fmt(a, "%s%s%creadonly=1&wait_end_of_query=1", address.s ? address.s : "",
                             path || query ? "" : "/", query ? '&' : '?');
    s->address = all.s;
    s->header[0] = header(a, "X-ClickHouse-User", user);
    s->header[1] = password.n ? header(a, "X-ClickHouse-Key", password) : "Accept: text/tab-separated-values";
    s->header[2] = "Expect:";
    return (address.s && all.s && s->header[0] && s->header[1]) || diag_oom(s->q->w->diags);
}

static bool ask(struct server *s, struct buf *text, void *cx, bool (*line)(void *cx, struct str line))
{
    struct http_request request = {
        .address = s->address, .header = s->header, .body = buf_str(text), .cx = cx, .line = line};
    bool good = text->failed ? diag_oom(s->q->w->diags) : http_post(s->q, &request);
    buf_free(text);
    return good;
}

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

bool clickhouse_groups(const struct group_query *q)
{
    struct server s = {.q = q};
    struct answer_lines l = {.q = q, .nfields = q->ncolumns + (q->weight.n ? GROUP_NUMBERS : 1)};
    struct buf text = {0};
    l.field = ARENA_NEW(q->w->arena, struct str, l.nfields);
    if (!l.field)
        return diag_oom(q->w->diags);
    if (!read_server(&s))
        return false;
    buf_puts(&text, "DESCRIBE TABLE ");
    sql_table(&text, &sql_clickhouse, q->url);
    buf_puts(&text, " FORMAT TabSeparated");
    if (!ask(&s, &text, &l, take_name) || !groups_columns(q, l.name, l.nnames))
        return false;
    sql_counts(&text, &sql_clickhouse, q->url, q->column, q->ncolumns, q->weight);
    buf_puts(&text, " FORMAT TabSeparated");
    return ask(&s, &text, &l, take_group);
}
