/* library.h -- Cairo and Pango, loaded when the first picture needs them.
 *
 * The functions are listed once; their types are those of the real headers, so that the compiler checks every
 * call. What is loaded stays loaded (GObject does not survive being taken away), so opening again is cheap.
 */
#ifndef CAUSAL_DRAW_LIBRARY_H
#define CAUSAL_DRAW_LIBRARY_H

#include "base/buf.h"
#include "base/diag.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#define LIBRARY_FUNCTIONS(F)                    \
    F(cairo_arc)                                \
    F(cairo_close_path)                         \
    F(cairo_create)                             \
    F(cairo_curve_to)                           \
    F(cairo_destroy)                            \
    F(cairo_fill)                               \
    F(cairo_fill_preserve)                      \
    F(cairo_font_options_create)                \
    F(cairo_font_options_destroy)               \
    F(cairo_font_options_set_antialias)         \
    F(cairo_font_options_set_hint_metrics)      \
    F(cairo_font_options_set_hint_style)        \
    F(cairo_image_surface_create)               \
    F(cairo_image_surface_get_data)             \
    F(cairo_image_surface_get_stride)           \
    F(cairo_line_to)                            \
    F(cairo_move_to)                            \
    F(cairo_new_path)                           \
    F(cairo_new_sub_path)                       \
    F(cairo_paint)                              \
    F(cairo_pdf_surface_create_for_stream)      \
    F(cairo_pdf_surface_set_metadata)           \
    F(cairo_pdf_surface_set_size)               \
    F(cairo_rectangle)                          \
    F(cairo_restore)                            \
    F(cairo_save)                               \
    F(cairo_scale)                              \
    F(cairo_set_dash)                           \
    F(cairo_set_line_cap)                       \
    F(cairo_set_line_join)                      \
    F(cairo_set_line_width)                     \
    F(cairo_set_source_rgb)                     \
    F(cairo_show_page)                          \
    F(cairo_status)                             \
    F(cairo_status_to_string)                   \
    F(cairo_stroke)                             \
    F(cairo_surface_destroy)                    \
    F(cairo_surface_finish)                     \
    F(cairo_surface_flush)                      \
    F(cairo_surface_status)                     \
    F(cairo_translate)                          \
    F(g_object_unref)                           \
    F(pango_cairo_context_set_font_options)     \
    F(pango_cairo_font_map_get_default)         \
    F(pango_cairo_show_layout_line)             \
    F(pango_cairo_update_context)               \
    F(pango_context_set_round_glyph_positions)  \
    F(pango_font_description_free)              \
    F(pango_font_description_new)               \
    F(pango_font_description_set_absolute_size) \
    F(pango_font_description_set_family)        \
    F(pango_font_description_set_style)         \
    F(pango_font_map_create_context)            \
    F(pango_layout_get_line_readonly)           \
    F(pango_layout_get_size)                    \
    F(pango_layout_new)                         \
    F(pango_layout_set_font_description)        \
    F(pango_layout_set_single_paragraph_mode)   \
    F(pango_layout_set_text)

struct library {
    void *handle;
#define FIELD(name) __typeof__(name) *name;
    LIBRARY_FUNCTIONS(FIELD)
#undef FIELD
};

/* False, with a phrase that says what is missing (from the system; may be NULL). */
bool library_open(struct library *l, const char **why);
/* The same, reported as "no-cairo". */
bool library_need(struct library *l, struct diags *d);

#endif
