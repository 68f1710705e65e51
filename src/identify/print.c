/* print.c -- formulas as text, with Unicode, and in LaTeX. */
#include "identify/symbols.h"

#include <string.h>

/* What a symbol is called in this formula: the variable as spelled when it is free, in lower case when it is
 * bound, with primes as needed to tell it from all others. */
struct label {
    struct symbol symbol;
    bool bound;
    struct str name; /* without its primes */
    uint32_t primes;
};

struct writer {
    struct buf *out;
    const struct est_pool *p;
    const struct est_print *how;
    struct arena *draft;
    struct symbols all; /* of the formula */
    struct label *label;
    size_t n, cap;
    const est *def; /* the bodies of Q1, Q2, .. */
    uint32_t ndef;
};

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool in_name(char c)
{
    return is_upper(c) || (c >= 'a' && c <= 'z') || is_digit(c) || c == '_' || (unsigned char)c >= 0x80;
}

static struct str lower(struct arena *a, struct str s)
{
    char *t = arena_alloc(a, s.n + 1);
    for (size_t i = 0; t && i < s.n; i++)
        t[i] = is_upper(s.s[i]) ? (char)(s.s[i] - 'A' + 'a') : s.s[i];
    return (struct str){t, t ? s.n : 0};
}

/* ---- names ---- */
static struct label *label_of(const struct writer *x, struct symbol s, bool bound)
{
    for (size_t i = 0; i < x->n; i++)
        if (symbol_eq(x->label[i].symbol, s) && x->label[i].bound == bound)
            return &x->label[i];
    return NULL;
}

static size_t ending_primes(struct str s)
{
    size_t n = 0;
    while (n < s.n && s.s[s.n - 1 - n] == '\'')
        n++;
    return n;
}

/* Names may end in primes themselves: compare what the reader sees. */
static bool same_stem(struct str a, struct str b)
{
    return str_eq((struct str){a.s, a.n - ending_primes(a)}, (struct str){b.s, b.n - ending_primes(b)});
}

static bool is_taken(const struct writer *x, struct str name, uint32_t primes)
{
    for (size_t i = 0; i < x->n; i++)
        if (same_stem(x->label[i].name, name) &&
            ending_primes(x->label[i].name) + x->label[i].primes == ending_primes(name) + primes)
            return true;
    return false;
}

/* Is this what another variable of the formula is called, or its copies are? */
static bool means_another(const struct writer *x, uint32_t var, struct str name)
{
    for (uint32_t i = 0; i < x->all.n; i++)
        if (x->all.at[i].var != var && same_stem(x->how->names[x->all.at[i].var], name))
            return true;
    for (size_t i = 0; i < x->n; i++)
        if (x->label[i].symbol.var != var && same_stem(x->label[i].name, name))
            return true;
    return false;
}

static bool add_label(struct writer *x, struct symbol s, bool bound)
{
    struct str spelled = x->how->names[s.var];
    bool small = bound || s.prime == EST_FORMAL;
    struct label l = {s, bound, small ? lower(x->draft, spelled) : spelled,
                      s.prime == EST_FORMAL ? 0 : s.prime};
    if (label_of(x, s, bound))
        return true;
    if (!l.name.s)
        return false;
    if (small && means_another(x, s.var, l.name))
        l.name = spelled;
    while (is_taken(x, l.name, l.primes))
        l.primes++;
    return ARENA_PUSH(x->draft, x->label, x->n, x->cap, l);
}

static bool label_bound(struct writer *x, est e)
{
    const struct est_node *n = est_get(x->p, e);
    if (n->kind == EST_SUM)
        for (uint32_t i = 0; i < n->nover; i++)
            if (!add_label(x, n->over[i], true))
                return false;
    for (uint32_t i = 0; n->kind != EST_FACTOR && i < n->nkids; i++)
        if (!label_bound(x, n->kid[i]))
            return false;
    return true;
}

/* Every symbol that is written in e, bound ones included. */
static bool all_symbols(struct work *w, const struct est_pool *p, est e, struct symbols *out)
{
    const struct est_node *n = est_get(p, e);
    if (!symbols_join(w, out, est_over(n), est_given(n)))
        return false;
    for (uint32_t i = 0; n->kind != EST_FACTOR && i < n->nkids; i++) {
        struct symbols kid;
        if (!all_symbols(w, p, n->kid[i], &kid) || !symbols_join(w, out, *out, kid))
            return false;
    }
    return true;
}

static bool label_all(struct writer *x, est e)
{
    struct diags unheard = {.arena = x->draft};
    struct work w = {x->draft, &unheard};
    struct symbols open = est_free_symbols(x->p, e);
    if (!all_symbols(&w, x->p, e, &x->all))
        return false;
    for (uint32_t i = 0; i < open.n; i++)
        if (!add_label(x, open.at[i], false))
            return false;
    return label_bound(x, e);
}

/* ---- words ---- */
static void latex_char(struct buf *out, char c)
{
    static const char special[] = "$&#%_{}";
    if (strchr(special, c) && c) {
        buf_putc(out, '\\');
        buf_putc(out, c);
    } else if (c == ' ') {
        buf_puts(out, "\\ ");
    } else if (c == '\\') {
        buf_puts(out, "{\\backslash}");
    } else if (c == '^') {
        buf_puts(out, "{\\wedge}");
    } else if (c == '~') {
        buf_puts(out, "{\\sim}");
    } else {
        buf_putc(out, c);
    }
}

static size_t letters(struct str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += ((unsigned char)s.s[i] & 0xc0) != 0x80;
    return n;
}

/* A name, or a state when `state` (which may also be a number). */
static void word(const struct writer *x, struct str s, bool state)
{
    size_t tail = ending_primes(s);
    bool plain = s.n > tail, number = state && s.n;
    for (size_t i = 0; i < s.n; i++) {
        plain &= i >= s.n - tail || in_name(s.s[i]);
        number &= is_digit(s.s[i]) || s.s[i] == '.' || s.s[i] == '-';
    }
    plain &= state || !is_digit(s.s[0]);
    if (x->how->style == EST_LATEX) {
        bool italic = !number && letters((struct str){s.s, s.n - tail}) > 1;
        if (italic)
            buf_puts(x->out, "\\mathit{");
        for (size_t i = 0; i < s.n; i++) {
            if (italic && i == s.n - tail)
                buf_putc(x->out, '}');
            latex_char(x->out, s.s[i]);
        }
        if (italic && !tail)
            buf_putc(x->out, '}');
    } else {
        const char *quote = plain || number ? "" : "`";
        buf_puts(x->out, quote);
        buf_put(x->out, s);
        buf_puts(x->out, quote);
    }
}

/* ---- formulas ---- */
struct scope {
    const struct scope *outer;
    struct symbols bound;
};

static bool is_bound(const struct scope *in, struct symbol s)
{
    for (; in; in = in->outer)
        if (symbols_have(in->bound, s))
            return true;
    return false;
}

static void symbol(const struct writer *x, struct symbol s, const struct scope *in)
{
    bool bound = is_bound(in, s);
    const struct label *l = label_of(x, s, bound);
    word(x, l->name, false);
    buf_fill(x->out, '\'', l->primes);
    if (!bound && s.prime == 0 && x->how->fixed && x->how->fixed[s.var].s) {
        buf_putc(x->out, '=');
        word(x, x->how->fixed[s.var], true);
    }
}

static void symbols(const struct writer *x, struct symbols s, const struct scope *in, const char *gap)
{
    for (uint32_t i = 0; i < s.n; i++) {
        if (i)
            buf_puts(x->out, gap);
        symbol(x, s.at[i], in);
    }
}

static void put_factor_name(const struct writer *x, est body)
{
    uint32_t i = 0;
    while (i < x->ndef && x->def[i] != body)
        i++;
    buf_fmt(x->out, x->how->style == EST_LATEX ? "Q_{%u}" : "Q%u", i + 1);
}

enum position { ALONE, LAST, INSIDE }; /* LAST: at the end of a product or the body of a sum */

static void formula(const struct writer *x, est e, const struct scope *in, enum position at);

static void distribution(const struct writer *x, const struct est_node *n, const struct scope *in)
{
    buf_puts(x->out, "P(");
    symbols(x, est_over(n), in, ", ");
    if (n->ngiven) {
        buf_puts(x->out, x->how->style == EST_LATEX ? " \\mid " : " | ");
        symbols(x, est_given(n), in, ", ");
    }
    buf_putc(x->out, ')');
}

static void sum(const struct writer *x, const struct est_node *n, const struct scope *in)
{
    static const char *const sign[] = {[EST_TEXT] = "sum_", [EST_UNICODE] = "Σ_", [EST_LATEX] = "\\sum_"};
    struct scope inner = {in, est_over(n)};
    bool braces = n->nover > 1 || x->how->style == EST_LATEX;
    buf_puts(x->out, sign[x->how->style]);
    buf_puts(x->out, braces ? "{" : "");
    symbols(x, est_over(n), &inner, ",");
    buf_puts(x->out, braces ? "} " : " ");
    formula(x, n->kid[0], &inner, LAST);
}

static void quotient(const struct writer *x, const struct est_node *n, const struct scope *in)
{
    if (x->how->style == EST_LATEX) {
        buf_puts(x->out, "\\frac{");
        formula(x, n->kid[0], in, ALONE);
        buf_puts(x->out, "}{");
        formula(x, n->kid[1], in, ALONE);
        buf_putc(x->out, '}');
        return;
    }
    for (int i = 0; i < 2; i++) {
        bool leaf = est_get(x->p, n->kid[i])->kind == EST_P;
        buf_puts(x->out, i ? " / " : "");
        buf_puts(x->out, leaf ? "" : "(");
        formula(x, n->kid[i], in, ALONE);
        buf_puts(x->out, leaf ? "" : ")");
    }
}

/* A sum reaches as far right as it can, so it is bracketed when something follows it. */
static void formula(const struct writer *x, est e, const struct scope *in, enum position at)
{
    const struct est_node *n = est_get(x->p, e);
    bool brackets = (n->kind == EST_SUM && at == INSIDE) ||
                    (n->kind == EST_QUOTIENT && at != ALONE && x->how->style != EST_LATEX);
    if (brackets)
        buf_putc(x->out, '(');
    switch (n->kind) {
    case EST_ONE:
        buf_putc(x->out, '1');
        break;
    case EST_P:
        distribution(x, n, in);
        break;
    case EST_PRODUCT:
        for (uint32_t i = 0; i < n->nkids; i++) {
            if (i)
                buf_putc(x->out, ' ');
            formula(x, n->kid[i], in, i + 1 < n->nkids ? INSIDE : LAST);
        }
        break;
    case EST_QUOTIENT:
        quotient(x, n, in);
        break;
    case EST_SUM:
        sum(x, n, in);
        break;
    case EST_FACTOR:
        put_factor_name(x, n->kid[0]);
        buf_putc(x->out, '(');
        symbols(x, est_over(n), in, ", ");
        buf_putc(x->out, ')');
        break;
    }
    if (brackets)
        buf_putc(x->out, ')');
}

/* ---- definitions ---- */

struct definitions {
    const struct est_pool *p;
    struct work *w;
    struct set seen; /* by node */
    est *def;
    size_t n, cap;
};

static bool find_definitions(struct definitions *d, est e)
{
    const struct est_node *n = est_get(d->p, e);
    if (set_has(d->seen, e))
        return true;
    set_add(d->seen, e);
    for (uint32_t i = 0; i < n->nkids; i++)
        if (!find_definitions(d, n->kid[i]))
            return false;
    if (n->kind != EST_FACTOR)
        return true;
    for (size_t i = 0; i < d->n; i++)
        if (d->def[i] == n->kid[0])
            return true;
    return ARENA_PUSH(d->w->arena, d->def, d->n, d->cap, n->kid[0]) || diag_oom(d->w->diags);
}

bool est_definitions(struct work *w, const struct est_pool *p, est e, est **def, uint32_t *n)
{
    struct arena draft = {0};
    struct definitions d = {.p = p, .w = w, .seen = set_new(&draft, e + 1)};
    bool good = set_ok(d.seen) ? find_definitions(&d, e) : diag_oom(w->diags);
    arena_free(&draft);
    *def = d.def;
    *n = (uint32_t)d.n;
    return good;
}

static void write(struct writer *x, est e, const char *head)
{
    struct symbols open = est_free_symbols(x->p, e);
    if (!label_all(x, e)) {
        x->out->failed = true;
        return;
    }
    if (head) {
        put_factor_name(x, e);
        buf_putc(x->out, '(');
        symbols(x, open, NULL, ", ");
        buf_puts(x->out, head);
    }
    formula(x, e, NULL, ALONE);
}

static void write_one(struct buf *out, const struct est_pool *p, est e, uint32_t definition,
                      const struct est_print *how)
{
    struct arena draft = {0};
    struct diags unheard = {.arena = &draft};
    struct work w = {&draft, &unheard};
    est *def;
    struct writer x = {.out = out, .p = p, .how = how, .draft = &draft};
    if (!est_definitions(&w, p, e, &def, &x.ndef)) {
        out->failed = true;
    } else {
        x.def = def;
        if (definition == UINT32_MAX)
            write(&x, e, NULL);
        else if (definition < x.ndef)
            write(&x, def[definition], ") = ");
    }
    arena_free(&draft);
}

void est_write(struct buf *out, const struct est_pool *p, est e, const struct est_print *how)
{
    write_one(out, p, e, UINT32_MAX, how);
}

void est_write_definition(struct buf *out, const struct est_pool *p, est e, uint32_t i,
                          const struct est_print *how)
{
    write_one(out, p, e, i, how);
}
