/* sql.h -- a formula as one SQL statement (private to answer/). */
#ifndef CAUSAL_ANSWER_SQL_H
#define CAUSAL_ANSWER_SQL_H

#include "answer/answer.h"
#include "data/sql.h"

struct sql_formula {
    const struct model *model;
    const struct est_pool *pool;
    est root;
    const struct sql_dialect *dialect;
    const struct data_url *table;
    const struct counts *counts; /* what was read from the table; NULL: nothing was */
    const uint32_t *column_var;  /* the variable of each of its columns */
    const struct query *query;
};

/* Write the statement. Each part of the formula is a common table expression with a column for each of its
 * free symbols and `p`, over all combinations of levels, NULL where it is undefined; so the rules of tensor.h
 * for undefined values can be written down as they are. False (reported) when memory is short. */
bool sql_formula_write(struct buf *out, struct work *w, const struct sql_formula *f);

#endif
