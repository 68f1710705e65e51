/* sixel.h -- pixels as sixels, the pictures of DEC's VT340: six rows at a time, a colour after the other. */
#ifndef CAUSAL_DRAW_SIXEL_H
#define CAUSAL_DRAW_SIXEL_H

#include "base/buf.h"

#include <stdint.h>

/* `pixel` is Cairo's RGB24: a 32-bit word each, rows `stride` bytes apart. Colours are kept to four bits a
 * channel, the first 255 of them exactly. O(width * height) and as much for each further colour in a band. */
void sixel_write(struct buf *out, const unsigned char *pixel, size_t stride, uint32_t width, uint32_t height);

#endif
