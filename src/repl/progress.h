/* progress.h -- a bar for those who wait, on standard error. */
#ifndef CAUSAL_REPL_PROGRESS_H
#define CAUSAL_REPL_PROGRESS_H

#include <stdbool.h>

/* From now on a long computation shows how far it has come, where a person watches: standard error is a
 * terminal that can erase a line, and standard output is no pipe. */
void progress_install(bool unicode);
/* Take the bar away before something else is written. */
void progress_erase(void);

#endif
