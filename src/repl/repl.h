/* repl.h -- the program itself: keys and files go in, the session runs them, rendered answers come out.
 *
 * What the files of this room share. One `struct repl` lives from start to exit; main.c owns it.
 *   options   the command line                     run       statements and `:` commands by turns
 *   output    the sink: bytes to the two streams    commands  the table of `:` commands
 *   prompt    Readline, the prompt                  settings  the table of what `:set` and options set
 *   complete  what Tab offers                       help      `:help` and its topics
 *   history   lines typed before                    signals   Ctrl-C, Ctrl-Z, being told to end
 *   progress  a bar for those who wait              pictures  drawings to files and terminals
 */
#ifndef CAUSAL_REPL_REPL_H
#define CAUSAL_REPL_REPL_H

#include "repl/output.h"
#include "session/session.h"

struct repl {
    struct session *session;
    struct output out;
    bool keep_going;  /* run the rest of a script after a failed statement */
    bool time;        /* say how long each run took */
    const char *show; /* the stage dumped, NULL: none */
    bool leave;       /* `:quit`, end of input, or a signal */
};

#endif
