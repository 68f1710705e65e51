/* http.h -- a question to a server and its answer, line by line, through libcurl (private to data/). */
#ifndef CAUSAL_DATA_HTTP_H
#define CAUSAL_DATA_HTTP_H

#include "data/groups.h"

struct http_request {
    const char *address;
    const char *const *header; /* NULL-terminated */
    struct str body;           /* posted */
    void *cx;
    /* A line of the answer, without its end. False: reported, read no further. */
    bool (*line)(void *cx, struct str line);
    void *asker;
    /* What the server says instead of an answer. True: that was dealt with, and is not reported. NULL: all is
     * reported. */
    bool (*refused)(void *asker, struct str words);
    /* Called now and then while the answer is waited for; NULL: nothing is. */
    void (*waiting)(void *asker);
    long milliseconds; /* for all of it; 0: as long as it takes */
    bool heedless;     /* of the user's wish to stop */
};

/* Post it, and hand over the lines of the answer when the server calls it a success. What the server says
 * otherwise becomes "database". An answer that breaks off is an error. */
bool http_post(const struct group_query *q, const struct http_request *request);

#endif
