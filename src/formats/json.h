/* json.h -- JSON (RFC 8259) read from front to back, strictly. */
#ifndef CAUSAL_FORMATS_JSON_H
#define CAUSAL_FORMATS_JSON_H

#include "formats/formats_int.h"

/* Each goes behind what it reads; false (reported) when something else stands there. `what` is what was
 * expected, for the message. */
bool scan_json_string(struct scan *s, struct str *text, struct span *at,
                      const char *what); /* in the draft arena */
bool scan_json_skip(struct scan *s);     /* a value */

/* for (scan_json_open(s, '['..); scan_json_more(s, ']', &more) && more;) read an element. */
bool scan_json_open(struct scan *s, char bracket, const char *what);
/* *more: another element or member comes; it is false behind the closing bracket. `first` is true at the
 * first call, and is turned. */
bool scan_json_more(struct scan *s, char bracket, bool *first, bool *more);
/* The key of a member and its colon. */
bool scan_json_name(struct scan *s, struct str *key, struct span *at);
/* The first character of what comes, 0 at the end. */
char scan_json_peek(struct scan *s);
/* Nothing but blanks is left. */
bool scan_json_end(struct scan *s);

/* Text as a JSON string. */
void scan_json_put(struct buf *out, struct str s);

#endif
