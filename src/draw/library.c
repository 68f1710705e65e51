/* library.c -- Cairo and Pango, found by the dynamic linker when they are needed. */
#include "draw/library.h"

#include <dlfcn.h>
#include <string.h>

/* PangoCairo depends on all the others: what they define is found through it. */
#define LIBRARY "libpangocairo-1.0.so.0"

static bool find(void *handle, const char *name, void *function)
{
    void *address = dlsym(handle, name);
    /* POSIX lets a pointer to a function be kept in a pointer to data; C has no cast for it. */
    memcpy(function, &address, sizeof address);
    return address != NULL;
}

bool library_open(struct library *l, const char **why)
{
    *l = (struct library){0};
    bool good = false;
    l->handle = dlopen(LIBRARY, RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
    if (l->handle) {
        good = true;
#define FIND(name) good = good && find(l->handle, #name, &l->name);
        LIBRARY_FUNCTIONS(FIND)
#undef FIND
    }
    if (!good)
        *why = dlerror();
    return good;
}

bool library_need(struct library *l, struct diags *d)
{
    const char *why = NULL;
    if (library_open(l, &why))
        return true;
    diag_error(d, "no-cairo", NO_SPAN, "pdf and png are drawn by Cairo and Pango, which cannot be loaded: %s",
               why ? why : "unknown reason");
    return diag_hint(d,
                     "install them (on Debian, `apt install libpangocairo-1.0-0`); .svg, .tikz and .txt need "
                     "no library");
}
