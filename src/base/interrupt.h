/* interrupt.h -- one flag that a signal handler sets and every long loop polls. */
#ifndef CAUSAL_BASE_INTERRUPT_H
#define CAUSAL_BASE_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>

extern volatile sig_atomic_t interrupt_flag; /* set by repl/'s SIGINT handler, cleared before a statement */

/* True when the user asked to stop; the caller reports diag_interrupted() and returns. */
static inline bool interrupted(void)
{
    return interrupt_flag != 0;
}

/* Between hold(true) and hold(false) somebody else works for this program, such as a server, and would go on
 * working if it just ended. A front end that a signal ends says here how to put that off: the signal sets the
 * flag meanwhile, and hold(false) does what it was meant to do. Of holds within one another only the
 * outermost is told to the front end. Of one thread, that which runs the statement. */
void interrupt_set_hold(void (*hold)(bool));
void interrupt_hold(bool yes);

#endif
