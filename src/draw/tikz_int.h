/* tikz_int.h -- what the parts of the TikZ writer share. */
#ifndef CAUSAL_DRAW_TIKZ_INT_H
#define CAUSAL_DRAW_TIKZ_INT_H

#include "base/map.h"
#include "draw/draw.h"
#include "picture/scene.h"

struct tikz_place {
    uint32_t node;
    const char *anchor; /* NULL: TikZ finds the border */
};

/* A page being written. */
struct tikz {
    struct buf *out;
    struct work *w;
    const struct scene *scene;
    const struct draw_style *style;
    struct map places; /* "x,y" to the node there */
    struct tikz_place *place;
    uint32_t next;  /* number of the next node */
    double size[5]; /* usual sizes of captions, by kind */
};

void tikz_number(struct buf *out, double v); /* three decimals at most, no trailing zeros */
const char *tikz_font(double size);          /* the command nearest to a size */
const char *tikz_role_style(enum graph_role role);
/* \begin{tikzpicture} with the layers and the styles that the page uses; its options are left open. */
void tikz_styles(struct tikz *t);
/* Widths of Computer Modern. */
struct text_metrics tikz_metrics(void);

#endif
