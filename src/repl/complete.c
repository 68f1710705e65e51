/* complete.c -- what Tab offers: only what may come next.
 *
 * The parser says which classes of word may stand at the cursor; the session knows the names and states.
 * Commands complete their own arguments, and a string after `from` completes file names.
 */
#include "repl/complete.h"

#include "lang/lang.h"
#include "repl/commands.h"
#include "repl/cursor.h"
#include "repl/help.h"
#include "repl/run.h"
#include "repl/settings.h"

#include <stdlib.h>
#include <string.h>

#include <readline/readline.h>

static struct repl *the_repl; /* Readline's callbacks take no context */

enum { LIMIT_OFFERED = 4096, LIMIT_EXPECTED = 256 };

/* What may stand at the cursor, gathered before Readline asks for it word by word. */
struct offer {
    struct arena arena;
    struct str prefix;
    struct str *words;
    size_t n, cap;
};

/* Offer `insert` if `word` begins as the reader has typed. */
static void offer_as(struct offer *o, struct str word, struct str insert)
{
    if (!insert.s || !str_starts(word, o->prefix))
        return;
    for (size_t i = 0; i < o->n; i++)
        if (str_eq(o->words[i], insert))
            return;
    ARENA_PUSH(&o->arena, o->words, o->n, o->cap, insert);
}

static void offer_word(struct offer *o, struct str word)
{
    offer_as(o, word, word);
}

/* A name as it is written: in backquotes when it needs them, unless the reader has typed the first one. */
static void offer_name(struct offer *o, struct str name)
{
    if (rl_completion_quote_character != '`' && lang_needs_quotes(name))
        offer_as(o, name, str_fmt(&o->arena, "`%.*s`", STR_ARG(name)));
    else
        offer_word(o, name);
}

static void offer_list(struct offer *o, const char *const *words)
{
    for (; words && *words; words++)
        offer_word(o, str_of(*words));
}

/* ---- what to offer ---- */

static void offer_states(struct offer *o, struct str variable)
{
    struct str *states = NULL;
    size_t n = 0;
    for (size_t cap = 64; cap <= LIMIT_OFFERED; cap *= 2) {
        states = ARENA_NEW(&o->arena, struct str, cap);
        n = states ? session_states(the_repl->session, variable, states, cap) : 0;
        if (n < cap)
            break;
    }
    for (size_t i = 0; i < n; i++)
        offer_name(o, states[i]);
}

static void offer_names(struct offer *o, size_t (*list)(const struct session *, struct str *, size_t))
{
    struct str *names;
    size_t n = command_names(&o->arena, the_repl->session, list, &names);
    for (size_t i = 0; i < n; i++)
        offer_name(o, names[i]);
}

static bool is_keyword(struct str word)
{
    for (const char *const *k = lang_keywords(); *k; k++)
        if (str_eq(word, str_of(*k)))
            return true;
    return false;
}

/* Names in the block being typed: the session has not seen them yet. */
static void offer_typed(struct offer *o, struct str before)
{
    for (size_t at = 0, next; at < before.n; at = next) {
        next = at + 1;
        if (!cursor_in_name(before.s[at]))
            continue;
        while (next < before.n && cursor_in_name(before.s[next]))
            next++;
        struct str word = {before.s + at, next - at};
        if (!is_keyword(word) && !(word.s[0] >= '0' && word.s[0] <= '9'))
            offer_word(o, word);
    }
}

static void offer_settings(struct offer *o, struct str before)
{
    size_t start;
    const struct setting *s = setting_find(cursor_name(before, before.n, &start));
    if (s)
        offer_list(o, s->values);
    else
        for (size_t i = 0; i < settings_count; i++)
            offer_word(o, str_of(settings[i].name));
}

static void offer_commands(struct offer *o)
{
    for (size_t i = 0; i < commands_count; i++)
        offer_word(o, str_of(commands[i].name));
}

/* Inside a `:` command; false: complete file names. */
static bool offer_in_command(struct offer *o, struct str before)
{
    const char *colon = memchr(before.s, ':', before.n);
    struct str rest = {colon + 1, before.n - (size_t)(colon + 1 - before.s)};
    size_t n = 0;
    while (n < rest.n && cursor_in_name(rest.s[n]))
        n++;
    if (n == rest.n) {
        offer_commands(o);
        return true;
    }
    const struct command *k = command_find((struct str){rest.s, n});
    struct str *words;
    switch (k ? k->argument : ARGUMENT_NONE) {
    case ARGUMENT_NONE:
        break;
    case ARGUMENT_FILE:
        return false;
    case ARGUMENT_ON_OFF:
        offer_list(o, setting_find(str_of(k->name))->values);
        break;
    case ARGUMENT_SETTING:
        offer_settings(o, before);
        break;
    case ARGUMENT_TOPIC:
        n = help_words(&o->arena, &words);
        for (size_t i = 0; i < n; i++)
            offer_word(o, words[i]);
        break;
    }
    return true;
}

/* lang_expected() names some tokens by their class. */
static bool is_class(const char *word)
{
    static const char *const classes[] = {"name", "state", "number", "string"};
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++)
        if (strcmp(word, classes[i]) == 0)
            return true;
    return false;
}

static void offer_wires(struct offer *o, struct str diagram)
{
    struct str *wires = ARENA_NEW(&o->arena, struct str, LIMIT_OFFERED);
    size_t n = wires && diagram.n ? session_wires(the_repl->session, diagram, wires, LIMIT_OFFERED) : 0;
    for (size_t i = 0; i < n; i++)
        offer_name(o, wires[i]);
}

static bool behind_sign(struct str before, char sign)
{
    size_t n = cursor_skip_back(before, before.n);
    return n > 0 && before.s[n - 1] == sign;
}

/* What one word before the cursor decides: draw's options, the standard library, the wires of a diagram. */
static void offer_special(struct offer *o, struct str before)
{
    size_t start;
    struct str word = cursor_name(before, before.n, &start), line = before;
    while (line.n && strchr(" \t\n", line.s[0]))
        line = (struct str){line.s + 1, line.n - 1};
    if (str_starts(line, STR("draw ")))
        offer_list(o, session_draw_words(word));
    if (str_eq(word, STR("import")))
        for (const struct library_text *t = session_library(); t->name; t++)
            offer_word(o, str_of(t->name));
    if (str_starts(line, STR("model ")) && behind_sign(before, '=') && !memchr(line.s, '{', line.n))
        offer_list(o, session_text_formats());
    offer_wires(o, cursor_diagram(before));
}

/* Inside a statement: what the parser expects. */
static void offer_in_statement(struct offer *o, struct str before)
{
    struct str variable = cursor_variable(before);
    if (variable.n)
        offer_states(o, variable);
    if (o->n == 0)
        offer_special(o, before);
    if (o->n > 0)
        return;
    const char *expected[LIMIT_EXPECTED];
    size_t n = lang_expected(before, expected, LIMIT_EXPECTED);
    for (size_t i = 0; i < n && i < LIMIT_EXPECTED; i++) {
        if (strcmp(expected[i], "name") == 0) {
            if (cursor_behind(before, STR("in")) || cursor_behind(before, STR("observe")) ||
                cursor_behind(before, STR("use")) || cursor_behind(before, STR("fit")) ||
                cursor_behind(before, STR("compare")) || cursor_behind(before, STR("marginals")) ||
                cursor_behind(before, STR("probable")) || cursor_behind(before, STR("export"))) {
                offer_names(o, session_models);
                continue;
            }
            offer_names(o, session_names);
            offer_typed(o, before);
        } else if (cursor_in_name(expected[i][0]) && !is_class(expected[i])) {
            offer_word(o, str_of(expected[i]));
        }
    }
}

/* In a string: file names after `from`, `import` and `to`, states after `NAME =`; false: complete file names.
 */
static bool offer_in_string(struct offer *o, struct str before)
{
    before.n--; /* the quote */
    if (is_command(before) || cursor_behind(before, STR("from")) || cursor_behind(before, STR("import")) ||
        cursor_behind(before, STR("to")))
        return false;
    struct str variable = cursor_variable(before);
    if (variable.n)
        offer_states(o, variable);
    return true;
}

/* False: complete file names. */
static bool gather(struct offer *o, struct str before)
{
    if (rl_completion_quote_character == '"')
        return offer_in_string(o, before);
    if (is_command(before)) {
        rl_completion_append_character = ' ';
        return offer_in_command(o, before);
    }
    offer_in_statement(o, before);
    if (cursor_skip_back(before, before.n) == 0 && !o->prefix.n)
        for (size_t i = 0; i < commands_count; i++)
            offer_word(o, str_fmt(&o->arena, ":%s", commands[i].name));
    return true;
}

/* Is what is offered one keyword that more must follow, behind a blank? P, E and do are followed by `(`;
 * `implications` and `components` may stand alone, but a blank behind them does no harm. */
static bool wants_blank(const struct offer *o)
{
    if (o->n != 1 || str_eq(o->words[0], STR("P")) || str_eq(o->words[0], STR("E")) ||
        str_eq(o->words[0], STR("do")))
        return false;
    for (const char *const *k = lang_keywords(); *k; k++)
        if (str_eq(o->words[0], str_of(*k)))
            return true;
    return false;
}

/* ---- Readline's side ---- */

static struct offer offered;

static char *next_match(const char *text, int state)
{
    static size_t next;
    (void)text;
    if (state == 0)
        next = 0;
    if (next >= offered.n)
        return NULL;
    struct str word = offered.words[next++];
    char *copy = malloc(word.n + 1); /* Readline frees it */
    if (copy) {
        memcpy(copy, word.s, word.n);
        copy[word.n] = '\0';
    }
    return copy;
}

static char **complete(const char *text, int start, int end)
{
    (void)end;
    offered = (struct offer){.prefix = str_of(text)};
    rl_completion_append_character = '\0';
    rl_attempted_completion_over = gather(&offered, (struct str){rl_line_buffer, (size_t)start});
    if (wants_blank(&offered))
        rl_completion_append_character = ' ';
    char **matches = offered.n ? rl_completion_matches(text, next_match) : NULL;
    arena_free(&offered.arena);
    return matches;
}

/* Words end at punctuation, but a path does not. */
static char *word_breaks(void)
{
    static char in_path[] = " \t\n\"", in_text[] = " \t\n\"`@$><=;|&{}[](),:+-*/~!^%\\#.?";
    struct str line = {rl_line_buffer, (size_t)rl_end};
    if (!is_command(line))
        return in_text;
    const char *p = memchr(line.s, ':', line.n);
    size_t n = 1;
    while (p + n < line.s + line.n && cursor_in_name(p[n]))
        n++;
    const struct command *k = command_find((struct str){p + 1, n - 1});
    return k && k->argument == ARGUMENT_FILE && p + n < line.s + rl_point ? in_path : in_text;
}

void complete_install(struct repl *r)
{
    the_repl = r;
    rl_attempted_completion_function = complete;
    rl_completion_word_break_hook = word_breaks;
    rl_basic_word_break_characters = " \t\n\"`@$><=;|&{}[](),:+-*/~!^%\\#.?";
    rl_completer_quote_characters = "\"`";
}
