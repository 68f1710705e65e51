/* scene.c -- pages: panels side by side, each with its title above and its caption below. */
#include "picture/scene.h"

#include "base/limits.h"
#include "base/utf8.h"

#include <math.h>

/* Lengths in u. */
static const double MARGIN = 0.35, PANEL_GAP = 1.2, LINE = 0.52, TITLE_ROOM = 0.75, NOTE_ROOM = 0.35,
                    NOTE_SIZE = 0.9, TITLE_SIZE = 1.1, LEAST_NOTE = 7;

/* Which of the growing lists belong to a panel. */
struct stretch {
    size_t zone, strand, mark, caption;
};

static struct stretch now(const struct scene_parts *o)
{
    return (struct stretch){o->nzones, o->nstrands, o->nmarks, o->ncaptions};
}

/* Move everything added since `from`, which is panel `number`. */
static void move(struct scene_parts *o, struct stretch from, double x, double y, uint32_t number)
{
    for (size_t i = from.mark; i < o->nmarks; i++) {
        o->mark[i].x += x;
        o->mark[i].y += y;
        o->mark[i].panel = number;
    }
    for (size_t i = from.caption; i < o->ncaptions; i++) {
        o->caption[i].x += x;
        o->caption[i].y += y;
        o->caption[i].panel = number;
    }
    for (size_t i = from.strand; i < o->nstrands; i++) {
        o->strand[i].panel = number;
        for (uint32_t k = 0; k < o->strand[i].npoints; k++) { /* the points were made for this scene */
            struct point *p = (struct point *)(uintptr_t)&o->strand[i].p[k];
            p->x += x;
            p->y += y;
        }
    }
    for (size_t i = from.zone; i < o->nzones; i++) {
        o->zone[i].panel = number;
        for (uint32_t k = 0; k < o->zone[i].npoints; k++) {
            struct point *p = (struct point *)(uintptr_t)&o->zone[i].p[k];
            p->x += x;
            p->y += y;
        }
    }
}

static bool add_text(struct scene_parts *o, const struct text_metrics *metrics, enum caption_kind kind,
                     double x, double y, enum anchor anchor, double size, struct str text)
{
    struct caption c = {.kind = kind,
                        .x = x,
                        .y = y,
                        .anchor = anchor,
                        .size = size,
                        .width = metrics->width(metrics->self, text, false) * size,
                        .text = text};
    return ARENA_PUSH(o->w->arena, o->caption, o->ncaptions, o->caption_cap, c) || diag_oom(o->w->diags);
}

/* The longest beginning of s that is no wider than `width`: up to a line end, or a blank. */
static struct str one_line(struct str s, double width, const struct text_metrics *metrics)
{
    size_t good = 0, end = 0;
    while (end < s.n && s.s[end] != '\n') {
        while (end < s.n && s.s[end] != ' ' && s.s[end] != '\n')
            end++;
        if (good && metrics->width(metrics->self, (struct str){s.s, end}, false) * NOTE_SIZE > width)
            break;
        good = end;
        while (end < s.n && s.s[end] == ' ')
            end++;
    }
    return (struct str){s.s, good ? good : end};
}

/* The caption below a panel, wrapped; *height is what it takes. */
static bool add_notes(struct scene_parts *o, const struct text_metrics *metrics, struct str text,
                      double width, double y, double *height)
{
    *height = 0;
    while (text.n) {
        struct str line = one_line(text, width, metrics);
        *height += *height > 0 ? LINE : NOTE_ROOM + LINE / 2;
        if (line.n &&
            !add_text(o, metrics, CAPTION_NOTE, width / 2, y + *height, ANCHOR_MIDDLE, NOTE_SIZE, line))
            return false;
        text = (struct str){text.s + line.n, text.n - line.n};
        while (text.n && (text.s[0] == ' ' || text.s[0] == '\n'))
            text = (struct str){text.s + 1, text.n - 1};
    }
    *height += *height > 0 ? LINE / 2 : 0;
    return true;
}

/* One panel with what stands above and below it, from (0, 0). */
static bool add_panel(struct scene_parts *o, const struct panel *panel, enum picture_dir dir,
                      const struct text_metrics *metrics, double above, struct panel_size *size)
{
    struct stretch start = now(o);
    bool good = panel->kind == PANEL_GRAPH ? panel_graph(o, panel, dir, metrics, size)
                                           : panel_string(o, panel, dir, metrics, size);
    if (!good)
        return false;
    double title = panel->title.n ? metrics->width(metrics->self, panel->title, false) * TITLE_SIZE : 0;
    double width = fmax(size->width, fmax(title, panel->caption.n ? LEAST_NOTE : 0)), notes;
    move(o, start, (width - size->width) / 2, above, 0);
    if (panel->title.n &&
        !add_text(o, metrics, CAPTION_TITLE, width / 2, LINE / 2, ANCHOR_MIDDLE, TITLE_SIZE, panel->title))
        return false;
    if (!add_notes(o, metrics, panel->caption, width, above + size->height, &notes))
        return false;
    size->width = width;
    size->height += above + notes;
    return true;
}

static bool build_page(struct scene *scene, struct work *w, const struct page *page, enum picture_dir dir,
                       const struct text_metrics *metrics)
{
    struct scene_parts o = {.w = w};
    double x = MARGIN, above = 0, top = MARGIN + (page->title.n ? TITLE_ROOM + LINE / 2 : 0), height = 0;
    *scene = (struct scene){.dir = dir};
    for (uint32_t i = 0; i < page->npanels; i++)
        above = page->panel[i].title.n ? TITLE_ROOM : above;
    for (uint32_t i = 0; i < page->npanels; i++) {
        struct panel_size size = {0};
        struct stretch start = now(&o);
        if (!add_panel(&o, &page->panel[i], dir, metrics, above, &size))
            return false;
        move(&o, start, x + (i ? PANEL_GAP : 0), top, i);
        x += size.width + (i ? PANEL_GAP : 0);
        height = fmax(height, size.height);
        scene->crossings += size.crossings;
        scene->bends += size.bends;
    }
    scene->width = x + MARGIN;
    scene->height = top + height + MARGIN;
    if (page->title.n) {
        double need = metrics->width(metrics->self, page->title, false) * TITLE_SIZE + 2 * MARGIN;
        if (need > scene->width) {
            move(&o, (struct stretch){0}, (need - scene->width) / 2, 0, 0);
            scene->width = need;
        }
        if (!add_text(&o, metrics, CAPTION_TITLE, scene->width / 2, MARGIN + LINE / 2, ANCHOR_MIDDLE,
                      TITLE_SIZE, page->title))
            return false;
    }
    scene->nzones = (uint32_t)o.nzones;
    scene->zone = o.zone;
    scene->nstrands = (uint32_t)o.nstrands;
    scene->strand = o.strand;
    scene->nmarks = (uint32_t)o.nmarks;
    scene->mark = o.mark;
    scene->ncaptions = (uint32_t)o.ncaptions;
    scene->caption = o.caption;
    return true;
}

struct scene *scene_build(struct work *w, const struct drawing *drawing, const struct text_metrics *metrics)
{
    struct scene *scene = ARENA_NEW(w->arena, struct scene, drawing->npages);
    if (!scene) {
        diag_oom(w->diags);
        return NULL;
    }
    for (uint32_t i = 0; i < drawing->npages; i++)
        if (!build_page(&scene[i], w, &drawing->page[i], drawing->dir, metrics))
            return NULL;
    return scene;
}
