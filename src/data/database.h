/* database.h -- tables of databases as a source of counts (private to data/ but for what session/ asks of
 * addresses). */
#ifndef CAUSAL_DATA_DATABASE_H
#define CAUSAL_DATA_DATABASE_H

#include "data/data.h"

/* Is `name` the address of a table, right or wrong, and not a file? */
bool data_is_address(struct str name);

/* data_read() of an address. Besides its errors: "data-url", "no-library", "database", see url.h and
 * groups.h. */
bool data_read_database(struct counts *out, struct work *w, const struct data_request *q);

#endif
