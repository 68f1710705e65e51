/* clickhouse_server.c -- a question to ClickHouse: who asks, how far it is, and that it ends.
 *
 * A statement goes on at the server when the connection breaks, so whoever wishes to stop must say so: each
 * has an identity of its own, by which it is looked up among those that run, and killed.
 */
#include "data/clickhouse_int.h"

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "data/levels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char password_variable[] = "CAUSAL_CLICKHOUSE_PWD";
enum { ASIDE_MILLISECONDS = 2000 };
static const double SECONDS_A_LOOK = 1;

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

bool clickhouse_open(struct clickhouse *s)
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
    s->address =
        str_fmt(a, "%s%s%c", address.s ? address.s : "", path || query ? "" : "/", query ? '&' : '?');
    s->header[0] = header(a, "X-ClickHouse-User", user);
    s->header[1] = password.n ? header(a, "X-ClickHouse-Key", password) : "Accept: text/tab-separated-values";
    s->header[2] = "Expect:";
    return (address.s && s->address.s && s->header[0] && s->header[1]) || diag_oom(s->q->w->diags);
}

/* ---- beside a statement ---- */

bool clickhouse_aside(struct clickhouse *s, struct str text, void *cx,
                      bool (*line)(void *cx, struct str line))
{
    struct arena scratch = {0};
    struct diags unheard = {.arena = &scratch};
    struct work w = {&scratch, &unheard, NULL};
    struct group_query q = *s->q;
    q.w = &w;
    struct http_request request = {.address = s->address.s,
                                   .header = s->header,
                                   .body = text,
                                   .cx = cx,
                                   .line = line,
                                   .milliseconds = ASIDE_MILLISECONDS,
                                   .heedless = true};
    bool good = http_post(&q, &request);
    arena_free(&scratch);
    return good;
}

/* `rows read <tab> about how many there are`; 0 when that is not known. */
static bool take_progress(void *cx, struct str line)
{
    const char *tab = memchr(line.s, '\t', line.n);
    double *share = cx, read, all;
    if (tab && data_number((struct str){line.s, (size_t)(tab - line.s)}, &read) &&
        data_number((struct str){tab + 1, (size_t)(line.s + line.n - tab - 1)}, &all) && all > 0)
        *share = read / all;
    return true;
}

/* How far is the statement? */
static void waiting(void *cx)
{
    struct clickhouse *s = cx;
    double now = clock_seconds(), share = 0;
    progress_wait();
    if (!progress_watched() || s->silent || now - s->looked < SECONDS_A_LOOK)
        return;
    char text[160];
    int n = snprintf(text, sizeof text,
                     "SELECT read_rows, total_rows_approx FROM system.processes WHERE query_id = '%s' FORMAT "
                     "TabSeparated",
                     s->id);
    s->silent = !clickhouse_aside(s, (struct str){text, (size_t)n}, &share, take_progress);
    s->looked = clock_seconds();
    if (share > 0)
        progress_tell(share < 1 ? share : 1);
}

static bool ignore(void *cx, struct str line)
{
    (void)cx, (void)line;
    return true;
}

/* ---- a statement ---- */

static void put_without(struct buf *b, const char *text, const char *noise)
{
    for (const char *at; (at = strstr(text, noise)) != NULL; text = at + strlen(noise))
        buf_put(b, (struct str){text, (size_t)(at - text)});
    buf_puts(b, text);
}

/* What the server says, without what old ones say of their inner life. */
static bool complain(struct clickhouse *s, const char *words)
{
    struct buf some = {0}, b = {0};
    put_without(&some, words, "e.displayText() = ");
    buf_putc(&some, '\0');
    put_without(&b, some.failed ? words : some.s, ", e.what() = DB::Exception");
    groups_error(s->q, "cannot read", b.n && !b.failed ? buf_str(&b) : STR("the server does not say why"));
    if (strstr(words, "assword"))
        diag_hint(s->q->w->diags, "the password is taken from the environment, %s", password_variable);
    buf_free(&some);
    buf_free(&b);
    return true;
}

/* A user who may only read may not even be told to do so: that is what was to be reached. */
static bool refused(void *cx, struct str words)
{
    struct clickhouse *s = cx;
    struct str text = str_dup(s->q->w->arena, words);
    s->answered = true;
    if (!text.s || !text.n)
        return false;
    if (s->plain || !strstr(text.s, "etting") || !strstr(text.s, "readonly mode"))
        return complain(s, text.s);
    s->plain = true;
    return true;
}

/* A name that no other statement has. */
static bool make_id(struct clickhouse *s)
{
    unsigned char bytes[16];
    size_t n = (size_t)snprintf(s->id, sizeof s->id, "causal-");
    if (getentropy(bytes, sizeof bytes) != 0)
        return false;
    for (size_t i = 0; i < sizeof bytes; i++)
        n += (size_t)snprintf(s->id + n, sizeof s->id - n, "%02x", bytes[i]);
    return true;
}

static void kill_statement(struct clickhouse *s)
{
    char text[96];
    int n = snprintf(text, sizeof text, "KILL QUERY WHERE query_id = '%s'", s->id);
    clickhouse_aside(s, (struct str){text, (size_t)n}, NULL, ignore);
}

static bool ask_once(struct clickhouse *s, struct http_request *request)
{
    struct arena *a = s->q->w->arena;
    bool known = make_id(s);
    struct str address =
        str_fmt(a, "%.*s%swait_end_of_query=1%s%s", STR_ARG(s->address), s->plain ? "" : "readonly=1&",
                known ? "&query_id=" : "", known ? s->id : "");
    if (!address.s)
        return diag_oom(s->q->w->diags);
    request->address = address.s;
    s->looked = clock_seconds();
    bool good = http_post(s->q, request);
    if (!good && known && interrupted())
        kill_statement(s);
    return good;
}

bool clickhouse_ask(struct clickhouse *s, struct buf *text, void *cx, bool (*line)(void *cx, struct str line))
{
    struct http_request request = {.header = s->header,
                                   .body = buf_str(text),
                                   .cx = cx,
                                   .line = line,
                                   .asker = s,
                                   .refused = refused,
                                   .waiting = waiting};
    bool plain = s->plain;
    bool good = text->failed ? diag_oom(s->q->w->diags) : ask_once(s, &request);
    if (!good && s->plain != plain)
        good = ask_once(s, &request);
    buf_free(text);
    return good;
}
