/* text_graph.c -- causal graphs in characters: names in ranks with arrows routed between them. A bidirected
 * edge is a dashed line with two heads that begins below (before) both its ends. Large graphs are listed. */
#include "draw/text_int.h"

#include "base/utf8.h"

#define MOST_NODES 60

struct chart {
    struct work *w;
    const struct panel *panel;
    const struct graph *g, *shown; /* all there is, and what is not a ghost */
    struct graph *all;             /* both */
    struct text_picture p;
    struct text_look *look;
    uint32_t *body, *node; /* by node and by body; UINT32_MAX: none */
    struct str *label;     /* by body */
    uint32_t *nin;         /* by body */
};

static bool is_shown(const struct chart *c, uint32_t v)
{
    return v < c->shown->n && set_has(c->shown->nodes, v);
}

static bool has_edge(const struct graph *g, uint32_t from, uint32_t to, bool both)
{
    return from < g->n && to < g->n && set_has(both ? g->bi[from] : g->ch[from], to);
}

static enum graph_role role_of(const struct chart *c, uint32_t v)
{
    if (set_has(c->g->latent, v))
        return NODE_LATENT;
    return c->panel->graph->role ? c->panel->graph->role[v] : NODE_PLAIN;
}

static bool is_dim(const struct chart *c, uint32_t v)
{
    const struct set dim = c->panel->dim;
    return set_ok(dim) && v / 64 < dim.words && set_has(dim, v);
}

/* The graph with what `shown` adds to it. */
static bool join(struct chart *c)
{
    if (!(c->all = graph_copy(c->w, c->g)))
        return false;
    SET_EACH (v, c->all->nodes) {
        if (!is_shown(c, v))
            continue;
        SET_EACH (u, c->shown->ch[v])
            if (u < c->g->n && set_has(c->all->nodes, u))
                graph_edge(c->all, v, u);
        SET_EACH (u, c->shown->bi[v])
            if (u < c->g->n && set_has(c->all->nodes, u))
                graph_biedge(c->all, v, u);
    }
    return true;
}

/* ---- lists ---- */

static void put_list(struct buf *line, const struct chart *c, struct set to, uint32_t least,
                     const char *arrow)
{
    bool first = true;
    SET_EACH (u, to) {
        if (u < least)
            continue;
        buf_puts(line, first ? arrow : ", ");
        buf_put(line, c->all->name[u]);
        first = false;
    }
}

static bool list(struct sheet *s, struct chart *c, bool unicode)
{
    const struct graph *g = c->shown;
    uint32_t n = set_count(g->nodes) + 1, columns = 0, row = 1;
    struct str *line = ARENA_NEW(c->w->arena, struct str, n);
    if (!line)
        return diag_oom(c->w->diags);
    line[0] = str_fmt(c->w->arena, "%u nodes: as a list", n - 1);
    SET_EACH (v, g->nodes) {
        struct buf b = {0};
        buf_put(&b, g->name[v]);
        put_list(&b, c, g->ch[v], 0, unicode ? " → " : " -> ");
        put_list(&b, c, g->bi[v], v + 1, unicode ? "  ↔ " : "  <-> ");
        line[row] = b.failed ? (struct str){0} : str_dup(c->w->arena, buf_str(&b));
        buf_free(&b);
        if (!line[row++].s)
            return diag_oom(c->w->diags);
    }
    for (uint32_t k = 0; k < n; k++)
        columns = plain_width(line[k]) > columns ? plain_width(line[k]) : columns;
    if (!sheet_new(s, c->w, n, columns, unicode))
        return false;
    for (uint32_t k = 0; k < n; k++)
        sheet_text(s, k, 0, line[k], k ? 0 : FLAG_DIM);
    return true;
}

/* ---- bodies and wires ---- */

static struct str label_of(struct chart *c, uint32_t v, bool unicode)
{
    static const struct {
        const char *format, *ascii;
    } look[] = {[NODE_PLAIN] = {"[%.*s]", "[%.*s]"},
                [NODE_EXPOSURE] = {"[%.*s!]", "[%.*s!]"},
                [NODE_OUTCOME] = {"[%.*s?]", "[%.*s?]"},
                [NODE_ADJUSTED] = {"⟦%.*s⟧", "[[%.*s]]"},
                [NODE_LATENT] = {"(%.*s)", "(%.*s)"},
                [NODE_ANCESTOR_OF_EXPOSURE] = {"[%.*s]", "[%.*s]"},
                [NODE_ANCESTOR_OF_OUTCOME] = {"[%.*s]", "[%.*s]"},
                [NODE_ANCESTOR_OF_BOTH] = {"[%.*s]", "[%.*s]"}};
    enum graph_role role = role_of(c, v);
    struct buf b = {0};
    const char *format = unicode ? look[role].format : look[role].ascii, *name = format;
    while (*name != '%')
        name++;
    buf_put(&b, (struct str){format, (size_t)(name - format)});
    buf_put(&b, c->all->name[v]);
    buf_puts(&b, name + 4);
    struct str label = b.failed ? (struct str){0} : str_dup(c->w->arena, buf_str(&b));
    buf_free(&b);
    return label;
}

static uint32_t count_edges(const struct graph *g, uint32_t *both)
{
    uint32_t n = 0;
    *both = 0;
    SET_EACH (v, g->nodes) {
        n += set_count(g->ch[v]);
        SET_EACH (u, g->bi[v])
            *both += u > v;
    }
    return n;
}

static void add_wire(struct chart *c, uint32_t from, uint32_t to, struct text_look look)
{
    uint32_t k = c->p.nwires++;
    c->p.wire[k] = (struct text_wire){
        .from = from, .to = to, .to_at = (int32_t)c->nin[to]++, .weight = 1, .sort_to = true};
    c->look[k] = look;
}

static struct text_look look_of(const struct chart *c, uint32_t from, uint32_t to, bool both)
{
    const struct graph_figure *f = c->panel->graph;
    bool ghost = !is_shown(c, from) || !is_shown(c, to) || !has_edge(c->shown, from, to, both);
    unsigned flags = (ghost ? FLAG_GHOST : 0) | (is_dim(c, from) || is_dim(c, to) ? FLAG_DIM : 0);
    for (uint32_t i = 0; i < f->narrows; i++) {
        const struct figure_arrow *t = &f->arrow[i];
        bool same =
            t->both == both && ((t->from == from && t->to == to) || (both && t->from == to && t->to == from));
        if (same && !ghost)
            flags |= t->role == ARROW_CAUSAL ? TEXT_CAUSAL : t->role == ARROW_BIASING ? TEXT_BIASING : 0;
    }
    return (struct text_look){.shown = true, .dashed = both || ghost, .flags = flags};
}

static bool add_all(struct chart *c, bool unicode)
{
    const struct graph *g = c->all;
    uint32_t both, edges = count_edges(g, &both), n = set_count(g->nodes) + both;
    struct arena *a = c->w->arena;
    struct text_picture *p = &c->p;
    p->body = ARENA_NEW(a, struct text_body, n);
    p->wire = ARENA_NEW(a, struct text_wire, (size_t)edges + 2 * (size_t)both);
    c->look = ARENA_NEW(a, struct text_look, (size_t)edges + 2 * (size_t)both);
    c->body = ARENA_NEW(a, uint32_t, g->n);
    c->node = ARENA_NEW(a, uint32_t, n);
    c->label = ARENA_NEW(a, struct str, n);
    c->nin = ARENA_NEW(a, uint32_t, n);
    if (!p->body || !p->wire || !c->look || !c->body || !c->node || !c->label || !c->nin)
        return diag_oom(c->w->diags);
    SET_EACH (v, g->nodes) {
        c->body[v] = p->nbodies;
        c->node[p->nbodies] = v;
        if (!(c->label[p->nbodies++] = label_of(c, v, unicode)).s)
            return diag_oom(c->w->diags);
    }
    SET_EACH (v, g->nodes)
        SET_EACH (u, g->ch[v])
            add_wire(c, c->body[v], c->body[u], look_of(c, v, u, false));
    SET_EACH (v, g->nodes)
        SET_EACH (u, g->bi[v]) {
            if (u < v)
                continue;
            c->node[p->nbodies] = UINT32_MAX;
            add_wire(c, p->nbodies, c->body[v], look_of(c, v, u, true));
            add_wire(c, p->nbodies, c->body[u], look_of(c, v, u, true));
            p->nbodies++;
        }
    return true;
}

static void measure(struct chart *c)
{
    struct text_picture *p = &c->p;
    for (uint32_t b = 0; b < p->nbodies; b++) {
        p->body[b] = (struct text_body){.across = 1, .place = UINT32_MAX, .rootless = true};
        if (c->node[b] == UINT32_MAX)
            continue;
        uint32_t ports = c->nin[b], width = plain_width(c->label[b]),
                 across = p->dir == DIR_RIGHT ? 1 : width | 1;
        p->body[b] = (struct text_body){.across = 2 * ports > across + 1 ? 2 * ports - 1 : across,
                                        .along = p->dir == DIR_RIGHT ? width : 1,
                                        .place = UINT32_MAX};
    }
    for (uint32_t e = 0; e < p->nwires; e++) {
        struct text_wire *t = &p->wire[e];
        t->to_at = 2 * t->to_at - (int32_t)(c->nin[t->to] - 1);
    }
}

/* ---- drawing ---- */

struct rect {
    uint32_t top, left, bottom, right;
};

/* A node with several arrows at its side is as tall as they need; its frame tells what the brackets of others
 * do. */
static void draw_frame(struct sheet *s, struct rect r, enum graph_role role, unsigned flags)
{
    static const char *const plain[] = {"┌", "─", "┐", "│", "└", "┘"}, *const latent[] = {"╭", "─", "╮",
                                                                                          "│", "╰", "╯"},
                             *const adjusted[] = {"╔", "═", "╗", "║", "╚", "╝"};
    const char *const *line = role == NODE_LATENT ? latent : role == NODE_ADJUSTED ? adjusted : plain;
    const char *left = role == NODE_LATENT ? "(" : "[", *right = role == NODE_LATENT ? ")" : "]";
    for (uint32_t column = r.left + 1; column < r.right; column++) {
        sheet_sign(s, r.top, column, line[1], " ", flags);
        sheet_sign(s, r.bottom, column, line[1], " ", flags);
    }
    for (uint32_t row = r.top; row <= r.bottom; row++) {
        bool first = row == r.top, last = row == r.bottom;
        sheet_sign(s, row, r.left, line[first ? 0 : last ? 4 : 3], left, flags);
        sheet_sign(s, row, r.right, line[first ? 2 : last ? 5 : 3], right, flags);
    }
}

static void draw(struct chart *c, struct sheet *s)
{
    static const struct {
        const char *unicode, *ascii;
    } head[] = {[DIR_UP] = {"▲", "^"}, [DIR_RIGHT] = {"▶", ">"}, [DIR_DOWN] = {"▼", "v"}};
    const struct text_picture *p = &c->p;
    uint32_t row, column;
    plain_wires(p, s, c->look, false);
    for (uint32_t e = 0; e < p->nwires; e++) {
        const struct text_wire *t = &p->wire[e];
        plain_cell(p, (uint32_t)((int64_t)p->middle[t->to] + t->to_at), plain_body_at(p, t->to) - 1, &row,
                   &column);
        sheet_sign(s, row, column, head[p->dir].unicode, head[p->dir].ascii, c->look[e].flags);
    }
    for (uint32_t b = 0; b < p->nbodies; b++) {
        uint32_t v = c->node[b], half = p->body[b].across / 2;
        if (v == UINT32_MAX)
            continue;
        unsigned flags = (is_shown(c, v) ? 0 : FLAG_GHOST) | (is_dim(c, v) ? FLAG_DIM : 0) |
                         (role_of(c, v) == NODE_LATENT ? FLAG_HIDDEN : 0);
        uint32_t width = plain_width(c->label[b]), along = plain_body_at(p, b);
        plain_cell(p, p->middle[b], along, &row, &column);
        if (p->dir != DIR_RIGHT) {
            for (uint32_t k = column - half; k <= column + half && 2 * half + 1 > width + 1; k++)
                sheet_sign(s, row, k, "─", "-", flags);
            column -= width / 2;
        }
        sheet_text(s, row, column, c->label[b], flags);
        if (p->dir == DIR_RIGHT && half)
            draw_frame(s, (struct rect){row - half, column, row + half, column + width - 1}, role_of(c, v),
                       flags);
    }
}

bool text_graph(struct sheet *s, struct work *w, const struct panel *panel, enum picture_dir dir,
                bool unicode)
{
    struct chart c = {.w = w,
                      .panel = panel,
                      .g = panel->graph->g,
                      .shown = panel->shown ? panel->shown : panel->graph->g,
                      .p = {.w = w, .dir = dir, .heads = true}};
    uint32_t n, *order = ARENA_NEW(w->arena, uint32_t, c.g->n);
    if (!order)
        return diag_oom(w->diags);
    if (!join(&c))
        return false;
    bool acyclic = graph_order(c.all, order, &n, w);
    if (!acyclic && !n)
        return false;
    if (!acyclic || set_count(c.all->nodes) > MOST_NODES)
        return list(s, &c, unicode);
    if (!add_all(&c, unicode))
        return false;
    measure(&c);
    if (!plain_place(&c.p) || !sheet_new(s, w, plain_rows(&c.p), plain_columns(&c.p), unicode))
        return false;
    draw(&c, s);
    return true;
}
