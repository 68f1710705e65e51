/* latex.c -- names as LaTeX: what a paper would print for them, and nothing that could break a document. */
#include "draw/latex_int.h"

#include "base/utf8.h"

#include <string.h>

struct sign {
    uint32_t code;
    const char *text; /* between $ signs when `math` */
    bool math;
};

/* Sorted by code. Greek capitals that look Latin are written as Latin letters. */
static const struct sign signs[] = {
    {'"', "''", false},
    {'#', "\\#", false},
    {'$', "\\$", false},
    {'%', "\\%", false},
    {'&', "\\&", false},
    {'<', "<", true},
    {'>', ">", true},
    {'\\', "\\textbackslash{}", false},
    {'^', "\\textasciicircum{}", false},
    {'_', "\\_", false},
    {'`', "\\textasciigrave{}", false},
    {'{', "\\{", false},
    {'|', "|", true},
    {'}', "\\}", false},
    {'~', "\\textasciitilde{}", false},
    {0xA0, "~", false},
    {0xAC, "\\neg", true},
    {0xB1, "\\pm", true},
    {0xB7, "\\cdot", true},
    {0xD7, "\\times", true},
    {0x391, "\\mathrm{A}", true},
    {0x392, "\\mathrm{B}", true},
    {0x393, "\\Gamma", true},
    {0x394, "\\Delta", true},
    {0x395, "\\mathrm{E}", true},
    {0x396, "\\mathrm{Z}", true},
    {0x397, "\\mathrm{H}", true},
    {0x398, "\\Theta", true},
    {0x399, "\\mathrm{I}", true},
    {0x39A, "\\mathrm{K}", true},
    {0x39B, "\\Lambda", true},
    {0x39C, "\\mathrm{M}", true},
    {0x39D, "\\mathrm{N}", true},
    {0x39E, "\\Xi", true},
    {0x39F, "\\mathrm{O}", true},
    {0x3A0, "\\Pi", true},
    {0x3A1, "\\mathrm{P}", true},
    {0x3A3, "\\Sigma", true},
    {0x3A4, "\\mathrm{T}", true},
    {0x3A5, "\\Upsilon", true},
    {0x3A6, "\\Phi", true},
    {0x3A7, "\\mathrm{X}", true},
    {0x3A8, "\\Psi", true},
    {0x3A9, "\\Omega", true},
    {0x3B1, "\\alpha", true},
    {0x3B2, "\\beta", true},
    {0x3B3, "\\gamma", true},
    {0x3B4, "\\delta", true},
    {0x3B5, "\\varepsilon", true},
    {0x3B6, "\\zeta", true},
    {0x3B7, "\\eta", true},
    {0x3B8, "\\theta", true},
    {0x3B9, "\\iota", true},
    {0x3BA, "\\kappa", true},
    {0x3BB, "\\lambda", true},
    {0x3BC, "\\mu", true},
    {0x3BD, "\\nu", true},
    {0x3BE, "\\xi", true},
    {0x3BF, "o", true},
    {0x3C0, "\\pi", true},
    {0x3C1, "\\rho", true},
    {0x3C2, "\\varsigma", true},
    {0x3C3, "\\sigma", true},
    {0x3C4, "\\tau", true},
    {0x3C5, "\\upsilon", true},
    {0x3C6, "\\varphi", true},
    {0x3C7, "\\chi", true},
    {0x3C8, "\\psi", true},
    {0x3C9, "\\omega", true},
    {0x3D1, "\\vartheta", true},
    {0x3D5, "\\phi", true},
    {0x3F5, "\\epsilon", true},
    {0x2013, "--", false},
    {0x2014, "---", false},
    {0x2018, "`", false},
    {0x2019, "'", false},
    {0x201C, "``", false},
    {0x201D, "''", false},
    {0x2026, "\\dots{}", false},
    {0x2032, "{}'", true},
    {0x2190, "\\leftarrow", true},
    {0x2192, "\\to", true},
    {0x2194, "\\leftrightarrow", true},
    {0x2205, "\\emptyset", true},
    {0x2208, "\\in", true},
    {0x2211, "\\textstyle\\sum", true},
    {0x2212, "-", true},
    {0x2216, "\\setminus", true},
    {0x221E, "\\infty", true},
    {0x2227, "\\wedge", true},
    {0x2228, "\\vee", true},
    {0x2229, "\\cap", true},
    {0x222A, "\\cup", true},
    {0x223C, "\\sim", true},
    {0x2248, "\\approx", true},
    {0x2260, "\\neq", true},
    {0x2264, "\\leq", true},
    {0x2265, "\\geq", true},
    {0x2295, "\\oplus", true},
    {0x2297, "\\otimes", true},
    {0x22A5, "\\perp", true},
    {0x2AEB, "\\perp\\!\\!\\!\\perp", true},
};

static const struct sign *sign_of(uint32_t c)
{
    size_t low = 0, high = sizeof signs / sizeof *signs;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (signs[mid].code < c)
            low = mid + 1;
        else
            high = mid;
    }
    return low < sizeof signs / sizeof *signs && signs[low].code == c ? &signs[low] : NULL;
}

static bool is_letter(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* One letter, Latin or Greek, then perhaps digits, then perhaps primes or stars: a mathematician's name. */
static bool put_symbol(struct buf *out, struct str name)
{
    size_t pos = 0;
    if (!name.n)
        return false;
    uint32_t c = utf8_next(name, &pos);
    const struct sign *greek = c >= 0x391 && c <= 0x3F5 ? sign_of(c) : NULL;
    if (!greek && !is_letter(c))
        return false;
    size_t from = pos + (pos < name.n && name.s[pos] == '_'), to = from;
    while (to < name.n && name.s[to] >= '0' && name.s[to] <= '9')
        to++;
    size_t primes = 0, stars = 0, end = to > from ? to : pos;
    while (end + primes < name.n && name.s[end + primes] == '\'')
        primes++;
    while (end + primes + stars < name.n && name.s[end + primes + stars] == '*')
        stars++;
    if (end + primes + stars < name.n)
        return false;
    buf_putc(out, '$');
    buf_put(out, greek ? str_of(greek->text) : (struct str){name.s, 1});
    if (to > from)
        buf_fmt(out, "_{%.*s}", (int)(to - from), name.s + from);
    if (primes + stars) {
        buf_puts(out, "^{");
        for (size_t i = 0; i < primes; i++)
            buf_puts(out, "\\prime");
        buf_fill(out, '*', stars);
        buf_putc(out, '}');
    }
    buf_putc(out, '$');
    return true;
}

static void put_character(struct buf *out, struct str text, size_t from, size_t to, uint32_t c)
{
    const struct sign *sign = sign_of(c);
    if (sign && sign->math)
        buf_fmt(out, "$%s$", sign->text);
    else if (sign)
        buf_puts(out, sign->text);
    else if (c < 0x20 || c == 0x7F)
        buf_putc(out, ' ');
    else if (c == 0xFFFD)
        buf_putc(out, '?');
    else
        buf_put(out, (struct str){text.s + from, to - from});
}

void latex_text(struct buf *out, struct str text)
{
    if (put_symbol(out, text))
        return;
    for (size_t pos = 0; pos < text.n;) {
        size_t from = pos;
        uint32_t c = utf8_next(text, &pos);
        put_character(out, text, from, pos, c);
    }
}

void latex_comment(struct buf *out, struct str text)
{
    for (size_t pos = 0; pos < text.n;) {
        size_t from = pos;
        uint32_t c = utf8_next(text, &pos);
        if (c < 0x20 || c == 0x7F)
            buf_putc(out, ' ');
        else if (c == 0xFFFD)
            buf_putc(out, '?');
        else
            buf_put(out, (struct str){text.s + from, pos - from});
    }
}

/* pdfLaTeX sets up Latin letters and what is in the table; marks that combine, and other scripts, it does
 * not know. */
bool latex_plain(struct str text)
{
    for (size_t pos = 0; pos < text.n;) {
        uint32_t c = utf8_next(text, &pos);
        if (c >= 0x180 && c != 0xFFFD && !sign_of(c))
            return false;
    }
    return true;
}
