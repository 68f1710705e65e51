/* buf.h -- a growing byte buffer for output. Failure to grow is remembered, so that a writer may put
 * many pieces and ask once at the end. */
#ifndef CAUSAL_BASE_BUF_H
#define CAUSAL_BASE_BUF_H

#include "base/str.h"

struct buf {
    char *s; /* NUL-terminated when n > 0 or after buf_put; owned by the buffer */
    size_t n, cap;
    bool failed; /* memory ran short: the text is incomplete */
};

void buf_put(struct buf *b, struct str s);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
void buf_fill(struct buf *b, char c, size_t count);
void buf_fmt(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
struct str buf_str(const struct buf *b); /* what has been written; valid until the next put */
void buf_free(struct buf *b);            /* empty again, reusable */

#endif
