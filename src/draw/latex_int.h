/* latex_int.h -- text for LaTeX, private to the room. */
#ifndef CAUSAL_DRAW_LATEX_INT_H
#define CAUSAL_DRAW_LATEX_INT_H

#include "base/buf.h"

/* A name as LaTeX: a single letter, with digits below and primes above it, in mathematics; else text with
 * every special character escaped. Braces are balanced whatever the name is. */
void latex_text(struct buf *out, struct str text);
/* One line of a comment. */
void latex_comment(struct buf *out, struct str text);
/* Can pdfLaTeX set it without further packages? */
bool latex_plain(struct str text);

#endif
