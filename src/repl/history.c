/* history.c -- the history file. */
#include "repl/history.h"

#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <readline/history.h>

/* The path of the file, in `b`; false when there is no place for it. With `make`, the folders are made. */
static bool file_path(struct buf *b, bool make)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    if (state && state[0] == '/')
        buf_puts(b, state);
    else if (home && home[0] == '/')
        buf_fmt(b, "%s/.local/state", home);
    else
        return false;
    buf_puts(b, "/causal/history");
    if (b->failed)
        return false;
    for (char *p = b->s + 1; make && (p = strchr(p, '/')); *p++ = '/') {
        *p = '\0';
        if (mkdir(b->s, 0700) != 0 && errno != EEXIST)
            make = false; /* opening the file will fail and be let pass */
    }
    return true;
}

static void put_entry(struct buf *b, const char *entry)
{
    for (; *entry; entry++)
        if (*entry == '\n')
            buf_puts(b, "\\n");
        else if (*entry == '\\')
            buf_puts(b, "\\\\");
        else
            buf_putc(b, *entry);
    buf_putc(b, '\n');
}

/* Undo put_entry() in place. */
static void decode(char *line)
{
    char *to = line;
    for (const char *from = line; *from; from++) {
        if (from[0] == '\\' && (from[1] == 'n' || from[1] == '\\'))
            *to++ = *++from == 'n' ? '\n' : '\\';
        else
            *to++ = *from;
    }
    *to = '\0';
}

static void write_all(int fd, struct str s)
{
    while (s.n > 0) {
        ssize_t n = write(fd, s.s, s.n);
        if (n <= 0)
            return;
        s.s += n;
        s.n -= (size_t)n;
    }
}

/* Replace the file by the entries Readline holds, through a second file beside it. */
static void shorten(const char *path)
{
    struct buf b = {0}, beside = {0};
    for (int i = 0; i < history_length; i++)
        put_entry(&b, history_get(history_base + i)->line);
    buf_fmt(&beside, "%s.%ld", path, (long)getpid());
    int fd = b.failed || beside.failed ? -1 : open(beside.s, O_WRONLY | O_CREAT | O_EXCL, 0600);
    if (fd >= 0) {
        write_all(fd, buf_str(&b));
        if (close(fd) != 0 || rename(beside.s, path) != 0)
            unlink(beside.s);
    }
    buf_free(&beside);
    buf_free(&b);
}

void past_load(void)
{
    using_history();
    stifle_history(LIMIT_HISTORY);
    struct buf path = {0};
    FILE *f = file_path(&path, false) ? fopen(path.s, "r") : NULL;
    if (f) {
        char *line = NULL;
        size_t cap = 0, entries = 0;
        ssize_t n;
        while ((n = getline(&line, &cap, f)) > 0) {
            if (line[n - 1] == '\n')
                line[n - 1] = '\0';
            decode(line);
            add_history(line);
            entries++;
        }
        free(line);
        fclose(f);
        if (entries > 2 * LIMIT_HISTORY)
            shorten(path.s);
    }
    buf_free(&path);
}

void past_add(const char *entry)
{
    if (!entry[strspn(entry, " \t\n")])
        return;
    const HIST_ENTRY *last = history_length ? history_get(history_base + history_length - 1) : NULL;
    if (last && strcmp(last->line, entry) == 0)
        return;
    add_history(entry);
    struct buf path = {0}, b = {0};
    put_entry(&b, entry);
    if (!b.failed && file_path(&path, true)) {
        int fd = open(path.s, O_WRONLY | O_APPEND | O_CREAT, 0600);
        if (fd >= 0) {
            fchmod(fd, 0600); /* a file made by something else */
            write_all(fd, buf_str(&b));
            close(fd);
        }
    }
    buf_free(&path);
    buf_free(&b);
}
