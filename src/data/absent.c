/* absent.c -- a file that is not there: what its name may have been meant to be. */
#include "data/stream.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { NAMES_READ = 4096 }; /* of a folder */

static int by_name(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* The names in a folder in their order, so that of equally near ones it is always the same that is suggested;
 * *n of them. NULL: it cannot be read. */
static struct str *names_in(struct arena *a, const char *folder, size_t *n)
{
    DIR *d = opendir(folder);
    struct str *name = d ? ARENA_NEW(a, struct str, NAMES_READ) : NULL;
    const struct dirent *entry;
    *n = 0;
    while (name && *n < NAMES_READ && (entry = readdir(d))) {
        struct str copy = str_dup(a, str_of(entry->d_name));
        if (copy.s && copy.s[0] != '.')
            name[(*n)++] = copy;
    }
    if (d)
        closedir(d);
    if (*n)
        qsort(name, *n, sizeof *name, by_name);
    return name;
}

static bool is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool absent_hint(struct work *w, const struct data_request *q)
{
    struct arena scratch = {0};
    if (str_eq(q->name, STR("-")))
        return diag_hint(w->diags, "what is piped in is read from \"/dev/stdin\"");
    size_t at = q->path.n;
    while (at && q->path.s[at - 1] != '/')
        at--;
    struct str file = {q->path.s + at, q->path.n - at};
    struct str folder = at > 1 ? str_dup(&scratch, (struct str){q->path.s, at - 1}) : STR("/");
    if (at == 0)
        folder = STR(".");
    size_t n = 0;
    struct str *name = folder.s ? names_in(&scratch, folder.s, &n) : NULL;
    long k = name ? str_nearest(file, name, n) : -1;
    if (folder.s && !is_folder(folder.s))
        diag_hint(w->diags, "there is no folder `%.*s`", STR_ARG(folder));
    else if (k >= 0)
        diag_hint(w->diags, "did you mean `%.*s`?", STR_ARG(name[k]));
    arena_free(&scratch);
    return false;
}
