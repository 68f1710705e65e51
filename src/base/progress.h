/* progress.h -- how far a long computation has come.
 *
 * Whoever works says how much there is to do and, now and then, how much is done; a front end may watch. The
 * library itself shows nothing. A stretch of work within another stands for one unit of it. The thread that
 * runs the statement is watched; what other threads report is not shown.
 */
#ifndef CAUSAL_BASE_PROGRESS_H
#define CAUSAL_BASE_PROGRESS_H

#include <stdbool.h>

/* Who watches. `show` is called some ten times a second at most: the share that is done, 0 to 1, and the
 * seconds since the outermost stretch began. While nobody knows how long that will be, `what` is waited for,
 * else NULL. `end` is called when the outermost stretch ends, if it was ever shown. */
struct progress_watcher {
    void (*show)(const char *what, double share, double seconds);
    void (*end)(void);
};

/* Nobody when `watcher` is NULL. It must live as long as the program. */
void progress_watch(const struct progress_watcher *watcher);

/* Is it worth finding out how much is done? */
bool progress_watched(void);

/* A stretch of `total` units begins; each is ended, also when it was interrupted. */
void progress_begin(double total);
/* A stretch of unknown length begins, a wait for `what`, such as "the database". It stands for one unit of
 * the stretch that it is in. */
void progress_begin_wait(const char *what);
void progress_end(void);
/* So many more units are done. Looks at the clock every million units, or when a noticeable part is done. */
void progress_add(double done);
/* Of a wait: time goes by. It is to be called often. */
void progress_wait(void);
/* Of a wait: another program tells how far it is, 0 to 1; then its length is known. */
void progress_tell(double share);
/* Forget all that was begun: a statement has ended, whatever it left behind. */
void progress_reset(void);

#endif
