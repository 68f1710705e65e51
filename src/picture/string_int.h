/* string_int.h -- what the files that draw string diagrams share.
 *
 *   string_size.c     how much room everything needs, and where the layout puts it
 *   string_shapes.c   marks, curves and captions in flow coordinates, turned onto the page
 *   string_boxes.c    slots with their boxes, before and after surgery; ends of wires
 *   string_names.c    names of inner wires, where there is room
 *   string_regions.c  combs
 *   string_panel.c    all of it
 *
 * Everything is computed in flow coordinates, `across` and `along`; text never turns. Lengths are in u. */
#ifndef CAUSAL_PICTURE_STRING_INT_H
#define CAUSAL_PICTURE_STRING_INT_H

#include "picture/plan.h"

#define TEXT_HEIGHT 0.4
#define GROUND_WIDTH 0.42
#define GROUND_HEIGHT 0.2
#define GROUND_ABOVE 0.08 /* from the rim of a slot to the ground in it */
#define CUT_ROOM 0.5      /* below a box that surgery removes: where its inputs end */
#define PLACE_GAP 0.14    /* between what was removed and what was placed */
#define NAME_ABOVE 0.28   /* from the end of a wire to the middle of its name */

struct panel_maker {
    struct scene_parts *out;
    struct work *w;
    const struct panel *panel;
    const struct text_metrics *metrics;
    enum picture_dir dir;
    bool after; /* which of the two is drawn */
    struct plan *p;
    double *low, *high;                  /* of each rank, along */
    double *before_along, *placed_along; /* by vertex: how much what was there, and what is placed, takes */
    double *name_along;   /* by vertex: room for a name that stands before a state or after an effect */
    double across, along; /* the whole */
    uint32_t *mark;       /* by vertex: the mark its wires are joined to; UINT32_MAX: none */
    size_t first_mark, first_strand, first_caption, first_zone;
};

/* ---- string_size.c ---- */
bool string_sideways(const struct panel_maker *s);
/* What is written on a box, and its shape. */
struct str string_label(const struct panel_maker *s, const struct box *b);
enum shape string_shape(const struct box *b);
double string_text_width(const struct panel_maker *s, struct str text, double size);
/* Longer names stand beside their triangle. */
bool string_fits_inside(double text);
/* Width and height of a box on the page, with so many ports. */
void string_box_size(const struct panel_maker *s, const struct box *b, uint32_t ports, double *w, double *h);
double string_across(const struct panel_maker *s, double w, double h);
struct str string_wire_name(const struct panel_maker *s, uint32_t wire);
bool string_wire_hidden(const struct panel_maker *s, uint32_t wire);
/* Offset of a port from the middle of its vertex. */
double string_port(const struct plan *p, uint32_t v, uint32_t port, bool out);
/* Sizes, and the layout. Each false (reported). */
bool string_solve(struct panel_maker *s);
bool string_set_ranks(struct panel_maker *s);
/* Where a vertex begins and ends along the flow: states stand at the top of their rank, ends at its bottom.
 */
void string_extent(const struct panel_maker *s, uint32_t v, double *low, double *high);

/* ---- string_shapes.c ---- */
struct point string_page(const struct panel_maker *s, double across, double along);
/* The mark's number, or UINT32_MAX (reported). */
uint32_t string_add_mark(struct panel_maker *s, enum shape shape, unsigned flags, double across, double along,
                         double width, double depth, struct str label, uint32_t of);
bool string_add_caption(struct panel_maker *s, struct point at, enum anchor anchor, double size,
                        struct str text, unsigned flags);
double string_caption_left(const struct caption *c);
unsigned string_wire_flags(const struct panel_maker *s, uint32_t wire);
/* A path of stations; pieces across are curves, the rest is straight. */
struct path {
    struct point *p; /* flow coordinates: x across, y along */
    size_t n, cap;
};
bool string_station(struct panel_maker *s, struct path *path, double across, double along);
/* The curve between two marks (UINT32_MAX: none). */
bool string_add_strand(struct panel_maker *s, const struct path *path, unsigned flags, uint32_t wire,
                       uint32_t from, uint32_t to);
/* A straight wire along the flow; nothing when it has no length. */
bool string_straight(struct panel_maker *s, double across, double low, double high, unsigned flags,
                     uint32_t wire, uint32_t from, uint32_t to);

/* ---- string_boxes.c ---- */
/* Where wires reach the box that stands at vertex v now, along: its inputs (or, `cut`, those that surgery
 * grounded), and its outputs. */
void string_reach(const struct panel_maker *s, uint32_t v, bool cut, double *in, double *out);

/* ---- string_boxes.c, string_names.c, string_regions.c: each false (reported) ---- */
bool string_put_box(struct panel_maker *s, uint32_t vertex);
bool string_put_names(struct panel_maker *s);
bool string_put_regions(struct panel_maker *s);

#endif
