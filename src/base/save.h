/* save.h -- bytes into a file, whole or not at all. */
#ifndef CAUSAL_BASE_SAVE_H
#define CAUSAL_BASE_SAVE_H

#include "base/work.h"

/* Write the file, or leave what was there. `path` may be relative to the current folder. False (reported at
 * `at`, as "file"): the disk is full, the folder cannot be written, ..; nothing is left behind then. */
bool save_file(struct work *w, struct str path, struct span at, struct str bytes);

/* Bytes that are made piece by piece: the next piece, empty at the end; false (reported): there will be none.
 */
struct save_source {
    void *cx;
    bool (*next)(void *cx, struct str *piece);
};
/* The same, and nothing is left behind either when the source gives up. */
bool save_pieces(struct work *w, struct str path, struct span at, const struct save_source *from);

#endif
