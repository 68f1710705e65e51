/* run.c -- statements and commands by turns, timed. */
#include "repl/run.h"

#include "base/interrupt.h"
#include "base/limits.h"
#include "lang/lang.h"
#include "repl/commands.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void say_time(struct repl *r, double seconds)
{
    if (!r->time)
        return;
    char line[64];
    int n = seconds < 1 ? snprintf(line, sizeof line, "%.2f ms\n", 1e3 * seconds)
                        : snprintf(line, sizeof line, "%.2f s\n", seconds);
    output_aside(&r->out, (struct str){line, (size_t)n});
}

enum run_status run_worse(enum run_status a, enum run_status b)
{
    if (a == RUN_FAILED || b == RUN_FAILED)
        return RUN_FAILED;
    return a == RUN_ASSERTION ? a : b;
}

static const char *skip_blanks(const char *p, const char *end)
{
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n'))
        p++;
    return p;
}

bool is_command(struct str line)
{
    const char *end = line.s + line.n, *p = skip_blanks(line.s, end);
    return p < end && *p == ':';
}

static enum run_status run_statements(struct repl *r, struct text text)
{
    if (skip_blanks(text.body.s, text.body.s + text.body.n) == text.body.s + text.body.n)
        return RUN_OK;
    struct sink sink = output_sink(&r->out);
    double start = now();
    enum run_status status = session_run(r->session, text, r->keep_going, &sink);
    say_time(r, now() - start);
    return status;
}

/* A part of a longer text, after `lines` lines of it: as many empty lines stand for them, so that errors give
 * the right line. */
static enum run_status run_part(struct repl *r, struct str name, struct str part, size_t lines)
{
    struct buf b = {0};
    if (lines > 0) {
        buf_fill(&b, '\n', lines);
        buf_put(&b, part);
        part = buf_str(&b);
    }
    enum run_status status = RUN_FAILED;
    if (b.failed)
        output_aside(&r->out, STR("error: out of memory\n"));
    else if (is_command(part))
        status = command_run(r, (struct text){name, part}) ? RUN_OK : RUN_FAILED;
    else
        status = run_statements(r, (struct text){name, part});
    buf_free(&b);
    return status;
}

static size_t count_lines(struct str s)
{
    size_t n = 0;
    for (const char *p = s.s, *end = s.s + s.n; p < end && (p = memchr(p, '\n', (size_t)(end - p))); p++)
        n++;
    return n;
}

/* Where the part that starts `text` ends: a command is one line; statements go on up to the next command,
 * which is a line that starts with a colon where no statement is open. */
static size_t part_length(struct str text)
{
    bool command = false;
    for (size_t at = 0; at < text.n;) {
        const char *newline = memchr(text.s + at, '\n', text.n - at);
        size_t next = newline ? (size_t)(newline - text.s) + 1 : text.n;
        if (is_command((struct str){text.s + at, next - at}) &&
            (at == 0 || !lang_incomplete((struct str){text.s, at}))) {
            if (at > 0)
                return at;
            command = true;
        }
        if (command)
            return next;
        at = next;
    }
    return text.n;
}

enum run_status run_text(struct repl *r, struct str name, struct str body)
{
    enum run_status worst = RUN_OK;
    for (size_t at = 0, lines = 0; at < body.n && !r->leave && !r->out.error;) {
        struct str part = {body.s + at, part_length((struct str){body.s + at, body.n - at})};
        output_begin(&r->out);
        worst = run_worse(worst, run_part(r, name, part, lines));
        if (worst != RUN_OK && !r->keep_going)
            break;
        at += part.n;
        lines += count_lines(part);
    }
    return worst;
}

/* A file's answers are headed by their questions. Without a path: the file loaded last. */
static enum run_status run_titled(struct repl *r, const struct str *path)
{
    struct sink sink = output_sink(&r->out);
    output_begin(&r->out);
    r->out.titled = true;
    r->out.spaced = r->out.spaced && !r->out.interactive;
    double start = now();
    enum run_status status =
        path ? session_load(r->session, *path, r->keep_going, &sink) : session_reload(r->session, &sink);
    say_time(r, now() - start);
    r->out.titled = false;
    return status;
}

enum run_status run_file(struct repl *r, struct str path)
{
    return run_titled(r, &path);
}

enum run_status run_file_again(struct repl *r)
{
    return run_titled(r, NULL);
}

/* Standard input as a whole; false when it cannot be read or is too long. */
static bool read_stdin(struct buf *b)
{
    char chunk[1 << 16];
    ssize_t n;
    while ((n = read(STDIN_FILENO, chunk, sizeof chunk)) != 0) {
        if (n < 0 && errno == EINTR && !interrupted())
            continue;
        if (n < 0) {
            fprintf(stderr, "causal: cannot read standard input: %s\n", strerror(errno));
            return false;
        }
        buf_put(b, (struct str){chunk, (size_t)n});
        if (b->failed || b->n > LIMIT_FILE_BYTES) {
            fprintf(stderr, "causal: standard input is too long\n");
            return false;
        }
    }
    return true;
}

enum run_status run_stdin(struct repl *r)
{
    struct buf b = {0};
    enum run_status status = read_stdin(&b) ? run_text(r, STR("-"), buf_str(&b)) : RUN_FAILED;
    buf_free(&b);
    return status;
}
