/* progress_t.c -- counters of work: nested, shown at most ten times a second, ended whatever happens; and
 * holds. */
#include "base/clock.h"
#include "base/interrupt.h"
#include "base/machine.h"
#include "base/progress.h"
#include "tap.h"

#include <string.h>

static int shows, ends;
static double last;
static const char *waited;

static void show(const char *what, double share, double seconds)
{
    (void)seconds;
    shows++;
    last = share;
    waited = what;
}

static void end(void)
{
    ends++;
}

static void pass(double seconds)
{
    double start = clock_seconds();
    while (clock_seconds() - start < seconds) {
    }
}

static void counting(void)
{
    progress_begin(100);
    progress_add(30);
    ok(shows == 0, "at first nothing is shown");
    pass(0.11);
    progress_add(20);
    ok(shows == 1 && last > 0.4999 && last < 0.5001, "then the share that is done");
    progress_add(20);
    ok(shows == 1, "and no more for a while");
    progress_begin(10); /* stands for one unit of the hundred */
    pass(0.11);
    progress_add(5);
    ok(shows == 2 && last > 0.7049 && last < 0.7051, "a stretch within another is a part of it: %g", last);
    progress_end();
    ok(ends == 0, "its end is not the end");
    pass(0.11);
    progress_add(1000);
    ok(shows == 3 && last <= 1 && last >= 1, "more than all is all");
    progress_end();
    ok(ends == 1, "the end is told");
    progress_end();
    progress_add(1);
    ok(ends == 1 && shows == 3, "an end too many does nothing");
}

static void rare(void)
{
    shows = ends = 0;
    progress_begin(1e12);
    pass(0.11);
    for (int i = 0; i < 999; i++)
        progress_add(1e3);
    ok(shows == 0, "the clock is not looked at before a million units");
    progress_add(1e3);
    ok(shows == 1, "then it is");
    progress_end();
    shows = ends = 0;
    progress_begin(1);
    progress_end();
    ok(ends == 0, "what was never shown is not ended");
    for (int i = 0; i < 20; i++)
        progress_begin(2);
    pass(0.11);
    progress_add(1);
    progress_reset();
    progress_begin(2);
    pass(0.11);
    progress_add(1);
    ok(shows == 1 && last > 0.4999 && last < 0.5001, "after a reset all begins anew, however deep it was");
    progress_end();
    progress_watch(NULL);
    progress_begin(1);
    pass(0.11);
    progress_add(1);
    progress_end();
    ok(shows == 1, "nobody watches");
}

static bool about(double x, double y)
{
    return x - y < 1e-9 && y - x < 1e-9;
}

static void waiting(void)
{
    static const struct progress_watcher watcher = {show, end};
    ok(!progress_watched(), "nobody watches");
    progress_watch(&watcher);
    ok(progress_watched(), "somebody watches");
    shows = ends = 0;
    progress_begin_wait("the post");
    progress_wait();
    ok(shows == 0, "a wait: at first nothing is shown");
    pass(0.11);
    progress_wait();
    progress_wait();
    ok(shows == 1 && waited && strcmp(waited, "the post") == 0, "then what is waited for");
    pass(0.11);
    progress_add(1e9);
    ok(shows == 1, "what is counted during a wait says nothing");
    progress_tell(0.25);
    ok(shows == 2 && !waited && about(last, 0.25), "until another program tells how far it is");
    pass(0.11);
    progress_wait();
    ok(shows == 3 && !waited && about(last, 0.25), "which stays until it tells more");
    progress_end();
    ok(ends == 1, "the end is told");
    progress_begin(4);
    progress_add(1);
    progress_begin_wait("the post");
    pass(0.11);
    progress_wait();
    ok(shows == 4 && !waited && about(last, 0.25), "a wait within a stretch of known length is a part of it");
    progress_end();
    progress_end();
    progress_wait();
    progress_tell(1);
    ok(shows == 4 && ends == 2, "without a wait nothing is told");
}

static void machine(void)
{
    ok(machine_memory() >= 1 << 20 && machine_processors() >= 1, "there is a machine");
    ok(machine_memory_limit() <= machine_memory() / 2 && machine_memory_limit() > 0,
       "half of it may be taken");
    ok(machine_threads() >= 1 && machine_threads() <= 2, "with one thread or two");
    machine_set_memory_limit(1e6);
    machine_set_threads(0);
    ok(machine_memory_limit() >= 1e6 && machine_memory_limit() <= 1e6 && machine_threads() == 1,
       "or as it is set, with one thread at least");
}

static char told[16];

static void hold(bool yes)
{
    told[strlen(told)] = yes ? '+' : '-';
}

static void holds(void)
{
    interrupt_set_hold(hold);
    interrupt_hold(true);
    interrupt_hold(true);
    interrupt_hold(false);
    ok(strcmp(told, "+") == 0, "a hold within another is not told, and does not end it");
    interrupt_hold(false);
    interrupt_hold(true);
    interrupt_hold(false);
    ok(strcmp(told, "+-+-") == 0, "the outermost is");
    interrupt_set_hold(NULL);
}

int main(void)
{
    static const struct progress_watcher watcher = {show, end};
    progress_watch(&watcher);
    counting();
    rare();
    waiting();
    machine();
    holds();
    return tap_done();
}
