/* lang.h -- from text to abstract syntax tree.
 *
 * The text is read statement by statement.  The lexer (grammar/cdl.re) makes tokens; a pass over them decides
 * which soft keywords are keywords and which newlines end statements; the Lemon parser (grammar/cdl.y) builds
 * the tree.  The parser recovers at the end of a statement, or of a line of a model, so a file's errors are
 * reported together.  Input that only lacks its end -- in a bracket, in quotes, after an operator -- is told
 * apart from wrong input: that is what the prompt's continuation line asks.  grammar/README.md has the rest.
 *
 * Nothing here knows what a name stands for: see session/.
 */
#ifndef CAUSAL_LANG_LANG_H
#define CAUSAL_LANG_LANG_H

#include "base/buf.h"
#include "base/diag.h"
#include "base/work.h"
#include "lang/ast.h"

enum lang_status {
    LANG_OK,
    LANG_ERROR,      /* wrong: diagnostics were added; *out still holds the statements that were understood */
    LANG_INCOMPLETE, /* right so far, but the text ends inside a statement; diagnostics say what is missing */
    LANG_FATAL       /* out of memory or a limit; diagnostics were added */
};

/* Parse a whole text into an AST_SCRIPT (NULL when LANG_FATAL). New diagnostics are in the order of the text,
 * at most LIMIT_ERRORS and one that says so. A statement with an error is not in the tree. `text` must
 * outlive the tree and w->diags. O(bytes). */
enum lang_status lang_parse(struct ast **out, struct work *w, const struct text *text);

/* Would the prompt need another line? Same judgement as lang_parse, no tree, no diagnostics. */
bool lang_incomplete(struct str text);

/* One token a line with its span: `NAME 0..1 C`. For --show=tokens. False on lexical errors (reported). */
bool lang_dump_tokens(struct buf *out, struct work *w, const struct text *text);

/* What may come after `text` at its end, as reader-facing words: keywords as spelled, and the classes "name",
 * "state", "number", "string". For completion and error messages. At most `max` are stored; returns the
 * count. */
size_t lang_expected(struct str text, const char **out, size_t max);

/* The keywords of the language as spelled, alphabetical, NULL-terminated. */
const char *const *lang_keywords(void);

/* Does `name` need backquotes when printed as CDL? */
bool lang_needs_quotes(struct str name);
/* Print a name, in backquotes when it needs them. */
void lang_put_name(struct buf *out, struct str name);
/* A state as it is written: in double quotes unless it is a number or reads back as one word. */
void lang_put_state(struct buf *out, struct str s);

#endif
