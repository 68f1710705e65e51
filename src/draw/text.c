/* text.c -- pictures of characters: what a terminal without pictures shows, and .txt files.
 *
 *   text.c          pages: panels side by side, with titles and what is to be said in words
 *   text_string.c   string diagrams              text_graph.c   causal graphs
 *   text_place.c    ranks and places             text_ports.c   the order of ports
 *   text_channel.c  wires between two ranks      text_wires.c   the same as lines
 *   text_shapes.c   boxes, states, grounds       text_sheet.c   cells, and how they are written
 *
 * A wire goes straight on where lines cross, and forks only at a dot, from whose bar its branches turn off.
 */
#include "draw/draw_int.h"
#include "draw/text_int.h"

#include "base/interrupt.h"

#define PANEL_GAP 4
#define LEAST_NOTE 40 /* columns of a caption below a narrow picture */

struct line {
    struct str text;
    unsigned flags;
};

/* A panel as it will stand on the page. */
struct block {
    struct sheet sheet;
    struct line *note;
    size_t nnotes, cap;
    uint32_t columns;
};

static bool add_note(struct block *b, struct work *w, struct str text, unsigned flags)
{
    if (!ARENA_PUSH(w->arena, b->note, b->nnotes, b->cap, ((struct line){text, flags})))
        return diag_oom(w->diags);
    uint32_t width = plain_width(text);
    b->columns = width > b->columns ? width : b->columns;
    return true;
}

/* The longest beginning that is no wider than `columns`: up to a line's end, or a blank. */
static struct str one_line(struct str s, uint32_t columns)
{
    size_t good = 0, end = 0;
    while (end < s.n && s.s[end] != '\n') {
        while (end < s.n && s.s[end] != ' ' && s.s[end] != '\n')
            end++;
        if (good && plain_width((struct str){s.s, end}) > columns)
            break;
        good = end;
        while (end < s.n && s.s[end] == ' ')
            end++;
    }
    return (struct str){s.s, good};
}

static bool wrap(struct block *b, struct work *w, struct str text)
{
    uint32_t columns = b->columns > LEAST_NOTE ? b->columns : LEAST_NOTE;
    while (text.n) {
        struct str line = one_line(text, columns);
        if (line.n && !add_note(b, w, line, 0))
            return false;
        text = (struct str){text.s + line.n, text.n - line.n};
        while (text.n && (text.s[0] == ' ' || text.s[0] == '\n'))
            text = (struct str){text.s + 1, text.n - 1};
    }
    return true;
}

/* ---- what shapes alone do not say ---- */

static struct str member_name(const struct panel *p, uint32_t v)
{
    if (p->kind == PANEL_GRAPH)
        return v < p->graph->g->n ? p->graph->g->name[v] : STR("");
    const struct string_figure *f = p->string;
    return v < f->before->nwires  ? f->before->wire[v].name
           : v < f->after->nwires ? f->after->wire[v].name
                                  : STR("");
}

static bool add_regions(struct block *b, struct work *w, const struct panel *p)
{
    static const char *const word[] = {[REGION_COMB] = "comb",
                                       [REGION_PLUG] = "in its slot",
                                       [REGION_DISTRICT] = "district",
                                       [REGION_HEDGE] = "hedge"};
    for (uint32_t i = 0; i < p->nregions; i++) {
        const struct figure_region *r = &p->region[i];
        struct buf line = {0};
        bool first = true;
        if (!set_ok(r->members))
            continue;
        buf_puts(&line, word[r->style]);
        if (r->label.n) {
            buf_putc(&line, ' ');
            buf_put(&line, r->label);
        }
        SET_EACH (v, r->members) {
            buf_puts(&line, first ? ": " : ", ");
            buf_put(&line, member_name(p, v));
            first = false;
        }
        struct str text = line.failed ? (struct str){0} : str_dup(w->arena, buf_str(&line));
        buf_free(&line);
        if (!text.s)
            return diag_oom(w->diags);
        if (!wrap(b, w, text))
            return false;
    }
    return true;
}

static bool add_legend(struct block *b, struct work *w, const struct panel *p, bool unicode)
{
    bool role[NODE_ANCESTOR_OF_BOTH + 1] = {0};
    struct buf line = {0};
    const struct graph *g = p->graph->g;
    SET_EACH (v, g->nodes)
        role[set_has(g->latent, v) ? NODE_LATENT : p->graph->role ? p->graph->role[v] : NODE_PLAIN] = true;
    const struct {
        bool wanted;
        const char *words;
    } part[] = {{role[NODE_EXPOSURE], "! exposure"},
                {role[NODE_OUTCOME], "? outcome"},
                {role[NODE_ADJUSTED], unicode ? "⟦ ⟧ adjusted for" : "[[ ]] adjusted for"},
                {role[NODE_LATENT], "( ) hidden"}};
    for (size_t i = 0; i < sizeof part / sizeof *part; i++)
        if (part[i].wanted) {
            buf_puts(&line, line.n ? "   " : "");
            buf_puts(&line, part[i].words);
        }
    struct str text = line.failed ? (struct str){0} : str_dup(w->arena, buf_str(&line));
    buf_free(&line);
    if (!text.s)
        return diag_oom(w->diags);
    return !text.n || add_note(b, w, text, FLAG_DIM);
}

/* ---- pages ---- */

static bool make_block(struct block *b, struct work *w, const struct panel *p, enum picture_dir dir,
                       bool unicode)
{
    bool graph = p->kind == PANEL_GRAPH;
    if (!(graph ? text_graph : text_string)(&b->sheet, w, p, dir, unicode))
        return false;
    uint32_t title = plain_width(p->title);
    b->columns = b->sheet.columns > title ? b->sheet.columns : title;
    return (!graph || add_legend(b, w, p, unicode)) && add_regions(b, w, p) && wrap(b, w, p->caption);
}

static void put_block(struct sheet *s, uint32_t row, uint32_t column, const struct block *b,
                      const struct panel *p, uint32_t above, uint32_t rows)
{
    sheet_text(s, row, column + (b->columns - plain_width(p->title)) / 2, p->title, TEXT_STRONG);
    sheet_paste(s, row + above, column + (b->columns - b->sheet.columns) / 2, &b->sheet);
    for (size_t i = 0; i < b->nnotes; i++)
        sheet_text(s, row + above + rows + 1 + (uint32_t)i, column, b->note[i].text, b->note[i].flags);
}

static bool put_page(struct buf *out, struct work *w, const struct page *page, enum picture_dir dir,
                     const struct draw_style *style)
{
    uint32_t n = page->npanels, rows = 0, columns = 0, notes = 0, above = 0;
    struct block *block = ARENA_NEW(w->arena, struct block, n);
    struct sheet sheet;
    if (!block)
        return diag_oom(w->diags);
    for (uint32_t i = 0; i < n; i++) {
        struct block *b = &block[i];
        if (interrupted())
            return diag_interrupted(w->diags);
        if (!make_block(b, w, &page->panel[i], dir, style->unicode))
            return false;
        rows = b->sheet.rows > rows ? b->sheet.rows : rows;
        notes = b->nnotes > notes ? (uint32_t)b->nnotes : notes;
        columns += b->columns + (i ? PANEL_GAP : 0);
        above = page->panel[i].title.n ? 2 : above;
    }
    uint32_t top = page->title.n ? 2 : 0, width = plain_width(page->title);
    if (!sheet_new(&sheet, w, top + above + rows + (notes ? notes + 1 : 0), columns > width ? columns : width,
                   style->unicode))
        return false;
    sheet_text(&sheet, 0, 0, page->title, TEXT_STRONG);
    uint32_t column = 0;
    for (uint32_t i = 0; i < n; i++) {
        put_block(&sheet, top, column, &block[i], &page->panel[i], above, rows);
        column += block[i].columns + PANEL_GAP;
    }
    sheet_write(out, &sheet, style->color);
    return true;
}

bool draw_text(struct buf *out, struct work *w, const struct drawing *drawing, const struct draw_style *style)
{
    for (uint32_t i = 0; i < drawing->npages; i++) {
        struct arena draft = {0};
        struct work inner = {&draft, w->diags, NULL};
        buf_puts(out, i ? "\n\n" : "");
        bool good = put_page(out, &inner, &drawing->page[i], drawing->dir, style);
        arena_free(&draft);
        if (!good)
            return false;
    }
    return !out->failed || diag_oom(w->diags);
}
