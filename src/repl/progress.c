/* progress.c -- the bar: how much is done, how long it took, about how long it will.
 *
 *     42 % ▕████████▍           ▏ 12 s, about 17 s left
 *     waiting for the database, 12 s
 *
 * It comes after half a second, is drawn over itself, and leaves nothing behind. Where a signal ends the
 * program, the bar is erased on the way out.
 */
#include "repl/progress.h"

#include "base/buf.h"
#include "base/progress.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define ERASE "\r\033[K"
enum { USUAL_WIDTH = 80, PERCENT = 6, TIMES = 34, WIDEST_BAR = 30, NARROWEST_BAR = 4, EIGHTHS = 8 };

static const double PATIENCE = 0.5; /* seconds before the bar comes */

static bool in_unicode;
static volatile sig_atomic_t shown;

static void write_all(const char *s, size_t n)
{
    while (n > 0) {
        ssize_t k = write(STDERR_FILENO, s, n);
        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return; /* there is nobody to tell */
        s += k;
        n -= (size_t)k;
    }
}

/* ---- signals ---- */

static void leave_clean(int sig)
{
    if (shown && write(STDERR_FILENO, ERASE, sizeof ERASE - 1) < 0)
        shown = 0;
    signal(sig, SIG_DFL);
    raise(sig);
}

/* Where Ctrl-C ends the program, it is to end without the bar. */
static void guard(bool yes)
{
    struct sigaction now, act = {.sa_handler = yes ? leave_clean : SIG_DFL};
    sigemptyset(&act.sa_mask);
    if (sigaction(SIGINT, NULL, &now) == 0 && now.sa_handler == (yes ? SIG_DFL : leave_clean))
        sigaction(SIGINT, &act, NULL);
}

/* ---- the text ---- */

static void put_time(struct buf *b, double seconds)
{
    enum { MINUTE = 60, HOUR = 3600, DAY = 86400, MANY_DAYS = 999 };
    long n = seconds < (double)DAY * MANY_DAYS ? (long)(seconds + 0.5) : (long)DAY * MANY_DAYS;
    if (n < MINUTE)
        buf_fmt(b, "%ld s", n);
    else if (n < HOUR)
        buf_fmt(b, "%ld min %02ld s", n / MINUTE, n % MINUTE);
    else if (n < DAY)
        buf_fmt(b, "%ld h %02ld min", n / HOUR, n % HOUR / MINUTE);
    else
        buf_fmt(b, "%ld days", n / DAY);
}

/* `width` columns, the share of them filled, in eighths where these can be drawn. */
static void put_bar(struct buf *b, double share, size_t width)
{
    static const char *const eighth[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    buf_puts(b, in_unicode ? "▕" : "[");
    size_t parts = (size_t)(share * (double)width * EIGHTHS), full = parts / EIGHTHS, part = parts % EIGHTHS;
    for (size_t i = 0; i < full; i++)
        buf_puts(b, in_unicode ? "█" : "#");
    if (full < width) {
        buf_puts(b, in_unicode && part ? eighth[part] : in_unicode ? " " : ".");
        buf_fill(b, in_unicode ? ' ' : '.', width - full - 1);
    }
    buf_puts(b, in_unicode ? "▏" : "]");
}

/* What fits into `columns`, leaving the last one free, as some terminals wrap there. */
static void put_line(struct buf *b, double share, double seconds, size_t columns)
{
    static const double SOON = 0.002; /* of the work: too little to judge by */
    if (columns <= PERCENT)
        return;
    buf_fmt(b, "%3d %%", (int)(100 * share));
    size_t left = columns - PERCENT, bar = left > TIMES + WIDEST_BAR ? WIDEST_BAR
                                           : left > TIMES            ? left - TIMES
                                                                     : 0;
    if (bar >= NARROWEST_BAR) {
        buf_putc(b, ' ');
        put_bar(b, share, bar - 2);
    }
    if (left < TIMES)
        return;
    buf_putc(b, ' ');
    put_time(b, seconds);
    if (share >= SOON) {
        buf_puts(b, ", about ");
        put_time(b, seconds * (1 - share) / share);
        buf_puts(b, " left");
    }
}

/* The same where nobody knows how much there is to do. */
static void put_wait(struct buf *b, const char *what, double seconds, size_t columns)
{
    enum { WORDS = 13, TIME = 14 };
    if (columns > WORDS + strlen(what) + TIME)
        buf_fmt(b, "waiting for %s, ", what);
    if (columns > TIME)
        put_time(b, seconds);
}

static size_t columns(void)
{
    struct winsize size;
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : USUAL_WIDTH;
}

/* ---- the watcher ---- */

static void show(const char *what, double share, double seconds)
{
    struct buf b = {0};
    if (seconds < PATIENCE)
        return;
    buf_puts(&b, "\r");
    if (what)
        put_wait(&b, what, seconds, columns());
    else
        put_line(&b, share, seconds, columns());
    buf_puts(&b, "\033[K");
    if (!b.failed) {
        if (!shown)
            guard(true);
        shown = 1;
        write_all(b.s, b.n);
    }
    buf_free(&b);
}

void progress_erase(void)
{
    if (!shown)
        return;
    write_all(ERASE, sizeof ERASE - 1);
    shown = 0;
    guard(false);
}

static bool watched(void)
{
    const char *term = getenv("TERM");
    struct stat out;
    bool piped = fstat(STDOUT_FILENO, &out) == 0 && (S_ISFIFO(out.st_mode) || S_ISSOCK(out.st_mode));
    return isatty(STDERR_FILENO) && term && *term && strcmp(term, "dumb") != 0 && !piped;
}

void progress_install(bool unicode)
{
    static const struct progress_watcher watcher = {show, progress_erase};
    in_unicode = unicode;
    if (watched())
        progress_watch(&watcher);
}
