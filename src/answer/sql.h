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
    double prior; /* so many observations are spread over the cells of the variables of the formula */
    const struct query *query;
};

/* A statement being written. */
struct sql_writer {
    struct buf *out;
    const struct sql_formula *f;
    uint32_t *number;    /* by node of the formula: of its table; 0: not written yet */
    uint32_t n;          /* tables written */
    bool *listed;        /* by variable: its levels are listed, as some do not occur */
    char p[8], count[8]; /* columns beside those of variables: a probability, a count */
    const char *row;     /* behind the name of a variable, so that what a row has of it is no column's name */
    const char *mark; /* behind the names of the tables of the statement, so that none is that of the data */
};

/* ---- sql_value.c ---- */
/* The column of a variable among the data; UINT32_MAX when it was not read. */
uint32_t sql_column_of(const struct sql_formula *f, uint32_t var);
/* Of which variables does the engine not see all levels? s->listed. False (reported). O(rows times columns).
 */
bool sql_find_listed(struct sql_writer *s, struct work *w);
/* What a row has of a variable, as the data were read: the class of a divided column, NULL for what means a
 * missing value. */
void sql_put_value(struct sql_writer *s, uint32_t var);
/* A level, to be compared with it. */
void sql_put_level(struct sql_writer *s, struct str level);

/* ---- sql_cells.c ---- */
/* Call p and count what no variable is called, and tables what the table of the data is not called. */
void sql_choose_names(struct sql_writer *s);
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
