/* signals.c -- signals as events of the prompt's loop. */
#include "repl/signals.h"

#include "base/interrupt.h"

#include <signal.h>
#include <stddef.h>
#include <sys/select.h>
#include <unistd.h>

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

/* ---- putting the end off ---- */

static const int ending[] = {SIGINT, SIGTERM, SIGHUP};
enum { ENDING = sizeof ending / sizeof ending[0], SECONDS_PUT_OFF = 5 };

static volatile sig_atomic_t put_off; /* one of `ending`, 0: none */

static void on_ending(int sig)
{
    put_off = sig;
    interrupt_flag = 1;
    alarm(SECONDS_PUT_OFF);
}

/* Whoever was to notice the flag does not. */
static void on_alarm(int sig)
{
    (void)sig;
    handle(put_off, SIG_DFL);
    raise(put_off);
}

static void hold(bool yes)
{
    static struct sigaction before[ENDING];
    for (int i = 0; yes && i < ENDING; i++) {
        sigaction(ending[i], NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN && before[i].sa_handler != on_interrupt)
            handle(ending[i], on_ending);
    }
    if (yes) {
        handle(SIGALRM, on_alarm);
        return;
    }
    for (int i = 0; i < ENDING; i++)
        sigaction(ending[i], &before[i], NULL);
    alarm(0);
    handle(SIGALRM, SIG_DFL);
    if (put_off)
        raise(put_off);
}

void signals_hold_end(void)
{
    interrupt_set_hold(hold);
}

/* ---- the prompt ---- */

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
