/* stream.c -- a data file, read once from its start to its end. */
#include "data/stream.h"

#include "base/interrupt.h"
#include "base/mem.h"
#include "base/progress.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 1 << 16 };

static bool file_error(struct stream *s, const char *why)
{
    return diag_error(s->w->diags, "file", s->q->at, "cannot read `%.*s`: %s", STR_ARG(s->q->name), why);
}

static bool packed_error(struct stream *s, const char *why)
{
    diag_error(s->w->diags, "packed", s->q->at, "cannot unpack `%.*s`: %s", STR_ARG(s->q->name), why);
    return diag_hint(s->w->diags, "fetch or pack it again; `gzip -t` says whether a file is whole");
}

/* It was the same file to its end: nobody wrote to it meanwhile. */
static bool unchanged(struct stream *s)
{
    struct stat now;
    if (!s->telling || fstat(s->fd, &now) != 0)
        return true;
    if ((uint64_t)now.st_size == s->got && now.st_mtim.tv_sec == s->first.st_mtim.tv_sec &&
        now.st_mtim.tv_nsec == s->first.st_mtim.tv_nsec)
        return true;
    file_error(s, "it changed while it was read");
    return diag_hint(s->w->diags, "nothing was taken from it; observe it again when it is finished");
}

/* Bytes of the file as they are. */
static long read_raw(struct stream *s, char *buffer, size_t n)
{
    size_t have = 0;
    while (have < n && !s->ended) {
        if (interrupted()) {
            diag_interrupted(s->w->diags);
            return -1;
        }
        ssize_t got = read(s->fd, buffer + have, n - have);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            file_error(s, strerror(errno));
            return -1;
        }
        s->ended = got == 0;
        if (s->ended && !unchanged(s))
            return -1;
        have += (size_t)got;
        s->got += (uint64_t)got;
        if (s->telling)
            progress_add((double)got);
    }
    return (long)have;
}

static bool next_block(struct stream *s)
{
    long n = read_raw(s, s->packed, BLOCK);
    if (n < 0)
        return false;
    s->rest = (struct str){s->packed, (size_t)n};
    return true;
}

static long read_packed(struct stream *s, char *buffer, size_t n)
{
    size_t have = 0, got = 0;
    while (have < n) {
        if (!s->rest.n && !next_block(s))
            return -1;
        size_t left = s->rest.n;
        switch (unpacker_step(s->unpacker, &s->rest, buffer + have, n - have, &got)) {
        case UNPACK_GOOD:
            break;
        case UNPACK_NO_MEMORY:
            diag_oom(s->w->diags);
            return -1;
        default:
            packed_error(s, unpacker_trouble(s->unpacker));
            return -1;
        }
        have += got;
        if (got || s->rest.n < left)
            continue;
        if (unpacker_complete(s->unpacker))
            break;
        packed_error(s, "it is cut short");
        return -1;
    }
    return (long)have;
}

long stream_read(struct stream *s, char *buffer, size_t n)
{
    if (s->unpacker)
        return read_packed(s, buffer, n);
    size_t have = s->rest.n < n ? s->rest.n : n;
    if (have)
        memcpy(buffer, s->rest.s, have);
    s->rest = (struct str){s->rest.s + have, s->rest.n - have};
    long got = read_raw(s, buffer + have, n - have);
    return got < 0 ? -1 : (long)have + got;
}

static bool cannot_open(struct stream *s, int why)
{
    file_error(s, strerror(why));
    return why == ENOENT ? absent_hint(s->w, s->q) : false;
}

static bool open_file(struct stream *s)
{
    struct arena scratch = {0};
    struct str name = str_dup(&scratch, s->q->path);
    if (!name.s) {
        diag_oom(s->w->diags);
    } else if (memchr(name.s, '\0', name.n)) {
        file_error(s, strerror(ENOENT));
    } else {
        do
            s->fd = open(name.s, O_RDONLY | O_CLOEXEC);
        while (s->fd < 0 && errno == EINTR && !interrupted());
        if (s->fd < 0 && errno == EINTR)
            diag_interrupted(s->w->diags);
        else if (s->fd < 0 || fstat(s->fd, &s->first) != 0)
            cannot_open(s, errno);
    }
    arena_free(&scratch);
    return s->fd >= 0;
}

bool stream_open(struct stream *s, struct work *w, const struct data_request *q)
{
    *s = (struct stream){.w = w, .q = q, .fd = -1};
    if (!open_file(s))
        return false;
    if (S_ISREG(s->first.st_mode) && s->first.st_size > 0) {
        s->telling = true;
        progress_begin((double)s->first.st_size);
    }
    if (!(s->packed = mem_alloc(BLOCK)))
        return diag_oom(w->diags);
    if (!next_block(s))
        return false;
    if (!packed_is(s->rest))
        return true;
    s->unpacker = unpacker_new();
    return s->unpacker || diag_oom(w->diags);
}

void stream_close(struct stream *s)
{
    if (s->telling)
        progress_end();
    unpacker_free(s->unpacker);
    mem_free(s->packed);
    if (s->fd >= 0)
        close(s->fd);
}
