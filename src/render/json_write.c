/* json_write.c -- JSON a member at a time, through jansson. */
#include "render/json_int.h"

enum { JSON_FLAGS = JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(17) };

static int put_bytes(const char *s, size_t n, void *cx)
{
    struct buf *out = cx;
    buf_put(out, (struct str){s, n});
    return out->failed ? -1 : 0;
}

void json_value(struct buf *out, json_t *value)
{
    if (!value || json_dump_callback(value, put_bytes, out, JSON_FLAGS) != 0)
        out->failed = true;
    json_decref(value);
}

void json_key(struct json_line *line, const char *key)
{
    buf_fmt(line->out, "%s\"%s\":", line->begun ? "," : "{", key);
    line->begun = true;
}

void json_member(struct json_line *line, const char *key, json_t *value)
{
    json_key(line, key);
    json_value(line->out, value);
}

json_t *json_text(struct str s)
{
    return s.s ? json_stringn(s.s, s.n) : NULL;
}

void json_made(struct json_line *line, const char *key, struct str s)
{
    json_member(line, key, json_text(s));
}

void json_names(struct json_line *line, const char *key, const struct model *m, struct set s)
{
    bool first = true;
    json_key(line, key);
    buf_putc(line->out, '[');
    for (uint32_t v = any(s) ? set_next(s, 0) : SET_END; v != SET_END; v = set_next(s, v + 1)) {
        buf_puts(line->out, first ? "" : ",");
        json_value(line->out, json_text(m->var[v].name));
        first = false;
    }
    buf_putc(line->out, ']');
}

void json_strings(struct json_line *line, const char *key, const struct str *s, uint32_t n)
{
    json_key(line, key);
    buf_putc(line->out, '[');
    for (uint32_t i = 0; i < n; i++) {
        buf_puts(line->out, i ? "," : "");
        json_value(line->out, json_text(s[i]));
    }
    buf_putc(line->out, ']');
}
