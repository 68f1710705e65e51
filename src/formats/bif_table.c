/* bif_table.c -- what stands between the braces of a BIF table, straight into its matrix.
 *
 * Only when a row needs dividing by its sum, or a number has more digits than its double, the table is read a
 * second time to keep the entries as they are written. */
#include "formats/bif.h"

#include "base/interrupt.h"

#include <string.h>

struct table {
    uint32_t v;
    size_t rows;
    uint32_t row;    /* entries of one */
    uint32_t *guess; /* by parent: the state that its next key is likely to be */
    uint64_t *seen;  /* rows, a bit each */
    size_t nseen;
    bool flat;         /* `table`: all rows at once */
    bool has_fallback; /* `default` */
    bool divided;      /* a row or a number needs its texts */
    double *p;
    struct str *written; /* NULL: first reading */
};

static bool has_seen(const struct table *t, size_t row)
{
    return t->seen[row / 64] >> (row % 64) & 1;
}

static void see(struct table *t, size_t row)
{
    t->seen[row / 64] |= (uint64_t)1 << (row % 64);
    t->nseen++;
}

static bool wrong_length(struct bif *b, const struct table *t, const char *from, size_t want, const char *how)
{
    const struct net_var *x = &b->n.var[t->v];
    diag_error(b->s->w->diags, "table-shape", scan_span(b->s, from, b->s->p),
               "the table of `%.*s` needs %zu numbers here, and there are %s", STR_ARG(x->name), want, how);
    return diag_hint(b->s->w->diags, "one for each of its %u states%s", x->type->n,
                     want > x->type->n ? " and each setting of its parents" : "");
}

/* A number into p[place]. */
static inline bool read_entry(struct bif *b, struct table *t, double *p, struct str *written, size_t place,
                              const char *from, size_t want)
{
    struct number number;
    if (b->s->p[0] == ',' && b->s->p[1] == ' ')
        b->s->p += 2;
    bif_skip(b);
    const char *q = number_read(b->s->p, &number);
    if (!q || !bif_ends(*q))
        return *b->s->p == ';' ? wrong_length(b, t, from, want, "fewer") : bif_expected(b, "a number");
    if (!(number.x >= 0 && number.x <= 1 + 1e-6))
        return net_wrong_entry(&b->n, t->v, number.x, scan_span(b->s, b->s->p, q));
    t->divided |= !number.plain;
    p[place] = number.x;
    if (written)
        written[place] = (struct str){b->s->p, (size_t)(q - b->s->p)};
    b->s->p = q;
    return true;
}

static bool end_numbers(struct bif *b, const struct table *t, const char *from, size_t want)
{
    struct number number;
    if (bif_take(b, ';'))
        return true;
    const char *q = number_read(b->s->p, &number);
    if (!q || !bif_ends(*q))
        return bif_expected(b, "`;`");
    b->s->p = q;
    return wrong_length(b, t, from, want, "more");
}

/* Is it a distribution? In the second reading it is made one. */
static bool check_row(struct bif *b, struct table *t, double *p, const struct str *written, size_t row,
                      const char *from, const char *to)
{
    double sum;
    enum row_kind kind = row_check(p, t->row, &sum);
    if (kind == ROW_WRONG)
        return net_wrong_row(&b->n, t->v, row, sum, scan_span(b->s, from, to));
    t->divided |= kind == ROW_ROUNDED;
    if (kind == ROW_ROUNDED && written)
        row_divide(p, written, t->row, sum);
    return true;
}

static bool read_row(struct bif *b, struct table *t, double *p, struct str *written, size_t row)
{
    bif_skip(b);
    const char *from = b->s->p;
    for (size_t i = 0; i < t->row; i++)
        if (!read_entry(b, t, p, written, i, from, t->row))
            return false;
    const char *to = b->s->p;
    return end_numbers(b, t, from, t->row) && check_row(b, t, p, written, row, from, to);
}

/* (STATE, STATE): which row. */
static bool read_key(struct bif *b, struct table *t, size_t *row)
{
    const struct net_var *x = &b->n.var[t->v];
    *row = 0;
    for (size_t i = 0; i < x->nin; i++) {
        const struct net_var *parent = &b->n.var[x->in[i]];
        uint32_t k;
        if (!bif_read_state(b, parent, &t->guess[i], &k))
            return false;
        *row = *row * parent->type->n + k;
    }
    return bif_need(b, ')', "`)` behind a state for each parent");
}

static bool row_twice(struct bif *b, const struct table *t, size_t row, const char *from)
{
    struct buf setting = {0};
    net_put_setting(&setting, &b->n, t->v, row);
    diag_error(b->s->w->diags, "duplicate-row", scan_span(b->s, from, b->s->p), "a second row for %.*s",
               STR_ARG(buf_str(&setting)));
    diag_hint(b->s->w->diags, "keep one of the two");
    buf_free(&setting);
    return false;
}

static bool read_keyed(struct bif *b, struct table *t)
{
    const char *from = b->s->p - 1;
    size_t row;
    if (!read_key(b, t, &row))
        return false;
    if (t->flat || has_seen(t, row))
        return row_twice(b, t, row, from);
    see(t, row);
    size_t first = row * t->row;
    return read_row(b, t, t->p + first, t->written ? t->written + first : NULL, row);
}

/* All numbers, the child's states slowest. */
static bool read_flat(struct bif *b, struct table *t)
{
    bif_skip(b);
    const char *from = b->s->p;
    size_t all = t->rows * t->row;
    for (size_t k = 0; k < t->row; k++)
        for (size_t row = 0; row < t->rows; row++)
            if (!read_entry(b, t, t->p, t->written, row * t->row + k, from, all))
                return false;
    const char *to = b->s->p;
    if (!end_numbers(b, t, from, all))
        return false;
    for (size_t row = 0; row < t->rows; row++) {
        size_t first = row * t->row;
        if (!check_row(b, t, t->p + first, t->written ? t->written + first : NULL, row, from, to))
            return false;
    }
    t->flat = true;
    return true;
}

static bool read_fallback(struct bif *b, struct table *t)
{
    b->fallback = ARENA_NEW(b->s->draft, double, t->row);
    b->fallback_text = ARENA_NEW(b->s->draft, struct str, t->row);
    if (!b->fallback || !b->fallback_text)
        return diag_oom(b->s->w->diags);
    t->has_fallback = true;
    return read_row(b, t, b->fallback, t->written ? b->fallback_text : NULL, 0);
}

static bool row_missing(struct bif *b, const struct table *t)
{
    struct buf setting = {0};
    size_t row = 0;
    while (row < t->rows && has_seen(t, row))
        row++;
    net_put_setting(&setting, &b->n, t->v, row);
    const struct net_var *x = &b->n.var[t->v];
    if (x->nin)
        diag_error(b->s->w->diags, "missing-row", x->table.at, "`%.*s` has no row for %.*s", STR_ARG(x->name),
                   STR_ARG(buf_str(&setting)));
    else
        diag_error(b->s->w->diags, "missing-row", x->table.at, "the table of `%.*s` is empty",
                   STR_ARG(x->name));
    diag_hint(b->s->w->diags, "add it, or a row `default`");
    buf_free(&setting);
    return false;
}

static bool fill_missing(struct bif *b, struct table *t)
{
    if (t->flat || t->nseen == t->rows)
        return true;
    if (!t->has_fallback)
        return row_missing(b, t);
    for (size_t row = 0; row < t->rows; row++) {
        if (has_seen(t, row))
            continue;
        memcpy(t->p + row * t->row, b->fallback, t->row * sizeof *t->p);
        if (t->written)
            memcpy(t->written + row * t->row, b->fallback_text, t->row * sizeof *t->written);
    }
    return true;
}

/* What stands between the braces of a table, up to and with `}`. */
static bool read_rows(struct bif *b, struct table *t)
{
    struct str text;
    while (!bif_take(b, '}')) {
        if (interrupted())
            return diag_interrupted(b->s->w->diags);
        const char *from = b->s->p;
        bool good;
        if (bif_take(b, '('))
            good = read_keyed(b, t);
        else if (bif_take_word(b, "table"))
            good = t->flat || t->nseen ? row_twice(b, t, 0, from) : read_flat(b, t);
        else if (bif_take_word(b, "default"))
            good = read_fallback(b, t);
        else if (bif_take_word(b, "property"))
            good = bif_skip_property(b, &text);
        else
            good = bif_expected(b, "`(` and a state for each parent, `table`, `default` or `}`");
        if (!good)
            return false;
    }
    return fill_missing(b, t);
}

/* The texts of the entries lie in the source: copy that stretch, and let them point there. */
static bool keep_texts(struct bif *b, const struct table *t, const char *from, const char *to)
{
    struct str copy = str_dup(b->s->w->arena, (struct str){from, (size_t)(to - from)});
    if (!copy.s)
        return diag_oom(b->s->w->diags);
    for (size_t i = 0; i < t->rows * t->row; i++)
        t->written[i].s = copy.s + (t->written[i].s - from);
    return true;
}

static bool read_again(struct bif *b, struct table *t, const char *from)
{
    t->written = ARENA_NEW(b->s->w->arena, struct str, t->rows * t->row);
    if (!t->written)
        return diag_oom(b->s->w->diags);
    memset(t->seen, 0, (t->rows + 63) / 64 * sizeof *t->seen);
    t->nseen = 0;
    t->flat = t->has_fallback = false;
    b->s->p = from;
    return read_rows(b, t) && keep_texts(b, t, from, b->s->p);
}

bool bif_read_table(struct bif *b, uint32_t v)
{
    struct net_var *x = &b->n.var[v];
    struct table t = {.v = v};
    size_t row;
    if (!net_cells(&b->n, v, x->table.at, &t.rows, &row))
        return false;
    t.row = (uint32_t)row;
    t.p = ARENA_NEW(b->s->w->arena, double, t.rows *row);
    t.guess = ARENA_NEW(b->s->draft, uint32_t, x->nin);
    t.seen = ARENA_NEW(b->s->draft, uint64_t, (t.rows + 63) / 64);
    if (!t.p || !t.guess || !t.seen)
        return diag_oom(b->s->w->diags);
    const char *from = b->s->p;
    if (!read_rows(b, &t) || (t.divided && !read_again(b, &t, from)))
        return false;
    x->table.p = t.p;
    x->table.written = t.written;
    return true;
}
