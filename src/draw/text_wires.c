/* text_wires.c -- the wires of a text picture as lines on a sheet. */
#include "draw/text_int.h"

/* The four directions in flow terms. */
enum flow { BACK, ONWARD, LEFT, RIGHT };

struct painter {
    const struct text_picture *p;
    struct sheet *s;
    const struct text_look *look;
};

static unsigned line_to(enum picture_dir dir, enum flow f)
{
    static const unsigned line[][4] = {
        [DIR_UP] = {[BACK] = TO_SOUTH, [ONWARD] = TO_NORTH, [LEFT] = TO_WEST, [RIGHT] = TO_EAST},
        [DIR_RIGHT] = {[BACK] = TO_WEST, [ONWARD] = TO_EAST, [LEFT] = TO_NORTH, [RIGHT] = TO_SOUTH},
        [DIR_DOWN] = {[BACK] = TO_NORTH, [ONWARD] = TO_SOUTH, [LEFT] = TO_WEST, [RIGHT] = TO_EAST}};
    return line[dir][f];
}

/* A line from a cell's middle. Solid lines win over dashed ones, and give the cell its colour. */
static void stroke(struct painter *t, uint32_t across, uint32_t along, enum flow f,
                   const struct text_look *look)
{
    uint32_t row, column;
    unsigned line = line_to(t->p->dir, f);
    plain_cell(t->p, across, along, &row, &column);
    struct cell *c = sheet_at(t->s, row, column);
    if (look->dashed && !(c->lines & line))
        c->dashed |= (uint8_t)line;
    else if (!look->dashed)
        c->dashed &= (uint8_t)~line;
    if (c->flags & FLAG_GHOST)
        c->text = STR("");
    if (!c->lines || !look->dashed)
        c->flags = (uint8_t)look->flags;
    c->lines |= (uint8_t)line;
}

/* Along the flow from the beginning of cell `from` to the end of cell `to` - 1. */
static void run_along(struct painter *t, uint32_t across, uint32_t from, uint32_t to,
                      const struct text_look *look)
{
    for (uint32_t i = from; i < to; i++) {
        stroke(t, across, i, BACK, look);
        stroke(t, across, i, ONWARD, look);
    }
}

/* Across, from the middle of one cell to the middle of another. */
static void run_across(struct painter *t, uint32_t along, uint32_t a, uint32_t b,
                       const struct text_look *look)
{
    uint32_t low = a < b ? a : b, high = a < b ? b : a;
    for (uint32_t i = low; i < high; i++) {
        stroke(t, i, along, RIGHT, look);
        stroke(t, i + 1, along, LEFT, look);
    }
}

/* ---- channels ---- */

static bool shown(const struct painter *t, const struct branch *b)
{
    return t->look[b->wire].shown;
}

/* How the common part of some branches looks: as the plainest of them. */
static bool look_of(const struct painter *t, const struct piece *q, struct text_look *look)
{
    *look = (struct text_look){.dashed = true, .flags = ~0u};
    for (uint32_t i = 0; i < q->nfar; i++)
        if (shown(t, &q->far[i])) {
            const struct text_look *l = &t->look[q->far[i].wire];
            look->shown = true;
            look->dashed &= l->dashed;
            look->flags &= l->flags;
        }
    return look->shown;
}

/* Where along the flow a piece's bar is. */
static uint32_t bar(const struct painter *t, uint32_t rank, const struct piece *q)
{
    const struct text_picture *p = t->p;
    return p->rank_at[rank] + p->rank_size[rank] + p->names[rank] + q->track;
}

static void paint_branch(struct painter *t, uint32_t rank, const struct channel *c, const struct piece *q,
                         const struct branch *b, const struct text_look *look)
{
    const struct text_picture *p = t->p;
    uint32_t from = p->rank_at[rank] + p->rank_size[rank], to = p->rank_at[rank + 1];
    if (q->straight) {
        run_along(t, q->near, from, to, look);
        return;
    }
    uint32_t along = bar(t, rank, q);
    if (q->rooted) {
        if (q->below != UINT32_MAX)
            from = bar(t, rank, &c->piece[q->below]) + 1;
        run_along(t, q->near, from, along, look);
        stroke(t, q->near, along, BACK, look);
        run_across(t, along, q->near, b->at, look);
    }
    stroke(t, b->at, along, ONWARD, look);
    if (q->above == UINT32_MAX) /* else the piece above draws the line */
        run_along(t, b->at, along + 1, to, look);
}

/* A bidirected edge: the bar between its two ends. */
static void paint_bar(struct painter *t, uint32_t rank, const struct piece *q, const struct text_look *look)
{
    run_across(t, bar(t, rank, q), q->low, q->high, look);
}

/* The pieces of a split net share a branch that stands for all: the look is that of what it leads to. */
static bool piece_look(struct painter *t, const struct channel *c, const struct piece *q,
                       struct text_look *look)
{
    return look_of(t, q->above == UINT32_MAX ? q : &c->piece[q->above], look);
}

static void paint_dot(struct painter *t, uint32_t rank, const struct piece *q)
{
    uint32_t solid = 0, ghosts = 0, row, column;
    struct text_look look;
    for (uint32_t i = 0; i < q->nfar; i++)
        if (shown(t, &q->far[i]))
            ++*(t->look[q->far[i].wire].dashed ? &ghosts : &solid);
    if (!q->rooted || q->nfar < 2 || (solid < 2 && (solid || ghosts < 2)))
        return;
    look_of(t, q, &look);
    plain_cell(t->p, q->near, bar(t, rank, q), &row, &column);
    sheet_sign(t->s, row, column, "●", "*", look.flags);
}

static void paint_channel(struct painter *t, uint32_t rank, bool dashed)
{
    const struct channel *c = &t->p->channel[rank];
    for (uint32_t k = 0; k < c->npieces; k++) {
        const struct piece *q = &c->piece[k];
        struct text_look whole;
        if (!piece_look(t, c, q, &whole))
            continue;
        for (uint32_t i = 0; i < q->nfar; i++) {
            const struct text_look *look = q->above != UINT32_MAX ? &whole : &t->look[q->far[i].wire];
            if (look->shown && look->dashed == dashed)
                paint_branch(t, rank, c, q, &q->far[i], look);
        }
        if (!q->rooted && whole.dashed == dashed)
            paint_bar(t, rank, q, &whole);
    }
}

/* ---- through ranks ---- */

/* From a body that does not fill its rank to where the channels begin, and past bodies on the way. */
static void paint_ranks(struct painter *t, uint32_t e)
{
    const struct text_picture *p = t->p;
    const struct text_wire *wire = &p->wire[e];
    const struct layered *l = p->layout;
    const struct text_look *look = &t->look[e];
    uint32_t r = l->rank[wire->from], end = l->rank[wire->to];
    uint32_t out = plain_body_at(p, wire->from) + p->body[wire->from].along;
    if (!p->body[wire->from].rootless)
        run_along(t, (uint32_t)((int64_t)p->middle[wire->from] + wire->from_at), out,
                  p->rank_at[r] + p->rank_size[r], look);
    for (uint32_t i = l->chain_start[e]; i < l->chain_start[e + 1]; i++) {
        r++;
        run_along(t, p->middle[l->chain[i]], p->rank_at[r], p->rank_at[r] + p->rank_size[r], look);
    }
    run_along(t, (uint32_t)((int64_t)p->middle[wire->to] + wire->to_at), p->rank_at[end],
              plain_body_at(p, wire->to), look);
}

void plain_run(const struct text_picture *p, struct sheet *s, uint32_t across, uint32_t from, uint32_t to,
               const struct text_look *look)
{
    struct painter t = {.p = p, .s = s};
    run_along(&t, across, from, to, look);
}

void plain_name(const struct text_picture *p, struct sheet *s, uint32_t body, int32_t at, struct str name,
                unsigned flags)
{
    uint32_t r = p->layout->rank[body], row, column;
    uint32_t across = (uint32_t)((int64_t)p->middle[body] + at);
    plain_cell(p, across, p->rank_at[r] + p->rank_size[r], &row, &column);
    if (p->dir == DIR_RIGHT)
        sheet_text(s, row - 1, column, name, flags);
    else
        sheet_text(s, row, column + 1, name, flags);
}

void plain_wires(const struct text_picture *p, struct sheet *s, const struct text_look *look, bool dots)
{
    struct painter t = {p, s, look};
    /* Ghosts first: what is there now is drawn over what was. */
    for (int dashed = 1; dashed >= 0; dashed--) {
        for (uint32_t r = 0; r + 1 < p->layout->nranks; r++)
            paint_channel(&t, r, dashed);
        for (uint32_t e = 0; e < p->nwires; e++)
            if (look[e].shown && look[e].dashed == dashed)
                paint_ranks(&t, e);
    }
    for (uint32_t r = 0; dots && r + 1 < p->layout->nranks; r++)
        for (uint32_t k = 0; k < p->channel[r].npieces; k++)
            paint_dot(&t, r, &p->channel[r].piece[k]);
}
