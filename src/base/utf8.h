/* utf8.h -- decoding, encoding and display width of UTF-8, independent of the locale. */
#ifndef CAUSAL_BASE_UTF8_H
#define CAUSAL_BASE_UTF8_H

#include "base/buf.h"
#include "base/str.h"

#include <stdint.h>

/* Decode the character at *pos and advance; an invalid byte gives U+FFFD and advances by one. */
uint32_t utf8_next(struct str s, size_t *pos);

/* The 1 to 4 bytes of the character `c`, at most U+10FFFF, into `to`; how many they are. */
size_t utf8_encode(char to[4], uint32_t c);
/* The same at the end of `out`. */
void utf8_put(struct buf *out, uint32_t c);

/* Columns that `s` takes on a terminal: combining marks 0, East Asian wide characters and emoji 2, others 1.
 */
size_t utf8_width(struct str s);

#endif
