/* table.c -- the bodies of tables: a flat list, nested rows, keyed rows, or the name of a value.
 *
 * All spellings end in one matrix: a row for each setting of the conditions, the last condition fastest; in a
 * row one entry for each joint state of the outcomes, the last outcome fastest. Each row must be a
 * distribution. */
#include "base/limits.h"
#include "session/session_int.h"

#include <math.h>
#include <string.h>

static const double ROW_TOLERANCE = 1e-9;

/* One written row: its entries in the tree. */
struct leaf {
    struct ast *const *entry;
    uint32_t n;
    struct span span;
};

struct rows {
    struct leaf *leaf;
    size_t n, cap;
};

void table_extent(const struct ast *body, size_t *row, size_t *all)
{
    *row = *all = 0;
    if (body->kind == AST_KEYED) {
        *row = body->kid[0]->kid[0]->n;
        return;
    }
    if (body->kind != AST_LIST || body->n == 0)
        return;
    size_t rows = 1;
    while (body->n && body->kid[0]->kind == AST_LIST) {
        rows *= body->n;
        body = body->kid[0];
        *row = body->n;
    }
    *all = rows * body->n;
}

static size_t states_of(const struct type *const *t, uint32_t n)
{
    size_t product = 1;
    for (uint32_t i = 0; i < n; i++)
        product = product > LIMIT_TENSOR_CELLS ? product : product * t[i]->n;
    return product;
}

/* "H (2) x T (2)" */
static void put_sizes(struct buf *out, const struct str *name, const struct type *const *t, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        buf_fmt(out, "%s%.*s (%u)", i ? " x " : "", STR_ARG(name[i]), t[i]->n);
}

static bool wrong_shape(struct run *r, struct span at, const struct table_shape *s, size_t rows, size_t row,
                        const char *found, size_t count)
{
    struct buf given = {0}, over = {0};
    put_sizes(&given, s->given_name, s->given, s->ngiven);
    put_sizes(&over, s->over_name, s->over, s->nover);
    if (s->ngiven) {
        diag_error(r->w.diags, "table-shape", at, "%.*s needs %zu entries, %zu rows of %zu; found %zu %s",
                   STR_ARG(s->title), rows * row, rows, row, count, found);
        diag_hint(
            r->w.diags,
            "one row for each state of %.*s, the last fastest; in a row one entry for each state of %.*s",
            STR_ARG(buf_str(&given)), STR_ARG(buf_str(&over)));
    } else {
        diag_error(r->w.diags, "table-shape", at, "%.*s needs %zu entries; found %zu %s", STR_ARG(s->title),
                   row, count, found);
        diag_hint(r->w.diags, "one entry for each joint state of %.*s, the last fastest",
                  STR_ARG(buf_str(&over)));
    }
    buf_free(&given);
    buf_free(&over);
    return false;
}

/* "S = no, T = yes" for row number `row`. */
static void put_setting(struct buf *out, const struct table_shape *s, size_t row)
{
    size_t below = states_of(s->given, s->ngiven);
    for (uint32_t i = 0; i < s->ngiven; i++) {
        below /= s->given[i]->n;
        buf_fmt(out, "%s%.*s = %.*s", i ? ", " : "", STR_ARG(s->given_name[i]),
                STR_ARG(s->given[i]->state[row / below % s->given[i]->n]));
    }
}

/* Row number `row` of the table, put at entry `at`. */
static bool fill_row(struct run *r, const struct table_shape *s, const struct leaf *leaf, size_t row,
                     struct entries *to, size_t at)
{
    double sum = 0, carry = 0;
    for (uint32_t i = 0; i < leaf->n; i++) {
        if (!entries_evaluate(r, to, at + i, leaf->entry[i]))
            return false;
        double x = to->p[to->from + at + i];
        if (!(x >= 0 && x <= 1 + ROW_TOLERANCE)) {
            diag_error(r->w.diags, "entry-range", leaf->entry[i]->span, "%g is not a probability", x);
            return diag_hint(r->w.diags, "entries of %.*s lie between 0 and 1", STR_ARG(s->title));
        }
        double y = x - carry, t = sum + y; /* compensated, so that a long row is not blamed for rounding */
        carry = (t - sum) - y;
        sum = t;
    }
    if (fabs(sum - 1) <= ROW_TOLERANCE)
        return true;
    struct buf setting = {0};
    put_setting(&setting, s, row);
    if (s->ngiven)
        diag_error(r->w.diags, "row-sum", leaf->span, "the row of %.*s for %.*s sums to %.12g, not 1",
                   STR_ARG(s->title), STR_ARG(buf_str(&setting)), sum);
    else
        diag_error(r->w.diags, "row-sum", leaf->span, "%.*s sums to %.12g, not 1", STR_ARG(s->title), sum);
    diag_hint(r->w.diags,
              sum < 1
                  ? "%.12g is missing; a row is one distribution, exact fractions such as 1/3 are welcome"
                  : "%.12g is too much; a row is one distribution, exact fractions such as 1/3 are welcome",
              fabs(1 - sum));
    buf_free(&setting);
    return false;
}

/* ---- lists ---- */

/* The grammar sees to it that a list holds either rows or entries. */
static bool gather(struct run *r, const struct ast *list, struct rows *rows)
{
    bool nested = list->n && list->kid[0]->kind == AST_LIST;
    for (uint32_t i = 0; nested && i < list->n; i++)
        if (!gather(r, list->kid[i], rows))
            return false;
    struct leaf leaf = {list->kid, list->n, list->span};
    return nested || ARENA_PUSH(r->w.arena, rows->leaf, rows->n, rows->cap, leaf) || diag_oom(r->w.diags);
}

static bool fill_list(struct run *r, const struct ast *body, const struct table_shape *s, size_t rows,
                      size_t row, struct entries *to)
{
    struct rows found = {0};
    if (!gather(r, body, &found))
        return false;
    if (found.n == 1) {
        struct leaf all = found.leaf[0];
        if (all.n != rows * row)
            return wrong_shape(r, body->span, s, rows, row, "entries", all.n);
        for (size_t k = 0; k < rows; k++) {
            struct leaf one = {all.entry + k * row,
                               (uint32_t)row,
                               {all.entry[k * row]->span.start, all.entry[k * row + row - 1]->span.end}};
            if (!fill_row(r, s, &one, k, to, k * row))
                return false;
        }
        return true;
    }
    if (s->ngiven ==
        0) { /* a joint written with brackets round its outer variables: one distribution all the same */
        size_t n = 0;
        const struct ast **entry = ARENA_NEW(r->w.arena, const struct ast *, row);
        if (!entry)
            return diag_oom(r->w.diags);
        for (size_t k = 0; k < found.n; k++)
            for (uint32_t i = 0; i < found.leaf[k].n; i++, n++)
                if (n < row)
                    entry[n] = found.leaf[k].entry[i];
        if (n != row)
            return wrong_shape(r, body->span, s, 1, row, "entries", n);
        struct leaf one = {(struct ast *const *)entry, (uint32_t)row, body->span};
        return fill_row(r, s, &one, 0, to, 0);
    }
    if (found.n != rows)
        return wrong_shape(r, body->span, s, rows, row, "rows", found.n);
    for (size_t k = 0; k < rows; k++) {
        if (found.leaf[k].n != row)
            return wrong_shape(r, found.leaf[k].span, s, rows, row, "entries in this row", found.leaf[k].n);
        if (!fill_row(r, s, &found.leaf[k], k, to, k * row))
            return false;
    }
    return true;
}

/* ---- keyed rows ---- */

static bool key_row(struct run *r, const struct ast *row, const struct table_shape *s, size_t *at)
{
    if (row->n - 1 != s->ngiven)
        return diag_error(r->w.diags, "row-keys", row->span, "this row has %u keys; %.*s has %u conditions",
                          row->n - 1, STR_ARG(s->title), s->ngiven);
    *at = 0;
    for (uint32_t i = 0; i < s->ngiven; i++) {
        uint32_t k = scope_state(r, s->given[i], s->given_name[i], row->kid[i + 1]);
        if (k == UINT32_MAX)
            return false;
        *at = *at * s->given[i]->n + k;
    }
    return true;
}

static bool fill_keyed(struct run *r, const struct ast *body, const struct table_shape *s, size_t rows,
                       size_t row, struct entries *to)
{
    const struct ast *otherwise = NULL, **by = ARENA_NEW(r->w.arena, const struct ast *, rows);
    if (!by)
        return diag_oom(r->w.diags);
    for (uint32_t i = 0; i < body->n; i++) {
        const struct ast *e = body->kid[i];
        size_t at = 0;
        if (!e->op && !key_row(r, e, s, &at))
            return false;
        if (e->op ? otherwise != NULL : by[at] != NULL)
            return diag_error(r->w.diags, "duplicate-row", e->span, "this row of %.*s was given before",
                              STR_ARG(s->title));
        if (e->op)
            otherwise = e;
        else
            by[at] = e;
    }
    for (size_t k = 0; k < rows; k++) {
        const struct ast *e = by[k] ? by[k] : otherwise;
        if (!e) {
            struct buf setting = {0};
            put_setting(&setting, s, k);
            diag_error(r->w.diags, "missing-row", body->span, "%.*s has no row for %.*s", STR_ARG(s->title),
                       STR_ARG(buf_str(&setting)));
            buf_free(&setting);
            return diag_hint(r->w.diags, "add it, or cover all the rest with `else: [..]`");
        }
        struct leaf leaf = {e->kid[0]->kid, e->kid[0]->n, e->kid[0]->span};
        if (leaf.n != row)
            return wrong_shape(r, leaf.span, s, rows, row, "entries in this row", leaf.n);
        if (!fill_row(r, s, &leaf, k, to, k * row))
            return false;
    }
    return true;
}

/* ---- the name of a value ---- */

uint32_t table_axis(const struct answer *a, struct str name, const struct type **type)
{
    uint32_t axis = 0;
    for (uint32_t i = 0; i < a->ngiven + a->nover; i++) {
        const struct answer_column *c = i < a->ngiven ? &a->given[i] : &a->over[i - a->ngiven];
        if (!c->fixed && str_eq(c->name, name)) {
            *type = c->type;
            return axis;
        }
        axis += !c->fixed;
    }
    return UINT32_MAX;
}

static bool fill_value(struct run *r, const struct ast *body, const struct table_shape *s, size_t rows,
                       size_t row, struct entries *to)
{
    struct value v;
    if (!value_eval(r, body, &v))
        return false;
    uint32_t n = s->ngiven + s->nover, *order = ARENA_NEW(r->w.arena, uint32_t, n);
    if (!order)
        return diag_oom(r->w.diags);
    bool fits = v.kind == VALUE_TABLE && v.table->kind == ANSWER_DISTRIBUTION && v.table->table->rank == n;
    for (uint32_t i = 0; fits && i < n; i++) {
        const struct type *want = i < s->ngiven ? s->given[i] : s->over[i - s->ngiven], *have = NULL;
        order[i] = table_axis(v.table, i < s->ngiven ? s->given_name[i] : s->over_name[i - s->ngiven], &have);
        fits = order[i] != UINT32_MAX && type_equal(want, have);
    }
    if (!fits) {
        diag_error(r->w.diags, "value-shape", body->span, "this value is not a table of %.*s",
                   STR_ARG(s->title));
        return diag_hint(r->w.diags, "its variables and their states must be those of the table");
    }
    struct tensor *t = tensor_permute(&r->w, v.table->table, order);
    if (!t)
        return false;
    for (size_t k = 0; k < rows; k++) {
        double sum = 0;
        for (size_t i = 0; i < row; i++)
            sum += to->p[k * row + i] = t->p[k * row + i];
        if (!(fabs(sum - 1) <= ROW_TOLERANCE))
            return diag_error(r->w.diags, "value-shape", body->span,
                              "a row of this value is not a distribution (sum %g)", sum);
    }
    const struct str *written;
    if (!tensor_written(to->keep, t, &written))
        return false;
    to->rounded = written == box_rounded;
    to->written = to->rounded ? NULL : (struct str *)written;
    return true;
}

bool table_matrix(struct run *r, struct work *keep, const struct ast *body, const struct table_shape *s,
                  struct entries *out)
{
    size_t rows = states_of(s->given, s->ngiven), row = states_of(s->over, s->nover);
    if (rows > LIMIT_TENSOR_CELLS / row)
        return diag_error(r->w.diags, "table-too-large", body->span, "%.*s would have more than %d entries",
                          STR_ARG(s->title), LIMIT_TENSOR_CELLS);
    if (!entries_begin(out, r, keep, rows * row))
        return false;
    return body->kind == AST_LIST    ? fill_list(r, body, s, rows, row, out)
           : body->kind == AST_KEYED ? fill_keyed(r, body, s, rows, row, out)
                                     : fill_value(r, body, s, rows, row, out);
}

bool table_row(struct run *r, const struct ast *list, const struct table_shape *s, struct entries *to,
               size_t at)
{
    to->from = at;
    bool good = fill_list(r, list, s, 1, states_of(s->over, s->nover), to);
    to->from = 0;
    return good;
}
