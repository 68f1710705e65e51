/* sql.c -- `explain sql`: what is sent to the database of the data, and the formula as one statement. */
#include "answer/sql.h"

#include "answer/answer_int.h"

/* The table that the data came from; of a file, of several sources, or without data, one called `data`. */
static bool find_table(struct data_url *out, struct work *w, const struct counts *c)
{
    if (!data_url_parse(out, w, c && c->nsources == 1 ? c->source[0].name : STR(""), NO_SPAN))
        return false;
    if (out->scheme == DATA_FILE) {
        out->nparts = 1;
        out->part[0] = STR("data");
    }
    return true;
}

/* What is sent to each database; where there are several sources, a comment says to which. */
static bool write_sent(struct buf *out, struct work *w, const struct counts *c)
{
    struct str *column = ARENA_NEW(w->arena, struct str, c->ncolumns);
    struct data_url table;
    if (!column)
        return diag_oom(w->diags);
    for (uint32_t i = 0; i < c->ncolumns; i++)
        column[i] = c->column[i].name;
    for (uint32_t i = 0; i < c->nsources; i++) {
        const struct counted_source *s = &c->source[i];
        if (!data_url_parse(&table, w, s->name, NO_SPAN))
            return false;
        if (table.scheme == DATA_FILE)
            continue;
        buf_puts(out, out->n ? ";\n" : "");
        if (c->nsources > 1)
            buf_fmt(out, "-- %.*s\n", STR_ARG(s->name));
        if (table.scheme == DATA_SQLITE)
            sql_count_rows(out, &table, column, c->ncolumns, c->weight_column);
        else
            sql_counts(out, s->dialect, &table, column, c->ncolumns, c->weight_column);
    }
    return !out->failed || diag_oom(w->diags);
}

static bool keep(struct str *to, struct work *w, struct buf *b)
{
    *to = str_dup(w->arena, buf_str(b));
    buf_free(b);
    return to->s || diag_oom(w->diags);
}

bool answer_sql(struct answer *out, struct work *w, const struct query *q)
{
    struct request r;
    struct identification id;
    struct est_pool *pool;
    struct data_url table;
    struct buf b = {0};
    struct answer_sql *sql = ARENA_NEW(w->arena, struct answer_sql, 1);
    if (!sql)
        return diag_oom(w->diags);
    if (!request_read(&r, w, q))
        return false;
    if (!answer_all_observed(&r))
        return diag_error(w->diags, "no-sql", q->span,
                          "a formula over data asks for observed variables only");
    if (!answer_theory(out, &id, &pool, w, &r))
        return false;
    if (!id.identifiable)
        return answer_refuse(out, w, &r, &id);
    const struct counts *counts =
        q->observed && q->observed->kind == OBSERVED_DATA ? q->observed->counts : NULL;
    if (!find_table(&table, w, counts))
        return false;
    struct sql_formula f = {.model = r.m,
                            .pool = pool,
                            .root = out->estimand,
                            .dialect = &sql_standard,
                            .table = &table,
                            .query = q};
    if (counts) {
        f.counts = counts;
        f.column_var = q->observed->column_var;
        f.prior = q->observed->prior;
        if (table.scheme != DATA_FILE && counts->source[0].dialect)
            f.dialect = counts->source[0].dialect;
        if (!write_sent(&b, w, counts) || !keep(&sql->sent, w, &b))
            return false;
    }
    bool good = sql_formula_write(&b, w, &f) && keep(&sql->statement, w, &b);
    buf_free(&b);
    out->kind = ANSWER_SQL;
    out->sql = sql;
    return good;
}
