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

/* A statement being written. */
struct sql_writer {
    struct buf *out;
    const struct sql_formula *f;
    uint32_t *number; /* by node of the formula: of its table; 0: not written yet */
    uint32_t n;       /* tables written */
};

/* ---- sql_cells.c ---- */
void sql_put_var(struct sql_writer *s, uint32_t var);
/* A free symbol: the variable's name with its primes, with a colon where it is a parameter. */
void sql_put_symbol(struct sql_writer *s, struct symbol x);
/* The table of a variable's levels. */
void sql_put_levels_name(struct sql_writer *s, uint32_t var);
/* WITH cells, the counts over the variables used, and their levels. */
void sql_put_cells(struct sql_writer *s, const struct set *used);

/* Write the statement. Each part of the formula is a common table expression with a column for each of its
 * free symbols and `p`, over all combinations of levels, NULL where it is undefined; so the rules of tensor.h
 * for undefined values can be written down as they are. False (reported) when memory is short. */
bool sql_formula_write(struct buf *out, struct work *w, const struct sql_formula *f);

#endif
