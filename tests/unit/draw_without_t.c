/* draw_without_t.c -- pictures where Cairo is missing, too old, or fails. This test stands between the
 * library and the dynamic linker (see the Makefile). */
#include "sample_scene.h"

#include "draw/library.h"
#include "tap.h"

#include <string.h>

static const char *missing;          /* a function that is not found; "": no library at all */
static cairo_status_t broken_status; /* what Cairo says always, unless it is success */

void *__wrap_dlopen(const char *name, int flags);
void *__real_dlopen(const char *name, int flags);
void *__wrap_dlsym(void *handle, const char *name);
void *__real_dlsym(void *handle, const char *name);

void *__wrap_dlopen(const char *name, int flags)
{
    return __real_dlopen(missing && !*missing ? "libthere-is-none.so.0" : name, flags);
}

static cairo_status_t broken(cairo_t *cr)
{
    (void)cr;
    return broken_status;
}

void *__wrap_dlsym(void *handle, const char *name)
{
    if (missing && !strcmp(name, missing))
        return __real_dlsym(handle, "there_is_no_such_function");
    if (broken_status && !strcmp(name, "cairo_status")) {
        cairo_status_t (*f)(cairo_t *) = broken;
        void *address;
        memcpy(&address, &f, sizeof address);
        return address;
    }
    return __real_dlsym(handle, name);
}

static void expect(enum draw_format format, const char *code, const char *says, const char *what)
{
    struct arena arena = {0};
    struct diags d = {.arena = &arena};
    struct buf out = {0};
    bool good = draw_render(&out, &(struct work){&arena, &d, NULL}, &sample_drawing, format,
                            &(struct draw_style){.scale = 1});
    if (!code)
        ok(good && d.n == 0 && out.n > 1000, "%s", what);
    else
        ok(!good && d.n == 1 && !strcmp(d.list[0].code, code) && strstr(d.list[0].message.s, says), "%s",
           what);
    buf_free(&out);
    arena_free(&arena);
}

int main(void)
{
    missing = "";
    expect(DRAW_PDF, "no-cairo", "libthere-is-none", "pdf without Cairo");
    expect(DRAW_PNG, "no-cairo", "cannot be loaded", "png without Cairo");
    expect(DRAW_SVG, NULL, NULL, "svg without Cairo");
    struct library l;
    const char *why;
    missing = NULL;
    if (library_open(&l, &why)) {
        missing = "pango_context_set_round_glyph_positions";
        expect(DRAW_PDF, "no-cairo", "undefined symbol", "pdf with a Pango that is too old");
        missing = NULL;
        broken_status = CAIRO_STATUS_INVALID_MATRIX;
        expect(DRAW_PDF, "cairo", "matrix", "pdf when Cairo fails");
        expect(DRAW_PNG, "cairo", "matrix", "png when Cairo fails");
        broken_status = CAIRO_STATUS_NO_MEMORY;
        expect(DRAW_PNG, "out-of-memory", "", "png when Cairo has no memory");
    }
    return tap_done();
}
