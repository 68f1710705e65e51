/* typeset.h -- lines of text by Pango. */
#ifndef CAUSAL_DRAW_TYPESET_H
#define CAUSAL_DRAW_TYPESET_H

#include "draw/library.h"
#include "draw/pen.h"

/* Names of the font, in order of preference: the first is in Debian's fonts-texgyre; the next have the same
 * widths. */
#define TYPESET_FONTS "TeX Gyre Termes, Nimbus Roman, Liberation Serif, Times New Roman, serif"

struct typesetter {
    struct library lib;
    PangoContext *context;
    PangoLayout *layout;
    PangoFontDescription *font[2]; /* upright, italic */
    struct buf line;
};

/* False when the library gives nothing. Both may be called on what failed. */
bool typeset_open(struct typesetter *t);
void typeset_close(struct typesetter *t);

/* The width of a line of text of size 1; negative when memory is short. */
double typeset_width(struct typesetter *t, struct str text, bool italic);
/* Show it where its baseline begins, no wider than it was laid out; in whatever unit `cr` has, `unit` of
 * which are an u. False when memory is short. */
bool typeset_show(struct typesetter *t, cairo_t *cr, const struct words *words, double unit);

#endif
