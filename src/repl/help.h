/* help.h -- `:help`: the first page, and one topic at a time. */
#ifndef CAUSAL_REPL_HELP_H
#define CAUSAL_REPL_HELP_H

#include "repl/repl.h"

/* A topic of the language; commands and settings explain themselves. */
struct topic {
    const char *name;
    const char *words; /* other words that lead here, separated by spaces */
    const char *summary;
    const char *text;
    const char *example; /* runs by itself: each line by four spaces; "" when there is none */
};

extern const struct topic topics[];
extern const size_t topics_count;

/* Write the page about `word` (empty: the first page), a topic, a command, a setting, or a name of the session
 * or the library; false with a diagnostic at `at` when there is none. */
bool help_print(struct buf *out, const struct session *session, struct diags *d, struct str word, struct span at);

/* Every word that `:help` knows, in the arena; the count. */
size_t help_words(struct arena *a, struct str **words);

#endif
