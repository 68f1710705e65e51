/* complete.h -- what Tab offers. */
#ifndef CAUSAL_REPL_COMPLETE_H
#define CAUSAL_REPL_COMPLETE_H

#include "repl/repl.h"

/* Let Readline complete from this session. */
void complete_install(struct repl *r);

#endif
