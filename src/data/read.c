/* read.c -- which source a request names. */
#include "data/data_int.h"

bool data_read(struct counts *out, struct work *w, const struct data_request *q)
{
    return data_read_csv(out, w, q);
}
