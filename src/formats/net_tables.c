/* net_tables.c -- the tables of a network that is read: how large they have to be, and what is wrong with
 * them. */
#include "formats/formats_int.h"

bool net_table(struct net *n, uint32_t v, struct span at)
{
    struct net_var *x = &n->var[v];
    if (x->has_table) {
        diag_error(net_diags(n), "redefinition", at, "`%.*s` has a table already", STR_ARG(x->name));
        return diag_hint(net_diags(n), "keep one of the two");
    }
    x->has_table = true;
    x->table.at = at;
    return true;
}

static void put_title(struct buf *out, const struct net *n, uint32_t v)
{
    const struct net_var *x = &n->var[v];
    buf_fmt(out, "P(%.*s", STR_ARG(x->name));
    for (size_t i = 0; i < x->nin; i++)
        buf_fmt(out, "%s%.*s", i ? ", " : " | ", STR_ARG(n->var[x->in[i]].name));
    buf_putc(out, ')');
}

bool net_cells(struct net *n, uint32_t v, struct span at, size_t *rows, size_t *row)
{
    const struct net_var *x = &n->var[v];
    for (size_t i = 0; i <= x->nin; i++) {
        const struct net_var *needs = i < x->nin ? &n->var[x->in[i]] : x;
        if (!needs->type)
            return net_no_states(n, needs, at);
    }
    size_t all = *row = x->type->n;
    bool fits = x->nin < LIMIT_TENSOR_RANK;
    for (size_t i = 0; i < x->nin; i++) {
        fits = fits && all <= LIMIT_TENSOR_CELLS;
        all = fits ? all * n->var[x->in[i]].type->n : all;
    }
    *rows = all / *row;
    if (fits && all <= LIMIT_TENSOR_CELLS)
        return true;
    diag_error(net_diags(n), "table-too-large", at, "`%.*s` with its %zu parents has too many entries",
               STR_ARG(x->name), x->nin);
    return diag_hint(net_diags(n), "a table has at most %d entries and %d variables", LIMIT_TENSOR_CELLS,
                     LIMIT_TENSOR_RANK);
}

void net_put_setting(struct buf *out, const struct net *n, uint32_t v, size_t row)
{
    const struct net_var *x = &n->var[v];
    size_t below = 1;
    for (size_t i = 0; i < x->nin; i++)
        below *= n->var[x->in[i]].type->n;
    for (size_t i = 0; i < x->nin; i++) {
        const struct net_var *parent = &n->var[x->in[i]];
        below /= parent->type->n;
        buf_fmt(out, "%s%.*s = %.*s", i ? ", " : "", STR_ARG(parent->name),
                STR_ARG(parent->type->state[row / below % parent->type->n]));
    }
}

bool net_wrong_row(struct net *n, uint32_t v, size_t row, double sum, struct span at)
{
    struct buf what = {0};
    put_title(&what, n, v);
    if (n->var[v].nin) {
        buf_puts(&what, " for ");
        net_put_setting(&what, n, v, row);
    }
    diag_error(net_diags(n), "row-sum", at, "%s%.*s sums to %.12g, not 1", n->var[v].nin ? "the row of " : "",
               STR_ARG(buf_str(&what)), sum);
    diag_hint(net_diags(n), "a row is a distribution; only rounding in the seventh digit is put right");
    buf_free(&what);
    return false;
}

bool net_wrong_entry(struct net *n, uint32_t v, double x, struct span at)
{
    struct buf title = {0};
    put_title(&title, n, v);
    diag_error(net_diags(n), "entry-range", at, "%g is not a probability", x);
    diag_hint(net_diags(n), "entries of %.*s lie between 0 and 1", STR_ARG(buf_str(&title)));
    buf_free(&title);
    return false;
}
