/* cursor.h -- what stands before the cursor, read from there backwards: an unfinished line has no tree. */
#ifndef CAUSAL_REPL_CURSOR_H
#define CAUSAL_REPL_CURSOR_H

#include "base/str.h"

/* May this byte be within a name? */
bool cursor_in_name(char c);
/* Before the blanks that end at `at`. */
size_t cursor_skip_back(struct str s, size_t at);
/* The name that ends at `at` (after blanks), without backquotes; its start goes to *start. */
struct str cursor_name(struct str s, size_t at, size_t *start);
/* Does the text end with this word? */
bool cursor_behind(struct str s, struct str word);
/* The variable whose state comes next, as in `NAME =`, `NAME ==` or `NAME !=`; empty: none. */
struct str cursor_variable(struct str s);
/* The diagram that is operated on in `cut(d, ..`, `do(d, ..`, `marginal(d, ..` and so on; empty: none. */
struct str cursor_diagram(struct str s);

#endif
