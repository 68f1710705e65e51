/* fraction.c -- exact numbers as text: 8783/34650 (0.253478…). */
#include "base/utf8.h"
#include "render/render_int.h"

#include <stdio.h>
#include <string.h>

enum { EXACT_DIGITS = 6, LONG_DIGITS = 15, LONGEST_FRACTION = 60 };

/* Is x the decimal in `text`? */
static bool is_decimal(struct buf *out, struct rational x, struct str text)
{
    struct arena a = {0};
    struct diags diags = {.arena = &a};
    struct work w = {&a, &diags, NULL};
    struct rational y = RATIONAL_UNDEFINED;
    bool good, same = rational_parse(&y, &w, text, &good) && good && rational_equal(x, y);
    out->failed = out->failed || diags.out_of_memory;
    arena_free(&a);
    return same;
}

/* So many decimals, and dots unless that is all of it; true when it is. */
static bool put_decimal_of(struct buf *out, const struct exact_number *n, uint32_t digits, bool unicode)
{
    struct buf text = {0};
    render_number(&text, n->x, digits);
    struct str s = buf_str(&text);
    bool finite = rational_undefined(n->fraction) || is_decimal(out, n->fraction, s);
    if (finite && memchr(s.s, '.', s.n)) {
        while (s.s[s.n - 1] == '0')
            s.n--;
        s.n -= s.s[s.n - 1] == '.';
    }
    buf_put(out, s);
    if (!finite)
        buf_puts(out, unicode ? "…" : "...");
    out->failed = out->failed || text.failed;
    buf_free(&text);
    return finite;
}

/* Too long to be read? */
static bool is_long_fraction(struct rational x)
{
    struct buf b = {0};
    rational_put(&b, x);
    bool is = b.n > LONGEST_FRACTION;
    buf_free(&b);
    return is;
}

static void put_latex(struct buf *out, const struct exact_number *n, const struct render_style *style,
                      bool decimals)
{
    struct buf num = {0}, den = {0};
    rational_put_parts(&num, &den, n->fraction);
    struct str shown = buf_str(&num);
    bool negative = shown.n && shown.s[0] == '-';
    if (negative)
        shown = (struct str){shown.s + 1, shown.n - 1};
    buf_fmt(out, "$%s\\frac{%.*s}{%.*s}", negative ? "-" : "", STR_ARG(shown), STR_ARG(buf_str(&den)));
    if (decimals) {
        struct buf ignored = {0};
        bool finite = put_decimal_of(&ignored, n, style->digits, false);
        buf_puts(out, finite ? " = " : " \\approx ");
        if (finite)
            buf_put(out, buf_str(&ignored));
        else
            render_number(out, n->x, style->digits);
        buf_free(&ignored);
    }
    buf_putc(out, '$');
    out->failed = out->failed || num.failed || den.failed;
    buf_free(&num);
    buf_free(&den);
}

void put_exact_number(struct buf *out, const struct exact_number *n, enum exact_layout layout,
                      const struct render_style *style)
{
    bool unicode = style->unicode;
    if (rational_undefined(n->fraction))
        render_number(out, n->x, style->digits);
    else if (n->fraction.den == 0)
        rational_put(out, n->fraction);
    else if (layout == LAYOUT_DECIMAL)
        put_decimal_of(out, n, style->digits > LONG_DIGITS ? style->digits : LONG_DIGITS,
                       unicode && style->format != RENDER_LATEX);
    else if (style->format == RENDER_LATEX)
        put_latex(out, n, style, layout == LAYOUT_BOTH);
    else {
        rational_put(out, n->fraction);
        if (layout == LAYOUT_FRACTION)
            return;
        buf_puts(out, " (");
        put_decimal_of(out, n, style->digits, unicode);
        buf_putc(out, ')');
    }
}

void put_body_fraction(struct buf *out, const struct answer *answer, const struct render_style *style)
{
    struct exact_number n = {answer->number, *answer->fraction};
    struct render_style more = *style;
    if (more.digits < EXACT_DIGITS)
        more.digits = EXACT_DIGITS;
    put_exact_number(out, &n, is_long_fraction(n.fraction) ? LAYOUT_DECIMAL : LAYOUT_BOTH, &more);
}

bool marginals_exact(const struct answer_marginals *m)
{
    for (uint32_t i = 0; i < m->n; i++)
        if (m->exact && m->exact[i])
            return true;
    return false;
}

void put_marginal(struct buf *out, const struct answer_marginals *m, uint32_t i, uint32_t k,
                  const struct render_style *style)
{
    enum { SHORT = 20 };
    struct buf fraction = {0};
    if (m->exact && m->exact[i])
        rational_put(&fraction, m->exact[i][k]);
    if (fraction.n == 0)
        render_number(out, m->p[i][k], style->digits);
    else if (fraction.n <= SHORT)
        put_exact_number(out, &(struct exact_number){m->p[i][k], m->exact[i][k]}, LAYOUT_FRACTION, style);
    else
        put_decimal_of(out, &(struct exact_number){m->p[i][k], m->exact[i][k]}, style->digits,
                       style->unicode && style->format != RENDER_LATEX);
    if (m->estimated && m->estimated[i])
        put_interval(out, &m->estimated[i][k], style->digits);
    out->failed = out->failed || fraction.failed;
    buf_free(&fraction);
}

bool has_long_fraction(const struct answer *answer)
{
    for (size_t i = 0; answer->table->exact && i < answer->table->cells; i++)
        if (is_long_fraction(answer->table->exact[i]))
            return true;
    return false;
}

struct str exactness_note(struct arena *a, const struct answer *answer, const struct render_style *style)
{
    struct grid g;
    if (answer->inexact.n)
        return str_fmt(a, "in decimals: %.*s", STR_ARG(answer->inexact));
    if (answer->fraction)
        return is_long_fraction(*answer->fraction) ? STR("the fraction is long: `:set format json` prints it")
                                                   : STR("");
    if ((answer->kind != ANSWER_DISTRIBUTION && answer->kind != ANSWER_EXPECTATION) || !answer->table->exact)
        return STR("");
    if (!grid_of_answer(&g, a, answer, style))
        return (struct str){NULL, 0};
    return g.layout == LAYOUT_DECIMAL ? STR("the fractions are long: `:set format json` prints them")
                                      : STR("");
}
