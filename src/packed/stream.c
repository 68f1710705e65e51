/* stream.c -- a gzip file unpacked piece by piece. */
#include "packed/packed.h"

#include "packed/packed_int.h"

#include <limits.h>

struct unpacker {
    z_stream z;
    bool complete; /* at the end of a member */
};

struct unpacker *unpacker_new(void)
{
    struct unpacker *u = mem_alloc(sizeof *u);
    if (!u)
        return NULL;
    u->z = (z_stream){.zalloc = zlib_take, .zfree = zlib_give_back};
    if (inflateInit2(&u->z, GZIP + LARGEST_WINDOW) == Z_OK)
        return u;
    mem_free(u);
    return NULL;
}

void unpacker_free(struct unpacker *u)
{
    if (!u)
        return;
    inflateEnd(&u->z);
    mem_free(u);
}

bool unpacker_complete(const struct unpacker *u)
{
    return u->complete;
}

const char *unpacker_trouble(const struct unpacker *u)
{
    return u->z.msg ? u->z.msg : "it is damaged";
}

static uInt at_once(size_t n)
{
    return n < INT_MAX ? (uInt)n : INT_MAX;
}

enum unpack_status unpacker_step(struct unpacker *u, struct str *in, char *out, size_t room, size_t *n)
{
    z_stream *z = &u->z;
    int status = Z_OK;
    uInt given = at_once(in->n), space = at_once(room);
    z->next_in = (z_const Bytef *)in->s;
    z->avail_in = given;
    z->next_out = (Bytef *)out;
    z->avail_out = space;
    while (status == Z_OK && z->avail_out && (z->avail_in || !u->complete)) {
        if (u->complete && inflateReset(z) != Z_OK) /* another member */
            return UNPACK_DAMAGED;
        u->complete = false;
        status = inflate(z, Z_NO_FLUSH);
        u->complete = status == Z_STREAM_END;
        status = status == Z_STREAM_END ? Z_OK : status;
    }
    in->s += given - z->avail_in;
    in->n -= given - z->avail_in;
    *n = space - z->avail_out;
    return status == Z_OK || status == Z_BUF_ERROR ? UNPACK_GOOD
           : status == Z_MEM_ERROR                 ? UNPACK_NO_MEMORY
                                                   : UNPACK_DAMAGED;
}
