/* draw_t.c -- SVG, PDF and PNG of pages made by hand. With a format and a theme as arguments, the picture
 * itself on standard output: tests/cli/draw-tools.t reads it with other programs. */
#include "sample_scene.h"

#include "base/interrupt.h"
#include "base/map.h"
#include "base/mem.h"
#include "draw/png.h"
#include "draw/typeset.h"
#include "tap.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

struct bench {
    struct arena arena;
    struct diags diags;
    struct work w;
};

static void set_up(struct bench *b)
{
    *b = (struct bench){0};
    b->diags.arena = &b->arena;
    b->w = (struct work){&b->arena, &b->diags, NULL};
}

static const char *first_code(const struct bench *b)
{
    return b->diags.n ? b->diags.list[0].code : b->diags.out_of_memory ? "out-of-memory" : "none";
}

static bool render(struct bench *b, struct buf *out, enum draw_format format, enum picture_theme theme)
{
    return draw_render(out, &b->w, &sample_drawing, format, &(struct draw_style){.theme = theme, .scale = 1});
}

/* ---- which format ---- */

static void formats(void)
{
    static const struct {
        const char *path;
        int format; /* -1: none */
    } want[] = {{"a.svg", DRAW_SVG},
                {"a.pdf", DRAW_PDF},
                {"b/a.PNG", DRAW_PNG},
                {"x.y.tikz", DRAW_TIKZ},
                {"a.txt", DRAW_TXT},
                {"a.tex", DRAW_TIKZ},
                {"a.jpg", -1},
                {"a", -1},
                {".svg", -1},
                {"a/.svg", -1},
                {"", -1},
                {"svg", -1},
                {"a.svg/b", -1},
                {"a.svg ", -1}};
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        enum draw_format got = DRAW_TXT;
        bool found = draw_format_of(str_of(want[i].path), &got);
        ok(found ? (int)got == want[i].format : want[i].format < 0, "the suffix of `%s`", want[i].path);
    }
}

/* ---- SVG ---- */

static size_t occurrences(struct str text, const char *what)
{
    size_t n = 0;
    for (const char *at = text.s; (at = strstr(at, what)); at++)
        n++;
    return n;
}

static void escapes(struct str svg)
{
    ok(strstr(svg.s, ">c &lt;&amp;&quot;'&gt;\xe2\x90\x81\xef\xbf\xbd</text>"),
       "a label with every odd character");
    ok(strstr(svg.s, "data-name=\"c &lt;&amp;&quot;'&gt;"), "the same in an attribute");
    ok(strstr(svg.s, "<title>A &amp; B</title>"), "title");
    ok(strstr(svg.s, "<desc>first &lt;line&gt;\nsecond &quot;line&quot; \xe2\x90\x82</desc>"),
       "description of two lines");
    size_t odd = 0;
    for (size_t i = 0; i < svg.n; i++)
        odd += (unsigned char)svg.s[i] < 0x20 && svg.s[i] != '\n';
    ok(odd == 0, "no control characters");
}

static void unique_ids(struct str svg)
{
    struct arena a = {0};
    struct map seen = map_in(&a);
    size_t twice = 0, n = 0;
    for (const char *at = svg.s; (at = strstr(at, " id=\"")); n++) {
        at += 5;
        struct str id = {at, strcspn(at, "\"")};
        twice += map_get(&seen, id) != MAP_NONE;
        map_put(&seen, id, 1);
    }
    ok(n > 20 && twice == 0, "%zu ids, each once", n);
    arena_free(&a);
}

/* Every number is short, none is -0. */
static void numbers(struct str svg)
{
    size_t longer = 0;
    for (size_t i = 0; i < svg.n; i++)
        longer += svg.s[i] == '.' && strspn(svg.s + i + 1, "0123456789") > 2;
    ok(longer == 0, "no number has more than two decimals");
    ok(!strstr(svg.s, "\"-0\"") && !strstr(svg.s, "-0 ") && !strstr(svg.s, "nan"), "no -0, no nan");
}

static void svg_tests(void)
{
    struct bench b;
    set_up(&b);
    struct buf one = {0}, two = {0};
    ok(render(&b, &one, DRAW_SVG, THEME_PRINT), "svg");
    ok(render(&b, &two, DRAW_SVG, THEME_PRINT) && str_eq(buf_str(&one), buf_str(&two)),
       "the same bytes again");
    escapes(buf_str(&one));
    unique_ids(buf_str(&one));
    numbers(buf_str(&one));
    struct scene s = sample_strings(), g = sample_graph();
    size_t drawn = 0;
    for (uint32_t i = 0; i < s.nmarks; i++)
        drawn += s.mark[i].shape != SHAPE_TERMINAL;
    ok(occurrences(buf_str(&one), "-m") >= drawn + g.nmarks, "every mark has an id");
    ok(occurrences(buf_str(&one), "<g") == occurrences(buf_str(&one), "</g>"), "groups are closed");
    ok(strstr(one.s, "<g class=\"box ghost\"") && strstr(one.s, "<g class=\"uniform accent\"") &&
           strstr(one.s, "<g class=\"node exposure\"") && strstr(one.s, "<g class=\"arrow biasing\""),
       "groups say what they are");
    buf_free(&one);
    buf_free(&two);
    arena_free(&b.arena);
}

/* ---- Cairo ---- */

static bool have_cairo(void)
{
    struct library l;
    const char *why;
    return library_open(&l, &why);
}

static void cairo_tests(void)
{
    static const struct {
        enum draw_format format;
        const char *name, *magic;
    } kind[] = {{DRAW_PDF, "pdf", "%PDF-1."}, {DRAW_PNG, "png", "\x89PNG\r\n\x1a\n"}};
    for (int k = 0; k < 2; k++)
        for (int theme = THEME_PRINT; theme <= THEME_DARK; theme++) {
            struct bench b;
            set_up(&b);
            struct buf one = {0}, two = {0};
            ok(render(&b, &one, kind[k].format, (enum picture_theme)theme) &&
                   str_starts(buf_str(&one), str_of(kind[k].magic)),
               "%s, theme %d", kind[k].name, theme);
            ok(render(&b, &two, kind[k].format, (enum picture_theme)theme) &&
                   str_eq(buf_str(&one), buf_str(&two)),
               "%s: the same bytes again", kind[k].name);
            buf_free(&one);
            buf_free(&two);
            arena_free(&b.arena);
        }
}

struct reading {
    struct str left;
};

static cairo_status_t give(void *from, unsigned char *to, unsigned n)
{
    struct reading *r = from;
    if (n > r->left.n)
        return CAIRO_STATUS_READ_ERROR;
    memcpy(to, r->left.s, n);
    r->left.s += n;
    r->left.n -= n;
    return CAIRO_STATUS_SUCCESS;
}

/* Random pixels come back through Cairo's own reader. */
static void png_back(uint32_t width, uint32_t height)
{
    struct library l;
    const char *why;
    __typeof__(cairo_image_surface_create_from_png_stream) *read_png = NULL;
    if (!library_open(&l, &why))
        return;
    void *address = dlsym(l.handle, "cairo_image_surface_create_from_png_stream");
    memcpy(&read_png, &address, sizeof address);
    uint32_t *pixel = calloc((size_t)width * height, sizeof *pixel);
    for (uint32_t i = 0; i < width * height; i++)
        pixel[i] = i && rand() % 4 ? pixel[i - 1] : (uint32_t)rand() & 0xffffff;
    struct buf out = {0};
    png_write(&out, (const unsigned char *)pixel, 4 * (size_t)width, width, height, 200);
    struct reading r = {buf_str(&out)};
    cairo_surface_t *back = read_png(give, &r);
    uint32_t wrong = l.cairo_surface_status(back) != CAIRO_STATUS_SUCCESS;
    const unsigned char *row = l.cairo_image_surface_get_data(back);
    for (uint32_t y = 0; row && y < height; y++, row += l.cairo_image_surface_get_stride(back))
        for (uint32_t x = 0; x < width; x++) {
            uint32_t got;
            memcpy(&got, row + 4 * (size_t)x, 4);
            wrong += (got & 0xffffff) != pixel[y * width + x];
        }
    ok(row && wrong == 0, "%u by %u pixels come back from %zu bytes", width, height, out.n);
    l.cairo_surface_destroy(back);
    buf_free(&out);
    free(pixel);
}

static void too_large(enum draw_format format, double scale, const char *what)
{
    struct bench b;
    set_up(&b);
    struct buf out = {0};
    ok(!draw_render(&out, &b.w, &sample_drawing, format, &(struct draw_style){.scale = scale}) &&
           !strcmp(first_code(&b), "picture-size"),
       "%s", what);
    buf_free(&out);
    arena_free(&b.arena);
}

/* ---- widths ---- */

/* The table against the font, letter by letter. */
static void widths_of(struct typesetter *t, bool italic)
{
    struct metrics m;
    struct text_metrics text = draw_metrics(&m, THEME_PRINT);
    int wrong = 0, n = 0;
    static const struct {
        uint32_t first, last;
    } range[] = {{0x20, 0x7e}, {0xa0, 0xac}, {0xae, 0x137}, {0x391, 0x3a1}, {0x3b1, 0x3c9}};
    for (size_t r = 0; r < sizeof range / sizeof *range; r++)
        for (uint32_t c = range[r].first; c <= range[r].last; c++, n++) {
            char two[2] = {(char)(0xc0 | c >> 6), (char)(0x80 | (c & 63))}, one = (char)c;
            struct str s = c < 0x80 ? (struct str){&one, 1} : (struct str){two, 2};
            double table = text.width(text.self, s, italic) / TEXT_EM, font = typeset_width(t, s, italic);
            if (!(fabs(table - font) < 0.0012)) {
                wrong++;
                printf("#   U+%04X: %g in the table, %g in the font\n", (unsigned)c, table, font);
            }
        }
    ok(wrong == 0, "%d widths in the table are the font's%s", n, italic ? ", italic" : "");
    metrics_free(&m, NULL);
}

static void width_tests(void)
{
    struct typesetter t = {0};
    const char *why;
    if (!library_open(&t.lib, &why) || !typeset_open(&t))
        return;
    /* W and A of another font would have other widths. */
    if (fabs(typeset_width(&t, STR("W"), false) - 0.944) < 0.001 &&
        fabs(typeset_width(&t, STR("~"), false) - 0.541) < 0.001) {
        widths_of(&t, false);
        widths_of(&t, true);
    } else {
        ok(true, "widths # SKIP TeX Gyre Termes is not installed");
    }
    struct metrics m;
    struct text_metrics text = draw_metrics(&m, THEME_PRINT);
    struct str russian = STR("\xd0\x9a\xd1\x83\xd1\x80\xd0\xb5\xd0\xbd\xd0\xb8\xd0\xb5");
    near(text.width(text.self, russian, false) / TEXT_EM, typeset_width(&t, russian, false), 1e-9,
         "other scripts are asked of Pango");
    ok(text.width(text.self, (struct str){0}, false) == 0, "nothing is not wide");
    metrics_free(&m, NULL);
    typeset_close(&t);
}

/* ---- when things go wrong ---- */

/* Each of our own requests for memory fails in turn. */
static void memory(enum draw_format format, const char *name)
{
    bool all = true;
    long n = 0;
    for (;; n++) {
        struct bench b;
        set_up(&b);
        struct buf out = {0};
        mem_fail_after(n);
        bool good = render(&b, &out, format, THEME_PRINT);
        bool hit = mem_failed();
        mem_fail_after(-1);
        all = all && (hit ? !good && b.diags.out_of_memory : good);
        buf_free(&out);
        arena_free(&b.arena);
        if (!hit)
            break;
        if (n > 5000) {
            all = false;
            break;
        }
    }
    ok(all && n > 3, "%s: each of %ld requests for memory fails in turn", name, n);
}

static void interruption(void)
{
    struct bench b;
    set_up(&b);
    struct buf out = {0};
    interrupt_flag = 1;
    ok(!render(&b, &out, DRAW_SVG, THEME_PRINT) && !strcmp(first_code(&b), "interrupted"), "interrupted");
    interrupt_flag = 0;
    buf_free(&out);
    arena_free(&b.arena);
}

static int show(const char *format, const char *theme)
{
    enum draw_format f;
    char path[16];
    snprintf(path, sizeof path, "a.%s", format);
    struct bench b;
    set_up(&b);
    struct buf out = {0};
    bool good = draw_format_of(str_of(path), &f) && render(&b, &out, f, (enum picture_theme)(theme[0] - '0'));
    fwrite(out.s, 1, out.n, stdout);
    buf_free(&out);
    arena_free(&b.arena);
    return !good;
}

int main(int argc, char **argv)
{
    if (argc == 3)
        return show(argv[1], argv[2]);
    formats();
    svg_tests();
    memory(DRAW_SVG, "svg");
    interruption();
    if (have_cairo()) {
        cairo_tests();
        width_tests();
        png_back(1, 1);
        png_back(37, 23);
        png_back(1200, 900); /* more than one piece */
        too_large(DRAW_PNG, 100, "a png of too many dots");
        too_large(DRAW_PDF, 100, "a pdf of too large pages");
        memory(DRAW_PDF, "pdf");
        memory(DRAW_PNG, "png");
    } else {
        ok(true, "pdf, png # SKIP Cairo and Pango are not installed");
    }
    return tap_done();
}
