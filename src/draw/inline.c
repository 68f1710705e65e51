/* inline.c -- pictures in the terminal: kitty's graphics protocol, iTerm2's inline images, and sixels.
 *
 * A terminal is known by what it says in the environment. Nothing is asked of it: an answer that does not
 * come would be waited for, and one that comes late is typed into the next question. */
#include "draw/draw_int.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CELLS_PER_U 4.0 /* so that letters are about as high as the terminal's */
#define DOTS_PER_CELL 9.0
#define MARGIN 0.25

static bool is(const char *value, const char *what)
{
    return value && strcmp(value, what) == 0;
}

static bool begins(const char *value, const char *what)
{
    return value && strncmp(value, what, strlen(what)) == 0;
}

enum terminal_pictures draw_terminal(void)
{
    const char *wish = getenv("CAUSAL_PICTURES");
    if (wish && *wish)
        return is(wish, "kitty")   ? TERMINAL_KITTY
               : is(wish, "iterm") ? TERMINAL_ITERM
               : is(wish, "sixel") ? TERMINAL_SIXEL
                                   : TERMINAL_NONE;
    const char *term = getenv("TERM"), *program = getenv("TERM_PROGRAM");
    /* These would swallow the picture, or show its letters. */
    if (getenv("TMUX") || getenv("STY") || begins(term, "screen") || begins(term, "tmux"))
        return TERMINAL_NONE;
    if (getenv("KITTY_WINDOW_ID") || is(term, "xterm-kitty") || is(term, "xterm-ghostty") ||
        is(program, "ghostty"))
        return TERMINAL_KITTY;
    if (is(program, "iTerm.app") || is(program, "WezTerm"))
        return TERMINAL_ITERM;
    if (begins(term, "foot") || begins(term, "mlterm") || is(term, "yaft-256color"))
        return TERMINAL_SIXEL;
    return TERMINAL_NONE;
}

static void base64(struct buf *out, const unsigned char *p, size_t n)
{
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < n; i += 3) {
        uint32_t v =
            (uint32_t)p[i] << 16 | (i + 1 < n ? (uint32_t)p[i + 1] << 8 : 0) | (i + 2 < n ? p[i + 2] : 0);
        const char four[4] = {digit[v >> 18], digit[v >> 12 & 63], i + 1 < n ? digit[v >> 6 & 63] : '=',
                              i + 2 < n ? digit[v & 63] : '='};
        buf_put(out, (struct str){four, 4});
    }
}

/* In pieces of 4096 letters, as the protocol wants. */
static void kitty(struct buf *out, struct str png, uint32_t cells)
{
    const size_t most = 4096 / 4 * 3;
    for (size_t i = 0; i < png.n; i += most) {
        size_t n = png.n - i < most ? png.n - i : most;
        int more = i + n < png.n;
        if (i == 0)
            buf_fmt(out, "\033_Ga=T,f=100,q=2,c=%u,m=%d;", cells, more);
        else
            buf_fmt(out, "\033_Gq=2,m=%d;", more);
        base64(out, (const unsigned char *)png.s + i, n);
        buf_puts(out, "\033\\");
    }
    buf_putc(out, '\n');
}

static void iterm(struct buf *out, struct str png, uint32_t cells)
{
    buf_fmt(out, "\033]1337;File=inline=1;size=%zu;width=%u;preserveAspectRatio=1:", png.n, cells);
    base64(out, (const unsigned char *)png.s, png.n);
    buf_puts(out, "\a\n");
}

static bool draw_scenes_inline(struct buf *out, struct work *w, const struct drawing *drawing,
                               const struct scene *scene, enum terminal_pictures how,
                               const struct draw_style *style, uint32_t columns)
{
    double width = 0, scale = style->scale > 0 ? style->scale : 1;
    for (uint32_t i = 0; i < drawing->npages; i++)
        width = fmax(width, scene[i].width + 2 * MARGIN);
    if (how == TERMINAL_NONE || !(width > 0))
        return true;
    double cells = fmax(1, fmin(columns ? columns : 80, ceil(width * CELLS_PER_U * scale)));
    double dots = cells * DOTS_PER_CELL / (width * PT_PER_U) * 72;
    if (how == TERMINAL_SIXEL)
        return draw_cairo(out, w, drawing, scene, CAIRO_SIXEL, dots, style);
    /* Twice as fine as the terminal's letters are thought to be: many screens are. */
    struct buf png = {0};
    bool good = draw_cairo(&png, w, drawing, scene, CAIRO_PNG, 2 * dots, style);
    if (good)
        (how == TERMINAL_KITTY ? kitty : iterm)(out, buf_str(&png), (uint32_t)cells);
    buf_free(&png);
    return good && (!out->failed || diag_oom(w->diags));
}

bool draw_inline(struct buf *out, struct work *w, const struct drawing *drawing, enum terminal_pictures how,
                 const struct draw_style *style, uint32_t columns)
{
    struct arena draft = {0};
    struct work inner = {&draft, w->diags, NULL};
    const struct scene *scene = draw_layout(&inner, drawing, style->theme);
    bool good = scene && draw_scenes_inline(out, &inner, drawing, scene, how, style, columns);
    arena_free(&draft);
    return good;
}
