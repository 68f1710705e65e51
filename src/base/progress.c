/* progress.c -- a stack of counters, and a clock that is looked at rarely. */
#include "base/progress.h"

#include "base/clock.h"

#include <stddef.h>

enum { DEEPEST = 8, NOTICEABLE = 256 /* parts of a stretch */ };

static const double UNITS_A_LOOK = 1e6, SECONDS_A_SHOW = 0.1;

/* Of each thread its own: only the one that runs the statement is watched. */
static _Thread_local struct {
    const struct progress_watcher *watcher;
    unsigned depth; /* of stretches; those deeper than DEEPEST are not counted */
    struct {
        double total, done, unseen; /* unseen: done since the last look at the clock */
        const char *what;           /* is waited for, nobody knows how long; NULL: units are counted */
    } level[DEEPEST];
    double begun, shown; /* by the clock */
    bool seen;           /* the watcher has shown something */
} state;

void progress_watch(const struct progress_watcher *watcher)
{
    state.watcher = watcher;
}

bool progress_watched(void)
{
    return state.watcher != NULL;
}

static void begin(double total, const char *what)
{
    if (state.depth++ >= DEEPEST || !state.watcher)
        return;
    state.level[state.depth - 1].total = total > 1 ? total : 1;
    state.level[state.depth - 1].what = what;
    state.level[state.depth - 1].done = 0;
    state.level[state.depth - 1].unseen = 0;
    if (state.depth == 1) {
        state.begun = state.shown = clock_seconds();
        state.seen = false;
    }
}

void progress_begin(double total)
{
    begin(total, NULL);
}

void progress_begin_wait(const char *what)
{
    begin(1, what);
}

void progress_end(void)
{
    if (state.depth == 0 || --state.depth > 0)
        return;
    if (state.watcher && state.seen)
        state.watcher->end();
    state.seen = false;
}

void progress_reset(void)
{
    while (state.depth > 0)
        progress_end();
}

/* Of the whole; a level stands for one unit of the level above. */
static double share(void)
{
    double s = 0;
    for (unsigned i = state.depth < DEEPEST ? state.depth : DEEPEST; i-- > 0;) {
        double done = state.level[i].done + s;
        s = done < state.level[i].total ? done / state.level[i].total : 1;
    }
    return s;
}

static bool counted(void)
{
    return state.watcher && state.depth > 0 && state.depth <= DEEPEST;
}

/* Tell the watcher, unless that was just done. */
static void show(void)
{
    double now = clock_seconds();
    if (now - state.shown < SECONDS_A_SHOW)
        return;
    state.shown = now;
    state.seen = true;
    state.watcher->show(state.level[0].what, share(), now - state.begun);
}

void progress_add(double done)
{
    unsigned top = state.depth - 1;
    if (!counted() || state.level[top].what)
        return;
    state.level[top].done += done;
    state.level[top].unseen += done;
    if (state.level[top].unseen < UNITS_A_LOOK &&
        state.level[top].unseen * NOTICEABLE < state.level[top].total)
        return;
    state.level[top].unseen = 0;
    show();
}

void progress_wait(void)
{
    if (counted())
        show();
}

void progress_tell(double share_done)
{
    unsigned top = state.depth - 1;
    if (!counted())
        return;
    state.level[top].what = NULL;
    state.level[top].done = share_done;
    show();
}
