/* output.c -- the sink: rendering to the two streams, and what happens when they break. */
#include "repl/output.h"

#include "base/interrupt.h"
#include "base/progress.h"
#include "base/utf8.h"
#include "repl/pictures.h"
#include "repl/progress.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
    EXIT_BY_SIGNAL = 128, /* what a shell adds to the number of the signal */
    PIECE = 1 << 16       /* bytes written between two looks at the interrupt flag */
};

void output_init(struct output *o)
{
    setlocale(LC_CTYPE, "");
    *o = (struct output){.digits = 4, .unicode = strcmp(nl_langinfo(CODESET), "UTF-8") == 0};
}

/* At the prompt, Ctrl-C cuts a long answer off. A failed write to standard output is remembered and stops the
 * session; there is nobody to tell about standard error. */
static void put(struct output *o, int fd, struct str s)
{
    if (fd == STDOUT_FILENO && o->error)
        return;
    progress_erase();
    while (s.n > 0) {
        if (o->interactive && interrupted() && fd == STDOUT_FILENO)
            return;
        ssize_t n = write(fd, s.s, s.n < PIECE ? s.n : PIECE);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            if (fd == STDOUT_FILENO) {
                o->error = errno;
                interrupt_flag = 1;
            }
            return;
        }
        s.s += n;
        s.n -= (size_t)n;
    }
}

static void put_buf(struct output *o, int fd, struct buf *b)
{
    if (!b->failed)
        put(o, fd, buf_str(b));
    else if (!interrupted())
        put(o, STDERR_FILENO, STR("error: out of memory\n"));
    buf_free(b);
}

/* The flag outweighs NO_COLOR, that CLICOLOR_FORCE, that the question whether a terminal is there. */
static bool in_color(const struct output *o, int fd)
{
    if (o->color != COLOR_AUTO)
        return o->color == COLOR_ALWAYS;
    const char *no = getenv("NO_COLOR"), *force = getenv("CLICOLOR_FORCE"), *term = getenv("TERM");
    if (no && *no)
        return false;
    if (force && *force && strcmp(force, "0") != 0)
        return true;
    return isatty(fd) && term && *term && strcmp(term, "dumb") != 0;
}

struct render_style output_style(const struct output *o, int fd)
{
    return (struct render_style){.format = o->format,
                                 .unicode = o->unicode,
                                 .color = in_color(o, fd),
                                 .titled = o->titled,
                                 .digits = o->digits};
}

/* Does a program read standard output? */
static int text_stream(const struct output *o)
{
    return o->format == RENDER_JSON || o->format == RENDER_CSV ? STDERR_FILENO : STDOUT_FILENO;
}

/* May the caret stand under what was typed? Not when the line wrapped. */
static bool under_prompt(const struct output *o, const struct diag *d)
{
    if (!o->interactive || !d->text || d->text->name.n)
        return o->interactive && !d->text;
    struct place at = text_place(d->text, d->span.start);
    struct winsize size;
    size_t columns = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
    return o->prompt_width + utf8_width(at.text) < columns;
}

/* One calm line. The terminal has just written ^C: over that, or below a row that was cut off. */
static void tell_interrupted(struct output *o, bool below)
{
    if (!o->told && !o->error) {
        put(o, STDERR_FILENO, !o->interactive ? STR("") : below ? STR("\n") : STR("\r"));
        put(o, STDERR_FILENO, STR("interrupted\n"));
    }
    o->told = true;
}

/* A blank line between the pieces of a file's output. */
static void space(struct output *o, struct buf *b)
{
    if (o->titled && o->format == RENDER_TABLE) {
        buf_puts(b, o->spaced ? "\n" : "");
        o->spaced = true;
    }
}

void output_answer(struct output *o, struct buf *b)
{
    struct buf gap = {0};
    space(o, &gap);
    put_buf(o, STDOUT_FILENO, &gap);
    put_buf(o, STDOUT_FILENO, b);
    if (interrupted())
        tell_interrupted(o, true);
}

/* Is a person told what statements did? In a file's output it heads the answers. */
static bool tells_deeds(const struct output *o)
{
    return o->interactive || (o->titled && o->format == RENDER_TABLE);
}

static void on_answer(void *cx, const struct answer *a)
{
    struct output *o = cx;
    bool deed = a->kind == ANSWER_FIT || a->kind == ANSWER_SAMPLE;
    if (deed && o->format == RENDER_TABLE && !tells_deeds(o))
        return;
    struct render_style style = output_style(o, STDOUT_FILENO);
    struct buf b = {0};
    render_answer(&b, a, &style);
    output_answer(o, &b);
}

void output_note(struct output *o, struct str line)
{
    struct buf b = {0};
    buf_put(&b, line);
    buf_putc(&b, '\n');
    put_buf(o, text_stream(o), &b);
}

/* Definitions are noted for the person who has just made them, and head the answers of a file. */
static void on_note(void *cx, struct str line)
{
    struct output *o = cx;
    if (!tells_deeds(o))
        return;
    struct buf b = {0};
    space(o, &b);
    buf_put(&b, line);
    buf_putc(&b, '\n');
    put_buf(o, text_stream(o), &b);
}

static void on_diag(void *cx, const struct diag *d)
{
    output_diag(cx, d);
}

static void on_show(void *cx, const char *stage, struct str text)
{
    struct output *o = cx;
    struct buf b = {0};
    buf_fmt(&b, "%s:\n%.*s", stage, STR_ARG(text));
    if (!text.n || text.s[text.n - 1] != '\n')
        buf_putc(&b, '\n');
    put_buf(o, text_stream(o), &b);
}

struct sink output_sink(struct output *o)
{
    return (struct sink){.cx = o,
                         .unicode = o->unicode,
                         .answer = on_answer,
                         .note = on_note,
                         .diag = on_diag,
                         .picture = output_picture,
                         .show = on_show};
}

void output_begin(struct output *o)
{
    interrupt_flag = 0;
    progress_reset();
    o->told = false;
}

void output_text(struct output *o, struct str text)
{
    put(o, text_stream(o), text);
}

void output_aside(struct output *o, struct str text)
{
    put(o, STDERR_FILENO, text);
}

void output_diag(struct output *o, const struct diag *d)
{
    if (strcmp(d->code, "interrupted") == 0) {
        tell_interrupted(o, false);
        return;
    }
    struct render_style style = output_style(o, STDERR_FILENO);
    style.prompt = under_prompt(o, d);
    style.column = o->prompt_width;
    struct buf b = {0};
    render_diag(&b, d, &style);
    put_buf(o, STDERR_FILENO, &b);
}

int output_finish(const struct output *o)
{
    if (!o->error)
        return 0;
    if (o->error == EPIPE)
        return EXIT_BY_SIGNAL + SIGPIPE;
    fprintf(stderr, "causal: cannot write to standard output: %s\n", strerror(o->error));
    return 1;
}
