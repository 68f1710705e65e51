/* png.h -- pixels as PNG (W3C 2003). Cairo's own writer takes twice as long as drawing does, for it tries
 * every filter on every row, and it leaves out how large a dot is, which programs that set pages want to
 * know. */
#ifndef CAUSAL_DRAW_PNG_H
#define CAUSAL_DRAW_PNG_H

#include "base/buf.h"

#include <stdint.h>

/* `pixel` is Cairo's RGB24: a 32-bit word each, rows `stride` bytes apart; `dots` are an inch. When memory is
 * short the buffer has failed. O(width * height). */
void png_write(struct buf *out, const unsigned char *pixel, size_t stride, uint32_t width, uint32_t height,
               double dots);

#endif
