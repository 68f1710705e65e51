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
    } level[DEEPEST];
    double begun, shown; /* by the clock */
    bool seen;           /* the watcher has shown something */
} state;

void progress_watch(const struct progress_watcher *watcher)
{
    state.watcher = watcher;
}

void progress_begin(double total)
{
    if (state.depth++ >= DEEPEST || !state.watcher)
        return;
    state.level[state.depth - 1].total = total > 1 ? total : 1;
    state.level[state.depth - 1].done = 0;
    state.level[state.depth - 1].unseen = 0;
    if (state.depth == 1) {
        state.begun = state.shown = clock_seconds();
        state.seen = false;
    }
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

void progress_add(double done)
{
    if (!state.watcher || state.depth == 0 || state.depth > DEEPEST)
        return;
    unsigned top = state.depth - 1;
    state.level[top].done += done;
    state.level[top].unseen += done;
    if (state.level[top].unseen < UNITS_A_LOOK &&
        state.level[top].unseen * NOTICEABLE < state.level[top].total)
        return;
    state.level[top].unseen = 0;
    double now = clock_seconds();
    if (now - state.shown < SECONDS_A_SHOW)
        return;
    state.shown = now;
    state.seen = true;
    state.watcher->show(share(), now - state.begun);
}
