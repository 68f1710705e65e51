/* save.c -- bytes into a file, whole or not at all: they are written beside it and renamed, so that who looks
 * sees the old file or the new one. What is no regular file (a terminal, a pipe, /dev/stdout) is written
 * as it is. */
#define _GNU_SOURCE /* O_TMPFILE */

#include "base/save.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct saving {
    struct work *w;
    struct str path; /* as the user wrote it */
    struct span at;
};

static bool complain(struct saving *s, int error)
{
    diag_error(s->w->diags, "file", s->at, "cannot write `%.*s`: %s", STR_ARG(s->path), strerror(error));
    switch (error) {
    case ENOENT:
    case ENOTDIR:
        return diag_hint(s->w->diags, "make the folder first, or write somewhere else");
    case EISDIR:
        return diag_hint(s->w->diags, "it is a folder: name a file in it");
    case EACCES:
    case EPERM:
    case EROFS:
        return diag_hint(s->w->diags, "write it to a folder of your own");
    case ENOSPC:
    case EDQUOT:
        return diag_hint(s->w->diags,
                         "the disk is full, and what was there is untouched: make room, or write "
                         "to another disk");
    case ENAMETOOLONG:
        return diag_hint(s->w->diags, "use a shorter name");
    case ELOOP:
        return diag_hint(s->w->diags, "its symbolic links go round in a circle");
    default:
        return diag_hint(s->w->diags, "try another place");
    }
}

enum { GAVE_UP = -1 /* the source has, and has told why */ };

static int put_piece(int fd, struct str bytes)
{
    while (bytes.n) {
        ssize_t n = write(fd, bytes.s, bytes.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? errno : ENOSPC;
        bytes.s += n;
        bytes.n -= (size_t)n;
    }
    return 0;
}

/* 0, or what went wrong. */
static int put(int fd, const struct save_source *from)
{
    for (;;) {
        struct str piece = {NULL, 0};
        if (!from->next(from->cx, &piece))
            return GAVE_UP;
        if (!piece.n)
            return 0;
        int error = put_piece(fd, piece);
        if (error)
            return error;
    }
}

static int write_through(const char *path, const struct save_source *from)
{
    int fd = open(path, O_WRONLY | O_NOCTTY);
    if (fd < 0)
        return errno;
    int error = put(fd, from);
    if (close(fd) != 0 && !error)
        error = errno;
    return error;
}

/* The folder of `path` and in it name number `tries` of our own, into `name`, which has room for PATH_MAX
 * bytes.
 */
static bool name_beside(const char *path, int tries, char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    char own[] = ".causal-xxxxxx.tmp";
    const char *slash = strrchr(path, '/');
    size_t folder = slash ? (size_t)(slash - path) + 1 : 0;
    if (folder + sizeof own > PATH_MAX) {
        errno = ENAMETOOLONG;
        return false;
    }
    memcpy(name, path, folder);
    unsigned long rest = (unsigned long)getpid() + 7919 * (unsigned long)tries;
    for (int i = 8; i < 14; i++, rest /= 36)
        own[i] = letters[rest % 36];
    memcpy(name + folder, own, sizeof own);
    return true;
}

/* A file of our own in the folder of `path`; -1: see errno. */
static int open_beside(const char *path, char *name)
{
    for (int tries = 0; tries < 100 && name_beside(path, tries, name); tries++) {
        int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOCTTY | O_CLOEXEC, 0666);
        if (fd >= 0 || errno != EEXIST)
            return fd;
    }
    return -1;
}

/* The same without a name: if we are killed while it is written, nothing is left. -1 where that cannot be
 * had. */
static int open_nameless(const char *path, char *folder)
{
    const char *slash = strrchr(path, '/');
    size_t n = slash == path ? 1 : slash ? (size_t)(slash - path) : 0;
    if (n >= PATH_MAX || access("/proc/self/fd", X_OK) != 0)
        return -1;
    memcpy(folder, n ? path : ".", n ? n : 1);
    folder[n ? n : 1] = 0;
    return open(folder, O_WRONLY | O_TMPFILE | O_CLOEXEC, 0666);
}

/* Give it one. 0, or what went wrong. */
static int give_name(int fd, const char *path, char *name)
{
    char own[64];
    snprintf(own, sizeof own, "/proc/self/fd/%d", fd);
    for (int tries = 0; tries < 100 && name_beside(path, tries, name); tries++)
        if (linkat(AT_FDCWD, own, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0)
            return 0;
        else if (errno != EEXIST)
            break;
    return errno;
}

/* The file that was there keeps its permissions; a new one has those of the umask. */
static int replace(const char *path, const struct stat *old, const struct save_source *from)
{
    char *name = mem_alloc(PATH_MAX);
    if (!name)
        return ENOMEM;
    int fd = open_nameless(path, name), error = 0;
    bool named = fd < 0;
    if (named)
        fd = open_beside(path, name);
    if (fd < 0) {
        error = errno;
        mem_free(name);
        return error;
    }
    error = put(fd, from);
    if (!error && old && fchmod(fd, old->st_mode & 0777) != 0)
        error = errno;
    if (!error && !named) {
        error = give_name(fd, path, name);
        named = !error;
    }
    if (close(fd) != 0 && !error)
        error = errno;
    if (!error && rename(name, path) != 0)
        error = errno;
    if (error && named)
        unlink(name);
    mem_free(name);
    return error;
}

/* Write to where symbolic links lead. */
static int replace_target(const char *path, const struct stat *old, const struct save_source *from)
{
    char *real = realpath(path, NULL);
    if (!real)
        return errno;
    int error = replace(real, old, from);
    if (error && !old)
        unlink(real);
    free(real);
    return error;
}

/* A symbolic link to what is not there: it is made there first, so that the system finds the place. */
static int save_dangling(const char *path, const struct save_source *from)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_NOCTTY | O_CLOEXEC, 0666);
    if (fd < 0)
        return errno;
    close(fd);
    return replace_target(path, NULL, from);
}

static int save(const char *path, const struct save_source *from)
{
    struct stat old;
    if (stat(path, &old) != 0) {
        if (errno != ENOENT)
            return errno;
        return lstat(path, &old) == 0 ? save_dangling(path, from) : replace(path, NULL, from);
    }
    if (S_ISDIR(old.st_mode))
        return EISDIR;
    if (!S_ISREG(old.st_mode))
        return write_through(path, from);
    /* Who may not write the file is not to replace it either. */
    return access(path, W_OK) == 0 ? replace_target(path, &old, from) : errno;
}

bool save_pieces(struct work *w, struct str path, struct span at, const struct save_source *from)
{
    struct saving s = {w, path, at};
    struct arena draft = {0};
    struct str name = str_dup(&draft, path);
    if (!name.s) {
        arena_free(&draft);
        return diag_oom(w->diags);
    }
    int error = memchr(path.s, 0, path.n) ? EINVAL : path.n == 0 ? ENOENT : save(name.s, from);
    arena_free(&draft);
    if (error == ENOMEM)
        return diag_oom(w->diags);
    return !error || (error != GAVE_UP && complain(&s, error));
}

static bool next_of_text(void *cx, struct str *piece)
{
    struct str *rest = cx;
    *piece = *rest;
    *rest = (struct str){NULL, 0};
    return true;
}

bool save_file(struct work *w, struct str path, struct span at, struct str bytes)
{
    const struct save_source from = {&bytes, next_of_text};
    return save_pieces(w, path, at, &from);
}
