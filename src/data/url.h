/* url.h -- where a table of a database is: `sqlite:FILE?table=T`, `odbc:CONNECTION?table=T`,
 * `clickhouse:http://HOST:PORT/?table=T`.
 *
 * The options begin at the last question mark, so that what stands before it may hold others. The table may
 * be `schema.table` or `catalog.schema.table`; in its names %XX stands for the byte XX, so that a name may
 * hold a point (%2E), `&` (%26), `?` (%3F) or `%` (%25).
 */
#ifndef CAUSAL_DATA_URL_H
#define CAUSAL_DATA_URL_H

#include "base/str.h"
#include "base/work.h"

#include <stdint.h>

enum data_scheme { DATA_FILE, DATA_SQLITE, DATA_ODBC, DATA_CLICKHOUSE };

enum { URL_PARTS = 3 };

struct data_url {
    enum data_scheme scheme;
    struct str location; /* the file, connection string or address; DATA_FILE: the whole text */
    uint32_t nparts;     /* of the table's name */
    struct str part[URL_PARTS];
    struct str shown; /* the whole text without its passwords, for messages */
};

/* Read `text`, written between quotes at `at`. A text that begins with none of the schemes is the name of a
 * file. The parts are in w->arena or borrowed from the text. Errors: "data-url", under the part that is
 * wrong. */
bool data_url_parse(struct data_url *out, struct work *w, struct str text, struct span at);

#endif
