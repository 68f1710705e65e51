/* draw_int.h -- what the writers of the room share. */
#ifndef CAUSAL_DRAW_DRAW_INT_H
#define CAUSAL_DRAW_DRAW_INT_H

#include "base/work.h"
#include "draw/draw.h"
#include "picture/scene.h"

/* One u of a scene. */
#define MM_PER_U 9.0
#define PT_PER_U (MM_PER_U * 72 / 25.4)
/* Length of a so many points on paper, in u. */
#define PT(x) ((x) / PT_PER_U)

/* Size of text of size 1, in u: ten points. */
#define TEXT_EM PT(10)
/* From the middle of a line of text down to its baseline, in ems. */
#define TEXT_BASELINE 0.3

/* ---- widths of text; metrics.c ----
 *
 * Latin and Greek letters come from a table of the font's own widths, so that a picture is laid out the same
 * wherever the program runs, and without a library; other scripts are asked of Pango, or estimated where it
 * is not installed. */
struct metrics {
    double em;               /* size of text of size 1, in u */
    struct typesetter *type; /* Pango, when it was needed */
    bool tried;              /* it has been looked for */
    bool failed;             /* memory ran short: widths are wrong */
};
struct text_metrics draw_metrics(struct metrics *m, enum picture_theme theme);
/* False (reported) when memory ran short on the way. */
bool metrics_free(struct metrics *m, struct diags *d);

/* ---- the formats. Scenes are the drawing's pages. All report. ---- */
bool draw_svg(struct buf *out, struct work *w, const struct drawing *drawing, const struct scene *scene,
              const struct draw_style *style);
/* By Cairo; `dots` an inch (PDF: 72 is usual size). */
enum cairo_kind { CAIRO_PDF, CAIRO_PNG, CAIRO_SIXEL };
bool draw_cairo(struct buf *out, struct work *w, const struct drawing *drawing, const struct scene *scene,
                enum cairo_kind kind, double dots, const struct draw_style *style);
/* A drawing laid out with the theme's letters; NULL (reported). */
const struct scene *draw_layout(struct work *w, const struct drawing *drawing, enum picture_theme theme);
/* These make their scenes themselves: their text has other widths. */
bool draw_tikz(struct buf *out, struct work *w, const struct drawing *drawing,
               const struct draw_style *style);
bool draw_text(struct buf *out, struct work *w, const struct drawing *drawing,
               const struct draw_style *style);

#endif
