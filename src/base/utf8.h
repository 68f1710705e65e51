/* utf8.h -- decoding and display width of UTF-8, independent of the locale. */
#ifndef CAUSAL_BASE_UTF8_H
#define CAUSAL_BASE_UTF8_H

#include "base/str.h"

#include <stdint.h>

/* Decode the character at *pos and advance; an invalid byte gives U+FFFD and advances by one. */
uint32_t utf8_next(struct str s, size_t *pos);

/* Columns that `s` takes on a terminal: combining marks 0, East Asian wide characters and emoji 2, others 1.
 */
size_t utf8_width(struct str s);

#endif
