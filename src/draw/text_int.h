/* text_int.h -- what the parts of the text writer share: sheets of character cells, and wires on them.
 *
 * Pictures are routed in flow coordinates: `across` counts cells across the flow, from the left (or from
 * above when the flow runs to the right), `along` counts cells along it, from where it begins. A sheet knows
 * how to turn these into rows and columns. */
#ifndef CAUSAL_DRAW_TEXT_INT_H
#define CAUSAL_DRAW_TEXT_INT_H

#include "draw/draw.h"
#include "picture/layered.h"
#include "picture/scene.h"

/* ---- sheets; text_sheet.c ---- */

enum { TO_NORTH = 1, TO_EAST = 2, TO_SOUTH = 4, TO_WEST = 8 }; /* a line from a cell's middle */

/* Beside enum scene_flag. */
enum { TEXT_CAUSAL = 16, TEXT_BIASING = 32, TEXT_STRONG = 64 };

struct cell {
    struct str text; /* a character with its combining marks; empty: lines */
    uint8_t lines;   /* TO_.. */
    uint8_t dashed;  /* which of them are dashed */
    uint8_t flags;   /* for colour */
    bool covered;    /* the right half of the wide character before it */
};

struct sheet {
    uint32_t rows, columns;
    struct cell *cell;
    bool unicode;
};

/* A blank sheet; false (reported) when memory is short, or "picture-size". */
bool sheet_new(struct sheet *s, struct work *w, uint32_t rows, uint32_t columns, bool unicode);
static inline struct cell *sheet_at(const struct sheet *s, uint32_t row, uint32_t column)
{
    return &s->cell[(size_t)row * s->columns + column];
}
/* Text over whatever is there; what does not fit is cut off. */
void sheet_text(struct sheet *s, uint32_t row, uint32_t column, struct str text, unsigned flags);
/* One character, by the alphabet of the sheet. */
void sheet_sign(struct sheet *s, uint32_t row, uint32_t column, const char *unicode, const char *ascii,
                unsigned flags);
/* Put one sheet on another. */
void sheet_paste(struct sheet *onto, uint32_t row, uint32_t column, const struct sheet *s);
/* Its rows as lines, without blanks at their ends. */
void sheet_write(struct buf *out, const struct sheet *s, bool color);

/* ---- one channel; text_channel.c ---- */

/* A wire in the space between two ranks: from a place at the near side to places at the far side. */
struct branch {
    uint32_t at;   /* across */
    uint32_t wire; /* of the picture */
};
struct net {
    bool rooted;   /* false: it has no near end (a bidirected edge begins here) */
    uint32_t near; /* across */
    uint32_t nfar;
    struct branch *far;
};

/* A net, or part of one, with its bar. Straight nets have no bar. */
struct piece {
    uint32_t net;
    bool straight, rooted;
    uint32_t near, nfar; /* as in the net */
    struct branch *far;
    uint32_t low, high;    /* what its bar spans */
    uint32_t track;        /* 0 is nearest */
    uint32_t below, above; /* pieces that it joins, UINT32_MAX: the channel's sides */
};

struct channel {
    uint32_t npieces, ntracks, width; /* width: cells across that it needs */
    struct piece *piece;
};

/* Give every bar a track such that no two wires share a line; few crossings. False (reported). */
bool channel_route(struct channel *c, struct work *w, const struct net *net, uint32_t nnets, uint32_t width);

/* ---- a picture: bodies in ranks with wires between them; text_place.c, text_wires.c ---- */

struct text_body {
    uint32_t across, along; /* cells; `across` is odd */
    enum layered_pin pin;
    uint32_t place;
    bool rootless;  /* its wires begin in the channel: the root of a bidirected edge */
    bool at_end;    /* stands where its rank ends (states) */
    uint32_t reach; /* how far names beside its wires stretch to the right of its middle */
    uint32_t name;  /* cells along the flow that names at its wires need */
};
struct text_wire {
    uint32_t from, to;
    int32_t from_at, to_at; /* offsets from the middles */
    double weight;
    bool unseen;  /* keeps an order, and is not drawn */
    bool sort_to; /* its port may be exchanged with others of this kind at the body it goes to */
};
/* How a wire looks in one panel. */
struct text_look {
    bool shown, dashed;
    unsigned flags;
};

struct text_picture {
    struct work *w;
    enum picture_dir dir;
    bool heads; /* wires end in arrow heads */
    uint32_t nbodies, nwires;
    struct text_body *body;
    struct text_wire *wire;
    /* found by plain_place: */
    struct layered *layout;
    uint32_t *middle;              /* across, by vertex of the layout */
    uint32_t *rank_at, *rank_size; /* along, by rank */
    uint32_t *names;               /* cells for names at the beginning of the channel over each rank */
    struct channel *channel;       /* over each rank */
    uint32_t across, along;        /* the whole */
};

/* Places for everything. False (reported). */
bool plain_place(struct text_picture *p);
/* Exchange ports so that wires at a body do not cross; text_ports.c. False (reported). */
bool plain_sort_ports(struct text_picture *p, bool *changed);
/* The rows and columns of the picture. */
uint32_t plain_rows(const struct text_picture *p);
uint32_t plain_columns(const struct text_picture *p);
/* A cell in flow coordinates as row and column. */
void plain_cell(const struct text_picture *p, uint32_t across, uint32_t along, uint32_t *row,
                uint32_t *column);
/* Where along the flow a body begins. */
uint32_t plain_body_at(const struct text_picture *p, uint32_t body);
/* All wires that are shown; `dots`: where a wire forks there is a dot. Ghosts give way. */
void plain_wires(const struct text_picture *p, struct sheet *s, const struct text_look *look, bool dots);
/* A line along the flow through the cells from .. to - 1. */
void plain_run(const struct text_picture *p, struct sheet *s, uint32_t across, uint32_t from, uint32_t to,
               const struct text_look *look);
/* The name of a wire where it leaves a body at an offset from its middle. */
void plain_name(const struct text_picture *p, struct sheet *s, uint32_t body, int32_t at, struct str name,
                unsigned flags);

/* ---- shapes; text_shapes.c ---- */

/* A shape in flow coordinates: `half` cells to each side of `middle`, `size` cells from `along`. */
struct text_shape {
    enum shape shape;
    uint32_t middle, half, along, size;
    struct str label;
    int32_t label_row, label_column; /* from the middle; for ghosts that wires run through */
    bool label_left;                 /* at the left rim instead */
    unsigned flags;
    uint32_t nports; /* where wires meet it: offsets across */
    const int32_t *port;
    const bool *port_out;
};
void plain_shape(const struct text_picture *p, struct sheet *s, const struct text_shape *shape);
/* How much room a shape needs. */
uint32_t plain_half(enum picture_dir dir, enum shape shape, struct str label);
uint32_t plain_size(enum picture_dir dir, enum shape shape, struct str label);
/* Columns of one line of text. */
uint32_t plain_width(struct str text);

/* ---- panels: each gives the sheet of one. False (reported). text_string.c, text_graph.c ---- */
bool text_string(struct sheet *s, struct work *w, const struct panel *panel, enum picture_dir dir,
                 bool unicode);
bool text_graph(struct sheet *s, struct work *w, const struct panel *panel, enum picture_dir dir,
                bool unicode);

#endif
