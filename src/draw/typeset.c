/* typeset.c -- lines of text by Pango, without hinting: the same at every size. */
#include "draw/typeset.h"
#include "draw/letters.h"

#include <limits.h>

bool typeset_open(struct typesetter *t)
{
    struct library *l = &t->lib;
    PangoFontMap *map = l->pango_cairo_font_map_get_default(); /* Pango's own; not to be released */
    if (!map)
        return false;
    t->context = l->pango_font_map_create_context(map);
    cairo_font_options_t *options = l->cairo_font_options_create();
    l->cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    l->cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    l->cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    l->pango_cairo_context_set_font_options(t->context, options);
    l->cairo_font_options_destroy(options);
    l->pango_context_set_round_glyph_positions(t->context, 0);
    t->layout = l->pango_layout_new(t->context);
    l->pango_layout_set_single_paragraph_mode(t->layout, 1);
    for (int i = 0; i < 2; i++) {
        t->font[i] = l->pango_font_description_new();
        l->pango_font_description_set_family(t->font[i], TYPESET_FONTS);
        l->pango_font_description_set_style(t->font[i], i ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
    }
    return true;
}

void typeset_close(struct typesetter *t)
{
    for (int i = 0; i < 2; i++)
        if (t->font[i])
            t->lib.pango_font_description_free(t->font[i]);
    if (t->layout)
        t->lib.g_object_unref(t->layout);
    if (t->context)
        t->lib.g_object_unref(t->context);
    buf_free(&t->line);
    *t = (struct typesetter){0};
}

/* The layout of a line whose letters have the given size; its width is in the same unit. Negative when memory
 * is short.
 */
static double lay_out(struct typesetter *t, struct str text, bool italic, double size)
{
    struct library *l = &t->lib;
    t->line.n = 0;
    buf_put(&t->line, (struct str){0});
    letter_line(&t->line, text);
    if (t->line.failed || t->line.n > INT_MAX)
        return -1;
    l->pango_font_description_set_absolute_size(t->font[italic], size * PANGO_SCALE);
    l->pango_layout_set_font_description(t->layout, t->font[italic]);
    l->pango_layout_set_text(t->layout, t->line.s, (int)t->line.n);
    int width = 0;
    l->pango_layout_get_size(t->layout, &width, NULL);
    return (double)width / PANGO_SCALE;
}

double typeset_width(struct typesetter *t, struct str text, bool italic)
{
    return lay_out(t, text, italic, 100) / 100;
}

bool typeset_show(struct typesetter *t, cairo_t *cr, const struct words *words, double unit)
{
    struct library *l = &t->lib;
    l->pango_cairo_update_context(cr, t->context);
    double size = words->size * unit, want = words->width * unit;
    double width = lay_out(t, words->text, words->italic, size);
    if (width < 0)
        return false;
    /* A font that stands in for ours may be wider. */
    double squeeze = want > 0 && width > want * 1.005 ? want / width : 1;
    width *= squeeze;
    double left = words->anchor == ANCHOR_LEFT ? 0 : words->anchor == ANCHOR_MIDDLE ? width / 2 : width;
    l->cairo_save(cr);
    l->cairo_translate(cr, words->x * unit - left, words->y * unit + TEXT_BASELINE * size);
    l->cairo_scale(cr, squeeze, 1);
    l->cairo_move_to(cr, 0, 0);
    l->cairo_set_source_rgb(cr, words->color.r / 255.0, words->color.g / 255.0, words->color.b / 255.0);
    l->pango_cairo_show_layout_line(cr, l->pango_layout_get_line_readonly(t->layout, 0));
    l->cairo_new_path(cr);
    l->cairo_restore(cr);
    return true;
}
