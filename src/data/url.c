/* url.c -- reading the address of a table. */
#include "data/url.h"

#include "base/secret.h"

#include <ctype.h>
#include <string.h>

static const struct {
    struct str prefix;
    enum data_scheme scheme;
    const char *example;
} schemes[] = {
    {{"sqlite:", 7}, DATA_SQLITE, "sqlite:study.db?table=patients"},
    {{"odbc:", 5}, DATA_ODBC, "odbc:DSN=warehouse?table=patients"},
    {{"clickhouse:", 11}, DATA_CLICKHOUSE, "clickhouse:http://localhost:8123/?table=patients"},
};

/* A text being read, and where it was written. */
struct url_text {
    struct work *w;
    struct str all;
    struct span at;
};

/* The place of the bytes from..to of the text; the whole of it when escapes make places differ. */
static struct span place(const struct url_text *t, size_t from, size_t to)
{
    if (t->at.end < t->at.start || t->at.end - t->at.start != t->all.n + 2)
        return t->at;
    if (to == from)
        to++;
    return (struct span){t->at.start + 1 + (uint32_t)from, t->at.start + 1 + (uint32_t)to};
}

static bool wrong(const struct url_text *t, struct str part, const char *what)
{
    size_t from = (size_t)(part.s - t->all.s);
    return diag_error(t->w->diags, "data-url", place(t, from, from + part.n), "%s", what);
}

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)tolower((unsigned char)c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* A name with its %XX taken as bytes. */
static bool decode(const struct url_text *t, struct str part, struct str *out)
{
    char *s = arena_alloc(t->w->arena, part.n + 1);
    size_t n = 0;
    if (!s)
        return diag_oom(t->w->diags);
    for (size_t i = 0; i < part.n; i++) {
        if (part.s[i] != '%') {
            s[n++] = part.s[i];
            continue;
        }
        int high = i + 1 < part.n ? hex(part.s[i + 1]) : -1, low = i + 2 < part.n ? hex(part.s[i + 2]) : -1;
        if (high < 0 || low < 0 || high + low == 0) {
            wrong(t, (struct str){part.s + i, 1}, "`%` is followed by two hexadecimal digits");
            return diag_hint(t->w->diags, "a percent sign in a name is written %%25");
        }
        s[n++] = (char)(high * 16 + low);
        i += 2;
    }
    *out = (struct str){s, n};
    return true;
}

static bool read_table(const struct url_text *t, struct str name, struct data_url *out)
{
    for (;;) {
        const char *point = memchr(name.s, '.', name.n);
        struct str part = {name.s, point ? (size_t)(point - name.s) : name.n};
        if (part.n == 0)
            return wrong(t, part, "a name is missing here");
        if (out->nparts == URL_PARTS) {
            wrong(t, part, "a table's name has at most three parts");
            return diag_hint(t->w->diags, "a point that belongs to a name is written %%2E");
        }
        if (!decode(t, part, &out->part[out->nparts++]))
            return false;
        if (!point)
            return true;
        name = (struct str){point + 1, name.n - part.n - 1};
    }
}

/* `table=NAME` and whatever else stands between the ampersands. */
static bool read_options(const struct url_text *t, struct str options, struct data_url *out)
{
    static const struct str table = {"table=", 6};
    for (;;) {
        const char *and = memchr(options.s, '&', options.n);
        struct str one = {options.s, and? (size_t)(and-options.s) : options.n};
        if (!str_starts(one, table)) {
            wrong(t, one, "only `table=NAME` can stand behind the question mark");
            return diag_hint(t->w->diags, "a question mark or an ampersand in a table's name is written %%3F "
                                          "or %%26");
        }
        if (out->nparts)
            return wrong(t, one, "the table is named twice");
        if (!read_table(t, (struct str){one.s + table.n, one.n - table.n}, out))
            return false;
        if (!and)
            return true;
        options = (struct str){and+1, options.n - one.n - 1};
    }
}

static bool read_rest(const struct url_text *t, struct str rest, struct data_url *out, const char *example)
{
    const char *mark = NULL;
    for (size_t i = rest.n; i-- > 0 && !mark;)
        mark = rest.s[i] == '?' ? rest.s + i : NULL;
    if (!mark) {
        wrong(t, (struct str){rest.s + rest.n, 0}, "which table? `?table=NAME` is missing");
        return diag_hint(t->w->diags, "as in \"%s\"", example);
    }
    out->location = (struct str){rest.s, (size_t)(mark - rest.s)};
    if (!out->location.n) {
        wrong(t, (struct str){mark, 0}, "the name of the database is missing");
        return diag_hint(t->w->diags, "as in \"%s\"", example);
    }
    if (memchr(t->all.s, '\0', t->all.n))
        return wrong(t, rest, "a NUL byte cannot be part of an address");
    return read_options(t, (struct str){mark + 1, rest.n - out->location.n - 1}, out);
}

/* An address of another kind, of which only the beginning is known: `postgres://..?table=t`. */
static bool looks_like_address(struct str s)
{
    size_t n = 0;
    while (n < s.n && (islower((unsigned char)s.s[n]) || isdigit((unsigned char)s.s[n]) || s.s[n] == '+'))
        n++;
    return n > 1 && str_starts((struct str){s.s + n, s.n - n}, STR("://"));
}

bool data_url_parse(struct data_url *out, struct work *w, struct str text, struct span at)
{
    struct url_text t = {w, text, at};
    *out = (struct data_url){.scheme = DATA_FILE, .location = text, .shown = secret_masked(w->arena, text)};
    if (!out->shown.s && text.n)
        return diag_oom(w->diags);
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        size_t n = schemes[i].prefix.n;
        if (!str_starts(text, schemes[i].prefix))
            continue;
        out->scheme = schemes[i].scheme;
        return read_rest(&t, (struct str){text.s + n, text.n - n}, out, schemes[i].example);
    }
    if (!looks_like_address(text))
        return true;
    wrong(&t, (struct str){text.s, (size_t)((const char *)memchr(text.s, ':', text.n) - text.s)},
          "no way is known to read data from there");
    return diag_hint(w->diags, "databases are reached as sqlite:, odbc: (PostgreSQL, MariaDB and others) and "
                               "clickhouse:; see the help topic `databases`");
}
