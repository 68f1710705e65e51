/* commands.c -- the table of `:` commands and what each does. */
#include "repl/commands.h"

#include "repl/help.h"
#include "repl/run.h"
#include "repl/settings.h"

#include <readline/tilde.h>

#include <stdlib.h>
#include <string.h>

static struct str trim(struct str s)
{
    while (s.n && strchr(" \t\r\n", s.s[0])) {
        s.s++;
        s.n--;
    }
    while (s.n && strchr(" \t\r\n", s.s[s.n - 1]))
        s.n--;
    return s;
}

/* The first word of `*rest`, which then starts after it. */
static struct str next_word(struct str *rest)
{
    struct str word = {rest->s, 0};
    while (word.n < rest->n && !strchr(" \t\r\n", word.s[word.n]))
        word.n++;
    *rest = trim((struct str){rest->s + word.n, rest->n - word.n});
    return word;
}

/* Where `part` of the argument stands. */
static struct span span_of(const struct call *c, struct str part)
{
    uint32_t start = c->at.start + (uint32_t)(part.s - c->argument.s);
    return (struct span){start, start + (uint32_t)part.n};
}

size_t command_names(struct arena *a, const struct session *s,
                     size_t (*list)(const struct session *, struct str *, size_t), struct str **names)
{
    for (size_t cap = 64;; cap *= 2) {
        *names = ARENA_NEW(a, struct str, cap);
        if (!*names)
            return 0;
        size_t n = list(s, *names, cap);
        if (n < cap)
            return n;
    }
}

/* Print what has been gathered, or say that memory ran short. */
static bool print(struct call *c, struct buf *b)
{
    bool good = !b->failed || diag_oom(c->d);
    if (good)
        output_text(&c->r->out, buf_str(b));
    buf_free(b);
    return good;
}

static bool run_help(struct call *c)
{
    struct buf b = {0};
    bool found = help_print(&b, c->r->session, c->d, c->argument, c->at);
    return print(c, &b) && found;
}

static bool run_load(struct call *c)
{
    struct str path = c->argument;
    if (path.n >= 2 && path.s[0] == '"' && path.s[path.n - 1] == '"')
        path = (struct str){path.s + 1, path.n - 2};
    if (!path.n) {
        diag_error(c->d, "no-file", c->at, "`:load` needs a file");
        return diag_hint(c->d, "as in `:load examples/smoking.cdl`");
    }
    struct str name = str_dup(c->d->arena, path);
    char *expanded = name.s ? tilde_expand(name.s) : NULL;
    if (!expanded)
        return diag_oom(c->d);
    bool good = run_file(c->r, str_of(expanded)) == RUN_OK;
    free(expanded);
    return good;
}

static bool run_reload(struct call *c)
{
    return run_file_again(c->r) == RUN_OK;
}

static bool run_models(struct call *c)
{
    struct session *s = c->r->session;
    struct str *names;
    size_t n = command_names(c->d->arena, s, session_models, &names);
    struct str current = session_current(s);
    struct buf b = {0};
    for (size_t i = 0; i < n; i++) {
        buf_puts(&b, str_eq(names[i], current) ? "* " : "  ");
        session_describe(s, names[i], &b, c->r->out.unicode);
        if (b.n && b.s[b.n - 1] != '\n')
            buf_putc(&b, '\n');
    }
    if (n == 0)
        buf_puts(&b, "no models yet; `:help model` shows one, `:load FILE` reads some\n");
    return print(c, &b);
}

static bool run_vars(struct call *c)
{
    struct buf b = {0};
    if (!session_vars(c->r->session, &b, c->r->out.unicode))
        b.failed = true;
    else if (b.n == 0)
        buf_puts(&b, "nothing has a name yet; `:help model` shows a model\n");
    return print(c, &b);
}

static void put_setting(struct buf *b, const struct repl *r, const struct setting *s)
{
    size_t start = b->n;
    buf_fmt(b, "  %-8s ", s->name);
    s->get(r, b);
    size_t used = b->n - start;
    buf_fill(b, ' ', used < 21 ? 21 - used : 1);
    buf_fmt(b, "%s\n", s->help);
}

static void put_values(struct buf *b, const struct setting *s)
{
    for (size_t i = 0; s->values && s->values[i]; i++)
        buf_fmt(b, "%s%s", i ? ", " : "  one of ", s->values[i]);
    buf_puts(b, s->values ? "\n" : "");
}

static bool run_set(struct call *c)
{
    struct str value = c->argument;
    struct str name = next_word(&value);
    const struct setting *s = setting_find(name);
    if (value.n)
        return setting_put(c->r, name, value, c->d, span_of(c, name), span_of(c, value));
    if (name.n && !s)
        return setting_unknown(c->d, name, c->at);
    struct buf b = {0};
    for (size_t i = 0; i < settings_count; i++)
        if (!s || s == &settings[i])
            put_setting(&b, c->r, &settings[i]);
    if (s)
        put_values(&b, s);
    return print(c, &b);
}

static bool run_time(struct call *c)
{
    if (c->argument.n)
        return setting_put(c->r, STR("time"), c->argument, c->d, c->at, c->at);
    struct buf b = {0};
    put_setting(&b, c->r, setting_find(STR("time")));
    return print(c, &b);
}

static bool run_quit(struct call *c)
{
    c->r->leave = true;
    return true;
}

const struct command commands[] = {
    {"help", "[TOPIC]", "what there is, or one topic",
     "TOPIC is a topic, a keyword of the language, a command or a setting.", ARGUMENT_TOPIC, run_help},
    {"load", "FILE", "run a file",
     "Its models, boxes and values are then there. A path starting with ~ is in your home folder.",
     ARGUMENT_FILE, run_load},
    {"models", "", "the models there are, * marks the current one",
     "A query without `in MODEL` is put to the current model: the one defined or loaded last.", ARGUMENT_NONE,
     run_models},
    {"quit", "", "leave (also Ctrl-D)", "", ARGUMENT_NONE, run_quit},
    {"reload", "", "run the file loaded last again", "After you have changed it in an editor.", ARGUMENT_NONE,
     run_reload},
    {"set", "[NAME [VALUE]]", "list the settings, or change one",
     "Without VALUE: what the setting is now. The options of the program set the same things.",
     ARGUMENT_SETTING, run_set},
    {"time", "[on|off]", "say how long each statement took", "The time goes to standard error.",
     ARGUMENT_ON_OFF, run_time},
    {"vars", "", "the variables of the current model, and every name bound",
     "A line each: variables with their states, then values, types and boxes.", ARGUMENT_NONE, run_vars},
};
const size_t commands_count = sizeof commands / sizeof commands[0];

const struct command *command_find(struct str name)
{
    const struct command *found = NULL;
    for (size_t i = 0; i < commands_count; i++) {
        struct str whole = str_of(commands[i].name);
        if (str_eq(whole, name))
            return &commands[i];
        if (name.n && str_starts(whole, name)) {
            if (found)
                return NULL;
            found = &commands[i];
        }
    }
    return found;
}

static bool unknown(struct diags *d, struct str name, struct span at)
{
    struct str names[sizeof commands / sizeof commands[0]];
    for (size_t i = 0; i < commands_count; i++)
        names[i] = str_fmt(d->arena, ":%s", commands[i].name);
    diag_error(d, "unknown-command", at, "there is no command `%.*s`", STR_ARG(name));
    return diag_nearest(d, name, names, commands_count, "`:help` lists the commands");
}

static bool run_line(struct repl *r, const struct text *text, struct diags *d)
{
    struct str rest = trim(text->body);
    struct str name = next_word(&rest);
    uint32_t start = (uint32_t)(name.s - text->body.s);
    struct span at = {start, start + (uint32_t)name.n};
    const struct command *k = command_find((struct str){name.s + 1, name.n - 1});
    if (!k)
        return unknown(d, name, at);
    struct call c = {.r = r, .d = d, .argument = rest, .at = at};
    if (rest.n) {
        c.at.start = (uint32_t)(rest.s - text->body.s);
        c.at.end = c.at.start + (uint32_t)rest.n;
        if (k->argument == ARGUMENT_NONE)
            return diag_error(d, "command-argument", c.at, "`:%s` takes no argument", k->name);
    }
    return k->run(&c);
}

bool command_run(struct repl *r, struct text text)
{
    struct arena arena = {0};
    struct diags d = {.arena = &arena, .text = &text};
    bool good = run_line(r, &text, &d);
    for (size_t i = 0; i < d.n; i++)
        output_diag(&r->out, &d.list[i]);
    if (d.out_of_memory && d.n == 0)
        output_aside(&r->out, STR("error: out of memory\n"));
    arena_free(&arena);
    return good;
}
