/* run.h -- running what comes in: statements for the session and `:` commands, by turns. */
#ifndef CAUSAL_REPL_RUN_H
#define CAUSAL_REPL_RUN_H

#include "repl/repl.h"

/* The line, without leading blanks, starts with `:`, where a statement may start. */
bool is_command(struct str line);

/* Run a text whose statements may be mixed with `:` commands, each on its own line. `name` is "" at the
 * prompt. A failed command counts as a failed statement. */
enum run_status run_text(struct repl *r, struct str name, struct str body);

/* Run a file (no commands in it), or again the one run last. */
enum run_status run_file(struct repl *r, struct str path);
enum run_status run_file_again(struct repl *r);

/* Run standard input, read to its end. */
enum run_status run_stdin(struct repl *r);

/* The graver of two: a failed statement outweighs a failed assertion. */
enum run_status run_worse(enum run_status a, enum run_status b);

#endif
