/* secret.h -- passwords in texts that are shown. */
#ifndef CAUSAL_BASE_SECRET_H
#define CAUSAL_BASE_SECRET_H

#include "base/str.h"

/* Does `s` hold a password: `pwd=..`, `password=..` of a connection string, or `//user:..@` of an address? */
bool secret_in(struct str s);

/* The same text with an asterisk for each byte of its passwords, so that places in it stay where they are:
 * `s` itself when it has none, else a copy in the arena (.s is NULL when memory is short). */
struct str secret_masked(struct arena *a, struct str s);

#endif
