/* tikz_style.c -- the styles of the TikZ pictures: shapes by the conventions of string diagrams, colours that
 * the colour-blind tell apart (Okabe and Ito 2008), and nothing beyond the core of TikZ. */
#include "draw/draw_int.h"
#include "draw/tikz_int.h"

#include "base/utf8.h"

const char *tikz_font(double size)
{
    static const struct {
        double most;
        const char *font;
    } fonts[] = {{0.65, "\\tiny"},      {0.75, "\\scriptsize"}, {0.85, "\\footnotesize"}, {0.95, "\\small"},
                 {1.1, "\\normalsize"}, {1.3, "\\large"},       {1.6, "\\Large"},         {1e9, "\\LARGE"}};
    size_t k = 0;
    while (size > fonts[k].most)
        k++;
    return fonts[k].font;
}

const char *tikz_role_style(enum graph_role role)
{
    static const char *const style[] = {[NODE_PLAIN] = "plain variable",
                                        [NODE_EXPOSURE] = "exposure",
                                        [NODE_OUTCOME] = "outcome",
                                        [NODE_ADJUSTED] = "adjusted",
                                        [NODE_LATENT] = "latent",
                                        [NODE_ANCESTOR_OF_EXPOSURE] = "ancestor of exposure",
                                        [NODE_ANCESTOR_OF_OUTCOME] = "ancestor of outcome",
                                        [NODE_ANCESTOR_OF_BOTH] = "ancestor of both"};
    return style[role];
}

/* ---- widths: thousandths of an em of Computer Modern roman and italic, from ' ' to '~' ---- */

static const uint16_t roman[95] = {
    333, 278, 1000, 833, 500, 833, 778, 278, 389, 389, 500, 778, 278, 333, 278, 500, 500, 500,  500,
    500, 500, 500,  500, 500, 500, 500, 278, 278, 778, 778, 778, 472, 778, 750, 708, 722, 764,  681,
    653, 785, 750,  361, 514, 778, 625, 917, 750, 778, 681, 778, 736, 556, 722, 750, 750, 1028, 750,
    750, 611, 278,  500, 278, 500, 300, 500, 500, 556, 444, 556, 444, 306, 500, 556, 278, 306,  528,
    278, 833, 556,  500, 556, 528, 392, 394, 389, 556, 528, 722, 528, 528, 444, 500, 278, 500,  500};
static const uint16_t italic_widths[95] = {
    333, 307, 1000, 833, 500, 818, 767, 307, 409, 409, 511, 767, 307, 358, 307, 511, 511, 511, 511,
    511, 511, 511,  511, 511, 511, 511, 307, 307, 778, 767, 778, 511, 767, 743, 704, 716, 755, 678,
    653, 774, 743,  386, 525, 769, 627, 897, 743, 767, 678, 767, 729, 562, 716, 743, 743, 999, 743,
    743, 613, 307,  500, 307, 500, 300, 500, 511, 460, 460, 511, 460, 307, 460, 511, 307, 307, 460,
    256, 818, 562,  511, 511, 460, 422, 409, 332, 537, 460, 664, 464, 486, 409, 500, 278, 500, 500};

static double width(void *self, struct str text, bool italic)
{
    double ems = 0;
    (void)self;
    for (size_t pos = 0; pos < text.n;) {
        size_t from = pos;
        uint32_t c = utf8_next(text, &pos);
        if (c >= ' ' && c <= '~')
            ems += (italic ? italic_widths : roman)[c - ' '] / 1000.0;
        else
            ems += 0.65 * (double)utf8_width((struct str){text.s + from, pos - from});
    }
    return ems * TEXT_EM;
}

struct text_metrics tikz_metrics(void)
{
    return (struct text_metrics){.width = width};
}

/* ---- which styles a page needs ---- */

struct used {
    bool shape[SHAPE_NODE + 1][DIR_DOWN + 1], role[NODE_ANCESTOR_OF_BOTH + 1], caption[CAPTION_REGION + 1],
        zone[REGION_HEDGE + 1], arrow[ARROW_BIASING + 1];
    bool wire, directed, both;
    unsigned flags;
};

static void look(struct used *u, const struct scene *s)
{
    for (uint32_t i = 0; i < s->nmarks; i++) {
        u->shape[s->mark[i].shape][s->mark[i].facing] = true;
        u->flags |= s->mark[i].flags;
        if (s->mark[i].shape == SHAPE_NODE)
            u->role[s->mark[i].role] = true;
    }
    for (uint32_t i = 0; i < s->nstrands; i++) {
        const struct strand *t = &s->strand[i];
        *(t->head && t->tail ? &u->both : t->head || t->tail ? &u->directed : &u->wire) = true;
        u->arrow[t->role] = true;
        u->flags |= t->flags;
    }
    for (uint32_t i = 0; i < s->ncaptions; i++) {
        u->caption[s->caption[i].kind] = true;
        u->flags |= s->caption[i].flags;
    }
    for (uint32_t i = 0; i < s->nzones; i++)
        u->zone[s->zone[i].style] = true;
}

static void style(struct buf *out, bool wanted, const char *name, const char *keys)
{
    if (wanted)
        buf_fmt(out, ",\n  %s/.style={%s}", name, keys);
}

/* A triangle within a node, its flat side where the flow leaves (or enters). The letters stand nearer to that
 * side. */
static void triangle(struct buf *out, const char *name, const char *turned, enum picture_dir flat)
{
    static const char *const corner[][3] = {[DIR_UP] = {"north west", "north east", "south"},
                                            [DIR_RIGHT] = {"north east", "south east", "west"},
                                            [DIR_DOWN] = {"south west", "south east", "north"},
                                            {"north west", "south west", "east"}};
    static const char *const inset[][3] = {[DIR_UP] = {"{(.5pt,-.4pt)}", "{(-.5pt,-.4pt)}", "{(0,.5pt)}"},
                                           [DIR_RIGHT] = {"{(-.4pt,-.5pt)}", "{(-.4pt,.5pt)}", "{(.5pt,0)}"},
                                           [DIR_DOWN] = {"{(.5pt,.4pt)}", "{(-.5pt,.4pt)}", "{(0,-.5pt)}"},
                                           {"{(.4pt,-.5pt)}", "{(.4pt,.5pt)}", "{(-.5pt,0)}"}};
    buf_fmt(out,
            ",\n  %s%s/.style={text height=1.6ex, text depth=%s, inner sep=0pt, outer sep=0pt, "
            "path picture={\\filldraw [fill=white]",
            name, turned, flat == DIR_UP ? "2mm" : ".4ex");
    for (int i = 0; i < 3; i++)
        buf_fmt(out, " ([shift=%s]path picture bounding box.%s) --", inset[flat][i], corner[flat][i]);
    buf_puts(out, " cycle;}}");
}

/* Three bars across the flow; those of discard grow shorter along it, those of uniform the other way round.
 */
static void bars(struct buf *out, const char *name, const char *turned, enum picture_dir facing, int sign)
{
    static const char *const half[] = {".21", ".13", ".05"};
    if (facing == DIR_DOWN)
        sign = -sign;
    buf_fmt(out, ",\n  %s%s/.style={minimum size=6mm, inner sep=0pt, outer sep=0pt, path picture={\\draw",
            name, turned);
    for (int i = 0; i < 3; i++) {
        double away = 0.09 * i * sign;
        const char *middle = "path picture bounding box.center";
        buf_puts(out, " ([shift={(");
        if (facing == DIR_RIGHT) {
            tikz_number(out, away);
            buf_fmt(out, ",-%s)}]%s) -- +(0,2*%s)", half[i], middle, half[i]);
        } else {
            buf_fmt(out, "-%s,", half[i]);
            tikz_number(out, away);
            buf_fmt(out, ")}]%s) -- +(2*%s,0)", middle, half[i]);
        }
    }
    buf_puts(out, ";}}");
}

static void turning_shapes(struct buf *out, const struct used *u, enum picture_dir usual)
{
    static const char *const turned[] = {[DIR_UP] = " up", [DIR_RIGHT] = " right", [DIR_DOWN] = " down"};
    static const enum picture_dir against[] = {
        [DIR_UP] = DIR_DOWN, [DIR_RIGHT] = (enum picture_dir)3, [DIR_DOWN] = DIR_UP};
    for (int k = 0; k <= DIR_DOWN; k++) {
        enum picture_dir dir = (enum picture_dir)k;
        const char *suffix = dir == usual ? "" : turned[dir];
        if (u->shape[SHAPE_STATE][dir])
            triangle(out, "state", suffix, dir);
        if (u->shape[SHAPE_POINT][dir])
            triangle(out, "point", suffix, dir);
        if (u->shape[SHAPE_EFFECT][dir])
            triangle(out, "effect", suffix, against[dir]);
        if (u->shape[SHAPE_UNIFORM][dir])
            bars(out, "uniform", suffix, dir, -1);
        if (u->shape[SHAPE_GROUND][dir])
            bars(out, "discard", suffix, dir, 1);
    }
}

static bool any(const bool *used)
{
    return used[DIR_UP] || used[DIR_RIGHT] || used[DIR_DOWN];
}

static void role_styles(struct buf *out, const struct used *u)
{
    static const char *const keys[] = {
        [NODE_PLAIN] = "variable shape",
        [NODE_EXPOSURE] = "variable shape, line width=1.4pt, fill={rgb,255:red,253;green,236;blue,191}",
        [NODE_OUTCOME] = "variable shape, double, fill={rgb,255:red,207;green,232;blue,247}",
        [NODE_ADJUSTED] = "variable shape, sharp corners, fill=black!12",
        [NODE_LATENT] = "variable shape, densely dashed, draw=black!55, text=black!55",
        [NODE_ANCESTOR_OF_EXPOSURE] = "variable shape, fill={rgb,255:red,254;green,246;blue,224}",
        [NODE_ANCESTOR_OF_OUTCOME] = "variable shape, fill={rgb,255:red,232;green,243;blue,251}",
        [NODE_ANCESTOR_OF_BOTH] = "variable shape, fill={rgb,255:red,247;green,229;blue,238}"};
    style(out, any(u->shape[SHAPE_NODE]), "variable shape",
          "draw, fill=white, rounded corners=2.5mm, text height=1.6ex, text depth=.4ex, inner sep=0pt, "
          "outer sep=0pt");
    for (int k = 0; k <= NODE_ANCESTOR_OF_BOTH; k++)
        style(out, u->role[k], tikz_role_style((enum graph_role)k), keys[k]);
}

static void caption_styles(struct tikz *t, const struct used *u)
{
    static const struct {
        const char *name, *shape;
    } style[] = {[CAPTION_WIRE] = {"wire name", "\\itshape"},
                 [CAPTION_NODE] = {"variable name", "\\itshape"},
                 [CAPTION_TITLE] = {"heading", "\\bfseries"},
                 [CAPTION_NOTE] = {"note", ""},
                 [CAPTION_REGION] = {"region name", "\\itshape"}};
    for (int k = 0; k <= CAPTION_REGION; k++) {
        if (!u->caption[k])
            continue;
        for (uint32_t i = t->scene->ncaptions; i-- > 0;)
            if ((int)t->scene->caption[i].kind == k)
                t->size[k] = t->scene->caption[i].size;
        buf_fmt(
            t->out,
            ",\n  %s/.style={font=%s%s, text height=1.4ex, text depth=.2ex, inner sep=0pt, outer sep=0pt}",
            style[k].name, tikz_font(t->size[k]), style[k].shape);
    }
}

static void flag_styles(struct buf *out, const struct used *u)
{
    style(out, u->flags & FLAG_HIDDEN, "hidden", "color={rgb,255:red,136;green,136;blue,136}");
    style(out, u->flags & FLAG_DIM, "dim", "color=black!35");
    style(out, u->flags & FLAG_ACCENT, "accent", "color={rgb,255:red,213;green,94;blue,0}");
    style(out, u->flags & FLAG_GHOST, "ghost", "color=black!35, dash pattern=on 2pt off 2pt");
}

void tikz_styles(struct tikz *t)
{
    struct used u = {0};
    look(&u, t->scene);
    buf_puts(t->out, "\\begin{tikzpicture}[x=9mm, y=9mm,\n"
                     "  /utils/exec={\\pgfdeclarelayer{background}\\pgfdeclarelayer{edgelayer}"
                     "\\pgfdeclarelayer{nodelayer}\\pgfsetlayers{background,edgelayer,nodelayer,main}},\n"
                     "  line width=.8pt, line cap=round, line join=round,\n"
                     "  none/.style={inner sep=0pt, outer sep=0pt}");
    style(t->out, any(u.shape[SHAPE_BOX]), "box",
          "draw, fill=white, text height=1.6ex, text depth=.4ex, inner sep=0pt, outer sep=0pt");
    turning_shapes(t->out, &u, t->scene->dir);
    style(t->out, any(u.shape[SHAPE_DOT]), "copy",
          "circle, fill, minimum size=1.62mm, inner sep=0pt, outer sep=0pt");
    role_styles(t->out, &u);
    caption_styles(t, &u);
    style(t->out, u.wire, "wire", "");
    style(t->out, u.directed, "arrow", "");
    style(t->out, u.both, "bidirected", "densely dashed");
    style(t->out, u.arrow[ARROW_CAUSAL], "causal",
          "line width=1.2pt, color={rgb,255:red,0;green,158;blue,115}");
    style(t->out, u.arrow[ARROW_BIASING], "biasing",
          "line width=1.2pt, color={rgb,255:red,204;green,121;blue,167}, densely dashed");
    style(t->out, u.zone[REGION_COMB], "comb",
          "rounded corners=1.5mm, draw=black!40, line width=.4pt, dashed, even odd rule, "
          "fill={rgb,255:red,238;green,243;blue,251}");
    style(t->out, u.zone[REGION_PLUG], "plug",
          "rounded corners=1.5mm, draw=black!40, line width=.4pt, dashed, "
          "fill={rgb,255:red,253;green,243;blue,225}");
    style(t->out, u.zone[REGION_DISTRICT], "district",
          "rounded corners=1.5mm, fill={rgb,255:red,240;green,240;blue,240}");
    style(t->out, u.zone[REGION_HEDGE], "hedge",
          "rounded corners=1.5mm, draw={rgb,255:red,213;green,94;blue,0}, line width=.4pt, "
          "fill={rgb,255:red,252;green,236;blue,226}");
    flag_styles(t->out, &u);
}
