/* packed.c -- gzip and zlib. */
#include "packed/packed.h"

#include "base/interrupt.h"
#include "packed/packed_int.h"

#include <limits.h>
#include <string.h>

enum { LEVEL = 6, BLOCK = 1 << 18, MOST_AT_ONCE = 1 << 30 };

bool packed_is(struct str bytes)
{
    return bytes.n >= 2 && (unsigned char)bytes.s[0] == 0x1F && (unsigned char)bytes.s[1] == 0x8B;
}

/* ---- unpacking ---- */

struct unpacking {
    struct work *w;
    struct str rest; /* not yet read */
    struct str name;
    struct span at;
    size_t most;
    char *p;
    size_t n, cap;
};

/* How much a gzip file of one member says that it unpacks to: a guess that is usually right. */
static size_t announced(struct str bytes)
{
    size_t n = 0;
    for (size_t i = 0; bytes.n >= 18 && i < 4; i++)
        n |= (size_t)(unsigned char)bytes.s[bytes.n - 4 + i] << (8 * i);
    return n;
}

static bool refuse(struct unpacking *u, const char *how)
{
    diag_error(u->w->diags, "packed", u->at, "cannot unpack `%.*s`: %s", STR_ARG(u->name), how);
    return diag_hint(u->w->diags, "fetch or pack it again; `gzip -t` says whether a file is whole");
}

static bool too_large(struct unpacking *u)
{
    diag_error(u->w->diags, "packed-large", u->at, "`%.*s` unpacks to more than %zu bytes", STR_ARG(u->name),
               u->most);
    return diag_hint(u->w->diags, "unpack it with gzip and look whether it is what you take it for");
}

/* Room for a block more, and for a NUL. */
static bool make_room(struct unpacking *u)
{
    size_t cap = u->cap ? 2 * u->cap : BLOCK;
    if (u->n < u->cap)
        return true;
    char *p = arena_alloc(u->w->arena, cap + 1);
    if (!p)
        return diag_oom(u->w->diags);
    if (u->n)
        memcpy(p, u->p, u->n);
    u->p = p;
    u->cap = cap;
    return true;
}

static void feed(z_stream *z, struct unpacking *u)
{
    uInt n = u->rest.n < MOST_AT_ONCE ? (uInt)u->rest.n : MOST_AT_ONCE;
    if (z->avail_in)
        return;
    z->next_in = (z_const Bytef *)u->rest.s;
    z->avail_in = n;
    u->rest.s += n;
    u->rest.n -= n;
}

static bool inflate_all(z_stream *z, struct unpacking *u)
{
    for (;;) {
        if (interrupted())
            return diag_interrupted(u->w->diags);
        if (!make_room(u))
            return false;
        feed(z, u);
        uInt room = u->cap - u->n < MOST_AT_ONCE ? (uInt)(u->cap - u->n) : MOST_AT_ONCE;
        z->next_out = (Bytef *)u->p + u->n;
        z->avail_out = room;
        int status = inflate(z, Z_NO_FLUSH);
        u->n += room - z->avail_out;
        bool more = z->avail_in || u->rest.n;
        if (u->n > u->most)
            return too_large(u);
        if (status == Z_MEM_ERROR)
            return diag_oom(u->w->diags);
        if (status == Z_STREAM_END && !more)
            return true;
        if (status == Z_STREAM_END && inflateReset(z) == Z_OK)
            continue; /* another member */
        if (status == Z_BUF_ERROR || (status == Z_OK && !more && z->avail_out))
            return refuse(u, "it is cut short");
        if (status != Z_OK)
            return refuse(u, z->msg ? z->msg : "it is damaged");
    }
}

bool packed_open(struct str *out, struct work *w, struct str bytes, size_t most, struct str name,
                 struct span at)
{
    struct unpacking u = {.w = w, .rest = bytes, .name = name, .at = at, .most = most};
    z_stream z = {.zalloc = zlib_take, .zfree = zlib_give_back};
    size_t size = announced(bytes);
    if (size && size <= most && size / 1100 <= bytes.n) { /* no stream packs better than that */
        u.p = arena_alloc(w->arena, size + 1);
        u.cap = u.p ? size : 0;
    }
    if (inflateInit2(&z, GZIP + LARGEST_WINDOW) != Z_OK)
        return diag_oom(w->diags);
    bool good = inflate_all(&z, &u);
    inflateEnd(&z);
    if (!good)
        return false;
    u.p[u.n] = 0;
    *out = (struct str){u.p, u.n};
    return true;
}

/* ---- packing ---- */

static bool deflate_all(struct buf *out, z_stream *z, struct str bytes)
{
    enum { CHUNK = 1 << 14 };
    Bytef chunk[CHUNK];
    int status = Z_OK;
    while (status == Z_OK) {
        uInt n = bytes.n < MOST_AT_ONCE ? (uInt)bytes.n : MOST_AT_ONCE;
        z->next_in = (z_const Bytef *)bytes.s;
        z->avail_in = n;
        z->next_out = chunk;
        z->avail_out = CHUNK;
        status = deflate(z, n == bytes.n ? Z_FINISH : Z_NO_FLUSH);
        bytes.s += n - z->avail_in;
        bytes.n -= n - z->avail_in;
        buf_put(out, (struct str){(const char *)chunk, CHUNK - z->avail_out});
    }
    return status == Z_STREAM_END;
}

static void pack(struct buf *out, struct str bytes, int window)
{
    z_stream z = {.zalloc = zlib_take, .zfree = zlib_give_back};
    if (deflateInit2(&z, LEVEL, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        out->failed = true;
        return;
    }
    if (!deflate_all(out, &z, bytes))
        out->failed = true;
    deflateEnd(&z);
}

void packed_put(struct buf *out, struct str bytes)
{
    pack(out, bytes, GZIP + LARGEST_WINDOW);
}

void packed_put_stream(struct buf *out, struct str bytes)
{
    pack(out, bytes, LARGEST_WINDOW);
}

uint32_t packed_sum(uint32_t sum, const void *bytes, size_t n)
{
    const Bytef *p = bytes;
    uLong s = sum;
    for (; n > MOST_AT_ONCE; n -= MOST_AT_ONCE, p += MOST_AT_ONCE)
        s = crc32(s, p, MOST_AT_ONCE);
    return (uint32_t)crc32(s, p, (uInt)n);
}
