/* sql_cells.c -- the counts that a formula stands on, the levels beside them, and what tables and columns are
 * called. */
#include "answer/sql.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* ---- names ---- */

static bool same_name(struct str a, struct str b)
{
    return a.n == b.n && strncasecmp(a.s, b.s, a.n) == 0;
}

static bool is_taken(const struct sql_formula *f, struct str name)
{
    for (uint32_t v = 0; v < f->model->nvars; v++)
        if (same_name(f->model->var[v].name, name))
            return true;
    for (uint32_t k = 0; f->counts && k < f->counts->ncolumns; k++)
        if (same_name(f->counts->column[k].name, name))
            return true;
    return false;
}

/* Is a variable called as the column of another? ClickHouse would take the one for the other. */
static bool names_cross(const struct sql_formula *f)
{
    for (uint32_t k = 0; f->counts && k < f->counts->ncolumns; k++)
        for (uint32_t i = 0; i < f->counts->ncolumns; i++)
            if (i != k && same_name(f->model->var[f->column_var[k]].name, f->counts->column[i].name))
                return true;
    return false;
}

/* `name`, longer as long as something is called so: most engines do not mind the case of names. */
static void name_column(const struct sql_formula *f, char *name, size_t size)
{
    for (size_t n = strlen(name); n + 1 < size && is_taken(f, str_of(name)); n++)
        memcpy(name + n, "_", 2);
}

/* Engines disagree on whether a table inside WITH is that of the data or the one being made; MariaDB dies. */
static bool is_ours(struct str table)
{
    static const struct str ours[] = {{"observed", 8}, {"cells", 5}, {"counted", 7}, {"levels of ", 10}};
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (table.n >= ours[i].n && strncasecmp(table.s, ours[i].s, ours[i].n) == 0)
            return true;
    return table.n > 1 && (table.s[0] | 0x20) == 'p' && isdigit((unsigned char)table.s[1]);
}

void sql_choose_names(struct sql_writer *s)
{
    const struct data_url *t = s->f->table;
    s->row = names_cross(s->f) ? " of row" : "";
    s->mark = is_ours(t->part[t->nparts - 1]) ? "_ours" : "";
    memcpy(s->p, "p", 2);
    memcpy(s->count, "n", 2);
    name_column(s->f, s->p, sizeof s->p);
    name_column(s->f, s->count, sizeof s->count);
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

/* What a row has of a variable. */
static void put_row_name(struct sql_writer *s, uint32_t var)
{
    struct buf b = {0};
    buf_put(&b, s->f->model->var[var].name);
    buf_puts(&b, s->row);
    sql_name(s->out, s->f->dialect, buf_str(&b));
    s->out->failed = s->out->failed || b.failed;
    buf_free(&b);
}

void sql_put_levels_name(struct sql_writer *s, uint32_t var)
{
    struct buf b = {0};
    buf_puts(&b, "levels of ");
    buf_put(&b, s->f->model->var[var].name);
    buf_puts(&b, s->mark);
    sql_name(s->out, s->f->dialect, buf_str(&b));
    s->out->failed = s->out->failed || b.failed;
    buf_free(&b);
}

/* ---- the counts ---- */

/* The variables whose columns were read, which decide what a complete row is; without data, those used. */
static bool is_read(const struct sql_formula *f, const struct set *used, uint32_t var)
{
    return f->counts ? sql_column_of(f, var) != UINT32_MAX : set_has(*used, var);
}

static void put_rows(struct sql_writer *s, const struct set *used)
{
    const struct sql_formula *f = s->f;
    const char *before = "";
    buf_fmt(s->out, "WITH observed%s AS (\n  SELECT ", s->mark);
    for (uint32_t v = 0; v < f->model->nvars; v++) {
        if (!is_read(f, used, v))
            continue;
        buf_puts(s->out, before);
        sql_put_value(s, v);
        buf_puts(s->out, " AS ");
        put_row_name(s, v);
        before = ", ";
    }
    if (f->counts && f->counts->weight_column.n) {
        buf_puts(s->out, before);
        sql_name(s->out, f->dialect, f->counts->weight_column);
        buf_fmt(s->out, " AS %s", s->count);
    }
    buf_puts(s->out, "\n  FROM ");
    sql_table(s->out, f->dialect, f->table);
    buf_puts(s->out, "),\n");
}

/* The variables used, and how many complete rows have their values. */
static void put_counts(struct sql_writer *s, const struct set *used)
{
    const struct sql_formula *f = s->f;
    const char *before = "\n  WHERE ";
    buf_puts(s->out, "\n  SELECT ");
    SET_EACH (v, *used) {
        put_row_name(s, v);
        if (*s->row) {
            buf_puts(s->out, " AS ");
            sql_put_var(s, v);
        }
        buf_puts(s->out, ", ");
    }
    buf_fmt(s->out, f->counts && f->counts->weight_column.n ? "SUM(%s)" : "COUNT(*)", s->count);
    buf_fmt(s->out, " AS %s FROM observed%s", s->count, s->mark);
    for (uint32_t v = 0; v < f->model->nvars; v++) {
        if (!is_read(f, used, v))
            continue;
        buf_puts(s->out, before);
        put_row_name(s, v);
        buf_puts(s->out, " IS NOT NULL");
        before = " AND ";
    }
    before = "\n  GROUP BY ";
    SET_EACH (v, *used) {
        buf_puts(s->out, before);
        put_row_name(s, v);
        before = ", ";
    }
    buf_puts(s->out, ")");
}

static void put_levels(struct sql_writer *s, uint32_t var, const char *from)
{
    const struct sql_formula *f = s->f;
    buf_puts(s->out, ",\n");
    sql_put_levels_name(s, var);
    if (!s->listed[var]) {
        buf_puts(s->out, " AS (SELECT DISTINCT ");
        sql_put_var(s, var);
        buf_fmt(s->out, " FROM %s%s)", from, s->mark);
        return;
    }
    const struct data_column *c = &f->counts->column[sql_column_of(f, var)];
    for (uint32_t i = 0; i < c->nlevels; i++) {
        buf_puts(s->out, i ? " UNION ALL SELECT " : " AS (SELECT ");
        sql_put_level(s, c->levels[i]);
        if (i == 0) {
            buf_puts(s->out, " AS ");
            sql_put_var(s, var);
        }
    }
    buf_puts(s->out, ")");
}

/* All combinations of levels with what was counted and their part of the prior. */
static void put_prior(struct sql_writer *s, const struct set *used)
{
    uint32_t i = 0;
    double cells = 1;
    SET_EACH (v, *used)
        cells *= s->f->counts->column[sql_column_of(s->f, v)].nlevels;
    buf_fmt(s->out, ",\ncells%s AS (\n  SELECT ", s->mark);
    SET_EACH (v, *used) {
        buf_fmt(s->out, "l%u.", i++);
        sql_put_var(s, v);
        buf_puts(s->out, " AS ");
        sql_put_var(s, v);
        buf_puts(s->out, ", ");
    }
    buf_fmt(s->out, "COALESCE(c.%s, 0) + %.17g AS %s\n  FROM ", s->count, s->f->prior / cells, s->count);
    i = 0;
    SET_EACH (v, *used) {
        buf_puts(s->out, i ? " CROSS JOIN " : "");
        sql_put_levels_name(s, v);
        buf_fmt(s->out, " l%u", i++);
    }
    buf_fmt(s->out, "\n  LEFT JOIN counted%s c", s->mark);
    i = 0;
    SET_EACH (v, *used) {
        buf_puts(s->out, i ? " AND c." : " ON c.");
        sql_put_var(s, v);
        buf_fmt(s->out, " = l%u.", i++);
        sql_put_var(s, v);
    }
    buf_puts(s->out, ")");
}

void sql_put_cells(struct sql_writer *s, const struct set *used)
{
    const char *counted = s->f->prior > 0 ? "counted" : "cells";
    put_rows(s, used);
    buf_fmt(s->out, "%s%s AS (", counted, s->mark);
    put_counts(s, used);
    SET_EACH (v, *used)
        put_levels(s, v, counted);
    if (s->f->prior > 0)
        put_prior(s, used);
}
