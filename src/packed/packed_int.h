/* packed_int.h -- how zlib is used here: gzip with the largest window, and memory from base/mem.h, so that
 * its failures are ours. */
#ifndef CAUSAL_PACKED_INT_H
#define CAUSAL_PACKED_INT_H

#include "base/mem.h"

#include <zlib.h>

enum { GZIP = 16, LARGEST_WINDOW = 15 };

static inline voidpf zlib_take(voidpf cx, uInt count, uInt size)
{
    (void)cx;
    return mem_array(count, size);
}

static inline void zlib_give_back(voidpf cx, voidpf p)
{
    (void)cx;
    mem_free(p);
}

#endif
