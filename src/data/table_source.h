/* table_source.h -- one table of a database, opened and read group by group (private to data/). */
#ifndef CAUSAL_DATA_TABLE_SOURCE_H
#define CAUSAL_DATA_TABLE_SOURCE_H

#include "data/groups.h"

struct intake;

struct table_source {
    struct data_request request; /* with the name as it is shown, without passwords */
    struct data_url url;
    const struct sql_dialect *dialect;
};

/* The address, taken apart. False (reported): "data-url". */
bool table_source_open(struct table_source *t, struct work *w, const struct data_request *q);
/* All groups, to `row`; messages and memory are w's. False (reported), see groups.h. */
bool table_source_read(struct table_source *t, struct work *w, void *cx,
                       bool (*row)(void *cx, const struct str *value, const struct group *group));
/* A group as rows of the intake. */
bool table_source_take(struct intake *in, const struct str *value, const struct group *group);

#endif
