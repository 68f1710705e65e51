/* prompt.h -- the prompt: Readline reads blocks, the session runs them. */
#ifndef CAUSAL_REPL_PROMPT_H
#define CAUSAL_REPL_PROMPT_H

#include "repl/repl.h"

/* Greet (unless quiet), read and run until told to leave. */
void prompt_run(struct repl *r, bool quiet);

#endif
