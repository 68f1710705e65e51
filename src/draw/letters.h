/* letters.h -- names as they can be drawn. A name may hold any characters; control characters, invalid bytes
 * and what XML does not allow are shown by pictures of them. */
#ifndef CAUSAL_DRAW_LETTERS_H
#define CAUSAL_DRAW_LETTERS_H

#include "base/buf.h"

#include <stdint.h>

/* How the end of a line is shown where there is one line only. */
#define LETTER_LINE_END 0x240au

/* The next character that is drawn. */
uint32_t letter_next(struct str text, size_t *pos);
/* A whole line. */
void letter_line(struct buf *out, struct str text);
/* Text of several lines. */
void letter_lines(struct buf *out, struct str text);

#endif
