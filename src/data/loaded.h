/* loaded.h -- libraries that are loaded when the first table asks for them (private to data/).
 *
 * The program is built and started without them: each would cost time at every start, and most sessions read
 * no database. What is loaded stays loaded.
 */
#ifndef CAUSAL_DATA_LOADED_H
#define CAUSAL_DATA_LOADED_H

#include "data/groups.h"

struct loaded_name {
    const char *name;
    void *function; /* where the pointer to the function goes */
};

/* Load the first of the files (NULL-terminated) that is there, and find the functions in it. False when
 * something is missing, reported as "no-library" with the Debian package that has it. */
bool loaded_open(const struct group_query *q, const char *const *file, const char *package,
                 const struct loaded_name *names, size_t n);

#endif
