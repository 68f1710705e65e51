/* text_shapes.c -- boxes, states and grounds of characters. Boxes have sharp corners, wires round ones. */
#include "draw/text_int.h"

#include "base/utf8.h"

uint32_t plain_width(struct str text)
{
    return (uint32_t)utf8_width(text);
}

static bool framed(enum shape shape)
{
    return shape == SHAPE_BOX || shape == SHAPE_STATE || shape == SHAPE_EFFECT;
}

uint32_t plain_half(enum picture_dir dir, enum shape shape, struct str label)
{
    uint32_t width = plain_width(label);
    if (dir == DIR_RIGHT)
        return framed(shape) ? 1 : 0;
    return framed(shape) ? width / 2 + 2 : shape == SHAPE_POINT ? width / 2 + 1 : 1;
}

uint32_t plain_size(enum picture_dir dir, enum shape shape, struct str label)
{
    if (dir == DIR_RIGHT)
        return framed(shape) ? plain_width(label) + 4 : shape == SHAPE_POINT ? plain_width(label) + 2 : 1;
    return framed(shape) ? 3 : 1;
}

/* A shape's rectangle on the sheet. */
struct frame {
    struct sheet *s;
    uint32_t top, left, height, width;
    bool ghost;
    unsigned flags;
};

static void put(const struct frame *f, uint32_t row, uint32_t column, const char *unicode, const char *ascii)
{
    sheet_sign(f->s, f->top + row, f->left + column, unicode, ascii, f->flags);
}

static void rim(const struct frame *f, bool square_north, bool square_south)
{
    uint32_t h = f->height - 1, w = f->width - 1;
    for (uint32_t r = 1; r < h; r++) {
        for (uint32_t c = 1; c < w; c++)
            put(f, r, c, " ", " ");
        put(f, r, 0, f->ghost ? "╎" : "│", f->ghost ? ":" : "|");
        put(f, r, w, f->ghost ? "╎" : "│", f->ghost ? ":" : "|");
    }
    for (uint32_t c = 1; c < w; c++) {
        put(f, 0, c, f->ghost ? "╌" : "─", f->ghost ? "." : "-");
        put(f, h, c, f->ghost ? "╌" : "─", f->ghost ? "." : "-");
    }
    put(f, 0, 0, square_north ? "┌" : "╱", square_north ? "+" : "/");
    put(f, 0, w, square_north ? "┐" : "╲", square_north ? "+" : "\\");
    put(f, h, 0, square_south ? "└" : "╲", square_south ? "+" : "\\");
    put(f, h, w, square_south ? "┘" : "╱", square_south ? "+" : "/");
}

/* A state narrows away from its wires, an effect towards where they would go on. */
static void slant(const struct frame *f, bool narrow_south)
{
    uint32_t h = f->height - 1, w = f->width - 1, narrow = narrow_south ? h : 0;
    rim(f, !narrow_south, narrow_south);
    for (uint32_t r = 1; r < h; r++) {
        put(f, r, 0, narrow_south ? "╲" : "╱", narrow_south ? "\\" : "/");
        put(f, r, w, narrow_south ? "╱" : "╲", narrow_south ? "/" : "\\");
    }
    put(f, narrow, 0, " ", " ");
    put(f, narrow, w, " ", " ");
    put(f, narrow, 1, narrow_south ? "╲" : "╱", narrow_south ? "\\" : "/");
    put(f, narrow, w - 1, narrow_south ? "╱" : "╲", narrow_south ? "/" : "\\");
}

/* The same where the flow runs to the right: the left (or right) side is a point. */
static void slant_aside(const struct frame *f, bool narrow_left)
{
    uint32_t h = f->height - 1, w = f->width - 1, narrow = narrow_left ? 0 : w;
    rim(f, true, true);
    put(f, 0, narrow, narrow_left ? "╱" : "╲", narrow_left ? "/" : "\\");
    put(f, h, narrow, narrow_left ? "╲" : "╱", narrow_left ? "\\" : "/");
    for (uint32_t r = 1; r < h; r++)
        put(f, r, narrow, narrow_left ? "⟨" : "⟩", narrow_left ? "<" : ">");
}

static void bars(const struct frame *f, enum picture_dir dir, bool ground)
{
    if (dir == DIR_RIGHT) {
        put(f, f->height / 2, 0, ground ? "╢" : "╟", ground ? "]" : "[");
        return;
    }
    bool stem_south = (dir == DIR_UP) == ground;
    for (uint32_t c = 0; c < f->width; c++)
        put(f, 0, c, c != f->width / 2 ? "═" : stem_south ? "╤" : "╧", "=");
}

static void label(const struct text_picture *p, const struct frame *f, const struct text_shape *t)
{
    uint32_t width = plain_width(t->label), row = f->top + f->height / 2;
    uint32_t column = f->left + (f->width - width) / 2;
    if (t->label_left) {
        row = p->dir == DIR_RIGHT ? f->top + 1 : row;
        column = f->left + 2;
    }
    sheet_text(f->s, row, column, t->label, t->flags);
}

/* Where a wire meets the rim. */
static void port(const struct text_picture *p, const struct frame *f, const struct text_shape *t, uint32_t i)
{
    uint32_t row, column;
    bool out = t->port_out[i];
    plain_cell(p, (uint32_t)((int64_t)t->middle + t->port[i]), out ? t->along + t->size - 1 : t->along, &row,
               &column);
    if (p->dir == DIR_RIGHT)
        sheet_sign(f->s, row, column, out ? "├" : "┤", "+", t->flags);
    else
        sheet_sign(f->s, row, column, out == (p->dir == DIR_UP) ? "┴" : "┬", "+", t->flags);
}

void plain_shape(const struct text_picture *p, struct sheet *s, const struct text_shape *t)
{
    uint32_t r0, c0, r1, c1;
    plain_cell(p, t->middle - t->half, t->along, &r0, &c0);
    plain_cell(p, t->middle + t->half, t->along + t->size - 1, &r1, &c1);
    struct frame f = {.s = s,
                      .top = r0 < r1 ? r0 : r1,
                      .left = c0,
                      .height = (r0 < r1 ? r1 - r0 : r0 - r1) + 1,
                      .width = c1 - c0 + 1,
                      .ghost = t->flags & FLAG_GHOST,
                      .flags = t->flags};
    bool state = t->shape == SHAPE_STATE;
    switch (t->shape) {
    case SHAPE_BOX:
        rim(&f, true, true);
        break;
    case SHAPE_STATE:
    case SHAPE_EFFECT:
        if (p->dir == DIR_RIGHT)
            slant_aside(&f, state);
        else
            slant(&f, (p->dir == DIR_UP) == state);
        break;
    case SHAPE_POINT:
        put(&f, f.height / 2, p->dir == DIR_RIGHT ? 0 : (f.width - plain_width(t->label)) / 2 - 1, "[", "[");
        put(&f, f.height / 2,
            p->dir == DIR_RIGHT ? f.width - 1 : (f.width - plain_width(t->label)) / 2 + plain_width(t->label),
            "]", "]");
        break;
    case SHAPE_UNIFORM:
    case SHAPE_GROUND:
        bars(&f, p->dir, t->shape == SHAPE_GROUND);
        return;
    case SHAPE_DOT:
    case SHAPE_TERMINAL:
    case SHAPE_NODE:
        break;
    }
    label(p, &f, t);
    for (uint32_t i = 0; i < t->nports && framed(t->shape); i++)
        port(p, &f, t, i);
}
