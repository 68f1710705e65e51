/* http.c -- libcurl, loaded when a server is first asked. */
#include "data/http.h"

#include "base/buf.h"
#include "base/interrupt.h"
#include "data/loaded.h"

#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <string.h>

enum { CONNECT_SECONDS = 10, ERROR_BYTES = 2000, HTTP_OK = 200 };

#define CURL_FUNCTIONS(F) \
    F(curl_easy_cleanup)  \
    F(curl_easy_getinfo)  \
    F(curl_easy_init)     \
    F(curl_easy_perform)  \
    F(curl_easy_setopt)   \
    F(curl_easy_strerror) \
    F(curl_slist_append)  \
    F(curl_slist_free_all)

static struct {
#define FIELD(name) __typeof__(name) *name;
    CURL_FUNCTIONS(FIELD)
#undef FIELD
} lib;

struct transfer {
    const struct group_query *q;
    const struct http_request *request;
    CURL *curl;
    struct buf pending; /* the beginning of a line, or what the server says of an error */
    bool bad;           /* reported */
};

static bool load(const struct group_query *q)
{
    static const char *const file[] = {"libcurl.so.4", "libcurl-gnutls.so.4", NULL};
    static const struct loaded_name names[] = {
#define NAME(name) {#name, &lib.name},
        CURL_FUNCTIONS(NAME)
#undef NAME
    };
    return loaded_open(q, file, "libcurl4", names, sizeof names / sizeof *names);
}

/* Hand over the lines in s; what is left of them is the beginning of one. */
static bool take_lines(struct transfer *t, struct str s)
{
    const char *end;
    while ((end = memchr(s.s, '\n', s.n)) != NULL) {
        struct str line = {s.s, (size_t)(end - s.s)};
        buf_put(&t->pending, line);
        if (t->pending.failed)
            return diag_oom(t->q->w->diags);
        if (!t->request->line(t->request->cx, buf_str(&t->pending)))
            return false;
        t->pending.n = 0;
        s = (struct str){end + 1, s.n - line.n - 1};
    }
    buf_put(&t->pending, s);
    return !t->pending.failed || diag_oom(t->q->w->diags);
}

static size_t on_bytes(char *bytes, size_t size, size_t n, void *cx)
{
    struct transfer *t = cx;
    long status = 0;
    lib.curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &status);
    n *= size;
    if (status == HTTP_OK)
        t->bad = t->bad || !take_lines(t, (struct str){bytes, n});
    else if (t->pending.n < ERROR_BYTES)
        buf_put(&t->pending, (struct str){bytes, n});
    return t->bad ? 0 : n;
}

static int on_progress(void *cx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    struct transfer *t = cx;
    (void)a, (void)b, (void)c, (void)d;
    if (t->request->waiting && !interrupted())
        t->request->waiting(t->request->asker);
    return interrupted() && !t->request->heedless;
}

static struct curl_slist *headers(const char *const *header)
{
    struct curl_slist *list = NULL;
    for (size_t i = 0; header[i]; i++) {
        struct curl_slist *longer = lib.curl_slist_append(list, header[i]);
        if (!longer) {
            lib.curl_slist_free_all(list);
            return NULL;
        }
        list = longer;
    }
    return list;
}

static void set_options(struct transfer *t, struct curl_slist *list)
{
    const struct http_request *r = t->request;
    lib.curl_easy_setopt(t->curl, CURLOPT_URL, r->address);
    lib.curl_easy_setopt(t->curl, CURLOPT_PROTOCOLS_STR, "http,https");
    lib.curl_easy_setopt(t->curl, CURLOPT_NOSIGNAL, 1L);
    lib.curl_easy_setopt(t->curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    lib.curl_easy_setopt(t->curl, CURLOPT_TCP_KEEPALIVE, 1L);
    lib.curl_easy_setopt(t->curl, CURLOPT_HTTPHEADER, list);
    lib.curl_easy_setopt(t->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body.n);
    lib.curl_easy_setopt(t->curl, CURLOPT_POSTFIELDS, r->body.s);
    lib.curl_easy_setopt(t->curl, CURLOPT_WRITEFUNCTION, on_bytes);
    lib.curl_easy_setopt(t->curl, CURLOPT_WRITEDATA, t);
    lib.curl_easy_setopt(t->curl, CURLOPT_TIMEOUT_MS, r->milliseconds);
    lib.curl_easy_setopt(t->curl, CURLOPT_XFERINFOFUNCTION, on_progress);
    lib.curl_easy_setopt(t->curl, CURLOPT_XFERINFODATA, t);
    lib.curl_easy_setopt(t->curl, CURLOPT_NOPROGRESS, 0L);
}

/* Was it a success, from the first line to the end of the last? */
static bool settle(struct transfer *t, CURLcode code)
{
    long status = 0;
    if (t->bad)
        return false;
    if (interrupted() && !t->request->heedless)
        return diag_interrupted(t->q->w->diags);
    lib.curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &status);
    if (code == CURLE_OK && status == HTTP_OK && t->pending.n == 0)
        return true;
    if (code != CURLE_OK)
        return groups_error(t->q, "cannot read", str_of(lib.curl_easy_strerror(code)));
    if (status == HTTP_OK)
        return groups_error(t->q, "cannot read", STR("the answer breaks off in the middle of a line"));
    struct str words = buf_str(&t->pending);
    if (t->request->refused && t->request->refused(t->request->asker, words))
        return false;
    if (words.n)
        return groups_error(t->q, "cannot read", words);
    struct str plain = str_fmt(t->q->w->arena, "the server answers with HTTP status %ld", status);
    return groups_error(t->q, "cannot read", plain.s ? plain : STR("HTTP error"));
}

bool http_post(const struct group_query *q, const struct http_request *request)
{
    struct transfer t = {.q = q, .request = request};
    if (!load(q))
        return false;
    t.curl = lib.curl_easy_init();
    struct curl_slist *list = headers(request->header);
    bool good = t.curl && list;
    if (good) {
        set_options(&t, list);
        good = settle(&t, lib.curl_easy_perform(t.curl));
    } else {
        diag_oom(q->w->diags);
    }
    lib.curl_slist_free_all(list);
    lib.curl_easy_cleanup(t.curl);
    buf_free(&t.pending);
    return good;
}
