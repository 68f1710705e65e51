/* json.h -- JSON (RFC 8259) read from front to back, strictly. The model in it is json_model_read.c,
 * json_model_joint.c and json_model_write.c. */
#ifndef CAUSAL_FORMATS_JSON_H
#define CAUSAL_FORMATS_JSON_H

#include "formats/formats_int.h"

/* Each goes behind what it reads; false (reported) when something else stands there. `what` is what was
 * expected, for the message. */
bool scan_json_string(struct scan *s, struct str *text, struct span *at,
                      const char *what); /* in the draft arena */
bool scan_json_skip(struct scan *s);     /* a value */
/* The elements of a list ('['), or the members of an object ('{'), each by read(cx). */
bool scan_json_each(struct scan *s, char bracket, const char *what, bool (*read)(void *cx), void *cx);
/* The key of a member and its colon. */
bool scan_json_name(struct scan *s, struct str *key, struct span *at);
/* The first character of what comes, 0 at the end. */
char scan_json_peek(struct scan *s);
/* Nothing but blanks is left. */
bool scan_json_end(struct scan *s);

/* In the draft arena; all zero is an empty list. */
struct strings {
    struct str *text;
    struct span *at;
    size_t n, cap, at_cap;
};
/* A list of strings, added to *list. */
bool scan_json_strings(struct scan *s, struct strings *list, const char *what);
/* A list of numbers, added to *e. */
bool scan_json_numbers(struct scan *s, struct entries *e);

/* Text as a JSON string. */
void scan_json_put(struct buf *out, struct str s);

/* ---- json_model_joint.c ---- */
/* The joint table that stands here, of variables of the network, which has all that it will have. *out is in
 * the arena of results. False (reported): "table-shape", "entry-range", "row-sum", .. */
bool json_model_joint(struct format_joint *out, struct net *n);

#endif
