/* prompt.c -- Readline through its callback interface.
 *
 * Enter runs what was typed when it is a whole statement, and otherwise opens another line in the same
 * buffer, so that a block is edited, recalled and remembered as one.  Readline itself knows no continuation
 * prompt: redisplay() shows it a copy of the buffer in which each newline is followed by one.
 */
#include "repl/prompt.h"

#include "base/interrupt.h"
#include "lang/lang.h"
#include "repl/complete.h"
#include "repl/history.h"
#include "repl/run.h"
#include "repl/signals.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <readline/readline.h>
#include <readline/history.h>

#define PROMPT "causal> "
#define CONTINUED "   ...> "
enum { PROMPT_WIDTH = sizeof PROMPT - 1 };

static struct repl *the_repl; /* Readline's callbacks take no context */

/* Where position `at` of the buffer stands in the copy shown: after the prompts of the lines before it. */
static int shown_at(int at)
{
    int newlines = 0;
    for (int i = 0; i < at && i < rl_end; i++)
        newlines += rl_line_buffer[i] == '\n';
    return at + newlines * PROMPT_WIDTH;
}

static void redisplay(void)
{
    struct buf shown = {0};
    for (int i = 0; i < rl_end; i++) {
        buf_putc(&shown, rl_line_buffer[i]);
        if (rl_line_buffer[i] == '\n')
            buf_puts(&shown, CONTINUED);
    }
    if (shown.failed || shown.n == (size_t)rl_end) {
        rl_redisplay();
    } else {
        char *line = rl_line_buffer;
        int point = rl_point, mark = rl_mark, end = rl_end;
        rl_point = shown_at(point);
        rl_mark = shown_at(mark);
        rl_end = (int)shown.n;
        rl_line_buffer = shown.s;
        rl_redisplay();
        rl_line_buffer = line;
        rl_point = point;
        rl_mark = mark;
        rl_end = end;
    }
    buf_free(&shown);
}

/* ---- keys ---- */

static int open_line(int count, int key)
{
    (void)count;
    (void)key;
    rl_insert_text("\n");
    return 0;
}

static int enter(int count, int key)
{
    struct str line = {rl_line_buffer, (size_t)rl_end};
    if (!is_command(line) && lang_incomplete(line))
        return open_line(count, key);
    return rl_newline(count, key);
}

/* The start of the line that holds position `at`. */
static int line_start(int at)
{
    while (at > 0 && rl_line_buffer[at - 1] != '\n')
        at--;
    return at;
}

static int line_end(int at)
{
    while (at < rl_end && rl_line_buffer[at] != '\n')
        at++;
    return at;
}

/* Move to the same column of the line that starts at `start`. */
static void move_to_line(int start)
{
    int column = rl_point - line_start(rl_point), end = line_end(start);
    rl_point = start + column < end ? start + column : end;
    while (rl_point > start && (rl_line_buffer[rl_point] & 0xC0) == 0x80)
        rl_point--; /* not into the middle of a character */
}

static int up(int count, int key)
{
    int start = line_start(rl_point);
    if (start == 0)
        return rl_get_previous_history(count, key);
    move_to_line(line_start(start - 1));
    return 0;
}

static int down(int count, int key)
{
    int end = line_end(rl_point);
    if (end == rl_end)
        return rl_get_next_history(count, key);
    move_to_line(end + 1);
    return 0;
}

static int home(int count, int key)
{
    (void)count;
    (void)key;
    rl_point = line_start(rl_point);
    return 0;
}

static int end(int count, int key)
{
    (void)count;
    (void)key;
    rl_point = line_end(rl_point);
    return 0;
}

/* Tab in the blank start of a continued line indents. */
static int tab(int count, int key)
{
    int start = line_start(rl_point);
    if (start == 0 || strspn(rl_line_buffer + start, " ") < (size_t)(rl_point - start)) {
        if (rl_last_func == tab)
            rl_last_func = rl_complete; /* the second time in a row, it lists */
        return rl_complete(count, key);
    }
    rl_insert_text("  ");
    return 0;
}

static void bind_keys(void)
{
    static const struct {
        const char *name;
        rl_command_func_t *run;
        const char *keys[4];
    } bound[] = {
        {"run-or-open-line", enter, {"\\C-m", "\\C-j"}},
        {"open-line", open_line, {"\\e\\C-m", "\\e\\C-j"}},
        {"line-up", up, {"\\C-p", "\\e[A", "\\eOA"}},
        {"line-down", down, {"\\C-n", "\\e[B", "\\eOB"}},
        {"line-home", home, {"\\C-a", "\\e[H", "\\eOH", "\\e[1~"}},
        {"line-end", end, {"\\C-e", "\\e[F", "\\eOF", "\\e[4~"}},
        {"complete-or-indent", tab, {"\\C-i"}},
    };
    for (size_t i = 0; i < sizeof bound / sizeof bound[0]; i++) {
        rl_add_defun(bound[i].name, bound[i].run, -1);
        for (size_t k = 0; k < 4 && bound[i].keys[k]; k++)
            rl_bind_keyseq(bound[i].keys[k], bound[i].run);
    }
}

/* ---- events ---- */

/* A whole block, or NULL at the end of input. The terminal is in its ordinary mode meanwhile. */
static void on_block(char *block)
{
    if (!block) {
        rl_crlf();
        the_repl->leave = true;
    } else {
        for (size_t n = strlen(block); n > 0 && strchr(" \t\n", block[n - 1]); n--)
            block[n - 1] = '\0'; /* pasted text ends in a newline */
        past_add(block);
        signals_at_prompt(false);
        run_text(the_repl, STR(""), str_of(block));
        interrupt_flag = 0;
        signals_at_prompt(true);
        free(block);
    }
    if (the_repl->leave || the_repl->out.error)
        rl_callback_handler_remove(); /* or the prompt would come once more */
}

/* Ctrl-C: what was typed stays on the screen, a fresh prompt comes below. */
static void clear_line(void)
{
    rl_callback_sigcleanup(); /* ends a search, which puts its own prompt away */
    rl_point = rl_end;
    rl_clear_message();
    fputs("^C", rl_outstream);
    rl_crlf();
    rl_free_line_state();
    rl_replace_line("", 1);
    using_history();
    rl_on_new_line();
    rl_forced_update_display();
}

/* Ctrl-Z: stop in the terminal's ordinary mode, come back to the line. */
static void stop(void)
{
    rl_point = rl_end;
    redisplay();
    rl_crlf();
    rl_deprep_terminal();
    raise(SIGSTOP);
    rl_prep_terminal(1);
    rl_on_new_line();
    rl_forced_update_display();
}

static void greet(struct repl *r)
{
    output_text(&r->out, STR("causal " CAUSAL_VERSION));
    output_text(&r->out, r->out.unicode ? STR(" · ") : STR(" - "));
    output_text(&r->out, STR(":help for help, :quit to leave\n"));
}

static void set_up(struct repl *r)
{
    the_repl = r;
    rl_readline_name = "causal";
    rl_catch_signals = 0;
    rl_instream = stdin;
    rl_outstream = isatty(STDOUT_FILENO) ? stdout : stderr;
    rl_initialize();
    rl_redisplay_function = redisplay; /* not sooner: Readline would not ask what the terminal can do */
    bind_keys();
    complete_install(r);
    past_load();
    r->out.interactive = true;
    r->out.prompt_width = PROMPT_WIDTH;
}

void prompt_run(struct repl *r, bool quiet)
{
    if (!quiet)
        greet(r);
    set_up(r);
    interrupt_flag = 0; /* a script before the prompt may have been interrupted */
    signals_at_prompt(true);
    rl_callback_handler_install(PROMPT, on_block);
    while (!r->leave && !r->out.error) {
        switch (signals_wait(STDIN_FILENO)) {
        case WAKE_KEY:
            rl_callback_read_char();
            break;
        case WAKE_INTERRUPT:
            clear_line();
            break;
        case WAKE_STOP:
            stop();
            break;
        case WAKE_END:
            rl_crlf();
            r->leave = true;
            break;
        case WAKE_OTHER:
            rl_check_signals();
            break;
        }
    }
    rl_callback_handler_remove();
    signals_at_prompt(false);
}
