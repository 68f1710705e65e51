/* signals.h -- Ctrl-C, Ctrl-Z and being told to end, at the prompt and in a computation.
 *
 * At the prompt the terminal is in Readline's mode, so nothing may stop or end the process behind its back:
 * all signals are held back and only let in while waiting for a key. In a computation the terminal is in its
 * ordinary mode: Ctrl-C sets the interrupt flag, the others do what they do to any program.
 *
 * In a script a signal ends the program at once, with the status that this has. Only while a server works for
 * it, it is put off until the server has been told to stop.
 */
#ifndef CAUSAL_REPL_SIGNALS_H
#define CAUSAL_REPL_SIGNALS_H

#include <stdbool.h>

enum wake {
    WAKE_KEY,       /* there is something to read */
    WAKE_INTERRUPT, /* Ctrl-C */
    WAKE_STOP,      /* Ctrl-Z */
    WAKE_END,       /* told to end (SIGTERM, SIGHUP) */
    WAKE_OTHER      /* some other signal, such as a new window size */
};

/* From now on Ctrl-C only sets the interrupt flag. */
void signals_catch_interrupt(void);
/* From now on a signal that would end the program is put off where interrupt_hold() says so, for some seconds
 * at most. */
void signals_hold_end(void);
/* Enter or leave the state in which signals only arrive in signals_wait(). */
void signals_at_prompt(bool yes);
/* Wait for a key on `fd` or for a signal. */
enum wake signals_wait(int fd);

#endif
