/* cairo.c -- a pen that draws with Cairo: PDF, a page each, and PNG, pages one below the other. Text is
 * typeset by Pango: in PDF it stays text, in an embedded font. */
#include "draw/letters.h"
#include "draw/png.h"
#include "draw/sixel.h"
#include "draw/typeset.h"

#include "base/limits.h"

#include <math.h>

#define MARGIN 0.25 /* around the picture, in u */
#define PAGE_GAP 1.0
#define LONGEST_PAGE 14400.0 /* points: what readers of PDF accept */

struct cairo_pen {
    struct pen pen;
    struct typesetter *type;
    const struct library *lib;
    cairo_t *cr;
    bool failed; /* for want of memory of ours */
};

/* Lengths are in points here. */
#define X(v) ((v)*PT_PER_U)

static void nothing(struct pen *pen)
{
    (void)pen;
}

static void no_group(struct pen *pen, const struct tag *tag)
{
    (void)pen;
    (void)tag;
}

static void move(struct pen *pen, struct point p)
{
    struct cairo_pen *c = (struct cairo_pen *)pen;
    c->lib->cairo_move_to(c->cr, X(p.x), X(p.y));
}

static void line(struct pen *pen, struct point p)
{
    struct cairo_pen *c = (struct cairo_pen *)pen;
    c->lib->cairo_line_to(c->cr, X(p.x), X(p.y));
}

static void curve(struct pen *pen, struct point a, struct point b, struct point p)
{
    struct cairo_pen *c = (struct cairo_pen *)pen;
    c->lib->cairo_curve_to(c->cr, X(a.x), X(a.y), X(b.x), X(b.y), X(p.x), X(p.y));
}

static void shut(struct pen *pen)
{
    struct cairo_pen *c = (struct cairo_pen *)pen;
    c->lib->cairo_close_path(c->cr);
}

static void source(const struct cairo_pen *c, struct color color)
{
    c->lib->cairo_set_source_rgb(c->cr, color.r / 255.0, color.g / 255.0, color.b / 255.0);
}

static void paint(struct pen *pen, const struct paint *p)
{
    struct cairo_pen *c = (struct cairo_pen *)pen;
    const struct library *l = c->lib;
    if (p->fill.on) {
        source(c, p->fill);
        l->cairo_fill_preserve(c->cr);
    }
    if (p->stroke.on) {
        source(c, p->stroke);
        l->cairo_set_line_width(c->cr, X(p->width));
        l->cairo_set_line_join(c->cr, p->pointed ? CAIRO_LINE_JOIN_MITER : CAIRO_LINE_JOIN_ROUND);
        l->cairo_set_line_cap(c->cr, p->dash > DOTS ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND);
        double dash[] = {X(p->dash), X(p->spaces)};
        l->cairo_set_dash(c->cr, dash, p->dash > 0 ? 2 : 0, 0);
        l->cairo_stroke(c->cr);
    }
    l->cairo_new_path(c->cr);
}

static void rectangle(struct pen *pen, struct point corner, double w, double h, double radius,
                      const struct paint *p)
{
    struct cairo_pen *c = (struct cairo_pen *)pen;
    const struct library *l = c->lib;
    double x = X(corner.x), y = X(corner.y), wide = X(w), high = X(h), r = X(radius);
    if (r > 0) {
        const double quarter = acos(-1) / 2;
        l->cairo_new_sub_path(c->cr);
        l->cairo_arc(c->cr, x + wide - r, y + r, r, -quarter, 0);
        l->cairo_arc(c->cr, x + wide - r, y + high - r, r, 0, quarter);
        l->cairo_arc(c->cr, x + r, y + high - r, r, quarter, 2 * quarter);
        l->cairo_arc(c->cr, x + r, y + r, r, 2 * quarter, 3 * quarter);
        l->cairo_close_path(c->cr);
    } else {
        l->cairo_rectangle(c->cr, x, y, wide, high);
    }
    paint(pen, p);
}

static void ellipse(struct pen *pen, struct point centre, double rx, double ry, const struct paint *p)
{
    struct cairo_pen *c = (struct cairo_pen *)pen;
    const struct library *l = c->lib;
    if (!(rx > 0 && ry > 0))
        return;
    l->cairo_save(c->cr);
    l->cairo_translate(c->cr, X(centre.x), X(centre.y));
    l->cairo_scale(c->cr, X(rx), X(ry));
    l->cairo_new_sub_path(c->cr);
    l->cairo_arc(c->cr, 0, 0, 1, 0, 4 * acos(0));
    l->cairo_close_path(c->cr);
    l->cairo_restore(c->cr);
    paint(pen, p);
}

static void words(struct pen *pen, const struct words *t)
{
    struct cairo_pen *c = (struct cairo_pen *)pen;
    if (!typeset_show(c->type, c->cr, t, PT_PER_U))
        c->failed = true;
}

static const struct pen_methods methods = {no_group, nothing, move,      line,    curve,
                                           shut,     paint,   rectangle, ellipse, words};

static cairo_status_t take(void *out, const unsigned char *data, unsigned n)
{
    buf_put(out, (struct str){(const char *)data, n});
    return ((struct buf *)out)->failed ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

struct painting {
    struct buf *out;
    struct work *w;
    const struct drawing *drawing;
    const struct scene *scene;
    const struct theme *theme;
    struct text_metrics text;
    struct typesetter *type;
    const struct library *lib;
};

static bool check(struct painting *p, cairo_status_t status)
{
    if (status == CAIRO_STATUS_SUCCESS && !p->out->failed)
        return true;
    if (status == CAIRO_STATUS_NO_MEMORY || p->out->failed)
        return diag_oom(p->w->diags);
    return diag_error(p->w->diags, "cairo", NO_SPAN, "Cairo cannot draw this: %s",
                      p->lib->cairo_status_to_string(status));
}

/* One page onto a surface that has points as its unit. */
static bool draw_page(struct painting *p, cairo_t *cr, const struct scene *scene)
{
    struct cairo_pen pen = {{&methods}, p->type, p->lib, cr, false};
    struct sheet sheet = {&pen.pen, p->theme, p->text, scene};
    if (!shapes_page(&sheet, p->w->diags))
        return false;
    if (pen.failed)
        return diag_oom(p->w->diags);
    return check(p, p->lib->cairo_status(cr));
}

static void cover(struct painting *p, cairo_t *cr)
{
    if (!p->theme->paper.on)
        return;
    struct color c = p->theme->paper;
    p->lib->cairo_set_source_rgb(cr, c.r / 255.0, c.g / 255.0, c.b / 255.0);
    p->lib->cairo_paint(cr);
}

/* ---- PDF ---- */

static bool pdf_pages(struct painting *p, cairo_surface_t *surface, double scale, bool covered)
{
    const struct library *l = p->lib;
    cairo_t *cr = l->cairo_create(surface);
    bool good = check(p, l->cairo_status(cr));
    for (uint32_t i = 0; good && i < p->drawing->npages; i++) {
        const struct scene *s = &p->scene[i];
        l->cairo_pdf_surface_set_size(surface, scale * X(s->width + 2 * MARGIN),
                                      scale * X(s->height + 2 * MARGIN));
        if (covered)
            cover(p, cr);
        l->cairo_save(cr);
        l->cairo_scale(cr, scale, scale);
        l->cairo_translate(cr, X(MARGIN), X(MARGIN));
        good = draw_page(p, cr, s);
        l->cairo_restore(cr);
        l->cairo_show_page(cr);
    }
    good = good && check(p, l->cairo_status(cr));
    l->cairo_destroy(cr);
    return good;
}

static bool pdf_words(struct painting *p, cairo_surface_t *surface, cairo_pdf_metadata_t what,
                      struct str text)
{
    struct buf clean = {0};
    buf_put(&clean, STR(""));
    letter_lines(&clean, text);
    if (!clean.failed)
        p->lib->cairo_pdf_surface_set_metadata(surface, what, clean.s);
    bool good = !clean.failed || diag_oom(p->w->diags);
    buf_free(&clean);
    return good;
}

static bool pdf(struct painting *p, double scale, bool covered)
{
    const struct library *l = p->lib;
    for (uint32_t i = 0; i < p->drawing->npages; i++)
        if (scale * X(fmax(p->scene[i].width, p->scene[i].height) + 2 * MARGIN) > LONGEST_PAGE) {
            diag_error(p->w->diags, "picture-size", NO_SPAN,
                       "a page of %.0f by %.0f mm is too large: PDF ends at %.0f",
                       scale * p->scene[i].width * MM_PER_U, scale * p->scene[i].height * MM_PER_U,
                       LONGEST_PAGE / 72 * 25.4);
            return diag_hint(p->w->diags, "write .svg, or draw a part of it");
        }
    cairo_surface_t *surface = l->cairo_pdf_surface_create_for_stream(take, p->out, 72, 72);
    bool good = pdf_words(p, surface, CAIRO_PDF_METADATA_TITLE, p->drawing->title) &&
                pdf_words(p, surface, CAIRO_PDF_METADATA_SUBJECT, p->drawing->desc);
    l->cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "causal");
    /* The same picture is the same bytes, today and tomorrow. */
    l->cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z");
    good = good && pdf_pages(p, surface, scale, covered);
    l->cairo_surface_finish(surface);
    good = good && check(p, l->cairo_surface_status(surface));
    l->cairo_surface_destroy(surface);
    return good;
}

/* ---- PNG ---- */

static bool png_pages(struct painting *p, cairo_surface_t *surface, double scale)
{
    const struct library *l = p->lib;
    cairo_t *cr = l->cairo_create(surface);
    cover(p, cr);
    l->cairo_scale(cr, scale, scale);
    l->cairo_translate(cr, X(MARGIN), X(MARGIN));
    bool good = check(p, l->cairo_status(cr));
    for (uint32_t i = 0; good && i < p->drawing->npages; i++) {
        good = draw_page(p, cr, &p->scene[i]);
        l->cairo_translate(cr, 0, X(p->scene[i].height + PAGE_GAP));
    }
    l->cairo_destroy(cr);
    return good;
}

/* As PNG, or as sixels. */
static bool png(struct painting *p, double dots, bool sixels)
{
    const struct library *l = p->lib;
    double width = 0, height = 0, scale = dots / 72;
    for (uint32_t i = 0; i < p->drawing->npages; i++) {
        width = fmax(width, p->scene[i].width);
        height += p->scene[i].height + (i ? PAGE_GAP : 0);
    }
    double wide = ceil(scale * X(width + 2 * MARGIN)), high = ceil(scale * X(height + 2 * MARGIN));
    if (!(wide <= LIMIT_PICTURE_SIDE && high <= LIMIT_PICTURE_SIDE && wide * high <= LIMIT_PICTURE_DOTS)) {
        diag_error(p->w->diags, "picture-size", NO_SPAN,
                   "a picture of %.0f by %.0f dots is too large: at most %d on a side and %d in all", wide,
                   high, LIMIT_PICTURE_SIDE, LIMIT_PICTURE_DOTS);
        return diag_hint(p->w->diags, "write .svg or .pdf, or make `scale` smaller");
    }
    cairo_surface_t *surface = l->cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)wide, (int)high);
    bool good = check(p, l->cairo_surface_status(surface)) && png_pages(p, surface, scale);
    if (good) {
        l->cairo_surface_flush(surface);
        const unsigned char *pixel = l->cairo_image_surface_get_data(surface);
        size_t stride = (size_t)l->cairo_image_surface_get_stride(surface);
        if (sixels)
            sixel_write(p->out, pixel, stride, (uint32_t)wide, (uint32_t)high);
        else
            png_write(p->out, pixel, stride, (uint32_t)wide, (uint32_t)high, dots);
        good = check(p, l->cairo_surface_status(surface));
    }
    l->cairo_surface_destroy(surface);
    return good;
}

bool draw_cairo(struct buf *out, struct work *w, const struct drawing *drawing, const struct scene *scene,
                enum cairo_kind kind, double dots, const struct draw_style *style)
{
    struct typesetter type = {0};
    if (!library_need(&type.lib, w->diags))
        return false;
    struct metrics m;
    struct text_metrics text = draw_metrics(&m, style->theme);
    struct painting p = {out, w, drawing, scene, draw_theme(style->theme), text, &type, &type.lib};
    bool good = typeset_open(&type);
    if (!good)
        diag_oom(w->diags);
    else if (kind == CAIRO_PDF)
        good = pdf(&p, dots / 72, style->theme == THEME_DARK);
    else
        good = png(&p, dots, kind == CAIRO_SIXEL);
    typeset_close(&type);
    return metrics_free(&m, w->diags) && good;
}
