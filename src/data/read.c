/* read.c -- which source a request names. */
#include "data/data_int.h"
#include "data/database.h"

bool data_read(struct counts *out, struct work *w, const struct data_request *q)
{
    return data_is_address(q->name) ? data_read_database(out, w, q) : data_read_csv(out, w, q);
}
