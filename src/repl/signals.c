/* signals.c -- signals as events of the prompt's loop. */
#include "repl/signals.h"

#include "base/interrupt.h"

#include <signal.h>
#include <stddef.h>
#include <sys/select.h>

static const int held[] = {SIGTSTP, SIGTERM, SIGHUP};
enum { HELD = sizeof held / sizeof held[0] };

static volatile sig_atomic_t arrived; /* one of `held`, 0: none */

static void on_interrupt(int sig)
{
    (void)sig;
    interrupt_flag = 1;
}

static void on_held(int sig)
{
    arrived = sig;
}

static void handle(int sig, void (*handler)(int))
{
    struct sigaction act = {.sa_handler = handler};
    sigemptyset(&act.sa_mask);
    sigaction(sig, &act, NULL);
}

void signals_catch_interrupt(void)
{
    handle(SIGINT, on_interrupt);
}

void signals_at_prompt(bool yes)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    for (int i = 0; i < HELD; i++) {
        sigaddset(&set, held[i]);
        handle(held[i], yes ? on_held : SIG_DFL);
    }
    sigprocmask(yes ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL);
}

enum wake signals_wait(int fd)
{
    fd_set ready;
    FD_ZERO(&ready);
    FD_SET(fd, &ready);
    sigset_t none;
    sigemptyset(&none);
    int n = pselect(fd + 1, &ready, NULL, NULL, NULL, &none);
    if (n > 0) { /* a signal that came with the key has not been let in, and goes first */
        sigset_t before;
        sigprocmask(SIG_SETMASK, &none, &before);
        sigprocmask(SIG_SETMASK, &before, NULL);
    }
    if (interrupt_flag) {
        interrupt_flag = 0;
        return WAKE_INTERRUPT;
    }
    int sig = arrived;
    arrived = 0;
    if (sig)
        return sig == SIGTSTP ? WAKE_STOP : WAKE_END;
    return n > 0 ? WAKE_KEY : WAKE_OTHER;
}
