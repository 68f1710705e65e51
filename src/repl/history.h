/* history.h -- what was typed before, kept between sessions.
 *
 * One entry is one whole block. The file, $XDG_STATE_HOME/causal/history (or ~/.local/state/..), has one
 * entry a line, its newlines written `\n` and its backslashes `\\`. It is readable by its owner only, grows
 * to at most twice LIMIT_HISTORY entries, and is never a reason to fail: when it cannot be read or written,
 * the session just remembers less.
 */
#ifndef CAUSAL_REPL_HISTORY_H
#define CAUSAL_REPL_HISTORY_H

enum { LIMIT_HISTORY = 1000 };

/* Give Readline the entries of the file. */
void past_load(void);
/* Remember an entry, in Readline and in the file, unless it is empty or repeats the one before. */
void past_add(const char *entry);

#endif
