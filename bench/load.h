/* load.h -- the bytes of a file. */
#ifndef CAUSAL_BENCH_LOAD_H
#define CAUSAL_BENCH_LOAD_H

#include "base/buf.h"

#include <stdio.h>

/* What is in the file, with a NUL behind it that does not count; `b` owns it. */
static inline bool load_file(struct buf *b, struct str *body, const char *path)
{
    char block[1 << 16];
    size_t n;
    FILE *f = fopen(path, "rb");
    while (f && (n = fread(block, 1, sizeof block, f)) > 0)
        buf_put(b, (struct str){block, n});
    if (f)
        fclose(f);
    buf_putc(b, 0);
    *body = (struct str){b->s, b->n ? b->n - 1 : 0};
    return f && !b->failed;
}

#endif
