/* database.h -- tables of databases as a source of counts (private to data/ but for what session/ asks of
 * addresses). */
#ifndef CAUSAL_DATA_DATABASE_H
#define CAUSAL_DATA_DATABASE_H

#include "data/data.h"

struct intake;

/* Is `name` the address of a table, right or wrong, and not a file? */
bool data_is_address(struct str name);

/* The rows of one table into the intake, as of any source; source gets the name shown and the dialect.
 * Besides data_read()'s errors: "data-url", "no-library", "database", see url.h and groups.h. */
bool data_read_database(struct intake *in, const struct data_request *q, struct counted_source *source);

#endif
