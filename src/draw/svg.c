/* svg.c -- a pen that writes SVG 1.1 by hand: real text, groups that say what is in them, short numbers, no
 * style sheet and no references, so that every viewer shows it and it may be put into a page many times.
 *
 * An u is 40 units. Text carries the length it was laid out with: another font at the reader's end changes
 * the letters, not the picture. */
#include "base/utf8.h"
#include "draw/letters.h"
#include "draw/pen.h"

#include <math.h>

#define UNITS 40.0
#define MARGIN 0.25 /* around the picture, in u */
#define PAGE_GAP 1.0
#define FONTS "'TeX Gyre Termes', 'Nimbus Roman', 'Liberation Serif', 'Times New Roman', Times, serif"

struct svg {
    struct pen pen;
    struct buf *out;
    const struct theme *theme;
    uint32_t page; /* from 1; 0: the only one */
    unsigned depth;
    bool drawing; /* inside a path */
};

/* At most two decimals, by integers: no locale, no "-0". */
static void number(struct buf *out, double x)
{
    double scaled = round(x * 100);
    if (!(fabs(scaled) < 1e15))
        scaled = 0;
    long long v = (long long)scaled;
    unsigned long long a = (unsigned long long)(v < 0 ? -v : v);
    if (v < 0)
        buf_putc(out, '-');
    buf_fmt(out, "%llu", a / 100);
    if (a % 100)
        buf_fmt(out, a % 10 ? ".%02llu" : ".%llu", a % 10 ? a % 100 : a % 100 / 10);
}

static void attribute(struct svg *s, const char *name, double u)
{
    buf_fmt(s->out, " %s=\"", name);
    number(s->out, u * UNITS);
    buf_putc(s->out, '"');
}

static void xml(struct buf *out, struct str text, bool lines)
{
    for (size_t i = 0; i < text.n;) {
        uint32_t c = letter_next(text, &i);
        if (lines && c == LETTER_LINE_END)
            c = '\n';
        switch (c) {
        case '<':
            buf_puts(out, "&lt;");
            break;
        case '>':
            buf_puts(out, "&gt;");
            break;
        case '&':
            buf_puts(out, "&amp;");
            break;
        case '"':
            buf_puts(out, "&quot;");
            break;
        default:
            utf8_put(out, c);
        }
    }
}

static void color(struct svg *s, const char *name, struct color c)
{
    if (!c.on)
        return;
    if (c.r % 17 || c.g % 17 || c.b % 17)
        buf_fmt(s->out, " %s=\"#%02x%02x%02x\"", name, c.r, c.g, c.b);
    else
        buf_fmt(s->out, " %s=\"#%x%x%x\"", name, c.r / 17, c.g / 17, c.b / 17);
}

static void indent(struct svg *s)
{
    buf_putc(s->out, '\n');
    buf_fill(s->out, ' ', s->depth);
}

/* Only what differs from what stands in the root element. */
static void painted(struct svg *s, const struct paint *p)
{
    color(s, "fill", p->fill);
    color(s, "stroke", p->stroke);
    if (p->stroke.on && p->width != s->theme->line)
        attribute(s, "stroke-width", p->width);
    if (p->stroke.on && p->dash > 0) {
        buf_puts(s->out, " stroke-dasharray=\"");
        number(s->out, p->dash * UNITS);
        buf_putc(s->out, ' ');
        number(s->out, p->spaces * UNITS);
        buf_putc(s->out, '"');
        if (p->dash > DOTS)
            buf_puts(s->out, " stroke-linecap=\"butt\"");
    }
    if (p->stroke.on && p->pointed)
        buf_puts(s->out, " stroke-linejoin=\"miter\"");
    buf_puts(s->out, "/>");
}

static void id(struct svg *s, char letter, uint32_t n)
{
    if (s->page)
        buf_fmt(s->out, "page%u-", s->page);
    buf_fmt(s->out, "%c%u", letter, n);
}

static void svg_open(struct pen *pen, const struct tag *tag)
{
    static const struct {
        unsigned flag;
        const char *word;
    } flags[] = {{FLAG_GHOST, "ghost"}, {FLAG_ACCENT, "accent"}, {FLAG_HIDDEN, "hidden"}, {FLAG_DIM, "dim"}};
    struct svg *s = (struct svg *)pen;
    indent(s);
    buf_fmt(s->out, "<g class=\"%s", tag->class);
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (tag->flags & flags[i].flag)
            buf_fmt(s->out, " %s", flags[i].word);
    buf_putc(s->out, '"');
    if (tag->letter) {
        buf_puts(s->out, " id=\"");
        id(s, tag->letter, tag->number);
        buf_putc(s->out, '"');
    }
    if (tag->name.n) {
        buf_puts(s->out, " data-name=\"");
        xml(s->out, tag->name, false);
        buf_putc(s->out, '"');
    }
    const uint32_t ends[2] = {tag->from, tag->to};
    for (int i = 0; i < 2; i++)
        if (ends[i] != UINT32_MAX) {
            buf_puts(s->out, i ? " data-to=\"" : " data-from=\"");
            id(s, 'm', ends[i]);
            buf_putc(s->out, '"');
        }
    buf_putc(s->out, '>');
    s->depth++;
}

static void svg_close(struct pen *pen)
{
    struct svg *s = (struct svg *)pen;
    s->depth--;
    indent(s);
    buf_puts(s->out, "</g>");
}

static void point(struct svg *s, struct point p)
{
    number(s->out, p.x * UNITS);
    buf_putc(s->out, ' ');
    number(s->out, p.y * UNITS);
}

static void svg_move(struct pen *pen, struct point p)
{
    struct svg *s = (struct svg *)pen;
    if (!s->drawing) {
        indent(s);
        buf_puts(s->out, "<path d=\"M");
    } else {
        buf_puts(s->out, " M");
    }
    s->drawing = true;
    point(s, p);
}

static void svg_line(struct pen *pen, struct point p)
{
    struct svg *s = (struct svg *)pen;
    buf_puts(s->out, " L");
    point(s, p);
}

static void svg_curve(struct pen *pen, struct point a, struct point b, struct point p)
{
    struct svg *s = (struct svg *)pen;
    buf_puts(s->out, " C");
    point(s, a);
    buf_putc(s->out, ' ');
    point(s, b);
    buf_putc(s->out, ' ');
    point(s, p);
}

static void svg_shut(struct pen *pen)
{
    buf_puts(((struct svg *)pen)->out, " Z");
}

static void svg_paint(struct pen *pen, const struct paint *paint)
{
    struct svg *s = (struct svg *)pen;
    buf_putc(s->out, '"');
    painted(s, paint);
    s->drawing = false;
}

static void svg_rectangle(struct pen *pen, struct point corner, double w, double h, double radius,
                          const struct paint *paint)
{
    struct svg *s = (struct svg *)pen;
    indent(s);
    buf_puts(s->out, "<rect");
    attribute(s, "x", corner.x);
    attribute(s, "y", corner.y);
    attribute(s, "width", w);
    attribute(s, "height", h);
    if (radius > 0)
        attribute(s, "rx", radius);
    painted(s, paint);
}

static void svg_ellipse(struct pen *pen, struct point centre, double rx, double ry, const struct paint *paint)
{
    struct svg *s = (struct svg *)pen;
    indent(s);
    buf_puts(s->out, rx == ry ? "<circle" : "<ellipse");
    attribute(s, "cx", centre.x);
    attribute(s, "cy", centre.y);
    attribute(s, rx == ry ? "r" : "rx", rx);
    if (rx != ry)
        attribute(s, "ry", ry);
    painted(s, paint);
}

/* Would a reader of XML take blanks away? */
static bool spaced(struct str t)
{
    for (size_t i = 0; i < t.n; i++)
        if (t.s[i] == ' ' && (i == 0 || i + 1 == t.n || t.s[i + 1] == ' '))
            return true;
    return false;
}

static void svg_words(struct pen *pen, const struct words *t)
{
    static const char *const anchors[] = {"", " text-anchor=\"middle\"", " text-anchor=\"end\""};
    struct svg *s = (struct svg *)pen;
    indent(s);
    buf_puts(s->out, "<text");
    attribute(s, "x", t->x);
    attribute(s, "y", t->y + TEXT_BASELINE * t->size);
    attribute(s, "font-size", t->size);
    buf_puts(s->out, anchors[t->anchor]);
    if (t->width > 0) {
        attribute(s, "textLength", t->width);
        buf_puts(s->out, " lengthAdjust=\"spacingAndGlyphs\"");
    }
    if (t->italic)
        buf_puts(s->out, " font-style=\"italic\"");
    color(s, "fill", t->color);
    if (spaced(t->text))
        buf_puts(s->out, " xml:space=\"preserve\"");
    buf_putc(s->out, '>');
    xml(s->out, t->text, false);
    buf_puts(s->out, "</text>");
}

static const struct pen_methods svg_methods = {svg_open, svg_close, svg_move,      svg_line,    svg_curve,
                                               svg_shut, svg_paint, svg_rectangle, svg_ellipse, svg_words};

static void millimetres(struct buf *out, const char *name, double u, double scale)
{
    buf_fmt(out, " %s=\"", name);
    number(out, u * MM_PER_U * scale);
    buf_puts(out, "mm\"");
}

/* What `make bench` reads: crossings and bends of all pages. */
static void measures(struct buf *out, const struct scene *scene, uint32_t npages)
{
    uint64_t crossings = 0, bends = 0;
    for (uint32_t i = 0; i < npages; i++) {
        crossings += scene[i].crossings;
        bends += scene[i].bends;
    }
    buf_fmt(out, " data-crossings=\"%llu\" data-bends=\"%llu\"", (unsigned long long)crossings,
            (unsigned long long)bends);
}

static void head(struct svg *s, const struct drawing *d, const struct scene *scene, double width,
                 double height, double scale)
{
    struct buf *out = s->out;
    buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<svg xmlns=\"http://www.w3.org/2000/svg\"");
    millimetres(out, "width", width + 2 * MARGIN, scale);
    millimetres(out, "height", height + 2 * MARGIN, scale);
    buf_puts(out, " viewBox=\"");
    point(s, (struct point){-MARGIN, -MARGIN});
    buf_putc(out, ' ');
    point(s, (struct point){width + 2 * MARGIN, height + 2 * MARGIN});
    buf_puts(out, "\" role=\"img\" font-family=\"" FONTS "\" fill=\"none\"");
    attribute(s, "stroke-width", s->theme->line);
    measures(out, scene, d->npages);
    buf_puts(out, " stroke-linecap=\"round\" stroke-linejoin=\"round\">\n <title>");
    xml(out, d->title, true);
    buf_puts(out, "</title>\n <desc>");
    xml(out, d->desc, true);
    buf_puts(out, "</desc>");
    s->depth = 1;
    if (s->theme->paper.on)
        svg_rectangle(&s->pen, (struct point){-MARGIN, -MARGIN}, width + 2 * MARGIN, height + 2 * MARGIN, 0,
                      &(struct paint){.fill = s->theme->paper});
}

bool draw_svg(struct buf *out, struct work *w, const struct drawing *drawing, const struct scene *scene,
              const struct draw_style *style)
{
    struct svg s = {{&svg_methods}, out, draw_theme(style->theme), 0, 0, false};
    double width = 0, height = 0;
    for (uint32_t i = 0; i < drawing->npages; i++) {
        width = fmax(width, scene[i].width);
        height += scene[i].height + (i ? PAGE_GAP : 0);
    }
    head(&s, drawing, scene, width, height, style->scale > 0 ? style->scale : 1);
    struct metrics m;
    struct text_metrics text = draw_metrics(&m, style->theme);
    double y = 0;
    bool good = true;
    for (uint32_t i = 0; good && i < drawing->npages; i++) {
        if (drawing->npages > 1) {
            s.page = i + 1;
            indent(&s);
            buf_puts(out, "<g class=\"page\" transform=\"translate(0 ");
            number(out, y * UNITS);
            buf_puts(out, ")\">");
            s.depth++;
        }
        struct sheet sheet = {&s.pen, s.theme, text, &scene[i]};
        good = shapes_page(&sheet, w->diags);
        if (drawing->npages > 1)
            svg_close(&s.pen);
        y += scene[i].height + PAGE_GAP;
    }
    good = metrics_free(&m, w->diags) && good;
    buf_puts(out, "\n</svg>\n");
    return good && (!out->failed || diag_oom(w->diags));
}
