/* loaded.c -- the dynamic linker, for libraries of databases. */
#include "data/loaded.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

static bool find(void *handle, const struct loaded_name *n)
{
    void *address = dlsym(handle, n->name);
    /* POSIX lets a pointer to a function be kept in a pointer to data; C has no cast for it. Written once:
     * other threads may be calling it. */
    if (memcmp(n->function, &address, sizeof address) != 0)
        memcpy(n->function, &address, sizeof address);
    return address != NULL;
}

bool loaded_open(const struct group_query *q, const char *const *file, const char *package,
                 const struct loaded_name *names, size_t n)
{
    static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER; /* the names are the same for all */
    void *handle = NULL;
    pthread_mutex_lock(&one_at_a_time);
    for (size_t i = 0; file[i] && !handle; i++)
        handle = dlopen(file[i], RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
    bool good = handle != NULL;
    for (size_t i = 0; good && i < n; i++)
        good = find(handle, &names[i]);
    const char *why = good ? NULL : dlerror();
    pthread_mutex_unlock(&one_at_a_time);
    if (good)
        return true;
    diag_error(q->w->diags, "no-library", q->at, "`%.*s` is read through a library that cannot be loaded: %s",
               STR_ARG(q->url->shown), why ? why : "unknown reason");
    return diag_hint(q->w->diags, "install it; on Debian, `apt install %s`", package);
}
