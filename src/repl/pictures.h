/* pictures.h -- the sink's hand for pictures. */
#ifndef CAUSAL_REPL_PICTURES_H
#define CAUSAL_REPL_PICTURES_H

#include "repl/output.h"

/* For struct sink: cx is the struct output. */
bool output_picture(void *cx, struct work *w, const struct drawing *drawing, const struct picture_wish *wish);

#endif
