/* gather.h -- several servers count at the same time (private to data/). */
#ifndef CAUSAL_DATA_GATHER_H
#define CAUSAL_DATA_GATHER_H

#include "data/database.h"

struct gather;

/* Send every server among the n sources of the request its statement, each from a thread of its own; *out is
 * NULL where there are less than two. Their groups are kept until they are asked for. False (reported) when
 * memory is short. */
bool gather_begin(struct gather **out, struct work *w, const struct data_request *q);
/* The rows of source i, as data_read_database() gives them, once they are there. False in *mine: it is read
 * otherwise. */
bool gather_rows(struct gather *g, uint32_t i, struct intake *in, const struct data_request *q,
                 struct counted_source *source, bool *mine);
/* Wait for all; NULL does nothing. */
void gather_end(struct gather *g);

#endif
