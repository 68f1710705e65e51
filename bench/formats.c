/* formats.c -- how long it takes to unpack and to read networks, the best of several times.
 *
 *   build/bench/formats FILE.bif[.gz] .. */
#include "clock.h"
#include "load.h"

#include "formats/formats.h"
#include "packed/packed.h"
#include "base/limits.h"

#include <stdio.h>

static void measure(const char *path)
{
    struct buf file = {0};
    struct str body;
    double unpack = 1e9, read = 1e9;
    struct format_name f = format_of(str_of(path));
    if (!load_file(&file, &body, path)) {
        printf("%s: cannot be read\n", path);
        return;
    }
    for (int i = 0; i < 10; i++) {
        struct arena keep = {0}, draft = {0};
        struct diags d = {.arena = &draft};
        struct work w = {&keep, &d, NULL}, drafts = {&draft, &d, NULL};
        struct text text = {str_of(path), body};
        struct format_joint joint;
        double t0 = now();
        if (packed_is(text.body))
            packed_open(&text.body, &drafts, text.body, LIMIT_FILE_BYTES, text.name, NO_SPAN);
        double t1 = now();
        struct model *m = formats_read(&w, &draft, f.format, &text, f.base, &joint);
        double t2 = now();
        if (!m)
            printf("%s: %.*s\n", path, d.n ? (int)d.list[0].message.n : 0, d.n ? d.list[0].message.s : "");
        unpack = t1 - t0 < unpack ? t1 - t0 : unpack;
        read = t2 - t1 < read ? t2 - t1 : read;
        arena_free(&keep);
        arena_free(&draft);
    }
    printf("%-16.*s unpack %7.3f ms  read %7.3f ms\n", STR_ARG(f.base), unpack * 1e3, read * 1e3);
    buf_free(&file);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        measure(argv[i]);
    return 0;
}
