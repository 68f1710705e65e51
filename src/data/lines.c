/* lines.c -- a CSV file as lines: most are whole records, and known. */
#include "data/records_int.h"

#include "base/mem.h"
#include "data/signature.h"
#include "data/stream.h"

#include <string.h>

enum { CHUNK = 1 << 18 };

struct chunk {
    const char *s;
    size_t n;
    bool quotes, cr, nul; /* somewhere in it */
    char end;             /* of lines: CR where there is no LF in it */
};

/* Does the character occur in the line? It does not where it is nowhere in the chunk. */
static bool holds(bool somewhere, struct str line, char c)
{
    return somewhere && memchr(line.s, c, line.n);
}

/* A line with its end, which the last one of a file may lack. */
static bool take_line(struct reader *r, const struct chunk *c, struct str whole)
{
    struct str line = whole;
    bool ended = line.n && line.s[line.n - 1] == c->end, by_cr = ended && c->end == '\r';
    line.n -= ended;
    if (c->cr && ended && !by_cr && line.n && line.s[line.n - 1] == '\r')
        line.n--;
    if (!r->between || holds(c->cr, line, '\r') || holds(c->nul, line, '\0'))
        return reader_parse(r, whole);
    bool rest_of_crlf = r->after_cr && whole.n == 1 && whole.s[0] == '\n';
    r->after_cr = by_cr;
    if (rest_of_crlf)
        return true;
    if (line.n)
        return reader_line(r, line, whole, !holds(c->quotes, line, '"'));
    r->line += ended;
    return true;
}

/* The lines of a chunk that are complete, or all at the end of the file. *done: bytes. */
static bool take_lines(struct reader *r, const struct chunk *c, bool last, size_t *done)
{
    *done = 0;
    while (*done < c->n) {
        const char *from = c->s + *done, *end = memchr(from, c->end, c->n - *done);
        if (!end && !last && (*done || c->n < CHUNK))
            return true;
        size_t n = end ? (size_t)(end - from) + 1 : c->n - *done;
        bool whole = end || last; /* else a line longer than a chunk */
        if (!(whole ? take_line(r, c, (struct str){from, n}) : reader_parse(r, (struct str){from, n})))
            return false;
        *done += n;
    }
    return true;
}

static bool read_all(struct reader *r, struct stream *in, char *buffer)
{
    static const char mark[] = "\xEF\xBB\xBF";
    size_t have = 0, done;
    for (bool first = true, last = false; !last; first = false) {
        long n = stream_read(in, buffer + have, CHUNK - have);
        if (n < 0)
            return false;
        last = (size_t)n < CHUNK - have;
        have += (size_t)n;
        if (first && !signature_may_be_csv(r->w, r->q, (struct str){buffer, have}))
            return false;
        size_t skip = first && have >= 3 && memcmp(buffer, mark, 3) == 0 ? 3 : 0;
        bool cr = memchr(buffer, '\r', have), lf = memchr(buffer, '\n', have);
        const struct chunk c = {.s = buffer + skip,
                                .n = have - skip,
                                .quotes = memchr(buffer, '"', have),
                                .cr = cr,
                                .end = cr && !lf ? '\r' : '\n',
                                .nul = memchr(buffer, '\0', have)};
        if (!take_lines(r, &c, last, &done))
            return false;
        have = c.n - done;
        memmove(buffer, c.s + done, have);
    }
    return reader_end(r);
}

bool records_read(struct work *w, const struct data_request *q, const struct record_sink *sink)
{
    struct reader r = {.w = w, .q = q, .sink = sink, .line = 1, .between = true, .times = 1};
    struct stream in;
    char *buffer = NULL;
    bool good = stream_open(&in, w, q);
    if (good) {
        r.memo = memo_new();
        buffer = mem_alloc(CHUNK);
        good = (buffer && r.memo) || diag_oom(w->diags);
    }
    if (good) {
        reader_begin(&r);
        good = read_all(&r, &in, buffer);
        reader_free(&r);
    }
    memo_free(r.memo);
    mem_free(buffer);
    stream_close(&in);
    return good;
}
