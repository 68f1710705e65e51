/* save.h -- bytes into a file, whole or not at all. */
#ifndef CAUSAL_BASE_SAVE_H
#define CAUSAL_BASE_SAVE_H

#include "base/work.h"

/* Write the file, or leave what was there. `path` may be relative to the current folder. False (reported at
 * `at`, as "file"): the disk is full, the folder cannot be written, ..; nothing is left behind then. */
bool save_file(struct work *w, struct str path, struct span at, struct str bytes);

#endif
