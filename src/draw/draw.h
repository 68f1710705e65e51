/* draw.h -- from drawings to files and terminals.
 *
 *   .svg   written here, with real text      svg.c
 *   .pdf   Cairo, text by Pango              cairo.c
 *   .png   the same                          cairo.c
 *   .tikz  nodes and edges with styles       tikz.c
 *   .txt   box-drawing characters            text.c; also what a terminal shows
 *
 * SVG, PDF and PNG are drawn by one set of shapes (shapes.c, strands.c, theme.c) onto a pen (pen.h) and look
 * the same. The font is TeX Gyre Termes, a Times; others of the same widths stand in for it. Those widths are
 * in a table, so that SVG needs no library and a picture is the same on every machine.
 *
 * Cairo and Pango are loaded when the first PDF or PNG is drawn, or a script other than Latin and Greek is
 * met: linking them would make every start of the program four times as slow.
 */
#ifndef CAUSAL_DRAW_DRAW_H
#define CAUSAL_DRAW_DRAW_H

#include "base/buf.h"
#include "picture/figure.h"

enum draw_format { DRAW_SVG, DRAW_PDF, DRAW_PNG, DRAW_TIKZ, DRAW_TXT };

struct draw_style {
    enum picture_theme theme;
    bool unicode; /* DRAW_TXT: box-drawing characters, not ASCII */
    bool color;   /* DRAW_TXT: escape sequences for accent, ghost and hidden */
    double scale; /* 1 is usual; DRAW_PNG: times 200 dots an inch */
};

/* The format by the suffix of a path; false when it is none. */
bool draw_format_of(struct str path, enum draw_format *format);

/* The bytes of a drawing. Formats with one page a file (all but PDF, TXT and TIKZ) stack the pages one below
 * the other. False (reported): "picture-size", "no-cairo" (libraries not installed), out of memory,
 * interrupted. */
bool draw_render(struct buf *out, struct work *w, const struct drawing *drawing, enum draw_format format,
                 const struct draw_style *style);

/* The same into a file: written beside it and renamed, so that there is the whole picture or the old file.
 * False (reported): "picture-suffix", "file" with the reason, and those of draw_render. `at` is where the
 * path stands. */
bool draw_file(struct work *w, const struct drawing *drawing, struct str path, struct span at,
               const struct draw_style *style);

/* What a terminal can show as pictures. */
enum terminal_pictures { TERMINAL_NONE, TERMINAL_KITTY, TERMINAL_ITERM, TERMINAL_SIXEL };
/* By the environment alone: nothing is asked of the terminal. CAUSAL_PICTURES=kitty|iterm|sixel|text
 * decides. */
enum terminal_pictures draw_terminal(void);
/* A drawing as escape sequences that show it inline, at most `columns` wide. False (reported). */
bool draw_inline(struct buf *out, struct work *w, const struct drawing *drawing, enum terminal_pictures how,
                 const struct draw_style *style, uint32_t columns);

#endif
