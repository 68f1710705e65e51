/* draw_inline_t.c -- pictures in the terminal, read back by decoders of their own. */
#include "sample_scene.h"

#include "base/mem.h"
#include "draw/library.h"
#include "draw/sixel.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

/* ---- which terminal ---- */

static void set(const char *name, const char *value)
{
    if (value)
        setenv(name, value, 1);
    else
        unsetenv(name);
}

static void terminals(void)
{
    static const struct {
        const char *wish, *term, *program, *window, *tmux;
        enum terminal_pictures want;
    } at[] = {{0, "xterm-256color", 0, 0, 0, TERMINAL_NONE},
              {0, "dumb", 0, 0, 0, TERMINAL_NONE},
              {0, 0, 0, 0, 0, TERMINAL_NONE},
              {0, "xterm-kitty", 0, 0, 0, TERMINAL_KITTY},
              {0, "xterm-ghostty", 0, 0, 0, TERMINAL_KITTY},
              {0, "xterm-256color", 0, "1", 0, TERMINAL_KITTY},
              {0, "xterm-kitty", 0, 0, "/tmp/tmux", TERMINAL_NONE},
              {0, "screen-256color", "iTerm.app", "1", 0, TERMINAL_NONE},
              {0, "xterm-256color", "iTerm.app", 0, 0, TERMINAL_ITERM},
              {0, "xterm-256color", "WezTerm", 0, 0, TERMINAL_ITERM},
              {0, "foot", 0, 0, 0, TERMINAL_SIXEL},
              {0, "mlterm", 0, 0, 0, TERMINAL_SIXEL},
              {"text", "xterm-kitty", 0, "1", 0, TERMINAL_NONE},
              {"sixel", "xterm", 0, 0, "/tmp/tmux", TERMINAL_SIXEL},
              {"kitty", "dumb", 0, 0, 0, TERMINAL_KITTY},
              {"iterm", 0, 0, 0, 0, TERMINAL_ITERM},
              {"nonsense", "xterm-kitty", 0, 0, 0, TERMINAL_NONE},
              {"", "xterm-kitty", 0, 0, 0, TERMINAL_KITTY}};
    unsetenv("STY");
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        set("CAUSAL_PICTURES", at[i].wish);
        set("TERM", at[i].term);
        set("TERM_PROGRAM", at[i].program);
        set("KITTY_WINDOW_ID", at[i].window);
        set("TMUX", at[i].tmux);
        ok(draw_terminal() == at[i].want, "terminal %zu: %s", i, at[i].term ? at[i].term : "none");
    }
}

/* ---- sixels ---- */

/* A decoder: pixels as RGB24, 0x01 in the top byte where something was painted. */
static bool unsixel(const char *s, uint32_t *pixel, uint32_t width, uint32_t height)
{
    uint32_t color[256] = {0}, now = 0, x = 0, y = 0, w, h;
    int n = 0;
    if (sscanf(s, "\033P0;0;0q\"1;1;%u;%u%n", &w, &h, &n) != 2 || w != width || h != height)
        return false;
    for (s += n; *s && *s != '\033';) {
        uint32_t times = 1;
        if (*s == '#') {
            char *end;
            now = (uint32_t)strtoul(s + 1, &end, 10);
            unsigned r, g, b;
            s = end;
            if (now > 255)
                return false;
            if (sscanf(s, ";2;%u;%u;%u%n", &r, &g, &b, &n) == 3) {
                color[now] = r << 16 | g << 8 | b;
                s += n;
            }
            continue;
        }
        if (*s == '$') {
            x = 0;
            s++;
            continue;
        }
        if (*s == '-') {
            x = 0;
            y += 6;
            s++;
            continue;
        }
        if (*s == '!') {
            char *end;
            times = (uint32_t)strtoul(s + 1, &end, 10);
            s = end;
        }
        if (*s < 63 || *s > 126)
            return false;
        for (; times; times--, x++)
            for (uint32_t bit = 0; bit < 6; bit++)
                if ((*s - 63) >> bit & 1) {
                    if (x >= width || y + bit >= height)
                        return false;
                    pixel[(y + bit) * width + x] = 1u << 24 | color[now];
                }
        s++;
    }
    return !strcmp(s, "\033\\\n");
}

/* Random pictures of some colours come back as they were, to the four bits that are kept. */
static void sixels(uint32_t width, uint32_t height, uint32_t colors)
{
    uint32_t *pixel = calloc((size_t)width * height, 4), *back = calloc((size_t)width * height, 4);
    uint32_t few[256];
    for (uint32_t i = 0; i < 256; i++)
        few[i] = (i * 7 % 16 * 17) << 16 | (i / 16 * 17) << 8 | (i * 5 % 16 * 17);
    srand(width * 31 + height);
    for (uint32_t i = 0; i < width * height; i++)
        pixel[i] = rand() % 3 && i ? pixel[i - 1] : few[(uint32_t)rand() % colors];
    struct buf out = {0};
    sixel_write(&out, (const unsigned char *)pixel, 4 * (size_t)width, width, height);
    bool good = out.s && unsixel(out.s, back, width, height);
    uint32_t wrong = 0;
    for (uint32_t i = 0; good && i < width * height; i++)
        for (int shift = 0; shift <= 16; shift += 8) {
            double want = (pixel[i] >> shift & 255) / 255.0, got = (back[i] >> shift & 255) / 100.0;
            wrong += !(back[i] >> 24) || fabs(want - got) > 0.011;
        }
    ok(good && wrong == 0, "sixels of %u by %u in %u colours", width, height, colors);
    buf_free(&out);
    free(pixel);
    free(back);
}

/* More colours than there are numbers: each is near. */
static void crowded(void)
{
    enum { SIDE = 64 };
    static uint32_t pixel[SIDE * SIDE], back[SIDE * SIDE];
    for (uint32_t i = 0; i < SIDE * SIDE; i++)
        pixel[i] = (i & 15) * 17 << 16 | (i >> 4 & 15) * 17 << 8 | (i >> 8) * 17;
    struct buf out = {0};
    sixel_write(&out, (const unsigned char *)pixel, 4 * SIDE, SIDE, SIDE);
    bool good = out.s && unsixel(out.s, back, SIDE, SIDE), all = true;
    for (uint32_t i = 0; i < SIDE * SIDE; i++)
        all = all && back[i] >> 24;
    ok(good && all, "sixels of 4096 colours");
    buf_free(&out);
}

/* ---- kitty and iTerm2 ---- */

static size_t unbase64(const char *s, size_t n, unsigned char *out)
{
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t got = 0;
    uint32_t v = 0;
    for (size_t i = 0; i < n && s[i] != '='; i++) {
        v = v << 6 | (uint32_t)(strchr(digit, s[i]) - digit);
        if (i % 4 == 1)
            out[got++] = (unsigned char)(v >> 4);
        else if (i % 4 == 2)
            out[got++] = (unsigned char)(v >> 2);
        else if (i % 4 == 3)
            out[got++] = (unsigned char)v;
    }
    return got;
}

static bool is_png(const unsigned char *p, size_t n)
{
    return n > 100 && !memcmp(p, "\x89PNG\r\n\x1a\n", 8) && !memcmp(p + n - 8, "IEND\xae\x42\x60\x82", 8);
}

static bool show(struct buf *out, enum terminal_pictures how, uint32_t columns)
{
    struct arena a = {0};
    struct diags d = {.arena = &a};
    bool good = draw_inline(out, &(struct work){&a, &d, NULL}, &sample_drawing, how,
                            &(struct draw_style){.scale = 1}, columns);
    bool told = good || d.n || d.out_of_memory;
    arena_free(&a);
    return good && told;
}

static void kitty_pieces(void)
{
    struct buf out = {0};
    ok(show(&out, TERMINAL_KITTY, 30), "kitty");
    unsigned char *png = malloc(out.n);
    size_t n = 0, longest = 0;
    int more = 1, pieces = 0;
    const char *s = out.s;
    ok(strstr(s, "c=30,"), "no wider than the terminal");
    while (more && str_starts(str_of(s), STR("\033_G"))) {
        const char *data = strchr(s, ';') + 1, *end = strstr(data, "\033\\");
        more = data[-2] == '1';
        if ((size_t)(end - data) > longest)
            longest = (size_t)(end - data);
        n += unbase64(data, (size_t)(end - data), png + n);
        s = end + 2;
        pieces++;
    }
    ok(!more && !strcmp(s, "\n") && longest <= 4096 && pieces > 1, "in %d pieces", pieces);
    ok(is_png(png, n), "which are a PNG");
    free(png);
    buf_free(&out);
}

static void iterm_file(void)
{
    struct buf out = {0};
    ok(show(&out, TERMINAL_ITERM, 200), "iTerm2");
    unsigned char *png = malloc(out.n);
    size_t size = 0;
    unsigned width = 0;
    ok(sscanf(out.s, "\033]1337;File=inline=1;size=%zu;width=%u;", &size, &width) == 2 && width > 30 &&
           width <= 200,
       "as wide as it is");
    const char *data = strchr(out.s, ':') + 1;
    size_t n = unbase64(data, strcspn(data, "\a"), png);
    ok(n == size && is_png(png, n), "a PNG of the size it says");
    free(png);
    buf_free(&out);
}

static void memory(enum terminal_pictures how)
{
    long n = 0;
    bool all = true;
    for (bool hit = true; hit && n < 5000; n++) {
        struct buf out = {0};
        mem_fail_after(n);
        bool good = show(&out, how, 40);
        hit = mem_failed();
        mem_fail_after(-1);
        all = all && good == !hit;
        buf_free(&out);
    }
    ok(all && n > 5, "%d: each of %ld requests for memory fails in turn", (int)how, n);
}

int main(void)
{
    terminals();
    sixels(1, 1, 1);
    sixels(40, 6, 2);
    sixels(301, 47, 16);
    sixels(64, 100, 255);
    crowded();
    struct buf none = {0};
    ok(show(&none, TERMINAL_NONE, 80) && none.n == 0, "no pictures: nothing");
    struct library l;
    const char *why;
    if (library_open(&l, &why)) {
        kitty_pieces();
        iterm_file();
        struct buf out = {0};
        ok(show(&out, TERMINAL_SIXEL, 80) && str_starts(buf_str(&out), STR("\033P0;0;0q")), "sixels");
        buf_free(&out);
        memory(TERMINAL_KITTY);
        memory(TERMINAL_SIXEL);
    } else {
        ok(true, "kitty, iTerm2, sixels # SKIP Cairo and Pango are not installed");
    }
    return tap_done();
}
