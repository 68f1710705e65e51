/* bif_read.c -- the Interchange Format for Bayesian networks, BIF 0.15 (Cozman 1996), as the files really
 * are.
 *
 *   network NAME { property .. ; }
 *   variable NAME { type discrete [ 2 ] { STATE, STATE }; property latent = yes ; }
 *   probability ( CHILD | PARENT, PARENT ) { (STATE, STATE) 0.2, 0.8; .. default 0.5, 0.5; }
 *   probability ( CHILD | PARENT ) { table 0.2 0.8 .. ; }      the child's states slowest, the last parent
 * fastest
 *
 * A name is text in double quotes, or whatever stands before white space or one of { } ( ) [ ] | , ; " -- so
 * `12+`, `<5` and `Asy/Patch` are states. Commas between numbers and names, and the bar, are as good as
 * blanks. Comments are those of C. Blocks come in any order.
 *
 * A table is read straight into its matrix. Only when a row needs dividing by its sum, or a number has more
 * digits than its double, it is read a second time to keep the entries as they are written. */
#include "formats/formats_int.h"

#include "base/interrupt.h"

#include <string.h>

struct bif {
    struct scan *s;
    struct net n;
    struct str *state; /* of the variable at hand */
    struct span *state_at;
    size_t nstates, state_cap, at_cap;
    const char **later; /* tables that name variables declared behind them */
    size_t nlater, later_cap;
    double *fallback; /* the row `default` */
    struct str *fallback_text;
};

struct word {
    struct str s;
    const char *from, *to; /* with its quotes */
};

/* ---- words ---- */

static const bool ends_name[256] = {
    [0] = true,    [' '] = true, ['\t'] = true, ['\n'] = true, ['\r'] = true, ['\f'] = true,
    ['\v'] = true, ['{'] = true, ['}'] = true,  ['('] = true,  [')'] = true,  ['['] = true,
    [']'] = true,  ['|'] = true, [','] = true,  [';'] = true,  ['"'] = true,
};

static bool ends(char c)
{
    return ends_name[(unsigned char)c];
}

/* Behind the comment that begins at p. One that is not closed goes to the end. */
static const char *behind_comment(const char *p, const char *end)
{
    if (p[1] == '/') {
        const char *q = memchr(p, '\n', (size_t)(end - p));
        return q ? q : end;
    }
    for (p += 2; p < end; p++)
        if (p[0] == '*' && p[1] == '/')
            return p + 2;
    return end;
}

static void skip_far(struct bif *b)
{
    const char *p = b->s->p;
    for (;;) {
        while (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t' || *p == ',' || *p == '|' || *p == '\f' ||
               *p == '\v')
            p++;
        if (*p != '/' || (p[1] != '/' && p[1] != '*'))
            break;
        p = behind_comment(p, b->s->end);
    }
    b->s->p = p;
}

/* To the next thing that counts. */
static inline void skip(struct bif *b)
{
    if ((unsigned char)*b->s->p <= ',' || *b->s->p == '/' || *b->s->p == '|')
        skip_far(b);
}

/* The end of the word at p; p itself when there is none. */
static const char *word_end(const struct bif *b, const char *p)
{
    if (*p == '"') {
        const char *q = memchr(p + 1, '"', (size_t)(b->s->end - p - 1));
        return q ? q + 1 : b->s->end;
    }
    while (!ends(*p))
        p++;
    return p;
}

static bool expected(struct bif *b, const char *what)
{
    return scan_expected(b->s, b->s->p, word_end(b, b->s->p), what);
}

static inline bool read_word(struct bif *b, struct word *w, const char *what)
{
    skip(b);
    const char *p = b->s->p, *q = word_end(b, p);
    if (q == p) {
        *w = (struct word){0};
        return expected(b, what);
    }
    *w = (struct word){{p, (size_t)(q - p)}, p, q};
    if (*p == '"') {
        if (q - p < 2 || q[-1] != '"')
            return scan_expected(b->s, b->s->end, b->s->end, "`\"`");
        w->s = (struct str){p + 1, (size_t)(q - p) - 2};
    }
    b->s->p = q;
    return true;
}

static struct span span_of(const struct bif *b, const struct word *w)
{
    return scan_span(b->s, w->from, w->to);
}

static bool take(struct bif *b, char c)
{
    skip(b);
    if (*b->s->p != c || b->s->p >= b->s->end)
        return false;
    b->s->p++;
    return true;
}

static bool need(struct bif *b, char c, const char *what)
{
    return take(b, c) || expected(b, what);
}

/* The word `word`, in any case of letters? */
static bool take_word(struct bif *b, const char *word)
{
    skip(b);
    const char *p = b->s->p;
    for (; *word; word++, p++)
        if ((*p | 0x20) != *word)
            return false;
    if (!ends(*p))
        return false;
    b->s->p = p;
    return true;
}

/* Behind the `;` that ends a property; its text without blanks at the ends, in *text. */
static bool skip_property(struct bif *b, struct str *text)
{
    skip(b);
    const char *from = b->s->p, *p = from;
    while (p < b->s->end && *p != ';')
        p = *p == '"' ? word_end(b, p) : p + 1;
    b->s->p = p;
    *text = (struct str){from, (size_t)(p - from)};
    while (text->n && strchr(" \t\r\n", text->s[text->n - 1]))
        text->n--;
    return need(b, ';', "`;` behind the property");
}

/* ---- network and variables ---- */

static bool read_network(struct bif *b)
{
    struct word name;
    struct str text;
    skip(b);
    if (*b->s->p != '{' && !read_word(b, &name, "the name of the network"))
        return false;
    if (!need(b, '{', "`{`"))
        return false;
    while (take_word(b, "property"))
        if (!skip_property(b, &text))
            return false;
    return need(b, '}', "`property` or `}`");
}

static bool push_state(struct bif *b, const struct word *w)
{
    size_t at = b->nstates;
    return (ARENA_PUSH(b->s->draft, b->state_at, at, b->at_cap, span_of(b, w)) &&
            ARENA_PUSH(b->s->draft, b->state, b->nstates, b->state_cap, w->s)) ||
           diag_oom(b->s->w->diags);
}

static bool wrong_count(struct bif *b, const struct word *count)
{
    diag_error(b->s->w->diags, "state-count", span_of(b, count), "%.*s states are announced, and %zu named",
               STR_ARG(count->s), b->nstates);
    return diag_hint(b->s->w->diags, "one of the two is wrong");
}

static bool read_states(struct bif *b, uint32_t v)
{
    struct word w, count = {0};
    struct number number;
    if (!take_word(b, "discrete")) {
        expected(b, "`discrete`");
        return diag_hint(b->s->w->diags, "only variables with finitely many states can be read");
    }
    bool counted = take(b, '[');
    if (counted && !(read_word(b, &count, "the number of states") && need(b, ']', "`]`")))
        return false;
    if (!need(b, '{', "`{` and the states"))
        return false;
    for (b->nstates = 0; !take(b, '}');)
        if (!read_word(b, &w, "a state or `}`") || !push_state(b, &w))
            return false;
    if (counted && (number_read(count.from, &number) != count.to || number.x < (double)b->nstates ||
                    number.x > (double)b->nstates))
        return wrong_count(b, &count);
    return net_states(&b->n, v, b->state, b->state_at, b->nstates) && need(b, ';', "`;`");
}

static bool read_variable(struct bif *b)
{
    struct word name;
    struct str text;
    if (!read_word(b, &name, "the name of the variable"))
        return false;
    uint32_t v = net_add(&b->n, name.s, span_of(b, &name));
    if (v == UINT32_MAX || !need(b, '{', "`{`"))
        return false;
    while (!take(b, '}')) {
        if (take_word(b, "type")) {
            if (!read_states(b, v))
                return false;
        } else if (!take_word(b, "property")) {
            return expected(b, "`type`, `property` or `}`");
        } else if (!skip_property(b, &text) || !net_property(&b->n, v, text)) {
            return false;
        }
    }
    return b->n.var[v].type || net_states(&b->n, v, NULL, NULL, 0);
}

/* ---- tables ---- */

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
    skip(b);
    const char *q = number_read(b->s->p, &number);
    if (!q || !ends(*q))
        return *b->s->p == ';' ? wrong_length(b, t, from, want, "fewer") : expected(b, "a number");
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
    if (take(b, ';'))
        return true;
    const char *q = number_read(b->s->p, &number);
    if (!q || !ends(*q))
        return expected(b, "`;`");
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
    skip(b);
    const char *from = b->s->p;
    for (size_t i = 0; i < t->row; i++)
        if (!read_entry(b, t, p, written, i, from, t->row))
            return false;
    const char *to = b->s->p;
    return end_numbers(b, t, from, t->row) && check_row(b, t, p, written, row, from, to);
}

static bool unknown_state(struct bif *b, const struct net_var *parent, const struct word *w)
{
    struct diags *d = b->s->w->diags;
    diag_error(d, "unknown-state", span_of(b, w), "%.*s has no state `%.*s`", STR_ARG(parent->name),
               STR_ARG(w->s));
    long k = str_nearest(w->s, parent->type->state, parent->type->n);
    if (k >= 0)
        return diag_hint(d, "did you mean `%.*s`?", STR_ARG(parent->type->state[k]));
    return diag_hint(d, "its states are those of its `variable` block");
}

static inline bool same(struct str a, struct str b)
{
    return a.n == b.n && memcmp(a.s, b.s, a.n) == 0;
}

/* The state that is meant; keys mostly run through the states in order. */
static inline uint32_t find_state(const struct type *type, uint32_t *guess, struct str name)
{
    uint32_t k = *guess, next = k + 1 < type->n ? k + 1 : 0;
    if (!same(type->state[k], name)) {
        k = next;
        if (!same(type->state[k], name))
            k = type_state(type, name);
    }
    if (k != UINT32_MAX)
        *guess = k;
    return k;
}

/* (STATE, STATE): which row. */
static bool read_key(struct bif *b, struct table *t, size_t *row)
{
    const struct net_var *x = &b->n.var[t->v];
    struct word w;
    *row = 0;
    for (size_t i = 0; i < x->nin; i++) {
        const struct net_var *parent = &b->n.var[x->in[i]];
        if (!read_word(b, &w, "a state for each parent"))
            return false;
        uint32_t k = find_state(parent->type, &t->guess[i], w.s);
        if (k == UINT32_MAX)
            return unknown_state(b, parent, &w);
        *row = *row * parent->type->n + k;
    }
    return need(b, ')', "`)` behind a state for each parent");
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
    skip(b);
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
    while (!take(b, '}')) {
        if (interrupted())
            return diag_interrupted(b->s->w->diags);
        const char *from = b->s->p;
        bool good;
        if (take(b, '('))
            good = read_keyed(b, t);
        else if (take_word(b, "table"))
            good = t->flat || t->nseen ? row_twice(b, t, 0, from) : read_flat(b, t);
        else if (take_word(b, "default"))
            good = read_fallback(b, t);
        else if (take_word(b, "property"))
            good = skip_property(b, &text);
        else
            good = expected(b, "`(` and a state for each parent, `table`, `default` or `}`");
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

static bool read_table(struct bif *b, uint32_t v)
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

/* ---- probability blocks ---- */

static bool read_parents(struct bif *b, uint32_t v)
{
    struct word w;
    while (!take(b, ')')) {
        if (!read_word(b, &w, "a parent or `)`"))
            return false;
        if (!net_given(&b->n, v, w.s, span_of(b, &w)))
            return false;
    }
    return true;
}

static bool read_probability(struct bif *b)
{
    struct word child;
    if (!need(b, '(', "`(`") || !read_word(b, &child, "the variable that the table is of"))
        return false;
    uint32_t v = net_need(&b->n, child.s, span_of(b, &child));
    return v != UINT32_MAX && net_table(&b->n, v, span_of(b, &child)) && read_parents(b, v) &&
           need(b, '{', "`{`") && read_table(b, v);
}

/* Are the variables of this block declared already? */
static bool is_ready(struct bif *b)
{
    const char *from = b->s->p;
    bool ready = true;
    for (skip(b), b->s->p += *b->s->p == '('; ready;) {
        skip(b);
        const char *p = b->s->p, *q = word_end(b, p);
        if (q == p)
            break;
        b->s->p = q;
        ready = net_find(&b->n, *p == '"' && q - p >= 2 ? (struct str){p + 1, (size_t)(q - p) - 2}
                                                        : (struct str){p, (size_t)(q - p)}) != UINT32_MAX;
    }
    b->s->p = from;
    return ready;
}

/* Remember the block for later, and go behind it. */
static bool put_off(struct bif *b)
{
    if (!ARENA_PUSH(b->s->draft, b->later, b->nlater, b->later_cap, b->s->p))
        return diag_oom(b->s->w->diags);
    while (skip(b), b->s->p < b->s->end && *b->s->p != '}') {
        const char *q = word_end(b, b->s->p);
        b->s->p = q > b->s->p ? q : b->s->p + 1;
    }
    return need(b, '}', "`}`");
}

static bool unknown_block(struct bif *b)
{
    static const struct str words[] = {STR("network"), STR("variable"), STR("probability")};
    const char *p = b->s->p;
    expected(b, "`network`, `variable` or `probability`");
    return diag_nearest(b->s->w->diags, (struct str){p, (size_t)(word_end(b, p) - p)}, words, 3, NULL);
}

static bool read_blocks(struct bif *b)
{
    for (skip(b); b->s->p < b->s->end; skip(b)) {
        bool good;
        if (interrupted())
            return diag_interrupted(b->s->w->diags);
        if (take_word(b, "variable"))
            good = read_variable(b);
        else if (take_word(b, "probability"))
            good = is_ready(b) ? read_probability(b) : put_off(b);
        else if (take_word(b, "network"))
            good = read_network(b);
        else
            good = unknown_block(b);
        if (!good)
            return false;
    }
    for (size_t i = 0; i < b->nlater; i++) {
        b->s->p = b->later[i];
        if (!read_probability(b))
            return false;
    }
    return true;
}

struct model *bif_read(struct scan *s, struct str name)
{
    struct bif b = {.s = s};
    net_begin(&b.n, s, name);
    return read_blocks(&b) ? net_model(&b.n) : NULL;
}
