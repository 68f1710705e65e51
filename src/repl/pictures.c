/* pictures.c -- pictures for the reader: into the file that was named, or onto the terminal, as an image
 * where it can show one and drawn with characters everywhere else: TikZ among LaTeX, a block of code among
 * Markdown, beside the answers where those are CSV, and SVG inside JSON. */
#include "repl/pictures.h"

#include "draw/draw.h"

#include <sys/ioctl.h>
#include <unistd.h>

static uint32_t terminal_columns(void)
{
    struct winsize size;
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

static struct draw_style style_of(const struct output *o, const struct picture_wish *wish)
{
    struct render_style text = output_style(o, STDOUT_FILENO);
    return (struct draw_style){.theme = wish->themed ? wish->theme : o->theme,
                               .unicode = o->unicode,
                               .color = text.color && wish->file.n == 0,
                               .scale = 1};
}

/* A program reads standard output: the picture is text in its answer. */
static bool put_answer(struct output *o, struct work *w, const struct drawing *drawing,
                       const struct picture_wish *wish)
{
    struct draw_style style = style_of(o, wish);
    struct buf svg = {0}, out = {0};
    bool good = wish->file.n || draw_render(&svg, w, drawing, DRAW_SVG, &style);
    if (good)
        render_picture(&out, wish->query, wish->file, buf_str(&svg));
    buf_free(&svg);
    if (good)
        output_answer(o, &out);
    else
        buf_free(&out);
    return good;
}

/* In the language of the document that the answers are written for. */
static bool render(struct buf *out, struct work *w, const struct output *o, const struct drawing *drawing,
                   const struct draw_style *style)
{
    enum terminal_pictures how = o->interactive && isatty(STDOUT_FILENO) ? draw_terminal() : TERMINAL_NONE;
    if (o->format == RENDER_LATEX)
        return draw_render(out, w, drawing, DRAW_TIKZ, style);
    if (o->format == RENDER_MARKDOWN) {
        buf_puts(out, "```text\n");
        bool good = draw_render(out, w, drawing, DRAW_TXT, style);
        buf_puts(out, "```\n");
        return good;
    }
    return how == TERMINAL_NONE ? draw_render(out, w, drawing, DRAW_TXT, style)
                                : draw_inline(out, w, drawing, how, style, terminal_columns());
}

static bool put_text(struct output *o, struct work *w, const struct drawing *drawing,
                     const struct picture_wish *wish)
{
    struct draw_style style = style_of(o, wish);
    struct buf b = {0};
    bool good = render(&b, w, o, drawing, &style);
    if (good && o->format == RENDER_CSV)
        output_text(o, buf_str(&b));
    else if (good)
        output_answer(o, &b);
    if (!good || o->format == RENDER_CSV)
        buf_free(&b);
    return good;
}

bool output_picture(void *cx, struct work *w, const struct drawing *drawing, const struct picture_wish *wish)
{
    struct output *o = cx;
    struct draw_style style = style_of(o, wish);
    if (wish->file.n && !draw_file(w, drawing, wish->file, wish->at, &style))
        return false;
    if (o->format == RENDER_JSON)
        return put_answer(o, w, drawing, wish);
    if (wish->file.n == 0)
        return put_text(o, w, drawing, wish);
    struct str line = str_fmt(w->arena, "wrote %.*s", STR_ARG(wish->file));
    if (line.s && o->interactive)
        output_note(o, line);
    return line.s || diag_oom(w->diags);
}
