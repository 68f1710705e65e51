/* print.c -- formulas as text, with Unicode, and in LaTeX. */
#include "identify/labels.h"

#include <string.h>

struct writer {
    struct buf *out;
    const struct est_pool *p;
    const struct est_print *how;
    struct labels labels;
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
    size_t tail = label_ending_primes(s);
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
static void symbol(const struct writer *x, struct symbol s, const struct scope *in)
{
    uint32_t depth = scope_depth(in, s);
    const struct label *l = labels_of(&x->labels, s, depth);
    word(x, l->name, false);
    buf_fill(x->out, '\'', l->primes);
    if (!depth && s.prime == 0 && x->how->fixed && x->how->fixed[s.var].s) {
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
        enum est_kind kind = est_get(x->p, n->kid[i])->kind;
        bool leaf = kind == EST_P || kind == EST_FACTOR;
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

static void write(struct writer *x, est e, const char *head)
{
    struct symbols open = est_free_symbols(x->p, e);
    if (!labels_make(&x->labels, e)) {
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
    struct work w = {&draft, &unheard, NULL};
    est *def;
    struct writer x = {
        .out = out, .p = p, .how = how, .labels = {.draft = &draft, .p = p, .names = how->names}};
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
