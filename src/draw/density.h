/* density.h -- how many dots of a PNG are an inch. */
#ifndef CAUSAL_DRAW_DENSITY_H
#define CAUSAL_DRAW_DENSITY_H

#include "base/buf.h"

#include <stdint.h>

/* Say so in the PNG that begins at `start`. */
void density_put(struct buf *png, size_t start, double dots);

#endif
