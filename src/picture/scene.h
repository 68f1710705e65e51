/* scene.h -- placed shapes: what a renderer draws.
 *
 * Lengths are in u (9 mm on paper at scale 1); x runs to the right, y down, from the upper left corner.
 * Shapes know what they are, not only how they look: a renderer for hands (TikZ) writes a node called `copy`
 * where one for eyes fills a circle.
 */
#ifndef CAUSAL_PICTURE_SCENE_H
#define CAUSAL_PICTURE_SCENE_H

#include "picture/figure.h"

enum shape {
    SHAPE_BOX,      /* a mechanism with inputs */
    SHAPE_STATE,    /* a box without inputs: triangle, its flat side where the wire leaves */
    SHAPE_EFFECT,   /* a box without outputs: the same the other way round */
    SHAPE_UNIFORM,  /* the uniform state: ground the other way round */
    SHAPE_POINT,    /* a sharp state: pointed box (triangle) with the state's name */
    SHAPE_DOT,      /* copy */
    SHAPE_GROUND,   /* discard: three bars that grow shorter along the flow */
    SHAPE_TERMINAL, /* where a wire of the interface ends: nothing is drawn */
    SHAPE_NODE      /* a variable of a graph; look by role */
};

enum scene_flag {
    FLAG_GHOST = 1,  /* was here before surgery: dashed, light grey */
    FLAG_ACCENT = 2, /* put here by surgery */
    FLAG_HIDDEN = 4, /* belongs to a latent variable: grey */
    FLAG_DIM = 8     /* does not matter on this page: light */
};

struct point {
    double x, y;
};

struct mark {
    enum shape shape;
    unsigned flags;
    enum graph_role role;    /* SHAPE_NODE */
    double x, y, w, h;       /* centre and size */
    enum picture_dir facing; /* which way the flow goes */
    struct str label;        /* inside it; below a SHAPE_NODE with a round glyph. Empty: none */
    double label_size;       /* of the text, 1 is usual */
    uint32_t of;             /* the wire or node it stands for, UINT32_MAX: none */
    uint32_t panel;
};

/* A wire or an arrow: one curve of cubic pieces that join smoothly. */
struct strand {
    unsigned flags;
    uint32_t npoints;      /* 3k + 1 */
    const struct point *p; /* ends and controls by turns; straight pieces have their controls on the line */
    uint32_t from, to;     /* marks, UINT32_MAX: none */
    bool head, tail;       /* arrow heads at the end, at the start */
    bool curved;           /* a bidirected edge */
    enum arrow_role role;
    uint32_t of; /* the wire, UINT32_MAX: none */
    uint32_t panel;
};

enum anchor { ANCHOR_LEFT, ANCHOR_MIDDLE, ANCHOR_RIGHT };
enum caption_kind { CAPTION_WIRE, CAPTION_NODE, CAPTION_TITLE, CAPTION_NOTE, CAPTION_REGION };
struct caption {
    enum caption_kind kind;
    unsigned flags;
    double x, y; /* of the anchor, at half the height of the letters */
    enum anchor anchor;
    double size, width; /* width as measured */
    struct str text;    /* one line */
    uint32_t panel;
};

struct zone {
    enum region_style style;
    uint32_t npoints;
    const struct point
        *p; /* a closed outline of straight lines, corners to be rounded; a slot is part of it */
    uint32_t panel;
};

/* One page. Drawn in this order: zones, strands, marks, captions. */
struct scene {
    double width, height;
    uint32_t nzones, nstrands, nmarks, ncaptions;
    const struct zone *zone;
    const struct strand *strand;
    const struct mark *mark;
    const struct caption *caption;
    enum picture_dir dir;
    uint64_t crossings, bends; /* bends: cubic pieces that are no straight line */
};

/* How wide text is: in u, at text size 1, in the font of labels or, for names of wires and variables, in its
 * italic. */
struct text_metrics {
    void *self;
    double (*width)(void *self, struct str text, bool italic);
};

/* Every page of a drawing laid out; an array of drawing->npages scenes, or NULL (reported): "picture-size"
 * when there is too much to draw, want of memory, interrupted. */
struct scene *scene_build(struct work *w, const struct drawing *drawing, const struct text_metrics *metrics);

/* ---- private to the room: a scene that grows; parts are added by panels ---- */
struct scene_parts {
    struct work *w;
    struct zone *zone;
    struct strand *strand;
    struct mark *mark;
    struct caption *caption;
    size_t nzones, nstrands, nmarks, ncaptions;
    size_t zone_cap, strand_cap, mark_cap, caption_cap;
};

/* Add one panel's figure with its upper left corner at (0, 0); its size is put in *width and *height.
 * string_panel.c and graph_panel.c. A page is put together in scene.c. */
struct panel_size {
    double width, height;
    uint64_t crossings, bends;
};
bool panel_string(struct scene_parts *out, const struct panel *panel, enum picture_dir dir,
                  const struct text_metrics *metrics, struct panel_size *size);
bool panel_graph(struct scene_parts *out, const struct panel *panel, enum picture_dir dir,
                 const struct text_metrics *metrics, struct panel_size *size);

#endif
