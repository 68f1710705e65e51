/* graph_int.h -- private to the drawing of graphs: where nodes stand, and the curves of arrows.
 *
 *   place.c      nodes get their places by layered drawing
 *   obstacle.c   how far a point is from a node
 *   curve.c      curves of cubic pieces
 *   lanes.c      ways between the ranks that meet no node
 *   route.c      a curve for every arrow
 *   traffic.c    what runs where already: crossings, and arrows that would run over one another
 *   zones.c      outlines round nodes, drawn by outline.c
 *   notes.c      where a zone's name has room
 */
#ifndef CAUSAL_PICTURE_GRAPH_INT_H
#define CAUSAL_PICTURE_GRAPH_INT_H

#include "picture/scene.h"

#include <math.h>

#define NODE_HEIGHT 0.8
#define CLEAR 0.2   /* from the rim of a node to the ends of its arrows: 1.8 mm */
#define MARGIN 0.14 /* between an arrow and a node it passes */
#define ZONE_PAD 0.26

/* The length of a vector: hypot() without its care for overflow, and so several times as fast. */
static inline double norm(double dx, double dy)
{
    return sqrt(dx * dx + dy * dy);
}

/* ---- places ---- */

struct site { /* of a node */
    double x, y, w, h;
    bool there, square;
    uint32_t band;
    double across; /* its centre, across the flow */
};

/* Nodes of one rank share a band; between bands there is no node. */
struct band {
    double lo, hi;       /* along the flow */
    uint32_t start, end; /* its nodes in `order`, by their places across the flow */
};

struct link { /* an edge to be drawn */
    uint32_t a, b;
    bool both;                  /* a <-> b */
    bool extra;                 /* not in the figure's graph */
    uint32_t lane_start, lanes; /* where the layout leads it through the bands on its way; none: 0 */
    uint32_t pieces;            /* of the curve: 3 pieces + 1 points */
    struct point *p;
};

struct chart {
    struct work *w; /* results; drafts are the caller's */
    enum picture_dir dir;
    uint32_t n;
    struct site *site; /* by node */
    uint32_t nbands;
    struct band *band;
    uint32_t *order;
    double *lane; /* across the flow */
    uint32_t nlinks;
    struct link *link;        /* those of the figure's graph first */
    struct point least, most; /* corners of a box that has all nodes */
};

/* A place on the page, by how far it is along the flow and across it. */
struct point chart_point(const struct chart *c, double along, double across);

/* Places for all nodes and lanes for the directed edges of g. `square`: nodes drawn as squares. */
bool chart_place(struct chart *c, const struct graph_figure *figure, const struct text_metrics *metrics);
/* Links of the figure's graph, and of what is shown beside it (may be NULL). Before chart_place. */
bool chart_links(struct chart *c, const struct graph *g, const struct graph *shown);
/* The size of a node, and of its text. */
double chart_label(const struct text_metrics *metrics, struct str name, double *width);

/* ---- obstacles ---- */

double site_distance(const struct site *s, struct point at);

struct thicket { /* which nodes are near a place */
    const struct chart *chart;
    double cell;
    uint32_t columns, rows;
    uint32_t *start, *node;
};
bool thicket_new(struct thicket *t, struct arena *a, const struct chart *c);
/* The distance to the nearest node but a and b, at most `far` (which is at most 0.6). */
double thicket_distance(const struct thicket *t, struct point at, uint32_t a, uint32_t b, double far);
bool thicket_clear(const struct thicket *t, struct point from, struct point to, uint32_t a, uint32_t b,
                   double margin);

/* ---- curves ---- */

struct curve {
    uint32_t pieces, cap; /* cap: pieces there is room for */
    struct point *p;
};
bool curve_new(struct curve *c, struct arena *a, uint32_t pieces);
struct point curve_at(const struct curve *c, double t); /* t in 0 .. pieces */
void curve_line(struct curve *c, struct point a, struct point b);
/* Along straight lines whose corners are rounded; `round` in 0 .. 1. */
void curve_smooth(struct curve *c, const struct point *corner, uint32_t n, double round);
/* A bow from a to b whose middle is `height` to the left of the straight line (seen from a, y down: to the
 * right); it is the fuller, the smaller `lean`. */
void curve_bow(struct curve *c, struct point a, struct point b, double height, double lean);
/* out = the part between two places. */
void curve_part(struct curve *out, const struct curve *c, double from, double to);
bool piece_straight(const struct point p[4]);
/* How many steps are good to look at the whole curve. */
uint32_t curve_steps(const struct curve *c, double step);

/* ---- lanes ---- */

/* Corners of a way from a to b that meets no other node: written to `corner`, which has room for
 * chart_corners(). `side` (-1, 1): on which side of its band an edge within a band runs, and on which side
 * lanes are sought first. */
uint32_t chart_corners(const struct chart *c);
uint32_t lanes_corners(const struct chart *c, const struct link *l, int side, struct point *corner);
/* The same with corners left out that are not needed. */
uint32_t lanes_pull(struct work *draft, const struct thicket *t, const struct link *l, struct point *corner,
                    uint32_t n, double margin);

/* ---- traffic ---- */

struct streak {
    struct point a, b;
    uint32_t link, next;
};
struct traffic {
    struct arena *arena;
    double x, y, cell;
    uint32_t columns, rows;
    uint32_t *first; /* by cell */
    struct streak *streak;
    size_t n, cap;
};
bool traffic_new(struct traffic *t, struct arena *a, const struct chart *c);
bool traffic_add(struct traffic *t, const struct curve *c, uint32_t link);
struct jam {
    uint32_t crossings;
    uint32_t tips;   /* ends near the end of another arrow */
    double together; /* length that runs beside another arrow too closely to be told from it */
};
struct jam traffic_look(const struct traffic *t, const struct chart *chart, const struct curve *c,
                        const struct link *l);

/* Curves for all links. */
bool chart_route(struct chart *c);
uint64_t chart_crossings(const struct chart *c, bool *good);

/* ---- zones; zones.c, outline.c ---- */

/* An outline round the members, in zone->p (none when no member has a place). */
bool chart_zone(const struct chart *c, struct set members, struct zone *zone);

/* A field of distances on a grid, and the line where it is 0. */
struct field {
    struct point corner;
    double cell;
    uint32_t columns, rows;
    float *at; /* below 0: inside */
};
bool field_new(struct field *f, struct arena *a, struct point least, struct point most);
/* Join a rectangle with round corners; everything within `radius` of a line. */
void field_box(struct field *f, struct point centre, double w, double h, double pad);
void field_line(struct field *f, struct point a, struct point b, double radius);
/* The outer outline of the part that is highest on the page, in few points; NULL: want of memory. */
struct point *field_outline(const struct field *f, struct arena *a, struct arena *draft, uint32_t *n);

/* ---- names of zones ---- */

#define NOTE_SIZE 0.8
struct note_range { /* where the panel's zones and captions begin in the scene */
    size_t zones, captions;
};
/* Put a label beside a zone where it lies on nothing. */
bool note_zone(const struct chart *c, struct scene_parts *out, const struct zone *z, struct str label,
               double width, struct note_range r);

/* ---- roles; biasing.c ---- */

/* All edges of g, each once; biasing are those on open paths from X to Y given Z that are not causal. X and Y
 * are disjoint. In w->arena; false (reported) for want of memory or an interrupt. */
bool graph_biasing(struct work *w, const struct graph *g, struct set x, struct set y, struct set z,
                   struct figure_arrow **edge, uint32_t *nedges);

#endif
