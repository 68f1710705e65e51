/* draw.c -- which writer draws a drawing. */
#include "base/save.h"
#include "draw/draw_int.h"

static const struct {
    struct str suffix;
    enum draw_format format;
} formats[] = {
    {{".svg", 4}, DRAW_SVG},   {{".pdf", 4}, DRAW_PDF},  {{".png", 4}, DRAW_PNG},
    {{".tikz", 5}, DRAW_TIKZ}, {{".tex", 4}, DRAW_TIKZ}, {{".txt", 4}, DRAW_TXT},
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool ends(struct str path, struct str suffix)
{
    if (path.n <= suffix.n || path.s[path.n - suffix.n - 1] == '/')
        return false;
    for (size_t i = 0; i < suffix.n; i++)
        if (lower(path.s[path.n - suffix.n + i]) != suffix.s[i])
            return false;
    return true;
}

bool draw_format_of(struct str path, enum draw_format *format)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (ends(path, formats[i].suffix)) {
            *format = formats[i].format;
            return true;
        }
    return false;
}

/* Those that are laid out with the letters of the theme. */
static bool draw_scenes(struct buf *out, struct work *w, const struct drawing *drawing,
                        const struct scene *scene, enum draw_format format, const struct draw_style *style)
{
    if (format == DRAW_SVG)
        return draw_svg(out, w, drawing, scene, style);
    double scale = style->scale > 0 ? style->scale : 1;
    return format == DRAW_PDF ? draw_cairo(out, w, drawing, scene, CAIRO_PDF, 72 * scale, style)
                              : draw_cairo(out, w, drawing, scene, CAIRO_PNG, 200 * scale, style);
}

const struct scene *draw_layout(struct work *w, const struct drawing *drawing, enum picture_theme theme)
{
    struct metrics m;
    struct text_metrics text = draw_metrics(&m, theme);
    const struct scene *scene = scene_build(w, drawing, &text);
    return metrics_free(&m, w->diags) ? scene : NULL;
}

bool draw_render(struct buf *out, struct work *w, const struct drawing *drawing, enum draw_format format,
                 const struct draw_style *style)
{
    if (format == DRAW_TIKZ)
        return draw_tikz(out, w, drawing, style);
    if (format == DRAW_TXT)
        return draw_text(out, w, drawing, style);
    struct arena draft = {0};
    struct work inner = {&draft, w->diags, NULL};
    const struct scene *scene = draw_layout(&inner, drawing, style->theme);
    bool good = scene && draw_scenes(out, &inner, drawing, scene, format, style);
    arena_free(&draft);
    return good;
}

bool draw_file(struct work *w, const struct drawing *drawing, struct str path, struct span at,
               const struct draw_style *style)
{
    enum draw_format format;
    if (!draw_format_of(path, &format)) {
        diag_error(w->diags, "picture-suffix", at, "`%.*s` does not end as a picture does", STR_ARG(path));
        return diag_hint(w->diags, "end it in .svg, .pdf, .png, .tikz or .txt");
    }
    struct buf out = {0};
    bool good = draw_render(&out, w, drawing, format, style) && save_file(w, path, at, buf_str(&out));
    buf_free(&out);
    return good;
}
