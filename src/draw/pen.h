/* pen.h -- what shapes are drawn with: paths, circles, boxes and text, on paper that may be SVG or Cairo.
 *
 * Lengths are in u, as in scenes. A path is begun by pen->on->move and ended by pen->on->paint. Groups say
 * what the marks in them are; only SVG writes that down. A pen remembers failure, so that it is asked once at
 * the end.
 */
#ifndef CAUSAL_DRAW_PEN_H
#define CAUSAL_DRAW_PEN_H

#include "draw/draw_int.h"

struct color {
    uint8_t r, g, b;
    bool on; /* false: nothing is painted */
};

struct paint {
    struct color fill, stroke;
    double width;        /* of the stroke */
    double dash, spaces; /* 0: a solid line. Dashes have flat ends, dots round ones: see DOTS. */
    bool pointed;        /* corners are mitred, not round */
};

/* Dashes shorter than this are dots. */
#define DOTS PT(0.5)

/* What a group is. */
struct tag {
    const char *class;
    unsigned flags;    /* of scene.h */
    char letter;       /* of the id: m mark, w wire, z zone, p panel; 0: no id */
    uint32_t number;   /* of the id */
    struct str name;   /* empty: none */
    uint32_t from, to; /* marks that a wire joins; UINT32_MAX: none */
};
#define TAG(what) .class = (what), .from = UINT32_MAX, .to = UINT32_MAX

struct words {
    struct str text;
    double x, y; /* the anchor, at the middle of the line */
    enum anchor anchor;
    double size;  /* of the letters (an em), in u */
    double width; /* as it was laid out */
    bool italic;
    struct color color;
};

struct pen;
struct pen_methods {
    void (*open)(struct pen *pen, const struct tag *tag);
    void (*close)(struct pen *pen);
    void (*move)(struct pen *pen, struct point p);
    void (*line)(struct pen *pen, struct point p);
    void (*curve)(struct pen *pen, struct point a, struct point b, struct point p);
    void (*shut)(struct pen *pen); /* back to where the path began */
    void (*paint)(struct pen *pen, const struct paint *paint);
    void (*rectangle)(struct pen *pen, struct point corner, double w, double h, double radius,
                      const struct paint *paint);
    void (*ellipse)(struct pen *pen, struct point centre, double rx, double ry, const struct paint *paint);
    void (*words)(struct pen *pen, const struct words *words);
};
struct pen {
    const struct pen_methods *on;
};

/* ---- themes; theme.c ---- */
struct theme {
    struct color paper; /* behind everything; not on: nothing */
    struct color ink, fill, ghost, hidden, dim;
    struct color accent, accent_fill, accent_text;
    struct color causal, biasing;
    struct color exposure, exposure_fill, outcome, outcome_fill, both, both_fill, adjusted_fill;
    struct {
        struct color fill, rim;
        double dash, spaces;
    } region[REGION_HEDGE + 1];
    double line, thin, thick; /* widths of strokes */
    double dash;              /* how much longer dashes are than on paper */
    double em;                /* of text of size 1 */
};
const struct theme *draw_theme(enum picture_theme theme);

/* ---- shapes; shapes.c, strands.c ---- */
struct sheet { /* what a page is drawn on, with what, and how */
    struct pen *pen;
    const struct theme *theme;
    struct text_metrics text;
    const struct scene *scene;
};
/* A whole page, panel by panel: zones, strands, marks, captions. False (reported) when interrupted. */
bool shapes_page(struct sheet *sheet, struct diags *d);
void shapes_mark(struct sheet *sheet, uint32_t number);

/* Ink for something with these flags. */
struct color shapes_ink(const struct theme *t, unsigned flags);

#endif
