/* sql_cells.c -- the counts that a formula stands on, and what columns are called. */
#include "answer/sql.h"

/* ---- names ---- */

/* The column of a variable among the data; UINT32_MAX when it was not read. */
static uint32_t column_of(const struct sql_formula *f, uint32_t var)
{
    for (uint32_t i = 0; f->counts && i < f->counts->ncolumns; i++)
        if (f->column_var[i] == var)
            return i;
    return UINT32_MAX;
}

void sql_put_var(struct sql_writer *s, uint32_t var)
{
    sql_name(s->out, s->f->dialect, s->f->model->var[var].name);
}

void sql_put_symbol(struct sql_writer *s, struct symbol x)
{
    struct buf b = {0};
    buf_put(&b, s->f->model->var[x.var].name);
    if (x.prime == EST_FORMAL)
        buf_putc(&b, ':');
    else
        buf_fill(&b, '\'', x.prime);
    sql_name(s->out, s->f->dialect, buf_str(&b));
    s->out->failed = s->out->failed || b.failed;
    buf_free(&b);
}

void sql_put_levels_name(struct sql_writer *s, uint32_t var)
{
    struct buf b = {0};
    buf_puts(&b, "levels of ");
    buf_put(&b, s->f->model->var[var].name);
    sql_name(s->out, s->f->dialect, buf_str(&b));
    s->out->failed = s->out->failed || b.failed;
    buf_free(&b);
}

/* ---- the counts ---- */

/* The class of a divided column, or the column itself as the engine is to group it. */
static void put_value(struct sql_writer *s, uint32_t var)
{
    const struct sql_formula *f = s->f;
    const struct sql_dialect *d = f->dialect;
    uint32_t k = column_of(f, var);
    const struct data_column *c = k == UINT32_MAX ? NULL : &f->counts->column[k];
    struct str name = c ? c->name : f->model->var[var].name;
    if (!c || !c->nbounds) {
        buf_puts(s->out, d->key[0] ? d->key[0] : "");
        sql_name(s->out, d, name);
        buf_puts(s->out, d->key[1] ? d->key[1] : "");
        return;
    }
    buf_puts(s->out, "CASE");
    for (uint32_t i = 0; i < c->nbounds; i++) {
        buf_puts(s->out, " WHEN ");
        sql_name(s->out, d, name);
        buf_fmt(s->out, " < %.*s THEN ", STR_ARG(c->bound[i]));
        sql_text(s->out, d, c->levels[i]);
    }
    buf_puts(s->out, " ELSE ");
    sql_text(s->out, d, c->levels[c->nbounds]);
    buf_puts(s->out, " END");
}

/* Complete rows, over all columns that were read. */
static void put_complete(struct sql_writer *s, const struct set *used)
{
    const struct sql_formula *f = s->f;
    const char *before = " WHERE ";
    for (uint32_t v = 0; v < f->model->nvars; v++) {
        uint32_t k = column_of(f, v);
        if (f->counts ? k == UINT32_MAX : !set_has(*used, v))
            continue;
        buf_puts(s->out, before);
        sql_name(s->out, f->dialect, f->counts ? f->counts->column[k].name : f->model->var[v].name);
        buf_puts(s->out, " IS NOT NULL");
        before = " AND ";
    }
}

void sql_put_cells(struct sql_writer *s, const struct set *used)
{
    const struct sql_formula *f = s->f;
    const char *before = "\n  GROUP BY ";
    buf_puts(s->out, "WITH cells AS (\n  SELECT ");
    SET_EACH (v, *used) {
        put_value(s, v);
        buf_puts(s->out, " AS ");
        sql_put_var(s, v);
        buf_puts(s->out, ", ");
    }
    if (f->counts && f->counts->weight_column.n) {
        buf_puts(s->out, "SUM(");
        sql_name(s->out, f->dialect, f->counts->weight_column);
        buf_puts(s->out, ") AS n FROM ");
    } else {
        buf_puts(s->out, "COUNT(*) AS n FROM ");
    }
    sql_table(s->out, f->dialect, f->table);
    put_complete(s, used);
    SET_EACH (v, *used) {
        buf_puts(s->out, before);
        put_value(s, v);
        before = ", ";
    }
    buf_puts(s->out, ")");
    SET_EACH (v, *used) {
        buf_puts(s->out, ",\n");
        sql_put_levels_name(s, v);
        buf_puts(s->out, " AS (SELECT DISTINCT ");
        sql_put_var(s, v);
        buf_puts(s->out, " FROM cells)");
    }
}
