/* clickhouse_int.h -- a server of ClickHouse that is asked (private to the files of ClickHouse). */
#ifndef CAUSAL_DATA_CLICKHOUSE_INT_H
#define CAUSAL_DATA_CLICKHOUSE_INT_H

#include "base/buf.h"
#include "data/http.h"

/* The address of the server, and who asks. */
struct clickhouse {
    const struct group_query *q;
    struct str address; /* parameters may follow */
    const char *header[4];
    char id[48];   /* of the statement under way, by which it is found among those that run */
    bool plain;    /* the user may not set anything: reads only, and is not to be told so */
    bool answered; /* the server has said something, if only that it refuses */
    bool silent;   /* how far the statement is cannot be found out */
    double looked; /* by the clock: when that was last tried */
};

/* Read the address of q->url. False (reported). */
bool clickhouse_open(struct clickhouse *s);

/* Ask something beside the statement, briefly; what goes wrong is nobody's concern. */
bool clickhouse_aside(struct clickhouse *s, struct str text, void *cx,
                      bool (*line)(void *cx, struct str line));

/* Ask, and hand over the lines of the answer; `text` is freed. Meanwhile it is found out how far the server
 * is, if somebody watches; when the user wishes to stop, the server is told. False (reported). */
bool clickhouse_ask(struct clickhouse *s, struct buf *text, void *cx,
                    bool (*line)(void *cx, struct str line));

#endif
