/* utf16.h -- the text of ODBC (private to data/). */
#ifndef CAUSAL_DATA_UTF16_H
#define CAUSAL_DATA_UTF16_H

#include "base/buf.h"

#include <stdint.h>

/* UTF-16 of a text and a zero; NULL when memory is short. Release with mem_free(). */
uint16_t *utf16_of(struct str s, size_t *n);

/* Append UTF-16 as UTF-8; half a surrogate pair becomes U+FFFD. */
void utf16_put(struct buf *out, const uint16_t *s, size_t n);

#endif
