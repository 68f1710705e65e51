/* sql_value.c -- what a row has of a variable: as the data were read, said in SQL. */
#include "answer/sql.h"

uint32_t sql_column_of(const struct sql_formula *f, uint32_t var)
{
    for (uint32_t i = 0; f->counts && i < f->counts->ncolumns; i++)
        if (f->column_var[i] == var)
            return i;
    return UINT32_MAX;
}

/* Does some level of column k occur in no row? Told in *found. False (reported). O(rows). */
static bool some_level_absent(bool *found, struct work *w, const struct counts *c, uint32_t k)
{
    bool *seen = ARENA_NEW(w->arena, bool, c->column[k].nlevels);
    uint32_t left = c->column[k].nlevels;
    if (!seen)
        return diag_oom(w->diags);
    for (size_t i = 0; left > 0 && i < c->nrows; i++) {
        bool *one = &seen[c->code[i * c->ncolumns + k]];
        left -= !*one;
        *one = true;
    }
    *found = left > 0;
    return true;
}

bool sql_find_listed(struct sql_writer *s, struct work *w)
{
    const struct sql_formula *f = s->f;
    s->listed = ARENA_NEW(w->arena, bool, f->model->nvars);
    if (!s->listed)
        return diag_oom(w->diags);
    for (uint32_t k = 0; f->counts && k < f->counts->ncolumns; k++)
        if (!some_level_absent(&s->listed[f->column_var[k]], w, f->counts, k))
            return false;
    return true;
}

void sql_put_level(struct sql_writer *s, struct str level)
{
    const struct sql_dialect *d = s->f->dialect;
    bool wrapped = d->key[0] && *d->key[0]; /* where a text is not its bytes */
    buf_puts(s->out, wrapped ? d->key[0] : "");
    sql_text(s->out, d, level);
    buf_puts(s->out, wrapped ? d->key[1] : "");
}

static bool is_level(const struct data_column *c, struct str text)
{
    for (uint32_t i = 0; i < c->nlevels; i++)
        if (str_eq(c->levels[i], text))
            return true;
    return false;
}

/* The texts that mean a missing value of a column, one after the other; their number. */
static uint32_t put_tokens(struct sql_writer *s, const struct data_column *c, const char *before,
                           const char *after)
{
    const struct counts *counts = s->f->counts;
    uint32_t n = 0;
    for (uint32_t i = 0; i < counts->ntokens; i++) {
        if (is_level(c, counts->token[i]))
            continue;
        buf_puts(s->out, n++ ? before : "");
        sql_text(s->out, s->f->dialect, counts->token[i]);
        buf_puts(s->out, after);
    }
    return n;
}

static uint32_t count_tokens(const struct counts *counts, const struct data_column *c)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < counts->ntokens; i++)
        n += !is_level(c, counts->token[i]);
    return n;
}

/* Were values missing, so that it matters which texts mean that? */
static bool has_missing(const struct counts *counts, uint32_t k)
{
    return counts->missing_level || counts->missing[k] > 0;
}

/* The class of a number. */
static void put_class(struct sql_writer *s, uint32_t k)
{
    const struct sql_formula *f = s->f;
    const struct sql_dialect *d = f->dialect;
    const struct data_column *c = &f->counts->column[k];
    buf_puts(s->out, "CASE WHEN ");
    sql_name(s->out, d, c->name);
    buf_puts(s->out, " IS NULL");
    if (has_missing(f->counts, k) && count_tokens(f->counts, c)) {
        buf_puts(s->out, " OR ");
        sql_wrapped(s->out, d, d->text, c->name);
        buf_puts(s->out, " IN (");
        put_tokens(s, c, ", ", "");
        buf_puts(s->out, ")");
    }
    buf_puts(s->out, " THEN ");
    if (f->counts->missing_level)
        sql_put_level(s, STR("missing"));
    else
        buf_puts(s->out, "NULL");
    for (uint32_t i = 0; i <= c->nbounds; i++) {
        if (i < c->nbounds) {
            buf_puts(s->out, " WHEN ");
            sql_wrapped(s->out, d, d->number, c->name);
            buf_fmt(s->out, " < %.*s THEN ", STR_ARG(c->bound[i]));
        } else {
            buf_puts(s->out, " ELSE ");
        }
        sql_put_level(s, c->levels[i]);
    }
    buf_puts(s->out, " END");
}

/* A text, NULL (or the level `missing`) where it means a missing value. */
static void put_present(struct sql_writer *s, uint32_t k)
{
    const struct sql_formula *f = s->f;
    const struct data_column *c = &f->counts->column[k];
    if (f->counts->missing_level)
        buf_puts(s->out, "COALESCE(");
    for (uint32_t i = count_tokens(f->counts, c); i > 0; i--)
        buf_puts(s->out, "NULLIF(");
    sql_wrapped(s->out, f->dialect, f->dialect->text, c->name);
    buf_puts(s->out, count_tokens(f->counts, c) ? ", " : "");
    put_tokens(s, c, ", ", ")");
    if (f->counts->missing_level) {
        buf_puts(s->out, ", ");
        sql_put_level(s, STR("missing"));
        buf_puts(s->out, ")");
    }
}

void sql_put_value(struct sql_writer *s, uint32_t var)
{
    const struct sql_formula *f = s->f;
    const struct sql_dialect *d = f->dialect;
    uint32_t k = sql_column_of(f, var);
    if (k == UINT32_MAX)
        sql_wrapped(s->out, d, d->key, f->model->var[var].name);
    else if (f->counts->column[k].nbounds)
        put_class(s, k);
    else if (has_missing(f->counts, k))
        put_present(s, k);
    else
        sql_wrapped(s->out, d, d->typed || s->listed[var] ? d->text : d->key, f->counts->column[k].name);
}
