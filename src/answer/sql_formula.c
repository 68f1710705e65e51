/* sql_formula.c -- a formula as one SQL statement: common table expressions, innermost first. */
#include "answer/sql.h"

/* ---- tables of the formula ---- */

/* `x` has `n` symbols from tables l0, l1, ..: each as a column. */
static void put_level_columns(struct sql_writer *s, const struct symbol *x, uint32_t n, uint32_t first)
{
    for (uint32_t i = 0; i < n; i++) {
        buf_fmt(s->out, "l%u.", first + i);
        sql_put_var(s, x[i].var);
        buf_puts(s->out, " AS ");
        sql_put_symbol(s, x[i]);
        buf_puts(s->out, ", ");
    }
}

static void put_cell_columns(struct sql_writer *s, const struct symbol *x, uint32_t n, const char *before)
{
    for (uint32_t i = 0; i < n; i++) {
        buf_puts(s->out, i ? ", " : before);
        sql_put_var(s, x[i].var);
    }
}

/* LEFT JOIN the counts of some variables, called `name`, to their levels. over[] have l0, l1, .. and given[]
 * the next. */
static void put_count_join(struct sql_writer *s, const struct est_node *e, bool over, const char *name)
{
    uint32_t n = over ? e->nover : 0;
    buf_puts(s->out, n + e->ngiven ? "\n  LEFT JOIN (SELECT " : "\n  CROSS JOIN (SELECT ");
    put_cell_columns(s, e->over, n, "");
    put_cell_columns(s, e->given, e->ngiven, n ? ", " : "");
    buf_fmt(s->out, "%sSUM(%s) AS %s FROM cells%s", n + e->ngiven ? ", " : "", s->count, s->count, s->mark);
    put_cell_columns(s, e->over, n, " GROUP BY ");
    put_cell_columns(s, e->given, e->ngiven, n ? ", " : " GROUP BY ");
    buf_fmt(s->out, ") %s", name);
    for (uint32_t i = 0; i < n + e->ngiven; i++) {
        uint32_t var = i < n ? e->over[i].var : e->given[i - n].var;
        buf_fmt(s->out, "%s%s.", i ? " AND " : " ON ", name);
        sql_put_var(s, var);
        buf_fmt(s->out, " = l%u.", i < n ? i : e->nover + i - n);
        sql_put_var(s, var);
    }
}

/* P(over | given): an outcome that never happens counts 0, a condition that never happens is NULL. */
static void put_p(struct sql_writer *s, const struct est_node *e)
{
    put_level_columns(s, e->over, e->nover, 0);
    put_level_columns(s, e->given, e->ngiven, e->nover);
    bool weights = s->f->counts && s->f->counts->weight_column.n; /* may all be 0 */
    buf_fmt(s->out, "1e0 * COALESCE(a.%s, 0) / %sb.%s%s AS %s\n  FROM ", s->count, weights ? "NULLIF(" : "",
            s->count, weights ? ", 0)" : "", s->p);
    for (uint32_t i = 0; i < e->nover + e->ngiven; i++) {
        buf_puts(s->out, i ? " CROSS JOIN " : "");
        sql_put_levels_name(s, i < e->nover ? e->over[i].var : e->given[i - e->nover].var);
        buf_fmt(s->out, " l%u", i);
    }
    put_count_join(s, e, false, "b");
    put_count_join(s, e, true, "a");
}

static bool is_free(const struct est_node *e, struct symbol x)
{
    for (uint32_t i = 0; i < e->nfree; i++)
        if (e->free[i].var == x.var && e->free[i].prime == x.prime)
            return true;
    return false;
}

static const struct est_node *kid(struct sql_writer *s, const struct est_node *e, uint32_t i)
{
    return est_get(s->f->pool, e->kid[i]);
}

/* The first kid that has a symbol. */
static uint32_t owner(struct sql_writer *s, const struct est_node *e, struct symbol x)
{
    uint32_t k = 0;
    while (k + 1 < e->nkids && !is_free(kid(s, e, k), x))
        k++;
    return k;
}

static void put_kid_column(struct sql_writer *s, uint32_t k, struct symbol x)
{
    buf_fmt(s->out, "k%u.", k);
    sql_put_symbol(s, x);
}

/* Each free symbol of e, from the kid that has it. */
static void put_free(struct sql_writer *s, const struct est_node *e, const char *after)
{
    for (uint32_t i = 0; i < e->nfree; i++) {
        put_kid_column(s, owner(s, e, e->free[i]), e->free[i]);
        buf_puts(s->out, i + 1 < e->nfree ? ", " : after);
    }
}

/* The kids side by side, where they agree on the symbols that they share. */
static void put_kids(struct sql_writer *s, const struct est_node *e)
{
    const char *before = "\n  WHERE ";
    buf_puts(s->out, "\n  FROM ");
    for (uint32_t k = 0; k < e->nkids; k++)
        buf_fmt(s->out, "%sp%u%s k%u", k ? " CROSS JOIN " : "", s->number[e->kid[k]], s->mark, k);
    for (uint32_t k = 1; k < e->nkids; k++) {
        const struct est_node *one = kid(s, e, k);
        for (uint32_t i = 0; i < one->nfree; i++) {
            uint32_t first = owner(s, e, one->free[i]);
            if (first == k)
                continue;
            buf_puts(s->out, before);
            put_kid_column(s, first, one->free[i]);
            buf_puts(s->out, " = ");
            put_kid_column(s, k, one->free[i]);
            before = " AND ";
        }
    }
}

/* Zero times undefined is zero. */
static void put_product(struct sql_writer *s, const struct est_node *e)
{
    put_free(s, e, ", ");
    buf_puts(s->out, "CASE WHEN ");
    for (uint32_t k = 0; k < e->nkids; k++)
        buf_fmt(s->out, "%sk%u.%s = 0", k ? " OR " : "", k, s->p);
    buf_puts(s->out, " THEN 0e0 ELSE ");
    for (uint32_t k = 0; k < e->nkids; k++)
        buf_fmt(s->out, "%sk%u.%s", k ? " * " : "", k, s->p);
    buf_fmt(s->out, " END AS %s", s->p);
    put_kids(s, e);
}

static void put_sum(struct sql_writer *s, const struct est_node *e)
{
    put_free(s, e, ", ");
    buf_fmt(s->out, "CASE WHEN COUNT(k0.%s) < COUNT(*) THEN NULL ELSE SUM(k0.%s) END AS %s", s->p, s->p,
            s->p);
    put_kids(s, e);
    for (uint32_t i = 0; i < e->nover; i++) {
        if (is_free(kid(s, e, 0), e->over[i]))
            continue;
        buf_puts(s->out, " CROSS JOIN ");
        sql_put_levels_name(s, e->over[i].var);
        buf_fmt(s->out, " l%u", i);
    }
    if (e->nfree) {
        buf_puts(s->out, "\n  GROUP BY ");
        put_free(s, e, "");
    }
}

/* A definition at its arguments: the same table with other names. */
static void put_factor(struct sql_writer *s, const struct est_node *e)
{
    const struct est_node *body = kid(s, e, 0);
    for (uint32_t i = 0; i < e->nover; i++) {
        put_kid_column(s, 0, body->free[i]);
        buf_puts(s->out, " AS ");
        sql_put_symbol(s, e->over[i]);
        buf_puts(s->out, ", ");
    }
    buf_fmt(s->out, "k0.%s", s->p);
    put_kids(s, e);
}

static void put_node(struct sql_writer *s, est at)
{
    const struct est_node *e = est_get(s->f->pool, at);
    if (s->number[at])
        return;
    for (uint32_t k = 0; k < e->nkids; k++)
        put_node(s, e->kid[k]);
    s->number[at] = ++s->n;
    buf_fmt(s->out, ",\np%u%s AS (\n  SELECT ", s->n, s->mark);
    switch (e->kind) {
    case EST_ONE:
        buf_fmt(s->out, "1e0 AS %s", s->p);
        break;
    case EST_P:
        put_p(s, e);
        break;
    case EST_PRODUCT:
        put_product(s, e);
        break;
    case EST_QUOTIENT:
        put_free(s, e, ", ");
        buf_fmt(s->out, "k0.%s / NULLIF(k1.%s, 0) AS %s", s->p, s->p, s->p);
        put_kids(s, e);
        break;
    case EST_SUM:
        put_sum(s, e);
        break;
    case EST_FACTOR:
        put_factor(s, e);
        break;
    }
    buf_puts(s->out, ")");
}

/* ---- the statement ---- */

static void gather(const struct est_pool *pool, est at, struct set *used, bool *seen)
{
    const struct est_node *e = est_get(pool, at);
    if (seen[at])
        return;
    seen[at] = true;
    for (uint32_t i = 0; i < e->nover; i++)
        set_add(*used, e->over[i].var);
    for (uint32_t i = 0; i < e->ngiven; i++)
        set_add(*used, e->given[i].var);
    for (uint32_t k = 0; k < e->nkids; k++)
        gather(pool, e->kid[k], used, seen);
}

/* A condition for each value that the query fixes. */
static void put_fixed(struct sql_writer *s, const struct est_node *e, uint32_t var, uint32_t state,
                      const char **before)
{
    const struct type *t = s->f->model->var[var].type;
    if (!t || !is_free(e, (struct symbol){var, 0}))
        return;
    buf_puts(s->out, *before);
    sql_put_symbol(s, (struct symbol){var, 0});
    buf_puts(s->out, " = ");
    sql_put_level(s, t->state[state]);
    *before = " AND ";
}

static void put_select(struct sql_writer *s)
{
    const struct sql_formula *f = s->f;
    const struct query *q = f->query;
    const struct est_node *e = est_get(f->pool, f->root);
    const char *before = "\nWHERE ";
    buf_puts(s->out, "\nSELECT ");
    for (uint32_t i = 0; i < e->nfree; i++) {
        sql_put_symbol(s, e->free[i]);
        buf_puts(s->out, ", ");
    }
    buf_fmt(s->out, "%s FROM p%u%s", s->p, s->number[f->root], s->mark);
    for (uint32_t i = 0; i < q->nover; i++)
        if (q->over[i].fixed)
            put_fixed(s, e, q->over[i].var, q->over[i].state, &before);
    for (uint32_t i = 0; i < q->ngiven; i++)
        if (q->given[i].fixed)
            put_fixed(s, e, q->given[i].var, q->given[i].state, &before);
    for (uint32_t i = 0; i < q->ndos; i++)
        if (q->dos[i].kind == DO_POINT)
            put_fixed(s, e, q->dos[i].var, q->dos[i].state, &before);
    for (uint32_t i = 0; i < e->nfree; i++) {
        buf_puts(s->out, i ? ", " : "\nORDER BY ");
        sql_put_symbol(s, e->free[i]);
    }
    if (f->dialect->settings)
        buf_fmt(s->out, "\n%s", f->dialect->settings);
}

bool sql_formula_write(struct buf *out, struct work *w, const struct sql_formula *f)
{
    struct sql_writer s = {.out = out, .f = f, .number = ARENA_NEW(w->arena, uint32_t, f->pool->n)};
    struct set used = set_new(w->arena, f->model->nvars);
    bool *seen = ARENA_NEW(w->arena, bool, f->pool->n);
    if (!s.number || !seen || !set_ok(used))
        return diag_oom(w->diags);
    if (!sql_find_listed(&s, w))
        return false;
    gather(f->pool, f->root, &used, seen);
    sql_choose_names(&s);
    sql_put_cells(&s, &used);
    put_node(&s, f->root);
    put_select(&s);
    return !out->failed || diag_oom(w->diags);
}
